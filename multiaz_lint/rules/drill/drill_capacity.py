"""The other zones have no room for the pods of a lost one.

After a zone was lost, pods stayed Pending for want of cpu, memory or pod slots on the nodes that
remain. Room for the pods of a lost zone must be there before: an autoscaler of nodes takes
minutes, and others want the same machines at that moment.

`multiaz-lint drill` reports it; `check` does not.
"""

from __future__ import annotations

from multiaz_lint.rule import Severity, reported_by_the_run

drill_capacity = reported_by_the_run(
    "drill-capacity", Severity.WARNING, doc=__doc__, module=__name__
)
