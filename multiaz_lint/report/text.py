"""Findings for people: the line of the manifest underlined, the consequence, the way out."""

from __future__ import annotations

from multiaz_lint.report.escape import shown
from multiaz_lint.report.frame import Label, frame
from multiaz_lint.report.paint import BOLD, DIM, FRAME, GREEN, SEVERITY, Paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result

_NAMES = {severity: str(severity) for severity in SEVERITY}


def render(result: Result, options: Options) -> str:
    """Return a frame for each finding that is not silenced (or for all, when asked)."""
    paint = Paint(options)
    parts: list[str] = []
    for diagnostic in result.diagnostics:
        if options.silenced or not diagnostic.silenced:
            parts.extend(_finding(diagnostic, result, options, paint))
            parts.append("")
    return "\n".join(parts) + "\n" if parts else ""


def _finding(
    diagnostic: Diagnostic, result: Result, options: Options, paint: Paint
) -> Iterator[str]:
    style = SEVERITY[diagnostic.severity]
    rule = paint.link(shown(diagnostic.rule), options.page(diagnostic.rule))
    head = paint(f"{_NAMES[diagnostic.severity]}[{rule}]", style)
    yield f"{head}{paint(f': {shown(diagnostic.message)}', BOLD)}"
    gutter = len(str(max(place.line for place in (diagnostic.place, *diagnostic.related))))
    pad = " " * gutter
    for index, (origin, labels) in enumerate(_by_origin(diagnostic).items()):
        arrow = paint("-->", FRAME)  # rustc's ::: would start a workflow command
        place = labels[0].place
        where = f"{shown(origin)}:{place.line}:{place.column}"
        yield f"{pad}{arrow} {where}{'' if index else _resource(diagnostic, paint)}"
        source = result.sources.get(origin)
        if source is not None:
            yield from frame(source, labels, gutter, options.width, paint)
        else:
            yield from (f"{pad} = {shown(each.place.message)}" for each in labels[index == 0 :])
    yield from _notes(diagnostic, f"{pad} {paint('=', FRAME)}", paint)


def _by_origin(diagnostic: Diagnostic) -> dict[str, list[Label]]:
    """Group the places by text, the finding's own first."""
    labels = {
        diagnostic.place.origin: [Label(diagnostic.place, "^", SEVERITY[diagnostic.severity])]
    }
    for place in diagnostic.related:
        labels.setdefault(place.origin, []).append(Label(place, "-", FRAME))
    return labels


def _resource(diagnostic: Diagnostic, paint: Paint) -> str:
    words = []
    if diagnostic.resource is not None:
        words.append(str(diagnostic.resource))
    if diagnostic.field:
        words.append(diagnostic.field)
    return paint(f"  ({shown(' '.join(words))})", DIM) if words else ""


def _notes(diagnostic: Diagnostic, start: str, paint: Paint) -> Iterator[str]:
    words = str((diagnostic.api or {}).get("words") or "")
    if words and words not in diagnostic.message:
        yield f"{start} {paint('the API server says', BOLD)}: {shown(words)}"
    if diagnostic.hint:
        yield f"{start} {paint('help', GREEN)}: {shown(diagnostic.hint)}"
    if diagnostic.fix:
        how = "" if diagnostic.fix == "safe" else " --unsafe"
        yield f"{start} {paint('fix', GREEN)}: `multiaz-lint fix{how}` can write this"
    if diagnostic.suppressed is not None:
        yield f"{start} {paint('ignored', DIM)}: {shown(diagnostic.suppressed)}"
    if diagnostic.baselined:
        yield f"{start} {paint('known', DIM)}: the baseline holds it"
