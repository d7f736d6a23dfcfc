"""How far volumes reach, who mounts them, and in which zones they can be mounted."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint.model import (
    Cluster,
    Deployment,
    PersistentVolume,
    PersistentVolumeClaim,
    StatefulSet,
    StorageClass,
)
from multiaz_lint.model.disks import provisioners as p
from multiaz_lint.model.disks.mounts import class_zones, volume_zones
from tests.manifests import cluster, resource, resources

TABLE = [
    ("ebs.csi.aws.com", {}, p.ZONE),
    ("kubernetes.io/aws-ebs", {"type": "io2"}, p.ZONE),
    ("efs.csi.aws.com", {}, p.REGION),
    ("pd.csi.storage.gke.io", {}, p.ZONE),
    ("pd.csi.storage.gke.io", {"replication-type": "regional-pd"}, p.TWO_ZONES),
    ("pd.csi.storage.gke.io", {"type": "hyperdisk-balanced-high-availability"}, p.TWO_ZONES),
    ("kubernetes.io/gce-pd", {"replication-type": "none"}, p.ZONE),
    ("filestore.csi.storage.gke.io", {}, p.ZONE),
    ("filestore.csi.storage.gke.io", {"tier": "ENTERPRISE"}, p.REGION),
    ("disk.csi.azure.com", {}, p.ZONE),
    ("disk.csi.azure.com", {"SkuName": "Premium_ZRS"}, p.REGION),
    ("disk.csi.azure.com", {"storageaccounttype": "UltraSSD_LRS"}, p.ZONE),
    ("file.csi.azure.com", {"skuName": "Standard_GZRS"}, p.REGION),
    ("file.csi.azure.com", {}, p.UNKNOWN),
    ("rancher.io/local-path", {}, p.NODE),
    ("kubernetes.io/no-provisioner", {}, p.NODE),
    ("rook-ceph.rbd.csi.ceph.com", {}, p.REPLICATED),
    ("driver.longhorn.io", {}, p.REPLICATED),
    ("csi.vsphere.vmware.com", {}, p.UNKNOWN),
    ("example.org/own", {}, p.UNKNOWN),
]


@pytest.mark.parametrize(("provisioner", "parameters", "reach"), TABLE)
def test_the_table_of_provisioners(
    provisioner: str, parameters: dict[str, str], reach: str
) -> None:
    assert p.reach(provisioner, parameters) == reach


@pytest.mark.parametrize(
    ("provisioner", "parameters", "block", "once"),
    [
        ("ebs.csi.aws.com", {"type": "gp3"}, True, True),
        ("ebs.csi.aws.com", {"type": "io2"}, True, False),
        ("ebs.csi.aws.com", {"type": "io2"}, False, True),
        ("disk.csi.azure.com", {"maxShares": "3"}, True, False),
        ("disk.csi.azure.com", {"maxshares": "1"}, True, True),
        ("pd.csi.storage.gke.io", {}, False, True),
        ("efs.csi.aws.com", {}, False, False),
        ("cinder.csi.openstack.org", {}, False, False),
        ("example.org/own", {}, False, False),
    ],
)
def test_which_drivers_refuse_a_claim_for_many_nodes(
    provisioner: str, parameters: dict[str, str], block: bool, once: bool
) -> None:
    assert p.refuses_many(provisioner, parameters, block=block) == once


@pytest.mark.parametrize(
    ("spec", "driver"),
    [
        ({"csi": {"driver": "efs.csi.aws.com"}}, "efs.csi.aws.com"),
        ({"awsElasticBlockStore": {"volumeID": "x"}}, "kubernetes.io/aws-ebs"),
        ({"local": {"path": "/x"}}, "kubernetes.io/no-provisioner"),
        ({"nfs": {"server": "x"}}, ""),
        ({}, ""),
    ],
)
def test_the_driver_of_a_volume(spec: dict[str, object], driver: str) -> None:
    assert p.of_source(spec) == driver


def test_well_known_classes_are_in_the_table_of_provisioners() -> None:
    for name, (provisioner, parameters, _) in p.WELL_KNOWN.items():
        known = p.reach(provisioner, parameters) != p.UNKNOWN
        assert known or provisioner in p.FILE_SYSTEMS, name


VOLUMES = """
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: fast
  annotations: {storageclass.kubernetes.io/is-default-class: "true"}
provisioner: ebs.csi.aws.com
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: shared}
spec: {accessModes: [ReadWriteOnce]}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
spec:
  accessModes: [ReadWriteMany]
  claimRef: {namespace: default, name: bound}
  csi: {driver: pd.csi.storage.gke.io}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: bound}
spec: {accessModes: [ReadWriteMany], storageClassName: fast}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      volumes:
      - {name: a, persistentVolumeClaim: {claimName: shared}}
      - {name: b, persistentVolumeClaim: {claimName: elsewhere}}
      - {name: c, persistentVolumeClaim: {claimName: bound}}
      - name: d
        ephemeral: {volumeClaimTemplate: {spec: {storageClassName: gp2}}}
      - {name: e, emptyDir: {}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  template:
    spec:
      volumes: [{name: data, persistentVolumeClaim: {claimName: shared}}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOncePod], storageClassName: none-such}
