"""Where a pod may run: spread constraints, affinity, node selection, tolerations."""

from __future__ import annotations

from multiaz_lint.model.field import Absent, Field
from multiaz_lint.model.labels import IN, NOT_IN, NOTHING, Selector, compile_selector
from multiaz_lint.model.placeholders import holds_placeholder
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.tree import look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path

ZONE = "topology.kubernetes.io/zone"
REGION = "topology.kubernetes.io/region"
HOSTNAME = "kubernetes.io/hostname"
NODE_POOL = "karpenter.sh/nodepool"
"""The label with the name of its pool that Karpenter gives each node."""
NAMESPACE_NAME = "kubernetes.io/metadata.name"
"""The label that the API server gives each namespace: its name."""
BETA_ZONE = "failure-domain.beta.kubernetes.io/zone"
BETA_REGION = "failure-domain.beta.kubernetes.io/region"
ZONE_KEYS = frozenset({ZONE, BETA_ZONE})
DO_NOT_SCHEDULE = "DoNotSchedule"
SCHEDULE_ANYWAY = "ScheduleAnyway"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


class Written:
    """A part of a pod spec: what is written there, and its fields."""

    __slots__ = ("path", "resource", "tree")

    def __init__(self, resource: Resource, path: Path, tree: dict[str, Any]) -> None:
        self.resource = resource
        self.path = path
        self.tree = tree

    @property
    def field(self) -> Field:
        """The whole part."""
        return Field(self.resource, self.path, self.tree)

    def at(self, *steps: str | int, default: Any = None) -> Field:
        """Return a field below the part."""
        value = look_up(self.tree, steps)
        if value is None:
            return Absent(self.resource, (*self.path, *steps), default)
        return Field(self.resource, (*self.path, *steps), value)


class Selecting(Written):
    """What means pods by their labels, in the domains of a topology key."""

    __slots__ = ("_selector", "topology_key")
    _selector: Selector | None
    topology_key: str

    @property
    def match_label_keys(self) -> list[str]:
        """The labels whose values a pod must have in common with the one that is placed."""
        return _strings(self.tree.get("matchLabelKeys"))

    @property
    def selector(self) -> Selector:
        """The written labelSelector, without what label keys add: null matches no pod.

        Nor does one that cannot be decoded: it is not known whom it means.
        """
        if self._selector is None:
            written = self.tree.get("labelSelector")
            self._selector = compile_selector(written) if self.sound else NOTHING
        return self._selector

    @property
    def sound(self) -> bool:
        """Whether its labelSelector can be decoded, as far as one is written."""
        return not self.resource.facts.unsound or self.at("labelSelector").sound


class SpreadConstraint(Selecting):
    """One topologySpreadConstraint, with the scheduler's reading of its selector.

    matchLabelKeys are merged into the selector for the keys that the pod has (kube-apiserver pod
    strategy from 1.34, PodTopologySpread before). ``{}`` counts no pod, null matches none
    (kube-scheduler PodTopologySpread, 1.37).
    """

    __slots__ = ("hard",)

    def __init__(self, resource: Resource, path: Path, tree: dict[str, Any]) -> None:
        super().__init__(resource, path, tree)
        self._selector = None
        self.topology_key = string(tree.get("topologyKey"))
        self.hard = bool(tree.get("whenUnsatisfiable") == DO_NOT_SCHEDULE)
        """Whether a pod that would break the constraint stays Pending."""

    @property
    def max_skew(self) -> int:
        """By how many pods domains may differ; 0 where no number is written."""
        value = self.tree.get("maxSkew")
        return value if isinstance(value, int) else 0

    @property
    def min_domains(self) -> int | None:
        """With fewer domains than this the fewest pods of one count as 0; None if unset."""
        value = self.tree.get("minDomains")
        return value if isinstance(value, int) else None

    @property
    def honors_taints(self) -> bool:
        """Whether nodes with untolerated taints are left out; the default is Ignore."""
        return bool(self.tree.get("nodeTaintsPolicy") == "Honor")

    @property
    def honors_affinity(self) -> bool:
        """Whether nodes that the pod cannot use are left out; the default is Honor."""
        return self.tree.get("nodeAffinityPolicy") != "Ignore"

    @property
    def empty(self) -> bool:
        """Whether the selector is null or ``{}``, so that no pod is counted."""
        return self.selector.nothing or (self.selector.empty and not self.match_label_keys)

    def counts(self, labels: Mapping[str, str], own: Mapping[str, str]) -> bool:
        """Whether a pod with ``labels`` is counted when a pod with labels ``own`` is placed."""
        selector = self.selector
        if not selector.matches(labels):
            return False
        merged = [key for key in self.match_label_keys if key in own]
        if not merged:
            return not selector.empty
        return labels is own or all(labels.get(key) == own[key] for key in merged)


