"""Workloads of custom resources: an adapter says where an operator reads what Kubernetes reads.

An operator makes the pods, so part of what a rule looks for is written elsewhere, part is supplied
by the operator (``defaults``, ``antiaffinity``, ``containers``), and part is none of the user's
business (``settled``).
"""

from __future__ import annotations

from multiaz_lint.model.cached import cached
from multiaz_lint.model.custom.adapter import FIELD_TYPES
from multiaz_lint.model.custom.assembled import Assembled
from multiaz_lint.model.custom.made import beneath, places_at
from multiaz_lint.model.custom.makers import DEPLOYMENT, keeper
from multiaz_lint.model.digits import whole
from multiaz_lint.model.field import Field
from multiaz_lint.model.labels import compile_map, compile_selector
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.tree import look_up
from multiaz_lint.model.workload import ScalableWorkload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.custom.adapter import Adapter
    from multiaz_lint.model.labels import Selector
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path


_LABEL = "{labels["
EVERY = "*"
"""In ``labels_from``: the operator copies all labels, and adds its own."""
OWNER = "owner"
_SPREAD = ("topologySpreadConstraints",)
_ABOUT_SELECTION = frozenset(
    {"spread-selector-self", "antiaffinity-self-mismatch", "antiaffinity-missing"}
)
_ABOUT_GUARDS = frozenset({"pdb-missing", "pdb-too-loose"})


def asked_for(adapter: Adapter, resource: Resource) -> Iterator[CustomWorkload]:
    """Yield the workloads that a custom resource asks for."""
    for path, place in places_at(resource.tree, adapter.at, each=adapter.each):
        if not isinstance(place, dict) or not adapter.holds(resource.tree, path):
            continue
        if adapter.missing_replicas is None and not any(
            look_up(resource.tree, beneath(path, each)) is not None for each in adapter.replicas
        ):
            continue
        part = string(look_up(place, adapter.part)) if adapter.each else adapter.component
        part = part or (str(path[-1]) if adapter.each else "")
        yield CustomWorkload(resource, adapter, path, part)


