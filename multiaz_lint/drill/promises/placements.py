"""All placements that hard rules allow, freshly made and after rolling updates."""

from __future__ import annotations

from multiaz_lint.drill.rollouts.revisions import surge_and_unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from multiaz_lint.drill.promises.board import Board, Counts
    from multiaz_lint.drill.workload import Workload

MOST_STATES = 20_000


class StoppedError(Exception):
    """There are more states than are looked at."""


class PlacementSearch:
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
        return self.filled(empty, empty, self.replicas)

    def filled(self, new: Counts, old: Counts, number: int) -> set[Counts]:
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
            self.note(len(following))
            level = following
        return ends | level

    def _tidy(self, counts: Counts, old: Counts) -> Counts:
        return counts if any(old) else self.board.same(counts)

    def note(self, states: int) -> None:
        """Count states that were looked at.

        Raises:
            StoppedError: They are too many.

        """
        self.states += states
        # a state of many cells costs more to look at
        if self.states * max(1, len(self.board.caps) // 4) > MOST_STATES:
            raise StoppedError

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
                    self.note(1)
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
                    self.note(1)
                    todo.append(each)

    def _steps(
        self, want: int, old: Counts, new: Counts, surge: int, unavailable: int
    ) -> Iterator[tuple[int, Counts, Counts]]:
        """Yield the states after the Deployment controller's next step."""
        replicas, standing, fresh = self.replicas, sum(old), sum(new)
        grow = min(replicas + surge - want - standing, replicas - want)
        if grow > 0:
            for filled in self.filled(new, old, want + grow):
                yield want + grow, old, filled
            return
        clean = want + standing - (replicas - unavailable) - (want - fresh)
        down = min(fresh + standing - (replicas - unavailable), standing)
        if clean <= 0 or down <= 0:
            return
        for left in _taken(old, down):
            for filled in self.filled(new, left, want):
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
