"""What hints advise: that which mends the matter, and breaks nothing on the way."""

from __future__ import annotations

import pytest

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.rule import Severity
from multiaz_lint.settings import Settings


@pytest.mark.parametrize(
    ("modes", "hint"),
    [
        pytest.param("[ReadWriteMany]", "set replicas: 3", id="for many nodes"),
        pytest.param(
            "[ReadWriteOnce]",
            "run 3 with a claim for each pod, as a StatefulSet, or on a volume that many nodes can "
            "mount: claim data serves one node",
            id="for one node",
        ),
        pytest.param(
            None,
            "run 3 with a claim for each pod, as a StatefulSet, or on a volume that many nodes can "
            "mount: claim data may serve one node",
            id="not in the input",
        ),
    ],
)
def test_no_hint_makes_several_pods_share_the_volume_of_one_node(
    modes: str | None, hint: str
) -> None:
    """Three databases on one volume are worse than one database."""
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: db}\nspec:\n  replicas: 1\n"
        "  selector: {matchLabels: {app: db}}\n  template:\n    metadata: {labels: {app: db}}\n"
        "    spec:\n      containers: [{name: db, image: db:1.0}]\n"
        "      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]\n"
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: db}\n"
        "spec: {selector: {app: db}, ports: [{port: 5432}]}\n"
    )
    if modes is not None:
        text += (
            "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec:\n"
            f"  accessModes: {modes}\n  resources: {{requests: {{storage: 1Gi}}}}\n"
        )
    settings = Settings(plugins=False, select=("replicas-too-few",))
    (found,) = pipeline.check([Source("a.yaml", text)], settings).diagnostics
    assert found.hint == hint
    assert bool(found.fix) is (modes == "[ReadWriteMany]")


def test_the_hint_leaves_open_whether_what_nobody_calls_may_run_twice() -> None:
    """A controller that elects no leader may have to be alone: more of them undo its work."""
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: sync}\nspec:\n  replicas: %d\n"
        "  selector: {matchLabels: {app: sync}}\n  template:\n"
        "    metadata: {labels: {app: sync}}\n    spec:\n"
        "      containers: [{name: sync, image: sync:1.0}]\n"
    )
    settings = Settings(plugins=False, select=("replicas-too-few",))
    hints = [
        each.hint
        for replicas in (1, 2)
        for each in pipeline.check([Source("a.yaml", text % replicas)], settings).diagnostics
    ]
    alone = "or say by the annotation multiaz-lint/singleton why it has to run alone"
    assert hints == [f"set replicas: 3, {alone}", "set replicas: 3"]


def test_a_single_member_with_data_of_its_own_is_not_just_multiplied() -> None:
    """Three databases that know nothing of each other, behind one Service, are no database."""
    text = (
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n  replicas: %d\n"
        "  serviceName: db\n  selector: {matchLabels: {app: db}}\n  template:\n"
        "    metadata: {labels: {app: db}}\n    spec:\n"
        "      containers: [{name: db, image: db:1.0}]\n"
        "  volumeClaimTemplates:\n  - metadata: {name: data}\n    spec:\n"
        "      accessModes: [ReadWriteOnce]\n      resources: {requests: {storage: 1Gi}}\n"
    )
    settings = Settings(plugins=False, select=("replicas-too-few",))
    (one,) = pipeline.check([Source("a.yaml", text % 1)], settings).diagnostics
    (two,) = pipeline.check([Source("a.yaml", text % 2)], settings).diagnostics
    copies = "run 3 if the software copies its data to all: each pod has a claim of its own"
    assert (one.hint, one.fix) == (copies, None)
    assert (two.hint, bool(two.fix)) == ("set replicas: 3", True)


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet"])
def test_no_database_is_multiplied_without_being_told(kind: str) -> None:
    """It is known by its image where it claims no volume: three of it are three databases."""
    text = (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: db}}\nspec:\n  replicas: %d\n"
        "  selector: {matchLabels: {app: db}}\n  template:\n"
        "    metadata: {labels: {app: db}}\n    spec:\n"
        '      containers: [{name: db, image: "docker.io/library/mongo:8"}]\n'
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: db}\n"
        "spec: {selector: {app: db}, ports: [{port: 27017}]}\n"
    )
    settings = Settings(plugins=False, select=("replicas-too-few",))
    (one,) = pipeline.check([Source("a.yaml", text % 1)], settings).diagnostics
    (two,) = pipeline.check([Source("a.yaml", text % 2)], settings).diagnostics
    told = (
        "run 3 once mongo is set up to replicate its data; "
        "without that each pod keeps data of its own"
    )
    assert (one.hint, one.fix) == (told, None)
    assert (two.hint, bool(two.fix)) == ("set replicas: 3", True)


