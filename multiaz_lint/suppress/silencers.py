"""Which suppression silences a finding, found without going through all of them for each."""

from __future__ import annotations

from multiaz_lint.selection import matching

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.load.source import Source
    from multiaz_lint.settings import Ignore
    from multiaz_lint.suppress.entries import Entries
    from multiaz_lint.suppress.suppression import Suppression

    ByRule = dict[str, tuple[int, Suppression]]
    """The first suppression of each rule, with its number in the text."""

_FILE = 0
"""The line that stands for a whole file."""


class Meant:
    """The rules that a name, first word or glob means; found once for each."""

    __slots__ = ("_known", "_rules")

    def __init__(self, rules: Iterable[str]) -> None:
        self._rules = list(rules)
        self._known: dict[str, set[str]] = {}

    def by(self, pattern: str) -> set[str]:
        found = self._known.get(pattern)
        if found is None:
            found = self._known[pattern] = matching(self._rules, pattern)
        return found


class Silencers:
    """All suppressions of a run, by where they count and which rules they mean."""

    def __init__(
        self,
        comments: Mapping[str, Sequence[tuple[int, Suppression]]],
        annotated: Mapping[int, Sequence[Suppression]],
        entries: Sequence[tuple[Suppression, Ignore]],
        sources: Mapping[str, Source],
    ) -> None:
        self._comments = {origin: _by_line(lines) for origin, lines in comments.items() if lines}
        self._annotated = annotated
        self._sources = sources
        self._near: dict[tuple[str, int], ByRule] = {}
        self._entries: Entries | None = None
        if entries:
            from multiaz_lint.suppress.entries import Entries

            self._entries = Entries(entries, sources)

    def of(self, diagnostic: Diagnostic) -> Suppression | None:
        """Return what silences a finding: a comment, an annotation or an entry, in this order."""
        rule, place = diagnostic.rule, diagnostic.place
        if place.origin in self._comments:
            found = self._commented(place.origin, place.line).get(rule)
            if found is not None:
                return found[1]
        for suppression in self._annotated.get(diagnostic.owner, ()):
            if rule in suppression.rules and not suppression.over:
                return suppression
        return self._entries.first(diagnostic) if self._entries else None

    def _commented(self, origin: str, line: int) -> ByRule:
        """Return the suppressions of the file, of a line and of the comment lines right above."""
        near = self._near.get((origin, line))
        if near is None:
            by_line = self._comments[origin]
            source = self._sources[origin]
            near = dict(by_line.get(_FILE, {}))
            _merge(near, by_line.get(line, {}))
            above = line - 1
            while above >= 1 and source.line_text(above).lstrip().startswith("#"):
                _merge(near, by_line.get(above, {}))
                above -= 1
            self._near[origin, line] = near
        return near


def _by_line(lines: Iterable[tuple[int, Suppression]]) -> dict[int, ByRule]:
    found: dict[int, ByRule] = {}
    for number, (line, suppression) in enumerate(lines):
        if not suppression.over:
            by_rule = found.setdefault(line, {})
            for rule in suppression.rules:
                by_rule.setdefault(rule, (number, suppression))
    return found


def _merge(into: ByRule, other: ByRule) -> None:
    """Take over what comes earlier in the text, or is not there yet."""
    for rule, found in other.items():
        if rule not in into or found[0] < into[rule][0]:
            into[rule] = found
