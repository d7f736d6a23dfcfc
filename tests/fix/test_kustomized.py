"""Edits of what kustomizations build: in the base, the patch or the kustomization that says it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.settings import Settings
from tests.kustomized import changes
from tests.manifests import BUDGET, WEB

if TYPE_CHECKING:
    from pathlib import Path

OBJECTS = f"{WEB}---\n{BUDGET}"
BASE = {"base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": OBJECTS}
PATCH = """\
# as prod wants it
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2 # two
"""
LISTING = "resources: [../base]\n"
OTHER = {"dev/kustomization.yaml": LISTING}
"""Another overlay of the same base, in which nothing is wrong."""


@pytest.mark.parametrize("others", [{}, OTHER], ids=["alone", "one of two"])
@pytest.mark.parametrize(
    ("kustomization", "name", "text", "mended"),
    [
        ("patches: [{path: p.yaml}]", "p.yaml", PATCH, PATCH.replace("2 #", "3 #")),
        (
            "patches: [{path: p.yaml}]", "p.yaml",
            f"{PATCH}---\n{PATCH.replace('name: web', 'name: web').replace('2 # two', '2')}",
            f"{PATCH}---\n{PATCH.replace('2 # two', '3')}",
        ),
        (
            "patches: [{path: p.yaml, target: {kind: Deployment}}]", "p.yaml",
            "- op: replace\n  path: /spec/replicas\n  value: 2 # two\n",
            "- op: replace\n  path: /spec/replicas\n  value: 3 # two\n",
        ),
        (
            "replicas:\n- name: web\n  count: 2 # two\n", "kustomization.yaml",
            f"{LISTING}replicas:\n- name: web\n  count: 2 # two\n",
            f"{LISTING}replicas:\n- name: web\n  count: 3 # two\n",
        ),
    ],
    ids=["patch", "second document", "JSON patch", "kustomization"],
)  # fmt: skip
def test_a_value_is_mended_where_it_stands(
    tmp_path: Path,
    kustomization: str,
    name: str,
    text: str,
    mended: str,
    others: dict[str, str],
) -> None:
    texts = {**BASE, **others, "prod/kustomization.yaml": f"{LISTING}{kustomization}"}
    texts[f"prod/{name}"] = text
    assert changes(tmp_path, texts, "replicas-too-few") == {f"prod/{name}": mended}


def test_what_lacks_in_what_a_patch_adds_is_added_there(tmp_path: Path) -> None:
    patch = PATCH.replace("  replicas: 2 # two\n", "") + (
        "  template:\n    spec:\n      topologySpreadConstraints:\n"
        "      - topologyKey: topology.kubernetes.io/zone\n        maxSkew: 1\n"
        "        whenUnsatisfiable: DoNotSchedule\n"
    )
    kustomization = f"{LISTING}patches: [{{path: p.yaml}}]\n"
    texts = {**BASE, **OTHER, "prod/kustomization.yaml": kustomization, "prod/p.yaml": patch}
    (mended,) = changes(tmp_path, texts, "spread-selector-self").values()
    assert mended.startswith(patch)
    assert "labelSelector:\n          matchLabels:\n            app: web\n" in mended


def test_a_patch_that_others_use_too_is_mended_for_all_or_not(tmp_path: Path) -> None:
    scaler = (
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\n"
        "spec:\n  minReplicas: 3\n  maxReplicas: 6\n"
        "  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n"
    )
    using = f"{LISTING}components: [../part]\n"
    texts = {
        **BASE,
        "part/kustomization.yaml": "kind: Component\npatches: [{path: p.yaml}]\n",
        "part/p.yaml": PATCH,
        "dev/kustomization.yaml": f"{using.replace(']', ', scaler.yaml]', 1)}",
        "dev/scaler.yaml": scaler,
        "prod/kustomization.yaml": using,
    }
    assert changes(tmp_path / "one", texts, "replicas-too-few") == {}
    del texts["dev/scaler.yaml"]
    texts["dev/kustomization.yaml"] = using
    mended = {"part/p.yaml": PATCH.replace("2 #", "3 #")}
    assert changes(tmp_path / "all", texts, "replicas-too-few") == mended


OPERATIONS = """\
- op: add
  path: /spec/minReadySeconds
  value: 5

