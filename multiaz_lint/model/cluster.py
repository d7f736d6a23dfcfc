"""All resources that end up together, and their relations as Kubernetes sees them."""

from __future__ import annotations

from multiaz_lint.model.autoscaling import Autoscaler, Rivals
from multiaz_lint.model.cached import Recent, cached
from multiaz_lint.model.disks.volumes import Volumes
from multiaz_lint.model.disruption import PodDisruptionBudget
from multiaz_lint.model.effort import RELATIONS, Effort, EffortError, Metered
from multiaz_lint.model.nearness import Nearness
from multiaz_lint.model.platform import Platform
from multiaz_lint.model.proportional import sizer_of
from multiaz_lint.model.resource import Resource
from multiaz_lint.model.scale import decide
from multiaz_lint.model.selectors.label_index import LabelIndex
from multiaz_lint.model.selectors.selecting import by_match
from multiaz_lint.model.traffic import NetworkPolicy, PodMonitor, Service
from multiaz_lint.model.watching import watching
from multiaz_lint.model.workload import ScalableWorkload, Workload
from multiaz_lint.model.workload_kinds import ReplicaSet, ReplicationController

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Any, TypeVar

    from multiaz_lint.model.labels import Selector
    from multiaz_lint.model.scale import Scale

    Identity = tuple[str, str, str, str]
    Selecting = PodDisruptionBudget | Service | NetworkPolicy
    R = TypeVar("R", bound=Resource)
    T = TypeVar("T")


_FEW = 10
"""To compare so many again costs less than to find out whether that was done."""


