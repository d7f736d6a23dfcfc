"""Suppressions as they are written: in comments, in annotations and in the configuration."""

from __future__ import annotations

from multiaz_lint.diagnostic import Place
from multiaz_lint.load.kustomize.built_manifest import BuiltManifest, as_written
from multiaz_lint.model.resource import IGNORE, OWN_PREFIX, SINGLETON, mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from typing import Any

    from multiaz_lint.load.kustomize.patches.entries import Inline
    from multiaz_lint.load.source import Source
    from multiaz_lint.model import Field
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.settings import Ignore

_COMMENT = (
    r"(?i)(?:^|[ \t\r\n\x85\u2028\u2029])(?=(#[ \t]*)"
    r"(multiaz-lint(?::|[ \t]+(?=:|ignore))[^\r\n]*))"
)
_ORDER = (
    r"multiaz-lint:[ \t]*(ignore-file|ignore)"
    r"(?:[ \t]*\[([^\]\r\n]*)\]|(?![\w-])(?![ \t]*\[))([^\r\n]*)"
)
_NOT_UNDERSTOOD = (
    "this comment is not understood, so it silences nothing: "
    "write multiaz-lint: ignore[rule] reason, or ignore-file[rule] reason"
)
_NO_REASON = "no reason given"


class Suppression:
    """A written suppression: where it stands, which rules it silences and whether it did."""

    __slots__ = ("at", "fault", "is_entry", "over", "place", "reason", "rules", "used", "written")

    def __init__(self, place: Place, written: tuple[str, ...], reason: str) -> None:
        self.fault = ""
        """Why it says nothing that is understood, if so."""
        self.place = place
        self.written = written
        self.reason = reason or _NO_REASON
        self.rules: set[str] = set()
        self.used = False
        self.is_entry = False
        """Whether it stands in the configuration, not where findings are."""
        self.over = ""
        """The date on which it ceased to count, if it has."""
        self.at: tuple[int, int, int] | Field | None = None
        """Where a comment starts and ends and its names start, or the annotation's field."""


_ANNOTATED = tuple(
    (*metadata, what)
    for metadata in (
        ("metadata",),
        ("spec", "template", "metadata"),
        ("spec", "jobTemplate", "metadata"),
        ("spec", "jobTemplate", "spec", "template", "metadata"),
    )
    for what in ("annotations", "labels")
)
"""Where annotations may stand, and labels that are taken for them."""


def may_annotate(source: Source) -> bool:
    """Whether an annotation of ours may be in a text, be it in escapes."""
    return OWN_PREFIX in source.text or "\\" in source.text


def may_hold_comment(source: Source) -> bool:
    """Whether a text may hold such a comment, of whatever spelling."""
    text = source.text
    return "#" in text and ("-lint" in text or "-Lint" in text or "-LINT" in text)


def in_comments(source: Source) -> list[tuple[int, Suppression]]:
    """Find the comments of a text; line 0 stands for the whole file."""
    import re

    from multiaz_lint.load.yaml import comments

    found = []
    order_of = re.compile(_ORDER).match
    matches = list(re.finditer(_COMMENT, source.text))
    in_values = comments.in_values(source.text, [match.start(1) for match in matches])
    behind = 0
    for match in matches:
        start, end = match.start(1), match.end(2)
        if start < behind or start in in_values:
            continue
        behind = end
        line, column = source.position(start)
        place = Place(source.origin, line, column, line, column + end - start)
        order = order_of(source.text, match.start(2))
        if order is None:
            suppression = Suppression(place, (), "")
            suppression.fault = _NOT_UNDERSTOOD
            suppression.at = (start, end, -1)
            found.append((line, suppression))
            continue
        names = tuple(name.strip() for name in (order[2] or "").split(",") if name.strip())
        suppression = Suppression(place, names, order[3].strip().lstrip("-: ").strip())
        suppression.at = (start, end, order.start(2))
        found.append((0 if order[1] == "ignore-file" else line, suppression))
    return found


