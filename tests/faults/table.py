"""Tries a command under a fault, and says what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.commands import COMMANDS, FILES
from tests.faults.machines import MACHINES
from tests.faults.place import BrokenPromiseError, place, promise
from tests.faults.trees import TREES

if TYPE_CHECKING:
    from collections.abc import Iterator

FAULTS = (*TREES, *MACHINES)
_SHOWS = {"check", "cache", "drill"}
_REFUSED = ("the configuration is", "the configuration links", "the baseline is",
            "the baseline links")  # fmt: skip


def attempt(fault: str, command: str) -> str:
    """Try one command under one fault, and return its exit codes.

    Raises:
        BrokenPromiseError: Something does not hold.

    """
    files = FILES.get(command, 1)
    if fault in MACHINES:
        codes = sorted({ran.code for ran in MACHINES[fault](COMMANDS[command], files)})
        return " ".join(map(str, codes))
    with place(TREES[fault], files) as made:
        ran = made.run(COMMANDS[command])
        made.check(ran)
        if not fault.startswith(_REFUSED) and command in _SHOWS:
            promise(next(iter(made.manifests)) in ran.out, "the good manifest is not judged")
            promise(ran.code == 1 or command == "drill", f"exit code {ran.code}: {ran.err[-200:]}")
        if ran.code == 2:
            promise(ran.err.startswith("multiaz-lint: "), "a refusal without words")
        return str(ran.code)


def rows(faults: Iterator[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield each fault with the outcome of each command, and what does not hold."""
    for fault in faults:
        outcomes, broken = [], []
        for command in COMMANDS:
            try:
                outcomes.append(attempt(fault, command))
            except BrokenPromiseError as error:
                outcomes.append("BROKEN")
                broken.append(f"{fault}, {command}: {error}")
        yield fault, outcomes, broken
