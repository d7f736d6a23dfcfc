"""Which findings a report leaves out, and how it says so."""

from __future__ import annotations

import pytest

from multiaz_lint.diagnostic import LIMITED
from multiaz_lint.report import bounded
from multiaz_lint.rule import Severity
from tests import results

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def test_of_lesser_severity_what_speaks_is_counted() -> None:
    made = results.result(
        results.finding(severity=ERROR),
        results.finding(severity=WARNING),
        results.finding(severity=INFO),
        results.finding(severity=INFO, suppressed="known"),
    )
    kept = bounded.at_least(made, WARNING)
    assert [each.severity for each in kept.diagnostics] == [ERROR, WARNING]
    assert kept.left_out == {INFO: 1}


def test_the_gravest_of_a_file_stay_and_the_others_are_told_at_its_top() -> None:
    severities = (INFO, WARNING, ERROR, WARNING, ERROR, WARNING)
    long = [
        results.finding(severity=severity, line=line)
        for line, severity in enumerate(severities, start=2)
    ]
    short = [results.finding(origin="k8s/budget.yaml", line=line) for line in (1, 2)]
    silenced = results.finding(suppressed="known", severity=INFO, line=9)
    kept = bounded.bounded(results.result(*short, *long, silenced), 2)
    assert [(each.place.origin, each.place.line, each.rule) for each in kept.diagnostics] == [
        *(("k8s/budget.yaml", line, "replicas-too-few") for line in (1, 2)),
        ("k8s/web.yaml", 1, LIMITED),
        *(("k8s/web.yaml", line, "replicas-too-few") for line in (4, 6, 9)),
    ]
    told = kept.diagnostics[2]
    assert (told.severity, told.place.as_tuple()) == (WARNING, ("k8s/web.yaml", 1, 1, 1, 1, ""))
    assert told.message.startswith("3 warnings, 1 info of this file are not shown")
    assert kept.left_out == {WARNING: 3, INFO: 1}


@pytest.mark.parametrize("most", [2, 3])
def test_what_is_within_the_bound_stays_as_it_is(most: int) -> None:
    made = results.result(results.finding(line=1), results.finding(line=2))
    assert bounded.bounded(made, most) is made
