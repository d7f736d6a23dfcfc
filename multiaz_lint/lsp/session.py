"""A session with one editor: its messages in, diagnostics and answers out.

A text is checked when it is opened or saved, and when one pauses while typing. The check runs
beside the session, which goes on to answer: what needs its outcome waits for it.
"""

from __future__ import annotations

import os
from functools import partial
from time import monotonic

from multiaz_lint import __version__
from multiaz_lint.lsp import rpc
from multiaz_lint.lsp.checking import Checking, Failed
from multiaz_lint.lsp.documents import Documents, path_of
from multiaz_lint.lsp.findings import Finding, Findings, pages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, BinaryIO

    from multiaz_lint.lsp.checking import Checks
    from multiaz_lint.lsp.rpc import Message

    Json = Any

_PAUSE = 0.3
"""Seconds without typing after which a text is checked."""
_LOOK = 5.0
"""Seconds between two looks for the process of the editor."""
_ERROR, _LOG = 1, 4
"""Types of messages that editors show, and write into their logs."""
_WATCHED = ("**/*.{yaml,yml,json}", "**/Kustomization", "**/.multiaz-lint-baseline.json")
_OF_CHECKS = frozenset({"textDocument/codeAction"})
"""Requests whose answer must be one of the text as it is."""
_SYNC_WHOLE_TEXTS = 1
_FILES = {"openClose": True, "change": _SYNC_WHOLE_TEXTS, "save": True}

_MISUNDERSTOOD = (AttributeError, LookupError, TypeError, ValueError)
"""What comes of parameters that are not those of the protocol."""


