"""Workloads of custom resources: an adapter says where an operator reads what Kubernetes reads.

An operator makes the pods, so part of what a rule looks for is written elsewhere, part is supplied
by the operator (``defaults``), and part is none of the user's business (``settled``).
"""

from __future__ import annotations

from multiaz_lint.model.cached import cached
from multiaz_lint.model.digits import whole
from multiaz_lint.model.field import Field
from multiaz_lint.model.labels import compile_map, compile_selector
from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.tree import look_up
from multiaz_lint.model.workload import ScalableWorkload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from multiaz_lint.model.labels import Selector
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path


_ABOUT_SELECTION = frozenset(
    {"spread-selector-self", "antiaffinity-self-mismatch", "antiaffinity-missing"}
)

FIELD_TYPES = {
    "affinity": "core/v1.Affinity",
    "nodeSelector": "map[string]string",
    "tolerations": "[]core/v1.Toleration",
    "topologySpreadConstraints": "[]core/v1.TopologySpreadConstraint",
}
"""The fields of a pod spec that an adapter can name, and their Go types."""


class Settled:
    """Rules that the operator answers for, and what it does.

    They are settled when all fields of ``when`` have their values and those of ``unless`` have
    not; paths count from the resource, and ``[*]`` in them is the component's own index. ``path``
    is where the rules are written in the list of adapters, ``place`` in which file and line.
    """

    __slots__ = ("path", "place", "rules", "unless", "when", "why")

    def __init__(
        self,
        rules: frozenset[str],
        why: str,
        when: tuple[tuple[Path, Any], ...] = (),
        unless: tuple[tuple[Path, Any], ...] = (),
    ) -> None:
        self.rules = rules
        self.why = why
        self.when = when
        self.unless = unless
        self.path: Path = ()
        self.place = ""

    def holds(self, tree: dict[str, Any], place: Path) -> bool:
        """Whether they are settled for a component; ``[*]`` in a path is its own index."""

        def met(conditions: Iterable[tuple[Path, Any]]) -> bool:
            return all(look_up(tree, _own(path, place)) == value for path, value in conditions)

        return met(self.when) and not (self.unless and met(self.unless))


def _own(path: Path, place: Path) -> Path:
    return tuple([place[-1] if step == "*" and place else step for step in path])


class Adapter:
    """Where the pods of one kind of custom resource, or of one component of it, are described.

    All paths but ``at`` count from ``at``; where ``each`` says so that is a sequence, and each
    element is a component. ``template`` is a whole pod template; ``pod`` holds fields of a pod
    spec under their own names, and ``fields`` says where others stand.
    """

    __slots__ = (
        "at", "component", "defaults", "each", "fields", "group", "kind", "labels", "labels_from",
        "metadata", "missing_replicas", "pod", "replicas", "selector", "settles", "template",
    )  # fmt: skip

    def __init__(self, group: str, kind: str) -> None:
        self.group = group
        self.kind = kind
        self.component = ""
        self.at: Path = ()
        self.each = False
        self.replicas: tuple[Path, ...] = ()
        """Where their number may stand; the first that is written counts."""
        self.missing_replicas: int | None = None
        """What the operator takes where no number is written; None: there is no component."""
        self.template: Path | None = None
        self.pod: Path | None = None
        self.fields: dict[str, Path] = {}
        self.metadata: Path | None = None
        self.selector: Path | None = None
        self.labels: dict[str, str] = {}
        self.labels_from: tuple[str, ...] = ()
        self.defaults: dict[str, Any] = {}
        self.settles: tuple[Settled, ...] = ()

    def see(self, resource: Resource) -> Iterator[CustomWorkload]:
        """Yield the workloads that a custom resource asks for."""
        base = look_up(resource.tree, self.at)
        places: Iterable[tuple[Path, Any]] = [(self.at, base)]
        if self.each:
            elements = enumerate(base if isinstance(base, list) else ())
            places = [((*self.at, index), element) for index, element in elements]
        for path, place in places:
            if not isinstance(place, dict):
                continue
            if self.missing_replicas is None and not any(
                look_up(place, path) is not None for path in self.replicas
            ):
                continue
            part = string(place.get("name")) if self.each else self.component
            yield CustomWorkload(resource, self, path, part or (str(path[-1]) if self.each else ""))


