"""Custom resources are seen as the workloads that their operators make."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from multiaz_lint import catalog, pipeline
from multiaz_lint.adapters import adapt as adapters
from multiaz_lint.adapters.adapt import shipped
from multiaz_lint.adapters.read import read
from multiaz_lint.adapters.values import AdapterError
from multiaz_lint.cli import run
from multiaz_lint.config import ConfigError, parse
from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from multiaz_lint.load.yaml import reference
from multiaz_lint.model import Resource, Rollout, ScalableWorkload
from multiaz_lint.model.custom.adapted import CustomWorkload
from multiaz_lint.selection import SelectionError
from multiaz_lint.settings import Settings
from multiaz_lint.stages.assembling import assemble
from multiaz_lint.stages.loading import Loaded
from tests.adapted import cluster_of

KAFKA = """\
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: {name: events, namespace: shop}
spec:
  kafka:
    replicas: 3
    rack: {topologyKey: topology.kubernetes.io/zone}
    template:
      pod:
        topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          nodeTaintsPolicy: Honor
          labelSelector: {matchLabels: {strimzi.io/name: events-kafka}}
  zookeeper:
    replicas: 1
"""


def workload_of(text: str, **settings: Any) -> CustomWorkload:
    (workload,) = cluster_of(text, **settings).of(CustomWorkload)
    return workload


def rules_on(text: str, **settings: Any) -> set[tuple[str, str, int]]:
    result = pipeline.check([Source("m.yaml", text)], Settings(plugins=False, **settings))
    return {(each.rule, str(each.severity), each.place.line) for each in result.diagnostics}


def test_each_component_is_a_workload_beside_its_resource() -> None:
    cluster = cluster_of(KAFKA)
    kafka, zookeeper = cluster.of(ScalableWorkload)
    assert (str(kafka), str(zookeeper)) == ("kafka/events (kafka)", "kafka/events (zookeeper)")
    assert [type(each) for each in cluster.of(Resource)] == [Resource]
    assert cluster.scale_of(kafka).least == 3
    assert next(kafka.spread_over("topology.kubernetes.io/zone")).hard
    assert zookeeper.pod("topologySpreadConstraints").span.line == 16
    assert zookeeper.pod_labels["strimzi.io/name"] == "events-zookeeper"
    assert zookeeper.namespace == "shop"


def test_findings_point_into_the_resource_and_settled_rules_are_silent() -> None:
    found = rules_on(KAFKA)
    assert ("replicas-too-few", "error", 17) in found
    assert not {rule for rule, *_ in found} & {"pdb-missing", "requests-missing"}
    assert {line for rule, _, line in found if rule == "affinity-zone-missing"} == {16}


def test_an_annotation_silences_all_components_and_is_not_unused() -> None:
    ignored = KAFKA.replace(
        "namespace: shop}",
        'namespace: shop, annotations: {multiaz-lint/ignore: "replicas-too-few -- a test"}}',
    )
    result = pipeline.check([Source("m.yaml", ignored)], Settings(plugins=False))
    rules = {each.rule: each.suppressed for each in result.diagnostics}
    assert rules["replicas-too-few"] == "a test"
    assert "rule-suppressed-unused" not in rules
    assert result.resources == 1


@pytest.mark.parametrize(
    ("text", "least", "labels"),
    [
        pytest.param(
            "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"
            "spec: {instances: 2}\n",
            2, {"cnpg.io/cluster": "db"}, id="cloudnative-pg",
        ),
        pytest.param(
            "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: k8s}\n"
            "spec: {podMetadata: {labels: {a: b}}}\n",
            1, {"prometheus": "k8s", "a": "b"}, id="prometheus with the default of one",
        ),
        pytest.param(
            "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: web}\n"
            "spec: {template: {metadata: {annotations: {autoscaling.knative.dev/min-scale: '3'}},"
            " spec: {containers: [{image: web}]}}}\n",
            3, {"serving.knative.dev/service": "web"}, id="knative, by annotation",
        ),
        pytest.param(
            "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: web}\n"
            "spec: {template: {metadata: {annotations: {autoscaling.knative.dev/minScale: '3'}},"
            " spec: {containers: [{image: web}]}}}\n",
            3, {"serving.knative.dev/service": "web"}, id="knative, by its older annotation",
        ),
        pytest.param(
            "apiVersion: apps.openshift.io/v1\nkind: DeploymentConfig\nmetadata: {name: web}\n"
            "spec: {replicas: 2, selector: {app: web}, template: {metadata: {labels: {app: web}},"
            " spec: {containers: [{name: web, image: web}]}}}\n",
            2, {"app": "web"}, id="openshift",
        ),
        pytest.param(
            "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaNodePool\n"
            "metadata: {name: brokers, labels: {strimzi.io/cluster: events}}\n"
            "spec: {replicas: 3}\n",
            3, {"strimzi.io/cluster": "events", "strimzi.io/pool-name": "brokers"},
            id="a label of the resource itself",
        ),
    ],
)  # fmt: skip
def test_replicas_and_labels_come_from_where_the_operator_reads_them(
    text: str, least: int, labels: dict[str, str]
) -> None:
    cluster = cluster_of(text)
    (workload,) = cluster.of(CustomWorkload)
    assert cluster.scale_of(workload).least == least
    assert labels.items() <= workload.pod_labels.items()
    assert cluster.of(Resource) == [workload]


def test_a_component_exists_only_where_its_number_is_written() -> None:
    pools = KAFKA.replace("    replicas: 3\n", "").replace("    replicas: 1\n", "    storage: {}\n")
    assert cluster_of(pools).of(CustomWorkload) == []


def test_knative_services_that_scale_to_zero_are_not_asked() -> None:
    text = (
        "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: web}\n"
        "spec: {template: {spec: {containers: [{image: web}]}}}\n"
    )
    cluster = cluster_of(text)
    (workload,) = cluster.of(CustomWorkload)
    assert not cluster.asks(workload)


def test_an_annotation_that_is_no_text_says_no_number_of_replicas() -> None:
    text = (
        "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: web}\n"
        "spec: {template: {metadata: {annotations: {autoscaling.knative.dev/minScale: 3}},"
        " spec: {containers: [{image: web}]}}}\n"
    )
    cluster = cluster_of(text)
    (workload,) = cluster.of(CustomWorkload)
    assert not cluster.scale_of(workload).certain
    assert not cluster.scale_of(workload).zero


def test_sets_of_nodes_are_components_and_defaults_of_the_operator_count() -> None:
    text = (
        "apiVersion: elasticsearch.k8s.elastic.co/v1\nkind: Elasticsearch\nmetadata: {name: es}\n"
        "spec:\n  nodeSets:\n  - {name: hot, count: 3}\n  - name: cold\n    count: 1\n"
        "    podTemplate: {spec: {affinity: {}}}\n"
    )
    hot, cold = cluster_of(text).of(CustomWorkload)
    assert (hot.part, cold.part) == ("hot", "cold")
    assert any(hot.apart_on("kubernetes.io/hostname"))
    assert not any(cold.apart_on("kubernetes.io/hostname"))
    assert cold.replicas.span.line == 8


def test_what_an_operator_makes_is_reported_without_edits() -> None:
    text = (
        "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: k8s}\n"
        "spec:\n  replicas: 3\n  tolerations:\n  - key: node-role.kubernetes.io/master\n"
    )
    result = pipeline.check([Source("m.yaml", text)], Settings(plugins=False))
    found = [each for each in result.diagnostics if each.rule == "toleration-master-only"]
    assert [(each.place.line, each.edits) for each in found] == [(7, ())]


def test_an_autoscaler_and_a_budget_find_the_workload_of_a_custom_resource() -> None:
    text = """\
