"""What is said of zones that a manifest names, where the names of all zones are known."""

from __future__ import annotations

import pytest

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings

NAMES = ("eu-1a", "eu-1b", "eu-1c")
DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      nodeSelector: {%s}
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions: [{%s}]
      containers: [{name: c, image: "c:1"}]
"""
ZONE = "topology.kubernetes.io/zone"
RULES = ["affinity-never-matches", "affinity-single-zone", "affinity-zone-subset"]
NO_PIN = "kubernetes.io/os: linux"
NEVER = "it asks for zone {}, and the zones are eu-1a, eu-1b, eu-1c, so every pod stays Pending"


def said(selected: str, expression: str, names: tuple[str, ...] = NAMES) -> dict[str, str]:
    source = Source("web.yaml", DEPLOYMENT % (selected, expression), named=True)
    settings = Settings(plugins=False, zones=3, zone_names=names)
    found = pipeline.check([source], settings).diagnostics
    return {each.rule: each.message for each in found if each.rule in RULES}


def expression(operator: str, *zones: str) -> str:
    return f"key: {ZONE}, operator: {operator}, values: [{', '.join(zones)}]"


@pytest.mark.parametrize(
    ("selected", "asked", "rule", "words"),
    [
        pytest.param(
            NO_PIN,
            expression("In", "us-1a", "us-1b"),
            "affinity-never-matches",
            NEVER.format("us-1a, us-1b"),
            id="none of the zones is there",
        ),
        pytest.param(
            f"{ZONE}: us-1a",
            "key: kubernetes.io/os, operator: Exists",
            "affinity-never-matches",
            NEVER.format("us-1a"),
            id="the zone of a node selector is not there",
        ),
        pytest.param(
            NO_PIN,
            expression("In", "eu-1a", "us-1b"),
            "affinity-single-zone",
            "bound to zone eu-1a",
            id="one of the zones is there",
        ),
        pytest.param(
            NO_PIN,
            expression("In", "eu-1a", "eu-1b", "us-1b"),
            "affinity-zone-subset",
            "may use 2 of 3 zones",
            id="two of the zones are there",
        ),
        pytest.param(
            NO_PIN,
            expression("NotIn", "eu-1a", "eu-1b"),
            "affinity-single-zone",
            "bound to zone eu-1c",
            id="all others are left out",
        ),
        pytest.param(
            f"{ZONE}: eu-1c",
            expression("In", "eu-1a"),
            "affinity-never-matches",
            "contradicts itself",
            id="selector and affinity contradict one another",
        ),
    ],
)
def test_one_finding_says_it(selected: str, asked: str, rule: str, words: str) -> None:
    found = said(selected, asked)
    assert [*found] == [rule]
    assert words in found[rule]


def test_zones_by_number_have_any_names() -> None:
    assert "affinity-never-matches" not in said(NO_PIN, expression("In", "us-1a", "us-1b"), ())


def test_nodes_without_a_label_are_left_where_every_zone_is_left_out() -> None:
    assert "affinity-never-matches" not in said(NO_PIN, expression("NotIn", *NAMES))


def test_a_zone_that_is_filled_in_later_may_be_there() -> None:
    assert said(NO_PIN, expression("In", '"${ZONE}"', "us-1b")).keys().isdisjoint(RULES[:1])
    exists = "key: kubernetes.io/os, operator: Exists"
    assert said(f'{ZONE}: "${{ZONE}}"', exists).keys().isdisjoint(RULES[:1])
