"""What a rule is, and all that an author of one needs."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, TypeVar

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.resource import Resource

    R = TypeVar("R", bound=Resource)
    P = TypeVar("P")


class Severity(int):
    """What a zone loss does: an error stops the workload or breaks the policy; info is advice.

    The three there are: ``INFO``, ``WARNING``, ``ERROR``, in this order. No Enum, whose module
    takes a tenth of the time that a file takes to be checked.
    """

    INFO: Severity
    WARNING: Severity
    ERROR: Severity

    def __str__(self) -> str:
        return _NAMES[self]

    def __repr__(self) -> str:
        return f"Severity.{_NAMES[self].upper()}"

    def __format__(self, form: str) -> str:
        return format(_NAMES[self], form)


_NAMES = {1: "info", 2: "warning", 3: "error"}
SEVERITIES = Severity.INFO, Severity.WARNING, Severity.ERROR = tuple(map(Severity, _NAMES))
SEVERITY_BY_NAME = {str(severity): severity for severity in SEVERITIES}
LEVELS = (*reversed(SEVERITY_BY_NAME), "off")
"""What the severity of a rule may be set to."""


class Related:
    """Another place that decides: the budget that does not match, the autoscaler in charge."""

    __slots__ = ("field", "message")

    def __init__(self, field: Field, message: str) -> None:
        self.field = field
        self.message = message


def to_fill_in(fields: Iterable[Field]) -> list[Related]:
    """Return places whose values are still to be filled in before anybody can decide."""
    return [Related(each, "is to be filled in") for each in fields]


class Problem:
    """What a rule yields: a field, what happens there, and how to mend it.

    ``severity`` overrides the rule's default for a graver or lighter case. ``hint`` says what to
    do. ``edits`` are made together or not at all; ``unsafe`` ones need a decision by a person.
    ``api`` is what the API server says when it refuses. ``unless`` names a rule that says more: the
    problem is not told beside a finding of that rule on the same resource which is as grave.
    """

    __slots__ = (
        "api", "edits", "field", "hint", "message", "related", "severity", "unless", "unsafe",
    )  # fmt: skip

    def __init__(
        self,
        field: Field,
        message: str,
        *,
        severity: Severity | None = None,
        hint: str | None = None,
        related: Sequence[Related] = (),
        edits: Sequence[Edit] = (),
        unsafe: bool = False,
        api: dict[str, Any] | None = None,
        unless: str = "",
    ) -> None:
        self.field = field
        self.message = message
        self.severity = severity
        self.hint = hint
        self.related = related
        self.edits = edits
        self.unsafe = unsafe
        self.api = api
        self.unless = unless


class Put:
    """Write ``value`` at a field: replace what is there, or add it with its missing parents.

    ``value`` is plain data: str, int, bool, list, dict (in the order to write).
    """

    __slots__ = ("field", "value")

    def __init__(self, field: Field, value: Any) -> None:
        self.field = field
        self.value = value


class Drop:
    """Remove a field or an element of a sequence, and nothing else."""

    __slots__ = ("field",)

    def __init__(self, field: Field) -> None:
        self.field = field


class Append:
    """Add one element at the end of the sequence at ``field``; make the sequence if absent."""

    __slots__ = ("field", "value")

    def __init__(self, field: Field, value: Any) -> None:
        self.field = field
        self.value = value


class Rename:
    """Give the key at ``field`` another name; its value stays as written."""

    __slots__ = ("field", "name")

    def __init__(self, field: Field, name: str) -> None:
        self.field = field
        self.name = name


class NewDocument:
    """Add a whole resource beside the one that ``field`` belongs to."""

    __slots__ = ("field", "value")

    def __init__(self, field: Field, value: dict[str, Any]) -> None:
        self.field = field
        self.value = value


class Erase:
    """Take a comment, or a part of one, out of the document that ``field`` belongs to.

    ``start`` and ``end`` are offsets in the text of its file. Where nothing follows, the
    blanks before go too, and the line if nothing is left on it.
    """

    __slots__ = ("end", "field", "start")

    def __init__(self, field: Field, start: int, end: int) -> None:
        self.field = field
        self.start = start
        self.end = end


if TYPE_CHECKING:
    Edit = Put | Drop | Append | Rename | NewDocument | Erase


class Rule:
    """One rule: its name, what it looks at, how grave it is, its page, and its check."""

    __slots__ = (
        "category", "check", "doc", "id", "module", "needs", "on", "parameters",
        "place", "preview", "profiles", "severity", "where",
    )  # fmt: skip

    def __init__(
        self,
        id: str,  # noqa: A002 - as a rule file has it
        severity: Severity,
        *,
        on: tuple[type[Resource], ...],
        needs: tuple[str, ...] = (),
        where: Callable[[Cluster], bool] | None = None,
        doc: str,
        check: Callable[..., Iterable[Problem]],
        parameters: type | None = None,
        category: str = "",
        module: str = "",
        place: str = "",
        preview: bool = False,
        profiles: dict[str, dict[str, Any] | None] | None = None,
    ) -> None:
        self.id = id
        self.severity = severity
        self.on = on
        self.needs = needs
        """Names of fields or kinds: to a resource without any of them it has nothing to say."""
        self.where = where
        """Whether a cluster holds what the rule compares with; elsewhere it has nothing to say."""
        self.doc = doc
        self.check = check
        self.parameters = parameters
        self.category = category
        self.module = module
        self.place = place or module
        """Where it is declared: file, line and column of a rule that is YAML, else its module."""
        self.preview = preview
        self.profiles = profiles or {}
        """What differs in a profile: ``severity`` and parameters by name; None is off.

        Profile ``survive`` holds only the rules that name it here; ``strict`` is ``multi-az`` with
        every info raised to a warning, and is never named here.
        """

    def __repr__(self) -> str:
        return f"Rule({self.id})"

    @property
    def title(self) -> str:
        """The first line of the page, without its full stop; the name where there is no page."""
        return self.doc.strip().split("\n", 1)[0].rstrip(".") or self.id


def reported_by_the_run(
    id: str,  # noqa: A002 - as a rule file has it
    severity: Severity,
    *,
    doc: str | None,
    module: str,
) -> Rule:
    """Make a Rule of what the run itself reports: it has a page and a severity, but no check."""
    return Rule(
        id,
        severity,
        on=(),
        doc=doc or "",
        check=lambda *_: iter(()),
        category=module.split(".")[-2],
        module=module,
        profiles={"survive": {}},
    )


class Holding:
    """Whether a cluster holds anything of a view; the index says of which, without the module."""

    __slots__ = ("view",)

    def __init__(self, view: type[Resource]) -> None:
        self.view = view

    def __call__(self, cluster: Cluster) -> bool:
        return bool(cluster.of(self.view))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Holding) and other.view is self.view

    def __hash__(self) -> int:
        return hash(self.view)


def rule(
    id: str,  # noqa: A002 - as a rule file has it
    severity: Severity,
    *,
    on: type[R] | tuple[type[R], ...],
    needs: str | tuple[str, ...] = (),
    where: Callable[[Cluster], bool] | None = None,
    doc: str | None,
    parameters: type[P] | None = None,
    preview: bool = False,
    profiles: dict[str, dict[str, Any] | None] | None = None,
) -> Callable[[Callable[[R, Cluster, P], Iterable[Problem]]], Rule]:
    """Turn a check into a Rule.

    The check gets a resource of one of the views in ``on``, the cluster, and an instance of
    ``parameters`` (a class whose constructor has only keyword arguments with defaults, such as a
    NamedTuple); without parameters it gets None. It yields problems of that resource only, and
    has no other input. ``needs`` names fields (as :meth:`Resource.field_names` knows them) of which
    one must be written for the rule to have anything to say; it is not asked about resources that
    have none, nor in a run about whose cluster ``where`` says no. The category is the folder that
    the rule's module stands in.
    """

    def declare(check: Callable[[R, Cluster, P], Iterable[Problem]]) -> Rule:
        module = check.__module__
        parts = module.split(".")
        category = parts[-2] if len(parts) > 1 else ""
        return Rule(
            id,
            severity,
            on=on if isinstance(on, tuple) else (on,),
            needs=(needs,) if isinstance(needs, str) else needs,
            where=where,
            doc=doc or "",
            check=check,
            parameters=parameters,
            category=category,
            module=module,
            preview=preview,
            profiles=profiles,
        )

    return declare
