"""What a shell asks to complete, where the line names no command: paths alone are checked."""

from __future__ import annotations

import os

from multiaz_lint.options import CHECK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

_LINES = ("COMP_WORDS", "_TYPER_COMPLETE_ARGS")
"""Where the scripts of the shells put the line: that of bash, those of all others."""
_CURSOR = "COMP_CWORD"
"""Which word of it bash asks about."""


def name_the_check(commands: Container[str]) -> None:
    """Write the command that is meant into a line that begins with a path or an option of it."""
    for variable in _LINES:
        program, *rest = os.environ.get(variable, "").split(maxsplit=1)[:2] or [""]
        if not rest:
            continue
        first = rest[0].split(maxsplit=1)[0]
        is_written = len(rest[0]) > len(first)  # a blank follows
        if first in commands or not (is_written or _begins_an_option(first)):
            continue
        os.environ[variable] = f"{program} check {rest[0]}"
        if variable == "COMP_WORDS":
            os.environ[_CURSOR] = str(int(os.environ[_CURSOR]) + 1)


def _begins_an_option(word: str) -> bool:
    names = (name for option in CHECK for name in option.names)
    return word.startswith("-") and any(name.startswith(word) for name in names)
