"""What a drill plays: workloads of a cluster as their controllers run them, made anew each time."""

from __future__ import annotations

from multiaz_lint.api.findings import strict
from multiaz_lint.api.review import review
from multiaz_lint.drill import labels_assumed, left_out, strangers_assumed, unfilled
from multiaz_lint.drill.admitting.admission import Admissions
from multiaz_lint.drill.admitting.written_claims import never_created, refused_claims
from multiaz_lint.drill.budget import Budget
from multiaz_lint.drill.disks.stored import Stored
from multiaz_lint.drill.member import LeftOut, Member, member_of, runs
from multiaz_lint.drill.nodes.named_nodes import unknown_nodes
from multiaz_lint.drill.pod import ephemeral_templates
from multiaz_lint.drill.standing import Standing
from multiaz_lint.drill.state import State
from multiaz_lint.drill.workload import BARE_POD, DEPLOYMENT, HASH_LABEL, Workload
from multiaz_lint.drill.world import World
from multiaz_lint.model import Cluster, Pod, PodDisruptionBudget, Rollout, Service, StatefulSet
from multiaz_lint.model import Workload as Manifest
from multiaz_lint.model.autoscaling import Autoscaler
from multiaz_lint.model.config_sources import sources_missing
from multiaz_lint.model.gates import gates_of, taken_away
from multiaz_lint.model.placement import NAMESPACE_NAME
from multiaz_lint.model.priority import SYSTEM_PRIORITIES
from multiaz_lint.model.referring import ReferringRollout
from multiaz_lint.model.resource import by_identity, mapping, string
from multiaz_lint.model.runtime_class import class_of, is_absent, refused_field, refused_words
from multiaz_lint.model.tree import path_text
from multiaz_lint.model.words import listed
from multiaz_lint.model.workload_kinds import ARGO_ROLLOUTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from random import Random
    from typing import Any, TypeVar

    from multiaz_lint.drill.admitting.admission import Quotas
    from multiaz_lint.drill.admitting.claim_admission import ClaimAdmission
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.nodes.shape import Shape
    from multiaz_lint.model import Field, Resource

    R = TypeVar("R", bound=Resource)
    Tree = Mapping[str, Any]

_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


