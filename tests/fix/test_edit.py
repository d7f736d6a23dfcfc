"""An edit changes what it must and nothing else, however a manifest is written."""

from __future__ import annotations

import copy
import json
import random
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from multiaz_lint.fix import second_reader
from multiaz_lint.fix.change import plain, same
from multiaz_lint.fix.draft import Draft
from multiaz_lint.fix.page import apply
from multiaz_lint.fix.proof import prove
from multiaz_lint.fix.refusal import ConflictError, RefusedError
from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from multiaz_lint.rule import Append, Drop, NewDocument, Put, Rename
from tests.fix_texts import Writer, at, paths, tree, value

if TYPE_CHECKING:
    from multiaz_lint.model import Resource


def read(text: str) -> list[Resource]:
    reading = objects.read(Source("example.yaml", text, named=True))
    assert not reading.troubles, reading.troubles[0].words
    return reading.resources


def edited(text: str, *edits: Any, number: int = 0) -> str:
    """Make edits, each a function of the resource, and prove them."""
    resource = read(text)[number]
    draft = Draft(resource.manifest)  # type: ignore[arg-type]
    draft.add(1, [edit(resource) for edit in edits])
    new = apply(text, draft.cuts)
    prove(text, new, {resource.manifest.start: draft})  # type: ignore[attr-defined]
    return new


def put(new: Any, *path: str | int) -> Any:
    return lambda resource: Put(resource.at(*path), new)


def drop(*path: str | int) -> Any:
    return lambda resource: Drop(resource.at(*path))


def append(new: Any, *path: str | int) -> Any:
    return lambda resource: Append(resource.at(*path), new)


def rename(name: str, *path: str | int) -> Any:
    return lambda resource: Rename(resource.at(*path), name)


HEAD = "apiVersion: v1\nkind: Thing\n"


