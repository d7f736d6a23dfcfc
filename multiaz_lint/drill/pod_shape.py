"""A pod as the scheduler sees it, compiled once for all pods that are made alike.

Everything that admission and the API server add to a pod when its controller creates it is
included: default tolerations, requests from limits, host ports, merged selectors.
"""

from __future__ import annotations

from multiaz_lint.drill.counting.terms import Spread, preferred_terms, required_terms
from multiaz_lint.drill.disks.volumes import Claim
from multiaz_lint.drill.requests import Requests
from multiaz_lint.model.disks.migrated import migrated_disk
from multiaz_lint.model.nodes.host_ports import EVERY_ADDRESS
from multiaz_lint.model.nodes.node_selector import NodeSelector, Term
from multiaz_lint.model.nodes.taints import with_default_seconds
from multiaz_lint.model.placement import DO_NOT_SCHEDULE, HOSTNAME, PREFERRED, SCHEDULE_ANYWAY, ZONE
from multiaz_lint.model.pods.gates import gates_of, taken_away

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.model.disks.migrated import MigratedDisk
    from multiaz_lint.model.labels import Selector

    Tree = Mapping[str, Any]
    Port = tuple[str, str, int]
    Disk = tuple[tuple[str, ...], bool]
    """What a disk is known by, and whether it is only read."""

SYSTEM_DEFAULTS = ((HOSTNAME, 3), (ZONE, 5))


class Placement:
    """What a pod says about nodes by themselves: the same for every pod of a template."""

    __slots__ = ("key", "node_name", "node_selector", "preferred", "tolerations", "unplaceable")

    def __init__(self, spec: Tree) -> None:
        self.node_name: str | None = spec.get("nodeName") or None
        self.node_selector = NodeSelector.of_pod(spec)
        self.tolerations = with_default_seconds(spec.get("tolerations") or [])
        affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
        written = affinity.get(PREFERRED) or ()
        self.preferred = [
            (Term(term.get("preference")), int(term.get("weight") or 0))
            for term in written
            if _speaks(term.get("preference")) and term.get("weight")
        ]
        self.unplaceable = any(term.never for term, _ in self.preferred)
        # pods that say the same share what is known of nodes
        self.key = repr((self.node_name, spec.get("nodeSelector"), affinity, self.tolerations))


def _speaks(preference: Tree | None) -> bool:
    preference = preference or {}
    return bool(preference.get("matchExpressions") or preference.get("matchFields"))


class PodShape:
    """Everything about a pod that decides where it may stand and whom it keeps away."""

    __slots__ = (
        "affinity",
        "anti_affinity",
        "claims",
        "deviceless",
        "disks",
        "ephemeral",
        "gated",
        "hard_spread",
        "images",
        "labels",
        "migrated",
        "namespace",
        "no_grace",
        "placement",
        "ports",
        "preempts",
        "preferences",
        "priority",
        "requests",
        "soft_spread",
        "spreads_by_default",
    )

    def __init__(
        self,
        namespace: str,
        labels: Tree,
        spec: Tree,
        *,
        placement: Placement | None = None,
        requests: Requests | None = None,
        default_selector: Selector | None = None,
        priority: int = 0,
        preempts: bool = True,
        claims: tuple[str, ...] = (),
        deviceless: frozenset[str] = frozenset(),
    ) -> None:
        self.namespace = namespace
        self.labels = labels
        self.placement = placement or Placement(spec)
        self.requests = requests or Requests(spec)
        self.priority = priority
        self.preempts = preempts
        self.claims = claims
        self.deviceless = deviceless  # the nodes that lack devices which it claims
        self.ephemeral = ephemeral_claims(spec, namespace)
        self.ports = host_ports(spec)
        self.disks = named_disks(spec)
        self.migrated = migrated_disks(spec)
        self.images = images(spec)
        self.gated = not all(map(taken_away, gates_of(spec)))
        self.no_grace = spec.get("terminationGracePeriodSeconds") == 0
        affinity = spec.get("affinity") or {}
        near, far = affinity.get("podAffinity"), affinity.get("podAntiAffinity")
        self.affinity = required_terms(near, namespace, labels)
        self.anti_affinity = required_terms(far, namespace, labels)
        self.preferences = (
            *preferred_terms(near, namespace, labels, 1),
            *preferred_terms(far, namespace, labels, -1),
        )
        written = spec.get("topologySpreadConstraints") or ()
        self.hard_spread = _spread(written, DO_NOT_SCHEDULE, namespace, labels)
        self.soft_spread = _spread(written, SCHEDULE_ANYWAY, namespace, labels)
        self.spreads_by_default = not written
        if not written and default_selector is not None and not default_selector.empty:
            self.soft_spread = tuple(
                Spread.default(key, skew, default_selector, namespace, labels)
                for key, skew in SYSTEM_DEFAULTS
            )


