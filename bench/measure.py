"""Measures whole processes: processor time, wall time, peak memory, instructions."""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import subprocess
import tempfile
import time
from typing import NamedTuple

_PERF_EVENT_OPEN = {"x86_64": 298, "aarch64": 241}
_SIZE = 128


class Run(NamedTuple):
    """What one process cost: processor and wall time in seconds, peak memory in MiB, exit code."""

    cpu: float
    wall: float
    peak: float
    code: int


def run(command: list[str], folder: str | None = None, env: dict[str, str] | None = None) -> Run:
    """Run a command to its end, its output thrown away."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begin
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, process.returncode)


def median(runs: list[Run]) -> Run:
    """Return the run whose processor time is the middle one."""
    return sorted(runs)[len(runs) // 2]


def instructions(command: list[str], env: dict[str, str] | None = None) -> int | None:
    """Count the user instructions of a command by the processor, else by callgrind, else not."""
    counter = _counter()
    if counter is not None:
        try:
            subprocess.run(
                command, env=env, check=False, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            counted: int = struct.unpack("q", os.read(counter, 8))[0]
        finally:
            os.close(counter)
        # What this process itself does between is a few hundred thousand at most.
        return counted
    return _callgrind(command, env)


def _counter() -> int | None:
    """Open a counter of this process's children; None where the kernel has none for us."""
    number = _PERF_EVENT_OPEN.get(os.uname().machine) if hasattr(os, "uname") else None
    if number is None:
        return None
    attributes = bytearray(_SIZE)
    struct.pack_into("IIQ", attributes, 0, 0, _SIZE, 1)  # hardware event: instructions
    inherit, no_kernel, no_hypervisor = 1 << 1, 1 << 5, 1 << 6
    struct.pack_into("Q", attributes, 40, inherit | no_kernel | no_hypervisor)
    buffer = (ctypes.c_char * _SIZE).from_buffer(attributes)
    descriptor = ctypes.CDLL(None).syscall(number, buffer, 0, -1, -1, 0)
    return descriptor if descriptor >= 0 else None


def _callgrind(command: list[str], env: dict[str, str] | None) -> int | None:
    if shutil.which("valgrind") is None:
        return None
    with tempfile.NamedTemporaryFile() as log:
        subprocess.run(
            [
                "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                f"--log-file={log.name}", *command,
            ],
            env=env, check=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for line in log.read().decode("utf-8", "replace").splitlines():
            _, found, count = line.partition("Collected :")
            if found:
                return int(count)
    return None