def in_patches(
    resources: Iterable[Resource], origins: Container[str]
) -> dict[str, list[tuple[int, Suppression]]]:
    """Find the comments of patches that are blocks of other texts, by the files that hold these.

    To the text around it a patch is a value, without comments. ``origins`` are the files to look
    at. What is found there is not edited.
    """
    found: dict[str, list[tuple[int, Suppression]]] = {}
    seen: set[tuple[int, tuple[int, int]]] = set()
    for resource in resources:
        manifest: Any = resource.manifest
        if not isinstance(manifest, BuiltManifest):
            continue
        for text, (lines, columns) in _blocks(manifest):
            key = id(text.source), (lines, columns)
            if text.origin not in origins or key in seen:
                continue
            seen.add(key)
            for line, each in in_comments(text.source):
                at = each.place
                at.line, at.end_line = at.line + lines, at.end_line + lines
                at.column, at.end_column = at.column + columns, at.end_column + columns
                each.at = None
                found.setdefault(text.origin, []).append((line and line + lines, each))
    return found


def _blocks(manifest: BuiltManifest) -> Iterator[tuple[Inline, tuple[int, int]]]:
    """Yield the patches of a build that are blocks of other texts, each with its ``shift``."""
    from multiaz_lint.load.kustomize.patches.entries import Inline  # few inputs are built

    for text in manifest.texts():
        if isinstance(text, Inline) and text.shift is not None:
            yield text, text.shift


def in_annotations(resources: Iterable[Resource]) -> dict[int, list[Suppression]]:
    """Find the annotations on resources and their templates; keyed by the resource.

    One of our own prefix that means nothing, or a label, is a slip of the pen: it has a ``fault``.
    """
    found: dict[int, list[Suppression]] = {}
    seen: dict[tuple[object, ...], Suppression] = {}  # components share their resource's
    for resource in resources:
        for path in _ANNOTATED:
            for name, written in mapping(resource.get(*path)).items():
                if not (isinstance(name, str) and name.startswith(OWN_PREFIX)):
                    continue
                is_label = path[-1] == "labels"
                means = not is_label and name in {SINGLETON, IGNORE}
                if means and (name == SINGLETON or not isinstance(written, str)):
                    continue
                at = (*path, name)
                built = resource.facts.built
                given = built.place_of(name, written) if built is not None else None
                origin, span = given or (resource.origin_at(at), resource.span(at))
                place = Place(origin, *span.as_tuple())
                key = (place.origin, *place.as_tuple())
                known = seen.get(key)
                if known is None:
                    known = seen[key] = (
                        _annotation(written, place) if means else _slip(name, place, is_label)
                    )
                if known.at is None and not (known.fault or resource.part or given):
                    known.at = as_written(resource.at(*at))
                found.setdefault(id(resource), []).append(known)
    return found


def _slip(name: str, place: Place, is_label: bool) -> Suppression:
    slip = Suppression(place, (), "")
    known = f"{IGNORE} and {SINGLETON}"
    if is_label:
        slip.fault = f"label {name!r} says nothing; there are annotations {known}"
    else:
        slip.fault = f"there is no annotation {name!r}; there are {known}"
    return slip


def _annotation(written: str, place: Place) -> Suppression:
    names, _, reason = written.partition("--")
    rules = tuple(each.strip() for each in names.split(",") if each.strip())
    return Suppression(place, rules, reason.strip())


def of_entry(ignore: Ignore, today: str) -> tuple[Suppression, Ignore]:
    place = Place(ignore.origin, ignore.line, 1, ignore.line, 1)
    suppression = Suppression(place, ignore.rules, ignore.reason)
    suppression.is_entry = True
    if is_over(ignore, today):
        suppression.over = ignore.expires
    return suppression, ignore


def is_over(ignore: Ignore, today: str) -> bool:
    return bool(ignore.expires) and today >= ignore.expires
