"""Whether one replica is meant: a singleton by intention, or one that elects a leader."""

from __future__ import annotations

from multiaz_lint.model.admission import APIService, WebhookConfiguration, service_asked
from multiaz_lint.model.cached import once
from multiaz_lint.model.outage.quorum import image_name
from multiaz_lint.model.outage.rights import writes_leases
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.routes import services_behind
from multiaz_lint.model.workload_kinds import Deployment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from multiaz_lint.model.admission import ServiceIdentity
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.pods.container import Container
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.traffic import Service
    from multiaz_lint.model.workload import ScalableWorkload, Workload

    Naming = dict[tuple[str, str], list[Resource]]
    """What names a Service, by its namespace and name."""

_ELECTION = ("leader-elect", "leader_elect", "leaderelect")
_OFF = frozenset({"false", "0", "no", "off", "disabled"})
_UNTOLD = {
    "cluster-autoscaler": True,
    "descheduler": False,
    "vpa-recommender": False,
    "vpa-updater": False,
}
"""Images, by the last part of their names, and whether they elect a leader untold: main.go of the
autoscaler, options.go of the descheduler, the FAQ of the vertical autoscaler."""


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

    A flag or variable says so, or they may write Leases and nothing says no. All replicas work
    where traffic comes to them from outside the cluster: an ingress controller elects who writes
    the status of Ingresses.
    """
    switch = election_switch(workload)
    if not (writes_leases(workload, cluster) if switch is None else switch[0]):
        return False
    return not any(_from_outside(service, cluster) for service in cluster.services_of(workload))


def leader_needs(workload: Workload, cluster: Cluster) -> tuple[str, bool]:
    """Say what 2 replicas are needed for where one of them leads, and whether that is only advice.

    The API server asks any of them: the handlers of webhooks and of APIs wait for no election
    (controller-runtime, pkg/webhook/server.go: NeedLeaderElection). It may go on without an answer.
    """
    services = cluster.services_of(workload)
    for asked, advice in (
        (_asked_by_the_api_server(cluster), False),
        (_let_through(cluster), True),
    ):
        if any(_is_named(each, asked, cluster) for each in services):
            return "the 2 that go on answering the API server", advice
    return "the 2 that a fast failover of the leader needs", True


@once
def _asked_by_the_api_server(cluster: Cluster) -> Naming:
    """Find the Services without which it refuses or cannot serve."""
    naming: Naming = {}
    for resource in cluster.resources:
        for service in {each[2:] for each in _asked_because_of(resource) if each is not None}:
            cluster.effort.put(naming, service, resource)
    return naming


@once
def _let_through(cluster: Cluster) -> Naming:
    """Find the Services of webhooks without which requests are served unasked."""
    naming: Naming = {}
    for resource in cluster.of(WebhookConfiguration):
        webhooks = [each for each in resource.webhooks() if not (each.fails or each.asked_nothing)]
        for service in {each.service[2:] for each in webhooks if each.service is not None}:
            cluster.effort.put(naming, service, resource)
    return naming


def _asked_because_of(resource: Resource) -> Iterable[ServiceIdentity | None]:
    """Return the Services that the API server asks because of a resource."""
    if isinstance(resource, APIService):
        return (resource.service,)
    if isinstance(resource, WebhookConfiguration):
        webhooks = resource.webhooks()
        return [each.service for each in webhooks if each.fails and not each.asked_nothing]
    if resource.group == "apiextensions.k8s.io":
        client = resource.get("spec", "conversion", "webhook", "clientConfig", "service")
        return (service_asked(client),)
    return ()


def _from_outside(service: Service, cluster: Cluster) -> bool:
    """Whether a Service takes traffic from outside the cluster, or a route leads to it."""
    if service.type in {"LoadBalancer", "NodePort"}:
        return True
    return _is_named(service, _behind_routes(cluster), cluster)


def _is_named(service: Service, naming: Naming, cluster: Cluster) -> bool:
    """Whether a resource that may be of the same cluster names a Service."""
    found = naming.get((service.namespace, service.name), [])
    return cluster.nearness.first_beside(found, service) is not None


@once
def _behind_routes(cluster: Cluster) -> Naming:
    """Find the Services that Ingresses and other routes lead to."""
    naming: Naming = {}
    for resource in cluster.resources:
        for service in set(services_behind(resource)):
            cluster.effort.put(naming, service, resource)
    return naming


@once
def election_switch(workload: Workload) -> tuple[bool, str] | None:
    """Return whether a leader is elected, and words for what decides that.

    That is a flag, a variable, or software that is known; None where nothing is. One container that
    elects is enough.
    """
    found = [each for each in map(_switch, workload.containers) if each is not None]
    return next((each for each in found if each[0]), found[0] if found else None)


def _switch(container: Container) -> tuple[bool, str] | None:
    """Return what one container says: other flags name and time what one of them switches off."""
    if not container.runs:
        return None
    switches = list(_switches(container))
    image = image_name(container)
    if not switches and image in _UNTOLD:
        elects = "elects a leader" if _UNTOLD[image] else "elects no leader"
        return _UNTOLD[image], f"{image} {elects} unless it is told to"
    off = next((what for on, what in switches if not on), "")
    if off:
        return False, f"{off} switches the election of a leader off"
    return (True, f"{switches[0][1]} lets a leader be elected") if switches else None


def _switches(container: Container) -> Iterator[tuple[bool, str]]:
    """Yield the flags and variables that speak of the election, and whether they switch it on."""
    words = (*sequence(container.tree.get("command")), *sequence(container.tree.get("args")))
    for position, word in enumerate(words):
        if isinstance(word, str) and word.startswith("-") and _names_election(word):
            _, equals, value = word.partition("=")
            after = string(words[position + 1]) if position + 1 < len(words) else ""
            on = _switches_on(word, value if equals else after)
            yield on, f"{word} {after}" if after.lower() in _OFF and not equals else word
    for variable in sequence(container.tree.get("env")):
        name = string(mapping(variable).get("name"))
        if _names_election(name):
            written = mapping(variable).get("value")
            if isinstance(written, str):
                yield _switches_on(name, written), f"{name}={written}"
            else:
                yield True, name


def _switches_on(name: str, value: str) -> bool:
    """Whether a value switches the election on; there are names that switch it off (Karpenter)."""
    off = value.strip().lower() in _OFF
    return off if "disable" in name.partition("=")[0].lower() else not off


def _names_election(word: str) -> bool:
    low = word.partition("=")[0].lower()
    return "leader" in low and any(name in low for name in _ELECTION)
