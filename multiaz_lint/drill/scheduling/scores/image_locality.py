"""ImageLocality: nodes that have the images already are better (scheduler v1.37)."""

from __future__ import annotations

from multiaz_lint.drill.nodes import node_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.counting.view import View
    from multiaz_lint.drill.nodes.node_set import Parts
    from multiaz_lint.drill.state import State

WEIGHT = 1
_MEGABYTE = 1024 * 1024
_LEAST = 23 * _MEGABYTE
_MOST_PER_CONTAINER = 1000 * _MEGABYTE


def scores(view: View, nodes: int) -> Parts | None:
    """Score nodes from 0 to 100; None when it makes no difference."""
    images = view.shape.images
    state = view.state
    sizes = [size for size in (_spread_sizes(state, image) for image in images) if size]
    if not sizes:
        return None
    most = _MOST_PER_CONTAINER * len(images)
    found = []
    for index in node_set.members(nodes):
        total = sum(by_node.get(index, 0) for by_node in sizes)
        total = min(max(total, _LEAST), most)
        found.append((index, 100 * (total - _LEAST) // (most - _LEAST)))
    return node_set.grouped(found)


def _spread_sizes(state: State, image: str) -> dict[int, int]:
    """Return per node the size of an image, scaled by how many nodes have it."""
    by_node: dict[int, int] = state.per_image(image, lambda: _sizes(state, image))
    return by_node


def _sizes(state: State, image: str) -> dict[int, int]:
    present = state.inventory.present.bit_count()
    having = [node for node in state.nodes if node.present and image in node.images]
    return {n.index: int(n.images[image] * (len(having) / present)) for n in having}
