"""By what pods are made, and who keeps their names."""

from __future__ import annotations

DEPLOYMENT = "Deployment"
STATEFUL_SET = "StatefulSet"
POD = "Pod"
MAKERS = (DEPLOYMENT, STATEFUL_SET, POD)
"""What an operator makes pods by: ``Pod`` are bare ones that it makes again under their names."""
_KEEP_NAMES = {STATEFUL_SET: "a StatefulSet", POD: "the operator"}


def keeper(makes: str) -> str:
    """Return who makes no second pod of a name while the first is there; empty for nobody."""
    return _KEEP_NAMES.get(makes, "")
