"""Costly texts: lines, documents, anchors, comments, encodings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bench.adversary.parts import ALL, CONFIG_MAP, DEPLOYMENT, deployment, documents, one

if TYPE_CHECKING:
    from bench.adversary.parts import Cases, Files


def alias_bomb(count: int) -> Files:
    lines = ["apiVersion: v1", "kind: ConfigMap", "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, count)]
    return one("\n".join(lines) + "\n")


def merged(count: int) -> Files:
    keys = "".join(f"    k{n}: v\n" for n in range(100))
    merges = "".join(f"  m{n}:\n    <<: *b\n    own: {n}\n" for n in range(count))
    return one(f"{CONFIG_MAP}  b: &b\n{keys}{merges}")


def comments(count: int) -> Files:
    ignores = "# multiaz-lint: ignore[image-latest] because\n" * count
    workloads = "---\n".join(
        json.dumps(deployment(f"d{n}", {"app": f"d{n}"})) + "\n" for n in range(count // 10 + 1)
    )
    return one(f"{ignores}{workloads}")


CASES: Cases = {
    "characters of a value, on one line": (
        lambda n: one(f"{CONFIG_MAP}  a: {'x' * n}\n"), 5_000_000),
    "characters of a quoted value, on one line": (
        lambda n: one(f'{CONFIG_MAP}  a: "{"x " * (n // 2)}"\n'), 5_000_000),
    "characters of a key": (
        lambda n: one(f"{DEPLOYMENT}  {'replica' * (n // 7)}: 1\n"), 5_000_000),
    "items of a flow list, on one line": (
        lambda n: one(f"{CONFIG_MAP}  a: [{'b, ' * n}b]\n"), 800_000),
    "JSON objects, one behind the other": (
        lambda n: {"a.json": " ".join(
            json.dumps(deployment(f"d{i}", {"app": f"d{i}"})) for i in range(n)).encode()}, 10_000),
    "documents": (
        lambda n: documents([CONFIG_MAP] * n), 100_000),
    "empty documents": (
        lambda n: one(CONFIG_MAP + "---\n" * n), 1_000_000),
    "documents of bad YAML": (
        lambda n: documents(["apiVersion: v1\nkind: a\na: 'b\n"] * n), 20_000),
    "brackets, one in the other": (
        lambda n: one(f"{CONFIG_MAP}  a: {'[' * n}\n"), 5_000_000),
    "braces, one in the other": (
        lambda n: {"a.json": ('{"apiVersion":"v1","kind":"List","items":[' + '{"a":' * n).encode()},
        1_000_000),
    "stairs": (
        lambda n: one(CONFIG_MAP + "\n".join(" " * (i % 150) + "a:" for i in range(n))), 100_000),
    "question marks": (
        lambda n: one(CONFIG_MAP + "? " * n), 1_000_000),
    "dashes": (
        lambda n: one(CONFIG_MAP + "  a:\n  " + "- " * n), 1_000_000),
    "aliases of aliases": (alias_bomb, 10_000),
    "merges": (merged, 10_000),
    "anchors": (
        lambda n: one(CONFIG_MAP + "".join(f"  k{i}: &a{i} v\n" for i in range(n))), 100_000),
    "anchors and their aliases": (
        lambda n: one(CONFIG_MAP + "".join(
            f"  k{i}: &a{i} v\n  l{i}: *a{i}\n" for i in range(n))), 100_000),
    "keys": (
        lambda n: one(CONFIG_MAP + "".join(f"  k{i}: v\n" for i in range(n))), 900_000),
    "keys of flow maps": (
        lambda n: one(f"{CONFIG_MAP[:-1]} {{{', '.join(f'k{i}: v' for i in range(n))}}}\n"),
        400_000),
    "equal keys": (
        lambda n: one(CONFIG_MAP + "  k: v\n" * n), 200_000),
    "suppressions": (comments, 50_000),
    "names in a suppression": (
        lambda n: one("# multiaz-lint: ignore-file[" + ",".join(f"a{i}" for i in range(n))
                       + "] x\n" + json.dumps(deployment("a", ALL)) + "\n"), 200_000),
    "comment lines": (
        lambda n: one("# a comment that goes on for a while, as licences do, kind apiVersion\n" * n
                       + CONFIG_MAP + "  a: b\n"), 400_000),
    "blank lines": (
        lambda n: one(CONFIG_MAP + "\n" * n), 5_000_000),
    "lines of a block scalar": (
        lambda n: one(CONFIG_MAP + "  a: |\n" + "    text of a line\n" * n), 500_000),
    "lines of a plain scalar": (
        lambda n: one(CONFIG_MAP + "  a: b\n" + "    c\n" * n), 500_000),
    "lines with CRLF": (
        lambda n: one((CONFIG_MAP + "".join(f"  k{i}: v\n" for i in range(n)))
                       .replace("\n", "\r\n")), 500_000),
    "lines with CR": (
        lambda n: one((CONFIG_MAP + "".join(f"  k{i}: v\n" for i in range(n)))
                       .replace("\n", "\r")), 500_000),
    "NUL bytes": (
        lambda n: one(CONFIG_MAP + "\0" * n), 5_000_000),
    "lines in UTF-16": (
        lambda n: {"a.yaml": (CONFIG_MAP + "".join(f"  k{i}: v\n" for i in range(n)))
                   .encode("utf-16")}, 400_000),
    "escapes": (
        lambda n: one(CONFIG_MAP + '  a: "' + "\\n" * n + '"\n'), 1_000_000),
    "lines of no manifest": (
        lambda n: one("apiVersion\nkind\n" + "a: b\n- c\n" * n), 500_000),
}  # fmt: skip
