"""What operators give the pods that they make: containers, claims and anti-affinity."""

from __future__ import annotations

from multiaz_lint.adapters import values
from multiaz_lint.adapters.conditions import alternatives, conditions, known_values
from multiaz_lint.adapters.values import AdapterError
from multiaz_lint.model.custom.claims import Claims
from multiaz_lint.model.custom.made import AntiAffinity, MadeContainer
from multiaz_lint.model.placement import HOSTNAME
from multiaz_lint.unknown import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.tree import Path

CONTAINER_KEYS = ("resources", "missing", "prevails")
CLAIM_KEYS = (
    "at", "name", "template", "spec", "size", "class", "missing_size", "times", "when", "known",
)  # fmt: skip
ANTIAFFINITY_KEYS = (
    "topology_key", "missing_topology_key", "known_topology_keys", "labels", "label_keys",
    "required", "unless", "beside",
)  # fmt: skip


def containers(path: Path, entry: Any) -> dict[str, MadeContainer]:
    containers = {}
    for name, written in values.mapping(path, entry).items():
        below = (*path, name)
        each = values.mapping(below, written, CONTAINER_KEYS)
        at: tuple[Path, ...] = ()
        if each.get("resources") is not None:
            at = values.paths((*below, "resources"), each["resources"])
        missing = values.mapping((*below, "missing"), each.get("missing"))
        whose = "containers cannot have these resources"
        values.decodable((*below, "missing"), "core/v1.ResourceRequirements", missing, whose)
        container = containers[name] = MadeContainer(at, missing)
        container.prevails = values.flag((*below, "prevails"), each.get("prevails"))
    return containers


def claims(path: Path, entry: Any) -> tuple[Claims, ...] | None:
    if entry is None:
        return None
    if not isinstance(entry, list):
        raise AdapterError(path, f"{shown(entry)} is not a list of mappings")
    return tuple(_claim((*path, index), each) for index, each in enumerate(entry))


def _claim(path: Path, entry: Any) -> Claims:
    entry = values.mapping(path, entry, CLAIM_KEYS)
    claims = Claims()
    claims.at, claims.each = values.place_of((*path, "at"), entry.get("at"))
    claims.name = values.text((*path, "name"), entry.get("name"))
    for key in ("template", "spec", "size", "class"):
        if entry.get(key) is not None:
            found = values.path_or_here((*path, key), entry[key])
            setattr(claims, "storage_class" if key == "class" else key, found)
    if entry.get("times") is not None:
        claims.times = values.path_of((*path, "times"), entry["times"])
    claims.missing_size = values.text((*path, "missing_size"), entry.get("missing_size"))
    if not any(key in entry for key in ("template", "spec", "size", "missing_size")):
        words = "one of template, spec, size and missing_size says what is claimed"
        raise AdapterError(path, words)
    claims.when = conditions((*path, "when"), entry.get("when"))
    claims.known = known_values((*path, "known"), entry.get("known"))
    return claims


def antiaffinity(path: Path, entry: Any) -> AntiAffinity:
    entry = values.mapping(path, entry, ANTIAFFINITY_KEYS)
    at = (*path, "topology_key")
    if entry.get("topology_key") is None:
        raise AdapterError(path, "key 'topology_key' is missing: the path of the topology key")
    missing = values.text((*path, "missing_topology_key"), entry.get("missing_topology_key"))
    made = AntiAffinity(values.path_of(at, entry["topology_key"]), missing or HOSTNAME)
    known = (*path, "known_topology_keys")
    made.known_topology_keys = values.texts(known, entry.get("known_topology_keys"))
    required = entry.get("required")
    if isinstance(required, bool):
        made.required = () if required else None
    elif required is not None:
        made.required = conditions((*path, "required"), required)
    made.unless = alternatives((*path, "unless"), entry.get("unless"))
    made.labels = values.labels((*path, "labels"), entry.get("labels"))
    made.label_keys = values.texts((*path, "label_keys"), entry.get("label_keys"))
    made.beside = values.flag((*path, "beside"), entry.get("beside"))
    return made
