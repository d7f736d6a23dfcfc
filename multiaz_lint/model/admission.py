"""What the API server asks before it answers: admission webhooks and extension API servers."""

from __future__ import annotations

from multiaz_lint.model.labels import compile_selector
from multiaz_lint.model.resource import Resource, mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.field import Field

    ServiceIdentity = tuple[str, str, str, str]

_PODS = frozenset(
    "* */* pods replicasets deployments statefulsets daemonsets jobs cronjobs pods/* "
    "replicationcontrollers".split()
)
_GROUPS = frozenset({"", "*", "apps", "batch"})
_OF_GROUP = {
    resource: frozenset({group, "*"})
    for group, resources in {
        "": "pods pods/* replicationcontrollers",
        "apps": "replicasets deployments statefulsets daemonsets",
        "batch": "jobs cronjobs",
    }.items()
    for resource in resources.split()
}
_CREATING = frozenset({"CREATE", "*"})
_ITSELF = frozenset({"*", "*/*", "pods", "pods/*"})


class Webhook:
    """One webhook of a configuration; ``field`` is the whole of it."""

    __slots__ = ("field", "tree")

    def __init__(self, field: Field) -> None:
        self.field = field
        self.tree: dict[str, Any] = mapping(field.value)

    @property
    def name(self) -> str:
        return string(self.tree.get("name"))

    @property
    def service(self) -> ServiceIdentity | None:
        """The Service that is called; None for a URL."""
        return service_asked(mapping(self.tree.get("clientConfig")).get("service"))

    @property
    def fails(self) -> bool:
        """Whether requests are refused while it cannot be reached; Fail is the default (v1)."""
        return self.tree.get("failurePolicy") in {None, "Fail"}

    @property
    def unfilled(self) -> bool:
        """Whether its own program is yet to say what it is asked about, as those of Knative do.

        Without rules the API server asks it nothing; one that is stored so is asked nothing.
        """
        return not self.asked_nothing and not sequence(self.tree.get("rules"))

    @property
    def asked_nothing(self) -> bool:
        """Whether an API server has stored it without rules."""
        stored = bool(string(self.field.resource.metadata.get("uid")))
        return stored and not sequence(self.tree.get("rules"))

    @property
    def opted_into(self) -> bool:
        """Whether it looks only at objects or namespaces with a certain label."""
        selectors = ("objectSelector", "namespaceSelector")
        return any(_opts_in(mapping(self.tree.get(name))) for name in selectors)

    @property
    def concerns_pods(self) -> bool:
        """Whether pods, or what makes them, cannot be created without it, as a rule.

        Webhooks that look only at objects or namespaces with a certain label are left out.
        """
        return not self.opted_into and bool(self.created)

    @property
    def conditions(self) -> bool:
        """Whether expressions choose what it is asked about, of what its rules name."""
        return bool(sequence(self.tree.get("matchConditions")))

    @property
    def created(self) -> list[str]:
        """The pods, and what makes them, as its rules name those that cannot be created."""
        return sorted({
            each
            for rule in map(mapping, sequence(self.tree.get("rules")))
            if not _CREATING.isdisjoint(map(str, sequence(rule.get("operations"))))
            for each in map(str, sequence(rule.get("resources")))
            if each in _PODS and not _groups_of(each).isdisjoint(
                map(str, sequence(rule.get("apiGroups")))
            )
        })  # fmt: skip

    @property
    def concerns_new_pods(self) -> bool:
        """Whether it is asked about the pods that a workload makes itself, which is there."""
        return not _ITSELF.isdisjoint(self.created)

    def spares(self, namespace: str, labels: dict[str, str] | None = None) -> bool:
        """Whether a namespace is left out: by its labels, by its name where those are not known."""
        selector = mapping(self.tree.get("namespaceSelector"))
        if labels is not None:
            return bool(selector) and not compile_selector(selector).matches(labels)
        return any(
            mapping(each).get("key") == "kubernetes.io/metadata.name"
            and mapping(each).get("operator") == "NotIn"
            and namespace in sequence(mapping(each).get("values"))
            for each in sequence(selector.get("matchExpressions"))
        )


def _groups_of(resource: str) -> frozenset[str]:
    """Return how rules name the API group of a resource; of a wildcard it is one of several."""
    return _OF_GROUP.get(resource, _GROUPS)


class WebhookConfiguration(Resource):
    """admissionregistration.k8s.io configuration of webhooks."""

    __slots__ = ()

    def webhooks(self) -> Iterator[Webhook]:
        for field in self.at("webhooks").items():
            yield Webhook(field)


class ValidatingWebhookConfiguration(WebhookConfiguration):
    """Webhooks that accept or refuse."""

    __slots__ = ()


class MutatingWebhookConfiguration(WebhookConfiguration):
    """Webhooks that change what is created."""

    __slots__ = ()


class APIService(Resource):
    """apiregistration.k8s.io APIService: a group that another server answers for."""

    __slots__ = ()

    @property
    def service(self) -> ServiceIdentity | None:
        """The Service behind it; None where the API server answers itself."""
        return service_asked(self.spec.get("service"))


def service_asked(reference: Any) -> ServiceIdentity | None:
    """Return the Service that a configuration tells the API server to call."""
    name = string(mapping(reference).get("name"))
    if not name:
        return None
    return ("", "Service", string(mapping(reference).get("namespace")) or "default", name)


def _opts_in(selector: dict[str, Any]) -> bool:
    """Whether only what carries a label is selected."""
    if mapping(selector.get("matchLabels")):
        return True
    return any(
        mapping(each).get("operator") in {"In", "Exists"}
        for each in sequence(selector.get("matchExpressions"))
    )
