"""Which paths .gitignore files leave out.

Written here because the well-known library costs more start-up time than reading a hundred
manifests. The rules are those of gitignore(5): the last matching pattern wins, ``!`` takes back,
a pattern with a slash is anchored to its file's folder, ``**`` crosses folders.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Pattern:
    """One line of a .gitignore file."""

    __slots__ = ("_fits", "folders_only", "keep")

    def __init__(self, line: str) -> None:
        self.keep = line.startswith("!")
        if self.keep:
            line = line[1:]
        self.folders_only = line.endswith("/")
        line = line.rstrip("/")
        anchored = "/" in line
        body = _translate(line.lstrip("/"))
        body = body if anchored else f"(?:.*/)?{body}"
        self._fits = _bounded(body) if line.count("*") > _FEW_STARS else _plain(body)

    def matches(self, path: str, *, folder: bool) -> bool:
        return (folder or not self.folders_only) and self._fits(path)


_FEW_STARS = 2
"""With more of them Python's own engine may try every way to divide a path among them."""


def _plain(body: str) -> Callable[[str], bool]:
    fits = re.compile(body, re.DOTALL).fullmatch
    return lambda path: fits(path) is not None


def _bounded(body: str) -> Callable[[str], bool]:
    from multiaz_lint.regex import Regex

    return Regex(f"\\A(?s:{body})\\z").found_in


def _translate(glob: str) -> str:
    out = ""
    at = 0
    while at < len(glob):
        char = glob[at]
        if glob.startswith("**/", at) and (at == 0 or glob[at - 1] == "/"):
            out += "(?:[^/]+/)*"
            at += 3
        elif glob.startswith("**", at):
            out += ".*"
            at += 2
        elif char == "*":
            out += "[^/]*"
            at += 1
        elif char == "?":
            out += "[^/]"
            at += 1
        elif char == "[" and (end := glob.find("]", at + 2)) > 0:
            body = _in_brackets(glob[at + 1 : end])
            out += "[^" + body[1:] + "]" if body[0] in "!^" else "[" + body + "]"
            at = end + 1
        elif char == "\\" and at + 1 < len(glob):
            out += re.escape(glob[at + 1])
            at += 2
        else:
            out += re.escape(char)
            at += 1
    return out


def _in_brackets(body: str) -> str:
    """Escape what means something to regular expressions alone, within a class."""
    for sign in "\\[&~|":
        body = body.replace(sign, "\\" + sign)
    return body.replace("--", "-\\-")


def parse(text: str) -> list[Pattern]:
    """Read the patterns of one .gitignore file; a line that is no pattern is passed over."""
    patterns = []
    for written in text.splitlines():
        line = written.rstrip()
        if line.endswith("\\") and written.endswith(" "):
            line += " "
        if not line or line.startswith("#"):
            continue
        if line.startswith(("\\#", "\\!")):
            line = line[1:] if line[1] == "#" else "\\" + line[1:]
        try:
            patterns.append(Pattern(line))
        except (re.error, ValueError):
            continue
    return patterns


def ignored(path: str, levels: Iterable[tuple[str, list[Pattern]]], *, folder: bool) -> bool:
    """Whether a path is left out; ``levels`` go from the root down, each a folder and patterns."""
    verdict = False
    for base, patterns in levels:
        relative = path[len(base) :].lstrip("/") if base else path
        for pattern in patterns:
            if pattern.keep == verdict and pattern.matches(relative, folder=folder):
                verdict = not pattern.keep
    return verdict