- {op: replace, path: /spec/replicas, value: 2} # two
"""
SPREAD = """\
kind: Deployment
apiVersion: apps/v1
metadata: {name: web}
spec:
  template:
    spec:
      topologySpreadConstraints:
      - topologyKey: topology.kubernetes.io/zone
        maxSkew: 1
        whenUnsatisfiable: DoNotSchedule
"""
ADDED = """\
        labelSelector:
          matchLabels:
            app: web
"""


def within(text: str, head: str, foot: str = "", indent: int = 4) -> str:
    """Write a text as the patch of a kustomization."""
    lines = [f"{' ' * indent}{line}" if line else "" for line in text.splitlines()]
    target = "  target: {kind: Deployment}\n"
    return f"{LISTING}patches:\n- patch: {head}\n" + "\n".join(lines) + f"\n{foot}{target}"


@pytest.mark.parametrize("head", ["|", "|-", "|+", "| # why", "|2-"])
@pytest.mark.parametrize("foot", ["", "\n", "\n# behind it\n"])
@pytest.mark.parametrize(
    ("text", "rule", "mended"),
    [
        (PATCH, "replicas-too-few", PATCH.replace("2 #", "3 #")),
        (OPERATIONS, "replicas-too-few", OPERATIONS.replace("2}", "3}")),
        (SPREAD, "spread-selector-self", SPREAD + ADDED),
        (
            f"{SPREAD}      priorityClassName: high\n", "spread-selector-self",
            f"{SPREAD}{ADDED}      priorityClassName: high\n",
        ),
    ],
    ids=["value", "operation", "behind the last line", "between lines"],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_patch_within_a_kustomization_is_mended_there(
    tmp_path: Path, head: str, foot: str, text: str, rule: str, mended: str, newline: str
) -> None:
    indent = 4 if "2" in head else 6
    texts = {**BASE, **OTHER, "prod/kustomization.yaml": within(text, head, foot, indent)}
    texts["prod/kustomization.yaml"] = texts["prod/kustomization.yaml"].replace("\n", newline)
    wanted = within(mended, head, foot, indent).replace("\n", newline)
    (found,) = changes(tmp_path, texts, rule).values()
    below = newline + " " * (indent + 8)
    extra = f"{below}matchLabelKeys:{below}- pod-template-hash"
    assert found.replace(extra, "") == wanted


@pytest.mark.parametrize("head", [">", "&p |", '"'])
def test_a_patch_that_is_written_otherwise_is_left_alone(tmp_path: Path, head: str) -> None:
    text = PATCH.partition("\n")[2]
    if head == '"':
        kustomization = f"{LISTING}patches:\n- patch: {json.dumps(text)}\n"
    elif head == ">":
        text = json.dumps(yaml.safe_load(text))
        kustomization = within(text, head)
    else:
        kustomization = within(text, head) + "- {patch: *p}\n"
    texts = {**BASE, "prod/kustomization.yaml": kustomization}
    assert changes(tmp_path, texts, "replicas-too-few") == {}


def test_what_several_texts_say_together_is_left_alone(tmp_path: Path) -> None:
    kustomization = f"{LISTING}images: [{{name: r/x, newTag: latest}}]\nreplicas: []\n"
    texts = {**BASE, "prod/kustomization.yaml": kustomization}
    assert "prod/kustomization.yaml" not in changes(tmp_path, texts, "all")


def test_a_patch_is_mended_where_its_base_is_not_given(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    kustomization = f"{LISTING}patches: [{{path: p.yaml}}]\n"
    texts = {**BASE, "prod/kustomization.yaml": kustomization, "prod/p.yaml": PATCH}
    assert list(changes(tmp_path, texts, "all", "prod")) == ["prod/p.yaml"]


def test_one_overlay_is_not_blamed_for_what_another_brings(tmp_path: Path) -> None:
    """With three replicas in dev, all of them lack a spread; that is no fault of the budget's."""
    texts = {
        **BASE,
        "dev/kustomization.yaml": f"{LISTING}replicas: [{{name: web, count: 1}}]\n",
        "prod/kustomization.yaml": f"{LISTING}patches: [{{path: p.yaml}}]\n",
        "prod/p.yaml": PATCH.replace("  replicas: 2 # two\n", "") + (
            "  template:\n    spec:\n      topologySpreadConstraints:\n"
            "      - topologyKey: topology.kubernetes.io/zone\n        maxSkew: 1\n"
            "        whenUnsatisfiable: DoNotSchedule\n"
            "        labelSelector: {matchLabels: {app: web}}\n"
        ),
    }  # fmt: skip
    rules = "replicas-too-few pdb-unhealthy-policy spread-missing"
    assert list(changes(tmp_path, texts, rules)) == ["base/web.yaml"]


