"""The service mesh sends all requests to one zone.

A DestinationRule of Istio with `distribute` leaves callers only the endpoints in the localities that
`to` names: all others are taken away, also when nothing else is left. Where these are one zone, and
callers are outside it as well, the service is down for them while that zone is lost, however many
pods run elsewhere.

Callers of the zone itself are lost with it, so that they may be kept there.

```yaml bad
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web}
spec:
  host: web
  trafficPolicy:
    loadBalancer:
      localityLbSetting:
        distribute:
        - from: eu-west-1/*
          to:  # <-- all requests from eu-west-1/* to zone eu-west-1/eu-west-1a
            "eu-west-1/eu-west-1a/*": 100
    outlierDetection: {consecutive5xxErrors: 5}
```

```yaml good
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web}
spec:
  host: web
  trafficPolicy:
    loadBalancer:
      localityLbSetting:
        distribute:
        - from: eu-west-1/*
          to:
            "eu-west-1/eu-west-1a/*": 80
            "eu-west-1/eu-west-1b/*": 20
    outlierDetection: {consecutive5xxErrors: 5}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Resource
from multiaz_lint.model.locality import GROUP, KIND, settings, shares
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "mesh-distribute-one-zone",
    Severity.WARNING,
    on=Resource,
    needs=KIND,
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if resource.group != GROUP or cluster.platform.zones < 2:
        return
    for setting in settings(resource):
        for share in shares(setting):
            zone = share.sole_zone
            if zone is not None and share.from_elsewhere:
                yield Problem(
                    resource.at(*share.field.path, "to"),
                    f"{resource} sends all requests from {share.callers} to zone {zone}: while that "
                    "is lost none is answered, whatever runs in other zones",
                    hint="name other zones too: a zone without endpoints gets no requests",
                )
