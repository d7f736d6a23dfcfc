"""Sources into resources; every file gets an answer."""

from __future__ import annotations

from multiaz_lint.diagnostic import Diagnostic, Place
from multiaz_lint.load import objects, soundness
from multiaz_lint.load.kustomize import parts
from multiaz_lint.load.kustomize import uses as kustomize
from multiaz_lint.load.source import Source
from multiaz_lint.model.platform import NEWEST
from multiaz_lint.result import NotChecked
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from multiaz_lint.load.files import Unreadable
    from multiaz_lint.load.kustomize.builds import Builds
    from multiaz_lint.load.kustomize.faults import Fault
    from multiaz_lint.load.kustomize.gitops.delivery import Delivery
    from multiaz_lint.model import Resource
    from multiaz_lint.settings import Settings

_BATCH = 500
"""Resources that are read before the API server's checks look at them."""
_DELIVERING = frozenset({"Kustomization", "Application", "ApplicationSet"})
"""The kinds by which GitOps tools have kustomizations built (``kustomize/gitops/``)."""
_BUILD = "check what kustomize builds"
_PATCH = "a Kustomize patch, a part of an object"
_KUBEADM = "a patch of kubeadm, a part of a static Pod"
_PLUGIN = "the configuration of a Kustomize plugin"


class Loaded:
    """What was read: resources in order, their sources, and what could not be read."""

    def __init__(self) -> None:
        self.resources: list[Resource] = []
        self.sources: dict[str, Source] = {}
        self.files = 0
        self.documents = 0
        self.not_checked: list[NotChecked] = []
        self.diagnostics: list[Diagnostic] = []
        """What is said of texts that cannot be read, or not to the end."""


def load(
    sources: Iterable[Source | Unreadable], settings: Settings, *, examples: bool = False
) -> Loaded:
    """Read every source into resources; each file gets an answer.

    ``examples`` may show a part of an object; of other texts it is taken for a Kustomize patch.
    """
    loaded = Loaded()
    limits = settings.limits
    uses = kustomize.Uses()
    seen_kustomizations: set[str] = set()
    settled = 0
    for source in sources:
        if not isinstance(source, Source):
            loaded.files += not source.folder
            _note_unreadable(loaded, source)
            continue
        loaded.files += 1
        loaded.sources[source.origin] = source
        fault = None
        if kustomize.is_kustomization(source.origin):
            seen_kustomizations.add(source.origin)
            fault = uses.add(source, limits)
            if source.origin in uses.unbuilt:
                why = f"{uses.unbuilt[source.origin]}: {_BUILD}"
                loaded.not_checked.append(NotChecked(source.origin, why))
        elif source.named:
            _add_from_above(uses, source.origin, seen_kustomizations, settings)
        reading = objects.read(source, limits, settings.default_namespace)
        loaded.documents += reading.documents
        loaded.resources += reading.resources
        if len(loaded.resources) - settled >= _BATCH:
            settled = _settle(loaded, settled, settings)
        if fault is not None and not reading.troubles:
            reading.troubles.append(objects.trouble(fault, source.text, source))
        for trouble in reading.troubles:
            _note_trouble(loaded, source, trouble)
    _settle(loaded, settled, settings)
    for origin, why in uses.unread.items():
        words = f"what it makes of files that are named is not known, as it cannot be read ({why})"
        loaded.not_checked.append(NotChecked(origin, words))
    _note_absent(loaded, uses)
    builds = _build(loaded, uses, settings)
    if not examples:
        _leave_out_patches(loaded, uses, builds)
    read = {kustomize.normal(origin) for origin in loaded.sources} if uses.beside else ()
    for path, source in uses.beside.items():
        if path not in read:
            loaded.sources[source.origin] = source
    return loaded


def _build(loaded: Loaded, uses: kustomize.Uses, settings: Settings) -> Builds | None:
    """Put what kustomizations build in the place of objects, and let the API server judge that."""
    deliveries: list[Delivery] = []
    patches = (uses.patches | uses.outer) - uses.objects
    ordering = [
        each
        for each in loaded.resources
        if each.kind in _DELIVERING and kustomize.normal(each.origin) not in patches
    ]
    if ordering:
        from multiaz_lint.load.kustomize.gitops import deliveries as gitops

        deliveries = gitops.deliveries(ordering)
    if not uses.kustomizations and not deliveries:
        return None
    from multiaz_lint.load.kustomize.kustomization import are_to_build

    if not are_to_build(uses.kustomizations) and not any(each.changes for each in deliveries):
        return None
    from multiaz_lint.load.kustomize.builds import Builds

    sources = {kustomize.normal(origin): each for origin, each in loaded.sources.items()}
    sources = {**uses.beside, **sources}

    def built_with(deliveries: list[Delivery]) -> Builds:
        return Builds(
            uses.kustomizations,
            loaded.resources,
            sources,
            settings.limits,
            settings.default_namespace,
            deliveries,
        )

    builds = built_with(deliveries)
    if deliveries:
        builds, late = gitops.settled(builds, ordering, built_with)
        loaded.not_checked += [
            NotChecked(origin, f"{gitops.TOO_MANY}: {_BUILD}") for origin in late
        ]
    built: list[Resource] = []
    for resource in loaded.resources:
        results = builds.results.get(id(resource), (resource,))
        for each in results:
            if each is not resource:
                soundness.settle(each, settings.kubernetes or NEWEST)
        built += results
    loaded.resources = built
    return builds


