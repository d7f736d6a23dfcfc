"""What one run found, and what it looked at: all that a report needs."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from typing import Any, Protocol

    from multiaz_lint.diagnostic import Diagnostic, Identity
    from multiaz_lint.rule import Rule, Severity

    class Text(Protocol):
        """The text of a source; lines count from 1. ``given`` says that a path holds it."""

        @property
        def text(self) -> str: ...
        @property
        def given(self) -> bool: ...
        def line_text(self, line: int) -> str: ...
        @property
        def is_rendered(self) -> bool: ...
        def template_at(self, line: int) -> str: ...

    class Replacement(Protocol):
        """Text in place of a stretch; lines and columns count from 1, the end is one past."""

        @property
        def origin(self) -> str: ...
        @property
        def line(self) -> int: ...
        @property
        def column(self) -> int: ...
        @property
        def end_line(self) -> int: ...
        @property
        def end_column(self) -> int: ...
        @property
        def text(self) -> str: ...


class NotChecked:
    """A text, or a part of one, that was left out, and why; ``line`` is 0 for a whole file."""

    __slots__ = ("line", "origin", "why")

    def __init__(self, origin: str, why: str, line: int = 0) -> None:
        self.origin = origin
        self.why = why
        self.line = line

    def __repr__(self) -> str:
        return f"NotChecked({self.origin}:{self.line}: {self.why})"


class Point:
    """One point of the zone policy for one workload: held, broken or not asked for, and why."""

    __slots__ = ("held", "name", "why")

    def __init__(self, name: str, held: bool | None, why: str = "") -> None:
        self.name = name
        self.held = held
        self.why = why


class PolicyRow:
    """A workload against the six points of the zone policy.

    ``folder`` is that of the kustomization that builds it, where several do.
    """

    __slots__ = ("folder", "line", "origin", "points", "workload")

    def __init__(
        self,
        workload: Identity,
        origin: str,
        line: int,
        points: tuple[Point, ...],
        folder: str = "",
    ) -> None:
        self.folder = folder
        self.workload = workload
        self.origin = origin
        self.line = line
        self.points = points


class Result:
    """Diagnostics in order, silenced ones included, and the run's own facts.

    ``files``, ``documents``, ``resources`` and ``workloads`` count what was read. ``context``
    holds the platform facts that verdicts depend on (``kubernetes``, ``zones``, ``profile``, ...).
    ``sources`` gives the text of each origin that a diagnostic names.
    """

    __slots__ = (
        "context", "diagnostics", "documents", "drill", "files", "incomplete", "left_out",
        "matrix", "moved", "not_checked", "ran", "replacements", "resources", "rules", "sources",
        "stale_baseline", "workloads",
    )  # fmt: skip

    def __init__(
        self,
        diagnostics: Sequence[Diagnostic],
        *,
        files: int = 0,
        documents: int = 0,
        resources: int = 0,
        workloads: int = 0,
        not_checked: Sequence[NotChecked] = (),
        context: Mapping[str, Any] | None = None,
        sources: Mapping[str, Text] | None = None,
        rules: Mapping[str, Rule] | None = None,
        ran: Collection[str] = (),
        incomplete: Collection[str] = (),
        matrix: Sequence[PolicyRow] = (),
    ) -> None:
        self.diagnostics = diagnostics
        self.files = files
        self.documents = documents
        self.resources = resources
        self.workloads = workloads
        self.not_checked = not_checked
        self.context = context or {}
        self.sources = sources or {}
        self.rules = rules or {}
        self.ran = frozenset(ran)
        """The rules that were able to find something: a check asks other ones than a drill."""
        self.incomplete = frozenset(incomplete)
        """Origins that were not read or judged to the end: more may be found there."""
        self.matrix = matrix
        self.drill: Sequence[Mapping[str, Any]] = ()
        """What a drill found, for each context of the input."""
        self.left_out: Mapping[Severity, int] = {}
        """Findings that reports leave out; they count all the same."""
        self.stale_baseline = 0
        """Entries of the baseline that no finding matched any more."""
        self.moved = False
        """Whether an entry of the baseline has followed a finding from a file that is gone."""
        self.replacements: Callable[[Diagnostic], Sequence[Replacement]] | None = None
        """What the edits of a finding would do to the texts, for programs that apply them.

        Making and proving them costs several times what checking does: only who shows them asks.
        """

    def with_diagnostics(
        self, diagnostics: Sequence[Diagnostic], left_out: Mapping[Severity, int]
    ) -> Result:
        """Return the same result with some of its diagnostics, and a count of the others."""
        from collections import Counter
        from copy import copy

        other = copy(self)
        other.diagnostics = diagnostics
        other.left_out = Counter(self.left_out) + Counter(left_out)
        return other

    @property
    def shown(self) -> list[Diagnostic]:
        """The diagnostics that are not silenced."""
        return [diagnostic for diagnostic in self.diagnostics if not diagnostic.silenced]
