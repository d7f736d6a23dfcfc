"""The program: a plain check runs at once, everything else goes through the command line."""

from __future__ import annotations

import io
import os
import sys

from multiaz_lint import signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FAULT, INTERRUPTED = 4, 130
_SPELLED = "backslashreplace"
COMMANDS = frozenset({"fix", "drill", "explain", "rules", "test", "config", "lsp"})
"""Those that are no plain check."""


def main() -> None:
    """Run the program on ``sys.argv`` and leave with its exit code."""
    _distrust_the_present_folder()
    try:
        signals.heed()
        _open_streams()
        code = _run(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    except signals.EndedError as error:
        code = 128 + error.number
    # Nothing is left to clean up; skipping the interpreter's teardown saves 2 ms of each run.
    os._exit(code)


def _distrust_the_present_folder() -> None:
    """Import nothing from the folder that `python -m` puts first, which may be that of a stranger.

    Where the package itself lies in it, it is a checkout that somebody works on.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    try:
        here = os.path.realpath(os.getcwd())
    except OSError:
        here = ""  # it is gone, and nothing can be imported from it
    if here != os.path.realpath(package):
        sys.path[:] = [each for each in sys.path if each and os.path.realpath(each) != here]


def _open_streams() -> None:
    """Put the null device where a stream was closed before the start, as with ``>&-``."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - for good
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for good
        else:
            _outlive_its_reader(name)


class _Lasting(io.FileIO):
    """A stream whose reader may go, as that of ``| head`` does: it has all it wants.

    One write takes all there is. Under PYTHONUNBUFFERED nobody else writes what a nearly full disk
    left over, and so learns that it is full; where a pipe shall not block, it is waited for.
    """

    def write(self, data: Any, /) -> int:
        rest = memoryview(data).cast("B")
        size = len(rest)
        try:
            while rest:
                count: int | None = super().write(rest)
                if count is None:
                    self._wait()
                else:
                    rest = rest[count:]
        except BrokenPipeError:
            pass
        return size

    def _wait(self) -> None:
        from select import select

        select((), (self,), ())


class _Beside(_Lasting):
    """Standard error: words that cannot be written are lost, and the exit code stays what it is."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except OSError:
            return memoryview(data).nbytes


def _outlive_its_reader(name: str) -> None:
    """Let the run go on to its end, and to its exit code, when nobody reads a stream any more.

    What its encoding does not have is spelled out, unless somebody asked for something else. Lines
    end as they are written, as git and patch want those of a diff, on Windows too.
    """
    stream = getattr(sys, name)
    raw: Any = getattr(stream, "buffer", None)
    buffered = isinstance(raw, io.BufferedWriter)
    if not isinstance(raw.raw if buffered else raw, io.FileIO):
        return  # the console of Windows, or a stream of somebody else
    kind = _Beside if name == "stderr" else _Lasting
    binary: Any = kind(stream.fileno(), "w", closefd=False)
    lasting = io.TextIOWrapper(
        io.BufferedWriter(binary) if buffered else binary,
        encoding=stream.encoding,
        newline="\n",
        errors=_SPELLED if stream.errors in {"strict", "surrogateescape"} else stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
    setattr(sys, name, lasting)


def _run(arguments: list[str]) -> int:
    try:
        code = _dispatch(arguments)
        sys.stdout.flush()
    except OSError as error:
        # Whatever has a name is dealt with where it is opened: this is the output, or the folder.
        what = error.filename or ("output" if _stands_somewhere() else "the present folder")
        return _fault(f"{what}: {error.strerror or error}")
    except MemoryError:
        return _fault("there is not enough memory")
    except (KeyboardInterrupt, signals.EndedError):
        raise
    except BaseException as error:  # no input may end in a traceback, nor by somebody's sys.exit()
        if "MULTIAZ_LINT_TRACEBACK" in os.environ:
            raise
        if isinstance(error, ImportError) and error.name and not _is_ours(error.name):
            return _fault(_not_installed(error.name))
        words = f"{type(error).__name__}: {error}".replace("\n", " ")
        return _fault(f"internal fault: {words[:500]}; MULTIAZ_LINT_TRACEBACK=1 shows where")
    return code


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == "multiaz_lint"


def _not_installed(module: str) -> str:
    """Say why a module of somebody else, which is needed, is not there."""
    if sys.flags.no_site:
        why = "under -S Python sees nothing that is installed"
    elif module in {"yaml._yaml", "yaml.cyaml"}:
        why = "this PyYAML was built without libyaml; its wheels have it"
    else:
        why = "install multiaz-lint anew, with all that it depends on"
    return f"Python finds no module {module}: {why}"


def _stands_somewhere() -> bool:
    """Whether the present folder is still there."""
    try:
        os.getcwd()
    except OSError:
        return False
    return True


def _fault(words: str) -> int:
    """Say what went wrong, in words that may quote others; nothing more is imported for that."""
    words = "".join([each if each.isprintable() else ascii(each)[1:-1] for each in words])
    try:
        sys.stderr.write(f"multiaz-lint: {words}\n")
        sys.stderr.flush()
    except (OSError, UnicodeError):
        pass
    return FAULT


def _dispatch(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        from multiaz_lint import __version__

        sys.stdout.write(f"multiaz-lint {__version__}\n")
        return 0
    try:
        from multiaz_lint.imports import hasten
    except ImportError:  # not CPython
        pass
    else:
        hasten()
    from multiaz_lint.options import (
        ASKED_BY_A_SHELL,
        CHECK,
        COMPLETION,
        HELP,
        UsageError,
        parse,
        parse_plain,
    )

    completing = os.environ.get(ASKED_BY_A_SHELL)
    first = arguments[0] if arguments else ""
    wants_help = any(each in HELP for each in arguments)
    if completing or wants_help or first in COMMANDS or first in COMPLETION:
        from multiaz_lint.cli import run

        return run(arguments)
    import gc

    from multiaz_lint.commands import check, exits

    gc.disable()  # a run makes no cycles worth collecting, and ends soon

    try:
        if first == "check":
            return check.check(*parse(arguments[1:], CHECK))
        return check.check(*parse_plain(arguments, {*COMMANDS, "check"}))
    except UsageError as error:
        sys.stdout.flush()
        return exits.refused(error)


if __name__ == "__main__":
    main()
