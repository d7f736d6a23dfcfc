"""What counts as spreading pods over zones."""

from __future__ import annotations


class Spreading:
    """The parameters of the rules that ask for pods in different zones or on different nodes.

    ``anti_affinity_suffices`` lets required anti-affinity over zones count as that.
    """

    __slots__ = ("anti_affinity_suffices",)
    anti_affinity_suffices: bool

    def __init__(self, *, anti_affinity_suffices: bool = True) -> None:
        self.anti_affinity_suffices = anti_affinity_suffices
