"""The folders that objects of GitOps tools name, from the root of their repository."""

from __future__ import annotations

import os

from multiaz_lint.load.bounds import root_of
from multiaz_lint.model.resource import sequence, string
from multiaz_lint.paths import join, normal, relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.resource import Resource


def folder_of(resource: Resource, path: Any, tops: dict[str, str]) -> tuple[str, str]:
    """Return the normal path of a folder that is named from the root of the repository.

    And why it is none of this repository, if so.
    """
    written = string(path) or "."
    if "{{" in written or "${" in written:
        return written, f"{written} is filled in later"
    own = resource.origin.rpartition("/")[0]
    top = tops.get(own)
    if top is None:
        top = tops[own] = _top(own)
    inner = normal(written.lstrip("/") or ".")
    if inner in {".", ".."} or inner.startswith("../"):
        # The root may be that of any other repository.
        return inner, f"its path {written} names no folder of the repository"
    return join(top, inner), ""


def _top(folder: str) -> str:
    """Return the root of the repository of a folder, as a path like that of the folder."""
    top = root_of(folder)
    return top if os.path.isabs(folder) else relative(top)


def components_of(folder: str, value: Any) -> list[str]:
    """Return the normal paths of the components that a list names from a folder."""
    return [join(folder, path) for path in sequence(value) if isinstance(path, str)]
