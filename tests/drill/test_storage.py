"""Claims and their volumes: who gets which and when, bound once, and taken back whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.drill.data import data
from multiaz_lint.drill.disks.storage import Storage
from multiaz_lint.drill.disks.volumes import Claim, Volume
from multiaz_lint.drill.disks.volumes import StorageClass as PlayedClass
from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.plan import Plan
from multiaz_lint.drill.run import DrillOptions, run
from multiaz_lint.drill.settling import settle
from multiaz_lint.model import Cluster, Platform, StatefulSet, StorageClass
from tests.drilled import deployment, drilled, missing, node, reported, spread, workload
from tests.manifests import resources
from tests.oracle.scenario import world_of

if TYPE_CHECKING:
    from multiaz_lint.drill.world import World

CLAIM = {
    "kind": "PersistentVolumeClaim",
    "metadata": {"name": "d"},
    "spec": {"accessModes": ["ReadWriteOnce"], "storageClassName": "late"},
}
LATE = {
    "kind": "StorageClass",
    "metadata": {"name": "late"},
    "provisioner": "ebs.csi.aws.com",
    "volumeBindingMode": "WaitForFirstConsumer",
}
LOCAL = {**LATE, "provisioner": "kubernetes.io/no-provisioner"}


ZONE_A = {
    "matchExpressions": [
        {"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["a"]},
    ],
}
IN_A = {"required": {"nodeSelectorTerms": [ZONE_A]}}


def volume(name: str, *, status: Any = None, **more: Any) -> dict[str, Any]:
    spec = {"storageClassName": "late", "accessModes": ["ReadWriteOnce"], **more}
    return {
        "kind": "PersistentVolume",
        "metadata": {"name": name},
        "spec": spec,
        "status": status or {},
    }


def claim(uid: str | None = None, **more: Any) -> dict[str, Any]:
    metadata = {"name": "d", **({"uid": uid} if uid else {})}
    return {**CLAIM, "metadata": metadata, "spec": {**CLAIM["spec"], **more}}  # type: ignore[dict-item]


def uses(*claims: str) -> list[dict[str, Any]]:
    return [
        {"name": f"v{number}", "persistentVolumeClaim": {"claimName": claim}}
        for number, claim in enumerate(claims)
    ]


def world(*manifests: Any, **workload: Any) -> World:
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"volumes": uses("d", "d")}}
    short = {"name": "web", "replicas": 1, "template": template, **workload}
    nodes = [{"name": zone, "zone": zone} for zone in "ab"]
    return world_of({"nodes": nodes, "workloads": [short], "manifests": manifests})


@pytest.mark.parametrize(
    "manifests",
    [
        pytest.param([CLAIM, LATE], id="made"),
        pytest.param([CLAIM, LATE, volume("x")], id="one found, so another would be made"),
        pytest.param([CLAIM, LOCAL, volume("x"), volume("y")], id="two found"),
    ],
)
def test_a_claim_that_two_volumes_of_a_pod_name_is_bound_once(manifests: list[Any]) -> None:
    played = world(*manifests, replicas=2)
    storage = played.state.storage
    mark = played.state.mark()

    settle(played)

    assert len(played.state.pods) == 2
    claim = storage.claims["default", "d"]
    assert [each.name for each in storage.volumes.values() if each.claim] == [claim.volume]

    played.state.back_to(mark)
    assert claim.volume is None
    assert [each.name for each in storage.volumes.values() if each.claim] == []


def test_a_volume_is_looked_for_each_time_that_a_pod_names_the_claim() -> None:
    # As the scheduler does (FindMatchingVolume): each mention takes a volume of its own.
    played = world(CLAIM, LOCAL, volume("x"))
    settle(played)
    assert len(played.state.pods) == 0
    assert len(played.pending) == 1


def test_a_volume_may_name_the_claim_that_a_template_makes() -> None:
    template = {"metadata": {"name": "data"}, "spec": CLAIM["spec"]}
    spec = {"volumes": uses("data-web-0")}
    played = world(
        LATE,
        kind="StatefulSet",
        replicas=2,
        template={"metadata": {"labels": {"app": "web"}}, "spec": spec},
        volumeClaimTemplates=[template],
    )
    mark = played.state.mark()
    settle(played)
    assert len(played.state.pods) == 2
    played.state.back_to(mark)
    assert played.state.storage.claims == {}


def test_volumes_that_are_made_are_told_apart() -> None:
    late = PlayedClass(LATE)
    claims = [
        Claim({**CLAIM, "metadata": {"name": "b-c"}}, "a"),
        Claim({**CLAIM, "metadata": {"name": "c"}}, "a-b"),
    ]
    storage = Storage([Volume(volume("pv-a-b-c"))], claims, [late])
    for claim, zone in zip(claims, "xy", strict=True):
        storage.provision(claim, late, zone)
    assert len(storage.volumes) == 3
    while storage.undo:
        storage.undo.pop()()
    assert list(storage.volumes) == ["pv-a-b-c"]


CLASS = """\
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {{name: {0}, annotations: {{storageclass.kubernetes.io/is-default-class: "true"}}}}
provisioner: {1}
"""
DATABASE = """\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "db:1"}]}
  volumeClaimTemplates:
  - metadata: {name: d}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
