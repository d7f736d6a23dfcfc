"""Where real manifests are found; tests that need them skip, and say so, when they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parent.parent.parent / "shared"
CORPUS = Path(os.environ.get("MULTIAZ_CORPUS") or _BESIDE / "corpus")

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="no corpus of real manifests: set MULTIAZ_CORPUS to its folder"
)
