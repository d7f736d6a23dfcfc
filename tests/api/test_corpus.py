"""Real manifests: whatever we call refused, the real code refuses in the same words."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from multiaz_lint.api import review
from multiaz_lint.api.decoding.decode import complaints
from multiaz_lint.api.decoding.go_types import table
from multiaz_lint.api.decoding.structure import checker
from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from tests.corpus import CORPUS, needs_corpus
from tests.oracle.validate import verdicts

VALIDATE = Path(
    os.environ.get("MULTIAZ_VALIDATE") or Path(__file__).parents[2] / "oracle" / "bin" / "validate"
)
RANDOM = "must be '"  # words that show the uid that a Job gets


@cache
def trees() -> dict[str, Any]:
    """Every object of Kubernetes' own kinds, once."""
    found: dict[str, Any] = {}
    for path in sorted(CORPUS.rglob("*.y*ml")):
        try:
            text = path.read_text(encoding="utf-8")
        except ValueError:
            continue
        for number, each in enumerate(objects.read(Source(str(path), text)).resources):
            if each.kind in table("kinds").KINDS.get(each.api_version, {}):
                found.setdefault(json.dumps(each.tree), f"{path.name}#{number}")
    return {name: json.loads(tree) for tree, name in found.items()}


@needs_corpus
def test_quick_checkers_and_the_decoder_agree() -> None:
    assert len(trees()) > 1000
    for name, tree in trees().items():
        kind = table("kinds").KINDS[tree["apiVersion"]][tree["kind"]][0]
        assert checker(kind)(tree) == (complaints(kind, tree) == []), name


@needs_corpus
def test_every_error_has_a_place_and_words() -> None:
    for name, tree in trees().items():
        for error in review(tree).errors:
            assert error.steps, name
            assert error.message.startswith(error.field), name


@needs_corpus
@pytest.mark.skipif(not VALIDATE.exists(), reason="no oracle/bin/validate: see oracle/README.md")
def test_no_refusal_is_false_and_none_is_missed() -> None:
    lines = [json.dumps({"id": name, "manifest": tree}) for name, tree in trees().items()]
    command = [str(VALIDATE), "-jsonl"]
    answer = subprocess.run(
        command, input="\n".join(lines), capture_output=True, text=True, check=True
    )
    for text in answer.stdout.splitlines():
        line = json.loads(text)
        for what, ours, theirs in verdicts(line):
            if "skipped" not in line["real"] and RANDOM not in text:
                assert ours == theirs, what
