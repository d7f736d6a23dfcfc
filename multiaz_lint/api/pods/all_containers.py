"""All containers of a pod, whatever their sort."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Link

    Tree = dict[str, Any]


def each_container(place: Link, spec: Tree) -> list[tuple[Link, Tree]]:
    """Return all containers in the server's order: init containers first."""
    found: list[tuple[Link, Tree]] = []
    for name in ("initContainers", "containers", "ephemeralContainers"):
        for index, container in enumerate(spec.get(name) or ()):
            found.append((((place, name), index), container or {}))
    return found
