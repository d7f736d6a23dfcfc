"""One run of rounds: edits are made, linted, and kept or taken back."""

from __future__ import annotations

import os
from collections import Counter

from multiaz_lint.fix.batch import Batch, resource_of, touched
from multiaz_lint.fix.identity import count_key, counts, identity_key
from multiaz_lint.fix.moot import without_moot
from multiaz_lint.fix.outcome import RoundOutcome, brings
from multiaz_lint.fix.pace import Pace
from multiaz_lint.fix.proposal import FileChange, FixPlan, Unmended
from multiaz_lint.fix.refusal import ConflictError, RefusedError
from multiaz_lint.fix.suspects import apart, slower, surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.fix.caution import Caution
    from multiaz_lint.fix.draft import Draft
    from multiaz_lint.fix.identity import Key
    from multiaz_lint.fix.outcome import Failing
    from multiaz_lint.fix.proposal import FixOptions
    from multiaz_lint.fix.runs import Runs


_LONGEST_NAME = 255
"""Bytes that the usual file systems allow for the name of a file."""


class Attempt:
    """One run of rounds, with some findings banned from the start."""

    def __init__(
        self,
        diagnostics: Sequence[Diagnostic],
        relint: Runs,
        options: FixOptions,
        caution: Caution,
    ) -> None:
        self.relint = relint
        self.options = options
        self.first = diagnostics
        self.current = diagnostics
        self.originals: dict[str, str | None] = {}
        self.texts: dict[str, str] = {}
        self.cured: list[Diagnostic] = []
        self.refused: dict[Key, Unmended] = {}
        self.cured_before: dict[Key, int] = {}
        """How many findings were mended when one was refused."""
        self.banned = dict(caution.banned)
        self.pace = Pace(caution)
        self.cleared = caution.cleared
        self.stays = caution.stays
        self.kept: dict[int, Draft] = {}
        """The documents looked at since the last commit."""
        self.doubtful: dict[Key, str] = {}
        """Who was refused though others may have been guilty, and in which file."""
        self.guilty: dict[Key, str] = {}
        """Who was found to bring something new by a search, and what."""
        self.blamed: list[tuple[Key, str, list[Diagnostic]]] = []
        """New findings that were let be for the moment, and what brought them."""
        self.listings: dict[str, str] = {}
        """Which kustomization lists the file of a neighbour, where that was asked."""
        self.rounds = 0

    def run(self) -> None:
        """Make rounds until nothing comes of them any more."""
        self._go_on()
        # Who was refused for something new may only have stood beside the guilty one.
        for group in apart(dict(self.doubtful)):
            for key in group:
                self.refused.pop(key, None)
            self._go_on()
        # What was in the way of the others may have been mended since.
        for key in self._beside_mended():
            del self.refused[key]
        self._go_on()

    def _beside_mended(self) -> list[Key]:
        """Return who was refused before something else of the same resource was mended."""
        mended = {resource_of(each): number for number, each in enumerate(self.cured, 1)}
        return [
            key
            for key, refusal in self.refused.items()
            if mended.get(resource_of(refusal.diagnostic), 0) > self.cured_before[key]
            and key not in self.banned
        ]

    def _go_on(self) -> None:
        while self.relint.left and self._round():
            self.rounds += 1

    def _round(self) -> bool:
        """Make one round; return whether anything came of it."""
        before = self._state()
        accepted, made = self._select()
        batch: Batch | None = made
        while accepted and self.relint.left:
            texts = self._make(accepted, batch or self._remade(accepted))
            if texts is None:
                break
            after = self.relint({**self.texts, **texts})
            outcome = RoundOutcome(self.current, accepted, after, self._is_welcome)
            if outcome.failing:
                self._put_off(outcome.failing, accepted)
                guilty = {id(each.diagnostic) for each in outcome.failing}
            elif outcome.stray is not None:
                found = self._search(accepted, count_key(outcome.stray))
                if found is None:
                    break
                if outcome.may_bring(found, outcome.stray):
                    accepted, batch = [found], None
                    continue
                self._refuse(found, brings(outcome.stray))
                self.guilty[identity_key(found)] = brings(outcome.stray)
                guilty = {id(found)}
            else:
                self._commit(outcome, texts, after)
                break
            accepted, batch = [each for each in accepted if id(each) not in guilty], None
        return before != self._state()

    def _state(self) -> tuple[object, ...]:
        return (len(self.cured), len(self.refused), *self.pace.now())

    # Choosing -----------------------------------------------------------------------------

    def _select(self) -> tuple[list[Diagnostic], Batch]:
        """Return the findings whose edits can be made together, and these edits."""
        waiting: set[int] = set()
        while True:
            accepted, batch = self._collect(waiting)
            misfits = list(batch.misfits())
            if not misfits:
                return accepted, batch
            for diagnostic, error in misfits:
                if isinstance(error, RefusedError):
                    self._refuse(diagnostic, error.reason)
                else:
                    waiting.add(id(diagnostic))

    def _collect(self, waiting: AbstractSet[int]) -> tuple[list[Diagnostic], Batch]:
        batch = self._batch()
        accepted: list[Diagnostic] = []
        busy: Counter[object] = Counter()
        wanted = [each for each in self.current if self._is_wanted(each)]
        for diagnostic in without_moot(wanted):
            if len(accepted) == self.pace.at_once:
                break
            if id(diagnostic) in waiting:
                continue
            places = surroundings(diagnostic)
            if self.pace.is_full(places, busy):
                continue
            try:
                batch.add(diagnostic)
            except ConflictError:
                continue
            except RefusedError as error:
                self._refuse(diagnostic, error.reason)
                continue
            accepted.append(diagnostic)
            busy.update(places)
        return accepted, batch

    def _batch(self) -> Batch:
        return Batch(
            new_files=self.options.new_files,
            unfit=self._unfit,
            kept=self.kept,
        )

    def _unfit(self, origin: str, neighbour: str) -> str:
        """Tell why a new file cannot be beside that of its neighbour; empty if it can."""
        if len(os.fsencode(os.path.basename(origin))) > _LONGEST_NAME:
            return "the name of its file would be too long: leave --new-files out"
        if origin in self.texts or self.options.exists(origin):
            return f"{origin} exists already"
        listing = self.listings.get(neighbour)
        if listing is None:
            listing = self.listings[neighbour] = self.options.listing(neighbour)
        if listing:
            return f"{listing} lists its files and would not build a new one: leave --new-files out"
        return ""

    def _is_wanted(self, diagnostic: Diagnostic) -> bool:
        return self.options.wants(diagnostic) and not self._is_refused(diagnostic)

    def _is_welcome(self, diagnostic: Diagnostic) -> bool:
        """Whether a new finding may come for the moment: it will be mended in turn."""
        if self.options.leaves(diagnostic):
            return True
        return self._is_wanted(diagnostic) and count_key(diagnostic) not in self.stays

    def _is_refused(self, diagnostic: Diagnostic) -> bool:
        key = identity_key(diagnostic)
        if key in self.banned:
            self._refuse(diagnostic, self.banned[key])
        return key in self.refused

    def _refuse(self, diagnostic: Diagnostic, reason: str) -> None:
        key = identity_key(diagnostic)
        if key not in self.refused:
            self.refused[key] = Unmended(diagnostic, reason)
            self.cured_before[key] = len(self.cured)

    def _remade(self, accepted: list[Diagnostic]) -> Batch:
        """Make the edits of some findings again, without those of others."""
        batch = self._batch()
        for diagnostic in accepted:
            batch.add(diagnostic)
        return batch

    def _make(self, accepted: list[Diagnostic], batch: Batch) -> dict[str, str] | None:
        """Return the new texts; None when one of them does not prove true."""
        try:
            made = list(batch.texts())
        except (ConflictError, RefusedError):
            self._find_unproven(accepted)
            return None
        for origin, old, _ in made:
            self.originals.setdefault(origin, old or None)
        return {origin: new for origin, _, new in made}

    def _find_unproven(self, accepted: list[Diagnostic]) -> None:
        """Refuse the findings whose edits do not prove true, each for itself."""
        guilty = len(self.refused)
        for diagnostic in accepted:
            try:
                list(self._remade([diagnostic]).texts())
            except RefusedError as error:
                self._refuse(diagnostic, error.reason)
        if len(self.refused) == guilty:
            self.pace.at_once = 1

    # Judging ------------------------------------------------------------------------------

    def _search(self, accepted: list[Diagnostic], key: Key) -> Diagnostic | None:
        """Return the first finding with whose edits, behind those before it, something new comes.

        Each run halves the rest. None where runs come to their end before, or where edits cannot be
        made without those behind them.
        """
        old = counts(self.current)[key]
        good, bad = 0, len(accepted)
        while bad - good > 1:
            middle = (good + bad) // 2
            if not self.relint.left:
                return None
            try:
                made = list(self._remade(accepted[:middle]).texts(quick=True))
            except (ConflictError, RefusedError):
                self.pace.at_once = middle
                return None
            texts = {origin: new for origin, _, new in made}
            if counts(self.relint({**self.texts, **texts}))[key] > old:
                bad = middle
            else:
                good = middle
        return accepted[good]

    def _put_off(self, failing: list[Failing], accepted: list[Diagnostic]) -> None:
        """Refuse what surely failed by itself; let the rest try again in smaller company."""
        counts = Counter(key for each in accepted for key in touched(each))
        slowest = self.pace.slowest()
        slow: set[object] = set()
        for each in failing:
            resources = touched(each.diagnostic)
            crowded = any(counts[key] > 1 for key in resources)
            if len(accepted) == 1 or each.alone or (each.direct and not crowded):
                self._refuse(each.diagnostic, each.reason)
                if len(accepted) > 1:
                    self.doubtful[identity_key(each.diagnostic)] = each.diagnostic.place.origin
                continue
            step = slower(slowest, resources)
            slow |= step
            if not step:
                self.pace.at_once = max(1, len(accepted) // 2)
        self.pace.slow_down(slow)

    def _commit(
        self, outcome: RoundOutcome, texts: dict[str, str], after: Sequence[Diagnostic]
    ) -> None:
        for diagnostic in outcome.new:
            if self.options.leaves(diagnostic):
                continue
            key = count_key(diagnostic)
            cleared = {found for new_key, found in self.cleared if new_key == key}
            suspects = outcome.suspects.of(diagnostic, cleared)
            if all(outcome.may_bring(each, diagnostic) for each in suspects):
                continue
            self.blamed.append((key, brings(diagnostic), suspects))
        self.texts.update(texts)
        self.cured += outcome.accepted
        self.current = after
        self.kept = {}
        self.pace.go_on(outcome.accepted)

    # The end ------------------------------------------------------------------------------

    def result(self) -> FixPlan:
        changes = [
            FileChange(origin, self.originals[origin], text)
            for origin, text in sorted(self.texts.items())
            if self.originals[origin] != text
        ]
        wanted = [each for each in self.current if self.options.wants(each)]
        for diagnostic in wanted:
            self._refuse(diagnostic, "the rounds came to their end")
        left = {identity_key(each) for each in wanted}
        refused = [each for key, each in self.refused.items() if key in left]
        old, new = counts(self.first), counts(self.current)
        brought = [
            each
            for each in self.current
            if not each.silenced and new[count_key(each)] > old[count_key(each)]
        ]
        return FixPlan(changes, self.cured, refused, list(self.current), self.rounds, brought)