"""
DISK, SHARED = CLASS.format("fast", "ebs.csi.aws.com"), CLASS.format("fast", "efs.csi.aws.com")
NAMED = DATABASE.replace("spec: {accessModes", "spec: {storageClassName: fast, accessModes")


@pytest.mark.parametrize(
    ("texts", "provisioner"),
    [
        pytest.param({"a": f"{DISK}---\n{NAMED}", "b": SHARED}, "ebs.csi.aws.com", id="its file"),
        pytest.param({"x/a": NAMED, "x/b": DISK, "c": SHARED}, "ebs.csi.aws.com", id="its folder"),
        pytest.param({"a": DISK, "b": SHARED, "c": NAMED}, "ebs.csi.aws.com", id="the first"),
        pytest.param(
            {"a": CLASS.format("slow", "efs.csi.aws.com"), "b": DISK, "c": DATABASE},
            "ebs.csi.aws.com",
            id="the first default by name",
        ),
        pytest.param(
            {
                "a": DISK,
                "b": SHARED.replace("name: fast", 'name: new, creationTimestamp: "2026-01-01"'),
                "c": DATABASE,
            },
            "efs.csi.aws.com",
            id="the newest default",
        ),
    ],
)
def test_a_check_and_a_drill_take_the_same_of_several_classes(
    texts: dict[str, str], provisioner: str
) -> None:
    every = [each for name, text in texts.items() for each in resources(text, f"{name}.yaml")]
    cluster = Cluster(every, Platform())
    (database,) = cluster.of(StatefulSet)
    (mount,) = cluster.volumes.mounts_of(database)
    assert cluster.volumes.storage_of(mount).provisioner == provisioner
    plan = Plan(cluster, made([Pool(["a"], nodes_per_zone=1)]))
    storage = plan.stored.make()
    asked = mount.class_name or storage.default_class
    assert asked is not None
    assert storage.classes[asked].provisioner == provisioner
    twice = [each.rpartition(": ")[0] for each in plan.assumptions if "more than once" in each]
    names = [each.name for each in cluster.of(StorageClass)]
    said = [f"storageclass/{name} is defined more than once" for name in set(names)]
    assert twice == (said if len(set(names)) < len(names) else [])


SHARING = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector: {matchLabels: {app: web}}
      containers: [{name: c, image: "c:1"}]
      volumes: [{name: d, persistentVolumeClaim: {claimName: d}}]
---
"""
CLAIMED = """\
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {{name: d}}
spec: {{storageClassName: {}, accessModes: [{}], resources: {{requests: {{storage: 1Gi}}}}}}
---
"""
UNATTACHED = """
---
apiVersion: storage.k8s.io/v1
kind: CSIDriver
metadata: {name: files.example.com}
spec: {attachRequired: false}
"""
STATIC = """\
apiVersion: v1
kind: PersistentVolume
metadata: {{name: p}}
spec:
  accessModes: [{}]
  capacity: {{storage: 1Gi}}
  storageClassName: ""
  {}
"""


def played(text: str) -> tuple[int, int | None]:
    """Return how many pods of the one workload run at first, and when a lost zone is back."""
    cluster = Cluster(resources(text), Platform())
    report = run(cluster, made([Pool(["a", "b", "c"])]), DrillOptions(causes=False, promises=False))
    (workload,) = data(report)["workloads"]
    started = [each["ready"][0] for each in workload["events"] if each["event"] == "initial"]
    return min(started), workload["recovery"]["seconds"]


