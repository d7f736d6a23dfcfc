"""Marks the silenced findings with their reason, and adds one for what silences nothing."""

from __future__ import annotations

from multiaz_lint.diagnostic import UNJUDGED, Diagnostic
from multiaz_lint.model.words import listed
from multiaz_lint.suppress.suppression import (
    Suppression,
    in_annotations,
    in_comments,
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
    from multiaz_lint.suppress.silencers import Meant

UNUSED = "rule-suppressed-unused"


def apply(
    diagnostics: Sequence[Diagnostic],
    *,
    resources: Iterable[Resource],
    sources: Mapping[str, Source],
    rules: Mapping[str, Rule],
    ran: frozenset[str],
    incomplete: Collection[str] = (),
    ignores: Sequence[Ignore] = (),
    today: str = "",
    whole: bool = True,
    narrowed: bool = False,
    unused: Severity | None = None,
) -> list[Diagnostic]:
    """Mark the silenced diagnostics with their reason, and add one for each unused suppression.

    ``rules`` are all that there are, ``ran`` those that were able to find something: of the others
    a suppression cannot be called unused, nor can it where a text is ``incomplete``. Entries of the
    configuration are only called so when ``whole``, that is, when all that the configuration is for
    was read, or when they name no rule that there is, or have expired; where a word of theirs means
    many rules, those that are off are not asked for, unless the choice is ``narrowed`` for this one
    run. Without a severity ``unused`` nothing is said.
    """
    comments = {
        origin: in_comments(source)
        for origin, source in sources.items()
        if may_hold_comment(source)
    }
    silent = {origin for origin, source in sources.items() if not may_annotate(source)}
    annotated = in_annotations(each for each in resources if each.origin not in silent)
    entries = [of_entry(ignore, today) for ignore in ignores]
    written = [each for lines in comments.values() for _, each in lines]
    written += {id(each): each for several in annotated.values() for each in several}.values()
    if not (written or entries):
        return list(diagnostics)
    from multiaz_lint.suppress.silencers import Meant, Silencers

    meant = Meant(rules)
    for suppression in (*written, *(each for each, _ in entries)):
        for pattern in suppression.written:
            suppression.rules |= meant.by(pattern)
    silencers = Silencers(comments, annotated, entries, sources)
    for diagnostic in diagnostics:
        silencer = silencers.of(diagnostic)
        if silencer is not None:
            silencer.used = True
            if diagnostic.rule not in UNJUDGED:
                diagnostic.suppressed = silencer.reason
    if unused is None:
        return list(diagnostics)
    judged = [*written]
    judged += [
        entry
        for entry, ignore in entries
        if whole or is_over(ignore, today) or not all(map(meant.by, entry.written))
    ]
    counted = _Counted(meant, ran, incomplete, narrowed=narrowed)
    return [*diagnostics, *_unused(judged, meant, counted, unused, resources, whole=whole)]


class _Counted:
    """Which suppressions could have silenced something in this run, had there been something."""

    def __init__(
        self, meant: Meant, ran: frozenset[str], incomplete: Collection[str], *, narrowed: bool
    ) -> None:
        self._meant = meant
        self._ran = ran
        self._incomplete = incomplete
        self._narrowed = narrowed

    def has(self, suppression: Suppression) -> bool:
        if self._may_be_hidden(suppression):
            return False
        needed: set[str] = set()
        for pattern in suppression.written:
            rules = self._meant.by(pattern)
            many = suppression.is_entry and len(rules) > 1 and not self._narrowed
            needed |= (rules & self._ran or rules) if many else rules
        return needed <= self._ran

    def _may_be_hidden(self, suppression: Suppression) -> bool:
        """Whether what it silences may stand where nobody has looked."""
        if suppression.is_entry:
            return bool(self._incomplete)
        return suppression.place.origin in self._incomplete


def _unused(
    found: Iterable[Suppression],
    meant: Meant,
    counted: _Counted,
    severity: Severity,
    resources: Iterable[Resource],
    *,
    whole: bool,
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each suppression of rules that ran and reported nothing there.

    To take it out is safe when all was read and it names what exists: else it may be a slip of
    the pen, or what it silences may lie elsewhere.
    """
    from multiaz_lint.suppress.removal import Documents, edits_without

    documents = Documents(resources)
    for suppression in found:
        unknown = [name for name in suppression.written if not meant.by(name)]
        if suppression.fault:
            words = suppression.fault
        elif not suppression.written:
            words = "this suppression names no rule, so it silences nothing"
        elif unknown:
            words = f"no rule is called {listed(unknown)}, so it silences nothing"
        elif suppression.over:
            words = f"this entry expired on {suppression.over}, so it silences nothing any more"
        elif suppression.used or not counted.has(suppression):
            continue
        elif suppression.is_entry:
            words = f"this entry silences nothing: it matches no finding of {_rules(suppression)}"
        else:
            words = f"nothing to silence here: {listed(suppression.written)} reports nothing"
        counts = suppression.used or not counted.has(suppression)
        kept = set(suppression.written).difference(unknown) if counts else set()
        edits = tuple(edits_without(suppression, kept, documents))
        safe = whole and bool(suppression.written) and not unknown
        yield Diagnostic(
            UNUSED, severity, words, suppression.place, category="hygiene",
            edits=edits, fix=("safe" if safe else "unsafe") if edits else None,
        )  # fmt: skip


def _rules(suppression: Suppression) -> str:
    every = {"all", "*"}.intersection(suppression.written)
    return "any rule that ran" if every else listed(suppression.written)
