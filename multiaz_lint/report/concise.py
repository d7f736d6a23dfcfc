"""One line for each finding, as editors and ``grep`` read them."""

from __future__ import annotations

from multiaz_lint.report.escape import shown
from multiaz_lint.report.paint import SEVERITY, Paint
from multiaz_lint.report.text import place_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result


def render(result: Result, options: Options) -> str:
    """Return ``origin:line:column: severity: message [rule]`` for each finding."""
    paint = Paint(options)
    lines = []
    for each in result.diagnostics:
        if each.silenced and not options.silenced:
            continue
        rule = paint.link(shown(each.rule), options.page(each.rule))
        severity = paint(str(each.severity), SEVERITY[each.severity])
        silenced = " (ignored)" if each.suppressed is not None else " (known)" * each.baselined
        words = shown(each.message)
        lines.append(f"{place_text(each.place)}: {severity}: {words} [{rule}]{silenced}\n")
    return "".join(lines)
