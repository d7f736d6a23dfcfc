"""Findings about objects that several kustomizations build: told once, with those they hold for."""

from __future__ import annotations

from multiaz_lint.diagnostic import Place
from multiaz_lint.load.kustomize.built_manifest import BuiltManifest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.model import Resource
    from multiaz_lint.rule import Edit

    Roots = dict[str, Kustomization]

_MOST_NAMED = 3


def once(
    diagnostics: list[Diagnostic], built: Mapping[int, BuiltManifest], resources: Iterable[Resource]
) -> list[Diagnostic]:
    """Keep one of the findings that say the same of the same place.

    ``built`` are the manifests of findings about what kustomizations build, by the ``id`` of the
    finding. One that holds for some of them only names these. It is mended where the same edits
    mend something for all that build of the texts that they change, and silenced where it is so for
    all.
    """
    roots: dict[int, Roots] = {}
    several: list[BuiltManifest] = []
    for resource in resources:
        manifest = resource.manifest
        if isinstance(manifest, BuiltManifest) and manifest.root is not None:
            roots.setdefault(id(manifest.base), {})[manifest.root.origin] = manifest.root
            several.append(manifest)
    users: dict[int, Roots] = {}
    kept: list[Diagnostic] = []
    alike: dict[Any, tuple[Diagnostic, Roots, int]] = {}
    lacking: dict[Any, Roots] = {}
    for each in diagnostics:
        found = built.get(id(each))
        if found is None or found.root is None:
            kept.append(each)
            continue
        root = {found.root.origin: found.root}
        key = (each.rule, each.place.origin, *each.place.as_tuple(), each.message)
        known = alike.get(key)
        if known is None or (known[0].silenced and not each.silenced):
            alike[key] = each, root, id(found.base)
        elif known[0].silenced == each.silenced:
            known[1].update(root)
        if each.edits:
            lacking.setdefault(_mended(each), {}).update(root)
    for each, of, base in alike.values():
        all_of = roots.get(base, ())
        if len(of) < len(all_of) and not _stands_in(each, of):
            each.related += tuple(_named(of))
        if each.edits:
            users = users or _users(several)
            texts = [id(edit.field.resource.manifest) for edit in each.edits]
            concerned = {name for text in texts for name in users.get(text, ())}
            if not concerned <= lacking[_mended(each)].keys():
                each.edits, each.fix = (), None
        kept.append(each)
    return kept


def _mended(finding: Diagnostic) -> tuple[Any, ...]:
    """Return what the edits of a finding do, the same for all findings that they mend."""
    edits = [
        (*_target(each), repr(each.value)) if hasattr(each, "value") else _target(each)
        for each in finding.edits
    ]
    return (finding.rule, *edits)


def _target(edit: Edit) -> tuple[Any, ...]:
    """Return what an edit does where, the same for each object that a text is part of."""
    of = edit.field.resource
    return type(edit).__name__, id(of.manifest), of.prefix, edit.field.path


def _users(built: Iterable[BuiltManifest]) -> dict[int, Roots]:
    """Return the kustomizations that build of each text, by the ``id`` of its manifest."""
    users: dict[int, Roots] = {}
    for manifest in built:
        if manifest.root is not None:
            for text in manifest.texts():
                users.setdefault(id(text), {})[manifest.root.origin] = manifest.root
    return users


def _stands_in(finding: Diagnostic, roots: Roots) -> bool:
    """Whether a finding stands in the folder of the one kustomization that it holds for."""
    return len(roots) == 1 and all(
        finding.place.origin.startswith(f"{root.folder}/") for root in roots.values()
    )


def _named(roots: Roots) -> Iterable[Place]:
    for count, (origin, root) in enumerate(sorted(roots.items())):
        line, column, end = root.manifest.stretch(())
        if count == _MOST_NAMED:
            yield Place(origin, line, column, line, end, f"and so do {len(roots) - count} more")
            return
        yield Place(origin, line, column, line, end, "this kustomization builds it so")
