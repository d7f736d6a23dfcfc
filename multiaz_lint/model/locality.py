"""How Istio's DestinationRules share out traffic over zones.

A locality is ``region/zone/subzone``, of which ``*``, or what is left out, stands for any
(LocalityMatch in pilot/pkg/networking/util). The first ``distribute`` whose ``from`` matches the
proxy takes away all endpoints that none of its ``to`` matches. Otherwise ``failover`` and
``failoverPriority`` put endpoints that are further away behind the nearer ones, but only where
there is outlier detection (ApplyLocalityLoadBalancer in pilot/pkg/networking/core/loadbalancer,
Istio 1.23).
"""

from __future__ import annotations

from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.field import Field
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path

GROUP = "networking.istio.io"
KIND = "DestinationRule"
_ANY = ("*", "")


class Share:
    """An element of ``distribute``: which callers send their requests where."""

    __slots__ = ("field", "tree")

    def __init__(self, field: Field) -> None:
        self.field = field
        self.tree: dict[str, Any] = mapping(field.value)

    @property
    def sole_zone(self) -> str | None:
        """The zone that gets all requests, as ``region/zone``; None where several may."""
        zones = {_zone(string(key)) for key in mapping(self.tree.get("to"))}
        return zones.pop() if len(zones) == 1 else None

    @property
    def callers(self) -> str:
        """The locality of the proxies that it is for."""
        return string(self.tree.get("from"))

    @property
    def from_elsewhere(self) -> bool:
        """Whether callers outside the sole zone send their requests there."""
        return _zone(self.callers) != self.sole_zone


def settings(rule: Resource) -> Iterator[Field]:
    """Yield the locality settings of a rule, its ports and subsets that are not switched off."""
    for path in _policies(rule):
        setting = rule.at(*path, "loadBalancer", "localityLbSetting")
        if isinstance(setting.value, dict) and setting.value.get("enabled") is not False:
            yield setting


def shares(setting: Field) -> list[Share]:
    """Return how a setting shares out requests."""
    tree = sequence(mapping(setting.value).get("distribute"))
    at = setting.resource.at
    return [Share(at(*setting.path, "distribute", index)) for index in range(len(tree))]


def detects_outliers(rule: Resource) -> bool:
    """Whether any policy of a rule has outlier detection."""
    return any(rule.at(*path, "outlierDetection").value is not None for path in _policies(rule))


def _policies(rule: Resource) -> Iterator[Path]:
    yield from _with_ports(rule, ("spec", "trafficPolicy"))
    for index in range(len(sequence(rule.spec.get("subsets")))):
        yield from _with_ports(rule, ("spec", "subsets", index, "trafficPolicy"))


def _with_ports(rule: Resource, path: Path) -> Iterator[Path]:
    yield path
    for index in range(len(sequence(rule.get(*path, "portLevelSettings")))):
        yield (*path, "portLevelSettings", index)


def _zone(locality: str) -> str | None:
    """Return region and zone of a locality; None where either may be any."""
    parts = locality.split("/")
    if len(parts) < 2 or parts[0] in _ANY or parts[1] in _ANY:
        return None
    return f"{parts[0]}/{parts[1]}"
