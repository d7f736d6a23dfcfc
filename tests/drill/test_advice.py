"""What a drill advises as proven, written into the manifests, makes nothing worse."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multiaz_lint.config.requirement import VERDICTS
from multiaz_lint.drill.causes.cause import STEPS, Causes
from multiaz_lint.drill.causes.trial import Trials
from multiaz_lint.drill.causes.trouble import is_down, is_short, is_stuck
from multiaz_lint.drill.nodes.of_input import of_manifests
from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.playing import moments
from multiaz_lint.drill.playing.event_groups import DRAINS, ROLLED, SINGLE
from multiaz_lint.drill.run import DrillOptions, _chance, run
from multiaz_lint.model import Node
from tests.drilled import (
    HARD,
    ZONE,
    Tree,
    budget,
    cluster_of,
    deployment,
    means,
    node,
    scaler,
    workload,
)

ZONES = ("a", "b", "c")
HASH = "pod-template-hash"
TROUBLES = (
    (moments.INITIAL, is_short),
    (moments.OUTAGE, is_down),
    (moments.EVICTED, is_short),
    (moments.EVICTED, is_down),
    (moments.DRAIN, is_stuck),
    (moments.ROLLOUT, is_stuck),
    (moments.OUTAGE_ROLLOUT, is_stuck),
)
IMMEDIATE = {
    "apiVersion": "storage.k8s.io/v1",
    "kind": "StorageClass",
    "metadata": {"name": "gp3"},
    "provisioner": "ebs.csi.aws.com",
    "volumeBindingMode": "Immediate",
}


def drilled(*documents: Tree, causes: bool = False) -> Any:
    return run(cluster_of(*documents), made([Pool(ZONES)]), DrillOptions(causes=causes))


def advice(*documents: Tree) -> dict[str, Any]:
    """Return the findings of a drill by their rule."""
    found = drilled(*documents, causes=True).diagnostics
    return {each.rule: each for each in found if each.category == "drill"}


def hard(name: str = "web", **more: Any) -> Tree:
    rule = {"maxSkew": 1, "topologyKey": ZONE, "whenUnsatisfiable": "DoNotSchedule"}
    whole = {**rule, "nodeTaintsPolicy": "Honor", "matchLabelKeys": [HASH], **means(name), **more}
    return {key: value for key, value in whole.items() if value is not None}


def stateful(binding: str, affinity: Tree) -> list[Tree]:
    claim = {
        "metadata": {"name": "data"},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": "gp3",
            "resources": {"requests": {"storage": "1Gi"}},
        },
    }
    db = workload("StatefulSet", "db", 3, affinity=affinity)
    db["spec"] |= {
        "serviceName": "db",
        "podManagementPolicy": "Parallel",
        "volumeClaimTemplates": [claim],
    }
    return [db, {**IMMEDIATE, "volumeBindingMode": binding}]


def apart(*, required: bool) -> Tree:
    term = {"topologyKey": ZONE, **means("db")}
    liked = {
        "preferredDuringSchedulingIgnoredDuringExecution": [
            {"weight": 100, "podAffinityTerm": term}
        ]
    }
    return {"podAntiAffinity": {HARD: [term]} if required else liked}


# The worst zone is compared with the worst: a change may let pods stand in other zones.


def numbers(story: Any) -> dict[str, int]:
    """Return what must not fall: promised pods, and those that outlive each zone."""
    promise = story.guarantee
    return {
        "promised": promise.least,
        "promised after rollouts": min(promise.after_rollouts.values()),
        "promised again": min(promise.running.values()),
        "survivors": min(story.ready(moments.OUTAGE, zone).least for zone in ZONES),
        "running again": min(story.ready(moments.EVICTED, zone).least for zone in ZONES),
        "mildness": min(-VERDICTS.index(story.verdict(zone)) for zone in ZONES),
    }


def applied(documents: list[Tree], suspect: Any, name: str) -> list[Tree]:
    """Return the manifests with one change written into them."""
    documents = json.loads(json.dumps(documents))
    found = next(
        each
        for each in documents
        if each["metadata"]["name"] == name and each["kind"] in {"Deployment", "StatefulSet"}
    )
    if suspect.template is not None:
        found["spec"]["template"] = json.loads(json.dumps(suspect.template))
    if suspect.replicas is not None:
        found["spec"]["replicas"] = suspect.replicas
    if suspect.strategy is not None:
        surge, unavailable = suspect.strategy
        rolling = {"maxSurge": surge, "maxUnavailable": unavailable}
        found["spec"]["strategy"] = {"type": "RollingUpdate", "rollingUpdate": rolling}
        if surge is None:
            del found["spec"]["strategy"]["rollingUpdate"]
    if suspect.unclaimed:
        found["spec"].pop("volumeClaimTemplates")
    for each in documents:
        if each["kind"] == "StorageClass" and each["metadata"]["name"] in suspect.late:
            each["volumeBindingMode"] = "WaitForFirstConsumer"
    return documents


@st.composite
def pods(draw: Any, name: str) -> Tree:
    """Pods that may be kept apart, together or where they are by any rule."""
    pod: Tree = {}
    if draw(st.booleans()):
        pod["topologySpreadConstraints"] = [
            hard(
                name,
                maxSkew=draw(st.integers(1, 3)),
                whenUnsatisfiable=draw(st.sampled_from(["DoNotSchedule", "ScheduleAnyway"])),
                topologyKey=draw(
                    st.sampled_from([ZONE, ZONE, f"{ZONE}s", "kubernetes.io/hostname"])
                ),
                nodeTaintsPolicy=draw(st.sampled_from(["Honor", None])),
                nodeAffinityPolicy=draw(st.sampled_from(["Ignore", None])),
                matchLabelKeys=draw(st.sampled_from([[HASH], None])),
            )
        ]
    affinity: Tree = {}
    if draw(st.booleans()):
        kind = draw(st.sampled_from(["podAffinity", "podAntiAffinity"]))
        key = draw(st.sampled_from([ZONE, "kubernetes.io/hostname"]))
        other = draw(st.sampled_from(["web", "db"]))
        affinity[kind] = {HARD: [{"topologyKey": key, **means(other)}]}
    if draw(st.booleans()):
        wanted = {"key": ZONE, "operator": "In", "values": ["a", "b"]}
        affinity["nodeAffinity"] = {HARD: {"nodeSelectorTerms": [{"matchExpressions": [wanted]}]}}
    if draw(st.booleans()):
        effect = draw(st.sampled_from([{}, {"effect": "NoSchedule"}, {"effect": "NoExecute"}]))
        pod["tolerations"] = [{"operator": "Exists", **effect}]
    return {**pod, "affinity": affinity}


@st.composite
def clusters(draw: Any) -> list[Tree]:
    documents: list[Tree] = [IMMEDIATE]
    for name in ["web", "db"][: draw(st.integers(1, 2))]:
        kind = draw(st.sampled_from(["Deployment", "Deployment", "StatefulSet"]))
        made = workload(kind, name, draw(st.integers(1, 5)), **draw(pods(name)))
        if kind == "StatefulSet" and draw(st.booleans()):
            made["spec"]["volumeClaimTemplates"] = stateful("", {})[0]["spec"][
                "volumeClaimTemplates"
            ]
        if kind == "Deployment" and draw(st.booleans()):
            made["spec"]["strategy"] = {"type": "Recreate"}
        documents.append(made)
    return documents


@settings(max_examples=40, deadline=None)
@given(clusters())
def test_no_proven_advice_makes_a_workload_worse(documents: list[Tree]) -> None:
    report = drilled(*documents)
    causes = Causes(report.plan, report.seeds, _chance, ZONES, steps=10**9)
    for story in report.stories:
        name, before = story.member.manifest.name, numbers(story)
        for event, trouble in TROUBLES:
            zones = [zone for zone in ("", *ZONES) if story.has(event, zone, trouble)]
            if not zones:
                continue
            reasons = story.reasons(event, zones[0])
            found = causes.of(story, event, zones[0], reasons, trouble)
            if found is None or not found.proven:
                continue
            mended = drilled(*applied(documents, found, name))
            (then,) = [each for each in mended.stories if each.member.manifest.name == name]
            after = numbers(then)
            worse = {key: (before[key], after[key]) for key in before if after[key] < before[key]}
            assert not worse, found.hint


SEEN = (
    *SINGLE,
    *ROLLED,
    *DRAINS,
    moments.OUTAGE,
    moments.EVICTED,
    moments.REMOVAL,
    moments.SHIFT,
    moments.NODE,
)


@settings(max_examples=15, deadline=None)
@given(clusters())
def test_what_is_played_again_without_a_change_is_what_the_drill_told(
    documents: list[Tree],
) -> None:
    """A drill of everything, of all workloads, and a trial of one event of one of them."""
    report = drilled(*documents, scaler("web", 1, 7))
    trials = Trials(report.plan, ZONES, _chance)

    def some(moment: moments.Moment) -> bool:
        a, b, c = (moment.after.zones.get(zone, 0) for zone in ZONES)
        return (a + 2 * b + 4 * c + moment.lowest) % 5 < 2

    for story in report.stories:
        for event in dict.fromkeys(SEEN):
            told = {zone: found for (name, zone), found in story.moments.items() if name == event}
            for seed in range(3):
                seen = {zone for zone, found in told.items() if some(found[seed])}
                assert trials.unchanged(story.member, event, seed, some) == seen, (event, seed)


# Of several changes that cure, the one that names the cause and weakens nothing.


@pytest.mark.parametrize("required", [True, False], ids=["required", "preferred"])
def test_volumes_that_are_made_before_their_pods_are_to_wait(required: bool) -> None:
    affinity = apart(required=required)
    loss = advice(*stateful("Immediate", affinity))["drill-zone-loss"]
    assert loss.field == "volumeBindingMode"
    first, *besides = (loss.hint or "").split("; besides, ")
    assert first == (
        "make a class with volumeBindingMode WaitForFirstConsumer: this field is immutable"
    )
    # What keeps lost pods away for ever is told with the loss.
    assert bool(besides) is ("never come back by themselves" in loss.message)
    assert loss.drill["cause_proven"]
    mended = drilled(*stateful("WaitForFirstConsumer", affinity)).stories[0]
    assert [mended.verdict(zone) for zone in ZONES] == ["stuck"] * 3


@pytest.mark.parametrize(
    ("toleration", "told"),
    [
        ({"operator": "Exists", "effect": "NoSchedule"}, "name the taints that are meant"),
        (
            {
                "key": "node.kubernetes.io/unreachable",
                "operator": "Exists",
                "effect": "NoSchedule",
            },
            "leave it out",
        ),
    ],
    ids=["of everything", "of dead nodes"],
)
def test_a_toleration_of_dead_nodes_is_the_cause_and_not_the_spread(
    toleration: Tree, told: str
) -> None:
    spread = {"topologySpreadConstraints": [hard()]}
    found = advice(deployment("web", 3, **spread, tolerations=[toleration]))
    assert {each.field for each in found.values()} == {"spec.template.spec.tolerations[0]"}
    loss = found["drill-zone-loss"]
    assert loss.hint.startswith(told)
    assert loss.drill["cause_proven"]
    assert advice(deployment("web", 3, **spread)) == {}


def test_a_skew_of_all_pods_is_to_be_one() -> None:
    small = {"containers": [{"name": "c", "image": "c:1", "resources": {"requests": {"cpu": "1"}}}]}
    wide = [hard(maxSkew=2)]
    loss = advice(deployment("web", 2, topologySpreadConstraints=wide, **small))["drill-zone-loss"]
    assert loss.field == "spec.template.spec.topologySpreadConstraints[0].maxSkew"
    assert loss.hint == "maxSkew: 1 keeps one zone from taking all pods"
    assert loss.drill["cause_proven"]
    (story,) = drilled(deployment("web", 2, topologySpreadConstraints=[hard()])).stories
    assert story.guarantee.least == 1


def test_zones_that_pods_may_not_use_are_not_to_be_counted() -> None:
    wanted = {"key": ZONE, "operator": "In", "values": ["a", "b"]}
    affinity = {"nodeAffinity": {HARD: {"nodeSelectorTerms": [{"matchExpressions": [wanted]}]}}}
    spread = [hard(nodeAffinityPolicy="Ignore")]
    loss = advice(deployment("web", topologySpreadConstraints=spread, affinity=affinity))[
        "drill-zone-loss"
    ]
    assert loss.field.endswith("topologySpreadConstraints[0].nodeAffinityPolicy")
    assert loss.drill["cause_proven"]
    mended = deployment("web", topologySpreadConstraints=[hard()], affinity=affinity)
    assert advice(mended) == {}


def test_a_topology_key_that_no_node_has_is_mistyped() -> None:
    spread = [hard(topologyKey=f"{ZONE}s")]
    loss = advice(deployment("web", topologySpreadConstraints=spread))["drill-zone-loss"]
    assert loss.field == "spec.template.spec.topologySpreadConstraints[0].topologyKey"
    assert loss.hint == f"no node has this label: perhaps {ZONE} is meant"
    assert loss.drill["cause_proven"]


def test_anti_affinity_over_zones_is_to_be_a_spread() -> None:
    affinity = {"podAntiAffinity": {HARD: [{"topologyKey": ZONE, **means("web")}]}}
    loss = advice(deployment("web", affinity=affinity))["drill-zone-loss"]
    assert loss.field == f"spec.template.spec.affinity.podAntiAffinity.{HARD}[0]"
    assert loss.hint == (
        "spread over zones by a constraint with maxSkew: 1, DoNotSchedule, nodeTaintsPolicy: "
        f"Honor, matchLabelKeys: [{HASH}] instead"
    )
    assert loss.drill["cause_proven"]
    assert advice(deployment("web", topologySpreadConstraints=[hard()])) == {}


def test_a_constraint_on_zones_that_is_there_is_to_be_replaced() -> None:
    """The API server refuses two of the same topologyKey and whenUnsatisfiable."""
    affinity = {"podAntiAffinity": {HARD: [{"topologyKey": ZONE, **means("web")}]}}
    pods = deployment("web", affinity=affinity, topologySpreadConstraints=[hard()])
    loss = advice(pods)["drill-zone-loss"]
    assert loss.hint.endswith(" instead of this, and of topologySpreadConstraints[0]")
    assert loss.drill["cause_proven"]


def test_a_zone_where_no_pod_stood_is_no_price() -> None:
    """Two pods promised of zones b and c were pods that never stood there."""
    loss = advice(deployment("web", 2, nodeSelector={ZONE: "a"}))["drill-zone-loss"]
    assert loss.hint == "let nodes of other zones match too"
    assert loss.drill["cause_proven"]


def test_host_ports_that_go_leave_a_hard_constraint() -> None:
    """The soft one lets all pods stand in one zone."""
    ports = [{"name": "c", "image": "c:1", "ports": [{"containerPort": 80, "hostPort": 80}]}]
    soft = hard(whenUnsatisfiable="ScheduleAnyway")
    pods = deployment("web", 7, containers=ports, topologySpreadConstraints=[soft])
    loss = advice(pods)["drill-zone-loss"]
    assert loss.hint == (
        f"a Service needs no host port; a hard constraint on {ZONE} in place of "
        "topologySpreadConstraints[0] spreads the pods instead"
    )
    assert loss.drill["cause_proven"]


def test_a_second_pod_that_hard_rules_keep_from_running_is_no_cure() -> None:
    """It must stand beside db, which may be in one zone, and not beside the first."""
    near = {"podAffinity": {HARD: [{"topologyKey": ZONE, **means("db")}]}}
    spread = [hard(nodeAffinityPolicy="Ignore")]
    web = deployment("web", 1, affinity=near, topologySpreadConstraints=spread)
    report = drilled(web, deployment("db", 3), causes=True)
    (loss,) = [each for each in report.diagnostics if "deployment/web is down" in each.message]
    assert not loss.drill["cause_proven"]
    assert ", but " in loss.hint


def test_a_guess_says_that_it_is_one() -> None:
    """Nothing is tried when the steps are used up: the scheduler's words are all there is."""
    web = deployment("web", topologySpreadConstraints=[hard(nodeTaintsPolicy=None)])
    report = drilled(web)
    causes = Causes(report.plan, report.seeds, _chance, ZONES, steps=-1)
    (story,) = report.stories
    event, trouble = moments.EVICTED, is_short
    found = causes.of(story, event, "a", story.reasons(event, "a"), trouble)
    assert found is not None
    assert found.hint.startswith("perhaps: ")
    assert not found.proven


