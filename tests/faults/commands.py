"""The commands that every fault is tried with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.place import Place

COMMANDS: dict[str, list[str]] = {
    "check": [".", "--format", "json", "--no-cache"],
    "fix": ["fix", "."],
    "fix --write": ["fix", ".", "--write"],
    "drill": ["drill", ".", "--format", "json", "--no-causes", "--plays", "1"],
    "baseline": [".", "--write-baseline", "--no-cache"],
    "cache": [".", "--format", "json", "--cache-dir", "../out/cache"],
    "reports": [
        ".", "--no-cache", "--format", "json:../out/a.json", "--format", "sarif:../out/b.json",
        "--format", "html:../out/c.html", "--format", "gitlab:../out/d.json",
    ],
    "changed": ["web-0.yaml", "--changed", "--format", "json"],
}  # fmt: skip
"""Each command and its arguments, from the tree."""

FILES = {"cache": 60}
"""How many manifests the tree holds; a cache is made of fifty and more."""


def told(place: Place, out: str) -> bool:
    """Whether the findings of the good manifest are there."""
    return next(iter(place.manifests)) in out
