"""Which paths .gitignore files leave out.

Written here because the well-known library costs more start-up time than reading a hundred
manifests. The rules are those of gitignore(5): the last matching pattern wins, ``!`` takes back,
a pattern with a slash is anchored to its file's folder, ``**`` crosses folders. What the manual
leaves open is as git's dir.c and wildmatch.c have it: they compare bytes.
"""

from __future__ import annotations

import re
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_SPECIAL = "*?[\\"


class Pattern:
    """One line of a .gitignore file."""

    __slots__ = ("_fits", "anchored", "folders_only", "keep", "text")

    def __init__(self, line: str) -> None:
        line = _bytewise(line)
        self.keep = line.startswith("!")
        line = line[self.keep :]
        self.folders_only = line.endswith("/")
        if self.folders_only:
            line = line[:-1]
        self.anchored = "/" in line
        line = line.removeprefix("/")
        self.text = None if any(sign in line for sign in _SPECIAL) else line
        """The one path or, if it is not anchored, the one name that it fits, if it has no signs."""
        self._fits = _compiled(line) if self.text is None else line.__eq__

    def matches(self, path: str, *, folder: bool) -> bool:
        if self.folders_only and not folder:
            return False
        path = _bytewise(path)
        return self._fits(path if self.anchored else path.rpartition("/")[2])


class Patterns:
    """The patterns of one file, in order; those that fit one text only are found by it."""

    __slots__ = ("_all", "_by_name", "_by_path", "_others")

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._all = patterns
        self._by_name: dict[str, list[int]] = {}
        self._by_path: dict[str, list[int]] = {}
        self._others = []
        for number, each in enumerate(patterns):
            if each.text is None:
                self._others.append(number)
            else:
                found = self._by_path if each.anchored else self._by_name
                found.setdefault(each.text, []).append(number)

    def __len__(self) -> int:
        return len(self._all)

    @property
    def globs(self) -> int:
        """How many of them have to be tried on each path."""
        return len(self._others)

    def near(self, path: str) -> Iterable[Pattern]:
        """Return the patterns that may match a path, in their order."""
        path = _bytewise(path)
        found = self._by_path.get(path, ()), self._by_name.get(path.rpartition("/")[2], ())
        numbers = sorted({*self._others, *found[0], *found[1]}) if any(found) else self._others
        return map(self._all.__getitem__, numbers)


