"""What shows that a workload of one pod runs alone on purpose: two at once might do harm."""

from __future__ import annotations

from multiaz_lint.model.outage.quorum import image_name
from multiaz_lint.model.outage.rights import account_of, changes_resources, holds_lock
from multiaz_lint.model.outage.singleton import election_switch
from multiaz_lint.model.resource import mapping, sequence
from multiaz_lint.model.workload_kinds import Deployment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.pods.container import Container
    from multiaz_lint.model.workload import ScalableWorkload, Workload

_LONE = frozenset({"velero", "external-dns"})
"""Controllers whose makers support one at a time, for they elect no leader (velero#9062,
external-dns#2430)."""
_STATE = "kube-state-metrics"
_SHARED = ("--shard", "--pod")
"""Flags by which several of these tell a part each (README of kube-state-metrics, sharding)."""
_GRAFANA = frozenset({"grafana", "grafana-oss", "grafana-enterprise"})
_DATABASE = "GF_DATABASE_"
"""Variables that name its database, which is one in a file of its own untold (its docs, HA)."""
_PROGRAMS = {
    "argocd-application-controller": (
        "StatefulSet",
        "each argocd-application-controller takes all clusters without ARGOCD_CONTROLLER_REPLICAS",
    ),
    "argocd-dex": ("Deployment", "each argocd-dex has a database of its own in its memory"),
}
"""Programs of Argo CD, by the kind that runs them (v3.6: GetClusterSharding in controller/sharding,
where those of a Deployment share by themselves; docs/operator-manual/high_availability.md)."""
_EXPORTER, _PROXY = "exporter", "-proxy"
_PROBING = frozenset({"blackbox-exporter", "blackbox_exporter", "snmp-exporter", "snmp_exporter"})
"""Exporters that ask whom each request names, so that any of several answers for all."""


def why_alone(workload: ScalableWorkload, cluster: Cluster) -> str:
    """Say what shows that no two of its pods may act at once; empty where nothing does.

    Where several may run already, by whatever decides their number, they may.
    """
    scale = cluster.scale_of(workload)
    if scale.least > 1 or scale.most > 1 or workload.operated:
        return ""
    return _by_rollout(workload) or _by_software(workload) or _by_election(workload, cluster)


def _by_rollout(workload: ScalableWorkload) -> str:
    """A rollout that takes the old pod away first never lets the two run together."""
    if not isinstance(workload, Deployment):
        return ""
    if workload.strategy == "Recreate":
        return "strategy Recreate lets no two run at once"
    surge, _ = workload.surge_and_unavailable(1)
    return "" if surge else "maxSurge 0 lets no two run at once"


def _by_software(workload: Workload) -> str:
    mains = [each for each in workload.containers if each.kind == "containers"]
    images = list(map(image_name, mains))
    for container, image in zip(mains, images, strict=True):
        if image in _LONE and not (election_switch(workload) or (False,))[0]:
            return f"{image} elects no leader"
        if (image == _STATE and not _shares(container)) or (
            image.endswith(_EXPORTER) and image not in _PROBING and _only_export(images)
        ):
            return f"each {image} would tell the same metrics again"
        if image in _GRAFANA and not _has_database(container):
            return f"each {image} has a database of its own unless its configuration names another"
        for word in _words(container):
            kind, why = _PROGRAMS.get(word.rpartition("/")[2], ("", ""))
            if why and workload.kind == kind:
                return why
    return ""


def _only_export(images: Iterable[str]) -> bool:
    """Whether a pod does nothing else: beside other software an exporter tells of its own pod."""
    return all(image.endswith((_EXPORTER, _PROXY)) for image in images)


def _words(container: Container) -> list[str]:
    words = (*sequence(container.tree.get("command")), *sequence(container.tree.get("args")))
    return [word for word in words if isinstance(word, str)]


def _shares(container: Container) -> bool:
    return any(word.startswith(_SHARED) for word in _words(container))


def _has_database(container: Container) -> bool:
    names = (mapping(each).get("name") for each in sequence(container.tree.get("env")))
    return any(isinstance(name, str) and name.startswith(_DATABASE) for name in names)


def _by_election(workload: Workload, cluster: Cluster) -> str:
    """A controller that nobody asks acts by itself, and one that elects no leader in each pod."""
    switch = election_switch(workload)
    if switch is not None:
        return "" if switch[0] else switch[1]
    if any(not service.scraped_only for service in cluster.services_of(workload)):
        return ""
    account = account_of(workload)
    if account is None or not changes_resources(workload, cluster):
        return ""
    if holds_lock(workload, cluster):
        return ""
    who = f"serviceaccount/{account[1]}"
    return f"{who} may change resources, and nothing shows that a leader is elected"
