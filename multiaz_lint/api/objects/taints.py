"""One taint of a node (core validation.go, validateNodeTaints, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.pods.placing import TAINT_EFFECTS
from multiaz_lint.api.selectors import label_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]


def taint(errors: Errors, place: Link, written: Tree, taken: set[tuple[str, str]]) -> None:
    """Check one taint; ``taken``: effects and keys of those before it."""
    key, value, effect = (written.get(name) or "" for name in ("key", "value", "effect"))
    label_name(errors, (place, "key"), key)
    complaints = names.label_value(value)
    if complaints:
        errors.invalid((place, "value"), value, ";".join(complaints))
    if not effect:
        errors.required((place, "effect"))
    elif effect not in TAINT_EFFECTS:
        errors.unsupported((place, "effect"), Json(effect), TAINT_EFFECTS)
    if (effect, key) in taken:
        detail = "taints must be unique by key and effect pair"
        errors.duplicate(place, Json(written, "core.Taint"), detail)
    taken.add((effect, key))
