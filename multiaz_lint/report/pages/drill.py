"""A drill as one self-contained page: evidence that can be filed.

It loads nothing and runs nothing: its content security policy allows one style sheet, by hash.
"""

from __future__ import annotations

from multiaz_lint import __version__
from multiaz_lint.config.requirement import VERDICTS
from multiaz_lint.report.drill import names_of, room, verdicts
from multiaz_lint.report.escape import html as escaped
from multiaz_lint.report.pages.document import document
from multiaz_lint.report.pages.drill_map import zone_map
from multiaz_lint.report.pages.drill_parts import badge
from multiaz_lint.report.pages.drill_style import STYLE
from multiaz_lint.report.pages.drill_workload import section

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    Data = Mapping[str, Any]


def render(data: Data) -> str:
    """Return the page for a report with its `tool`, `context`, `date` and `inputs`."""
    gravest = sorted(data["workloads"], key=lambda each: -VERDICTS.index(each["verdict"]))
    title = f"Zone drill: {data['verdict'] or 'nothing drilled'}"
    body = _body({**data, "workloads": gravest})
    return "".join(f"{line}\n" for line in document(title, STYLE, body))


def _body(data: Data) -> Iterator[str]:
    yield from _header(data)
    yield "<main>"
    yield from zone_map(data)
    for workload in data["workloads"]:
        yield from section(workload, data["zones"])
    yield from _findings(data)
    yield from _evidence(data)
    yield "</main>"


def _header(data: Data) -> Iterator[str]:
    verdict = data["verdict"] or "nothing drilled"
    zones = ", ".join(data["zones"]) or "no zone"
    yield "<header>"
    yield f"<p class=kind>Zone drill · {escaped(data['date'])}</p>"
    yield f"<h1>{badge(verdict)} {verdicts(data['workloads'])}</h1>"
    yield f"<p>Zones {escaped(zones)} · {escaped(data['nodes'])}</p>"
    for line in room(data):
        yield f"<p>{escaped(line[:1].upper() + line[1:])}</p>"
    yield "</header>"


def _findings(data: Data) -> Iterator[str]:
    if not data["findings"]:
        return
    yield "<section><h2>Findings</h2><ul class=findings>"
    for each in data["findings"]:
        where = f"{each['origin']}:{each['line']}"
        yield f"<li><b>{escaped(each['severity'])}</b> {escaped(each['message'])}"
        yield f"<br><code>{escaped(where)}</code> <code>{escaped(each['field'])}</code>"
        if each["hint"]:
            yield f"<br>{escaped(each['hint'])}"
    yield "</ul></section>"


def _evidence(data: Data) -> Iterator[str]:
    yield "<section><h2>What was assumed</h2><ul>"
    for words in data["assumptions"]:
        yield f"<li>{escaped(words)}"
    not_drilled = data["not_drilled"]
    for each, label in zip(not_drilled, names_of(not_drilled), strict=True):
        yield f"<li>not drilled: {escaped(label)}: {escaped(each['why'])}"
    yield "</ul></section>"
    yield "<section><h2>What was drilled</h2>"
    yield (
        f"<p>multiaz-lint {escaped(__version__)} · semantics of Kubernetes "
        f"{escaped(str(data['kubernetes']))} · {escaped(data['date'])} · {data['plays']} plays</p>"
    )
    yield "<table class=inputs><thead><tr><th scope=col>input<th scope=col>SHA-256</thead>"
    yield "<tbody>"
    for each in data["inputs"]:
        origin, digest = escaped(each["origin"]), escaped(each["sha256"])
        yield f"<tr><th scope=row>{origin}<td><code>{digest}</code>"
    yield "</tbody></table></section>"
