"""PostgreSQL of CloudNativePG: how many standbys have to confirm a commit.

``spec.postgresql.synchronous`` makes a commit wait for ``number`` standbys. By default
(``dataDurability: required``: setDefaults in api/v1/cluster_defaults.go, v1.28) it waits for ever
while fewer are there; ``preferred`` (since 1.25) asks for no more than are healthy
(explicitSynchronousStandbyNames in pkg/postgres/replication/explicit.go), and so do the older
``minSyncReplicas`` and ``maxSyncReplicas`` (legacy.go there). Standbys from outside, named before
or after its own, confirm as well.
"""

from __future__ import annotations

from multiaz_lint.model.replication.copies import Copies, counted
from multiaz_lint.model.resource import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.resource import Resource

GROUP = "postgresql.cnpg.io"
KIND = "Cluster"
_SYNCHRONOUS = ("spec", "postgresql", "synchronous")


def copies_of(postgres: Resource) -> Copies | None:
    """Return the primary and its standbys, if commits wait for some; None where they need not."""
    wanted = mapping(postgres.get(*_SYNCHRONOUS))
    total = counted(postgres.spec.get("instances"))
    number = counted(wanted.get("number"))
    if total is None or number is None or not 1 <= number < total:
        return None
    if wanted.get("dataDurability") == "preferred" or _follows_another(postgres):
        return None
    if wanted.get("standbyNamesPre") or wanted.get("standbyNamesPost"):
        return None
    field = postgres.at(*_SYNCHRONOUS, "number")
    return Copies(field, total, number + 1, "number", "its data")


def _follows_another(postgres: Resource) -> bool:
    """Whether it is a replica of another cluster, and has no commits of its own (IsReplica)."""
    replica = mapping(postgres.spec.get("replica"))
    enabled = replica.get("enabled")
    if enabled is not None or not replica:
        return enabled is True
    return (replica.get("self") or postgres.name) != replica.get("primary")