@pytest.mark.parametrize(
    ("before", "edits", "after"),
    [
        pytest.param("a: 1  # one\n", [put(2, "a")], "a: 2  # one\n", id="a comment stays"),
        pytest.param("a: 'x'\n", [put("y", "a")], "a: 'y'\n", id="single quotes stay"),
        pytest.param('a: "x"\n', [put("yes", "a")], 'a: "yes"\n', id="double quotes stay"),
        pytest.param("a: x\n", [put("yes", "a")], 'a: "yes"\n', id="a word of YAML 1.1 is quoted"),
        pytest.param("a: x", [put("y", "b")], 'a: x\nb: "y"', id="no final newline is added"),
        pytest.param("a:\n", [put(1, "a")], "a: 1\n", id="nothing becomes something"),
        pytest.param(
            "a:  # soon\n", [put({"b": 1}, "a")], "a:  # soon\n  b: 1\n",
            id="a collection goes below the comment of its key",
        ),
        pytest.param(
            "a:\n- x: 1\nz: 1\n", [append({"x": 2, "y": [3]}, "a")],
            'a:\n- x: 1\n- x: 2\n  "y":\n  - 3\nz: 1\n', id="dashes without indentation",
        ),
        pytest.param(
            "a:\n    -   x: 1\n        z: 2\n", [append({"x": 2, "z": 3}, "a")],
            "a:\n    -   x: 1\n        z: 2\n    -   x: 2\n        z: 3\n", id="wide dashes",
        ),
        pytest.param(
            "a:\n- {x: 1}\n", [append({"x": 2}, "a")], "a:\n- {x: 1}\n- {x: 2}\n",
            id="elements in brackets",
        ),
        pytest.param("a: [1]\n", [append(2, "a")], "a: [1, 2]\n", id="a sequence in brackets"),
        pytest.param(
            "a: []  # none\n", [append({"x": 1}, "a")], "a:  # none\n  - x: 1\n",
            id="empty brackets become lines",
        ),
        pytest.param("a: {}\nb: 1\n", [put(1, "a", "x")], "a:\n  x: 1\nb: 1\n", id="empty braces"),
        pytest.param("a: {x: 1, z: 2}\n", [drop("a", "x")], "a: {z: 2}\n", id="first in braces"),
        pytest.param("a: {x: 1, z: 2}\n", [drop("a", "z")], "a: {x: 1}\n", id="last in braces"),
        pytest.param("a: {x: 1}\n", [drop("a", "x")], "a: {}\n", id="the only one in braces"),
        pytest.param("a:\n  x: 1\nb: 2\n", [drop("a", "x")], "a: {}\nb: 2\n", id="the only key"),
        pytest.param(
            "a:\n- x: 1\n  z: 2\n- 5\n", [drop("a", 0, "x")], "a:\n- z: 2\n- 5\n",
            id="the first key of an element",
        ),
        pytest.param(
            "a:\n-   x: 1  # one\n    z: 2\n- 5\n", [drop("a", 0, "x")],
            "a:\n-  # one\n    z: 2\n- 5\n", id="the comment of the first key of an element stays",
        ),
        pytest.param(
            "a:\n- x: 1\n  # two\n  z: 2\n", [drop("a", 0, "x")], "a:\n-\n  # two\n  z: 2\n",
            id="a comment below the first key of an element stays",
        ),
        pytest.param(
            "spec:\n# less\n  selector: {}\n", [put(3, "spec", "replicas")],
            "spec:\n# less\n  replicas: 3\n  selector: {}\n",
            id="a comment further left is none on the first key",
        ),
        pytest.param(
            "a:\r\n  x: 1\r\nb: 2\r\n", [put(1, "a")], "a: 1\r\nb: 2\r\n",
            id="lines go with their line ends",
        ),
        pytest.param(
            "a:\r\nb: 1\r\n", [put({"x": 1}, "a")], "a:\r\n  x: 1\r\nb: 1\r\n",
            id="lines come with their line ends",
        ),
        pytest.param(
            "a: [\n  1,\n  2,\n]\n", [append(3, "a")], "a: [\n  1,\n  2,\n  3,\n]\n",
            id="a last comma in brackets",
        ),
        pytest.param(
            "a: [\n  1,\n  2,  # two\n]\n", [append(3, "a")], "a: [\n  1,\n  2,  # two\n  3,\n]\n",
            id="a last comma in brackets, and a comment behind it",
        ),
        pytest.param(
            "a: [\n  1,\n  2, ]\n", [append(3, "a")], "a: [\n  1,\n  2,\n  3, ]\n",
            id="a last comma in brackets, and these on its line",
        ),
        pytest.param(
            "a: [\n  1,\n  2\n]\n", [drop("a", 1)], "a: [\n  1\n]\n",
            id="the last line in brackets takes the comma before it along",
        ),
        pytest.param(
            "a: [\n  1,\n  2,\n]\n", [drop("a", 1)], "a: [\n  1,\n]\n",
            id="the last line in brackets leaves the comma of the one before",
        ),
        pytest.param(
            "a: [\n  1,\n  2, 3\n]\n", [drop("a", 0)], "a: [\n  2, 3\n]\n",
            id="the first line in brackets",
        ),
        pytest.param(
            "a: [1, 2, 3, 4]\n", [drop("a", 0), drop("a", 2), drop("a", 3)], "a: [2]\n",
            id="several in brackets",
        ),
        pytest.param(
            "a:\n- x  # one\n- y  # two\n", [put(["x", "z"], "a")],
            "a:\n- x  # one\n- z  # two\n", id="a sequence is changed where it differs",
        ),
        pytest.param("a:\n- 1\n", [put(2, "a", 1)], "a:\n- 1\n- 2\n", id="one past the end"),
        pytest.param(
            "a:\n- 1\n- 2\n", [drop("a", 0), put(3, "a", 2)], "a:\n- 2\n- 3\n",
            id="one past the end of the text's elements",
        ),
        pytest.param(
            "b: 1\n", [put({"x": 1}, "a"), put(2, "a", "z")], "b: 1\na:\n  x: 1\n  z: 2\n",
            id="a part of what the same finding puts",
        ),
        pytest.param(
            "b: 1\n", [put([1], "a"), append(2, "a")], "b: 1\na:\n  - 1\n  - 2\n",
            id="an end of what the same finding puts",
        ),
        pytest.param(
            "b: 1\n", [append(1, "a"), append(2, "a")], "b: 1\na:\n  - 1\n  - 2\n",
            id="two appended by one finding",
        ),
        pytest.param(
            "a: 1\n\nb: 2  \n\nc: 3", [drop("b"), drop("c")], "a: 1",
            id="the last two, without newline",
        ),
        pytest.param(
            "a:\n- 1\n- 2\n# three\n- 3", [drop("a", 1), drop("a", 2)], "a:\n- 1\n# three",
            id="the last two, without newline, but for the comment on one",
        ),
        pytest.param(
            "a:\n  x: 1\nb: 2\nc: 3", [put(2, "a", "b"), drop("b"), drop("c")],
            "a:\n  x: 1\n  b: 2", id="the last two, without newline, and one above them",
        ),
        pytest.param("a: &b", [put({"x": 1}, "a")], "a: &b\n  x: 1", id="an anchor ends the text"),
        pytest.param(
            "a:\n- 1\n# two\n- 2\n- 3\n", [drop("a", 1)], "a:\n- 1\n# two\n- 3\n",
            id="comments above what goes stay",
        ),
        pytest.param(
            "a:\n- 1\n- 2\n- 3\n", [drop("a", 0), drop("a", 1)], "a:\n- 3\n",
            id="indexes are those of the text",
        ),
        pytest.param(
            "a:\n  x: 1\nb: 2", [drop("b")], "a:\n  x: 1", id="the last line, without newline",
        ),
        pytest.param(
            "a: x\n", [rename("b c", "a")], "b c: x\n", id="a key",
        ),
        pytest.param('"a": x\n', [rename("b", "a")], '"b": x\n', id="a key keeps its quotes"),
        pytest.param(
            "spec:\n  # how many\n  selector: {}\n", [put(3, "spec", "replicas")],
            "spec:\n  replicas: 3\n  # how many\n  selector: {}\n",
            id="above the comment of the first key",
        ),
        pytest.param(
            "a:\n  x: 1\n  # inside\n\n# outside\nb: 1\n", [put(2, "a", "z")],
            "a:\n  x: 1\n  z: 2\n  # inside\n\n# outside\nb: 1\n",
            id="below the last key, above comments",
        ),
        pytest.param(
            "a:\n  x:\n    k: 1\n    # inside x\n  # inside a\n", [put(2, "a", "z")],
            "a:\n  x:\n    k: 1\n    # inside x\n  z: 2\n  # inside a\n",
            id="below the comments inside the last value",
        ),
        pytest.param(
            "a:\r\n  x: 1\r\n  l: {}\r\n", [put({"k": "v"}, "a", "z")],
            "a:\r\n  x: 1\r\n  l: {}\r\n  z:\r\n    k: v\r\n", id="line ends of the file",
        ),
        pytest.param(
            "a: # c\r  x: 1\n  l: {}\n", [put({"k": "v"}, "a", "z")],
            "a: # c\r  x: 1\n  l: {}\n  z:\n    k: v\n", id="a return alone ends a line",
        ),
        pytest.param(
            "a:\n  maxSurge: 1 # s\n  maxUnavailable: 0 # u\n",
            [put({"maxSurge": 0, "maxUnavailable": 1}, "a")],
            "a:\n  maxSurge: 0 # s\n  maxUnavailable: 1 # u\n",
            id="a mapping is changed where it differs",
        ),
        pytest.param(
            "a: &x {k: 1}\nb: *x\n", [put({"k": 2}, "b")], "a: &x {k: 1}\nb: {k: 2}\n",
            id="an alias may be replaced",
        ),
        pytest.param(
            "a: &x\n  k: 1\nb:\n  <<: *x\n  z: 1\n", [put(2, "b", "k")],
            "a: &x\n  k: 1\nb:\n  <<: *x\n  z: 1\n  k: 2\n", id="a merged key is written over",
        ),
        pytest.param(
            "a:\n  x: 1\nb: 2", [put(2, "a", "b"), drop("b")], "a:\n  x: 1\n  b: 2",
            id="the last line moves up",
        ),
        pytest.param("a: |\n  x\n\nb: 1\n", [put("z", "a")], "a: z\n\nb: 1\n", id="a block scalar"),
        pytest.param(
            "a: |+\n  x\n\nb: 1\n", [put(2, "c")], "a: |+\n  x\n\nb: 1\nc: 2\n",
            id="kept blank lines",
        ),
    ],
)  # fmt: skip
def test_the_smallest_edit(before: str, edits: list[Any], after: str) -> None:
    head = HEAD.replace("\n", "\r\n") if "\r\n" in before else HEAD
    assert edited(head + before, *edits) == head + after


