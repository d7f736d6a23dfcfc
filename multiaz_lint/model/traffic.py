"""What brings traffic to pods, or keeps it away: Services, Ingresses, network policies."""

from __future__ import annotations

from multiaz_lint.model.cached import cached
from multiaz_lint.model.labels import NOTHING, Selector, compile_map, compile_selector
from multiaz_lint.model.resource import Resource, mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


class Service(Resource):
    """v1 Service; its selector is that of its endpoints.

    It has none without a written one, nor as ExternalName, which is an alias in DNS (pkg/controller
    endpointslice and endpoint, 1.37).
    """

    __slots__ = ("selector",)

    def _look(self) -> None:
        written = mapping(self.spec.get("selector"))
        served = bool(written) and self.type != "ExternalName"
        self.selector = compile_map(written) if served else NOTHING

    @property
    def type(self) -> str:
        """Its type: ClusterIP where nothing is written."""
        return string(self.spec.get("type")) or "ClusterIP"

    @property
    def headless(self) -> bool:
        """Whether DNS answers with the addresses of its pods, and no proxy stands between."""
        return bool(self.spec.get("clusterIP") == "None")

    @property
    def ports(self) -> list[dict[str, Any]]:
        """The ports that it offers."""
        return [mapping(port) for port in sequence(self.spec.get("ports"))]

    @property
    def scraped_only(self) -> bool:
        """Whether all its ports are there for metrics, so that nobody sends it requests."""
        ports = self.ports
        return bool(ports) and all(map(is_scraped, ports))


def is_scraped(port: Mapping[str, Any]) -> bool:
    """Whether a port of a Service is there for metrics, by its name or that of its target.

    Prometheus finds the pods behind it with and without being ready (role ``endpointslice`` of its
    kubernetes_sd_config). An API of metrics, which others ask, says so in its name.
    """
    names = string(port.get("name")), string(port.get("targetPort"))
    return any("metrics" in name and "api" not in name for name in names)


class Ingress(Resource):
    """networking.k8s.io Ingress."""

    __slots__ = ()

    @property
    def services(self) -> Iterator[str]:
        """The names of the Services that it leads to."""
        backends = [self.spec.get("defaultBackend"), self.spec.get("backend")]
        for rule in sequence(self.spec.get("rules")):
            paths = sequence(mapping(mapping(rule).get("http")).get("paths"))
            backends += [mapping(path).get("backend") for path in paths]
        for backend in map(mapping, backends):
            name = mapping(backend.get("service")).get("name") or backend.get("serviceName")
            yield string(name)


class NetworkPolicy(Resource):
    """networking.k8s.io NetworkPolicy; an absent podSelector is ``{}``: all pods."""

    __slots__ = ()

    @cached
    def selector(self) -> Selector:
        """The pods that it restricts: all of its namespace where nothing is written."""
        return compile_selector(mapping(self.spec.get("podSelector")))


class PodMonitor(Resource):
    """monitoring.coreos.com PodMonitor: which pods Prometheus scrapes."""

    __slots__ = ()

    @cached
    def selector(self) -> Selector:
        """The pods, or Services, that it scrapes."""
        return compile_selector(mapping(self.spec.get("selector")))

    @cached
    def watched(self) -> frozenset[str] | None:
        """The namespaces in which pods or Services are looked at; None for all."""
        wanted = mapping(self.spec.get("namespaceSelector"))
        if wanted.get("any") is True:
            return None
        names = sequence(wanted.get("matchNames"))
        return frozenset(map(string, names)) if names else frozenset((self.namespace,))

    def watches(self, namespace: str) -> bool:
        """Whether pods or Services of a namespace are looked at."""
        return self.watched is None or namespace in self.watched


class ServiceMonitor(PodMonitor):
    """monitoring.coreos.com ServiceMonitor: which Services Prometheus scrapes."""

    __slots__ = ()
