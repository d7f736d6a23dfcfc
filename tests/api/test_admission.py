"""RuntimeClasses, LimitRanges and ResourceQuotas do what the plugins of Kubernetes 1.37.2 did."""

from __future__ import annotations

import json
from itertools import chain

from tests.oracle.admission import verdicts
from tests.oracle.files import OWN

LINES = [
    json.loads(text)
    for text in (OWN / "admission-cases.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_the_plugins_said_the_same() -> None:
    found = list(chain.from_iterable(map(verdicts, LINES)))
    assert len(found) > 2 * len(LINES)
    assert [each for each in found if each[1] != each[2]] == []


def test_there_are_cases_of_every_sort() -> None:
    real = [line["real"] for line in LINES]
    assert sum("by" not in each for each in real) >= 60
    for by in ("validation", "range-0", "runtimeClass", "quota"):
        assert sum(each.get("by") == by for each in real) >= 20
    said = "\n".join(words for each in real for words in each.get("words", ()))
    for words in ("exceeded quota", "must specify", "ratio", "minimum", "maximum", "per Pod"):
        assert said.count(words) >= 5