apiVersion: apps.kruise.io/v1alpha1
kind: CloneSet
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps.kruise.io/v1alpha1, kind: CloneSet, name: web}
  minReplicas: 4
  maxReplicas: 9
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
"""
    cluster = cluster_of(text)
    (workload,) = cluster.of(CustomWorkload)
    assert (cluster.scale_of(workload).least, cluster.scale_of(workload).most) == (4, 9)
    assert [budget.name for budget in cluster.budgets_of(workload)] == ["web"]


def test_an_unknown_kind_with_a_scale_is_not_dangling() -> None:
    text = """\
apiVersion: example.org/v1
kind: Thing
metadata: {name: web}
spec: {size: 1}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: example.org/v1, kind: Thing, name: web}
  minReplicas: 3
  maxReplicas: 9
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: other}
spec:
  replicas: 3
  selector: {matchLabels: {app: other}}
  template: {metadata: {labels: {app: other}}, spec: {containers: [{name: a, image: "a:1"}]}}
"""
    missing = text.replace("metadata: {name: web}\nspec: {size: 1}", "metadata: {name: x}")
    for each in (text, missing):
        assert "hpa-dangling" not in {rule for rule, *_ in rules_on(each)}


OWN = """\
adapters:
- kind: example.org/Database
  replicas: spec.size
  missing_replicas: 1
  fields:
    topologySpreadConstraints: spec.placement.topologySpreadConstraints
  labels: {db: "{name}"}
  settles:
  - rules: [pdb-missing]
    why: the operator makes one
    unless: {spec.budget: false}
