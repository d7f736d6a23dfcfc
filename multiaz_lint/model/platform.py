"""Facts about the platform that verdicts depend on; they come with the cluster."""

from __future__ import annotations

NEWEST = (1, 37)
OLDEST = (1, 29)
"""The releases that can be asked about; verdicts are proven for the newest."""


class Platform:
    """Zones, Kubernetes version and cluster defaults, as settings with honest defaults.

    ``zone_names`` is empty when only their number is known. ``closed`` says that the input holds
    all objects of its namespaces, so that what is not there does not exist. ``topology_keys`` are
    node labels beside the well-known ones. ``recovery_seconds`` is the recovery time objective.
    """

    __slots__ = (
        "closed", "default_spread", "kubernetes", "pdb_automation", "recovery_seconds",
        "topology_keys", "zone_names", "zones",
    )  # fmt: skip

    def __init__(
        self,
        *,
        kubernetes: tuple[int, int] = NEWEST,
        zones: int = 3,
        zone_names: tuple[str, ...] = (),
        closed: bool = False,
        topology_keys: frozenset[str] = frozenset(),
        default_spread: bool = False,
        pdb_automation: bool = False,
        recovery_seconds: int | None = None,
    ) -> None:
        self.kubernetes = kubernetes
        self.zones = zones
        self.zone_names = zone_names
        self.closed = closed
        self.topology_keys = topology_keys
        self.default_spread = default_spread
        """Whether the scheduler's cluster defaults spread over zones (AKS from 1.33 does)."""
        self.pdb_automation = pdb_automation
        """Whether something in the cluster makes disruption budgets by itself."""
        self.recovery_seconds = recovery_seconds
