"""Resources into a cluster: with what operators make of them, on the platform that is known."""

from __future__ import annotations

from multiaz_lint.adapters.refer import refer
from multiaz_lint.model import Cluster, Node, Resource
from multiaz_lint.stages import unjudged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from multiaz_lint.settings import Settings
    from multiaz_lint.stages.loading import Loaded


def assemble(loaded: Loaded, settings: Settings, *, judged: bool = False) -> Cluster:
    """Put the resources together, with the platform that settings or Nodes describe.

    To be ``judged`` it holds no pods that a workload of the input has made.
    """
    zones = sorted(
        {node.zone for node in loaded.resources if isinstance(node, Node) and node.zone is not None}
    )
    resources: Sequence[Resource] = loaded.resources
    custom = any(type(each) is Resource and "." in each.group for each in resources)
    if custom:
        from multiaz_lint.adapters.adapt import adapt

        resources = adapt(resources, settings.adapters)
    resources = refer(resources)
    if settings.adapters:
        loaded.not_checked += unjudged.unmet(resources, settings)
    if custom:
        loaded.not_checked += unjudged.unadapted(loaded.resources, resources, settings)
    if resources is not loaded.resources:
        loaded.resources = [each for each in resources if not each.part]
    if judged and any(each.owned for each in resources):
        from multiaz_lint.model.made_pods import without_made

        resources, made = without_made(resources)
        loaded.not_checked += unjudged.made(made)
    cluster = Cluster(resources, settings.platform(zones), settings.limits.relations)
    kinds = {each.kind for each in resources}
    if "RuntimeClass" in kinds:
        from multiaz_lint.model.pods.runtime_class import add_runtime_classes

        add_runtime_classes(cluster)
    if "Namespace" in kinds:
        from multiaz_lint.model.namespaces import add_namespaces

        add_namespaces(cluster)
    return cluster