@pytest.mark.parametrize(
    ("provisioner", "mode", "more", "running"),
    [
        ("nfs.csi.k8s.io", "ReadWriteMany", "", 3),
        ("smb.csi.k8s.io", "ReadWriteMany", "", 3),
        ("file.csi.azure.com", "ReadWriteMany", "", 3),
        ("filestore.csi.storage.gke.io", "ReadWriteMany", "", 3),
        ("fsx.csi.aws.com", "ReadWriteMany", "", 3),
        ("nfs.csi.k8s.io", "ReadWriteOnce", "", 3),
        ("files.example.com", "ReadWriteMany", "", 3),
        ("files.example.com", "ReadWriteOnce", "", 1),
        ("files.example.com", "ReadWriteOnce", UNATTACHED, 3),
        ("ebs.csi.aws.com", "ReadWriteMany", "", 0),
        ("cinder.csi.openstack.org", "ReadWriteMany", "", 1),
        ("cinder.csi.openstack.org", "ReadOnlyMany", "", 1),
    ],
)
def test_network_file_systems_are_reached_from_every_zone(
    provisioner: str, mode: str, more: str, running: int
) -> None:
    text = SHARING + CLAIMED.format("fast", mode) + CLASS.format("fast", provisioner) + more
    assert played(text)[0] == running


@pytest.mark.parametrize(
    ("source", "modes", "running", "back"),
    [
        ("nfs: {server: 10.0.0.1, path: /d}", "ReadWriteOnce", 3, 371),
        ("csi: {driver: nfs.csi.k8s.io, volumeHandle: v}", "ReadWriteOnce", 3, 371),
        ("csi: {driver: files.example.com, volumeHandle: v}", "ReadWriteOnce", 1, None),
        ("csi: {driver: d.example.com, volumeHandle: v}", "ReadWriteOnce, ReadOnlyMany", 3, 371),
        ("csi: {driver: ebs.csi.aws.com, volumeHandle: v}", "ReadWriteOnce", 1, None),
        ("iscsi: {targetPortal: t, iqn: i, lun: 0}", "ReadWriteOnce", 1, None),
    ],
)
def test_only_an_attached_volume_has_one_node_at_a_time(
    source: str, modes: str, running: int, back: int | None
) -> None:
    text = SHARING + CLAIMED.format('"", volumeName: p', "ReadWriteOnce")
    assert played(text + STATIC.format(modes, source)) == (running, back)


def test_a_driver_that_says_that_it_attaches_nothing_has_no_node_to_itself() -> None:
    text = SHARING + CLAIMED.format('"", volumeName: p', "ReadWriteOnce")
    volume = STATIC.format("ReadWriteOnce", "csi: {driver: files.example.com, volumeHandle: v}")
    assert played(text + volume + UNATTACHED) == (3, 371)


def test_a_claim_of_one_pod_is_held_whatever_it_is_stored_on() -> None:
    text = SHARING + CLAIMED.format("fast", "ReadWriteOncePod") + CLASS.format("fast", "x")
    for provisioner in ("efs.csi.aws.com", "ebs.csi.aws.com"):
        assert played(text.replace("provisioner: x", f"provisioner: {provisioner}")) == (1, None)


@pytest.mark.parametrize(
    ("provisioner", "parameters", "running"),
    [
        ("kubernetes.io/aws-ebs", {"zone": "a"}, 1),
        ("kubernetes.io/gce-pd", {"zones": "a, b"}, 2),
        ("kubernetes.io/cinder", {"availability": "b"}, 1),
        ("kubernetes.io/aws-ebs", {"type": "gp2"}, 3),
        ("filestore.csi.storage.gke.io", {"zone": "a"}, 3),
    ],
)
def test_disks_are_made_in_the_zones_of_the_parameters(
    provisioner: str, parameters: dict[str, str], running: int
) -> None:
    assert missing(database_on({**LATE, "provisioner": provisioner, "parameters": parameters})) == [
        3 - running,
        3 - running,
    ]


def database_on(made: dict[str, Any], *more: dict[str, Any]) -> dict[str, Any]:
    """Return what a drill finds of a database with a claim template of a class."""
    found = workload("StatefulSet", "db", topologySpreadConstraints=spread("db"))
    template = {"metadata": {"name": "d"}, "spec": CLAIM["spec"]}
    found["spec"] |= {
        "serviceName": "db",
        "podManagementPolicy": "Parallel",
        "volumeClaimTemplates": [template],
    }
    return drilled(found, {"apiVersion": "storage.k8s.io/v1", **made}, *more)["db"]


def test_local_volumes_that_somebody_makes_are_taken_to_be_there() -> None:
    assert missing(database_on(LOCAL)) == [0, 0]


def test_local_volumes_of_the_input_are_all_that_there_are() -> None:
    there = {"apiVersion": "v1", **volume("x", capacity={"storage": "1Gi"}, nodeAffinity=IN_A)}
    assert missing(database_on(LOCAL, there)) == [2, 2]


