"""The members that vote lose their majority with a zone.

etcd, ZooKeeper, Consul, RabbitMQ and the like serve only while a majority of their members can
talk to each other. Two members stop when either is lost; an even number tolerates no more losses
than one member fewer. And some zone holds at least its share of them, rounded up: of four members
in three zones that is half of them, and its loss stops the rest, where three members outlive any
zone. With two zones it is so whatever the number.

Known by the image of the container, and of what an operator makes by its kind. Brokers, clients and other members that do not vote are told
apart by their flags and variables.

```yaml bad
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: etcd}
spec:
  replicas: 4  # <-- one of the 3 zones holds 2 of them or more, and its loss stops it
  serviceName: etcd
  selector: {matchLabels: {app: etcd}}
  template:
    metadata: {labels: {app: etcd}}
    spec:
      containers: [{name: etcd, image: "quay.io/coreos/etcd:v3.6.1"}]
```

```yaml good
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: etcd}
spec:
  replicas: 3
  serviceName: etcd
  selector: {matchLabels: {app: etcd}}
  template:
    metadata: {labels: {app: etcd}}
    spec:
      containers: [{name: etcd, image: "quay.io/coreos/etcd:v3.6.1"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.nodes.pins import one_for_each_zone
from multiaz_lint.model.outage.quorum import majority, software_that_votes, votes_with_others
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "replicas-quorum",
    Severity.WARNING,
    on=ScalableWorkload,
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    software = software_that_votes(workload)
    if software is None:
        return
    scale, zones = cluster.scale_of(workload), cluster.platform.zones
    members = scale.least
    if members < 2 or not scale.certain or not cluster.asks(workload):
        return  # a single member is a single replica: replicas-too-few speaks
    if one_for_each_zone(workload, cluster) or votes_with_others(workload, cluster):
        return  # they vote with those of other zones
    survives, share = members - majority(members), -(-members // zones)
    fewer_or_more = f"run {members - 1} or {members + 1} members"
    if survives == 0:
        outcome = "the loss of either stops it"
        hint = "run 3 members, one in each of 3 zones"
    elif share > survives:  # in any placement one zone holds its share
        more = "" if zones < 3 else " or more"
        outcome = f"one of the {zones} zones holds {share} of them{more}, and its loss stops it"
        hint = fewer_or_more
        if zones < 3:
            hint = "use 3 zones: with 2 no number of members survives the loss of either"
    elif members % 2 == 0:
        outcome = f"it survives the loss of {survives}, as {members - 1} would"
        hint = fewer_or_more
    else:
        return
    yield Problem(
        workload.replicas if scale.decider is None else workload.name_field,
        f"{workload} runs {members} members of {software}: {outcome}",
        hint=hint,
    )
