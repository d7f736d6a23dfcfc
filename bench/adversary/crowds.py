"""Very many objects that share what others ask for, one label or one name, each asking for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.adversary.parts import deployment, objects

if TYPE_CHECKING:
    from bench.adversary.parts import Cases

SHARED = {"part-of": "shop"}


def _sharing(number: int) -> dict[str, Any]:
    """A Deployment with a label of its own and one that all have."""
    tree = deployment(f"d{number}", {"app": f"d{number}"})
    tree["spec"]["template"]["metadata"]["labels"] = {"app": f"d{number}", **SHARED}
    return tree


def _spread(number: int) -> dict[str, Any]:
    tree = _sharing(number)
    tree["spec"]["template"]["spec"]["topologySpreadConstraints"] = [
        {
            "topologyKey": key, "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": SHARED},
        }
        for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    ]  # fmt: skip
    return tree


CASES: Cases = {
    "workloads that spread by one label": (
        lambda n: objects([_spread(i) for i in range(n)], lines=True), 5_000),
}  # fmt: skip