"""


def test_claims_are_found_with_their_storage() -> None:
    all_of_it = cluster(VOLUMES)
    (web,) = all_of_it.of(Deployment)
    shared, elsewhere, bound, ephemeral = all_of_it.volumes.mounts_of(web)
    assert (shared.name, shared.one_node, shared.per_pod) == ("shared", True, False)
    storage = all_of_it.volumes.storage_of(shared)
    assert (storage.provisioner, storage.immediate, storage.zonal) == (
        "ebs.csi.aws.com",
        True,
        True,
    )
    assert elsewhere.claim is None
    assert all_of_it.volumes.storage_of(elsewhere).reach == p.UNKNOWN
    assert not bound.one_node
    assert all_of_it.volumes.storage_of(bound).provisioner == "pd.csi.storage.gke.io"
    assert ephemeral.ephemeral
    assert ephemeral.per_pod
    assert all_of_it.volumes.storage_of(ephemeral).reach == p.ZONE


RESERVED = """
apiVersion: v1
kind: PersistentVolume
metadata: {{name: disk-{folder}}}
spec:
  accessModes: [ReadWriteOnce]
  capacity: {{storage: 1Gi}}
  claimRef: {{namespace: default, name: data}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {{name: data}}
spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}}}
"""


def test_a_claim_gets_the_volume_that_is_reserved_in_its_folder() -> None:
    texts = {folder: RESERVED.format(folder=folder) for folder in "ab"}
    all_of_it = Cluster(
        [each for name in texts for each in resources(texts[name], f"{name}/x.yaml")]
    )
    found = [all_of_it.volumes.volume_of(each) for each in all_of_it.of(PersistentVolumeClaim)]
    assert [each and each.name for each in found] == ["disk-a", "disk-b"]


@pytest.mark.parametrize(
    ("change", "bound"),
    [
        ({}, True),
        ({"capacity": {"storage": "2Gi"}}, True),
        ({"capacity": {"storage": "500Mi"}}, False),
        ({"capacity": {"storage": "large"}}, False),
        ({"accessModes": ["ReadWriteOnce", "ReadWriteMany"]}, True),
        ({"accessModes": ["ReadWriteMany"]}, False),
        ({"volumeMode": "Filesystem"}, True),
        ({"volumeMode": "Block"}, False),
        ({"volumeAttributesClassName": "gold"}, False),
        ({"claimRef": {"name": "data"}}, False),
        ({"claimRef": {"namespace": "other", "name": "data"}}, False),
        ({"claimRef": "data"}, False),
        ({"status": {"phase": "Released"}}, False),
        ({"status": {"phase": "Bound"}}, True),
    ],
)
def test_a_claim_gets_a_reserved_volume_that_it_fits(change: dict[str, Any], bound: bool) -> None:
    all_of_it = cluster(RESERVED.format(folder="a"))
    (claim,) = all_of_it.of(PersistentVolumeClaim)
    (volume,) = all_of_it.of(PersistentVolume)
    tree = {**volume.tree, "spec": {**volume.spec, **change}}
    volume.replace({**tree, "status": change.get("status")})
    assert (all_of_it.volumes.volume_of(claim) is volume) == bound


def test_a_claim_template_replaces_the_volume_of_its_name() -> None:
    all_of_it = cluster(VOLUMES)
    (db,) = all_of_it.of(StatefulSet)
    (data,) = all_of_it.volumes.mounts_of(db)
    assert (data.per_pod, data.one_pod, data.class_name) == (True, True, "none-such")
    assert str(data.field) == "spec.volumeClaimTemplates[0]"


def test_who_mounts_claims_of_a_class() -> None:
    all_of_it = cluster(VOLUMES)
    (fast,) = all_of_it.of(StorageClass)
    assert [(str(user), mount.name) for user, mount in all_of_it.volumes.users_of(fast)] == [
        ("deployment/web", "shared")
    ]


@pytest.mark.parametrize(
    ("written", "zones"),
    [
        ("parameters: {zone: a}", {"a"}),
        ("parameters: {zones: 'a, b'}", {"a", "b"}),
        ("allowedTopologies: [{matchLabelExpressions: [{key: topology.gke.io/zone, values: [a]}]}]",
         {"a"}),
        (("allowedTopologies: [{matchLabelExpressions: [{key: topology.kubernetes.io/region,"
         " values: [a]}]}]"), None),
        ("parameters: {type: gp3}", None),
    ],
)  # fmt: skip
def test_the_zones_of_a_class(written: str, zones: set[str] | None) -> None:
    made = resource(
        f"apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {{name: x}}\n"
        f"provisioner: x.y\n{written}\n"
    )
    assert isinstance(made, StorageClass)
    assert class_zones(made) == (None if zones is None else frozenset(zones))


TERM = "{{matchExpressions: [{{key: {}, operator: In, values: [{}]}}]}}"


@pytest.mark.parametrize(
    ("labels", "terms", "zones"),
    [
        ("{}", [TERM.format("topology.kubernetes.io/zone", "a, b")], {"a", "b"}),
        ("{}", [TERM.format("topology.ebs.csi.aws.com/zone", "a"),
                TERM.format("topology.kubernetes.io/zone", "b")], {"a", "b"}),
        ("{}", [TERM.format("topology.kubernetes.io/zone", "a"), TERM.format("disk", "ssd")], None),
        ("{topology.kubernetes.io/zone: a__b}", [], {"a", "b"}),
        ("{topology.kubernetes.io/zone: a____b}", [], None),
        ('{topology.kubernetes.io/zone: ""}', [], None),
        ("{topology.kubernetes.io/zone: a}", [TERM.format("topology.kubernetes.io/zone", "a, b")],
         {"a"}),
        ("{}", [], None),
    ],
)  # fmt: skip
def test_the_zones_of_a_volume(labels: str, terms: list[str], zones: set[str] | None) -> None:
    made = resource(
        f"apiVersion: v1\nkind: PersistentVolume\nmetadata: {{name: x, labels: {labels}}}\n"
        f"spec: {{nodeAffinity: {{required: {{nodeSelectorTerms: [{', '.join(terms)}]}}}}}}\n"
    )
    assert isinstance(made, PersistentVolume)
    assert volume_zones(made) == (None if zones is None else frozenset(zones))
