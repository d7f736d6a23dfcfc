"""What users require of a drill: `survivors>=2, recovery<=400s, pending=0`."""

from __future__ import annotations

from multiaz_lint.drill import play
from multiaz_lint.drill.size import SIZES
from multiaz_lint.drill.story import GRAVITY, Story
from multiaz_lint.model.digits import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SURVIVORS, RECOVERY, PENDING, VERDICT = "survivors", "recovery", "pending", "verdict"
_NUMBERS = (SURVIVORS, RECOVERY, PENDING)
_OPERATORS = (">=", "<=", "=", ">", "<")


class RequirementError(ValueError):
    """A requirement that is not understood."""


class Requirement:
    """One comparison that must hold."""

    __slots__ = ("name", "operator", "value")

    def __init__(self, name: str, operator: str, value: int) -> None:
        self.name = name
        self.operator = operator
        self.value = value

    def holds(self, number: int | None) -> bool:
        """Whether it holds; None is a time that never ends."""
        if number is None:
            return False
        return {
            ">=": number >= self.value,
            "<=": number <= self.value,
            "=": number == self.value,
            ">": number > self.value,
            "<": number < self.value,
        }[self.operator]

    def __str__(self) -> str:
        unit = "s" if self.name == RECOVERY else ""
        if self.name == VERDICT:
            return f"{self.name}={GRAVITY[self.value]}"
        return f"{self.name}{self.operator}{self.value}{unit}"


def parse(text: str) -> list[Requirement]:
    """Read requirements divided by commas.

    Raises:
        RequirementError: A part is not understood, or there is none.

    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise RequirementError(f"{text!r} requires nothing")
    return [_parse(part) for part in parts]


def _parse(part: str) -> Requirement:
    for operator in _OPERATORS:
        name, found, value = part.partition(operator)
        name, value = name.strip(), value.strip()
        if not found:
            continue
        if name == VERDICT and operator == "=" and value in GRAVITY:
            return Requirement(name, "<=", GRAVITY.index(value))
        number = whole(value.removesuffix("s") if name == RECOVERY else value)
        if name in _NUMBERS and number is not None:
            return Requirement(name, operator, number)
        break
    raise RequirementError(
        f"{part!r} is not a requirement: write survivors>=N, pending=N, recovery<=Ns or "
        f"verdict={'|'.join(GRAVITY)}"
    )


def broken(story: Story, requirements: list[Requirement]) -> Iterator[tuple[Requirement, str]]:
    """Yield the requirements that a workload breaks, with what it does instead."""
    for each in requirements:
        if each.name == SURVIVORS:
            least = min((story.lowest(play.OUTAGE, zone).least for zone in story.zones), default=0)
            if not each.holds(least):
                yield each, f"{least} ready when a zone is lost"
        elif each.name == PENDING:
            events = [play.EVICTED, play.REMOVAL, play.DRAIN]
            events += [event for size in SIZES for event in (size.outage, size.drain)]
            most = max((story.missing(e, z).most for e in events for z in story.zones), default=0)
            if not each.holds(most):
                yield each, f"{most} not running after a zone is lost"
        elif each.name == RECOVERY:
            time_line = story.time_line
            seconds = time_line.seconds if time_line is not None else None
            if not each.holds(seconds):
                yield each, "it never recovers by itself" if seconds is None else f"{seconds} s"
        elif not each.holds(GRAVITY.index(story.overall)):
            yield each, story.overall
