"""A drill creates pods as the API server admits them: LimitRanges and ResourceQuotas count."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from multiaz_lint.api.quantity import NANO
from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.plan import Plan
from multiaz_lint.drill.playing.play import Play
from tests.drill_admission import drill, dump, event, limits, quota, web
from tests.manifests import cluster
from tests.oracle.files import OWN

__all__ = ["drill"]  # a fixture

# quotas


def test_a_rollout_cannot_add_a_pod_for_which_the_quota_has_no_room(drill: Any) -> None:
    drilled, found = drill(web() + quota('requests.cpu: 300m, pods: "10"'))
    finding = found["drill-rollout-stuck"]
    words = (
        "forbidden: exceeded quota: compute, requested: requests.cpu=100m, "
        "used: requests.cpu=300m, limited: requests.cpu=300m"
    )
    assert finding["message"] == (
        f"a rollout of deployment/web never ends, with all zones there: {words}"
    )
    assert finding["resource"]["kind"] == "Deployment"
    assert finding["field"] == "spec.strategy.rollingUpdate.maxUnavailable"
    assert finding["drill"]["cause_proven"]
    (related,) = finding["related"]
    assert related["message"] == "resourcequota/compute refuses them"
    assert event(drilled, "rollout")["reasons"] == [words]
    assert event(drilled, "rollout")["ends"] == ["stuck"]
    assert event(drilled, "outage, after evictions", "a")["missing"] == [0, 0]


@pytest.mark.parametrize(
    "mended",
    [
        pytest.param(web() + quota("requests.cpu: 400m"), id="room for one more"),
        pytest.param(
            web(more="  strategy: {rollingUpdate: {maxUnavailable: 1}}\n")
            + quota("requests.cpu: 300m"),
            id="one may go first",
        ),
        pytest.param(web() + quota("requests.cpu: 300m").replace("{name", "{namespace: b, name"),
                     id="another namespace"),
        pytest.param(web() + quota("services: 0, requests.storage: 1Gi"), id="nothing of pods"),
        pytest.param(web() + quota("pods: 3", "  scopes: [BestEffort]\n"), id="another scope"),
        pytest.param(web(kind="StatefulSet") + quota("pods: 3"), id="it takes one away first"),
    ],
)  # fmt: skip
def test_a_rollout_goes_on_where_the_quota_has_room(drill: Any, mended: str) -> None:
    drilled, _ = drill(mended)
    assert event(drilled, "rollout")["ends"] == ["complete"]


def test_pods_of_a_lost_zone_are_replaced_once_the_quota_forgets_them(drill: Any) -> None:
    free, _ = drill(web())
    drilled, _ = drill(web() + quota("pods: 3"))
    for zone in "abc":
        assert event(drilled, "outage, after evictions", zone)["ready"] == [3, 3]
    parts = {p["name"]: p["seconds"] for p in drilled["workloads"][0]["recovery"]["parts"]}
    # twice the grace of 30 s and one count of the quota; and as long again, as the backoff doubles
    assert parts["quota"] == 2 * (2 * 30 + 300)
    seconds = [each["workloads"][0]["recovery"]["seconds"] for each in (free, drilled)]
    assert seconds[1] == seconds[0] + parts["quota"]
    roomy, _ = drill(web() + quota("pods: 4"))
    assert roomy["workloads"][0]["recovery"]["seconds"] == seconds[0]


def test_a_count_of_objects_never_forgets_them(drill: Any) -> None:
    drilled, found = drill(web() + quota("count/pods: 3"))
    after = event(drilled, "outage, after evictions", "a")
    assert after["missing"] == [1, 1]
    words = "exceeded quota: compute, requested: count/pods=1, used: count/pods=3"
    assert words in after["reasons"][0]
    finding = found["drill-zone-loss"]
    assert (
        "1 of 3 pods of deployment/web is not created while zone a, b or c is lost"
        in (finding["message"])
    )
    assert (finding["severity"], finding["field"]) == ("error", "spec.replicas")
    assert finding["drill"]["cause_proven"]
    assert event(drilled, "recovery", "a")["missing"] == [0, 0]


def test_nodes_that_are_deleted_give_their_part_of_the_quota_back(drill: Any) -> None:
    drilled, _ = drill(web() + quota("count/pods: 3"))
    assert event(drilled, "nodes deleted", "a")["ready"] == [3, 3]
    assert event(drilled, "drain", "a")["ready"] == [3, 3]


SCALER = """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 9
---
"""


def test_a_workload_grows_as_far_as_the_quota_has_room(drill: Any) -> None:
    drilled, found = drill(web() + SCALER + quota("requests.cpu: 500m"))
    grown = event(drilled, "scale to the maximum")
    assert (grown["ready"], grown["missing"]) == ([5, 5], [4, 4])
    finding = found["drill-scale-stuck"]
    assert (
        "cannot grow to 9 pods: 4 are not created: forbidden: exceeded quota"
        in (finding["message"])
    )
    assert finding["resource"]["kind"] == "HorizontalPodAutoscaler"
    assert finding["field"] == "spec.maxReplicas"


def test_a_quota_has_pods_say_what_they_ask_for(drill: Any) -> None:
    drilled, found = drill(web() + quota("limits.cpu: 10"))
    assert drilled["workloads"][0]["verdict"] == "down"
    assert event(drilled, "initial")["reasons"] == [
        "forbidden: failed quota: compute: must specify limits.cpu for: c"
    ]
    assert (
        "3 of 3 pods are not created before anything happens"
        in (found["drill-zone-loss"]["message"])
    )
    assert set(drilled["workloads"][0]["promised"]["survivors"].values()) == {0}
    drilled, _ = drill(web() + quota("limits.cpu: 10") + limits("{type: Container, max: {cpu: 1}}"))
    assert event(drilled, "initial")["ready"] == [3, 3]


def test_workloads_share_the_quota_of_their_namespace(drill: Any) -> None:
    drilled, _ = drill(web() + web(name="api") + quota("pods: 5"))
    both = [event(drilled, "initial", workload=name) for name in ("web", "api")]
    assert sum(each["ready"][0] for each in both) <= 5
    # who comes first is chance, in some of the eight plays the one, in some the other
    assert {tuple(each["ready"]) for each in both} == {(2, 3)}


def test_the_priority_class_that_is_the_default_counts(drill: Any) -> None:
    scope = (
        "  scopeSelector:\n    matchExpressions:\n"
        "      - {scopeName: PriorityClass, operator: In, values: [usual]}\n"
    )
    default = """\
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: usual}
value: 10
globalDefault: true
---
"""
    drilled, _ = drill(web() + quota("pods: 2", scope))
    assert event(drilled, "initial")["ready"] == [3, 3]
    drilled, _ = drill(web() + quota("pods: 2", scope) + default)
    assert event(drilled, "initial")["ready"] == [2, 2]
    other = default.replace("usual", "lower").replace("10", "5")
    drilled, _ = drill(web() + quota("pods: 2", scope) + default + other)
    assert event(drilled, "initial")["ready"] == [3, 3]


def test_a_bare_pod_that_is_refused_is_not_asked_for_again(drill: Any) -> None:
    lone = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: lone}\n"
        'spec: {containers: [{name: c, image: "x:1"}]}\n---\n'
    )
    drilled, _ = drill(web() + lone + quota("requests.cpu: 10"))
    words = "forbidden: failed quota: compute: must specify requests.cpu for: c"
    assert f"pod/lone is never created: {words}" in drilled["assumptions"]
    assert event(drilled, "initial")["ready"] == [3, 3]


def test_no_bare_pod_comes_when_another_makes_room() -> None:
    lone = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\n"
        'spec: {containers: [{name: c, image: "x:1"}]}\n---\n'
    )
    text = web() + lone % "first" + lone % "second" + quota("pods: 1")
    plan = Plan(cluster(text), made([Pool(["a", "b", "c"], nodes_per_zone=1)]))
    world, workloads = plan.world()
    seen: set[str] = set()

    def look() -> None:
        seen.update(pod.revision.workload.name for pod in {*world.state.pods, *world.pending})

    members = [(member, workloads[id(member.manifest)]) for member in plan.judged]
    for _ in Play(world, members, lambda *_: look()).everything("abc"):
        look()
    assert seen == {"first", "web"}  # once the first is lost, only a controller asks again


def test_pods_that_nobody_has_asked_for_are_not_refused(drill: Any) -> None:
    text = web("resources: {requests: {cpu: 100}}", kind="StatefulSet") + quota("pods: 1")
    drilled, _ = drill(text)
    (reason,) = event(drilled, "initial")["reasons"]
    assert "Insufficient cpu" in reason
    drilled, _ = drill(
        text.replace("  serviceName", "  podManagementPolicy: Parallel\n  serviceName")
    )
    refused, waiting = sorted(event(drilled, "initial")["reasons"], reverse=True)
    assert "Insufficient cpu" in waiting
    assert refused.startswith("forbidden: exceeded quota: compute, requested: pods=1")


def test_objects_that_a_quota_does_not_count_are_said(drill: Any) -> None:
    drilled, _ = drill(web() + quota("pods: 9, count/deployments.apps: 1, services: 2"))
    words = "count/deployments.apps, services"
    said = f"resourcequota/compute counts no objects but pods and claims: not {words}"
    assert said in drilled["assumptions"]


def test_a_quota_with_placeholders_is_not_said_to_be_refused(drill: Any) -> None:
    drilled, _ = drill(web() + quota('pods: "${N}"'))
    said = [each for each in drilled["assumptions"] if "resourcequota" in each]
    assert said == ["resourcequota/compute is left out: spec.hard.pods is still to be filled"]


def test_what_does_not_count_is_said(drill: Any) -> None:
    used = '  status: {used: {pods: "7", persistentvolumeclaims: "1"}}\n'.replace("  s", "s", 1)
    drilled, _ = drill(web() + quota("pods: 9, persistentvolumeclaims: 2", used))
    said = [each for each in drilled["assumptions"] if "resourcequota" in each]
    assert said == [
        (
            "resourcequota/compute counts the pods and claims that are played, and no others: not "
            "what its status says is used, pods=7, persistentvolumeclaims=1"
        ),
    ]


def test_a_quota_that_the_api_server_refuses_is_left_out(drill: Any) -> None:
    drilled, _ = drill(web() + quota("pods: -1"))
    assert event(drilled, "initial")["ready"] == [3, 3]
    (said,) = [each for each in drilled["assumptions"] if "resourcequota" in each]
    assert said.startswith("resourcequota/compute is left out, for the API server refuses it: ")


def test_the_last_definition_of_a_quota_counts(drill: Any) -> None:
    drilled, _ = drill(web() + quota("pods: 1") + quota("pods: 2"))
    assert event(drilled, "initial")["ready"] == [2, 2]
    assert any("is defined more than once" in each for each in drilled["assumptions"])


@pytest.mark.parametrize("seed", range(4))
def test_the_books_are_right_at_every_moment_and_when_all_is_taken_back(seed: int) -> None:
    more = "  strategy: {rollingUpdate: {maxUnavailable: 1}}\n"
    text = (
        web(more=more) + SCALER + web(kind="StatefulSet", name="db") + web(name="api")
        + quota("pods: 11, count/pods: 12, requests.cpu: 1")
    )  # fmt: skip
    plan = Plan(cluster(text), made([Pool(["a", "b", "c"], nodes_per_zone=2)]))
    world, workloads = plan.world(Random(seed))
    quotas: dict[int, Any] = {}
    for workload in workloads.values():
        assert workload.admission is not None
        quotas.update({id(each): each for each in workload.admission.quotas})
    (only,) = quotas.values()
    seen: set[tuple[int, int]] = set()

    def look() -> None:
        there = {*world.state.pods, *world.pending}
        live = sum(not pod.terminating for pod in there)
        used = {name: amount.nano / NANO for name, amount in only.used.items()}
        assert used == {"pods": live, "count/pods": len(there), "requests.cpu": live / 10}
        seen.add((live, len(there)))

    members = [(member, workloads[id(member.manifest)]) for member in plan.judged]
    play = Play(world, members, lambda *_: look())
    for _ in play.everything("abc"):
        look()
    assert len(seen) > 4
    assert any(live < there for live, there in seen)
    assert max(seen) == (10, 10)


# LimitRanges


def test_pods_without_requests_get_those_of_a_limit_range(drill: Any) -> None:
    nodes = ("--nodes-per-zone", "1")
    drilled, _ = drill(web("resources: {}"), *nodes)
    assert event(drilled, "initial")["ready"] == [3, 3]
    assert event(drilled, "outage, after evictions", "a")["missing"] == [0, 0]
    default = limits("{type: Container, defaultRequest: {cpu: 5}}")
    drilled, found = drill(web("resources: {}") + default, *nodes)
    assert event(drilled, "initial")["ready"] == [3, 3]
    after = event(drilled, "outage, after evictions", "a")
    assert after["missing"] == [1, 1]
    assert "Insufficient cpu" in after["reasons"][0]
    finding = found["drill-capacity"]
    assert finding["field"] == "spec.template.spec.containers[0].resources"
    assert "limitrange/limits" in finding["hint"]


def test_what_is_written_goes_before_a_default(drill: Any) -> None:
    nodes = ("--nodes-per-zone", "1")
    default = limits("{type: Container, default: {cpu: 7}}")
    drilled, _ = drill(web() + default, *nodes)
    assert event(drilled, "outage, after evictions", "a")["missing"] == [0, 0]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            "{type: Container, min: {cpu: 200m}}",
            "forbidden: minimum cpu usage per Container is 200m, but request is 100m",
        ),
        (
            "{type: Pod, max: {memory: 50Mi}}",
            "forbidden: maximum memory usage per Pod is 50Mi.  No limit is specified",
        ),
        (
            '{type: Container, default: {cpu: 1}, maxLimitRequestRatio: {cpu: "4"}}',
            (
                "forbidden: cpu max limit to request ratio per Container is 4, but provided ratio "
                "is 10.000000"
            ),
        ),
        (
            "{type: Container, default: {cpu: 50m}}",
            (
                'invalid: spec.containers[0].resources.requests: Invalid value: "100m": must be '
                "less than or equal to cpu limit of 50m"
            ),
        ),
    ],
)
def test_pods_that_a_limit_range_refuses_are_never_there(
    drill: Any, entry: str, words: str
) -> None:
    drilled, found = drill(web() + limits(entry))
    assert drilled["workloads"][0]["verdict"] == "down"
    assert event(drilled, "initial")["reasons"] == [words]
    finding = found["drill-zone-loss"]
    assert finding["message"].endswith(f"are not created before anything happens: {words}")
    assert finding["field"] == "spec.template.spec.containers[0].resources"
    assert finding["drill"]["cause_proven"]
    (related,) = finding["related"]
    assert related["message"] == "limitrange/limits refuses them"


def test_limit_ranges_that_contradict_each_other_are_told(drill: Any) -> None:
    one = limits("{type: Container, defaultRequest: {cpu: 1}}", name="a")
    other = limits("{type: Container, defaultRequest: {cpu: 1000m}}", name="b")
    drilled, _ = drill(web("resources: {}") + one + other)
    assert not any("give different" in each for each in drilled["assumptions"])
    drilled, _ = drill(web("resources: {}") + one + other.replace("1000m", "2"))
    assert (
        "limitrange/a and limitrange/b give different default requests of cpu: that of the first "
        "is played, the API server takes either"
    ) in drilled["assumptions"]


def test_a_stateful_set_has_no_pod_without_its_claim(drill: Any) -> None:
    claims = (
        "  volumeClaimTemplates:\n    - metadata: {name: data}\n      spec: {accessModes: "
        "[ReadWriteOnce], resources: {requests: {storage: 10Gi}}}\n"
    )
    small = limits("{type: PersistentVolumeClaim, max: {storage: 5Gi}}")
    drilled, found = drill(web(kind="StatefulSet", more=claims) + small)
    words = (
        "claim data is forbidden: maximum storage usage per PersistentVolumeClaim is 5Gi, but "
        "request is 10Gi"
    )
    assert event(drilled, "initial")["reasons"] == [words]
    finding = found["drill-zone-loss"]
    assert finding["field"] == "spec.volumeClaimTemplates"
    there = "".join(
        "apiVersion: v1\nkind: PersistentVolumeClaim\n"
        f"metadata: {{name: data-web-{ordinal}}}\n"
        "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}\n"
        "status: {phase: Pending}\n---\n"
        for ordinal in range(2)
    )
    drilled, _ = drill(web(kind="StatefulSet", more=claims) + small + there)
    assert event(drilled, "initial")["ready"] == [2, 2]
    asked = there.replace("status: {phase: Pending}\n", "")
    drilled, _ = drill(web(kind="StatefulSet", more=claims) + small + asked)
    assert event(drilled, "initial")["ready"] == [0, 0]


# what a real control plane did

RECORDED = [
    json.loads(text)
    for text in (OWN / "admission-cluster.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("line", RECORDED, ids=lambda line: line["case"])
def test_a_real_control_plane_did_the_same(drill: Any, line: dict[str, Any]) -> None:
    """`oracle/gen/quota.py` plays the same objects on a cluster of three nodes."""
    text = "---\n".join(json.dumps(each) + "\n" for each in line["objects"])
    drilled, _ = drill(text, "--nodes-per-zone", "1")
    name = line["event"]
    ours = event(drilled, name, "a" if name.startswith("outage") else "")
    assert ours["ready"] == [line["ready"]] * 2
    if "ends" in line:
        assert ours["ends"] == [line["ends"]]
    assert ours["reasons"] == line.get("refused", [])
    recovery = {part["name"]: part for part in drilled["workloads"][0]["recovery"]["parts"]}
    if line.get("seconds"):
        assert "quota" in recovery  # it took that long, with quotas counted every 20 seconds
        assert 2 * 5 < line["seconds"] <= 2 * (2 * 5 + 20)


# what stands already, and what cannot be read


def test_pods_that_stand_are_not_asked_about_but_count(drill: Any) -> None:
    """Four stand where the quota has room for two: the loss of one makes none for another."""
    drilled, _ = drill(dump("pods: 2"))
    assert event(drilled, "initial")["ready"] == [3, 3]
    after = event(drilled, "outage, after evictions", "a")
    assert after["missing"] == [1, 1]
    words = "requested: pods=1, used: pods=3, limited: pods=2"
    assert after["reasons"] == [f"forbidden: exceeded quota: compute, {words}"]
    drilled, _ = drill(dump("requests.cpu: 2"))  # what the LimitRange gave them
    assert event(drilled, "outage, after evictions", "a")["missing"] == [0, 0]
    assert event(drilled, "rollout")["ends"] == ["stuck"]
    drilled, _ = drill(dump("requests.cpu: 2500m"))
    assert event(drilled, "rollout")["ends"] == ["complete"]


@pytest.mark.parametrize(
    "hard", ["{pods: 1, requests.cpu: x}", "{pods: 1, requests.cpu: -1}", "{pods: 1, bogus: 1}"]
)
def test_a_quota_is_left_out_as_a_whole(drill: Any, hard: str) -> None:
    drilled, _ = drill(web() + quota("X").replace("{X}", hard))
    assert event(drilled, "initial")["ready"] == [3, 3]
    assert any("resourcequota/compute is left out" in each for each in drilled["assumptions"])


@pytest.mark.parametrize(
    "odd",
    [
        "spec: 7",
        "spec: {limits: [null]}",
        "spec: {limits: [{type: Container, max: null, min: {cpu: null}}]}",
        "spec: {limits: [{type: Container, default: {cpu: x}}]}",
        "spec: {hard: {pods: null}, scopes: null, scopeSelector: {matchExpressions: null}}",
        "spec: {hard: [pods]}",
        "metadata: {name: odd, namespace: 5}",
        "spec: null",
    ],
)
def test_odd_objects_end_no_drill(drill: Any, odd: str) -> None:
    name = "" if odd.startswith("metadata") else "metadata: {name: odd}\n"
    for kind in ("LimitRange", "ResourceQuota"):
        drilled, _ = drill(web("resources: null") + f"apiVersion: v1\nkind: {kind}\n{name}{odd}\n")
        assert event(drilled, "outage, after evictions", "a")["ready"][0] in {0, 3}
