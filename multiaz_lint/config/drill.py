"""The section `drill` of the configuration: the cluster's shape and what must hold."""

from __future__ import annotations

from functools import partial

from multiaz_lint.api.names import label_key, label_value
from multiaz_lint.api.pods.resources import counts_whole, is_extended, is_huge_page, is_native
from multiaz_lint.config.requirement import RequirementError, parse
from multiaz_lint.config.values import refuse_no_zone
from multiaz_lint.model import quantity
from multiaz_lint.model.nodes.taints import NO_EXECUTE, NO_SCHEDULE, PREFER_NO_SCHEDULE
from multiaz_lint.unknown import shown, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from multiaz_lint.config.reader import Reader
    from multiaz_lint.model.tree import Path

MOST_NODES = 5000
MOST_PLAYS = 100
_LONGEST = 80
"""How much of an amount is shown."""
_OFFERED = ("cpu", "memory", "pods", "ephemeral-storage")
_BYTES = ("memory", "ephemeral-storage")
_EFFECTS = (NO_SCHEDULE, PREFER_NO_SCHEDULE, NO_EXECUTE)


def section(reader: Reader, path: Path, value: Any) -> dict[str, Any]:
    """Check every value of the section; raise ConfigError for one that makes no sense."""
    written = reader.keys(path, value, _KEYS)
    return {
        key: reader.attempt(partial(_KEYS[key], reader, (*path, key), each), None)
        for key, each in written.items()
        if each is not None
    }


def _taken(
    reader: Reader, path: Path, value: Any, takers: dict[str, Callable[[Reader, Path, Any], Any]]
) -> dict[str, Any]:
    """Take a mapping apart whose keys are known."""
    written = reader.keys(path, value, takers)
    return {
        key: takers[key](reader, (*path, key), each)
        for key, each in written.items()
        if each is not None
    }


def _count(most: int) -> Callable[[Reader, Path, Any], int]:
    def take(reader: Reader, path: Path, value: Any) -> int:
        count = reader.count(path, value)
        if count > most:
            raise reader.error(path, f"{count} is more than {most}")
        return count

    return take


def _text(reader: Reader, path: Path, value: Any) -> str:
    return reader.text(path, value)


def _capacity(reader: Reader, path: Path, value: Any) -> dict[str, str]:
    amounts = _mapping(reader, path, value)
    for name, amount in amounts.items():
        if complaint := not_offered(name, amount):
            raise reader.error((*path, name), complaint)
    return {name: str(amount) for name, amount in amounts.items()}


def not_offered(name: str, amount: object) -> str:
    """Say why no node offers so much of a resource; empty where one can.

    Pods cannot ask for every name. One without a domain is one that Kubernetes knows
    (pkg/apis/core/helper ``IsNativeResource`` and ``IsStandardContainerResourceName``); how many
    pods a node takes is a number beside them. Of pods and of devices a node has whole numbers
    (``ValidateNodeResources``, which looks at thousandths). A fraction of a byte is a slip of the
    pen, as 100m for 100M, of which the server warns in Pods (``warningsForPodSpecAndMeta``).
    """
    if not ("/" in name or name.startswith("hugepages-") or name in _OFFERED):
        return unknown("resource", name, (*_OFFERED, "hugepages-2Mi", "example.com/gpu"))
    if label_key(name) or not (is_native(name) or is_extended(name)):
        return f"no pod can ask for {shown(name)}"
    try:
        exact = quantity.nanos(amount)
    except quantity.QuantityError as error:
        return str(error)
    said = str(amount)[:_LONGEST]
    if exact < 0:
        return f"{said} is less than nothing"
    if quantity.milli(amount) % 1000 == 0:
        return ""
    if counts_whole(name):
        return f"{said} is not a whole number"
    if name in _BYTES or is_huge_page(name):
        meant = str(amount).strip()
        slip = f"; did you mean {meant[:-1]}M?" if meant.endswith("m") else ""
        return f"{said} is not a whole number of bytes{slip}"
    return ""


def _mapping(reader: Reader, path: Path, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise reader.error(path, f"{shown(value)} is not a mapping")
    return value


def _require(reader: Reader, path: Path, value: Any) -> list[str]:
    if isinstance(value, dict):
        raise reader.error(path, "a mapping is neither a requirement nor a list of them")
    written = (value,) if isinstance(value, str) else reader.texts(path, value)
    for text in written:
        try:
            parse(text)
        except RequirementError as error:
            raise reader.error(path, str(error)) from None
    return list(written)


def _list_of(things: str, reader: Reader, path: Path, value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise reader.error(path, f"{shown(value)} is not a list of {things}")


def _pools(reader: Reader, path: Path, value: Any) -> list[dict[str, Any]]:
    pools = [
        _taken(reader, (*path, index), each, _POOL)
        for index, each in enumerate(_list_of("pools", reader, path, value))
    ]
    if not pools:
        raise reader.error(path, "there is no pool in it")
    _once(reader, path, "pool", [pool.get("name", "") for pool in pools])
    return pools


def _zones(reader: Reader, path: Path, value: Any) -> tuple[str, ...]:
    zones = reader.texts(path, value)
    if not zones:
        raise reader.error(path, "there is no zone in it")
    if not all(zones):
        raise reader.error(path, "a zone has no name")
    _once(reader, path, "zone", zones)
    for index, name in enumerate(zones):
        try:
            refuse_no_zone(name)
        except ValueError as error:
            raise reader.error((*path, index), str(error)) from None
    return zones


def _once(reader: Reader, path: Path, what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            raise reader.error((*path, index), f"{what} {shown(name)} is written twice")
        seen.add(name)


def _labels(reader: Reader, path: Path, value: Any) -> dict[str, str]:
    labels = _mapping(reader, path, value)
    for key, each in labels.items():
        _refuse_no_key(reader, (*path, key), key)
        if label_value(reader.text((*path, key), each)):
            raise reader.error((*path, key), f"{shown(each)} is no value of a label")
    return dict(labels)


def _refuse_no_key(reader: Reader, path: Path, key: str) -> None:
    if label_key(key):
        raise reader.error(path, f"{shown(key)} is no key of a label")


def _taints(reader: Reader, path: Path, value: Any) -> list[dict[str, Any]]:
    return [
        _taint(reader, (*path, index), each)
        for index, each in enumerate(_list_of("taints", reader, path, value))
    ]


def _taint(reader: Reader, path: Path, value: Any) -> dict[str, Any]:
    taint = _taken(reader, path, value, {"key": _text, "value": _text, "effect": _effect})
    if not taint.get("key"):
        raise reader.error(path, "a taint needs a key")
    _refuse_no_key(reader, (*path, "key"), taint["key"])
    if "effect" not in taint:
        raise reader.error(path, f"a taint needs an effect: one of {', '.join(_EFFECTS)}")
    return taint


def _effect(reader: Reader, path: Path, value: Any) -> str:
    return reader.choice(path, value, _EFFECTS)


_POOL = {
    "name": _text,
    "labels": _labels,
    "taints": _taints,
    "capacity": _capacity,
    "nodes_per_zone": _count(MOST_NODES),
    "zones": _zones,
}
_KEYS = {
    "capacity": _capacity,
    "nodes_per_zone": _count(MOST_NODES),
    "plays": _count(MOST_PLAYS),
    "pools": _pools,
    "require": _require,
}
