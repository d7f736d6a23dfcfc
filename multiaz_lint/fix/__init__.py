"""Mends findings by the smallest true edit of the text."""

from multiaz_lint.fix.diff import diff
from multiaz_lint.fix.planning import FileChange, Options, Plan, Refusal, plan
from multiaz_lint.fix.replacement import Replacement, Replacements
from multiaz_lint.fix.writing import Failure, write

__all__ = [
    "Failure",
    "FileChange",
    "Options",
    "Plan",
    "Refusal",
    "Replacement",
    "Replacements",
    "diff",
    "plan",
    "write",
]
