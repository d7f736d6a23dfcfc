"""What a patch is for: the object that it names, or all that its target selects."""

from __future__ import annotations

from multiaz_lint.load.kustomize.identity_patterns import IdentityPatterns
from multiaz_lint.load.kustomize.lookup import Lookup
from multiaz_lint.load.kustomize.patches.merge import PatchError
from multiaz_lint.load.kustomize.patches.selectors import Selectors
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built
    from multiaz_lint.load.kustomize.expressions import Expressions

_DEFAULT = "default"


class Candidates:
    """The objects that patches may be for, in order, without those that one has deleted."""

    def __init__(self, objects: list[Built], expressions: Expressions) -> None:
        self._objects = objects
        self._lookup = Lookup(objects)
        self._expressions = expressions
        self._by_name: dict[tuple[str, ...], list[Built]] = {}

    def __len__(self) -> int:
        return len(self._objects)

    def named(self, patch: Any) -> Built:
        """Return the object that a patch names (api resmap GetById, v0.21).

        Raises:
            PatchError: It names none, or several.

        """
        metadata = mapping(patch.get("metadata"))
        name, namespace = string(metadata.get("name")), string(metadata.get("namespace"))
        namespace = namespace or _DEFAULT
        api_version, kind = string(patch.get("apiVersion")), string(patch.get("kind"))
        group, _, version = api_version.rpartition("/")
        found = [
            each
            for each in self._called(group, version, kind, name)
            if any(called == name and space in {namespace, ""} for space, called in each.ids)
        ]
        if len(found) != 1:
            how_many = (
                "several objects that it lists are"
                if found
                else "nothing in the input that it lists is"
            )
            of = api_version or "no apiVersion"
            raise PatchError(f"{how_many} {kind.lower()}/{name} of {of} in namespace {namespace}")
        return found[0]

    def _called(self, *name: str) -> list[Built]:
        """Return the objects of a group, version, kind and name, be it one that they had."""
        if not self._by_name:
            for each in self._objects:
                for called in {called for _, called in each.ids}:
                    key = (each.group, each.version, each.kind, called)
                    self._by_name.setdefault(key, []).append(each)
        return [each for each in self._by_name.get(name, ()) if each.tree is not None]

    def selected(self, target: dict[str, Any]) -> list[Built]:
        """Return the objects that a target selects (api resmap Select, v0.21).

        Raises:
            PatchError: A pattern or a selector cannot be read.

        """
        patterns = IdentityPatterns(target, self._expressions)
        selectors = Selectors(target, self._expressions)
        found = self._lookup.among((*patterns.keys(), *selectors.keys()))
        self._expressions.ask(len(selectors), len(found))
        is_selected = _condition(patterns, selectors)
        return [each for each in found if each.tree is not None and is_selected(each)]

    def note(self, built: Built) -> None:
        """Find an object that a patch has changed by what it is now, too."""
        self._lookup.note(built)


def _condition(patterns: IdentityPatterns, selectors: Selectors) -> Callable[[Built], bool]:
    """Return what a target asks of an object."""

    def is_selected(each: Built) -> bool:
        (first_space, first_name), (space, name) = each.ids[0], each.ids[-1]
        return (
            patterns.fits("group", each.group)
            and patterns.fits("version", each.version)
            and patterns.fits("kind", each.kind)
            and patterns.fits("name", first_name, name)
            and patterns.fits("namespace", first_space, space)
            and selectors.fit(each)
        )

    return is_selected
