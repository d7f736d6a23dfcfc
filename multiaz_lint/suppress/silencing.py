"""Marks the silenced findings with their reason, and adds one for what silences nothing."""

from __future__ import annotations

from multiaz_lint.diagnostic import UNJUDGED, Diagnostic
from multiaz_lint.model.words import listed
from multiaz_lint.suppress.suppression import (
    Suppression,
    in_annotations,
    in_comments,
    in_patches,
    is_over,
    may_annotate,
    may_hold_comment,
    of_entry,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from multiaz_lint.load.source import Source
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.rule import Rule, Severity
    from multiaz_lint.settings import Ignore
    from multiaz_lint.suppress.silencers import Silencers

UNUSED = "rule-suppressed-unused"


class Coverage:
    """What a run has looked at, from which follows which suppressions could have been of use."""

    __slots__ = ("incomplete", "left_out", "narrowed", "ran", "whole")

    def __init__(
        self,
        ran: frozenset[str],
        incomplete: Collection[str],
        *,
        whole: bool,
        narrowed: bool,
        left_out: Collection[str] = (),
    ) -> None:
        self.ran = ran
        """The rules that were able to find something."""
        self.incomplete = incomplete
        """The origins of texts of which something was not judged."""
        self.left_out = left_out
        """The origins of texts of which something is no part of what is checked."""
        self.whole = whole
        """Whether all was read that the configuration is for."""
        self.narrowed = narrowed
        """Whether the rules were chosen for this one run."""


class Suppressions:
    """All suppressions of an input, and those of its configuration.

    ``rules`` are all that there are, by name. Comments of ``templates`` count in what was rendered
    from them. Entries in ``ignores`` that expire are compared with
    ``today``, as YYYY-MM-DD.
    """

    def __init__(
        self,
        resources: Sequence[Resource],
        sources: Mapping[str, Source],
        rules: Mapping[str, Rule],
        *,
        templates: Collection[str] = (),
        ignores: Sequence[Ignore],
        today: str,
    ) -> None:
        self._resources = resources
        self._today = today
        comments = {
            origin: in_comments(source)
            for origin, source in sources.items()
            if may_hold_comment(source) and origin not in templates and not source.plain
        }
        if comments:
            for origin, found in in_patches(resources, comments).items():
                comments[origin] += found
        silent = {origin for origin, source in sources.items() if not may_annotate(source)}
        annotated = in_annotations(
            each for each in resources if each.origin not in silent or each.facts.built is not None
        )
        self._entries = [of_entry(ignore, today) for ignore in ignores]
        self._written = [each for lines in comments.values() for _, each in lines]
        self._written += {id(each): each for many in annotated.values() for each in many}.values()
        self._silencers: Silencers | None = None
        if self._written or self._entries:
            from multiaz_lint.suppress.silencers import Meant, Silencers

            self._meant = Meant(rules)
            for suppression in (*self._written, *(each for each, _ in self._entries)):
                for pattern in suppression.written:
                    suppression.rules |= self._meant.by(pattern)
            self._silencers = Silencers(comments, annotated, self._entries, sources)

    def mark(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Mark the silenced diagnostics with the reason."""
        if self._silencers is None:
            return
        for diagnostic in diagnostics:
            silencer = self._silencers.of(diagnostic)
            if silencer is not None:
                silencer.used = True
                if diagnostic.rule not in UNJUDGED:
                    diagnostic.suppressed = silencer.reason

    def unused(self, run: Coverage, severity: Severity) -> Iterator[Diagnostic]:
        """Yield a diagnostic for each suppression that has marked nothing, but should have.

        That is one of rules that ran and reported nothing where it counts. An entry of the
        configuration is for more than one input: it is told when all of that was read, or when it
        can never count, as it names no rule that there is or has expired.

        To take it out is safe when all was read and it names what exists: else it may be a slip of
        the pen, or what it silences may lie elsewhere.
        """
        if self._silencers is None:
            return
        from multiaz_lint.suppress.removal import Documents, edits_without

        documents = Documents(self._resources)
        for suppression in (*self._written, *self._told_entries(run)):
            counts = self._counts(suppression, run)
            unknown = [name for name in suppression.written if not self._meant.by(name)]
            words = _words(suppression, unknown, counts=counts)
            if not words:
                continue
            stays = suppression.used or not counts
            kept = set(suppression.written).difference(unknown) if stays else set()
            edits = tuple(edits_without(suppression, kept, documents))
            safe = run.whole and bool(suppression.written) and not unknown
            yield Diagnostic(
                UNUSED, severity, words, suppression.place, category="hygiene",
                edits=edits, fix=("safe" if safe else "unsafe") if edits else None,
            )  # fmt: skip

    def _told_entries(self, run: Coverage) -> Iterator[Suppression]:
        for entry, ignore in self._entries:
            never = is_over(ignore, self._today) or not all(map(self._meant.by, entry.written))
            if run.whole or never:
                yield entry

    def _counts(self, suppression: Suppression, run: Coverage) -> bool:
        """Whether it could have silenced something in a run, had there been something."""
        if run.incomplete and (suppression.is_entry or suppression.place.origin in run.incomplete):
            return False  # what it silences may stand where nobody has looked
        if not suppression.is_entry and suppression.place.origin in run.left_out:
            return False
        needed: set[str] = set()
        for pattern in suppression.written:
            rules = self._meant.by(pattern)
            # Of the many rules that a word of the configuration means some may always be off.
            many = suppression.is_entry and len(rules) > 1 and not run.narrowed
            needed |= (rules & run.ran or rules) if many else rules
        return needed <= run.ran


def _words(suppression: Suppression, unknown: Sequence[str], *, counts: bool) -> str:
    """Say why a suppression silences nothing; empty when it does, or nobody can tell."""
    if suppression.fault:
        return suppression.fault
    if not suppression.written:
        return "this suppression names no rule, so it silences nothing"
    if unknown:
        return f"no rule is called {listed(unknown)}, so it silences nothing"
    if suppression.over:
        return f"this entry expired on {suppression.over}, so it silences nothing any more"
    if suppression.used or not counts:
        return ""
    if suppression.is_entry:
        return f"this entry silences nothing: it matches no finding of {_rules(suppression)}"
    return f"nothing to silence here: {listed(suppression.written)} reports nothing"


def _rules(suppression: Suppression) -> str:
    every = {"all", "*"}.intersection(suppression.written)
    return "any rule that ran" if every else listed(suppression.written)