@pytest.mark.parametrize(
    ("resource", "hint"),
    [
        pytest.param(
            "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"
            "spec: {instances: 1}\n",
            "set instances: 3",
            id="a field of the operator's own",
        ),
        pytest.param(
            "apiVersion: elasticsearch.k8s.elastic.co/v1\nkind: Elasticsearch\n"
            "metadata: {name: db}\nspec: {version: 8.16.0, nodeSets: [{name: all, count: 2}]}\n",
            "set count: 3",
            id="of one of its parts",
        ),
    ],
)
def test_the_hint_names_the_field_that_says_how_many(resource: str, hint: str) -> None:
    """What an operator runs it can run several of."""
    settings = Settings(plugins=False, select=("replicas-too-few",))
    (found,) = pipeline.check([Source("a.yaml", resource)], settings).diagnostics
    assert found.hint == hint


@pytest.mark.parametrize("port", ["containerPort: 80", "containerPort: 80, hostPort: 80"])
def test_no_rollout_is_made_to_wait_for_the_port_of_a_node(port: str) -> None:
    """With maxUnavailable 0 a new pod needs a node without an old one, which there may not be."""
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: in}\nspec:\n  replicas: 1\n"
        "  strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 1}}\n"
        "  selector: {matchLabels: {app: in}}\n  template:\n"
        "    metadata: {labels: {app: in}}\n    spec:\n"
        f"      containers: [{{name: in, image: in:1.0, ports: [{{{port}}}]}}]\n"
    )
    settings = Settings(plugins=False, select=("rollout-outage",))
    (found,) = pipeline.check([Source("a.yaml", text)], settings).diagnostics
    of_the_node = "hostPort" in port
    assert ("a node whose port 80 is free" in (found.hint or "")) is of_the_node
    assert bool(found.fix) is not of_the_node


@pytest.mark.parametrize(("keys", "waits"), [("", True), ("[pod-template-hash]", False)])
def test_no_rollout_is_made_to_wait_for_a_node_without_an_old_pod(keys: str, waits: bool) -> None:
    """CoreDNS has a pod for each of three nodes, and maxUnavailable 1 for its required terms."""
    term = "labelSelector: {matchLabels: {app: dns}}, topologyKey: kubernetes.io/hostname"
    if keys:
        term += f", matchLabelKeys: {keys}"
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: dns}\nspec:\n  replicas: 1\n"
        "  strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 1}}\n"
        "  selector: {matchLabels: {app: dns}}\n  template:\n"
        "    metadata: {labels: {app: dns}}\n    spec:\n"
        "      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
        f"[{{{term}}}]}}}}\n"
        "      containers: [{name: dns, image: dns:1.0}]\n"
    )
    settings = Settings(plugins=False, select=("rollout-outage",))
    (found,) = pipeline.check([Source("a.yaml", text)], settings).diagnostics
    assert ("keeps a new pod from where an old one is" in (found.hint or "")) is waits
    assert bool(found.fix) is not waits


