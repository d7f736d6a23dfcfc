"""What may be promised: the fewest pods that any placement leaves when a zone goes.

It holds when all pods run before: who waits for room or for others is left nowhere.

One hard constraint on the zone has a formula (PodTopologySpread v1.37). Everything else is
searched through, all placements that the hard rules allow, up to a number of states; beyond it
nothing is promised. A second search adds any number of rolling updates: they count old pods, and
the ReplicaSet controller takes pods away without looking at zones.
"""

from __future__ import annotations

from multiaz_lint.drill.board import Board
from multiaz_lint.drill.events import lose
from multiaz_lint.drill.rollout import surge_and_unavailable
from multiaz_lint.drill.workload import DEPLOYMENT, STATEFUL_SET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from multiaz_lint.drill.board import Counts, Owns
    from multiaz_lint.drill.terms import PodMatch
    from multiaz_lint.drill.workload import Workload
    from multiaz_lint.drill.world import World

MOST_STATES = 20_000
FORMULA, SEARCH, STOPPED = "formula", "search", "stopped"


class Guarantee:
    """The fewest ready pods left, by lost zone, freshly placed and after any rollouts.

    `running` is the fewest that run again once the lost zone's pods have been replaced. `how`
    tells where numbers come from; when a search stopped, nothing is promised (0).
    """

    __slots__ = ("after_rollouts", "fresh", "how", "how_after", "how_running", "running", "states")

    def __init__(self, fresh: dict[str, int], how: str, states: int) -> None:
        self.fresh = fresh
        self.how = how
        self.states = states
        self.after_rollouts = fresh
        self.how_after = how
        self.running = fresh
        self.how_running = how

    @property
    def least(self) -> int:
        """The worst zone's number, freshly placed."""
        return min(self.fresh.values(), default=0)

    @property
    def least_after_rollouts(self) -> int:
        return min(self.after_rollouts.values(), default=0)


class _StoppedError(Exception):
    """There are more states than are looked at."""


def guarantee(world: World, workload: Workload, zones: Iterable[str]) -> Guarantee:
    """Compute what the hard rules of one workload promise, whatever else there is."""
    state = world.state
    shape, other = workload.current.shape(), workload.current.next().shape()
    rivals = [
        rival.current.shape()
        for rival in world.workloads
        if rival is not workload and rival.namespace == workload.namespace
    ]
    bare = {pod.shape for pod in state.pods if pod.revision is None}

    def owns(match: PodMatch) -> bool:
        if match.namespaces != {shape.namespace} or not match.namespace_selector.nothing:
            return False
        strangers = (*rivals, *bare)
        return not any(match.selector.matches(s.labels) for s in strangers if s is not shape)

    board = Board(state, shape, other, owns)
    zones = list(zones)
    search = _Search(board, workload.replicas, zones)
    result = _by_formula(board, workload.replicas, zones)
    nothing = dict.fromkeys(zones, 0)
    ends: set[Counts] = set()
    try:
        ends = search.placements()
        if result is None:
            result = Guarantee(search.worst(ends), SEARCH, search.states)
        result.running, result.how_running = _replaced(world, workload, owns, search, ends), SEARCH
    except _StoppedError:
        result = result or Guarantee(nothing, STOPPED, search.states)
        result.running, result.how_running = nothing, STOPPED
    try:
        if workload.kind == DEPLOYMENT and not workload.recreate:
            result.after_rollouts, result.how_after = search.rolled(workload), SEARCH
    except _StoppedError:
        result.after_rollouts, result.how_after = nothing, STOPPED
    result.states = search.states
    return result


def _replaced(
    world: World, workload: Workload, owns: Owns, search: _Search, ends: set[Counts]
) -> dict[str, int]:
    """Return the fewest pods that run after the pods of a lost zone were replaced elsewhere."""
    state = world.state
    shape, other = workload.current.shape(), workload.current.next().shape()
    found = {}
    for zone in search.zones:
        mark = state.mark()
        lose(world, [node for node in state.nodes if node.present and node.zone == zone])
        board = Board(state, shape, other, owns)
        state.back_to(mark)
        index = {key: number for number, key in enumerate(search.board.keys)}
        beside = _Search(board, workload.replicas, search.zones)
        least = workload.replicas
        for counts in ends:
            left = tuple(
                counts[index[key]] if key in index and key[0] != zone else 0 for key in board.keys
            )
            if workload.kind == STATEFUL_SET:
                least = min(least, sum(left))  # pods being deleted are not replaced
                continue
            here = _in_zone(search.board, counts, zone)
            stay = sum(counts) - here - sum(left)  # on nodes without this board's cells
            none = (0,) * len(left)
            for filled in beside._filled(left, none, workload.replicas - stay):
                least = min(least, stay + sum(filled))
        search._note(beside.states)
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
    return Guarantee(left, FORMULA, 0)


