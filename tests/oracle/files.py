"""Where recorded verdicts are: what the real code of Kubernetes said, large files compressed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
OWN = ROOT / "fixtures" / "kubernetes"


def text_of(path: Path) -> str:
    """Read a file of verdicts, compressed or not."""
    held = path.read_bytes()
    return (gzip.decompress(held) if path.suffix == ".gz" else held).decode()


def lines(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines."""
    return [json.loads(text) for text in text_of(path).rstrip("\n").split("\n")]


def recorded(name: str) -> list[dict[str, Any]]:
    """Read a compressed file of verdicts by its name without the last suffix."""
    return lines(OWN / f"{name}.gz")
