"""One run of rounds: edits are made, linted, and kept or taken back."""

from __future__ import annotations

from collections import Counter

from multiaz_lint.fix.batch import Batch, resource_of, touched
from multiaz_lint.fix.proof import agreed
from multiaz_lint.fix.proposal import FileChange, Plan, Refusal
from multiaz_lint.fix.refusal import ConflictError, RefusedError
from multiaz_lint.fix.suspects import Suspects
from multiaz_lint.rule import Drop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.fix.draft import Draft
    from multiaz_lint.fix.proposal import Options

    Relint = Callable[[Mapping[str, str]], Sequence[Diagnostic]]
    Key = tuple[object, ...]

_ROUNDS = 200
_ALL = 1 << 30
_DOUBTS = 40
"""So many refusals are looked into one by one, each by a run of its own."""


class Caution:
    """What earlier attempts have taught: findings to leave alone, and where to go slowly."""

    __slots__ = ("at_once", "banned", "blamed", "cleared", "slow")

    def __init__(self) -> None:
        self.banned: dict[Key, str] = {}
        self.blamed: dict[Key, list[Key]] = {}
        """Whom a new finding was blamed on; who is banned and it comes again is cleared of it."""
        self.cleared: set[tuple[Key, Key]] = set()
        self.slow: set[Key] = set()
        """Resources that go on with one finding a round."""
        self.at_once = _ALL
        """How many findings a round takes at most."""


def _count_key(diagnostic: Diagnostic) -> Key:
    own = resource_of(diagnostic)
    return (diagnostic.rule, *(own or (diagnostic.place.origin,)))


def identity_key(diagnostic: Diagnostic) -> Key:
    return (*_count_key(diagnostic), diagnostic.field, diagnostic.message)


def _counts(diagnostics: Iterable[Diagnostic]) -> Counter[Key]:
    return Counter(_count_key(each) for each in diagnostics if not each.silenced)