class _Search:
    """Looks through all placements that a board allows."""

    def __init__(self, board: Board, replicas: int, zones: list[str]) -> None:
        self.board = board
        self.replicas = replicas
        self.zones = zones
        self.states = 0

    def worst(self, ends: Iterable[Counts]) -> dict[str, int]:
        """Return the fewest pods outside each zone."""
        left = dict.fromkeys(self.zones, self.replicas)
        for counts in ends:
            total = sum(counts)
            lost: dict[str | None, int] = {}
            for zone, count in zip(self.board.zones, counts, strict=True):
                lost[zone] = lost.get(zone, 0) + count
            for zone in self.zones:
                left[zone] = min(left[zone], total - lost.get(zone, 0))
        return left

    def placements(self) -> set[Counts]:
        """Return how pods may stand once nothing more can be placed."""
        empty = (0,) * len(self.board.caps)
        return self._filled(empty, empty, self.replicas)

    def _filled(self, new: Counts, old: Counts, number: int) -> set[Counts]:
        """Place up to a number of new pods beside old ones, in every possible way."""
        level = {new}
        ends: set[Counts] = set()
        for _ in range(number - sum(new)):
            following: set[Counts] = set()
            for counts in level:
                total = _plus(counts, old)
                cells = self.board.open(total, counts)
                if not cells:
                    ends.add(counts)
                for cell in cells:
                    following.add(self._tidy(_with(counts, cell, 1), old))
            self._note(len(following))
            level = following
        return ends | level

    def _tidy(self, counts: Counts, old: Counts) -> Counts:
        return counts if any(old) else self.board.same(counts)

    def _note(self, states: int) -> None:
        self.states += states
        if self.states > MOST_STATES:
            raise _StoppedError

    def rolled(self, workload: Workload) -> dict[str, int]:
        """Return the worst after any number of rolling updates."""
        surge, unavailable = surge_and_unavailable(workload)
        todo = set(self.placements())
        seen = set(todo)
        left = self.worst(todo)
        while todo:
            start = todo.pop()
            if sum(start) < self.replicas:
                continue  # a rollout starts from pods that all run
            for old, new in self._roll(start, surge, unavailable):
                end = self.board.same(_plus(old, new))
                left = {z: min(left[z], n) for z, n in self.worst([end]).items()}
                if end not in seen:
                    seen.add(end)
                    self._note(1)
                    if not any(old):
                        todo.add(end)
        return left

    def _roll(self, start: Counts, surge: int, unavailable: int) -> Iterator[tuple[Counts, Counts]]:
        """Yield how one rolling update may end, as old and new pods: finished or stuck."""
        empty = (0,) * len(start)
        todo = [(0, start, empty)]
        seen = set(todo)
        while todo:
            want, old, new = todo.pop()
            following = list(self._steps(want, old, new, surge, unavailable))
            if not following:
                yield old, new
            for each in following:
                if each not in seen:
                    seen.add(each)
                    self._note(1)
                    todo.append(each)

    def _steps(
        self, want: int, old: Counts, new: Counts, surge: int, unavailable: int
    ) -> Iterator[tuple[int, Counts, Counts]]:
        """Yield the states after the Deployment controller's next step."""
        replicas, standing, fresh = self.replicas, sum(old), sum(new)
        grow = min(replicas + surge - want - standing, replicas - want)
        if grow > 0:
            for filled in self._filled(new, old, want + grow):
                yield want + grow, old, filled
            return
        clean = want + standing - (replicas - unavailable) - (want - fresh)
        down = min(fresh + standing - (replicas - unavailable), standing)
        if clean <= 0 or down <= 0:
            return
        for left in _taken(old, down):
            for filled in self._filled(new, left, want):
                yield want, left, filled


def _taken(counts: Counts, number: int) -> set[Counts]:
    """Return what may be left when so many pods are taken away, wherever they stand."""
    level = {counts}
    for _ in range(number):
        level = {_with(c, i, -1) for c in level for i, count in enumerate(c) if count}
    return level


def _plus(left: Counts, right: Counts) -> Counts:
    return tuple(a + b for a, b in zip(left, right, strict=True))


def _with(counts: Counts, cell: int, change: int) -> Counts:
    return (*counts[:cell], counts[cell] + change, *counts[cell + 1 :])
