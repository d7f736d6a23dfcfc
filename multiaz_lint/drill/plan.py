"""What a drill plays: workloads of a cluster as their controllers run them, made anew each time."""

from __future__ import annotations

from multiaz_lint.drill.admitting.admissions import Admissions
from multiaz_lint.drill.admitting.written_claims import never_created, refused_claims
from multiaz_lint.drill.budget import Budget
from multiaz_lint.drill.casting import labels_assumed, strangers_assumed
from multiaz_lint.drill.casting.cast import Cast
from multiaz_lint.drill.casting.devices import assumed_of_own
from multiaz_lint.drill.casting.member import Member, runs
from multiaz_lint.drill.casting.offered_devices import OfferedDevices
from multiaz_lint.drill.casting.priorities import Priorities
from multiaz_lint.drill.casting.standing import Standing
from multiaz_lint.drill.changes import AS_WRITTEN, Changes
from multiaz_lint.drill.disks.stored import Stored
from multiaz_lint.drill.pod_shape import ephemeral_templates
from multiaz_lint.drill.state import State
from multiaz_lint.drill.workload import BARE_POD, DEPLOYMENT, HASH_LABEL, Workload
from multiaz_lint.drill.world import World
from multiaz_lint.model import Cluster, Pod, PodDisruptionBudget, Rollout, Service, StatefulSet
from multiaz_lint.model.budgets.guard import guard_of
from multiaz_lint.model.cached import cached
from multiaz_lint.model.placement import NAMESPACE_NAME
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from random import Random
    from typing import Any

    from multiaz_lint.drill.admitting.admissions import Quotas
    from multiaz_lint.drill.admitting.claim_admission import ClaimAdmission
    from multiaz_lint.drill.nodes.shape import Shape
    from multiaz_lint.model import Field, Resource

    Tree = Mapping[str, Any]