@pytest.mark.parametrize(
    ("made", "pending"),
    [
        ({}, 0),
        ({"volumeBindingMode": "Immediate"}, 2),
        ({"provisioner": "efs.csi.aws.com", "volumeBindingMode": "Immediate"}, 0),
        (
            {
                "allowedTopologies": [
                    {
                        "matchLabelExpressions": [
                            {"key": "topology.kubernetes.io/zone", "values": ["a", "b"]}
                        ]
                    }
                ]
            },
            1,
        ),
        ({"provisioner": "kubernetes.io/no-provisioner"}, 0),
    ],
    ids=["waits", "Immediate", "files", "topologies", "local"],
)
def test_ephemeral_volumes_bind_their_pods(made: dict[str, Any], pending: int) -> None:
    volumes = [{"name": "v", "ephemeral": {"volumeClaimTemplate": {"spec": CLAIM["spec"]}}}]
    web = deployment("web", volumes=volumes, topologySpreadConstraints=spread("web"))
    found = drilled(web, {"apiVersion": "storage.k8s.io/v1", **LATE, **made})["web"]
    assert missing(found) == [pending, pending]


NO_CLASS = {"storageClassName": ""}
IN_D = {
    "required": {
        "nodeSelectorTerms": [
            {"matchExpressions": [{**ZONE_A["matchExpressions"][0], "values": ["d"]}]}
        ]
    }
}
AT_ONCE = {**LOCAL, "volumeBindingMode": "Immediate"}
UNFOUND = "node(s) didn't find available persistent volumes to bind"


@pytest.mark.parametrize(
    ("asked", "kind", "volumes", "pending", "why"),
    [
        pytest.param(NO_CLASS, LATE, [], 3, "pod has unbound immediate", id="no class"),
        pytest.param(NO_CLASS, LATE, [volume("x", **NO_CLASS)], 0, "", id="volume without a class"),
        pytest.param({}, LOCAL, [volume("x")], 0, "", id="volume"),
        pytest.param({}, LOCAL, [volume("x", nodeAffinity=IN_D)], 3, UNFOUND, id="out of reach"),
        pytest.param({}, AT_ONCE, [volume("x")], 0, "", id="volume at once"),
        pytest.param(
            {}, AT_ONCE, [volume("x", accessModes=[])], 3, "pod has unbound immediate", id="unfit"
        ),
        pytest.param({"accessModes": ["ReadWriteMany"]}, LATE, [], 3, "makes no volume", id="many"),
    ],
)
def test_ephemeral_volumes_need_what_there_is(
    asked: dict[str, Any], kind: dict[str, Any], volumes: list[Any], pending: int, why: str
) -> None:
    """As a StatefulSet's claims do, but for their number, of which an assumption tells."""
    template = {"spec": {**CLAIM["spec"], **asked}}  # type: ignore[dict-item]
    web = deployment("web", volumes=[{"name": "d", "ephemeral": {"volumeClaimTemplate": template}}])
    made_of = {"apiVersion": "storage.k8s.io/v1", **kind}
    report = reported(web, made_of, *({"apiVersion": "v1", **each} for each in volumes))
    assert missing(report["workloads"][0])[1] == pending
    assert all(why in each for each in report["said"])
    counted = any("they are not counted" in each for each in report["assumptions"])
    assert counted is bool(volumes)


MANY: dict[str, Any] = {"accessModes": ["ReadWriteMany"]}
NOT_MADE = "node(s) where ebs.csi.aws.com makes no volume that is ReadWriteMany"
UNBOUND = "pod has unbound immediate PersistentVolumeClaims"
IO2 = {"type": "io2"}


@pytest.mark.parametrize(
    ("asked", "kind", "beside", "why"),
    [
        pytest.param({}, {}, [], NOT_MADE, id="waits"),
        pytest.param({}, {"volumeBindingMode": "Immediate"}, [], UNBOUND, id="Immediate"),
        pytest.param({}, {"parameters": IO2}, [], NOT_MADE, id="files of a shared disk"),
        pytest.param({"volumeMode": "Block"}, {"parameters": IO2}, [], "", id="shared disk"),
        pytest.param({}, {}, [volume("x", **MANY)], "", id="made by somebody"),
    ],
)
def test_a_disk_for_several_nodes_is_never_made(
    asked: dict[str, Any], kind: dict[str, Any], beside: list[Any], why: str
) -> None:
    wanted = {"apiVersion": "v1", **claim(**MANY, **asked)}
    made_of = {"apiVersion": "storage.k8s.io/v1", **LATE, **kind}
    volumes = [{"name": "v", "persistentVolumeClaim": {"claimName": "d"}}]
    others = [{"apiVersion": "v1", **each} for each in beside]
    found = reported(deployment("web", 1, volumes=volumes), wanted, made_of, *others)
    assert missing(found["workloads"][0]) == ([1, 1] if why else [0, 0])
    assert why in found["said"][0] if why else all(NOT_MADE not in each for each in found["said"])


