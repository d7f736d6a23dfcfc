"""What Kubernetes would read is read, and what it would forget or refuse is told: never neither."""

from __future__ import annotations

import json
from typing import Any

import pytest

from multiaz_lint import config, pipeline
from multiaz_lint.load import files
from multiaz_lint.load.limits import Limits
from multiaz_lint.settings import Settings

WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 1, selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}},
  spec: {containers: [{name: a, image: "b:1"}]}}}
"""
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
FLOW = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"
JSON = json.dumps({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}})

JSON_MAP = json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}})


def nested(levels: int) -> str:
    tree: Any = json.loads(JSON)
    for _ in range(levels):
        tree = {"apiVersion": "v1", "kind": "List", "items": [tree]}
    return json.dumps(tree)


def checked(data: str | bytes) -> Any:
    encoded = data if isinstance(data, bytes) else data.encode("utf-8")
    return pipeline.check([files.decoded("a.yaml", encoded, Limits(), named=False)], Settings())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(JSON.replace('"apiVersion"', r'"\u0061piVersion"'), id="escapes of JSON"),
        pytest.param(JSON.replace('"kind"', r'"\u006bind"'), id="an escaped kind"),
        pytest.param(
            WORKLOAD.replace("apiVersion", r'"\x61piVersion"').replace("kind", r'"\U0000006bind"'),
            id="escapes of YAML",
        ),
        pytest.param(
            WORKLOAD.replace("kind:", '? "ki\\\n  nd"\n:'), id="a key on two lines"
        ),
        pytest.param(
            WORKLOAD.replace("apiVersion", "!!binary YXBpVmVyc2lvbg==").replace(
                "kind", "!!binary a2luZA=="
            ),
            id="keys in base64",
        ),
        pytest.param(nested(30), id="a List in a List, thirty times"),
        pytest.param(WORKLOAD.encode("utf-16"), id="UTF-16 with its mark"),
        pytest.param(f"{JSON_MAP}\n{WORKLOAD}", id="YAML behind JSON"),
        pytest.param(f"{JSON_MAP} # a comment\n{JSON}", id="JSON behind JSON and a comment"),
        pytest.param(f"{JSON_MAP}\n3\n{JSON}", id="JSON behind a number"),
        pytest.param(f"{JSON_MAP} ---\n{WORKLOAD}", id="a separator on the line of JSON"),
    ],
)  # fmt: skip
def test_is_read(text: str | bytes) -> None:
    result = checked(text)
    assert result.workloads == 1, result.not_checked


@pytest.mark.parametrize(
    ("text", "words"),
    [
        *(
            pytest.param(
                f"{CONFIG_MAP.rstrip()}{end}---{end}{WORKLOAD}".replace("\n", new or "\n"),
                "forgets what follows",
                id=name,
            )
            for name, end, new in (
                ("carriage returns", "\r", "\r"), ("NEL", "\x85", ""),
                ("line separators", "\u2028", ""), ("paragraph separators", "\u2029", ""),
            )
        ),
        *(
            pytest.param(f"{text}{WORKLOAD}", "forgets what follows", id=name)
            for name, text in (
                ("dots", f"{CONFIG_MAP}...\n"),
                ("flow", FLOW),
                ("dots behind flow", f"{FLOW}...\n"),
                ("JSON behind a separator", f"---\n{JSON_MAP}\n"),
                ("JSON behind a comment", f"# a\n{JSON_MAP}\n"),
                ("an array", f"[{JSON_MAP}]\n"), ("a string", '"a"\n'),
            )
        ),
        pytest.param(f"{JSON_MAP}{JSON_MAP}\n{WORKLOAD}", "but JSON", id="YAML behind two of JSON"),
        pytest.param(f"{JSON_MAP}{JSON_MAP}\n---\n{JSON}", "but JSON", id="a line behind two"),
        pytest.param(f"{JSON_MAP}{JSON_MAP}}}", "but JSON", id="a brace behind two"),
        pytest.param(WORKLOAD.encode("utf-16-le"), "UTF-16", id="UTF-16 without its mark"),
        pytest.param(WORKLOAD.encode("utf-32"), "UTF-16", id="UTF-32"),
    ],
)  # fmt: skip
def test_is_a_finding(text: str | bytes, words: str) -> None:
    found = [each.message for each in checked(text).diagnostics]
    assert any(words in each for each in found), found


@pytest.mark.parametrize("rest", ["}", "]", ",", "# a\n}", "a: b: c"])
@pytest.mark.parametrize("text", [f"{JSON_MAP}\n", FLOW, f"--- # a\n{JSON_MAP}\n"])
def test_what_cannot_follow_is_told(text: str, rest: str) -> None:
    (told,) = checked(text + rest).not_checked
    assert told.line == text.count("\n") + rest.count("\n") + 1


def test_an_array_of_objects_is_told() -> None:
    (told,) = checked(f"[{JSON}]").not_checked
    assert "kubectl takes no list" in told.why
    assert checked('[{"op": "add", "path": "/kind", "value": "apiVersion"}]').not_checked == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('a: "\\x61\\u0062"\n', id="escapes of something else"),
        pytest.param("run: |\n  a \\\n  b\n", id="a line of a shell that goes on"),
        pytest.param("\0" * 50, id="nulls"),
        pytest.param(f"{JSON_MAP}\n# a comment\n", id="a comment behind JSON"),
        pytest.param(f"{FLOW}# a comment\n...\n", id="a comment behind flow, and the end"),
        pytest.param(f"# \u2028---\u2028\n{CONFIG_MAP}", id="separators in a comment's line"),
        pytest.param(f'{CONFIG_MAP}data: {{a: "x\u2028y"}}\n', id="a separator in a value"),
        pytest.param(CONFIG_MAP.replace("\n", "\r\n"), id="CRLF"),
    ],
)
def test_nothing_is_said_of(text: str) -> None:
    result = checked(text)
    assert result.not_checked == []
    assert [each for each in result.diagnostics if each.rule == "unreadable-manifest"] == []


def test_a_selection_of_rules_keeps_what_cannot_be_read() -> None:
    def result(**given: Any) -> Any:
        source = files.decoded(
            "a.yaml", b"apiVersion: v1\nkind: Pod\n a: b\n", Limits(), named=False
        )
        return pipeline.check([source], Settings(**given))

    selected = result(select=["pdb"])
    assert [each.rule for each in selected.diagnostics] == ["unreadable-manifest"]
    for off in (
        {"ignore": ["unreadable-manifest"]},
        {"rules": {"unreadable-manifest": {"severity": "off"}}},
    ):
        turned_off = result(select=["pdb"], **off)
        assert not turned_off.diagnostics
        assert [each.origin for each in turned_off.not_checked] == ["a.yaml"]


@pytest.mark.parametrize("number", ["9" * 23, "9" * 5_000, "1001", "0", "-3", "-" + "9" * 30])
def test_a_number_of_zones_is_no_name_of_a_zone(number: str) -> None:
    with pytest.raises(ValueError, match=r"zones are more than|neither a number"):
        config.zones(number)
    assert config.zones("0" * 50 + "3") == (3, ())
    assert config.zones("1,2,3") == (3, ("1", "2", "3"))


@pytest.mark.parametrize("items", ["", "items: []\n", "items:\n"])
def test_a_list_of_nothing_is_nothing(items: str) -> None:
    result = checked("apiVersion: v1\nkind: List\n" + items)
    assert (result.resources, result.documents) == (0, 1)


LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935\nsize 12345\n"


@pytest.mark.parametrize("text", [LFS, LFS.replace("\n", "\r\n")], ids=["LF", "CRLF"])
def test_a_pointer_of_git_lfs_is_told(text: str) -> None:
    """A runner of CI that does not fetch them has no manifest, and yet nothing must look green."""
    (told,) = checked(text).not_checked
    assert told.why.startswith("a pointer of Git LFS in the place of its text")
    named = [files.decoded("a.yaml", text.encode(), Limits(), named=True)]
    (finding,) = pipeline.check(named, Settings()).diagnostics
    assert finding.rule == "unreadable-manifest"
    assert "a pointer of Git LFS" in finding.message


OURS, THEIRS = "<<<<<<< HEAD\n", "=======\n  replicas: 2\n>>>>>>> main\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(
            f"apiVersion: apps/v1\nkind: Deployment\nspec:\n{OURS}  replicas: 1\n{THEIRS}", 4,
            id="in a document",
        ),
        pytest.param(f"{OURS}  replicas: 1\n{THEIRS}apiVersion: apps/v1\nkind: Deployment\n", 1,
                     id="at the start"),
        pytest.param(
            f"{CONFIG_MAP}---\napiVersion: apps/v1\nkind: Deployment\nspec:\n{OURS}{THEIRS}", 8,
            id="behind a sound document",
        ),
    ],
)  # fmt: skip
def test_a_conflict_of_git_is_named(text: str, line: int) -> None:
    found = [each for each in checked(text).diagnostics if each.rule == "unreadable-manifest"]
    told = [(each.message, each.place.line) for each in found]
    assert told == [("cannot be read: a conflict of git that is not resolved yet", line)]
    broken = checked("apiVersion: v1\nkind: ConfigMap\na: [\nb: '<<<<<<< HEAD\n").diagnostics
    assert all("conflict" not in each.message for each in broken)
