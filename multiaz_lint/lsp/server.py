"""The server: hears what the editor says, and lets its session answer.

Everything runs in one thread, but for the reading of messages: what comes during a check waits for
its end.
"""

from __future__ import annotations

import os
import sys
from queue import Empty, SimpleQueue
from threading import Thread

from multiaz_lint.lsp import rpc
from multiaz_lint.lsp.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

    from multiaz_lint.lsp.rpc import Message


def run(values: dict[str, Any]) -> int:
    """Serve an editor on standard input and output until it ends the session.

    The exit code is 0 if it said so before, else 1, as the protocol has it.
    """
    output = sys.stdout
    sys.stdout = sys.stderr  # nothing else may stand between messages
    session = Session(_from_here(values), output.buffer)
    messages: SimpleQueue[Message | Exception | None] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, messages), daemon=True).start()
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
        else:
            session.receive(message)
    return session.exit_code


def _listen(stream: BinaryIO, messages: SimpleQueue[Message | Exception | None]) -> None:
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
