"""The pipeline: every file gets an answer, in an order that never depends on the input's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multiaz_lint import catalog, pipeline
from multiaz_lint.load import files
from multiaz_lint.load.source import Source
from multiaz_lint.load.unreadable import Unreadable
from multiaz_lint.rule import Severity
from multiaz_lint.settings import Settings
from tests.corpus import CORPUS, needs_corpus

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from multiaz_lint.model import Cluster, Resource
    from multiaz_lint.rule import Problem

APPS = Path(__file__).parent.parent / "fixtures" / "apps"
CHUNKS = {
    app: [
        chunk
        for path in sorted((APPS / app).glob("*.yaml"))
        for chunk in path.read_text(encoding="utf-8").split("---\n")
    ]
    for app in ("cryptobot", "cryptobot-fixed")
}


def plain(sources: list[Source]) -> list[tuple[object, ...]]:
    result = pipeline.check(sources, Settings(plugins=False))
    return [(each.rule, each.message, each.place.as_tuple()) for each in result.diagnostics]


@settings(max_examples=8)
@given(st.sampled_from(sorted(CHUNKS)), st.randoms(use_true_random=False))
def test_the_order_of_files_changes_nothing(app: str, shuffler: random.Random) -> None:
    sources = [Source(f"{number}.yaml", chunk) for number, chunk in enumerate(CHUNKS[app])]
    expected = plain(sources)
    shuffler.shuffle(sources)
    assert plain(sources) == expected


@settings(max_examples=8)
@given(st.sampled_from(sorted(CHUNKS)), st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_only_lines(app: str, shuffler: random.Random) -> None:
    def words(chunks: list[str]) -> list[tuple[object, ...]]:
        found = plain([Source("all.yaml", "---\n".join(chunks))])
        return sorted((rule, message) for rule, message, _ in found)

    chunks = list(CHUNKS[app])
    expected = words(chunks)
    shuffler.shuffle(chunks)
    assert words(chunks) == expected


def test_a_rule_that_raises_is_a_finding_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules = catalog.rules(plugins=False)

    def broken(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        raise RuntimeError("boom")

    monkeypatch.setattr(rules["replicas-too-few"], "check", broken)
    monkeypatch.setattr(catalog, "rules", lambda *_, **__: rules)
    result = pipeline.run([str(APPS / "cryptobot" / "trade-deployment.yaml")], Settings())
    crashed = [each for each in result.diagnostics if each.rule == "rule-crashed"]
    assert [each.severity for each in crashed] == [Severity.ERROR]
    assert "replicas-too-few failed on deployment/trade: RuntimeError: boom" in crashed[0].message
    assert any(each.rule == "pdb-missing" for each in result.diagnostics)


@pytest.mark.parametrize(
    "value", ["${REPLICAS}", "{{ .Values.replicas }}", "$(REPLICAS)", "$REPLICAS", "<REPLICAS>"]
)
def test_a_placeholder_is_not_judged_and_the_run_says_so(value: str) -> None:
    text = f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  replicas: "{value}"
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec: {{containers: [{{name: web, image: "web:1"}}]}}
"""
    result = pipeline.check([Source("a.yaml", text)], Settings(plugins=False))
    rules = {each.rule for each in result.diagnostics}
    assert "replicas-too-few" not in rules
    assert "api-decode-error" not in rules
    assert any("placeholders" in each.why for each in result.not_checked)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n"
            "  selector: {matchLabels: {app: '{{ x }}'}}\n  template:\n"
            "    metadata: {labels: {app: '{{ x }}'}}\n"
            "    spec: {containers: [{name: web, image: 'web:1'}]}\n", id="a selector",
        ),
        pytest.param(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {'${K}/x': v}}\n",
            id="the key of a label",
        ),
        pytest.param(
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
            "spec: {selector: {'$KEY': a}, ports: [{port: 80}]}\n", id="the key of a selector",
        ),
        pytest.param(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\n"
            "spec: {rules: [{host: www.__INGRESS_HOST__}]}\n", id="capitals in underscores",
        ),
    ],
)  # fmt: skip
def test_the_api_server_is_not_asked_about_placeholders(text: str) -> None:
    result = pipeline.check([Source("a.yaml", text)], Settings(plugins=False))
    assert not [each for each in result.diagnostics if each.category == "api"]
    assert any("placeholders" in each.why for each in result.not_checked)


@pytest.mark.parametrize("name", ["LOG__LEVEL__X", "__meta_pod__", "A__B", "__", "____"])
def test_other_words_with_underscores_are_no_placeholders(name: str) -> None:
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: '{name}'}}\n"
    result = pipeline.check([Source("a.yaml", text)], Settings(plugins=False))
    assert [each.rule for each in result.diagnostics] == ["api-invalid-object"]
    assert list(result.not_checked) == []


_HELD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  replicas: 3
  selector: {{matchLabels: {{{selector}}}}}
  template:
    metadata: {{labels: {{{labels}}}}}
    spec:
      containers: [{{name: web, image: "web:1"}}]
      {pod}
---
{beside}
"""
_ANTI = (
    "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
    "[{topologyKey: %s, labelSelector: {matchLabels: {%s}}}]}}"
)
_SPREAD = (
    "topologySpreadConstraints: [{maxSkew: 1, topologyKey: %s, whenUnsatisfiable: DoNotSchedule, "
    "labelSelector: {matchLabels: {%s}}}]"
)
_ZONE = "topology.kubernetes.io/zone"
_MOUNT = "volumes: [{name: d, persistentVolumeClaim: {claimName: d}}]"
_CLAIM = (
    "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: d}, spec: "
    "{accessModes: [%s], resources: {requests: {storage: 1Gi}}}}"
)
_CLASS = (
    "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: s}, "
    "provisioner: ebs.csi.aws.com, volumeBindingMode: WaitForFirstConsumer, allowedTopologies: "
    "[{matchLabelExpressions: [{key: topology.kubernetes.io/zone, values: [%s]}]}]}"
)
_BUDGET = (
    "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: "
    "{maxUnavailable: 1, selector: {%s}}}"
)
_SCALER = (
    "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: "
    "{minReplicas: 3, maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, %s}}}"
)
_SERVICE = (
    "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: "
    "{selector: {%s}, ports: [{port: 80}]}}"
)
_POLICY = (
    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: "
    "{podSelector: {matchLabels: {%s}}, policyTypes: [Ingress]}}"
)


@pytest.mark.parametrize(
    ("rule", "filled", "open_"),
    [
        (
            "toleration-never-evicted",
            {"pod": "tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists}]"},
            {"pod": "tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, "
                    "tolerationSeconds: '${T}'}]"},
        ),
        (
            "spread-selector-self",
            {"pod": _SPREAD % (_ZONE, "app: other")}, {"pod": _SPREAD % (_ZONE, "app: '${A}'")},
        ),
        (
            "antiaffinity-self-mismatch",
            {"pod": _ANTI % (_ZONE, "other: web")}, {"pod": _ANTI % (_ZONE, "'${K}': web")},
        ),
        (
            "spread-hostname-only",
            {"pod": _SPREAD % ("kubernetes.io/hostname", "app: web")},
            {"pod": _SPREAD % ("'${TK}'", "app: web")},
        ),
        (
            "spread-missing",
            {"pod": _ANTI % ("kubernetes.io/hostname", "app: web")},
            {"pod": _ANTI % ("'${TK}'", "app: web")},
        ),
        ("api-invalid-workload", {"selector": "'a b': web"}, {"selector": "'${K}': web"}),
        (
            "pdb-selector-dangling",
            {"beside": _BUDGET % "matchLabels: {app: other}"},
            {"beside": _BUDGET % "matchExpressions: [{key: '{{ .k }}', operator: Exists}]"},
        ),
        (
            "pdb-missing",
            {"beside": _BUDGET % "matchLabels: {app: other}"},
            {"beside": _BUDGET % "matchLabels: {app: '${A}'}"},
        ),
        (
            "hpa-dangling",
            {"beside": _SCALER % "kind: DaemonSet, name: web"},
            {"beside": _SCALER % "kind: '${KIND}', name: web"},
        ),
        (
            "svc-no-backend",
            {"beside": _SERVICE % "app: other"}, {"beside": _SERVICE % "'${K}': web"},
        ),
        (
            "netpol-dangling",
            {"beside": _POLICY % "app: other"}, {"beside": _POLICY % "app: '${A}'"},
        ),
        (
            "netpol-missing",
            {"beside": _POLICY % "app: other"}, {"beside": _POLICY % "app: '${A}'"},
        ),
        (
            "storage-rwo-shared",
            {"pod": _MOUNT, "beside": _CLAIM % "ReadWriteOnce"},
            {"pod": _MOUNT, "beside": _CLAIM % "'${M}'"},
        ),
        (
            "storage-single-zone-class",
            {"beside": _CLASS % "a"}, {"beside": _CLASS % "'${Z}'"},
        ),
    ],
)  # fmt: skip
def test_what_is_to_be_filled_decides_nothing(
    rule: str, filled: dict[str, str], open_: dict[str, str]
) -> None:
    usual = {"selector": "app: web", "labels": "app: web", "pod": "", "beside": ""}
    for written, told in ((filled, True), (open_, False)):
        text = _HELD.format(**{**usual, **written})
        result = pipeline.check([Source("a.yaml", text)], Settings(plugins=False))
        assert (rule in {each.rule for each in result.diagnostics}) is told
        assert any("placeholders" in each.why for each in result.not_checked) is not told


def test_placeholders_that_are_filled_alike_match() -> None:
    label = "app: '${A}'"
    pod = _SPREAD % ("kubernetes.io/hostname", label)
    text = _HELD.format(selector=label, labels=label, pod=pod, beside="")
    result = pipeline.check([Source("a.yaml", text)], Settings(plugins=False))
    assert "spread-hostname-only" in {each.rule for each in result.diagnostics}


_STATIC = """\
apiVersion: v1
kind: Pod
metadata: {{name: kube-scheduler, namespace: {namespace}{labels}}}
spec: {{containers: [{{name: kube-scheduler{image}, resources: {{requests: {{cpu: 1m}}}}}}]}}
"""


@pytest.mark.parametrize(
    ("file", "changed", "is_part"),
    [
        pytest.param("kube-scheduler.yaml", {}, True, id="named as its target"),
        pytest.param("kube-scheduler0+strategic.yaml", {}, True, id="with a number and a type"),
        pytest.param("web.yaml", {}, False, id="a file that kubeadm passes over"),
        pytest.param("etcd.yaml", {}, False, id="of another target"),
        pytest.param("kube-scheduler.yml", {}, False, id="an ending that kubeadm refuses"),
        pytest.param("kube-scheduler.yaml", {"namespace": "web"}, False, id="elsewhere"),
        pytest.param(
            "kube-scheduler.yaml", {"labels": ", labels: {tier: control-plane}"}, False,
            id="labels of a whole one",
        ),
        pytest.param("kube-scheduler.yaml", {"image": ", image: a:1"}, False, id="an image"),
    ],
)  # fmt: skip
def test_what_kubeadm_merges_into_a_static_pod_is_no_pod(
    file: str, changed: dict[str, str], is_part: bool
) -> None:
    usual = {"namespace": "kube-system", "labels": "", "image": ""}
    text = _STATIC.format(**{**usual, **changed})
    result = pipeline.check([Source(f"patches/{file}", text)], Settings(plugins=False))
    why = "a patch of kubeadm, a part of a static Pod"
    assert [each.why for each in result.not_checked] == ([why] if is_part else [])
    assert result.resources == (not is_part)
    told = any("image: Required value" in each.message for each in result.diagnostics)
    assert told is not (is_part or "image" in changed)


def test_patches_that_a_kustomization_names_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text("patches:\n- path: more.yaml\n")
    (tmp_path / "more.yaml").write_text(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 1}\n"
    )
    for paths in ([tmp_path], [tmp_path / "more.yaml"]):
        result = pipeline.run([str(path) for path in paths], Settings(plugins=False))
        assert result.diagnostics == []
        assert "Kustomize patch" in result.not_checked[0].why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(
            "replicas: [{name: other, count: 2}]",
            "its replicas of other are not applied, as nothing in the input that it lists has this "
            "name",
            id="replicas",
        ),
        pytest.param(
            "replicas: [{name: web, count: 1}]",
            "its replicas of web are not applied, as nothing in the input that it lists has this "
            "name",
            id="replicas of nothing",
        ),
        pytest.param(
            "patches:\n- patch: '- {op: remove, path: /spec}'\n",
            "a patch is not applied (has operations and no target)", id="a patch",
        ),
        pytest.param(
            "patches: [{path: a.yaml}]\nresources: [whole.yaml]\n",
            "a patch is not applied (a.yaml is not in the input)", id="a patch that is not there",
        ),
        pytest.param(
            "patchesStrategicMerge:\n- |\n  {kind: Deployment, metadata: {name: web}}\n",
            "a patch is not applied (nothing in the input that it lists is deployment/web of no "
            "apiVersion in namespace default)",
            id="an older patch",
        ),
        pytest.param(
            'generators: []\nvalidators: ["a\\n"]\n'
            "helmCharts: [{name: x}]\nresources: [https://example.com/a, whole.yaml]\n",
            "its charts and remote resources are not read",
            id="all at once",
        ),
        pytest.param(
            "resources: [whole.yaml]\ngenerators: [charts.yaml, folder]\n",
            "its generators are not applied", id="what may make workloads, as charts",
        ),
        pytest.param(
            "resources: [whole.yaml]\n"
            "labels:\n- pairs: {a: b}\n  fields: [{path: metadata/labels, kind: Deployment}]\n"
            "- pairs: {c: d}\n  includeTemplates: true\n"
            "  fields: [{path: spec/template/metadata/labels, kind: Job, create: false}]\n"
            "- pairs: {e: f}\n  includeTemplates: true\n"
            "  fields: [{path: spec/template/metadata/labels, kind: Deployment}]\n",
            "kustomize refuses it (labels[0].fields and its own differ in creating "
            "metadata/labels, labels[2].fields and its own differ in creating "
            "spec/template/metadata/labels)", id="fields of labels in conflict",
        ),
        pytest.param("namePrefix: a-\nimages: [{name: b, newTag: '2'}]\n", "", id="names"),
        pytest.param(
            "namespace: 12\npatches: 5\nreplicas: x\nresources: [5, {}, whole.yaml]\n",
            "kustomize refuses it (namespace is no text, patches is no sequence, replicas is no "
            "sequence and more)", id="wrong types",
        ),
        pytest.param(
            "resources: ['', whole.yaml]\ncomponents: [~]\n",
            "kustomize refuses it (an entry of resources is empty, an entry of components is "
            "empty)", id="empty entries",
        ),
        pytest.param(
            "resources: [whole.yaml]\nimages: [{name: r/x, newTag: 1.20}]\nreplica: []\n",
            "kustomize refuses it (images[0].newTag is no text, unknown field replica)",
            id="fields",
        ),
        pytest.param(
            "apiVersion: kustomize.config.k8s.io/v1\nkind: Kustomization\nresources: [whole.yaml]\n"
            "labels: [{pairs: {a: 1}, includeSelectors: 'true', fields: [{create: 1}]}]\n",
            "kustomize refuses it (labels[0].pairs is no mapping of texts, "
            "labels[0].includeSelectors is no boolean, labels[0].fields[0].create is no boolean "
            "and more)", id="deep types",
        ),
        pytest.param(
            "resources: [whole.yaml]\napiVersion: kustomize.config.k8s.io/v1beta2\n",
            "kustomize refuses it (apiVersion of a Kustomization is not "
            "kustomize.config.k8s.io/v1beta1)", id="another version",
        ),
        pytest.param(
            "resources: [whole.yaml]\nImages: [{name: r/x, newtag: '2'}]\n"
            "replicas: [{name: web, Count: 2}]\nconfigurations: [a.yaml]\n"
            "openapi: {path: a.json}\n",
            "its configurations and openapi schemas and fields in another case (Images, "
            "replicas[0].Count) are not applied", id="another case",
        ),
    ],
)  # fmt: skip
def test_what_a_kustomization_does_by_itself_is_told(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "kustomization.yaml").write_text(text)
    (tmp_path / "whole.yaml").write_text(WHOLE)
    result = pipeline.run([str(tmp_path)], Settings(plugins=False))
    assert result.resources == 1
    told = [each.why for each in result.not_checked]
    assert told == ([f"{why}: check what kustomize builds"] if why else [])


@pytest.mark.parametrize(
    ("version", "kind", "spec"),
    [
        ("work.open-cluster-management.io/v1", "ManifestWork", "workload: {manifests: [{}]}"),
        ("kubernetes.crossplane.io/v1alpha2", "Object", "forProvider: {manifest: {kind: Pod}}"),
        ("fluxcd.controlplane.io/v1", "ResourceSet", "resources: [{}]"),
    ],
)
def test_objects_that_another_carries_are_told(version: str, kind: str, spec: str) -> None:
    text = f"{{apiVersion: {version}, kind: {kind}, metadata: {{name: a}}, spec: {{{spec}}}}}"
    result = pipeline.check([Source("a.yaml", text)], Settings(plugins=False))
    (told,) = result.not_checked
    assert "carries" in told.why


@pytest.mark.parametrize(
    ("version", "kind", "spec", "told"),
    [
        ("helm.toolkit.fluxcd.io/v2", "HelmRelease", "chart: {spec: {chart: a}}", True),
        ("helm.toolkit.fluxcd.io/v2", "HelmRelease", "chartRef: {kind: HelmChart}", True),
        ("helm.toolkit.fluxcd.io/v2", "HelmRelease", "chart: {spec: {version: '2'}}", False),
        ("helm.toolkit.fluxcd.io/v2", "HelmRelease", "values: {chart: a}", False),
        ("helm.cattle.io/v1", "HelmChart", "chart: a", True),
        ("helm.cattle.io/v1", "HelmChart", "chartContent: H4s", True),
        ("helm.cattle.io/v1", "HelmChart", "valuesContent: a", False),
        ("argoproj.io/v1alpha1", "Application", "source: {chart: a}", True),
        ("argoproj.io/v1alpha1", "Application", "sources: [{path: a, helm: {x: 1}}, 3]", True),
        ("argoproj.io/v1alpha1", "Application", "source: {path: a}", False),
    ],
)
def test_charts_that_an_object_installs_are_told(
    version: str, kind: str, spec: str, *, told: bool
) -> None:
    text = f"{{apiVersion: {version}, kind: {kind}, metadata: {{name: a}}, spec: {{{spec}}}}}"
    result = pipeline.check([Source("a.yaml", text)], Settings(plugins=False))
    assert ["its chart" in each.why for each in result.not_checked] == [True] * told


@pytest.mark.parametrize("key", ["generators", "transformers", "validators"])
def test_configurations_of_plugins_are_left_out(tmp_path: Path, key: str) -> None:
    (tmp_path / "kustomization.yaml").write_text(f"{key}: [own.yaml, built-in.yaml]\n")
    (tmp_path / "own.yaml").write_text(WHOLE)
    (tmp_path / "built-in.yaml").write_text(
        "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\nprefix: a-\n"
    )
    for paths in ([tmp_path], [tmp_path / "own.yaml", tmp_path / "built-in.yaml"]):
        result = pipeline.run([str(path) for path in paths], Settings(plugins=False))
        assert result.diagnostics == []
        told = {Path(each.origin).name: each.why for each in result.not_checked}
        assert "a Kustomize plugin" in told["own.yaml"]
        more = {"built-in.yaml"} if key == "transformers" else set()
        if key == "generators" and paths == [tmp_path]:
            more.add("kustomization.yaml")
        # Of transformers that one of Kustomize's own has no fieldSpecs, which it refuses.
        assert told.keys() == {"own.yaml"} | more


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("{\n", "cannot be read as YAML", id="no YAML"),
        pytest.param("resources: [{{ .x }}, {% y %}\n", "a template", id="a template"),
    ],
)
def test_a_kustomization_that_cannot_be_read_is_told(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "kustomization.yaml").write_text(text)
    (tmp_path / "whole.yaml").write_text(WHOLE)
    result = pipeline.run([str(tmp_path)], Settings(plugins=False))
    (told,) = result.not_checked
    assert told.origin.endswith("/kustomization.yaml")
    assert why in told.why
    named = pipeline.run([str(tmp_path / "kustomization.yaml")], Settings(plugins=False))
    assert len(named.diagnostics) + len(named.not_checked) == 1, "told once"


WHOLE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: "b:1"}]}}
"""
BUDGET = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\n"


@pytest.mark.parametrize(
    ("kustomizations", "text", "answer"),
    [
        pytest.param({"a": "resources: [x.yaml]"}, BUDGET, (1, 0), id="a resource"),
        pytest.param({"a": "patches: [{path: x.yaml}]"}, WHOLE, (0, 1), id="a patch beside"),
        pytest.param({".": "patches: [{path: a/x.yaml}]"}, WHOLE, (0, 1), id="a patch below"),
        pytest.param(
            {"a": "resources: [x.yaml]", "b": "patches: [{path: ../a/x.yaml}]"}, BUDGET, (1, 1),
            id="a resource that another patches by",
        ),
        pytest.param(
            {"a": "resources: [x.yaml]", ".": "patches: [{path: ./a/x.yaml}]"}, BUDGET, (1, 1),
            id="a resource that one above patches by",
        ),
        pytest.param({"b": "patches: [{path: ../a/x.yaml}]"}, WHOLE, (1, 1), id="a whole"),
        pytest.param({"b": "patches: [{path: ../a/x.yaml}]"}, BUDGET, (0, 1), id="else elsewhere"),
    ],
)  # fmt: skip
def test_what_a_kustomization_calls_an_object_is_checked(
    tmp_path: Path, kustomizations: dict[str, str], text: str, answer: tuple[int, int]
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    for folder, lines in kustomizations.items():
        (tmp_path / folder / "kustomization.yaml").write_text(lines)
    (tmp_path / "a" / "x.yaml").write_text(text)
    result = pipeline.run([str(tmp_path)], Settings(plugins=False))
    assert (result.resources, len(result.not_checked)) == answer


def test_a_folder_that_was_passed_over_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "node_modules").mkdir()
    result = pipeline.run([str(tmp_path)], Settings(plugins=False))
    assert (result.files, len(result.not_checked), result.diagnostics) == (0, 1, [])


