"""What reports leave out: findings of lesser severity, those of a file beyond a bound."""

from __future__ import annotations

from collections import Counter

from multiaz_lint.diagnostic import LIMITED, Diagnostic, Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.result import Result
    from multiaz_lint.rule import Severity


def at_least(result: Result, least: Severity) -> Result:
    """Keep the findings of a severity and above, and count the others."""
    left_out = [each for each in result.diagnostics if each.severity < least]
    kept = [each for each in result.diagnostics if each.severity >= least]
    counted = Counter(each.severity for each in left_out if not each.silenced)
    return result.with_diagnostics(kept, counted)


def bounded(result: Result, most: int) -> Result:
    """Keep the gravest findings of each file, as many as the bound allows, and count the others.

    What is silenced is kept and does not count: it is there for the record.
    """
    by_origin: dict[str, list[Diagnostic]] = {}
    for each in result.diagnostics:
        if not each.silenced:
            by_origin.setdefault(each.place.origin, []).append(each)
    left_out = {
        id(each): each
        for found in by_origin.values()
        if len(found) > most
        for each in sorted(found, key=lambda each: -each.severity)[most:]
    }
    if not left_out:
        return result
    kept = [each for each in result.diagnostics if id(each) not in left_out]
    kept += _told(left_out.values(), most)
    kept.sort(key=Diagnostic.sort_key)
    return result.with_diagnostics(kept, Counter(each.severity for each in left_out.values()))


def _told(left_out: Iterable[Diagnostic], most: int) -> Iterable[Diagnostic]:
    """Yield a finding for each file, that says how many of its findings are not shown."""
    by_origin: dict[str, Counter[Severity]] = {}
    for each in left_out:
        by_origin.setdefault(each.place.origin, Counter())[each.severity] += 1
    for origin, counts in by_origin.items():
        words = ", ".join(
            f"{number:,} {severity}{'' if number == 1 else 's'}"
            for severity, number in sorted(counts.items(), reverse=True)
        )
        yield Diagnostic(
            LIMITED,
            max(counts),
            f"{words} of this file are not shown: reports show the {most:,} gravest findings "
            "of a file",
            Place(origin, 1, 1, 1, 1),
            category="hygiene",
            hint="all count; raise limits.findings in the configuration to see them",
        )
