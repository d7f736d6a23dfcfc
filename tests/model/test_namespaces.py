"""The labels of Namespaces in the input decide whose pods a namespaceSelector means."""

from __future__ import annotations

import pytest

from multiaz_lint.model import ScalableWorkload
from multiaz_lint.model.admission import WebhookConfiguration
from multiaz_lint.model.namespaces import labels_of
from tests.drilled import Tree, cluster_of, deployment, means, required

NAME = "kubernetes.io/metadata.name"


def namespace(name: str = "default", **labels: str) -> Tree:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}


def chosen(*namespaces: Tree, **selector: object) -> bool | None:
    """Whether a term of a Deployment in namespace default reaches that."""
    term = {**means("web"), "namespaceSelector": selector}
    web = deployment("web", affinity=required("podAntiAffinity", **term))
    (workload,) = cluster_of(web, *namespaces).of(ScalableWorkload)
    (found,) = workload.pod_terms
    return found.reaches("default", "default")


TEAM_A = {"matchLabels": {"team": "a"}}


@pytest.mark.parametrize(
    ("namespaces", "selector", "expected"),
    [
        pytest.param([namespace(team="a")], TEAM_A, True, id="it has the label"),
        pytest.param([namespace(team="b")], TEAM_A, False, id="it has another one"),
        pytest.param([namespace()], TEAM_A, False, id="it has none"),
        pytest.param([], TEAM_A, None, id="it is not in the input"),
        pytest.param([namespace("shop", team="a")], TEAM_A, None, id="another one is"),
        pytest.param([namespace(team="a")], {}, True, id="all are chosen"),
        pytest.param([namespace(team="${TEAM}")], TEAM_A, None, id="it is to be filled in"),
        pytest.param(
            [namespace(team="a")], {"matchLabels": {"team": "${TEAM}"}}, None, id="the term is"
        ),
        pytest.param(
            [namespace(team="a"), namespace(team="b")], TEAM_A, None, id="it is there twice"
        ),
        pytest.param(
            [namespace(team="a")],
            {"matchLabels": {"team": "a", NAME: "default"}},
            True,
            id="its name is a label",
        ),
        pytest.param(
            [namespace(**{NAME: "shop"})],
            {"matchLabels": {NAME: "default"}},
            True,
            id="the API server writes its name",
        ),
    ],
)
def test_a_namespace_selector_by_the_labels_of_the_namespace(
    namespaces: list[Tree], selector: Tree, expected: bool | None
) -> None:
    assert chosen(*namespaces, **selector) is expected


def test_a_webhook_spares_the_namespaces_that_its_selector_leaves_out() -> None:
    unless = {"matchExpressions": [{"key": "ignore", "operator": "DoesNotExist"}]}
    hook = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": "policy"},
        "webhooks": [{"name": "a.b.c", "namespaceSelector": unless}],
    }
    cluster = cluster_of(hook, namespace("policy", ignore="yes"), namespace("shop"))
    (configuration,) = cluster.of(WebhookConfiguration)
    (webhook,) = configuration.webhooks()
    spared = {
        name: webhook.spares(name, labels_of(name, configuration, cluster))
        for name in ("policy", "shop", "unknown")
    }
    assert spared == {"policy": True, "shop": False, "unknown": False}