@pytest.mark.parametrize(
    ("text", "edit", "reason"),
    [
        pytest.param("a: &x {k: 1}\nb: *x\n", put(2, "b", "k"), "alias \\*x", id="inside an alias"),
        pytest.param("a: &x {k: 1}\nb: *x\n", put(2, "a", "k"), "anchor &x", id="inside an anchor"),
        pytest.param("a: &x {k: 1}\nb: *x\n", drop("a"), "anchor &x", id="the anchor itself"),
        pytest.param("a: &x 1\nb: *x\n", put(2, "a"), "anchor &x", id="an anchored scalar"),
        pytest.param(
            "a: &x {k: 1}\nb: {<<: *x}\n", drop("b", "k"), "merge key", id="a merged key",
        ),
        pytest.param("a: x\n", put(2, "a", "b"), "another type", id="below a scalar"),
        pytest.param("a: x\n", drop("b"), "nothing to drop", id="what is not there"),
        pytest.param("a: x\nb: y\n", rename("b", "a"), "written already", id="a taken name"),
        pytest.param("a: '{{ x }}'\n", put(2, "b"), "template", id="a template"),
        pytest.param("a: 1\na: 2\n", put(3, "a"), "written twice", id="a key written twice"),
        pytest.param("? a\n: 1\n", put(3, "a", "b"), "type|edited", id="an explicit key"),
    ],
)  # fmt: skip
def test_what_is_refused(text: str, edit: Any, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        edited(HEAD + text, edit)


def comments(text: str) -> list[str]:
    return re.findall(r"# c\d+:[^\r\n]*", text)


def model(before: Any, edit: str, path: tuple[Any, ...], new: Any) -> Any:
    """Make an edit on plain data, as simply as can be."""
    after = copy.deepcopy(before)
    parent = at(after, path[:-1])
    if edit == "put":
        parent[path[-1]] = new
    elif edit == "drop":
        del parent[path[-1]]
    elif edit == "append":
        parent[path[-1]] = [*(parent[path[-1]] or []), new]
    else:
        at_parent = {new if key == path[-1] else key: each for key, each in parent.items()}
        parent.clear()
        parent.update(at_parent)
    return after


def random_edit(rng: random.Random, before: Any) -> tuple[str, tuple[Any, ...], Any] | None:
    """Choose an edit and where; None where the choice makes no sense."""
    every = [path for path in paths(before) if path[0] not in {"apiVersion", "kind"}]
    path = rng.choice(every)
    old = at(before, path)
    kind = rng.choice(["put", "put", "add", "drop", "append", "rename"])
    if kind == "add":
        if not isinstance(old, dict):
            return None
        return "put", (*path, "fresh"), value(rng, 2)
    if kind == "append" and old is not None and not isinstance(old, list):
        return None
    if kind == "rename" and not isinstance(path[-1], str):
        return None
    return kind, path, "renamed" if kind == "rename" else value(rng, 2)


def edit_of(resource: Resource, kind: str, path: tuple[Any, ...], new: Any) -> Any:
    field = resource.at(*path)
    if kind == "put":
        return Put(field, new)
    if kind == "append":
        return Append(field, new)
    return Rename(field, new) if kind == "rename" else Drop(field)


@settings(max_examples=250, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**48))
def test_any_edit_of_any_manifest(seed: int) -> None:
    rng = random.Random(seed)
    before = tree(rng)
    chosen = random_edit(rng, before)
    if chosen is None:
        return
    kind, path, new = chosen
    text = Writer(rng).document(before)
    if rng.random() < 0.2:
        text = text.rstrip("\r\n")
    around = Writer(rng, comments=False).document(tree(rng))
    head = rng.choice(["", "---\n", around + "---\n", around + "--- # c\n"])
    foot = rng.choice(["", "---\n" + around, "---\n"]) if text.endswith("\n") else ""
    number = 1 if around in head else 0
    whole = head + text + foot
    resource = read(whole)[number]
    assert same(plain(resource.tree), before)
    draft = Draft(resource.manifest)  # type: ignore[arg-type]
    try:
        draft.add(1, [edit_of(resource, kind, path, new)])
        after = apply(whole, draft.cuts)
    except RefusedError:
        if "*a" in text:
            return
        raise  # only what is shared is ever refused

    assert after.startswith(head)
    assert after.endswith(foot)
    own = after[len(head) : len(after) - len(foot)]
    assert same(plain(read(after)[number].tree), model(before, kind, path, new)), own
    prove(whole, after, {resource.manifest.start: draft})  # type: ignore[attr-defined]
    assert text.endswith("\n") == own.endswith("\n")
    if "\r\n" in text:
        assert "\n" not in own.replace("\r\n", "")
    replaced = kind == "drop" or (
        kind == "put" and isinstance(old_value(before, path), (dict, list))
    )
    if not replaced:
        assert comments(own) == comments(text)


