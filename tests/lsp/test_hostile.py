"""The language server before editors that break the protocol, and files that do odd things."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests import repository
from tests.language_client import Client, framed
from tests.manifests import BUDGET, LONE, WEB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.repository import Repository

WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}


@pytest.fixture
def healthy(tmp_path: Path) -> Repository:
    return repository.healthy(tmp_path / "repo")


@pytest.fixture
def editor(healthy: Repository) -> Iterator[Client]:
    with Client(healthy.path, environ=healthy.environ) as client:
        yield client


def rules(diagnostics: list[dict[str, Any]]) -> list[str]:
    return [each["code"] for each in diagnostics]


def opened(uri: str, text: str) -> dict[str, Any]:
    return {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}}


def changed(uri: str, *changes: dict[str, Any]) -> dict[str, Any]:
    return {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [*changes]}


def actions(editor: Client, path: Path) -> list[dict[str, Any]]:
    asked = {
        "textDocument": {"uri": path.as_uri()}, "range": WHOLE, "context": {"diagnostics": []},
    }  # fmt: skip
    found: list[dict[str, Any]] = editor.ask("textDocument/codeAction", asked)["result"]
    return found


def test_a_part_of_a_text_is_not_taken_for_the_whole(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, LONE)
    assert rules(editor.told(web)) == ["replicas-too-few"]
    part = {"range": WHOLE, "text": "- : ["}
    editor.notify("textDocument/didChange", changed(web.as_uri(), part))
    assert editor.told(web) == [], "nobody knows what the text is"
    assert "whole texts" in editor.next_of("window/logMessage")["message"]
    assert actions(editor, web) == []
    editor.change(web, LONE, version=3)
    assert rules(editor.told(web)) == ["replicas-too-few"]


def test_a_change_of_nothing_leaves_the_text(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, LONE)
    assert rules(editor.told(web)) == ["replicas-too-few"]
    editor.notify("textDocument/didChange", changed(web.as_uri()))
    assert rules(editor.told(web)) == ["replicas-too-few"]
    assert editor.heard[-1]["params"]["version"] == 2


@pytest.mark.parametrize(
    "uri", ["file:web.yaml", "file://", "file:///", "file:", "file://elsewhere/a.yaml", "", "a:b"]
)
def test_addresses_that_lead_to_no_file_are_survived(editor: Client, uri: str) -> None:
    editor.begin()
    editor.notify("textDocument/didOpen", opened(uri, LONE))
    at = {"textDocument": {"uri": uri}, "range": WHOLE, "context": {"diagnostics": []}}
    assert "result" in editor.ask("textDocument/codeAction", at)
    editor.notify("textDocument/didChange", changed(uri, {"text": WEB}))
    editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert editor.end() == 0


@pytest.mark.parametrize(
    "name", ["a b#c?d%20e;f+g.yaml", "e\u0301\u00e9\U0001f600.yaml", "[a]{b}.yaml"]
)
def test_names_of_files_hold_any_signs(healthy: Repository, editor: Client, name: str) -> None:
    editor.begin(healthy.path)
    path = healthy.path / "k8s" / name
    editor.open(path, LONE.replace("web", "lone"))
    assert "replicas-too-few" in rules(editor.told(path))


def test_a_name_that_is_no_utf_8_is_one_too(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    uri = (healthy.path / "k8s").as_uri() + "/%ff.yaml"
    editor.notify("textDocument/didOpen", opened(uri, LONE.replace("web", "lone")))
    while (told := editor.next_of("textDocument/publishDiagnostics"))["uri"] != uri:
        pass
    assert "replicas-too-few" in rules(told["diagnostics"])


def test_a_file_that_is_open_under_two_addresses(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    other = web.as_uri().replace("file://", "file://localhost").replace("web.yaml", "%77eb.yaml")
    editor.open(web, WEB)
    assert editor.told(web) == []
    editor.notify("textDocument/didOpen", opened(other, LONE))
    while (told := editor.next_of("textDocument/publishDiagnostics"))["uri"] != other:
        pass
    assert rules(told["diagnostics"]) == ["replicas-too-few"]
    editor.notify("textDocument/didClose", {"textDocument": {"uri": other}})
    editor.change(web, LONE)
    while not (found := editor.told(web)):
        pass
    assert rules(found) == ["replicas-too-few"]
    assert actions(editor, web)[0]["edit"]["changes"].keys() == {web.as_uri()}


def test_a_link_to_a_file_is_another_text(healthy: Repository, editor: Client) -> None:
    web, link = healthy.path / "k8s/web.yaml", healthy.path / "k8s/zelda.yaml"
    link.symlink_to("web.yaml")
    editor.begin(healthy.path)
    editor.open(link, LONE)
    (found,) = editor.told(link)
    assert found["code"] == "replicas-too-few"
    editor.open(web, WEB.replace("replicas: 3", "replicas: 2"))
    (found,) = editor.told(web)
    assert "2 replicas" in found["message"]


def test_no_edit_is_offered_of_a_text_that_was_not_checked(
    healthy: Repository, editor: Client
) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, LONE)
    assert rules(editor.told(web)) == ["replicas-too-few"]
    healthy.write(".multiaz-lint.yaml", "zonez: 3\n")
    editor.change(web, f"# one line more\n{LONE}")
    assert actions(editor, web) == []
    (said,) = [each for each in editor.heard if each.get("method") == "window/showMessage"]
    assert "zones" in said["params"]["message"]


def test_one_wrong_configuration_leaves_other_repositories_alone(
    tmp_path: Path, healthy: Repository, editor: Client
) -> None:
    other = repository.healthy(tmp_path / "other")
    healthy.write(".multiaz-lint.yaml", "zonez: 3\n")
    editor.begin(healthy.path)
    editor.open(healthy.path / "k8s/web.yaml", LONE)
    assert "zones" in editor.next_of("window/showMessage")["message"]
    web = other.path / "k8s/web.yaml"
    editor.open(web, LONE)
    assert rules(editor.told(web)) == ["replicas-too-few"]
    assert [each.get("method") for each in editor.heard].count("window/showMessage") == 1


def test_files_and_folders_may_vanish_while_open(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, WEB.replace("replicas: 3", "replicas: 2"))
    assert rules(editor.told(web)) == ["replicas-too-few"]
    for each in healthy.path.joinpath("k8s").iterdir():
        each.unlink()
    healthy.path.joinpath("k8s").rmdir()
    editor.notify("textDocument/didSave", {"textDocument": {"uri": web.as_uri()}})
    assert set(rules(editor.told(web))) == {"replicas-too-few", "pdb-missing"}


def test_a_folder_may_come_in_the_place_of_a_file(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    web.unlink()
    web.mkdir()
    editor.open(web, LONE)
    assert rules(editor.told(web)) == ["replicas-too-few"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_positions_hold_whatever_ends_a_line(
    healthy: Repository, editor: Client, end: str, mark: str
) -> None:
    """A mark at the start is a sign of the text, if the editor sends it."""
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    text = (
        mark + LONE.replace("metadata: {name: web}", "metadata: {name: web} # \U0001f600", 1)
    ).replace("\n", end)
    editor.open(web, text)
    (found,) = editor.told(web)
    assert found["range"]["start"] == {"line": 4, "character": 2}
    flow = (
        mark + "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 1, "
        "selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, "
        'spec: {containers: [{name: web, image: "web:1"}]}}}}' + end
    )
    editor.change(web, flow)
    (found,) = editor.told(web)
    assert found["range"]["start"] == {"line": 0, "character": flow.index("replicas")}
    action, *_ = actions(editor, web)
    (edit,) = action["edit"]["changes"][web.as_uri()]
    assert edit["range"]["start"] == {"line": 0, "character": flow.index("1, selector")}


MANY = "".join(f"---\n{LONE.replace('web', f'web-{number}')}" for number in range(2_000))
"""A text whose check takes seconds."""


def test_what_needs_no_check_is_answered_during_one(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, LONE)
    (found,) = editor.told(web)
    editor.change(web, MANY)
    time.sleep(0.4)
    at = {"textDocument": {"uri": web.as_uri()}, "position": found["range"]["start"]}
    assert editor.ask("textDocument/hover", at)["result"]
    whole = {**at, "range": WHOLE, "context": {"diagnostics": []}}
    for number in ("a", "b"):
        editor.send({"id": number, "method": "textDocument/codeAction", "params": whole})
    editor.notify("$/cancelRequest", {"id": "a"})
    editor.notify("$/cancelRequest", {"id": "none"})
    answer = editor.next()
    assert (answer["id"], answer["error"]["code"]) == ("a", -32800)
    editor.send({"id": "c", "method": "shutdown"})
    assert [editor.next()["id"] for _ in range(2)] == ["b", "c"], "the one that waits is given up"
    editor.notify("exit")
    assert editor.ended() == (0, "")


def test_an_editor_that_goes_away_during_a_check(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    editor.open(healthy.path / "k8s/web.yaml", MANY)
    time.sleep(0.2)
    assert editor.process.stdin is not None
    editor.process.stdin.close()
    assert editor.ended() == (1, "")
    assert editor.heard[-1]["result"], "the answer to initialize: the check was given up"


def test_what_is_typed_during_a_check_is_checked_next(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, MANY)
    time.sleep(0.2)
    editor.change(web, LONE, version=2)
    action, *_ = actions(editor, web)
    (edit,) = action["edit"]["changes"][web.as_uri()]
    assert edit["range"]["start"]["line"] == LONE.splitlines().index("  replicas: 1")
    told = [each["params"] for each in editor.heard if "publish" in each.get("method", "")]
    assert [each["version"] for each in told] == [2], "the check of the first text is given up"


def test_of_two_checks_in_a_row_one_comes_to_its_end(healthy: Repository, editor: Client) -> None:
    """However fast one types, findings are told now and then."""
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, MANY)
    typed = 1
    while editor.is_silent:
        assert typed < 200, "nothing is told as long as one types"
        typed += 1
        editor.change(web, f"{MANY}# {typed}\n", version=typed)
        time.sleep(0.5)
    versions: list[int] = []
    while typed not in versions:
        assert editor.told(web)
        versions.append(editor.heard[-1]["params"]["version"])
    assert versions == sorted(set(versions))


@pytest.mark.parametrize("depth", [500, *range(960, 996, 5), 50_000])
def test_what_is_nested_too_deep_to_be_quoted_is_refused(editor: Client, depth: int) -> None:
    """Python reads deeper JSON than it writes."""
    editor.begin()
    nest = b"[" * depth + b"]" * depth
    method = b'"id":"deep","method":"codeAction/resolve"'
    editor.send_bytes(framed(b'{%s,"params":{"title":"a","data":null,"a":%s}}' % (method, nest)))
    answer = editor.next()
    assert answer.get("result", {}).get("title") == "a" or answer["error"]["code"] < 0
    at = b'{"textDocument":{"uri":"file:///a.yaml","text":"","version":%s}}' % nest
    editor.send_bytes(framed(b'{"method":"textDocument/didOpen","params":%s}' % at))
    assert editor.end() == 0


@pytest.mark.parametrize("number", [[], {}, True, 1.5])
def test_a_number_of_a_request_that_is_none(editor: Client, number: Any) -> None:
    editor.send({"id": number, "method": "initialize", "params": {"capabilities": {}}})
    answer = editor.next()
    assert answer["id"] is None
    assert answer["error"]["code"] == -32600


def test_numbers_of_requests_may_be_words(editor: Client) -> None:
    editor.send({"id": "a", "method": "initialize", "params": {"capabilities": {}}})
    assert editor.next()["id"] == "a"


@pytest.mark.skipif(os.name == "nt", reason="signals are another thing there")
@pytest.mark.parametrize("which", ["SIGINT", "SIGTERM"])
def test_a_signal_ends_the_server_without_a_word(
    healthy: Repository, editor: Client, which: str
) -> None:
    editor.begin(healthy.path)
    editor.process.send_signal(getattr(signal, which))
    ended, words = editor.ended()
    assert ended != 0
    assert words == ""


@pytest.mark.skipif(os.name == "nt", reason="there a process cannot be asked for so")
def test_the_server_ends_with_its_editor(healthy: Repository, editor: Client) -> None:
    """Another process may hold the stream open, such as a wrapper that started both."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as parent:
        editor.ask("initialize", {"processId": parent.pid, "capabilities": {}})
        editor.notify("initialized", {})
    assert editor.ended() == (1, "")


