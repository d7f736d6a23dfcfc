"""Compares the project with recorded verdicts: `python -m tests.oracle KIND FILE…`.

KIND is validate, filter, sched, yaml, regexp or admission.
Each comparer is a module here with `verdicts(line)`, which yields for every comparison that a
recorded line allows what it is about, what we say and what was recorded.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from tests.oracle.files import lines

SHOWN = 10


def main(arguments: list[str]) -> int:
    """Print the counts and the first differences; succeed only when all agree."""
    kind, *files = arguments
    verdicts = import_module(f"tests.oracle.{kind}").verdicts
    write = sys.stdout.write
    total = agreed = 0
    for file in files:
        for line in lines(Path(file)):
            for what, ours, theirs in verdicts(line):
                total += 1
                agreed += ours == theirs
                if ours != theirs and total - agreed <= SHOWN:
                    write(f"{what}\n  ours:     {ours}\n  recorded: {theirs}\n")
    write(f"{agreed} of {total} agree\n")
    return 0 if total and agreed == total else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