def old_value(before: Any, path: tuple[Any, ...]) -> Any:
    try:
        return at(before, path)
    except KeyError:
        return None


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**48))
def test_any_edit_of_json(seed: int) -> None:
    rng = random.Random(seed)
    before = tree(rng)
    chosen = random_edit(rng, before)
    if chosen is None:
        return
    kind, path, new = chosen
    indent = rng.choice([None, 2, 4, "\t"])
    separators = (",", ":") if indent is None and rng.random() < 0.5 else None
    text = json.dumps(before, indent=indent, separators=separators) + rng.choice(["", "\n"])
    after = edited(text, lambda resource: edit_of(resource, kind, path, new))
    assert same(json.loads(after), model(before, kind, path, new))
    assert text.endswith("\n") == after.endswith("\n")
    if separators and after.isascii():
        assert after.strip() == json.dumps(json.loads(after), separators=separators)


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**48))
def test_edits_of_several_findings_do_not_disturb_each_other(seed: int) -> None:
    rng = random.Random(seed)
    before = tree(rng)
    text = Writer(rng).document(before)
    resource = read(text)[0]
    draft = Draft(resource.manifest)  # type: ignore[arg-type]
    wanted = {}
    for group in range(6):
        chosen = random_edit(rng, before)
        if chosen is None:
            continue
        kind, path, new = chosen
        try:
            draft.add(group, [edit_of(resource, kind, path, new)])
        except (ConflictError, RefusedError):
            continue
        wanted[group] = chosen
    for group, _ in draft.misfits():
        del wanted[group]
    made = list(wanted.values())
    after = apply(text, draft.cuts)
    prove(text, after, {resource.manifest.start: draft})  # type: ignore[attr-defined]
    got = plain(read(after)[0].tree)
    if any(kind == "rename" or isinstance(path[-1], int) for kind, path, _ in made):
        return  # steps have moved
    for kind, path, new in made:
        again = [other for _, other, _ in made if other[: len(path)] == path]
        if kind == "put" and len(again) == 1:
            assert same(at(got, path), new)