@pytest.mark.parametrize(
    ("provisioner", "mode", "told"),
    [
        ("ebs.csi.aws.com", "Immediate", True),
        ("ebs.csi.aws.com", "WaitForFirstConsumer", False),
        ("efs.csi.aws.com", "Immediate", False),
    ],
)
def test_the_zone_that_a_provisioner_picks_is_assumed(
    provisioner: str, mode: str, told: bool
) -> None:
    made_of = {**LATE, "provisioner": provisioner, "volumeBindingMode": mode}
    report = reported(deployment("web"), {"apiVersion": "storage.k8s.io/v1", **made_of})
    said = "volumes of storageclass/late are made before their pods (Immediate)"
    assert any(each.startswith(said) for each in report["assumptions"]) is told


FOR_D = {"namespace": "default", "name": "d"}
ANOTHER = {"namespace": "default", "name": "e"}
BOUND = [
    ("named", claim(volumeName="x"), volume("x"), True),
    ("named, of another class", claim(volumeName="x"), volume("x", storageClassName="z"), False),
    ("named, of other modes", claim(volumeName="x"), volume("x", accessModes=["A"]), False),
    ("named, reserved", claim(volumeName="x"), volume("x", claimRef=FOR_D, accessModes=[]), True),
    ("named, another's", claim(volumeName="x"), volume("x", claimRef=ANOTHER), False),
    ("named, not there", claim(volumeName="y"), volume("x"), False),
    ("reserved", claim(), volume("x", claimRef=FOR_D), True),
    ("reserved, any class", claim(), volume("x", claimRef=FOR_D, storageClassName="z"), True),
    ("reserved, other modes", claim(), volume("x", claimRef=FOR_D, accessModes=["A"]), False),
    ("another's", claim(), volume("x", claimRef=ANOTHER), False),
    ("of its uid", claim("1"), volume("x", claimRef={**FOR_D, "uid": "1"}), True),
    ("of one deleted", claim("1"), volume("x", claimRef={**FOR_D, "uid": "2"}), False),
    (
        "released",
        claim(),
        volume("x", claimRef={**FOR_D, "uid": "2"}, status={"phase": "Released"}),
        False,
    ),
    ("free", claim(), volume("x"), False),
]


@pytest.mark.parametrize(
    ("wanted", "found", "binds"), [case[1:] for case in BOUND], ids=[case[0] for case in BOUND]
)
@pytest.mark.parametrize("late", [False, True], ids=["listed", "made later"])
def test_what_the_pv_controller_binds_while_the_class_waits(
    wanted: Any, found: Any, binds: bool, late: bool
) -> None:
    made = Claim(wanted, "default")
    storage = Storage([Volume(found)], [] if late else [made], [PlayedClass(LATE)])
    if late:
        storage.add_claim(made)
    assert made.bound is binds
    assert made.volume == ("x" if binds else wanted["spec"].get("volumeName"))
    if late:
        while storage.undo:
            storage.undo.pop()()
        assert not made.bound
        assert storage.claims == {}


def test_a_volume_of_a_bound_claim_is_not_given_away() -> None:
    bound = claim(volumeName="x")
    bound["metadata"]["annotations"] = {"pv.kubernetes.io/bind-completed": "yes"}
    other = Claim({**CLAIM, "metadata": {"name": "e"}}, "default")
    storage = Storage([Volume(volume("x"))], [Claim(bound, "default"), other], [PlayedClass(LOCAL)])
    nodes = world().state.nodes
    assert storage.find([other], nodes[0]) is None


def test_immediate_claims_get_the_volume_of_the_fewest_modes_even_beside_a_reserved_one() -> None:
    many = ["ReadWriteOnce", "ReadWriteMany"]
    now = PlayedClass({**LATE, "volumeBindingMode": "Immediate"})
    wanted = Claim(CLAIM, "default")
    volumes = [Volume(volume("x", claimRef=FOR_D, accessModes=many)), Volume(volume("y"))]
    storage = Storage(volumes, [wanted], [now])
    assert wanted.volume == "y"
    assert not storage.bind_immediate([])


