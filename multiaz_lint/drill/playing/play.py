"""One play: a cluster settles, then every event happens to it, each from the same start.

The order: healthy rollouts, growth to the autoscalers' other sizes with the same, then zone by
zone the outage (fresh, after evictions, with rollouts, and the zone coming back), the loss of its
nodes, a zonal shift and a drain; and the loss of the fullest node. Everything is taken back in
between.
"""

from __future__ import annotations

from functools import partial

from multiaz_lint.drill.playing import events
from multiaz_lint.drill.playing.drain import drain
from multiaz_lint.drill.playing.moments import (
    COMPLETE,
    DRAIN,
    DRAIN_ROLLOUT,
    EVICTED,
    INITIAL,
    NODE,
    OUTAGE,
    OUTAGE_ROLLOUT,
    RECOVERY,
    REMOVAL,
    ROLLOUT,
    SHIFT,
    SHIFT_ROLLOUT,
    STUCK,
    UNDRAIN,
    Moment,
)
from multiaz_lint.drill.playing.outcome import look, refusal_of
from multiaz_lint.drill.playing.size import SIZES
from multiaz_lint.drill.rollouts.revisions import available
from multiaz_lint.drill.rollouts.rollout import left_at_first, roll_out
from multiaz_lint.drill.rollouts.scale import scale
from multiaz_lint.drill.settling import settle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from random import Random

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.playing.size import Size
    from multiaz_lint.drill.workload import Workload
    from multiaz_lint.drill.world import World