def test_a_folder_that_is_reached_by_a_link(
    tmp_path: Path, healthy: Repository, editor: Client
) -> None:
    """Addresses are told as the editor writes them: others would be other files to it."""
    link = tmp_path / "link"
    link.symlink_to(healthy.path)
    editor.begin(link)
    web, budget = link / "k8s/web.yaml", link / "k8s/budget.yaml"
    editor.open(budget, BUDGET.replace("app: web", "app: wab"))
    assert editor.told(budget) == []
    assert rules(editor.told(web)) == ["pdb-missing"]


def test_a_base_elsewhere_that_an_overlay_builds_on(healthy: Repository, editor: Client) -> None:
    healthy.write("base/web.yaml", WEB.replace("web", "shop"))
    healthy.write("base/kustomization.yaml", "resources: [web.yaml]\n")
    healthy.write("prod/.multiaz-lint.yaml", repository.CONFIGURATION)
    overlay, base = healthy.path / "prod/kustomization.yaml", healthy.path / "base/web.yaml"
    scaled = "resources: [../base]\nreplicas: [{name: shop, count: 1}]\n"
    healthy.write("prod/kustomization.yaml", scaled)
    healthy.commit()
    editor.begin(healthy.path)
    editor.open(overlay, scaled)
    assert rules(editor.told(overlay)) == ["replicas-too-few"]
    editor.open(base, WEB.replace("web", "shap"))
    (left,) = editor.told(overlay)
    assert "nothing in the input that it lists has this name" in left["message"], "once, of both"
    assert rules(editor.told(base)) == ["pdb-missing"]


