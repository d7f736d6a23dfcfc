"""Lets pages of the documentation link to files of the repository that are not pages (MkDocs)."""

from __future__ import annotations

import re
from typing import Any

_OUTSIDE = re.compile(r"\]\((?:\.\./)+((?!docs/)[\w./-]+)\)")


def on_page_markdown(markdown: str, *, page: Any, config: Any, **_: Any) -> str:
    """Point links that leave the folder of documents to the repository."""
    depth = page.file.src_uri.count("/") + 1
    prefix = "../" * depth

    def outside(match: re.Match[str]) -> str:
        if not match[0].startswith(f"]({prefix}") or match[0].startswith(f"]({prefix}../"):
            return match[0]
        return f"]({config.repo_url.rstrip('/')}/blob/main/{match[1]})"

    return _OUTSIDE.sub(outside, markdown)