class Plan:
    """Everything needed to build a world, again and again, with one thing changed if need be."""

    def __init__(
        self,
        cluster: Cluster,
        shape: Shape,
        refused: Mapping[int, tuple[str, Field]] | None = None,
        holes: Mapping[int, Sequence[str]] | None = None,
    ) -> None:
        self.shape = shape
        cast = Cast(cluster, shape, refused or {}, holes or {})
        self.cluster = cluster = cast.cluster
        self.members, self.left_out = cast.members, cast.left_out
        self.budgets, self.assumptions = cast.budgets, cast.assumptions
        self._namespaces = _namespaces(cluster)
        priorities = Priorities(cluster)
        self.admissions = Admissions(cluster, priorities.default_class)
        self._services: dict[str, list[Tree]] = {}
        for service in cluster.of(Service):
            selector = mapping(service.get("spec", "selector"))
            self._services.setdefault(service.namespace, []).append(selector)
        cast.choose(lambda member: self._workload(member, member.template).current.shape())
        self.assumptions += labels_assumed.assume(self.members, self.budgets, cluster)
        self.assumptions += strangers_assumed.assume(self.members, cluster)
        self.standing = Standing(cluster, self.members)
        self.members += self.standing.strangers
        self._see_what_is_paused()
        devices = OfferedDevices(cluster, shape.nodes)
        for member in self.members:
            without = devices.nodes_without(member.manifest)
            member.deviceless = without or frozenset()
            if member.judged:
                known = without is not None
                self.assumptions += assumed_of_own(member.manifest, known=known)
        for member in self.members:
            spec = mapping(member.template.get("spec"))
            member.priority, member.preempts = priorities.of_pods(spec)
        self.stored = Stored(cluster, self.members, self.assumptions)
        self.assumptions += self.admissions.assumed(m.manifest.namespace for m in self.members)
        self.assumptions += self._never_created()
        self.assumptions += never_created(self.stored, self.admissions)

    def _see_what_is_paused(self) -> None:
        for member in self.members:
            if not member.paused:
                continue
            if self.standing.has(member):
                self.assumptions.append(f"{member.manifest} is paused: no rollout of it is played")
            else:
                member.unmade = True
                member.most = member.replicas  # nothing scales what is not there
                member.written = None

    @property
    def judged(self) -> list[Member]:
        """The members that are told of."""
        return [member for member in self.members if member.judged]

    def budgets_of(self, member: Member) -> list[PodDisruptionBudget]:
        """Return the budgets that mean the pods of a member."""
        return self._budgets_by_member[id(member)]

    @cached
    def _budgets_by_member(self) -> dict[int, list[PodDisruptionBudget]]:
        return {id(each): self._find_budgets(each) for each in self.members}

    def _find_budgets(self, member: Member) -> list[PodDisruptionBudget]:
        namespace, labels = member.manifest.namespace, member.manifest.pod_labels
        return [
            budget
            for budget in self.budgets
            if budget.namespace == namespace and budget.selector.matches(labels)
        ]

    @cached
    def workloads_by_budget(self) -> dict[int, int]:
        """How many workloads each budget means, by its ``id``."""
        found: dict[int, int] = {}
        for budgets in self._budgets_by_member.values():
            for each in budgets:
                found[id(each)] = found.get(id(each), 0) + 1
        return found

    # building

    def world(
        self, chance: Random | None = None, changes: Changes = AS_WRITTEN
    ) -> tuple[World, dict[int, Workload]]:
        """Build the world before its first pod is placed, and find each member's workload in it."""
        without = changes.without
        quotas = self.admissions.quotas(without)
        lost = dict(refused_claims(self.stored, self.admissions, quotas, without))
        disks = self.stored.make(lost, changes.late)
        state = State(self.shape.make(), self._namespaces, disks, self.stored.volume_limits)
        workloads: dict[int, Workload] = {}
        for member in self.members:
            key = id(member.manifest)
            template = changes.templates.get(key, member.template)
            number = changes.replicas.get(key, member.replicas)
            claimed = key not in changes.unclaimed
            workload = self._workload(
                member, template, quotas, without, replicas=number, claimed=claimed
            )
            if key in changes.strategies:
                workload.max_surge, workload.max_unavailable = changes.strategies[key]
                workload.recreate = False
            workload.kept_claims = self.standing.claims_of(member)
            if member.unmade:
                workload.current.want = 0
            workloads[key] = workload
        specs: dict[int, Tree | None] = {
            id(each): mapping(each.get("spec")) for each in self.budgets
        }
        specs.update(changes.budgets)
        world = World(
            state,
            list(workloads.values()),
            [
                _budget(budget, spec, self.cluster)
                for budget in self.budgets
                if (spec := specs[id(budget)]) is not None
            ],
            chance=chance,
        )
        self.standing.place(world, workloads)
        return world, workloads

    def _workload(
        self,
        member: Member,
        template: Tree,
        quotas: Quotas | None = None,
        without: Resource | None = None,
        *,
        replicas: int | None = None,
        claimed: bool = True,
    ) -> Workload:
        manifest = member.manifest
        count = member.replicas if replicas is None else replicas
        judged = self.admissions.judged(manifest, template, without)
        if judged is not None:
            template = {**template, "spec": judged.played}
        spec = mapping(manifest.get("spec"))
        strategy = mapping(spec.get("strategy" if member.kind == DEPLOYMENT else "updateStrategy"))
        rolling = mapping(strategy.get("rollingUpdate"))
        surge, unavailable = rolling.get("maxSurge"), rolling.get("maxUnavailable")
        if isinstance(manifest, Rollout):
            surge, unavailable = manifest.surge_and_unavailable(count)
        partition = rolling.get("partition")
        workload = Workload(
            member.kind,
            manifest.namespace,
            f"{manifest.name}-{manifest.part}" if manifest.part else manifest.name,
            count,
            template,
            selector=member.selector,
            max_surge=surge,
            max_unavailable=unavailable,
            recreate=strategy.get("type") == "Recreate",
            parallel=manifest.parallel,
            partition=partition if isinstance(partition, int) else 0,
            on_delete=strategy.get("type") == "OnDelete",
            first_ordinal=manifest.first_ordinal if isinstance(manifest, StatefulSet) else 0,
            claim_templates=manifest.claim_templates if claimed else (),
            services=self._services.get(manifest.namespace, ()),
            priority=member.priority,
            preempts=member.preempts,
            hash_label=manifest.revision_label or HASH_LABEL,
            rolls=member.rolls,
            becomes_ready=member.unready is None,
            deviceless=member.deviceless,
            source=member,
        )
        if judged is not None and quotas is not None:
            workload.admission = judged.admission(
                quotas.get(manifest.namespace, ()),
                self._of_claims(workload, workload.claim_templates, quotas, without),
                self._of_claims(workload, ephemeral_templates(judged.spec), quotas, without),
                exists=member.kind == BARE_POD and runs(manifest),
            )
        return workload

    def _of_claims(
        self,
        workload: Workload,
        templates: Iterable[Tree],
        quotas: Quotas,
        without: Resource | None,
    ) -> list[ClaimAdmission]:
        """Return what claims made of templates meet; a template has the name of its volume."""
        default = self.stored.default
        return [
            self.admissions.of_claim(
                workload.namespace,
                template,
                string(mapping(template.get("metadata")).get("name")),
                quotas,
                default,
                without,
            )
            for template in templates
        ]

    def _never_created(self) -> Iterator[str]:
        """Say which pods without a verdict the API server refuses, whatever else there is."""
        for member in self.members:
            manifest = member.manifest
            judged = self.admissions.judged(manifest, member.template)
            if judged is None or judged.forbidden is None or member.judged or runs(manifest):
                continue
            subject = f"{manifest} is" if isinstance(manifest, Pod) else f"pods of {manifest} are"
            yield f"{subject} never created: {judged.forbidden.words}"


def _namespaces(cluster: Cluster) -> dict[str, dict[str, str]]:
    """Return the labels of every namespace; each has its own name as one."""
    found = {
        resource.namespace: {NAMESPACE_NAME: resource.namespace}
        for resource in cluster.resources
        if resource.namespace
    }
    for resource in cluster.resources:
        if resource.kind == "Namespace" and not resource.group:
            found[resource.name] = {**resource.labels, NAMESPACE_NAME: resource.name}
    return found


def _budget(budget: PodDisruptionBudget, spec: Tree, cluster: Cluster) -> Budget:
    made = Budget(budget.namespace, budget.name, spec, source=budget)
    made.selector = budget.selector
    made.covers_finished = guard_of(budget, cluster).guarded.leaves_finished
    return made
