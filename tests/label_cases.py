"""Labels and selectors as people write them, and what is read of them."""

from __future__ import annotations

import json

from tests.corpus import CORPUS

LABELS = CORPUS / "labels-open.jsonl"


CASES = (
    [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    if LABELS.is_file()
    else []
)


UNREADABLE = {"open-65": "map merge requires map"}
"""What sigs.k8s.io/yaml refuses, though by hand it can be judged."""