class RequestError(Exception):
    """A request that cannot be answered: the code and words of JSON-RPC."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


class Session:
    """What is open in the editor, and what it was told.

    ``beside`` starts a check, whose outcome comes back by :meth:`take`.
    """

    def __init__(
        self,
        values: dict[str, Any],
        output: BinaryIO,
        beside: Callable[[Callable[[], Checks]], None],
    ) -> None:
        self._checks = Checking(values)
        self._output = output
        self._beside = beside
        self._documents = Documents()
        self._findings = Findings(self._documents, utf16=True)
        self._told: dict[str, list[Finding]] = {}
        """What the editor was told, by the addresses of the files."""
        self._folders: list[str] = []
        self._due: float | None = None
        """When the texts are to be checked; None where they need not be."""
        self._checking: dict[str, int | None] | None = None
        """The versions of the texts that are being checked, by their addresses."""
        self._waiting: list[tuple[Json, str, Json]] = []
        """Requests that wait for a check: number, method and parameters."""
        self._versioned = False
        self._watches = False
        self._begun = False
        self._ended = False
        self._editor = 0
        """The process of the editor, with which the server ends; 0 where it is not known."""
        self._said: list[str] = []
        self.exit_code: int | None = None
        """Set once the editor has asked the server to end."""
        self._requests: dict[str, Callable[[Json], Json]] = {
            "initialize": self._initialize,
            "shutdown": self._shutdown,
            "textDocument/codeAction": self._code_actions,
            "textDocument/hover": self._hover,
        }
        self._notifications: dict[str, Callable[[Json], None]] = {
            "initialized": self._initialized,
            "exit": self._exit,
            "$/cancelRequest": self._cancel,
            "textDocument/didOpen": self._did_open,
            "textDocument/didChange": self._did_change,
            "textDocument/didSave": self._did_save,
            "textDocument/didClose": self._did_close,
            "workspace/didChangeWatchedFiles": self._did_change_on_disk,
            "workspace/didChangeWorkspaceFolders": self._did_change_folders,
        }

    # messages

    @property
    def patience(self) -> float | None:
        """How many seconds may pass before something is to be done; None for any number."""
        if self._due is not None and self._checking is None:
            return max(0.0, self._due - monotonic())
        return _LOOK if self._editor else None

    def idle(self) -> None:
        """Do what is due when no message has come for so long."""
        if self._due is not None and self._checking is None:
            self._check()
        elif not _is_there(self._editor):
            self.exit_code = 1

    def receive(self, message: Message) -> None:
        """Do what a message asks for."""
        method = message.get("method")
        if not isinstance(method, str):
            return  # an answer to what the server has asked for
        if "id" in message:
            number = message["id"]
            if type(number) not in {int, str, type(None)}:
                self.refuse(rpc.INVALID_REQUEST, "an id is a number or a string")
            else:
                self._answer(number, method, message.get("params"))
        elif method == "exit" or (self._begun and not self._ended):
            handle = self._notifications.get(method)
            if handle is not None:
                try:
                    handle(message.get("params"))
                except _MISUNDERSTOOD as error:
                    self._log(f"{method} is not understood: {error!r}")

    def _answer(self, number: Json, method: str, parameters: Json) -> None:
        try:
            handle = self._handler(method)
            if method in _OF_CHECKS and (self._due is not None or self._checking is not None):
                self._waiting.append((number, method, parameters))
                return
            self._send({"id": number, "result": handle(parameters)})
        except RequestError as error:
            self._fail(number, error.code, str(error))
        except _MISUNDERSTOOD as error:
            self._fail(number, rpc.INVALID_PARAMS, f"{method} is not understood: {error!r}")

    def _fail(self, number: Json, code: int, words: str) -> None:
        self._send({"id": number, "error": {"code": code, "message": words}})

    def _handler(self, method: str) -> Callable[[Json], Json]:
        if self._ended or (method == "initialize" and self._begun):
            raise RequestError(rpc.INVALID_REQUEST, f"{method} does not follow here")
        if not self._begun and method != "initialize":
            raise RequestError(rpc.NOT_INITIALIZED, "initialize comes first")
        handle = self._requests.get(method)
        if handle is None:
            raise RequestError(rpc.METHOD_NOT_FOUND, f"no such method: {method}")
        return handle

    def refuse(self, code: int, words: str) -> None:
        """Answer a message that nobody can tell the number of."""
        self._fail(None, code, words)

    def _cancel(self, parameters: Json) -> None:
        """Give up what waits under a number; what has been answered stays so."""
        number = parameters["id"]
        self._give_up([each for each in self._waiting if each[0] == number])

    def _give_up(self, requests: list[tuple[Json, str, Json]]) -> None:
        for each in requests:
            self._waiting.remove(each)
            self._fail(each[0], rpc.REQUEST_CANCELLED, "cancelled")

    def _send(self, message: Message) -> None:
        rpc.write(self._output, message)

    def _notify(self, method: str, parameters: Json) -> None:
        self._send({"method": method, "params": parameters})

    def _log(self, words: str) -> None:
        self._notify("window/logMessage", {"type": _LOG, "message": words})

    # the session

    def _initialize(self, parameters: Json) -> Json:
        abilities = parameters.get("capabilities") or {}
        encodings = (abilities.get("general") or {}).get("positionEncodings") or ()
        characters = "utf-32" in encodings
        self._findings = Findings(self._documents, utf16=not characters)
        workspace = abilities.get("workspace") or {}
        self._versioned = bool((workspace.get("workspaceEdit") or {}).get("documentChanges"))
        watching = workspace.get("didChangeWatchedFiles") or {}
        self._watches = bool(watching.get("dynamicRegistration"))
        opened = parameters.get("workspaceFolders") or [{"uri": parameters.get("rootUri") or ""}]
        self._folders = [path for each in opened if (path := path_of(each["uri"]))]
        process = parameters.get("processId")
        if type(process) is int and process > 0 and _is_there(process):
            self._editor = process
        self._begun = True
        return {
            "capabilities": {
                "positionEncoding": "utf-32" if characters else "utf-16",
                "textDocumentSync": _FILES,
                "codeActionProvider": {"codeActionKinds": ["quickfix"]},
                "hoverProvider": True,
                "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
            },
            "serverInfo": {"name": "multiaz-lint", "version": __version__},
        }

    def _initialized(self, _: Json) -> None:
        if self._watches:
            watchers = [{"globPattern": each} for each in _WATCHED]
            method = "workspace/didChangeWatchedFiles"
            registration = {
                "id": method, "method": method, "registerOptions": {"watchers": watchers},
            }  # fmt: skip
            parameters = {"registrations": [registration]}
            self._send({"id": 1, "method": "client/registerCapability", "params": parameters})

    def _shutdown(self, _: Json) -> None:
        self._give_up([*self._waiting])
        self._ended = True
        self._due = None

    def _exit(self, _: Json) -> None:
        self.exit_code = 0 if self._ended else 1

    # texts

    def _did_open(self, parameters: Json) -> None:
        opened = parameters["textDocument"]
        self._take(opened["uri"], opened["text"], opened.get("version"), pause=0)

    def _did_change(self, parameters: Json) -> None:
        changed, changes = parameters["textDocument"], parameters["contentChanges"]
        uri = changed["uri"]
        document = self._documents.of_uri(uri)
        if any(each.get("range") is not None for each in changes):
            self._forget(uri)
            raise ValueError("whole texts were asked for, not parts")
        text = document.text if document is not None and not changes else changes[-1]["text"]
        self._take(uri, text, changed.get("version"), pause=_PAUSE)

    def _take(self, uri: str, text: str, version: int | None, pause: float) -> None:
        if not isinstance(text, str):
            raise TypeError("a text is a string")
        if self._documents.open(uri, text, version) is None:
            self._log(f"{uri} is no file: it is not checked")
            return
        self._check_in(pause)

    def _did_save(self, _: Json) -> None:
        self._check_in(0)

    def _did_close(self, parameters: Json) -> None:
        self._forget(parameters["textDocument"]["uri"])

    def _forget(self, uri: str) -> None:
        self._documents.close(uri)
        if self._told.pop(uri, None):
            self._publish(uri, [])
        self._check_in(0)

    def _did_change_on_disk(self, _: Json) -> None:
        self._check_in(_PAUSE)

    def _did_change_folders(self, parameters: Json) -> None:
        event = parameters["event"]
        gone = {path_of(each["uri"]) for each in event["removed"]}
        new = [path for each in event["added"] if (path := path_of(each["uri"]))]
        self._folders = [each for each in self._folders if each not in gone] + new
        self._check_in(0)

    def _check_in(self, seconds: float) -> None:
        self._due = monotonic() + seconds

    # findings

    def _check(self) -> None:
        """Have the open texts checked."""
        self._due = None
        self._checking = {each.uri: each.version for each in self._documents}
        texts, folders = self._documents.texts, [*self._folders]
        self._beside(partial(self._checks.check, texts, folders))

    def take(self, checks: Checks) -> None:
        """Tell the editor what was found, and answer what has waited for it."""
        versions = self._checking or {}
        self._checking = None
        if self._ended:
            return
        found: dict[str, list[Finding]] = {
            uri: [] for uri in versions if self._documents.of_uri(uri) is not None
        }
        failures: list[str] = []
        several = len(checks) > 1
        for checked in checks:
            if isinstance(checked, Failed):
                failures.append(checked.why)
                continue
            for uri, finding in self._findings.of(checked):
                known = found.setdefault(uri, [])
                if several and any(each.told == finding.told for each in known):
                    continue  # a file may be in the scope of several configurations
                known.append(finding)
        self._say(failures)
        for uri in [*found, *(each for each in self._told if each not in found)]:
            self._publish(uri, found.get(uri, []), versions.get(uri))
        self._told = {uri: findings for uri, findings in found.items() if findings}
        if self._due is None:
            waiting, self._waiting = self._waiting, []
            for each in waiting:
                self._answer(*each)

    def _publish(self, uri: str, findings: list[Finding], version: int | None = None) -> None:
        parameters: Json = {"uri": uri, "diagnostics": [each.told for each in findings]}
        if version is not None:
            parameters["version"] = version
        self._notify("textDocument/publishDiagnostics", parameters)

    def _say(self, failures: list[str]) -> None:
        """Show errors, but each once only while it stays the same."""
        for words in dict.fromkeys(failures):
            if words not in self._said:
                message = {"type": _ERROR, "message": f"multiaz-lint: {words}"}
                self._notify("window/showMessage", message)
        self._said = failures

    def _touched(self, parameters: Json, start: Json, end: Json) -> list[Finding]:
        """Return the findings between two positions of a text."""
        places = [(each["line"], each["character"]) for each in (start, end)]
        told = self._told.get(parameters["textDocument"]["uri"], [])
        return [each for each in told if each.touches(*places)]

    def _code_actions(self, parameters: Json) -> Json:
        wanted = parameters["context"].get("only") or ["quickfix"]
        if not any(each in {"", "quickfix"} for each in wanted):
            return []
        at = parameters["range"]
        touched = self._touched(parameters, at["start"], at["end"])
        return [
            *self._findings.quick_fixes(touched, versioned=self._versioned),
            *self._findings.silencings(touched, versioned=self._versioned),
        ]

    def _hover(self, parameters: Json) -> Json:
        at = parameters["position"]
        text = pages(self._touched(parameters, at, at))
        return {"contents": {"kind": "markdown", "value": text}} if text else None


def _is_there(process: int) -> bool:
    """Whether a process runs, as far as this can be told: one in another container is not seen."""
    if os.name == "nt":
        return True  # where to ask is to end it
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # another user's
    return True
