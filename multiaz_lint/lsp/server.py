"""The server: hears what the editor says, and lets its session answer.

The session has its own thread; two others read messages and do what takes long. What they bring
comes to it in one queue.
"""

from __future__ import annotations

import gc
import os
import sys
from queue import Empty, SimpleQueue
from threading import Thread, stack_size
from time import sleep

from multiaz_lint.lsp import rpc
from multiaz_lint.lsp.session import Session
from multiaz_lint.report.options import DOCUMENTATION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, BinaryIO

    from multiaz_lint.lsp.rpc import Message
    from multiaz_lint.lsp.work import Answer

    News = Message | Exception | Answer | None

_TO_PEOPLE = (
    "multiaz-lint: this waits for an editor that speaks the Language Server Protocol; how to set "
    f"one up: {DOCUMENTATION}/integrations/editors/\n"
)
_STACK = 64 * 1024 * 1024
"""Bytes for the calls of a check: some systems give little to all threads but the first."""

_TOLD = 0.02
"""Seconds in which an answer is passed on to the editor."""


def run(values: dict[str, Any]) -> int:
    """Serve an editor on standard input and output until it ends the session.

    The exit code is 0 if it said so before, else 1, as the protocol has it.
    """
    if sys.stdin.isatty():
        sys.stderr.write(_TO_PEOPLE)
    output = sys.stdout
    sys.stdout = sys.stderr  # nothing else may stand between messages
    messages: SimpleQueue[News] = SimpleQueue()
    works: SimpleQueue[Callable[[], Answer]] = SimpleQueue()
    session = Session(_from_here(values), output.buffer, works.put, messages.put)
    Thread(target=_listen, args=(sys.stdin.buffer, messages), daemon=True).start()
    stack_size(_STACK)
    Thread(target=_work, args=(works, messages), daemon=True).start()
    while session.exit_code is None:
        try:
            message = messages.get(timeout=session.patience)
        except Empty:
            session.idle()
            continue
        if message is None:
            return 1
        if isinstance(message, rpc.BrokenStreamError):
            sys.stderr.write(f"multiaz-lint: {message}\n")
            return 1
        if isinstance(message, Exception):
            session.refuse(rpc.PARSE_ERROR, str(message))
        elif callable(message):
            message()
        else:
            session.receive(message)
    return session.exit_code


def _work(works: SimpleQueue[Callable[[], Answer]], messages: SimpleQueue[News]) -> None:
    """Do one work after the other, and let go of what each has left once it is answered.

    Resources and what is read of them know each other: thousands of files leave 100 MB.
    """
    while True:
        messages.put(works.get()())
        sleep(_TOLD)  # no other thread runs while Python collects
        gc.collect()


def _listen(stream: BinaryIO, messages: SimpleQueue[News]) -> None:
    """Put what comes into the queue, to the end of the stream."""
    while True:
        try:
            message = rpc.read(stream)
        except rpc.BrokenMessageError as error:
            messages.put(error)
            continue
        except (rpc.BrokenStreamError, OSError) as error:
            messages.put(rpc.BrokenStreamError(str(error)))
            return
        messages.put(message)
        if message is None:
            return


_FILES_OF_OPTIONS = ("config", "baseline", "cache_dir")


def _from_here(values: dict[str, Any]) -> dict[str, Any]:
    """Return values whose paths hold wherever the check of a text takes the process."""
    made = {**values, "rule_file": [os.path.abspath(each) for each in values["rule_file"]]}
    for name in _FILES_OF_OPTIONS:
        if made[name]:
            made[name] = os.path.abspath(made[name])
    return made
