"""A workload and its template revisions: what its controller would make pods from."""

from __future__ import annotations

import zlib

from multiaz_lint.drill.counting.terms import together
from multiaz_lint.drill.disks.volumes import Claim
from multiaz_lint.drill.pod_shape import Placement, PodShape
from multiaz_lint.drill.requests import Requests
from multiaz_lint.model.labels import compile_map, compile_selector
from multiaz_lint.model.nodes.taints import DAEMON_TOLERATIONS, NETWORK_TOLERATION
from multiaz_lint.model.placement import REQUIRED
from multiaz_lint.model.workload_kinds import POD_INDEX, POD_NAME, REVISION_HASH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.admitting.admission import Admission
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.model.labels import Selector

    Tree = Mapping[str, Any]

DEPLOYMENT = "Deployment"
STATEFUL_SET = "StatefulSet"
DAEMON_SET = "DaemonSet"
REPLICA_SET = "ReplicaSet"
JOB = "Job"
HASH_LABEL = "pod-template-hash"
BARE_POD = "Pod"


class Workload:
    """A controller of pods, reduced to what decides how many there are and how they change."""

    __slots__ = (
        "admission",
        "becomes_ready",
        "claim_templates",
        "current",
        "deviceless",
        "first_ordinal",
        "hash_label",
        "kept_claims",
        "kind",
        "max_surge",
        "max_unavailable",
        "name",
        "namespace",
        "old",
        "on_delete",
        "ordinals",
        "parallel",
        "partition",
        "preempts",
        "priority",
        "recreate",
        "replicas",
        "rolls",
        "selector",
        "services",
        "source",
    )

    def __init__(
        self,
        kind: str,
        namespace: str,
        name: str,
        replicas: int,
        template: Tree,
        *,
        selector: Tree | None = None,
        max_surge: Any = None,
        max_unavailable: Any = None,
        recreate: bool = False,
        parallel: bool = False,
        partition: int = 0,
        on_delete: bool = False,
        first_ordinal: int = 0,
        claim_templates: Sequence[Tree] = (),
        services: Iterable[Tree] = (),
        priority: int = 0,
        preempts: bool = True,
        template_hash: str | None = None,
        hash_label: str = HASH_LABEL,
        rolls: bool = True,
        becomes_ready: bool = True,
        deviceless: frozenset[str] = frozenset(),
        source: object = None,
    ) -> None:
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.replicas = replicas
        self.max_surge = max_surge
        self.max_unavailable = max_unavailable
        self.recreate = recreate
        self.parallel = parallel
        self.partition = partition
        self.on_delete = on_delete
        self.first_ordinal = first_ordinal
        self.claim_templates = list(claim_templates)
        self.kept_claims: Mapping[int, Sequence[str]] = {}  # named otherwise than by a StatefulSet
        self.deviceless = deviceless
        self.priority = priority
        self.preempts = preempts
        self.source = source
        self.hash_label = hash_label
        self.admission: Admission | None = None  # what its pods meet as they are created
        self.rolls = rolls  # whether its controller ever replaces pods of another template
        self.becomes_ready = becomes_ready  # whether its new pods ever do
        self.ordinals: dict[int, Pod] = {}  # of a StatefulSet, pods being deleted included
        self.selector = compile_selector(selector)
        labels = (template.get("metadata") or {}).get("labels") or {}
        selectors = (compile_map(selector) for selector in services if selector)
        self.services = [selector for selector in selectors if selector.matches(labels)]
        self.current = Revision(self, 1, template, template_hash or hash_of(template))
        self.old: list[Revision] = []

    @property
    def revisions(self) -> list[Revision]:
        """The revisions that have pods, or want some, the current one last."""
        return [*self.old, self.current]

    def numbered(self, ordinal: int) -> str:
        """Return the name of a StatefulSet's pod, by its distance from the first ordinal."""
        return f"{self.name}-{self.first_ordinal + ordinal}"

    def __str__(self) -> str:
        return f"{self.kind.lower()}/{self.name}"