class Cluster:
    """The index of resources: who selects, scales, budgets and routes to whom.

    Each relation is found once, in time linear in the resources and the matches. Namespaces, API
    groups and selectors count exactly; copies of one object are told apart by nearness.
    """

    def __init__(
        self,
        resources: Iterable[Resource],
        platform: Platform | None = None,
        relations: int = RELATIONS,
    ) -> None:
        self.resources: Sequence[Resource] = tuple(resources)
        self.platform = platform or Platform()
        self.effort = Effort(len(self.resources), relations)
        self.volumes = Volumes(self)
        self._by_view: dict[type[Resource], list[Resource]] = {}
        self._views: dict[type[Resource], list[Resource]] = {}
        self._by_identity: dict[Identity, list[Resource]] = {}
        self._labelled: LabelIndex | None = None
        self._nearest = Recent(len(self.resources))
        self._sole: dict[tuple[Identity, str, str], Resource | None] = {}
        self._first_near: dict[tuple[type[Resource], str | None, tuple[str, ...]], Any] = {}
        self._beside: dict[tuple[str, tuple[str, ...]], list[Workload]] = {}
        self._selecting: dict[type[Resource], dict[Workload, list[Any]]] = {}
        self._matched: dict[Resource, list[Workload]] = {}
        self._selected: dict[Resource, list[Workload]] = {}
        self._selected_alike: dict[tuple[int, str, str], list[Workload]] = {}
        self._scales: dict[Workload, Scale] = {}
        self._namespaced: dict[type[Resource], dict[str, list[Any]]] = {}
        self._watching: dict[Workload, list[PodMonitor]] | None = None
        self._targeted: dict[Identity, list[Autoscaler]] | None = None
        self._rivals: dict[Workload, Rivals] = {}
        self._asked: dict[Workload, bool] = {}
        self.answers: dict[Any, Any] = {}
        """What others derive from all resources, once (``cached.once``)."""
        for resource in self.resources:
            self.effort.put(self._by_view, type(resource), resource)
            self.effort.put(self._by_identity, resource.identity, resource)
        self.nearness = Nearness((*self._by_identity.values(), *_built_alike(self.resources)))

    def metered(self, entries: Iterable[T] = ()) -> list[T]:
        """Return a list that costs looks."""
        return Metered(self.effort, entries)

    def of(self, view: type[R]) -> list[R]:
        """Return all resources of a view, those of its subclasses included, in input order."""
        found = self._views.get(view)
        if found is None:
            kinds = [kind for kind in self._by_view if issubclass(kind, view)]
            if len(kinds) == 1:
                found = self._by_view[kinds[0]]
            else:
                found = self.metered(
                    each
                    for each in (self.resources if kinds else ())
                    # A component is seen besides its whole resource.
                    if isinstance(each, view) and not (view is Resource and each.part)
                )
            self._views[view] = found
        return found  # type: ignore[return-value]  # of the view, as asked

    def in_namespace(self, view: type[R], namespace: str) -> list[R]:
        """Return the resources of a view that stand in a namespace."""
        index = self._namespaced.get(view)
        if index is None:
            index = self._namespaced[view] = {}
            for resource in self.of(view):
                self.effort.put(index, resource.namespace, resource)
        found: list[R] = index.get(namespace, [])
        return found

    def find(self, identity: Identity, near: Resource) -> list[Resource]:
        """Return the copies of an object that are nearest to a resource; empty if there is none."""
        found = self._by_identity.get(identity)
        return self.nearness.nearest(found, near) if found else []

    def sole(self, identity: Identity, near: Resource) -> Resource | None:
        """Return the nearest definition of an object, of several that are alike the first.

        Of several that differ nobody knows which is meant, and None is returned.
        """
        question = identity, near.directory, near.origin
        if question not in self._sole:
            found = self.find(identity, near)
            alike = found and all(each.tree == found[0].tree for each in found[1:])
            self._sole[question] = found[0] if alike else None
        return self._sole[question]

    def one_of(self, identity: Identity, near: Resource) -> Resource | None:
        """Return any copy of an object that a resource may mean; None if there is none."""
        return self.nearness.first_beside(self._by_identity.get(identity, ()), near)

    def copies(self, resource: Resource) -> list[Resource]:
        """Return all definitions of the same object, the resource itself included."""
        return self._by_identity.get(resource.identity, [])

    # Selection by labels ------------------------------------------------------------------

    def select(self, selector: Selector, namespace: str, near: Resource) -> list[Workload]:
        """Return the workloads of a namespace whose pods a selector matches."""
        found = self._labels().matching(selector, namespace)
        if self.nearness.plain or len(found) < _FEW:
            return self.nearness.nearest(found, near)
        question = namespace, selector.question, near.directory, near.origin
        nearest: list[Workload] | None = self._nearest.get(question)
        if nearest is None:
            nearest = self.nearness.nearest(found, near)
            if not isinstance(nearest, Metered):
                nearest = self.metered(nearest)
            self._nearest.put(question, nearest, len(nearest))
        return nearest

    def workloads_in(self, namespace: str) -> list[Workload]:
        """Return all workloads of a namespace."""
        return self._labels().namespaces.get(namespace, [])

    def beside(self, namespace: str, near: Resource) -> list[Workload]:
        """Return the workloads of a namespace that may be meant in the folder of a resource."""
        workloads = self.workloads_in(namespace)
        if self.nearness.plain:
            return workloads
        key = (namespace, self.nearness.borders_of(near.directory))
        found = self._beside.get(key)
        if found is None:
            folders = self._labels().folders(namespace)
            found = self._beside[key] = self.metered()
            for first in self.nearness.beside(self._labels().firsts(namespace), near):
                found += folders[first.directory]
        return found

    def first_near(self, view: type[R], near: Resource, namespace: str | None = None) -> R | None:
        """Return the first resource of a view that may be meant in the folder of another.

        Without a namespace any will do.
        """
        key = (view, namespace, self.nearness.borders_of(near.directory))
        if key not in self._first_near:
            found = self.of(view) if namespace is None else self.in_namespace(view, namespace)
            self._first_near[key] = self.nearness.first_beside(found, near)
        first: R | None = self._first_near[key]
        return first

    def added_labels(self, namespace: str) -> Collection[str]:
        """Return the labels that controllers add to the pods of a namespace."""
        return self._labels().added(namespace)

    def homes(self, selector: Selector) -> set[str] | None:
        """Return the namespaces whose pods a selector may match; None where any may hold some."""
        return self._labels().homes(selector)

    def label_keys(self, namespace: str) -> Collection[str]:
        """Return the keys of all labels that pods of a namespace have."""
        return self._labels().keys(namespace)

    def _labels(self) -> LabelIndex:
        if self._labelled is None:
            self._labelled = LabelIndex(self.of(Workload), self.effort)
        return self._labelled

    def _selectors_of(self, view: type[R], workload: Workload) -> list[R]:
        """Return the resources of a view whose selector matches a workload's pods."""
        index = self._selecting.get(view)
        if index is None:
            found = [(each, self._matches_of(each)) for each in self.of(view)]  # type: ignore[arg-type]  # all such views select
            index = by_match(found, self.effort)
            if not self.nearness.plain:
                for match, several in index.items():
                    index[match] = self.nearness.nearest(several, match)
                    if self.effort.spent:
                        raise EffortError
            self._selecting[view] = index
        selecting: list[R] = index.get(workload, [])
        return selecting

    def elsewhere(self, selector: Selector, namespace: str, near: Resource) -> list[Workload]:
        """Return the workloads of other namespaces that a selector would match there."""
        return self.nearness.nearest(self._labels().elsewhere(selector, namespace), near)

    def named_elsewhere(self, identity: Identity, near: Resource) -> list[Resource]:
        """Return the objects of this group, kind and name that other namespaces hold."""
        group, kind, namespace, name = identity
        named = self._named_anywhere.get((group, kind, name), [])
        return self.nearness.nearest([each for each in named if each.namespace != namespace], near)

    @cached
    def _named_anywhere(self) -> dict[tuple[str, str, str], list[Resource]]:
        index: dict[tuple[str, str, str], list[Resource]] = {}
        for (group, kind, _, name), resources in self._by_identity.items():
            found = index.setdefault((group, kind, name), Metered(self.effort))
            found += resources
        return index

    # Who guards, routes to and restricts whom ----------------------------------------------

    def budgets_of(self, workload: Workload) -> list[PodDisruptionBudget]:
        """Return the disruption budgets that select a workload's pods."""
        return self._selectors_of(PodDisruptionBudget, workload)

    def guarded_by(self, budget: PodDisruptionBudget) -> list[Workload]:
        """Return the workloads whose pods a budget selects."""
        return self._selected_by(budget)

    def services_of(self, workload: Workload) -> list[Service]:
        """Return the Services that route to a workload's pods."""
        return self._selectors_of(Service, workload)

    def backends_of(self, service: Service) -> list[Workload]:
        """Return the workloads that a Service routes to."""
        return self._selected_by(service)

    def adopters_of(self, pod: Workload) -> list[Workload]:
        """Return the ReplicaSets and ReplicationControllers whose selector matches a Pod's labels.

        They adopt one without an owner (PodControllerRefManager, 1.37).
        """
        return [
            *self._selectors_of(ReplicaSet, pod),
            *self._selectors_of(ReplicationController, pod),
        ]

    def _selected_by(self, resource: Selecting) -> list[Workload]:
        found = self._selected.get(resource)
        if found is None:
            matches = self._matches_of(resource)
            if self.nearness.plain:
                found = matches
            else:
                key = id(matches), resource.directory, resource.origin
                found = self._selected_alike.get(key)
                if found is None:
                    found = self._selected_alike[key] = self.nearness.nearest(matches, resource)
            self._selected[resource] = found
        return found

    def _matches_of(self, resource: Selecting) -> list[Workload]:
        """Return the workloads that a resource selects, all copies of them."""
        found = self._matched.get(resource)
        if found is None:
            found = self._labels().matching(resource.selector, resource.namespace)
            if len(found) > 1 and not isinstance(found, Metered):
                found = self.metered(found)
            self._matched[resource] = found
        return found

    def policies_of(self, workload: Workload) -> list[NetworkPolicy]:
        """Return the network policies that apply to a workload's pods."""
        return self._selectors_of(NetworkPolicy, workload)

    def monitors_of(self, workload: Workload) -> list[PodMonitor]:
        """Return the monitors that scrape a workload's pods, directly or through a Service.

        Of several of one folder that ask the same it is the first.
        """
        if self._watching is None:
            self._watching = watching(self, self._labels())
        found = self._watching.get(workload)
        return self.nearness.nearest(found, workload) if found else []

    # Who scales whom -----------------------------------------------------------------------

    def autoscalers_of(self, workload: Workload) -> list[Autoscaler]:
        """Return the autoscalers that target a workload."""
        if self._targeted is None:
            self._targeted = {}
            for autoscaler in self.of(Autoscaler):
                self.effort.put(self._targeted, autoscaler.target, autoscaler)
        found = self._targeted.get(workload.identity)
        return self.nearness.nearest(found, workload) if found else []

    def rivals_of(self, workload: Workload) -> Rivals:
        """Return the autoscalers of a workload, as those that keep each other from scaling it."""
        found = self._rivals.get(workload)
        if found is None:
            found = self._rivals[workload] = Rivals(self.autoscalers_of(workload))
        return found

    def target_of(self, autoscaler: Autoscaler) -> Resource | None:
        """Return what an autoscaler targets, the nearest copy; None if it is not in the input."""
        found = self.find(autoscaler.target, autoscaler)
        return found[0] if found else None

    def scale_of(self, workload: ScalableWorkload) -> Scale:
        """Return how many replicas the controllers keep: by an autoscaler, else as written."""
        scale = self._scales.get(workload)
        if scale is None:
            autoscalers, sizer = self.autoscalers_of(workload), sizer_of(workload, self)
            scale = self._scales[workload] = decide(workload, autoscalers, sizer)
        return scale

    def asks(self, workload: ScalableWorkload) -> bool:
        """Whether the zone policy is asked of a workload.

        It is not asked of Helm hooks, of what a controller owns (its owner decides), of what is
        switched off, nor of a workload whose pod template stands elsewhere.
        """
        asked = self._asked.get(workload)
        if asked is None:
            asked = self._asked[workload] = not (
                workload.is_hook
                or workload.owned
                or not workload.pod_spec
                or self.scale_of(workload).zero
            )
        return asked

    def runs(self, workload: Workload) -> bool:
        """Whether a workload of any kind runs pods that are there to stay, and decides on them.

        Those of Helm hooks end, and of what a controller owns its owner decides.
        """
        if isinstance(workload, ScalableWorkload):
            return self.asks(workload)
        return not (workload.is_hook or workload.owned)


def _built_alike(resources: Iterable[Resource]) -> Iterable[list[Resource]]:
    """Return together what several kustomizations build of one object, whatever they call it."""
    found: dict[int, list[Resource]] = {}
    for resource in resources:
        base = resource.manifest.base
        if base is not None:
            found.setdefault(id(base), []).append(resource)
    return found.values()
