"""Lints real manifests and compares how often each rule reports with a committed summary.

``python -m tests.ecosystem`` prints what differs from ``tests/ecosystem.json`` and fails if
anything does; ``--write`` renews the summary, so that a change of behaviour is seen in review.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from multiaz_lint import pipeline
from multiaz_lint.settings import Settings
from tests.corpus import CORPUS

SUMMARY = Path(__file__).parent / "ecosystem.json"

Numbers = dict[str, Any]


def summary(folder: Path) -> Numbers:
    """Count what is found in each repository below a folder."""
    return {path.name: _numbers(path) for path in sorted(folder.iterdir()) if path.is_dir()}


def _numbers(path: Path) -> Numbers:
    result = pipeline.run([str(path)], Settings(plugins=False))
    return {
        "files": result.files,
        "documents": result.documents,
        "resources": result.resources,
        "workloads": result.workloads,
        "not checked": len(result.not_checked),
        "rules": dict(sorted(Counter(each.rule for each in result.shown).items())),
    }


def differences(now: Numbers, before: Numbers) -> list[str]:
    """Say which numbers differ, one a line."""
    found = []
    for name in sorted({*now, *before}):
        new, old = _flat(now.get(name, {})), _flat(before.get(name, {}))
        found += [
            f"{name}: {what}: {old.get(what, 0)} -> {new.get(what, 0)}"
            for what in sorted({*new, *old})
            if new.get(what, 0) != old.get(what, 0)
        ]
    return found


def _flat(numbers: Numbers) -> dict[str, int]:
    return {**{k: v for k, v in numbers.items() if k != "rules"}, **numbers.get("rules", {})}


def main(arguments: list[str]) -> int:
    manifests = CORPUS / "manifests"
    if not manifests.is_dir():
        sys.stderr.write(f"no {manifests}: set MULTIAZ_CORPUS to the folder of real manifests\n")
        return 2
    now = summary(manifests)
    if "--write" in arguments:
        SUMMARY.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    found = differences(now, json.loads(SUMMARY.read_text(encoding="utf-8")))
    sys.stdout.write("".join(f"{line}\n" for line in found))
    total = sum(each["files"] for each in now.values())
    sys.stdout.write(f"{len(now)} repositories, {total:,} files, {len(found)} differences\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
