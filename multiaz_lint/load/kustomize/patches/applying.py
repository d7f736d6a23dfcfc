"""Applies the patches of kustomizations to objects."""

from __future__ import annotations

from multiaz_lint.load.kustomize.patches import json_patch
from multiaz_lint.load.kustomize.patches.entries import patches_of
from multiaz_lint.load.kustomize.patches.merge import DIRECTIVE, PatchError, merged
from multiaz_lint.load.kustomize.patches.targets import Candidates
from multiaz_lint.load.kustomize.replacements.written import text_of
from multiaz_lint.load.kustomize.shared import mentions, settled
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built
    from multiaz_lint.load.kustomize.effort import BuildEffort
    from multiaz_lint.load.kustomize.expressions import Expressions
    from multiaz_lint.load.kustomize.faults import Faults
    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.load.kustomize.patches.entries import Files, Patch
    from multiaz_lint.load.kustomize.patches.merge import Found
    from multiaz_lint.load.kustomize.trail import Trail
    from multiaz_lint.load.limits import Limits
    from multiaz_lint.load.source import Source

_NAMESPACE = "/metadata/namespace"


class _IdleError(PatchError):
    """A patch selects nothing that a kustomization lists, which may be meant for others."""


def _words(patch: Patch, error: PatchError) -> str:
    return str(error) if patch.file else f"a patch is not applied ({error})"


class Patching:
    """Reads the patches of kustomizations once, and applies them to what each of them lists.

    ``sources`` are the files of the input by their normal paths.
    """

    def __init__(
        self,
        sources: Mapping[str, Source],
        limits: Limits,
        effort: BuildEffort,
        expressions: Expressions,
        faults: Faults,
    ) -> None:
        self._sources = sources
        self._limits = limits
        self._effort = effort
        self._expressions = expressions
        self._faults = faults
        self._files: Files = {}
        self._patches: dict[tuple[str, bool], list[Patch]] = {}
        self._applied: set[str] = set()
        self._refused: set[str] = set()

    @property
    def applied(self) -> set[str]:
        """The files of the patches that are applied wherever they are named, as normal paths."""
        return self._applied - self._refused

    def patch(self, of: Kustomization, objects: list[Built], *, late: bool) -> None:
        """Apply the patches of a kustomization: those of one field come late, all others early."""
        known = (of.key, late)
        if known not in self._patches:
            entries = of.late if late else of.merged
            found = patches_of(entries, of.folder, self._sources, self._files, self._limits)
            self._patches[known] = list(found)
        if not self._patches[known]:
            return
        self._effort.spend(len(objects))
        candidates = Candidates(objects, self._expressions)
        for patch in self._patches[known]:
            try:
                self._apply(patch, candidates, late=late)
            except _IdleError as error:
                self._faults.tell_idle(of, _words(patch, error), patch.at, patch.file)
            except PatchError as error:
                self._refused.add(patch.file)
                self._faults.tell(of, _words(patch, error), patch.at, patch.file)
            else:
                self._applied.add(patch.file)
                self._faults.note_used(patch.at)

    def _apply(self, patch: Patch, candidates: Candidates, *, late: bool) -> None:
        if patch.fault:
            raise PatchError(patch.fault)
        if patch.target is not None and len(patch.documents) > 1:
            raise PatchError("has several documents and a target")
        self._effort.spend(1 + len(patch.documents))
        for tree, trail in patch.documents:
            made: list[Found]
            if isinstance(tree, list):
                if patch.target is None:
                    raise PatchError("has operations and no target")
                chosen = candidates.selected(patch.target)
                self._effort.spend_on(chosen, tree, len(tree))
                for each in chosen:
                    each.part()
                    if not late:
                        each.store_id()
                if any(map(_is_of_namespace, tree)):
                    for each in chosen:
                        each.write_namespace()
                made = [
                    json_patch.patched(each.tree, each.trail, tree, trail, self._limits.nesting)
                    for each in chosen
                ]
                _need_identities(made)
            elif isinstance(tree, dict):
                if patch.target is None:
                    chosen = [candidates.named(tree)]
                else:
                    chosen = candidates.selected(patch.target)
                    if not (tree.get("kind") and mapping(tree.get("metadata")).get("name")):
                        raise PatchError("has no kind or no name, which it needs")
                self._effort.spend_on(chosen, tree)
                kept = _what_is_merged(tree, trail, selects=patch.target is not None)
                made = [_merged(each, kept, trail) for each in chosen]
            else:
                raise PatchError("is neither a mapping nor a sequence of operations")
            if not chosen:
                raise _IdleError("selects nothing in the input that it lists")
            for each, (result, at) in zip(chosen, made, strict=True):
                each.put(result, at or each.trail, trail)
                candidates.note(each)


def _is_of_namespace(operation: Any) -> bool:
    """Whether an operation of a JSON patch looks for the namespace of an object."""
    places = mapping(operation).get("path"), mapping(operation).get("from")
    return any(isinstance(each, str) and each.startswith(_NAMESPACE) for each in places)


def _need_identities(made: list[Found]) -> None:
    """Refuse a patch that leaves something without name or kind: Kustomize has no use for it."""
    for tree, _ in made:
        if not (string(tree.get("apiVersion")) and string(tree.get("kind"))):
            raise PatchError("leaves no apiVersion or no kind")
        if not string(mapping(tree.get("metadata")).get("name")):
            raise PatchError("leaves no name")


def _what_is_merged(patch: dict[str, Any], by: Trail, *, selects: bool) -> dict[str, Any]:
    """Return a patch without kind, name and namespace, which stay (api resource ApplySmPatch).

    With a target its labels and annotations are written anew, as texts: a null is one of them, and
    removes nothing (api resource CopyMergeMetaDataFieldsFrom).
    """
    kept = {name: value for name, value in patch.items() if name not in {"apiVersion", "kind"}}
    metadata = mapping(kept.get("metadata"))
    if not metadata:
        return kept
    left = {name: value for name, value in metadata.items() if name not in {"name", "namespace"}}
    for field in ("labels", "annotations") if selects else ():
        at = by.step("metadata").step(field)
        texts = {
            name: "" if isinstance(value, (dict, list)) else text_of(value, at.step(name))
            for name, value in mapping(left.pop(field, None)).items()
        }
        if texts:
            left[field] = texts
    kept["metadata"] = left
    return kept


def _merged(built: Built, patch: dict[str, Any], by: Trail) -> tuple[Any, Trail | None]:
    """Merge what a patch has besides kind, name and namespace."""
    if patch.get(DIRECTIVE) == "replace":
        return built.tree, built.trail  # Kustomize replaces no whole object
    tree, trail = merged(built.tree, built.trail, patch, by)
    if trail is not None and built.shared and mentions(patch, built.shared):
        return settled(tree, trail)
    return tree, trail
