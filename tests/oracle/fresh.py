"""Compares the drill with the oracle on scenarios that nobody has recorded.

python -m tests.oracle.fresh FIRST COUNT [REPLAYS]

The environment variable MULTIAZ_SCHED names the oracle's program. Each scenario is played there
and here: placed and pending pods, nodes, reasons, rollouts step by step; with replays, a dozen if
any, for fewer may agree by chance, their outcomes must be among ours. Then, rollouts left out,
every attempt and the verdict on every node for one more pod of each workload.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.oracle import filter as filters
from tests.oracle import sched
from tests.oracle.scenarios import scenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.oracle.sched import Verdict

    Tree = dict[str, Any]

_AT_ONCE = 50


def verdicts(numbers: Sequence[int], replays: int = 0) -> Iterator[Verdict]:
    """All comparisons on the scenarios with these numbers."""
    played = _played([scenario(number) for number in numbers], replays)
    for line in played:
        yield from sched.verdicts(line, possible=replays > 0)
    for line in _explained([line["scenario"] for line in played]):
        yield from filters.verdicts(line)


def _played(scenarios: list[Tree], replays: int) -> list[Tree]:
    """Play scenarios; those that the API server refuses are left out."""
    lines = _ask(["run", "-lines", "-trials", str(replays)], scenarios)
    return [line for line in lines if "error" not in line]


def _explained(scenarios: list[Tree]) -> list[Tree]:
    """Explain scenarios, but those in which one more pod of a workload without any is refused."""
    without = [
        {**each, "events": [event for event in each["events"] if event["do"] != "rollout"]}
        for each in scenarios
    ]
    lines = _ask(["explain", "-lines", "-trials", "0"], without)
    return [line for line in lines if "error" not in line]


def _ask(arguments: list[str], scenarios: list[Tree]) -> list[Tree]:
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "asked.jsonl"
        asked.write_text("".join(f"{json.dumps(each)}\n" for each in scenarios), encoding="utf-8")
        command = [os.environ["MULTIAZ_SCHED"], *arguments, str(asked)]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [json.loads(text) for text in answer.stdout.split("\n") if text]
    if len(lines) != len(scenarios):
        raise RuntimeError(f"{len(lines)} of {len(scenarios)} were played: {answer.stderr}")
    return lines


def main(arguments: list[str]) -> int:
    """Print the differences as they come, and the counts; succeed only when all agree."""
    if not os.access(os.environ.get("MULTIAZ_SCHED", ""), os.X_OK):
        sys.stderr.write("MULTIAZ_SCHED names no program\n")
        return 2
    first, count, replays = (*map(int, arguments), 0)[:3]
    write = sys.stdout.write
    total = agreed = 0
    for start in range(first, first + count, _AT_ONCE):
        end = min(start + _AT_ONCE, first + count)
        for what, ours, theirs in verdicts(range(start, end), replays):
            total += 1
            agreed += ours == theirs
            if ours != theirs:
                write(f"{what}\n  ours:     {ours}\n  recorded: {theirs}\n")
        write(f"to {end}: {agreed} of {total} agree\n")
        sys.stdout.flush()
    return 0 if total and agreed == total else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
