"""All edits of a text at once, as the language server offers them to an editor."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from multiaz_lint import fix
from tests import repository
from tests.language_client import Client, edited
from tests.manifests import BUDGET, LONE, WEB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.repository import Repository

WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
PAIR = f"{WEB}---\n{BUDGET}".replace("web", "shop")
"""A Deployment, and a budget of it with something that is surely to be mended."""
SEVERAL = f"{PAIR}---\n{LONE}---\n{PAIR.replace('shop', 'cart')}"
MANY = "".join(f"---\n{PAIR.replace('shop', f'shop-{number}')}" for number in range(3000))
"""A text whose edits take seconds to prove, also on a fast machine."""


@pytest.fixture
def healthy(tmp_path: Path) -> Repository:
    made = repository.healthy(tmp_path / "repo")
    made.write(".multiaz-lint.yaml", "select: [pdb-unhealthy-policy, replicas-too-few]\n")
    return made


@pytest.fixture
def editor(healthy: Repository) -> Iterator[Client]:
    with Client(healthy.path, environ=healthy.environ) as client:
        yield client


def asking(path: Path, *only: str) -> dict[str, Any]:
    context = {"diagnostics": [], "only": list(only)}
    return {"textDocument": {"uri": path.as_uri()}, "range": WHOLE, "context": context}


def actions(editor: Client, path: Path, *only: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = editor.ask("textDocument/codeAction", asking(path, *only))[
        "result"
    ]
    return found


def mended(text: str, action: dict[str, Any], path: Path) -> str:
    return edited(text, action["edit"]["changes"][path.as_uri()])


@pytest.mark.parametrize(
    "text",
    [
        SEVERAL,
        SEVERAL.replace("\n", "\r\n"),
        f"\ufeff{SEVERAL}",
        f"# \U0001f600\n{SEVERAL}".removesuffix("\n"),
        PAIR.removesuffix("\n") + " # \U0001f600",
    ],
    ids=["plain", "CRLF", "mark", "no end of line", "no end of an astral line"],
)
def test_all_edits_are_those_that_fix_writes(
    healthy: Repository, editor: Client, text: str
) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, text)
    assert editor.told(web)
    (action,) = actions(editor, web, "source.fixAll")
    assert action["kind"] == "source.fixAll.multiaz-lint"
    web.write_bytes(text.encode())
    done = healthy.lint("fix", "--write", ".")
    assert done.returncode == 0, done.stderr
    made = mended(text, action, web)
    assert made.encode() == web.read_bytes() != text.encode()
    editor.change(web, made)
    assert [each["code"] for each in editor.told(web)] in ([], ["replicas-too-few"])
    assert actions(editor, web, "source.fixAll") == [], "nothing is left"


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (["source"], {"source.fixAll.multiaz-lint"}),
        (["source.fixAll.multiaz-lint"], {"source.fixAll.multiaz-lint"}),
        (["source.fixAll.other", "source.organizeImports", "sour"], set()),
        (["quickfix", "source.fixAll"], {"quickfix", "source.fixAll.multiaz-lint"}),
        ([""], {"quickfix", "source.fixAll.multiaz-lint"}),
        (["quickfix"], {"quickfix"}),
        ([], {"quickfix"}),
    ],
)
def test_only_who_names_it_is_offered_it(
    healthy: Repository, editor: Client, only: list[str], kinds: set[str]
) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/shop.yaml"
    editor.open(web, PAIR)
    assert editor.told(web)
    assert {each["kind"] for each in actions(editor, web, *only)} == kinds


def test_who_resolves_actions_finds_it_among_the_others(
    healthy: Repository, editor: Client
) -> None:
    able = editor.begin(
        healthy.path, textDocument={"codeAction": {"resolveSupport": {"properties": ["edit"]}}}
    )
    assert able["capabilities"]["codeActionProvider"]["resolveProvider"] is True
    shop = healthy.path / "k8s/shop.yaml"
    editor.open(shop, PAIR)
    *others, action = actions(editor, shop)
    assert {each["kind"] for each in others} == {"quickfix"}
    assert action["kind"] == "source.fixAll.multiaz-lint"
    assert "edit" not in action
    editor.change(shop, f"# one line more\n{PAIR}")
    resolved = editor.ask("codeAction/resolve", action)["result"]
    assert resolved["title"] == "Mend 1 finding in this file"
    made = mended(f"# one line more\n{PAIR}", resolved, shop)
    assert made.count("AlwaysAllow") == 1, "it is one of the text as it is now"
    editor.change(shop, made)
    assert editor.ask("codeAction/resolve", action)["result"] == action, "nothing is left"
    assert [each for each in actions(editor, shop) if each["kind"] != "quickfix"] == []
    editor.notify("textDocument/didClose", {"textDocument": {"uri": shop.as_uri()}})
    assert editor.ask("codeAction/resolve", action)["result"] == action
    assert editor.ask("codeAction/resolve", {"title": "a"})["result"] == {"title": "a"}
    assert editor.ask("codeAction/resolve", [])["error"]["code"] == -32602


def test_edits_in_other_files_are_left_to_these(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path, workspace={"workspaceEdit": {"documentChanges": True}})
    cart = healthy.path / "k8s/cart.yaml"
    editor.open(cart, PAIR.replace("shop", "cart"), version=7)
    (action,) = actions(editor, cart, "source.fixAll")
    (change,) = action["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": cart.as_uri(), "version": 7}
    assert action["title"] == "Mend 1 finding in this file"
    assert edited(PAIR.replace("shop", "cart"), change["edits"]).count("AlwaysAllow") == 1


def test_what_the_baseline_accepts_is_not_mended(healthy: Repository, editor: Client) -> None:
    healthy.write("k8s/shop.yaml", PAIR)
    assert healthy.lint("--write-baseline").returncode == 0
    editor.begin(healthy.path)
    shop = healthy.path / "k8s/shop.yaml"
    editor.open(shop, PAIR)
    assert actions(editor, shop, "source.fixAll") == []


def test_a_text_that_stands_by_itself(tmp_path: Path, editor: Client) -> None:
    editor.begin()
    shop = tmp_path / "plain" / "shop.yaml"
    text = PAIR
    editor.open(shop, text)
    (action,) = actions(editor, shop, "source.fixAll")
    assert "AlwaysAllow" in mended(text, action, shop)


@pytest.mark.parametrize("name", ["k8s/kustomization.yaml", ".multiaz-lint.yaml", "out/web.yaml"])
def test_of_what_is_not_checked_nothing_is_mended(
    healthy: Repository, editor: Client, name: str
) -> None:
    healthy.write(".gitignore", "out/\n")
    editor.begin(healthy.path)
    path = healthy.path / name
    editor.open(path, PAIR if name.startswith("out") else "")
    assert actions(editor, path, "source.fixAll") == []
    assert actions(editor, healthy.path / "k8s/web.yaml", "source.fixAll") == [], "it is not open"


def test_a_wrong_configuration_is_told_to_who_asks(healthy: Repository, editor: Client) -> None:
    healthy.write(".multiaz-lint.yaml", "zonez: 3\n")
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, WEB)
    answer = editor.ask("textDocument/codeAction", asking(web, "source.fixAll"))
    assert answer["error"]["code"] == -32803
    assert "zones" in answer["error"]["message"]


def test_edits_of_a_text_that_has_changed_are_not_told(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/shop.yaml"
    editor.open(web, MANY)
    assert editor.told(web)
    editor.send({
        "id": "a", "method": "textDocument/codeAction", "params": asking(web, "source.fixAll"),
    })  # fmt: skip
    time.sleep(0.2)
    editor.change(web, PAIR)
    while "id" not in (answer := editor.next()):
        pass
    assert (answer["id"], answer["error"]["code"]) == ("a", -32801)
    (action,) = actions(editor, web, "source.fixAll")
    assert mended(PAIR, action, web).count("AlwaysAllow") == 1


def test_edits_that_nobody_wants_any_more_are_given_up(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/shop.yaml"
    editor.open(web, MANY)
    assert editor.told(web)
    wanted = {"method": "textDocument/codeAction", "params": asking(web, "source.fixAll")}
    editor.send({**wanted, "id": 50})
    editor.send({**wanted, "id": 51})
    time.sleep(0.2)
    editor.notify("$/cancelRequest", {"id": 51})
    editor.notify("$/cancelRequest", {"id": 50})
    editor.notify("$/cancelRequest", {"id": 50})
    answers = [editor.next() for _ in range(2)]
    assert [(each["id"], each["error"]["code"]) for each in answers] == [(51, -32800), (50, -32800)]
    editor.send({**wanted, "id": 52})
    editor.send({"id": 53, "method": "shutdown"})
    assert [editor.next()["id"] for _ in range(2)] == [52, 53]
    editor.notify("exit")
    assert editor.ended() == (0, "")


LINES = some.lists(some.sampled_from(["a", "b", "", "c\r", "\U0001f600"]), max_size=12).map(
    "\n".join
)


@given(LINES, LINES)
def test_stretches_make_one_text_of_another(old: str, new: str) -> None:
    made, last = "", 0
    for begin, end, text in fix.stretches(old, new):
        assert last <= begin <= end
        made += old[last:begin] + text
        last = end
    assert made + old[last:] == new
