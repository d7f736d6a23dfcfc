"""Relations between resources: exact selectors, namespaces and the nearest copy."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from multiaz_lint.model import (
    Autoscaler,
    Cluster,
    Deployment,
    PodDisruptionBudget,
    Service,
    StorageClass,
    Workload,
)
from multiaz_lint.model.budgets.guard import guard_of
from multiaz_lint.model.budgets.standing import standing_budgets
from multiaz_lint.model.labels import compile_selector

if TYPE_CHECKING:
    from multiaz_lint.model import Resource


def cluster(**texts: str) -> Cluster:
    """Make a cluster of files; ``__`` in a name stands for a slash."""
    resources: list[Resource] = []
    for name, text in texts.items():
        source = Source(f"{name.replace('__', '/')}.yaml", dedent(text))
        resources += objects.read(source).resources
    return Cluster(resources)


def deployment(name: str = "web", namespace: str = "", labels: str = "app: web") -> str:
    placed = f", namespace: {namespace}" if namespace else ""
    return f"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {{name: {name}{placed}}}
        spec:
          selector: {{matchLabels: {{{labels}}}}}
          template:
            metadata: {{labels: {{{labels}}}}}
            spec: {{containers: [{{name: web, image: web}}]}}
        """


def budget(
    name: str = "web", namespace: str = "", selector: str = "matchLabels: {app: web}"
) -> str:
    placed = f", namespace: {namespace}" if namespace else ""
    return f"""
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {{name: {name}{placed}}}
        spec: {{maxUnavailable: 1, selector: {{{selector}}}}}
        """


def origins(found: list[Any]) -> list[str]:
    return [each.origin for each in found]


def test_a_budget_guards_pods_by_their_template_labels_and_namespace() -> None:
    both = cluster(
        a=deployment(),
        b=budget(),
        c=budget("other", "elsewhere"),
        d=budget("x", "", "matchLabels: {app: web, tier: a}"),
    )
    (workload,) = both.of(Deployment)
    assert [each.name for each in both.budgets_of(workload)] == ["web"]


def test_an_absent_namespace_is_the_default_one() -> None:
    both = cluster(a=deployment(namespace="default"), b=budget())
    assert len(both.budgets_of(both.of(Deployment)[0])) == 1


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        pytest.param("", 1, id="empty: every pod"),
        pytest.param(
            "matchExpressions: [{key: app, operator: In, values: [web, api]}]", 1, id="In"
        ),
        pytest.param("matchExpressions: [{key: tier, operator: DoesNotExist}]", 1, id="absent key"),
        pytest.param(
            "matchExpressions: [{key: app, operator: NotIn, values: [web]}]", 0, id="NotIn"
        ),
        pytest.param("matchLabels: {app: web, pod-template-hash: x}", 0, id="a hash nobody knows"),
    ],
)
def test_selectors_match_as_kubernetes_does(selector: str, found: int) -> None:
    both = cluster(a=deployment(), b=budget(selector=selector))
    assert len(both.budgets_of(both.of(Deployment)[0])) == found
    assert len(both.guarded_by(both.of(PodDisruptionBudget)[0])) == found


def test_the_nearest_copy_wins() -> None:
    both = cluster(
        prod__web=deployment(), prod__extra__pdb=budget(), dev__web=deployment(), dev__pdb=budget()
    )
    prod, dev = both.of(Deployment)
    assert origins(both.budgets_of(prod)) == ["prod/extra/pdb.yaml"]
    assert origins(both.budgets_of(dev)) == ["dev/pdb.yaml"]


def test_siblings_that_define_one_object_do_not_mix() -> None:
    both = cluster(prod__web=deployment(), prod__pdb=budget(), dev__web=deployment())
    prod, dev = both.of(Deployment)
    assert origins(both.budgets_of(prod)) == ["prod/pdb.yaml"]
    assert both.budgets_of(dev) == []


def test_what_lies_above_is_shared() -> None:
    both = cluster(pdb=budget(), prod__web=deployment(), dev__web=deployment())
    assert [origins(both.budgets_of(each)) for each in both.of(Deployment)] == [["pdb.yaml"]] * 2


def test_folders_of_different_objects_are_one_context() -> None:
    both = cluster(workloads__web=deployment(), budgets__web=budget())
    assert origins(both.budgets_of(both.of(Deployment)[0])) == ["budgets/web.yaml"]


CLASS = """
    apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata: {{name: slow}}
    provisioner: {}
    """
CLAIM = """
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], storageClassName: slow}
    """