@pytest.mark.parametrize("file", ["base/web.yaml", "prod/p.yaml"])
def test_nothing_is_mended_by_making_a_patch_unfit(tmp_path: Path, file: str) -> None:
    """An operation that tests for the value of before would end the build."""
    patch = "- {op: test, path: /spec/replicas, value: 2}\n"
    two = {**BASE, "base/web.yaml": OBJECTS.replace("replicas: 3", "replicas: 2")}
    if file == "prod/p.yaml":
        patch = f"- {{op: replace, path: /spec/replicas, value: 2}}\n{patch}"
        two = BASE
    listing = f"{LISTING}patches: [{{path: p.yaml, target: {{kind: Deployment}}}}]\n"
    texts = {**two, "prod/kustomization.yaml": listing, "prod/p.yaml": patch}
    assert changes(tmp_path / "unfit", texts, "replicas-too-few") == {}
    texts["prod/p.yaml"] = patch.replace(
        "op: test, path: /spec/replicas, value: 2", "op: test, path: /kind, value: Deployment"
    )
    assert list(changes(tmp_path / "fit", texts, "replicas-too-few")) == [file]


def test_a_suppression_that_silences_nothing_is_taken_out_of_a_patched_base(tmp_path: Path) -> None:
    unused = "# multiaz-lint: ignore[image-latest] is none\n"
    web = OBJECTS.replace("spec:\n", f"{unused}spec:\n", 1)
    texts = {
        **BASE,
        "base/web.yaml": web,
        "prod/kustomization.yaml": f"{LISTING}patches: [{{path: p.yaml}}]\n",
        "prod/p.yaml": f"{unused}{PATCH}",
    }
    assert changes(tmp_path, texts, "image-latest rule-suppressed-unused") == {
        "base/web.yaml": OBJECTS
    }


@pytest.mark.parametrize("source", ["p.yaml", "web.yaml"])
def test_what_a_patch_copies_from_elsewhere_is_left_alone(tmp_path: Path, source: str) -> None:
    added = "- {op: add, path: /spec/minReadySeconds, value: 1}\n" if source == "p.yaml" else ""
    web = WEB if added else WEB.replace("replicas: 3", "minReadySeconds: 1", 1)
    copying = "- {op: copy, from: /spec/minReadySeconds, path: /spec/replicas}\n"
    texts = {
        "kustomization.yaml": (
            "resources: [web.yaml]\npatches: [{path: p.yaml, target: {kind: Deployment}}]\n"
        ),
        "web.yaml": web,
        "p.yaml": f"{added}{copying}",
    }
    assert changes(tmp_path, texts, "replicas-too-few") == {}


QUOTED = """\
resources: [../base]
patches:
- target: {kind: Deployment}
  patch: %s # two
"""


@pytest.mark.parametrize(
    "patch",
    [
        """'[{"op": "replace", "path": "/spec/replicas", "value": 2}]'""",
        '"- {op: replace, path: /spec/replicas, value: 2}"',
    ],
    ids=["single quotes", "double quotes"],
)
def test_a_patch_in_quotes_on_one_line_is_mended(tmp_path: Path, patch: str) -> None:
    texts = {**BASE, "prod/kustomization.yaml": QUOTED % patch}
    assert changes(tmp_path, texts, "replicas-too-few") == {
        "prod/kustomization.yaml": QUOTED % patch.replace(" 2}", " 3}")
    }
    settings = Settings(plugins=False, select=["replicas-too-few"])
    (found,) = pipeline.run([str(tmp_path)], settings).diagnostics
    line = (QUOTED % patch).split("\n")[3]
    assert found.place.line == 4
    assert line[found.place.column - 1 : found.place.end_column - 1] in {'"value": 2', "value: 2"}


