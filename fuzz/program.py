"""Runs the program within this process, in a folder of its own, as a shell would run it."""

from __future__ import annotations

import gc
import io
import os
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from fuzz.target import BrokenError
from multiaz_lint.__main__ import _dispatch
from multiaz_lint.commands.exits import CLEAN, FINDINGS, NOTHING, USAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

ANSWERS = (CLEAN, FINDINGS, USAGE, NOTHING)
_MEMORY_DISK = "/dev/shm"


class Answer(NamedTuple):
    """How a run ended, and what it said."""

    code: int
    out: str
    err: str


def run(arguments: list[str], files: Mapping[str, str], stdin: str = "") -> Answer:
    """Run the program on files of a new folder.

    Raises:
        BrokenError: It ends with a code that tells of a fault, or refuses without a word.

    """
    place = _MEMORY_DISK if os.path.isdir(_MEMORY_DISK) else None
    with TemporaryDirectory(dir=place) as folder, chdir(folder):
        for name, text in files.items():
            with open(name, "wb") as file:
                file.write(text.encode("utf-8", "replace"))
        out, err = io.StringIO(), io.StringIO()
        before = sys.stdin
        sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8", "replace")))
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = _dispatch(arguments)
        finally:
            sys.stdin = before
            gc.enable()
    answer = Answer(code, out.getvalue(), err.getvalue())
    if code not in ANSWERS:
        raise BrokenError(f"ends with {code}: {answer.out[-500:]}{answer.err[-500:]}")
    if code == USAGE and not answer.err.startswith("multiaz-lint: "):
        raise BrokenError("refuses without a word")
    return answer
