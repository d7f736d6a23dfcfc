"""Workloads: everything that holds a pod template."""

from __future__ import annotations

from itertools import chain

from multiaz_lint.model import placement
from multiaz_lint.model.cached import cached
from multiaz_lint.model.field import Absent, Field
from multiaz_lint.model.labels import compile_selector, readable
from multiaz_lint.model.pods import container
from multiaz_lint.model.resource import SINGLETON, Resource, mapping, sequence
from multiaz_lint.model.tree import look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from multiaz_lint.model.labels import Selector
    from multiaz_lint.model.placement import AffinityTerm, SpreadConstraint, Written
    from multiaz_lint.model.tree import Path

HOOK = "helm.sh/hook"
GENERATED = "\N{HORIZONTAL ELLIPSIS}"
"""Stands for the value of a label that a controller makes up, such as a hash."""
_ANOTHER = GENERATED * 2
"""Stands for what another pod has in its place."""


class Workload(Resource):
    """A resource with a pod template: Deployment, StatefulSet, Job, Pod and the like.

    ``template`` is that, with metadata and spec, and ``pod_spec`` its spec; both may be empty.
    """

    __slots__ = (
        "containers", "is_hook", "node_selector", "node_terms", "pod_spec", "pod_terms", "runtime",
        "spread", "template", "template_annotations", "template_labels", "tolerations",
    )  # fmt: skip
    adapted = False
    """Whether an adapter sees a custom resource, or a component of one, as the workload."""
    votes = ""
    """The software whose voting members its pods are, where an adapter says so, not their image."""
    template_path: tuple[str, ...] = ("spec", "template")
    pod_path: tuple[str, ...] = (*template_path, "spec")
    added_labels: tuple[str, ...] = ()
    """Labels that the controller adds to each pod."""
    unique_labels: tuple[str, ...] = ()
    """Those of them whose value no two pods have in common."""
    labels_known = True
    """Whether nobody adds other labels to the pods than those that are known."""
    revision_label: str = ""
    """The label that tells the pods of a new revision from old ones that are there beside them."""

    def _look(self) -> None:
        self._look_at(mapping(look_up(self.tree, self.template_path)), self)

    def _look_at(self, template: dict[str, Any], holder: Resource) -> None:
        """Take what the pods are like from their template, which is written in a resource."""
        self.template = template
        self.pod_spec = spec = mapping(template.get("spec"))
        metadata = mapping(template.get("metadata"))
        self.template_labels = readable(mapping(metadata.get("labels")))
        """The labels written in the pod template."""
        self.template_annotations: dict[str, str] = mapping(metadata.get("annotations"))
        self.node_selector: dict[str, str] = mapping(spec.get("nodeSelector"))
        self.runtime: Resource | None = None
        """The RuntimeClass of the input whose node selector is part of the pods'."""
        self.is_hook = HOOK in self.annotations or HOOK in self.template_annotations
        """Whether Helm runs it as a hook, a test included."""
        self.containers = container.containers(holder, self.pod_path, spec)
        """All containers: regular ones first, then init containers and sidecars."""
        self.spread = placement.spread_constraints(holder, *self._part("topologySpreadConstraints"))
        """The topology spread constraints."""
        path, affinity = self._part("affinity")
        self.pod_terms = placement.pod_terms(holder, path, affinity)
        """All terms of pod affinity and anti-affinity."""
        self.node_terms = placement.node_terms(holder, path, affinity)
        """The terms of the required node affinity; any one of them must match."""
        self.tolerations = placement.tolerations(holder, *self._part("tolerations"))

    def _part(self, name: str) -> tuple[Path, dict[str, Any]]:  # noqa: ARG002 - others need it
        """Return where a field of the pod spec stands, and the mapping that it stands in."""
        return self.pod_path, self.pod_spec

    def pod(self, *path: str | int, default: Any = None) -> Field:
        """Return a field of the pod spec, or what its RuntimeClass adds to the node selector."""
        if self.runtime is not None and path[:1] == ("nodeSelector",):
            written = look_up(self.tree, (*self.pod_path, *path))
            if written is None:
                return self.runtime.at("scheduling", *path, default=default)
        value = look_up(self.pod_spec, path)
        if value is None:
            return Absent(self, (*self.pod_path, *path), default)
        return Field(self, (*self.pod_path, *path), value)

    def selecting(self, keys: frozenset[str]) -> Iterator[Field]:
        """Yield where node selection asks for one of these labels: the node selector first."""
        for key in self.node_selector:
            if key in keys:
                yield self.pod("nodeSelector", key)
        for term in self.node_terms:
            for index, _ in term.about(keys):
                yield term.at("matchExpressions", index)

    @property
    def played_template(self) -> dict[str, Any]:
        """The pod template that a drill plays, with all that its controller is known to add."""
        return self.template

    @property
    def names_kept_by(self) -> str:
        """Who makes no second pod of a name while the first is there; empty for nobody."""
        return ""

    @property
    def parallel(self) -> bool:
        """Whether a controller that keeps names makes its pods all at once, not one by one."""
        return False

    @property
    def claim_fields(self) -> Iterable[Field]:
        """What the claims that each pod gets for itself are made from, each at its place."""
        return ()

    @property
    def claim_templates(self) -> list[dict[str, Any]]:
        """What the claims that each pod gets for itself are made from."""
        return [field.value for field in self.claim_fields]

    def volumes(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the volumes of the pod template that its pods have, with their index there."""
        for index, volume in enumerate(sequence(self.pod_spec.get("volumes"))):
            if isinstance(volume, dict):
                yield index, volume

    def field_names(self) -> Iterable[str]:
        """Return besides the names in the pod template.

        They are those of its metadata, of its spec, and of the containers, kinds of affinity, terms
        and constraints there.
        """
        spec = self.pod_spec
        parts: list[Written] = [*self.containers, *self.spread, *self.pod_terms]
        return chain(
            super().field_names(),
            mapping(self.template.get("metadata")),
            spec,
            mapping(spec.get("affinity")),
            *[each.tree for each in parts],
        )

    @cached
    def pod_labels(self) -> dict[str, str]:
        """The labels of the pods: those of the template and those that controllers add."""
        if not self.added_labels:
            return self.template_labels
        return {**self.template_labels, **dict.fromkeys(self.added_labels, GENERATED)}

    @cached
    def fellow_labels(self) -> dict[str, str]:
        """The labels of one pod as another one of the same revision sees them."""
        if not self.unique_labels:
            return self.pod_labels
        return {**self.pod_labels, **dict.fromkeys(self.unique_labels, _ANOTHER)}

    @cached
    def selector(self) -> Selector:
        """The workload's own selector."""
        return compile_selector(self.written_selector)

    @property
    def written_selector(self) -> Any:
        """The selector as it is written, in the form of a LabelSelector; None where it is not."""
        return self.spec.get("selector")

    @property
    def selection_is_sound(self) -> bool:
        """Whether all of its selector and of the labels of its pod template can be decoded."""
        labels = self.at(*self.template_path, "metadata", "labels")
        return self.at("spec", "selector").sound and labels.sound

    def spread_over(self, *keys: str, hard: bool | None = None) -> Iterator[SpreadConstraint]:
        """Yield constraints on one of the keys that count the workload's own pods."""
        for constraint in self.own_spread:
            if constraint.topology_key in keys and (hard is None or constraint.hard == hard):
                yield constraint

    @cached
    def hard_zone_spread(self) -> tuple[SpreadConstraint, ...]:
        """The hard constraints over zones that count the workload's own pods."""
        return tuple(self.spread_over(*placement.ZONE_KEYS, hard=True))

    @cached
    def own_spread(self) -> tuple[SpreadConstraint, ...]:
        """The topology spread constraints that count the workload's own pods."""
        fellow, own = self.fellow_labels, self.pod_labels
        return tuple([each for each in self.spread if each.counts(fellow, own)])

    @cached
    def drawing_terms(self) -> tuple[AffinityTerm, ...]:
        """The terms of required pod affinity."""
        return tuple([each for each in self.pod_terms if each.required and not each.anti])

    @cached
    def labels_of_nodes(self) -> frozenset[str]:
        """The topology keys that each node must have to take a pod.

        They are those of the hard spread constraints, whatever these count, and of the required pod
        affinity (kube-scheduler PodTopologySpread and InterPodAffinity, 1.37).
        """
        keys = [each.topology_key for each in self.spread if each.hard]
        keys += [each.topology_key for each in self.drawing_terms]
        return frozenset(keys)

    def apart_on(
        self, *keys: str, required: bool | None = None, sure: bool = False
    ) -> Iterator[AffinityTerm]:
        """Yield anti-affinity terms on one of the keys that keep the own pods apart.

        Unless only what is ``sure`` is asked for, those that may do so are among them.
        """
        for term in self.own_terms if sure else self.terms_on_itself:
            if (
                term.anti
                and term.topology_key in keys
                and (required is None or term.required == required)
            ):
                yield term

    @cached
    def terms_on_itself(self) -> tuple[AffinityTerm, ...]:
        """The terms that mean the workload's other pods, or may: its namespace's labels decide."""
        fellow, own, here = self.fellow_labels, self.pod_labels, self.namespace
        return tuple([
            each
            for each in self.pod_terms
            if each.reaches(here, here) is not False and each.matches(fellow, own)
        ])  # fmt: skip

    @cached
    def own_terms(self) -> tuple[AffinityTerm, ...]:
        """The terms of pod affinity and anti-affinity that mean the workload's other pods.

        Required affinity draws to pods that match all its terms (kube-scheduler InterPodAffinity,
        1.37): where one does not mean the own pods, none does.
        """
        here = self.namespace
        own = [each for each in self.terms_on_itself if each.reaches(here, here)]
        drawing = self.drawing_terms
        strangers = any(each not in own for each in drawing)
        return tuple([each for each in own if not (strangers and each in drawing)])

    def revision_terms(self) -> Iterator[AffinityTerm]:
        """Yield the terms that mean pods of its other revisions, but not those of the same one."""
        key, here = self.hash_label, self.namespace
        for term in self.pod_terms:
            if key in term.mismatch_label_keys and term.reaches(here, here):
                other = {**self.fellow_labels, key: _ANOTHER}
                if term.matches(other, self.pod_labels):
                    yield term

    @property
    def hash_label(self) -> str:
        """The label that has the hash of its revision; empty where its pods have none."""
        return self.revision_label

    @property
    def without_pods(self) -> str:
        """Why nothing is known of its pods, where it has no pod template."""
        return "it has no pod template"

    @property
    def singleton_reason(self) -> str | None:
        """Why one replica is intended, as said by annotation ``multiaz-lint/singleton``."""
        reason = self.annotations.get(SINGLETON)
        return reason if isinstance(reason, str) and reason.strip() else None


class ScalableWorkload(Workload):
    """A workload that keeps a number of replicas running: what the zone policy is about."""

    __slots__ = ()
    replicas_path: tuple[str, ...] = ("spec", "replicas")
    resizable = True
    """Whether a field says how many replicas it runs."""
    spreadable = True
    """Whether there is a place for spread constraints of its pods."""

    @cached
    def replicas(self) -> Field:
        """The written number of replicas; 1 where none is written (apps/v1 defaults, 1.37)."""
        return self.at(*self.replicas_path, default=1)

    def as_written(self, replicas: int) -> int | str:
        """Return a number of replicas as it is to be written in their place."""
        return replicas
