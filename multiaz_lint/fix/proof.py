"""Reads edited text again: it must say what was meant, and all else must be as it was."""

from __future__ import annotations

from multiaz_lint.fix import second_reader
from multiaz_lint.fix.change import plain, same
from multiaz_lint.fix.page import apply
from multiaz_lint.fix.refusal import RefusedError
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.yaml import documents, reference
from multiaz_lint.load.yaml.flow import UnsureError
from multiaz_lint.model.tree import repeats

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.fix.draft import Draft
    from multiaz_lint.load.manifest import Manifest


def prove(old: str, new: str, drafts: Mapping[int, Draft], *, quick: bool = False) -> None:
    """Compare a text with its edited form, document by document; drafts by where they start.

    Untouched documents must be the same characters; edited ones must mean what their draft says.
    ``quick`` is content with the reader of lines, for edits that are shown and not written.

    Raises:
        RefusedError: Something is not as it was meant.

    """
    after = documents.split(new)
    for chunk in documents.split(old):
        edited = _next(after, new)
        draft = drafts.get(chunk.start)
        if draft is None or not draft.changes:
            before = old[chunk.start : chunk.end]
            if edited.rstrip() != before.rstrip() or (draft is None and edited != before):
                raise RefusedError("the edit would change another document")
            if edited != before:  # a line break more is one more in a block scalar
                _check(edited, _read(before, quick=quick), quick=quick)
        else:
            tree = _check(edited, draft.tree(), quick=quick)
            if repeats(tree) > repeats(draft.manifest.tree):
                raise RefusedError("the edit would write a key twice")
        for document in draft.documents if draft is not None else ():
            _check(_next(after, new), document, quick=quick)
    if next(after, None) is not None:
        raise RefusedError("the edit would split a document")


def stands_apart(manifest: Manifest) -> bool:
    """Whether a document ends where a line parts it from the next, or with its text."""
    text, end = manifest.source.text, manifest.end
    return end == len(text) or text.startswith("---", end)


def prove_alone(draft: Draft) -> None:
    """Compare one document that stands apart with its edited form, for edits that are shown.

    Raises:
        RefusedError: Something is not as it was meant.

    """
    text, start, end = draft.text, draft.manifest.start, draft.manifest.end
    old = text[start:end] + ("" if end == len(text) else "---\n")
    cuts = [(begin - start, stop - start, words) for begin, stop, words in draft.cuts]
    prove(old, apply(old, cuts), {0: draft}, quick=True)


def _next(chunks: Any, text: str) -> str:
    chunk = next(chunks, None)
    if chunk is None:
        raise RefusedError("the edit would join two documents")
    return text[chunk.start : chunk.end]


def _check(text: str, meant: Any, *, quick: bool) -> Any:
    try:
        tree = _read(text, quick=quick)
    except UnreadableError as error:
        raise RefusedError(f"the edited text would not be YAML ({error.message})") from None
    if not same(tree, meant):
        raise RefusedError("the edited text would say something else")
    return tree


def _read(text: str, *, quick: bool) -> Any:
    if quick:
        try:
            return second_reader.quickly(text)
        except UnsureError:
            pass
    return reference.read(text)


def agreed(old: str, new: str) -> bool:
    """Whether a second reader, of another make, reads the same in all documents that are new."""
    known = {old[chunk.start : chunk.end] for chunk in documents.split(old)}
    for chunk in documents.split(new):
        text = new[chunk.start : chunk.end]
        if text not in known:
            tree = plain(reference.read(text))
            if not same(second_reader.read(text, tree), tree):
                return False
    return True
