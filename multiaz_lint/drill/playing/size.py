"""The sizes that an autoscaled workload can have besides its smallest, and their events."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.casting.member import Member


class Size:
    """One size: `of` says how many pods a member then has; the rest are names of events."""

    __slots__ = ("drain", "name", "outage", "reached", "rollout", "words")

    def __init__(self, name: str, words: str) -> None:
        self.name = name
        self.words = words
        self.reached = f"scale to {words}"
        self.rollout = f"rollout at {words}"
        self.outage = f"outage at {words}"
        self.drain = f"drain at {words}"

    @property
    def events(self) -> tuple[str, ...]:
        """The names of what happens at this size, in order."""
        return self.reached, self.rollout, self.outage, self.drain

    def of(self, member: Member) -> int | None:
        """Return the pods of a member at this size; None when it is no size of its own."""
        if self is MAXIMUM:
            return member.most if member.most > member.replicas else None
        written = member.written
        return written if written is not None and member.replicas < written < member.most else None


WRITTEN = Size("written", "the written replicas")
MAXIMUM = Size("maximum", "the maximum")
SIZES = (WRITTEN, MAXIMUM)
