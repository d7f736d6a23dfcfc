"""Findings about objects that several kustomizations build: told once, with those they hold for."""

from __future__ import annotations

from multiaz_lint.diagnostic import Place
from multiaz_lint.fingerprint import without_numbers
from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
from multiaz_lint.model.words import all_of

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
_ALL = without_numbers(all_of(3))


class _Alike:
    """Findings that say the same of the same place, and the kustomizations that they hold for.

    They may count something else: ``others`` are the kustomizations of those.
    """

    __slots__ = ("bases", "finding", "others", "related", "roots")

    def __init__(self, finding: Diagnostic) -> None:
        self._begin(finding)

    def _begin(self, finding: Diagnostic) -> None:
        self.finding = finding
        """The one that is kept."""
        self.roots: Roots = {}
        self.others: Roots = {}
        self.related: dict[Place, None] = {}
        """What stands elsewhere of one or another of them."""
        self.bases: set[int] = set()
        """The objects that they are about as they are written, by ``id``."""

    def add(self, finding: Diagnostic, manifest: BuiltManifest, root: Kustomization) -> None:
        """Take one in; one that is not silenced is kept, and counts alone then."""
        if self.finding.silenced and not finding.silenced:
            self._begin(finding)
        if self.finding.silenced == finding.silenced:
            self.roots[root.key] = root
            if finding.message != self.finding.message:
                self.others[root.key] = root
            for place in finding.related:
                if len(self.related) < max(_MOST_NAMED, len(self.finding.related)):
                    self.related[place] = None
            self.bases.add(id(manifest.base))


def once(
    diagnostics: list[Diagnostic], built: Mapping[int, BuiltManifest], resources: Iterable[Resource]
) -> list[Diagnostic]:
    """Keep one of the findings that say the same of the same place, but for numbers.

    ``built`` are the manifests of findings about what kustomizations build, by the ``id`` of the
    finding. One that holds for some of them only gets these as related places. It keeps its edits
    where the same ones mend something for all that build of the texts that they change. It is
    silenced where it is so for all.
    """
    kept: list[Diagnostic] = []
    groups: dict[Any, _Alike] = {}
    mended_for: dict[Any, set[str]] = {}
    for each in diagnostics:
        found = built.get(id(each))
        if found is None or found.root is None:
            kept.append(each)
            continue
        said = map(_uncounted, (each.message, *(place.message for place in each.related)))
        key = (each.rule, each.severity, *each.place.as_tuple(), *said)
        group = groups.get(key)
        if group is None:
            group = groups[key] = _Alike(each)
        group.add(each, found, found.root)
        if each.edits:
            mended_for.setdefault(_mended(each), set()).add(found.root.key)
    manifests = [each.manifest for each in resources if isinstance(each.manifest, BuiltManifest)]
    builders = _builders(manifests)
    users: dict[int, set[str]] = {}
    for group in groups.values():
        each = group.finding
        every = {key for base in group.bases for key in builders[base]}
        each.related = tuple(group.related)
        each.builds = tuple(sorted({root.origin for root in group.roots.values()}))
        each.in_some = len(group.roots) < len(every) and not _stands_in(each, group.roots)
        if each.in_some:
            each.related += tuple(_named(group.roots, group.others))
        elif group.others:
            each.related += tuple(_named(group.others, group.others))
        if each.edits:
            users = users or _users(manifests)
            mended = mended_for[_mended(each)]
            texts = [id(edit.field.resource.manifest) for edit in each.edits]
            if any(not users.get(text, set()) <= mended for text in texts):
                each.edits, each.fix = (), None
        kept.append(each)
    return kept


def _builders(manifests: Iterable[BuiltManifest]) -> dict[int, set[str]]:
    """Return the kustomizations that build each object, by its ``id`` as it is written."""
    builders: dict[int, set[str]] = {}
    for manifest in manifests:
        if manifest.root is not None:
            builders.setdefault(id(manifest.base), set()).add(manifest.root.key)
    return builders


def _users(manifests: Iterable[BuiltManifest]) -> dict[int, set[str]]:
    """Return the kustomizations that build of each text, by the ``id`` of its manifest."""
    users: dict[int, set[str]] = {}
    for manifest in manifests:
        if manifest.root is not None:
            for text in manifest.texts():
                users.setdefault(id(text), set()).add(manifest.root.key)
    return users


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


def _stands_in(finding: Diagnostic, roots: Roots) -> bool:
    """Whether a finding stands in the folder of the one kustomization that it holds for.

    An object as it is written stands there for all that build it.
    """
    own, origin = finding.resource, finding.place.origin
    if len(roots) != 1 or (own is not None and own.origin == origin):
        return False
    (root,) = roots.values()
    return root.holds(origin)


def _uncounted(words: str) -> str:
    """Return words without what overlays with other numbers of replicas say otherwise."""
    return without_numbers(words).replace(all_of(2), _ALL)


def _named(roots: Roots, others: Roots) -> Iterable[Place]:
    """Yield where kustomizations stand; ``others`` are those that count something else."""
    named = sorted(roots.values(), key=lambda root: (root.origin, root.key))
    for count, root in enumerate(named):
        origin = root.origin
        line, column, end = root.at.stretch()
        if count == _MOST_NAMED:
            yield Place(origin, line, column, line, end, f"and so do {len(roots) - count} more")
            return
        counting = ", with other numbers" if root.key in others else ""
        yield Place(origin, line, column, line, end, f"this {root.what} builds it so{counting}")