def test_a_reserved_volume_that_is_never_bound_keeps_the_pod_waiting() -> None:
    # The scheduler finds it and asks for it, and the PV controller looks by access modes first.
    played = world(CLAIM, LATE, volume("x", claimRef=FOR_D, accessModes=["ReadOnlyMany"]))
    settle(played)
    assert len(played.state.pods) == 0


@pytest.mark.parametrize(
    ("metadata", "phase", "words", "supplied"),
    [
        ({}, "Lost", 'bound to non-existent persistentvolume "x"', 0),
        ({"deletionTimestamp": "2026-01-01T00:00:00Z"}, "Bound", "is being deleted", 1),
    ],
    ids=["lost", "being deleted"],
)
def test_no_pod_is_placed_with_a_claim_that_is_as_good_as_gone(
    metadata: dict[str, Any], phase: str, words: str, supplied: int
) -> None:
    there = {"apiVersion": "v1", **claim("u", volumeName="x"), "status": {"phase": phase}}
    there["metadata"] |= {"annotations": {"pv.kubernetes.io/bind-completed": "yes"}, **metadata}
    report = reported(deployment("web", 1, volumes=uses("d")), there)
    assert missing(report["workloads"][0]) == [1, 1]
    assert any(f'persistentvolumeclaim "d" {words}' in each for each in report["said"])
    assert sum("volume x of claim d" in each for each in report["assumptions"]) == supplied


@pytest.mark.parametrize(("most", "pending"), [(None, 0), (2, 0), (1, 1), (0, 3)])
def test_nodes_attach_as_many_volumes_as_their_csi_nodes_say(
    most: int | None, pending: int
) -> None:
    spec = {"accessModes": ["ReadWriteOnce"], "storageClassName": "late"}
    template = {"spec": {**spec, "resources": {"requests": {"storage": "1Gi"}}}}
    volumes = [{"name": "v", "ephemeral": {"volumeClaimTemplate": template}}]
    driver: dict[str, Any] = {"name": LATE["provisioner"], "nodeID": "n"}
    if most is not None:
        driver |= {"allocatable": {"count": most}}
    limits = [
        {
            "apiVersion": "storage.k8s.io/v1",
            "kind": "CSINode",
            "metadata": {"name": name},
            "spec": {"drivers": [driver]},
        }
        for name in ("a1", "b1")
    ]
    report = reported(
        deployment("web", 3, volumes=volumes),
        {"apiVersion": "storage.k8s.io/v1", **LATE},
        node("a1", "a"),
        node("b1", "b"),
        *limits,
    )
    assert missing(report["workloads"][0]) == [pending, pending]
    assert any("any number of volumes" in each for each in report["assumptions"]) is (most is None)
    full = "node(s) exceed max volume count"
    assert any(full in each for each in report["said"]) is (most is not None)  # a zone is lost


def room(name: str, zone: str, capacity: str, storage_class: str = "late") -> dict[str, Any]:
    """Say how much room for new volumes a zone has."""
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "CSIStorageCapacity",
        "metadata": {"name": name, "namespace": "default"},
        "storageClassName": storage_class,
        "nodeTopology": {"matchLabels": {"topology.kubernetes.io/zone": zone}},
        "capacity": capacity,
    }


@pytest.mark.parametrize(
    ("tracks", "rooms", "pending", "words"),
    [
        (True, [room("a", "a", "10Gi"), room("b", "b", "1Gi")], 0, "stays as its"),
        (True, [room("a", "a", "10Gi"), room("b", "b", "1023Mi")], 3, "stays as its"),
        (True, [room("a", "a", "1Ki"), room("b", "b", "ten")], 3, "stays as its"),
        (True, [room("a", "a", "1Ki", "other")], 0, "is everywhere: no CSIStorageCapacity"),
        (False, [room("a", "a", "1Ki")], 0, ""),
    ],
)
def test_new_volumes_need_the_room_that_their_driver_tells_of(
    tracks: bool, rooms: list[dict[str, Any]], pending: int, words: str
) -> None:
    spec = {"accessModes": ["ReadWriteOnce"], "storageClassName": "late"}
    template = {"spec": {**spec, "resources": {"requests": {"storage": "1Gi"}}}}
    volumes = [{"name": "v", "ephemeral": {"volumeClaimTemplate": template}}]
    driver = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "CSIDriver",
        "metadata": {"name": LATE["provisioner"]},
        "spec": {"storageCapacity": tracks},
    }
    report = reported(
        deployment("web", 3, volumes=volumes),
        {"apiVersion": "storage.k8s.io/v1", **LATE},
        node("a1", "a"),
        node("b1", "b"),
        driver,
        *rooms,
    )
    (where,) = [each for each in report["assumptions"] if "room for" in each] or [""]
    assert words in where
    assert bool(where) is bool(words)
    assert max(missing(report["workloads"][0], "outage, after evictions")) == pending
    full = "node(s) did not have enough free storage"
    assert any(full in each for each in report["said"]) is bool(pending)