def test_the_configuration_may_be_open_too(healthy: Repository, editor: Client) -> None:
    healthy.write("k8s/lone.yaml", LONE.replace("web", "lone"))
    healthy.commit()
    editor.begin(healthy.path)
    config = healthy.path / ".multiaz-lint.yaml"
    editor.open(config, "zonez: 3\n")
    assert editor.told(config) == []
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, LONE)
    assert rules(editor.told(web)) == ["replicas-too-few"]
    said = [each["params"] for each in editor.heard if "publish" in each.get("method", "")]
    assert {each["uri"] for each in said} == {config.as_uri(), web.as_uri()}


def test_no_edit_is_offered_of_a_file_that_has_changed_without_a_word(
    healthy: Repository, editor: Client
) -> None:
    """It is not open, and the editor does not tell what changes on disk."""
    editor.begin(healthy.path, workspace={"workspaceEdit": {"documentChanges": True}})
    web, budget = healthy.path / "k8s/web.yaml", healthy.path / "k8s/budget.yaml"
    editor.open(budget, BUDGET.replace("app: web", "app: wab"))
    assert rules(editor.told(web)) == ["pdb-missing"]
    for action in actions(editor, web):
        (change,) = action["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": web.as_uri(), "version": None}
    healthy.write("k8s/web.yaml", f"# one line more\n{WEB}")
    assert actions(editor, web) == []
    (found,) = editor.told(web)
    assert found["range"]["start"]["line"] == WEB.splitlines().index("metadata: {name: web}") + 1
    assert [each["kind"] for each in actions(editor, web)] == ["quickfix"]
    web.unlink()
    assert actions(editor, web) == []
