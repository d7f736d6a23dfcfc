"""A place in a manifest: what is written there, or what the API server takes instead."""

from __future__ import annotations

from multiaz_lint.model.tree import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path


class Span:
    """A stretch of text: lines and columns count from 1, the end column is one past the last."""

    __slots__ = ("column", "end_column", "end_line", "line")

    def __init__(self, line: int, column: int, end_line: int, end_column: int) -> None:
        self.line = line
        self.column = column
        self.end_line = end_line
        self.end_column = end_column

    def __repr__(self) -> str:
        return f"Span({self.line}:{self.column}-{self.end_line}:{self.end_column})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self.as_tuple() == other.as_tuple()

    def __hash__(self) -> int:
        return hash(self.as_tuple())

    def as_tuple(self) -> tuple[int, int, int, int]:
        return (self.line, self.column, self.end_line, self.end_column)


class Field:
    """A field of a resource: its value, its path and, on demand, its span."""

    __slots__ = ("path", "resource", "value")
    present = True

    def __init__(self, resource: Resource, path: Path, value: Any) -> None:
        self.resource = resource
        self.path = path
        self.value = value

    def __repr__(self) -> str:
        return f"Field({self}={self.value!r})"

    def __str__(self) -> str:
        return path_text(self.path)

    @property
    def span(self) -> Span:
        """Where the field, or its closest written ancestor, stands."""
        return self.resource.span(self.path)

    @property
    def written(self) -> Any:
        """What the manifest has here, even if no server can decode it; None for nothing."""
        resource = self.resource
        if resource.tree is resource.manifest.tree:
            return self.value if self.present else None
        return resource.written(self.path)

    @property
    def sound(self) -> bool:
        """Whether nothing is written here or below that the API server cannot decode."""
        unsound = self.resource.facts.unsound
        if not unsound:
            return True
        depth = len(self.path)
        return all(path[:depth] != self.path for path in unsound)

    def child(self, step: str | int) -> Field:
        """Return the field one step below."""
        value = self.value
        if isinstance(value, dict):
            found = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            found = value[step]
        else:
            found = None
        if found is None:
            return Absent(self.resource, (*self.path, step), None)
        return Field(self.resource, (*self.path, step), found)

    def items(self) -> Iterator[Field]:
        """Yield the elements of a sequence; nothing when the value is not one."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Field(self.resource, (*self.path, index), value)


class Absent(Field):
    """A field that is not written; its value is the default.

    Its span is that of its closest written ancestor.
    """

    __slots__ = ()
    present = False
