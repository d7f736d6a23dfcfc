"""What attempts have taught: findings to leave alone, and where to go slowly."""

from __future__ import annotations

from multiaz_lint.fix.batch import touched
from multiaz_lint.fix.identity import counts, identity_key
from multiaz_lint.fix.proof import agreed
from multiaz_lint.fix.suspects import slower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.fix.attempt import Attempt
    from multiaz_lint.fix.identity import Key

ALL = 1 << 30


class Caution:
    """What the next attempt knows from those before it."""

    __slots__ = ("at_once", "banned", "blamed", "cleared", "slow", "stays", "trouble")

    def __init__(self) -> None:
        self.banned: dict[Key, str] = {}
        self.blamed: dict[Key, list[Key]] = {}
        """Whom a new finding was blamed on; who is banned and it comes again is cleared of it."""
        self.cleared: set[tuple[Key, Key]] = set()
        self.slow: set[object] = set()
        """Resources and files that go on with one finding a round."""
        self.stays: set[Key] = set()
        """New findings that were let be for the moment, and were still there at the end."""
        self.at_once = ALL
        """How many findings a round takes at most."""
        self.trouble: set[object] = set()
        """The files of the last attempt in which something was left that may not be."""

    def learn(self, attempt: Attempt) -> bool:
        """Note what must not happen again; return whether there was anything to note.

        A new finding that is still there is blamed on one edit; while several may have brought
        it, the next attempt makes them one by one, or searches for the guilty one as soon as it
        comes.
        """
        old, new = counts(attempt.first), counts(attempt.current)
        self.trouble = set()
        slow: set[object] = set()
        self.banned.update(attempt.guilty)
        self._disputed(attempt)
        for key, words, suspects in attempt.blamed:
            if new[key] <= old[key]:
                continue
            resources = {each for suspect in suspects for each in touched(suspect)}
            self.trouble |= {each[0] for each in resources}
            for innocent in self.blamed.pop(key, ()):
                # Who is blamed again after that is not cleared again: each of several brings it.
                if (key, innocent) not in self.cleared:
                    self.banned.pop(innocent, None)
                    self.cleared.add((key, innocent))
            if len(suspects) == 1:
                guilty = identity_key(suspects[0])
                self.banned[guilty] = words
                self.blamed.setdefault(key, []).append(guilty)
                continue
            step = slower(self.slow, resources) if len({each[0] for each in resources}) == 1 else ()
            slow.update(step)
            if not step:
                if key in self.stays:
                    self.at_once = 1
                self.stays.add(key)
        self.slow |= slow
        return bool(self.trouble)

    def _disputed(self, attempt: Attempt) -> None:
        """Ban edits of files that another YAML reader reads differently."""
        origins = {
            origin
            for origin, text in attempt.texts.items()
            if not agreed(attempt.originals[origin] or "", text)
        }
        self.trouble |= origins
        self.ban(attempt, origins, "another YAML reader would read the edited text differently")

    def ban(self, attempt: Attempt, origins: set[object] | set[str], words: str) -> None:
        """Ban all that an attempt mended in some files."""
        for each in attempt.cured:
            if not origins.isdisjoint(key[0] for key in touched(each)):
                self.banned[identity_key(each)] = words

    def state(self) -> tuple[object, ...]:
        """Return what an attempt depends on: the same state makes the same attempt."""
        known = (self.banned, self.cleared, self.slow, self.stays)
        return (*map(frozenset, known), self.at_once)
