"""A rule failed with an error of its own.

That is a fault of the rule, not of the manifest. The other rules went on and their findings hold;
the exit code is 4, of `fix` too. Please report it with the manifest; until it is mended,
`--ignore RULE` leaves the rule out.

It cannot be turned off, nor silenced by a comment, an annotation or a baseline: the answer that is
missing may be any.
"""

from __future__ import annotations

from multiaz_lint.rule import Severity, reported_by_the_run

rule_crashed = reported_by_the_run("rule-crashed", Severity.ERROR, doc=__doc__, module=__name__)
