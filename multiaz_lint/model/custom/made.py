"""What an operator makes besides what is written: anti-affinity, containers, budgets. Data only.

Paths count from the place of a component; those of conditions, and those that begin with
``resource``, from the resource.
"""

from __future__ import annotations

from multiaz_lint.model.resource import sequence
from multiaz_lint.model.tree import look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.model.tree import Path

    Conditions = tuple[tuple[Path, Any], ...]
    Alternatives = tuple[tuple[Path, tuple[Any, ...]], ...]


RESOURCE = "resource"


def beneath(place: Path, path: Path) -> Path:
    """Return where a path leads, from the top of the resource."""
    return path[1:] if path[:1] == (RESOURCE,) else (*place, *path)


def met(conditions: Iterable[tuple[Path, Any]], tree: dict[str, Any], place: Path) -> bool:
    """Whether all fields have their values; ``[*]`` in a path is the component's own index."""
    return all(look_up(tree, own_path(path, place)) == value for path, value in conditions)


def one_met(conditions: Alternatives, tree: dict[str, Any], place: Path) -> bool:
    """Whether each field has one of its values; None is that nothing is written."""
    return all(look_up(tree, own_path(path, place)) in values for path, values in conditions)


class Conditional:
    """What holds where each field of ``when`` has one of its values, and not all of ``unless``.

    Paths are as those of :class:`Settled`, from the resource.
    """

    __slots__ = ("unless", "when")

    def __init__(self, when: Alternatives = (), unless: Alternatives = ()) -> None:
        self.when = when
        self.unless = unless

    def holds(self, tree: dict[str, Any], place: Path) -> bool:
        """Whether it does for a component."""
        return one_met(self.when, tree, place) and not (
            self.unless and one_met(self.unless, tree, place)
        )


def own_path(path: Path, place: Path) -> Path:
    """Return a path of a condition; ``[*]`` in it is the component's own index."""
    return tuple([place[-1] if step == "*" and place else step for step in path])


def places_at(tree: dict[str, Any], at: Path, *, each: bool) -> list[tuple[Path, Any]]:
    """Return a place and what stands there, or the places of ``each`` item of a sequence there."""
    found = look_up(tree, at)
    if each:
        return [((*at, index), item) for index, item in enumerate(sequence(found))]
    return [(at, found)]


class AntiAffinity:
    """Anti-affinity by which an operator keeps the pods of a component apart.

    It is required where the fields of ``required`` have their values, else preferred, and not made
    where those of ``unless`` have one of theirs, or, unless it stands ``beside``, where any
    affinity is written. It selects pods with the ``labels``, or, whatever their values, with the
    ``label_keys``, and without either by all labels that the adapter adds.
    """

    __slots__ = (
        "beside", "known_topology_keys", "label_keys", "labels", "missing_topology_key", "required",
        "topology_key", "unless",
    )  # fmt: skip

    def __init__(self, topology_key: Path, missing_topology_key: str) -> None:
        self.topology_key = topology_key
        self.missing_topology_key = missing_topology_key
        self.known_topology_keys: tuple[str, ...] = ()
        """Those that the operator takes: another counts as none. Empty: it takes any."""
        self.required: Conditions | None = None
        """None: it never is."""
        self.unless: Alternatives = ()
        self.labels: dict[str, str] = {}
        self.label_keys: tuple[str, ...] = ()
        self.beside = False

    def selector(self, added: dict[str, str]) -> dict[str, Any]:
        """Return which pods it keeps away; ``added`` are all labels of the adapter."""
        if not self.label_keys:
            return {"matchLabels": self.labels or added}
        exist = [{"key": key, "operator": "Exists"} for key in self.label_keys]
        return {"matchExpressions": exist}


class Owner:
    """The resource that a resource belongs to: its kind, and the label that holds its name."""

    __slots__ = ("group", "kind", "label")

    def __init__(self, group: str, kind: str, label: str) -> None:
        self.group = group
        self.kind = kind
        self.label = label


BOUNDS = ("minAvailable", "maxUnavailable")


class MadeBudget(Conditional):
    """A disruption budget that an operator makes where the resource holds its bounds.

    They stand at ``at`` under their own names, and are ``missing`` where neither does; it selects
    the labels that stand at ``labels`` below, and otherwise those that the adapter adds. It is made
    only where its conditions hold. A ``whole`` one is a spec that the operator takes as it is, with
    its selector, once for all components of the resource.
    """

    __slots__ = ("at", "labels", "missing", "whole")

    def __init__(self, at: Path, labels: Path | None, missing: dict[str, Any]) -> None:
        super().__init__()
        self.at = at
        self.labels = labels
        self.missing = missing
        self.whole = False

    def asked_for(self, tree: dict[str, Any], place: Path) -> bool:
        """Whether a component has it."""
        return isinstance(look_up(tree, beneath(place, self.at)), dict) and self.holds(tree, place)


class MadeContainer:
    """A container that an operator makes: where its resources stand, and what they are otherwise.

    Of several places the first that is written counts. A patch of the container is laid over that,
    unless it ``prevails``. ``missing`` counts where neither says anything.
    """

    __slots__ = ("missing", "prevails", "resources")

    def __init__(self, resources: tuple[Path, ...], missing: dict[str, Any]) -> None:
        self.resources = resources
        self.missing = missing
        self.prevails = False