def test_how_far_causes_are_looked_for_does_not_hang_on_the_machine() -> None:
    """Twelve workloads short of room got other advice where other programs ran beside it."""
    report = drilled(deployment("web", topologySpreadConstraints=[hard(nodeTaintsPolicy=None)]))
    (story,) = report.stories
    event, trouble = moments.EVICTED, is_short
    reasons = story.reasons(event, "a")
    whole = Causes(report.plan, report.seeds, _chance, ZONES)
    assert whole.of(story, event, "a", reasons, trouble) is not None
    assert 0 < whole.steps < STEPS
    for steps, stops in ((whole.steps, False), (whole.steps // 2, True)):
        causes = Causes(report.plan, report.seeds, _chance, ZONES, steps=steps)
        causes.of(story, event, "a", reasons, trouble)
        assert causes.stopped == stops


def test_what_cures_at_a_price_says_so_and_is_not_proven() -> None:
    """One pod on each of six nodes: with a zone gone, two wait."""
    affinity = {
        "podAntiAffinity": {HARD: [{"topologyKey": "kubernetes.io/hostname", **means("web")}]}
    }
    loss = advice(deployment("web", 6, affinity=affinity))["drill-zone-loss"]
    assert loss.hint == (
        "preferred anti-affinity spreads without refusing, but promised pods fall from 4 to 0"
    )
    assert not loss.drill["cause_proven"]


def paused(annotations: Tree) -> Tree:
    return {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "metadata": {"name": "web", "annotations": annotations},
        "spec": {
            "scaleTargetRef": {"name": "web"},
            "minReplicaCount": 3,
            "triggers": [{"type": "cpu", "metricType": "Utilization", "metadata": {"value": "60"}}],
        },
    }


def test_an_autoscaler_that_is_paused_is_to_scale() -> None:
    annotations = {"autoscaling.keda.sh/paused-replicas": "1"}
    loss = advice(deployment("web", 3), paused(annotations))["drill-zone-loss"]
    assert loss.field == "metadata.annotations[autoscaling.keda.sh/paused-replicas]"
    assert loss.hint.startswith("leave autoscaling.keda.sh/paused-replicas out")
    assert advice(deployment("web", 3), paused({})) == {}


def test_of_two_budgets_the_one_that_lets_one_pod_go_is_kept() -> None:
    spread = {"topologySpreadConstraints": [hard()]}
    both = [
        budget("web", maxUnavailable=1),
        {**budget("web", minAvailable=1), "metadata": {"name": "all"}},
    ]
    stuck = advice(deployment("web", 3, **spread), *both)["drill-drain-stuck"]
    assert stuck.hint == "a pod may have one budget: leave out poddisruptionbudget/all"
    both[1]["spec"]["selector"] = {}
    stuck = advice(deployment("web", 3, **spread), deployment("db", 3), *both)["drill-drain-stuck"]
    assert stuck.resource.name == "all"
    assert stuck.hint == "a pod may have one budget: narrow the selector of poddisruptionbudget/all"
    assert stuck.drill["cause_proven"]
    both.append({**budget("web", minAvailable=3), "metadata": {"name": "more"}})
    stuck = advice(deployment("web", 3, **spread), deployment("db", 3), *both)["drill-drain-stuck"]
    assert stuck.hint == (
        "a pod may have one budget: leave out poddisruptionbudget/more, and narrow the selector "
        "of poddisruptionbudget/all"
    )


SHARED = {"accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": "1Gi"}}}


