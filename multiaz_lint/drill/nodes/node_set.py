"""A set of nodes as the bits of one number: bit i is the node with index i.

What two sets share, or what one has more, is one operation however many nodes there are.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Parts = Sequence[tuple[int, int]]
    """Sets that have no node in common, each with a number that is the same for all in it."""


_FEW = 16


def where(flags: Iterable[object]) -> int:
    """Return the nodes whose flag is set, given one flag for each node in order."""
    signs = "".join(["1" if flag else "0" for flag in flags])
    return int(signs[::-1] or "0", 2)


def members(nodes: int) -> list[int]:
    """Return the indexes of the nodes, in order."""
    if nodes.bit_count() < _FEW:
        found = []
        while nodes:
            bit = nodes & -nodes
            found.append(bit.bit_length() - 1)
            nodes ^= bit
        return found
    return [index for index, sign in enumerate(reversed(f"{nodes:b}")) if sign == "1"]


def first(nodes: int) -> int:
    """Return the lowest index."""
    return (nodes & -nodes).bit_length() - 1


def nth(nodes: int, number: int) -> int:
    """Return the index of a node by its place among the others, counted from 0."""
    offset = 0
    while nodes & (nodes - 1):
        half = nodes.bit_length() >> 1
        low = nodes & ((1 << half) - 1)
        count = low.bit_count()
        if number < count:
            nodes = low
        else:
            number -= count
            nodes >>= half
            offset += half
    return offset + nodes.bit_length() - 1


def grouped(numbers: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Group nodes, given as (index, number), by their numbers."""
    found: dict[int, int] = {}
    for index, number in numbers:
        found[number] = found.get(number, 0) | 1 << index
    return list(found.items())
