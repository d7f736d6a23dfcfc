"""What of a check is told before its end: all findings in some texts, exactly as in the end.

Who edits a text wants to know what is found in it long before thousands of others are judged. All
is read and related as ever; then the resources that are made of such a text are judged before all
others, and what is found in the text is told. Later nothing is added there, taken away or changed:

- A rule reports only about the resource that it is asked about. So what stands in a text is found
  of what is written there, of what a kustomization builds of it, or of an Argo Rollout that runs
  its pod template.
- Whatever findings are compared with, so that one is told for several or silenced, stands in the
  same place, and so was found with them.
- Rules look at resources in another order than else. This shows only where an input is so entangled
  that no look is left for its end: what was told stays told, and others are not judged.

Of some texts that cannot be known so early. They are told in the end only:

- Those with placeholders: what others relate to them may be open because of these.
- Kustomizations: their annotations count for all that they build.
- Files of charts and what was rendered from them, where the input has both: how far findings can be
  placed in templates is limited for all files together.
- Those with a comment or annotation that seems to silence nothing: that is told only where its
  rules failed nowhere.
"""

from __future__ import annotations

from copy import copy

from multiaz_lint.load.helm.folders import CHART, charts_among
from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
from multiaz_lint.load.kustomize.uses import is_kustomization
from multiaz_lint.model.placeholders import holds_placeholder
from multiaz_lint.model.referring import ReferringRollout
from multiaz_lint.result import Result
from multiaz_lint.suppress import UNUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.load.source import Source
    from multiaz_lint.model import Resource
    from multiaz_lint.model.resource import Manifest
    from multiaz_lint.stages.loading import Loaded

    Tell = Callable[[Result, frozenset[str]], None]


class Ahead:
    """Which texts somebody wants to know of first, by their origins, and whom to ``tell``.

    That is called once at most, with a result that holds nothing but what stands in these texts,
    and the origins of those of which this is all.
    """

    __slots__ = ("_is_wanted", "_origins", "_tell")

    def __init__(self, is_wanted: Callable[[str], bool], tell: Tell) -> None:
        self._is_wanted = is_wanted
        self._tell = tell
        self._origins: frozenset[str] = frozenset()

    def divide(
        self, resources: Iterable[Resource], loaded: Loaded
    ) -> tuple[list[Resource], list[Resource]]:
        """Return the resources that are made of such a text, and the others, both in order."""
        wanted = {
            origin
            for origin, source in loaded.sources.items()
            if self._is_wanted(origin) and _is_known_early(source, loaded)
        }
        first: list[Resource] = []
        others: list[Resource] = []
        open_ones: set[str] = set()
        for each in resources:
            texts = [text for text in texts_of(each) if text.origin in wanted]
            (first if texts else others).append(each)
            open_ones.update(
                text.origin for text in texts if text.may_vary and holds_placeholder(text.tree)
            )
        self._origins = frozenset(wanted - open_ones)
        return first, others

    def tell(self, result: Result) -> None:
        """Tell of a result that holds all findings about what is judged first."""
        unsure = {each.place.origin for each in result.diagnostics if each.rule == UNUSED}
        origins = self._origins - unsure
        if not origins:
            return
        told = Result(
            [each for each in result.diagnostics if each.place.origin in origins],
            not_checked=[each for each in result.not_checked if each.origin in origins],
            sources=result.sources,
            rules=result.rules,
            ran=result.ran,
            incomplete=result.incomplete,
        )
        self._tell(told, origins)


def _is_known_early(source: Source, loaded: Loaded) -> bool:
    """Whether nothing that is judged later can have a say in what is told of a text."""
    if is_kustomization(source.origin):
        return False
    if not loaded.templates:
        return True
    charts = (each.removesuffix(CHART) for each in charts_among(loaded.sources))
    return not source.is_rendered and not source.origin.startswith(tuple(charts))


def texts_of(resource: Resource) -> Iterator[Manifest]:
    """Yield the texts that a resource is made of: all in which findings about it may stand."""
    if isinstance(resource, ReferringRollout):
        yield from texts_of(resource.source)
    manifest = resource.manifest
    if isinstance(manifest, BuiltManifest):
        yield manifest.base.manifest
        yield from manifest.texts()
    else:
        yield manifest


def copies(
    diagnostics: Iterable[Diagnostic], built: Mapping[int, BuiltManifest]
) -> tuple[list[Diagnostic], dict[int, BuiltManifest]]:
    """Return findings to be gathered before others are there, and the manifests of them.

    Gathering writes into findings. Without their edits: nobody is offered these before the end.
    """
    made: list[Diagnostic] = []
    manifests: dict[int, BuiltManifest] = {}
    for each in diagnostics:
        made.append(copy(each))
        if id(each) in built:
            manifests[id(made[-1])] = built[id(each)]
        made[-1].edits = ()
    return made, manifests
