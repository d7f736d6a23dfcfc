"""Whether one replica is meant: a singleton by intention, or one that elects a leader."""

from __future__ import annotations

from multiaz_lint.model.admission import APIService, WebhookConfiguration, service_asked
from multiaz_lint.model.cached import once
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.routes import services_behind
from multiaz_lint.model.workload_kinds import Deployment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.traffic import Service
    from multiaz_lint.model.workload import ScalableWorkload, Workload

RBAC = "rbac.authorization.k8s.io"
_ELECTION = ("leader-elect", "leader_elect", "leaderelect")
_OFF = frozenset({"false", "0", "no", "off", "disabled"})
_WRITES = frozenset({"create", "update", "patch", "*"})


def intended_singleton(workload: ScalableWorkload, cluster: Cluster) -> bool:
    """Whether one replica is meant.

    Annotation ``multiaz-lint/singleton`` says so; strategy Recreate with one replica and a volume
    for one node shows it.
    """
    if workload.singleton_reason is not None:
        return True
    return (
        isinstance(workload, Deployment)
        and workload.strategy == "Recreate"
        and cluster.scale_of(workload).least <= 1
        and cluster.volumes.held_of(workload) is not None
    )


def elects_leader(workload: Workload, cluster: Cluster) -> bool:
    """Whether one of the replicas leads and the others wait for its place.

    A flag or variable says so, or they may write Leases. All replicas work where traffic comes to
    them from outside the cluster: an ingress controller elects who writes the status of Ingresses.
    """
    if not (_election_switched(workload) or _writes_leases(workload, cluster)):
        return False
    return not any(_from_outside(service, cluster) for service in cluster.services_of(workload))


def leader_needs(workload: Workload, cluster: Cluster) -> tuple[str, bool]:
    """Say what 2 replicas are needed for where one of them leads, and whether that is only advice.

    The API server asks any of them: the handlers of webhooks and of APIs wait for no election
    (controller-runtime, pkg/webhook/server.go: NeedLeaderElection).
    """
    asked = _asked_by_the_api_server(cluster)
    if any((each.namespace, each.name) in asked for each in cluster.services_of(workload)):
        return "the 2 that go on answering the API server", False
    return "the 2 that a fast failover of the leader needs", True


@once
def _asked_by_the_api_server(cluster: Cluster) -> set[tuple[str, str]]:
    """Find the Services, by namespace and name, without which it refuses or cannot serve."""
    asked = [each.service for each in cluster.of(APIService)]
    for configuration in cluster.of(WebhookConfiguration):
        asked += [each.service for each in configuration.webhooks() if each.fails]
    for definition in cluster.resources:
        if definition.group == "apiextensions.k8s.io":
            client = definition.get("spec", "conversion", "webhook", "clientConfig", "service")
            asked.append(service_asked(client))
    return {(each[2], each[3]) for each in asked if each is not None}


def _from_outside(service: Service, cluster: Cluster) -> bool:
    """Whether a Service takes traffic from outside the cluster, or a route leads to it."""
    if service.type in {"LoadBalancer", "NodePort"}:
        return True
    return (service.namespace, service.name) in _behind_routes(cluster)


@once
def _behind_routes(cluster: Cluster) -> set[tuple[str, str]]:
    """Find the Services, by namespace and name, that Ingresses and other routes lead to."""
    return {service for each in cluster.resources for service in services_behind(each)}


def _election_switched(workload: Workload) -> bool:
    for container in workload.containers:
        if not container.runs:
            continue
        words = (*sequence(container.tree.get("command")), *sequence(container.tree.get("args")))
        for position, word in enumerate(words):
            if isinstance(word, str) and word.startswith("-") and _names_election(word):
                _, equals, value = word.partition("=")
                after = words[position + 1] if position + 1 < len(words) else ""
                if _switches_on(word, value if equals else string(after)):
                    return True
        for variable in sequence(container.tree.get("env")):
            name = string(mapping(variable).get("name"))
            if _names_election(name):
                written = mapping(variable).get("value")
                return not isinstance(written, str) or _switches_on(name, written)
    return False


def _switches_on(name: str, value: str) -> bool:
    """Whether a value switches the election on; there are names that switch it off (Karpenter)."""
    off = value.strip().lower() in _OFF
    return off if "disable" in name.partition("=")[0].lower() else not off


def _names_election(word: str) -> bool:
    low = word.partition("=")[0].lower()
    return "leader" in low and any(name in low for name in _ELECTION)


def _writes_leases(workload: Workload, cluster: Cluster) -> bool:
    spec = workload.pod_spec
    account = string(spec.get("serviceAccountName")) or string(spec.get("serviceAccount"))
    if not account or account == "default":
        return False
    return (workload.namespace, account) in _electors(cluster)


@once
def _electors(cluster: Cluster) -> set[tuple[str, str]]:
    """Find the service accounts, by namespace and name, that are bound to writing Leases."""
    electors = set()
    granting: dict[int, bool] = {}
    for binding in cluster.resources:
        if binding.group != RBAC or binding.kind not in {"RoleBinding", "ClusterRoleBinding"}:
            continue
        reference = mapping(binding.get("roleRef"))
        kind, name = string(reference.get("kind")), string(reference.get("name"))
        namespace = "" if kind == "ClusterRole" else binding.namespace
        roles = cluster.find((RBAC, kind, namespace, name), binding)
        for role in roles:
            if id(role) not in granting:
                granting[id(role)] = _grants_leases(role)
        if not any(granting[id(role)] for role in roles):
            continue
        for subject in sequence(binding.get("subjects")):
            account = mapping(subject)
            if account.get("kind") == "ServiceAccount":
                where = string(account.get("namespace")) or binding.namespace
                electors.add((where, string(account.get("name"))))
    return electors


def _grants_leases(role: Resource) -> bool:
    return any(
        "coordination.k8s.io" in sequence(mapping(rule).get("apiGroups"))
        and "leases" in sequence(mapping(rule).get("resources"))
        and not _WRITES.isdisjoint(map(str, sequence(mapping(rule).get("verbs"))))
        for rule in sequence(role.get("rules"))
    )
