"""How many replicas are asked for at least, and of whom it is asked in earnest."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.workload import ScalableWorkload


class Minimum:
    """The parameters of the rules on the number of replicas.

    ``minimum`` is the least number of replicas; null asks for one in each zone. ``served_only``
    asks it in earnest only of workloads that a Service routes to, and as advice of the others.
    """

    __slots__ = ("minimum", "served_only")
    minimum: int | None
    served_only: bool

    def __init__(self, *, minimum: int | None = 2, served_only: bool = True) -> None:
        self.minimum = minimum
        self.served_only = served_only

    def of(self, cluster: Cluster) -> int:
        """Return the number asked for."""
        return cluster.platform.zones if self.minimum is None else self.minimum

    def reason(self, cluster: Cluster) -> str:
        """Say where the number comes from."""
        number = self.of(cluster)
        return f"the {number} zones" if self.minimum is None else f"the {number} asked for"

    def only_advice(self, workload: ScalableWorkload, cluster: Cluster) -> bool:
        """Whether more replicas are only advice: no Service routes to the workload.

        A Service is also what an Ingress, a webhook or an APIService leads to.
        """
        return self.served_only and not cluster.services_of(workload)
