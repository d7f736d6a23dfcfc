"""In which zones the volumes are that a StatefulSet has already, and what becomes of its pods."""

from __future__ import annotations

from multiaz_lint.model.disks.mounts import volume_zones
from multiaz_lint.model.nodes.domains import zones_of
from multiaz_lint.model.placement import ZONE_KEYS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.disks.mounts import Mount
    from multiaz_lint.model.storage import PersistentVolume
    from multiaz_lint.model.workload_kinds import StatefulSet


class KeptVolumes:
    """The volumes of one claim template, of which each pod has one in a single zone.

    ``by_zone`` are the zones, that with the most volumes first. ``room`` is how many of the pods
    the hard rules over zones let run: a zone takes ``maxSkew`` more than the one with the fewest,
    and that is none where there is no volume (kube-scheduler PodTopologySpread, 1.37).
    """

    __slots__ = ("by_zone", "pods", "room")

    def __init__(self, by_zone: dict[str, list[PersistentVolume]], room: int) -> None:
        self.by_zone = by_zone
        self.pods = sum(map(len, by_zone.values()))
        self.room = room

    @property
    def counted(self) -> str:
        """Say how many there are in which zones."""
        parts = [f"{len(volumes)} in {zone}" for zone, volumes in self.by_zone.items()]
        return f"all {parts[0]}" if len(parts) == 1 else ", ".join(parts)


def kept_volumes(workload: StatefulSet, mount: Mount, cluster: Cluster) -> KeptVolumes | None:
    """Return the volumes of a claim template, if each pod has one that is in a single zone."""
    if not mount.per_pod or mount.ephemeral:
        return None
    kept = cluster.volumes.kept_of(workload, mount)
    first, least = workload.first_ordinal, cluster.scale_of(workload).least
    found: dict[str, list[PersistentVolume]] = {}
    if least < 2 or len(kept) < least:
        return None
    for number in range(first, first + least):
        volume = kept.get(number)
        zones = volume_zones(volume) if volume is not None else None
        if volume is None or zones is None or len(zones) != 1:
            return None
        found.setdefault(min(zones), []).append(volume)
    by_zone = dict(sorted(found.items(), key=lambda each: (-len(each[1]), each[0])))
    return KeptVolumes(by_zone, _room(workload, by_zone, cluster))


class KeptElsewhere:
    """A volume that is there already, in zones where the pod of this ordinal may not run."""

    __slots__ = ("ordinal", "volume", "zones")

    def __init__(self, ordinal: int, volume: PersistentVolume, zones: frozenset[str]) -> None:
        self.ordinal = ordinal
        self.volume = volume
        self.zones = zones


def kept_elsewhere(
    workload: StatefulSet, mount: Mount, pods: frozenset[str], cluster: Cluster
) -> KeptElsewhere | None:
    """Return the first volume of a claim template that is in no zone that the pods may use."""
    if not mount.per_pod or mount.ephemeral:
        return None
    first = workload.first_ordinal
    end = first + cluster.scale_of(workload).least
    for ordinal, volume in sorted(cluster.volumes.kept_of(workload, mount).items()):
        zones = volume_zones(volume) if first <= ordinal < end else None
        if zones is not None and zones.isdisjoint(pods):
            return KeptElsewhere(ordinal, volume, zones)
    return None


def _room(
    workload: StatefulSet, by_zone: dict[str, list[PersistentVolume]], cluster: Cluster
) -> int:
    counts = [len(volumes) for volumes in by_zone.values()]
    zones = zones_of(workload, cluster)
    fewest, most = min(counts) if len(counts) >= zones else 0, max(counts)
    for constraint in workload.hard_zone_spread:
        few = (constraint.min_domains or 1) > zones
        most = min(most, constraint.max_skew + (0 if few else fewest))
    if any(workload.apart_on(*ZONE_KEYS, required=True, sure=True)):
        most = min(most, 1)
    return sum(min(count, most) for count in counts)
