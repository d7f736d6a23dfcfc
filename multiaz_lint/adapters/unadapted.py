"""Custom resources that keep pods running, of which no adapter says how.

Nothing is known of their pods, so nothing is judged. It shows in ``spec.replicas``, which is where
the scale subresource of a definition usually reads, in a number of that or a like name near the top
of the spec, or in a pod template there. A few kinds are known to have other words for them, or to
keep pods where no number is written; others that do are not noticed.
"""

from __future__ import annotations

from multiaz_lint.model.custom.made import own_path
from multiaz_lint.model.resource import Resource, mapping, sequence
from multiaz_lint.model.tree import look_up, path_text
from multiaz_lint.model.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.model.custom.adapter import Adapter
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
    ("couchbase.com", "CouchbaseCluster"): ("servers", 0, "size"),
    ("hazelcast.com", "Hazelcast"): ("clusterSize",),
    ("k8ssandra.io", "K8ssandraCluster"): ("cassandra", "datacenters", 0, "size"),
    ("mongodb.com", "MongoDB"): ("members",),
    ("operator.etcd.io", "EtcdCluster"): ("size",),
    ("scylla.scylladb.com", "ScyllaDBDatacenter"): ("racks", 0, "nodes"),
}
"""Kinds with other names for them, and where below the spec the first of these numbers stands."""
_KEEPING = frozenset({
    ("argoproj.io", "ArgoCD"),
    ("argoproj.io", "EventBus"),
    ("argoproj.io", "EventSource"),
    ("argoproj.io", "Sensor"),
    ("ceph.rook.io", "CephFilesystem"),
    ("ceph.rook.io", "CephNFS"),
    ("clickhouse-keeper.altinity.com", "ClickHouseKeeperInstallation"),
    ("clickhouse.altinity.com", "ClickHouseInstallation"),
    ("cluster.redpanda.com", "Redpanda"),
    ("flink.apache.org", "FlinkDeployment"),
    ("install.istio.io", "IstioOperator"),
    ("installation.mattermost.com", "Mattermost"),
    ("jaegertracing.io", "Jaeger"),
    ("kafka.banzaicloud.io", "KafkaCluster"),
    ("machinelearning.seldon.io", "SeldonDeployment"),
    ("operator.knative.dev", "KnativeEventing"),
    ("operator.knative.dev", "KnativeServing"),
    ("operator.tigera.io", "Installation"),
    ("planetscale.com", "VitessCluster"),
    ("sailoperator.io", "Istio"),
    ("tempo.grafana.com", "TempoMonolithic"),
    ("tempo.grafana.com", "TempoStack"),
})  # fmt: skip
"""Kinds that keep pods whatever is written, for their operator knows a number of them."""
_OFF: dict[tuple[str, str], tuple[Path, tuple[Any, ...]]] = {
    ("clickhouse.altinity.com", "ClickHouseInstallation"): (
        ("stop",), ("1", 1, True, "true", "True", "yes", "Yes", "on", "On", "enabled", "Enabled"),
    ),
    ("flink.apache.org", "FlinkDeployment"): (("job", "state"), ("suspended",)),
}  # fmt: skip
"""What is written below the spec of some of these while they keep none."""
_GATEWAY = ("gateway.networking.k8s.io", "Gateway")
_GATEWAYS_OF_PODS = ("istio", "istio-waypoint")
"""Classes, made by Istio itself, whose Gateways are Deployments of proxies."""
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


def unseen(
    resources: Iterable[Resource], known: Mapping[tuple[str, str], Sequence[Adapter]]
) -> Iterator[Note]:
    """Tell of pods that there are and that adapters know they do not see."""
    for resource in resources:
        if "." not in resource.group or resource.part:
            continue
        for adapter in known.get((resource.group, resource.kind), ()):
            for hidden, place in adapter.hidden(resource.tree):
                part = path_text(place) if adapter.at else ""
                whose = f" for {part}" if part else ""
                words = f"{resource} was not judged{whose}: {hidden.why}"
                path = next((own_path(each, place) for each, _ in hidden.unless), place)
                yield resource.origin_at(path), words, resource.span(path).line


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
        spec = mapping(resource.get("spec"))
        if not _may_keep(group, resource.kind, spec):
            continue
        at: Path | None = ("spec", "replicas")
        if _is_count(spec.get("replicas")):
            asks = f"asks for {counted(spec['replicas'], 'replica')}"
        elif (at := next(_templates(spec, ("spec",)), None)) is not None:
            asks = f"has a pod template ({path_text(at)})"
        elif (at := _place_of_count(resource, spec)) is not None:
            asks = f"asks for {counted(resource.get(*at), 'replica')} ({path_text(at)})"
        elif _keeps(group, resource.kind, spec):
            at, asks = ("spec",), "keeps pods running"
        if at is not None:
            words = f"{resource} {asks}, and no adapter says what pods it makes: describe "
            words += f"{group}/{resource.kind} under adapters, or check its pods"
            yield resource.origin_at(at), words, resource.span(at).line


def _may_keep(group: str, kind: str, spec: dict[str, Any]) -> bool:
    """Whether what is written of such a kind may say that it keeps pods."""
    if (group, kind) == _GATEWAY:
        return _keeps(group, kind, spec)
    if group.endswith((".k8s.io", *_OF_MACHINES, _STREAMS)) or "Job" in kind:
        return False
    return not kind.endswith((*_OF_DATA, _OF_OTHERS, "DaemonSet"))


def _keeps(group: str, kind: str, spec: dict[str, Any]) -> bool:
    """Whether it keeps pods without a number of them.

    The address of a Gateway, unless it is one of IP, leads to pods of others (Istio, IsManaged).
    """
    if (group, kind) == _GATEWAY:
        kinds = [mapping(each).get("type") for each in sequence(spec.get("addresses"))]
        made = not kinds or (len(kinds) == 1 and kinds[0] in (None, "IPAddress"))
        return made and spec.get("gatewayClassName") in _GATEWAYS_OF_PODS
    if (group, kind) not in _KEEPING:
        return False
    path, values = _OFF.get((group, kind), ((), ()))
    return look_up(spec, path) not in values


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
