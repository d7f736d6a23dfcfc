"""What users require of a drill: `survivors>=2, recovery<=400s, pending=0`."""

from __future__ import annotations

from multiaz_lint.model.digits import whole

VERDICTS = ("survives", "degraded", "stuck", "down")
"""What a drill says of a workload, the gravest last."""
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
            return f"{self.name}={VERDICTS[self.value]}"
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
        if name == VERDICT and operator == "=" and value in VERDICTS:
            return Requirement(name, "<=", VERDICTS.index(value))
        number = whole(value.removesuffix("s") if name == RECOVERY else value)
        if name in _NUMBERS and number is not None:
            return Requirement(name, operator, number)
        break
    raise RequirementError(
        f"{part!r} is not a requirement: write survivors>=N, pending=N, recovery<=Ns or "
        f"verdict={'|'.join(VERDICTS)}"
    )
