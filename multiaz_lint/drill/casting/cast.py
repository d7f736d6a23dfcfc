"""Who takes part in a drill, who is left out and why, and what is assumed of either."""

from __future__ import annotations

from multiaz_lint.api.findings import strict
from multiaz_lint.drill.casting import left_out, unfilled
from multiaz_lint.drill.casting.member import LeftOut, Member, member_of, runs
from multiaz_lint.drill.nodes.named_nodes import unknown_nodes
from multiaz_lint.drill.workload import BARE_POD
from multiaz_lint.load.soundness import unreadable
from multiaz_lint.model import Cluster, Pod, PodDisruptionBudget, Rollout
from multiaz_lint.model import Workload as Manifest
from multiaz_lint.model.autoscaling import Autoscaler
from multiaz_lint.model.pods.config_sources import sources_missing
from multiaz_lint.model.pods.gates import gates_of, taken_away
from multiaz_lint.model.pods.runtime_class import class_of, is_absent, refused_field, refused_words
from multiaz_lint.model.referring import ReferringRollout
from multiaz_lint.model.resource import by_identity, mapping
from multiaz_lint.model.tree import path_text
from multiaz_lint.model.words import listed
from multiaz_lint.model.workload_kinds import ARGO_ROLLOUTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeVar

    from multiaz_lint.drill.nodes.shape import Shape
    from multiaz_lint.model import Field, Resource

    R = TypeVar("R", bound=Resource)

MOST_PODS = 150_000
"""How many pods of controllers are played: as many as Kubernetes is made for in a cluster."""
_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


class Cast:
    """The members and budgets of a drill, whom it leaves out, and what it assumes.

    `cluster` has the last definition of each autoscaler alone. `refused` has what the API server
    says to refused resources, `holes` the fields of others that are still to be filled in.
    """

    def __init__(
        self,
        cluster: Cluster,
        shape: Shape,
        refused: Mapping[int, tuple[str, Field]],
        holes: Mapping[int, Sequence[str]],
    ) -> None:
        self.cluster = cluster
        self.assumptions: list[str] = list(shape.assumed)
        self.members: list[Member] = []
        self.left_out: list[LeftOut] = []
        self._shape = shape
        self._refused = refused
        self._holes = holes
        self.cluster = self._with_last_autoscalers()
        self.budgets = list(self._standing())

    def choose(self, read: Callable[[Member], object]) -> None:
        """Choose the members: those that can be played, and that `read` can read."""
        refused = self._refused
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
                    read(found)
                    found = unreadable(manifest) or found
            except _UNREADABLE:
                words = "it holds values of wrong types"
                found = unreadable(manifest) or f"its pod template cannot be read: {words}"
            if isinstance(found, Member) and found.judged:
                found = self._names_nodes(found) or found
            if isinstance(found, Member):
                self._say_what_is_dropped(source)
                self.members.append(found)
                self._say(found)
            elif found:
                self.left_out.append(LeftOut(manifest, found))
        hold(self.members, MOST_PODS)
        self.assumptions += filter(None, map(_played_with, self.members))

    def _standing(self) -> Iterator[PodDisruptionBudget]:
        """Yield the budgets that there are: each once, and none that the API server refuses."""
        for budget in self._last(PodDisruptionBudget):
            refusal = self._refused.get(id(budget))
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
        if not self._shape.made_up:
            return ""
        spec = mapping(member.template.get("spec"))
        return unknown_nodes(member.manifest, spec, self.cluster, self._shape.nodes)

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
        if not (member.judged or isinstance(member.manifest, Pod)):
            self.assumptions.append(f"{member.manifest} takes room, and gets no verdict")
        if member.kind == BARE_POD:
            words = "a bare Pod takes room, and nothing makes it again once it is lost"
            self.left_out.append(LeftOut(member.manifest, words))


def hold(members: Iterable[Member], most: int) -> None:
    """Lower the numbers of pods of the largest members until all have no more than ``most``.

    Each keeps one at least.
    """
    left = most
    by_size = sorted(members, key=lambda each: each.most)
    for index, member in enumerate(by_size):
        share = max(1, left // (len(by_size) - index))
        member.replicas, member.least, member.most = (
            min(count, share) for count in (member.replicas, member.least, member.most)
        )
        left -= member.most


def _played_with(member: Member) -> str:
    """Say that not all pods of a member are played; empty where they are."""
    if member.wanted <= member.most:
        return ""
    return f"{member.manifest} wants {member.wanted} pods: played with {member.most}"
