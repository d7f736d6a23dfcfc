"""What is asked of the fixer, and what it answers."""

from __future__ import annotations

import os

from multiaz_lint.load.kustomize import uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from multiaz_lint.diagnostic import Diagnostic


class FixOptions:
    """Which edits are wanted: ``rules`` limits them to some rules by id.

    ``within`` limits them to files of which it says so; then an edit must bring nothing into the
    others. ``new_files`` puts a new resource into a file of its own; else it goes behind its
    neighbour. ``exists`` tells whether a file is there, ``listing`` which kustomization names it.
    """

    __slots__ = ("exists", "listing", "new_files", "rules", "unsafe", "within")

    def __init__(
        self,
        *,
        unsafe: bool = False,
        rules: frozenset[str] | None = None,
        new_files: bool = False,
        within: Callable[[str], bool] | None = None,
        exists: Callable[[str], bool] = os.path.exists,
        listing: Callable[[str], str] = uses.listing,
    ) -> None:
        self.unsafe = unsafe
        self.rules = rules
        self.new_files = new_files
        self.within = within
        self.exists = exists
        self.listing = listing

    def wants(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding is one to mend."""
        return self._asks_for(diagnostic.rule) and self._can_mend(diagnostic)

    def leaves(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding would be one to mend, were it not of a rule that is not asked for.

        An edit may bring it: the next run, about its rule or all, mends it in turn.
        """
        return not self._asks_for(diagnostic.rule) and self._can_mend(diagnostic)

    def _asks_for(self, rule: str) -> bool:
        return self.rules is None or rule in self.rules

    def _can_mend(self, diagnostic: Diagnostic) -> bool:
        return (
            bool(diagnostic.edits)
            and not diagnostic.silenced
            and (self.unsafe or diagnostic.fix == "safe")
            and self._is_within(diagnostic)
        )

    def _is_within(self, diagnostic: Diagnostic) -> bool:
        if self.within is None:
            return True
        return all(self.within(edit.field.resource.origin) for edit in diagnostic.edits)


class FileChange:
    """One file before and after; a new file has no text before."""

    __slots__ = ("new", "old", "origin")

    def __init__(self, origin: str, old: str | None, new: str) -> None:
        self.origin = origin
        self.old = old
        self.new = new


class Unmended:
    """A finding that was not mended, and why."""

    __slots__ = ("diagnostic", "reason")

    def __init__(self, diagnostic: Diagnostic, reason: str) -> None:
        self.diagnostic = diagnostic
        self.reason = reason


class FixPlan:
    """What to write, what that mends, what was refused, and what a run would find afterwards.

    ``brought`` is what is found then and was not found before: of rules that were not asked for, or
    less grave than what was mended.
    """

    __slots__ = ("brought", "changes", "cured", "refused", "remaining", "rounds")

    def __init__(
        self,
        changes: list[FileChange],
        cured: list[Diagnostic],
        refused: list[Unmended],
        remaining: list[Diagnostic],
        rounds: int,
        brought: list[Diagnostic],
    ) -> None:
        self.changes = changes
        self.cured = cured
        self.refused = refused
        self.remaining = remaining
        self.rounds = rounds
        self.brought = brought