def test_a_new_document_goes_behind_its_neighbour() -> None:
    pdb = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"}}
    lines = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\n"
    text = "# head\n" + HEAD + "a: 1\n# tail\n\n---\n" + HEAD
    new = edited(text, lambda resource: NewDocument(resource.name_field, pdb))
    assert new == "# head\n" + HEAD + "a: 1\n# tail\n---\n" + lines + "\n---\n" + HEAD
    new = edited(text.rstrip("\n"), lambda r: NewDocument(r.name_field, pdb), number=1)
    assert new == text + "---\n" + lines.rstrip("\n")


def test_a_new_document_becomes_an_item_of_a_list() -> None:
    text = '{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Thing"}]}'
    new = edited(text, lambda r: NewDocument(r.name_field, {"apiVersion": "v1", "kind": "New"}))
    assert new == text[:-2] + ', {"apiVersion": "v1", "kind": "New"}]}'


def test_resources_of_one_name_are_added_for_each_namespace() -> None:
    items = [
        {"apiVersion": "v1", "kind": "Thing", "metadata": {"name": "a", "namespace": each}}
        for each in "bc"
    ]
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
    resources = read(text)
    draft = Draft(resources[0].manifest)  # type: ignore[arg-type]
    for group, resource in enumerate(resources):
        metadata = {"name": "a", "namespace": resource.namespace}
        new = {"apiVersion": "v1", "kind": "New", "metadata": metadata}
        draft.add(group, [NewDocument(resource.name_field, new)])

    assert not draft.misfits()
    assert [
        each["metadata"]["namespace"] for each in json.loads(apply(text, draft.cuts))["items"]
    ] == ["b", "c", "b", "c"]


