"""Adds links to the pages of the documentation as MkDocs builds them.

Files of the repository that are no pages are linked to where it is published, and the names of
rules to their pages.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

_OUTSIDE = re.compile(r"\]\((?:\.\./)+((?!docs/)[\w./-]+)\)")
_APART = re.compile(r"(^ *```.*?^ *```$|^#.*?$)", re.MULTILINE | re.DOTALL)
"""Blocks of code, and headings: what is no running text."""
_NAME = re.compile(r"(?<![\[`])`([a-z0-9]+(?:-[a-z0-9]+)+)`(?!`)")


def on_page_markdown(markdown: str, *, page: Any, config: Any, **_: Any) -> str:
    """Point links out of the folder to the repository, and names of rules to their pages."""
    return _rules_linked(_outside_linked(markdown, page, config), page, config)


def _outside_linked(markdown: str, page: Any, config: Any) -> str:
    depth = page.file.src_uri.count("/") + 1
    prefix = "../" * depth

    def outside(match: re.Match[str]) -> str:
        if not match[0].startswith(f"]({prefix}") or match[0].startswith(f"]({prefix}../"):
            return match[0]
        return f"]({config.repo_url.rstrip('/')}/blob/main/{match[1]})"

    return _OUTSIDE.sub(outside, markdown)


def _rules_linked(markdown: str, page: Any, config: Any) -> str:
    """Link each rule that the text names to its page, but for that page itself."""
    here = Path(page.file.src_uri)
    pages = Path(config.docs_dir, "rules")
    folder = Path(os.path.relpath("rules", here.parent)).as_posix()

    def linked(match: re.Match[str]) -> str:
        file = f"{match[1]}.md"
        if here == Path("rules", file) or not (pages / file).is_file():
            return match[0]
        return f"[{match[0]}]({folder}/{file})"

    parts = _APART.split(markdown)  # those at odd places stand apart
    parts[::2] = [_NAME.sub(linked, each) for each in parts[::2]]
    return "".join(parts)
