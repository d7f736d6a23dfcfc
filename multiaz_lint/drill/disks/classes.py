"""Storage classes as a drill plays them: those of the input, and what stands in for others.

Each comes with how far what it makes can be reached, and says what is assumed of that.
"""

from __future__ import annotations

from multiaz_lint.drill.disks.volumes import ANYWHERE, IN_TWO_ZONES, IN_ZONE, ON_NODE, UNSAID
from multiaz_lint.model.disks.mounts import class_zones
from multiaz_lint.model.disks.provisioners import (
    FILE_SYSTEMS,
    NODE,
    REGION,
    REPLICATED,
    TWO_ZONES,
    UNKNOWN,
    WELL_KNOWN,
    reach,
)
from multiaz_lint.model.placement import ZONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.model import StorageClass

    Tree = Mapping[str, Any]
    Played = tuple[Tree, str]
    """A class, and how far its volumes can be reached."""

DEFAULT_CLASS = "(default)"
"""The name of what stands in for the default class."""
WAITS = "WaitForFirstConsumer"


def played(found: StorageClass, assumptions: list[str]) -> Played:
    """Return a class of the input as it is played."""
    return _with_zones(found, assumptions), _reach(found, assumptions)


def made_up(name: str, assumptions: list[str]) -> Played:
    """Stand in for a class that the input does not hold."""
    provisioner, parameters, immediate = WELL_KNOWN.get(name, ("unknown", {}, None))
    how_far = reach(provisioner, parameters)
    mode = "Immediate" if immediate else WAITS
    words = f"storage class {name}" if name != DEFAULT_CLASS else "the default storage class"
    where = {NODE: "on one node", REGION: "in every zone", REPLICATED: "in every zone"}
    if provisioner in FILE_SYSTEMS:
        how_far = REGION
    assumptions.append(
        f"{words} is not in the input: taken to bind {mode} and to keep volumes "
        f"{where.get(how_far, 'in one zone')}"
    )
    tree = {
        "metadata": {"name": name},
        "provisioner": provisioner,
        "parameters": parameters,
        "volumeBindingMode": mode,
    }
    return tree, _place(how_far)


def _with_zones(found: StorageClass, assumptions: list[str]) -> Tree:
    """Return a class with the zones of its parameters as allowed topologies.

    The CSI migration translates them so (csi-translation-lib, v1.37); a provisioner refuses
    the nodes of other zones, and the scheduler tries again until it comes upon one of these.
    """
    zones = None if found.get("allowedTopologies") else class_zones(found)
    where = reach(found.provisioner, found.parameters)
    if not zones or found.provisioner in FILE_SYSTEMS or where == REGION:
        return found.tree
    assumptions.append(
        f"volumes of {found} are made in {', '.join(sorted(zones))} alone, as its parameters "
        "say: the scheduler is taken to know it"
    )
    terms = [{"matchLabelExpressions": [{"key": ZONE, "values": sorted(zones)}]}]
    return {**found.tree, "allowedTopologies": terms}


def _reach(found: StorageClass, assumptions: list[str]) -> str:
    how_far = reach(found.provisioner, found.parameters)
    if found.provisioner in FILE_SYSTEMS:
        if how_far != REGION:
            assumptions.append(
                f"volumes of {found} ({found.provisioner}) are mounted over the network from "
                "every zone: the loss of the file server with its own zone is not played"
            )
        return ANYWHERE
    if how_far == UNKNOWN and found.provisioner:
        assumptions.append(
            f"volumes of {found} ({found.provisioner}) are taken to live in one zone, "
            "and files that several nodes can share to be reachable from all"
        )
    if how_far == TWO_ZONES:
        late = found.binding_mode.value == WAITS
        which = "that of the first pod and the next by name" if late else "by the claim's name"
        assumptions.append(f"volumes of {found} live in two zones: {which}, as the driver does")
    place = _place(how_far)
    if place in {IN_ZONE, UNSAID} and found.binding_mode.value == "Immediate":
        assumptions.append(
            f"volumes of {found} are made before their pods (Immediate): those of one zone "
            "all in the first, for their provisioner may pick any"
        )
    return place


def _place(how_far: str) -> str:
    """Return where volumes can be reached from in a play."""
    if how_far == NODE:
        return ON_NODE
    if how_far == UNKNOWN:
        return UNSAID
    if how_far == TWO_ZONES:
        return IN_TWO_ZONES
    return ANYWHERE if how_far in {REGION, REPLICATED} else IN_ZONE
