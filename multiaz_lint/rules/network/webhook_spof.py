"""Pods cannot be created while one pod, or one zone, is away.

The API server calls this webhook before it admits pods, or what makes them, and refuses them while
the webhook cannot be reached (`failurePolicy: Fail`, the default). The webhook's own pods are a
single one, or may all stand in one zone. When that zone is lost, the replacements of everything
that was lost with it are refused too, and unless the webhook leaves out its own namespace, so are
its own. A webhook for Jobs or workloads only blocks new ones of these. Of one without rules nobody
knows whether it is asked about pods before its own program has filled them in (Knative): that is
advice. One that an API server has stored without rules is asked nothing.

An APIService is such a dependency as well: while its pods are away its API group is gone, and
namespaces cannot be deleted.

```yaml bad
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: policy}
webhooks:
- name: policy.example.com
  failurePolicy: Fail  # <-- refuses pods, or what makes them, while deployment/policy
  clientConfig: {service: {name: policy, namespace: policy}}
  rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  sideEffects: None
  admissionReviewVersions: [v1]
---
apiVersion: v1
kind: Service
metadata: {name: policy, namespace: policy}
spec:
  selector: {app: policy}
  ports: [{port: 443}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: policy, namespace: policy}
spec:
  replicas: 1
  selector: {matchLabels: {app: policy}}
  template:
    metadata: {labels: {app: policy}}
    spec:
      containers: [{name: policy, image: "policy:1.0"}]
```

```yaml good
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: policy}
webhooks:
- name: policy.example.com
  failurePolicy: Fail
  clientConfig: {service: {name: policy, namespace: policy}}
  rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  sideEffects: None
  admissionReviewVersions: [v1]
---
apiVersion: v1
kind: Service
metadata: {name: policy, namespace: policy}
spec:
  selector: {app: policy}
  ports: [{port: 443}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: policy, namespace: policy}
spec:
  replicas: 3
  selector: {matchLabels: {app: policy}}
  template:
    metadata: {labels: {app: policy}}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector: {matchLabels: {app: policy}}
      containers: [{name: policy, image: "policy:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import (
    ZONE_KEYS,
    APIService,
    Cluster,
    ScalableWorkload,
    Service,
    WebhookConfiguration,
)
from multiaz_lint.model.namespaces import labels_of
from multiaz_lint.model.nodes.pins import one_for_each_zone
from multiaz_lint.model.outage.keepers import kept_by_others
from multiaz_lint.model.words import listed
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Resource


@rule(
    "webhook-spof",
    Severity.WARNING,
    on=(WebhookConfiguration, APIService),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if isinstance(resource, APIService):
        yield from _api_service(resource, cluster)
    elif isinstance(resource, WebhookConfiguration):
        yield from _webhooks(resource, cluster)


def _webhooks(configuration: WebhookConfiguration, cluster: Cluster) -> Iterator[Problem]:
    for webhook in configuration.webhooks():
        if webhook.service is None or not webhook.fails:
            continue
        unfilled = webhook.unfilled and not webhook.opted_into
        if not (unfilled or webhook.concerns_pods):
            continue
        found = _weak_point(webhook.service, configuration, cluster)
        if found is None:
            continue
        workload, weakness = found
        if unfilled:
            yield Problem(
                webhook.field.child("failurePolicy"),
                f"webhook {webhook.name} names no rules yet: what its program fills in when it "
                f"runs is refused while {workload} cannot be reached, and {weakness}",
                severity=Severity.INFO,
                hint="run at least 2 pods spread over zones, or use failurePolicy Ignore",
                related=[Related(workload.name_field, "the pods that answer")],
            )
            continue
        meant = " that its matchConditions choose" if webhook.conditions else ""
        if not webhook.concerns_new_pods:
            what = listed(webhook.created)
            yield Problem(
                webhook.field.child("failurePolicy"),
                f"webhook {webhook.name} refuses new {what}{meant} while {workload} cannot be "
                f"reached, and {weakness}: when its zone is lost none may be created",
                hint="run at least 2 pods spread over zones, or use failurePolicy Ignore",
                related=[Related(workload.name_field, "the pods that answer")],
            )
            continue
        labels = labels_of(workload.namespace, workload, cluster)
        spared = webhook.conditions or webhook.spares(workload.namespace, labels)
        itself = "" if spared else ", its own among them"
        pods = "them" if webhook.conditions else "all new pods"
        yield Problem(
            webhook.field.child("failurePolicy"),
            f"webhook {webhook.name} refuses pods, or what makes them,{meant} while {workload} "
            f"cannot be reached, and {weakness}: a zone that is lost may keep {pods} away{itself}",
            hint="run at least 2 pods spread over zones, or use failurePolicy Ignore, and leave "
            "out the webhook's own namespace",
            related=[Related(workload.name_field, "the pods that answer")],
        )


def _api_service(api: APIService, cluster: Cluster) -> Iterator[Problem]:
    if api.service is None:
        return
    found = _weak_point(api.service, api, cluster)
    if found is not None:
        workload, weakness = found
        yield Problem(
            api.at("spec", "service"),
            f"API {api.name} is gone while {workload} cannot be reached, and {weakness}: "
            f"{_loss(api.name)}",
            hint="run at least 2 pods spread over zones",
            related=[Related(workload.name_field, "the pods that answer")],
        )


def _loss(api: str) -> str:
    if api.endswith("metrics.k8s.io"):
        return "autoscalers get no metrics then, and namespaces cannot be deleted"
    return "what it serves cannot be used then, and namespaces cannot be deleted"


def _weak_point(
    identity: tuple[str, str, str, str], near: Resource, cluster: Cluster
) -> tuple[ScalableWorkload, str] | None:
    for service in cluster.find(identity, near):
        if not isinstance(service, Service):
            continue
        for workload in cluster.backends_of(service):
            if not isinstance(workload, ScalableWorkload) or not cluster.asks(workload):
                continue
            if cluster.scale_of(workload).least < 2:
                weakness = "that is a single pod"
            elif not (any(workload.spread_over(*ZONE_KEYS)) or any(workload.apart_on(*ZONE_KEYS))):
                weakness = "nothing spreads its pods over zones"
            else:
                continue
            if one_for_each_zone(workload, cluster) or kept_by_others(workload, cluster):
                continue
            return workload, weakness
    return None
