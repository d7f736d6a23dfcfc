"""Texts mean to us what they mean to sigs.k8s.io/yaml, by which Kubernetes reads YAML."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

import pytest

from multiaz_lint.load.limits import Limits, UnreadableError
from multiaz_lint.load.manifest import Manifest
from multiaz_lint.load.source import Source
from multiaz_lint.load.yaml import reader, reference
from tests.oracle.files import OWN
from tests.oracle.yaml import compared, verdicts, why_apart


def lines() -> list[dict[str, Any]]:
    text = (OWN / "yaml-cases.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.rstrip("\n").split("\n")]


def test_every_recorded_text_is_read_alike() -> None:
    found = list(chain.from_iterable(map(verdicts, lines())))
    assert len(found) > 3_500
    assert [each for each in found if each[1] != each[2]] == []


def test_what_is_meant_to_differ_differs_still() -> None:
    reasons = {
        why_apart(line, ours, theirs)
        for line in lines()
        for _, ours, theirs in compared(line)
        if ours != theirs
    }
    assert len(reasons) == 8


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'{"a": "\ud83d\ude00"}', "\U0001f600"),
        (r'{"a": "b \ud83d\ude00 c"}', "b \U0001f600 c"),
        (r'{"a": "\ud83d\ude00\uD83D\uDE01"}', "\U0001f600\U0001f601"),
        (r'{"a": "\ud83d"}', "\ufffd"),
        (r'{"a": "\ude00\ud83d"}', "\ufffd\ufffd"),
        (r'{"a": "\\ud83d\ud83d\ude00"}', "\\ud83d\U0001f600"),
        (r'{"a": "\\\ud83d\ude00"}', "\\\U0001f600"),
        (r'{"a": "b\/c"}', "b/c"),
        ('{"a"\n:\t"b"}\n \t\n', "b"),
        ('{"a": "\x7f"}', "\x7f"),
        ('{"a": "b\x85 c\u2028d"}', "b\x85 c\u2028d"),
        (r'{"b": "\ud83d", "a": 1, "a": 1.50e1}', 15),
    ],
)
def test_json_is_read_as_json(text: str, value: object) -> None:
    """Python and many others write JSON so that it is ASCII; libyaml knows no surrogates."""
    assert reader.read(text)[0]["a"] == value


def test_bounds_hold_for_json_too() -> None:
    lone = r'"\ud83d"'
    for text in ("{" + f'"a": [{"[" * 300}{lone}{"]" * 300}]' + "}", f"{{{lone}: [{'1,' * 99}1]}}"):
        with pytest.raises(UnreadableError, match=r"nested deeper|more than"):
            reference.read(text, 0, Limits(nodes=99))
    with pytest.raises(UnreadableError, match="more than a number can hold") as caught:
        reference.read(f'{{"a": {lone}, "b": 1e999}}')
    assert caught.value.offset == 21


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            r'{"a": "\ud83d\ude00", "b": [1], "c": "\ud83d"}',
            [r'"\ud83d\ude00"', "[1]", r'"\ud83d"'],
        ),
        ('{"a"\n:\t{"b": {}}, "c": 1}\n\t', ['{"b": {}}', "1"]),
        ("a: [2001:db8::]\nb: c\n", ["[2001:db8::]", "c"]),
    ],
)
def test_everything_keeps_its_place(text: str, written: list[str]) -> None:
    tree = reference.read(text)
    manifest = Manifest(Source("a.yaml", text), 0, 0, len(text), tree, written=True)
    assert [manifest.text((key,)) for key in tree] == written


@pytest.mark.parametrize("text", [r'a: "\ud83d\ude00"', r'a: "b\/c"', r'{"a": "b\/c", d: e}'])
def test_escapes_of_json_are_none_in_yaml(text: str) -> None:
    with pytest.raises(UnreadableError, match="escape"):
        reader.read(text)


def test_an_escape_that_is_none_is_shown_at_its_place() -> None:
    with pytest.raises(UnreadableError) as caught:
        reader.read('b: "\\\\/"\na: "b\\/c"\n')
    assert caught.value.offset == 14