class CustomWorkload(ScalableWorkload):
    """The pods of a custom resource, or of a component of it (``part``)."""

    __slots__ = ("adapter", "operated", "part", "place")

    def __init__(self, resource: Resource, adapter: Adapter, place: Path, part: str) -> None:
        self.adapter = adapter
        self.place = place
        self.part = part
        self.operated = adapter.template is None
        super().__init__(resource.tree, resource.manifest, resource.prefix, resource.namespace)
        self.belong(resource.group, resource.namespace)
        if part:  # a component is not what a reference of that name means
            self.identity = (self.group, self.kind, self.namespace, f"{self.name}/{part}")

    @property
    def parts(self) -> Iterator[tuple[Path, str]]:
        """Yield where Kubernetes' own types stand in the resource, and which Go types these are."""
        adapter = self.adapter
        if adapter.template is not None:
            yield self.template_path, "core/v1.PodTemplateSpec"
        else:
            yield self.pod_path, "core/v1.PodSpec"
            if adapter.metadata is not None:
                yield (*self.place, *adapter.metadata), "meta/v1.ObjectMeta"
        for name, path in adapter.fields.items():
            yield (*self.place, *path), FIELD_TYPES[name]
        if adapter.labels_from:
            yield ("metadata", "labels"), "map[string]string"

    def _look(self) -> None:
        self._look_at({"metadata": self._metadata(), "spec": self._spec()}, self)

    @cached
    # Worked out here, a value there.
    def settled(self) -> frozenset[str]:  # type: ignore[override]
        """The rules that the operator answers for, and those that cannot be judged here."""
        answered = [
            each.rules for each in self.adapter.settles if each.holds(self.tree, self.place)
        ]
        unsure = _ABOUT_SELECTION if self.operated and self._selects_unknown() else frozenset()
        return unsure.union(*answered)

    def _selects_unknown(self) -> bool:
        """Whether a selector asks for a label that the adapter does not know of."""
        selectors = [constraint.selector for constraint in self.spread]
        selectors += [term.selector for term in self.pod_terms]
        asked = {key for selector in selectors for key in selector.equalities}
        asked |= {key for selector in selectors for key, *_ in selector.expressions}
        return not asked <= self.pod_labels.keys()

    def __str__(self) -> str:
        whole = f"{self.kind.lower()}/{self.name}"
        return f"{whole} ({self.part})" if self.part else whole

    @property
    def replicas(self) -> Field:
        """The number of replicas; annotations hold it as text."""
        adapter = self.adapter
        places = [(*self.place, *path) for path in adapter.replicas]
        unsound = self.facts.get("unsound", ())
        written = (
            place for place in places if place in unsound or look_up(self.tree, place) is not None
        )
        field = self.at(*next(written, places[0]), default=adapter.missing_replicas)
        number = whole(field.value)
        if number is not None:
            return Field(self, field.path, number)
        return field

    @property
    # A value there, a property here.
    def template_path(self) -> tuple[str | int, ...]:  # type: ignore[override]
        return (*self.place, *(self.adapter.template or ()))

    @property
    # A value there, a property here.
    def pod_path(self) -> tuple[str | int, ...]:  # type: ignore[override]
        if self.adapter.template is not None:
            return (*self.template_path, "spec")
        return (*self.place, *(self.adapter.pod or ()))

    def _parent(self, name: str) -> Path:
        """Where the field of the pod spec of this name stands, without the name."""
        path = self.adapter.fields.get(name)
        return self.pod_path if path is None else (*self.place, *path[:-1])

    def _part(self, name: str) -> tuple[Path, dict[str, Any]]:
        parent = self._parent(name)
        written = self._written(name, parent)
        return parent, {} if written is None else {name: written}

    def _written(self, name: str, parent: Path) -> Any:
        adapter = self.adapter
        readable = adapter.template is not None or adapter.pod is not None or name in adapter.fields
        found = mapping(self.get(*parent)).get(name) if readable else None
        return self._named(adapter.defaults.get(name)) if found is None else found

    def _metadata(self) -> dict[str, Any]:
        adapter = self.adapter
        path = adapter.metadata
        if adapter.template is not None:
            path = (*adapter.template, "metadata")
        written = {} if path is None else mapping(self.get(*self.place, *path))
        labels = {name: self._text(value) for name, value in adapter.labels.items()}
        labels |= {name: self.labels[name] for name in adapter.labels_from if name in self.labels}
        return {**written, "labels": {**mapping(written.get("labels")), **labels}}

    def _spec(self) -> dict[str, Any]:
        adapter = self.adapter
        spec: dict[str, Any] = {}
        if adapter.template is not None or adapter.pod is not None:
            spec.update(mapping(self.get(*self.pod_path)))
        for name in (*adapter.fields, *adapter.defaults):
            written = self._written(name, self._parent(name))
            if written is not None:
                spec[name] = written
        if adapter.template is None:
            # The operator makes the containers; what is written under that name are its patches.
            spec["containers"] = []
            spec.pop("initContainers", None)
        return spec

    def _named(self, tree: Any) -> Any:
        """Fill the resource's name into what the operator supplies."""
        if isinstance(tree, dict):
            return {key: self._named(value) for key, value in tree.items()}
        if isinstance(tree, list):
            return [self._named(value) for value in tree]
        return self._text(tree) if isinstance(tree, str) else tree

    def _text(self, text: str) -> str:
        filled = text.replace("{name}", self.name).replace("{namespace}", self.namespace)
        return filled.replace("{part}", self.part)

    def pod(self, *path: str | int, default: Any = None) -> Field:
        if path and isinstance(path[0], str):
            return self.at(*self._parent(path[0]), *path, default=default)
        return self.at(*self.pod_path, *path, default=default)

    @cached
    def selector(self) -> Selector:
        if self.adapter.selector is None:
            return compile_map(self.template_labels)
        return compile_selector(self.written_selector)

    @property
    def written_selector(self) -> Any:
        if self.adapter.selector is None:
            return None
        written = self.get(*self.place, *self.adapter.selector)
        if not written or not isinstance(written, dict):
            return written
        is_map = {"matchLabels", "matchExpressions"}.isdisjoint(written)
        return {"matchLabels": written} if is_map else written

    def as_written(self, replicas: int) -> int | str:
        path = self.replicas.path
        as_text = isinstance(self.get(*path), str) or path[-2:-1] == ("annotations",)
        return str(replicas) if as_text else replicas
