"""What a text has that cannot be read as it was meant, and how grave that is."""

from __future__ import annotations

from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.tree import Map

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.limits import UnreadableError
    from multiaz_lint.load.source import Source

TEMPLATE = "a template: render it first (helm template, for instance) and check the output"
_CONFLICT = "a conflict of git that is not resolved yet"
_ARRAY = "kubectl takes no list of objects as a document: write one behind another, or a kind: List"


class Trouble:
    """Something in a text that could not be read as it was meant.

    ``grave`` ones are findings: Kubernetes would refuse the document. The others are told as not
    checked, with the reason.
    """

    __slots__ = ("grave", "offset", "words")

    def __init__(self, words: str, offset: int, *, grave: bool) -> None:
        self.words = words
        self.offset = offset
        self.grave = grave


def trouble_of(error: UnreadableError, text: str, source: Source) -> Trouble:
    """Say of a document that cannot be read what it is, and how grave that is."""
    if "{{" in text or "{%" in text:
        return Trouble(TEMPLATE, error.offset, grave=False)
    grave = source.named or looks_like_object(text)
    conflict = _conflict(source.text, error.offset)
    if conflict is not None:
        return Trouble(_CONFLICT, conflict, grave=grave)
    words = error.message if grave else f"cannot be read as YAML ({error.message})"
    return Trouble(words, error.offset, grave=grave)


def _conflict(text: str, offset: int) -> int | None:
    """Return where a conflict of git begins, in which or behind which a text cannot be read."""
    start = f"\n{text}".rfind("\n<<<<<<< ", 0, offset + len("\n<<<<<<< "))
    return start if start >= 0 and "\n>>>>>>> " in text[start:] else None


def looks_like_object(text: str) -> bool:
    """Whether apiVersion and kind stand at column 0, or in a JSON object."""
    if text.lstrip()[:1] == "{":
        return '"apiVersion"' in text and '"kind"' in text
    lines = "\n" + text
    return "\napiVersion:" in lines and "\nkind:" in lines


def is_object(tree: Map) -> bool:
    """Whether a document has the two texts that say what object it is."""
    kind, api_version = tree.get("kind"), tree.get("apiVersion")
    return isinstance(kind, str) and isinstance(api_version, str) and bool(kind and api_version)


def told_of_no_object(tree: Any, *, named: bool) -> tuple[str, bool] | None:
    """Say of what is no object why it may be meant as one, and whether that is sure.

    It is where the user names the file, and for what has a name and both keys, one in another case.
    """
    if not isinstance(tree, Map):
        if named:
            return "not a Kubernetes object: apiVersion is missing", True
        objects = isinstance(tree, list) and any(isinstance(e, Map) and is_object(e) for e in tree)
        return (_ARRAY, False) if objects else None
    written = {key.lower(): key for key, value in tree.items() if value and isinstance(value, str)}
    keys = [written[low] for low in ("apiversion", "kind") if low in written]
    wrong = next((key for key in keys if key not in {"apiVersion", "kind"}), None)
    metadata = mapping(tree.get("metadata"))
    has_name = bool(string(metadata.get("name")) or string(metadata.get("generateName")))
    if wrong is not None and len(keys) > 1 and (has_name or named):
        right = "kind" if wrong.lower() == "kind" else "apiVersion"
        return f"not a Kubernetes object: {wrong} is to be {right}", True
    missing = "kind" if "apiVersion" in tree else "apiVersion"
    if named:
        return f"not a Kubernetes object: {missing} is missing", True
    if keys and wrong is None and missing not in tree and has_name:
        return f"looks like a Kubernetes object, but {missing} is missing", False
    return None
