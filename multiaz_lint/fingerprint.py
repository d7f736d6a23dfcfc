"""What makes a finding the same finding after lines have moved and numbers have changed."""

from __future__ import annotations

from multiaz_lint.digest import blake2b
from multiaz_lint.model.cached import Remembered
from multiaz_lint.model.tree import look_up, path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from multiaz_lint.diagnostic import Diagnostic, Identity
    from multiaz_lint.model.tree import Path

    Parted = tuple[list[tuple[Path, int, str]], str]

_NAMES = ("name", "topologyKey", "key", "mountPath", "containerPort")
"""Fields that tell the elements of a sequence apart, the best first."""
_EMPTY = blake2b(digest_size=16)
_DIGITS = dict.fromkeys(b"0123456789", 0)
_AT_ONCE = 500


def named_path(tree: Any, path: Path) -> str:
    """Write a path with the names of elements: ``spec.containers[name=web].image``.

    An element without a name keeps its index.
    """
    parts, rest = _parts[path]
    text = ""
    node = tree
    for above, index, words in parts:
        node = look_up(node, above)
        node = node[index] if isinstance(node, list) and index < len(node) else None
        text += f"{words}[{_element(node, index)}]"
    return f"{text}{rest}"


def _parted(path: Path) -> Parted:
    """Part a path at its indexes: the steps before each, it, and their text."""
    parts: list[tuple[Path, int, str]] = []
    done = 0
    for at, step in enumerate(path):
        if isinstance(step, int):
            parts.append((path[done:at], step, _text(path, done, at)))
            done = at + 1
    return parts, _text(path, done, len(path))


_parts = Remembered(_parted, 10_000)


def _text(path: Path, begin: int, end: int) -> str:
    """Write a part of a path as it follows what is before it."""
    text = path_text(path[begin:end])
    return f".{text}" if begin and text and text[0] != "[" else text


def _element(node: Any, index: int) -> str:
    if isinstance(node, dict):
        for name in _NAMES:
            value = node.get(name)
            if isinstance(value, (str, int)) and value != "":
                return f"{name}={value}"
    return str(index)


def without_numbers(message: str) -> str:
    """Return a message without the numbers that change when nothing else does."""
    text = message.translate(_DIGITS)
    while "\0\0" in text:
        text = text.replace("\0\0", "\0")
    return text.replace("\0", "#")


def resource_key(resource: Identity | None) -> str:
    """Name a resource across API versions: ``apps/Deployment default/web``."""
    return "" if resource is None else resource.key


def fingerprint(diagnostic: Diagnostic) -> str:
    """Return 32 hexadecimal digits that stay while rule, resource, field and words stay.

    The digits in a message do not count. A finding without a resource is told apart by its origin.
    """
    return _fingerprint(diagnostic, _without_digits(diagnostic.message))


def _fingerprint(diagnostic: Diagnostic, words: bytes) -> str:
    """Return the fingerprint of a finding whose message is these words, but for the digits."""
    if diagnostic.fingerprint:
        return diagnostic.fingerprint
    resource = diagnostic.resource
    who = diagnostic.place.origin if resource is None else resource.key
    where = diagnostic.named_field or diagnostic.field
    head = f"{diagnostic.rule}\0{who}\0{where}\0".encode("utf-8", "surrogatepass")
    digest = _EMPTY.copy()  # a new one costs three times as much
    digest.update(head + words)
    return digest.hexdigest()


def _without_digits(message: str) -> bytes:
    return message.encode("utf-8", "surrogatepass").translate(None, b"0123456789")


def _all_without_digits(diagnostics: Sequence[Diagnostic]) -> Iterator[bytes]:
    """Yield the messages without digits, many in one step: to begin one costs more than to do it.

    Where a message holds the character that parts them, each is a step of its own.
    """
    for first in range(0, len(diagnostics), _AT_ONCE):
        messages = [each.message for each in diagnostics[first : first + _AT_ONCE]]
        words = _without_digits("\0".join(messages)).split(b"\0")
        yield from words if len(words) == len(messages) else map(_without_digits, messages)


def unique_fingerprints(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """Return one fingerprint for each finding, no two the same.

    The second and later findings that look alike get a number, in the order of the report.
    """
    seen: dict[str, int] = {}
    unique = []
    for diagnostic, words in zip(diagnostics, _all_without_digits(diagnostics), strict=True):
        print_ = _fingerprint(diagnostic, words)
        count = seen[print_] = seen.get(print_, 0) + 1
        unique.append(print_ if count == 1 else f"{print_}-{count}")
    return unique
