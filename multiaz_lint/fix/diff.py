"""What a plan changes, as a unified diff."""

from __future__ import annotations

from difflib import Match, SequenceMatcher
from itertools import accumulate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from multiaz_lint.fix.proposal import FileChange

_NO_END = "\\ No newline at end of file"
_NO_DIFF = "of which git and patch take no diff: `fix --write` mends it"
_CONTEXT = 3
_WINDOW = 100
"""Lines that are compared with each other at once, as long as that is enough."""
_LARGEST = 1600
"""Lines that are compared at most: what is the same in them is taken then, sure or not."""
_SURE = 2 * _CONTEXT + 2
"""Equal lines after which two texts are taken to go on together."""


def diff(
    changes: Iterable[FileChange],
    clean: Callable[[str], str] = str,
    *,
    colour: bool = False,
    encoding_of: Callable[[FileChange], str] = lambda _: "utf-8",
    name_of: Callable[[str], str] = str,
) -> Iterator[str]:
    """Yield the lines of a diff that ``patch -p1`` and ``git apply`` take, without line ends.

    ``clean`` makes a line safe to show where it goes. Lines keep a carriage return of their own.
    ``name_of`` makes a path one that counts from where the diff is applied.
    ``encoding_of`` tells how a file begins: a byte order mark is a part of its first line.
    """
    for change in changes:
        name = name_of(change.origin).lstrip("/")
        before = _header(f"a/{name}") if change.old is not None else "/dev/null"
        encoding = encoding_of(change)
        mark = "\ufeff" if encoding == "utf-8-sig" else ""
        if encoding == "utf-16":
            yield clean(f"# {_quoted(name)} is UTF-16, {_NO_DIFF}")
        old = _lines(mark + change.old if change.old else "")
        new = _lines(mark + change.new)
        for line in _unified(old, new, before, _header(f"b/{name}")):
            head, end = (line[:-1], "") if line.endswith("\n") else (line, _NO_END)
            text = clean(head)
            yield _painted(text) if colour else text
            if end:
                yield end


def stretches(old: str, new: str) -> Iterator[tuple[int, int, str]]:
    """Yield what makes one text of another: where lines of the old one begin and end, and new ones.

    The places are offsets; where lines are only added the stretch is empty.
    """
    lines, made = _lines(old), _lines(new)
    starts = [0, *accumulate(map(len, lines))]
    for tag, begin, end, made_begin, made_end in _Alignment(lines, made).get_opcodes():
        if tag != "equal":
            yield starts[begin], starts[end], "".join(made[made_begin:made_end])


def _unified(old: list[str], new: list[str], before: str, after: str) -> Iterator[str]:
    """Yield the lines of a diff of two texts, as ``difflib.unified_diff`` writes them."""
    yield f"--- {before}\n"
    yield f"+++ {after}\n"
    for group in _Alignment(old, new).get_grouped_opcodes(_CONTEXT):
        _, old_begin, _, new_begin, _ = group[0]
        _, _, old_end, _, new_end = group[-1]
        yield f"@@ -{_range(old_begin, old_end)} +{_range(new_begin, new_end)} @@\n"
        for tag, begin, end, made_begin, made_end in group:
            if tag == "equal":
                yield from (f" {line}" for line in old[begin:end])
                continue
            yield from (f"-{line}" for line in old[begin:end])
            yield from (f"+{line}" for line in new[made_begin:made_end])


def _range(begin: int, end: int) -> str:
    """Write a range of lines as the unified format does: an empty one by the line before it."""
    length = end - begin
    if length == 1:
        return str(begin + 1)
    return f"{begin + 1 if length else begin},{length}"


class _Alignment(SequenceMatcher[str]):
    """Two texts whose differences are small and far apart, as those of a fix are.

    The base class looks for the longest match anywhere, in time that grows with the square of the
    texts; here it looks within a window, and in a larger one where that has nothing sure.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._old = old
        self._new = new

    def get_matching_blocks(self) -> list[Match]:
        old, new = self._old, self._new
        at = made = 0
        blocks: list[Match] = []
        while True:
            size = _common(old, new, at, made)
            if size:
                _extend(blocks, Match(at, made, size))
            at, made = at + size, made + size
            found, at, made = _resumed(old, new, at, made)
            for match in found:
                _extend(blocks, match)
            if at == len(old) and made == len(new):
                return [*blocks, Match(at, made, 0)]


def _extend(blocks: list[Match], match: Match) -> None:
    """Add a match; one that begins where the last one ends is a part of it."""
    if blocks:
        at, made, size = blocks[-1]
        if (at + size, made + size) == (match.a, match.b):
            match = Match(at, made, size + match.size)
            del blocks[-1]
    blocks.append(match)


def _common(old: Sequence[str], new: Sequence[str], at: int, made: int) -> int:
    """Return how many lines are the same from here on."""
    begin = at
    while at < len(old) and made < len(new) and old[at] == new[made]:
        at += 1
        made += 1
    return at - begin


def _resumed(
    old: Sequence[str], new: Sequence[str], at: int, made: int
) -> tuple[list[Match], int, int]:
    """Return what is the same until both texts surely go on together, and where they do."""
    window = _WINDOW
    while True:
        old_part, new_part = old[at : at + window], new[made : made + window]
        whole = at + len(old_part) == len(old) and made + len(new_part) == len(new)
        found: list[Match] = []
        matcher = SequenceMatcher(None, old_part, new_part, autojunk=window >= _LARGEST)
        for match in matcher.get_matching_blocks():
            if match.size >= _SURE:
                return found, at + match.a, made + match.b
            if match.size:
                found.append(Match(at + match.a, made + match.b, match.size))
        if whole:
            return found, len(old), len(new)
        same = sum(match.size for match in found)
        if window >= _LARGEST or (window > _WINDOW and 4 * same > window):
            last = found[-1] if found else Match(at + len(old_part), made + len(new_part), 0)
            return found, last.a + last.size, last.b + last.size
        window *= 2


def _header(path: str) -> str:
    """Return a path as it stands in a header: a tab ends one with spaces, as git writes it."""
    return _quoted(path) + ("\t" if " " in path else "")


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
