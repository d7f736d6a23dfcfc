"""A table for comments and step summaries, the gravest findings first."""

from __future__ import annotations

from multiaz_lint.model.words import counted
from multiaz_lint.report.escape import markdown as escaped
from multiaz_lint.report.escape import markdown_code as code
from multiaz_lint.report.location import Locations, message
from multiaz_lint.report.summary import left_out, numbers, silenced, verdict, what_was_read
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result

LEFT_OUT = 50
"""How many texts that were not checked are listed."""

_SIGNS = {Severity.ERROR: "❌ error", Severity.WARNING: "⚠️ warning", Severity.INFO: "💡 info"}


def render(result: Result, options: Options, budget: int | None = None) -> str:
    """Return headline, table and what was not checked; ``budget`` bounds the bytes."""
    head = _head(result)
    tail = "".join(f"{line}\n" for line in _tail(result))
    rows: list[str] = []
    room = None if budget is None else budget - _size(head) - _size(tail) - 200
    locations = Locations(options)
    found = sorted(result.shown, key=lambda each: -each.severity)
    for each in found:
        row = _row(each, result, options, locations)
        if room is not None:
            room -= _size(row)
            if room < 0:
                break
        rows.append(row)
    if rows:
        rows.insert(0, "\n| | where | finding | rule |\n|---|---|---|---|\n")
    left = len(found) - max(len(rows) - 1, 0)
    more = f"\nand {counted(left, 'finding')} more than fit here\n" if left else ""
    return f"{head}{''.join(rows)}{more}{tail}"


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _head(result: Result) -> str:
    rest = [*map(escaped, silenced(result)), *filter(None, [left_out(result)])]
    return (
        f"### multiaz-lint: {verdict(result)}\n\n"
        f"{what_was_read(numbers(result))} read{''.join(f', {words}' for words in rest)}\n"
    )


def _row(each: Diagnostic, result: Result, options: Options, locations: Locations) -> str:
    named = each.resource is None or each.resource.name in each.message
    who = "" if named else f"{code(str(each.resource))} "
    words = message(each, result, locations.path, help_=False)
    hint = f"<br>{escaped(each.hint)}" if each.hint else ""
    where = code(f"{locations.path(each.place.origin)}:{each.place.line}")
    rule = f"[{escaped(each.rule)}]({options.page(each.rule)})"
    return f"| {_SIGNS[each.severity]} | {where} | {who}{escaped(words)}{hint} | {rule} |\n"


def _tail(result: Result) -> Iterator[str]:
    unchecked = result.not_checked
    if not unchecked:
        return
    yield f"\n<details><summary>{counted(len(unchecked), 'text')} not checked</summary>\n"
    for each in unchecked[:LEFT_OUT]:
        where = f"{each.origin}:{each.line}" if each.line else each.origin
        yield f"- {code(where)}: {escaped(each.why)}"
    if len(unchecked) > LEFT_OUT:
        yield f"- and {len(unchecked) - LEFT_OUT} more"
    yield "\n</details>"
