"""The API server refuses an object.

Everything that no other rule judges as a workload, budget, autoscaler, Service, Ingress,
NetworkPolicy, volume, claim or storage class: ConfigMaps, Secrets, quotas, priority classes,
namespaces, Endpoints, EndpointSlices, addresses and ranges of Services, roles, role bindings, what
CSI drivers say of themselves, attached volumes, VolumeAttributesClasses, webhooks, policies of
admission and their bindings, FlowSchemas, PriorityLevelConfigurations, APIServices,
CustomResourceDefinitions, migrations of storage, requests for certificates, bundles of trust,
devices with their claims, classes and taints, Leases, events and the like (kube-apiserver 1.37),
and custom resources that break the schema of their CustomResourceDefinition in the input. Not
judged are CEL, wherever it stands, what certificates and requests for them hold, string formats,
and the defaults that a schema gives to the metadata of a resource inside of another: what only they
refuse is accepted.

```yaml bad
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: critical}
value: 2000000000  # <-- maximum allowed value of a user defined priority is 1000000000
```

```yaml good
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: critical}
value: 1000000
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import COMPLAINT, said
from multiaz_lint.model import Cluster, Resource
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


@rule(
    "api-invalid-object",
    Severity.ERROR,
    on=Resource,
    needs=(COMPLAINT,),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    return said(resource, cluster, "api-invalid-object")
