"""Where an operator reads what Kubernetes reads, of one kind of custom resource. Data only."""

from __future__ import annotations

from multiaz_lint.model.custom.made import Conditional, met, places_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.custom.claims import Claims
    from multiaz_lint.model.custom.made import (
        Alternatives,
        AntiAffinity,
        MadeBudget,
        MadeContainer,
        Owner,
    )
    from multiaz_lint.model.tree import Path

FIELD_TYPES = {
    "affinity": "core/v1.Affinity",
    "affinity.nodeAffinity": "core/v1.NodeAffinity",
    "affinity.podAffinity": "core/v1.PodAffinity",
    "affinity.podAntiAffinity": "core/v1.PodAntiAffinity",
    "nodeSelector": "map[string]string",
    "tolerations": "[]core/v1.Toleration",
    "topologySpreadConstraints": "[]core/v1.TopologySpreadConstraint",
}
"""The fields of a pod spec that an adapter can name, and their Go types."""


class Settled:
    """Rules that the operator answers for, and what it does.

    They are settled when all fields of ``when`` have their values and those of ``unless`` have
    not; paths count from the resource, those that begin with ``owner`` from what it belongs to, and
    ``[*]`` in them is the component's own index. ``path``
    is where the rules are written in the list of adapters, ``place`` in which file and line.
    """

    __slots__ = ("path", "place", "rules", "unless", "when", "why")

    def __init__(
        self,
        rules: frozenset[str],
        why: str,
        when: tuple[tuple[Path, Any], ...] = (),
        unless: tuple[tuple[Path, Any], ...] = (),
    ) -> None:
        self.rules = rules
        self.why = why
        self.when = when
        self.unless = unless
        self.path: Path = ()
        self.place = ""

    def holds(self, tree: dict[str, Any], place: Path) -> bool:
        """Whether they are settled for a component; ``[*]`` in a path is its own index."""
        return met(self.when, tree, place) and not (self.unless and met(self.unless, tree, place))


class Unseen(Conditional):
    """Pods that there are, and that the adapter cannot see, with the reason."""

    __slots__ = ("why",)

    def __init__(self, why: str, when: Alternatives, unless: Alternatives) -> None:
        super().__init__(when, unless)
        self.why = why


class Votes(Conditional):
    """The software whose members the pods are, where they vote."""

    __slots__ = ("software",)

    def __init__(self, software: str, when: Alternatives, unless: Alternatives) -> None:
        super().__init__(when, unless)
        self.software = software


class Adapter(Conditional):
    """Where the pods of one kind of custom resource, or of one component of it, are described.

    All paths but ``at`` count from ``at``, unless they begin with ``resource``; where ``each`` says
    so that is a sequence, and each element is a component. ``template`` is a whole pod template;
    ``pod`` holds fields of a pod spec under their own names, and ``fields`` says where others
    stand: of several places the first that is written counts, of mappings key by key. ``makes``
    is the kind by which the operator makes the pods, all at once where they are ``parallel``. There
    are such pods only where its conditions hold.
    """

    __slots__ = (
        "added", "antiaffinity", "at", "at_least", "at_most", "budget", "claims", "component",
        "containers", "defaults", "each", "fields", "group", "kind", "known", "labels",
        "labels_at", "labels_from", "line", "makes", "metadata", "missing_replicas", "origin",
        "owner", "parallel", "part", "patched", "pod", "replicas", "selector", "selects_by",
        "settles", "shared", "spread_defaults", "template", "unseen", "votes",
    )  # fmt: skip

    def __init__(self, group: str, kind: str) -> None:
        super().__init__()
        self.group = group
        self.kind = kind
        self.origin = ""
        """The configuration that holds it, where that is; ``line`` is its line there."""
        self.line = 0
        self.component = ""
        self.at: Path = ()
        self.each = False
        self.part: Path = ("name",)
        """Where each item of a sequence holds its name."""
        self.known: Alternatives = ()
        """Which values the operator knows of fields: others are told."""
        self.replicas: tuple[Path, ...] = ()
        """Where their number may stand; the first that is written counts."""
        self.shared = False
        """Whether the elements of the sequence share that number among them, the first get more."""
        self.missing_replicas: int | None = None
        """What the operator takes where no number is written; None: there is no component."""
        self.at_least: Path | int | None = None
        """A number, or where it stands, below which the operator does not go."""
        self.at_most: Path | int | None = None
        """One above which it does not, whatever the least is."""
        self.template: Path | None = None
        self.pod: tuple[Path, ...] = ()
        """Of several the first that is written counts."""
        self.fields: dict[Path, tuple[Path, ...]] = {}
        """By the path in a pod spec, where that stands."""
        self.makes = ""
        """Empty where it is not known."""
        self.parallel = False
        self.containers: dict[str, MadeContainer] = {}
        self.claims: tuple[Claims, ...] | None = None
        """None where they are not known."""
        self.antiaffinity: AntiAffinity | None = None
        self.metadata: tuple[Path, ...] = ()
        self.selector: Path | None = None
        self.labels: dict[str, str] = {}
        self.labels_at: Path | None = None
        """Where labels of the pods are written outside of their metadata."""
        self.labels_from: tuple[str, ...] = ()
        self.defaults: dict[str, Any] = {}
        self.spread_defaults: dict[str, Any] = {}
        """What each spread constraint that is written has where it says nothing of it."""
        self.patched = False
        """Whether spread constraints that are written are laid over those of ``defaults``."""
        self.added = False
        """Whether those of ``defaults`` are added to what is written."""
        self.settles: tuple[Settled, ...] = ()
        self.unseen: tuple[Unseen, ...] = ()
        self.votes: Votes | None = None
        self.owner: Owner | None = None
        self.selects_by = ""
        """A field of spread constraints by which the operator adds its labels to their selector."""
        self.budget: MadeBudget | None = None

    @property
    def holds_pods(self) -> bool:
        """Whether fields of a pod spec stand under their own names somewhere."""
        return self.template is not None or bool(self.pod)

    def hidden(self, tree: dict[str, Any]) -> Iterator[tuple[Unseen, Path]]:
        """Yield why pods that there are are not seen, and of which component they are."""
        for unseen in self.unseen:
            for place, component in places_at(tree, self.at, each=self.each):
                if isinstance(component, dict) and unseen.holds(tree, place):
                    yield unseen, place
