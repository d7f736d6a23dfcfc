"""Adapters as plain data, such as YAML holds, into Adapters; every mistake at its path."""

from __future__ import annotations

from multiaz_lint.adapters import made, values
from multiaz_lint.adapters.conditions import alternatives, conditions, known_values
from multiaz_lint.adapters.values import AdapterError
from multiaz_lint.model.custom.adapter import FIELD_TYPES, Adapter, Settled, Unseen, Votes
from multiaz_lint.model.custom.made import BOUNDS, MadeBudget, Owner
from multiaz_lint.model.custom.makers import DEPLOYMENT, MAKERS
from multiaz_lint.unknown import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.tree import Path

KEYS = (
    "kind", "component", "at", "replicas", "shared", "missing_replicas", "at_least", "at_most",
    "template", "pod", "fields", "metadata", "selector", "labels", "labels_at", "labels_from",
    "defaults", "settles", "makes", "parallel", "containers", "claims", "antiaffinity", "owner",
    "selects_by", "budget", "patched", "added", "part", "when", "unless", "known",
    "spread_defaults", "unseen", "votes",
)  # fmt: skip
SETTLES_KEYS = ("rules", "why", "when", "unless")
UNSEEN_KEYS = ("why", "when", "unless")
VOTES_KEYS = ("software", "when", "unless")
OWNER_KEYS = ("kind", "label")
BUDGET_KEYS = ("at", "labels", "missing", "whole", "when", "unless")
POD_FIELDS = frozenset(FIELD_TYPES)
DEFAULTED = frozenset(name for name in FIELD_TYPES if "." not in name)


def read(entries: Any) -> list[Adapter]:
    """Make adapters from a list of mappings.

    Raises:
        AdapterError: Something is not understood.

    """
    if not isinstance(entries, list):
        raise AdapterError((), f"{shown(entries)} is not a list of mappings")
    adapters: list[Adapter] = []
    seen: dict[tuple[object, ...], int] = {}
    for index, entry in enumerate(entries):
        adapter = _adapter((index,), entry)
        sees = adapter.at if adapter.each else adapter.component
        key = (adapter.group, adapter.kind, sees, repr((adapter.when, adapter.unless)))
        first = seen.setdefault(key, index)
        if first != index:
            words = f"the adapter before it, number {first + 1}, sees the same pods: "
            words += "give each a component of its own"
            raise AdapterError((index, "kind"), words)
        adapters.append(adapter)
    return adapters


def mistakes(entries: Any) -> list[AdapterError]:
    """Return what :func:`read` cannot understand: the first mistake of each adapter."""
    found: list[AdapterError] = []
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        try:
            _adapter((index,), entry)
        except AdapterError as error:
            found.append(error)
    if not found:  # it is about the list as a whole
        try:
            read(entries)
        except AdapterError as error:
            found.append(error)
    return found


def _adapter(path: Path, entry: Any) -> Adapter:
    entry = values.mapping(path, entry, KEYS)
    adapter = Adapter(*_kind((*path, "kind"), entry.get("kind")))
    adapter.component = values.text((*path, "component"), entry.get("component"))
    adapter.at, adapter.each = values.place_of((*path, "at"), entry.get("at"))
    if entry.get("part") is not None:
        adapter.part = values.path_of((*path, "part"), entry["part"])
    adapter.when = alternatives((*path, "when"), entry.get("when"))
    adapter.unless = alternatives((*path, "unless"), entry.get("unless"))
    adapter.known = known_values((*path, "known"), entry.get("known"))
    adapter.missing_replicas = values.count(
        (*path, "missing_replicas"), entry.get("missing_replicas")
    )
    if "replicas" in entry:
        adapter.replicas = values.paths((*path, "replicas"), entry["replicas"])
    elif adapter.missing_replicas is None:
        raise AdapterError(path, "key 'replicas' is missing: the path of their number")
    for key in ("at_least", "at_most"):
        setattr(adapter, key, values.count_or_path((*path, key), entry.get(key)))
    adapter.shared = values.flag((*path, "shared"), entry.get("shared"))
    if adapter.shared and not adapter.each:
        raise AdapterError((*path, "shared"), "only elements of a list share a number of pods")
    for key in ("template", "selector", "labels_at"):
        if entry.get(key) is not None:
            setattr(adapter, key, values.path_or_here((*path, key), entry[key]))
    for key in ("pod", "metadata"):
        if entry.get(key) is not None:
            here = entry[key] == values.HERE
            setattr(adapter, key, ((),) if here else values.paths((*path, key), entry[key]))
    if adapter.template is not None and adapter.pod:
        raise AdapterError((*path, "pod"), "template and pod exclude one another")
    adapter.fields = _fields((*path, "fields"), entry.get("fields"))
    adapter.labels = values.labels((*path, "labels"), entry.get("labels"))
    adapter.labels_from = values.texts((*path, "labels_from"), entry.get("labels_from"))
    adapter.defaults = _defaults((*path, "defaults"), entry.get("defaults"))
    adapter.spread_defaults = _spread((*path, "spread_defaults"), entry.get("spread_defaults"))
    adapter.patched = values.flag((*path, "patched"), entry.get("patched"))
    adapter.added = values.flag((*path, "added"), entry.get("added"))
    if adapter.added and adapter.patched:
        raise AdapterError((*path, "added"), "added and patched exclude one another")
    adapter.makes = values.one_of((*path, "makes"), entry.get("makes"), MAKERS)
    adapter.parallel = values.flag((*path, "parallel"), entry.get("parallel"))
    adapter.containers = made.containers((*path, "containers"), entry.get("containers"))
    adapter.claims = made.claims((*path, "claims"), entry.get("claims"))
    if adapter.claims and adapter.makes in {"", DEPLOYMENT}:
        words = "only what makes a StatefulSet or a Pod gives each pod claims of its own"
        raise AdapterError((*path, "claims"), words)
    if entry.get("antiaffinity") is not None:
        written = entry["antiaffinity"]
        adapter.antiaffinity = made.antiaffinity((*path, "antiaffinity"), written)
    adapter.selects_by = values.text((*path, "selects_by"), entry.get("selects_by"))
    if entry.get("owner") is not None:
        adapter.owner = _owner((*path, "owner"), entry["owner"])
    if entry.get("budget") is not None:
        adapter.budget = _budget((*path, "budget"), entry["budget"])
    if entry.get("votes") is not None:
        adapter.votes = _votes((*path, "votes"), entry["votes"])
    unseen = entry.get("unseen")
    if unseen is not None and not isinstance(unseen, list):
        raise AdapterError((*path, "unseen"), f"{shown(unseen)} is not a list of mappings")
    adapter.unseen = tuple(
        _unseen((*path, "unseen", index), each) for index, each in enumerate(unseen or ())
    )
    settles = entry.get("settles")
    if settles is not None and not isinstance(settles, list):
        raise AdapterError((*path, "settles"), f"{shown(settles)} is not a list of mappings")
    adapter.settles = tuple(
        _settled((*path, "settles", index), each) for index, each in enumerate(settles or ())
    )
    return adapter