"""
DATABASE = """\
apiVersion: example.org/v1
kind: Database
metadata: {name: main}
spec:
  size: 3
  budget: true
"""


def test_users_add_adapters_in_the_configuration() -> None:
    adapters = parse(".multiaz-lint.yaml", OWN).settings.adapters
    workload = workload_of(DATABASE, adapters=adapters)
    assert workload.replicas.value == 3
    assert workload.template_labels == {"db": "main"}
    assert workload.settled == {"pdb-missing"}
    other = workload_of(DATABASE.replace("true", "false"), adapters=adapters)
    assert other.settled == frozenset()
    found = {rule for rule, *_ in rules_on(DATABASE, adapters=adapters)}
    assert "spread-missing" in found
    assert "pdb-missing" not in found


@pytest.mark.parametrize(
    ("bounds", "size", "found"),
    [
        ("at_least: 4", "3", (4, "spec.size")),
        ("at_least: 2", "3", (3, "spec.size")),
        ("at_least: spec.least", "3\n  least: 5", (5, "spec.least")),
        ("at_most: 2", "3", (2, "spec.size")),
        ("at_least: 4\n  at_most: spec.most", "3\n  most: 2", (2, "spec.most")),
        ("at_least: spec.least\n  at_most: spec.most", "3", (3, "spec.size")),
        ("at_least: spec.least", "${SIZE}\n  least: 5", ("${SIZE}", "spec.size")),
        ("at_least: spec.least", "3\n  least: ${LEAST}", (3, "spec.size")),
    ],
)  # fmt: skip
def test_a_number_of_pods_has_bounds(bounds: str, size: str, found: tuple[object, str]) -> None:
    config = OWN.replace("missing_replicas: 1", bounds)
    adapters = parse(".multiaz-lint.yaml", config).settings.adapters
    replicas = workload_of(DATABASE.replace("3", size), adapters=adapters).replicas
    assert (replicas.value, str(replicas)) == found


@pytest.mark.parametrize(
    ("votes", "told"),
    [
        ("{software: Doozer}", True),
        ("{software: Doozer, when: {spec.arbiter: [null, false]}}", True),
        ("{software: Doozer, unless: {spec.arbiter: null}}", False),
    ],
)
def test_members_vote_where_an_own_adapter_says_so(votes: str, told: bool) -> None:
    config = OWN.replace("missing_replicas: 1", f"votes: {votes}")
    adapters = parse(".multiaz-lint.yaml", config).settings.adapters
    found = {rule for rule, *_ in rules_on(DATABASE.replace("3", "4"), adapters=adapters)}
    assert ("replicas-quorum" in found) is told


def test_an_own_adapter_wins_over_the_shipped_one() -> None:
    own = read([{"kind": "postgresql.cnpg.io/Cluster", "replicas": "spec.mine"}])
    text = (
        "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"
        "spec: {instances: 2, mine: 5}\n"
    )
    assert workload_of(text, adapters=own).replicas.value == 5


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("replicas: spec.size", "replica: spec.size"),
         "3:3: adapters[0].replica: there is no key 'replica'; did you"),
        (("kind: example.org/Database", "kind: Database"),
         "2:3: adapters[0].kind: 'Database' is not group/Kind"),
        (("missing_replicas: 1", "missing_replicas: one"),
         "4:3: adapters[0].missing_replicas: 'one' is not a whole number"),
        (("missing_replicas: 1", "at_least: -1"),
         "4:3: adapters[0].at_least: -1 is not a whole number"),
        (("missing_replicas: 1", "at_most: spec..most"),
         "4:3: adapters[0].at_most: 'spec..most' is no path"),
        (("spec.size", "spec..size"), "3:3: adapters[0].replicas: 'spec..size' is no path"),
        (("spec.placement.topologySpreadConstraints", "[spec.a, 3]"),
         "6:41: adapters[0].fields.topologySpreadConstraints[1]: 3 is no path"),
        (("  - rules: [pdb-missing]\n    why: the operator makes one", "  - rules: [pdb-missing]"),
         "9:5: adapters[0].settles[0]: key 'why' is missing"),
        (("missing_replicas: 1", "defaults:\n    tolerations: [{key: a, tolerationSeconds: x}]"),
         ("5:28: adapters[0].defaults.tolerations[0].tolerationSeconds: "
         "pods cannot have this tolerations: json: cannot unmarshal string")),
        (("missing_replicas: 1", "defaults:\n    affinity: {nodeAfinity: {}}"),
         ("5:16: adapters[0].defaults.affinity.nodeAfinity: "
         'pods cannot have this affinity: unknown field "nodeAfinity"')),
        (("missing_replicas: 1", "votes: {}"), "4:3: adapters[0].votes: key 'software' is missing"),
        (("missing_replicas: 1", "votes: [a]"), "4:3: adapters[0].votes: ['a'] is not a mapping"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_adapter_is_told_at_its_line(change: tuple[str, str], told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse("c.yaml", OWN.replace(*change))
    assert f"c.yaml:{told}" in str(caught.value)


@pytest.mark.parametrize("named", ["all", "spread", "spread-*"])
def test_what_an_adapter_settles_may_be_a_first_word_a_glob_or_all(named: str) -> None:
    settings = parse("c.yaml", OWN.replace("[pdb-missing]", f"[{named}]")).settings
    silent = rules_on(DATABASE, adapters=settings.adapters)
    assert "spread-missing" not in {rule for rule, *_ in silent}
    told = rules_on(DATABASE.replace("true", "false"), adapters=settings.adapters)
    assert "spread-missing" in {rule for rule, *_ in told}


def test_a_rule_that_an_adapter_settles_has_to_exist() -> None:
    settings = parse("c.yaml", OWN.replace("[pdb-missing]", "[pdb-mising]")).settings
    with pytest.raises(SelectionError, match=r"c.yaml:9:5: no rule is called 'pdb-mising'; did"):
        pipeline.check([Source("m.yaml", DATABASE)], settings)


def test_a_check_of_the_configuration_looks_at_what_adapters_settle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(OWN.replace("[pdb-missing]", "[nope]"), encoding="utf-8")
    assert run(["config", "check", str(path)]) == 2
    assert "no rule is called 'nope'" in capsys.readouterr().err


def test_two_adapters_for_the_same_pods_are_refused() -> None:
    with pytest.raises(
        ConfigError, match=r"c.yaml:12:3: adapters\[1\].kind: the adapter before it, number 1, sees"
    ):
        parse("c.yaml", OWN + "- kind: example.org/Database\n  replicas: spec.other\n")
    others = "- {kind: example.org/Database, component: other, replicas: spec.other}\n"
    others += "- {kind: example.org/Database, at: 'spec.sets[*]', replicas: size}\n"
    assert len(parse("c.yaml", OWN + others).settings.adapters) == 3


def test_adapters_are_a_list() -> None:
    with pytest.raises(AdapterError, match="a list of mappings"):
        read({"kind": "a/b"})


def test_shipped_adapters_settle_rules_that_exist() -> None:
    known = catalog.rules(plugins=False)
    named = {name for each in shipped() for settled in each.settles for name in settled.rules}
    assert named <= known.keys() | {"pdb-too-loose"}
    assert len(shipped()) > 25


def test_the_document_on_operators_names_every_adapter() -> None:
    text = (Path(__file__).parents[2] / "docs" / "operators.md").read_text(encoding="utf-8")
    for adapter in shipped():
        assert f"`{adapter.group}/{adapter.kind}`" in text
        for settled in adapter.settles:
            assert settled.why in text


@pytest.mark.parametrize(
    ("label", "silent"), [("strimzi.io/name: other", False), ("made-by-the-operator: x", True)]
)
def test_a_selector_for_an_unknown_label_is_not_called_wrong(label: str, silent: bool) -> None:
    found = {rule for rule, *_ in rules_on(KAFKA.replace("strimzi.io/name: events-kafka", label))}
    assert ("spread-selector-self" not in found) == silent


def test_shipped_adapters_keep_the_schema_of_the_configuration() -> None:
    folder = Path(adapters.__file__).parent
    schema = json.loads((folder.parent / "schemas" / "config.schema.json").read_text("utf-8"))
    for path in sorted(folder.glob("operators/*.yaml")):
        entries = reference.read(path.read_text(encoding="utf-8"))
        jsonschema.validate({"adapters": entries}, schema)
        entries[0]["replica"] = entries[0].pop("kind")
        assert not jsonschema.Draft202012Validator(schema).is_valid({"adapters": entries})


ROLLOUT = """\
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web}
spec:
  replicas: 3
  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  strategy: {canary: {}}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 0
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
"""


def points_of(*texts: str) -> tuple[dict[str, set[bool | None]], list[str]]:
    """What the matrix says of each workload, and what was not checked."""
    sources = [Source(f"{number}.yaml", text) for number, text in enumerate(texts)]
    result = pipeline.check(sources, Settings(plugins=False, matrix=True))
    held = {row.workload.kind: {each.held for each in row.points} for row in result.matrix}
    return held, [each.why for each in result.not_checked]


def test_a_rollout_runs_the_template_that_it_refers_to() -> None:
    held, not_checked = points_of(ROLLOUT, DEPLOYMENT)
    assert held == {"Rollout": {True, False}, "Deployment": {None}}
    assert not_checked == []


def test_a_finding_about_a_rollout_stands_in_the_text_of_its_template() -> None:
    sources = [Source("rollout.yaml", ROLLOUT), Source("deployment.yaml", DEPLOYMENT)]
    result = pipeline.check(sources, Settings(plugins=False))
    (found,) = (each for each in result.diagnostics if each.rule == "spread-missing")
    assert (found.place.origin, found.place.line) == ("deployment.yaml", 9)
    assert found.resource is not None
    assert found.resource.kind == "Rollout"


def test_a_rollout_is_silenced_by_its_own_annotation() -> None:
    annotated = ROLLOUT.replace(
        "{name: web}\n", "{name: web, annotations: {multiaz-lint/ignore: spread-missing}}\n", 1
    )
    result = pipeline.check([Source("m.yaml", f"{annotated}---\n{DEPLOYMENT}")], Settings())
    assert {each.rule for each in result.diagnostics if each.silenced} == {"spread-missing"}


def test_the_nearest_copy_of_what_a_rollout_refers_to_counts() -> None:
    spread = DEPLOYMENT.replace("app: web}}\n    spec", "app: web, at: there}}\n    spec")
    loaded = Loaded()
    for origin, text in [
        ("one/r.yaml", ROLLOUT), ("one/d.yaml", DEPLOYMENT),
        ("two/r.yaml", ROLLOUT), ("two/d.yaml", spread),
    ]:  # fmt: skip
        loaded.resources += objects.read(Source(origin, text)).resources
    rollouts = assemble(loaded, Settings()).of(Rollout)
    assert [each.template_labels.get("at") for each in rollouts] == [None, "there"]


@pytest.mark.parametrize(
    ("rollout", "why"),
    [
        pytest.param(
            ROLLOUT.replace("name: web}\n  strategy", "name: other}\n  strategy"),
            "its pod template is that of deployment/other, which the input does not hold",
            id="what it refers to is not there",
        ),
        pytest.param(
            ROLLOUT.replace("{name: web}\nspec", "{name: web, namespace: shop}\nspec"),
            "its pod template is that of deployment/web, which the input does not hold",
            id="what it refers to is in another namespace",
        ),
        pytest.param(
            ROLLOUT.replace("apps/v1", "example.org/v1"),
            "its pod template is that of deployment/web, which the input does not hold",
            id="a kind that Argo Rollouts does not know",
        ),
        pytest.param(
            ROLLOUT.replace("  workloadRef", "  other"),
            "it has no pod template",
            id="neither a template nor a reference",
        ),
    ],
)
def test_a_rollout_whose_template_is_not_there_is_not_judged(rollout: str, why: str) -> None:
    held, not_checked = points_of(rollout, DEPLOYMENT)
    assert held["Rollout"] == {None}
    assert not_checked == [f"rollout/web was not judged: {why}"]


@pytest.mark.parametrize(
    ("text", "workload"),
    [
        pytest.param(
            ROLLOUT.replace("replicas: 3", 'replicas: "3"'), "rollout/web", id="a Rollout"
        ),
        pytest.param(
            "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"
            "spec: {instances: [3]}\n",
            "cluster/db",
            id="a resource of an operator",
        ),
    ],
)
def test_an_unreadable_number_of_replicas_is_told(text: str, workload: str) -> None:
    _, not_checked = points_of(text, DEPLOYMENT)
    assert not_checked == [
        f"the number of replicas of {workload} was not judged: it cannot be read"
    ]


# Values that no server can decode ---------------------------------------------------------------

TERMS = "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
APART = "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
BROKER = """\
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: {name: events}
spec: {kafka: {replicas: 3, template: {pod: {%s}}}}
"""
ODD = {
    "affinity": BROKER % "affinity: x",
    "node terms": BROKER % (TERMS + "{nodeSelectorTerms: [x]}}}"),
    "node expressions": BROKER % (TERMS + "{nodeSelectorTerms: [{matchExpressions: [x]}]}}}"),
    "a number of node expressions": BROKER
    % (TERMS + "{nodeSelectorTerms: [{matchExpressions: 1}]}}}"),
    "a key": BROKER
    % (TERMS + "{nodeSelectorTerms: [{matchExpressions: [{key: [], operator: Exists}]}]}}}"),
    "an operator": BROKER
    % (
        TERMS + "{nodeSelectorTerms: [{matchExpressions: "
        "[{key: kubernetes.io/hostname, operator: [], values: [a]}]}]}}}"
    ),
    "keys of labels of a term": BROKER
    % (APART + "[{topologyKey: kubernetes.io/hostname, matchLabelKeys: 1}]}}"),
    "keys of labels of a constraint": BROKER
    % "topologySpreadConstraints: [{topologyKey: topology.kubernetes.io/zone, maxSkew: 1, "
    "whenUnsatisfiable: DoNotSchedule, matchLabelKeys: 1}]",
    "a grace period": BROKER % 'terminationGracePeriodSeconds: "30"',
    "a toleration": BROKER % "tolerations: [x]",
    "seconds of a toleration": BROKER
    % "tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, "
    'tolerationSeconds: "300"}]',
    "the name of a volume": BROKER
    % "volumes: [{name: v, persistentVolumeClaim: {claimName: c}}, {name: [], configMap: {}}]",
    "probes": (
        "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: a}\n"
        "spec: {template: {metadata: {annotations: {autoscaling.knative.dev/min-scale: '3'}},\n"
        "  spec: {containers: [{name: c, image: 'x:1', livenessProbe: x, readinessProbe: x}]}}}\n"
    ),
    "a label": (
        "apiVersion: apps.kruise.io/v1alpha1\nkind: CloneSet\nmetadata: {name: a}\n"
        "spec: {replicas: 3, selector: {matchLabels: {a: b}},\n"
        "  template: {metadata: {labels: {a: []}}, spec: {containers: []}}}\n"
    ),
    "a field in its own place": (
        "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"
        "spec: {instances: 3, affinity: {tolerations: [x], nodeSelector: {a: []}}}\n"
    ),
    "a kind of trigger": (
        "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: a}\n"
        "spec: {scaleTargetRef: {name: b}, minReplicaCount: 3, maxReplicaCount: 3, "
        "triggers: [{type: [cpu]}]}\n"
    ),
    "a kind of Kubernetes in a version that it does not have": (
        "apiVersion: apps/v9\nkind: DaemonSet\nmetadata: {name: a}\n"
        "spec: {template: {spec: {tolerations: [{key: {}, operator: Exists}]}}}\n"
    ),
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_no_rule_meets_a_value_of_a_wrong_type(text: str) -> None:
    every = {name: {"severity": "error"} for name in catalog.rules(plugins=False)}
    assert "rule-crashed" not in {rule for rule, *_ in rules_on(text, rules=every)}


@pytest.mark.parametrize("text", [each for each in ODD.values() if "replicas: 3" in each])
def test_what_is_taken_out_counts_as_unsound_and_the_rest_keeps_its_place(text: str) -> None:
    text = text.replace("spec: {", "spec: {\n", 1)
    workloads = cluster_of(text).of(CustomWorkload)
    assert workloads
    for workload in workloads:
        assert workload.facts.unsound
        assert workload.replicas.value == 3
        assert workload.replicas.span.line == 5


def test_positions_count_what_was_taken_out() -> None:
    written = "[x,\n {key: a, operator: Exists},\n null, {key: [], operator: Exists}]"
    workload = workload_of(BROKER % f"tolerations: {written}")
    assert [each.tree for each in workload.tolerations] == [
        {},
        {"key": "a", "operator": "Exists"},
        {},
        {"operator": "Exists"},
    ]
    lines = [workload.pod("tolerations", index).span.line for index in range(4)]
    assert lines == [4, 5, 6, 6]
    assert workload.pod("tolerations", 0).written == "x"


def test_what_an_operator_has_beside_the_fields_of_a_pod_stays() -> None:
    text = (
        "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"
        "spec: {instances: 3, affinity: {enablePodAntiAffinity: false, tolerations: [x]}}\n"
    )
    assert not workload_of(text).pod_terms
    assert workload_of(text.replace("false", "true")).pod_terms


def not_checked(config: str, text: str, *, whole: bool = True) -> list[str]:
    settings = parse(".multiaz-lint.yaml", config).settings
    settings.plugins, settings.whole = False, whole
    told = pipeline.check([Source("m.yaml", text)], settings).not_checked
    return [f"{each.origin}:{each.line}: {each.why}" for each in told]


@pytest.mark.parametrize(
    ("change", "reads"),
    [
        (("spec.size\n  missing_replicas: 1", "spec.sizes"), "spec.sizes, which is not written"),
        (
            ("spec.size\n  missing_replicas: 1", "[spec.sizes, spec.count]"),
            "spec.sizes and spec.count, none of which is written",
        ),
        (
            ("replicas: spec.size\n  missing_replicas: 1", "at: spec.sets[*]\n  replicas: size"),
            "spec.sets[*], which is not written",
        ),
        (
            ("replicas: spec.size\n  missing_replicas: 1", "at: spec\n  replicas: sizes"),
            "spec.sizes, which is not written",
        ),
    ],
)
def test_an_own_adapter_whose_path_leads_nowhere_is_told(
    change: tuple[str, str], reads: str
) -> None:
    config = OWN.replace(*change)
    assert config != OWN
    words = "m.yaml:3: database/main makes no workload: the adapter of the configuration reads "
    assert not_checked(config, DATABASE) == [f"{words}{reads}, and names no missing_replicas"]
    assert not_checked(config, DATABASE, whole=False) == not_checked(config, DATABASE)


def test_own_adapters_that_find_one_of_their_components_are_not_told() -> None:
    other = "- {kind: example.org/Database, component: proxy, replicas: spec.proxies}\n"
    assert not_checked(OWN + other, DATABASE) == []
    assert not_checked(OWN, DATABASE.replace("  size: 3\n", "")) == []


def test_an_own_adapter_for_a_misspelt_kind_is_told_where_all_is_read() -> None:
    for wrong in ("example.org/Databse", "example.com/Database"):
        config = OWN.replace("example.org/Database", wrong)
        words = (
            f".multiaz-lint.yaml:2: no resource of the input has kind {wrong}, for which this "
            "adapter is; example.org/Database is there and has none"
        )
        assert not_checked(config, DATABASE) == [words]
        assert not_checked(config, DATABASE, whole=False) == []
    elsewhere = DATABASE.replace("example.org/v1", "other.io/v1").replace("Database", "Queue")
    assert not_checked(OWN, elsewhere) == []


def test_a_note_about_an_own_adapter_changes_no_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = OWN.replace("kind: example.org/Database", "kind: example.org/Databse")
    (tmp_path / ".multiaz-lint.yaml").write_text(wrong)
    (tmp_path / "m.yaml").write_text(DATABASE)
    assert run(["check", "."]) == 0
    assert "no resource of the input has kind example.org/Databse" in capsys.readouterr().err
    assert run(["check", "m.yaml"]) == 0
    assert "Databse" not in capsys.readouterr().err


MODES = """\
adapters:
- kind: example.org/Database
  when: {spec.mode: [null, plain]}
  replicas: spec.size
  makes: Deployment
