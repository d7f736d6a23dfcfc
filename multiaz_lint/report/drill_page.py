"""A drill as one self-contained page: evidence that can be filed.

It loads nothing and runs nothing: its content security policy allows one style sheet, by hash.
"""

from __future__ import annotations

from multiaz_lint import __version__
from multiaz_lint.report.drill import back_in, event, named_size, promised, spread
from multiaz_lint.report.drill_style import STYLE
from multiaz_lint.report.escape import html as escaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    Data = Mapping[str, Any]

_BY_ZONE = (
    ("outage", "zone lost"),
    ("outage, after evictions", "after evictions"),
    ("rollout during the outage", "rollout then"),
    ("nodes deleted", "nodes deleted"),
    ("zonal shift", "traffic shifted away"),
    ("rollout during the shift", "rollout then"),
    ("drain", "drained"),
    ("rollout during the drain", "rollout then"),
    ("recovery", "zone back"),
    ("node loss", "one node lost"),
    ("outage at the written replicas", "zone lost at the written replicas"),
    ("drain at the written replicas", "drained at the written replicas"),
    ("outage at the maximum", "zone lost at the maximum"),
    ("drain at the maximum", "drained at the maximum"),
)
_SINGLE = (
    ("rollout", "rollout, all zones there"),
    ("scale to the written replicas", "grown to the written replicas"),
    ("scale to the maximum", "grown to the maximum"),
)
_MOST_DOTS = 12
_BAR = 640


def render(data: Data) -> str:
    """Return the page for a report with its `tool`, `context`, `date` and `inputs`."""
    return "".join(f"{line}\n" for line in _page(data))


def _page(data: Data) -> Iterator[str]:
    policy = (
        f"default-src 'none'; style-src '{_digest(STYLE)}'; base-uri 'none'; form-action 'none'"
    )
    yield "<!doctype html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>Zone drill: {escaped(str(data['verdict'] or 'nothing drilled'))}</title>"
    yield f"<style>{STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield from _header(data)
    yield "<main>"
    yield from _map(data)
    for workload in data["workloads"]:
        yield from _workload(workload, data["zones"])
    yield from _findings(data)
    yield from _evidence(data)
    yield "</main>"
    yield "</body>"
    yield "</html>"


def _digest(text: str) -> str:
    from base64 import b64encode
    from hashlib import sha256

    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _header(data: Data) -> Iterator[str]:
    verdict = data["verdict"] or "nothing drilled"
    zones = ", ".join(data["zones"]) or "no zone"
    yield "<header>"
    yield f"<p class=kind>Zone drill · {escaped(data['date'])}</p>"
    yield f"<h1>{_badge(verdict)} {_sentence(data)}</h1>"
    yield f"<p>Zones {escaped(zones)} · {escaped(data['nodes'])}</p>"
    yield "</header>"


def _badge(verdict: str) -> str:
    return f'<span class="badge {escaped(verdict)}">{escaped(verdict)}</span>'


def _sentence(data: Data) -> str:
    workloads = data["workloads"]
    counts = {
        word: sum(each["verdict"] == word for each in workloads)
        for word in ("down", "stuck", "degraded", "survives")
    }
    said = [f"{count} {word}" for word, count in counts.items() if count]
    plural = "" if len(workloads) == 1 else "s"
    return escaped(f"{len(workloads)} workload{plural}: {', '.join(said) or 'none'}")


def _map(data: Data) -> Iterator[str]:
    zones = data["zones"]
    if not zones or not data["workloads"]:
        return
    yield "<section><h2>When a zone is lost</h2>"
    keys = (
        ("stays", "stays", "4"),
        ("moved", "moved", "4"),
        ("missing", "not running again", "3.5"),
    )
    legend = " ".join(
        f'<svg class=dot viewBox="0 0 10 10"><circle class={kind} cx=5 cy=5 r={size} /></svg>'
        f" {words}"
        for kind, words, size in keys
    )
    yield f"<p class=soft>{legend} · promised: the fewest ready pods of any allowed placement</p>"
    yield "<div class=wide><table><thead><tr><th scope=col>workload"
    for zone in zones:
        yield f"<th scope=col>lose {escaped(zone)}"
    yield "<th scope=col>promised<th scope=col>back in</thead><tbody>"
    for workload in data["workloads"]:
        name = f"{workload['kind'].lower()}/{workload['name']}"
        yield f"<tr><th scope=row>{escaped(name)} {_badge(workload['verdict'])}"
        for zone in zones:
            yield f"<td>{_cell(workload, zone)}"
        yield f"<td>{escaped(promised(workload))}<td>{escaped(back_in(workload))}"
    yield "</tbody></table></div></section>"