def csi_nodes(**most: Any) -> list[dict[str, Any]]:
    """Say of both nodes how many volumes of drivers they attach."""
    drivers = [
        {"name": name.replace("_", "."), "nodeID": "n", "allocatable": {"count": count}}
        for name, count in most.items()
    ]
    return [
        {
            "apiVersion": "storage.k8s.io/v1", "kind": "CSINode",
            "metadata": {"name": name}, "spec": {"drivers": drivers},
        }
        for name in ("a1", "b1")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("provisioner", "driver"),
    [
        ("kubernetes.io/aws-ebs", "ebs_csi_aws_com"),
        ("kubernetes.io/gce-pd", "pd_csi_storage_gke_io"),
        ("kubernetes.io/azure-disk", "disk_csi_azure_com"),
        ("kubernetes.io/cinder", "cinder_csi_openstack_org"),
        ("ebs.csi.aws.com", "ebs_csi_aws_com"),
    ],
)
def test_volumes_of_an_in_tree_class_count_as_those_of_its_csi_driver(
    provisioner: str, driver: str
) -> None:
    in_tree = {"apiVersion": "storage.k8s.io/v1", **LATE, "provisioner": provisioner}
    spec = {"accessModes": ["ReadWriteOnce"], "storageClassName": "late"}
    template = {"spec": {**spec, "resources": {"requests": {"storage": "1Gi"}}}}
    volumes = [{"name": "v", "ephemeral": {"volumeClaimTemplate": template}}]
    nodes = [node("a1", "a"), node("b1", "b")]
    web = deployment("web", 3, volumes=volumes)
    report = reported(web, in_tree, *nodes, *csi_nodes(**{driver: 1}))
    assert missing(report["workloads"][0]) == [1, 1]
    assert not any("any number of volumes" in each for each in report["assumptions"])

    report = reported(web, in_tree, *nodes, *csi_nodes(other=1))
    assert missing(report["workloads"][0]) == [0, 0]
    words = f"nodes attach any number of volumes of {driver.replace('_', '.')}: no CSINode says"
    assert any(each.startswith(words) for each in report["assumptions"])

    report = reported(web, in_tree, *nodes, *csi_nodes(**{driver: True}))
    assert missing(report["workloads"][0]) == [0, 0]


@pytest.mark.parametrize(
    ("source", "counts"),
    [
        ({"awsElasticBlockStore": {"volumeID": "aws://a/vol-%s"}}, {"ebs_csi_aws_com": 1}),
        ({"gcePersistentDisk": {"pdName": "%s"}}, {"pd_csi_storage_gke_io": 1}),
        ({"azureDisk": {"diskName": "%s", "diskURI": "/d/%s"}}, {"disk_csi_azure_com": 1}),
        ({"cinder": {"volumeID": "%s"}}, {"cinder_csi_openstack_org": 1}),
        ({"vsphereVolume": {"volumePath": "%s"}}, {}),
        ({"nfs": {"server": "%s", "path": "/"}}, {}),
    ],
)
def test_an_in_tree_volume_counts_as_one_of_its_csi_driver(
    source: dict[str, dict[str, str]], counts: dict[str, int]
) -> None:
    objects: list[dict[str, Any]] = []
    ((kind, fields),) = source.items()
    for name in ("one", "two", "three"):
        own = {kind: {key: value.replace("%s", name) for key, value in fields.items()}}
        there = claim(f"u{name}", volumeName=name)
        there["metadata"] |= {
            "name": name,
            "annotations": {"pv.kubernetes.io/bind-completed": "yes"},
        }
        objects += [
            {"apiVersion": "v1", **volume(name), "spec": {**volume(name)["spec"], **own}},
            {"apiVersion": "v1", **there},
            deployment(name, 1, volumes=uses(name)),
        ]
    limits = csi_nodes(**(counts or {"csi_vsphere_vmware_com": 1}))
    report = reported(*objects, node("a1", "a"), node("b1", "b"), *limits)
    assert sum(missing(each) != [0, 0] for each in report["workloads"]) == (1 if counts else 0)


