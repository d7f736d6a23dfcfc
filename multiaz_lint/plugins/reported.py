"""Whether what a rule of others reports is a problem that can be told and mended."""

from __future__ import annotations

from multiaz_lint.model import Field
from multiaz_lint.rule import (
    Append,
    Drop,
    Erase,
    NewDocument,
    Problem,
    Put,
    Related,
    Rename,
    Severity,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MOST = 10_000
"""Parts of a value that an edit writes."""


def refuse(problem: Any) -> None:
    """Raise TypeError for what is no problem, or holds what none does."""
    if not isinstance(problem, Problem):
        raise TypeError(f"what it reports is {_shown(problem)}, no Problem")
    _expect("field", problem.field, Field)
    _expect("message", problem.message, str)
    _expect("hint", problem.hint, (str, type(None)))
    _expect("severity", problem.severity, (Severity, type(None)))
    _expect("api", problem.api, (dict, type(None)))
    _expect("unless", problem.unless, str)
    _expect("related", problem.related, (list, tuple))
    _expect("edits", problem.edits, (list, tuple))
    if problem.api is not None:
        _refuse_value("api", problem.api)
    for related in problem.related:
        _expect("related", related, Related)
        _expect("field of related", related.field, Field)
        _expect("message of related", related.message, str)
    for edit in problem.edits:
        _refuse_edit(edit)


def _refuse_edit(edit: Any) -> None:
    _expect("edit", edit, (Put, Drop, Append, Rename, NewDocument, Erase))
    _expect("field of an edit", edit.field, Field)
    if isinstance(edit, Rename):
        _expect("name of an edit", edit.name, str)
    elif isinstance(edit, Erase):
        _expect("start of an edit", edit.start, int)
        _expect("end of an edit", edit.end, int)
    elif isinstance(edit, NewDocument):
        _expect("value of a new document", edit.value, dict)
    if isinstance(edit, (Put, Append, NewDocument)):
        _refuse_value("value of an edit", edit.value)


def _refuse_value(what: str, value: Any) -> None:
    """Raise TypeError for a value that is no plain data, or has no end."""
    waiting, seen = [value], 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > _MOST:
            raise TypeError(f"{what} has more than {_MOST:,} parts")
        if isinstance(part, dict):
            for key in part:
                _expect(f"a key of the {what}", key, str)
            waiting += part.values()
        elif isinstance(part, (list, tuple)):
            waiting += part
        else:
            _expect(f"a part of the {what}", part, (str, int, float, type(None)))


def _expect(what: str, value: Any, kinds: type | tuple[type, ...]) -> None:
    if not isinstance(value, kinds):
        raise TypeError(f"{what} is {_shown(value)}")


def _shown(value: Any) -> str:
    return "None" if value is None else f"of type {type(value).__name__}"
