"""What may be promised: the fewest pods that any placement leaves when a zone goes.

It holds when all pods run before that can beside each other: who waits for room or for others is
left nowhere. Where plays show pods that do, nothing is promised.

One hard constraint on the zone has a formula (PodTopologySpread v1.37). Everything else is
searched through, all placements that the hard rules allow, up to a number of states; beyond it
nothing is promised. A second search adds any number of rolling updates: they count old pods, and
the ReplicaSet controller takes pods away without looking at zones.
"""

from __future__ import annotations

from multiaz_lint.drill.nodes import node_set
from multiaz_lint.drill.playing.events import LOST, lose
from multiaz_lint.drill.promises.board import Board
from multiaz_lint.drill.promises.owners import Owners
from multiaz_lint.drill.promises.placements import PlacementSearch, StoppedError
from multiaz_lint.drill.rollouts.revisions import surge_and_unavailable
from multiaz_lint.drill.scheduling import schedule
from multiaz_lint.drill.workload import DEPLOYMENT, STATEFUL_SET
from multiaz_lint.model.nodes.taints import seconds_under

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from typing import Any

    from multiaz_lint.drill.promises.board import Counts
    from multiaz_lint.drill.workload import Workload
    from multiaz_lint.drill.world import World

    Tree = Mapping[str, Any]

FORMULA, SEARCH, STOPPED, WAITING = "formula", "search", "stopped", "waiting"


class Guarantee:
    """The fewest ready pods left, by lost zone, freshly placed and after any rollouts.

    `running` is the fewest that run again once the lost zone's pods have been replaced. `how`
    tells where numbers come from; when a search stopped, nothing is promised (0). `placed` is the
    fewest pods that find a place beside each other.
    """

    __slots__ = (
        "after_rollouts",
        "fresh",
        "how",
        "how_after",
        "how_running",
        "placed",
        "running",
        "states",
    )

    def __init__(self, fresh: dict[str, int], how: str, states: int, placed: int = 0) -> None:
        self.fresh = fresh
        self.how = how
        self.states = states
        self.placed = placed
        self.after_rollouts = fresh
        self.how_after = how
        self.running = fresh
        self.how_running = how

    @property
    def least(self) -> int:
        """The worst zone's number, freshly placed."""
        return min(self.fresh.values(), default=0)

    def seen(self, placed: int, left: Mapping[str, int], again: Mapping[str, int]) -> Guarantee:
        """Return what is promised of it after plays, given the fewest pods that they showed.

        Fewer than it says is a sign of pods that others keep waiting, or have taken the room of.
        """
        nothing = dict.fromkeys(self.fresh, 0)
        if placed < self.placed or any(left[zone] < self.fresh[zone] for zone in left):
            return Guarantee(nothing, WAITING, self.states)
        if all(again[zone] >= self.running[zone] for zone in again):
            return self
        found = Guarantee(self.fresh, self.how, self.states, self.placed)
        found.after_rollouts, found.how_after = self.after_rollouts, self.how_after
        found.running, found.how_running = nothing, WAITING
        return found


class Promises:
    """The promises of several workloads of one world; alike ones are computed once."""

    __slots__ = ("_boards", "_dead", "_known", "_zones")

    def __init__(self, world: World, workloads: Iterable[Workload], zones: Iterable[str]) -> None:
        self._zones = list(zones)
        self._known: dict[Hashable, Guarantee] = {}
        workloads = list(workloads)
        owners = Owners(world)
        self._boards = {w: _board(world, w, owners) for w in workloads}
        self._dead: dict[str, dict[Workload, Board]] = {}
        state = world.state
        for zone in self._zones:
            mark = state.mark()
            lose(world, [node for node in state.nodes if node.present and node.zone == zone])
            self._dead[zone] = {w: _board(world, w, owners) for w in workloads}
            state.back_to(mark)

    def of(self, workload: Workload) -> Guarantee:
        """Compute what the hard rules of one workload promise, whatever else there is."""
        board = self._boards[workload]
        replicas = workload.replicas
        shape = workload.current.shape()
        stays = (
            workload.kind == STATEFUL_SET
            or seconds_under(LOST, shape.placement.tolerations) is None
        )
        rolls = workload.kind == DEPLOYMENT and workload.rolls and not workload.recreate
        key = (
            replicas,
            stays,
            surge_and_unavailable(workload) if rolls else None,
            board.signature(replicas),
            tuple(self._dead[zone][workload].signature(replicas) for zone in self._zones),
        )
        found = self._known.get(key)
        if found is None:
            dead = {zone: self._dead[zone][workload] for zone in self._zones}
            found = self._known[key] = _promise(workload, board, dead, stays=stays, rolls=rolls)
        return found