def test_json_holds_one_object() -> None:
    with pytest.raises(RefusedError, match="JSON"):
        edited('{"apiVersion": "v1", "kind": "T"}', lambda r: NewDocument(r.name_field, {"a": 1}))


def test_findings_that_want_the_same_are_served_by_one_edit() -> None:
    resource = read(HEAD + "a: 1\n")[0]
    draft = Draft(resource.manifest)  # type: ignore[arg-type]
    draft.add(1, [Append(resource.at("b"), {"x": 1})])
    draft.add(2, [Append(resource.at("b"), {"x": 1})])
    assert apply(draft.text, draft.cuts) == HEAD + "a: 1\nb:\n  - x: 1\n"
    with pytest.raises(ConflictError):
        draft.add(3, [Append(resource.at("b"), {"x": 2})])


def test_a_text_that_says_a_key_twice_is_no_proof_though_it_means_the_same() -> None:
    text = HEAD + "a: 1\n"
    resource = read(text)[0]
    draft = Draft(resource.manifest)  # type: ignore[arg-type]
    draft.add(1, [Put(resource.at("a"), 2)])
    drafts = {resource.manifest.start: draft}  # type: ignore[attr-defined]
    prove(text, HEAD + "a: 2\n", drafts)
    with pytest.raises(RefusedError, match="twice"):
        prove(text, HEAD + "a: 1\na: 2\n", drafts)


@pytest.mark.parametrize(
    ("first", "rest", "words"),
    [
        ("a: 2\n", "---\nb: 2\n", "the edit would change another document"),
        ("a: 2\n", "---\nb: 1\n\n", "the edit would change another document"),
        ("a: 2\n", "", "the edit would join two documents"),
        ("a: 2\n", "---\nb: 1\n---\nc: 1\n", "the edit would split a document"),
        ("a: 3\n", "---\nb: 1\n", "the edited text would say something else"),
        ("a: 2\nz: 1\n", "---\nb: 1\n", "the edited text would say something else"),
        ("a: [\n", "---\nb: 1\n", "the edited text would not be YAML"),
    ],
)
def test_no_text_is_a_proof_that_says_anything_else(first: str, rest: str, words: str) -> None:
    text = HEAD + "a: 1\n---\nb: 1\n"
    resource = objects.read(Source("example.yaml", text)).resources[0]
    draft = Draft(resource.manifest)  # type: ignore[arg-type]
    draft.add(1, [Put(resource.at("a"), 2)])
    drafts = {resource.manifest.start: draft}  # type: ignore[attr-defined]
    prove(text, HEAD + "a: 2\n---\nb: 1\n", drafts)
    with pytest.raises(RefusedError, match=words):
        prove(text, HEAD + first + rest, drafts)


