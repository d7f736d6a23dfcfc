"""What an API server has written into a Job that it stored, and refuses from anybody else."""

from __future__ import annotations

from multiaz_lint.model.resource import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CONTROLLER_UID = ("controller-uid", "batch.kubernetes.io/controller-uid")


def without_generated(tree: Any) -> Any:
    """Return a stored Job as it was before the server wrote its uid into it.

    The uid stands in its selector and in the labels of its template (jobStrategy generateSelector,
    1.37). Who makes a Job anew with the uid of another is refused; this one is there.
    """
    uid = mapping(mapping(tree).get("metadata")).get("uid")
    spec = mapping(mapping(tree).get("spec"))
    template = mapping(spec.get("template"))
    metadata = mapping(template.get("metadata"))
    labels, selector = mapping(metadata.get("labels")), mapping(spec.get("selector"))
    if not isinstance(uid, str) or not uid or spec.get("manualSelector"):
        return tree
    left = dict(spec)
    if any(labels.get(key) == uid for key in CONTROLLER_UID):
        left["template"] = {**template, "metadata": {**metadata, "labels": _without(labels, uid)}}
    wanted = mapping(selector.get("matchLabels"))
    if any(wanted.get(key) == uid for key in CONTROLLER_UID):
        left["selector"] = {**selector, "matchLabels": _without(wanted, uid)}
    return {**tree, "spec": left}


def _without(labels: dict[str, Any], uid: str) -> dict[str, Any]:
    return {key: each for key, each in labels.items() if key not in CONTROLLER_UID or each != uid}
