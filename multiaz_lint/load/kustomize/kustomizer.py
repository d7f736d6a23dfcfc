"""The kustomizations of an input, from the first that is met to what they build of its objects."""

from __future__ import annotations

from multiaz_lint.load import soundness
from multiaz_lint.load.kustomize import parts, uses
from multiaz_lint.load.kustomize.uses import Uses
from multiaz_lint.paths import normal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from multiaz_lint.load.kustomize.builds import Builds
    from multiaz_lint.load.kustomize.faults import Fault
    from multiaz_lint.load.kustomize.gitops.delivery import Delivery
    from multiaz_lint.load.kustomize.patches.entries import Files
    from multiaz_lint.load.limits import Limits, UnreadableError
    from multiaz_lint.load.source import Source
    from multiaz_lint.model.resource import Resource

    Tell = Callable[[str, str, int], None]
    """Takes what is not checked: its origin, why not, and the line, 0 for a whole file."""

_DELIVERING = frozenset({"Kustomization", "Application", "ApplicationSet"})
"""The kinds by which GitOps tools have kustomizations built (``gitops/``)."""
_BUILD = "check what kustomize builds"
_PATCH = "a Kustomize patch, a part of an object"
_COMMENT = "a kustomization names it in a comment only"
_KUBEADM = "a patch of kubeadm, a part of a static Pod"
_PLUGIN = "the configuration of a Kustomize plugin"


