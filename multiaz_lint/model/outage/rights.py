"""What the ServiceAccounts of pods may write, by the roles of the input that they are bound to."""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.workload import Workload

    Granted = dict[tuple[str, str], list[Resource]]
    """The bindings for a ServiceAccount, by its namespace and name."""

RBAC = "rbac.authorization.k8s.io"
_BINDINGS = frozenset({"RoleBinding", "ClusterRoleBinding"})
_BUILT_IN = frozenset({"cluster-admin", "admin", "edit"})
"""ClusterRoles of every cluster that let write: bootstrappolicy of the API server, 1.37."""
_WRITES = frozenset({"create", "update", "patch", "*"})
_CHANGES = _WRITES | {"delete", "deletecollection"}
_LEASES = ("coordination.k8s.io", "leases")
_ASKING = frozenset({"authentication.k8s.io", "authorization.k8s.io"})
"""Groups of which to create something is to ask."""
_TOLD = frozenset({"events", "leases"})
"""What several may write: events, and the Leases by which a leader is elected."""


def writes_leases(workload: Workload, cluster: Cluster) -> bool:
    """Whether its pods may write Leases, which a leader is elected by."""
    return _is_granted(workload, _electors(cluster), cluster)


def holds_lock(workload: Workload, cluster: Cluster) -> bool:
    """Whether its pods may write what is named for a leader: older locks are no Leases."""
    return _is_granted(workload, _holding_locks(cluster), cluster)


def changes_resources(workload: Workload, cluster: Cluster) -> bool:
    """Whether its pods may change what is in the cluster, as controllers do."""
    return _is_granted(workload, _changing(cluster), cluster)


def account_of(workload: Workload) -> tuple[str, str] | None:
    """Return the ServiceAccount, by namespace and name, that is a workload's own.

    The default one is everybody's of a namespace: of its rights nobody knows whose they are.
    """
    spec = workload.pod_spec
    account = string(spec.get("serviceAccountName")) or string(spec.get("serviceAccount"))
    return (workload.namespace, account) if account not in {"", "default"} else None


def _is_granted(workload: Workload, granted: Granted, cluster: Cluster) -> bool:
    """Whether a binding that may be of the same cluster is for a workload's own ServiceAccount."""
    account = account_of(workload)
    if account is None:
        return False
    return cluster.nearness.first_beside(granted.get(account, []), workload) is not None


@once
def _electors(cluster: Cluster) -> Granted:
    return _granted(cluster, _grants_leases)


@once
def _holding_locks(cluster: Cluster) -> Granted:
    return _granted(cluster, _grants_lock)


@once
def _changing(cluster: Cluster) -> Granted:
    return _granted(cluster, _grants_changes, _BUILT_IN)


def _granted(
    cluster: Cluster, grants: Callable[[Any], bool], known: frozenset[str] = frozenset()
) -> Granted:
    """Find the ServiceAccounts that are bound to roles with such a rule.

    ``known`` are ClusterRoles that have one where the input does not hold them.
    """
    granted: Granted = {}
    granting: dict[int, bool] = {}
    placed = _Accounts(cluster)
    for binding in cluster.resources:
        if binding.group != RBAC or binding.kind not in _BINDINGS:
            continue
        reference = mapping(binding.get("roleRef"))
        kind, name = string(reference.get("kind")), string(reference.get("name"))
        namespace = "" if kind == "ClusterRole" else binding.namespace
        roles = cluster.find((RBAC, kind, namespace, name), binding)
        for role in roles:
            if id(role) not in granting:
                granting[id(role)] = any(map(grants, _rules(role)))
        if not roles and kind == "ClusterRole" and name in known:
            pass
        elif not any(granting[id(role)] for role in roles):
            continue
        subjects = map(mapping, sequence(binding.get("subjects")))
        accounts = [each for each in subjects if each.get("kind") == "ServiceAccount"]
        for account in {placed.of(_subject(each, binding)) for each in accounts}:
            cluster.effort.put(granted, account, binding)
    return granted


class _Accounts:
    """The ServiceAccounts of the input.

    One of a manifest that names no namespace gets it when that is applied (``kubectl -n``): then a
    subject may be in one that the input does not know.
    """

    __slots__ = ("_there", "_unplaced")

    def __init__(self, cluster: Cluster) -> None:
        self._there: set[tuple[str, str]] = set()
        self._unplaced: dict[str, tuple[str, str]] = {}
        for each in cluster.resources:
            if each.group == "" and each.kind == "ServiceAccount":
                account = each.namespace, each.name
                self._there.add(account)
                if not each.metadata.get("namespace"):
                    self._unplaced[each.name] = account

    def of(self, subject: tuple[str, str]) -> tuple[str, str]:
        """Return the account of the input that a subject means, or else the subject."""
        if subject in self._there:
            return subject
        return self._unplaced.get(subject[1], subject)


def _subject(account: dict[str, Any], binding: Resource) -> tuple[str, str]:
    where = string(account.get("namespace")) or binding.namespace
    return where, string(account.get("name"))


def _rules(role: Resource) -> list[dict[str, Any]]:
    return list(map(mapping, sequence(role.get("rules"))))


def _grants_leases(rule: dict[str, Any]) -> bool:
    group, resource = _LEASES
    return (
        group in sequence(rule.get("apiGroups"))
        and resource in sequence(rule.get("resources"))
        and not _WRITES.isdisjoint(map(str, sequence(rule.get("verbs"))))
    )


def _grants_lock(rule: dict[str, Any]) -> bool:
    names = map(str, sequence(rule.get("resourceNames")))
    written = not _WRITES.isdisjoint(map(str, sequence(rule.get("verbs"))))
    return written and any("leader" in name.lower() for name in names)


def _grants_changes(rule: dict[str, Any]) -> bool:
    """Whether a rule lets change more than what tells or asks; named resources are one's own.

    Controllers are granted their own configuration by name: a certificate, a lock.
    """
    groups = {str(each) for each in sequence(rule.get("apiGroups"))}
    resources = {str(each) for each in sequence(rule.get("resources"))}
    return (
        bool(groups - _ASKING)
        and bool(resources - _TOLD)
        and not sequence(rule.get("resourceNames"))
        and not _CHANGES.isdisjoint(map(str, sequence(rule.get("verbs"))))
    )
