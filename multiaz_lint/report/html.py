"""One self-contained page: findings by workload, rule or file, with the manifest's lines.

The page loads nothing and runs nothing but its own script, which its content security policy names
by hash. Without scripts it still shows everything, by workload.
"""

from __future__ import annotations

from multiaz_lint import __version__
from multiaz_lint.fingerprint import resource_key
from multiaz_lint.model.words import counted
from multiaz_lint.report.about_rule import title
from multiaz_lint.report.escape import html as escaped
from multiaz_lint.report.location import Locations, line_text, rendered_from
from multiaz_lint.report.matrix import SIGNS, held, where
from multiaz_lint.report.pages.assets import SCRIPT, STYLE
from multiaz_lint.report.pages.document import document
from multiaz_lint.report.summary import left_out, numbers, verdict, what_was_read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.diagnostic import Diagnostic, Place
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import PolicyRow, Result

AROUND = 2
"""How many lines of the manifest stand before and after an underlined one."""
LINE = 400
"""How many characters of one line are shown."""

POLICY_ROWS = 50
"""Of how many workloads the table of the policy is open: it stands before the findings."""

_WORDS = {True: "held", False: "broken", None: "not asked for"}


def render(result: Result, options: Options) -> str:
    """Return the page; silenced findings are there, hidden until asked for."""
    name = f"multiaz-lint: {verdict(result)}"
    lines = document(name, STYLE, _body(result, options), SCRIPT)
    return "".join(f"{line}\n" for line in lines)


def _body(result: Result, options: Options) -> Iterator[str]:
    yield from _header(result)
    yield "<main>"
    yield from _policy(result)
    yield from _findings(result, options)
    yield from _not_checked(result)
    yield "</main>"


def _header(result: Result) -> Iterator[str]:
    read = ", ".join(filter(None, [what_was_read(numbers(result)), left_out(result)]))
    facts = [f"multiaz-lint {__version__}"]
    for key, value in result.context.items():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            facts.append(f"{key} {value}")
    yield "<header>"
    yield f"<h1>{escaped(verdict(result))}</h1>"
    yield f"<p>in {escaped(read)} <span class=facts>{escaped(' · '.join(facts))}</span></p>"
    yield "</header>"


def _policy(result: Result) -> Iterator[str]:
    if not result.matrix:
        return
    shut = "" if len(result.matrix) > POLICY_ROWS else " open"
    yield "<section><h2>The zone policy</h2>"
    yield f"<details{shut}><summary>{held(result.matrix)}</summary><div class=wide><table>"
    heads = "".join(f"<th scope=col>{escaped(point.name)}" for point in result.matrix[0].points)
    yield f"<thead><tr><th scope=col>workload{heads}</thead><tbody>"
    _, wheres = where(result.matrix)
    for at, row in enumerate(result.matrix):
        yield _policy_row(row, f" <small>{escaped(wheres[at])}</small>" if wheres else "")
    yield "</tbody></table></div></details></section>"


def _policy_row(row: PolicyRow, more: str) -> str:
    cells = "".join(
        f'<td class="{"held" if point.held else "none" if point.held is None else "broken"}">'
        f'<span role=img title="{escaped(point.why)}" aria-label="{_WORDS[point.held]}">'
        f"{SIGNS[point.held]}</span>"
        for point in row.points
    )
    name = f"{row.workload.kind.lower()}/{row.workload.name}"
    return f"<tr><th scope=row>{escaped(name)}{more}{cells}"


def _findings(result: Result, options: Options) -> Iterator[str]:
    yield "<section id=findings><h2>Findings</h2>"
    yield from _bar(result)
    if not result.diagnostics:
        yield f"<p class=none>{escaped(verdict(result))}</p>"
    locations = Locations(options)
    groups: dict[str, list[Diagnostic]] = {}
    for each in result.diagnostics:
        groups.setdefault(_workload(each, locations), []).append(each)
    yield "<div id=groups>"
    for name, found in groups.items():
        yield f"<section class=group><h3>{escaped(name)}</h3>"
        for each in found:
            yield from _finding(each, name, result, options, locations)
        yield "</section>"
    yield "</div><p id=empty hidden>nothing matches the filters</p></section>"


def _workload(each: Diagnostic, locations: Locations) -> str:
    return resource_key(each.resource) or locations.path(each.place.origin)


