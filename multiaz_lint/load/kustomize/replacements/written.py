"""How scalars of objects are written, which replacements copy as text."""

from __future__ import annotations

from multiaz_lint.model.tree import look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.kustomize.trail import Trail

_QUOTES = ("'", '"')


def text_of(value: Any, trail: Trail | None = None, *, quoted: bool = False) -> str:
    """Return the text of a scalar, as it is written where a trail tells where that is.

    A text that is ``quoted`` comes with the quotes that it has there.
    """
    written = ""
    if trail is not None and look_up(trail.manifest.tree, trail.path) is value:
        written = trail.manifest.text(trail.path)
        if not isinstance(value, str):
            return trail.manifest.scalar_text(trail.path)
    if isinstance(value, str):
        return written if quoted and written[:1] in _QUOTES else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
