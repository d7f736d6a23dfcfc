"""The program: a plain check runs at once, everything else goes through the command line."""

from __future__ import annotations

import os
import sys

COMMANDS = frozenset({"fix", "drill", "explain", "rules", "test", "config"})


def main() -> None:
    """Run the program on ``sys.argv`` and leave with its exit code."""
    code = _run(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        pass
    # Nothing is left to clean up; skipping the interpreter's teardown saves 2 ms of each run.
    os._exit(code)


def _run(arguments: list[str]) -> int:
    try:
        return _dispatch(arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader has gone, as with `| head`: it has all it wants.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _dispatch(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        from multiaz_lint import __version__

        sys.stdout.write(f"multiaz-lint {__version__}\n")
        return 0
    completing = "_MULTIAZ_LINT_COMPLETE" in os.environ
    first = arguments[0] if arguments else ""
    wants_help = any(each in {"--help", "-h"} for each in arguments)
    if completing or wants_help or first in COMMANDS or first in _COMPLETION:
        from multiaz_lint.cli import run

        return run(arguments)
    import gc

    from multiaz_lint import command
    from multiaz_lint.options import CHECK, UsageError, parse

    gc.disable()  # a run makes no cycles worth collecting, and ends soon

    try:
        values, paths = parse(arguments[1:] if first == "check" else arguments, CHECK)
        return command.check(values, paths)
    except UsageError as error:
        sys.stdout.flush()
        sys.stderr.write(f"multiaz-lint: {error}\n")
        return command.USAGE


_COMPLETION = ("--install-completion", "--show-completion")

if __name__ == "__main__":
    main()
