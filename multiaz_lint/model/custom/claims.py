"""Claims that an operator gives each pod of a custom resource, and where they are described."""

from __future__ import annotations

from multiaz_lint.model import quantity
from multiaz_lint.model.custom.made import beneath, met, places_at
from multiaz_lint.model.field import Field
from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.tree import look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.custom.made import Alternatives, Conditions
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path

MOST_CLAIMS = 256
"""No node attaches more volumes than so many for one pod."""


class Claims:
    """Claims that each pod gets: where they are described, in one of three forms.

    A whole claim (``template``), the spec of one, or its ``size`` and ``storage_class``. ``at`` is
    where these paths count from, and of a sequence where ``each`` says so. ``missing_size`` is
    what the operator asks for where no size is written. ``times`` is where the number of claims
    stands that are made of one: their names end in numbers from 0 on.
    """

    __slots__ = (
        "at", "each", "known", "missing_size", "name", "size", "spec", "storage_class", "template",
        "times", "when",
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
        self.times: Path | None = None
        self.when: Conditions = ()
        self.known: Alternatives = ()
        """Which values the operator knows of fields, below ``at``: others are told."""

    def see(self, resource: Resource, component: Path) -> Iterator[Field]:
        """Yield the claims of a component as claim templates, each at where it is written."""
        for path, tree in places_at(resource.tree, beneath(component, self.at), each=self.each):
            if met(self.when, mapping(tree), ()):
                found = self._claim(resource, path, mapping(tree))
                if found is not None and not _empty(found.value):
                    yield from self._repeated(found, mapping(tree))

    def _repeated(self, claim: Field, tree: dict[str, Any]) -> Iterator[Field]:
        if self.times is None:
            yield claim
            return
        times = look_up(tree, self.times)
        if isinstance(times, int) and not isinstance(times, bool):
            name = claim.value["metadata"]["name"]
            for number in range(min(times, MOST_CLAIMS)):
                metadata = {"name": f"{name}{number}"}
                yield Field(claim.resource, claim.path, {**claim.value, "metadata": metadata})

    def parts(self, resource: Resource, component: Path) -> Iterator[tuple[Path, str]]:
        """Yield where Kubernetes' own types stand, and which Go types these are."""
        for path, _ in places_at(resource.tree, beneath(component, self.at), each=self.each):
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
        if size is None and self.missing_size and not _asks(spec):
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


def _asks(spec: dict[str, Any]) -> bool:
    """Whether the spec of a claim says how much it asks for."""
    return mapping(mapping(spec.get("resources")).get("requests")).get("storage") is not None


def _empty(claim: dict[str, Any]) -> bool:
    """Whether a claim asks for nothing, by which some operators mean that there is to be none."""
    requests = mapping(mapping(mapping(claim.get("spec")).get("resources")).get("requests"))
    size = requests.get("storage")
    try:
        return size is not None and quantity.compare(size, 0) == 0
    except quantity.QuantityError:
        return False
