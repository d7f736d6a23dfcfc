"""Messages of the language server survive whatever stands around them, and in them."""

from __future__ import annotations

import json
import os
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from multiaz_lint.lsp import rpc
from multiaz_lint.lsp.documents import Documents, _of_windows, path_of
from multiaz_lint.lsp.scope import folder_of
from multiaz_lint.lsp.session import Session
from multiaz_lint.options import CHECK, defaults

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = some.text(some.characters(), max_size=20)
VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | WORDS,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(WORDS, inner, max_size=3),
    max_leaves=10,
)
MESSAGES = some.dictionaries(WORDS, VALUES, max_size=4)
HEADERS = some.sampled_from(
    [
        "Content-Length: {}\r\n\r\n",
        "Content-Length:{}\n\n",
        "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:  {} \r\n\r\n",
    ]
)


@given(some.lists(some.tuples(MESSAGES, HEADERS), max_size=4))
def test_what_is_sent_is_what_is_read(sent: list[tuple[dict[str, Any], str]]) -> None:
    stream = BytesIO()
    for message, header in sent:
        body = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
        stream.write(header.format(len(body)).encode() + body)
    stream.seek(0)
    for message, _ in sent:
        assert rpc.read(stream) == message
    assert rpc.read(stream) is None


@given(some.lists(MESSAGES, max_size=4))
def test_what_is_written_can_be_read(messages: list[dict[str, Any]]) -> None:
    stream = BytesIO()
    for message in messages:
        rpc.write(stream, message)
    stream.seek(0)
    for message in messages:
        assert rpc.read(stream) == {"jsonrpc": "2.0", **message}
    assert rpc.read(stream) is None


FRAMED = some.builds(
    lambda length, body: b"Content-Length: %d\r\n\r\n%s" % (length, body),
    some.integers(0, 30),
    some.binary(max_size=40),
)


@given(some.binary(max_size=200) | FRAMED)
@example(b"Content-Length: \xc2\xb2\r\n\r\n")
@example(b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}")
def test_bytes_that_are_no_messages_are_refused(data: bytes) -> None:
    stream = BytesIO(data)
    try:
        while rpc.read(stream) is not None:
            pass
    except (rpc.BrokenStreamError, rpc.BrokenMessageError):
        pass


@given(WORDS | WORDS.map(lambda word: f"file:///{word}") | WORDS.map(lambda word: f"file:{word}"))
def test_an_address_leads_to_a_full_path_or_nowhere(uri: str) -> None:
    documents = Documents()
    try:
        document = documents.open(uri, "a: 1", 1)
    except ValueError:  # a lone surrogate is in no address
        return
    assert (document is None) == (path_of(uri) is None)
    if document is not None:
        assert document.path.startswith("/")
        assert documents.of_file(document.path) is document
        assert documents.uri_of(document.path) == uri
    documents.close(uri)
    assert documents.texts == {}


@pytest.mark.parametrize(
    ("host", "path", "expected"),
    [
        ("", "/c:/a/../web.yaml", r"c:\web.yaml"),
        ("", "/C:/", "C:\\"),
        ("server", "/share/a/web.yaml", r"\\server\share\a\web.yaml"),
        ("", "/web.yaml", None),
        ("", "/C:", None),
        ("", "/C:web.yaml", None),
        ("server", "/web.yaml", None),
    ],
)
def test_an_address_leads_to_a_drive_or_another_machine(
    host: str, path: str, expected: str | None
) -> None:
    assert _of_windows(host, path) == expected


def test_of_a_drive_that_is_gone_no_folder_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "isdir", lambda _: False)
    assert folder_of("/a/b/c.yaml") == "/"


METHODS = some.sampled_from(
    [
        "textDocument/didOpen", "textDocument/didChange", "textDocument/didSave",
        "textDocument/didClose", "textDocument/hover", "textDocument/codeAction",
        "codeAction/resolve",
        "workspace/didChangeWatchedFiles", "workspace/didChangeWorkspaceFolders",
        "$/cancelRequest", "$/setTrace", "initialized",
    ]
)  # fmt: skip
_KEYS = some.sampled_from(
    ["textDocument", "uri", "text", "version", "contentChanges", "range", "start", "end", "id",
     "position", "line", "character", "context", "only", "diagnostics", "event", "added",
     "removed", "data"],
)  # fmt: skip
_LEAVES = (
    some.none()
    | some.integers(-3, 9)
    | some.sampled_from(["file:///a.yaml", "", "x:y", "source.fixAll"])
)
PARAMETERS = some.recursive(
    _LEAVES,
    lambda inner: some.lists(inner, max_size=2) | some.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=20,
)


@given(some.lists(some.tuples(METHODS, PARAMETERS, some.booleans()), max_size=8))
@example(
    [("textDocument/didChange", {"textDocument": {"uri": "x:y"}, "contentChanges": []}, False)]
)
def test_no_message_ends_a_session(messages: list[tuple[str, Any, bool]]) -> None:
    stream = BytesIO()
    started: list[Callable[[], Callable[[], None]]] = []
    session = Session(
        {**defaults(CHECK), "changed": True}, stream, started.append, lambda answer: answer()
    )
    session.receive({"id": "first", "method": "initialize", "params": {"capabilities": {}}})
    for number, (method, parameters, asks) in enumerate(messages):
        message: dict[str, Any] = {"method": method, "params": parameters}
        session.receive({**message, "id": number} if asks else message)
    here = os.getcwd()
    session.idle()
    while started:
        started.pop(0)()()
    os.chdir(here)
    session.receive({"id": "last", "method": "shutdown"})
    stream.seek(0)
    answered = []
    while (answer := rpc.read(stream)) is not None:
        if "id" in answer and "method" not in answer:
            answered.append(answer["id"])
    asked = [number for number, (_, _, asks) in enumerate(messages) if asks]
    assert sorted(answered[1:-1]) == asked
    assert (answered[0], answered[-1]) == ("first", "last")
