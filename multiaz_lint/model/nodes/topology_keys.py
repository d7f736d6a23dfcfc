"""Node labels that stand for a place: those that Kubernetes and cloud providers set.

From k8s.io/api core/v1 (well_known_labels.go, 1.37) and the providers' documentation.
"""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.nodes.named_zones import ZONE_LABELS
from multiaz_lint.model.nodes.node_index import nodes_of
from multiaz_lint.model.placement import BETA_REGION, BETA_ZONE, HOSTNAME, REGION, ZONE
from multiaz_lint.model.selectors.slips import is_slip
from multiaz_lint.model.workload import Workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.placement import SpreadConstraint

WELL_KNOWN = frozenset({
    HOSTNAME,
    REGION,
    BETA_REGION,
    *ZONE_LABELS,
    *"""
    kubernetes.io/os kubernetes.io/arch node.kubernetes.io/instance-type
    beta.kubernetes.io/os beta.kubernetes.io/arch beta.kubernetes.io/instance-type
    eks.amazonaws.com/nodegroup eks.amazonaws.com/capacityType eks.amazonaws.com/compute-type
    topology.k8s.aws/network-node-layer-1 topology.k8s.aws/network-node-layer-2
    topology.k8s.aws/network-node-layer-3 topology.k8s.aws/capacity-block-id
    cloud.google.com/gke-nodepool cloud.google.com/gke-spot cloud.google.com/machine-family
    cloud.google.com/gce-topology-block cloud.google.com/gce-topology-subblock
    cloud.google.com/gce-topology-host
    agentpool kubernetes.azure.com/agentpool kubernetes.azure.com/mode
    kubernetes.azure.com/scalesetpriority
    karpenter.sh/nodepool karpenter.sh/capacity-type karpenter.sh/provisioner-name
    karpenter.k8s.aws/instance-family
    node.openshift.io/os_id machine.openshift.io/cluster-api-cluster
    oci.oraclecloud.com/fault-domain ibm-cloud.kubernetes.io/zone
    csi.hetzner.cloud/location topology.csi.vmware.com/k8s-zone topology.csi.vmware.com/k8s-region
    topology.rook.io/rack topology.rook.io/row topology.rook.io/datacenter
    """.split(),
})  # fmt: skip


def carried(key: str, cluster: Cluster) -> bool:
    """Whether a node of the input carries the label."""
    return nodes_of(cluster).labels_of(key).there != 0


def closest(key: str, cluster: Cluster) -> str | None:
    """Return the known label that was probably meant."""
    from difflib import get_close_matches

    low = key.lower()
    last = low.rpartition("/")[2]
    for word, label in (("zone", ZONE), ("az", ZONE), ("host", HOSTNAME), ("node", HOSTNAME)):
        if last == word or (len(word) > 2 and word in last.replace("-", "")):
            return label
    known = {label.lower(): label for label in (*WELL_KNOWN, *cluster.platform.topology_keys)}
    found = get_close_matches(low, known, n=1, cutoff=0.8)
    return known[found[0]] if found else None


def mistyped(key: str, cluster: Cluster) -> str | None:
    """Return the zone's or the host's label that a key surely means; None for any other key.

    It is a slip away from it, or has its name in Kubernetes' own domain, or in one of places below
    that, where nobody else may make up labels; others below it are those of other projects
    (kops, node feature discovery), or free for all (``node-restriction``). ``hostname`` without a
    domain is such a key, ``zone`` is not: nodes are often given that label, as in Kubernetes' own
    documentation.
    """
    if not key or key in WELL_KNOWN or key in cluster.platform.topology_keys:
        return None
    low = key.lower()
    domain, _, name = low.rpartition("/")
    parts = domain.split(".")
    of_places = len(parts) == 2 or parts[0] in {"topology", "failure-domain"}
    kubernetes = parts[-2:] in (["kubernetes", "io"], ["k8s", "io"])
    ours = (kubernetes and of_places) or low == "hostname"
    for label in (ZONE, HOSTNAME):
        slip = is_slip(low, label) or (label == ZONE and is_slip(low, BETA_ZONE))
        if slip or (ours and name == label.rpartition("/")[2]):
            return None if carried(key, cluster) else label
    return None


@once
def hard_constraints(cluster: Cluster) -> dict[str, list[tuple[Workload, SpreadConstraint]]]:
    """Return all hard spread constraints of the input by topology key."""
    found: dict[str, list[tuple[Workload, SpreadConstraint]]] = {}
    for workload in cluster.of(Workload):
        for constraint in workload.spread:
            if constraint.hard:
                cluster.effort.put(found, constraint.topology_key, (workload, constraint))
    return found