def _kind(path: Path, kind: Any) -> tuple[str, str]:
    group, slash, name = kind.rpartition("/") if isinstance(kind, str) else ("", "", "")
    if not (slash and group and name) or "." not in group:
        raise AdapterError(path, f"{shown(kind)} is not group/Kind, such as example.org/Database")
    return group, name


def _needed(path: Path, entry: dict[str, Any], key: str, what: str) -> str:
    """Return the text of a key; AdapterError says ``what`` is missing where there is none."""
    text = values.text((*path, key), entry.get(key))
    if not text:
        raise AdapterError(path, f"key {key!r} is missing: {what}")
    return text


def _owner(path: Path, entry: Any) -> Owner:
    entry = values.mapping(path, entry, OWNER_KEYS)
    label = _needed(path, entry, "label", "the label that names the owner")
    return Owner(*_kind((*path, "kind"), entry.get("kind")), label)


def _budget(path: Path, entry: Any) -> MadeBudget:
    entry = values.mapping(path, entry, BUDGET_KEYS)
    if entry.get("at") is None:
        raise AdapterError(path, "key 'at' is missing: where its bounds stand")
    labels = entry.get("labels")
    missing = values.mapping((*path, "missing"), entry.get("missing"), BOUNDS)
    whose = "a disruption budget cannot have these bounds"
    values.decodable((*path, "missing"), "policy/v1.PodDisruptionBudgetSpec", missing, whose)
    budget = MadeBudget(
        values.path_or_here((*path, "at"), entry["at"]),
        None if labels is None else values.path_of((*path, "labels"), labels),
        missing,
    )
    budget.whole = values.flag((*path, "whole"), entry.get("whole"))
    if budget.whole and (labels is not None or missing):
        raise AdapterError((*path, "whole"), "a whole one has its own selector and bounds")
    budget.when = alternatives((*path, "when"), entry.get("when"))
    budget.unless = alternatives((*path, "unless"), entry.get("unless"))
    return budget


def _settled(path: Path, entry: Any) -> Settled:
    entry = values.mapping(path, entry, SETTLES_KEYS)
    rules = values.texts((*path, "rules"), entry.get("rules"))
    if not rules:
        raise AdapterError(path, "key 'rules' is missing: the rules that the operator answers for")
    why = _needed(path, entry, "why", "what the operator does by itself")
    settled = Settled(
        frozenset(rules),
        why,
        conditions((*path, "when"), entry.get("when")),
        conditions((*path, "unless"), entry.get("unless")),
    )
    settled.path = (*path, "rules")
    return settled


def _unseen(path: Path, entry: Any) -> Unseen:
    entry = values.mapping(path, entry, UNSEEN_KEYS)
    why = _needed(path, entry, "why", "what keeps the pods from being seen")
    when = alternatives((*path, "when"), entry.get("when"))
    unless = alternatives((*path, "unless"), entry.get("unless"))
    if not (when or unless):
        raise AdapterError(path, "one of when and unless says which pods are not seen")
    return Unseen(why, when, unless)


def _votes(path: Path, entry: Any) -> Votes:
    entry = values.mapping(path, entry, VOTES_KEYS)
    return Votes(
        _needed(path, entry, "software", "the name of what the members run"),
        alternatives((*path, "when"), entry.get("when")),
        alternatives((*path, "unless"), entry.get("unless")),
    )


def _fields(path: Path, entry: Any) -> dict[Path, tuple[Path, ...]]:
    written = values.mapping(path, entry, POD_FIELDS)
    return {tuple(name.split(".")): values.paths((*path, name), written[name]) for name in written}


def _defaults(path: Path, entry: Any) -> dict[str, Any]:
    """Read what pods have where nothing is written: an API server must be able to decode it."""
    defaults = dict(values.mapping(path, entry, DEFAULTED))
    for name, value in defaults.items():
        values.decodable((*path, name), FIELD_TYPES[name], value, f"pods cannot have this {name}")
    return defaults


def _spread(path: Path, entry: Any) -> dict[str, Any]:
    """Read a part of a spread constraint: an API server must be able to decode it."""
    defaults = dict(values.mapping(path, entry))
    whose = "a spread constraint cannot have this"
    values.decodable(path, "core/v1.TopologySpreadConstraint", defaults, whose)
    return defaults