def open_zones(world: World, workload: Workload) -> frozenset[str]:
    """Return the zones in which the first pod of a workload finds a node.

    A StatefulSet makes its claims before it.
    """
    state, revision = world.state, workload.current
    mark = state.mark()
    for claim in revision.new_claims(0):
        state.add_claim(claim)
    nodes = schedule.feasible(state, revision.shape())
    state.back_to(mark)
    zones = (state.nodes[each].zone for each in node_set.members(nodes))
    return frozenset(zone for zone in zones if zone)


def guarantee(world: World, workload: Workload, zones: Iterable[str]) -> Guarantee:
    """Compute the promise of a single workload."""
    return Promises(world, [workload], zones).of(workload)


def _board(world: World, workload: Workload, owners: Owners) -> Board:
    shape, other = workload.current.shape(), workload.current.next().shape()
    return Board(world.state, shape, other, owners.of(workload))


def _promise(
    workload: Workload, board: Board, dead: dict[str, Board], *, stays: bool, rolls: bool
) -> Guarantee:
    zones = list(dead)
    search = PlacementSearch(board, workload.replicas, zones)
    result = _by_formula(board, workload.replicas, zones)
    nothing = dict.fromkeys(zones, 0)
    try:
        ends = search.placements()
        if result is None:
            placed = min(map(sum, ends))
            result = Guarantee(search.worst(ends), SEARCH, search.states, placed)
        result.running, result.how_running = _replaced(search, dead, ends, stays=stays), SEARCH
    except StoppedError:
        result = result or Guarantee(nothing, STOPPED, search.states)
        result.running, result.how_running = nothing, STOPPED
    try:
        if rolls:
            result.after_rollouts, result.how_after = search.rolled(workload), SEARCH
    except StoppedError:
        result.after_rollouts, result.how_after = nothing, STOPPED
    result.states = search.states
    return result


def _replaced(
    search: PlacementSearch, dead: dict[str, Board], ends: set[Counts], *, stays: bool
) -> dict[str, int]:
    """Return the fewest pods that run after the pods of a lost zone were replaced elsewhere.

    Pods that stay on dead nodes, or whose identity does, are not replaced; and what tolerates
    being put there anew is not started.
    """
    index = {cell.values: number for number, cell in enumerate(search.board.cells)}
    found = {}
    for zone, board in dead.items():
        beside = PlacementSearch(board, search.replicas, search.zones)
        least = search.replicas
        for counts in ends:
            left = tuple(
                counts[index[cell.values]] if cell.values in index and cell.zone != zone else 0
                for cell in board.cells
            )
            survive = sum(counts) - _in_zone(search.board, counts, zone)
            if stays:
                least = min(least, survive)
                continue
            elsewhere = survive - sum(left)  # on nodes that take no more of these pods
            none = (0,) * len(left)
            for filled in beside.filled(left, none, search.replicas - elsewhere):
                started = sum(filled) - _in_zone(board, filled, zone)
                least = min(least, elsewhere + started)
        search.note(beside.states)
        found[zone] = least
    return found


def _in_zone(board: Board, counts: Counts, zone: str) -> int:
    return sum(c for z, c in zip(board.zones, counts, strict=True) if z == zone)


def _by_formula(board: Board, replicas: int, zones: list[str]) -> Guarantee | None:
    """Apply the closed form where one hard zone constraint is all there is."""
    if len(board.rules) != 1 or board.apart or not board.caps:
        return None
    rule = board.rules[0]
    by_zone = dict(zip(board.zones, rule.domains, strict=True))
    plain = len(set(by_zone)) == len(board.zones) == rule.number and not rule.idle
    if not plain or rule.number < rule.min_domains:
        return None
    if min(board.caps) < replicas:
        return None
    number, skew = rule.number, rule.max_skew
    fullest = replicas if replicas <= skew else (replicas + (number - 1) * skew) // number
    left = {zone: replicas - (fullest if zone in by_zone else 0) for zone in zones}
    return Guarantee(left, FORMULA, 0, replicas)