def mounting(claim: Tree, **more: Any) -> list[Tree]:
    volumes = [{"name": "v", "persistentVolumeClaim": {"claimName": "d"}}]
    there = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "d"}}
    return [deployment("web", 2, volumes=volumes), {**there, "spec": claim, **more}]


def test_a_claim_that_is_lost_is_to_be_made_anew() -> None:
    claim = {**SHARED, "storageClassName": "gp3", "volumeName": "gone"}
    loss = advice(*mounting(claim, status={"phase": "Lost"}))["drill-zone-loss"]
    assert (loss.resource.kind, loss.field) == ("PersistentVolumeClaim", "spec.volumeName")
    assert loss.hint == "restore this volume, or make the claim anew: it stays Lost"
    assert loss.drill["cause_proven"]


@pytest.mark.parametrize("has", ["", "silver"])
def test_a_claim_and_its_volume_are_to_have_one_class_of_attributes(has: str) -> None:
    volume = {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": "pv"},
        "spec": {
            "accessModes": ["ReadWriteMany"],
            "capacity": {"storage": "1Gi"},
            "nfs": {"server": "x", "path": "/"},
            **({"volumeAttributesClassName": has} if has else {}),
        },
    }
    claim = {**SHARED, "storageClassName": "", "volumeAttributesClassName": "gold"}
    loss = advice(*mounting(claim), volume)["drill-zone-loss"]
    assert loss.field == "spec.volumeAttributesClassName"
    assert loss.hint == f"persistentvolume/pv has {has or 'none'}: name the same in both"
    assert loss.drill["cause_proven"]
    alike = {**claim, "volumeAttributesClassName": has}
    assert "drill-zone-loss" not in advice(*mounting(alike), volume)


