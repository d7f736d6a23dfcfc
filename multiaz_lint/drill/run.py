"""The drill from a cluster to a report: plays, promises, findings."""

from __future__ import annotations

from random import Random

from multiaz_lint.diagnostic import Diagnostic
from multiaz_lint.drill.causes.cause import STEPS, Causes
from multiaz_lint.drill.changes import Changes
from multiaz_lint.drill.demand import Demand, demands
from multiaz_lint.drill.findings.finder import Finder
from multiaz_lint.drill.plan import Plan
from multiaz_lint.drill.playing.play import Play
from multiaz_lint.drill.promises.guarantee import Promises, open_zones
from multiaz_lint.drill.story import SURVIVES, Story
from multiaz_lint.model import Node
from multiaz_lint.model.outage.recovery import recovery_of
from multiaz_lint.model.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from multiaz_lint.config.requirement import Requirement
    from multiaz_lint.drill.nodes.shape import Shape
    from multiaz_lint.model import Cluster, Field

SEEDS = 8
SEEDS_AT_SCALE = 1
_MANY_PODS = 500
_SAMPLED = 100


class DrillOptions:
    """How a drill is played; `seeds` is None for as many as the size allows."""

    __slots__ = ("causes", "promises", "requirements", "rollouts", "seeds", "zones")

    def __init__(
        self,
        *,
        zones: Sequence[str] = (),
        seeds: int | None = None,
        causes: bool = True,
        promises: bool = True,
        rollouts: bool = True,
        requirements: Sequence[Requirement] = (),
    ) -> None:
        self.zones = tuple(zones)
        self.seeds = seeds
        self.causes = causes
        self.promises = promises
        self.rollouts = rollouts
        self.requirements = list(requirements)


class Report:
    """What a drill found; `sought` is in how many steps of plays causes were looked for."""

    __slots__ = (
        "demands", "diagnostics", "nodes", "plan", "seeds", "sought", "stories", "zones",
    )  # fmt: skip

    def __init__(self, plan: Plan, nodes: int, zones: Sequence[str], seeds: int) -> None:
        self.plan = plan
        self.nodes = nodes
        self.zones = tuple(zones)
        self.seeds = seeds
        self.stories: list[Story] = []
        self.demands: list[Demand] = []
        self.diagnostics: list[Diagnostic] = []
        self.sought = 0

    @property
    def assumptions(self) -> list[str]:
        """What is taken to be so, as nobody says it."""
        return list(dict.fromkeys(self.plan.assumptions))

    @property
    def zones_away(self) -> list[str]:
        """The zones of which all nodes are left out."""
        names = {node.name for node in self.plan.shape.nodes}
        nodes = (each for each in self.plan.cluster.of(Node) if each.name not in names)
        return sorted({each.zone for each in nodes if each.zone}.difference(self.zones))

    @property
    def told(self) -> list[Story]:
        """The workloads with a verdict: what merely ran did not survive a loss that never came."""
        return [each for each in self.stories if not each.why_not_lost or each.overall != SURVIVES]

    @property
    def not_told(self) -> list[Story]:
        """The others, that only ran, or outlived only a part of what they may lose."""
        return [each for each in self.stories if each.why_not_lost and each.overall == SURVIVES]

    def why_untold(self, story: Story) -> str:
        """Say why one of those has no verdict."""
        return story.why_not_lost if self.nodes else "no node is left to drill it on"