POD = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      template:
        spec:
          volumes: [{name: a, persistentVolumeClaim: {claimName: data}}]
    """


def test_a_class_beside_the_pods_counts_before_one_beside_the_claim_they_share() -> None:
    several = cluster(
        claim=CLAIM,
        aws=CLASS.format("ebs.csi.aws.com"),
        ceph__pod=POD,
        ceph__class=CLASS.format("kubernetes.io/rbd"),
        plain__pod=POD,
        deep__down__class=CLASS.format("kubernetes.io/cinder"),
        deep__pod=POD,
        low__claims__claim=CLAIM.replace("name: data", "name: other"),
        low__claims__aws=CLASS.format("ebs.csi.aws.com"),
        low__pod=POD.replace("claimName: data", "claimName: other"),
        low__class=CLASS.format("kubernetes.io/rbd"),
    )
    found = {}
    for workload in several.of(Deployment):
        (mount,) = several.volumes.mounts_of(workload)
        found[workload.origin] = several.volumes.storage_of(mount).provisioner
    assert found == {
        "ceph/pod.yaml": "kubernetes.io/rbd",
        "plain/pod.yaml": "ebs.csi.aws.com",
        "deep/pod.yaml": "ebs.csi.aws.com",
        "low/pod.yaml": "ebs.csi.aws.com",
    }


AUTOSCALER = """
    apiVersion: {api}
    kind: {kind}
    metadata: {{name: web}}
    spec: {{scaleTargetRef: {{apiVersion: {target}, kind: Deployment, name: web}}{bounds}}}
    """


@pytest.mark.parametrize(
    ("api", "kind", "target", "bounds", "expected"),
    [
        ("autoscaling/v2", "HorizontalPodAutoscaler", "apps/v1", ", maxReplicas: 9", (1, 9)),
        (
            "autoscaling/v1",
            "HorizontalPodAutoscaler",
            "apps/v1",
            ", minReplicas: 4, maxReplicas: 9",
            (4, 9),
        ),
        (
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            "apps/v1beta1",
            ", minReplicas: 2, maxReplicas: 9",
            (2, 9),
        ),
        ("keda.sh/v1alpha1", "ScaledObject", "apps/v1", "", (0, 100)),
        (
            "keda.sh/v1alpha1",
            "ScaledObject",
            "apps/v1",
            ", minReplicaCount: 3, maxReplicaCount: 5",
            (3, 5),
        ),
        (
            "keda.sh/v1alpha1",
            "ScaledObject",
            "apps/v1",
            ", idleReplicaCount: 0, minReplicaCount: 3, maxReplicaCount: 5",
            (3, 5),
        ),
    ],
)
def test_an_autoscaler_decides_the_replicas(
    api: str, kind: str, target: str, bounds: str, expected: tuple[int, int]
) -> None:
    text = AUTOSCALER.format(api=api, kind=kind, target=target, bounds=bounds)
    both = cluster(a=deployment(), b=text)
    (workload,) = both.of(Deployment)
    scale = both.scale_of(workload)
    assert (scale.least, scale.most) == expected
    assert both.target_of(both.of(Autoscaler)[0]) is workload


@pytest.mark.parametrize("replicas", [0, 4])
def test_a_paused_autoscaler_holds_a_number(replicas: int) -> None:
    text = AUTOSCALER.format(
        api="keda.sh/v1alpha1", kind="ScaledObject", target="apps/v1", bounds=""
    )
    paused = f'{{name: web, annotations: {{autoscaling.keda.sh/paused-replicas: "{replicas}"}}}}'
    both = cluster(a=deployment(), b=text.replace("{name: web}", paused, 1))
    scale = both.scale_of(both.of(Deployment)[0])
    assert (scale.least, scale.most, scale.zero) == (replicas, replicas, replicas == 0)


def test_without_an_autoscaler_replicas_are_as_written_or_one() -> None:
    alone = cluster(
        a=deployment(), b=deployment("api").replace("spec:\n", "spec:\n          replicas: 4\n", 1)
    )
    assert [alone.scale_of(each).least for each in alone.of(Deployment)] == [1, 4]


def test_services_route_by_equalities_and_never_without_a_selector() -> None:
    service = "\napiVersion: v1\nkind: Service\nmetadata: {name: NAME}\nspec: {SELECTOR}\n"
    both = cluster(
        a=deployment(labels="app: web, tier: front"),
        b=service.replace("NAME", "web").replace("SELECTOR", "selector: {app: web}"),
        c=service.replace("NAME", "none").replace("SELECTOR", ""),
    )
    assert [each.name for each in both.services_of(both.of(Deployment)[0])] == ["web"]
    assert [len(both.backends_of(each)) for each in both.of(Service)] == [1, 0]


def test_the_default_class_is_found_by_its_annotation() -> None:
    text = """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: fast, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
        provisioner: ebs.csi.aws.com
        """
    both = cluster(a=deployment(), b=text)
    (workload,) = both.of(Deployment)
    assert both.volumes.storage_class(None, workload) is both.of(StorageClass)[0]
    assert both.volumes.storage_class("slow", workload) is None


KEYS = st.sampled_from(["app", "tier", "zone"])
VALUES = st.sampled_from(["a", "b", ""])
LABELS = st.dictionaries(KEYS, VALUES)
EXPRESSIONS = st.one_of(
    st.builds(
        lambda key, operator, values: {"key": key, "operator": operator, "values": values},
        KEYS,
        st.sampled_from(["In", "NotIn"]),
        st.lists(VALUES, min_size=1),
    ),
    st.builds(
        lambda key, operator: {"key": key, "operator": operator},
        KEYS,
        st.sampled_from(["Exists", "DoesNotExist"]),
    ),
)
SELECTORS = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {}, optional={"matchLabels": LABELS, "matchExpressions": st.lists(EXPRESSIONS, max_size=3)}
    ),
)


def plainly(selector: dict[str, Any] | None, labels: dict[str, str]) -> bool:
    """Match as semantics are written down, one requirement after the other."""
    if selector is None:
        return False
    wanted = [
        {"key": key, "operator": "In", "values": [value]}
        for key, value in (selector.get("matchLabels") or {}).items()
    ] + (selector.get("matchExpressions") or [])
    for one in wanted:
        has = one["key"] in labels
        matched = {
            "In": has and labels.get(one["key"]) in one.get("values", []),
            "NotIn": not has or labels[one["key"]] not in one.get("values", []),
            "Exists": has,
            "DoesNotExist": not has,
        }[one["operator"]]
        if not matched:
            return False
    return True


@given(SELECTORS, LABELS)
def test_selectors_equal_a_plain_reference(
    selector: dict[str, Any] | None, labels: dict[str, str]
) -> None:
    assert compile_selector(selector).matches(labels) == plainly(selector, labels)


def _written(selectors: list[Any], labels: list[tuple[str, dict[str, str]]]) -> Cluster:
    items: list[Any] = [
        {
            "apiVersion": "apps/v1", "kind": kind, "metadata": {"name": f"w{at}"},
            "spec": {"template": {"metadata": {"labels": each}}},
        }
        for at, (kind, each) in enumerate(labels)
    ]  # fmt: skip
    items += [
        {
            "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
            "metadata": {"name": f"b{at}"}, "spec": {"selector": each},
        }
        for at, each in enumerate(selectors)
    ]  # fmt: skip
    return cluster(a=json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))


@given(
    st.lists(SELECTORS, max_size=6),
    st.lists(st.tuples(st.sampled_from(["Deployment", "StatefulSet"]), LABELS), max_size=40),
)
def test_budgets_guard_what_each_pod_by_itself_says(
    selectors: list[dict[str, Any] | None], labels: list[tuple[str, dict[str, str]]]
) -> None:
    both = _written(selectors, labels)
    workloads, budgets = both.of(Workload), both.of(PodDisruptionBudget)
    for budget in budgets:
        guarded = [each for each in workloads if budget.selector.matches(each.pod_labels)]
        assert list(both.guarded_by(budget)) == guarded
    for workload in workloads:
        selecting = [each for each in budgets if each.selector.matches(workload.pod_labels)]
        assert list(both.budgets_of(workload)) == selecting
        assert standing_budgets(workload, both) == [each for each in selecting if not each.refused]


def test_what_selects_the_same_is_found_once() -> None:
    """Of thousands of budgets and workloads there would be as many lists."""
    labels = [("Deployment", {"app": "a", "tier": f"t{at}"}) for at in range(20)]
    absent = [{"key": "tier", "operator": "NotIn", "values": [f"x{at}"]} for at in range(3)]
    selectors = [{"matchLabels": {"app": "a"}}] * 3 + [{"matchExpressions": [e]} for e in absent]
    both = _written(selectors, labels)
    assert len({id(both.budgets_of(each)) for each in both.of(Workload)}) == 1
    guards = [guard_of(each, both).guarded for each in both.of(PodDisruptionBudget)]
    assert [guards.index(each) for each in guards] == [0, 0, 0, 3, 3, 3]
