"""Custom resources, judged by the CustomResourceDefinitions of the input (apiextensions, 1.37).

The server drops fields that the schema lacks, fills in defaults, then checks values, then lists.
CEL rules and string formats are not judged. Nothing of a definition is prepared in advance: the
schema is walked beside the resource, so a definition of megabytes costs nothing by itself.
"""

from __future__ import annotations

from multiaz_lint.api.errors import Errors
from multiaz_lint.model.resource import sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.api.custom.shaping import Defaults
    from multiaz_lint.api.verdict import Complaint, Verdict
    from multiaz_lint.model.resource import Resource

    Tree = dict[str, Any]

_GROUP = "apiextensions.k8s.io"


def schemas(resources: Iterable[Resource]) -> Schemas | None:
    """Return the schemas that the input defines, if it defines any."""
    found: dict[tuple[str, str], list[Tree]] = {}
    for resource in resources:
        if resource.kind == "CustomResourceDefinition" and resource.group == _GROUP:
            spec = resource.get("spec")
            kind = resource.get("spec", "names", "kind")
            group = resource.get("spec", "group")
            if isinstance(kind, str) and isinstance(group, str):
                if resource.version == "v1beta1" and "preserveUnknownFields" not in spec:
                    spec = {**spec, "preserveUnknownFields": True}
                found.setdefault((group, kind), []).append(spec)
    return Schemas(found) if found else None


class Schemas:
    """Definitions by group and kind; copies of one may differ."""

    __slots__ = ("_defaults", "_definitions")

    def __init__(self, definitions: dict[tuple[str, str], list[Tree]]) -> None:
        self._definitions = definitions
        self._defaults: Defaults | None = None

    def review(self, tree: Tree, verdict: Verdict) -> bool:
        """Judge a custom resource; return False if the input does not define its kind.

        Of several definitions of one kind, the kindest counts.
        """
        api_version, kind = tree.get("apiVersion"), tree.get("kind")
        if not isinstance(api_version, str) or not isinstance(kind, str):
            return False
        group, _, version = api_version.rpartition("/")
        definitions = self._definitions.get((group, kind))
        if not definitions:
            return False
        if self._defaults is None:
            from multiaz_lint.api.custom.shaping import Defaults

            self._defaults = Defaults()
        best: _Review | None = None
        for spec in definitions:
            found = _Review(spec, version, tree, self._defaults)
            if best is None or found.rank < best.rank:
                best = found
        assert best is not None
        verdict.served = best.served
        verdict.strict, verdict.errors = best.strict, best.errors
        return True


class _Review:
    """What one definition says to one resource."""

    def __init__(self, spec: Tree, version: str, tree: Tree, defaults: Defaults) -> None:
        self._defaults = defaults
        self.strict: list[Complaint] = []
        self.errors = Errors()
        self.served = False
        for each in sequence(spec.get("versions")):
            if isinstance(each, dict) and each.get("name") == version:
                self.served = each.get("served") is True
                schema = _at(each, "schema", "openAPIV3Schema")
                if schema is None:  # apiextensions/v1beta1 may hold one schema for all versions
                    schema = _at(spec, "validation", "openAPIV3Schema")
                if self.served and isinstance(schema, dict):
                    self._judge(schema, tree, pruned=spec.get("preserveUnknownFields") is not True)

    def _judge(self, schema: Tree, tree: Tree, *, pruned: bool) -> None:
        from multiaz_lint.api.custom.lists import duplicates
        from multiaz_lint.api.custom.shaping import shaped
        from multiaz_lint.api.custom.values import checked

        value, unknown = shaped(schema, tree, self._defaults)
        if pruned:
            self.strict = unknown
        else:
            value = tree
        self.errors.extend(checked(schema, value))
        duplicates(self.errors, schema, value, None)

    @property
    def rank(self) -> tuple[bool, int]:
        return (not self.served, len(self.strict) + len(self.errors))


def _at(tree: Any, *path: str) -> Any:
    for step in path:
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree
