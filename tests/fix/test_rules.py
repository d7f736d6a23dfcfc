"""What the edits of single rules make of manifests that are written in uncommon ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from multiaz_lint import fix, mending, pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.model import REQUIRED
from multiaz_lint.settings import Settings

FIXTURES = Path(__file__).parents[2] / "fixtures" / "rules"


def mended(text: str, *select: str, unsafe: bool = False) -> tuple[fix.FixPlan, str]:
    settings = Settings(plugins=False, select=select)
    _, plan = mending.plan(
        [Source("a.yaml", text, named=True)], settings, fix.FixOptions(unsafe=unsafe)
    )
    changed = {each.origin: each.new for each in plan.changes}
    return plan, changed.get("a.yaml", text)


CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("port: &port 8080", 'port: &port "8080"', id="an anchor stays"),
        pytest.param("port: &port\n    8080", 'port: &port\n    "8080"', id="on its own line"),
        pytest.param("size: !!int 7", 'size: "7"', id="a tag goes"),
        pytest.param("size: &size !!int 7", 'size: "7"', id="a tag goes, its anchor with it"),
        pytest.param('size: !!float "7"', 'size: "7"', id="a tag before quotes goes"),
        pytest.param(
            "a: &v 1.10\n  b: *v", 'a: &v "1.10"\n  b: "1.10"', id="an alias is what it stands for"
        ),
        pytest.param("a: {b: &v 1}", "a: {b: &v 1}", id="what is no scalar stays"),
        pytest.param("a: 1\n  b: !!str 2", 'a: "1"\n  b: !!str 2', id="beside a tag for text"),
        pytest.param("a: 1\n  b: ! 2", 'a: "1"\n  b: ! 2', id="beside the tag for no tag"),
    ],
)
def test_quotes_go_round_a_scalar_and_not_round_its_anchor_or_tag(written: str, meant: str) -> None:
    plan, text = mended(f"{CONFIG}data:\n  {written}\n", "api-unquoted-scalar")
    assert text == f"{CONFIG}data:\n  {meant}\n"
    assert plan.refused == []


def test_an_anchor_that_is_a_number_elsewhere_stays_one() -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n"
        "    image: web:1\n    env: [{name: PORT, value: &port 8080}]\n"
        "    ports: [{containerPort: *port}]\n"
    )
    plan, after = mended(text, "api-unquoted-scalar")
    assert after == text
    (refusal,) = plan.refused
    assert refusal.reason.startswith("the value bears the anchor &port, which is used elsewhere")
    assert "8080 is a number" in plan.remaining[0].message
    assert plan.remaining[0].hint == 'write "8080" in quotes'


WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      SPEC
      containers: [{name: web, image: "web:1.0"}]
"""
MASTER = "node-role.kubernetes.io/master"
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
OLD_ZONE = "failure-domain.beta.kubernetes.io/zone"
ZONE = "topology.kubernetes.io/zone"


def node(*labels: str) -> str:
    return (
        f"---\napiVersion: v1\nkind: Node\nmetadata: {{name: n, labels: {{{', '.join(labels)}}}}}\n"
    )


def averse(*labels: str) -> str:
    terms = ", ".join(f"{{key: {label}, operator: DoesNotExist}}" for label in labels)
    required = f"nodeSelectorTerms: [{{matchExpressions: [{terms}]}}]"
    return f"affinity: {{nodeAffinity: {{{REQUIRED}: {{{required}}}}}}}"


@pytest.mark.parametrize(
    ("rule", "spec", "nodes", "meant"),
    [
        pytest.param(
            "toleration-master-only", f'nodeSelector: {{{MASTER}: "true"}}',
            node(f'{MASTER}: "true"'), None, id="nodes that bear the old role alone",
        ),
        pytest.param(
            "toleration-master-only", f'nodeSelector: {{{MASTER}: "true"}}',
            node(f'{MASTER}: "true"', f'{CONTROL_PLANE}: ""'), None, id="another value",
        ),
        pytest.param(
            "toleration-master-only", f'nodeSelector: {{{MASTER}: "true"}}',
            node(f'{MASTER}: "true"', f'{CONTROL_PLANE}: "true"'),
            f'nodeSelector: {{{CONTROL_PLANE}: "true"}}', id="nodes that bear both roles",
        ),
        pytest.param(
            "toleration-master-only", averse(MASTER), node(f"{CONTROL_PLANE}: x"),
            None, id="no node beside the control plane",
        ),
        pytest.param(
            "toleration-master-only", averse(MASTER), node("a: b"),
            averse(MASTER, CONTROL_PLANE), id="nodes beside the control plane",
        ),
        pytest.param(
            "label-deprecated-zone", f"nodeSelector: {{{OLD_ZONE}: a}}",
            node(f"{OLD_ZONE}: a"), None, id="nodes with the old zone alone",
        ),
        pytest.param(
            "label-deprecated-zone", f"nodeSelector: {{{OLD_ZONE}: a}}",
            node(f"{OLD_ZONE}: a", f"{ZONE}: a"), f"nodeSelector: {{{ZONE}: a}}",
            id="nodes with both zones",
        ),
        pytest.param(
            "label-deprecated-zone", f"nodeSelector: {{{OLD_ZONE}: a}}",
            node(f"{ZONE}: a"), f"nodeSelector: {{{ZONE}: a}}", id="nodes with the new zone alone",
        ),
    ],
)  # fmt: skip
def test_no_node_of_the_input_is_lost_by_a_newer_label(
    rule: str, spec: str, nodes: str, meant: str | None
) -> None:
    _, text = mended(WEB.replace("SPEC", spec) + nodes, rule)
    assert text == WEB.replace("SPEC", meant or spec) + nodes


JOB = """\
apiVersion: batch/v1
kind: Job
metadata: {name: web}
spec:
  template:
    spec:
      SPEC
      restartPolicy: Never
      containers: [{name: web, image: "web:1.0"}]
"""
CRON_JOB = """\
apiVersion: batch/v1
kind: CronJob
metadata: {name: web}
spec:
  schedule: 0 0 * * *
  jobTemplate:
    spec:
      template:
        spec:
          SPEC
          restartPolicy: Never
          containers: [{name: web, image: "web:1.0"}]
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  SPEC
  containers: [{name: web, image: "web:1.0"}]
"""
ON_MASTER = f"tolerations: [{{key: {MASTER}, operator: Exists}}]"
ON_BOTH = (
    f"tolerations: [{{key: {MASTER}, operator: Exists}}, "
    f"{{key: {CONTROL_PLANE}, operator: Exists}}]"
)
IN_ZONE = f"nodeSelector: {{{OLD_ZONE}: a}}"
IN_NEW_ZONE = f"nodeSelector: {{{ZONE}: a}}"
HOOK = "{name: web, annotations: {helm.sh/hook: test}}"


@pytest.mark.parametrize(
    ("rule", "text", "spec", "meant"),
    [
        pytest.param("toleration-master-only", JOB, ON_MASTER, None, id="tolerations of a Job"),
        pytest.param("label-deprecated-zone", JOB, IN_ZONE, None, id="node selector of a Job"),
        pytest.param("label-deprecated-zone", POD, IN_ZONE, None, id="node selector of a Pod"),
        pytest.param(
            "toleration-master-only", POD, ON_MASTER, ON_BOTH, id="a Pod may tolerate more"
        ),
        pytest.param(
            "label-deprecated-zone", CRON_JOB, IN_ZONE, IN_NEW_ZONE, id="each run is a new Job"
        ),
        pytest.param(
            "label-deprecated-zone", JOB.replace("{name: web}", "{generateName: web-}", 1),
            IN_ZONE, IN_NEW_ZONE, id="each has another name",
        ),
        pytest.param(
            "label-deprecated-zone", POD.replace("{name: web}", HOOK, 1), IN_ZONE, IN_NEW_ZONE,
            id="Helm makes it anew",
        ),
        pytest.param(
            "api-unknown-field", JOB, "nodeselector: {a: b}", "nodeSelector: {a: b}",
            id="as it is written it was refused",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_once_it_exists_is_told_and_not_mended(
    rule: str, text: str, spec: str, meant: str | None
) -> None:
    plan, after = mended(text.replace("SPEC", spec), rule, unsafe=True)
    assert after == text.replace("SPEC", meant or spec)
    assert len(plan.cured) + len(plan.remaining) == 1


KNATIVE = """\
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: web}
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/min-scale: "2"
    spec:
      containers: [{image: "web:1.0"}]
"""


def test_replicas_that_are_written_as_text_stay_text() -> None:
    _, text = mended(KNATIVE, "replicas-too-few", "replicas-below-zones", unsafe=True)
    assert text == KNATIVE.replace('"2"', '"3"')


DEPLOYMENT_CONFIG = """\
apiVersion: apps.openshift.io/v1
kind: DeploymentConfig
metadata: {name: web}
spec:
  replicas: 3
  selector: {app: web}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
"""
CONTROLLER = DEPLOYMENT_CONFIG.replace("apps.openshift.io/v1", "v1").replace(
    "DeploymentConfig", "ReplicationController"
)


@pytest.mark.parametrize("text", [DEPLOYMENT_CONFIG, CONTROLLER])
@pytest.mark.parametrize("rule", ["antiaffinity-missing", "spread-missing"])
def test_a_selector_that_is_a_map_is_written_as_a_label_selector(rule: str, text: str) -> None:
    plan, after = mended(text, rule, unsafe=True)
    assert [each.rule for each in plan.cured] == [rule]
    selector = after.partition("labelSelector:")[2].partition("containers")[0]
    assert selector.split("\n")[1].strip() == "matchLabels: {app: web}"


UNSOUND = WEB.replace("      SPEC\n", "")


@pytest.mark.parametrize(
    ("text", "quoted", "times"),
    [
        pytest.param(
            UNSOUND.replace(
                "{matchLabels: {app: web}}",
                "{matchExpressions: [{key: app, operator: In, values: [web, y]}]}",
            ),
            'values: [web, "y"]', 3, id="its selector",
        ),
        pytest.param(
            UNSOUND.replace("{app: web}", "{app: web, version: 1.10}"),
            'version: "1.10"', 5, id="its labels",
        ),
    ],
)  # fmt: skip
def test_a_selector_is_copied_once_all_of_it_can_be_read(
    text: str, quoted: str, times: int
) -> None:
    placed = "antiaffinity-missing", "spread-missing", "pdb-missing"
    plan, after = mended(text, *placed, unsafe=True)
    assert after == text
    assert plan.refused == []
    plan, after = mended(text, *placed, "api-unquoted-scalar", unsafe=True)
    assert {each.rule for each in plan.cured} == {*placed, "api-unquoted-scalar"}
    assert after.count(quoted) == times


def test_a_toleration_is_copied_once_all_of_it_can_be_read() -> None:
    written = f"{{key: {MASTER}, operator: Equal, value: true, effect: NoSchedule}}"
    text = WEB.replace("SPEC", f"tolerations: [{written}]")
    _, after = mended(text, "toleration-master-only", "api-unquoted-scalar")
    sound = written.replace("true", '"true"')
    twin = sound.replace(MASTER, CONTROL_PLANE)
    assert after == WEB.replace("SPEC", f"tolerations: [{sound}, {twin}]")


def test_a_budget_gets_the_labels_of_a_selector_once_all_of_it_can_be_read() -> None:
    budget = (
        "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\n"
        "spec: {maxUnavailable: 1}\n"
    )
    text = UNSOUND.replace("{app: web}", "{app: web, version: 1.10}") + budget
    _, after = mended(text, "pdb-selector-empty", "api-unquoted-scalar", unsafe=True)
    assert after.count('version: "1.10"') == 3


def old(api_version: str, kind: str, spec: str = "") -> str:
    return f"""\
apiVersion: {api_version}
kind: {kind}
metadata: {{name: web}}
spec:
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      containers: [{{name: web, image: "web:1.0"}}]
{spec}"""


STATEFUL = "  serviceName: web\n"
BUDGET = """\
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  minAvailable: 1
  selector: SELECTOR
"""
WEBHOOK = """\
apiVersion: admissionregistration.k8s.io/v1beta1
kind: MutatingWebhookConfiguration
metadata: {name: web}
webhooks:
- name: web.example.org
  clientConfig: {url: "https://example.org/"}
  admissionReviewVersions: [v1]
"""
CRON = CRON_JOB.replace("          SPEC\n", "").replace("batch/v1", "batch/v2alpha1")
LIMITS = "  successfulJobsHistoryLimit: 3\n  failedJobsHistoryLimit: 1\n"
SHARES = """\
apiVersion: flowcontrol.apiserver.k8s.io/v1beta3
kind: PriorityLevelConfiguration
metadata: {name: web}
spec: {type: Limited, limited: {nominalConcurrencyShares: 0, limitResponse: {type: Reject}}}
"""


@pytest.mark.parametrize(
    ("text", "added"),
    [
        pytest.param(
            old("apps/v1beta1", "StatefulSet", STATEFUL), "  updateStrategy: {type: OnDelete}\n",
            id="a StatefulSet is updated by deletion",
        ),
        pytest.param(
            old("extensions/v1beta1", "DaemonSet"), "  updateStrategy: {type: OnDelete}\n",
            id="a DaemonSet is updated by deletion",
        ),
        pytest.param(
            old("apps/v1beta2", "StatefulSet", STATEFUL), "", id="its next version rolls"
        ),
        pytest.param(
            old("apps/v1beta1", "Deployment"), "  revisionHistoryLimit: 2\n", id="two revisions"
        ),
        pytest.param(
            old("extensions/v1beta1", "Deployment", "  strategy: {type: Recreate}\n"),
            "  progressDeadlineSeconds: 2147483647\n  revisionHistoryLimit: 2147483647\n",
            id="a Deployment without a deadline",
        ),
        pytest.param(
            f"{WEBHOOK}  sideEffects: None\n",
            "  failurePolicy: Ignore\n  matchPolicy: Exact\n  timeoutSeconds: 30\n",
            id="a webhook ignores failures",
        ),
        pytest.param(
            f"{WEBHOOK}  sideEffects: None\n  failurePolicy: Fail\n  timeoutSeconds: 5\n",
            "  matchPolicy: Exact\n", id="what is written stays",
        ),
        pytest.param(WEBHOOK, None, id="side effects that nobody tells"),
        pytest.param(f"{WEBHOOK}  sideEffects: Some\n", None, id="side effects"),
        pytest.param(BUDGET.replace("SELECTOR", "{}"), None, id="an empty selector"),
        pytest.param(
            BUDGET.replace("SELECTOR", "{matchLabels: {}, matchExpressions: []}"), None,
            id="a selector of empty parts",
        ),
        pytest.param(BUDGET.replace("SELECTOR", "{matchLabels: {a: b}}"), "", id="a selector"),
        pytest.param(CRON, None, id="Jobs are kept for ever"),
        pytest.param(CRON.replace("  jobTemplate", f"{LIMITS}  jobTemplate"), "", id="some Jobs"),
        pytest.param(SHARES, None, id="no share stood for the default"),
        pytest.param(SHARES.replace("Shares: 0", "Shares: 1"), "", id="one share"),
        pytest.param(
            "apiVersion: events.k8s.io/v1beta1\nkind: Event\nmetadata: {name: web}\n", None,
            id="an Event",
        ),
    ],
)  # fmt: skip
def test_a_newer_version_is_written_with_the_defaults_of_the_old(
    text: str, added: str | None
) -> None:
    plan, after = mended(text, "api-removed-version", unsafe=True)
    if added is None:
        assert after == text
        return
    assert plan.refused == []
    before, now = text.splitlines(keepends=True), after.splitlines(keepends=True)
    assert now[0] != before[0]
    assert [line for line in now[1:] if line in before] == before[1:]
    assert "".join(line for line in now[1:] if line not in before) == added


def test_the_rollout_of_an_old_deployment_stays_as_it_was() -> None:
    text = old("extensions/v1beta1", "Deployment", "  strategy: {rollingUpdate: {maxSurge: 2}}\n")
    _, after = mended(text, "api-removed-version", unsafe=True)
    assert "  strategy: {rollingUpdate: {maxSurge: 2, maxUnavailable: 1}}\n" in after


SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    service.kubernetes.io/topology-aware-hints: auto
    service.kubernetes.io/topology-mode: MODE
spec: {selector: {app: web}, ports: [{port: 80}]}
"""


@pytest.mark.parametrize(
    ("mode", "dropped"), [("auto", True), ("Auto", False), ("disabled", False)]
)
def test_an_annotation_is_dropped_for_a_newer_one_that_says_the_same(
    mode: str, dropped: bool
) -> None:
    text = SERVICE.replace("MODE", mode)
    _, after = mended(text, "svc-topology-removed")
    assert ("topology-aware-hints" in after) is not dropped


def test_json_with_characters_in_two_escapes_is_mended() -> None:
    text = (
        '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "annotations": '
        r'{"a": "\ud83d\udca5 \\ud83d", "service.kubernetes.io/topology-aware-hints": "auto"}}, '
        '"spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}'
    )
    plan, after = mended(text, "svc-topology-removed")
    assert after == text.replace("topology-aware-hints", "topology-mode")
    assert plan.refused == []


def test_json_that_no_reader_of_yaml_knows_is_refused_in_one_line() -> None:
    text = (
        '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "annotations": '
        '{"a": "\x7f", "service.kubernetes.io/topology-aware-hints": "auto"}}, '
        '"spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}'
    )
    plan, after = mended(text, "svc-topology-removed")
    assert after == text
    (refusal,) = plan.refused
    assert refusal.reason.startswith("the document cannot be read (")
    assert "\n" not in refusal.reason
    assert "unicode string" not in refusal.reason


def test_the_advice_names_the_defaults_of_the_old_version() -> None:
    text = old("apps/v1beta1", "StatefulSet", STATEFUL)
    found = pipeline.check([Source("a.yaml", text)], Settings(plugins=False)).diagnostics
    (hint,) = [each.hint for each in found if each.rule == "api-removed-version"]
    assert hint == (
        "write apps/v1, and the defaults of the old one: spec.updateStrategy.type: OnDelete"
    )


@pytest.mark.parametrize(
    "rule", ["replicas-too-few", "spread-missing", "spread-soft-zone", "hpa-min-too-low"]
)
def test_nothing_is_written_that_does_nothing_for_pods_of_one_zone(rule: str) -> None:
    folder = FIXTURES / rule
    text = (folder / "one-zone.yaml").read_text(encoding="utf-8")
    plan, after = mended(text, rule, unsafe=True)
    assert [each.rule for each in plan.remaining] == [rule]
    assert after == text
    assert plan.refused == []


def test_the_replicas_of_a_canary_stay() -> None:
    text = (FIXTURES / "replicas-too-few" / "canary.yaml").read_text(encoding="utf-8")
    plan, after = mended(text, "replicas-too-few", unsafe=True)
    assert [each.rule for each in plan.remaining] == ["replicas-too-few"]
    assert after == text


APART = """      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}
"""


@pytest.mark.parametrize(("apart", "safe"), [("", True), (APART, False)])
def test_the_right_key_of_a_rollout_is_written_where_it_hangs_none(apart: str, safe: bool) -> None:
    text = f"""\
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {{name: web}}
spec:
  replicas: 3
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        matchLabelKeys: [pod-template-hash]
        labelSelector: {{matchLabels: {{app: web}}}}
{apart}      containers: [{{name: web, image: "web:1"}}]
"""
    right = text.replace("pod-template-hash", "rollouts-pod-template-hash")
    assert mended(text, "spread-hash-key-wrong-kind")[1] == (right if safe else text)
    assert mended(text, "spread-hash-key-wrong-kind", unsafe=True)[1] == right