@pytest.mark.parametrize(
    ("replicas", "hint"), [(1, "run at least 3 pods, spread"), (3, "spread the pods")]
)
def test_one_pod_is_not_to_be_spread_over_zones(replicas: int, hint: str) -> None:
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: in}\n"
        f"spec:\n  replicas: {replicas}\n  selector: {{matchLabels: {{app: in}}}}\n"
        "  template:\n    metadata: {labels: {app: in}}\n"
        "    spec: {containers: [{name: in, image: in:1.0}]}\n"
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: in}\nspec:\n"
        "  type: LoadBalancer\n  externalTrafficPolicy: Local\n  selector: {app: in}\n"
        "  ports: [{port: 80}]\n"
    )
    settings = Settings(plugins=False, select=("svc-external-local",))
    (found,) = pipeline.check([Source("a.yaml", text)], settings).diagnostics
    assert (found.hint or "").startswith(f"{hint} over zones with whenUnsatisfiable DoNotSchedule")


@pytest.mark.parametrize(
    ("term", "words"),
    [
        pytest.param(
            "labelSelector: {matchLabels: {app: web}}, namespaces: [a, b]",
            "such pods in namespace a or b",
            id="namespaces",
        ),
        pytest.param(
            "labelSelector: {matchLabels: {app: web}},"
            " namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}",
            "such pods in other namespaces",
            id="a selector of namespaces",
        ),
    ],
)
def test_a_term_that_means_others_is_told_as_what_it_does(term: str, words: str) -> None:
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 3\n"
        "  selector: {matchLabels: {app: web}}\n  template:\n"
        "    metadata: {labels: {app: web}}\n    spec:\n"
        "      affinity:\n        podAntiAffinity:\n"
        "          requiredDuringSchedulingIgnoredDuringExecution:\n"
        f"          - {{topologyKey: kubernetes.io/hostname, {term}}}\n"
        "      containers: [{name: web, image: web:1.0}]\n"
    )
    settings = Settings(plugins=False, select=("antiaffinity-missing",))
    (found,) = pipeline.check([Source("a.yaml", text)], settings).diagnostics
    assert [each.message for each in found.related] == [f"keeps them away from {words} only"]


MEMBER = """\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: ingester-zone-%(zone)s}
spec:
  replicas: 3
  serviceName: ingester
  selector: {matchLabels: {name: ingester-zone-%(zone)s}}
  template:
    metadata: {labels: {name: ingester-zone-%(zone)s, rollout-group: ingester}}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: kubernetes.io/hostname
            labelSelector:
              matchExpressions:
              - {key: rollout-group, operator: In, values: [%(group)s]}
              - {key: name, operator: NotIn, values: [ingester-zone-%(zone)s]}
%(spread)s      containers: [{name: ingester, image: "grafana/mimir:3.2.1"}]
"""
OVER_NODES = """\
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: kubernetes.io/hostname
        whenUnsatisfiable: ScheduleAnyway
        labelSelector: {matchLabels: {name: ingester-zone-%(zone)s}}
"""


@pytest.mark.parametrize(
    ("rule", "spread"), [("spread-missing", ""), ("spread-hostname-only", OVER_NODES)]
)
@pytest.mark.parametrize(("group", "apart"), [("ingester", True), ("other", False)])
def test_copies_for_a_zone_each_are_bound_to_it_and_not_spread(
    rule: str, spread: str, group: str, apart: bool
) -> None:
    """One zone would take a part of each copy, where it is to take one of them."""
    members = [
        MEMBER % {"zone": zone, "group": group, "spread": spread and spread % {"zone": zone}}
        for zone in "ab"
    ]
    settings = Settings(plugins=False, select=(rule,))
    source = Source("a.yaml", "---\n".join(members))
    one, other = pipeline.check([source], settings).diagnostics
    bind = (
        "bind statefulset/ingester-zone-%s, statefulset/ingester-zone-%s to a zone each: their "
        "anti-affinity keeps them apart as copies"
    )
    assert ((one.hint, one.fix) == (bind % ("a", "b"), None)) == apart
    assert ((other.hint, other.fix) == (bind % ("b", "a"), None)) == apart
    assert bool(one.fix) is not apart


