"""What users require of a drill: `survivors>=2, recovery<=400s, pending=0`.

The sign `=` means that value or a better one, whatever it is about.
"""

from __future__ import annotations

from multiaz_lint.model.digits import whole
from multiaz_lint.unknown import shown

VERDICTS = ("survives", "degraded", "stuck", "down")
"""What a drill says of a workload, the gravest last."""
SURVIVORS, RECOVERY, PENDING, VERDICT = "survivors", "recovery", "pending", "verdict"
_NUMBERS = (SURVIVORS, RECOVERY, PENDING)
_SIGNS = (">=", "<=", "=", ">", "<")


class RequirementError(ValueError):
    """A requirement that is not understood."""


class Requirement:
    """One comparison that must hold: of a number, or of the place of a verdict in VERDICTS."""

    __slots__ = ("name", "sign", "value")

    def __init__(self, name: str, sign: str, value: int) -> None:
        self.name = name
        self.sign = sign
        self.value = value

    def holds(self, number: int | None) -> bool:
        """Whether it holds; None is a time that never ends."""
        if number is None:
            return False
        better = number > self.value if self.name == SURVIVORS else number < self.value
        return {
            ">=": number >= self.value,
            "<=": number <= self.value,
            "=": number == self.value or better,
            ">": number > self.value,
            "<": number < self.value,
        }[self.sign]

    def __str__(self) -> str:
        unit = "s" if self.name == RECOVERY else ""
        value = VERDICTS[self.value] if self.name == VERDICT else self.value
        return f"{self.name}{self.sign}{value}{unit}"


def parse(text: str) -> list[Requirement]:
    """Read requirements divided by commas.

    Raises:
        RequirementError: A part is not understood, or there is none.

    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise RequirementError(f"{shown(text)} requires nothing")
    return [_parse(part) for part in parts]


def _parse(part: str) -> Requirement:
    for sign in _SIGNS:
        name, found, value = part.partition(sign)
        name, value = name.strip(), value.strip()
        if not found:
            continue
        if name == VERDICT and sign in {"=", "<="} and value in VERDICTS:
            return Requirement(name, sign, VERDICTS.index(value))
        number = whole(value.removesuffix("s") if name == RECOVERY else value)
        if name in _NUMBERS and number is not None:
            return Requirement(name, sign, number)
        break
    raise RequirementError(
        f"{shown(part)} is not a requirement: write survivors>=N, pending<=N, recovery<=Ns or "
        f"verdict={'|'.join(VERDICTS)}"
    )
