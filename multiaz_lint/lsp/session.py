"""A session with one editor: its messages in, diagnostics and answers out.

A text is checked when it is opened or saved, and when one pauses while typing. The check runs
beside the session, which goes on to answer: what needs its outcome waits for it. What is found in
the open texts themselves is told before the rest is judged (``multiaz_lint.stages.ahead``).
"""

from __future__ import annotations

import os
from functools import partial

from multiaz_lint.lsp import rpc
from multiaz_lint.lsp.abilities import FIX_ALL, QUICK_FIX, Abilities, are_wanted
from multiaz_lint.lsp.checking import Checking, Failed
from multiaz_lint.lsp.documents import Documents, path_of
from multiaz_lint.lsp.edits import Edits
from multiaz_lint.lsp.exchange import LATER, Exchange
from multiaz_lint.lsp.findings import Findings, fix_all_later, pages
from multiaz_lint.lsp.telling import Telling
from multiaz_lint.lsp.work import Schedule, Work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, BinaryIO

    from multiaz_lint.lsp.checking import Checked, Checks, Mended
    from multiaz_lint.lsp.documents import Document
    from multiaz_lint.lsp.findings import Finding
    from multiaz_lint.lsp.work import Answer

    Json = Any

_LOOK = 5.0
"""Seconds between two looks for the process of the editor."""
_ACTIONS, _RESOLVE = "textDocument/codeAction", "codeAction/resolve"


