"""What a drill takes for granted of the devices that pods claim (Dynamic Resource Allocation)."""

from __future__ import annotations

from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Cluster, Workload

_GROUP, _KIND = "resource.k8s.io", "ResourceClaim"


def assumed(manifest: Workload, cluster: Cluster) -> Iterator[str]:
    """Say what is assumed of the claims that all pods of a workload share.

    One that is named is all pods': it is allocated once, pods that share it run on the nodes that
    its allocation selects (dynamicresources plugin, Filter, v1.37), and it is allocated anew only
    when the last of them is gone (resourceclaim controller, syncClaim, v1.37). Whether its device
    is of one node the driver decides.
    """
    for name in dict.fromkeys(_named(manifest)):
        if name and not _is_everywhere(name, manifest, cluster):
            yield (
                f"resourceclaim/{name} is allocated once for all pods of {manifest}: its devices "
                "are taken to be reachable from every node; of devices of one node, all these pods "
                "can run there only, and nowhere else until the last of them is gone"
            )


def assumed_of_own(manifest: Workload, *, known: bool) -> Iterator[str]:
    """Say what is assumed of the claims that templates make for each pod.

    ``known`` is whether slices say which nodes have devices.
    """
    if "" not in _named(manifest):
        return
    if known:
        yield (
            f"where the ResourceSlices of a node have enough devices of a driver that {manifest} "
            "claims, these are taken to be free for each of its pods, and to fit"
        )
    else:
        yield f"the devices that {manifest} claims are taken to be on every node"


def _named(manifest: Workload) -> list[str]:
    """Return the names of the claims of its pods, "" for one that a template makes."""
    claims = map(mapping, sequence(manifest.pod_spec.get("resourceClaims")))
    return [string(each.get("resourceClaimName")) for each in claims]


def _is_everywhere(name: str, manifest: Workload, cluster: Cluster) -> bool:
    """Whether a claim is allocated, with no word on the nodes: they all reach it then (v1.37)."""
    found = cluster.find((_GROUP, _KIND, manifest.namespace, name), manifest)
    allocation = found[0].get("status", "allocation") if found else None
    return isinstance(allocation, dict) and not allocation.get("nodeSelector")
