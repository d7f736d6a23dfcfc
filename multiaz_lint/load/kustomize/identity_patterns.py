"""What targets ask of group, version, kind, name and namespace: patterns of whole texts."""

from __future__ import annotations

from multiaz_lint.load.kustomize import lookup
from multiaz_lint.load.kustomize.patches.merge import PatchError
from multiaz_lint.model.resource import string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.load.kustomize.expressions import Expressions
    from multiaz_lint.load.kustomize.lookup import Key
    from multiaz_lint.regex import Regex

KIND = ("group", "version", "kind")
IDENTITY = (*KIND, "name", "namespace")


class IdentityPatterns:
    """The patterns of a target; a field without one is not asked for.

    Raises:
        PatchError: A pattern cannot be read, or, when asked, costs too much.

    """

    __slots__ = ("_expressions", "_fitting", "_patterns", "_plain")

    def __init__(self, target: dict[str, Any], expressions: Expressions) -> None:
        self._expressions = expressions
        self._plain: dict[str, str] = {}
        self._patterns: dict[str, Regex] = {}
        self._fitting: dict[tuple[str, str], bool] = {}
        """What is known of groups, versions and kinds: there are few, for thousands of objects."""
        for field in IDENTITY:
            text = string(target.get(field))
            if _is_plain(text):
                self._plain[field] = text
            elif text:
                try:
                    self._patterns[field] = expressions.regex(f"^(?:{text})$")
                except PatchError as error:
                    raise PatchError(f"has a target whose {field} {error}") from error

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self._patterns or self._plain)

    def keys(self) -> Iterator[Key]:
        """Yield by what the objects can be found that it asks for."""
        for field in (lookup.NAME, lookup.KIND):
            if field in self._plain:
                yield field, self._plain[field]

    def fits(self, field: str, *texts: str) -> bool:
        """Whether one of the texts of a field is what is asked for."""
        plain = self._plain.get(field)
        if plain is not None:
            return plain in texts
        regex = self._patterns.get(field)
        if regex is None:
            return True
        return any(self._finds(field, regex, text) for text in texts)

    def _finds(self, field: str, regex: Regex, text: str) -> bool:
        known = self._fitting.get((field, text))
        if known is None:
            try:
                known = self._expressions.finds(regex, text)
            except PatchError as error:
                raise PatchError(f"has a target whose {field} {error}") from error
            if field in KIND:
                self._fitting[field, text] = known
        return known


def _is_plain(text: str) -> bool:
    """Whether a regular expression means nothing but its own text."""
    return text.isascii() and text.replace("-", "").replace("_", "").isalnum()
