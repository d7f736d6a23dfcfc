"""What rules of users cost: a check with and without twenty of them, in turn.

``python -m bench.own_rules [FILES] [ROUNDS]`` generates that many files (1,000) and prints the
median CPU seconds of both, and the share that the rules add to them and to the instructions. Half
of the rules find something in most workloads, the others nothing; one uses a filter, which runs in
jsonpath-ng.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.generate import apps
from bench.measure import Run, instructions, median, run

_PLACES = (
    ("$.spec.template.spec.containers[*]", "resources.limits.memory", "{present: true}"),
    ("$.spec.template.spec.containers[*]", "name", "{matches: '^[a-z]'}"),
    ("$", "spec.replicas", "{at_least: 0}"),
    ("$", "metadata.labels['example.org/owner']", "{present: true}"),
    ("$.spec.template.spec.containers[?(@.name == 'app')]", "image", "{present: true}"),
)
_RULE = """\
id: own-{number}
severity: info
kinds: [Deployment, StatefulSet, DaemonSet, CronJob]
doc: |
  Rule {number}.
each: {each}
field: {field}
expect: {expect}
message: something is missing
"""


def rules(count: int = 20) -> str:
    """Write so many rules; the last kind of place comes once."""
    places = [*(_PLACES[:4] * count)[: count - 1], _PLACES[4]]
    return "---\n".join(
        _RULE.format(number=number, each=each, field=field, expect=expect)
        for number, (each, field, expect) in enumerate(places)
    )


def main(arguments: list[str]) -> None:
    files = int(arguments[0]) if arguments else 1000
    rounds = int(arguments[1]) if len(arguments) > 1 else 7
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        apps(root / "apps", files)
        (root / "own.yaml").write_text(rules(), encoding="utf-8")
        (root / "with.yaml").write_text("rule_files: [own.yaml]\n", encoding="utf-8")
        (root / "without.yaml").write_text("{}\n", encoding="utf-8")
        commands = {name: _command(root, name) for name in ("without", "with")}
        runs: dict[str, list[Run]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                runs[name].append(run(command))
        counted = [instructions(command) for command in commands.values()]
    if any(each.code for both in runs.values() for each in both):
        raise SystemExit("a run failed")
    without, own = (median(both).cpu for both in runs.values())
    print(f"{files} files: {without:.3f} s without, {own:.3f} s with 20 rules of users")
    print(f"they add {_share(without, own)} of the processor time")
    if None not in counted:
        print(f"they add {_share(*(each or 0 for each in counted))} of the instructions")


def _command(root: Path, name: str) -> list[str]:
    return [
        sys.executable, "-m", "multiaz_lint", "--no-cache", "--config", str(root / f"{name}.yaml"),
        "--fail-on", "never", "--format", "concise", str(root / "apps"),
    ]  # fmt: skip


def _share(without: float, own: float) -> str:
    return f"{100 * (own - without) / without:.0f} %"


if __name__ == "__main__":
    main(sys.argv[1:])
