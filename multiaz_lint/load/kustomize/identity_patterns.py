"""What targets ask of group, version, kind, name and namespace: patterns of whole texts."""

from __future__ import annotations

from multiaz_lint.load.kustomize.merge import PatchError
from multiaz_lint.model.resource import string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.kustomize.expressions import Expressions

KIND = ("group", "version", "kind")
IDENTITY = (*KIND, "name", "namespace")


class IdentityPatterns:
    """The patterns of a target; a field without one is not asked for.

    Raises:
        PatchError: A pattern cannot be read, or, when asked, costs too much.

    """

    __slots__ = ("_expressions", "_patterns")

    def __init__(self, target: dict[str, Any], expressions: Expressions) -> None:
        self._expressions = expressions
        self._patterns = {}
        for field in IDENTITY:
            text = string(target.get(field))
            if text:
                try:
                    self._patterns[field] = expressions.regex(f"^(?:{text})$")
                except PatchError as error:
                    raise PatchError(f"has a target whose {field} {error}") from error

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self._patterns)

    def fits(self, field: str, *texts: str) -> bool:
        """Whether one of the texts of a field is what is asked for."""
        regex = self._patterns.get(field)
        if regex is None:
            return True
        try:
            return any(self._expressions.finds(regex, text) for text in texts)
        except PatchError as error:
            raise PatchError(f"has a target whose {field} {error}") from error
