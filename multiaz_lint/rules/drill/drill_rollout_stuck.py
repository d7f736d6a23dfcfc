"""A rollout never ends.

The drill rolled the workload out, with all zones there, at each size that an autoscaler may give
it, and while one was lost, shifted away or drained. A pod of the new revision stayed Pending, or
was not created for want of room in a ResourceQuota, and the controller may take no old pod away
before it runs. That a rollout hangs while a zone is gone keeps a mend from being deployed just
then. Where `drill-zone-loss` reports pods that never come back, and nothing else keeps a rollout
from ending, it says so, and this rule is silent.

`multiaz-lint drill` reports it; `check` does not.
"""

from __future__ import annotations

from multiaz_lint.rule import Severity, reported_by_the_run

drill_rollout_stuck = reported_by_the_run(
    "drill-rollout-stuck", Severity.WARNING, doc=__doc__, module=__name__
)
