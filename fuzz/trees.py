"""Trees of files as one text, each behind a line that names it, and what holds for any tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fuzz.target import BrokenError
from multiaz_lint.load.source import Source
from multiaz_lint.report import json as json_report
from multiaz_lint.report.options import Options

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from multiaz_lint.result import Result

_MARK = "#### "


def written(files: Iterable[tuple[str, str]]) -> str:
    """Return files, by their names, as one text."""
    return "".join(f"{_MARK}{name}\n{body}" for name, body in files)


def sources(text: str) -> dict[str, Source]:
    """Return the files of a text by their names."""
    files = [each.partition("\n") for each in re.split(f"^{_MARK}", text, flags=re.MULTILINE)]
    return {name: Source(name, body) for name, _, body in files if name}


def check_answer(result: Result, files: Mapping[str, Source]) -> None:
    """Raise BrokenError where a rule crashed or a finding stands nowhere."""
    for each in result.diagnostics:
        if each.rule == "rule-crashed":
            raise BrokenError(each.message)
        for place in (each.place, *each.related):
            found = files.get(place.origin)
            if found is None or not 1 <= place.line <= len(found.line_starts):
                raise BrokenError(f"{each} stands nowhere")
    json_report.render(result, Options())
