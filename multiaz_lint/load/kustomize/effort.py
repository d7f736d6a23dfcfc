"""How much one run does for kustomizations, however much they ask for."""

from __future__ import annotations

from multiaz_lint.model.tree import size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built

COPIED = 50
"""How many values are copied in about the time in which one is looked at."""
_OF_EACH = 25
"""How often an object may be looked at, listed, changed or patched, for one that may be built."""


class TooMuchError(Exception):
    """More is to be built than one run does."""


class BuildEffort:
    """What building costs, in looks at an object; ``objects`` is how many may be built."""

    def __init__(self, objects: int) -> None:
        self._left = objects * _OF_EACH
        self.too_much = f"its builds are too large (limits.built_objects: {objects:,})"
        """Why nothing of a kustomization is applied that asks for more."""
        self._sizes: dict[int, int] = {}

    def spend(self, looks: int) -> None:
        """Count what something costs.

        Raises:
            TooMuchError: It is more than one run has.

        """
        self._left -= looks
        if self._left < 0:
            raise TooMuchError

    def spend_on(self, chosen: Iterable[Built], patch: Any, changes: int = 1) -> None:
        """Count what a patch changes in objects, and what it adds to each, aliases written out.

        Raises:
            TooMuchError: It is more than one run has.

        """
        for each in chosen:
            known = self._sizes.get(id(patch))
            if known is None:
                known = self._sizes[id(patch)] = size(patch)
            self.spend(each.steps(changes, known))
