"""DefaultPreemption: a pod without a node takes the place of pods of lower priority (v1.37).

Nodes are tried without their pods of lower priority; then as many of these are kept as leave room,
first those whose budgets forbid their going, and of these the most important first. Budgets only
weigh: pods are deleted, not evicted. How long pods run is taken for chance.
"""

from __future__ import annotations

from multiaz_lint.drill.playing.eviction import Evictions
from multiaz_lint.drill.scheduling import schedule
from multiaz_lint.drill.scheduling.eligible import eligible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from multiaz_lint.drill.budget import Budget
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.state import State
    from multiaz_lint.drill.world import World

_LEAST_PRIORITY = 2**31
"""What is added to the priority of each victim, so that no sum of them sinks with their number."""


class Preemption:
    """A node, and the pods that go so that another may stand there."""

    __slots__ = ("node", "victims", "violations")

    def __init__(self, node: int, victims: list[Pod], violations: int) -> None:
        self.node = node
        self.victims = victims
        self.violations = violations

    @property
    def cost(self) -> tuple[int, int, int, int]:
        """What is compared between nodes, the least first (pickOneNodeForPreemption)."""
        priorities = [pod.shape.priority for pod in self.victims]
        total = sum(priority + _LEAST_PRIORITY for priority in priorities)
        return self.violations, max(priorities), total, len(priorities)


def preempt(world: World, pod: Pod) -> bool:
    """Delete pods of lower priority where that gives a pod a node; say whether any went.

    It gets the node that is chosen for it as soon as they are gone (nominatedNodeName).
    """
    found = find(world, pod)
    if found is None:
        return False
    _nominate(world, pod, found.node)
    did = False
    for victim in found.victims:
        if not victim.terminating:
            _count(world, victim, pod)
            world.delete(victim)
            did = True
    if schedule.feasible(world.state, pod.shape, among=1 << found.node):
        world.bind(pod, found.node)
    return did


def _nominate(world: World, pod: Pod, node: int) -> None:
    before, pod.nominated = pod.nominated, node
    world.state.record(lambda: setattr(pod, "nominated", before))


def _count(world: World, victim: Pod, pod: Pod) -> None:
    """Note that a pod goes, and for whom."""
    victim.preempted = True
    world.state.record(lambda: setattr(victim, "preempted", False))
    whose, by = victim.revision, pod.revision
    if whose is None or by is None:
        return
    counts = world.preempted_by.setdefault(whose.workload, {})
    counts[by.workload] = counts.get(by.workload, 0) + 1

    def undo() -> None:
        counts[by.workload] -= 1
        if not counts[by.workload]:
            del counts[by.workload]

    world.state.record(undo)


def find(world: World, pod: Pod) -> Preemption | None:
    """Return where a pod that fits nowhere takes the place of others, and whose; None for nowhere.

    A pod whose victims have not gone from the node that was chosen for it waits for them
    (PodEligibleToPreemptOthers).
    """
    shape = pod.shape
    if not shape.preempts or shape.gated or shape.placement.node_name is not None:
        return None
    state = world.state
    if shape.priority <= state.lowest_priority:
        return None
    view = state.view(shape)
    if view.helpless_at == state.version:
        return None
    lower = _lower(world, shape)
    chosen = lower.get(pod.nominated, ())
    if any(victim.preempted for victim in chosen):
        return None
    evictions = Evictions(world)
    open_nodes = schedule.feasible_with_room(state, shape)
    # whoever goes from one of these, it stays open; but a pod may want to be near who goes
    by_room = 0 if shape.affinity else open_nodes
    away = _Away(state, shape)
    found: list[Preemption] = []
    for node, pods in lower.items():
        there = state.nodes[node]
        free = _free_without(there, shape, pods)
        if there.pods - len(pods) >= there.most_pods or min(free.values(), default=0) < 0:
            continue
        if not (open_nodes >> node & 1 or any(away.is_kept_by(pod.shape) for pod in pods)):
            continue
        _sort_by_importance(world, pods)
        violating = set(_violating(world, pods, evictions))
        pods.sort(key=lambda pod: pod not in violating)
        if by_room >> node & 1:
            victims = _by_room(there, free, pods)
        else:
            victims = _by_all_filters(state, shape, node, pods)
        if victims:
            found.append(Preemption(node, victims, sum(pod in violating for pod in victims)))
    if not found:
        view.helpless_at = state.version
        return None
    least = min(each.cost for each in found)
    best = [each for each in found if each.cost == least]
    return best[0] if world.chance is None else world.chance.choice(best)