def _bytewise(text: str) -> str:
    """Return a text that has a character for each byte, as git compares bytes."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


def _compiled(glob: str) -> Callable[[str], bool]:
    """Return what tells whether a text is what a glob means.

    Raises:
        ValueError: It can fit nothing.

    """
    fits = re.compile(_joined(_pieces(glob)), re.DOTALL).fullmatch
    return lambda text: fits(text) is not None


_STAR, _ACROSS, _FOLDERS = "[^/]*", ".*?", "(?:.*?/)??"


def _joined(pieces: list[str]) -> str:
    """Join pieces so that no way to divide a path by ``**`` is tried twice.

    What stands between two of them ends where a folder does: it is best where it comes first, as
    all that may follow later may follow there.
    """
    blocks: list[tuple[str, list[str]]] = [("", [])]
    for piece in pieces:
        if piece in {_ACROSS, _FOLDERS}:
            blocks.append((piece, []))
        else:
            blocks[-1][1].append(piece)
    first, *others = [lead + _divided(block) for lead, block in blocks]
    return first + "".join(f"(?>{each})" for each in others[:-1]) + "".join(others[-1:])


def _divided(pieces: list[str]) -> str:
    """Join what is divided by single stars so that it is looked for in linear time.

    What stands between two stars is best where it comes first, so no other place is tried.
    """
    parts: list[list[str]] = [[]]
    for piece in pieces:
        if piece != _STAR:
            parts[-1].append(piece)
        elif len(parts) == 1 or parts[-1]:
            parts.append([])
    first, *others = map("".join, parts)
    if not others:
        return first
    *middle, last = others
    return first + "".join(f"(?>[^/]*?{each})" for each in middle) + _STAR + last


def _pieces(glob: str) -> list[str]:
    """Translate a glob, one sign after the other, into regular expressions.

    Raises:
        ValueError: It can fit nothing.

    """
    pieces: list[str] = []
    at, prefix = 0, next((at for at, sign in enumerate(glob) if sign in _SPECIAL), 0)
    while at < len(glob):
        sign = glob[at]
        if sign == "*":
            end = at
            while glob.startswith("*", end):
                end += 1
            # git takes what stands before the first special sign away, and looks then
            is_first = at in {0, prefix} or glob[at - 1] == "/"
            if end - at < 2 or not is_first or not _ends_name(glob, end):
                pieces.append(_STAR)
            elif glob.startswith("/", end):
                pieces.append(_FOLDERS)
                end += 1
            else:
                pieces.append(_ACROSS)
            at = end
        elif sign == "?":
            pieces.append("[^/]")
            at += 1
        elif sign == "[":
            piece, at = _class(glob, at + 1)
            pieces.append(piece)
        elif sign == "\\":
            if at + 1 == len(glob):
                raise ValueError
            pieces.append(re.escape(glob[at + 1]))
            at += 2
        else:
            pieces.append(re.escape(sign))
            at += 1
    return pieces


def _ends_name(glob: str, at: int) -> bool:
    return at == len(glob) or glob.startswith(("/", "\\/"), at)


_CLASSES: dict[str, Callable[[str], bool]] = {
    "alnum": str.isalnum,
    "alpha": str.isalpha,
    "blank": " \t".__contains__,
    "cntrl": lambda char: char < " " or char == "\x7f",
    "digit": str.isdigit,
    "graph": lambda char: "!" <= char <= "~",
    "lower": str.islower,
    "print": lambda char: " " <= char <= "~",
    "punct": lambda char: "!" <= char <= "~" and not char.isalnum(),
    "space": " \t\n\v\f\r".__contains__,
    "upper": str.isupper,
    "xdigit": "0123456789abcdefABCDEF".__contains__,
}
_ASCII = [chr(code) for code in range(128)]
_NO_BYTE = 512
_BYTES = frozenset(map(chr, range(256)))


def _class(glob: str, at: int) -> tuple[str, int]:
    """Translate what stands in brackets from a place on, and return the place behind it."""
    negated = glob.startswith(("!", "^"), at)
    at += negated
    meant: set[str] = set()
    before, is_first = "", True
    while is_first or not glob.startswith("]", at):
        is_first = False
        sign, at = _sign(glob, at)
        end = glob.find("]", at + 1) if sign == "[" and glob.startswith(":", at) else -1
        if sign == "-" and before and glob[at : at + 1] not in {"", "]"}:
            last, at = _sign(glob, at)
            meant.update(map(chr, range(ord(before), ord(last[-1]) + 1)))
            before = ""
        elif end > at + 1 and glob[end - 1] == ":":
            is_meant = _CLASSES.get(glob[at + 1 : end - 1])
            if is_meant is None:
                raise ValueError
            meant.update(filter(is_meant, _ASCII))
            before, at = "", end + 1
        else:
            before = sign[-1]
            meant.add(before)
    meant = set(_BYTES - meant if negated else meant) - {"/"}
    if not meant:
        raise ValueError
    return f"[{_ranges(frozenset(meant))}]", at + 1


@lru_cache(maxsize=1_000)
def _ranges(signs: frozenset[str]) -> str:
    """Write characters as ranges: to compile each by itself takes long where nearly all are."""
    ranges = []
    codes = sorted(map(ord, signs))
    start = codes[0]
    for code, after in zip(codes, [*codes[1:], _NO_BYTE], strict=True):
        if after != code + 1:
            ranges.append(f"\\x{start:02x}-\\x{code:02x}")
            start = after
    return "".join(ranges)


def _sign(glob: str, at: int) -> tuple[str, int]:
    """Return the sign at a place, with the backslash that escapes it, and the place behind it."""
    end = at + (2 if glob.startswith("\\", at) else 1)
    if end > len(glob):
        raise ValueError
    return glob[at:end], end


def parse(text: str) -> Patterns:
    """Read the patterns of one .gitignore file; a line that can fit nothing is passed over."""
    patterns = []
    for written in text.split("\n"):
        line = _trimmed(written.removesuffix("\r"))
        if not line or line.startswith("#"):
            continue
        try:
            pattern = Pattern(line)
        except (re.error, ValueError):
            continue
        if pattern.text != "":
            patterns.append(pattern)
    return Patterns(patterns)


def _trimmed(line: str) -> str:
    """Return a line without the spaces behind it, but for one that a backslash escapes."""
    bare = line.rstrip(" ")
    escapes = len(bare) - len(bare.rstrip("\\"))
    return bare + " " if escapes % 2 and bare != line else bare


def ignored(path: str, levels: Iterable[tuple[str, Patterns]], *, folder: bool) -> bool:
    """Whether a path is left out; ``levels`` go from the root down, each a folder and patterns."""
    verdict = False
    for base, patterns in levels:
        relative = path[len(base) :].lstrip("/") if base else path
        for pattern in patterns.near(relative):
            if pattern.keep == verdict and pattern.matches(relative, folder=folder):
                verdict = not pattern.keep
    return verdict
