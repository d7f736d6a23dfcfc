"""The cause that a drill names is one: mended as the help says, the trouble is gone."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multiaz_lint.drill.causes.cause import Case, Causes
from multiaz_lint.drill.causes.suspect import ROOM, Suspect
from multiaz_lint.drill.causes.trial import Trials
from multiaz_lint.drill.causes.trouble import is_down, is_short, is_stuck
from multiaz_lint.drill.nodes.of_input import of_manifests
from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.plan import Plan
from multiaz_lint.drill.playing import moments
from multiaz_lint.drill.playing.moments import Moment
from multiaz_lint.drill.playing.outcome import Snapshot
from multiaz_lint.drill.run import DrillOptions, run
from multiaz_lint.drill.story import Story
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
    required,
    workload,
)

HOST, RACK = "kubernetes.io/hostname", "foo.bar/rack"
ZONES = ("a", "b", "c")
LOSS, DRAIN, ROLLOUT = "drill-zone-loss", "drill-drain-stuck", "drill-rollout-stuck"


def report(*documents: Tree) -> Any:
    """Drill on three zones, or the nodes there are, and look for causes."""
    cluster = cluster_of(*documents)
    nodes = cluster.of(Node)
    shape = of_manifests(nodes) if nodes else made([Pool(ZONES)])
    return run(cluster, shape, DrillOptions())


def findings(*documents: Tree) -> list[Any]:
    return [each for each in report(*documents).diagnostics if each.category == "drill"]


def found(rule: str, *documents: Tree, of: str = "web") -> Any:
    """Return the one finding of a rule about a workload."""
    (only,) = [each for each in findings(*documents) if each.rule == rule and of in each.message]
    return only


def constraint(key: str = ZONE, **more: Any) -> Tree:
    hard = {"maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": "DoNotSchedule"}
    return {**hard, **means("web"), **more}


def asking(**requests: str) -> list[Tree]:
    return [{"name": "c", "image": "c:1", "resources": {"requests": requests}}]


# A change that changes nothing is never the cause.


def chance(seed: int) -> Random | None:
    return Random(seed) if seed else None


@st.composite
def workloads(draw: Any) -> list[Tree]:
    """Some workloads that may go wrong in any way."""
    documents = []
    for name in ["web", "db", "job"][: draw(st.integers(1, 3))]:
        pod: Tree = {"containers": asking(cpu=draw(st.sampled_from(["100m", "5"])))}
        if draw(st.booleans()):
            when = draw(st.sampled_from(["DoNotSchedule", "ScheduleAnyway"]))
            key = draw(st.sampled_from([ZONE, HOST, RACK]))
            pod["topologySpreadConstraints"] = [
                {**constraint(key, whenUnsatisfiable=when), **means(name)}
            ]
        if draw(st.booleans()):
            other = draw(st.sampled_from(["web", "db"]))
            pod["affinity"] = required(
                draw(st.sampled_from(["podAffinity", "podAntiAffinity"])), **means(other)
            )
        kind = draw(st.sampled_from(["Deployment", "StatefulSet"]))
        documents.append(workload(kind, name, draw(st.integers(1, 4)), **pod))
        if draw(st.booleans()):
            documents.append(budget(name, minAvailable=draw(st.integers(1, 3))))
    return documents


@settings(max_examples=15, deadline=None)
@given(workloads(), st.integers(1, 8))
def test_what_changes_nothing_is_never_proven(documents: list[Tree], plays: int) -> None:
    plan = Plan(cluster_of(*documents), made([Pool(ZONES)]))
    causes = Causes(plan, plays, chance, ZONES)
    for member in plan.judged:
        for event, zone, trouble in (
            (moments.OUTAGE, "a", is_down),
            (moments.EVICTED, "b", is_short),
            (moments.DRAIN, "c", is_stuck),
            (moments.ROLLOUT, "", is_stuck),
            (moments.OUTAGE_ROLLOUT, "a", is_stuck),
            (moments.INITIAL, "", is_short),
        ):
            nothing = Suspect(
                ROOM, member.manifest.name_field, "nothing", template=dict(member.template)
            )
            assert not causes.mends(nothing, Case(member, event, zone, trouble))


@pytest.mark.parametrize("first", ZONES)
@pytest.mark.parametrize("event", [moments.EVICTED, moments.DRAIN, moments.OUTAGE_ROLLOUT])
def test_pods_go_where_they_went_whatever_was_played_before(event: str, first: str) -> None:
    """The zones are played in another order, and of the others of a cluster fewer are told."""
    documents = [deployment("web", 7), deployment("db", 5)]
    plan = Plan(cluster_of(*documents), made([Pool(ZONES, nodes_per_zone=4)]))
    trials = Trials(plan, ZONES, chance)
    web = plan.judged[-1]
    nothing = Suspect(ROOM, web.manifest.name_field, "nothing", template=dict(web.template))
    seen = set()

    def some(moment: Moment) -> bool:
        a, b, c = (moment.after.zones.get(zone, 0) for zone in ZONES)
        return (a + 2 * b + 4 * c) % 5 < 2

    for seed in range(16):
        zones = trials.unchanged(web, event, seed, some)
        assert set(trials.changed(web, event, first, seed, some, nothing)) == zones
        seen.add(frozenset(zones))
    assert len(seen) > 1  # chance decides


# What is named for one pod, of many workloads.


NAMES = ["ad", "cart", "checkout", "currency", "email", "frontend", "pay", "redis", "shipping"]


@pytest.mark.parametrize(
    "pod",
    [
        pytest.param({}, id="that asks for little"),
        pytest.param({"topologySpreadConstraints": [constraint()]}, id="with a hard constraint"),
        pytest.param(
            {"containers": [{"name": "c", "image": "c:1", "ports": [{"containerPort": 80}]}]},
            id="with a port",
        ),
    ],
)
def test_one_replica_is_the_cause_of_a_loss(pod: Tree) -> None:
    documents = []
    for name in NAMES:
        own = {**pod}
        if "topologySpreadConstraints" in own:
            own["topologySpreadConstraints"] = [{**constraint(), **means(name)}]
        documents.append(deployment(name, 1, **{"containers": asking(cpu="100m"), **own}))
    losses = findings(*documents)
    assert {each.field for each in losses} == {"spec.replicas"}
    assert len(losses) == len(NAMES)
    assert all(each.drill["cause_proven"] for each in losses)


def test_two_replicas_as_the_help_says_outlive_a_zone() -> None:
    assert found(LOSS, deployment("web", 1)).hint == "two replicas or more can stand in two zones"
    assert findings(deployment("web", 2)) == []


# What spreads pods over zones.


HOSTS = {"topologySpreadConstraints": [constraint(HOST)]}


@pytest.mark.parametrize(
    "changed",
    [{"whenUnsatisfiable": "ScheduleAnyway"}, {"maxSkew": 2}],
    ids=["soft", "wider"],
)
def test_a_constraint_on_hosts_is_not_the_cause_that_pods_stand_in_one_zone(
    changed: Tree,
) -> None:
    loss = found(LOSS, deployment("web", 2, **HOSTS))
    assert loss.field == "spec.template.spec.topologySpreadConstraints"
    assert loss.hint == f"a hard constraint on {ZONE} spreads the pods over the zones"
    assert loss.drill["cause_proven"]
    other = {"topologySpreadConstraints": [constraint(HOST, **changed)]}
    assert found(LOSS, deployment("web", 2, **other)).hint == loss.hint
    mended = {"topologySpreadConstraints": [constraint(HOST), constraint()]}
    assert [each for each in findings(deployment("web", 2, **mended)) if each.rule == LOSS] == []


def test_a_soft_constraint_on_a_key_without_nodes_keeps_the_others_from_spreading() -> None:
    soft = [constraint(key, whenUnsatisfiable="ScheduleAnyway") for key in (RACK, ZONE)]
    small = {"containers": asking(cpu="100m", memory="64Mi")}
    loss = found(LOSS, deployment("web", 3, topologySpreadConstraints=soft, **small))
    assert loss.field == "spec.template.spec.topologySpreadConstraints[0]"
    assert RACK in loss.hint
    assert loss.drill["cause_proven"]
    assert findings(deployment("web", 3, topologySpreadConstraints=soft[1:], **small)) == []


def test_a_constraint_that_counts_other_pods_spreads_none() -> None:
    small = {"containers": asking(cpu="100m", memory="64Mi")}
    other = {**constraint(), **means("other")}
    loss = found(LOSS, deployment("web", 2, topologySpreadConstraints=[other], **small))
    assert loss.field == "spec.template.spec.topologySpreadConstraints[0]"
    assert loss.hint == (
        "let the labelSelector match these pods, with nodeTaintsPolicy: Honor: it counts others, "
        "and spreads none"
    )
    assert loss.drill["cause_proven"]
    mended = [constraint(nodeTaintsPolicy="Honor")]
    assert findings(deployment("web", 2, topologySpreadConstraints=mended, **small)) == []


# What is sure and what may be.


def test_zones_that_leave_different_numbers_are_told_with_both() -> None:
    nodes = [node(name, name[0]) for name in ("a1", "b1", "c1", "c2")]
    apart = deployment(
        "web", 4, affinity=required("podAntiAffinity", topologyKey=HOST, **means("web"))
    )
    assert found(LOSS, apart, *nodes).message.startswith(
        "1-2 of 4 pods of deployment/web stay Pending while zone a, b or c is lost: "
    )


def test_what_only_some_plays_saw_may_be() -> None:
    assert found(LOSS, deployment("web", 2, **HOSTS)).message.startswith(
        "deployment/web may be down when zone "
    )


BOUND_TO_A = [
    {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": "disk"},
        "spec": {
            "capacity": {"storage": "1Gi"},
            "accessModes": ["ReadWriteMany"],
            "storageClassName": "",
            "nfs": {"server": "x", "path": "/x"},
            "nodeAffinity": {
                "required": {
                    "nodeSelectorTerms": [
                        {"matchExpressions": [{"key": ZONE, "operator": "In", "values": ["a"]}]}
                    ]
                }
            },
        },
    },
    {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data"},
        "spec": {
            "accessModes": ["ReadWriteMany"],
            "storageClassName": "",
            "volumeName": "disk",
            "resources": {"requests": {"storage": "1Gi"}},
        },
    },
]
MOUNTS = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]


@pytest.mark.parametrize(
    ("pods", "pod", "words"),
    [
        pytest.param(1, {}, "a is lost, or zone b or c if its pod runs there", id="anywhere"),
        pytest.param(1, {"nodeSelector": {ZONE: "a"}}, "a is lost", id="in one zone"),
        pytest.param(1, {"volumes": MOUNTS}, "a is lost", id="with a volume of one zone"),
        pytest.param(2, {"volumes": MOUNTS}, "a is lost", id="several with such a volume"),
    ],
)
def test_a_zone_that_no_play_put_the_pod_in_is_not_called_safe(
    pods: int, pod: Tree, words: str
) -> None:
    cluster = cluster_of(deployment("web", pods, **pod), *BOUND_TO_A)
    diagnostics = run(cluster, made([Pool(ZONES)]), DrillOptions(seeds=1)).diagnostics
    (message,) = [each.message for each in diagnostics if each.rule == LOSS]
    assert message.partition(": ")[0] == f"deployment/web is down when zone {words}"


@pytest.mark.parametrize(
    ("storage", "others"),
    [
        pytest.param({"volumeBindingMode": "WaitForFirstConsumer"}, "b or c", id="after its pod"),
        pytest.param({"volumeBindingMode": "Immediate"}, "b or c", id="before its pod"),
        pytest.param(
            {
                "volumeBindingMode": "WaitForFirstConsumer",
                "allowedTopologies": [
                    {"matchLabelExpressions": [{"key": ZONE, "values": ["a", "c"]}]}
                ],
            },
            "c",
            id="where its class allows",
        ),
    ],
)
def test_a_volume_that_is_yet_to_be_made_leaves_other_zones_open(
    storage: Tree, others: str
) -> None:
    claim = {
        "metadata": {"name": "data"},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": "fast",
            "resources": {"requests": {"storage": "1Gi"}},
        },
    }
    storage_class = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "fast"},
        "provisioner": "ebs.csi.aws.com",
        **storage,
    }
    single = workload("StatefulSet", "web", 1)
    single["spec"] |= {"serviceName": "web", "volumeClaimTemplates": [claim]}
    cluster = cluster_of(single, storage_class)
    diagnostics = run(cluster, made([Pool(ZONES)]), DrillOptions(seeds=1)).diagnostics
    (message,) = [each.message for each in diagnostics if each.rule == LOSS]
    words = message.partition(": ")[0].partition("; ")[0]
    where = f"a is lost, or zone {others} if its pod runs there"
    assert words == f"statefulset/web is down when zone {where}"


def test_one_pod_is_down_in_one_of_the_zones_of_every_play() -> None:
    assert found(LOSS, deployment("web", 1)).message == (
        "deployment/web is down when zone a, b or c is lost"
    )


def followed() -> tuple[Tree, Tree]:
    """Pods that must stand in the zone of others, which the scheduler only likes to spread."""
    small = {"containers": asking(cpu="100m", memory="64Mi")}
    db = deployment("db", 3, **small)
    web = deployment("web", 3, affinity=required("podAffinity", **means("db")), **small)
    for each in (db, web):
        each["spec"]["strategy"] = {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}
    return db, web


def test_a_rollout_that_hangs_in_some_plays_may_never_end() -> None:
    stuck = found(ROLLOUT, *followed())
    assert "a rollout of deployment/web during the shift of zone c may never end" in stuck.message
    assert stuck.hint == "leave this affinity out"  # a preferred one draws all into one zone


def told(event: str, zone: str, *ends: str) -> list[Moment]:
    return [Moment(event, zone, Snapshot(1), end=end) for end in ends]


@pytest.mark.parametrize(
    ("a", "b", "always"),
    [
        pytest.param(["stuck", "complete"], ["complete", "stuck"], True, id="one of both"),
        pytest.param(["stuck", "complete"], ["stuck", "complete"], False, id="both or none"),
        pytest.param(["stuck", "stuck"], ["complete", "complete"], True, id="the same one"),
    ],
)
def test_an_event_never_ends_where_it_hung_in_every_play(
    a: list[str], b: list[str], always: bool
) -> None:
    (member,) = Plan(cluster_of(deployment("web", 1)), made([Pool(ZONES)])).judged
    story = Story(member, "ab")
    for moment in (*told(moments.DRAIN, "a", *a), *told(moments.DRAIN, "b", *b)):
        story.add(moment)
    assert story.always([moments.DRAIN], "ab", is_stuck) is always


# What keeps a drain from ending.


def test_of_two_budgets_of_a_pod_one_is_too_many() -> None:
    both = [{**budget("web", maxUnavailable=1), "metadata": {"name": name}} for name in "ab"]
    stuck = found(DRAIN, deployment("web"), *both)
    assert stuck.resource.name == "b"
    assert stuck.hint == "a pod may have one budget: leave out poddisruptionbudget/b"
    assert stuck.drill["cause_proven"]
    assert findings(deployment("web"), both[0]) == []


def test_of_two_budgets_the_one_that_stays_may_be_too_tight() -> None:
    both = [{**budget("web", minAvailable=3), "metadata": {"name": name}} for name in "ab"]
    stuck = found(DRAIN, deployment("web"), *both)
    assert stuck.hint == (
        "a pod may have one budget: leave out poddisruptionbudget/b, and let "
        "poddisruptionbudget/a have maxUnavailable: 1"
    )
    assert findings(deployment("web"), budget("web", maxUnavailable=1)) == []


def test_a_tight_budget_is_to_let_one_pod_go() -> None:
    stuck = found(DRAIN, deployment("web"), budget("web", minAvailable=3))
    assert stuck.field == "spec.minAvailable"
    assert stuck.hint == "maxUnavailable: 1 lets one pod go at a time"
    assert stuck.drill["cause_proven"]


def test_a_disk_that_pods_share_keeps_a_drain_from_ending_and_no_budget() -> None:
    kind = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "io2"}}
    disk = {**kind, "provisioner": "ebs.csi.aws.com", "volumeBindingMode": "WaitForFirstConsumer"}
    disk["parameters"] = {"type": "io2"}
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data"},
        "spec": {
            "accessModes": ["ReadWriteMany"],
            "volumeMode": "Block",
            "storageClassName": "io2",
            "resources": {"requests": {"storage": "1Gi"}},
        },
    }
    volumes = [{"name": "d", "persistentVolumeClaim": {"claimName": "data"}}]
    stuck = found(
        DRAIN, disk, claim, deployment("web", volumes=volumes), budget("web", maxUnavailable=1)
    )
    assert stuck.field == "spec.template.spec.volumes"
    assert stuck.hint == "a volume that nodes of every zone can use at once lets the pods move"
    assert stuck.drill["cause_proven"]


# What is tried is what is advised.


def test_a_preference_is_advised_only_where_it_helps() -> None:
    """Preferred affinity of this weight still draws all pods to the zone of the others."""
    db = deployment("db", 1)
    loss = found(LOSS, db, deployment("web", 3, affinity=required("podAffinity", **means("db"))))
    assert loss.field == f"spec.template.spec.affinity.podAffinity.{HARD}[0]"
    assert loss.hint == "leave this affinity out"
    term = {"weight": 100, "podAffinityTerm": {"topologyKey": ZONE, **means("db")}}
    soft = {"podAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [term]}}
    assert "down" in found(LOSS, db, deployment("web", 3, affinity=soft)).message
    assert [each.resource.name for each in findings(db, deployment("web", 3))] == ["db"]


def test_a_strategy_that_is_written_is_not_advised() -> None:
    """The pods that are followed are elsewhere; the old pods go first already."""
    web = deployment("web", 3, affinity=required("podAffinity", **means("db")))
    web["spec"]["strategy"] = {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}
    stuck = [each for each in findings(deployment("db", 1), web) if each.rule == ROLLOUT]
    assert stuck
    assert all("strategy" not in each.field for each in stuck)


def test_host_ports_are_named_only_where_there_are_any() -> None:
    nodes = [node(name, name[0]) for name in ("a1", "b1", "c1")]
    ports = [{"containerPort": 80, "hostPort": 80}]
    web = deployment("web", 3, containers=[{"name": "c", "image": "c:1", "ports": ports}])
    loss = found(LOSS, *nodes, web)
    assert loss.field == "spec.template.spec.containers[0].ports"
    assert loss.hint == (
        f"a Service needs no host port; a hard constraint on {ZONE} spreads the pods instead"
    )
    assert loss.drill["cause_proven"]


def test_pods_in_the_network_of_their_host_are_told_to_leave_it() -> None:
    nodes = [node(name, name[0]) for name in ("a1", "b1", "c1")]
    container = {"name": "c", "image": "c:1", "ports": [{"containerPort": 80}]}
    loss = found(LOSS, *nodes, deployment("web", 3, containers=[container], hostNetwork=True))
    assert loss.field == "spec.template.spec.hostNetwork"
    assert loss.drill["cause_proven"]


# What no single change mends.


def test_two_rules_in_the_way_are_not_one_cause() -> None:
    """Each node has the wrong label for one and not enough room for the other."""
    pod = {"containers": asking(cpu="9"), "nodeSelector": {"disk": "none"}}
    nodes = [node(name, name[0]) for name in ("a1", "b1", "c1")]
    loss = found(LOSS, *nodes, deployment("web", 3, **pod))
    assert not loss.drill["cause_proven"]
    assert loss.field == "spec.template.spec.nodeSelector"
    assert loss.hint == "none of the changes that were tried helps by itself"


# What several constraints lack alike is tried in all of them.


def test_two_hard_constraints_that_count_a_dead_zone_are_mended_together() -> None:
    """Six pods on six nodes: the real scheduler leaves two Pending with either one mended."""
    both = [constraint(ZONE), constraint(HOST)]
    loss = found(LOSS, deployment("web", 6, topologySpreadConstraints=both))
    assert loss.drill["cause_proven"]
    assert loss.field == "spec.template.spec.topologySpreadConstraints[0]"
    assert loss.hint == (
        "nodeTaintsPolicy: Honor in 2 hard constraints leaves drained and dead zones out of the "
        "count"
    )


def test_the_one_that_leaves_it_out_already_is_not_told() -> None:
    both = [constraint(ZONE, nodeTaintsPolicy="Honor"), constraint(HOST)]
    loss = found(LOSS, deployment("web", 6, topologySpreadConstraints=both))
    assert loss.drill["cause_proven"]
    assert loss.field == "spec.template.spec.topologySpreadConstraints[1]"
    assert "nodeTaintsPolicy: Honor leaves" in loss.hint


# A rule that keeps pods away from others is no rule among its own.


def away_from(app: str, key: str) -> Tree:
    term = {"topologyKey": key, **means(app)}
    return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


@pytest.mark.parametrize("key", [HOST, ZONE])
def test_a_rule_against_others_is_not_told_to_count_by_revision_or_to_spread(key: str) -> None:
    """With the label of its revision it would mean no pod any more, and be no rule."""
    nodes = [node(name, name[0]) for name in ("a1", "b1", "c1")]
    database = deployment("db", 3, affinity=away_from("db", HOST))
    router = deployment("router", 3, affinity=away_from("db", key))
    told = [each for each in findings(*nodes, database, router) if "router" in each.message]
    assert {each.rule for each in told} == {LOSS, ROLLOUT}
    assert {each.hint for each in told} == {"preferred anti-affinity spreads without refusing"}


def test_more_replicas_are_advised_with_what_keeps_one_alone() -> None:
    alone = deployment("web", 1)
    alone["spec"]["strategy"] = {"type": "Recreate"}
    more = "two replicas or more can stand in two zones"
    why = "once several can act side by side: strategy Recreate lets no two run at once"
    assert found(LOSS, alone).hint == f"{more}, {why}"
