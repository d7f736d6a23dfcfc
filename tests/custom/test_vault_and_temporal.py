"""What the operators of Bank-Vaults and Temporal make, by their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.drilled import ZONE
from tests.operators import HOST, claimed, custom, not_judged, seen

if TYPE_CHECKING:
    from tests.drilled import Tree

VAULT = "vault.banzaicloud.com/Vault"
TEMPORAL = "temporal.io/TemporalCluster"
RAFT = {"storage": {"raft": {"path": "/vault/file"}}}
FILE = {"storage": {"file": {"path": "/vault/file"}}}
CONSUL = {"storage": {"consul": {"address": "consul:8500"}}}
SPREAD = {
    "maxSkew": 1,
    "topologyKey": ZONE,
    "whenUnsatisfiable": "DoNotSchedule",
    "labelSelector": {"matchLabels": {"a": "b"}},
}
APART = {
    "podAntiAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": [
            {"topologyKey": HOST, "labelSelector": {"matchLabels": {"vault_cr": "x"}}}
        ]
    }
}


def told(tree: Tree) -> set[tuple[str, str]]:
    """Return which rules find something about numbers and budgets, and at which field."""
    result = pipeline.check([Source("a.yaml", yaml.safe_dump(tree))], Settings(plugins=False))
    asked = ("pdb-", "replicas-")
    return {
        (each.rule, str(each.field)) for each in result.diagnostics if each.rule.startswith(asked)
    }


def apart(tree: Tree) -> list[tuple[str, bool]]:
    return [(each.topology_key, each.required) for each in seen(tree)[""].own_terms if each.anti]


# Vault: v1, statefulSetForVault and deploymentForConfigurer of pkg/controller/vault


@pytest.mark.parametrize(
    ("config", "more", "votes", "parallel"),
    [
        (RAFT, {}, True, False),
        ({**CONSUL, "ha_storage": RAFT["storage"]}, {}, True, False),
        (RAFT, {"raftLeaderAddress": "vault.elsewhere"}, False, False),
        (CONSUL, {}, False, True),
        (FILE, {}, False, True),
    ],
)
def test_vault_votes_only_with_raft(config: Tree, more: Tree, votes: bool, parallel: bool) -> None:
    tree = custom(VAULT, size=2, config=config, **more)
    found = {field for rule, field in told(tree) if rule == "replicas-quorum"}
    assert found == ({"spec.size"} if votes else set())
    assert seen(tree)[""].parallel is parallel


def test_vault_has_no_budget_of_its_own() -> None:
    assert ("pdb-missing", "metadata.name") in told(custom(VAULT, size=3, config=RAFT))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ({}, []),
        ({"podAntiAffinity": ""}, []),
        ({"podAntiAffinity": ZONE}, [(ZONE, True)]),
        ({"podAntiAffinity": ZONE, "affinity": APART}, [(HOST, True)]),
    ],
)
def test_an_affinity_of_vault_replaces_the_old_key(written: Tree, found: list[Any]) -> None:
    assert apart(custom(VAULT, size=3, config=RAFT, **written)) == found


@pytest.mark.parametrize(
    "written",
    [
        {"vaultPodSpec": {"affinity": APART}},
        {"vaultPodSpec": {"containers": [{"name": "vault"}]}},
        {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {}}},
    ],
)
@pytest.mark.parametrize("config", [RAFT, CONSUL])
def test_what_is_laid_over_another_affinity_is_not_seen(written: Tree, config: Tree) -> None:
    tree = custom(VAULT, size=3, config=config, **written)
    assert seen(tree) == {}
    assert [each for each in not_judged(tree) if "vaultPodSpec has an affinity" in each]


@pytest.mark.parametrize("config", [RAFT, CONSUL])
def test_vault_has_what_its_pod_spec_says_over_the_rest(config: Tree) -> None:
    claim = {
        "metadata": {"name": "raft"},
        "spec": {"resources": {"requests": {"storage": "2Gi"}}},
    }
    tree = custom(
        VAULT, size=3, config=config, vaultLabels={"team": "a"}, nodeSelector={"a": "b", "c": "d"},
        vaultPodSpec={"topologySpreadConstraints": [SPREAD], "nodeSelector": {"a": "z"}},
        volumeClaimTemplates=[claim],
    )  # fmt: skip
    (found,) = seen(tree).values()
    assert {"team": "a", "vault_cr": "x"}.items() <= found.pod_labels.items()
    assert [each.topology_key for each in found.spread] == [ZONE]
    assert found.pod_spec["nodeSelector"] == {"a": "z", "c": "d"}
    assert claimed(tree) == [("raft", None, "2Gi")]


def test_the_pod_that_configures_vault_serves_nobody() -> None:
    outer = {"vaultConfigurerPodSpec": {"nodeSelector": {"a": "z", "c": "d"}}}
    tree = custom(
        VAULT, size=3, config=RAFT, externalConfig={"policies": []},
        vaultConfigurerLabels={"team": "a"}, nodeSelector={"a": "b"}, **outer,
    )  # fmt: skip
    found = seen(tree)["configurer"]
    assert found.replicas.value == 1
    assert found.pod_labels["team"] == "a"
    assert found.pod_spec["nodeSelector"] == {"a": "b", "c": "d"}
    assert {rule for rule, _ in told(tree)} == {"pdb-missing"}


# Temporal: v0.20, DeploymentBuilder of internal/resource


@pytest.mark.parametrize("services", [None, {}, {"frontend": {"replicas": 1}}])
def test_temporal_has_one_pod_of_each_service(services: Any) -> None:
    tree = custom(TEMPORAL, numHistoryShards=1, services=services)
    numbers = {part: each.replicas.value for part, each in seen(tree).items()}
    assert numbers == dict.fromkeys(("frontend", "history", "matching", "worker"), 1)
    few = {field for rule, field in told(tree) if rule == "replicas-too-few"}
    assert few == {f"spec.services.{part}.replicas" for part in numbers}


def test_temporal_has_others_only_where_they_are_enabled() -> None:
    tree = custom(
        TEMPORAL, services={"internalFrontend": {"enabled": True, "replicas": 3}},
        ui={"enabled": True, "replicas": 2}, admintools={"enabled": True},
    )  # fmt: skip
    numbers = {part: each.replicas.value for part, each in seen(tree).items()}
    others = {"internal-frontend": 3, "ui": 2, "admintools": 1}
    assert {part: numbers[part] for part in others} == others
    assert not [field for _, field in told(tree) if "admintools" in field]
    assert [field for _, field in told(tree) if "spec.ui" in field]


def test_overrides_of_temporal_are_laid_over_its_pods() -> None:
    template = {
        "metadata": {"labels": {"team": "a"}},
        "spec": {"topologySpreadConstraints": [SPREAD]},
    }
    own = {"overrides": {"deployment": {"spec": {"template": template}}}}
    tree = custom(TEMPORAL, services={"history": {"replicas": 3, **own}})
    tree["metadata"]["labels"] = {"of": "all"}
    found = seen(tree)
    labels = {
        "team": "a",
        "of": "all",
        "app.kubernetes.io/name": "x",
        "app.kubernetes.io/component": "history",
    }
    assert labels.items() <= found["history"].pod_labels.items()
    assert [each.topology_key for each in found["history"].spread] == [ZONE]
    assert not found["matching"].spread
    assert "team" not in found["matching"].pod_labels
    common = custom(TEMPORAL, services={"history": {"replicas": 3}, **own})
    assert seen(common) == {}
    assert "overrides in common" in not_judged(common)[0]


def test_labels_outside_of_metadata_must_be_a_mapping() -> None:
    tree = custom(VAULT, size=3, config=RAFT, vaultLabels=["team"])
    assert "spec.vaultLabels: it is a list" in not_judged(tree)[0]
