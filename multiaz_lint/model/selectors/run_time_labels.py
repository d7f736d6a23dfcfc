"""Labels that the programs in pods write onto their own Pod: whether it leads, what state it is in.

No pod template has them, so that of a selector on them nobody can say which pods it picks. Known
from the sources: the service registration of Vault and OpenBao
(serviceregistration/kubernetes/service_registration.go); Patroni, whose label is ``role`` unless
PATRONI_KUBERNETES_ROLE_LABEL names another, and Spilo (``spilo-role``, KUBERNETES_ROLE_LABEL); the
operators of Redis, and the sidecar of Bitnami's chart of it (``isMaster``).
"""

from __future__ import annotations

from multiaz_lint.model.cached import once, once_alike
from multiaz_lint.model.disruption import PodDisruptionBudget
from multiaz_lint.model.labels import IN, Selector
from multiaz_lint.model.outage.quorum import image_name
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.workload import Workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource

_STATES = ("active", "sealed", "initialized", "perf-standby", "version")
_WRITTEN = {
    **{f"vault-{state}": "vault" for state in _STATES},
    **{f"openbao-{state}": "openbao" for state in _STATES},
    "spilo-role": "spilo",
    "redis-role": "redis",
    "redisfailovers-role": "redis",
    "isMaster": "redis",
}
"""The labels, and a word that is in the name of the image which writes them."""
_LEADS = dict.fromkeys(("vault-active", "openbao-active", "isMaster"), frozenset({"true"}))
_LEADING = frozenset({"master", "primary", "leader", "standby_leader"})
"""Values of the label of a role that one pod has at a time (Patroni's docs/kubernetes.rst)."""
_ROLE_LABELS = frozenset({"PATRONI_KUBERNETES_ROLE_LABEL", "KUBERNETES_ROLE_LABEL"})


def picks_at_run_time(selector: Selector, near: Resource, cluster: Cluster) -> bool:
    """Whether a selector may match pods in the namespace of a resource by such a label."""
    return bool(_picked(selector, near, cluster))


def budgets_at_run_time(workload: Workload, cluster: Cluster) -> list[PodDisruptionBudget]:
    """Return the budgets that may select pods of a workload by such a label: one of each kind."""
    return _guarded(cluster).get(workload, [])


def picks_the_leader(selector: Selector, workload: Workload) -> bool:
    """Whether such a label makes a selector mean, of a workload, the one pod that leads."""
    asked = [(key, IN, frozenset({value})) for key, value in selector.equalities.items()]
    return any(
        operator == IN and values and (_LEADS.get(key) or _LEADING).issuperset(values)
        for key, operator, values in (*asked, *selector.expressions)
        if key not in workload.pod_labels
    )


@once
def _guarded(cluster: Cluster) -> dict[Workload, list[PodDisruptionBudget]]:
    index: dict[Workload, list[PodDisruptionBudget]] = {}
    alike = {
        _question(each.selector, each, cluster): each
        for each in reversed(cluster.of(PodDisruptionBudget))
    }
    for budget in reversed(alike.values()):
        for each in _picked(budget.selector, budget, cluster):
            cluster.effort.put(index, each, budget)
    return index


def _question(selector: Selector, near: Resource, cluster: Cluster) -> tuple[object, ...]:
    """Return what is alike where the same workloads are picked."""
    place = () if cluster.nearness.plain else (near.directory, near.origin)
    asked = frozenset(selector.equalities.items()), selector.expressions, selector.nothing
    return near.namespace, place, asked


@once_alike(_question)
def _picked(selector: Selector, near: Resource, cluster: Cluster) -> list[Workload]:
    keys = selector.keys.intersection({*_WRITTEN, *_role_labels(cluster).get(near.namespace, ())})
    if selector.nothing or not keys:
        return []
    rest = Selector(
        {key: value for key, value in selector.equalities.items() if key not in keys},
        tuple([each for each in selector.expressions if each[0] not in keys]),
    )
    found = cluster.select(rest, near.namespace, near)
    return [each for each in found if _writes(keys, each, named=not rest.empty)]


def _writes(keys: frozenset[str], workload: Workload, *, named: bool) -> bool:
    """Whether a workload writes the labels; where others name it nothing more speaks for it."""
    if not keys.isdisjoint(workload.pod_labels):
        return False
    own = _role_labels_of(workload)
    for key in keys:
        word = _WRITTEN.get(key)
        if key in own or (word is not None and named):
            continue
        if word is None or not any(word in image_name(each) for each in workload.containers):
            return False
    return True


@once
def _role_labels(cluster: Cluster) -> dict[str, set[str]]:
    """Return by namespace the labels of their role that its workloads write."""
    index: dict[str, set[str]] = {}
    for workload in cluster.of(Workload):
        if own := _role_labels_of(workload):
            index.setdefault(workload.namespace, set()).update(own)
    return index


@once
def _role_labels_of(workload: Workload) -> set[str]:
    """Return the labels of their role that Patroni and Spilo write in a workload's pods."""
    found: set[str] = set()
    for container in workload.containers:
        names = set()
        for variable in map(mapping, sequence(container.tree.get("env"))):
            name = string(variable.get("name"))
            names.add(name)
            if name in _ROLE_LABELS and (label := string(variable.get("value"))):
                found.add(label)
        if names.isdisjoint(_ROLE_LABELS):
            if any(name.startswith("PATRONI_KUBERNETES_") for name in names):
                found.add("role")
            elif "spilo" in image_name(container):
                found.add("spilo-role")
    return found