@pytest.mark.parametrize(
    "patch",
    [
        r'"[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 2}]"',
        """'[{"op": "replace", "path": "/spec/replicas",\n    "value": 2}]'""",
        """>-\n    [{"op": "replace", "path": "/spec/replicas", "value": 2}]""",
    ],
    ids=["escapes", "lines", "folded"],
)
def test_a_patch_that_is_not_written_as_it_is_stays(tmp_path: Path, patch: str) -> None:
    texts = {**BASE, "prod/kustomization.yaml": (QUOTED % patch).replace(" # two", "")}
    assert changes(tmp_path, texts, "replicas-too-few") == {}
    settings = Settings(plugins=False, select=["replicas-too-few"])
    (found,) = pipeline.run([str(tmp_path)], settings).diagnostics
    assert (found.place.line, found.place.column) == (4, 3)


SOFT = {
    "maxSkew": 1,
    "topologyKey": "topology.kubernetes.io/zone",
    "whenUnsatisfiable": "ScheduleAnyway",
    "labelSelector": {"matchLabels": {"app": "web"}},
}
HARD = {**SOFT, "whenUnsatisfiable": "DoNotSchedule", "nodeTaintsPolicy": "Honor"}


def spreading(constraint: dict[str, Any], **layout: Any) -> str:
    path = "/spec/template/spec/topologySpreadConstraints"
    return json.dumps([{"op": "add", "path": path, "value": [constraint]}], **layout)


@pytest.mark.parametrize(
    "layout",
    [{}, {"separators": (",", ":")}, {"indent": 2}, {"indent": "\t"}],
    ids=["on one line", "compact", "lines", "tabs"],
)
def test_a_patch_in_json_stays_json(tmp_path: Path, layout: dict[str, Any]) -> None:
    patched = f"{LISTING}patches: [{{path: p.json, target: {{kind: Deployment}}}}]\n"
    texts = {**BASE, "prod/kustomization.yaml": patched, "prod/p.json": spreading(SOFT, **layout)}
    wanted = {"prod/p.json": spreading(HARD, **layout)}
    assert changes(tmp_path, texts, "spread-soft-zone") == wanted


@pytest.mark.parametrize("written", ["'%s'", "|\n    %s"], ids=["quotes", "block"])
def test_a_patch_in_json_within_a_kustomization_stays_json(tmp_path: Path, written: str) -> None:
    texts = {**BASE, "prod/kustomization.yaml": QUOTED % (written % spreading(SOFT))}
    if written.startswith("|"):
        texts["prod/kustomization.yaml"] = texts["prod/kustomization.yaml"].replace(" # two", "")
    wanted = texts["prod/kustomization.yaml"].replace(spreading(SOFT), spreading(HARD))
    assert changes(tmp_path, texts, "spread-soft-zone") == {"prod/kustomization.yaml": wanted}


@pytest.mark.parametrize(("quote", "mended"), [("'", True), ('"', False)])
def test_a_patch_in_quotes_is_mended_where_they_can_hold_the_edit(
    tmp_path: Path, quote: str, mended: bool
) -> None:
    """A label that needs quotes of its own is written in double ones."""
    constraint = "maxSkew: 1, topologyKey: topology.kubernetes.io/zone"
    constraint += ", whenUnsatisfiable: DoNotSchedule%s"
    patch = (
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: "
    )
    patch = f"{quote}{patch}{{topologySpreadConstraints: [{{{constraint}}}]}}}}}}}}{quote}"
    base = {**BASE, "base/web.yaml": OBJECTS.replace("app: web", 'app: "1"')}
    texts = {**base, "prod/kustomization.yaml": QUOTED % (patch % "")}
    selector = ', labelSelector: {matchLabels: {app: "1"}}'
    wanted = {"prod/kustomization.yaml": QUOTED % (patch % selector)}
    assert changes(tmp_path, texts, "spread-selector-self") == (wanted if mended else {})
