"""Workloads: everything that holds a pod template."""

from __future__ import annotations

from multiaz_lint.model import placement
from multiaz_lint.model.container import Container
from multiaz_lint.model.labels import compile_selector, readable
from multiaz_lint.model.resource import Resource, mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.field import Field
    from multiaz_lint.model.labels import Selector
    from multiaz_lint.model.placement import (
        AffinityTerm,
        NodeTerm,
        SpreadConstraint,
        Toleration,
    )

GENERATED = "\N{HORIZONTAL ELLIPSIS}"
"""Stands for the value of a label that a controller makes up, such as a hash."""


class Workload(Resource):
    """A resource with a pod template: Deployment, StatefulSet, Job, Pod and the like."""

    __slots__ = ()
    template_path: tuple[str, ...] = ("spec", "template")
    added_labels: tuple[str, ...] = ()
    """Labels that the controller adds to each pod."""
    revision_label: str = ""
    """The label that tells the pods of one revision from those of another during a rollout."""

    @property
    def pod_path(self) -> tuple[str, ...]:
        """The path of the pod spec."""
        return (*self.template_path, "spec")

    @property
    def template(self) -> dict[str, Any]:
        """The pod template, with metadata and spec."""
        return mapping(self.get(*self.template_path))

    @property
    def pod_spec(self) -> dict[str, Any]:
        spec: dict[str, Any] | None = self.facts.get("pod_spec")
        if spec is None:
            spec = self.facts["pod_spec"] = mapping(self.template.get("spec"))
        return spec

    def pod(self, *path: str | int, default: Any = None) -> Field:
        """Return a field of the pod spec."""
        return self.at(*self.pod_path, *path, default=default)

    def field_names(self) -> set[str]:
        """Return besides the names in the pod template: of its metadata, spec and containers."""
        names = super().field_names()
        names.update(
            mapping(self.template.get("metadata")),
            self.pod_spec,
            *[container.tree for container in self.containers],
        )
        return names

    @property
    def template_labels(self) -> dict[str, str]:
        """The labels written in the pod template."""
        labels: dict[str, str] | None = self.facts.get("template_labels")
        if labels is None:
            written = mapping(mapping(self.template.get("metadata")).get("labels"))
            labels = self.facts["template_labels"] = readable(written)
        return labels

    @property
    def template_annotations(self) -> dict[str, str]:
        return mapping(mapping(self.template.get("metadata")).get("annotations"))

    @property
    def pod_labels(self) -> dict[str, str]:
        """The labels of the pods: those of the template and those that controllers add."""
        labels: dict[str, str] | None = self.facts.get("pod_labels")
        if labels is None:
            labels = self.template_labels
            if self.added_labels:
                labels = {**labels, **dict.fromkeys(self.added_labels, GENERATED)}
            self.facts["pod_labels"] = labels
        return labels

    @property
    def selector(self) -> Selector:
        """The workload's own selector."""
        return compile_selector(self.get("spec", "selector"))

    @property
    def containers(self) -> tuple[Container, ...]:
        """All containers: regular ones first, then init containers and sidecars."""
        found: tuple[Container, ...] | None = self.facts.get("containers")
        if found is None:
            found = self.facts["containers"] = tuple(self._containers())
        return found

    def _containers(self) -> Iterator[Container]:
        spec = self.pod_spec
        for kind in ("containers", "initContainers"):
            for index, tree in enumerate(sequence(spec.get(kind))):
                if isinstance(tree, dict):
                    yield Container(self, (*self.pod_path, kind, index), tree, kind)

    @property
    def spread(self) -> tuple[SpreadConstraint, ...]:
        """The topology spread constraints."""
        found: tuple[SpreadConstraint, ...] | None = self.facts.get("spread")
        if found is None:
            constraints = placement.spread_constraints(self, self.pod_path, self.pod_spec)
            found = self.facts["spread"] = tuple(constraints)
        return found

    @property
    def pod_terms(self) -> tuple[AffinityTerm, ...]:
        """All terms of pod affinity and anti-affinity."""
        found: tuple[AffinityTerm, ...] | None = self.facts.get("pod_terms")
        if found is None:
            terms = placement.pod_terms(self, self.pod_path, self.pod_spec)
            found = self.facts["pod_terms"] = tuple(terms)
        return found

    @property
    def node_terms(self) -> tuple[NodeTerm, ...]:
        """The terms of the required node affinity; any one of them must match."""
        found: tuple[NodeTerm, ...] | None = self.facts.get("node_terms")
        if found is None:
            terms = placement.node_terms(self, self.pod_path, self.pod_spec)
            found = self.facts["node_terms"] = tuple(terms)
        return found

    @property
    def tolerations(self) -> tuple[Toleration, ...]:
        found: tuple[Toleration, ...] | None = self.facts.get("tolerations")
        if found is None:
            written = placement.tolerations(self, self.pod_path, self.pod_spec)
            found = self.facts["tolerations"] = tuple(written)
        return found

    @property
    def node_selector(self) -> dict[str, str]:
        return mapping(self.pod_spec.get("nodeSelector"))

    def spread_over(self, *keys: str, hard: bool | None = None) -> Iterator[SpreadConstraint]:
        """Yield constraints on one of the keys that count the workload's own pods."""
        for constraint in self.own_spread:
            if constraint.topology_key in keys and (hard is None or constraint.hard == hard):
                yield constraint

    @property
    def own_spread(self) -> tuple[SpreadConstraint, ...]:
        """The topology spread constraints that count the workload's own pods."""
        found: tuple[SpreadConstraint, ...] | None = self.facts.get("own_spread")
        if found is None:
            labels = self.pod_labels
            counting = (each for each in self.spread if each.counts(labels, labels))
            found = self.facts["own_spread"] = tuple(counting)
        return found

    def apart_on(self, *keys: str, required: bool | None = None) -> Iterator[AffinityTerm]:
        """Yield anti-affinity terms on one of the keys that keep the own pods apart."""
        for term in self.own_terms:
            if (
                term.anti
                and term.topology_key in keys
                and (required is None or term.required == required)
            ):
                yield term

    @property
    def own_terms(self) -> tuple[AffinityTerm, ...]:
        """The terms of pod affinity and anti-affinity that mean the workload's own pods."""
        found: tuple[AffinityTerm, ...] | None = self.facts.get("own_terms")
        if found is None:
            meaning = (each for each in self.pod_terms if self.reaches_itself(each))
            found = self.facts["own_terms"] = tuple(meaning)
        return found

    def reaches_itself(self, term: AffinityTerm) -> bool:
        """Whether a pod affinity term means the workload's own pods."""
        reached = term.reaches(self.namespace, self.namespace) is not False
        return reached and term.matches(self.pod_labels)

    @property
    def is_hook(self) -> bool:
        """Whether Helm runs it as a hook, a test included."""
        return "helm.sh/hook" in self.annotations or "helm.sh/hook" in self.template_annotations

    @property
    def singleton_reason(self) -> str | None:
        """Why one replica is intended, as said by annotation ``multiaz-lint/singleton``."""
        reason = self.annotations.get("multiaz-lint/singleton")
        return reason if isinstance(reason, str) and reason.strip() else None


class ScalableWorkload(Workload):
    """A workload that keeps a number of replicas running: what the zone policy is about."""

    __slots__ = ()
    replicas_path: tuple[str, ...] = ("spec", "replicas")

    @property
    def replicas(self) -> Field:
        """The written number of replicas; 1 where none is written (apps/v1 defaults, 1.37)."""
        return self.at(*self.replicas_path, default=1)
