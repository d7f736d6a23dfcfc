"""Random manifests written in random ways, for the property tests of the fixer.

The writer here shares nothing with the package, so that both cannot be wrong in the same way.
"""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

NOT = "don't"
WORDS = ["web", "x y", "a#b", "10.0.0.1", "25%", "100m", "true", "012", "1:30", "é", "- a", "", "y"]
KEYS = ["name", "replicas", "spec", "labels", "app.kubernetes.io/name", "a b", "on", "key", "env"]


class Writer:
    """Writes a tree as YAML: indentation, quotes, comments, blank lines, brackets at random."""

    def __init__(self, rng: random.Random, *, comments: bool = True) -> None:
        self.rng = rng
        self.step = rng.choice([2, 2, 2, 4])
        self.offset = rng.choice([0, 2])
        self.gap = rng.choice([2, 2, 4])
        self.comments = comments and rng.random() < 0.8
        self.mixed = rng.random() < 0.2
        self.flowing = rng.choice([0.0, 0.1, 0.4])
        self.count = 0
        self.anchoring = 0.2 if rng.random() < 0.3 else 0.0
        self.anchored: list[tuple[str, Any]] = []

    def document(self, tree: dict[str, Any]) -> str:
        newline = self.rng.choice(["\n", "\n", "\r\n"])
        lines = self.map(tree)
        if self.comments and self.rng.random() < 0.5:
            lines.insert(0, self.comment().strip())
        return newline.join(lines) + newline

    def comment(self) -> str:
        self.count += 1
        return f" # c{self.count}: {self.rng.choice(['why', 'a: b', '- x', '{', NOT])}"

    def tail(self) -> str:
        return self.comment() if self.comments and self.rng.random() < 0.15 else ""

    def between(self, indent: int) -> list[str]:
        lines = []
        if self.comments and self.rng.random() < 0.1:
            lines.append(" " * indent + self.comment().strip())
        if self.rng.random() < 0.05:
            lines.append(self.rng.choice(["", "  "]))
        return lines

    def map(self, tree: dict[str, Any]) -> list[str]:
        lines: list[str] = []
        for number, (key, value) in enumerate(tree.items()):
            if number:
                lines += self.between(0)
            lines += self.entry(key, value)
        return lines

    def anchor(self, value: Any) -> tuple[str, str]:
        """Return an alias that stands for the value, or an anchor to put before it."""
        for name, other in self.anchored:
            if same(other, value) and self.rng.random() < 0.7:
                return f"*{name}", ""
        if value is not None and self.rng.random() < self.anchoring:
            name = f"a{len(self.anchored)}"
            self.anchored.append((name, value))
            return "", f"&{name} "
        return "", ""

    def entry(self, key: str, value: Any) -> list[str]:
        name = self.string(key, block=False)
        alias, anchor = self.anchor(value)
        if alias:
            return [f"{name}: {alias}{self.tail()}"]
        if not isinstance(value, (dict, list)) or not value or self.rng.random() < self.flowing:
            words = anchor + self.flow(value)
            return [f"{name}:{' ' if words else ''}{words}{self.tail()}"]
        if isinstance(value, dict):
            step = self.rng.choice([2, 4]) if self.mixed else self.step
            inner = self.map(value)
        else:
            step = self.rng.choice([0, 2]) if self.mixed else self.offset
            inner = self.seq(value)
        head = [f"{name}: {anchor}".rstrip() + self.tail(), *self.between(step)]
        return head + [" " * step + line if line.strip() else line for line in inner]

    def seq(self, values: list[Any]) -> list[str]:
        lines: list[str] = []
        for number, value in enumerate(values):
            if number:
                lines += self.between(0)
            dash = "-".ljust(self.gap)
            alias, anchor = ("", "") if isinstance(value, (dict, list)) else self.anchor(value)
            if alias:
                lines.append(dash + alias + self.tail())
                continue
            if not isinstance(value, (dict, list)) or not value or self.rng.random() < self.flowing:
                lines.append((dash + anchor + self.flow(value)).rstrip() + self.tail())
                continue
            inner = self.map(value) if isinstance(value, dict) else self.seq(value)
            lines.append(dash + inner[0])
            indent = " " * self.gap
            lines += [indent + line if line.strip() else line for line in inner[1:]]
        return lines

    def flow(self, value: Any) -> str:
        comma = self.rng.choice([", ", ","])
        if isinstance(value, dict):
            parts = [
                f"{self.string(k, block=False)}: {self.flow(v) or 'null'}" for k, v in value.items()
            ]
            return "{" + comma.join(parts) + self.rng.choice(["", "", " "]) * bool(parts) + "}"
        if isinstance(value, list):
            return "[" + comma.join(self.flow(each) or "null" for each in value) + "]"
        if isinstance(value, str):
            return self.string(value, block=True)
        if value is None:
            return self.rng.choice(["", "null", "~"])
        return json.dumps(value)

    def string(self, value: str, *, block: bool) -> str:
        plain = (
            value.isascii()
            and value[:1].isalpha()
            and all(c.isalnum() or c in "./-" for c in value)
        )
        if plain and value not in {"true", "y", "on"} and self.rng.random() < 0.7:
            return value
        if self.rng.random() < 0.5:
            return "'" + value.replace("'", "''") + "'"
        return json.dumps(value, ensure_ascii=block)


def same(first: Any, second: Any) -> bool:
    """Whether two values are the same, types included."""
    return json.dumps(first) == json.dumps(second)


def tree(rng: random.Random, depth: int = 4) -> dict[str, Any]:
    """Return a random mapping that may be a manifest; some parts of it are alike."""
    body = {key: value(rng, depth) for key in rng.sample(KEYS, rng.randint(1, 5))}
    for key in [key for key in KEYS if key not in body][: rng.randint(0, 2)]:
        body[key] = copy.deepcopy(rng.choice(list(body.values())))
    return {"apiVersion": "example.org/v1", "kind": "Thing", **body}


def value(rng: random.Random, depth: int) -> Any:
    """Return a random value of at most this depth."""
    kind = rng.random()
    if depth and kind < 0.4:
        return {key: value(rng, depth - 1) for key in rng.sample(KEYS, rng.randint(0, 4))}
    if depth and kind < 0.6:
        return [value(rng, depth - 1) for _ in range(rng.randint(0, 3))]
    return rng.choice([rng.choice(WORDS), rng.randint(-5, 70_000), True, False, None, 1.5])


def paths(node: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of all values below a tree."""
    found = []
    steps = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for step, each in steps:
        found += [(*here, step), *paths(each, (*here, step))]
    return found


def at(node: Any, path: tuple[Any, ...]) -> Any:
    """Return the value at a path."""
    for step in path:
        node = node[step]
    return node
