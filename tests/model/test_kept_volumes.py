"""The volumes that the pods of a StatefulSet have already: where they are decides what is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint import pipeline
from multiaz_lint.rule import Severity
from multiaz_lint.settings import Settings
from tests.drilled import ZONE, drilled, means, missing, node, required, source, spread, workload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.diagnostic import Diagnostic
    from tests.drilled import Tree

NODES = [node(f"{zone}{number}", zone) for zone in "abc" for number in (1, 2, 3)]
CLASS = {
    "apiVersion": "storage.k8s.io/v1",
    "kind": "StorageClass",
    "metadata": {"name": "fast"},
    "provisioner": "ebs.csi.aws.com",
    "volumeBindingMode": "WaitForFirstConsumer",
}
CLAIM = {
    "storageClassName": "fast",
    "accessModes": ["ReadWriteOnce"],
    "resources": {"requests": {"storage": "1Gi"}},
}
SOFT = [{**spread("db")[0], "whenUnsatisfiable": "ScheduleAnyway"}]


def volume(number: int, zone: str) -> Tree:
    """A volume of a zone that is reserved for a pod's claim."""
    expression = {"key": ZONE, "operator": "In", "values": [zone]}
    terms = [{"matchExpressions": [expression]}]
    spec: Tree = {key: CLAIM[key] for key in ("storageClassName", "accessModes")}
    spec["capacity"] = {"storage": "1Gi"}
    spec["claimRef"] = {"namespace": "default", "name": f"data-db-{number}"}
    spec["csi"] = {"driver": "ebs.csi.aws.com", "volumeHandle": f"v{number}"}
    spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": terms}}
    metadata = {"name": f"pv-{number}"}
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": metadata, "spec": spec}


def database(zones: str, image: str = "db:1", **spec: Any) -> Iterator[Tree]:
    """A StatefulSet with a volume for each pod in these zones, and three zones of nodes."""
    made = workload("StatefulSet", "db", len(zones), **spec)
    made["spec"]["template"]["spec"]["containers"][0]["image"] = image
    made["spec"]["podManagementPolicy"] = "Parallel"
    made["spec"]["volumeClaimTemplates"] = [{"metadata": {"name": "data"}, "spec": CLAIM}]
    yield made
    yield CLASS
    yield from NODES
    for number, zone in enumerate(zones):
        yield volume(number, zone)


def found(*documents: Tree) -> list[Diagnostic]:
    settings = Settings(plugins=False, select=("storage",))
    return list(pipeline.check([source(*documents)], settings).diagnostics)


@pytest.mark.parametrize(
    ("zones", "lost"),
    [
        ("aab", "a is lost 2 of 3"),
        ("aaa", "a is lost 3 of 3"),
        ("bbbac", "b is lost 3 of 5"),
        ("cc", "c is lost 2 of 2"),
        ("bbac", ""),
        ("abc", ""),
        ("ab", ""),
    ],
)
def test_more_volumes_in_a_zone_than_its_share_are_lost_with_it(zones: str, lost: str) -> None:
    said = [each.message for each in found(*database(zones, topologySpreadConstraints=SOFT))]
    assert any("are there already" in each for each in said) is bool(lost)
    assert any(f"when zone {lost}" in each for each in said) is bool(lost)


@pytest.mark.parametrize(
    ("zones", "image", "severity"),
    [
        pytest.param("aab", "db:1", Severity.WARNING, id="some are left"),
        pytest.param("aaa", "db:1", Severity.ERROR, id="none is left"),
        pytest.param("aab", "etcd:1", Severity.ERROR, id="no majority is left"),
        pytest.param("aabbc", "etcd:1", None, id="a majority is left"),
    ],
)
def test_it_is_an_error_where_what_is_left_does_not_serve(
    zones: str, image: str, severity: Severity | None
) -> None:
    problems = found(*database(zones, image, topologySpreadConstraints=SOFT))
    there = [each.severity for each in problems if "are there already" in each.message]
    assert there == ([] if severity is None else [severity])


def test_what_is_not_there_for_all_pods_is_not_known() -> None:
    documents = list(database("aab", topologySpreadConstraints=SOFT))[:-1]
    assert not any("are there already" in each.message for each in found(*documents))


@pytest.mark.parametrize("zones", ["aab", "aaa", "abc", "aaabc", "aabb", "aaab", "aabbc", "abccc"])
@pytest.mark.parametrize(
    "rules",
    [
        pytest.param({"topologySpreadConstraints": spread("db")}, id="even"),
        pytest.param(
            {"topologySpreadConstraints": [{**spread("db")[0], "maxSkew": 2}]}, id="skew of 2"
        ),
        pytest.param(
            {"topologySpreadConstraints": [{**spread("db")[0], "minDomains": 4}]}, id="4 domains"
        ),
        pytest.param({"affinity": required("podAntiAffinity", **means("db"))}, id="apart"),
        pytest.param({"topologySpreadConstraints": SOFT}, id="a wish"),
    ],
)
def test_hard_rules_leave_as_many_of_them_running_as_a_drill_shows(zones: str, rules: Tree) -> None:
    documents = list(database(zones, **rules))
    said = [each.message for each in found(*documents) if each.rule == "storage-zone-mismatch"]
    rooms = [int(each[1]) for each in map(re.compile("more than (.) of").search, said) if each]
    (fewest, most) = missing(drilled(*documents)["db"])
    assert fewest == most
    assert rooms == ([len(zones) - most] if most else [])
