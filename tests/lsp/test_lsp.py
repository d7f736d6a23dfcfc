"""The language server, as an editor meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests import repository
from tests.language_client import Client, edited, framed
from tests.manifests import BUDGET, LONE, WEB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.repository import Repository


@pytest.fixture
def healthy(tmp_path: Path) -> Repository:
    return repository.healthy(tmp_path / "repo")


@pytest.fixture
def editor(healthy: Repository) -> Iterator[Client]:
    with Client(healthy.path, environ=healthy.environ) as client:
        yield client


def rules(diagnostics: list[dict[str, Any]]) -> list[str]:
    return [each["code"] for each in diagnostics]


def test_what_is_found_of_a_text_is_told_as_one_types(healthy: Repository, editor: Client) -> None:
    able = editor.begin(healthy.path)
    assert able["serverInfo"]["name"] == "multiaz-lint"
    assert able["capabilities"]["positionEncoding"] == "utf-16"
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, LONE)
    (found,) = editor.told(web)
    line = LONE.splitlines().index("  replicas: 1")
    assert found["range"] == {
        "start": {"line": line, "character": 2},
        "end": {"line": line, "character": 13},
    }
    assert found["severity"] == 1
    assert found["code"] == "replicas-too-few"
    assert found["codeDescription"]["href"].endswith("/rules/replicas-too-few/")
    assert found["source"] == "multiaz-lint"
    assert "deployment/web runs 1 replica" in found["message"]
    assert "\nhelp: set replicas: 3" in found["message"]
    editor.change(web, WEB)
    assert editor.told(web) == []
    assert editor.heard[-1]["params"]["version"] == 2
    assert editor.end() == 0


def test_what_a_text_brings_into_other_files_is_told_there(
    healthy: Repository, editor: Client
) -> None:
    editor.begin(healthy.path)
    web, budget = healthy.path / "k8s/web.yaml", healthy.path / "k8s/budget.yaml"
    editor.open(budget, BUDGET.replace("app: web", "app: wab"))
    assert rules(editor.told(web)) == ["pdb-missing"]
    editor.change(budget, BUDGET)
    assert editor.told(web) == []
    editor.change(budget, BUDGET.replace("app: web", "app: wab"))
    assert rules(editor.told(web)) == ["pdb-missing"]
    editor.notify("textDocument/didClose", {"textDocument": {"uri": budget.as_uri()}})
    assert editor.told(web) == []


def test_several_unsaved_texts_count_together(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    web, budget = healthy.path / "k8s/web.yaml", healthy.path / "k8s/budget.yaml"
    editor.open(web, WEB.replace("app: web", "app: shop"))
    assert rules(editor.told(web)) == ["pdb-missing"]
    editor.open(budget, BUDGET.replace("app: web", "app: shop"))
    assert editor.told(web) == []


def test_a_finding_names_the_places_that_belong_to_it(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    web, budget = healthy.path / "k8s/web.yaml", healthy.path / "k8s/budget.yaml"
    editor.open(budget, BUDGET.replace("maxUnavailable: 1", "minAvailable: 3"))
    (found,) = editor.told(budget)
    assert found["code"] == "pdb-blocks-drain"
    assert web.as_uri() in {each["location"]["uri"] for each in found["relatedInformation"]}


@pytest.mark.parametrize("versioned", [False, True])
def test_a_quick_fix_mends_what_was_found(
    healthy: Repository, editor: Client, versioned: bool
) -> None:
    editor.begin(healthy.path, workspace={"workspaceEdit": {"documentChanges": versioned}})
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, LONE, version=7)
    (found,) = editor.told(web)
    asked = {
        "textDocument": {"uri": web.as_uri()},
        "range": {"start": found["range"]["start"], "end": found["range"]["start"]},
        "context": {"diagnostics": [found]},
    }
    action, _ = editor.ask("textDocument/codeAction", asked)["result"]
    assert action["kind"] == "quickfix"
    assert action["title"].startswith("Set replicas: 3")
    assert action["diagnostics"] == [found]
    if versioned:
        (change,) = action["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": web.as_uri(), "version": 7}
        edits = change["edits"]
    else:
        edits = action["edit"]["changes"][web.as_uri()]
    assert edited(LONE, edits) == WEB
    asked["range"] = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}
    assert editor.ask("textDocument/codeAction", asked)["result"] == []


LITERAL = """\
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: "
    b"}}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec: {
    replicas: 1, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}},
      spec: {containers: [{name: web, image: "web:1"}]}}}
