"""What differs between releases: fields, API versions, and where errors are found."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint.api import review
from multiaz_lint.api.derived import review_pod
from multiaz_lint.api.versions.releases import removal, too_new

LABELS = {"app": "web"}


def workload(kind: str = "Deployment", **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": "web"},
        "spec": {
            "selector": {"matchLabels": LABELS},
            "template": {
                "metadata": {"labels": LABELS},
                "spec": {"containers": [{"name": "web", "image": "web:1"}], **spec},
            },
        },
    }


CLASH = workload(
    topologySpreadConstraints=[
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": LABELS},
            "matchLabelKeys": ["app"],
        }
    ]
)


def test_a_clash_of_match_label_keys_is_told_of_the_pod_since_1_34() -> None:
    assert review(CLASH, version=(1, 34)).errors == []
    (error,) = review_pod(CLASH, "Deployment", version=(1, 34))
    assert error.steps[:4] == ["spec", "template", "spec", "topologySpreadConstraints"]
    assert "exists in both matchLabelKeys and labelSelector" in error.message


def test_a_clash_of_match_label_keys_is_told_of_the_template_before() -> None:
    (error,) = review(CLASH, version=(1, 33)).errors
    place = "spec.template.spec.topologySpreadConstraints[0].matchLabelKeys[0]"
    assert error.field == place
    assert error.detail == "exists in both matchLabelKeys and labelSelector"


def test_claim_templates_are_validated_since_1_34() -> None:
    tree = workload("StatefulSet")
    tree["spec"]["serviceName"] = "Web"
    assert [error.field for error in review(tree, version=(1, 34)).errors] == ["spec.serviceName"]
    assert review(tree, version=(1, 33)).errors == []


@pytest.mark.parametrize(
    ("api_version", "kind", "release", "instead"),
    [
        ("policy/v1beta1", "PodDisruptionBudget", (1, 25), "policy/v1"),
        (
            "certificates.k8s.io/v1beta1",
            "CertificateSigningRequest",
            (1, 22),
            "certificates.k8s.io/v1",
        ),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", (1, 26), "autoscaling/v2"),
        ("extensions/v1beta1", "Deployment", (1, 16), "apps/v1"),
        ("extensions/v1beta1", "Ingress", (1, 22), "networking.k8s.io/v1"),
        ("batch/v1beta1", "CronJob", (1, 25), "batch/v1"),
        ("policy/v1beta1", "PodSecurityPolicy", (1, 25), ""),
    ],
)
def test_removed_versions_are_known(
    api_version: str, kind: str, release: tuple[int, int], instead: str
) -> None:
    assert removal(api_version, kind) == (release, instead)
    assert not review({"apiVersion": api_version, "kind": kind}).served


@pytest.mark.parametrize(
    ("kind", "api_version"),
    [("Deployment", "apps/v1"), ("PodDisruptionBudget", "policy/v1"), ("CronJob", "batch/v1")],
)
def test_current_versions_are_served(kind: str, api_version: str) -> None:
    assert removal(api_version, kind) is None
    assert review({"apiVersion": api_version, "kind": kind}).served is True


def test_a_field_is_too_new_until_its_release() -> None:
    tree = workload(resources={"requests": {"cpu": 1}})
    path = ("spec", "template", "spec", "resources")
    assert list(too_new(tree, "Deployment", (1, 33))) == [(path, (1, 34))]
    assert list(too_new(tree, "Deployment", (1, 34))) == []
