"""A signal ends a run at any moment, and what is half-written goes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="a process sends itself a signal")

START = """\
import os, signal, sys, time, weakref
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever starts the tests may ignore it
from multiaz_lint import __main__, atomic

def send(*names):
    for name in names:
        os.kill(os.getpid(), getattr(signal, name))
"""


def run(body: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run code as a command of the program."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    code = f"{START}\ndef run(arguments):\n{lines}\n__main__._dispatch = run\n__main__.main()\n"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_is_not_lost_where_python_drops_what_is_raised(
    name: str, code: int, tmp_path: Path
) -> None:
    """As where the lock of a module goes while it is imported."""
    done = run(
        f"class Lock: ...\nlock = Lock()\nheld = weakref.ref(lock, lambda _: send({name!r}))\n"
        "del lock\ntime.sleep(5)\nreturn 0",
        tmp_path,
    )
    assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.parametrize("names", [("SIGTERM", "SIGHUP"), ("SIGINT", "SIGINT", "SIGTERM")])
def test_signals_on_the_heels_of_another_leave_nothing_half_written(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    """As of a terminal that closes, of systemd, or of somebody who is tired of waiting."""
    done = run(
        "unlink = os.unlink\n"
        "def late(path):\n"
        f"    send(*{names[1:]!r})\n"
        "    unlink(path)\n"
        "os.unlink = late\n"
        f"os.replace = lambda *_: send({names[0]!r})\n"
        "atomic.write('report.json', [b'half'])\nreturn 0",
        tmp_path,
    )
    assert (done.returncode, done.stderr) in {(143, ""), (130, "")}
    assert [*tmp_path.iterdir()] == []


def test_a_signal_behind_the_end_shows_no_traceback(tmp_path: Path) -> None:
    done = run("raise OSError(5, 'odd')", tmp_path)
    assert done.returncode == 4
    done = run(
        "def fault(words):\n    send('SIGTERM')\n    time.sleep(5)\n"
        "__main__._fault = fault\nraise OSError(5, 'odd')",
        tmp_path,
    )
    assert (done.returncode, done.stderr) == (143, "")


def test_a_signal_that_is_swallowed_is_heard_the_second_time(tmp_path: Path) -> None:
    """As by code that goes on after whatever is raised."""
    done = run(
        "try:\n    send('SIGTERM')\n    time.sleep(5)\nexcept BaseException:\n    pass\n"
        "time.sleep(1.1)\nsend('SIGTERM')\ntime.sleep(5)\nreturn 0",
        tmp_path,
    )
    assert (done.returncode, done.stderr) == (143, "")