class Plan:
    """Everything needed to build a world, again and again, with one thing changed if need be."""

    def __init__(
        self,
        cluster: Cluster,
        shape: Shape,
        refused: Mapping[int, tuple[str, Field]] | None = None,
        holes: Mapping[int, Sequence[str]] | None = None,
    ) -> None:
        self.cluster = cluster
        self.shape = shape
        self.assumptions: list[str] = list(shape.assumed)
        self.cluster = cluster = self._with_last_autoscalers()
        self.left_out: list[LeftOut] = []
        self.members: list[Member] = []
        self._holes = holes or {}
        self._made_up: list[Node] = []
        self.budgets = list(self._standing(refused or {}))
        self._namespaces = _namespaces(cluster)
        self._priorities, self._default_class = _priorities(cluster)
        self.admissions = Admissions(cluster, self._default_class)
        self._services: dict[str, list[Tree]] = {}
        for service in cluster.of(Service):
            selector = mapping(service.get("spec", "selector"))
            self._services.setdefault(service.namespace, []).append(selector)
        self._choose(refused or {})
        self.assumptions += labels_assumed.assume(self.members, self.budgets, cluster)
        self.assumptions += strangers_assumed.assume(self.members, cluster)
        self.standing = Standing(cluster, self.members)
        self.members += self.standing.strangers
        self._see_what_is_paused()
        for member in self.members:
            member.priority = self._priority(mapping(member.template.get("spec")))
        self.stored = Stored(cluster, self.members, self.assumptions)
        self.assumptions += self.admissions.assumed(m.manifest.namespace for m in self.members)
        self.assumptions += self._never_created()
        self.assumptions += never_created(self.stored, self.admissions)

    def _standing(self, refused: Mapping[int, tuple[str, Field]]) -> Iterator[PodDisruptionBudget]:
        """Yield the budgets that there are: each once, and none that the API server refuses."""
        for budget in self._last(PodDisruptionBudget):
            refusal = refused.get(id(budget))
            if id(budget) in self._holes and not (refusal or budget.owned):
                self.assumptions.append(left_out.unfilled(budget, self._holes[id(budget)]))
            elif refusal is None or budget.owned:
                self._say_what_is_dropped(budget)
                yield budget
            else:
                self.assumptions.append(left_out.refused(budget, refusal[0]))

    def _with_last_autoscalers(self) -> Cluster:
        """Return the cluster with the last definition of each autoscaler alone."""
        cluster = self.cluster
        last = set(map(id, self._last(Autoscaler)))
        dropped = {id(each) for each in cluster.of(Autoscaler)} - last
        if not dropped:
            return cluster
        kept = (each for each in cluster.resources if id(each) not in dropped)
        return Cluster(kept, cluster.platform)

    def _last(self, view: type[R]) -> Iterator[R]:
        """Yield the last definition of each object of a view."""
        found = sorted(self.cluster.of(view), key=by_identity)
        last = {each.identity: each for each in found}
        for each in found:
            if last[each.identity] is each:
                yield each
            else:
                self.assumptions.append(
                    f"{each} is defined more than once: the last definition counts, "
                    f"that of {last[each.identity].origin}"
                )

    def _choose(self, refused: Mapping[int, tuple[str, Field]]) -> None:
        for manifest in self._last(Manifest):
            source = manifest.source if isinstance(manifest, ReferringRollout) else manifest
            refusal = refused.get(id(manifest)) or refused.get(id(source))
            if refusal is not None and not (manifest.owned or runs(manifest)):
                self.left_out.append(LeftOut(manifest, *refusal))
                continue
            refusal = manifest.refusal if isinstance(manifest, Rollout) else None
            if refusal is not None and not manifest.owned:
                self.left_out.append(LeftOut(manifest, *refusal, ARGO_ROLLOUTS))
                continue
            unknown = self._why_unfilled(manifest, source)
            if unknown:
                self.left_out.append(LeftOut(manifest, unknown))
                continue
            try:
                found = member_of(manifest, self.cluster, self.assumptions)
                if isinstance(found, Member):
                    self._workload(found, found.template).current.shape()  # can it be read?
                    found = _unsound(manifest) or found
            except _UNREADABLE:
                words = "it holds values of wrong types"
                found = _unsound(manifest) or f"its pod template cannot be read: {words}"
            if isinstance(found, Member) and found.judged:
                found = self._names_nodes(found) or found
            if isinstance(found, Member):
                self._say_what_is_dropped(source)
                self.members.append(found)
                self._say(found)
            elif found:
                self.left_out.append(LeftOut(manifest, found))

    def _why_unfilled(self, manifest: Manifest, source: Resource) -> str:
        """Say which placeholders decide how it runs; empty where none does."""
        if manifest.owned:
            return ""
        fields = [*self._holes.get(id(manifest), ())]
        if source is not manifest:
            fields += [f"{source} {each}" for each in self._holes.get(id(source), ())]
        return unfilled.why(fields) if fields else unfilled.why_of_scale(manifest, self.cluster)

    def _names_nodes(self, member: Member) -> str:
        """Say which nodes it hangs on that made-up ones are not; empty where it hangs on none."""
        if not self.shape.made_up:
            return ""
        self._made_up = self._made_up or self.shape.make()
        spec = mapping(member.template.get("spec"))
        return unknown_nodes(member.manifest, spec, self.cluster, self._made_up)

    def _say_what_is_dropped(self, manifest: Resource) -> None:
        """Say which fields are not there for other clients than kubectl, which refuses them."""
        complaints = strict(manifest, self.cluster)
        unknown = [path_text(each.path) for each in complaints if each.reason == "unknown"]
        if unknown:
            self.assumptions.append(
                f"{manifest} is played without {listed(unknown)}, which it does not have: kubectl "
                "refuses that, other clients have it dropped"
            )

    def _say(self, member: Member) -> None:
        """Say what is played otherwise than written."""
        runtime = member.manifest.facts.runtime_class
        name = mapping(member.template.get("spec")).get("runtimeClassName")
        if runtime is not None and class_of(member.manifest) is None:
            said = left_out.refused_at(refused_field(runtime), refused_words(runtime))
            self.assumptions.append(said)
        elif name and runtime is None and not is_absent(member.manifest, self.cluster):
            words = f"runtimeclass/{name} of {member.manifest} is not in the input"
            self.assumptions.append(f"{words}: taken to add nothing")
        if self.cluster.platform.closed:
            missing = sources_missing(member.manifest, self.cluster)
            if missing:
                self.assumptions.append(
                    f"{listed(missing, 5)}, without which {member.manifest} does not start, "
                    f"{'is' if len(missing) == 1 else 'are'} not in the input: taken to be there, "
                    "as a generator or another program may make it"
                )
        gone = [each for each in gates_of(mapping(member.template.get("spec"))) if taken_away(each)]
        if gone:
            self.assumptions.append(
                f"scheduling gates {listed(gone)} of {member.manifest} are taken away by the "
                "controllers that they are for"
            )
        wanted = max(member.wanted, member.most)
        if wanted > member.most:
            self.assumptions.append(
                f"{member.manifest} wants {wanted} pods: played with {member.most}"
            )
        if not (member.judged or isinstance(member.manifest, Pod)):
            self.assumptions.append(f"{member.manifest} takes room, and gets no verdict")
        if member.kind == BARE_POD:
            words = "a bare Pod takes room, and nothing makes it again once it is lost"
            self.left_out.append(LeftOut(member.manifest, words))

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
        return [member for member in self.members if member.judged]

    # building

    def world(
        self,
        chance: Random | None = None,
        *,
        templates: Mapping[int, Tree] | None = None,
        budgets: Mapping[int, Tree | None] | None = None,
        strategies: Mapping[int, tuple[Any, Any]] | None = None,
        replicas: Mapping[int, int] | None = None,
        unclaimed: Collection[int] = (),
        late: Collection[str] = (),
        without: Resource | None = None,
        scored: bool = True,
    ) -> tuple[World, dict[int, Workload]]:
        """Build the world before its first pod is placed, and find each member's workload in it.

        ``templates``, ``strategies`` (maxSurge, maxUnavailable) and ``replicas`` replace those of
        members by the id of their manifest; ``unclaimed`` members have no volumeClaimTemplates.
        ``late`` names storage classes that wait for the first pod. ``budgets`` has the specs of
        other disruption budgets by their id, None where there is none; ``without`` is a LimitRange
        or a ResourceQuota that is not there.
        """
        quotas = self.admissions.quotas(without)
        lost = dict(refused_claims(self.stored, self.admissions, quotas, without))
        disks = self.stored.make(lost, late)
        state = State(self.shape.make(), self._namespaces, disks, self.stored.volume_limits)
        workloads: dict[int, Workload] = {}
        for member in self.members:
            key = id(member.manifest)
            template = (templates or {}).get(key, member.template)
            number = (replicas or {}).get(key, member.replicas)
            claimed = key not in unclaimed
            workload = self._workload(
                member, template, quotas, without, replicas=number, claimed=claimed
            )
            if strategies and key in strategies:
                workload.max_surge, workload.max_unavailable = strategies[key]
                workload.recreate = False
            workload.kept_claims = self.standing.claims_of(member)
            if member.unmade:
                workload.current.want = 0
            workloads[key] = workload
        specs: dict[int, Tree | None] = {
            id(each): mapping(each.get("spec")) for each in self.budgets
        }
        specs.update(budgets or {})
        world = World(
            state,
            list(workloads.values()),
            [
                _budget(budget, spec)
                for budget in self.budgets
                if (spec := specs[id(budget)]) is not None
            ],
            chance=chance,
            scored=scored,
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
            hash_label=manifest.revision_label or HASH_LABEL,
            rolls=member.rolls,
            becomes_ready=member.unready is None,
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

    def _priority(self, spec: Tree) -> int:
        name = string(spec.get("priorityClassName"))
        number = spec.get("priority")
        if isinstance(number, int) and not name:
            return number
        return self._priorities.get(name or self._default_class, 0)


def _unsound(manifest: Manifest) -> str:
    """Say what the API server would refuse to decode of its template, were it a Deployment's.

    Annotations are nothing to the scheduler, and some operators make texts of them.
    """
    template = manifest.facts.unsound_template
    if template is None:
        return ""
    metadata = template.get("metadata")
    if isinstance(metadata, dict):
        template = {**template, "metadata": {**metadata, "annotations": None}}
    twin = {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": template}}
    complaint = review(twin).decode
    return "" if complaint is None else f"its pod template cannot be read: {complaint.message}"


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


def _priorities(cluster: Cluster) -> tuple[dict[str, int], str]:
    """Return the priority classes, and which is the default: of several the lowest (Priority)."""
    found, defaults = dict(SYSTEM_PRIORITIES), []
    for resource in cluster.resources:
        if resource.kind == "PriorityClass" and resource.group == "scheduling.k8s.io":
            value = resource.get("value")
            if isinstance(value, int):
                found[resource.name] = value
                if resource.get("globalDefault") is True:
                    defaults.append((value, resource.name))
    return found, min(defaults)[1] if defaults else ""


def _budget(budget: PodDisruptionBudget, spec: Tree) -> Budget:
    made = Budget(budget.namespace, budget.name, spec, source=budget)
    made.selector = budget.selector
    return made
