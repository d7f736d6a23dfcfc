"""The patches of a kustomization: what is written in it, and in the files that it names."""

from __future__ import annotations

from multiaz_lint.load.kustomize.parts import is_text
from multiaz_lint.load.kustomize.trail import Trail
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.manifest import Manifest
from multiaz_lint.load.source import Source
from multiaz_lint.load.texts import documents_of
from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.tree import DuplicateMap
from multiaz_lint.paths import join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from multiaz_lint.load.kustomize.kustomization import Entries
    from multiaz_lint.load.limits import Limits

    Read = tuple[list[tuple[Any, Trail]], str]
    """The documents of a text and where they stand, and why it cannot be read, if so."""
    Files = dict[tuple[str, str], Read]
    """What has been read: of files by their paths, of texts by the kustomization besides."""

MERGED = ("patchesStrategicMerge", "patches")
"""The patches that come before all other changes."""
_LONGEST_PATH = 4096
"""How long a path may be for Linux (PATH_MAX)."""
QUOTES = ("'", '"')
_TEXTS = ("patch", "patches", "jsonOp")
"""The fields that hold a patch, in an entry of a kustomization or in a transformer."""
LATE = ("patchesJson6902",)
"""Those behind labels and namespace."""


class Patch:
    """One patch: its documents, and the target that is written besides, if any.

    ``file`` is the normal path of the file that it stands in, empty where it stands in the
    kustomization itself. ``at`` is where the kustomization names it. ``fault`` is why it cannot be
    read.
    """

    __slots__ = ("at", "documents", "fault", "file", "target")

    def __init__(self, at: Trail, file: str, target: dict[str, Any] | None) -> None:
        self.at = at
        self.file = file
        self.target = target
        self.documents: list[tuple[Any, Trail]] = []
        self.fault = ""


def patches_of(
    entries: Entries,
    folder: str,
    sources: Mapping[str, Source],
    known: Files,
    limits: Limits,
) -> Iterator[Patch]:
    """Yield the patches that entries of a kustomization in a folder give, in order.

    ``sources`` are the files of the input by their normal paths, ``known`` what has been read of
    them.
    """
    for entry, at in entries:
        yield _patch(at, entry, folder, sources, known, limits)


def _patch(
    at: Trail,
    entry: Any,
    folder: str,
    sources: Mapping[str, Source],
    known: Files,
    limits: Limits,
) -> Patch:
    inline = at
    text, path, target = "", "", None
    if isinstance(entry, dict):
        target = mapping(entry.get("target")) if entry.get("target") is not None else None
        field = next((each for each in _TEXTS if each in entry), _TEXTS[0])
        text, path = string(entry.get(field)), string(entry.get("path"))
        inline = at.step(field)
        if mapping(entry.get("options")):
            found = Patch(at, "", target)
            found.fault = "has options"
            return found
    elif isinstance(entry, str):
        text, path = (entry, "") if is_text(entry) else ("", entry)
    if path and text:
        found = Patch(at, "", target)
        found.fault = "has both path and patch"
        return found
    if len(path) > _LONGEST_PATH:
        found = Patch(at, "", target)
        found.fault = "has a path that no file can have"
        return found
    if path:
        found = Patch(at, join(folder, path), target)
        source = sources.get(found.file)
        if source is None:
            found.fault = f"{path} is not in the input"
            return found
        found.documents, found.fault = documents_in(found.file, source, known, limits)
        return found
    found = Patch(at, "", target)
    if not text.strip():
        found.fault = "is empty"
        return found
    found.documents, found.fault = documents_within(inline, text, known, limits)
    return found


def documents_in(file: str, source: Source, known: Files, limits: Limits) -> Read:
    """Return the documents of a file, by its normal path."""
    if (file, "") not in known:
        known[file, ""] = _read(source, source.text, limits)
    return known[file, ""]


def documents_within(at: Trail, text: str, known: Files, limits: Limits) -> Read:
    """Return the documents of a text that is a value, each where it stands in who holds it."""
    # Aliases may give the same text often.
    known_as = f"{at.manifest.origin}\n", text
    if known_as not in known:
        known[known_as] = _read(Source(at.manifest.origin, text), text.strip(), limits)
    documents, fault = known[known_as]
    shift = _shift(at, text) if documents else None
    return [(tree, Trail(Inline(trail.manifest, at, shift))) for tree, trail in documents], fault


def _shift(at: Trail, text: str) -> tuple[int, int] | None:
    """Return by how many lines and columns a text stands from where its holder does.

    Only a block scalar has one for all of it, and what stands in quotes on one line, as it is; of
    a text within another one only where that has one too.
    """
    lines, columns = 0, 0
    if isinstance(at.manifest, Inline):
        if at.manifest.shift is None:
            return None
        lines, columns = at.manifest.shift
    source, (start, end) = at.manifest.source, at.manifest.marks(at.path)[2:]
    line, column = source.position(start)
    mark = source.text[start : start + 1]
    if mark in QUOTES and source.text[start + 1 : end] == f"{text}{mark}" and text == text.strip():
        return line - 1 + lines, column + columns
    if mark != "|":
        return None
    first = text[: len(text) - len(text.lstrip())]
    written = source.line_text(line + 1 + first.count("\n"))
    indented = len(written) - len(written.lstrip())
    return line + lines, indented - len(first.rpartition("\n")[2]) + columns


def _read(source: Source, text: str, limits: Limits) -> Read:
    """Return the documents of a text, or why it cannot be read as patches."""
    if text.startswith("[") and not _is_json(text):
        return [], "begins with [ and is no JSON, which Kustomize takes it for"
    found = []
    for chunk, manifest in documents_of(source, limits):
        if chunk.fault is not None:
            return [], f"cannot be read: {chunk.fault[1]}"
        if not source.text[chunk.start : chunk.end].strip():
            continue
        if isinstance(manifest, UnreadableError):
            return [], f"cannot be read: {manifest}"
        twice = _twice(manifest.tree)
        if twice:
            return [], f"holds {twice} twice, of which Kustomize takes the first"
        if manifest.tree is not None:
            found.append((manifest.tree, Trail(manifest)))
    return found, ""


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _twice(tree: Any) -> str:
    """Return a key that stands twice in one mapping of a tree; empty if none does."""
    left, seen = [tree], set()
    while left:
        node = left.pop()
        if id(node) in seen:
            continue
        if isinstance(node, DuplicateMap):
            return str(node.duplicates[0])
        if isinstance(node, (dict, list)):
            seen.add(id(node))
            left += node.values() if isinstance(node, dict) else node
    return ""


class Inline(Manifest):
    """A document that is the text of a value: it stands where the value does.

    Lines of a block scalar are those of the file that holds it; of other values only the place of
    the whole value is known.
    """

    __slots__ = ("at", "holder", "shift")

    def __init__(self, inner: Manifest, at: Trail, shift: tuple[int, int] | None) -> None:
        super().__init__(
            inner.source, inner.number, inner.start, inner.end, inner.tree, inner.line,
            written=inner.written,
        )  # fmt: skip
        self.holder = at.manifest
        self.at = at.path
        self.shift = shift

    def stretch(self, path: Any) -> tuple[int, int, int]:
        """Return line, column and end column in the file that holds the text."""
        if self.shift is None:
            return self.holder.stretch(self.at)
        line, column, end_column = super().stretch(path)
        lines, columns = self.shift
        return line + lines, column + columns, end_column + columns
