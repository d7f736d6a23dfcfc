"""Silences findings at their cause, with a reason; reports what silences nothing."""

from __future__ import annotations

import os

from multiaz_lint.diagnostic import Diagnostic, Identity
from multiaz_lint.rule import Drop, Erase, Put
from multiaz_lint.selection import matching
from multiaz_lint.suppression import (
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
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.load.source import Source
    from multiaz_lint.model import Field
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.rule import Edit, Rule, Severity
    from multiaz_lint.settings import Ignore

UNUSED = "rule-suppressed-unused"


def apply(
    diagnostics: Sequence[Diagnostic],
    *,
    resources: Iterable[Resource],
    sources: Mapping[str, Source],
    rules: Mapping[str, Rule],
    ran: frozenset[str],
    ignores: Sequence[Ignore] = (),
    today: str = "",
    whole: bool = True,
    unused: Severity | None = None,
) -> list[Diagnostic]:
    """Mark the silenced diagnostics with their reason, and add one for each unused suppression.

    ``rules`` are all that there are, ``ran`` those that ran: of the others a suppression cannot be
    called unused. Entries of the configuration are only called so when ``whole``, that is, when
    all that the configuration is for was read. Without a severity ``unused`` nothing is said.
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
    for suppression in (*written, *(each for each, _ in entries)):
        for pattern in suppression.written:
            suppression.rules |= matching(rules, pattern)
    for diagnostic in diagnostics if comments or annotated or entries else ():
        silencer = _silencer(diagnostic, comments, annotated, entries, sources)
        if silencer is not None:
            silencer.used = True
            diagnostic.suppressed = silencer.reason
    if unused is None:
        return list(diagnostics)
    judged = [*written, *(each for each, ignore in entries if whole or is_over(ignore, today))]
    return [*diagnostics, *_unused(judged, rules, ran, unused, resources, whole=whole)]


def _silencer(
    diagnostic: Diagnostic,
    comments: Mapping[str, list[tuple[int, Suppression]]],
    annotated: Mapping[int, list[Suppression]],
    entries: Sequence[tuple[Suppression, Ignore]],
    sources: Mapping[str, Source],
) -> Suppression | None:
    lines = comments.get(diagnostic.place.origin)
    if lines:
        wanted = set(_lines_above(sources[diagnostic.place.origin], diagnostic.place.line))
        for line, suppression in lines:
            if line in wanted and _means(suppression, diagnostic.rule):
                return suppression
    for suppression in annotated.get(diagnostic.owner, ()):
        if _means(suppression, diagnostic.rule):
            return suppression
    for suppression, ignore in entries:
        if _means(suppression, diagnostic.rule) and _covers(ignore, diagnostic):
            return suppression
    return None


def _means(suppression: Suppression, rule: str) -> bool:
    return rule in suppression.rules and not suppression.over


def _lines_above(source: Source, line: int) -> Iterator[int]:
    """Yield 0 for the file, the line itself and the comment lines right above it."""
    yield 0
    yield line
    line -= 1
    while line >= 1 and source.line_text(line).lstrip().startswith("#"):
        yield line
        line -= 1


def _covers(ignore: Ignore, diagnostic: Diagnostic) -> bool:
    from fnmatch import fnmatchcase

    resource = diagnostic.resource or Identity("", "", "", "")
    if ignore.path:
        folder = ignore.path.rstrip("/") + "/"
        origins = _ways_to_write(diagnostic.place.origin, ignore)
        if not any(each.startswith(folder) or fnmatchcase(each, ignore.path) for each in origins):
            return False
    return (
        (not ignore.kind or ignore.kind == resource.kind)
        and (not ignore.namespace or fnmatchcase(resource.namespace, ignore.namespace))
        and (not ignore.name or fnmatchcase(resource.name, ignore.name))
    )


def _ways_to_write(origin: str, ignore: Ignore) -> Iterator[str]:
    """Yield a path as it was typed, and as it is seen from the folder of the configuration."""
    yield origin
    folder = os.path.dirname(ignore.origin)
    if folder or os.path.isabs(origin) or origin.startswith("../"):
        yield os.path.relpath(origin, folder or ".").replace(os.sep, "/")


def _unused(
    found: Iterable[Suppression],
    rules: Mapping[str, Rule],
    ran: frozenset[str],
    severity: Severity,
    resources: Iterable[Resource],
    *,
    whole: bool,
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each suppression of rules that ran and reported nothing there.

    To take it out is safe when all was read and it names what exists: else it may be a slip of
    the pen, or what it silences may lie elsewhere.
    """
    for suppression in found:
        unknown = [name for name in suppression.written if not matching(rules, name)]
        if suppression.fault:
            words = suppression.fault
        elif not suppression.written:
            words = "this suppression names no rule, so it silences nothing"
        elif unknown:
            words = f"no rule is called {', '.join(unknown)}, so it silences nothing"
        elif suppression.over:
            words = f"this entry expired on {suppression.over}, so it silences nothing any more"
        elif suppression.used or not suppression.rules <= ran:
            continue
        else:
            words = f"nothing to silence here: {', '.join(suppression.written)} reports nothing"
        counts = suppression.used or not suppression.rules <= ran
        kept = [name for name in suppression.written if counts and name not in unknown]
        edits = tuple(_edits(suppression, kept, resources))
        safe = whole and bool(suppression.written) and not unknown
        yield Diagnostic(
            UNUSED, severity, words, suppression.place, category="hygiene",
            edits=edits, fix=("safe" if safe else "unsafe") if edits else None,
        )  # fmt: skip


def _edits(
    suppression: Suppression, kept: Sequence[str], resources: Iterable[Resource]
) -> Iterator[Edit]:
    """Yield what takes a suppression out, or all of its names but some."""
    at = suppression.at
    if isinstance(at, tuple):
        start, end, names = at
        field = _nearest(suppression.place.origin, start, resources)
        if field is None:
            return
        if not kept:
            yield Erase(field, start, end)
            return
        written = _document(field.resource).source.text[names:end].partition("]")[0]
        for first, last in _stretches(written, kept):
            yield Erase(field, names + first, names + last)
    elif at is not None and kept:
        _, dashes, reason = at.value.partition("--")
        yield Put(at, ", ".join(kept) + (f" --{reason}" if dashes else ""))
    elif at is not None:
        above = at.resource.at(*at.path[:-1])
        yield Drop(at if len(above.value) > 1 else above)


def _nearest(origin: str, offset: int, resources: Iterable[Resource]) -> Field | None:
    """Return a field of the document that a comment stands in."""
    for resource in resources:
        manifest = _document(resource)
        if manifest.origin == origin and manifest.start <= offset < manifest.end:
            return resource.name_field
    return None


def _document(resource: Resource) -> Manifest:
    found: Any = resource.manifest
    manifest: Manifest = found
    return manifest


def _stretches(written: str, kept: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where all names but some start and end in a list, each with one comma."""
    at, after_another = 0, False
    for part in written.split(","):
        end = at + len(part)
        if part.strip() in kept:
            after_another = True
        elif after_another:
            yield at - 1, end
        else:
            rest = written[end + 1 :]
            begin = at + len(part) - len(part.lstrip())
            yield begin, end + 1 + len(rest) - len(rest.lstrip())
        at = end + 1
