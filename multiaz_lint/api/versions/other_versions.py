"""Unknown fields that another version of the kind has: what this one has in their place."""

from __future__ import annotations

from multiaz_lint.api.decoding.go_types import table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Steps = tuple[str | int, ...]
    Change = tuple[Steps, Any]
    """Where to write what; nothing (None) is written where a field is to go."""

_BACKEND = ("serviceName", "servicePort")
_TARGET = "targetCPUUtilizationPercentage"


def in_its_place(tree: dict[str, Any], steps: Steps) -> tuple[str, list[Change]] | None:
    """Return what to write for a field that is unknown to the version of an object.

    The changes are those for all fields of the older version that stand together.
    """
    version, kind = tree.get("apiVersion"), tree.get("kind")
    if (version, kind) == ("networking.k8s.io/v1", "Ingress") and steps[-1] in _BACKEND:
        return _service(_at(tree, steps[:-1]), steps[:-1])
    if kind != "HorizontalPodAutoscaler" or len(steps) != 2:
        return None
    if version == "autoscaling/v2" and steps == ("spec", _TARGET):
        return _metric(tree, steps)
    newer = table("autoscaling/v2").STRUCTS["HorizontalPodAutoscalerSpec"]
    if version == "autoscaling/v1" and steps[0] == "spec" and steps[1] in newer:
        return "write apiVersion: autoscaling/v2, which has it", [
            (("apiVersion",), "autoscaling/v2")
        ]
    return None


def _at(tree: Any, steps: Steps) -> Any:
    for step in steps:
        tree = tree[step]
    return tree


def _service(backend: dict[str, Any], steps: Steps) -> tuple[str, list[Change]]:
    """Write the service of a backend, as conversion does (older.py)."""
    name, port = (backend.get(each) for each in _BACKEND)
    kind = "name" if isinstance(port, str) else "number"
    hint = f"write service: {{name: {name or 'NAME'}, port: {{{kind}: {port or 'PORT'}}}}}"
    if not (isinstance(name, str) and name and isinstance(port, (str, int)) and port):
        return hint, []
    changes: list[Change] = [((*steps, "service"), {"name": name, "port": {kind: port}})]
    return hint, [*changes, *(((*steps, each), None) for each in _BACKEND)]


def _metric(tree: dict[str, Any], steps: Steps) -> tuple[str, list[Change]]:
    """Write the target of autoscaling/v1 as the metric that it becomes in autoscaling/v2."""
    hint = "write a metric of type Resource, which autoscaling/v2 has in its place"
    target, spec = _at(tree, steps), _at(tree, steps[:-1])
    if not isinstance(target, int) or isinstance(target, bool) or spec.get("metrics"):
        return hint, []
    resource = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": target}}
    metric = {"type": "Resource", "resource": resource}
    return hint, [(("spec", "metrics"), [metric]), (steps, None)]