@pytest.mark.parametrize("mode", ["Immediate", "WaitForFirstConsumer"])
@pytest.mark.parametrize("template", [False, True])
def test_a_mode_that_its_driver_does_not_make_is_the_cause(mode: str, template: bool) -> None:
    claim = {**SHARED, "storageClassName": "gp3"}
    documents = mounting(claim)
    if template:
        documents = [workload("StatefulSet", "web")]
        documents[0]["spec"]["volumeClaimTemplates"] = [{"metadata": {"name": "d"}, "spec": claim}]
    loss = advice(*documents, {**IMMEDIATE, "volumeBindingMode": mode})["drill-zone-loss"]
    at = "spec.volumeClaimTemplates[0].spec" if template else "spec"
    assert loss.field == f"{at}.accessModes"
    assert "ebs.csi.aws.com makes no volume that is ReadWriteMany" in loss.hint
    assert loss.drill["cause_proven"]


def test_nodes_that_attach_no_more_volumes_are_the_cause() -> None:
    spec = {**SHARED, "accessModes": ["ReadWriteOnce"], "storageClassName": "gp3"}
    web = workload("StatefulSet", "web", 4)
    web["spec"]["volumeClaimTemplates"] = [{"metadata": {"name": "d"}, "spec": spec}]
    attaches = {"name": "ebs.csi.aws.com", "nodeID": "n", "allocatable": {"count": 1}}
    csi = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "CSINode",
        "spec": {"drivers": [attaches]},
    }
    nodes = [node(f"n{zone}", zone) for zone in ZONES]
    csi_nodes = [{**csi, "metadata": {"name": f"n{zone}"}} for zone in ZONES]
    late = {**IMMEDIATE, "volumeBindingMode": "WaitForFirstConsumer"}
    cluster = cluster_of(web, late, *nodes, *csi_nodes)
    report = run(cluster, of_manifests(cluster.of(Node)), DrillOptions())
    (loss,) = [each for each in report.diagnostics if "max volume count" in each.message]
    assert loss.hint == "more nodes, nodes that attach more volumes, or fewer volumes"
    assert loss.drill is not None
    assert loss.drill["cause_proven"]
