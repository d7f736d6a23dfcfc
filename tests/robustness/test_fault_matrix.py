"""Every fault of trees and machines with every command; ``python -m tests.faults`` prints them."""

from __future__ import annotations

import os

import pytest

if os.name != "posix":
    pytest.skip("faults of POSIX systems", allow_module_level=True)

from tests.faults.commands import COMMANDS
from tests.faults.table import FAULTS, attempt

QUICK = {
    "a file that may not be read": "check",
    "a folder that may not be read": "check",
    "a folder that may not be entered": "fix --write",
    ".gitignore is a pipe": "check",
    ".gitignore links to /dev/zero": "check",
    "the configuration is a pipe": "check",
    "no file above 100 bytes": "fix --write",
    "HOME unset, and a user without a name": "cache",
    "SIGTERM": "reports",
}
"""Faults that once broke a promise, and what they broke."""


@pytest.mark.parametrize(("fault", "command"), QUICK.items(), ids=QUICK)
def test_fault(fault: str, command: str) -> None:
    attempt(fault, command)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault(fault: str, command: str) -> None:
    attempt(fault, command)
