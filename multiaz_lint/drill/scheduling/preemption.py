"""DefaultPreemption: a pod without a node takes the place of pods of lower priority (v1.37).

Nodes are tried without their pods of lower priority; then as many of these are kept as leave room,
first those whose budgets forbid their going, and of these the most important first. Budgets only
weigh: pods are deleted, not evicted.
"""

from __future__ import annotations

from multiaz_lint.drill.nodes.node_set import members
from multiaz_lint.drill.playing.eviction import Evictions
from multiaz_lint.drill.scheduling import schedule
from multiaz_lint.drill.scheduling.eligible import eligible
from multiaz_lint.drill.scheduling.filters import dynamic_resources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from multiaz_lint.drill.budget import Budget
    from multiaz_lint.drill.counting.occupants import Occupants
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.state import State
    from multiaz_lint.drill.world import World
_LEAST_PRIORITY = 2**31
"""What is added to the priority of each victim, so that no sum of them sinks with their number."""


class Preemption:
    """A node, and the pods that go so that another may stand there.

    Its ``cost`` is compared between nodes, the least first: budgets that are violated, the highest
    priority of those who go, the sum of all, how many they are, and how long those of the highest
    run (pickOneNodeForPreemption).
    """

    __slots__ = ("cost", "node", "victims")

    def __init__(self, node: int, victims: list[Pod], violations: int) -> None:
        self.node = node
        self.victims = victims
        priorities = [pod.shape.priority for pod in victims]
        total = sum(priority + _LEAST_PRIORITY for priority in priorities)
        highest = max(priorities, default=0)
        oldest = min([pod.bound for pod in victims if pod.shape.priority == highest], default=0)
        self.cost = (violations, highest, total, len(priorities), -oldest)


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
    nodes = eligible(state, shape.placement) & ~dynamic_resources.refused(state, shape)
    if pod.nominated >= 0 and nodes >> pod.nominated & 1:
        lower, _ = world.occupants(pod.nominated).below(shape.priority)
        if any(other.preempted for other in lower):
            return None
    open_nodes = schedule.feasible_with_room(state, shape)
    # whoever goes from one of these, it stays open; but a pod may want to be near who goes
    by_room = 0 if shape.affinity else open_nodes
    asked = state.room(shape.requests), shape.priority
    evictions = Evictions(world)
    best: list[Preemption] = []
    for node in members(nodes & (open_nodes | _kept_from(state, shape))):
        there = world.occupants(node)
        if asked not in there.known:
            there.known[asked] = _unguarded(there, state.nodes[node], shape)
        found = there.known[asked]
        if found is None:
            continue
        lower, guarded = there.below(shape.priority)
        violating: Collection[Pod] = {*_violating(world, lower, evictions)} if guarded else ()
        if violating or not by_room >> node & 1:
            pods = sorted(lower, key=lambda pod: pod not in violating)
            if by_room >> node & 1:
                victims = _by_room(state.nodes[node], shape, pods)
            else:
                victims = _by_all_filters(state, shape, node, pods)
            found = Preemption(node, victims, sum(pod in violating for pod in victims))
        if found.victims and (not best or found.cost <= best[0].cost):
            if best and found.cost < best[0].cost:
                best.clear()
            best.append(found)
    if not best:
        view.helpless_at = state.version
        return None
    return best[0] if world.chance is None else world.chance.choice(best)


def _kept_from(state: State, shape: PodShape) -> int:
    """Return the nodes from which pods of lower priority keep a pod, not by the room they take."""
    view = state.view(shape)
    counts = {domain.pods for _, domain in view.hard_spread}
    counts.update(domain.pods for domain in view.anti_affinity)
    holders = set(view.kept_away_by())
    stores = _stores(shape)
    nodes = 0
    for each in state.views:
        other = each.shape
        if (
            other.priority < shape.priority
            and each.pods
            and not (
                counts.isdisjoint(each.counted_by())
                and holders.isdisjoint(each.holds)
                and not (shape.ports and other.ports)
                and not (stores and _stores(other))
            )
        ):
            for pod in each.pods:
                nodes |= 1 << pod.node
    return nodes


def _stores(shape: PodShape) -> bool:
    return bool(shape.claims or shape.disks or shape.ephemeral or shape.migrated)


def _unguarded(there: Occupants, node: Node, shape: PodShape) -> Preemption | None:
    """Find out who goes from a node where room is all that is wanting and no budget objects.

    None where nobody may go, or there is no room without all who may either.
    """
    lower, _ = there.below(shape.priority)
    free = _free_without(node, shape, lower)
    if not lower or node.pods - len(lower) >= node.most_pods or min(free.values(), default=0) < 0:
        return None
    return Preemption(node.index, _by_room(node, shape, lower), 0)


def _free_without(node: Node, shape: PodShape, pods: Sequence[Pod]) -> dict[str, int]:
    """Return what of each requested amount is left once a pod has taken the place of others."""
    free = {name: node.free.get(name, 0) - amount for name, amount in shape.requests.amounts}
    for pod in pods:
        for name, amount in pod.shape.requests.amounts:
            if name in free:
                free[name] += amount
    return free


def _by_room(node: Node, shape: PodShape, pods: Sequence[Pod]) -> list[Pod]:
    """Return who of some pods has to go where nothing but room is wanting."""
    free = _free_without(node, shape, pods)
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
