"""What mends a workload never makes it look worse, and nothing written makes a rule fail."""

from __future__ import annotations

import copy
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multiaz_lint import pipeline
from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from multiaz_lint.model.labels import compile_selector
from multiaz_lint.rule import Severity
from multiaz_lint.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

Tree = dict[str, Any]
APPS = Path(__file__).parent.parent / "fixtures" / "apps"
ZONE = "topology.kubernetes.io/zone"
HOSTNAME = "kubernetes.io/hostname"
OWN = {"app": "web", "part": "server"}
PROFILES = ["multi-az", "survive", "strict"]
quick = settings(max_examples=60, deadline=None, derandomize=True)


def findings(trees: list[Tree], profile: str = "multi-az", **more: Any) -> list[Any]:
    text = "\n---\n".join(json.dumps(tree) for tree in trees)
    chosen = Settings(plugins=False, profile=profile, **more)
    return list(pipeline.check([Source("web.yaml", text)], chosen).diagnostics)


def counted(trees: list[Tree], profile: str) -> Counter[tuple[str, str]]:
    """Count what the promise is about: findings on spread and replicas, and missing budgets."""
    return Counter(
        (each.rule, each.resource.name)
        for each in findings(trees, profile)
        if each.rule.startswith(("spread-", "replicas-")) or each.rule == "pdb-missing"
    )


# Workloads -----------------------------------------------------------------------------------

selectors = st.sampled_from(
    [
        {"matchLabels": OWN},
        {"matchLabels": {"app": "web"}},
        {"matchLabels": {"app": "other"}},
        {"matchExpressions": [{"key": "app", "operator": "Exists"}]},
        {},
    ]
)


@st.composite
def constraints(draw: st.DrawFn, skews: st.SearchStrategy[int]) -> Tree:
    hard = draw(st.booleans())
    written: Tree = {
        "maxSkew": draw(skews),
        "topologyKey": draw(st.sampled_from([ZONE, ZONE, HOSTNAME, "rack"])),
        "whenUnsatisfiable": "DoNotSchedule" if hard else "ScheduleAnyway",
        "labelSelector": draw(selectors),
    }
    if hard and draw(st.booleans()):
        written["minDomains"] = draw(st.integers(1, 4))
    for name in ("nodeTaintsPolicy", "nodeAffinityPolicy"):
        policy = draw(st.sampled_from([None, "Ignore", "Honor"]))
        if policy:
            written[name] = policy
    if draw(st.booleans()):
        written["matchLabelKeys"] = ["pod-template-hash"]
    return written


@st.composite
def anti_affinity(draw: st.DrawFn, *, required: bool) -> Tree:
    term = {
        "topologyKey": draw(st.sampled_from([ZONE, HOSTNAME])),
        "labelSelector": draw(selectors),
    }
    if required and draw(st.booleans()):
        return {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
    return {
        "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 50, "podAffinityTerm": term}]
    }


@st.composite
def workloads(
    draw: st.DrawFn,
    *,
    replicas: st.SearchStrategy[int],
    required: bool = True,
    skews: st.SearchStrategy[int] | None = None,
) -> list[Tree]:
    """A workload of any placement, perhaps beside another that shares a label with it."""
    spread = constraints(st.integers(1, 3) if skews is None else skews)
    pod: Tree = {"containers": [{"name": "web", "image": "web:1.0"}]}
    written = draw(st.lists(spread, max_size=3))
    if written:
        pod["topologySpreadConstraints"] = written
    affinity: Tree = {}
    if draw(st.booleans()):
        affinity["podAntiAffinity"] = draw(anti_affinity(required=required))
    zones = draw(st.sampled_from([None, None, ["a"], ["a", "b"]]))
    if zones:
        expression = {"key": ZONE, "operator": "In", "values": zones}
        affinity["nodeAffinity"] = {
            "requiredDuringSchedulingIgnoredDuringExecution": {
                "nodeSelectorTerms": [{"matchExpressions": [expression]}]
            }
        }
    if affinity:
        pod["affinity"] = affinity
    if draw(st.booleans()):
        pod["tolerations"] = [{"operator": "Exists"}]
    kind = draw(st.sampled_from(["Deployment", "StatefulSet"]))
    found = [workload(kind, "web", OWN, draw(replicas), pod)]
    if draw(st.booleans()):
        plain = {"containers": [{"name": "w", "image": "w:1"}]}
        found.append(workload("Deployment", "worker", {"app": "web", "part": "worker"}, 3, plain))
    return found


def workload(kind: str, name: str, labels: Tree, replicas: int, pod: Tree) -> Tree:
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod},
        },
    }