- kind: example.org/Database
  when: {spec.mode: stable}
  unless: {spec.paused: true}
  replicas: spec.size
  makes: StatefulSet
"""


@pytest.mark.parametrize(
    ("written", "makes"),
    [
        ("size: 3", ["Deployment"]),
        ("size: 3, mode: plain", ["Deployment"]),
        ("size: 3, mode: stable", ["StatefulSet"]),
        ("size: 3, mode: stable, paused: true", []),
        ("size: 3, mode: everywhere", []),
    ],
)
def test_adapters_of_one_kind_tell_its_modes_apart(written: str, makes: list[str]) -> None:
    text = DATABASE.partition("spec:")[0] + f"spec: {{{written}}}\n"
    own = parse("c.yaml", MODES).settings.adapters
    found = cluster_of(text, adapters=own).of(CustomWorkload)
    assert [each.adapter.makes for each in found] == makes
    assert not_checked(MODES, text) == []


def test_a_mode_that_is_seen_twice_is_refused() -> None:
    with pytest.raises(ConfigError, match="the adapter before it, number 1, sees the same pods"):
        parse("c.yaml", MODES.replace("stable}\n  unless: {spec.paused: true}", "[null, plain]}"))


def test_the_name_of_a_component_may_stand_elsewhere() -> None:
    config = (
        "adapters:\n- kind: example.org/Database\n  at: spec.sets[*]\n  part: called.so\n"
        "  replicas: size\n  labels: {set: '{part}'}\n"
    )
    text = DATABASE + "  sets: [{called: {so: a}, size: 1}, {name: b, size: 2}]\n"
    found = cluster_of(text, adapters=parse("c.yaml", config).settings.adapters).of(CustomWorkload)
    assert [(each.part, each.pod_labels["set"]) for each in found] == [("a", "a"), ("1", "1")]


def test_a_number_that_no_field_holds_is_always_the_same() -> None:
    config = "adapters:\n- kind: example.org/Database\n  missing_replicas: 1\n"
    found = workload_of(DATABASE, adapters=parse("c.yaml", config).settings.adapters)
    assert (found.replicas.value, found.resizable) == (1, False)
    with pytest.raises(ConfigError, match="key 'replicas' is missing"):
        parse("c.yaml", config.replace("  missing_replicas: 1\n", ""))


def test_what_an_operator_adds_to_spread_constraints_is_decoded() -> None:
    config = "adapters:\n- kind: example.org/Database\n  missing_replicas: 1\n"
    config += "  spread_defaults: {a: b}\n"
    with pytest.raises(
        ConfigError, match=r'4:21: adapters\[0\].spread_defaults.a: .*: unknown field "a"'
    ):
        parse("c.yaml", config)


def test_only_files_about_kinds_that_there_are_are_understood() -> None:
    program = (
        "from multiaz_lint.adapters import adapt\n"
        "from multiaz_lint.load.objects import read\n"
        "from multiaz_lint.load.source import Source\n"
        "def named(group, kind):\n"
        "    text = f'apiVersion: {group}/v1\\nkind: {kind}\\nmetadata: {{name: a}}\\n'\n"
        "    resources = read(Source('a.yaml', text)).resources\n"
        "    assert len(resources) == 1\n"
        "    found = {(each.group, each.kind) for each in adapt.shipped(resources)}\n"
        "    return (group, kind) in found, sorted(adapt._shipped)\n"
        "print(named('rbac.authorization.k8s.io', 'Role'))\n"
        "print(named('ray.io', 'RayJob'))\n"
        "print(named('ray.io', 'RayCluster'))\n"
        "every = {(each.group, each.kind) for each in adapt.shipped()}\n"
        "assert all(named(*each)[0] for each in every)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert done.stdout.decode().splitlines() == [
        "(False, [])", "(False, [])", "(True, ['ray.yaml'])",
    ]  # fmt: skip
