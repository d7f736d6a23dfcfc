"""Where recorded verdicts are."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
ORACLE = Path(os.environ.get("MULTIAZ_ORACLE") or ROOT / ".." / "shared" / "oracle").resolve()
OWN = ROOT / "fixtures" / "kubernetes"


def lines(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines; a test that needs a file that is not there is skipped, saying so."""
    if not path.exists():
        pytest.skip(f"no recorded verdicts: {path.name} is not there (set MULTIAZ_ORACLE)")
    return [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]


def recorded(name: str) -> list[dict[str, Any]]:
    """Read a file of the oracle's cases."""
    return lines(ORACLE / "cases" / name)