def _without_moot(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Leave out findings about what another finding's edit removes: they go with it."""
    removed: dict[Key, list[tuple[int, str]]] = {}
    for index, each in enumerate(diagnostics):
        for edit in each.edits:
            if isinstance(edit, Drop):
                key = resource_of(each)
                if key is not None:
                    removed.setdefault(key, []).append((index, str(edit.field)))
    if not removed:
        return diagnostics
    gone: set[int] = set()
    for index, each in enumerate(diagnostics):
        for remover, path in removed.get(resource_of(each) or (), ()):
            if remover != index and remover not in gone and _is_within(each.field, path):
                gone.add(index)
    return [each for index, each in enumerate(diagnostics) if index not in gone]


def _is_within(field: str, path: str) -> bool:
    return field.startswith(path) and field[len(path) : len(path) + 1] in {"", ".", "["}


class _Failing:
    """A finding whose edits did not do what they should, and whether that is sure."""

    __slots__ = ("diagnostic", "direct", "reason")

    def __init__(self, diagnostic: Diagnostic, reason: str, *, direct: bool) -> None:
        self.diagnostic = diagnostic
        self.reason = reason
        self.direct = direct


class Attempt:
    """One run of rounds, with some findings banned from the start."""

    def __init__(
        self,
        diagnostics: Sequence[Diagnostic],
        relint: Relint,
        options: Options,
        caution: Caution,
    ) -> None:
        self.relint = relint
        self.options = options
        self.first = diagnostics
        self.current = diagnostics
        self.originals: dict[str, str | None] = {}
        self.texts: dict[str, str] = {}
        self.cured: list[Diagnostic] = []
        self.refused: dict[Key, Refusal] = {}
        self.banned = dict(caution.banned)
        self.slow = set(caution.slow)
        self.at_once = caution.at_once
        self.most = caution.at_once
        self.cleared = caution.cleared
        self.kept: dict[int, Draft] = {}
        """The documents looked at since the last commit."""
        self.careful: set[int] = set()
        """Those among them whose edits are tried one by one."""
        self.doubtful: set[Key] = set()
        self.blamed: list[tuple[Key, str, list[Diagnostic]]] = []
        """New findings that were let be for the moment, and what brought them."""
        self.rounds = 0

    def run(self) -> None:
        """Make rounds until nothing comes of them any more."""
        self._go_on()
        # Who was refused for something new may only have stood beside the guilty one.
        if self.doubtful and len(self.doubtful) <= _DOUBTS and len(self.refused) > 1:
            for key in self.doubtful:
                self.refused.pop(key, None)
            self.at_once = self.most = 1
            self._go_on()

    def _go_on(self) -> None:
        while self.rounds < _ROUNDS and self._round():
            self.rounds += 1

    def _round(self) -> bool:
        """Make one round; return whether anything came of it."""
        before = (len(self.cured), len(self.refused), len(self.slow), self.at_once)
        accepted, made = self._select()
        batch: Batch | None = made
        while accepted:
            texts = self._make(accepted, batch or self._remade(accepted))
            if texts is None:
                break
            after = self.relint({**self.texts, **texts})
            failing = self._failing(accepted, after)
            if not failing:
                self._commit(accepted, texts, after)
                break
            self._put_off(failing, accepted)
            guilty = {id(each.diagnostic) for each in failing}
            accepted, batch = [each for each in accepted if id(each) not in guilty], None
        return before != (len(self.cured), len(self.refused), len(self.slow), self.at_once)

    # Choosing -----------------------------------------------------------------------------

    def _select(self) -> tuple[list[Diagnostic], Batch]:
        """Return the findings whose edits can be made together, and these edits."""
        while True:
            refused = dict(self.refused)
            accepted, batch = self._collect()
            untrue = batch.untrue()
            if not untrue:
                return accepted, batch
            self.refused = refused
            self.careful |= untrue

    def _collect(self) -> tuple[list[Diagnostic], Batch]:
        batch = self._batch()
        accepted: list[Diagnostic] = []
        busy: set[Key] = set()
        wanted = [
            each for each in self.current if self.options.wants(each) and not self._is_refused(each)
        ]
        for diagnostic in _without_moot(wanted):
            if len(accepted) == self.at_once:
                break
            resources = touched(diagnostic)
            if resources & self.slow & busy:
                continue
            try:
                batch.add(diagnostic)
            except ConflictError:
                continue
            except RefusedError as error:
                self._refuse(diagnostic, error.reason)
                continue
            accepted.append(diagnostic)
            busy |= resources
        return accepted, batch

    def _batch(self) -> Batch:
        return Batch(
            new_files=self.options.new_files,
            exists=self._exists,
            kept=self.kept,
            careful=self.careful,
        )

    def _exists(self, origin: str) -> bool:
        return origin in self.texts or self.options.exists(origin)

    def _is_refused(self, diagnostic: Diagnostic) -> bool:
        key = identity_key(diagnostic)
        if key in self.banned:
            self._refuse(diagnostic, self.banned[key])
        return key in self.refused

    def _refuse(self, diagnostic: Diagnostic, reason: str) -> None:
        self.refused.setdefault(identity_key(diagnostic), Refusal(diagnostic, reason))

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
            self.at_once = 1

    # Judging ------------------------------------------------------------------------------

    def _failing(self, accepted: list[Diagnostic], after: Sequence[Diagnostic]) -> list[_Failing]:
        """Return the findings whose edits did not do what they should."""
        failing: dict[int, _Failing] = {}
        old, new = _counts(self.current), _counts(after)
        mended = _counts(accepted)
        for each in accepted:
            key = _count_key(each)
            if new[key] > old[key] - mended[key]:
                failing[id(each)] = _Failing(each, "the finding would still be there", direct=True)
        suspects: Suspects | None = None
        for diagnostic in after:
            key = _count_key(diagnostic)
            if diagnostic.silenced or key in mended or new[key] <= old[key]:
                continue
            if self.options.wants(diagnostic) and not self._is_refused(diagnostic):
                continue
            own = resource_of(diagnostic)
            suspects = suspects or Suspects(accepted)
            for each in suspects.of(diagnostic):
                found = _Failing(each, _brings(diagnostic), direct=own in touched(each))
                failing.setdefault(id(each), found)
        return list(failing.values())

    def _put_off(self, failing: list[_Failing], accepted: list[Diagnostic]) -> None:
        """Refuse what surely failed by itself; let the rest try again in smaller company."""
        counts = Counter(key for each in accepted for key in touched(each))
        for each in failing:
            resources = touched(each.diagnostic)
            crowded = any(counts[key] > 1 for key in resources)
            if len(accepted) == 1 or (each.direct and not crowded):
                self._refuse(each.diagnostic, each.reason)
                if len(accepted) > 1:
                    self.doubtful.add(identity_key(each.diagnostic))
            elif resources <= self.slow:
                self.at_once = max(1, len(accepted) // 2)
            else:
                self.slow |= resources

    def _commit(
        self, accepted: list[Diagnostic], texts: dict[str, str], after: Sequence[Diagnostic]
    ) -> None:
        old, new = _counts(self.current), _counts(after)
        everyone: Suspects | None = None
        for diagnostic in after:
            key = _count_key(diagnostic)
            if not diagnostic.silenced and new[key] > old[key]:
                everyone = everyone or Suspects(accepted)
                suspects = everyone
                if any(found == key for found, _ in self.cleared):
                    possible = [
                        each for each in accepted if (key, identity_key(each)) not in self.cleared
                    ]
                    suspects = Suspects(possible or accepted)
                self.blamed.append((key, _brings(diagnostic), suspects.of(diagnostic)))
        self.texts.update(texts)
        self.cured += accepted
        self.current = after
        self.kept, self.careful = {}, set()
        self.at_once = min(2 * self.at_once, self.most)

    # The end ------------------------------------------------------------------------------

    def learn(self, caution: Caution) -> bool:
        """Note what must not happen again; return whether there was anything to note.

        A new finding that is still there is blamed on one edit; while several may have brought
        it, the next attempt makes them one by one.
        """
        old, new = _counts(self.first), _counts(self.current)
        learned = self._disputed(caution)
        for key, words, suspects in self.blamed:
            if new[key] <= old[key]:
                continue
            learned = True
            for innocent in caution.blamed.pop(key, ()):
                caution.banned.pop(innocent, None)
                caution.cleared.add((key, innocent))
            resources = {each for suspect in suspects for each in touched(suspect)}
            if len(suspects) == 1:
                guilty = identity_key(suspects[0])
                caution.banned[guilty] = words
                caution.blamed.setdefault(key, []).append(guilty)
            elif resources <= caution.slow:
                caution.at_once = 1
            else:
                caution.slow |= resources
        return learned

    def _disputed(self, caution: Caution) -> bool:
        """Ban edits of files that another YAML reader reads differently."""
        origins = {
            origin
            for origin, text in self.texts.items()
            if not agreed(self.originals[origin] or "", text)
        }
        for each in self.cured:
            if not origins.isdisjoint(key[0] for key in touched(each)):
                words = "another YAML reader would read the edited text differently"
                caution.banned[identity_key(each)] = words
        return bool(origins)

    def result(self) -> Plan:
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
        return Plan(changes, self.cured, refused, list(self.current), self.rounds)


def _brings(diagnostic: Diagnostic) -> str:
    return f"it would bring {diagnostic.rule}: {diagnostic.message}"
