"""The autoscaler's maximum cannot be reached.

The drill let the autoscaler grow the workload to its maximum. Some pods stayed Pending although
all zones were there: a hard rule allows fewer pods than that, or the nodes are too small or too
few. Or they were not created, as a ResourceQuota has no room for them.

`multiaz-lint drill` reports it; `check` does not.
"""

from __future__ import annotations

from multiaz_lint.rule import Severity, reported_by_the_run

drill_scale_stuck = reported_by_the_run(
    "drill-scale-stuck", Severity.WARNING, doc=__doc__, module=__name__
)
