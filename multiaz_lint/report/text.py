"""Findings for people: the line of the manifest underlined, the consequence, the way out."""

from __future__ import annotations

from multiaz_lint.report.alike import frames, without_reason
from multiaz_lint.report.escape import shown
from multiaz_lint.report.frame import Label, frame
from multiaz_lint.report.location import RelativeOrigins, rendered_from
from multiaz_lint.report.paint import BOLD, DIM, FRAME, GREEN, SEVERITY, Paint, width
from multiaz_lint.report.table import GAP, name, paragraph
from multiaz_lint.report.table import words as running

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.diagnostic import Diagnostic, Place
    from multiaz_lint.report.alike import Frame
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result

_NAMES = {severity: str(severity) for severity in SEVERITY}


def render(result: Result, options: Options) -> str:
    """Return a frame for each finding that is not silenced (or for all, when asked).

    Those of a drill that are of one cause, or differ in the workload only, share a frame.
    """
    report = _Report(result, options)
    parts: list[str] = []
    told = (each for each in result.diagnostics if options.silenced or not each.silenced)
    for each in frames(told):
        parts.extend(report.finding(each))
        parts.append("")
    return "\n".join(parts) + "\n" if parts else ""


class _Report:
    """Writes one finding after another; what they share is painted once."""

    def __init__(self, result: Result, options: Options) -> None:
        self.result = result
        self.sources = result.sources
        self.options = options
        self.paint = paint = Paint(options)
        self.arrow = paint("-->", FRAME)  # rustc's ::: would start a workflow command
        self.bar = paint("|", FRAME)
        self.equals = paint("=", FRAME)
        self.here = RelativeOrigins(options.cwd)
        self.heads: dict[tuple[str, int], str] = {}
        self.origins: dict[str, str] = {}

    def finding(self, group: Frame) -> Iterator[str]:
        """Yield the lines of one finding, and a line for each of the others that share them."""
        diagnostic = group.first
        place = diagnostic.place
        yield from self.first(diagnostic)
        last = max([place.line, *[each.line for each in diagnostic.related]])
        gutter = len(str(last))
        pad = " " * gutter
        start = f"{pad}{self.arrow} "
        yield from self.at(start, gutter + 4, self.where(place), self.about(diagnostic))
        if diagnostic.related or not (simple := self.simple(diagnostic, gutter)):
            yield from self.frames(diagnostic, gutter)
        else:
            yield simple
        yield from self.notes(diagnostic, pad)
        note, taken = f"{pad} {self.equals} ", gutter + 3
        for each in group.besides:
            words = f"{_kind(each)}: {shown(without_reason(each, diagnostic))}"
            yield from self.noted(note, taken, "besides", BOLD, words)
        if group.likewise:
            more = f"{len(group.likewise)} more"
            yield from self.noted(note, taken, "likewise", BOLD, more)
        for each in group.likewise:
            kind = "" if _kind(each) == _kind(diagnostic) else f"{_kind(each)}: "
            words = f"{kind}{without_reason(each, diagnostic)}"
            yield from self.at(start, gutter + 4, self.where(each.place), words)

    def first(self, diagnostic: Diagnostic) -> Iterator[str]:
        """Yield severity, rule and words, wrapped where a terminal would break them."""
        key = (diagnostic.rule, diagnostic.severity)
        head = self.heads.get(key) or self.head(diagnostic)
        message = f": {shown(diagnostic.message)}"
        columns = self.options.columns
        if columns is None:
            yield f"{head}{self.paint(message, BOLD)}"
            return
        plain = f"{_kind(diagnostic)}:"
        if width(plain) + GAP > columns:
            yield f"{head}{self.paint(':', BOLD)}"
            lines = running(shown(diagnostic.message), indent=GAP).lines(max(columns, GAP + 1))
            yield from (self.paint(line, BOLD) for line in lines)
            return
        first, *more = paragraph(f"{plain[:-1]}{message}", columns)
        yield f"{head}{self.paint(first[len(plain) - 1 :], BOLD)}"
        yield from (self.paint(line, BOLD) for line in more)

    def where(self, place: Place) -> str:
        origin = self.origins.get(place.origin) or self.origin(place.origin)
        return f"{origin}:{place.line}:{place.column}"

    def at(self, start: str, taken: int, where: str, about: str) -> Iterator[str]:
        """Yield the place, which stays in one piece, and what it is about."""
        columns = self.options.columns
        words = shown(about)
        if columns is None or not about or taken + width(where) + 2 + width(words) <= columns:
            yield f"{start}{where}{self.paint(f'  {words}', DIM) if about else ''}"
            return
        yield f"{start}{where}"
        lines = name(words).lines(max(columns - taken, 1))
        yield from (" " * taken + self.paint(line, DIM) for line in lines)

    def noted(self, start: str, taken: int, label: str, style: str, words: str) -> Iterator[str]:
        """Yield a note with its label, wrapped in its own column."""
        columns = self.options.columns
        room = None if columns is None else max(columns - taken, width(label) + 3)
        first, *more = paragraph(f"{label}: {words}", room)
        yield f"{start}{self.paint(label, style)}{first[len(label) :]}"
        yield from (" " * taken + line for line in more)

    def head(self, diagnostic: Diagnostic) -> str:
        severity = diagnostic.severity
        rule = self.paint.link(shown(diagnostic.rule), self.options.page(diagnostic.rule))
        head = self.paint(f"{_NAMES[severity]}[{rule}]", SEVERITY[severity])
        return self.heads.setdefault((diagnostic.rule, severity), head)

    def origin(self, origin: str) -> str:
        return self.origins.setdefault(origin, shown(self.here.typed(origin)))

    def about(self, diagnostic: Diagnostic) -> str:
        """Return the resource and the field, in brackets; empty where there is neither."""
        who = f"{diagnostic.resource} " if diagnostic.resource is not None else ""
        words = f"{who}{diagnostic.field}".rstrip()
        return f"({words})" if words else ""

    def simple(self, diagnostic: Diagnostic, gutter: int) -> str:
        """Return the frame of the common case: one span in a plain line that fits."""
        place = diagnostic.place
        source = self.sources.get(place.origin)
        if source is None or place.end_line != place.line:
            return ""
        text = source.line_text(place.line)
        length, start = len(text), place.column - 1
        if length > self.options.width - gutter - 3 or place.end_column - 1 > length:
            return ""
        if not (text.isascii() and text.isprintable()) or "##" in text:
            return ""
        pad, bar = " " * gutter, self.bar
        marks = self.paint(
            "^" * (place.end_column - place.column or 1), SEVERITY[diagnostic.severity]
        )
        number = self.paint(str(place.line), FRAME)
        return f"{pad} {bar}\n{number} {bar} {text.rstrip()}\n{pad} {bar} {' ' * start}{marks}"

    def frames(self, diagnostic: Diagnostic, gutter: int) -> Iterator[str]:
        """Yield a frame for each text, the finding's own first."""
        own = Label(diagnostic.place, "^", SEVERITY[diagnostic.severity])
        labels = {diagnostic.place.origin: [own]}
        for place in diagnostic.related:
            labels.setdefault(place.origin, []).append(Label(place, "-", FRAME))
        pad = " " * gutter
        for index, (origin, of_origin) in enumerate(labels.items()):
            place = of_origin[0].place
            if index:
                yield f"{pad}{self.arrow} {self.origin(origin)}:{place.line}:{place.column}"
            source = self.sources.get(origin)
            if source is not None:
                yield from frame(source, of_origin, gutter, self.options, self.paint)
            else:
                told = of_origin[index == 0 :]
                yield from (f"{pad} {self.equals} {shown(each.place.message)}" for each in told)

    def notes(self, diagnostic: Diagnostic, pad: str) -> Iterator[str]:
        """Yield what the server says, the template, the way out, and why the finding is silent."""
        start, taken = f"{pad} {self.equals} ", len(pad) + 3
        words = str((diagnostic.api or {}).get("words") or "")
        if words and words not in diagnostic.message:
            yield from self.noted(start, taken, "the API server says", BOLD, shown(words))
        if template := rendered_from(diagnostic, self.result):
            yield from self.noted(start, taken, "rendered from", BOLD, shown(template))
        if diagnostic.hint:
            yield from self.noted(start, taken, "help", GREEN, shown(diagnostic.hint))
        if diagnostic.fix:
            words = f"`{diagnostic.fix_command}` can write this"
            yield from self.noted(start, taken, "fix", GREEN, words)
        if diagnostic.suppressed is not None:
            yield from self.noted(start, taken, "ignored", DIM, shown(diagnostic.suppressed))
        if diagnostic.baselined:
            yield from self.noted(start, taken, "known", DIM, "the baseline holds it")


def _kind(diagnostic: Diagnostic) -> str:
    return f"{_NAMES[diagnostic.severity]}[{shown(diagnostic.rule)}]"
