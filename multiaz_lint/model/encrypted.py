"""What SOPS has encrypted in a manifest: values, of which nothing is known until they are used.

It leaves the names of fields as they are, and writes beside them what it needs to decrypt the
values: Flux, KSOPS and helm-secrets take that out before an API server sees the object.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

OWN_FIELD = "sops"
OPENING = "ENC["
"""What an encrypted value begins with."""


def is_encrypted(tree: dict[str, Any]) -> bool:
    """Whether SOPS has written a manifest (sops stores.Metadata, v3.9: both are always there)."""
    written = tree.get(OWN_FIELD)
    return isinstance(written, dict) and {"mac", "version"} <= written.keys()


def is_hidden(value: object) -> bool:
    """Whether a value is an encrypted one."""
    return isinstance(value, str) and value.startswith(OPENING)
