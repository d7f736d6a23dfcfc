"""Losing a zone takes pods away that nothing replaces.

The drill took a zone away and played what the scheduler and the controllers do: pods of the
workload stayed Pending for as long as the zone was gone, or none was ready at some time, or the
API server refuses the workload, or a LimitRange or a ResourceQuota its pods, or pods stood on nodes
that do not say their zone, which no loss reaches. The finding stands at the field without which the
trouble went away, where there is such a field, and carries the words of the scheduler or the API
server. It is advice where others that the workload's Services select are sure to be left.

`multiaz-lint drill` reports it; `check` does not.
"""

from __future__ import annotations

from multiaz_lint.rule import Severity, reported_by_the_run

drill_zone_loss = reported_by_the_run(
    "drill-zone-loss", Severity.ERROR, doc=__doc__, module=__name__
)
