"""The fast reader gives the reference reader's trees and positions, or says that it is unsure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fuzz.reader import chunks, difference, run, texts
from multiaz_lint.load.limits import Limits
from multiaz_lint.load.yaml import fast, reader
from multiaz_lint.load.yaml.flow import UnsureError

CORPUS = Path(os.environ.get("MULTIAZ_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
FIXTURES = Path(__file__).parents[2] / "fixtures"

TAKEN = [
    pytest.param("a: b\n", id="a pair"),
    pytest.param("a: b", id="no break at the end"),
    pytest.param("a:\nb:\n", id="nulls that are not written"),
    pytest.param("a: ~\nb: null\nc: ", id="nulls that are"),
    pytest.param("a: # why\n  b: c  # why\n# why\n", id="comments"),
    pytest.param("a:\n- b\n- c: d\n  e: f\n-\n  g: h\n", id="sequences at the column of their key"),
    pytest.param("a:\n  - b\n  -\n  - c:\n    - d\n", id="sequences within sequences' mappings"),
    pytest.param("-\n  - a\n  - b\n- c\n", id="a sequence on lines of its own"),
    pytest.param("a: {b: [c, 'd', {}], e: \"f\"}  # g\n", id="flow collections"),
    pytest.param("a:\n  {b: c}\n", id="a flow collection on a line of its own"),
    pytest.param("'a b': 'c''d'\n\"e\": \"f\\n\\u00e9\"\n", id="quoted scalars"),
    pytest.param("a: |\n  b\n   c\n\n  d\n\n\ne: >-\n  f\n  g\n\n  h\n   i\n", id="block scalars"),
    pytest.param("a: |2+\n    b\n\nc: d\n", id="a block scalar with an indentation"),
    pytest.param("a: |\nb: >+\n\n\nc: d\n", id="empty block scalars"),
    pytest.param("a: |\n  b\n # c\nd: e\n", id="a comment ends a block scalar"),
    pytest.param("- |\n b\n- k: |\n    c\n  d: e\n", id="block scalars of items"),
    pytest.param("a: b\n  c\n\n  - d # e\nf: g\n", id="a plain scalar over several lines"),
    pytest.param("a:\n  b c\n  d\n", id="a plain scalar that begins below its key"),
    pytest.param('a: "b\n  c\\\n  \\ d\\\\\n\n  e"\n', id="a double-quoted scalar over lines"),
    pytest.param("a: 'b\n\n  c''d '  # e\nf: g\n", id="a single-quoted scalar over lines"),
    pytest.param("a: b\r\nc: |\r\n  d\r\ne:\r\n- f\r\n", id="breaks of Windows"),
    pytest.param("on: yes\n1: 010\nx: 1e3\nz: 1:30\n", id="the scalars of YAML 1.1"),
    pytest.param("a: http://b:80/c#d\nb/c.d: -e\n", id="colons and signs within words"),
    pytest.param("  a: b\n  c: d\n", id="everything indented"),
    pytest.param("# only a comment\n", id="nothing but a comment"),
    pytest.param("", id="nothing"),
]

UNSURE = [
    pytest.param("a: &b c\nd: *b\n", id="anchors and aliases"),
    pytest.param("a: !!str 1\n", id="tags"),
    pytest.param("<<: {a: b}\n", id="merge keys"),
    pytest.param("a: {<<: {b: c}}\n", id="merge keys in flow mappings"),
    pytest.param("a: b\na: c\n", id="keys written twice"),
    pytest.param("a: {b: c, b: d}\n", id="keys written twice in a flow mapping"),
    pytest.param("a: .inf\n", id="numbers that JSON lacks"),
    pytest.param("~: a\n", id="a null key"),
    pytest.param("? a\n: b\n", id="explicit keys"),
    pytest.param("a: [b,\n  c]\n", id="flow collections over several lines"),
    pytest.param("a: b: c\n", id="two pairs on a line"),
    pytest.param("a: b\n  c: d\n", id="a pair below a scalar"),
    pytest.param("a:\n  b: c\n d: e\n", id="a column that nothing opened"),
    pytest.param("a:\n\tb: c\n", id="tabs that indent"),
    pytest.param("a: 'b\nc'\n", id="a quoted scalar that goes on at the left"),
    pytest.param("a: b\u2028c: d\n", id="breaks of other scripts"),
    pytest.param("a\n", id="a scalar for a document"),
    pytest.param("--- a\n", id="document markers"),
    pytest.param("a: b\n...\n", id="document ends"),
    pytest.param("%YAML 1.1\n", id="directives"),
    pytest.param("a: @b\n", id="reserved signs"),
    pytest.param("k" * 1024 + ": v\n", id="a key too long to be one"),
    pytest.param("a:" + " " * 200 + "\n" + " " * 200 + "b: c\n", id="columns far to the right"),
    pytest.param("a: " + "[" * 20 + "]" * 20 + "\n", id="deep flow collections"),
]


@pytest.mark.parametrize("text", TAKEN)
def test_takes_what_manifests_are_written_in(text: str) -> None:
    assert difference(text) == ""
    assert difference(text, start=17) == ""


@pytest.mark.parametrize("text", UNSURE)
def test_leaves_the_rest_to_the_reference(text: str) -> None:
    assert difference(text) is None


def test_answers_for_the_reference_where_it_is_unsure() -> None:
    assert reader.read("a: b\n", 0, Limits()) == ({"a": "b"}, True)
    assert reader.read("a: &c b\n", 0, Limits()) == ({"a": "b"}, False)


@pytest.mark.parametrize("limits", [Limits(nodes=3), Limits(nesting=2)])
def test_leaves_texts_near_a_limit_to_the_reference(limits: Limits) -> None:
    with pytest.raises(UnsureError):
        fast.read("a:\n  b:\n    c: d\n", limits)


def test_equals_the_reference_on_the_fixtures() -> None:
    documents = [(text, start) for source in texts(str(FIXTURES)) for text, start in chunks(source)]
    assert documents
    assert [found for each in documents if (found := difference(*each))] == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus of real manifests (MULTIAZ_CORPUS)")
def test_equals_the_reference_on_real_manifests() -> None:
    taken = characters = total = 0
    for source in texts(str(CORPUS / "manifests"), largest=40_000):
        for text, start in chunks(source):
            found = difference(text, start)
            assert not found, text[:200]
            total += len(text)
            if found == "":
                taken += 1
                characters += len(text)
    assert taken > 4_500
    assert characters > 0.8 * total, "the fast reader takes most of what people write"


def test_equals_the_reference_on_mutants() -> None:
    sources = texts(str(FIXTURES))
    tally = run(sources, seed=20, mutants=6_000)
    assert tally.failures == []
    assert tally.taken > 1_000


def test_stays_linear_in_blocks_and_blank_lines() -> None:
    """Each of these took time with the square of its size in some reader of YAML."""
    count = 4_000
    for text in (
        "a:\n" + "- |\n  b\n" * count,
        "a: b\n" + "\n" * count + "c: d\n",
        "a:\n" + "- b\n\n  c\n" * count,
        "a: |\n" + "\n" * count + "  b\n",
        'a: "' + "b\n\n  " * count + '"\n',
    ):
        assert fast.read(text, Limits()) is not None
