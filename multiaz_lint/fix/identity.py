"""What makes two findings the same one from run to run, and how much of a kind there is."""

from __future__ import annotations

from collections import Counter

from multiaz_lint.fix.batch import resource_of
from multiaz_lint.rule import SEVERITIES, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.diagnostic import Diagnostic

    Key = tuple[object, ...]


def count_key(diagnostic: Diagnostic) -> Key:
    """Return the rule and the resource, or the file where no resource is known."""
    own = resource_of(diagnostic)
    return (diagnostic.rule, *(own or (diagnostic.place.origin,)))


def identity_key(diagnostic: Diagnostic) -> Key:
    """Return what tells a finding from all others."""
    origin = diagnostic.place.origin
    return (*count_key(diagnostic), origin, diagnostic.field, diagnostic.message)


def counts(diagnostics: Iterable[Diagnostic]) -> Counter[Key]:
    """Weigh what is found of each rule at each resource, but for what is silenced.

    One more finding weighs more, and so does one that has become graver.
    """
    weights: Counter[Key] = Counter()
    for each in diagnostics:
        if not each.silenced:
            weights[count_key(each)] += _WEIGHT[each.severity]
    return weights


def risen(before: int, now: int) -> Severity:
    """Return the gravest severity of which a weight holds more than before, which there is."""
    return next(
        each
        for each in reversed(SEVERITIES)
        if now // _WEIGHT[each] % _MOST > before // _WEIGHT[each] % _MOST
    )


_MOST = 1_000
_WEIGHT = {Severity.INFO: 1, Severity.WARNING: 1_000, Severity.ERROR: 1_000_000}
"""No resource has a thousand findings of one rule, its ``_MOST``."""
