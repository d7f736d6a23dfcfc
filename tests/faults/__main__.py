"""Prints the matrix; ``python -m tests.faults WORDS`` tries the faults whose name has the words."""

from __future__ import annotations

import os
import platform
import sys

from tests.faults.commands import COMMANDS
from tests.faults.table import FAULTS, rows


def main(words: list[str]) -> int:
    chosen = [fault for fault in FAULTS if all(word in fault for word in words)]
    user = "a user without privileges" if os.geteuid() == 0 else "this user"
    sys.stdout.write(
        f"exit codes by fault and command, as {user}; "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}\n\n"
        f"| fault | {' | '.join(COMMANDS)} |\n|---|{'---|' * len(COMMANDS)}\n"
    )
    every = []
    for fault, outcomes, broken in rows(iter(chosen)):
        sys.stdout.write(f"| {fault} | {' | '.join(outcomes)} |\n")
        sys.stdout.flush()
        every += broken
    sys.stdout.write(f"\n{len(chosen) * len(COMMANDS)} tries, {len(every)} broken promises\n")
    sys.stdout.write("".join(f"- {each}\n" for each in every))
    return 1 if every else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