class AffinityTerm(Selecting):
    """One term of a podAffinity or podAntiAffinity.

    matchLabelKeys and mismatchLabelKeys are merged into the selector, as In and NotIn, for the keys
    that the pod has (kube-apiserver pod strategy, 1.37).
    """

    __slots__ = ("anti", "labels_of", "required", "weight")

    def __init__(
        self,
        resource: Resource,
        path: Path,
        tree: dict[str, Any],
        *,
        anti: bool,
        required: bool,
        weight: int = 0,
    ) -> None:
        super().__init__(resource, path, tree)
        self.anti = anti
        self.required = required
        self.weight = weight
        self.topology_key = string(tree.get("topologyKey"))
        self.labels_of: Callable[[str], dict[str, str] | None] | None = None
        """Returns the labels of a namespace, or None where the input does not hold it."""
        self._selector = None

    @property
    def mismatch_label_keys(self) -> list[str]:
        """The labels in whose values a pod must differ from the one that is placed."""
        return _strings(self.tree.get("mismatchLabelKeys"))

    def merged(self, own: Mapping[str, str]) -> Selector:
        """Return the selector of a pod with labels ``own``."""
        selector = self.selector
        keys = [(key, IN) for key in self.match_label_keys]
        keys += [(key, NOT_IN) for key in self.mismatch_label_keys]
        added = [(key, by, frozenset((own[key],))) for key, by in keys if key in own]
        if not added or selector.nothing:
            return selector
        return Selector(selector.equalities, (*selector.expressions, *added))

    def reaches(self, namespace: str, own_namespace: str) -> bool | None:
        """Whether pods of a namespace are looked at; None when labels of it decide.

        Where the input does not hold the Namespace all that is known of those is the name.
        """
        names = sequence(self.tree.get("namespaces"))
        written = self.tree.get("namespaceSelector")
        if not names and written is None:
            return namespace == own_namespace
        if namespace in names:
            return True
        if written is None:
            return False
        selector = compile_selector(written)
        known = self.labels_of(namespace) if self.labels_of is not None else None
        if known is not None and not holds_placeholder(written):
            return selector.matches(known)
        if not selector.part(NAMESPACE_NAME).matches({NAMESPACE_NAME: namespace}):
            return False
        return True if selector.keys <= {NAMESPACE_NAME} else None

    def named_spaces(self, own_namespace: str) -> set[str] | None:
        """Return the namespaces that are looked at, by their names; None when labels decide."""
        if self.tree.get("namespaceSelector") is not None:
            return None
        names = sequence(self.tree.get("namespaces"))
        return set(_strings(names)) if names else {own_namespace}

    def matches(self, labels: Mapping[str, str], own: Mapping[str, str]) -> bool:
        """Whether a pod with labels ``own`` means those with ``labels``, wherever they run."""
        return self.merged(own).matches(labels)