def budget() -> Tree:
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"maxUnavailable": 1, "selector": {"matchLabels": OWN}},
    }


def autoscaler(least: int, most: int) -> Tree:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web"},
        "spec": {"minReplicas": least, "maxReplicas": most, "scaleTargetRef": target},
    }


# Promises ------------------------------------------------------------------------------------


@quick
@given(workloads(replicas=st.integers(1, 9)), st.sampled_from(PROFILES))
def test_honouring_taints_adds_no_finding(trees: list[Tree], profile: str) -> None:
    before = counted(trees, profile)
    for constraint in trees[0]["spec"]["template"]["spec"].get("topologySpreadConstraints", []):
        constraint["nodeTaintsPolicy"] = "Honor"
    assert counted(trees, profile) - before == Counter()


@quick
@given(workloads(replicas=st.integers(1, 9)), st.sampled_from(PROFILES))
def test_a_first_budget_adds_no_finding(trees: list[Tree], profile: str) -> None:
    before = counted(trees, profile)
    after = counted([*trees, budget()], profile)
    assert after - before == Counter()
    assert after["pdb-missing", "web"] == 0


@quick
@given(
    # With maxSkew 2 or 3 a dead zone that still counts strands pods from some number on, and
    # with fewer replicas than zones none: only from one for each zone on is more never worse.
    workloads(replicas=st.integers(3, 9), required=False, skews=st.just(1)),
    st.integers(1, 9),
    st.sampled_from(PROFILES),
)
def test_more_replicas_add_no_finding(trees: list[Tree], more: int, profile: str) -> None:
    before = counted(trees, profile)
    trees[0]["spec"]["replicas"] += more
    assert counted(trees, profile) - before == Counter()


@quick
@given(
    workloads(replicas=st.just(3), required=False, skews=st.just(1)),
    st.integers(3, 6),
    st.integers(1, 6),
    st.sampled_from(PROFILES),
)
def test_a_higher_minimum_adds_no_finding(
    trees: list[Tree], least: int, more: int, profile: str
) -> None:
    before = counted([*trees, autoscaler(least, 20)], profile)
    assert counted([*trees, autoscaler(least + more, 20)], profile) - before == Counter()


CANONICAL = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions: [{key: topology.kubernetes.io/zone, operator: Exists}]
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector: {matchLabels: {app: web}}
        matchLabelKeys: [pod-template-hash]
      - maxSkew: 1
        topologyKey: kubernetes.io/hostname
        whenUnsatisfiable: ScheduleAnyway
        labelSelector: {matchLabels: {app: web}}
        matchLabelKeys: [pod-template-hash]
      containers:
      - name: web
        image: web:1.0
        resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector: {matchLabels: {app: web}}
"""


@pytest.mark.parametrize("minor", range(27, 38))
@pytest.mark.parametrize("profile", ["multi-az", "survive"])
def test_the_canonical_template_is_clean(profile: str, minor: int) -> None:
    chosen = Settings(plugins=False, profile=profile, kubernetes=(1, minor))
    found = pipeline.check([Source("web.yaml", CANONICAL)], chosen).diagnostics
    assert [each.message for each in found if each.severity >= Severity.WARNING] == []


@pytest.mark.parametrize("profile", ["multi-az", "survive"])
def test_the_mended_application_is_clean(profile: str) -> None:
    found = pipeline.lint([str(APPS / "cryptobot-fixed")], Settings(plugins=False, profile=profile))
    assert [each.message for each in found if each.severity >= Severity.WARNING] == []


# Weird manifests -----------------------------------------------------------------------------

WEIRD: list[Any] = [
    None, True, False, 0, 1, -1, 3, 2**31, 2**63, 1.5, "", " ", "0", "3", "50%", "150%", "-1",
    "${REPLICAS}", "{{ .Values.n }}", "yes", "a/b/c", "Honor", "é\u202e\0", "x" * 300,
    [], [None], [[]], [{}], ["a", "a"], {}, {"": ""}, {"a": None}, {"matchLabels": None},
    {"matchExpressions": [{"key": "a", "operator": "In"}]}, [{"name": "a"}, {"name": "a"}],
]  # fmt: skip


def examples() -> list[list[Tree]]:
    """Return the manifests of all rules' own cases: every kind and field that a rule reads."""
    found = []
    for path in sorted((APPS.parent / "rules").glob("*/*.yaml")):
        read = objects.read(Source(path.name, path.read_text(encoding="utf-8")))
        trees = [each.tree for each in read.resources]
        if trees:
            found.append(json.loads(json.dumps(trees, default=str)))
    return found


