"""What is wrong with one schema, kept apart as the API server keeps it (apiextensions, 1.37).

A schema that cannot be structural at all is told of nothing else that is; defaults are looked at
where the structure is right.
"""

from __future__ import annotations

from multiaz_lint.api.errors import Errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import FieldError, Link

    Tree = dict[str, Any]

ROOT, ITEM, FIELD, NESTED, LOOSE = range(5)
"""Where a schema stands: three places in the structure, below ``allOf`` and its like, elsewhere."""


class SchemaContext:
    """What counts for a schema by where it stands."""

    __slots__ = ("defaults", "in_meta", "level", "refused")

    def __init__(
        self, level: int, *, in_meta: bool = False, refused: str = "", defaults: bool = True
    ) -> None:
        self.level = level
        self.in_meta = in_meta  # of the metadata of an object, at the root or embedded
        self.refused = refused  # why there must be no default, if so
        self.defaults = defaults  # whether defaults are held against the schema

    def at(self, level: int) -> SchemaContext:
        """Return the context of a schema below, which is of the structure only if this one is."""
        if level == self.level or (self.level >= NESTED and level < self.level):
            return self
        return self.but(level)

    def but(
        self, level: int, *, in_meta: bool = False, refused: str = "", defaults: bool = True
    ) -> SchemaContext:
        """Return a context with more that counts."""
        return SchemaContext(
            max(level, self.level) if self.level >= NESTED else level,
            in_meta=in_meta or self.in_meta,
            refused=refused or self.refused,
            defaults=defaults and self.defaults,
        )


class Found:
    """The complaints about one schema, and what is looked at once all of it is known."""

    __slots__ = ("defaults", "formal", "paths", "structural", "unstructured")

    def __init__(self) -> None:
        self.structural = Errors()
        self.formal = Errors()
        self.unstructured = False
        self.defaults: list[tuple[Link, Tree]] = []
        self.paths: list[tuple[Tree, str, Link]] = []

    def errors(self) -> list[FieldError]:
        """Return what the server tells."""
        if self.paths:
            from multiaz_lint.api.schemas.paths import check_paths

            check_paths(self)
        told = Errors()
        if not self.unstructured:
            told.extend(self.structural)
            if self.defaults and not told:
                from multiaz_lint.api.schemas.defaults import judge

                for link, schema in self.defaults:
                    judge(told, link, schema)
        return [*told, *self.formal]
