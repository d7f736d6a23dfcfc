"""Custom resources that keep pods running, of which no adapter says how.

Nothing is known of their pods, so nothing is judged. It shows in ``spec.replicas``, which is where
the scale subresource of a definition usually reads, in a number of that or a like name near the top
of the spec, or in a pod template there. A few kinds are known to have other words for them; others
that do are not noticed.
"""

from __future__ import annotations

from multiaz_lint.model.resource import Resource, mapping, sequence
from multiaz_lint.model.tree import path_text
from multiaz_lint.model.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from typing import Any

    from multiaz_lint.model.tree import Path

    Note = tuple[str, str, int]
    """Origin, words and line of what was not checked."""

_OF_MACHINES = (
    "cluster.x-k8s.io", "machine.openshift.io", "hypershift.openshift.io", "hive.openshift.io",
    "machine.sapcloud.io", "karpenter.sh", "cattle.io",
)  # fmt: skip
"""Ends of groups whose replicas are nodes: Cluster API, OpenShift, Gardener, Rancher."""
_OF_DATA = ("Topic", "Index")
"""Ends of kinds whose replicas are copies of data, which others hold."""
_OF_OTHERS = "Template"
"""End of kinds that others are made from: SandboxTemplate is one until a SandboxClaim names it."""
_COUNTS = ("replicas", "replicaCount", "replicasCount", "minReplicas", "instances")
"""Names of numbers of pods."""
_ELSEWHERE: dict[tuple[str, str], Path] = {
    ("aerospike.com", "AerospikeCluster"): ("size",),
    ("app.redislabs.com", "RedisEnterpriseCluster"): ("nodes",),
    ("ceph.rook.io", "CephCluster"): ("mon", "count"),
    ("crdb.cockroachlabs.com", "CrdbCluster"): ("nodes",),
    ("k8ssandra.io", "K8ssandraCluster"): ("cassandra", "datacenters", 0, "size"),
    ("minio.min.io", "Tenant"): ("pools", 0, "servers"),
    ("mongodb.com", "MongoDB"): ("members",),
    ("operator.etcd.io", "EtcdCluster"): ("size",),
    ("pxc.percona.com", "PerconaXtraDBCluster"): ("pxc", "size"),
    ("scylla.scylladb.com", "ScyllaCluster"): ("datacenter", "racks", 0, "members"),
    ("vault.banzaicloud.com", "Vault"): ("size",),
}
"""Kinds with other names for them, and where below the spec the first of these numbers stands."""
_OF_CLOUDS = (
    "crossplane.io", "upbound.io", "cnrm.cloud.google.com", "services.k8s.aws", "azure.com",
)  # fmt: skip
"""Ends of groups whose resources a provider runs: Crossplane, and the operators of three clouds."""
_TARGETS = ("scaleTargetRef", "targetRef")
"""What autoscalers say of others, whose pods they count."""
_STREAMS = "jetstream.nats.io"
"""A group all of whose replicas are copies of data, which NATS holds."""
_OTHERS = ("job", "daemon")
"""What names of fields say of templates of pods that end, or that every node has."""
_NOT_OF_PODS = (*_OTHERS, "values")
"""What they say of numbers that are none of pods that keep running; charts have values."""
_DEPTH = 2
"""How many levels below the spec a template may stand; deeper ones are objects within objects."""


def unadapted(resources: Iterable[Resource], kinds: Container[tuple[str, str]]) -> Iterator[Note]:
    """Tell of the custom resources that no adapter sees as workloads.

    Of ``kinds``, each with its group, adapters know when there are pods.
    """
    for resource in resources:
        group = resource.group
        if type(resource) is not Resource or "." not in group:
            continue
        if (group, resource.kind) in kinds:
            continue
        if group.endswith((".k8s.io", *_OF_MACHINES, _STREAMS)) or "Job" in resource.kind:
            continue
        if resource.kind.endswith((*_OF_DATA, _OF_OTHERS, "DaemonSet")):
            continue
        spec = mapping(resource.get("spec"))
        at: Path | None = ("spec", "replicas")
        if _is_count(spec.get("replicas")):
            asks = f"asks for {counted(spec['replicas'], 'replica')}"
        elif (at := next(_templates(spec, ("spec",)), None)) is not None:
            asks = f"has a pod template ({path_text(at)})"
        elif (at := _place_of_count(resource, spec)) is not None:
            asks = f"asks for {counted(resource.get(*at), 'replica')} ({path_text(at)})"
        if at is not None:
            words = f"{resource} {asks}, and no adapter says what pods it makes: describe "
            words += f"{group}/{resource.kind} under adapters, or check its pods"
            yield resource.origin_at(at), words, resource.span(at).line


def _is_count(value: Any) -> bool:
    return type(value) is int and value > 0


def _place_of_count(resource: Resource, spec: dict[str, Any]) -> Path | None:
    """Return where a number of pods stands near the top of the spec, if one does."""
    below = _ELSEWHERE.get((resource.group, resource.kind))
    if below is not None and _is_count(resource.get("spec", *below)):
        return ("spec", *below)
    if resource.group.endswith(_OF_CLOUDS) or not spec.keys().isdisjoint(_TARGETS):
        return None
    return next(_counts(spec, ("spec",)), None)


def _counts(tree: dict[str, Any], path: Path, depth: int = 0) -> Iterator[Path]:
    """Yield the places of numbers of pods that do not run to an end."""
    for name in _COUNTS:
        if _is_count(tree.get(name)):
            yield (*path, name)
    below = tree.items() if depth < _DEPTH else ()
    for name, value in below:
        known = isinstance(value, dict) and isinstance(name, str)
        if known and not any(each in name.lower() for each in _NOT_OF_PODS):
            yield from _counts(value, (*path, name), depth + 1)


def _templates(tree: dict[str, Any], path: Path, depth: int = 0) -> Iterator[Path]:
    """Yield the places of pod templates whose pods do not run to an end."""
    for name, value in tree.items():
        if not isinstance(name, str) or any(each in name.lower() for each in _OTHERS):
            continue
        for at, each in _parts(value, (*path, name)):
            spec = mapping(each.get("spec"))
            runs = [one for one in sequence(spec.get("containers")) if mapping(one).get("name")]
            if "emplate" in name and runs:
                if spec.get("restartPolicy", "Always") == "Always":
                    yield at
            elif depth < _DEPTH:
                yield from _templates(each, at, depth + 1)


def _parts(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield a mapping, or those of a list, with their places."""
    if isinstance(value, dict):
        yield path, value
    else:
        for index, each in enumerate(sequence(value)):
            if isinstance(each, dict):
                yield (*path, index), each
