"""One line for each finding, as editors and ``grep`` read them."""

from __future__ import annotations

from multiaz_lint.report.escape import line_start, shown
from multiaz_lint.report.location import RelativeOrigins, message
from multiaz_lint.report.paint import SEVERITY, Paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result


def render(result: Result, options: Options) -> str:
    """Return ``origin:line:column: severity: message [rule]`` for each finding."""
    paint = Paint(options)
    severities = {severity: paint(str(severity), style) for severity, style in SEVERITY.items()}
    here = RelativeOrigins(options.cwd)
    origins: dict[str, str] = {}
    rules: dict[str, str] = {}
    lines = []
    for each in result.diagnostics:
        if each.silenced and not options.silenced:
            continue
        place = each.place
        origin = origins.get(place.origin) or origins.setdefault(
            place.origin, line_start(here.typed(place.origin))
        )
        rule = rules.get(each.rule) or rules.setdefault(
            each.rule, paint.link(shown(each.rule), options.page(each.rule))
        )
        silenced = " (ignored)" if each.suppressed is not None else " (known)" * each.baselined
        lines.append(
            f"{origin}:{place.line}:{place.column}: {severities[each.severity]}: "
            f"{shown(message(each, result, here.typed, help_=False))} [{rule}]{silenced}\n"
        )
    return "".join(lines)
