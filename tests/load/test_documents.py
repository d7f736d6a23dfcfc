"""Splitting a text into documents, as Kubernetes' stream reader does."""

from __future__ import annotations

import pytest

from multiaz_lint.load.yaml import documents

CASES = [
    pytest.param("a: 1\n", ["a: 1\n"], id="one document"),
    pytest.param("---\na: 1\n", ["a: 1\n"], id="a leading separator"),
    pytest.param("a: 1\n---\nb: 2\n", ["a: 1\n", "b: 2\n"], id="two documents"),
    pytest.param("a: 1\n---\n", ["a: 1\n", ""], id="a trailing separator"),
    pytest.param("a: 1\n---", ["a: 1\n", ""], id="a trailing separator without line end"),
    pytest.param("---\n---\na: 1\n", ["", "a: 1\n"], id="two separators in a row"),
    pytest.param("a: 1\r\n---\r\nb: 2\r\n", ["a: 1\r\n", "b: 2\r\n"], id="CRLF"),
    pytest.param("a: 1\n--- # next\nb: 2\n", ["a: 1\n", "b: 2\n"], id="a comment behind it"),
    pytest.param("a: 1\n---  \t\nb: 2\n", ["a: 1\n", "b: 2\n"], id="blanks behind it"),
    pytest.param("a: |\n  ---\n  b\n", ["a: |\n  ---\n  b\n"], id="an indented one is text"),
    pytest.param("a: 1\n---\n\ufeffb: 2\n", ["a: 1\n", "b: 2\n"], id="a byte order mark"),
    pytest.param("", [""], id="an empty text"),
    pytest.param("---", [""], id="nothing but a separator"),
    pytest.param('{"a": 1}\n{"b": 2}\n', ['{"a": 1}\n', '{"b": 2}\n'], id="JSON after JSON"),
    pytest.param('{"a": {}} {"b": {}}', ['{"a": {}} ', '{"b": {}}'], id="JSON on one line"),
    pytest.param('{"a": "} {"}\n', ['{"a": "} {"}\n'], id="braces in a string"),
    pytest.param("{a: 1}\n{b: 2}\n", ["{a: 1}\n{b: 2}\n"], id="what is no JSON stays whole"),
    pytest.param('{"a": NaN} {"b": 2}', ['{"a": NaN} {"b": 2}'], id="NaN is no JSON"),
    pytest.param('{"a": 1}\n{"b": ', ['{"a": 1}\n', '{"b": '], id="JSON that breaks off"),
    pytest.param('{"a": 1}\n b: 2\n', ['{"a": 1}\n', " b: 2\n"], id="YAML after JSON"),
    pytest.param('{"a": 1} b: 2\n', ['{"a": 1} ', "b: 2\n"], id="YAML on the line of JSON"),
    pytest.param('{"a": 1}\n3 "b" [4]', ['{"a": 1}\n', "3 ", '"b" ', "[4]"], id="values of JSON"),
    pytest.param('{"a": 1} }\n', ['{"a": 1} ', "}\n"], id="a brace too many"),
    pytest.param('{"a": 1}\n# b\n', ['{"a": 1}\n# b\n'], id="a comment after JSON"),
    pytest.param('{"a": 1} # b\nc: 3', ['{"a": 1} # b\n', "c: 3"], id="YAML after a comment"),
    pytest.param('{"a": 1} ---\nb: 2\n', ['{"a": 1} ', "b: 2\n"], id="a separator behind JSON"),
    pytest.param(
        '{"a": 1}\n---\n{"b": 2}\n{"c": 3}\n',
        ['{"a": 1}\n', '{"b": 2}\n{"c": 3}\n'],
        id="no JSON after a separator",
    ),
    pytest.param('# b\n{"a": 1}{}\n', ['# b\n{"a": 1}{}\n'], id="no JSON after a comment"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_split(text: str, expected: list[str]) -> None:
    chunks = list(documents.split(text))
    assert [text[chunk.start : chunk.end] for chunk in chunks] == expected
    assert all(chunk.fault is None for chunk in chunks)


@pytest.mark.parametrize("text", ["a: 1\n---b: 2\n", "a: 1\n--- {b: 2}\n", "a: 1\n----\nb: 1\n"])
def test_text_behind_a_separator_is_noted(text: str) -> None:
    first, second = documents.split(text)
    assert first.fault is None
    assert second.fault is not None
    assert second.fault[0] == 5


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ('{"a": 1}\n{"b": 2}\nc: 3\n---\nd: 4\n', 18, ["c: 3\n", "d: 4\n"]),
        ('{"a": 1}\n{"b": 2}\n---\nd: 4\n', 18, ["", "d: 4\n"]),
        ('{"a": 1} 2 }', 11, ["}"]),
    ],
)
def test_nothing_but_json_follows_two_values_of_json(
    text: str, at: int, expected: list[str]
) -> None:
    _, _, refused, *others = documents.split(text)
    assert refused.fault is not None
    assert refused.fault[0] == at
    assert [text[chunk.start : chunk.end] for chunk in (refused, *others)] == expected
    assert all(chunk.fault is None for chunk in others)
