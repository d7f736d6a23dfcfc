"""Seeded mutants of manifests: stretches of real lines, damaged a little."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

    Mutation = Callable[[str, Random], str]

_SIGNS: list[str] = [
    *"-:#{}[],'\"|>&*!%@`?~<=.+ \\\n\t_/0123456789eExXyYnNaz",
    "\r",
    "\x85",
    "\u00a0",
    "\u2028",
]
_SNIPPETS = [
    "- ", ": ", " #", " # c", "|", ">-", "|2", "|+", "''", '""', "{}", "[]", "{a: b}", "[a, b]",
    "<<: ", "? ", "---", "...", "null", "~", "yes", "010", "1e3", "0x1F", "1:30", ".inf", "&a ",
    "*a", "!!str ", "\\n", "\\x41", "\\", "key:", "key: value", "- item", "- key: value", "  ",
    "x: |\n  a\n\n   b\n c", "x: >\n  a\n  b\n\n  c", "x: 'a\n  b'", 'x: "a\n  b"', "x: a\n  b",
    '"a": 1', "'a': 'b''c'", "{a: {b: [c, 'd']}}", "[a,b, ]", '{"a":1}', "- - a", "-\n  - b",
    'x: "a\\\n  b\\\\\n  \\ c"', 'x: "\\u00e9 \\"q\\" \n\n  y"', "x: 'a''\n\n  b'  # c",
    "x: \n  y z\n  w",
    "=", "1_000", "+1", "-1", "1.", ".5", "1.5e+3", "0o17", "0b11", "08", "190:20:30", "2001-01-01",
    "\n\n", "\n   \n", "\n#\n", "\n \t\n",
]  # fmt: skip
_MOST_LINES = 18


def windows(texts: Sequence[str], random: Random) -> Iterator[str]:
    """Yield stretches of lines, moved left as far as they go."""
    split = [text.split("\n") for text in texts]
    while True:
        lines = random.choice(split)
        begin = random.randrange(len(lines))
        chosen = lines[begin : begin + random.randint(1, _MOST_LINES)]
        margins = [len(line) - len(line.lstrip(" ")) for line in chosen if line.strip()]
        margin = min(margins, default=0)
        yield "\n".join(line[margin:] for line in chosen) + random.choice(["", "\n"])


def mutant(text: str, random: Random) -> str:
    """Damage a text in one to three places."""
    for _ in range(random.choice((1, 1, 1, 2, 2, 3))):
        mutation = random.choice(_MUTATIONS)
        text = mutation(text, random)
    return text


def _insert(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice(_SIGNS) + text[at:]


def _snippet(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice(_SNIPPETS) + text[at:]


def _delete(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + text[at + random.choice((1, 1, 2, 5)) :]


def _replace(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice(_SIGNS) + text[at + 1 :]


def _lines(change: Callable[[list[str], int, Random], None]) -> Mutation:
    def mutation(text: str, random: Random) -> str:
        lines = text.split("\n")
        change(lines, random.randrange(len(lines)), random)
        return "\n".join(lines)

    return mutation


def _drop(lines: list[str], at: int, _: Random) -> None:
    del lines[at]


def _double(lines: list[str], at: int, random: Random) -> None:
    lines.insert(random.randint(0, len(lines)), lines[at])


def _indent(lines: list[str], at: int, random: Random) -> None:
    lines[at] = " " * random.choice((1, 2, 2, 4)) + lines[at]


def _outdent(lines: list[str], at: int, random: Random) -> None:
    lines[at] = lines[at].removeprefix(" " * random.choice((1, 2, 2, 4)))


def _tail(lines: list[str], at: int, random: Random) -> None:
    lines[at] += random.choice(_SNIPPETS)


def _value(lines: list[str], at: int, random: Random) -> None:
    key, colon, _ = lines[at].partition(": ")
    lines[at] = key + colon + random.choice(_SNIPPETS)


_MUTATIONS: tuple[Mutation, ...] = (
    _insert, _snippet, _delete, _replace, _lines(_drop), _lines(_double), _lines(_indent),
    _lines(_outdent), _lines(_tail), _lines(_value),
)  # fmt: skip
