"""From findings to the texts that mend them: rounds of edits, each proven before it counts.

A round makes the edits of all findings that do not meet in one place, and lints the result. What
is not gone, or brings something new, is taken back: alone where it stood alone, else its resource
goes on with one finding a round, so that the guilty one is found. A finding that comes new but can
itself be mended may stay for the moment; if it is still there at the end, what brought it is taken
back.
"""

from __future__ import annotations

from multiaz_lint.fix.attempt import Attempt, Caution, identity_key
from multiaz_lint.fix.proposal import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.fix.attempt import Relint
    from multiaz_lint.fix.proposal import Plan

_RESTARTS = 12


def plan(diagnostics: Sequence[Diagnostic], relint: Relint, options: Options | None = None) -> Plan:
    """Work out the texts that mend findings, without writing anything.

    ``relint`` gets the texts of changed and new files by origin, and returns the findings of the
    whole run with these texts in place of the files.
    """
    options = options or Options()
    caution = Caution()
    for _ in range(_RESTARTS):
        attempt = Attempt(diagnostics, relint, options, caution)
        attempt.run()
        if not attempt.learn(caution):
            return attempt.result()
    words = "edits here bring new findings, whichever are left out"
    caution.banned.update(dict.fromkeys(map(identity_key, attempt.cured), words))
    attempt = Attempt(diagnostics, relint, options, caution)
    attempt.run()
    if attempt.learn(caution):
        attempt = Attempt(diagnostics, relint, Options(rules=frozenset()), caution)
    return attempt.result()
