"""What counts as spreading pods over zones."""

from __future__ import annotations


class Spreading:
    """The parameters of the rules that ask for a spread over zones.

    ``anti_affinity_suffices`` lets required anti-affinity over zones count as a hard spread.
    """

    __slots__ = ("anti_affinity_suffices",)
    anti_affinity_suffices: bool

    def __init__(self, *, anti_affinity_suffices: bool = True) -> None:
        self.anti_affinity_suffices = anti_affinity_suffices
