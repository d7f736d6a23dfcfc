"""The code of others, run so that what it does ends, hides and garbles nothing of ours.

What it prints goes to standard error, as reports are on standard output; what it raises is an error
of it, also where it asks the whole process to end; and what it reports is looked at before.
"""

from __future__ import annotations

import sys

from multiaz_lint import signals
from multiaz_lint.model.effort import EffortError
from multiaz_lint.plugins.reported import refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeVar

    from multiaz_lint.rule import Problem, Rule

    T = TypeVar("T")

_LONGEST = 1_000
"""Characters of what an error says."""


_OURS = (KeyboardInterrupt, signals.EndedError, EffortError)
"""What ends the code of others by our wish."""


class RaisedError(Exception):
    """What the code of others raised, in words."""


def run(code: Callable[[], T]) -> T:
    """Return what code of others returns.

    Raises:
        RaisedError: It raised something.

    """
    output = sys.stdout
    sys.stdout = sys.stderr
    try:
        return code()
    except _OURS:
        raise
    except BaseException as error:  # sys.exit() too
        raise RaisedError(words(error)) from error
    finally:
        sys.stdout = output


def guard(rule: Rule) -> None:
    """Let the functions of a rule run so from now on."""
    check, where = rule.check, rule.where

    def problems(resource: Any, cluster: Any, parameters: Any) -> Iterator[Problem]:
        found: list[Problem] = []

        def ask() -> None:
            for each in check(resource, cluster, parameters):
                refuse(each)
                found.append(each)

        try:
            run(ask)
        finally:
            yield from found  # counts even if it fails behind it

    rule.check = problems
    if where is not None:
        rule.where = lambda cluster: run(lambda: where(cluster))


def words(error: BaseException) -> str:
    """Return in one line what was raised, whatever its own words do."""
    if isinstance(error, RaisedError):
        return str(error)
    name = type(error).__name__
    try:
        told = f"{name}: {error}".replace("\n", " ")
    except _OURS:
        raise
    except BaseException:  # noqa: BLE001 - its own words raise, too
        return name
    return told if len(told) <= _LONGEST else told[:_LONGEST] + "..."
