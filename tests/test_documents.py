"""Splitting a text into documents, as Kubernetes' stream reader does."""

from __future__ import annotations

import pytest

from multiaz_lint.load import documents

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
    pytest.param("", [""], id="an empty text"),
    pytest.param("---", [""], id="nothing but a separator"),
    pytest.param('{"a": 1}\n{"b": 2}\n', ['{"a": 1}', '{"b": 2}\n'], id="JSON after JSON"),
    pytest.param('{"a": {}} {"b": {}}', ['{"a": {}}', ' {"b": {}}'], id="JSON on one line"),
    pytest.param('{"a": "} {"}\n', ['{"a": "} {"}\n'], id="braces in a string"),
    pytest.param("{a: 1}\n{b: 2}\n", ["{a: 1}\n{b: 2}\n"], id="what is no JSON stays whole"),
    pytest.param('{"a": 1}\n{"b": ', ['{"a": 1}', '{"b": '], id="JSON that breaks off"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_split(text: str, expected: list[str]) -> None:
    chunks = list(documents.split(text))
    assert [text[chunk.start : chunk.end] for chunk in chunks] == expected
    assert all(chunk.bad_separator is None for chunk in chunks)


@pytest.mark.parametrize("text", ["a: 1\n---b: 2\n", "a: 1\n--- {b: 2}\n", "a: 1\n----\nb: 1\n"])
def test_text_behind_a_separator_is_noted(text: str) -> None:
    assert [chunk.bad_separator for chunk in documents.split(text)] == [None, 5]
