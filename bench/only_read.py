"""Reads every manifest of a folder with PyYAML's C loader, and does nothing with it.

It is a measure of the machine: what a linter of the usual make has to spend before its first rule.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml


def manifests(folder: Path) -> list[Path]:
    """Return the files of a folder that may be manifests, in order."""
    endings = {".yaml", ".yml", ".json"}
    return sorted(path for path in folder.rglob("*") if path.suffix in endings)


def main(folder: str) -> None:
    for path in manifests(Path(folder)):
        try:
            for _ in yaml.load_all(path.read_bytes(), yaml.CSafeLoader):  # makes plain values
                pass
        except (yaml.YAMLError, ValueError):
            continue  # a template, or a date that is none


if __name__ == "__main__":
    main(sys.argv[1])
