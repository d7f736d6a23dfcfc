"""Silences findings at their cause, with a reason; reports what silences nothing."""

from multiaz_lint.suppress.silencing import UNUSED, Run, Suppressions

__all__ = ["UNUSED", "Run", "Suppressions"]
