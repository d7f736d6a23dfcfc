"""Which monitors of Prometheus watch the pods of a workload, directly or through Services."""

from __future__ import annotations

from multiaz_lint.model.effort import EffortError
from multiaz_lint.model.selectors.selecting import by_match
from multiaz_lint.model.traffic import PodMonitor, Service, ServiceMonitor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.labels import Selector
    from multiaz_lint.model.selectors.label_index import LabelIndex
    from multiaz_lint.model.workload import Workload


def watching(cluster: Cluster, pods: LabelIndex) -> dict[Workload, list[PodMonitor]]:
    """Return the monitors that watch each workload; of several that ask the same the first.

    Raises:
        EffortError: There is too much to look at.

    """
    asking: dict[Hashable, PodMonitor] = {}
    for monitor in cluster.of(PodMonitor):
        question = monitor.directory, type(monitor), monitor.selector.question, monitor.watched
        asking.setdefault(question, monitor)
    services = _Services(cluster, pods)
    watched: list[tuple[PodMonitor, list[Workload]]] = []
    for monitor in asking.values():
        for namespace in _namespaces(monitor, pods):
            if isinstance(monitor, ServiceMonitor):
                found = services.routed(monitor.selector, namespace)
            else:
                found = [pods.matching(monitor.selector, namespace)]
            watched += [(monitor, matches) for matches in found]
        if cluster.effort.spent:
            raise EffortError
    return by_match(watched, cluster.effort)


def _namespaces(monitor: PodMonitor, pods: LabelIndex) -> Iterable[str]:
    """Return the namespaces of workloads that a monitor looks at."""
    if monitor.watched is None:
        return pods.namespaces
    return [each for each in monitor.watched if each in pods.namespaces]


class _Services:
    """Services by their labels, and the workloads that they route to."""

    __slots__ = ("_cluster", "_labelled", "_pods", "_routed")

    def __init__(self, cluster: Cluster, pods: LabelIndex) -> None:
        self._cluster = cluster
        self._pods = pods
        self._labelled: dict[str, dict[tuple[str, object], list[Service]]] = {}
        self._routed: dict[Service, list[Workload]] = {}

    def routed(self, selector: Selector, namespace: str) -> list[list[Workload]]:
        """Return what the Services route to whose labels a selector matches, each list once."""
        lists = {}
        for service in self._candidates(selector, namespace):
            if selector.matches(service.labels):
                found = self._routed.get(service)
                if found is None:
                    found = self._pods.matching(service.selector, namespace)
                    self._routed[service] = found
                lists[id(found)] = found
        return [*lists.values()]

    def _candidates(self, selector: Selector, namespace: str) -> list[Service]:
        """Return the Services of the rarest label that a selector asks for, or all."""
        services = self._cluster.in_namespace(Service, namespace)
        labelled = self._labelled.get(namespace)
        if labelled is None:
            labelled = self._labelled[namespace] = {}
            for service in services:
                for label in service.labels.items():
                    if isinstance(label[1], str):
                        self._cluster.effort.put(labelled, label, service)
        several = [labelled.get(label, []) for label in selector.single]
        return min([*several, services], key=len)