EXAMPLES = examples()


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of all that stands below a value."""
    children = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in children:
        yield (*path, key)
        if isinstance(child, (dict, list)):
            yield from places(child, (*path, key))


@st.composite
def weird(draw: st.DrawFn) -> list[Tree]:
    """Manifests of the right shape, with up to four things in them that nobody expects."""
    trees: list[Tree] = copy.deepcopy(draw(st.sampled_from(EXAMPLES)))
    for _ in range(draw(st.integers(1, 4))):
        *way, last = draw(st.sampled_from(list(places(trees))))
        parent: Any = trees
        for step in way:
            parent = parent[step]
        how = draw(st.sampled_from(["put", "put", "drop", "wrap", "double"]))
        if how == "put":
            parent[last] = copy.deepcopy(draw(st.sampled_from(WEIRD)))
        elif how == "wrap":
            parent[last] = [parent[last]]
        elif how == "double" and isinstance(parent, list):
            parent.append(copy.deepcopy(parent[last]))
        elif not (len(trees) == 1 and parent is trees):
            del parent[last]
    return trees


@settings(max_examples=150, deadline=None, derandomize=True)
@given(weird(), st.booleans(), st.integers(25, 37), st.integers(1, 4))
def test_no_rule_fails_on_weird_manifests(
    trees: list[Tree], closed: bool, minor: int, zones: int
) -> None:
    found = findings(trees, "strict", closed=closed, kubernetes=(1, minor), zones=zones)
    assert [each.message for each in found if each.rule == "rule-crashed"] == []


@pytest.mark.parametrize("metadata", [True, 3, ["x"], {"name": 5}, {"name": "w", "namespace": []}])
def test_metadata_of_custom_resources_may_be_anything(metadata: Any) -> None:
    pod = {
        "metadata": {"labels": {"a": "b"}},
        "spec": {"containers": [{"name": "c", "image": "i:1"}]},
    }
    rollout = {
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "metadata": metadata,
        "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": pod},
    }  # fmt: skip
    found = findings([rollout], "strict")
    assert [each.message for each in found if each.rule == "rule-crashed"] == []


@pytest.mark.parametrize(
    "labels", [{"app": ["web"]}, {"app": {"a": "b"}}, {"app": None}, {"app": 3}]
)
@pytest.mark.parametrize("selector", [{"app": [["web"]]}, {"app": 3}, {"app": "web"}])
def test_labels_of_custom_resources_may_be_anything(labels: Tree, selector: Tree) -> None:
    term = {"topologyKey": ZONE, "labelSelector": {"matchLabels": selector}}
    pod = {
        "containers": [{"name": "web", "image": "web:1.0"}],
        "topologySpreadConstraints": [
            {"maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule", "matchLabelKeys": ["app"], **term}
        ],
        "affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}},
    }
    tree = {**workload("Rollout", "web", labels, 3, pod), "apiVersion": "argoproj.io/v1alpha1"}
    found = findings([tree, budget()], "strict")
    assert [each.message for each in found if each.rule == "rule-crashed"] == []


@pytest.mark.parametrize(
    "selector",
    [
        None, 3, "app=web", [], [None],
        {"matchLabels": [{"app": "web"}]}, {"matchLabels": "yes"}, {"matchLabels": {"app": 3}},
        {"matchExpressions": [None]}, {"matchExpressions": "app"}, {"matchExpressions": {"a": "b"}},
        {"matchExpressions": [{"key": "app", "operator": "In", "values": 3}]},
        {"matchExpressions": [{"key": "app", "operator": "In", "values": [["web"]]}]},
        {"matchExpressions": [{"key": ["app"], "operator": "Exists"}]},
    ],
)  # fmt: skip
def test_a_selector_that_no_server_accepts_matches_nothing(selector: Any) -> None:
    assert compile_selector(selector).nothing
    assert not compile_selector(selector).matches({"app": "web"})
