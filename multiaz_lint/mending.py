"""Plans the edits for what the pipeline finds: each try is checked by the pipeline again."""

from __future__ import annotations

from collections import Counter
from itertools import count

from multiaz_lint import fix, pipeline
from multiaz_lint.diagnostic import Diagnostic, Place
from multiaz_lint.load.source import Source
from multiaz_lint.model.words import counted
from multiaz_lint.rule import Severity
from multiaz_lint.selection import UNREADABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from multiaz_lint.load.unreadable import Unreadable
    from multiaz_lint.result import NotChecked, Result
    from multiaz_lint.settings import Settings


def plan(
    sources: Iterable[Source | Unreadable],
    settings: Settings,
    options: fix.FixOptions | None = None,
    adopt: Callable[[Result], object] | None = None,
    progress: Callable[[str], None] | None = None,
) -> tuple[Result, fix.FixPlan]:
    """Check sources, and work out the texts that mend what is found.

    ``adopt`` silences what a baseline accepts, in each result; ``progress`` is told of each try.
    """
    kept = list(sources)
    tries = count(1)

    def run(texts: Mapping[str, str]) -> Result:
        result = pipeline.check(_with(kept, texts), settings)
        if adopt is not None:
            adopt(result)
        return result

    def relint(texts: Mapping[str, str]) -> Sequence[Diagnostic]:
        if progress is not None:
            progress(f"try {next(tries)}, edits in {counted(len(texts), 'file')}")
        after = run(texts)
        return [*after.diagnostics, *_unchecked(result, after)]

    result = run({})
    return result, fix.plan(result.diagnostics, relint, options)


def _unchecked(before: Result, after: Result) -> Iterator[Diagnostic]:
    """Tell what edits keep from being checked, as a finding that may not come.

    A patch that does not fit any more would take its findings with it, and break the build.
    """
    known, now = _counted(before), _counted(after)
    for each in after.not_checked:
        # Edits may change the words alone, and move lines.
        if all(now[key] > known[key] for key in (each.origin, _named(each))):
            line = max(each.line, 1)
            place = Place(each.origin, line, 1, line, 1)
            yield Diagnostic(UNREADABLE, Severity.ERROR, each.why, place)


def _counted(result: Result) -> Counter[str]:
    """Count what is not checked, by its file and by its words besides."""
    return Counter(key for each in result.not_checked for key in (each.origin, _named(each)))


def _named(text: NotChecked) -> str:
    return f"{text.origin}\n{text.why}"


def _with(
    sources: list[Source | Unreadable], texts: Mapping[str, str]
) -> Iterable[Source | Unreadable]:
    """Return the sources with other texts, and new ones at the end."""
    left = dict(texts)
    for source in sources:
        if isinstance(source, Source) and source.origin in left:
            text = left.pop(source.origin)
            changed = Source(source.origin, text, named=source.named)
            changed.given, changed.plain = source.given, source.plain
            yield changed
        else:
            yield source
    for origin, text in left.items():
        yield Source(origin, text)


def diff(
    plan: fix.FixPlan, *, colour: bool, exact: bool, name_of: Callable[[str], str] = str
) -> Iterator[str]:
    """Yield the lines of a plan's diff; ``exact`` ones go to a program, the others to people."""
    clean = str if exact else _clean
    return fix.diff(plan.changes, clean, colour=colour, encoding_of=fix.encoding, name_of=name_of)


def _clean(line: str) -> str:
    """Make a line of a diff harmless for a terminal or a log, its tabs and mark kept."""
    from multiaz_lint.report import escape

    return line[:1] + escape.line(line[1:].removesuffix("\r"))
