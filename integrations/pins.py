"""Looks up the commits of the actions that are pinned here, and writes them: `make pins`.

A pin is `owner/repository/path@commit # tag`. Without arguments the pins are compared with what
their tags name now; `--write` writes what differs. An image is pinned by
`docker buildx imagetools inspect python:3.13-slim`, whose digest goes behind the `@`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parent.parent
PIN = re.compile(r"uses: ([\w.-]+/[\w.-]+)((?:/[\w.-]+)*)@([0-9a-f]{40}) # (v[\w.]+)")
FILES = ("action.yml", "integrations/github.yml")


def commit(repository: str, tag: str) -> str:
    """Ask for the commit of a tag; an annotated one names it on its last line."""
    refs = (f"refs/tags/{tag}", f"refs/tags/{tag}^{{}}")
    url = f"https://github.com/{repository}"
    command = ["git", "ls-remote", "--exit-code", url, *refs]
    done = subprocess.run(  # noqa: S603 - git, on the pins of this repository
        command, check=True, capture_output=True, text=True, timeout=60
    )
    return done.stdout.strip().splitlines()[-1].split()[0]


def main(*, write: bool) -> int:
    """Compare or write every pin; return how many differ."""
    different = 0
    for name in FILES:
        path = PROJECT / name
        text = path.read_text(encoding="utf-8")
        for repository, below, pinned, tag in set(PIN.findall(text)):
            now = commit(repository, tag)
            if now != pinned:
                different += 1
                sys.stdout.write(f"{name}: {repository}{below} {tag}: {pinned} is now {now}\n")
                text = text.replace(f"@{pinned} # {tag}", f"@{now} # {tag}")
        if write:
            path.write_text(text, encoding="utf-8")
    return different


if __name__ == "__main__":
    sys.exit(bool(main(write="--write" in sys.argv)))
