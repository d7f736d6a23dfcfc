"""Disks hold pods, rollouts and returns to their zone."""

from __future__ import annotations

from typing import Any

from tests.drill_command import (
    HONOR,
    drill,
    findings,
)

__all__ = ["drill"]  # a fixture


DISK = """\
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], storageClassName: gp3, resources: {requests: {storage: 1Gi}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: disk}
spec:
  replicas: 1
  selector: {matchLabels: {app: disk}}
  template:
    metadata: {labels: {app: disk}}
    spec:
      containers: [{name: c, image: "x:1"}]
      volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]
"""


def test_a_disk_of_one_zone_holds_its_pod_and_its_rollout(drill: Any) -> None:
    _, report, _ = drill(DISK)
    found = findings(report)
    assert "PersistentVolume's node affinity" in found["drill-zone-loss"]["message"]
    assert found["drill-zone-loss"]["field"] == "spec.template.spec.volumes"
    assert "Multi-Attach" in found["drill-rollout-stuck"]["message"]


def test_a_named_volume_that_is_not_in_the_input_is_taken_to_be_the_claims(drill: Any) -> None:
    _, report, _ = drill(DISK.replace("gp3,", "gp3, volumeName: old,"))
    (disk,) = report["drill"][0]["workloads"]
    gone = [event["ready"] for event in disk["events"] if event["event"] == "nodes deleted"]
    assert gone == [[1, 1]] * 3
    words = "volume old of claim data is not in the input: taken to be reachable from every zone"
    assert words in report["drill"][0]["assumptions"]


def test_a_disk_and_recreate_roll_out(drill: Any) -> None:
    text = DISK.replace("  replicas: 1\n", "  replicas: 1\n  strategy: {type: Recreate}\n")
    _, report, _ = drill(text)
    (only,) = report["drill"][0]["workloads"]
    rollout = next(each for each in only["events"] if each["event"] == "rollout")
    assert rollout["ends"] == ["complete"]
    assert rollout["lowest"] == [0, 0]


MAKER = """\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: c, image: "x:1"}]}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec:
        accessModes: [ReadWriteMany]
        storageClassName: late
        resources: {requests: {storage: 1Gi}}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: late}
provisioner: efs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
---
"""


def test_a_claim_that_a_stateful_set_makes_is_not_of_the_default_class(drill: Any) -> None:
    user = DISK.partition("---\n")[2].replace("claimName: data", "claimName: data-db-0")
    _, report, _ = drill(MAKER + user)
    assumed = " ".join(report["drill"][0]["assumptions"])
    assert "claim data-db-0 of deployment/disk is not in the input: taken as statefulset/db" in (
        assumed
    )
    assert "default storage class" not in assumed
    assert "Multi-Attach" not in str(report["diagnostics"])


def test_a_claim_that_two_volumes_name_is_no_fault(drill: Any) -> None:
    twice = DISK.replace(
        "volumes: [", "volumes: [{name: e, persistentVolumeClaim: {claimName: data}}, "
    )
    for text in (twice, twice.partition("---\n")[2]):
        code, report, _ = drill(text)
        assert code == 1
        assert "PersistentVolume's node affinity" in findings(report)["drill-zone-loss"]["message"]


def test_attach_limits_are_assumed_away_where_there_are_volumes(drill: Any) -> None:
    words = "nodes attach any number of volumes: no CSINode says otherwise"
    _, report, _ = drill(HONOR)
    assert words not in report["drill"][0]["assumptions"]
    claim = """\
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
"""
    _, report, _ = drill(HONOR.replace("Deployment", "StatefulSet") + claim)
    assert words in report["drill"][0]["assumptions"]
    volume = "      volumes: [{name: v, persistentVolumeClaim: {claimName: v}}]\n"
    _, report, _ = drill(HONOR + volume)
    assert words in report["drill"][0]["assumptions"]
