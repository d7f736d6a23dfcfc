"""Routes that lead traffic from outside the cluster to Services: Ingresses, and those like them."""

from __future__ import annotations

from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.traffic import Ingress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.resource import Resource

    Named = tuple[str, str]
    """Namespace and name of a Service."""

_GATEWAY_API = "gateway.networking.k8s.io"
_OF_GATEWAYS = frozenset({"HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"})
_OF_PROXIES = frozenset({
    ("traefik.io", "IngressRoute"),
    ("traefik.io", "IngressRouteTCP"),
    ("traefik.io", "IngressRouteUDP"),
    ("traefik.containo.us", "IngressRoute"),
    ("traefik.containo.us", "IngressRouteTCP"),
    ("traefik.containo.us", "IngressRouteUDP"),
    ("projectcontour.io", "HTTPProxy"),
})  # fmt: skip
"""Kinds of Traefik and Contour, which list Services under each route."""
_OF_OPENSHIFT = ("route.openshift.io", "Route")


def services_behind(route: Resource) -> Iterator[Named]:
    """Yield the Services that a route leads to; nothing for what is none."""
    here = route.namespace
    if isinstance(route, Ingress):
        yield from ((here, name) for name in route.services)
        return
    spec = mapping(route.get("spec"))
    if route.group == _GATEWAY_API and route.kind in _OF_GATEWAYS:
        if _from_a_gateway(spec):
            yield from _under(spec.get("rules"), "backendRefs", here)
    elif (route.group, route.kind) in _OF_PROXIES:
        yield from _under(spec.get("routes"), "services", here)
    elif (route.group, route.kind) == _OF_OPENSHIFT:
        for backend in (spec.get("to"), *sequence(spec.get("alternateBackends"))):
            yield here, string(mapping(backend).get("name"))


def _from_a_gateway(spec: dict[str, Any]) -> bool:
    """Whether a route of the Gateway API has a parent that is no Service of a mesh."""
    parents = [mapping(each).get("kind") for each in sequence(spec.get("parentRefs"))]
    return any(each != "Service" for each in parents)


def _under(routes: Any, key: str, here: str) -> Iterator[Named]:
    for route in sequence(routes):
        for backend in map(mapping, sequence(mapping(route).get(key))):
            if backend.get("kind") in (None, "Service"):
                yield string(backend.get("namespace")) or here, string(backend.get("name"))
