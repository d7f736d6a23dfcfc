"""Options and configuration into how a drill is played, and on which nodes."""

from __future__ import annotations

from multiaz_lint.model.words import listed
from multiaz_lint.options import UsageError, attribute_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.nodes.shape import Shape
    from multiaz_lint.drill.run import DrillOptions
    from multiaz_lint.model import Cluster, Field
    from multiaz_lint.settings import Settings


def options(values: Mapping[str, Any], settings: Settings) -> DrillOptions:
    """Return how a drill is played."""
    from multiaz_lint.config.drill import MOST_PLAYS
    from multiaz_lint.config.requirement import RequirementError, parse
    from multiaz_lint.drill.run import DrillOptions

    configured = settings.drill
    try:
        asked = [*configured.get("require", ()), *values["require"]]
        requirements = [each for text in asked for each in parse(text)]
    except RequirementError as error:
        raise UsageError(f"option --require: {error}") from None
    plays = _number(values["plays"], "--plays", MOST_PLAYS) or configured.get("plays")
    return DrillOptions(
        zones=tuple(dict.fromkeys(values["lose"])),
        seeds=plays,
        causes=not values["no_causes"],
        rollouts=not values["no_rollouts"],
        requirements=requirements,
    )


def _number(text: str, name: str, most: int) -> int | None:
    from multiaz_lint.model.digits import whole

    if not text:
        return None
    number = whole(text)
    if number is None or not 0 < number <= most:
        raise UsageError(f"option {name}: {text!r} is not a number from 1 to {most}")
    return number


def _capacity(texts: Sequence[str]) -> dict[str, str]:
    """Read what a node offers; raises UsageError for what is no amount or no resource."""
    from multiaz_lint.config.drill import not_offered

    found = {}
    for text in texts:
        name, _, amount = text.partition("=")
        if not (name and amount):
            raise UsageError(f"option --capacity: {text!r} is not like cpu=8 or memory=32Gi")
        if complaint := not_offered(name, amount):
            raise UsageError(f"option --capacity: {text!r}: {complaint}")
        if name in found:
            raise UsageError(f"option --capacity: {name} is there twice")
        found[name] = amount
    return found


def shape(
    cluster: Cluster,
    values: Mapping[str, Any],
    settings: Settings,
    refused: Mapping[int, tuple[str, Field]],
) -> Shape:
    """Return the nodes: those of the input, or made-up ones in the zones that are known."""
    from multiaz_lint.drill.nodes.of_input import of_manifests
    from multiaz_lint.model import Node

    nodes = cluster.of(Node)
    if nodes:
        found = of_manifests(nodes, refused)
        _agree(found, cluster, values)
        _bound(found, values)
        for option in _OF_MADE_UP:
            if values[attribute_of(option)]:
                raise UsageError(f"option {option}: the input has Nodes, so none are made up")
        found.assumed = (*found.assumed, *_not_heeded(found, settings))
        return found
    return _made(cluster, values, settings)


def _agree(shape: Shape, cluster: Cluster, values: Mapping[str, Any]) -> None:
    """Refuse zones that are asked for where the nodes stand in others."""
    platform, zones = cluster.platform, shape.zones
    asked = platform.zone_names or platform.zones
    same = set(asked) == set(zones) if isinstance(asked, tuple) else asked == len(zones)
    if values["zones"] and not same:
        raise UsageError(
            f"option --zones: {values['zones']}, but the nodes of the input stand in "
            f"{', '.join(zones) or 'no zone'}: leave it out; --lose chooses among them"
        )


def _bound(shape: Shape, values: Mapping[str, Any]) -> None:
    """Refuse to lose one zone after the other where nodes stand in more than any region has."""
    from multiaz_lint.config.values import MOST_ZONES

    if len(shape.zones) > MOST_ZONES and not values["lose"]:
        raise UsageError(
            f"the nodes of the input stand in {len(shape.zones)} zones, more than {MOST_ZONES}; "
            "--lose names those to lose"
        )


_OF_MADE_UP = ("--nodes-per-zone", "--capacity")
"""Options that describe made-up nodes."""
_MADE_OF = ("nodes_per_zone", "capacity", "pools")
"""Keys of the configuration that describe made-up nodes."""


def _not_heeded(shape: Shape, settings: Settings) -> Iterator[str]:
    """Say which keys of the configuration are for other nodes than those of the input."""
    names, zones = settings.zone_names, shape.zones
    heeded = set(names) == set(zones) if names else settings.zones in {None, len(zones)}
    keys = [] if heeded else ["zones"]
    keys += [f"drill.{key}" for key in _MADE_OF if key in settings.drill]
    if keys:
        yield f"the nodes of the input are played, not {listed(keys)} of the configuration"


def _made(cluster: Cluster, values: Mapping[str, Any], settings: Settings) -> Shape:
    from multiaz_lint.config.drill import MOST_NODES
    from multiaz_lint.config.values import MOST_ZONES
    from multiaz_lint.drill.nodes import made_up
    from multiaz_lint.drill.nodes.shape import NODES_PER_ZONE, Pool, ShapeError, made, pool

    configured = settings.drill
    located = made_up.MadeUpZones(cluster)
    if len(located.zones) > MOST_ZONES:
        raise UsageError(
            f"the cluster shape: {len(located.zones)} zones, with those that manifests name, are "
            f"more than {MOST_ZONES}; --zones names those of the cluster"
        )
    assumed = located.assumed
    asked = _number(values["nodes_per_zone"], "--nodes-per-zone", MOST_NODES)
    per_zone = asked or configured.get("nodes_per_zone")
    pools = [
        pool(each, located.zones, located.places, located.regions)
        for each in configured.get("pools", ())
    ]
    capacity = {**configured.get("capacity", {}), **_capacity(values["capacity"])} or None
    if pools and (asked or values["capacity"]):
        option = "--nodes-per-zone" if asked else "--capacity"
        raise UsageError(f"option {option}: the pools of the configuration say it")
    if not (per_zone or pools):
        assumed.append(
            "no nodes are given: real ones come with --nodes, their number with --nodes-per-zone"
        )
    if not pools:
        alike = Pool(
            located.zones,
            nodes_per_zone=per_zone or NODES_PER_ZONE,
            capacity=capacity,
            places=located.places,
            regions=located.regions,
        )
        pools, told = made_up.pools(cluster, alike, capacity, counted=bool(per_zone))
        assumed += told
    try:
        return made(pools, assumed=assumed)
    except ShapeError as error:
        raise UsageError(f"the cluster shape: {error}") from None