@needs_corpus
def test_every_real_file_gets_an_answer() -> None:
    paths = [str(CORPUS / "manifests")]
    result = pipeline.run(paths, Settings(plugins=False))
    assert result.files > 2000
    assert [each for each in result.diagnostics if each.rule == "rule-crashed"] == []
    for each in result.diagnostics:
        line = result.sources[each.place.origin].line_text(each.place.line)
        assert 1 <= each.place.column <= each.place.end_column <= len(line) + 1
    unread = {each.origin for each in result.not_checked}
    for source in files.read(paths):
        assert isinstance(source, Source) or source.origin in unread


@needs_corpus
def test_no_finding_on_files_that_are_not_kubernetes() -> None:
    assert pipeline.lint([str(CORPUS / "nonk8s")], Settings(plugins=False)) == []


BROKEN = "apiVersion: v1\nkind: Pod\n b: 1\n"


@pytest.mark.parametrize(
    "off",
    [
        pytest.param({"ignore": ("unreadable-manifest",)}, id="ignored"),
        pytest.param({"rules": {"unreadable-manifest": {"severity": "off"}}}, id="off"),
    ],
)
def test_what_cannot_be_read_is_told_where_its_rule_is_off(off: dict[str, object]) -> None:
    chosen = Settings(plugins=False, **off)  # type: ignore[arg-type]
    result = pipeline.check([Source("a.yaml", BROKEN)], chosen)
    assert result.diagnostics == []
    (left_out,) = result.not_checked
    assert (left_out.origin, left_out.line) == ("a.yaml", 3)
    assert left_out.why.startswith("cannot be read")


@pytest.mark.parametrize(("grave", "count"), [(True, 1), (False, 0)])
def test_a_file_that_is_no_text_is_a_finding_where_it_may_hold_objects(
    grave: bool, count: int
) -> None:
    sources = [Unreadable("a.yaml", "not UTF-8 text", grave=grave)]
    result = pipeline.check(sources, Settings(plugins=False))
    assert len(result.diagnostics) == count
    assert [each.origin for each in result.not_checked] == ["a.yaml"]


def test_what_several_merged_objects_leave_is_not_judged() -> None:
    result = pipeline.run([str(APPS / "cryptobot" / "node-labels.yaml")], Settings(matrix=True))
    assert [each.rule for each in result.diagnostics] == ["api-duplicate-field"]
    assert all(point.held is None for row in result.matrix for point in row.points)


def test_that_objects_were_merged_is_told_even_where_values_cannot_be_decoded() -> None:
    both = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: x}\n"
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: x}]}\n"
    )
    found = pipeline.check([Source("m.yaml", both)], Settings(plugins=False)).diagnostics
    assert [(each.rule, each.place.line) for each in found] == [("api-duplicate-field", 5)]
