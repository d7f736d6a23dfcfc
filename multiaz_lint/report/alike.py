"""Findings of a drill that tell of several workloads what happens to them for one reason.

Where a cluster has too little room, each of its workloads lacks it: for people that is one thing to
mend. Data keeps one finding for each workload, at its own place, to be silenced by itself.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.diagnostic import Diagnostic


def groups(diagnostics: Iterable[Diagnostic]) -> list[list[Diagnostic]]:
    """Put findings together that differ in the workload only, each where its first one stands."""
    found: list[list[Diagnostic]] = []
    by_reason: dict[tuple[object, ...], list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        alone = [diagnostic]
        group = by_reason.setdefault(_key(diagnostic), alone) if _reason(diagnostic) else alone
        if group is alone:
            found.append(alone)
        else:
            group.append(diagnostic)
    return found


def without_reason(diagnostic: Diagnostic) -> str:
    """Return the words of a finding without the reason, which the first of its group tells."""
    return diagnostic.message.removesuffix(f": {_reason(diagnostic)}")


def _key(diagnostic: Diagnostic) -> tuple[object, ...]:
    return (
        diagnostic.rule,
        diagnostic.severity,
        (diagnostic.drill or {}).get("event"),
        _reason(diagnostic),
        diagnostic.hint,
        diagnostic.related,
        diagnostic.suppressed,
        diagnostic.baselined,
    )


def _reason(diagnostic: Diagnostic) -> str:
    """Return the reason that ends the words of a finding of a drill; empty where none does."""
    reasons = (diagnostic.drill or {}).get("reasons")
    return reasons[0] if reasons and diagnostic.message.endswith(f": {reasons[0]}") else ""