class CustomWorkload(ScalableWorkload):
    """The pods of a custom resource, or of a component of it (``part``)."""

    __slots__ = ("adapter", "assembled", "operated", "owner", "part", "place")
    adapted = True

    def __init__(self, resource: Resource, adapter: Adapter, place: Path, part: str) -> None:
        self.adapter = adapter
        self.owner: Resource | None = None
        """What it belongs to, as far as the input holds that."""
        self.place = place
        self.part = part
        self.operated = adapter.template is None or not adapter.replicas
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
            for path in adapter.pod:
                yield self.there(path), "core/v1.PodSpec"
            for path in adapter.metadata:
                yield self.there(path), "meta/v1.ObjectMeta"
        for name, paths in adapter.fields.items():
            for path in paths:
                yield self.there(path), FIELD_TYPES[".".join(map(str, name))]
        for container in adapter.containers.values():
            for path in container.resources:
                yield self.there(path), "core/v1.ResourceRequirements"
        for claims in adapter.claims or ():
            yield from claims.parts(self, self.place)
        if adapter.labels_at is not None:
            yield self.there(adapter.labels_at), "map[string]string"
        if adapter.labels_from:
            yield ("metadata", "labels"), "map[string]string"

    def _look(self) -> None:
        self.assembled = Assembled(self)
        self._look_at({"metadata": self._metadata(), "spec": self.assembled.spec}, self)
        self.pod_terms = self.assembled.pod_terms()
        for each in (*self.spread, *self.node_terms, *self.tolerations):
            each.resource, each.path = self.holder(self.assembled.real(each.path))

    @property
    def played_template(self) -> dict[str, Any]:
        return {**self.template, "spec": self.assembled.played}

    @property
    def names_kept_by(self) -> str:
        return keeper(self.adapter.makes)

    @property
    def parallel(self) -> bool:
        return self.adapter.parallel or (
            self.adapter.template is not None and self.spec.get("podManagementPolicy") == "Parallel"
        )

    @property
    def unknown(self) -> Iterator[str]:
        """What the adapter does not say of the pods, and what they are taken for instead."""
        adapter = self.adapter
        if self.operated:
            pods = f"of the pods of {self}"
            without = adapter.claims is None and adapter.makes != DEPLOYMENT
            asks = adapter.containers or self.pod_spec.get("resources")
            if not asks and not self.assembled.asks:
                what = f"the requests{' and volumes' if without else ''} {pods}"
            elif without:
                what = f"the volumes {pods}, and containers that its operator adds,"
            else:
                what = f"containers that the operator of {self} adds to its pods"
            yield f"{what} are not known: taken for none"
        if not adapter.makes:
            yield (
                f"how the operator replaces lost pods of {self} is not known: taken for a "
                "ReplicaSet, which makes others at once"
            )

    @cached
    def claim_fields(self) -> tuple[Field, ...]:
        """The claims that each pod gets, as claim templates; of one name the first counts."""
        found: dict[str, Field] = {}
        taken = {string(mapping(each).get("name")) for _, each in self.volumes()}
        for number, claims in enumerate(self.adapter.claims or ()):
            for index, field in enumerate(claims.see(self, self.place)):
                metadata = field.value["metadata"]
                name = self.named(metadata["name"]) or f"claim-{number}-{index}"
                metadata["name"] = name
                if name not in taken:
                    found.setdefault(name, field)
        return tuple(found.values())

    @property
    # A value there, a property here.
    def labels_known(self) -> bool:  # type: ignore[override]
        return not (self.operated or self.adapter.labels or self.adapter.labels_from)

    @cached
    # Worked out here, a value there.
    def settled(self) -> frozenset[str]:  # type: ignore[override]
        """The rules that the operator answers for, and those that cannot be judged here."""
        tree, place = self.tree_with_owner, self.place
        answered = [each.rules for each in self.adapter.settles if each.holds(tree, place)]
        unsure = _ABOUT_SELECTION if self.operated and self._selects_unknown() else frozenset()
        if self.guards_hidden:
            unsure |= _ABOUT_GUARDS
        return unsure.union(*answered)

    @property
    def guards_hidden(self) -> bool:
        """Whether its budget, of all components, guards some that are not seen, too.

        What it lets go of those that are seen cannot be said then.
        """
        tree, budget = self.tree_with_owner, self.adapter.budget
        if budget is None or not (budget.whole and budget.asked_for(tree, self.place)):
            return False
        return any(True for _ in self.adapter.hidden(tree))

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
    # A value there, a property here.
    def votes(self) -> str:  # type: ignore[override]
        votes = self.adapter.votes
        return votes.software if votes and votes.holds(self.tree_with_owner, self.place) else ""

    @property
    # A value there, a property here.
    def resizable(self) -> bool:  # type: ignore[override]
        return bool(self.adapter.replicas) and not self.adapter.shared

    @property
    # A value there, a property here.
    def spreadable(self) -> bool:  # type: ignore[override]
        return self.adapter.holds_pods or _SPREAD in self.adapter.fields

    @property
    def replicas(self) -> Field:
        """The number of replicas; annotations hold it as text."""
        adapter = self.adapter
        places = [self.there(path) for path in adapter.replicas]
        if not places:
            return Field(self, self.place, adapter.missing_replicas)
        unsound = self.facts.unsound
        written = (
            place for place in places if place in unsound or look_up(self.tree, place) is not None
        )
        field = self.at(*next(written, places[0]), default=adapter.missing_replicas)
        number = whole(field.value)
        if number is not None:
            field = Field(self, field.path, number)
        field = self._bounded(field, adapter.at_least, below=True)
        field = self._bounded(field, adapter.at_most, below=False)
        return self._share(field) if adapter.shared else field

    def _bounded(self, field: Field, bound: Path | int | None, *, below: bool) -> Field:
        """Return the bound, and where it stands, if a number is below or above it."""
        if bound is None:
            return field
        at = field.path if isinstance(bound, int) else self.there(bound)
        limit = bound if isinstance(bound, int) else self.get(*at)
        number = field.value
        if type(number) is not int or type(limit) is not int:
            return field
        beyond = number < limit if below else number > limit
        return Field(self, at, limit) if beyond else field

    def _share(self, field: Field) -> Field:
        """Return the part of a number that one of the elements of a list gets."""
        if not isinstance(field.value, int) or isinstance(field.value, bool):
            return field
        each, more = divmod(field.value, len(sequence(self.get(*self.adapter.at))))
        return Field(self, field.path, each + (self.place[-1] in range(more)))

    @property
    def tree_with_owner(self) -> dict[str, Any]:
        """What conditions are about: the resource, and what it belongs to."""
        return self.tree if self.owner is None else {**self.tree, OWNER: self.owner.tree}

    def belong_to(self, owner: Resource) -> None:
        """Read what stands in another resource, too."""
        self.owner = owner
        self.replace(self.tree)

    def there(self, path: Path) -> Path:
        """Return where a path of the adapter leads, from the top of the resource."""
        return path if path[:1] == (OWNER,) else beneath(self.place, path)

    def first(self, paths: tuple[Path, ...]) -> Path:
        """Return the first of several places where something is written, else the first."""
        places = [self.there(path) for path in paths]
        written = (each for each in places if self.get(*each) is not None)
        return next(written, places[0] if places else ())

    def holder(self, path: Path) -> tuple[Resource, Path]:
        """Return in which resource something stands, and where there."""
        if self.owner is not None and path[:1] == (OWNER,):
            return self.owner, path[1:]
        return self, path

    def at(self, *path: str | int, default: Any = None) -> Field:
        resource, place = self.holder(path)
        if resource is not self:
            return resource.at(*place, default=default)
        return super().at(*path, default=default)

    def get(self, *path: str | int) -> Any:
        resource, place = self.holder(path)
        return super().get(*path) if resource is self else resource.get(*place)

    @property
    # A value there, a property here.
    def template_path(self) -> tuple[str | int, ...]:  # type: ignore[override]
        return (*self.place, *(self.adapter.template or ()))

    @property
    # A value there, a property here.
    def pod_path(self) -> tuple[str | int, ...]:  # type: ignore[override]
        if self.adapter.template is not None:
            return (*self.template_path, "spec")
        return self.first(self.adapter.pod) or self.place

    def _part(self, name: str) -> tuple[Path, dict[str, Any]]:  # noqa: ARG002 - others need it
        return (), self.pod_spec

    def _metadata(self) -> dict[str, Any]:
        adapter = self.adapter
        paths = adapter.metadata
        if adapter.template is not None:
            paths = ((*adapter.template, "metadata"),)
        written = mapping(self.get(*self.first(paths))) if paths else {}
        labels = {name: self._text(value) for name, value in adapter.labels.items()}
        labels = {name: value for name, value in labels.items() if _LABEL not in value}
        labels |= {name: self.labels[name] for name in adapter.labels_from if name in self.labels}
        every = self.labels if EVERY in adapter.labels_from else {}
        if adapter.labels_at is not None:
            every = {**every, **mapping(self.get(*self.there(adapter.labels_at)))}
        return {**written, "labels": {**every, **mapping(written.get("labels")), **labels}}

    def named(self, tree: Any) -> Any:
        """Fill the resource's name into what the operator supplies."""
        if isinstance(tree, dict):
            return {key: self.named(value) for key, value in tree.items()}
        if isinstance(tree, list):
            return [self.named(value) for value in tree]
        return self._text(tree) if isinstance(tree, str) else tree

    def _text(self, text: str) -> str:
        filled = text.replace("{name}", self.name).replace("{namespace}", self.namespace)
        filled = filled.replace("{part}", self.part)
        before, asks, rest = filled.partition(_LABEL)
        key, closed, after = rest.partition("]}")
        value = self.labels.get(key)
        if not (asks and closed and isinstance(value, str)):
            return filled  # where there is no such label it stays, so that everybody can tell
        return f"{before}{value}{self._text(after)}"

    def pod(self, *path: str | int, default: Any = None) -> Field:
        where = self.assembled.real(path)
        written = self.get(*where)
        if written is None:
            return self.at(*where, default=default)
        value = look_up(self.pod_spec, path)
        return Field(*self.holder(where), written if value is None else value)

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
