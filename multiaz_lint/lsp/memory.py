"""What was found last in a folder: nothing is checked again that is as it was."""

from __future__ import annotations

from multiaz_lint import cache, catalog, pipeline
from multiaz_lint.diagnostic import ELSEWHERE
from multiaz_lint.load.source import Source
from multiaz_lint.result import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multiaz_lint.adopt.only_new import Check
    from multiaz_lint.load.unreadable import Unreadable
    from multiaz_lint.settings import Settings
    from multiaz_lint.stages.ahead import Ahead


class Memory:
    """The last result of a folder, and that of what it held before the open texts were changed.

    Edits are kept of what is told only: they hold all that was read of their files.
    """

    __slots__ = ("_before", "_name", "_now", "_paths")

    def __init__(self) -> None:
        self._paths: frozenset[str] = frozenset()
        self._name: str | None = None
        self._now: Result | None = None
        self._before: tuple[str, Result] | None = None

    def of_now(self, paths: Sequence[str], ahead: Ahead | None) -> Check:
        """Return what checks sources while these files are open: what is told is about them.

        Who wants to be told ``ahead`` is so only where there is something to judge.
        """
        opened = frozenset(paths)

        def check(sources: Iterable[Source | Unreadable], settings: Settings) -> Result:
            sources = list(sources)
            name = _name(sources, settings)
            known = self._now
            if known is None or name is None or (name, opened) != (self._name, self._paths):
                self._now = known = None  # two of them at once would take much
                found = pipeline.check(sources, settings, ahead)
                self._now, self._name, self._paths = found, name, opened
                return found
            for each in known.diagnostics:
                each.baselined = False
                if each.suppressed == ELSEWHERE:
                    each.suppressed = None
            known.sources = {each.origin: each for each in sources if isinstance(each, Source)}
            return known

        return check

    def before(self, sources: Iterable[Source | Unreadable], settings: Settings) -> Result:
        """Check sources as they were, which may be as they are."""
        sources = list(sources)
        name = _name(sources, settings)
        if name is None:
            return pipeline.check(sources, settings)
        if name == self._name and self._now is not None:
            return self._now
        if self._before is None or self._before[0] != name:
            self._before = None
            found = pipeline.check(sources, settings)
            for each in found.diagnostics:
                each.edits = ()
            self._before = name, Result(found.diagnostics)
        return self._before[1]

    def told(self, result: Result) -> Result:
        """Return of the last result what is told, and let go of what only that needs."""
        shown = result.shown
        for each in result.diagnostics:
            if each.suppressed == ELSEWHERE:
                each.edits = ()
        origins = {place.origin for each in shown for place in (each.place, *each.related)}
        origins |= {edit.field.resource.origin for each in shown for edit in each.edits}
        sources = {origin: result.sources[origin] for origin in origins & result.sources.keys()}
        result.sources = {}
        return Result(shown, sources=sources, rules=result.rules, not_checked=result.not_checked)


def _name(sources: Sequence[Source | Unreadable], settings: Settings) -> str | None:
    """Return what tells sources and settings from others; None where findings depend on more."""
    if settings.plugins and catalog.offers_plugins():
        return None
    return cache.key(sources, settings)