_ALONE = (
    "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: sync}}\nspec:\n  replicas: {replicas}\n"
    "  {strategy}\n  selector: {{matchLabels: {{app: sync}}}}\n  template:\n"
    "    metadata: {{labels: {{app: sync}}}}\n    spec:\n      serviceAccountName: sync\n"
    '      containers: [{{name: sync, image: "{image}", args: [{args}]}}]\n{rest}'
)
_SERVICE = (
    "---\napiVersion: v1\nkind: Service\nmetadata: {name: sync}\n"
    "spec: {selector: {app: sync}, ports: [{name: %s, port: 80}]}\n"
)
_RIGHTS = (
    "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: sync}\n"
    "rules: [{apiGroups: [%s], resources: [%s], verbs: [%s]}]\n"
)
_BOUND = (
    "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\n"
    "metadata: {name: sync}\n"
    "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %s}\n"
    "subjects: [{kind: ServiceAccount, name: sync, namespace: default}]\n"
)
_WRITES = _RIGHTS % ("''", "secrets", "get, update") + _BOUND % "sync"
_MAY_CHANGE = "serviceaccount/sync may change resources, and nothing shows that a leader is elected"
_AGAIN = "would tell the same metrics again"
_CONTROLLER = "argocd-application-controller"
_TAKES_ALL = "takes all clusters without ARGOCD_CONTROLLER_REPLICAS"
_BESIDE = ']}, {name: beside, image: "%s", args: ['


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({}, ""),
        ({"strategy": "strategy: {type: Recreate}"}, "strategy Recreate lets no two run at once"),
        (
            {"strategy": "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}"},
            "maxSurge 0 lets no two run at once",
        ),
        ({"strategy": "strategy: {type: Recreate}", "replicas": 2}, ""),
        ({"image": "velero/velero:v1.15.0"}, "velero elects no leader"),
        ({"image": "registry.k8s.io/external-dns/external-dns"}, "external-dns elects no leader"),
        (
            {"image": "registry.k8s.io/descheduler/descheduler:v0.37.0"},
            "descheduler elects no leader unless it is told to",
        ),
        (
            {
                "image": "registry.k8s.io/descheduler/descheduler:v0.37.0",
                "rest": _RIGHTS % ("coordination.k8s.io", "leases", "update") + _BOUND % "sync",
            },
            "descheduler elects no leader unless it is told to",
        ),
        ({"image": "kube-state-metrics:v2"}, f"each kube-state-metrics {_AGAIN}"),
        ({"image": "oliver006/redis_exporter:v1"}, f"each redis_exporter {_AGAIN}"),
        ({"image": "prom/blackbox-exporter:v1"}, ""),
        ({"image": "memcached:1.6", "args": _BESIDE % "prom/memcached-exporter:v1"}, ""),
        (
            {"image": "oliver006/redis_exporter:v1", "args": _BESIDE % "brancz/kube-rbac-proxy:v1"},
            f"each redis_exporter {_AGAIN}",
        ),
        (
            {"image": "docker.io/grafana/grafana:12.0.0"},
            "each grafana has a database of its own unless its configuration names another",
        ),
        (
            {"image": "quay.io/argoproj/argocd:v3.6.1", "args": "/shared/argocd-dex, rundex"},
            "each argocd-dex has a database of its own in its memory",
        ),
        ({"kind": "StatefulSet", "args": _CONTROLLER}, f"each {_CONTROLLER} {_TAKES_ALL}"),
        ({"args": _CONTROLLER}, ""),
        ({"kind": "StatefulSet", "image": "kube-state-metrics", "args": "--pod=$(POD_NAME)"}, ""),
        (
            {"args": "--leader-elect=false, --leader-elect-lease-duration=15s"},
            "--leader-elect=false switches the election of a leader off",
        ),
        (
            {"args": '--leader-elect, "false"', "rest": _WRITES},
            "--leader-elect false switches the election of a leader off",
        ),
        ({"rest": _WRITES}, _MAY_CHANGE),
        ({"rest": _BOUND % "cluster-admin"}, _MAY_CHANGE),
        ({"rest": _BOUND % "view"}, ""),
        ({"rest": _RIGHTS % ("''", "secrets", "get") + _BOUND % "sync"}, ""),
        ({"rest": _RIGHTS % ("''", "events", "create") + _BOUND % "sync"}, ""),
        (
            {
                "rest": _RIGHTS % ("authentication.k8s.io", "tokenreviews", "create")
                + _BOUND % "sync"
            },
            "",
        ),
        (
            {
                "rest": _WRITES
                + _RIGHTS.replace("sync", "lock").replace(
                    "verbs", "resourceNames: [x-leader], verbs"
                )
                % ("''", "configmaps", "update")
                + _BOUND.replace("{name: sync}", "{name: lock}") % "lock"
            },
            "",
        ),
        ({"rest": _WRITES + _SERVICE % "metrics"}, _MAY_CHANGE),
        ({"rest": _WRITES + _SERVICE % "http"}, ""),
    ],
)
def test_no_edit_multiplies_what_is_shown_to_act_alone(written: dict[str, str], why: str) -> None:
    """The finding stays: it is down with its zone all the same."""
    given = {"kind": "Deployment", "replicas": 1, "strategy": "", "image": "sync:1.0", "args": ""}
    text = _ALONE.format(**{**given, "rest": "", **written})
    settings = Settings(plugins=False, select=("replicas-too-few",))
    (found,) = pipeline.check([Source("a.yaml", text)], settings).diagnostics
    assert found.severity is Severity.ERROR
    assert bool(found.fix) is not bool(why)
    side_by_side = f"set replicas: 3 once several can act side by side ({why}), or say by"
    assert str(found.hint).startswith(side_by_side) is bool(why)


