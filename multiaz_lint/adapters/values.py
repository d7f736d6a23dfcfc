"""Single values of adapters as plain data, such as YAML holds; every mistake at its path.

Each function takes the path of a value in the list of adapters, and raises AdapterError where the
value is not understood.
"""

from __future__ import annotations

from multiaz_lint.api import refusal
from multiaz_lint.model.digits import whole
from multiaz_lint.unknown import shown, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.tree import Path

_LONGEST = 200
"""How much is quoted of what the API server says."""
HERE = "."
"""The path of nothing: the place itself."""


class AdapterError(ValueError):
    """A mistake in an adapter: its path in the list of adapters, and what is wrong."""

    def __init__(self, path: Path, words: str) -> None:
        super().__init__(words)
        self.path = path
        self.words = words


def decodable(path: Path, go_type: str, value: Any, whose: str) -> None:
    """Demand of a value that an API server can decode it."""
    refused = refusal(go_type, value)
    if refused is not None:
        words = refused.message
        words = f"{words[:_LONGEST]}..." if len(words) > _LONGEST else words
        raise AdapterError((*path, *refused.path), f"{whose}: {words}")


def labels(path: Path, entry: Any) -> dict[str, str]:
    """Read a mapping of texts."""
    written = mapping(path, entry)
    return {name: text((*path, name), value) for name, value in written.items()}


def mapping(path: Path, value: Any, known: Any = None) -> dict[str, Any]:
    """Read a mapping that may be left out, of ``known`` keys alone where they are given."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise AdapterError(path, f"{shown(value)} is not a mapping")
    for key in value:
        if known is not None and key not in known:
            raise AdapterError((*path, key), unknown("key", key, sorted(known)))
    return value


def text(path: Path, value: Any) -> str:
    """Read a text that may be left out."""
    if value is not None and not isinstance(value, str):
        raise AdapterError(path, f"{shown(value)} is not a text")
    return value or ""


def one_of(path: Path, value: Any, known: tuple[str, ...]) -> str:
    """Read one of some words, or none."""
    if value is not None and value not in known:
        raise AdapterError(path, f"{shown(value)} is not one of {', '.join(known)}")
    return value or ""


def flag(path: Path, value: Any) -> bool:
    """Read true or false, which may be left out."""
    if value is not None and not isinstance(value, bool):
        raise AdapterError(path, f"{shown(value)} is not true or false")
    return bool(value)


def texts(path: Path, value: Any) -> tuple[str, ...]:
    """Read a list of texts that may be left out."""
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise AdapterError(path, f"{shown(value)} is not a list of texts")
    return tuple(value)


def count(path: Path, value: Any) -> int | None:
    """Read a number of pods, or none."""
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise AdapterError(path, f"{shown(value)} is not a whole number")
    return value


def count_or_path(path: Path, value: Any) -> Path | int | None:
    """Read a number of pods, or the path of one, or none."""
    return path_of(path, value) if isinstance(value, str) else count(path, value)


def place_of(path: Path, value: Any) -> tuple[Path, bool]:
    """Read a place, and whether each item of what stands there is meant."""
    written = text(path, value)
    place = written.removesuffix("[*]")
    return path_of(path, place) if written else (), place != written


def path_or_here(path: Path, value: Any) -> Path:
    """Read a path, or the dot that stands for the place itself."""
    return () if value == HERE else path_of(path, value)


def paths(path: Path, value: Any) -> tuple[Path, ...]:
    """Read one path, or a list of them."""
    if not isinstance(value, list) or not value:
        return (path_of(path, value),)
    return tuple(path_of((*path, index), each) for index, each in enumerate(value))


def path_of(path: Path, value: Any) -> Path:
    """Read a path such as ``spec.template.metadata.annotations[example.org/scale]``."""
    steps: list[str | int] = []
    rest = value if isinstance(value, str) else ""
    while rest:
        if rest[0] == "[":
            step, closed, rest = rest[1:].partition("]")
            if not closed or not step:
                break
            rest = rest.removeprefix(".")
        else:
            ends = [at for at in (rest.find("."), rest.find("[")) if at >= 0]
            end = min(ends, default=len(rest))
            step, rest = rest[:end], rest[end:].removeprefix(".")
            if not step:
                break
        index = whole(step)
        steps.append(step if index is None else index)
    else:
        if steps:
            return tuple(steps)
    raise AdapterError(path, f"{shown(value)} is no path such as spec.template or spec.size")
