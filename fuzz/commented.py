"""Comments that silence findings: put into texts at random, and read in the plainest way there is.

The reader here shares nothing with the package, so that both cannot be wrong in the same way.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from fnmatch import fnmatchcase
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COMMENTS = [
    "# multiaz-lint: ignore[spread-missing] batch", "# multiaz-lint: ignore[all] - why",
    "# multiaz-lint: ignore[replicas-too-few, pdb-missing]", "#multiaz-lint:ignore[image-*]",
    "# multiaz-lint: ignore-file[pdb] known", "# multiaz-lint: ignore", "# multiaz-lint: ignore[]",
    "# multiaz-lint: ignore[nothing-like-it]", "# multiaz-lint: ignore[api", "# multiaz-lint:",
    "# multiaz-lint: disable[api]", "# multiaz-lint ignore[api]", "# Multiaz-Lint: Ignore[api]",
    "# multiaz-lint: ignore-line[api]", "# why  # multiaz-lint: ignore[api-*]",
]  # fmt: skip
_MARK = "multiaz-lint"
_LINE_END = r"\r\n?|\n"


class Written(NamedTuple):
    """A comment: the line it stands on, the lines it speaks of (none: all), and its names.

    It is ``sure`` unless YAML breaks before it: then nobody can say what is the text of a value.
    """

    line: int
    lines: frozenset[int] | None
    names: tuple[str, ...]
    sure: bool

    def covers(self, line: int, rule: str) -> bool:
        """Whether it silences a rule on a line."""
        return (self.lines is None or line in self.lines) and self.names_rule(rule)

    def names_rule(self, rule: str) -> bool:
        return any(
            name in {"all", "*", rule} or rule.startswith(name + "-") or fnmatchcase(rule, name)
            for name in self.names
        )


def written_suppressions(text: str) -> Iterator[Written]:
    """Yield every comment that means to silence something, well written or not.

    What the text of a value takes holds none.
    """
    lines = re.split(_LINE_END, text)
    taken, unsure = _of_values(text)
    for number, line in enumerate(lines, 1):
        columns = taken.get(number, 0)
        for comment in _comments("x" * min(columns, len(line)) + line[columns:]):
            order, _, rest = comment.partition("[")
            inside, closed, _ = rest.partition("]")
            word = order.strip(" \t")
            names: tuple[str, ...] = ()
            if word in {"ignore", "ignore-file"} and closed:
                names = tuple(name.strip() for name in inside.split(",") if name.strip())
            spoken_of = frozenset(_lines(lines, number)) if word != "ignore-file" else None
            yield Written(number, spoken_of, names, number not in unsure)


def _of_values(text: str) -> tuple[dict[int, int], set[int]]:
    """Return how much of each line quoted and block scalars take, and lines of which none can tell.

    They are found by the scanner that PyYAML has in Python; the package's is that of libyaml. It
    counts other line ends than ours, so that only its offsets are used.
    """
    starts = [0, *(end.end() for end in re.finditer(_LINE_END, text))]
    taken: dict[int, int] = {}
    unsure: set[int] = set()
    opening = -1  # the text is read as if a line end stood before it
    for document in ("\n" + text).split("\n---"):
        last = 0
        try:
            for token in yaml.scan(document, Loader=yaml.SafeLoader):
                last = token.end_mark.index
                if isinstance(token, yaml.ScalarToken) and not token.plain:
                    begin = token.start_mark.index
                    if token.style in {"|", ">"}:
                        end = re.compile(_LINE_END).search(document, begin)
                        begin = end.end() if end else len(document)
                    for number in _numbers(starts, opening + begin, opening + last):
                        taken[number] = opening + last - starts[number - 1]
        except yaml.YAMLError:
            unsure.update(_numbers(starts, opening + last, opening + len(document) + 1))
        opening += len(document) + len("\n---")
    return taken, unsure


def _numbers(starts: Sequence[int], begin: int, end: int) -> range:
    """Return the numbers of the lines, from 1, that hold a part of a text."""
    return range(bisect_right(starts, begin), bisect_left(starts, end) + 1)


def _comments(line: str) -> Iterator[str]:
    """Yield what stands behind ``multiaz-lint:`` in a line; nothing where that is misspelt.

    What follows is its reason, so that there is one at most.
    """
    for at, sign in enumerate(line):
        if sign != "#" or not (at == 0 or line[at - 1].isspace()):
            continue
        said = line[at + 1 :].lstrip(" \t")
        rest = said[len(_MARK) :]
        if said.startswith(_MARK + ":"):
            yield rest[1:].strip(" \t")
            return
        if said.lower().startswith(_MARK):
            spoken = rest.lstrip(" \t").lower()
            if (
                rest[:1] == ":"
                or spoken[:1] == ":"
                or (spoken.startswith("ignore") and rest[:1] in " \t")
            ):
                yield ""
                return


def _lines(lines: Sequence[str], number: int) -> Iterator[int]:
    """Yield the line of a comment, and the one below the comment lines that it stands among."""
    yield number
    while number <= len(lines) and lines[number - 1].lstrip().startswith("#"):
        number += 1
        yield number


def commented(texts: Sequence[str]) -> list[str]:
    """Return texts with a few such comments in each."""
    random = Random(5)
    found = []
    for text in texts:
        lines = text.split("\n")
        for _ in range(random.randint(1, 4)):
            at = random.randrange(len(lines))
            if random.random() < 0.6:
                lines[at] += " " + random.choice(_COMMENTS)
            else:
                indent = len(lines[at]) - len(lines[at].lstrip())
                lines.insert(at, " " * indent + random.choice(_COMMENTS))
        found.append("\n".join(lines))
    return found
