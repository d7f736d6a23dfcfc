"""A bound was reached, so that something is not shown.

A file has more findings than `limits.findings` of the configuration lets reports show (50,000
unless set). The gravest are shown. All of them count: for the exit code, the numbers of the
summary, the baseline and `fix`. This finding says how many are left out, and is as grave as the
gravest of them; it cannot be turned off. Raise the bound to see the rest.
"""

from __future__ import annotations

from multiaz_lint.rule import Severity, reported_by_the_run

limit_exceeded = reported_by_the_run(
    "limit-exceeded", Severity.WARNING, doc=__doc__, module=__name__
)
