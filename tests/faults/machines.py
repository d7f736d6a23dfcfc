"""Faults of machines: disks, streams, signals, environments."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

from tests.faults.place import DOCUMENTED, Place, Ran, ended, place, promise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Try = Callable[[list[str], int], Iterator[Ran]]
    """Runs a command under the fault, as often as it takes, and yields how each run ended."""

NOT_CALLED_SO = 54_321
"""A user that the system has no name for, as containers have."""


def _with(**more: Any) -> Try:
    """Make a fault of what a process is started with."""

    def attempt(arguments: list[str], files: int) -> Iterator[Ran]:
        with place(files=files) as made:
            ran = made.run(arguments, **more)
            made.check(ran)
            yield ran

    return attempt


def _closed(*streams: int) -> Try:
    def close() -> None:
        for each in streams:
            os.close(each)

    def attempt(arguments: list[str], files: int) -> Iterator[Ran]:
        with place(files=files) as made:
            pipes = {name: None for number, name in enumerate(("stdin", "stdout", "stderr"))
                     if number in streams}  # fmt: skip
            ran = made.run(arguments, preexec_fn=close, **pipes)
            made.check(ran)
            yield ran

    return attempt


def _reader_gone(arguments: list[str], files: int) -> Iterator[Ran]:
    with place(files=max(files, 120)) as made:
        wanted = made.run(arguments).code
    with place(files=max(files, 120)) as made:
        process = made.start(arguments)
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        process.stdout = open(os.devnull, "rb")  # noqa: SIM115 - closed with the process
        ran = ended(process)
        made.check(ran, {wanted})
        yield ran


def _signalled(number: signal.Signals, code: int) -> Try:
    """Send a signal at many moments of a run."""

    def attempt(arguments: list[str], files: int) -> Iterator[Ran]:
        for delay in (0.03, 0.1, 0.2, 0.3, 0.4, 0.6, 0.9, 1.3):
            with place(files=max(files, 120)) as made:
                process = made.start(arguments)
                time.sleep(delay)
                process.send_signal(number)
                sent = time.monotonic()
                ran = ended(process)
                took = time.monotonic() - sent
                promise(took < 10 or ran.code in DOCUMENTED, f"it ends {took:.1f} s later")
                # Before Python is up, the signal itself ends it.
                made.check(
                    ran, {*DOCUMENTED, code, -number} if delay < 0.5 else {*DOCUMENTED, code}
                )
                yield ran

    return attempt


def _small_files(size: int) -> Try:
    """Let no file become larger than so many bytes, as a quota does."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return _with(preexec_fn=limit)


def _full_disk(room: int) -> Try:
    """Put the tree and the reports on a disk that has room for so many bytes more."""

    def attempt(arguments: list[str], files: int) -> Iterator[Ran]:
        with place(files=files) as made:
            size = (files + 30) * 4096
            mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs"]
            subprocess.run([*mount, str(made.out)], check=True)
            subprocess.run([*mount, str(made.tree)], check=True)
            try:
                (made.tree / ".git").mkdir()
                for name, text in made.manifests.items():
                    (made.tree / name).write_text(text)
                made.hand_over()
                for folder in (made.tree, made.out):
                    _fill(folder, room)
                ran = made.run(arguments)
                made.check(ran)
                yield ran
            finally:
                for folder in (made.tree, made.out):
                    subprocess.run(["umount", str(folder)], check=True)

    return attempt


def _fill(folder: Any, room: int) -> None:
    status = os.statvfs(folder)
    left = status.f_bavail * status.f_frsize - room
    (folder / "filler").write_bytes(b"\0" * max(left, 0))


def _closed_folder(arguments: list[str], files: int) -> Iterator[Ran]:
    with place(files=files) as made:
        made.out.chmod(0o555)
        made.tree.chmod(0o555)
        ran = made.run(arguments)
        made.check(ran)
        made.tree.chmod(0o755)
        yield ran


def _read_only_home(arguments: list[str], files: int) -> Iterator[Ran]:
    with place(files=files) as made:
        made.home.chmod(0o555)
        ran = made.run(arguments)
        made.check(ran)
        yield ran


def _gone(arguments: list[str], files: int) -> Iterator[Ran]:
    """Take the folder away in which the run stands."""
    with place(files=files) as made:
        process = made.start(arguments, preexec_fn=lambda: _leave(made))
        ran = ended(process)
        promise("Traceback" not in ran.err, ran.err)
        promise(ran.code in DOCUMENTED, f"exit code {ran.code}")
        yield ran


def _leave(made: Place) -> None:
    os.chdir(made.home)
    os.mkdir("gone")
    os.chdir("gone")
    os.rmdir(made.home / "gone")


def _nameless(arguments: list[str], files: int) -> Iterator[Ran]:
    with place(files=files) as made:
        if os.geteuid() == 0:
            for path, folders, names in os.walk(made.folder):
                for name in ("", *folders, *names):
                    os.chown(os.path.join(path, name), NOT_CALLED_SO, NOT_CALLED_SO)
            user = {"user": NOT_CALLED_SO, "group": NOT_CALLED_SO, "extra_groups": []}
        else:
            user = {}
        ran = made.run(arguments, env={"HOME": None}, **user)
        made.check(ran)
        promise(not (made.tree / "~").exists(), "it made a folder called ~")
        yield ran


C = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

MACHINES: dict[str, Try] = {
    **({
        "a full disk": _full_disk(0),
        "a disk with room for 4 KB": _full_disk(4096),
        "a disk with room for 12 KB": _full_disk(12288),
    } if os.geteuid() == 0 else {}),
    "no file above 100 bytes": _small_files(100),
    "no file above 2 KB": _small_files(2048),
    "standard output closed": _closed(1),
    "standard input closed": _closed(0),
    "all streams closed": _closed(0, 1, 2),
    "a reader that goes away": _reader_gone,
    "SIGINT": _signalled(signal.SIGINT, 130),
    "SIGTERM": _signalled(signal.SIGTERM, 143),
    "SIGHUP": _signalled(signal.SIGHUP, 129),
    "locale C": _with(env=C),
    "an unknown locale": _with(env={"LC_ALL": "xx_YY.nonsense"}),
    "a read-only home": _read_only_home,
    "HOME unset": _with(env={"HOME": None}),
    "HOME unset, and a user without a name": _nameless,
    "HOME that is not there": _with(env={"HOME": "/nonexistent"}),
    "a folder that may not be written": _closed_folder,
    "a folder that is gone": _gone,
    "no folder for temporary files": _with(env={"TMPDIR": "/nonexistent"}),
    "no terminal": _with(start_new_session=True),
    "TERM of nothing": _with(env={"TERM": "nonsense", "COLUMNS": "0", "FORCE_COLOR": "1"}),
}  # fmt: skip
"""Each fault, and how a command is tried under it."""
