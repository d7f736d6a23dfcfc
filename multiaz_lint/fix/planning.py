"""From findings to the texts that mend them: rounds of edits, each proven before it counts.

A round makes the edits of all findings that do not meet in one place, and lints the result. What is
not gone, or brings something new that is as grave or graver, is taken back: alone where it stood
alone, else its resource goes on with one finding a round, so that the guilty one is found. A
finding that comes new but can itself be mended may stay for the moment; if it is still there at the
end, what brought it is taken back, by another attempt from the start. So many runs of the linter
are made in all: what is not settled then is left alone, first the files that it stands in, then
everything.
"""

from __future__ import annotations

from multiaz_lint.fix.attempt import Attempt
from multiaz_lint.fix.caution import Caution
from multiaz_lint.fix.proposal import FixOptions
from multiaz_lint.fix.runs import Runs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.fix.proposal import FixPlan
    from multiaz_lint.fix.runs import Relint

_RUNS = 200
_LAST_RUNS = 40
_UNSETTLED = "edits here bring new findings, whichever are left out"


def plan(
    diagnostics: Sequence[Diagnostic], relint: Relint, options: FixOptions | None = None
) -> FixPlan:
    """Work out the texts that mend findings, without writing anything.

    ``relint`` gets the texts of changed and new files by origin, and returns the findings of the
    whole run with these texts in place of the files.
    """
    options = options or FixOptions()
    caution = Caution()
    runs = Runs(relint, _RUNS)
    known: set[object] = set()
    while True:
        attempt = Attempt(diagnostics, runs, options, caution)
        attempt.run()
        if not caution.learn(attempt):
            return attempt.result()
        if caution.state() in known or not runs.left:
            break
        known.add(caution.state())
    for origins in (caution.trouble, set(attempt.texts)):
        caution.ban(attempt, origins, _UNSETTLED)
        attempt = Attempt(diagnostics, Runs(relint, _LAST_RUNS), options, caution)
        attempt.run()
        if not caution.learn(attempt):
            return attempt.result()
    return Attempt(diagnostics, runs, FixOptions(rules=frozenset()), caution).result()
