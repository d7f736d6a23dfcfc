"""Silences findings at their cause, with a reason; reports what silences nothing."""

from multiaz_lint.suppress.silencing import UNUSED, Coverage, Suppressions

__all__ = ["UNUSED", "Coverage", "Suppressions"]
