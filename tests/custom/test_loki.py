"""What the operator of Loki makes of a LokiStack: sizes decide, unless a template does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.drilled import HARD, ZONE
from tests.operators import HOST, claimed, custom, seen

if TYPE_CHECKING:
    from multiaz_lint.result import Result
    from tests.drilled import Tree

STACK = "loki.grafana.com/LokiStack"
ALWAYS = ("compactor", "distributor", "ingester", "querier", "query-frontend", "index-gateway")
ZONES = {"zones": [{"maxSkew": 1, "topologyKey": ZONE}]}


def counts(tree: Tree) -> dict[str, int | None]:
    return {part: found.replicas.value for part, found in seen(tree).items()}


def checked(tree: Tree) -> Result:
    return pipeline.check([Source("a.yaml", yaml.safe_dump(tree))], Settings(plugins=False))


def rules(tree: Tree) -> set[str]:
    return {each.rule for each in checked(tree).diagnostics}


@pytest.mark.parametrize(
    ("size", "numbers"),
    [
        ("1x.demo", (1, 1, 1, 1, 1, 1)),
        ("1x.pico", (1, 2, 3, 2, 2, 2)),
        ("1x.extra-small", (1, 2, 2, 2, 2, 2)),
        ("1x.small", (1, 2, 2, 2, 2, 2)),
        ("1x.medium", (1, 2, 3, 3, 2, 2)),
    ],
)
def test_a_size_says_how_many_pods_there_are(size: str, numbers: tuple[int, ...]) -> None:
    assert counts(custom(STACK, size=size)) == dict(zip(ALWAYS, numbers, strict=True))


def test_a_template_says_otherwise() -> None:
    template = {"querier": {"replicas": 7}, "queryFrontend": {"replicas": 4}}
    found = counts(custom(STACK, size="1x.small", template=template))
    assert (found["querier"], found["query-frontend"], found["ingester"]) == (7, 4, 2)


def test_rules_and_tenants_have_pods_of_their_own() -> None:
    found = counts(
        custom(STACK, size="1x.demo", rules={"enabled": True}, tenants={"mode": "static"})
    )
    assert (found["ruler"], found["gateway"]) == (1, 2)
    found = counts(custom(STACK, size="1x.small", rules={"enabled": False}))
    assert not {"ruler", "gateway"} & found.keys()


def test_a_size_that_the_operator_does_not_know_is_told() -> None:
    (told,) = checked(custom(STACK, size="2x.huge")).not_checked
    assert "it is '2x.huge'" in told.why
    assert counts(custom(STACK, size="1x.small", managementState="Unmanaged")) == {}


def test_zones_are_hard_constraints_of_all_but_the_compactor() -> None:
    tree = custom(STACK, size="1x.medium", replication=ZONES, rules={"enabled": True}, tenants={})
    for part, found in seen(tree).items():
        keys = [(each.topology_key, each.hard) for each in found.spread]
        assert keys == ([] if part == "compactor" else [(ZONE, True)])
        assert all(each.selector.matches(found.pod_labels) for each in found.spread)
    assert not rules(tree) & {"spread-missing", "spread-selector-self", "spread-taints-ignore"}
    assert "spread-missing" in rules(custom(STACK, size="1x.medium"))


@pytest.mark.parametrize(
    ("written", "terms"),
    [(None, [(HOST, False)]), ({}, []), ({HARD: [{"topologyKey": ZONE}]}, [(ZONE, True)])],
)
def test_pods_prefer_different_nodes_unless_told_otherwise(
    written: Any, terms: list[tuple[str, bool]]
) -> None:
    part = {} if written is None else {"podAntiAffinity": written}
    found = seen(custom(STACK, size="1x.small", template={"ingester": part}))["ingester"]
    assert [(each.topology_key, each.required) for each in found.pod_terms] == terms


def test_what_the_operator_settles_is_not_asked_for() -> None:
    found = rules(custom(STACK, size="1x.medium", replication=ZONES))
    assert not found & {"pdb-missing", "affinity-zone-missing", "requests-missing"}


@pytest.mark.parametrize(
    ("size", "sizes"), [("1x.demo", ("10Gi", "10Gi")), ("1x.small", ("10Gi", "150Gi"))]
)
def test_claims_are_of_the_class_of_the_stack(size: str, sizes: tuple[str, str]) -> None:
    tree = custom(STACK, size=size, storageClassName="fast")
    found = claimed(tree, "ingester")
    assert found == [("storage", "fast", sizes[0]), ("wal", "fast", sizes[1])]
    assert claimed(tree, "querier") == []


def test_sizes_ask_for_resources() -> None:
    (container,) = seen(custom(STACK, size="1x.medium"))["ingester"].played_template["spec"][
        "containers"
    ]
    assert container["resources"] == {"requests": {"cpu": "6", "memory": "30Gi"}}


def test_places_of_a_component_stand_in_its_template() -> None:
    part = {"nodeSelector": {"disk": "ssd"}, "tolerations": [{"key": "logs"}]}
    tree = custom(STACK, size="1x.pico", template={"indexGateway": part})
    found = seen(tree)["index-gateway"]
    assert found.node_selector == {"disk": "ssd"}
    assert [each.key for each in found.tolerations] == ["logs"]
    assert str(found.pod("tolerations")) == "spec.template.indexGateway.tolerations"
    assert seen(tree)["querier"].node_selector == {}