@pytest.mark.parametrize(
    ("image", "args", "advice"),
    [("cluster-autoscaler:v1", "", True), ("cluster-autoscaler:v1", "--leader-elect=false", False)],
)
def test_software_that_elects_a_leader_untold_is_known(
    image: str, args: str, *, advice: bool
) -> None:
    given = {"kind": "Deployment", "replicas": 1, "strategy": "", "rest": ""}
    text = _ALONE.format(**given, image=image, args=args)
    settings = Settings(plugins=False, select=("replicas-too-few",))
    (found,) = pipeline.check([Source("a.yaml", text)], settings).diagnostics
    assert (found.severity is Severity.INFO, bool(found.fix)) == (advice, advice)


def test_no_edit_lets_the_new_pod_run_beside_the_old_one_that_never_did() -> None:
    strategy = "strategy: {rollingUpdate: {maxSurge: %d, maxUnavailable: 1}}"
    given = {"kind": "Deployment", "replicas": 1, "image": "sync:1.0", "args": "", "rest": ""}
    settings = Settings(plugins=False, select=("rollout-outage",))
    fixes = []
    for surge in (0, 1):
        text = _ALONE.format(**given, strategy=strategy % surge)
        (found,) = pipeline.check([Source("a.yaml", text)], settings).diagnostics
        fixes.append(bool(found.fix))
    assert fixes == [False, True]


def test_grafana_on_a_shared_database_may_be_multiplied() -> None:
    given = {"kind": "Deployment", "replicas": 1, "strategy": "", "args": "", "rest": ""}
    text = _ALONE.format(**given, image="grafana/grafana:12.0.0")
    text = text.replace("args: []", "env: [{name: GF_DATABASE_URL, value: x}]")
    settings = Settings(plugins=False, select=("replicas-too-few",))
    (found,) = pipeline.check([Source("a.yaml", text)], settings).diagnostics
    assert found.fix
