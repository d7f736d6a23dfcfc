"""Why something of kustomizations is not applied."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.load.kustomize.trail import Trail
    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.model.tree import Path

    Place = tuple[Manifest, Path]

_LONGEST = 500
"""How much is said of a fault: what it names may be long, and named often by aliases."""


class Fault:
    """Why something of a kustomization is not applied, and of which patch, if it has a file."""

    __slots__ = ("file", "line", "origin", "words")

    def __init__(self, origin: str, line: int, words: str, file: str) -> None:
        self.origin = origin
        self.line = line
        self.words = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
        self.file = file


class Faults:
    """Faults in the order in which they are met, each once.

    Some are idle: that a patch selects nothing is a fault only where it does so in all builds.
    """

    def __init__(self) -> None:
        self._all: dict[tuple[str, int, str], Fault] = {}
        self._idle: dict[int, set[Place]] = {}
        """Where the patches of an idle fault stand, by its ``id``."""
        self._used: set[Place] = set()

    def __iter__(self) -> Iterator[Fault]:
        for each in self._all.values():
            places = self._idle.get(id(each))
            if places is None or not places <= self._used:
                yield each

    def note_used(self, at: Trail) -> None:
        """Note that a patch is of use to something."""
        self._used.add((at.manifest, at.path))

    def tell_idle(self, of: Kustomization, words: str, at: Trail, file: str) -> None:
        """Take in that a patch selects nothing that a kustomization lists."""
        fault = self.tell(of, words, at, file)
        self._idle.setdefault(id(fault), set()).add((at.manifest, at.path))

    def tell(self, of: Kustomization, words: str, at: Trail | None = None, file: str = "") -> Fault:
        """Take in a fault of a kustomization, at where it stands, if anywhere."""
        line = at.stretch()[0] if at is not None else 0
        origin = of.origin if at is None else at.manifest.origin
        fault = Fault(origin, line, words, file)
        return self._all.setdefault((fault.origin, fault.line, fault.words), fault)
