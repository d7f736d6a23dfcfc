"""Adapters as plain data, such as YAML holds, into Adapters; every mistake at its path."""

from __future__ import annotations

from multiaz_lint.api import refusal
from multiaz_lint.model.adapted import FIELD_TYPES, Adapter, Settled
from multiaz_lint.model.digits import whole
from multiaz_lint.unknown import unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.tree import Path

KEYS = (
    "kind", "component", "at", "replicas", "missing_replicas", "template", "pod", "fields",
    "metadata", "selector", "labels", "labels_from", "defaults", "settles",
)  # fmt: skip
SETTLES_KEYS = ("rules", "why", "when", "unless")
POD_FIELDS = frozenset(FIELD_TYPES)


class AdapterError(ValueError):
    """A mistake in an adapter: its path in the list of adapters, and what is wrong."""

    def __init__(self, path: Path, words: str) -> None:
        super().__init__(words)
        self.path = path
        self.words = words


def read(entries: Any) -> list[Adapter]:
    """Make adapters from a list of mappings.

    Raises:
        AdapterError: Something is not understood.

    """
    if not isinstance(entries, list):
        raise AdapterError((), "adapters is a list of mappings")
    adapters: list[Adapter] = []
    seen: dict[tuple[object, ...], int] = {}
    for index, entry in enumerate(entries):
        adapter = _adapter((index,), entry)
        sees = adapter.at if adapter.each else adapter.component
        first = seen.setdefault((adapter.group, adapter.kind, sees), index)
        if first != index:
            words = f"the adapter before it, number {first + 1}, sees the same pods: "
            words += "give each a component of its own"
            raise AdapterError((index, "kind"), words)
        adapters.append(adapter)
    return adapters


def _adapter(path: Path, entry: Any) -> Adapter:
    entry = _mapping(path, entry, KEYS)
    kind = entry.get("kind")
    group, slash, name = kind.rpartition("/") if isinstance(kind, str) else ("", "", "")
    if not (slash and group and name) or "." not in group:
        raise AdapterError((*path, "kind"), "kind is group/Kind, such as example.org/Database")
    adapter = Adapter(group, name)
    adapter.component = _text((*path, "component"), entry.get("component"))
    at = _text((*path, "at"), entry.get("at"))
    adapter.each = at.endswith("[*]")
    adapter.at = _path((*path, "at"), at.removesuffix("[*]")) if at else ()
    if "replicas" not in entry:
        raise AdapterError(path, "key 'replicas' is missing: the path of their number")
    adapter.replicas = _paths((*path, "replicas"), entry["replicas"])
    adapter.missing_replicas = _count((*path, "missing_replicas"), entry.get("missing_replicas"))
    for key in ("template", "pod", "metadata", "selector"):
        if entry.get(key) is not None:
            # A path of nothing is the place itself.
            whole = entry[key] == "."
            setattr(adapter, key, () if whole else _path((*path, key), entry[key]))
    if adapter.template is not None and adapter.pod is not None:
        raise AdapterError((*path, "pod"), "template and pod exclude one another")
    adapter.fields = _fields((*path, "fields"), entry.get("fields"))
    adapter.labels = _labels((*path, "labels"), entry.get("labels"))
    adapter.labels_from = _texts((*path, "labels_from"), entry.get("labels_from"))
    adapter.defaults = _defaults((*path, "defaults"), entry.get("defaults"))
    settles = entry.get("settles")
    if settles is not None and not isinstance(settles, list):
        raise AdapterError((*path, "settles"), "settles is a list of mappings")
    adapter.settles = tuple(
        _settled((*path, "settles", index), each) for index, each in enumerate(settles or ())
    )
    return adapter


def _settled(path: Path, entry: Any) -> Settled:
    entry = _mapping(path, entry, SETTLES_KEYS)
    rules = _texts((*path, "rules"), entry.get("rules"))
    if not rules:
        raise AdapterError(path, "key 'rules' is missing: the rules that the operator answers for")
    why = _text((*path, "why"), entry.get("why"))
    if not why:
        raise AdapterError(path, "key 'why' is missing: what the operator does by itself")
    settled = Settled(
        frozenset(rules),
        why,
        _conditions((*path, "when"), entry.get("when")),
        _conditions((*path, "unless"), entry.get("unless")),
    )
    settled.path = (*path, "rules")
    return settled


def _conditions(path: Path, entry: Any) -> tuple[tuple[Path, Any], ...]:
    entry = _mapping(path, entry)
    return tuple((_path((*path, name), name), value) for name, value in entry.items())


def _fields(path: Path, entry: Any) -> dict[str, Path]:
    fields = {}
    for name, written in _mapping(path, entry, POD_FIELDS).items():
        found = _path((*path, name), written)
        if found[-1] != name:
            raise AdapterError((*path, name), f"the path of {name} ends with {name}")
        fields[name] = found
    return fields


def _defaults(path: Path, entry: Any) -> dict[str, Any]:
    """Read what pods have where nothing is written: an API server must be able to decode it."""
    defaults = dict(_mapping(path, entry, POD_FIELDS))
    for name, value in defaults.items():
        refused = refusal(FIELD_TYPES[name], value)
        if refused is not None:
            words = f"pods cannot have this {name}: {refused.message}"
            raise AdapterError((*path, name, *refused.path), words)
    return defaults


def _labels(path: Path, entry: Any) -> dict[str, str]:
    written = _mapping(path, entry)
    return {name: _text((*path, name), value) for name, value in written.items()}


def _mapping(path: Path, value: Any, known: Any = None) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise AdapterError(path, "a mapping is needed here")
    for key in value:
        if known is not None and key not in known:
            raise AdapterError((*path, key), unknown("key", key, sorted(known)))
    return value


def _text(path: Path, value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise AdapterError(path, f"{value!r} is not a text")
    return value or ""


def _texts(path: Path, value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise AdapterError(path, "a list of texts is needed here")
    return tuple(value)


def _count(path: Path, value: Any) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise AdapterError(path, f"{value!r} is not a whole number")
    return value


def _paths(path: Path, value: Any) -> tuple[Path, ...]:
    """Read one path, or a list of them."""
    if not isinstance(value, list) or not value:
        return (_path(path, value),)
    return tuple(_path((*path, index), each) for index, each in enumerate(value))


def _path(path: Path, value: Any) -> Path:
    """Read a path such as ``spec.template.metadata.annotations[example.org/scale]``."""
    steps: list[str | int] = []
    rest = value if isinstance(value, str) else ""
    while rest:
        if rest[0] == "[":
            step, closed, rest = rest[1:].partition("]")
            if not closed or not step:
                break
            rest = rest.removeprefix(".")
        else:
            ends = [at for at in (rest.find("."), rest.find("[")) if at >= 0]
            end = min(ends, default=len(rest))
            step, rest = rest[:end], rest[end:].removeprefix(".")
            if not step:
                break
        index = whole(step)
        steps.append(step if index is None else index)
    else:
        if steps:
            return tuple(steps)
    raise AdapterError(path, f"{value!r} is no path such as spec.template or spec.size")