def _cell(workload: Data, zone: str) -> str:
    if workload["refused"] is not None:
        return "<span class=down>refused</span>"
    lost, after = event(workload, "outage", zone), event(workload, "outage, after evictions", zone)
    if lost is None or after is None:
        return "–"  # noqa: RUF001 - the dash of an empty cell
    verdict = escaped(workload["by_zone"][zone])
    stays, runs, missing = lost["ready"][0], after["ready"][0], after["missing"][1]
    dots = ["stays"] * stays + ["moved"] * max(0, runs - stays) + ["missing"] * missing
    words = (
        f"{spread(lost['ready'])} ready, then {spread(after['ready'])} of {workload['replicas']}"
    )
    drawn = _dots(dots, words) if len(dots) <= _MOST_DOTS else ""
    return f'{drawn}<span class="{verdict}">{escaped(words)}</span>'


def _dots(kinds: Sequence[str], words: str) -> str:
    circles = "".join(
        f"<circle class={kind} cx={6 + 12 * i} cy=6 r={3.5 if kind == 'missing' else 4.5} />"
        for i, kind in enumerate(kinds)
    )
    size = 12 * max(1, len(kinds))
    return (
        f'<svg class=dots width={size} height=12 viewBox="0 0 {size} 12" role=img '
        f'aria-label="{escaped(words)}">{circles}</svg>'
    )


def _workload(workload: Data, zones: Sequence[str]) -> Iterator[str]:
    name = f"{workload['kind'].lower()}/{workload['name']}"
    yield f"<section class=workload><h2>{escaped(name)} {_badge(workload['verdict'])}</h2>"
    yield f"<p class=soft>{escaped(workload['namespace'])} · {escaped(workload['origin'])}"
    if workload["refused"] is not None:
        yield f"</p><p class=reason>{escaped(workload['refused'])}</p></section>"
        return
    sizes = workload["sizes"]
    if sizes[1:]:
        words = (f"{named_size(each)} {_badge(each['verdict'])}" for each in sizes)
        yield f"</p><p>At {', at '.join(words)}</p>"
    else:
        yield f" · {workload['replicas']} replicas</p>"
    yield from _line_of_time(workload)
    yield from _events(workload, zones)
    yield from _promise(workload)
    yield "</section>"


def _line_of_time(workload: Data) -> Iterator[str]:
    recovery = workload["recovery"]
    if recovery is None:
        return
    parts = [part for part in recovery["parts"] if part["seconds"] or part["why"]]
    total = sum(part["seconds"] or 0 for part in parts) or 1
    yield "<figure>"
    yield (
        f'<svg class=time viewBox="0 0 {_BAR} 26" preserveAspectRatio=none role=img '
        f'aria-label="recovery {escaped(back_in(workload))}">'
    )
    start = 0.0
    for number, part in enumerate(parts):
        wide = _BAR * (part["seconds"] or 0) / total
        yield f"<rect class=part{number % 4} x={start:.1f} y=0 width={wide:.1f} height=26 />"
        start += wide
    yield "</svg><figcaption>"
    said = []
    for number, part in enumerate(parts):
        time = "never" if part["seconds"] is None else f"{part['seconds']} s"
        why = f" ({part['why']})" if part["why"] else ""
        said.append(
            f"<span class=key{number % 4}>{escaped(part['name'] + ' ' + time + why)}</span>"
        )
    back = back_in(workload)
    head = "never back by themselves" if back == "never" else f"back in {back}"
    yield f"<b>{escaped(head)}</b> after a zone is lost: {' '.join(said)}"
    yield "</figcaption></figure>"


