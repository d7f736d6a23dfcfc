"""A percentage of the disruption budget rounds up to one more eviction than it says.

The disruption controller rounds percentages of `maxUnavailable` up (1.37), where a Deployment
rounds its own `maxUnavailable` down: 30 % of 12 is 3.6, and 4 pods may go. Percentages of
`minAvailable` round up too, which keeps one pod more.

```yaml bad
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 30%  # <-- 30% of 12 pods rounds up to 4
  selector: {matchLabels: {app: web}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 12
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml good
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 25%
  selector: {matchLabels: {app: web}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 12
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, PodDisruptionBudget
from multiaz_lint.model.budgets.guard import guard_of
from multiaz_lint.model.budgets.share import share_of_all
from multiaz_lint.model.digits import percent
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Parameters:
    """``zone_share``: leave what exceeds a zone's share of the pods to pdb-too-loose."""

    __slots__ = ("zone_share",)
    zone_share: bool

    def __init__(self, *, zone_share: bool = False) -> None:
        self.zone_share = zone_share


@rule(
    "pdb-percent-rounding",
    Severity.INFO,
    on=PodDisruptionBudget,
    needs=("maxUnavailable",),
    doc=__doc__,
    parameters=Parameters,
    profiles={"multi-az": {"zone_share": True}},
)
def check(
    budget: PodDisruptionBudget, cluster: Cluster, parameters: Parameters
) -> Iterator[Problem]:
    least, written = budget.limits
    if least is not None or not isinstance(written, str) or not budget.judged:
        return
    guard = guard_of(budget, cluster)
    guarded = guard.guarded
    pods, allowed = guarded.least, guard.allowed
    share = percent(written)
    if not guarded.certain or guard.fails or share is None or allowed >= pods:
        return
    lower = share * pods // 100
    if lower < 1 or allowed <= lower:
        return  # nobody means less than one pod
    if parameters.zone_share and allowed > share_of_all(guarded, cluster):
        return
    yield Problem(
        budget.max_unavailable,
        f"{budget} lets {allowed} pods go at once: {written} of {pods} pods rounds up to {allowed}",
        hint=f"set maxUnavailable: {lower}",
    )
