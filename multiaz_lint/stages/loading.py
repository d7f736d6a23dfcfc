"""Sources into resources; every file gets an answer."""

from __future__ import annotations

from multiaz_lint.diagnostic import Diagnostic, Place
from multiaz_lint.load import objects, soundness
from multiaz_lint.load.helm.folders import UNUSED, chart_of, charts_among, words_of
from multiaz_lint.load.kustomize.kustomizer import Kustomizer
from multiaz_lint.load.source import Source
from multiaz_lint.load.troubles import TEMPLATE, trouble_of
from multiaz_lint.model.platform import NEWEST
from multiaz_lint.result import NotChecked
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from multiaz_lint.load.troubles import Trouble
    from multiaz_lint.load.unreadable import Unreadable
    from multiaz_lint.model import Resource
    from multiaz_lint.settings import Settings

_BATCH = 500
"""Resources that are read before the API server's checks look at them."""


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
        self.templates: AbstractSet[str] = frozenset()
        """Templates that are judged by what Helm has rendered from them."""

    def leave_out(self, origin: str, why: str, line: int = 0) -> None:
        """Note that a text, or what stands in a line of one, is not checked, and why."""
        self.not_checked.append(NotChecked(origin, why, line))


def load(
    sources: Iterable[Source | Unreadable], settings: Settings, *, examples: bool = False
) -> Loaded:
    """Read every source into resources; each file gets an answer.

    ``examples`` may show a part of an object; of other texts it is taken for a Kustomize patch.
    """
    loaded = Loaded()
    limits, version = settings.limits, settings.kubernetes or NEWEST
    kustomizer = Kustomizer(limits, settings.default_namespace, version, loaded.leave_out)
    settled = 0
    for source in sources:
        if not isinstance(source, Source):
            loaded.files += not source.folder
            _note_unreadable(loaded, source)
            continue
        loaded.sources[source.origin] = source
        if source.plain:
            continue
        loaded.files += 1
        fault = kustomizer.note(source)
        reading = objects.read(source, limits, settings.default_namespace)
        loaded.documents += reading.documents
        loaded.resources += reading.resources
        if len(loaded.resources) - settled >= _BATCH:
            settled = _settle(loaded.resources, settled, version)
            if settings.checkpoint is not None:
                settings.checkpoint()
        if fault is not None and not reading.troubles:
            reading.troubles.append(trouble_of(fault, source.text, source))
        for trouble in reading.troubles:
            _note_trouble(loaded, source, trouble)
    _settle(loaded.resources, settled, version)
    _name_charts(loaded)
    refused = [each.origin for each in loaded.not_checked]
    loaded.resources = kustomizer.build(
        loaded.resources, loaded.sources, refused, examples=examples
    )
    for source in kustomizer.beside(loaded.sources):
        loaded.sources[source.origin] = source
    return loaded


def _settle(resources: list[Resource], first: int, version: tuple[int, int]) -> int:
    """Let the API server judge what has been read since, and return how much is judged.

    In batches: reading and judging would drive each other's code out of the processor's cache.
    """
    for resource in resources[first:]:
        soundness.settle(resource, version)
    return len(resources)


def _note_unreadable(loaded: Loaded, unreadable: Unreadable) -> None:
    loaded.leave_out(unreadable.origin, unreadable.why, unreadable.line)
    if not unreadable.grave:
        return
    line, column = max(unreadable.line, 1), max(unreadable.column, 1)
    place = Place(unreadable.origin, line, column, line, column)
    words = f"cannot be read: {unreadable.why}"
    loaded.diagnostics.append(_unreadable(place, words))


def _note_trouble(loaded: Loaded, source: Source, trouble: Trouble) -> None:
    line, column = source.position(min(trouble.offset, len(source.text)))
    if not trouble.grave:
        loaded.leave_out(source.origin, trouble.words, line)
        return
    end = max(column + 1, len(source.line_text(line)) + 1)
    place = Place(source.origin, line, column, line, end)
    loaded.diagnostics.append(_unreadable(place, f"cannot be read: {trouble.words}"))


def _name_charts(loaded: Loaded) -> None:
    """Say of templates that belong to a chart how to check what that makes.

    Those of which the input holds what Helm has made are checked so, and not as they are written.
    """
    charts = {
        each.origin: chart
        for each in loaded.not_checked
        if each.why == TEMPLATE and (chart := chart_of(each.origin, loaded.sources))
    }
    if charts_among(loaded.sources):
        from multiaz_lint.load.helm.renderings import Renderings

        loaded.templates = Renderings(loaded.sources).templates()
    rendered = loaded.templates
    for source in loaded.sources.values():
        if source.packed and source.named:
            archive = source.directory
            if not any(each.startswith(f"{archive}/") for each in rendered):
                loaded.leave_out(archive, UNUSED)
    done = {chart_of(each, loaded.sources) for each in rendered}
    for index, each in enumerate(loaded.not_checked):
        if each.why == TEMPLATE and each.origin in charts:
            words = words_of(charts[each.origin], rendered=charts[each.origin] in done)
            loaded.not_checked[index] = NotChecked(each.origin, words, each.line)
    if rendered:
        loaded.not_checked[:] = [e for e in loaded.not_checked if e.origin not in rendered]
        loaded.resources[:] = [e for e in loaded.resources if e.origin not in rendered]


def _unreadable(place: Place, words: str) -> Diagnostic:
    return Diagnostic("unreadable-manifest", Severity.ERROR, words, place, category="api")
