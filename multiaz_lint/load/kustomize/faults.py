"""Why something of kustomizations is not applied."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.load.kustomize.trail import Trail

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
    """Faults in the order in which they are met, each once."""

    def __init__(self) -> None:
        self._all: dict[tuple[str, int, str], Fault] = {}

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._all.values())

    def tell(self, of: Kustomization, words: str, at: Trail | None = None, file: str = "") -> None:
        """Take in a fault of a kustomization, at where it stands, if anywhere."""
        line = at.manifest.stretch(at.path)[0] if at is not None else 0
        origin = of.origin if at is None else at.manifest.origin
        fault = Fault(origin, line, words, file)
        self._all[fault.origin, fault.line, fault.words] = fault