class Revision:
    """A workload's template at one time: a ReplicaSet, or a StatefulSet's controller revision."""

    __slots__ = (
        "following",
        "hash",
        "labels",
        "made",
        "number",
        "placement",
        "pods",
        "requests",
        "shapes",
        "spec",
        "want",
        "workload",
    )

    def __init__(
        self,
        workload: Workload,
        number: int,
        template: Tree,
        template_hash: str,
        before: Revision | None = None,
    ) -> None:
        self.workload = workload
        self.number = number
        self.hash = template_hash
        self.labels: Tree = (template.get("metadata") or {}).get("labels") or {}
        self.spec: Tree = template.get("spec") or {}
        # pods of an unchanged spec share what depends on nodes alone
        if before is not None and before.spec is self.spec:
            self.placement: Placement = before.placement
            self.requests: Requests = before.requests
        else:
            self.placement = Placement(self.spec)
            self.requests = Requests(self.spec)
        self.want = workload.replicas
        self.made = 0
        self.pods: dict[Pod, None] = {}  # those that are not being deleted
        self.shapes: dict[Any, PodShape] = {}
        self.following: Revision | None = None

    def next(self) -> Revision:
        """Return the revision that a changed annotation makes: same spec, other hash."""
        if self.following is None:
            template = {"metadata": {"labels": self.labels}, "spec": self.spec}
            self.following = Revision(
                self.workload, self.number + 1, template, f"{self.hash}+", self
            )
        return self.following

    def pod_name(self, ordinal: int) -> str:
        """Return the name of its next pod."""
        if self.workload.kind == STATEFUL_SET:
            return self.workload.numbered(ordinal)
        return f"{self.workload.name}-{self.hash}-{self.made:02d}"

    def shape(self, ordinal: int = 0, node_name: str | None = None) -> PodShape:
        """Return the shape of a pod of this revision; StatefulSets and DaemonSets vary it."""
        kind = self.workload.kind
        key = ordinal if kind == STATEFUL_SET else node_name
        shape = self.shapes.get(key)
        if shape is None:
            shape = self.shapes[key] = self._make(ordinal, node_name)
        return shape

    def _make(self, ordinal: int, node_name: str | None) -> PodShape:
        workload = self.workload
        labels = {**self.labels, **self._added_labels(ordinal)}
        spec, placement = self.spec, self.placement
        if node_name is not None:
            spec = daemon_spec(spec, node_name)
            placement = Placement(spec)
        return PodShape(
            workload.namespace,
            labels,
            spec,
            placement=placement,
            requests=self.requests,
            default_selector=self._default_selector(),
            priority=workload.priority,
            preempts=workload.preempts,
            claims=self._claims(ordinal),
            deviceless=workload.deviceless,
        )

    def _added_labels(self, ordinal: int) -> dict[str, str]:
        workload = self.workload
        if workload.kind == STATEFUL_SET:
            return {
                POD_NAME: workload.numbered(ordinal),
                POD_INDEX: str(workload.first_ordinal + ordinal),
                REVISION_HASH: f"{workload.name}-{self.hash}",
            }
        if workload.kind == DAEMON_SET:
            return {REVISION_HASH: self.hash, "pod-template-generation": str(self.number)}
        if workload.kind == JOB:
            job = {"job-name": workload.name, "controller-uid": workload.name}
            return {**job, **{f"batch.kubernetes.io/{key}": value for key, value in job.items()}}
        return {workload.hash_label: self.hash} if workload.kind == DEPLOYMENT else {}

    def _default_selector(self) -> Selector | None:
        """Return what the scheduler's own spread constraints count for these pods."""
        workload = self.workload
        selectors = list(workload.services)
        if workload.kind in (DEPLOYMENT, REPLICA_SET, STATEFUL_SET):
            selectors.append(workload.selector)
        if workload.kind == DEPLOYMENT:
            selectors.append(compile_map({workload.hash_label: self.hash}))
        return together(selectors) if selectors else None

    def _claims(self, ordinal: int) -> tuple[str, ...]:
        made = self.new_claims(ordinal)
        templates = {
            _template_name(template): claim.name
            for template, claim in zip(self._templates(), made, strict=True)
        }
        claims = list(templates.values())
        for volume in self.spec.get("volumes") or ():
            claim = volume.get("persistentVolumeClaim")
            if claim and volume.get("name") not in templates:
                claims.append(str(claim.get("claimName")))
        return tuple(claims)

    def _templates(self) -> list[Tree]:
        workload = self.workload
        return workload.claim_templates if workload.kind == STATEFUL_SET else []

    def new_claims(self, ordinal: int) -> list[Claim]:
        """Return the claims that a StatefulSet makes for one of its pods."""
        workload, templates = self.workload, self._templates()
        pod = workload.numbered(ordinal)
        names = [f"{_template_name(template)}-{pod}" for template in templates]
        kept = workload.kept_claims.get(ordinal, ())[: len(names)]
        names[: len(kept)] = kept
        return [
            Claim(template, workload.namespace, name)
            for template, name in zip(templates, names, strict=True)
        ]


def hash_of(template: Tree) -> str:
    """Return what tells pods of one template from those of another, the same in every run.

    Controllers hash the template alone (ComputeHash, v1.37): workloads of one template share it.
    """
    return f"{zlib.crc32(_in_order(template).encode()):08x}"


def _in_order(tree: Any) -> str:
    """Write a tree so that the order of its keys does not show."""
    if isinstance(tree, dict):
        return repr(sorted((repr(key), _in_order(value)) for key, value in tree.items()))
    if isinstance(tree, list):
        return repr([_in_order(each) for each in tree])
    return repr(tree)


def _template_name(template: Tree) -> str:
    return str((template.get("metadata") or {}).get("name"))


def daemon_spec(spec: Tree, node_name: str) -> dict[str, Any]:
    """Add what the DaemonSet controller adds to the pod of one node (v1.37)."""
    tolerations = [*DAEMON_TOLERATIONS]
    if spec.get("hostNetwork"):
        tolerations.append(NETWORK_TOLERATION)
    name = {"key": "metadata.name", "operator": "In", "values": [node_name]}
    affinity = dict(spec.get("affinity") or {})
    node = dict(affinity.get("nodeAffinity") or {})
    required = node.get(REQUIRED) or {}
    terms = required.get("nodeSelectorTerms") or [{}]
    node[REQUIRED] = {"nodeSelectorTerms": [{**term, "matchFields": [name]} for term in terms]}
    affinity["nodeAffinity"] = node
    return {
        **spec,
        "affinity": affinity,
        "tolerations": [*(spec.get("tolerations") or ()), *tolerations],
    }
