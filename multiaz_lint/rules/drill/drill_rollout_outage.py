"""A rollout takes all pods away.

The drill rolled the workload out with all zones there, and at some moment no pod was ready: its
strategy is `Recreate`, or a rolling update may take all pods away at once. Every deploy is an
outage then, as the loss of all zones would be.

`multiaz-lint drill` reports it of several replicas; `check` says so in `rollout-outage`.
"""

from __future__ import annotations

from multiaz_lint.rule import Severity, reported_by_the_run

drill_rollout_outage = reported_by_the_run(
    "drill-rollout-outage", Severity.WARNING, doc=__doc__, module=__name__
)
