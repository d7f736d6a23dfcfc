"""Findings of a drill that people mend together: of one cause, or of one reason.

What one field of a workload causes in several events is one thing to mend; and where a cluster has
too little room, each of its workloads lacks it. Data keeps one finding for each, at its own place,
to be silenced by itself.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from multiaz_lint.diagnostic import Diagnostic

_LOSS = "drill-zone-loss"


class Frame:
    """Findings that share a frame.

    ``first`` has it, ``besides`` are of the same cause, and ``likewise`` are those of other
    workloads that the same happens to.
    """

    __slots__ = ("besides", "first", "likewise")

    def __init__(self, of_one_cause: Iterable[Diagnostic]) -> None:
        self.first, *self.besides = sorted(of_one_cause, key=_rank)
        self.likewise: list[Diagnostic] = []


def frames(diagnostics: Iterable[Diagnostic]) -> list[Frame]:
    """Put findings together, each frame where its first finding stands."""
    by_cause: dict[Hashable, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        by_cause.setdefault(_cause(diagnostic) or id(diagnostic), []).append(diagnostic)
    found: list[Frame] = []
    by_reason: dict[Hashable, Frame] = {}
    for frame in map(Frame, by_cause.values()):
        key = _key(frame.first) if _reason(frame.first) else id(frame)
        known = by_reason.setdefault(key, frame)
        if known is frame:
            found.append(frame)
        else:
            known.likewise += [frame.first, *frame.besides]
    return found


def without_reason(diagnostic: Diagnostic, first: Diagnostic) -> str:
    """Return the words of a finding without the reason that the first of its frame tells."""
    return diagnostic.message.removesuffix(f": {_reason(first)}")


def _rank(diagnostic: Diagnostic) -> tuple[int, bool]:
    """Order findings of one cause: the gravest first, and the loss of a zone before the rest."""
    return -diagnostic.severity, diagnostic.rule != _LOSS


def _cause(diagnostic: Diagnostic) -> Hashable:
    """Return what is alike for the findings of one cause; None where a drill names none."""
    if not (diagnostic.drill and diagnostic.hint):
        return None
    return (diagnostic.place, diagnostic.field, diagnostic.resource, *_told(diagnostic))


def _key(diagnostic: Diagnostic) -> Hashable:
    return (
        diagnostic.rule,
        diagnostic.severity,
        (diagnostic.drill or {}).get("event"),
        _reason(diagnostic),
        *_told(diagnostic),
    )


def _told(diagnostic: Diagnostic) -> tuple[Hashable, ...]:
    return diagnostic.hint, diagnostic.related, diagnostic.suppressed, diagnostic.baselined


def _reason(diagnostic: Diagnostic) -> str:
    """Return the reason that ends the words of a finding of a drill; empty where none does."""
    reasons = (diagnostic.drill or {}).get("reasons")
    return reasons[0] if reasons and diagnostic.message.endswith(f": {reasons[0]}") else ""