def _note_absent(loaded: Loaded, uses: kustomize.Uses) -> None:
    """Tell what kustomizations of the input list that is not in it."""
    if not uses.kustomizations:
        return
    there = {kustomize.normal(origin) for origin in loaded.sources}
    there.update(kustomize.normal(each.origin) for each in loaded.not_checked)
    there.update(kustomize.normal(each.folder) for each in uses.kustomizations)
    for each in uses.kustomizations:
        if each.origin in loaded.sources:
            missing = kustomize.absent(each, there)
            if missing:
                more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
                why = f"it lists {missing[0]}{more}, not in the input: give a folder that holds all"
                loaded.not_checked.append(NotChecked(each.origin, why))


def _note_faults(loaded: Loaded, faults: Iterable[Fault], told: AbstractSet[str]) -> None:
    """Tell what of kustomizations in the input is not applied, unless a file is told for that."""
    for each in faults:
        if each.origin in loaded.sources and each.file not in told:
            words = f"a patch is not applied ({each.words})" if each.file else each.words
            loaded.not_checked.append(NotChecked(each.origin, f"{words}: {_BUILD}", each.line))


def _settle(loaded: Loaded, first: int, settings: Settings) -> int:
    """Let the API server judge what has been read since, and return how much is judged.

    In batches: reading and judging would drive each other's code out of the processor's cache.
    """
    version = settings.kubernetes or NEWEST
    for resource in loaded.resources[first:]:
        soundness.settle(resource, version)
    return len(loaded.resources)


def _add_from_above(uses: kustomize.Uses, origin: str, seen: set[str], settings: Settings) -> None:
    for path in kustomize.above(origin):
        if path not in seen:
            seen.add(path)
            uses.read(path, settings.limits)


def _leave_out_patches(loaded: Loaded, uses: kustomize.Uses, builds: Builds | None) -> None:
    """Leave out what is a part of an object: no file that a kustomization takes for a whole.

    A patch that is applied is checked as a part of what it changes; of others it is told why not.
    """
    applied = builds.applied if builds is not None else ()
    faults = builds.faults if builds is not None else ()
    why_not = {each.file: each.words for each in faults}
    patches = uses.patches - uses.objects
    outer = uses.outer - uses.objects - patches
    kept: list[Resource] = []
    told: set[str] = set()
    for resource in loaded.resources:
        origin = resource.origin
        file = kustomize.normal(origin) if uses.kustomizations else origin
        if (
            file in patches
            or (file in outer and not parts.is_whole(resource))
            or (parts.is_patch(resource) and file not in uses.objects)
        ):
            if origin not in told and file not in applied:
                told.add(origin)
                what = _PLUGIN if origin in uses.plugins else _PATCH
                if file in why_not:
                    what += f", which is not applied ({why_not[file]})"
                why = _KUBEADM if parts.is_of_kubeadm(resource) else f"{what}: {_BUILD}"
                loaded.not_checked.append(NotChecked(origin, why))
        else:
            kept.append(resource)
    loaded.resources = kept
    _note_faults(loaded, faults, {kustomize.normal(each) for each in told})


def _note_unreadable(loaded: Loaded, unreadable: Unreadable) -> None:
    loaded.not_checked.append(NotChecked(unreadable.origin, unreadable.why, unreadable.line))
    if not unreadable.grave:
        return
    line, column = max(unreadable.line, 1), max(unreadable.column, 1)
    place = Place(unreadable.origin, line, column, line, column)
    words = f"cannot be read: {unreadable.why}"
    loaded.diagnostics.append(_unreadable(place, words))


def _note_trouble(loaded: Loaded, source: Source, trouble: objects.Trouble) -> None:
    line, column = source.position(min(trouble.offset, len(source.text)))
    if not trouble.grave:
        loaded.not_checked.append(NotChecked(source.origin, trouble.words, line))
        return
    end = max(column + 1, len(source.line_text(line)) + 1)
    place = Place(source.origin, line, column, line, end)
    loaded.diagnostics.append(_unreadable(place, f"cannot be read: {trouble.words}"))


def _unreadable(place: Place, words: str) -> Diagnostic:
    return Diagnostic("unreadable-manifest", Severity.ERROR, words, place, category="api")