def _spread(written: Any, action: str, namespace: str, labels: Tree) -> tuple[Spread, ...]:
    return tuple(
        Spread(constraint, namespace, labels)
        for constraint in written
        if constraint.get("whenUnsatisfiable") == action
    )


def ephemeral_claims(spec: Tree, namespace: str) -> tuple[Claim, ...]:
    """Collect the claims that each pod has made for itself."""
    return tuple(Claim(each, namespace) for each in ephemeral_templates(spec))


def ephemeral_templates(spec: Tree) -> list[Tree]:
    """Return the templates of the claims that each pod has made for itself.

    Each has the name of its volume.
    """
    written = [(each, each.get("ephemeral") or {}) for each in spec.get("volumes") or ()]
    templates = ((volume, each.get("volumeClaimTemplate")) for volume, each in written)
    return [
        {**each, "metadata": {**(each.get("metadata") or {}), "name": str(volume.get("name"))}}
        for volume, each in templates
        if each
    ]


def host_ports(spec: Tree) -> tuple[Port, ...]:
    """Collect the ports that a pod takes of its node, as (ip, protocol, port), each once."""
    host_network = bool(spec.get("hostNetwork"))
    running = list(spec.get("containers") or ())
    running += [c for c in spec.get("initContainers") or () if c.get("restartPolicy") == "Always"]
    ports: dict[Port, None] = {}
    for container in running:
        for port in container.get("ports") or ():
            number = port.get("hostPort") or (port.get("containerPort") if host_network else 0)
            if number:
                ip = port.get("hostIP") or EVERY_ADDRESS
                ports[ip, port.get("protocol") or "TCP", int(number)] = None
    return tuple(ports)


def named_disks(spec: Tree) -> tuple[Disk, ...]:
    """Collect the disks that a pod names without a claim, those that pods of a node do not share.

    An image of Ceph is one per monitor, for it is the same where one monitor is the same; a disk of
    AWS is never only read (isVolumeConflict, v1.37).
    """
    found: dict[Disk, None] = {}
    for volume in spec.get("volumes") or ():
        gce, aws = volume.get("gcePersistentDisk"), volume.get("awsElasticBlockStore")
        iscsi, rbd = volume.get("iscsi"), volume.get("rbd")
        if gce:
            found[("gce", str(gce.get("pdName"))), bool(gce.get("readOnly"))] = None
        if aws:
            found[("aws", str(aws.get("volumeID"))), False] = None
        if iscsi:
            found[("iscsi", str(iscsi.get("iqn"))), bool(iscsi.get("readOnly"))] = None
        if rbd:
            image = (str(rbd.get("pool") or "rbd"), str(rbd.get("image")))
            for monitor in rbd.get("monitors") or ():
                found[("rbd", str(monitor), *image), bool(rbd.get("readOnly"))] = None
    return tuple(found)


def migrated_disks(spec: Tree) -> tuple[MigratedDisk, ...]:
    """Collect the disks that a pod names without a claim, and that CSI drivers run."""
    return tuple(filter(None, map(migrated_disk, spec.get("volumes") or ())))


def images(spec: Tree) -> tuple[str, ...]:
    """Collect the images of a pod, each with the tag that a container runtime assumes.

    Those that are mounted as volumes are among them (ImageLocality, v1.37).
    """
    containers = [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]
    named = [str(container.get("image") or "") for container in containers]
    mounted = [volume["image"] for volume in spec.get("volumes") or () if volume.get("image")]
    named += [str(image.get("reference") or "") for image in mounted]
    return tuple(i if i.rfind(":") > i.rfind("/") else f"{i}:latest" for i in named)
