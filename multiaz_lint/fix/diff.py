"""What a plan changes, as a unified diff."""

from __future__ import annotations

from difflib import unified_diff

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from multiaz_lint.fix.proposal import FileChange

_NO_END = "\\ No newline at end of file"


def diff(
    changes: Iterable[FileChange], clean: Callable[[str], str] = str, *, colour: bool = False
) -> Iterator[str]:
    """Yield the lines of a diff that ``patch -p1`` and ``git apply`` take, without line ends.

    ``clean`` makes a line safe to show where it goes. Lines keep a carriage return of their own.
    """
    for change in changes:
        name = change.origin.lstrip("/")
        before = _quoted(f"a/{name}") if change.old is not None else "/dev/null"
        old = _lines(change.old or "")
        new = _lines(change.new)
        for line in unified_diff(old, new, before, _quoted(f"b/{name}"), n=3):
            head, end = (line[:-1], "") if line.endswith("\n") else (line, _NO_END)
            text = clean(head)
            yield _painted(text) if colour else text
            if end and line[:1] in "+- " and not line.startswith(("+++ ", "--- ")):
                yield end


def _quoted(path: str) -> str:
    """Quote a path that would break the line, as git does and patch understands."""
    if path.isprintable() and not set(path) & set('"\\') and "##" not in path:
        return path
    data = path.encode("utf-8", "surrogateescape")
    return '"' + "".join(map(_byte, data)) + '"'


def _byte(code: int) -> str:
    if code in {0x22, 0x5C}:
        return "\\" + chr(code)
    # The number sign may start a command of a CI server.
    return chr(code) if 0x20 <= code < 0x7F and code != 0x23 else f"\\{code:03o}"


def _lines(text: str) -> list[str]:
    """Split at line feeds only: a carriage return is part of its line."""
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}


def _painted(line: str) -> str:
    if line.startswith(("--- ", "+++ ")):
        return f"\x1b[1m{line}\x1b[0m"
    start = _COLOURS.get(line[:1])
    return f"{start}{line}\x1b[0m" if start else line
