"""Patterns of .gitignore mean what git says they mean."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from multiaz_lint.load.ignore import ignored, parse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SIGNS = (
    "a", "b", "c", "/", "*", "**", "?", "[a-c]", "[!a]", "[^b-]", "[]a]", "[[:alpha:]]", "[a\\]]",
    "\\", "\\*", "!", "#", " ", "\\ ", "/**", "**/", "-", "]", "[", "é", "[[:nope:]]", "[b-a]",
    "[a-]", "[--0]", "[\\a-\\c]", ".", "[[:]", "[[:a]", "\t", "\r", "[!/]", "[/]", "*/", "/*",
)  # fmt: skip
NAMES = (
    "a", "b", "c", "ab", "ba", "abc", "a b", "a]", "-", "é", "*", "\\", "]", "[", "!a", "#a", "a ",
    "ac", "0", "..a", "a-", "aa", "A", "a\t",
)  # fmt: skip


def left_out_by_us(text: str, paths: Iterable[str]) -> set[str]:
    levels = [("", parse(text))]

    def is_left_out(path: str) -> bool:
        ends = [at for at, sign in enumerate(path) if sign == "/"]
        above = any(ignored(path[:end], levels, folder=True) for end in ends)
        return above or ignored(path, levels, folder=False)

    return set(filter(is_left_out, paths))


def left_out_by_git(text: str, paths: Iterable[str], folder: Path) -> set[str]:
    (folder / ".gitignore").write_bytes(text.encode())
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "-z", "--stdin"],
        input="\0".join(paths).encode(), cwd=folder, capture_output=True, check=False,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
    )  # fmt: skip
    assert done.returncode in {0, 1}, done.stderr
    return set(filter(None, done.stdout.decode().split("\0")))


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there to be asked")
def test_random_patterns_leave_out_what_git_leaves_out(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    rng = random.Random(9)
    for _ in range(150):
        lines = ["".join(rng.choices(SIGNS, k=rng.randint(1, 5))) for _ in range(rng.randint(1, 3))]
        text = "\n".join([*lines, ""])
        paths = {"/".join(rng.choices(NAMES, k=rng.randint(1, 3))) for _ in range(400)}
        assert left_out_by_us(text, paths) == left_out_by_git(text, paths, tmp_path), text
