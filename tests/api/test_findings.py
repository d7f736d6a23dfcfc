"""Each thing that the API server says is said by exactly one rule, at a field of the manifest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multiaz_lint import pipeline
from multiaz_lint.api.versions.releases import removal
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.oracle.files import OWN
from tests.oracle.validate import as_go_writes, judged_errors, same_suffix
from tests.spent import within

LINES = [
    json.loads(text)
    for path in sorted(OWN.glob("validate-*.jsonl"))
    for text in path.read_text(encoding="utf-8").splitlines()
]
SERVED = [line for line in LINES if isinstance(line["manifest"], dict)]
ACCEPTED = [line["manifest"] for line in SERVED if line["real"].get("accepted")]
FINDINGS = Settings(select=("api-*",))


def findings(text: str, **more: Any) -> list[Any]:
    settings = Settings(select=("api-*",), **more) if more else FINDINGS
    return list(pipeline.check([Source("example.yaml", text)], settings).diagnostics)


def said(tree: Any) -> list[str]:
    """What the API server says to the object itself, by our rules."""
    found = findings(as_go_writes(tree))
    return sorted(
        each.api["words"] for each in found if each.api and each.api.get("object") != "Pod"
    )


DECODED = [
    line
    for line in SERVED[::7]
    if not ("skipped" in line["real"] or line["real"].get("decodeError"))
]


@pytest.mark.parametrize("line", DECODED, ids=lambda line: line["id"])
def test_every_word_of_the_server_is_said_once(line: Any) -> None:
    real = same_suffix(line)
    words = [error["message"] for error in judged_errors(real)] + real["strictErrors"]
    ours = [each for each in said(line["manifest"]) if not each.startswith("no matches for kind")]
    assert ours == sorted(words)


def test_what_the_server_cannot_decode_is_told() -> None:
    undecoded = [line for line in SERVED if line["real"].get("decodeError")]
    assert len(undecoded) > 30
    for line in undecoded[::3]:
        words, manifest = line["real"]["decodeError"], line["manifest"]
        api_version, kind = manifest.get("apiVersion"), manifest.get("kind")
        if not (isinstance(api_version, str) and isinstance(kind, str)):
            continue  # no object at all
        if removal(api_version, kind):
            continue  # no server knows it: nothing else is told
        if '"example.com/' in words or '"kubernetes.io/' in words or "is missing" in words:
            continue  # somebody else's kind, or no object at all
        assert words in said(manifest), line["id"]


LABELS = st.dictionaries(
    st.from_regex(r"\A[a-z]([-a-z0-9]{0,10}[a-z0-9])?\Z"),
    st.from_regex(r"\A[a-zA-Z0-9]([-_.a-zA-Z0-9]{0,10}[a-zA-Z0-9])?\Z"),
    max_size=3,
)


@settings(max_examples=100)
@given(tree=st.sampled_from(ACCEPTED), labels=LABELS)
def test_valid_manifests_stay_free_of_findings(tree: Any, labels: dict[str, str]) -> None:
    changed = json.loads(json.dumps(tree))
    metadata = changed.setdefault("metadata", {})
    if not metadata.get("labels"):
        metadata["labels"] = labels
    found = [each for each in findings(as_go_writes(changed)) if each.rule != "api-pod-rejected"]
    assert found == []


PRIORITY = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  priorityClassName: important
  containers: [{name: web, image: "web:1"}]
"""


def test_unknown_priority_classes_are_told_in_a_closed_context_only() -> None:
    assert findings(PRIORITY) == []
    (found,) = findings(PRIORITY, closed=True)
    assert found.rule == "api-pod-rejected"
    assert found.api["words"] == "no PriorityClass with name important was found"
    known = PRIORITY + (
        "---\napiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\n"
        "metadata: {name: important}\nvalue: 1000\n"
    )
    assert findings(known, closed=True) == []


def test_all_undecodable_values_are_told_at_once() -> None:
    text = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {a: true, b: 1}}
spec:
  replicas: "3"
  minReadySeconds: soon
  unknown: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1"}]}
"""
    rules = sorted(each.rule for each in findings(text))
    expected = ["api-decode-error"] * 2 + ["api-unknown-field"] + ["api-unquoted-scalar"] * 2
    assert rules == expected


def test_many_wrong_values_cost_one_walk() -> None:
    lines = "".join(f"  k{number}: {number}\n" for number in range(3000))
    with within(10):
        found = findings(
            f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\ndata:\n{lines}"
        )
        assert len(found) == 3000


def test_a_long_duration_is_read_in_one_walk() -> None:
    from multiaz_lint.api.objects.cron import schedule_error

    with within(10):
        assert schedule_error(f"@every {'0h' * 300_000}") is None


REMOVED = """
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: -1, unknown: 1, selector: {matchLabels: {app: %s}}}
"""


@pytest.mark.parametrize("value", ["web", "1"])
def test_of_a_removed_version_nothing_else_is_told(value: str) -> None:
    (found,) = findings(REMOVED % value)
    assert found.rule == "api-removed-version"
    assert found.api["words"].startswith("no matches for kind")


def test_a_version_that_is_removed_later_is_judged_like_any_other() -> None:
    rules = {each.rule for each in findings(REMOVED % "web", kubernetes=(1, 24))}
    assert rules == {"api-removed-version", "api-invalid-pdb", "api-unknown-field"}


SECRET = """
apiVersion: v1
kind: Secret
metadata: {name: web}
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: nope
"""


def test_a_secret_is_told_where_it_is_written() -> None:
    (found,) = findings(SECRET)
    assert found.place.line == 7
    assert found.api["words"].startswith("data[.dockerconfigjson]: Invalid value")


@pytest.mark.parametrize("version", ["//", "a/b/c", "/" * 5000])
def test_a_version_of_several_slashes_is_told_once(version: str) -> None:
    text = f"apiVersion: {version}\nkind: Deployment\nmetadata: {{name: a}}\n"
    result = pipeline.check([Source("a.yaml", text, named=True)], Settings(plugins=False))
    (found,) = [each for each in result.diagnostics if each.category == "api"]
    assert "unexpected GroupVersion string" in found.message


_STORED = """
apiVersion: batch/v1
kind: Job
metadata: {{name: migrate, uid: {uid}}}
spec:
  selector: {{matchLabels: {{{key}: {of}}}}}
  template:
    metadata: {{labels: {{{key}: {of}, controller-uid: {of}, job-name: migrate}}}}
    spec:
      restartPolicy: Never
      containers: [{{name: migrate, image: "migrate:1"}}]
"""


@pytest.mark.parametrize("key", ["controller-uid", "batch.kubernetes.io/controller-uid"])
@pytest.mark.parametrize("own", [True, False])
def test_a_stored_job_is_not_refused_for_what_its_server_wrote(key: str, *, own: bool) -> None:
    """A dump holds Jobs with their uid in the selector; that of another Job is refused."""
    of = "6f1c1a3e-0f5d-4d0b-9f51-1f6a4d6c9a10"
    uid = of if own else "7f1c1a3e-0f5d-4d0b-9f51-1f6a4d6c9a10"
    found = findings(_STORED.format(uid=uid, of=of, key=key))
    assert bool(found) is not own


def test_a_stored_job_is_judged_for_all_else() -> None:
    of = "6f1c1a3e-0f5d-4d0b-9f51-1f6a4d6c9a10"
    text = _STORED.format(uid=of, of=of, key="controller-uid").replace("Never", "Always")
    (found,) = findings(text)
    assert found.place.line == 10
