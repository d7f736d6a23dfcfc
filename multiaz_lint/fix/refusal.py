"""Why an edit is not made."""

from __future__ import annotations


class RefusedError(Exception):
    """An edit that cannot be made truly; the words say why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ConflictError(Exception):
    """An edit that touches what another one changes; it may come again in a later round."""