class Play:
    """Plays events on a world and hands each moment to `tell(member, moment)`."""

    def __init__(
        self,
        world: World,
        members: Sequence[tuple[Member, Workload]],
        tell: Callable[[Member, Moment], None],
        *,
        rollouts: bool = True,
        others: Sequence[tuple[Member, Workload]] = (),
    ) -> None:
        """Make a play of members; ``others`` grow with them, and nothing is told of those."""
        self.world = world
        self.members = members
        self.tell = tell
        self.rollouts = rollouts
        self.others = others

    def start(self) -> None:
        """Let the cluster settle before anything happens."""
        settle(self.world)
        self.world.begin()
        self._tell_all(INITIAL, "")

    def everything(self, zones: Iterable[str]) -> Iterator[str]:
        """Play all events; yield the name of each before it happens, for a progress line.

        Chance stands where it did when all pods had been placed, whatever was played before: so
        what happens to a workload in one event does not hang on who else is told of.
        """
        self.start()
        rewind = _rewinder(self.world.chance)
        if self.rollouts:
            yield ROLLOUT
            self.roll_all(ROLLOUT, "")
        zones = list(zones)
        yield "other sizes"
        for size in SIZES:
            rewind()
            self.sized(size, zones)
        for zone in zones:
            for name, event in (
                (OUTAGE, self.outage),
                (REMOVAL, self.removal),
                (SHIFT, self.shift),
                (DRAIN, self.drain),
                (NODE, self.node_loss),
            ):
                yield f"{name} of zone {zone}"
                rewind()
                event(zone)

    def outage(self, zone: str) -> None:
        """Lose a zone: at once, after evictions, with rollouts on top, and when it comes back."""
        world, nodes = self.world, self.nodes_of(zone)
        mark = world.state.mark()
        events.lose(world, nodes)
        self._tell_all(OUTAGE, zone, why=False)
        waited = self._evict_from_lost(nodes)
        for member, workload in self.members:
            after = look(world, workload)
            self.tell(member, Moment(EVICTED, zone, after, waited=member in waited))
        self.roll_all(OUTAGE_ROLLOUT, zone)
        events.recover(world, nodes)
        settle(self.world)
        self._tell_all(RECOVERY, zone)
        world.state.back_to(mark)

    def removal(self, zone: str) -> None:
        """Delete the nodes of a zone."""
        mark = self.world.state.mark()
        nodes = self.nodes_of(zone)
        gone = {node.index for node in nodes}
        before = {member: self._left(workload, gone) for member, workload in self.members}
        events.delete_nodes(self.world, nodes)
        settle(self.world)
        for member, workload in self.members:
            after = look(self.world, workload)
            self.tell(member, Moment(REMOVAL, zone, after, lowest=before[member]))
        self.world.state.back_to(mark)

    def shift(self, zone: str) -> None:
        """Shift traffic away from a zone: its nodes are cordoned, its pods do not count."""
        mark = self.world.state.mark()
        nodes = self.nodes_of(zone)
        gone = {node.index for node in nodes}
        events.cordon(self.world, nodes)
        for member, workload in self.members:
            after = look(self.world, workload)
            self.tell(member, Moment(SHIFT, zone, after, lowest=self._left(workload, gone)))
        self.roll_all(SHIFT_ROLLOUT, zone)
        self.world.state.back_to(mark)

    def drain(self, zone: str) -> None:
        """Drain a zone with budgets, roll out on top, and let it be used again."""
        world = self.world
        mark = world.state.mark()
        nodes = self._drain(DRAIN, zone, self.members)
        self.roll_all(DRAIN_ROLLOUT, zone)
        events.uncordon(world, nodes)
        settle(self.world)
        self._tell_all(UNDRAIN, zone)
        world.state.back_to(mark)

    def node_loss(self, zone: str) -> None:
        """Lose the node of a zone that has the most pods, until its pods are replaced."""
        nodes = self.nodes_of(zone)
        if not nodes:
            return
        fullest = max(nodes, key=lambda node: node.pods)
        mark = self.world.state.mark()
        events.lose(self.world, [fullest])
        ready = {member: _ready(workload) for member, workload in self.members}
        events.evict_from_lost(self.world, [fullest])
        settle(self.world)
        for member, workload in self.members:
            after = look(self.world, workload)
            self.tell(member, Moment(NODE, zone, after, lowest=ready[member]))
        self.world.state.back_to(mark)

    def sized(self, size: Size, zones: Iterable[str]) -> None:
        """Let autoscaled workloads have another size, roll them out, lose and drain each zone."""
        grown = [(m, w) for m, w in self.members if size.of(m) is not None]
        if not grown:
            return
        world = self.world
        mark = world.state.mark()
        for member, workload in (*grown, *self.others):
            wanted = size.of(member)
            if wanted is not None:
                scale(world, workload, wanted)
        settle(self.world)
        for member, workload in grown:
            self.tell(member, Moment(size.reached, "", look(world, workload)))
        rewind = _rewinder(world.chance)
        self._roll(size.rollout, "", grown)
        for zone in zones:
            inner = world.state.mark()
            nodes = self.nodes_of(zone)
            rewind()
            events.lose(world, nodes)
            ready = {member: _ready(workload) for member, workload in grown}
            events.evict_from_lost(world, nodes)
            settle(self.world)
            for member, workload in grown:
                after = look(world, workload)
                self.tell(member, Moment(size.outage, zone, after, lowest=ready[member]))
            world.state.back_to(inner)
            rewind()
            self._drain(size.drain, zone, grown)
            world.state.back_to(inner)
        world.state.back_to(mark)

    # parts

    def nodes_of(self, zone: str) -> list[Node]:
        """Return the nodes of a zone that are there."""
        return [node for node in self.world.state.nodes if node.present and node.zone == zone]

    def _drain(
        self, event: str, zone: str, members: Sequence[tuple[Member, Workload]]
    ) -> list[Node]:
        """Drain a zone, tell how it ended for these members, and return the zone's nodes."""
        world, nodes = self.world, self.nodes_of(zone)
        lowest = {member: workload.replicas for member, workload in members}

        def observe() -> None:
            for member, workload in members:
                lowest[member] = min(lowest[member], _ready(workload))

        outcome = drain(world, nodes, observe)
        refused: dict[int, set[str]] = {}
        for pod, refusal in outcome.refused.items():
            if pod.revision is not None:
                refused.setdefault(id(pod.revision.workload), set()).add(refusal)
        for member, workload in members:
            words = tuple(sorted(refused.get(id(workload), ())))
            moment = Moment(
                event,
                zone,
                look(world, workload),
                lowest=lowest[member],
                end=STUCK if words else COMPLETE,
                words=words,
            )
            self.tell(member, moment)
        return nodes

    def _evict_from_lost(self, nodes: Sequence[Node]) -> set[Member]:
        """Evict pods and replace them; return whose pods wait until quotas forget dead ones."""
        world = self.world
        if not world.contended:
            events.evict_from_lost(world, nodes)
            settle(self.world)
            return set()
        world.grace = []
        events.evict_from_lost(world, nodes)
        settle(self.world)
        waiting = {member: refusal_of(world, workload)[0] for member, workload in self.members}
        world.end_graces()
        settle(self.world)
        return {m for m, w in self.members if refusal_of(world, w)[0] < waiting[m]}

    def _left(self, workload: Workload, gone: set[int]) -> int:
        """Count the ready pods that do not stand on certain nodes."""
        return sum(
            pod.ready and pod.node >= 0 and pod.node not in gone
            for revision in workload.revisions
            for pod in revision.pods
        )

    def _tell_all(self, event: str, zone: str, *, why: bool = True) -> None:
        for member, workload in self.members:
            self.tell(member, Moment(event, zone, look(self.world, workload, why=why)))

    def roll_all(self, event: str, zone: str) -> None:
        """Roll out each workload by itself; the others' pods stay as they are."""
        self._roll(event, zone, self.members)

    def _roll(self, event: str, zone: str, members: Sequence[tuple[Member, Workload]]) -> None:
        if not self.rollouts:
            return
        world = self.world
        rewind = _rewinder(world.chance)
        for member, workload in members:
            if not workload.rolls:
                continue
            rewind()
            mark = world.state.mark()
            world.focus = workload
            lowest = [left_at_first(workload, _ready(workload))]
            end = roll_out(world, workload, observe=partial(_note_ready, workload, lowest))
            world.focus = None
            after = look(world, workload)
            least = min([*lowest, after.ready])
            self.tell(member, Moment(event, zone, after, lowest=least, end=end))
            world.state.back_to(mark)


def _rewinder(chance: Random | None) -> Callable[[], None]:
    """Return what lets chance stand where it stands now."""
    if chance is None:
        return lambda: None
    now = chance.getstate()
    return lambda: chance.setstate(now)


def _note_ready(workload: Workload, ready: list[int]) -> None:
    ready.append(_ready(workload))


def _ready(workload: Workload) -> int:
    return sum(available(revision) for revision in workload.revisions)