def test_findings_that_append_the_same_two_are_served_by_the_same_edits() -> None:
    resource = read(HEAD + "a: 1\n")[0]
    draft = Draft(resource.manifest)  # type: ignore[arg-type]
    for group in range(2):
        draft.add(group, [Append(resource.at("b"), {"x": each}) for each in (1, 2)])
    assert apply(draft.text, draft.cuts) == HEAD + "a: 1\nb:\n  - x: 1\n  - x: 2\n"


def test_what_is_two_past_the_end_is_no_element() -> None:
    with pytest.raises(RefusedError, match="no such element"):
        edited(HEAD + "a:\n- 1\n", put(2, "a", 2))


@pytest.mark.parametrize(
    "word",
    ["*x", "&x", "!x", "a: b", "a #b", "x:", " x", "x ", "-", "- x", "1:30", "2001-01-01", "é", "",
     "0x1F", "~", "a,b", "[x", "x]", "%x", "@x", "`x", "'x", '"x', "#x", "?", "|", ">", "null",
     "on", "1.0", "x\ny", "=", "<<", "a\tb", "1_000", "{}"],
)  # fmt: skip
def test_a_word_that_may_be_read_as_another_value_is_quoted(word: str) -> None:
    assert (
        edited(HEAD + "a: x\n", put(word, "a"))
        == f"{HEAD}a: {json.dumps(word, ensure_ascii=False)}\n"
    )


@pytest.mark.parametrize("word", ["x", "a#b", "a:b", "10.0.0.1", "a-b", "x=y", "/etc/a_b"])
def test_a_word_that_every_reader_takes_for_it_is_not_quoted(word: str) -> None:
    assert edited(HEAD + "a: x\n", put(word, "a")) == f"{HEAD}a: {word}\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a: 010,\n b: [x, '010', yes]}\n", {"a": 8, "b": ["x", "010", True]}),
        ("a: &x 1\nb: *x\n", {"a": 1, "b": 1}),
        ("'y': ~\ny: !!str 010\n", {"y": None, "true": "010"}),
        ("a: !x 1\nb: ! on\n", {"a": "1", "b": "on"}),
        ("a: !!int 5\n", "undecided"),
        ("b: &x {a: 1}\na: {<<: *x}\n", "undecided"),
        ("? [a]\n: 1\n", "undecided"),
        ("!!str a: 1\n", "undecided"),
        ("a: !x 1\na: 2\n", "undecided"),
        ("a:\t!x 1\n", "undecided"),
    ],
)
def test_a_second_reader_decides_what_two_readers_must_agree_on(text: str, value: object) -> None:
    assert same(second_reader.read(text, "undecided"), value)


def test_json_indented_by_tabs_stays_so() -> None:
    before = {"apiVersion": "v1", "kind": "T", "spec": {"a": [{"x": 1}], "e": {}}}
    after = {
        **before,
        "spec": {"a": [{"x": 1}, {"x": 2, "y": ["z"]}], "e": {"f": 2}, "b": {"c": 1}},
    }
    new = edited(
        json.dumps(before, indent="\t") + "\n",
        append({"x": 2, "y": ["z"]}, "spec", "a"),
        put({"c": 1}, "spec", "b"),
        put({"f": 2}, "spec", "e"),
    )
    assert new == json.dumps(after, indent="\t") + "\n"


def test_a_new_document_leaves_blanks_at_the_end_of_a_text_to_it() -> None:
    text = HEAD + "a: |\n  x   \n\n"
    new = edited(text, lambda r: NewDocument(r.name_field, {"kind": "New"}))
    assert new == HEAD + "a: |\n  x   \n---\nkind: New\n\n"


def test_a_new_document_beside_one_in_brackets_on_one_line() -> None:
    text = "{apiVersion: v1, kind: T, spec: {a: 1}}\n"
    new = edited(text, lambda r: NewDocument(r.name_field, {"kind": "New", "spec": {"b": 2}}))
    assert new == text + "---\n{kind: New, spec: {b: 2}}\n"