class Kustomizer:
    """Notes kustomizations while files are read, and builds them when all are."""

    __slots__ = ("_limits", "_namespace", "_noted", "_tell", "_uses", "_version")

    def __init__(
        self, limits: Limits, default_namespace: str, version: tuple[int, int], tell: Tell
    ) -> None:
        self._limits = limits
        self._namespace = default_namespace
        self._version = version
        self._tell = tell
        self._uses = Uses()
        self._noted: set[str] = set()

    def note(self, source: Source) -> UnreadableError | None:
        """Note what a source names, if it is a kustomization, and return why it cannot be read.

        A file that is named alone is built by the kustomizations in its folder and above.
        """
        origin = source.origin
        if uses.is_kustomization(origin):
            self._noted.add(origin)
            fault = self._uses.add(source, self._limits)
            if origin in self._uses.unbuilt:
                self._tell(origin, f"{self._uses.unbuilt[origin]}: {_BUILD}", 0)
            return fault
        if source.named:
            for path in uses.above(origin):
                if path not in self._noted:
                    self._noted.add(path)
                    self._uses.read(path, self._limits)
        return None

    def build(
        self,
        resources: list[Resource],
        sources: Mapping[str, Source],
        refused: Iterable[str],
        *,
        examples: bool = False,
    ) -> list[Resource]:
        """Put what kustomizations build in the place of objects, and leave patches out.

        ``refused`` are the origins that have been told for something. Of ``examples`` no part of an
        object is left out. What is built the API server judges.
        """
        self._tell_unread()
        self._tell_absent(sources, refused)
        self._read_transformers(sources)
        builds = self._builds(resources, sources)
        if builds is not None:
            resources = list(self._built(resources, builds))
        return resources if examples else self._whole(resources, sources, builds)

    def beside(self, sources: Mapping[str, Source]) -> list[Source]:
        """Return the kustomizations and patches that were read besides these sources."""
        beside = self._uses.beside
        read = {normal(origin) for origin in sources} if beside else ()
        return [source for path, source in beside.items() if path not in read]

    def _read_transformers(self, sources: Mapping[str, Source]) -> None:
        """Read what transformers do, and note the patches that they name."""
        having = [each for each in self._uses.kustomizations if each.transformers]
        if having:
            from multiaz_lint.load.kustomize.transforming.transformers import steps_of

            texts = self._texts(sources)
            known: Files = {}
            for each in having:
                each.steps = steps_of(each, texts, known, self._limits)
                for step in each.steps:
                    self._uses.patches.update(step.patch_files)

    def _texts(self, sources: Mapping[str, Source]) -> dict[str, Source]:
        """Return the files that can be read by their normal paths."""
        texts = dict(self._uses.beside)
        texts.update((normal(origin), each) for origin, each in sources.items())
        return texts

    def _tell_unread(self) -> None:
        """Tell which kustomizations beside the input cannot be read."""
        words = "what it makes of files that are named is not known, as it cannot be read"
        for origin, why in self._uses.unread.items():
            self._tell(origin, f"{words} ({why})", 0)

    def _tell_absent(self, sources: Mapping[str, Source], refused: Iterable[str]) -> None:
        """Tell what kustomizations of the input list that is neither read nor refused."""
        kustomizations = self._uses.kustomizations
        if not kustomizations:
            return
        answered = (*sources, *refused, *self._uses.unread)
        files = {normal(each) for each in answered}
        there = files.copy()
        there.update(normal(each.folder) for each in kustomizations)
        for each in kustomizations:
            if each.origin in sources:
                missing = uses.absent(each, there)
                if missing:
                    more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
                    words = f"it lists {missing[0]}{more}, not in the input"
                    self._tell(each.origin, f"{words}: give a folder that holds all", 0)
                for path in files.intersection(each.components):
                    words = f"kustomize refuses it ({path} is a file, and components are folders)"
                    self._tell(each.origin, words, 0)
                for path in uses.not_there(each):
                    self._tell(each.origin, f"kustomize refuses it ({path} is not there)", 0)

    def _builds(self, resources: list[Resource], sources: Mapping[str, Source]) -> Builds | None:
        """Build the kustomizations, with what GitOps tools add to them, if there is any."""
        kustomizations = self._uses.kustomizations
        deliveries: list[Delivery] = []
        referred: list[Resource] = []
        patches = (self._uses.patches | self._uses.outer) - self._uses.objects
        ordering = [
            each
            for each in resources
            if each.kind in _DELIVERING and normal(each.origin) not in patches
        ]
        if ordering:
            from multiaz_lint.load.kustomize.gitops import deliveries as gitops
            from multiaz_lint.load.kustomize.gitops.referred import named_by

            referred = named_by(ordering, resources)
            deliveries = gitops.deliveries(ordering, referred)
        if not kustomizations and not deliveries:
            return None
        from multiaz_lint.load.kustomize.built import has_plain_annotations
        from multiaz_lint.load.kustomize.kustomization import are_to_build

        if not (
            are_to_build(kustomizations)
            or any(each.changes for each in deliveries)
            or any(map(has_plain_annotations, resources))
        ):
            return None
        from multiaz_lint.load.kustomize.builds import Builds

        texts = self._texts(sources)

        def built_with(deliveries: list[Delivery]) -> Builds:
            return Builds(
                kustomizations, resources, texts, self._limits, self._namespace, deliveries
            )

        builds = built_with(deliveries)
        if deliveries:
            builds, late = gitops.settled(builds, ordering, referred, built_with)
            for origin in late:
                self._tell(origin, f"{gitops.TOO_MANY}: {_BUILD}", 0)
        return builds

    def _built(self, resources: Iterable[Resource], builds: Builds) -> Iterator[Resource]:
        """Yield what is built in the place of each object."""
        for resource in resources:
            for each in builds.results.get(id(resource), (resource,)):
                if each is not resource:
                    soundness.settle(each, self._version)
                yield each

    def _whole(
        self, resources: Iterable[Resource], sources: Mapping[str, Source], builds: Builds | None
    ) -> list[Resource]:
        """Return the objects without the parts of such: no file that is listed as a whole.

        A patch that is applied is checked as a part of what it changes; of others it is told why
        not.
        """
        applied = builds.applied if builds is not None else ()
        faults = builds.faults if builds is not None else ()
        why_not = {each.file: each.words for each in faults}
        has_kustomizations, objects = bool(self._uses.kustomizations), self._uses.objects
        patches = self._uses.patches - objects
        outer = self._uses.outer - objects - patches
        commented = self._uses.commented - objects - patches - outer
        why_not.update(dict.fromkeys(commented, _COMMENT))
        whole: list[Resource] = []
        told: set[str] = set()
        for resource in resources:
            origin = resource.origin
            file = normal(origin) if has_kustomizations else origin
            if (
                file in patches
                or (file in outer and not parts.is_whole(resource))
                or (file in commented and not parts.is_whole(resource))
                or (parts.is_patch(resource) and file not in objects)
            ):
                if origin not in told and file not in applied:
                    told.add(origin)
                    self._tell(origin, self._left_out(resource, why_not.get(file)), 0)
            else:
                whole.append(resource)
        self._tell_faults(faults, sources, {normal(each) for each in told})
        return whole

    def _left_out(self, part: Resource, why_not: str | None) -> str:
        """Say what a part of an object is, and why it is not applied where that is known."""
        if parts.is_of_kubeadm(part):
            return _KUBEADM
        what = _PLUGIN if part.origin in self._uses.plugins else _PATCH
        if why_not is not None:
            what += f", which is not applied ({why_not})"
        return f"{what}: {_BUILD}"

    def _tell_faults(
        self, faults: Iterable[Fault], sources: Mapping[str, Source], told: AbstractSet[str]
    ) -> None:
        """Tell what of kustomizations in the input is not applied, unless a file is told for it."""
        for each in faults:
            if each.origin in sources and each.file not in told:
                what = "a transformer" if each.file in self._uses.plugins else "a patch"
                words = f"{what} is not applied ({each.words})" if each.file else each.words
                self._tell(each.origin, f"{words}: {_BUILD}", each.line)
