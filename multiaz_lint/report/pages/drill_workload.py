"""One workload on the drill's page: its time line, every event by zone, what is promised."""

from __future__ import annotations

from multiaz_lint.model.words import counted
from multiaz_lint.report.drill import back_in, event, name_of, named_size, spread
from multiaz_lint.report.escape import html as escaped
from multiaz_lint.report.pages.drill_parts import badge, by_zone, heads

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
    ("after the drain", "uncordoned"),
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
    ("rollout at the written replicas", "rollout at the written replicas"),
    ("scale to the maximum", "grown to the maximum"),
    ("rollout at the maximum", "rollout at the maximum"),
)
_BAR = 640


def section(workload: Data, zones: Sequence[str]) -> Iterator[str]:
    """Yield everything about one workload."""
    label = escaped(name_of(workload))
    yield f"<section class=workload><h2>{label} {badge(workload['verdict'])}</h2>"
    yield f"<p class=soft>{escaped(workload['namespace'])} · {escaped(workload['origin'])}"
    if workload["refused"] is not None:
        yield f"</p><p class=reason>{escaped(workload['refused'])}</p></section>"
        return
    sizes = workload["sizes"]
    if sizes[1:]:
        words = (f"{named_size(each)} {badge(each['verdict'])}" for each in sizes)
        yield f"</p><p>At {', at '.join(words)}</p>"
    else:
        yield f" · {counted(workload['replicas'], 'replica')}</p>"
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
    yield "<table class=events><thead><tr><th scope=col>what happens"
    yield from heads(zones, "zone")
    yield "</thead><tbody>"
    for name, words in _BY_ZONE:
        found = {zone: event(workload, name, zone) for zone in zones}
        if any(found.values()):
            yield f"<tr><th scope=row>{escaped(words)}"
            cells = {zone: _outcome(each, workload) for zone, each in found.items()}
            yield from by_zone(cells, "zone")
    yield "</tbody></table>"
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
    least = min(each["lowest"][0], each["ready"][0])
    tone = "down" if least == 0 and workload["replicas"] else "survives"
    if missing:
        text += f", {spread(each['missing'])} not running"
        tone = "degraded" if tone != "down" else tone
    before = event(workload, "initial")
    if before is not None and (left := each.get("left_next")) and left[0] < before["left_next"][0]:
        text += f", the loss of another zone leaves {spread(left)}"
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
        "waiting": "nothing: its pods wait for others or for room",
    }
    left, later, again = (
        escaped(_by_number(promise[key]))
        for key in ("survivors", "survivors_after_rollouts", "running_again")
    )
    yield "<p class=soft>Promised, whatever the scheduler's choices, once all its pods run: "
    yield f"{left} left when a zone is lost, {words[promise['how']]}; "
    yield f"{later} after any rollouts, {words[promise['how_after_rollouts']]}; "
    yield f"{again} running again, {words[promise['how_running_again']]}.</p>"


def _by_number(numbers: Mapping[str, int]) -> str:
    """Return one number where it is the same for all zones, else the zones of each."""
    zones: dict[int, list[str]] = {}
    for zone, number in numbers.items():
        zones.setdefault(number, []).append(zone)
    if len(zones) < 2:
        return str(next(iter(zones), 0))
    return ", ".join(f"{number} ({', '.join(named)})" for number, named in sorted(zones.items()))
