"""What a drill says of objects that it leaves out, as no API server would have them as they are."""

from __future__ import annotations

from multiaz_lint.model.placeholders import is_unfilled
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from multiaz_lint.model import Field, Resource


def refused(resource: Resource, words: str) -> str:
    """Say that the API server refuses it, in whose words."""
    return f"{resource} is left out, for the API server refuses it: {words}"


def refused_at(field: Field, words: str) -> str:
    """Say that the API server refuses a resource for a field, or that the field is to be filled."""
    resource = field.resource
    if is_unfilled(field):
        return unfilled(resource, [str(field)])
    return refused(resource, words)


def undecodable(resource: Resource) -> str:
    """Say that the API server cannot decode it."""
    return f"{resource} cannot be decoded by the API server: it is left out"


def unfilled(resource: Resource, fields: Sequence[str]) -> str:
    """Say which of its fields hold placeholders."""
    return f"{resource} is left out: {listed(fields)} is still to be filled"
