"""NodeAffinity: nodeSelector and required node affinity (scheduler v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod_shape import Placement

REASON = "node(s) didn't match Pod's node affinity/selector"
CONFLICT = "pod affinity terms conflict"
ABSENT = "node(s) didn't satisfy plugin(s) [NodeAffinity]"


def rejects(placement: Placement, node: Node) -> bool:
    """Whether a node is none that the pod asks for."""
    return not placement.node_selector.matches(node.name, node.labels)


def named_nodes(placement: Placement) -> frozenset[str] | None:
    """Return the nodes that every term names by `matchFields`, before any is looked at."""
    terms = placement.node_selector.terms
    if not terms:
        return None
    names: frozenset[str] = frozenset()
    for term in terms:
        wanted = [frozenset(f.values) for f in term.fields if f.operator == "In"]
        if not wanted:
            return None
        names |= frozenset.intersection(*wanted)
    return names
