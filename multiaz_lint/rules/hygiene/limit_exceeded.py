"""A bound was reached, so that something is not shown or not judged.

Either a file has more findings than `limits.findings` of the configuration lets reports show
(50,000 unless set). The gravest are shown, and all of them count: for the exit code, the numbers of
the summary, the baseline and `fix`. This finding says how many are left out, and is as grave as the
gravest of them. Raise the bound to see the rest.

Or resources select and name each other so often that no run would end: ten thousand budgets that
each select ten thousand workloads are a hundred million relations. Rules may look from one resource
at another 500 times for each resource, and `limits.relations` times more (5,000,000 unless set).
What has not been judged by then is told by this finding, once for each file.

It cannot be turned off, nor silenced by a comment or a baseline: it may stand for anything.
"""

from __future__ import annotations

from multiaz_lint.rule import Severity, reported_by_the_run

limit_exceeded = reported_by_the_run("limit-exceeded", Severity.ERROR, doc=__doc__, module=__name__)
