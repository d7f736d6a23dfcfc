"""Draining a zone never ends.

The drill cordoned a zone and evicted its pods as `kubectl drain` does. Some pods may never go:
their disruption budget allows none to go, two budgets guard one pod, or replacements stay Pending
so that the budget is never refilled. Upgrades of the nodes hang in the same way.

`multiaz-lint drill` reports it; `check` does not.
"""

from __future__ import annotations

from multiaz_lint.rule import Severity, reported_by_the_run

drill_drain_stuck = reported_by_the_run(
    "drill-drain-stuck", Severity.ERROR, doc=__doc__, module=__name__
)
