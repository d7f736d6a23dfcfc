"""Fields that a kind does not have are written where, and as, they were meant."""

from __future__ import annotations

import pytest

from multiaz_lint import fix, mending
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings

INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
"""
SCALED = """\
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  maxReplicas: 9
"""
METRIC = "{type: Resource, resource: {name: cpu, target: TARGET}}".replace(
    "TARGET", "{type: Utilization, averageUtilization: 60}"
)
WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: SELECTOR
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: web:1.0
"""
PROXY = """\
        - name: proxy
          image: proxy:1.0
          securityContext: {privileged: true}
"""


def mended(text: str) -> str:
    settings = Settings(plugins=False, select=("api-unknown-field",))
    options = fix.FixOptions(unsafe=True)
    _, plan = mending.plan([Source("a.yaml", text, named=True)], settings, options)
    return plan.changes[0].new if plan.changes else text


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        pytest.param(
            INGRESS,
            " " * 14 + "serviceName: web\n" + " " * 14 + "servicePort: 80\n",
            " " * 14 + "service:\n" + " " * 16 + "name: web\n"
            + " " * 16 + "port:\n" + " " * 18 + "number: 80\n",
            id="the service of an older Ingress",
        ),
        pytest.param(
            INGRESS,
            " " * 14 + "serviceName: web\n",
            " " * 14 + "serviceName: web\n",
            id="not without its port",
        ),
        pytest.param(
            "apiVersion: autoscaling/v2\n" + SCALED,
            "  targetCPUUtilizationPercentage: 60\n",
            "  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n"
            "        target: {type: Utilization, averageUtilization: 60}\n",
            id="the target of an older autoscaler",
        ),
        pytest.param(
            "apiVersion: autoscaling/v2\n" + SCALED,
            f"  metrics: [{METRIC}]\n  targetCPUUtilizationPercentage: 60\n",
            f"  metrics: [{METRIC}]\n  targetCPUUtilizationPercentage: 60\n",
            id="not beside metrics",
        ),
        pytest.param(
            WORKLOAD.replace("SELECTOR", "{matchLabels: {app: web}}"),
            "          runAsUser: 1000\n",
            "          securityContext:\n            runAsUser: 1000\n",
            id="with the parents that are missing",
        ),
        pytest.param(
            WORKLOAD.replace("SELECTOR", "{matchLabels: {app: web}}"),
            "          privileged: true\n" + PROXY,
            "          securityContext:\n            privileged: true\n" + PROXY,
            id="in its own container",
        ),
        pytest.param(
            WORKLOAD.replace("SELECTOR", "{matchLabels: {app: web}}"),
            "          restartPolicy: Always\n          exec: {command: [b]}\n",
            "          restartPolicy: Always\n          exec: {command: [b]}\n",
            id="not where several are as near",
        ),
    ],
)  # fmt: skip
def test_a_field_of_another_place_or_version(text: str, old: str, new: str) -> None:
    assert mended(text + old) == text + new


def test_a_newer_version_that_has_all_fields() -> None:
    text = (
        SCALED + f"  metrics: [{METRIC.replace('averageUtil', 'type: Utilization, averageUtil')}]\n"
    )
    assert mended("apiVersion: autoscaling/v1\n" + text) == "apiVersion: autoscaling/v2\n" + text


def test_labels_of_a_selector() -> None:
    text = mended(WORKLOAD.replace("SELECTOR", "{app: web}"))
    assert text == WORKLOAD.replace("SELECTOR", "{matchLabels: {app: web}}")
