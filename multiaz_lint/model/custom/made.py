"""What an operator makes besides what is written: anti-affinity, containers, claims. Data only.

Paths count from the place of a component, those of conditions from the resource.
"""

from __future__ import annotations

from multiaz_lint.model import quantity
from multiaz_lint.model.field import Field
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.tree import look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path

    Conditions = tuple[tuple[Path, Any], ...]


def met(conditions: Iterable[tuple[Path, Any]], tree: dict[str, Any], place: Path) -> bool:
    """Whether all fields have their values; ``[*]`` in a path is the component's own index."""
    return all(look_up(tree, _own(path, place)) == value for path, value in conditions)


def _own(path: Path, place: Path) -> Path:
    return tuple([place[-1] if step == "*" and place else step for step in path])


def places_at(tree: dict[str, Any], at: Path, *, each: bool) -> list[tuple[Path, Any]]:
    """Return a place and what stands there, or the places of ``each`` item of a sequence there."""
    found = look_up(tree, at)
    if each:
        return [((*at, index), item) for index, item in enumerate(sequence(found))]
    return [(at, found)]


class AntiAffinity:
    """Anti-affinity by which an operator keeps the pods of a component apart.

    It is required where the fields of ``required`` have their values, else preferred, and not made
    where those of ``unless`` have theirs, or, unless it stands ``beside``, where any affinity is
    written. Without ``labels`` it selects by all that the adapter adds.
    """

    __slots__ = ("beside", "labels", "missing_topology_key", "required", "topology_key", "unless")

    def __init__(self, topology_key: Path, missing_topology_key: str) -> None:
        self.topology_key = topology_key
        self.missing_topology_key = missing_topology_key
        self.required: Conditions | None = None
        """None: it never is."""
        self.unless: Conditions = ()
        self.labels: dict[str, str] = {}
        self.beside = False


class Owner:
    """The resource that a resource belongs to: its kind, and the label that holds its name."""

    __slots__ = ("group", "kind", "label")

    def __init__(self, group: str, kind: str, label: str) -> None:
        self.group = group
        self.kind = kind
        self.label = label


class Budget:
    """A disruption budget that an operator makes where the resource holds its bounds.

    They stand at ``at`` under their own names; it selects the labels that stand at ``labels``
    below, and otherwise those that the adapter adds.
    """

    __slots__ = ("at", "labels")

    def __init__(self, at: Path, labels: Path | None) -> None:
        self.at = at
        self.labels = labels


class Container:
    """A container that an operator makes: where its resources stand, and what they are otherwise.

    Of several places the first that is written counts. ``missing`` counts where neither that nor a
    patch of the container says anything.
    """

    __slots__ = ("missing", "resources")

    def __init__(self, resources: tuple[Path, ...], missing: dict[str, Any]) -> None:
        self.resources = resources
        self.missing = missing


class Claims:
    """Claims that each pod gets: where they are described, in one of three forms.

    A whole claim (``template``), the spec of one, or its ``size`` and ``storage_class``. ``at`` is
    where these paths count from, and of a sequence where ``each`` says so. ``missing_size`` is
    what the operator asks for where nothing is written.
    """

    __slots__ = (
        "at", "each", "missing_size", "name", "size", "spec", "storage_class", "template", "when",
    )  # fmt: skip

    def __init__(self) -> None:
        self.at: Path = ()
        self.each = False
        self.name = ""
        self.template: Path | None = None
        self.spec: Path | None = None
        self.size: Path | None = None
        self.storage_class: Path | None = None
        self.missing_size = ""
        self.when: Conditions = ()

    def see(self, resource: Resource, component: Path) -> Iterator[Field]:
        """Yield the claims of a component as claim templates, each at where it is written."""
        for path, tree in places_at(resource.tree, (*component, *self.at), each=self.each):
            if met(self.when, mapping(tree), ()):
                found = self._claim(resource, path, mapping(tree))
                if found is not None and not _empty(found.value):
                    yield found

    def parts(self, resource: Resource, component: Path) -> Iterator[tuple[Path, str]]:
        """Yield where Kubernetes' own types stand, and which Go types these are."""
        for path, _ in places_at(resource.tree, (*component, *self.at), each=self.each):
            if self.template is not None:
                yield (*path, *self.template, "metadata"), "meta/v1.ObjectMeta"
                yield (*path, *self.template, "spec"), "core/v1.PersistentVolumeClaimSpec"
            if self.spec is not None:
                yield (*path, *self.spec), "core/v1.PersistentVolumeClaimSpec"

    def _claim(self, resource: Resource, path: Path, tree: dict[str, Any]) -> Field | None:
        name = self.name
        spec: dict[str, Any] = {}
        where: Path | None = None
        if self.template is not None:
            written = look_up(tree, self.template)
            if isinstance(written, dict):
                where = (*path, *self.template)
                name = string(mapping(written.get("metadata")).get("name")) or name
                spec = dict(mapping(written.get("spec")))
                if not spec:
                    return None
        if self.spec is not None:
            written = look_up(tree, self.spec)
            if isinstance(written, dict):
                where, spec = (*path, *self.spec), dict(written)
        size = None if self.size is None else look_up(tree, self.size)
        if size is None and not spec and self.missing_size:
            size = self.missing_size
        if size is not None:
            written_at = (*path, *self.size) if self.size is not None else path
            where = written_at if where is None else where
            spec["resources"] = {"requests": {"storage": size}}
        storage_class = None if self.storage_class is None else look_up(tree, self.storage_class)
        if isinstance(storage_class, str):
            spec["storageClassName"] = storage_class
        if where is None:
            return None
        spec.setdefault("accessModes", ["ReadWriteOnce"])
        return Field(resource, where, {"metadata": {"name": name}, "spec": spec})


def _empty(claim: dict[str, Any]) -> bool:
    """Whether a claim asks for nothing, by which some operators mean that there is to be none."""
    requests = mapping(mapping(mapping(claim.get("spec")).get("resources")).get("requests"))
    size = requests.get("storage")
    try:
        return size is not None and quantity.compare(size, 0) == 0
    except quantity.QuantityError:
        return False
