"""Selectors and labels that may match once placeholders are filled in, and those that never do."""

from __future__ import annotations

import json

import pytest

from multiaz_lint.model import Workload
from multiaz_lint.model.labels import compile_selector
from multiaz_lint.model.selectors.unfilled import open_labels
from tests.manifests import cluster

OPEN = [
    ({"app": "${APP}"}, {"matchLabels": {"app": "web"}}),
    ({"app": "{{ .Values.app }}"}, {"matchLabels": {"app": "web"}}),
    ({"app": "$APP"}, {"matchLabels": {"app": "web"}}),
    ({"app": "<app>"}, {"matchLabels": {"app": "web"}}),
    ({"app": "${A}-${B}"}, {"matchLabels": {"app": "web-shop"}}),
    ({"app": "${A}-x-${B}"}, {"matchLabels": {"app": "web-x-y"}}),
    ({"app": "${APP}"}, {"matchLabels": {"app": "$(OTHER)"}}),
    ({"${KEY}": "web"}, {"matchLabels": {"app": "web"}}),
    ({"app": "${APP}"}, {"matchExpressions": [{"key": "app", "operator": "In", "values": ["a"]}]}),
]
DECIDED = [
    ({"app": "${APP}-db"}, {"matchLabels": {"app": "web"}}),
    ({"app": "db-${APP}"}, {"matchLabels": {"app": "web"}}),
    ({"app": "${A}-x-${B}"}, {"matchLabels": {"app": "web-y-z"}}),
    ({"app": "web${A}web"}, {"matchLabels": {"app": "web"}}),
    ({"app": "${APP}", "tier": "back"}, {"matchLabels": {"app": "web", "tier": "front"}}),
    ({"version": "${VERSION}", "app": "api"}, {"matchLabels": {"app": "web"}}),
    ({"version": "${VERSION}"}, {"matchLabels": {"app": "web"}}),
    ({"app": "${APP}"}, {"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}),
    ({"app": "${APP}"}, None),
]


def opened(labels: dict[str, str], selector: object) -> list[str]:
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {"template": {"metadata": {"labels": labels}, "spec": {"containers": []}}},
    }
    (workload,) = cluster(json.dumps(deployment)).of(Workload)
    written = selector if isinstance(selector, dict) else None
    return [str(each.path[-1]) for each in open_labels(compile_selector(written), workload)]


@pytest.mark.parametrize(("labels", "selector"), OPEN)
def test_labels_that_may_become_what_is_asked(labels: dict[str, str], selector: object) -> None:
    assert opened(labels, selector)


@pytest.mark.parametrize(("labels", "selector"), DECIDED)
def test_labels_that_never_become_it(labels: dict[str, str], selector: object) -> None:
    assert opened(labels, selector) == []


def test_only_the_labels_that_decide_are_named() -> None:
    labels = {"app": "${APP}", "version": "${VERSION}", "tier": "web"}
    assert opened(labels, {"matchLabels": {"app": "web", "tier": "web"}}) == ["app"]


def test_a_long_label_is_not_looked_into() -> None:
    assert opened({"app": "{{" * 200_000 + "${A}"}, {"matchLabels": {"app": "web"}})
