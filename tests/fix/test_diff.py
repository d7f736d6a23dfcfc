"""The diff that fix shows: what git and patch make of it, also of long texts."""

from __future__ import annotations

import random
import sys
from difflib import unified_diff
from typing import TYPE_CHECKING

import pytest

from multiaz_lint.fix import second_reader
from multiaz_lint.fix.diff import diff
from multiaz_lint.fix.proposal import FileChange

if TYPE_CHECKING:
    from collections.abc import Callable


_WORKLOAD = """\
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  replicas: {replicas}
  template:
    spec:
      containers:
        - name: web
          image: web:1
        - name: log
          image: log:1
"""


def _patched(old: str, lines: list[str]) -> str:
    """Apply a unified diff, strictly: every line that it shows must be there."""
    left = old.split("\n")
    made: list[str] = []
    at = 0
    for line in lines[2:]:
        if line.startswith("@@ "):
            begin = line.split()[1][1:].partition(",")
            start = int(begin[0]) - (begin[2] != "0")
            assert start >= at
            made += left[at:start]
            at = start
        elif line[0] == "+":
            made.append(line[1:])
        else:
            assert left[at] == line[1:]
            at += 1
            if line[0] == " ":
                made.append(line[1:])
    return "\n".join(made + left[at:])


def _namespace(count: int, change: Callable[[int, str], str]) -> tuple[str, str]:
    old = [_WORKLOAD.format(name=f"d{number}", replicas=2) for number in range(count)]
    new = [change(number, text) for number, text in enumerate(old)]
    return "".join(old), "".join(new)


def _mended(number: int, text: str) -> str:
    if number % 2:
        text = text.replace("replicas: 2", "replicas: 3")
    if number % 3 == 0:
        text = text.replace("      containers", "      affinity:\n        a: 1\n      containers")
    if number % 5 == 0:
        text += f"---\nkind: PodDisruptionBudget\nmetadata:\n  name: d{number}\n"
    return text


def test_a_long_text_is_patched_to_what_was_meant() -> None:
    old, new = _namespace(300, _mended)

    lines = list(diff([FileChange("a.yaml", old, new)]))

    assert _patched(old, lines) == new
    changed = [line for line in lines[2:] if line[0] in "+-"]
    assert len(changed) == 150 * 2 + 100 * 2 + 60 * 4


def test_any_change_is_patched_to_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    # Windows have to grow, and to end.
    monkeypatch.setattr(sys.modules[diff.__module__], "_WINDOW", 6)
    monkeypatch.setattr(sys.modules[diff.__module__], "_LARGEST", 24)
    chance = random.Random(20)
    for _ in range(300):
        old = [chance.choice("abcdefgh") * chance.randint(1, 3) for _ in range(90)]
        new = list(old)
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(new))
            gone = chance.choice([0, 1, 5, 20])
            new[at : at + gone] = chance.choices("abxy", k=chance.randint(0, 20))
            new.append("end")
        before, after = "\n".join(old) + "\n", "\n".join(new) + "\n"
        lines = list(diff([FileChange("a.yaml", before, after)]))
        assert _patched(before, lines) == after


@pytest.mark.parametrize("same", range(1, 10))
def test_no_hunk_is_without_a_change(same: int) -> None:
    changed = 1600 - same  # so that the window ends among lines that are the same
    tail = [f"e{number}" for number in range(same + 20)]
    old = "\n".join([*(f"a{number}" for number in range(changed)), *tail, "x", *tail, ""])
    new = "\n".join([*(f"b{number}" for number in range(changed)), *tail, "y", *tail, ""])

    lines = list(diff([FileChange("a.yaml", old, new)]))

    assert _patched(old, lines) == new
    assert sum(line.startswith("@@ ") for line in lines) == 2


def test_items_that_repeat_are_changed_one_by_one() -> None:
    item = "  - name: a\n    ports:\n      - port: 80\n    kind: b\n"
    old = "items:\n" + item * 300

    lines = list(diff([FileChange("a.yaml", old, old.replace("kind: b", "kind: c"))]))

    assert sum(line[0] == "-" for line in lines[2:]) == 300


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\nb\n", "a\nc\n"),
        ("a\nb", "a\nb\nc"),
        ("a\n", "\na\n"),
        ("a\nb\nc\n", "c\n"),
    ],
)
def test_a_short_text_is_shown_as_by_difflib(old: str, new: str) -> None:
    expected = unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), "a/a.yaml", "b/a.yaml"
    )

    shown = [line for line in diff([FileChange("a.yaml", old, new)]) if line[0] != "\\"]

    assert shown == [line.removesuffix("\n") for line in expected]


def test_a_new_file_is_shown_as_one_of_nothing() -> None:
    assert list(diff([FileChange("b.yaml", None, "a: 1\nb: 2\n")])) == [
        "--- /dev/null", "+++ b/b.yaml", "@@ -0,0 +1,2 @@", "+a: 1", "+b: 2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a.yaml", "a.yaml"),
        ("my a.yaml", "my a.yaml\t"),
        ('my "a".yaml', '"a/my \\"a\\".yaml"\t'),
    ],
)
def test_a_name_with_spaces_ends_in_a_tab_as_git_writes_it(name: str, header: str) -> None:
    before, after = list(diff([FileChange(name, "a\n", "b\n")]))[:2]
    expected = header if header.startswith('"') else f"a/{header}"
    assert (before, after) == (f"--- {expected}", f"+++ {expected.replace('a/', 'b/', 1)}")


def test_a_byte_order_mark_is_a_part_of_the_first_line() -> None:
    text = "a\nb\n"
    changes = [FileChange("a", text, "c\n" + text), FileChange("b", text * 9, text * 9 + "c")]
    shown = list(diff(changes, encoding_of=lambda _: "utf-8-sig"))
    assert shown[2:7] == ["@@ -1,2 +1,3 @@", "-\ufeffa", "+\ufeffc", "+a", " b"]
    assert "\ufeff" not in "".join(shown[7:])


def test_edited_json_is_read_again_by_a_reader_of_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_reader, "_by_ruamel", lambda *_: None)

    read = second_reader.read('{"a": [1.0, "\\u00e9", null], "b": {"c": "on", "d": false}}', None)

    assert read == {"a": [1, "é", None], "b": {"c": "on", "d": False}}
