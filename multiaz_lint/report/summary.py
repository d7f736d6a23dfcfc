"""What a run read, found and left out, in numbers and in one paragraph for people."""

from __future__ import annotations

from multiaz_lint.diagnostic import ELSEWHERE, NOT_NEW
from multiaz_lint.load.files import STDIN
from multiaz_lint.load.helm.folders import charts_among
from multiaz_lint.model.words import counted
from multiaz_lint.report.escape import line_start, shown
from multiaz_lint.report.location import RelativeOrigins
from multiaz_lint.report.paint import BOLD, DIM, GREEN, SEVERITY, Paint
from multiaz_lint.report.table import filled
from multiaz_lint.rule import SEVERITIES, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.report.options import Options
    from multiaz_lint.result import NotChecked, Result

    Run = tuple[str, str]

SHOWN = 10
"""How many of the texts that were not checked a person gets to see."""


def numbers(result: Result) -> dict[str, int]:
    """Count what was read, what was found by severity, and what was silenced."""
    found = {severity: result.left_out.get(severity, 0) for severity in SEVERITIES}
    suppressed = baselined = 0
    for each in result.diagnostics:
        if each.suppressed is not None:
            suppressed += 1
        elif each.baselined:
            baselined += 1
        else:
            found[each.severity] += 1
    return {
        "files": result.files,
        "documents": result.documents,
        "resources": result.resources,
        "workloads": result.workloads,
        "errors": found[Severity.ERROR],
        "warnings": found[Severity.WARNING],
        "infos": found[Severity.INFO],
        "suppressed": suppressed,
        "baselined": baselined,
        "stale_baseline": result.stale_baseline,
    }


def _found(count: dict[str, int]) -> Iterator[tuple[Severity, str]]:
    """Yield how much was found of each severity, where anything was, the gravest first."""
    for severity in reversed(SEVERITIES):
        if number := count[f"{severity}s"]:
            yield severity, counted(number, str(severity))


def verdict(result: Result) -> str:
    """Return ``1 error, 2 warnings``, or why there is none."""
    found = [words for _, words in _found(numbers(result))]
    return ", ".join(found) or ("no findings" if result.resources else "nothing was checked")


def what_was_read(count: dict[str, int]) -> str:
    """Return ``1 file, 3 resources, 2 workloads``."""
    return ", ".join(counted(count[f"{word}s"], word) for word in ("file", "resource", "workload"))


def silenced(result: Result) -> list[str]:
    """Return how many findings are silent: ``2 ignored``, ``1 in the baseline`` and the like.

    What a run for a change leaves out, nobody has ignored.
    """
    by_reason: dict[str, int] = {}
    for each in result.diagnostics:
        why = each.suppressed
        if why is not None:
            why = why if why == ELSEWHERE or why.startswith(NOT_NEW) else "ignored"
        elif each.baselined:
            why = "in the baseline"
        else:
            continue
        by_reason[why] = by_reason.get(why, 0) + 1
    return [f"{by_reason[why]} {shown(why)}" for why in sorted(by_reason)]


def left_out(result: Result) -> str:
    """Return ``1 finding not shown``, empty where all are."""
    hidden = sum(result.left_out.values())
    return f"{counted(hidden, 'finding')} not shown" if hidden else ""


def render(result: Result, options: Options) -> str:
    """Return the last lines for people: they belong on standard error."""
    paint, columns = Paint(options), options.columns
    lines = filled(_heading(result), columns, paint)
    for line in _more(result):
        lines += filled([(line, "")], columns, paint, indent=2)
    for runs in _not_checked(result, RelativeOrigins(options.cwd)):
        lines += filled(runs, columns, paint, indent=4)
    return "".join(f"{line}\n" for line in lines)


def _heading(result: Result) -> Iterator[Run]:
    count = numbers(result)
    yield "multiaz-lint", BOLD
    found = [(words, SEVERITY[severity]) for severity, words in _found(count)]
    if not found and result.resources:
        found = [("no findings", GREEN)]
    elif not found:
        nothing = "nothing was checked" if result.files else "nothing to check"
        found = [(nothing, SEVERITY[Severity.WARNING])]
    for number, words in enumerate(found):
        yield ", " if number else ": ", ""
        yield words
    apart = ", ".join(silenced(result))
    yield f" in {what_was_read(count)}{f' ({apart})' if apart else ''}", ""


def _more(result: Result) -> Iterator[str]:
    """Yield what else is to be known of the findings, a line each."""
    count = numbers(result)
    if drilled := [each for drill in result.drill for each in drill["workloads"]]:
        from multiaz_lint.report.drill import verdicts

        yield f"drilled {verdicts(drilled)}"
    hidden = sum(result.left_out.values())
    if hidden:
        are = "is" if hidden == 1 else "are"
        yield f"{counted(hidden, 'finding')} of lesser severity {are} not shown"
    safe = sum(1 for each in result.shown if each.fix == "safe")
    unsafe = sum(1 for each in result.shown if each.fix == "unsafe")
    # No more is promised: an edit may yet prove unsound.
    if safe:
        more = f", and for {unsafe} more with `--unsafe`" if unsafe else ""
        edits = "an edit" if safe == 1 else "edits"
        yield f"`multiaz-lint fix` has {edits} for {counted(safe, 'finding')}{more}"
    elif unsafe:
        edits = "an edit" if unsafe == 1 else "edits"
        yield f"`multiaz-lint fix --unsafe` has {edits} for {counted(unsafe, 'finding')}"
    if count["stale_baseline"]:
        stale = count["stale_baseline"]
        what, them = ("entry", "it") if stale == 1 else ("entries", "them")
        yield f"{stale} {what} of the baseline no longer found; --prune-baseline removes {them}"
    if _wants_chart(result):
        words = "`multiaz-lint - CHART` tells the lines of the templates in that folder"
        yield f"rendered by Helm: {words}"
    if result.not_checked:
        yield f"not checked: {counted(len(result.not_checked), 'text')}"


def _wants_chart(result: Result) -> bool:
    """Whether findings stand in what Helm has piped in, and no chart was given besides."""
    source = result.sources.get(STDIN)
    if source is None or not source.is_rendered or charts_among(result.sources):
        return False
    return any(
        each.place.origin == STDIN and source.template_at(each.place.line) for each in result.shown
    )


def _not_checked(result: Result, here: RelativeOrigins) -> Iterator[list[Run]]:
    """Yield what was not checked, and why."""
    unchecked = result.not_checked
    alike: list[list[NotChecked]] = [[each] for each in unchecked]
    if len(unchecked) > SHOWN:
        by_reason: dict[str, list[NotChecked]] = {}
        for each in unchecked:
            by_reason.setdefault(each.why, []).append(each)
        alike = list(by_reason.values())
    for first, *others in alike[:SHOWN]:
        where = line_start(here.typed(first.origin)) + (f":{first.line}" if first.line else "")
        more = f" and {len(others)} more" if others else ""
        yield [(f"{where}{more}: ", ""), (shown(first.why), DIM)]
    left = sum(map(len, alike[SHOWN:]))
    if left:
        yield [(f"and {left} more; --format json lists them all", "")]
    elif len(alike) < len(unchecked):
        yield [("--format json lists them all", "")]
