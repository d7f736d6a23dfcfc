"""What users get: findings, which know no cluster and no rule object.

``judging`` makes one of each problem. Later steps write into it what they find out, such as
``suppressed`` and ``fingerprint``; reports only read it. It is plain data but for ``edits``, which
hold places in resources for ``fix``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.rule import Severity

CRASHED = "rule-crashed"
LIMITED = "limit-exceeded"
UNJUDGED = frozenset({LIMITED, CRASHED})
"""Rules that say that something was not judged: nothing silences them, as it may be anything."""
ELSEWHERE = "not about the changed files"
"""Why a finding is silenced when none of its places was changed."""
NOT_NEW = "not new since "
"""Why one is silenced that was there at a revision, which follows."""


class Place:
    """A stretch of a text: origin, 1-based lines and columns (end column one past), words."""

    __slots__ = ("column", "end_column", "end_line", "line", "message", "origin")

    def __init__(
        self,
        origin: str,
        line: int,
        column: int,
        end_line: int,
        end_column: int,
        message: str = "",
    ) -> None:
        self.origin = origin
        self.line = line
        self.column = column
        self.end_line = end_line
        self.end_column = end_column
        self.message = message

    def as_tuple(self) -> tuple[str, int, int, int, int, str]:
        return (
            self.origin, self.line, self.column, self.end_line, self.end_column, self.message,
        )  # fmt: skip

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and self.as_tuple() == other.as_tuple()

    def __hash__(self) -> int:
        return hash(self.as_tuple())

    def __repr__(self) -> str:
        return f"Place{self.as_tuple()}"


class Identity:
    """Which resource a diagnostic speaks of; ``namespace`` is empty for cluster-wide kinds.

    ``origin`` is the file of the object, where it is known: findings of it may stand in a patch.
    """

    __slots__ = ("_key", "api_version", "kind", "name", "namespace", "origin")

    def __init__(self, api_version: str, kind: str, namespace: str, name: str) -> None:
        self.api_version = api_version
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self._key = ""
        self.origin = ""

    @property
    def key(self) -> str:
        """The resource across API versions: ``apps/Deployment default/web``."""
        if not self._key:
            group = self.api_version.rpartition("/")[0]
            kind = f"{group}/{self.kind}" if group else self.kind
            self._key = (
                f"{kind} {self.namespace}/{self.name}"
                if self.namespace
                else (f"{kind} {self.name}")
            )
        return self._key

    def as_tuple(self) -> tuple[str, str, str, str]:
        return (self.api_version, self.kind, self.namespace, self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and self.as_tuple() == other.as_tuple()

    def __hash__(self) -> int:
        return hash(self.as_tuple())

    def __str__(self) -> str:
        return f"{self.kind.lower()}/{self.name}"


class Diagnostic:
    """One finding.

    ``field`` is Kubernetes' path notation. ``suppressed`` and ``baselined`` hold the reason when
    the finding is silenced. ``edits`` are what ``fix`` would do; ``fix`` is ``safe``, ``unsafe``
    or None. ``named_field`` is ``field`` with the names of elements in place of their indexes,
    where there are any; ``fingerprint`` survives moved lines (see ``fingerprint.py``).
    ``builds`` are the kustomizations that it holds for, where several build the object; ``in_some``
    says that others build it without the finding, and that its place does not tell which have it.
    """

    __slots__ = (
        "api", "baselined", "builds", "category", "concerns", "drill", "edits", "field",
        "fingerprint", "fix", "hint", "in_some", "message", "named_field", "owner", "place",
        "related", "resource", "rule", "severity", "suppressed",
    )  # fmt: skip

    def __init__(
        self,
        rule: str,
        severity: Severity,
        message: str,
        place: Place,
        field: str = "",
        category: str = "",
        hint: str | None = None,
        resource: Identity | None = None,
        owner: int = 0,
        concerns: tuple[int, ...] = (),
        related: tuple[Place, ...] = (),
        api: dict[str, Any] | None = None,
        drill: dict[str, Any] | None = None,
        edits: tuple[Any, ...] = (),
        fix: str | None = None,
        suppressed: str | None = None,
        baselined: bool = False,
        fingerprint: str = "",
        named_field: str = "",
        builds: tuple[str, ...] = (),
        in_some: bool = False,
    ) -> None:
        self.rule = rule
        self.severity = severity
        self.message = message
        self.place = place
        self.field = field
        self.category = category
        self.hint = hint
        self.resource = resource
        self.owner = owner
        """Tells copies of one resource apart within a run; means nothing outside of it."""
        self.concerns = concerns
        """The owners of the related places, in the same sense."""
        self.related = related
        self.api = api
        self.drill = drill
        self.edits = edits
        self.fix = fix
        self.suppressed = suppressed
        self.baselined = baselined
        self.fingerprint = fingerprint
        self.named_field = named_field
        self.builds = builds
        self.in_some = in_some

    @property
    def silenced(self) -> bool:
        """Whether the finding is kept for the record only."""
        return self.suppressed is not None or self.baselined

    @property
    def fix_command(self) -> str:
        """The command that makes its edits, where there are any."""
        return "multiaz-lint fix" if self.fix == "safe" else f"multiaz-lint fix --{self.fix}"

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Origin, position, rule, words: the order of every report."""
        place = self.place
        return (place.origin, place.line, place.column, self.rule, self.message)

    def __repr__(self) -> str:
        place = self.place
        where = f"{place.origin}:{place.line}:{place.column}"
        return f"{where}: {self.severity} {self.message} [{self.rule}]"
