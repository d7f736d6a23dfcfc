"""Reports and baselines into their files."""

from __future__ import annotations

import os

from multiaz_lint import atomic, repository
from multiaz_lint.load import side_file
from multiaz_lint.options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_STREAMS = ("/dev/", "/proc/self/fd/")


def write_file(path: str, text: str | Iterable[str]) -> None:
    """Write a file whole, or not at all; one that is there keeps its owner and its mode.

    A device or a pipe, such as /dev/stdout, is written to, never replaced; a reader that goes has
    all it wants. A link is followed within the repository: one that leads out of it may have come
    with the tree.

    Raises:
        UsageError: It cannot be written.

    """
    pieces = [text] if isinstance(text, str) else text
    data = (each.encode("utf-8", "backslashreplace") for each in pieces)
    try:
        if is_special(path):
            _write_through(path, data)
            return
        if os.path.islink(path):
            top = repository.root(os.path.dirname(path))
            if side_file.leads_out(path, top):
                words = f"it is a link that leads out of {os.path.abspath(top)}"
                raise UsageError(f"{path}: cannot be written: {words}")
        real = os.path.realpath(path)
        atomic.write(real, data, before=os.stat(real) if os.path.isfile(real) else None)
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{path}: cannot be written: {words}") from None


def _write_through(path: str, data: Iterable[bytes]) -> None:
    try:
        with open(path, "wb") as file:
            file.writelines(data)
    except BrokenPipeError:
        return


def is_special(path: str) -> bool:
    """Whether a path is a stream, not a file that could be replaced."""
    if path.startswith(_STREAMS):
        return True
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def append_file(path: str, text: str) -> None:
    """Append to a file; raises UsageError as :func:`write_file` does."""
    how = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
    try:
        with open(os.open(path, how, 0o666), "ab") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{path}: cannot be written: {words}") from None