def run(
    cluster: Cluster,
    shape: Shape,
    options: DrillOptions | None = None,
    *,
    refused: Mapping[int, tuple[str, Field]] | None = None,
    holes: Mapping[int, Sequence[str]] | None = None,
    progress: Callable[[str], None] | None = None,
    steps: float = STEPS,
) -> Report:
    """Drill a cluster on a shape.

    `refused` has what the API server says to refused resources, `holes` the fields of others that
    are still to be filled in. Causes are looked for in so many `steps` of plays.
    """
    options = options or DrillOptions()
    plan = Plan(cluster, shape, refused, holes)
    nodes = shape.nodes
    found = sorted({node.zone for node in nodes if node.zone})
    zones = options.zones or tuple(found)
    pods = sum(member.replicas for member in plan.members)
    seeds = options.seeds or (SEEDS if pods <= _MANY_PODS else SEEDS_AT_SCALE)
    report = Report(plan, len(nodes), zones, seeds)
    stories = {id(member.manifest): Story(member, zones) for member in plan.judged}
    report.stories = list(stories.values())
    if nodes:
        for seed in range(seeds):
            _play(report, stories, seed, options, progress)
        _promise(report, options, nodes_per_zone=_largest(nodes))
    _say_what_is_assumed(report, found, seeds)
    causes = Causes(plan, seeds, _chance, zones, steps) if options.causes else None
    finder = Finder(causes, options.requirements, cluster, stories)
    report.diagnostics += finder.of_left_out(plan.left_out)
    for story in report.stories:
        if progress is not None:
            progress(f"causes: {story.member.manifest}")
        report.diagnostics += finder.of(story)
        report.diagnostics += finder.of_zoneless(story, [n.name for n in nodes if not n.zone])
    if causes is not None:
        report.sought = causes.steps
        if causes.stopped:
            words = "there was too much to try in search of causes: some are guessed from reasons"
            plan.assumptions.append(words)
    report.diagnostics.sort(key=Diagnostic.sort_key)
    return report


def _chance(seed: int) -> Random | None:
    """The first play breaks ties by name, so that a single play is the same for everybody."""
    return Random(f"play {seed}") if seed else None  # noqa: S311 - ties of a simulation are no secret


def _play(
    report: Report,
    stories: Mapping[int, Story],
    seed: int,
    options: DrillOptions,
    progress: Callable[[str], None] | None,
) -> None:
    plan = report.plan
    world, workloads = plan.world(_chance(seed))
    report.demands = report.demands or demands(world, report.zones)
    members = [(member, workloads[id(member.manifest)]) for member in plan.judged]
    play = Play(
        world,
        members,
        lambda member, moment: stories[id(member.manifest)].add(moment),
        rollouts=options.rollouts,
    )
    for step in play.everything(report.zones):
        if progress is not None:
            progress(f"play {seed + 1}: {step}")


def _promise(report: Report, options: DrillOptions, *, nodes_per_zone: int) -> None:
    """Compute guarantees and recovery times."""
    for story in report.stories:
        manifest, cluster = story.member.manifest, report.plan.cluster
        story.recovery = recovery_of(manifest, cluster, nodes_per_zone, quota=story.waited)
    if not options.promises:
        return
    world, workloads = report.plan.world()
    told = [(story, workloads[id(story.member.manifest)]) for story in report.stories]
    promises = Promises(world, [workload for _, workload in told], report.zones)
    for story, workload in told:
        story.promise(promises.of(workload))
    single = [story for story, workload in told if workload.replicas == 1]
    if single:  # a volume that is made before its pod may be in any zone that its class allows
        late = Changes(late=report.plan.stored.class_names)
        world, workloads = report.plan.world(changes=late)
        for story in single:
            story.open_zones = open_zones(world, workloads[id(story.member.manifest)])


def _largest(nodes: Sequence[object]) -> int:
    counts: dict[object, int] = {}
    for node in nodes:
        zone = getattr(node, "zone", None)
        counts[zone] = counts.get(zone, 0) + 1
    return max(counts.values(), default=1)


def _say_what_is_assumed(report: Report, zones: Sequence[str], seeds: int) -> None:
    said = report.plan.assumptions
    said.append(f"the cluster: {report.plan.shape.words}")
    if not zones:
        said.append("no node says its zone: there is no zone to lose")
    said.append(
        f"ties between nodes are broken at random, in {counted(seeds, 'play')}"
        " (the first by name); a placed pod starts and becomes ready"
    )
    if not report.plan.cluster.platform.closed:
        said.append(
            "other workloads of the cluster are not in the input: they would leave less room, and "
            "their anti-affinity could keep pods away"
        )
    if sum(node.present for node in report.plan.shape.nodes) >= _SAMPLED:
        said.append("all nodes are scored: a scheduler of 100 nodes and more looks at a part")
    if len({member.priority for member in report.plan.members}) > 1:
        said.append(
            "pods of higher priority are placed first, and take the place of others where they find"
            " no room (preemption); how long pods run is taken for chance"
        )
    said.append("drains force bare pods, ignore DaemonSets and delete emptyDir data")
