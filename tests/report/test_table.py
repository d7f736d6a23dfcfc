"""Tables for people: whatever the terminal's width, lines fit, columns hold and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multiaz_lint.report import drill, matrix
from multiaz_lint.report.options import Options
from multiaz_lint.report.paint import Paint, width
from multiaz_lint.report.table import Cell, name, paragraph, table, words
from tests import results

PLAIN = Paint(Options())


def event(what: str, zone: str, ready: list[int], missing: list[int]) -> dict[str, Any]:
    return {"event": what, "zone": zone, "ready": ready, "missing": missing, "lowest": ready}


def workload(called: str, zones: list[str]) -> dict[str, Any]:
    lost = [event("outage", zone, [2, 3], [0, 1]) for zone in zones]
    after = [event("outage, after evictions", zone, [2, 3], [0, 1]) for zone in zones]
    return {
        "kind": "Deployment",
        "name": called,
        "namespace": "default",
        "refused": None,
        "verdict": "degraded",
        "by_zone": dict.fromkeys(zones, "degraded"),
        "events": [event("initial", "", [3, 3], [0, 0]), *lost, *after],
        "sizes": [{"size": "written", "replicas": 3, "verdict": "degraded"}],
        "promised": {
            "how": "search",
            "survivors": dict.fromkeys(zones, 2),
            "how_after_rollouts": "search",
            "survivors_after_rollouts": dict.fromkeys(zones, 1),
        },
        "recovery": {"seconds": 341, "parts": []},
    }


def drilled(zones: list[str], *names: str) -> dict[str, Any]:
    return {
        "zones": zones,
        "workloads": [workload(each, zones) for each in names],
        "room": [
            {
                "zone": zone,
                "cpu": {"asked": 47.9, "there": 48 if zone else 72},
                "memory": {"asked": 2**36, "there": 2**37},
            }
            for zone in ("", "a", "b", "c")
        ],
        "not_drilled": [],
        "assumptions": ["nodes attach any number of volumes: no CSINode says otherwise"],
    }


def letters(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("columns", [20, 25, 30, 40, 60, 80, 100, 160])
def test_the_map_of_a_drill_fits(columns: int) -> None:
    data = drilled(["a", "b", "c"], "web", "payments-reconciliation-ledger-of-the-north")
    lines = drill.render(data, Options(columns=columns)).splitlines()
    assert max(map(width, lines)) <= columns


def test_a_wide_map_is_a_table_and_a_narrow_one_a_list() -> None:
    data = drilled(["eu-west-1a", "eu-west-1b", "eu-west-1c"], "web")
    wide = drill.render(data, Options(columns=260)).splitlines()
    assert wide == drill.render(data, Options()).splitlines()
    assert wide[1].startswith("deployment/web  degraded  3 > 2-3 > 2-3 -1 ?0-1  ")
    narrow = drill.render(data, Options(columns=60)).splitlines()
    assert narrow[:7] == [
        "deployment/web",
        "  verdict          degraded",
        "  lose eu-west-1a  3 > 2-3 > 2-3 -1 ?0-1",
        "  lose eu-west-1b  3 > 2-3 > 2-3 -1 ?0-1",
        "  lose eu-west-1c  3 > 2-3 > 2-3 -1 ?0-1",
        "  promised         2, 1 after rollouts",
        "  back in          341 s",
    ]


def test_a_cell_of_a_list_stands_below_its_head_where_it_would_be_parted() -> None:
    data = drilled(["a", "b", "c"], "web")
    narrow = drill.render(data, Options(columns=24)).splitlines()
    assert narrow[:9] == [
        "deployment/web",
        "  verdict   degraded",
        "  lose a",
        "    3 > 2-3 > 2-3 -1",
        "    ?0-1",
        "  lose b",
        "    3 > 2-3 > 2-3 -1",
        "    ?0-1",
        "  lose c",
    ]
    assert narrow[11:14] == ["  promised  2, 1 after", "            rollouts", "  back in   341 s"]


def test_counts_are_never_parted() -> None:
    data = drilled(["a", "b", "c"], "web")
    lines = drill.render(data, Options(columns=90)).splitlines()
    assert lines[1].count("3 > 2-3 > 2-3") == 3
    assert lines[2].count("-1 ?0-1") == 3


def test_the_matrix_wraps_its_heads_before_it_becomes_a_list() -> None:
    lines = matrix.render(results.several(), Options(columns=24)).splitlines()
    assert lines == [
        "deployment/web",
        "  k8s/web.yaml:4",
        "  ✘ replicas: 1 of 3",
        "  ✔ spread",
        "  – budget",  # noqa: RUF001
        "",
        "0 of 1 workload keeps",
        "  to the zone policy",
    ]
    assert matrix.render(results.several(), Options(columns=40)).splitlines()[:2] == [
        "workload        replicas  spread  budget",
        "deployment/web     ✘        ✔       –",  # noqa: RUF001
    ]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"]), max_size=30)


@settings(deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=4), st.integers(1, 120), TEXT)
def test_any_table_fits_or_is_none(rows: list[Any], columns: int, head: str) -> None:
    cells = [[name(a), words(b), Cell(c, centered=True)] for a, b, c in rows]
    lines = table([words(head), words("x"), words("y")], cells, columns, PLAIN)
    if lines is not None:
        assert max(map(width, lines)) <= columns
        told = sorted(letters("".join(["".join(row) for row in rows]) + head + "xy"))
        assert sorted(letters("".join(lines))) == told


@given(st.text("ab c", max_size=60), st.integers(4, 40), st.integers(0, 1))
def test_running_text_keeps_its_words(text: str, columns: int, indent: int) -> None:
    lines = paragraph(text, columns, indent)
    assert letters("".join(lines)) == letters(text)
    assert all(width(line) <= columns for line in lines)
