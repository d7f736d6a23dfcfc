"""Copies of the same data, and how many of them are left without a zone."""

from __future__ import annotations

from multiaz_lint.model.digits import whole
from multiaz_lint.model.nodes.pins import binding_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.workload import ScalableWorkload


class Copies:
    """The copies that a storage system keeps of the same data.

    ``total`` is their number and stands at ``field``. ``needed`` is how many must be left for data
    to be written, and ``setting`` the name of what says so. ``of`` says what they are copies of.
    """

    __slots__ = ("field", "needed", "of", "setting", "total")

    def __init__(self, field: Field, total: int, needed: int, setting: str, of: str) -> None:
        self.field = field
        self.total = total
        self.needed = needed
        self.setting = setting
        self.of = of

    def left(self, together: int) -> int:
        """Return how many are left at worst when a zone is lost that may hold so many of them."""
        return self.total - min(self.total, together)

    def left_at_best(self, zones: int) -> int:
        """Return how many are left when a zone is lost that has no more of them than need be."""
        return self.left(share(self.total, zones))

    def enough(self, zones: int) -> int:
        """Return the fewest copies of which as many as are needed are left then.

        Of n copies n - n/zones are, rounded down.
        """
        return share(self.needed * zones, zones - 1)


def share(total: int, zones: int) -> int:
    """Return how many of a number a zone has at most if they are even over zones."""
    return -(-total // zones)


def most_in_a_zone(workloads: Iterable[ScalableWorkload], cluster: Cluster) -> int:
    """Return how many pods of several workloads one zone has at most, each even over the zones.

    Those that something binds to one zone are all there.
    """
    anywhere = 0
    bound: dict[str | None, int] = {}
    for each in workloads:
        pods, pin = cluster.scale_of(each).least, binding_of(each, cluster)
        if pin is None:
            anywhere += share(pods, cluster.platform.zones)
        else:
            bound[pin.zone] = bound.get(pin.zone, 0) + pods
    return anywhere + max(bound.values(), default=0)


def counted(value: Any) -> int | None:
    """Return a number that is written as it is or as a text; None for what is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return whole(value)
