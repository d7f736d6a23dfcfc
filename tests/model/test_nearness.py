"""What is meant in a folder, found by the folders, is what each resource by itself says."""

from __future__ import annotations

import random

import pytest

from multiaz_lint import catalog
from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from multiaz_lint.model import Cluster, Resource
from multiaz_lint.model.effort import Metered
from multiaz_lint.model.platform import Platform

_FOLDERS = ["", *"abc", *(f"{x}/{y}" for x in "abc" for y in "xyz"), "a/x/p", "a/x/q", "b/y/p/r"]


def _tree(seed: int) -> tuple[Cluster, list[Resource]]:
    """Return many resources of few names, in folders of folders."""
    drawn = random.Random(seed)
    resources: list[Resource] = []
    names = drawn.choice((3, 12, 60, 400))
    for number in range(drawn.choice((40, 90))):
        folder = drawn.choice(_FOLDERS[: drawn.choice((5, len(_FOLDERS)))])
        name = f"n{drawn.randrange(names)}"
        text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n"
        origin = f"{folder}/{drawn.choice('12')}{number}.yaml".lstrip("/")
        resources += objects.read(Source(origin, text)).resources
    return Cluster(resources), resources


@pytest.mark.parametrize("seed", range(60))
def test_what_is_not_apart_is_found_by_the_folders(seed: int) -> None:
    cluster, resources = _tree(seed)
    nearness = cluster.nearness
    several = cluster.metered(resources)
    assert isinstance(several, Metered)
    for near in resources:
        beside = [each for each in resources if not nearness.apart(each, near)]
        assert list(nearness.beside(several, near)) == beside
        assert nearness.first_beside(several, near) is beside[0]
        assert list(nearness.nearest(several, near)) == nearness.nearest(resources, near)


def test_a_list_that_grows_is_looked_through_again() -> None:
    cluster, resources = _tree(3)
    several = cluster.metered(resources[:35])
    cluster.nearness.beside(several, resources[0])
    several += resources[35:]
    found = cluster.nearness.beside(several, resources[0])
    assert list(found) == cluster.nearness.beside(resources, resources[0])


_CLASS = """
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {{name: {name}}}
provisioner: ebs.csi.aws.com
allowedTopologies:
- matchLabelExpressions: [{{key: topology.kubernetes.io/zone, values: [{folder}]}}]
"""
_POOL = """
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {{name: web}}
spec:
  template:
    spec:
      nodeClassRef: {{group: karpenter.k8s.aws, kind: EC2NodeClass, name: web}}
      requirements: [{{key: topology.kubernetes.io/zone, operator: In, values: {zones}}}]
---
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {{name: web}}
spec: {{subnetSelectorTerms: [{{id: subnet-0a1b2c3d}}]}}
"""
_FARM = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{name: web}}
spec: {{maxUnavailable: 1, selector: {{matchLabels: {{app: web}}}}}}
---
apiVersion: example.com/v1
kind: Farm
metadata: {{name: {name}}}
spec:
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{containers: [{{name: web, image: "web:1.0"}}]}}
"""
_ALL_PODS = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{name: web}}
spec: {{maxUnavailable: 1, selector: {{}}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{containers: [{{name: web, image: "web:1.0"}}]}}
"""
_LEADER = """
apiVersion: apps/v1
kind: Deployment
metadata: {{name: op}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: op}}}}
  template:
    metadata: {{labels: {{app: op}}}}
    spec:
      serviceAccountName: op
      containers: [{{name: op, image: "op:1.0"}}]
---
apiVersion: v1
kind: Service
metadata: {{name: op}}
spec: {{selector: {{app: op}}, ports: [{{port: 80}}]}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {{name: op}}
rules: [{{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [update]}}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {{name: op}}
roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: op}}
subjects: [{{kind: ServiceAccount, name: {account}}}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {{name: {route}}}
spec: {{defaultBackend: {{service: {{name: {route}, port: {{number: 80}}}}}}}}
"""
_LEADS = {"account": "op", "route": "db"}
_WORKS = {"account": "op", "route": "op"}
_NO_RIGHTS = {"account": "db", "route": "db"}
_DRAWN = """
apiVersion: v1
kind: Pod
metadata: {{name: {name}}}
spec:
  containers: [{{name: web, image: "web:1.0"}}]
  affinity:
    podAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        {spaces}
        labelSelector: {{matchLabels: {{owner: farm}}}}
---
apiVersion: example.com/v1
kind: {kind}
metadata: {{name: x, namespace: {space}}}
"""
_HERE, _ABROAD = "namespaces: [default]", "namespaceSelector: {}"
_BOTH_HOLD = "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"


@pytest.mark.parametrize(
    ("rule", "template", "here", "there", "count"),
    [
        ("storage-single-zone-class", _CLASS, {"name": "disk"}, {"name": "disk"}, 1),
        ("storage-single-zone-class", _CLASS, {"name": "disk"}, {"name": "other"}, 1),
        ("nodepool-single-zone", _POOL, {"zones": "[a]"}, {"zones": "[a, b]"}, 1),
        ("nodepool-single-zone", _POOL, {"zones": "[a, b]"}, {"zones": "[a]"}, 1),
        ("pdb-matches-unscalable", _FARM, {"name": "web"}, {"name": "db"}, 1),
        ("pdb-matches-unscalable", _FARM, {"name": "db"}, {"name": "web"}, 0),
        ("pdb-selector-empty", _ALL_PODS, {"name": "web"}, {"name": "db"}, 0),
        ("replicas-below-zones", _LEADER, _LEADS, _WORKS, 0),
        ("replicas-below-zones", _LEADER, _WORKS, _LEADS, 1),
        ("replicas-below-zones", _LEADER, _LEADS, _NO_RIGHTS, 0),
        ("replicas-below-zones", _LEADER, _NO_RIGHTS, _LEADS, 1),
        *(
            (
                "affinity-never-matches",
                _DRAWN,
                {"name": "web", "spaces": spaces, "space": space, "kind": here},
                {"name": "db", "spaces": spaces, "space": space, "kind": there},
                count,
            )
            for spaces, space in ((_HERE, "default"), (_ABROAD, "default"), (_ABROAD, "shop"))
            for here, there, count in (("Farm", "Shop", 0), ("Shop", "Farm", 1))
        ),
    ],
)
def test_rules_judge_by_what_their_own_environment_holds(
    rule: str, template: str, here: dict[str, str], there: dict[str, str], count: int
) -> None:
    resources: list[Resource] = []
    for folder, values in (("a", here), ("b", there)):
        text = template.format(folder=folder, **values) + _BOTH_HOLD
        resources += objects.read(Source(f"{folder}/x.yaml", text)).resources
    asked, cluster = catalog.rules(plugins=False)[rule], Cluster(resources, Platform(closed=True))
    parameters = asked.parameters() if asked.parameters is not None else None
    judged = [each for each in resources if each.directory == "a"]
    found = [
        problem
        for each in judged
        if isinstance(each, asked.on)
        for problem in asked.check(each, cluster, parameters)
    ]
    assert len(found) == count
