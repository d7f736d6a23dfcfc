"""Who watches, who answers for the API server, and what stands in another namespace."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint.model import APIService, Deployment, Service, WebhookConfiguration
from multiaz_lint.model.selectors.mentions import mentioned
from tests.manifests import cluster

TWO = """
apiVersion: v1
kind: Service
metadata: {name: web, namespace: a}
spec: {selector: {app: web}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: b}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: []}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: c}
spec: {template: {metadata: {labels: {app: web, more: x}}, spec: {containers: []}}}
---
apiVersion: example.org/v1
kind: Thing
metadata: {name: x, namespace: a}
spec: {deep: [{labels: {app: web}}]}
"""


def test_what_a_selector_would_match_in_other_namespaces() -> None:
    all_of_it = cluster(TWO)
    (service,) = all_of_it.of(Service)
    found = all_of_it.elsewhere(service.selector, service.namespace, service)
    assert [each.namespace for each in found] == ["b", "c"]
    named = all_of_it.named_elsewhere(("apps", "Deployment", "b", "web"), service)
    assert [each.namespace for each in named] == ["c"]


def test_a_custom_resource_of_the_namespace_may_mention_the_labels() -> None:
    all_of_it = cluster(TWO)
    (service,) = all_of_it.of(Service)
    first, _ = all_of_it.of(Deployment)
    assert mentioned(service.selector, service, all_of_it)
    assert not mentioned(service.selector, first, all_of_it)


def webhook(**written: Any) -> Any:
    import json

    rules = [{"apiGroups": [""], "resources": ["pods"], "operations": ["CREATE"]}]
    tree = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": "x"},
        "webhooks": [{"name": "x", "rules": rules, **written}],
    }
    (configuration,) = cluster(json.dumps(tree)).of(WebhookConfiguration)
    (only,) = configuration.webhooks()
    return only


@pytest.mark.parametrize(
    ("written", "concerns"),
    [
        ({}, True),
        ({"rules": [{"apiGroups": ["*"], "resources": ["*"], "operations": ["*"]}]}, True),
        ({"rules": [{"apiGroups": ["apps"], "resources": ["deployments"],
                     "operations": ["CREATE"]}]}, True),
        ({"rules": [{"apiGroups": [""], "resources": ["configmaps"],
                     "operations": ["CREATE"]}]}, False),
        ({"rules": [{"apiGroups": [""], "resources": ["pods"], "operations": ["UPDATE"]}]}, False),
        ({"objectSelector": {"matchLabels": {"a": "b"}}}, False),
        ({"namespaceSelector": {"matchExpressions": [{"key": "a", "operator": "Exists"}]}}, False),
        ({"namespaceSelector": {"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]}},
         True),
        ({"objectSelector": {}}, True),
    ],
)  # fmt: skip
def test_which_webhooks_concern_pods(written: dict[str, Any], concerns: bool) -> None:
    assert webhook(**written).concerns_pods == concerns


def test_fail_is_the_default_and_a_namespace_may_be_spared() -> None:
    assert webhook().fails
    assert not webhook(failurePolicy="Ignore").fails
    spared = {
        "matchExpressions": [
            {"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": ["a", "b"]}
        ]
    }
    assert webhook(namespaceSelector=spared).spares("a")
    assert not webhook(namespaceSelector=spared).spares("c")
    assert not webhook().spares("a")


def test_the_service_behind_a_webhook_or_an_api() -> None:
    reference = {"service": {"name": "s", "namespace": "ns"}}
    assert webhook(clientConfig=reference).service == ("", "Service", "ns", "s")
    assert webhook(clientConfig={"url": "https://x"}).service is None
    text = (
        "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: x}\n"
        "spec: {service: {name: s, namespace: ns}}\n"
    )
    (api,) = cluster(text).of(APIService)
    assert api.service == ("", "Service", "ns", "s")


def test_monitors_reach_through_services_and_namespaces() -> None:
    text = """
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: {name: m, namespace: monitoring}
    spec: {selector: {matchLabels: {scrape: me}}, namespaceSelector: {matchNames: [a]}}
    ---
    apiVersion: monitoring.coreos.com/v1
    kind: PodMonitor
    metadata: {name: p, namespace: b}
    spec: {selector: {matchLabels: {app: web}}}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web, namespace: a, labels: {scrape: me}}
    spec: {selector: {app: web}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: a}
    spec: {template: {metadata: {labels: {app: web}}}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: b}
    spec: {template: {metadata: {labels: {app: web}}}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: c}
    spec: {template: {metadata: {labels: {app: web}}}}
    """
    all_of_it = cluster(text)
    found = {
        each.namespace: [monitor.name for monitor in all_of_it.monitors_of(each)]
        for each in all_of_it.of(Deployment)
    }
    assert found == {"a": ["m"], "b": ["p"], "c": []}
