"""What the nodes are like that Karpenter makes for a NodePool.

Semantics of karpenter.sh/v1: a node of a pool has the labels and taints of its template and the
pool's name as a label, and all requirements hold for it. Its ``startupTaints`` go by themselves.
"""

from __future__ import annotations

from multiaz_lint.model.company.contradictions import demanded, impossible_key
from multiaz_lint.model.labels import readable
from multiaz_lint.model.nodes.taints import untolerated
from multiaz_lint.model.placement import BETA_ZONE, NODE_POOL, ZONE, ZONE_KEYS
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.model.company.contradictions import LabelDemand
    from multiaz_lint.model.resource import Resource

    Tree = Mapping[str, Any]

_PROVIDERS = (
    *("kubernetes.io", "k8s.io", "karpenter.sh", "k8s.aws", "amazonaws.com", "aws.com"),
    *("azure.com", "google.com", "gke.io", "nvidia.com", "amd.com", "intel.com", "cilium.io"),
)
"""Ends of the domains of labels that the provider, a driver or an agent writes on its nodes.

A pool need not name them: EKS Auto Mode has ``eks.amazonaws.com``, the EBS driver
``topology.ebs.csi.aws.com``, GPU feature discovery ``nvidia.com``. Every provider of Karpenter has
a domain that begins with ``karpenter.k8s.``, too.
"""


class NodePool:
    """One pool that can be decoded: what the nodes have that Karpenter makes for it.

    ``labels`` are those of its template and its name, ``requirements`` expressions on labels,
    ``domains`` those of labels that the pools of the input name.
    """

    __slots__ = ("domains", "labels", "own", "requirements", "resource", "taints")

    def __init__(self, resource: Resource) -> None:
        template = mapping(resource.get("spec", "template"))
        spec = mapping(template.get("spec"))
        labels = mapping(mapping(template.get("metadata")).get("labels"))
        self.resource = resource
        self.labels: dict[str, str] = {**readable(labels), NODE_POOL: resource.name}
        self.requirements = [_known(mapping(each)) for each in sequence(spec.get("requirements"))]
        self.taints: list[Tree] = list(map(mapping, sequence(spec.get("taints"))))
        self.own = demanded(self.labels, self.requirements)
        self.domains = frozenset(map(_domain, self.own if isinstance(self.own, dict) else ()))

    def __str__(self) -> str:
        return f"NodePool {self.resource.name}"

    def given(self) -> Iterator[tuple[str, str]]:
        """Yield the labels and values by which pods can ask for this pool."""
        for key, value in self.labels.items():
            if key not in ZONE_KEYS:
                yield key, value
        for each in self.requirements:
            key = string(each.get("key"))
            if each.get("operator") == "In" and not _of_provider(_domain(key)):
                yield from ((key, string(value)) for value in sequence(each.get("values")))

    def refusal(self, selected: Tree, expressions: Iterable[Tree]) -> str:
        """Say why none of its nodes has what is asked of their labels; empty where one may."""
        own, wishes = self.own, [*_equalities(selected), *map(_known, expressions)]
        asked = demanded({}, wishes)
        if not isinstance(own, dict) or not isinstance(asked, dict):
            return ""
        for key, demand in asked.items():
            if demand.present and key not in own and self._surely_lacks(key):
                return f"its nodes have no label {key}"
        labels = {key: value for key, value in self.labels.items() if key in asked}
        required = [each for each in self.requirements if string(each.get("key")) in asked]
        together = demanded(labels, [*required, *wishes])
        key_ = impossible_key(together) if isinstance(together, dict) else None
        key_ = key_ or impossible_key(own)
        return f"its nodes have another {key_}" if key_ else ""

    def _surely_lacks(self, key: str) -> bool:
        """Whether nobody writes a label that the pool does not name: none but pools would."""
        domain = _domain(key)
        return not domain or (domain in self.domains and not _of_provider(domain))

    def shuts_out(self, tolerations: Sequence[Tree]) -> str:
        """Say which of its taints keeps pods out; empty where none does."""
        taint = untolerated(self.taints, tolerations)
        return "" if taint is None else f"its taint {taint_text(taint)} is not tolerated"

    def zones(self, names: Sequence[str]) -> frozenset[str] | None:
        """Return the zones that its nodes may be in, of all that have names; None for any."""
        demand = self.own.get(ZONE) if isinstance(self.own, dict) else None
        if demand is None or _unknown(demand, names):
            return None
        return (frozenset(names) if demand.allowed is None else demand.allowed) - demand.excluded


def _unknown(demand: LabelDemand, names: Sequence[str]) -> bool:
    return demand.allowed is None and (not names or not demand.excluded)


def _known(expression: Tree) -> dict[str, Any]:
    """Return an expression on the label that Karpenter takes another one for."""
    key = string(expression.get("key"))
    return {**expression, "key": ZONE if key == BETA_ZONE else key}


def _equalities(selected: Tree) -> Iterator[Tree]:
    for key, value in selected.items():
        yield _known({"key": key, "operator": "In", "values": [value]})


def _domain(key: str) -> str:
    return key.rpartition("/")[0]


def _of_provider(domain: str) -> bool:
    """Whether nodes may have labels of a domain that no pool names."""
    return domain.startswith("karpenter.k8s.") or any(
        domain == end or domain.endswith(f".{end}") for end in _PROVIDERS
    )


def taint_text(taint: Tree) -> str:
    """Write a taint as kubectl does."""
    value = f"={taint['value']}" if taint.get("value") else ""
    return f"{taint.get('key')}{value}:{taint.get('effect')}"