def _bar(result: Result) -> Iterator[str]:
    count = numbers(result)
    yield "<form id=bar hidden>"
    for key, word in (("errors", "error"), ("warnings", "warning"), ("infos", "info")):
        yield (
            f"<label class={word}><input type=checkbox name={word} checked> {word} "
            f"<b>{count[key]}</b></label>"
        )
    silenced = count["suppressed"] + count["baselined"]
    if silenced:
        yield f"<label><input type=checkbox name=silenced> silenced <b>{silenced}</b></label>"
    yield (
        "<label>by <select name=by><option>workload<option>rule<option>file</select></label>"
        "<label class=grow><input type=search name=words placeholder='filter by words' "
        "aria-label='filter by words'></label></form>"
    )


def _finding(
    each: Diagnostic, workload: str, result: Result, options: Options, locations: Locations
) -> Iterator[str]:
    path = locations.path(each.place.origin)
    yield (
        f'<article class="{each.severity}" data-workload="{escaped(workload)}" '
        f'data-rule="{escaped(each.rule)}" data-file="{escaped(path)}"'
        f"{' data-silenced' if each.silenced else ''}>"
    )
    yield (
        f"<h4><span class=level>{each.severity}</span> {escaped(each.message)}</h4>"
        f'<p class=about><a href="{escaped(options.page(each.rule))}" '
        f'title="{escaped(title(each.rule, result))}" rel=noreferrer>{escaped(each.rule)}</a> '
        f"<span>{escaped(path)}:{each.place.line}:{each.place.column}</span> "
        f"<code>{escaped(each.field)}</code></p>"
    )
    yield from _frame(each.place, result)
    for place in each.related:
        words = escaped(place.message or "see also")
        where = escaped(f"{locations.path(place.origin)}:{place.line}")
        yield f"<p class=related>{words} <span>{where}</span></p>"
        yield from _frame(place, result)
    words = str((each.api or {}).get("words") or "")
    if words and words not in each.message:
        yield f"<p class=note><b>the API server says</b> {escaped(words)}</p>"
    if template := rendered_from(each, result):
        yield f"<p class=note><b>rendered from</b> {escaped(template)}</p>"
    if each.hint:
        yield f"<p class=note><b>help</b> {escaped(each.hint)}</p>"
    if each.fix:
        yield f"<p class=note><b>fix</b> <code>{each.fix_command}</code> can write this</p>"
    if each.suppressed is not None:
        yield f"<p class=note><b>ignored</b> {escaped(each.suppressed)}</p>"
    elif each.baselined:
        yield "<p class=note><b>known</b> the baseline holds it</p>"
    yield "</article>"


def _frame(place: Place, result: Result) -> Iterator[str]:
    source = result.sources.get(place.origin)
    if source is None:
        return
    lines = []
    for number in range(max(place.line - AROUND, 1), place.line + AROUND + 1):
        text = line_text(result, place.origin, number)
        if number == place.line:
            lines.append(f"<b><i>{number}</i>{_marked(text, place)}</b>")
        elif text or number < place.line:
            lines.append(f"<span><i>{number}</i>{escaped(text[:LINE])}</span>")
    yield f"<pre>{chr(10).join(lines)}</pre>"


def _marked(text: str, place: Place) -> str:
    start = min(max(place.column - 1, 0), len(text))
    end = place.end_column - 1 if place.end_line == place.line else len(text)
    end = max(start, min(end, len(text)))
    low = max(0, start - 80) if end > LINE else 0
    high = low + LINE
    before, inside, after = text[low:start], text[start : min(end, high)], text[end:high]
    dots = "…" if low else "", "…" if len(text) > high else ""
    return (
        f"{dots[0]}{escaped(before)}<mark>{escaped(inside) or ' '}</mark>{escaped(after)}{dots[1]}"
    )


def _not_checked(result: Result) -> Iterator[str]:
    if not result.not_checked:
        return
    yield f"<section><h2>Not checked</h2><p>{counted(len(result.not_checked), 'text')}</p><ul>"
    for each in result.not_checked:
        where = f"{each.origin}:{each.line}" if each.line else each.origin
        yield f"<li><code>{escaped(where)}</code> {escaped(each.why)}"
    yield "</ul></section>"
