"""Mends findings by the smallest true edit of the text."""

from multiaz_lint.fix.batch import written_to
from multiaz_lint.fix.diff import diff, stretches
from multiaz_lint.fix.planning import plan
from multiaz_lint.fix.proposal import FileChange, FixOptions, FixPlan, Unmended
from multiaz_lint.fix.replacement import Replacement, Replacements
from multiaz_lint.fix.writing import Failure, encoding, write

__all__ = [
    "Failure",
    "FileChange",
    "FixOptions",
    "FixPlan",
    "Replacement",
    "Replacements",
    "Unmended",
    "diff",
    "encoding",
    "plan",
    "stretches",
    "write",
    "written_to",
]