def _lower(world: World, shape: PodShape) -> dict[int, list[Pod]]:
    """Return the pods of lower priority on each node that a pod may use, the first node first."""
    nodes = eligible(world.state, shape.placement)
    found: dict[int, list[Pod]] = {}
    for other in world.state.pods:
        if other.shape.priority < shape.priority and nodes >> other.node & 1:
            found.setdefault(other.node, []).append(other)
    return dict(sorted(found.items()))


class _Away:
    """Whose pods may be what keeps a pod from a node, but for the room that they take."""

    __slots__ = ("_counts", "_holders", "_known", "_shape", "_state", "_stores")

    def __init__(self, state: State, shape: PodShape) -> None:
        view = state.view(shape)
        self._state = state
        self._shape = shape
        self._counts = {domain.pods for _, domain in view.hard_spread}
        self._counts.update(domain.pods for domain in view.anti_affinity)
        self._holders = set(view.kept_away_by())
        self._stores = _stores(shape)
        self._known: dict[PodShape, bool] = {}

    def is_kept_by(self, other: PodShape) -> bool:
        found = self._known.get(other)
        if found is None:
            view, shape = self._state.view(other), self._shape
            found = self._known[other] = bool(
                not self._counts.isdisjoint(view.counted_by())
                or not self._holders.isdisjoint(view.holds)
                or (shape.ports and other.ports)
                or (self._stores and _stores(other))
            )
        return found


def _stores(shape: PodShape) -> bool:
    return bool(shape.claims or shape.disks or shape.ephemeral or shape.migrated)


def _sort_by_importance(world: World, pods: list[Pod]) -> None:
    """Sort pods by priority, the most important first; of equal ones the one that ran longer."""
    pods.sort(key=lambda pod: pod.seq)
    if world.chance is not None:
        world.chance.shuffle(pods)
    pods.sort(key=lambda pod: -pod.shape.priority)


def _free_without(node: Node, shape: PodShape, pods: Sequence[Pod]) -> dict[str, int]:
    """Return what of each requested amount is left once a pod has taken the place of others."""
    free = {name: node.free.get(name, 0) - amount for name, amount in shape.requests.amounts}
    for pod in pods:
        for name, amount in pod.shape.requests.amounts:
            if name in free:
                free[name] += amount
    return free


def _by_room(node: Node, free: dict[str, int], pods: Sequence[Pod]) -> list[Pod]:
    """Return who has to go where nothing but room is wanting, of which so much is ``free``."""
    count = node.pods - len(pods)
    victims: list[Pod] = []
    for pod in pods:
        taken = [each for each in pod.shape.requests.amounts if each[0] in free]
        if count + 1 < node.most_pods and all(free[name] >= amount for name, amount in taken):
            count += 1
            for name, amount in taken:
                free[name] -= amount
        else:
            victims.append(pod)
    return victims


def _by_all_filters(state: State, shape: PodShape, node: int, pods: Sequence[Pod]) -> list[Pod]:
    """Return who has to go from one node; nobody where that does not help (SelectVictimsOnNode)."""
    only = 1 << node
    ending = {pod for pod in pods if pod.terminating}
    victims: list[Pod] = []
    mark = state.mark()
    for pod in pods:
        state.remove(pod)
    helps = bool(schedule.feasible(state, shape, among=only))
    for pod in pods if helps else ():
        state.place(pod, node)
        if pod in ending:
            state.terminate(pod)
        if not schedule.feasible(state, shape, among=only):
            state.remove(pod)
            victims.append(pod)
    state.back_to(mark)
    return victims


def _violating(world: World, pods: Iterable[Pod], evictions: Evictions) -> Iterator[Pod]:
    """Yield those of some pods that their budgets do not let go, when all of them were to go."""
    left: dict[Budget, int] = {}
    for pod in pods:
        for budget in world.budgets_of(pod.shape):
            if budget not in left:
                left[budget] = evictions.status(budget).allowed
            left[budget] -= 1
            if left[budget] < 0:
                yield pod
                break
