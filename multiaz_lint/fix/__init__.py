"""Mends findings by the smallest true edit of the text."""

from multiaz_lint.fix.batch import written_to
from multiaz_lint.fix.diff import diff
from multiaz_lint.fix.planning import plan
from multiaz_lint.fix.proposal import FileChange, Options, Plan, Refusal
from multiaz_lint.fix.replacement import Replacement, Replacements
from multiaz_lint.fix.writing import Failure, encoding, write

__all__ = [
    "Failure",
    "FileChange",
    "Options",
    "Plan",
    "Refusal",
    "Replacement",
    "Replacements",
    "diff",
    "encoding",
    "plan",
    "write",
    "written_to",
]
