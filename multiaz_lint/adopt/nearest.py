"""Where the accepted findings of a project are: most runs find none, and read no more."""

from __future__ import annotations

from multiaz_lint.load import side_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = ".multiaz-lint-baseline.json"


def find(paths: Iterable[str]) -> str | None:
    """Return the nearest baseline, from the first path up to the root of the repository."""
    return side_file.nearest((NAME,), paths)