class NodeTerm(Written):
    """One nodeSelectorTerm of a required node affinity; terms are ORed, expressions ANDed."""

    __slots__ = ()

    @property
    def expressions(self) -> list[dict[str, Any]]:
        """What it asks of the labels of nodes."""
        written = sequence(self.tree.get("matchExpressions"))
        return [expression for expression in written if isinstance(expression, dict)]

    @property
    def empty(self) -> bool:
        """Whether the term says nothing; then it matches no node."""
        return not self.tree.get("matchExpressions") and not self.tree.get("matchFields")

    def about(self, keys: frozenset[str]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the expressions, with their index, on one of the keys."""
        for index, expression in enumerate(self.expressions):
            if expression.get("key") in keys:
                yield index, expression


class Toleration(Written):
    """One toleration."""

    __slots__ = ()

    @property
    def key(self) -> str:
        """The key of the taints that it tolerates; empty for all."""
        return string(self.tree.get("key"))

    @property
    def effect(self) -> str:
        """The effect of the taints that it tolerates; empty for all."""
        return string(self.tree.get("effect"))

    @property
    def everything(self) -> bool:
        """Whether every taint of its effect is tolerated: no key, operator Exists."""
        return not self.key and self.tree.get("operator") == "Exists"

    @property
    def seconds(self) -> int | None:
        """Seconds that a NoExecute taint is tolerated; None is for ever."""
        value = self.tree.get("tolerationSeconds")
        return value if isinstance(value, int) else None


def _strings(written: Any) -> list[str]:
    return [each for each in written if isinstance(each, str)] if written else []


def spread_constraints(
    resource: Resource, path: Path, spec: dict[str, Any]
) -> tuple[SpreadConstraint, ...]:
    """Return the spread constraints of a pod spec."""
    name = "topologySpreadConstraints"
    return tuple([
        SpreadConstraint(resource, (*path, name, index), tree)
        for index, tree in enumerate(sequence(spec.get(name)))
        if isinstance(tree, dict)
    ])  # fmt: skip


def tolerations(resource: Resource, path: Path, spec: dict[str, Any]) -> tuple[Toleration, ...]:
    """Return the tolerations of a pod spec."""
    return tuple([
        Toleration(resource, (*path, "tolerations", index), tree)
        for index, tree in enumerate(sequence(spec.get("tolerations")))
        if isinstance(tree, dict)
    ])  # fmt: skip


def node_terms(resource: Resource, path: Path, spec: dict[str, Any]) -> tuple[NodeTerm, ...]:
    """Return the terms of the required node affinity of a pod spec; one of them must hold."""
    if "affinity" not in spec:
        return ()
    required = mapping(mapping(mapping(spec["affinity"]).get("nodeAffinity")).get(REQUIRED))
    here = (*path, "affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms")
    return tuple([
        NodeTerm(resource, (*here, index), tree)
        for index, tree in enumerate(sequence(required.get("nodeSelectorTerms")))
        if isinstance(tree, dict)
    ])  # fmt: skip


def pod_terms(resource: Resource, path: Path, spec: dict[str, Any]) -> tuple[AffinityTerm, ...]:
    """Return all terms of podAffinity and podAntiAffinity, required and preferred."""
    return tuple(_pod_terms(resource, path, spec)) if "affinity" in spec else ()


def _pod_terms(resource: Resource, path: Path, spec: dict[str, Any]) -> Iterator[AffinityTerm]:
    affinity = mapping(spec["affinity"])
    for name, anti in (("podAffinity", False), ("podAntiAffinity", True)):
        written = affinity.get(name)
        if not isinstance(written, dict):
            continue
        here = (*path, "affinity", name)
        for index, tree in enumerate(sequence(written.get(REQUIRED))):
            if isinstance(tree, dict):
                at = (*here, REQUIRED, index)
                yield AffinityTerm(resource, at, tree, anti=anti, required=True)
        for index, entry in enumerate(sequence(written.get(PREFERRED))):
            tree = mapping(entry).get("podAffinityTerm")
            if isinstance(tree, dict):
                at = (*here, PREFERRED, index, "podAffinityTerm")
                weight = entry.get("weight")
                yield AffinityTerm(
                    resource, at, tree, anti=anti, required=False,
                    weight=weight if isinstance(weight, int) else 0,
                )  # fmt: skip
