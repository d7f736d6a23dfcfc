"""An editor as a language server sees one: it speaks to a process over its two streams."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from itertools import accumulate
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SECONDS = 120


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def edited(text: str, edits: list[dict[str, Any]]) -> str:
    """Apply edits to a text, as an editor does that counts UTF-16 units."""
    lines = text.splitlines(keepends=True)
    starts = [0, *accumulate(len(line.encode("utf-16-le")) for line in lines)]
    data = text.encode("utf-16-le")
    for edit in reversed(edits):
        begin, end = (
            starts[at["line"]] + 2 * at["character"]
            for at in (edit["range"]["start"], edit["range"]["end"])
        )
        data = data[:begin] + edit["newText"].encode("utf-16-le") + data[end:]
    return data.decode("utf-16-le")


class Client:
    """A session with `multiaz-lint lsp`; ``heard`` are all messages of the server so far."""

    def __init__(self, folder: Path, *options: str, environ: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "multiaz_lint", "lsp", *options],
            cwd=folder, env=dict(environ), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        self.heard: list[dict[str, Any]] = []
        self._messages: Queue[dict[str, Any] | None] = Queue()
        self._number = 0
        self._listening = Thread(target=self._listen, daemon=True)
        self._listening.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(timeout=_SECONDS)
        self._listening.join(timeout=_SECONDS)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            with suppress(BrokenPipeError):
                stream.close()

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while line := stream.readline():
            length = int(line.partition(b":")[2])
            assert stream.readline() == b"\r\n"
            self._messages.put(json.loads(stream.read(length)))
        self._messages.put(None)

    def send_bytes(self, data: bytes) -> None:
        stream = self.process.stdin
        assert stream is not None
        stream.write(data)
        stream.flush()

    def send(self, message: dict[str, Any]) -> None:
        self.send_bytes(framed(json.dumps({"jsonrpc": "2.0", **message}).encode()))

    def notify(self, method: str, parameters: Any = None) -> None:
        self.send({"method": method, "params": parameters})

    @property
    def is_silent(self) -> bool:
        """Whether all that the server has said so far is read."""
        return self._messages.empty()

    def next(self) -> dict[str, Any]:
        """Return the next message of the server."""
        message = self._messages.get(timeout=_SECONDS)
        assert message is not None, self.ended()
        self.heard.append(message)
        return message

    def next_of(self, method: str) -> Any:
        """Return what the next message of this method says."""
        while (message := self.next()).get("method") != method:
            pass
        return message["params"]

    def ask(self, method: str, parameters: Any = None) -> dict[str, Any]:
        """Return the answer to a request."""
        self._number += 1
        self.send({"id": self._number, "method": method, "params": parameters})
        while (message := self.next()).get("id") != self._number or "method" in message:
            pass
        return message

    def begin(self, folder: Path | None = None, **capabilities: Any) -> dict[str, Any]:
        """Initialize the session, and return what the server can do."""
        root = folder.as_uri() if folder is not None else None
        parameters = {"processId": None, "rootUri": root, "capabilities": capabilities}
        answer: dict[str, Any] = self.ask("initialize", parameters)["result"]
        self.notify("initialized", {})
        return answer

    def open(self, path: Path, text: str, version: int = 1) -> None:
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, path: Path, text: str, version: int = 2) -> None:
        document = {"uri": path.as_uri(), "version": version}
        changes = [{"text": text}]
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def told(self, path: Path) -> list[dict[str, Any]]:
        """Return the diagnostics that come next for a file."""
        while (found := self.next_of("textDocument/publishDiagnostics"))["uri"] != path.as_uri():
            pass
        diagnostics: list[dict[str, Any]] = found["diagnostics"]
        return diagnostics

    def end(self) -> int:
        """End the session as an editor does, and return the exit code."""
        assert self.ask("shutdown")["result"] is None
        self.notify("exit")
        return self.process.wait(timeout=_SECONDS)

    def ended(self) -> tuple[int, str]:
        """Return the exit code and standard error of a server that has ended."""
        stream = self.process.stderr
        assert stream is not None
        return self.process.wait(timeout=_SECONDS), stream.read().decode()