@pytest.mark.parametrize(
    ("source", "pending"),
    [
        ({"gcePersistentDisk": {"pdName": "x"}}, 1),
        ({"gcePersistentDisk": {"pdName": "x", "readOnly": True}}, 0),
        ({"awsElasticBlockStore": {"volumeID": "x"}}, 1),
        ({"awsElasticBlockStore": {"volumeID": "x", "readOnly": True}}, 1),
        ({"azureDisk": {"diskName": "x", "diskURI": "/d/x", "readOnly": True}}, 1),
        ({"cinder": {"volumeID": "x"}}, 1),
        ({"vsphereVolume": {"volumePath": "x"}}, 1),
        ({"portworxVolume": {"volumeID": "x", "readOnly": True}}, 0),
        ({"nfs": {"server": "x", "path": "/"}}, 0),
        ({"rbd": {"monitors": ["m"], "image": "x"}}, 0),
    ],
)
def test_a_disk_that_pods_name_is_attached_to_one_node_at_a_time(
    source: dict[str, Any], pending: int
) -> None:
    apart = spread("web")
    apart[0]["topologyKey"] = "kubernetes.io/hostname"
    web = deployment("web", 2, topologySpreadConstraints=apart, volumes=[{"name": "v", **source}])
    report = reported(web, node("a1", "a"), node("b1", "b"))
    assert missing(report["workloads"][0]) == [pending, pending]
    assert any("Multi-Attach" in each for each in report["said"]) is bool(pending)


@pytest.mark.parametrize(
    ("disks", "most", "pending"),
    [(("vol-1", "vol-2"), 1, 1), (("vol-1", "vol-2"), 2, 0), (("vol-1", "aws://a/vol-1"), 1, 0)],
)
def test_disks_that_pods_name_count_as_those_of_their_driver(
    disks: tuple[str, ...], most: int, pending: int
) -> None:
    volumes = [
        {"name": f"v{number}", "awsElasticBlockStore": {"volumeID": disk}}
        for number, disk in enumerate(disks)
    ]
    web = deployment("web", 1, volumes=volumes)
    limits = csi_nodes(ebs_csi_aws_com=most)
    report = reported(web, node("a1", "a"), node("b1", "b"), *limits)
    assert missing(report["workloads"][0]) == [pending, pending]


def test_a_stateful_set_gets_the_volume_that_is_reserved_for_the_claim_it_makes() -> None:
    template = {"metadata": {"name": "data"}, "spec": CLAIM["spec"]}
    reference = {"namespace": "default", "name": "data-web-0"}
    played = world(
        LATE,
        volume("x", claimRef=reference, nodeAffinity=IN_A),
        kind="StatefulSet",
        template={
            "metadata": {"labels": {"app": "web"}},
            "spec": {"nodeSelector": {"topology.kubernetes.io/zone": "b"}},
        },
        volumeClaimTemplates=[template],
    )
    settle(played)
    assert len(played.state.pods) == 0
    assert played.state.storage.claims["default", "data-web-0"].volume == "x"


def test_pods_are_numbered_from_the_first_ordinal_on() -> None:
    database = resources(DATABASE.replace("serviceName: db", "ordinals: {start: 5}"))
    plan = Plan(Cluster(database, Platform()), made([Pool(["a"], nodes_per_zone=1)]))
    (workload,) = plan.world()[0].workloads
    (claim_,) = workload.current.new_claims(0)
    assert claim_.name == "d-db-5"
    assert workload.current.pod_name(0) == "db-5"
    assert workload.current.shape(0).labels["apps.kubernetes.io/pod-index"] == "5"


def test_a_claim_that_is_not_in_the_input_is_one_that_all_its_pods_can_mount() -> None:
    """Else it would be the drill's own assumption by which pods stay Pending."""
    report = reported(deployment("web", 3, volumes=uses("files")))
    words = "claim files of deployment/web is not in the input: taken as ReadWriteMany, "
    assert f"{words}reachable from every zone, as several pods mount it" in report["assumptions"]
    assert report["said"] == []
    (web,) = report["workloads"]
    assert web["verdict"] == "survives"
    assert web["recovery"]["seconds"] is not None


def test_the_claim_of_one_pod_that_is_not_in_the_input_is_for_one_node() -> None:
    report = reported(deployment("web", 1, volumes=uses("files")))
    words = "claim files of deployment/web is not in the input: taken as ReadWriteOnce, "
    assert f"{words}of the default class" in report["assumptions"]
    (web,) = report["workloads"]
    assert web["verdict"] == "down"
    assert web["recovery"]["seconds"] is None
