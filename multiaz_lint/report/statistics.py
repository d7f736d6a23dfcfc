"""How often each rule spoke, the most frequent first."""

from __future__ import annotations

from multiaz_lint.report.escape import shown
from multiaz_lint.report.paint import SEVERITY, Paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result
    from multiaz_lint.rule import Severity


def counts(result: Result) -> list[tuple[int, str, Severity]]:
    """Return count, rule and gravest severity of each rule that spoke."""
    number: dict[str, int] = {}
    gravest: dict[str, Severity] = {}
    for each in result.shown:
        number[each.rule] = number.get(each.rule, 0) + 1
        gravest[each.rule] = max(gravest.get(each.rule, each.severity), each.severity)
    return [
        (count, rule, gravest[rule])
        for rule, count in sorted(number.items(), key=lambda entry: (-entry[1], entry[0]))
    ]


def render(result: Result, options: Options) -> str:
    """Return a line for each rule that spoke: how often, how grave, its name."""
    paint = Paint(options)
    rows = counts(result)
    if not rows:
        return ""
    first = len(str(rows[0][0]))
    return "".join(
        f"{count:>{first}}  {paint(f'{severity!s:<7}', SEVERITY[severity])}  "
        f"{paint.link(shown(rule), options.page(rule))}\n"
        for count, rule, severity in rows
    )
