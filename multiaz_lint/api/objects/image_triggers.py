"""Images that OpenShift writes into a workload: what stands there until then makes no pod for long.

Its image trigger controller looks for the annotation on Deployments, StatefulSets, DaemonSets and
CronJobs, and puts the image of an image stream's tag where the field path says (openshift/origin,
pkg/image/trigger and ``ContainerForObjectFieldPath``). `oc new-app` and the web console write a
blank there: a template without an image is refused, one with a blank is not.
"""

from __future__ import annotations

import re

from multiaz_lint.api.decoding.json_structs import read_json
from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.resource import Resource

    Steps = list[str | int]

ANNOTATION = "image.openshift.io/triggers"
_TEMPLATES = {
    ("apps", "Deployment"): ("spec", "template"),
    ("apps", "StatefulSet"): ("spec", "template"),
    ("apps", "DaemonSet"): ("spec", "template"),
    ("batch", "CronJob"): ("spec", "jobTemplate", "spec", "template"),
}
_CONTAINER = re.compile(r'(containers|initContainers)\[(?:(\d+)|\?\(@\.name=="(.*)"\))\]\.?image')


def images_to_come(resource: Resource) -> list[Steps]:
    """Return the fields that images of image streams will be written into."""
    text = resource.annotations.get(ANNOTATION)
    path = _TEMPLATES.get((resource.group, resource.kind))
    if not isinstance(text, str) or path is None:
        return []
    triggers, _ = read_json(text, "[]trigger.ObjectFieldTrigger")
    return [
        steps
        for trigger in map(mapping, triggers or ())
        if _fires(trigger)
        for steps in _fields(resource, [*path, "spec"], str(trigger.get("fieldPath")))
    ]


def _fires(trigger: dict[str, object]) -> bool:
    source = mapping(trigger.get("from"))
    return (
        source.get("kind") == "ImageStreamTag"
        and bool(source.get("name"))
        and not trigger.get("paused")
    )


def _fields(resource: Resource, spec: Steps, path: str) -> Iterator[Steps]:
    found = _CONTAINER.fullmatch(path.removeprefix(f"{'.'.join(map(str, spec))}."))
    if found is None:
        return
    kind, number, name = found.groups()
    for index, container in enumerate(sequence(resource.get(*spec, kind))):
        if str(index) == number or (name and mapping(container).get("name") == name):
            yield [*spec, kind, index, "image"]
