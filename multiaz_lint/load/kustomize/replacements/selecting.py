"""What replacements take values from, and what they write them to (api types Selector, v0.21)."""

from __future__ import annotations

from multiaz_lint.load.kustomize import lookup
from multiaz_lint.load.kustomize.identity_patterns import IDENTITY, KIND, IdentityPatterns
from multiaz_lint.load.kustomize.patches.selectors import Selectors
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built
    from multiaz_lint.load.kustomize.expressions import Expressions
    from multiaz_lint.load.kustomize.lookup import Lookup

_NOWHERE = "_non_namespaceable_"


def sources(objects: Lookup, selector: dict[str, Any], expressions: Expressions) -> list[Built]:
    """Return the objects that a source names, be it by what they were called before."""
    asked = {field: string(selector.get(field)) for field in IDENTITY}
    keys = [(field, asked[field]) for field in (lookup.NAME, lookup.KIND) if asked[field]]
    among = objects.among(keys)
    expressions.ask(0, len(among))
    return [each for each in among if _is_source(each, asked)]


def _is_source(built: Built, asked: dict[str, str]) -> bool:
    own = (built.group, built.version, built.kind)
    kind = tuple([asked[field] for field in KIND])
    if any(want not in {"", has} for want, has in zip(kind, own, strict=True)):
        return False
    name, namespace = asked["name"], asked["namespace"]
    # What is in no namespace is found by one only where its kind is known for that.
    spaces = {namespace, "" if kind == own else namespace}
    return any(
        name in {"", called} and (not namespace or space in spaces) for space, called in built.ids
    )


class Selecting:
    """Which objects a target selects: by what they are called, or were, by labels, annotations."""

    def __init__(self, selector: dict[str, Any], expressions: Expressions) -> None:
        self._expressions = expressions
        self._patterns = IdentityPatterns(selector, expressions)
        self._selectors = Selectors(selector, expressions)

    def among(self, objects: Lookup) -> list[Built]:
        """Return the objects that may be selected, in order: it has to be asked of so many."""
        return objects.among((*self._patterns.keys(), *self._selectors.keys()))

    def count(self, objects: int) -> None:
        """Count what it costs to ask so many objects."""
        self._expressions.ask(len(self._selectors), objects)

    @property
    def asks_for_labels(self) -> bool:
        """Whether it asks for labels or annotations."""
        return bool(self._selectors)

    @property
    def asks_for_names(self) -> bool:
        """Whether it asks for what objects are called."""
        return bool(self._patterns)

    def selects(self, built: Built) -> bool:
        """Whether an object is selected."""
        return self.fits_labels(built) and self.fits_names(built)

    def fits_labels(self, built: Built) -> bool:
        """Whether an object has the labels and annotations."""
        return self._selectors.fit(built)

    def fits_names(self, built: Built) -> bool:
        """Whether an object is called so, or was before."""
        kind = (built.group, built.version, built.kind)
        if not all(map(self._patterns.fits, KIND, kind)):
            return False
        return any(
            self._patterns.fits("name", called) and self._patterns.fits("namespace", space)
            for space, called in _names(built)
        )


class Reject:
    """Which objects a target leaves out of those that it selects.

    Labels leave out an object alone, and so do names: Kustomize asks for them one by one.
    """

    def __init__(self, selector: dict[str, Any], expressions: Expressions) -> None:
        self._selecting = Selecting(selector, expressions)

    def count(self, objects: int) -> None:
        """Count what it costs to ask so many objects."""
        self._selecting.count(objects)

    def rejects(self, built: Built) -> bool:
        """Whether an object is left out."""
        of = self._selecting
        if of.asks_for_labels and of.fits_labels(built):
            return True
        return of.asks_for_names and of.fits_names(built)


def _names(built: Built) -> list[tuple[str, str]]:
    """Return the namespaces and names of an object: as it is written now, and those before.

    Only the earlier ones say in which namespace it is where none is written.
    """
    metadata = mapping(built.tree.get("metadata"))
    written = string(metadata.get("namespace"))
    if built.change.namespace:
        written = written or built.namespace
    before = ((space or _NOWHERE, called) for space, called in built.earlier_ids)
    return [(written, built.called), *before]