class Session:
    """What is open in the editor, and what is to be done about it.

    ``beside`` does some work in another thread, and calls what comes of it in that of the session.
    ``soon`` calls something there while the work goes on.
    """

    def __init__(
        self,
        values: dict[str, Any],
        output: BinaryIO,
        beside: Callable[[Callable[[], Answer]], None],
        soon: Callable[[Answer], None],
    ) -> None:
        requests: dict[str, Callable[[Json, Json], Json]] = {
            "initialize": self._initialize,
            "shutdown": self._shutdown,
            _ACTIONS: self._actions,
            _RESOLVE: self._resolve,
            "textDocument/hover": self._hover,
        }
        notifications: dict[str, Callable[[Json], None]] = {
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
        self._exchange = Exchange(output, requests, notifications)
        self.receive = self._exchange.receive
        self.refuse = self._exchange.refuse
        self._schedule = Schedule(self._exchange, beside)
        self._soon = soon
        self._checks = Checking(values)
        self._documents = Documents()
        self._telling = Telling(self._exchange, self._documents)
        self._able = Abilities({})
        self._findings = self._made()
        self._folders: list[str] = []
        self.exit_code: int | None = None
        """Set once the editor has asked the server to end."""

    @property
    def patience(self) -> float | None:
        """How many seconds may pass before something is to be done; None for any number."""
        seconds = self._schedule.seconds
        if seconds is None and self._able.process:
            return _LOOK
        return seconds

    def idle(self) -> None:
        """Do what is due when no message has come for so long."""
        if self._schedule.seconds is not None:
            self._check()
        elif not _is_there(self._able.process):
            self.exit_code = 1

    # the session

    def _initialize(self, _: Json, parameters: Json) -> Json:
        self._able = Abilities(parameters)
        self._findings = self._made()
        self._folders = self._able.folders
        if not _is_there(self._able.process):
            self._able.process = 0  # it may be one of another container
        return self._able.answer

    def _made(self) -> Findings:
        able = self._able
        edits = Edits(self._documents, utf16=able.utf16, versioned=able.versioned)
        return Findings(self._documents, edits)

    def _initialized(self, _: Json) -> None:
        if self._able.watches:
            self._exchange.ask("client/registerCapability", self._able.watching)

    def _shutdown(self, *_: Json) -> None:
        self._schedule.stop()
        self._exchange.ended = True

    def _exit(self, _: Json) -> None:
        self.exit_code = 0 if self._exchange.ended else 1

    def _cancel(self, parameters: Json) -> None:
        self._schedule.cancel(parameters["id"])

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
        self._take(uri, text, changed.get("version"), pause=self._schedule.pause)

    def _take(self, uri: str, text: str, version: int | None, pause: float) -> None:
        if not isinstance(text, str):
            raise TypeError("a text is a string")
        if isinstance(version, (dict, list)):
            raise TypeError("a version is a number")
        if self._documents.open(uri, text, version) is None:
            self._exchange.log(f"{uri} is no file: it is not checked")
            return
        self._check_in(pause)

    def _did_save(self, _: Json) -> None:
        self._check_in(0)

    def _did_close(self, parameters: Json) -> None:
        self._forget(parameters["textDocument"]["uri"])

    def _forget(self, uri: str) -> None:
        self._documents.close(uri)
        self._telling.forget(uri)
        self._check_in(0)

    def _did_change_on_disk(self, _: Json) -> None:
        self._check_in(self._schedule.pause)

    def _did_change_folders(self, parameters: Json) -> None:
        event = parameters["event"]
        gone = {path_of(each["uri"]) for each in event["removed"]}
        new = [path for each in event["added"] if (path := path_of(each["uri"]))]
        self._folders = [each for each in self._folders if each not in gone] + new
        self._check_in(0)

    # checks

    def _check_in(self, seconds: float) -> None:
        self._schedule.check_in(seconds, [*self._documents])

    def _check(self) -> None:
        """Have the open texts checked."""
        work = Work([*self._documents])
        texts, folders = self._documents.texts, [*self._folders]

        def ahead(checked: Checked, origins: frozenset[str]) -> None:
            self._soon(partial(self._tell_ahead, work, checked, origins))

        def check() -> Answer:
            return partial(self._tell, work, self._checks.check(texts, folders, work, ahead))

        self._schedule.begin_check(work, check)

    def _tell_ahead(self, work: Work, checked: Checked, origins: frozenset[str]) -> None:
        if not (work.given_up or self._exchange.ended):
            work.answer_ahead()
            self._telling.tell_ahead(checked, origins, work.documents, self._findings)

    def _tell(self, work: Work, checks: Checks) -> None:
        self._telling.tell(checks, work.documents, self._findings)

    # actions

    def _actions(self, number: Json, parameters: Json) -> Json:
        """Return the edits that somebody asks for."""
        if self._schedule.must_wait(number, _ACTIONS, parameters):
            return LATER
        actions: list[Json] = []
        if are_wanted(QUICK_FIX, parameters):
            at = parameters["range"]
            touched = self._touched(parameters, at["start"], at["end"])
            actions += self._findings.quick_fixes(touched)
            actions += self._findings.silencings(touched)
            if self._findings.stale:
                self._findings.stale = False
                self._check_in(0)
        uri = parameters["textDocument"]["uri"]
        document = self._documents.of_uri(uri)
        if document is None:
            return actions
        if are_wanted(FIX_ALL, parameters):
            self._mend(number, document, lambda made: [*actions, *made])
            return LATER
        if self._able.resolves and not parameters["context"].get("only"):
            actions += fix_all_later(uri, self._telling.of(uri))
        return actions

    def _resolve(self, number: Json, action: Json) -> Json:
        """Return an action that was chosen, with its edit; without one where nothing is to do."""
        document = self._documents.of_uri((action.get("data") or {}).get("uri", ""))
        if document is None:
            return action
        if not self._schedule.must_wait(number, _RESOLVE, action):
            self._mend(number, document, lambda made: {**action, **(made[0] if made else {})})
        return LATER

    def _mend(self, number: Json, document: Document, answer: Callable[[list[Json]], Json]) -> None:
        """Have all edits of a text made and proven, and answer with what is made of them."""
        work = Work([*self._documents], number)
        texts, folders, path = self._documents.texts, [*self._folders], document.path

        def mend() -> Answer:
            mended = self._checks.mend(path, texts, folders, work)
            return partial(self._answer, number, mended, answer)

        self._schedule.begin(work, mend)

    def _answer(
        self, number: Json, mended: Mended | Failed | None, answer: Callable[[list[Json]], Json]
    ) -> None:
        if isinstance(mended, Failed):
            self._exchange.fail(number, rpc.REQUEST_FAILED, mended.why)
        else:
            made = [self._findings.fix_all(mended)] if mended is not None else []
            self._exchange.answer(number, answer(made))

    def _touched(self, parameters: Json, start: Json, end: Json) -> list[Finding]:
        return self._telling.between(parameters["textDocument"]["uri"], start, end)

    def _hover(self, _: Json, parameters: Json) -> Json:
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
