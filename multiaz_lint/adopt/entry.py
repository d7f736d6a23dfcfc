"""One finding that a baseline accepts."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

KEYS = ("origin", "resource", "rule", "field", "message")


class Entry:
    """One accepted finding; ``origin`` is relative to the folder of the baseline.

    So are ``builds``, the kustomizations that it is accepted for; without them it is for all.
    """

    __slots__ = (*KEYS, "builds")

    def __init__(
        self,
        origin: str,
        resource: str,
        rule: str,
        field: str,
        message: str,
        builds: Iterable[str] = (),
    ) -> None:
        self.origin = origin
        self.resource = resource
        self.rule = rule
        self.field = field
        self.message = message
        self.builds = tuple(sorted(builds))

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two findings the same in whatever file they are."""
        return (self.rule, self.resource or self.origin, self.field, self.message)

    def as_tuple(self) -> tuple[Any, ...]:
        return (*(getattr(self, key) for key in KEYS), self.builds)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entry) and self.as_tuple() == other.as_tuple()

    def __hash__(self) -> int:
        return hash(self.as_tuple())

    def __repr__(self) -> str:
        return f"Entry{self.as_tuple()}"
