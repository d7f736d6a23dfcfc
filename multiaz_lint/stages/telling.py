"""What a rule reports becomes a diagnostic: where it stands, and which edits mend it."""

from __future__ import annotations

from multiaz_lint.diagnostic import Diagnostic, Identity, Place
from multiaz_lint.fingerprint import named_path
from multiaz_lint.load.kustomize.built_manifest import BuiltManifest, as_written
from multiaz_lint.model.immutable import is_immutable
from multiaz_lint.model.tree import path_text
from multiaz_lint.rule import Append, Erase, NewDocument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from multiaz_lint.model import Field
    from multiaz_lint.rule import Edit, Problem
    from multiaz_lint.selection import Chosen


def diagnostic_of(problem: Problem, chosen: Chosen, identity: Identity, owner: int) -> Diagnostic:
    """Return what is told of a problem; ``owner`` is the ``id`` of the resource that was judged."""
    field = problem.field
    resource = field.resource
    rule = chosen.rule
    severity = chosen.severity_of(problem.severity)
    # Step by step, as a call with so many names costs more than all that is made here.
    made = Diagnostic(rule.id, severity, problem.message, _place(field))
    made.field = made.named_field = words = path_text(field.path)
    if "[" in words:
        made.named_field = named_path(resource.tree, field.path)
    made.category = rule.category
    made.hint = problem.hint
    made.resource = identity
    made.owner = owner
    made.api = problem.api
    if problem.related:
        made.concerns = tuple([id(each.field.resource) for each in problem.related])
        made.related = tuple([_place(each.field, each.message) for each in problem.related])
    # What an operator makes of a field may differ from what the API server would.
    if problem.edits and not resource.operated and _may_be_made(problem):
        edits = _in_texts(problem.edits)
        if edits:
            made.edits = edits
            made.fix = "unsafe" if problem.unsafe else "safe"
    return made


def _may_be_made(problem: Problem) -> bool:
    """Whether the edits of a problem change no field that stays as it is once it exists.

    What the API server refuses as it is written does not exist in this form. Nor does an edit write
    into a file what a kustomization adds to it: others may build the same file without that.
    """
    if problem.api is None:
        for edit in problem.edits:
            if edit.field.path[1:2] == ("template",) and edit.field.resource.kind == "Deployment":
                continue  # as most are
            within = not isinstance(edit, (NewDocument, Erase))
            if within and is_immutable(edit.field, adds=isinstance(edit, Append)):
                return False
    if problem.field.resource.facts.built is not None or problem.related:
        return not _writes_what_is_added(problem)
    return True


def _writes_what_is_added(problem: Problem) -> bool:
    """Whether an edit holds what kustomizations add to the objects that a problem is about."""
    about = [problem.field, *[each.field for each in problem.related]]
    changes = [each.resource.facts.built for each in about]
    built = [each for each in changes if each is not None]
    values = [getattr(edit, "value", None) for edit in problem.edits] if built else ()
    return any(each.shows_in(value) for each in built for value in values)


def _in_texts(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return edits of objects as they are written; none where patches make another of one."""
    for edit in edits:
        if isinstance(edit.field.resource.manifest, BuiltManifest):
            break
    else:
        return tuple(edits)
    from copy import copy

    found = []
    for edit in edits:
        field = as_written(edit.field, beside=isinstance(edit, NewDocument))
        if field is None:
            return ()
        found.append(copy(edit))
        found[-1].field = field
    return tuple(found)


def _place(field: Field, message: str = "") -> Place:
    resource, path = field.resource, field.path
    line, column, end_column = resource.stretch(path)
    return Place(resource.origin_at(path), line, column, line, end_column, message)