"""


@pytest.mark.parametrize("text", [LONE, LONE.replace("\n", "\r\n"), "\ufeff" + LONE, LITERAL])
def test_a_comment_silences_a_finding_at_its_place(
    healthy: Repository, editor: Client, text: str
) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, text)
    (found,) = editor.told(web)
    asked = {
        "textDocument": {"uri": web.as_uri()}, "range": found["range"],
        "context": {"diagnostics": [found]},
    }  # fmt: skip
    *_, action = editor.ask("textDocument/codeAction", asked)["result"]
    assert action["title"] == "Silence replicas-too-few here by a comment"
    (edit,) = action["edit"]["changes"][web.as_uri()]
    assert edit["newText"].lstrip(" ").startswith("# multiaz-lint: ignore[replicas-too-few]")
    editor.change(web, edited(text, [edit]))
    assert editor.told(web) == []


IN_A_VALUE = (
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, annotations: {a: "b\n'
    '  c"}}, spec: {replicas: 1, selector: {matchLabels: {app: web}}, template: '
    '{metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:1"}]}}}}\n'
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("web.yaml", LONE.replace("  rep", "  # multiaz-lint: ignore[pdb] none\n  rep")),
        ("web.yaml", IN_A_VALUE),
        ("web.yaml", LONE.replace("\n", "\r")),
        ("web.json", IN_A_VALUE.replace("\n", "")),
    ],
)
def test_no_comment_is_offered_where_it_would_say_something_else(
    healthy: Repository, editor: Client, name: str, text: str
) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s" / name
    editor.open(web, text)
    (found,) = editor.told(web)
    asked = {
        "textDocument": {"uri": web.as_uri()}, "range": found["range"],
        "context": {"diagnostics": [found]},
    }  # fmt: skip
    actions = editor.ask("textDocument/codeAction", asked)["result"]
    assert [each["title"] for each in actions if each["title"].startswith("Silence")] == []


def test_a_quick_fix_is_one_of_the_text_as_it_is_now(healthy: Repository, editor: Client) -> None:
    """It is asked for before the pause in typing is over."""
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, WEB)
    assert editor.told(web) == []
    editor.change(web, f"# one line more\n{LONE}")
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    asked = {
        "textDocument": {"uri": web.as_uri()}, "range": whole, "context": {"diagnostics": []},
    }  # fmt: skip
    action, _ = editor.ask("textDocument/codeAction", asked)["result"]
    (edit,) = action["edit"]["changes"][web.as_uri()]
    assert edit["range"]["start"]["line"] == LONE.splitlines().index("  replicas: 1") + 1
    other = {**asked, "context": {"diagnostics": [], "only": ["refactor"]}}
    assert editor.ask("textDocument/codeAction", other)["result"] == []


def test_the_page_of_a_rule_is_shown_where_it_found_something(
    healthy: Repository, editor: Client
) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, LONE)
    (found,) = editor.told(web)
    asked = {"textDocument": {"uri": web.as_uri()}, "position": found["range"]["start"]}
    shown = editor.ask("textDocument/hover", asked)["result"]["contents"]
    assert shown["kind"] == "markdown"
    assert shown["value"].startswith("**replicas-too-few**\n")
    assert "What is bad:" in shown["value"]
    asked["position"] = {"line": 0, "character": 0}
    assert editor.ask("textDocument/hover", asked)["result"] is None


@pytest.mark.parametrize(
    ("encodings", "named", "units"),
    [(None, "utf-16", 2), (["utf-8", "utf-16"], "utf-16", 2), (["utf-16", "utf-32"], "utf-32", 1)],
)
def test_columns_are_counted_as_the_editor_counts_them(
    healthy: Repository, editor: Client, encodings: list[str] | None, named: str, units: int
) -> None:
    general = {} if encodings is None else {"positionEncodings": encodings}
    able = editor.begin(healthy.path, general=general)
    assert able["capabilities"]["positionEncoding"] == named
    web = healthy.path / "k8s/web.yaml"
    line = (
        'spec: {template: {metadata: {labels: {app: web, face: "\N{GRINNING FACE}"}}, '
        'spec: {containers: [{name: web, image: "web:1"}]}}, selector: {matchLabels: {app: web}}, '
    )
    start = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
    editor.open(web, f"{start}{line}replicas: 1}}\n")
    (found,) = editor.told(web)
    assert found["range"]["start"] == {"line": 3, "character": len(line) - 1 + units}


@pytest.mark.parametrize("name", ["k8s/values.yaml", "out/web.yaml"])
def test_nothing_is_told_of_what_is_no_manifest_or_left_out(
    healthy: Repository, editor: Client, name: str
) -> None:
    healthy.write(".gitignore", "out/\n")
    editor.begin(healthy.path)
    path = healthy.path / name
    editor.open(path, "a: 1\n" if name == "k8s/values.yaml" else LONE)
    assert editor.told(path) == []


def test_texts_are_told_where_git_cannot_compare(healthy: Repository, editor: Client) -> None:
    """As it cannot where it is missing, or does not trust the owner of the folder."""
    (healthy.path / ".git/HEAD").write_text("nothing\n")
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, LONE)
    assert "replicas-too-few" in {each["code"] for each in editor.told(web)}
    said = editor.next_of("window/showMessage")["message"]
    assert said.startswith(
        "multiaz-lint: what a change brings to other files is not told, as git cannot compare: "
    )


def test_what_was_not_checked_is_told_with_the_reason(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, WEB.replace("replicas: 3", "replicas: {{ .Values.replicas }}"))
    (found,) = editor.told(web)
    assert found["severity"] == 3
    assert found["message"].startswith("not checked: a template")


def test_a_text_that_is_no_yaml_is_told_at_its_place(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, WEB + "  - : [\n")
    (found,) = editor.told(web)
    assert found["code"] == "unreadable-manifest"


def test_a_wrong_configuration_is_said_once_and_forgotten_when_it_is_mended(
    healthy: Repository, editor: Client
) -> None:
    healthy.write(".multiaz-lint.yaml", "zonez: 3\n")
    editor.begin(healthy.path)
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, LONE)
    said = editor.next_of("window/showMessage")
    assert said["type"] == 1
    assert ".multiaz-lint.yaml:1:1" in said["message"]
    assert "zones" in said["message"]
    editor.change(web, WEB)
    healthy.write(".multiaz-lint.yaml", repository.CONFIGURATION)
    editor.notify("textDocument/didSave", {"textDocument": {"uri": web.as_uri()}})
    assert editor.told(web) == []
    methods = [each.get("method") for each in editor.heard]
    assert methods.count("window/showMessage") == 1


def test_files_that_change_on_disk_are_looked_at_again(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path, workspace={"didChangeWatchedFiles": {"dynamicRegistration": True}})
    asked = editor.next_of("client/registerCapability")
    (registration,) = asked["registrations"]
    assert registration["method"] == "workspace/didChangeWatchedFiles"
    editor.send({"id": editor.heard[-1]["id"], "result": None})
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, WEB)
    assert editor.told(web) == []
    (healthy.path / "k8s/budget.yaml").unlink()
    editor.notify("workspace/didChangeWatchedFiles", {"changes": []})
    assert rules(editor.told(web)) == ["pdb-missing"]


def test_without_repository_and_configuration_the_folder_of_the_editor_bounds_what_is_read(
    tmp_path: Path, healthy: Repository, editor: Client
) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "budget.yaml").write_text(BUDGET)
    web = folder / "web.yaml"
    editor.begin()
    editor.open(web, WEB)
    assert "pdb-missing" in rules(editor.told(web)), "it is judged by itself"
    added = {"added": [{"uri": folder.as_uri(), "name": "plain"}], "removed": []}
    editor.notify("workspace/didChangeWorkspaceFolders", {"event": added})
    found = rules(editor.told(web))
    assert found
    assert "pdb-missing" not in found


def test_options_hold_for_all_texts(healthy: Repository) -> None:
    options = ("--isolated", "--select", "replicas-too-few", "--zones", "5")
    with Client(healthy.path, *options, environ=healthy.environ) as editor:
        editor.begin(healthy.path)
        web = healthy.path / "k8s/web.yaml"
        editor.open(web, WEB)
        (found,) = editor.told(web)
        assert "3 replicas, fewer than the 5 zones" in found["message"]


def test_a_text_that_is_no_file_is_not_checked_and_said_so(editor: Client) -> None:
    editor.begin()
    document = {"uri": "untitled:Untitled-1", "languageId": "yaml", "version": 1, "text": LONE}
    editor.notify("textDocument/didOpen", {"textDocument": document})
    assert "Untitled-1 is no file" in editor.next_of("window/logMessage")["message"]


def test_who_starts_it_on_a_terminal_is_told_what_it_waits_for(healthy: Repository) -> None:
    pty = pytest.importorskip("pty", reason="no terminals here")
    outer, inner = pty.openpty()
    command = [sys.executable, "-m", "multiaz_lint", "lsp"]
    with subprocess.Popen(
        command, cwd=healthy.path, env=healthy.environ, stdin=inner, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        os.close(inner)
        assert process.stderr is not None
        assert b"waits for an editor" in process.stderr.readline()
        os.close(outer)
        assert process.wait(timeout=60) == 1


# What an editor should not send ---------------------------------------------------------------


def code(answer: dict[str, Any]) -> int:
    number: int = answer["error"]["code"]
    return number


def test_requests_that_do_not_fit_are_answered_with_an_error(editor: Client) -> None:
    assert code(editor.ask("textDocument/hover", {})) == -32002
    editor.begin()
    assert code(editor.ask("initialize", {"capabilities": {}})) == -32600
    assert code(editor.ask("textDocument/rename", {})) == -32601
    wrong: list[Any] = [None, [], 7, {}, {"position": 3}, {"position": {"line": "a"}}]
    for parameters in wrong:
        assert code(editor.ask("textDocument/hover", parameters)) == -32602
        assert code(editor.ask("textDocument/codeAction", parameters)) == -32602
    assert editor.ask("shutdown")["result"] is None
    assert code(editor.ask("textDocument/hover", {})) == -32600
    editor.notify("exit")
    assert editor.ended()[0] == 0


def test_notifications_that_are_not_understood_end_no_session(
    healthy: Repository, editor: Client
) -> None:
    editor.notify("textDocument/didOpen", {"textDocument": {}})  # nothing was initialized
    editor.begin(healthy.path)
    editor.notify("$/setTrace", {"value": "off"})
    wrong: list[Any] = [None, [], {}, {"textDocument": {"uri": 7, "text": 3}}]
    for parameters in wrong:
        editor.notify("textDocument/didOpen", parameters)
        assert "didOpen is not understood" in editor.next_of("window/logMessage")["message"]
    for body in (b"{", b"[]", b"\xff\xfe", b"[" * 100_000):
        editor.send_bytes(framed(body))
        while (answer := editor.next()).get("id", 0) is not None:
            pass
        assert code(answer) == -32700
    web = healthy.path / "k8s/web.yaml"
    editor.open(web, "\ud800" + LONE)
    editor.change(web, LONE)
    while not (found := editor.told(web)) or found[0]["code"] != "replicas-too-few":
        pass
    assert editor.end() == 0


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: x\r\n\r\n",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: 99999999999999999999\r\n\r\n",
        b"Content-Type: a\r\n\r\n",
        b"GET / HTTP/1.1\r\n",
        b"a" * 10_000,
    ],
)
def test_a_stream_that_cannot_be_read_ends_the_session_with_a_word(
    editor: Client, header: bytes
) -> None:
    editor.send_bytes(header)
    ended, words = editor.ended()
    assert ended == 1
    assert words.startswith("multiaz-lint: ")
    assert "Traceback" not in words


def test_an_editor_that_goes_away_ends_the_session(healthy: Repository, editor: Client) -> None:
    editor.begin(healthy.path)
    assert editor.process.stdin is not None
    editor.process.stdin.close()
    assert editor.ended() == (1, "")


def test_exit_without_shutdown_is_an_error(editor: Client) -> None:
    editor.begin()
    editor.notify("exit")
    assert editor.ended() == (1, "")


# The protocol itself --------------------------------------------------------------------------


def test_all_messages_are_those_of_the_protocol(healthy: Repository, editor: Client) -> None:
    types = pytest.importorskip("lsprotocol.types")
    converter = pytest.importorskip("lsprotocol.converters").get_converter()
    watching = {"didChangeWatchedFiles": {"dynamicRegistration": True}}
    able = editor.begin(healthy.path, workspace=watching)
    converter.structure(able, types.InitializeResult)
    web, budget = healthy.path / "k8s/web.yaml", healthy.path / "k8s/budget.yaml"
    editor.open(budget, BUDGET.replace("maxUnavailable: 1", "minAvailable: 3"))
    assert editor.told(budget)
    editor.open(web, LONE)
    (found,) = editor.told(web)
    at = {"textDocument": {"uri": web.as_uri()}}
    whole = {**at, "range": found["range"], "context": {"diagnostics": []}}
    action, _ = editor.ask("textDocument/codeAction", whole)["result"]
    converter.structure(action, types.CodeAction)
    hover = editor.ask("textDocument/hover", {**at, "position": found["range"]["start"]})
    converter.structure(hover["result"], types.Hover)
    for message in editor.heard:
        if "method" in message:
            kind = types.METHOD_TO_TYPES[message["method"]][0]
            converter.structure(json.loads(json.dumps(message)), kind)
