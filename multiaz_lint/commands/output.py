"""Where reports go, and how they look there."""

from __future__ import annotations

import os
import sys
from itertools import islice

from multiaz_lint.commands.exits import is_empty
from multiaz_lint.commands.writing import append_file, is_special, write_file
from multiaz_lint.options import UsageError
from multiaz_lint.paths import real_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from multiaz_lint.commands.report_files import ReportFiles
    from multiaz_lint.load.limits import Limits
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result

FOR_PEOPLE = frozenset({"text", "concise"})
"""Formats that no program reads."""
_UTF_8 = frozenset({"utf-8", "utf8"})
_PIECE = 1 << 20
_SEVERAL = 100
"""Pieces of a report, a finding each, that are written at once."""


def targets(values: dict[str, Any]) -> list[tuple[str, str]]:
    """Return formats and files, checked before any work is done."""
    from multiaz_lint.report import registry

    try:
        targets = [registry.target(each) for each in values["format"] or ["text"]]
    except registry.UnknownFormat as error:
        raise UsageError(f"option --format: {error}") from None
    if sum(1 for _, file in targets if not file) > 1:
        raise UsageError("only one format can go to standard output: write FORMAT:FILE")
    places: set[str] = set()
    for file in filter(None, (*(file for _, file in targets), values.get("report", ""))):
        place = real_path(file)
        if place in places and not is_special(file):
            raise UsageError(f"{os.path.normpath(file)}: two reports cannot go to one file")
        places.add(place)
    return targets


def report_files(targets: Sequence[tuple[str, str]], values: dict[str, Any]) -> ReportFiles | None:
    """Return the files that reports would replace; None where there are none, as mostly."""
    places = [*(file for _, file in targets), values.get("report", "")]
    files = [file for file in places if os.path.isfile(file) and not is_special(file)]
    if not files:
        return None
    from multiaz_lint.commands.report_files import ReportFiles

    return ReportFiles(files)


def write(
    result: Result,
    targets: list[tuple[str, str]],
    values: dict[str, Any],
    paths: Sequence[str],
    limits: Limits,
) -> None:
    """Write every report to its place, and the summary for people to standard error.

    Raises:
        UsageError: A file cannot be written.

    """
    from multiaz_lint.report import registry

    options = report_options(values, paths)
    if values.get("min_severity"):
        from multiaz_lint.report.bounded import at_least
        from multiaz_lint.rule import SEVERITY_BY_NAME

        result = at_least(result, SEVERITY_BY_NAME[values["min_severity"]])
    whole, most = result, limits.findings
    if len(result.diagnostics) > most:
        from multiaz_lint.report.bounded import bounded

        result = bounded(result, most)
    text_shown = False
    for name, file in targets:
        text_shown = text_shown or (name in FOR_PEOPLE and not file)
        look = options if not file else report_options(values, paths, file=True)
        report = _report(name, whole if values.get("statistics") else result, look, values)
        if file:
            write_file(file, report)
        elif name in FOR_PEOPLE:
            write_out(report)
        else:
            write_document(report)
        for beside, text in registry.besides(name, result, options):
            append_file(beside, text)
    empty = is_empty(whole, values)
    silent = whole.left_out and not whole.shown  # whose exit code nothing else would explain
    if not values["quiet"] and (text_shown or empty or silent):
        from multiaz_lint.report import summary

        sys.stdout.flush()
        options.color = colored(values["color"], sys.stderr)
        options.columns = columns(sys.stderr) if sys.stderr.isatty() else None
        write_out(summary.render(whole, options), sys.stderr)


def _report(name: str, result: Result, options: Options, values: dict[str, Any]) -> Iterable[str]:
    from multiaz_lint.report import registry

    if name in FOR_PEOPLE:
        if values.get("matrix"):
            from multiaz_lint.report import matrix

            return (matrix.render(result, options),)
        if values.get("statistics"):
            from multiaz_lint.report import statistics

            return (statistics.render(result, options),)
    return registry.pieces(name, result, options)


def write_out(text: str | Iterable[str], stream: Any = None) -> None:
    """Write to standard output, whatever its encoding can hold."""
    stream = stream or sys.stdout
    for piece in _joined(text):
        try:
            stream.write(piece)
        except UnicodeEncodeError:
            encoding = stream.encoding or "ascii"
            stream.write(piece.encode(encoding, "backslashreplace").decode(encoding))


def write_document(pieces: Iterable[str]) -> None:
    """Write what programs read to standard output: in UTF-8, unless a terminal shows it.

    Pages and XML say so of themselves, servers of CI take it for granted, and a diff is to hold the
    bytes of its file; a pipe of Windows has the code page of its country.
    """
    stream = sys.stdout
    binary = getattr(stream, "buffer", None)
    if binary is None or stream.isatty() or stream.encoding.lower() in _UTF_8:
        write_out(pieces)
        return
    stream.flush()
    for piece in _joined(pieces):
        binary.write(piece.encode("utf-8", "backslashreplace"))
    binary.flush()


def _joined(text: str | Iterable[str]) -> Iterator[str]:
    """Yield a text in pieces that are neither tiny nor all of it: a stream copies what it gets."""
    if isinstance(text, str):
        for start in range(0, len(text), _PIECE):
            yield text[start : start + _PIECE]
        return
    pieces = iter(text)
    while several := [*islice(pieces, _SEVERAL)]:
        yield from _joined("".join(several))


def report_options(values: dict[str, Any], paths: Sequence[str], *, file: bool = False) -> Options:
    """Return how reports shall look on this terminal, or in a file."""
    from multiaz_lint.report.options import Options
    from multiaz_lint.repository import root_of

    terminal = not file and sys.stdout.isatty()
    shown = None if file else columns(sys.stdout)
    here = os.getcwd()
    return Options(
        color=not file and colored(values["color"], sys.stdout),
        links=terminal and os.environ.get("TERM", "") not in {"", "dumb", "linux"},
        width=(terminal and shown) or 100,
        columns=shown,
        cwd=here,
        root=root_of(here, paths),
        silenced=values.get("show_silenced", False),
        environ=os.environ,
    )


def columns(stream: Any) -> int | None:
    """Return how wide the terminal is, or COLUMNS says; None where there is none."""
    from multiaz_lint.model.digits import whole

    asked = whole(os.environ.get("COLUMNS"))
    if asked:
        return asked
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None


def colored(when: str, stream: Any) -> bool:
    if when != "auto":
        return when == "always"
    environ = os.environ
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR") or environ.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    return bool(stream.isatty()) and environ.get("TERM") != "dumb"