def _events(workload: Data, zones: Sequence[str]) -> Iterator[str]:
    yield "<div class=wide><table class=events><thead><tr><th scope=col>what happens"
    for zone in zones:
        yield f"<th scope=col>zone {escaped(zone)}"
    yield "</thead><tbody>"
    for name, words in _BY_ZONE:
        found = [event(workload, name, zone) for zone in zones]
        if any(found):
            yield f"<tr><th scope=row>{escaped(words)}"
            for each in found:
                yield f"<td>{_outcome(each, workload)}"
    yield "</tbody></table></div>"
    for name, words in _SINGLE:
        single = event(workload, name)
        if single is not None:
            yield f"<p>{escaped(words)}: {_outcome(single, workload)}</p>"
    reasons = {reason for each in workload["events"] for reason in each["reasons"]}
    reasons |= {words for each in workload["events"] for words in each.get("refusals", ())}
    if reasons:
        yield "<details open><summary>in the scheduler's and the API server's words</summary><ul>"
        for reason in sorted(reasons):
            yield f"<li class=reason>{escaped(reason)}"
        yield "</ul></details>"


def _outcome(each: Data | None, workload: Data) -> str:
    if each is None:
        return "–"  # noqa: RUF001 - the dash of an empty cell
    ends = each.get("ends")
    text = f"{spread(each['ready'])} ready"
    if each["event"] == "zonal shift":
        text = f"{spread(each['lowest'])} serve"
    elif each["lowest"] != each["ready"]:
        text = f"{text}, {spread(each['lowest'])} on the way"
    missing = each["missing"][1] if each["event"] != "outage" else 0
    tone = "down" if each["lowest"][0] == 0 and workload["replicas"] else "survives"
    if missing:
        text += f", {spread(each['missing'])} not running"
        tone = "degraded" if tone != "down" else tone
    if ends:
        text += f", {' or '.join(ends)}"
        tone = "stuck" if "stuck" in ends and tone != "down" else tone
    return f'<span class="{tone}">{escaped(text)}</span>'


def _promise(workload: Data) -> Iterator[str]:
    promise = workload["promised"]
    if promise is None:
        return
    words = {
        "formula": "by the formula of one hard zone constraint",
        "search": "by search through all placements that the hard rules allow",
        "stopped": "nothing: the search stopped at its bound",
    }
    said = ", ".join(f"{zone}: {count}" for zone, count in promise["survivors"].items())
    later = ", ".join(
        f"{zone}: {count}" for zone, count in promise["survivors_after_rollouts"].items()
    )
    again = ", ".join(f"{zone}: {count}" for zone, count in promise["running_again"].items())
    yield "<p class=soft>Promised, whatever the scheduler's choices, once all its pods run: "
    yield f"{escaped(said)} left when that zone is lost, {words[promise['how']]}; "
    yield f"{escaped(later)} after any rollouts, {words[promise['how_after_rollouts']]}; "
    yield f"{escaped(again)} running again, {words[promise['how_running_again']]}.</p>"


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
    for each in data["not_drilled"]:
        name = f"{each['kind'].lower()}/{each['name']}"
        yield f"<li>not drilled: {escaped(name)}: {escaped(each['why'])}"
    yield "</ul></section>"
    yield "<section><h2>What was drilled</h2>"
    yield (
        f"<p>multiaz-lint {escaped(__version__)} · semantics of Kubernetes "
        f"{escaped(str(data['kubernetes']))} · {escaped(data['date'])} · {data['plays']} plays</p>"
    )
    yield "<div class=wide><table><thead><tr><th scope=col>input<th scope=col>SHA-256</thead>"
    yield "<tbody>"
    for each in data["inputs"]:
        origin, digest = escaped(each["origin"]), escaped(each["sha256"])
        yield f"<tr><th scope=row>{origin}<td><code>{digest}</code>"
    yield "</tbody></table></div></section>"
