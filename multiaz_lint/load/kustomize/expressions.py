"""The regular expressions and selectors of a kustomization: read once, and what they cost."""

from __future__ import annotations

from multiaz_lint.load.kustomize.patches.merge import PatchError
from multiaz_lint.load.kustomize.patches.selectors import requirements
from multiaz_lint.regex import PatternError, Regex, TooLongError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from multiaz_lint.load.kustomize.patches.selectors import Requirement

_STEPS = 100
"""How many steps of a search take about as long as a look at an object."""
_STATES = 10
_REFUSED = 1000
"""What an expression costs at most that cannot be read."""


class Expressions:
    """Searches texts for expressions, and tells ``spend`` what that costs in looks."""

    def __init__(self, spend: Callable[[int], None]) -> None:
        self._spend = spend
        self._known: dict[str, Regex] = {}
        self._selectors: dict[str, list[Requirement]] = {}
        self._steps = 0

    def regex(self, text: str) -> Regex:
        """Read a regular expression.

        Raises:
            PatchError: It cannot be read.

        """
        known = self._known.get(text)
        if known is None:
            try:
                known = self._known[text] = Regex(text)
            except (PatternError, TooLongError) as error:
                self._spend(_REFUSED)
                raise PatchError(f"cannot be read: {error}") from error
            self._spend(known.states // _STATES)
        return known

    def finds(self, regex: Regex, text: str) -> bool:
        """Whether a text holds what a regular expression means.

        Raises:
            PatchError: The search takes too long.

        """
        try:
            found = regex.found_in(text)
        except TooLongError as error:
            raise PatchError(f"cannot be looked for: {error}") from error
        finally:
            self._steps += len(text) + regex.steps
            if self._steps >= _STEPS:
                self._spend(self._steps // _STEPS)
                self._steps %= _STEPS
        return found

    def selector(self, text: str) -> list[Requirement]:
        """Read a selector.

        Raises:
            PatchError: It cannot be read.

        """
        known = self._selectors.get(text)
        if known is None:
            self._spend(len(text) // _STEPS)
            known = self._selectors[text] = requirements(text)
        return known

    def ask(self, requirements: int, objects: int) -> None:
        """Count that names, and so many requirements of a selector, are asked of objects."""
        self._spend(objects // 10 + requirements * objects // 20)
