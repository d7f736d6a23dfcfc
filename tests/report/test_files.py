"""A report goes to its file, and never over what the run reads."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import atomic
from tests.manifests import WEB
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

RULE = """\
id: zone-hint
severity: info
kinds: [Deployment]
doc: A hint.
each: $
field: metadata.labels
expect: {present: true}
message: it has no labels
"""
BASELINE = '{"version": 1, "findings": []}\n'
TEMPLATE = "apiVersion: v1\nkind: Service\nmetadata: {name: {{ .Values.name }}}\n"
NODE = "apiVersion: v1\nkind: Node\nmetadata: {name: n, labels: {topology.kubernetes.io/zone: a}}\n"
FILES = {
    "k8s/a.yaml": WEB,
    "k8s/broken.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: [\n",
    "k8s/template.yaml": TEMPLATE,
    "k8s/kustomization.yaml": "resources: [a.yaml]\n",
    "nodes.yaml": NODE,
    "rules.yaml": RULE,
    "rules/one.yaml": RULE,
    "other.yaml": "fail_on: never\n",
    ".multiaz-lint.yaml": "zones: 3\n",
    ".multiaz-lint-baseline.json": BASELINE,
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    for name, text in FILES.items():
        made.write(name, text)
    return made


REPLACED = {
    "check k8s/a.yaml --format concise:k8s/a.yaml": "an input of this run",
    "check k8s/a.yaml k8s --format json:./k8s/../k8s/a.yaml": "an input of this run",
    "check . --format json:k8s/a.yaml": "a manifest that was read",
    "check k8s --format json:k8s/broken.yaml": "a manifest that was read",
    "check k8s --format json:k8s/template.yaml": "a manifest that was read",
    "check k8s --format json:k8s/kustomization.yaml": "a manifest that was read",
    "check k8s --format json:link.json": "a manifest that was read",
    "check k8s --no-cache --diff --format json:k8s/a.yaml": "a manifest that was read",
    "check k8s/a.yaml --format json:nodes.yaml": "a manifest",
    "check k8s --exclude a.yaml --format json:k8s/a.yaml": "a manifest",
    "check k8s/broken.yaml --format json:k8s/a.yaml": "a manifest",
    "drill k8s --exclude a.yaml --report k8s/a.yaml": "a manifest",
    "check k8s --format json:.multiaz-lint.yaml": "the configuration",
    "check k8s --isolated --format json:.multiaz-lint.yaml": "the configuration",
    "check k8s --config other.yaml --format json:other.yaml": "the configuration",
    "check k8s --rule-file rules.yaml --format json:rules.yaml": "a rule file",
    "check k8s --rule-file rules --format json:rules/one.yaml": "a rule file",
    "check k8s --format json:.multiaz-lint-baseline.json": "the baseline",
    "check k8s --no-baseline --format json:.multiaz-lint-baseline.json": "the baseline",
    "drill k8s/a.yaml --report k8s/a.yaml": "an input of this run",
    "drill k8s --plays 1 --report k8s/a.yaml": "a manifest that was read",
    "drill k8s --plays 1 --format json:k8s/a.yaml": "a manifest that was read",
    "drill k8s --nodes nodes.yaml --report nodes.yaml": "an input of this run",
}


@pytest.mark.parametrize("command", REPLACED)
def test_no_report_replaces_what_the_run_reads(repository: Repository, command: str) -> None:
    if "link" in command:
        os.symlink("k8s/a.yaml", repository.path / "link.json")
    done = repository.lint(*command.split(), "--format", "sarif:new.sarif")
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.endswith(f": a report cannot replace {REPLACED[command]}\n")
    for name, text in FILES.items():
        assert (repository.path / name).read_text(encoding="utf-8") == text
    assert not (repository.path / "new.sarif").exists(), "nothing is written"


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab", "rdjson", "sonar", "concise"])
def test_an_older_report_among_the_manifests_is_replaced(repository: Repository, form: str) -> None:
    arguments = ("k8s", "--format", f"{form}:k8s/report.json")
    for zones in ("3", "2"):
        assert repository.lint(*arguments, "--zones", zones).returncode == 1
    fresh = repository.lint("k8s", "--zones", "2", "--format", form)
    assert (repository.path / "k8s/report.json").read_text(encoding="utf-8") == fresh.stdout


@pytest.mark.skipif(not hasattr(os, "fchown"), reason="modes as POSIX knows them")
def test_who_may_read_a_report_or_a_baseline_stays(repository: Repository) -> None:
    """As root in a container, or where a report is nobody else's business."""
    repository.write("k8s/web.yaml", WEB)
    owner = (1234, 2345) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    for name, mode, arguments in (
        ("report.json", 0o600, ["--format", "json:report.json"]),
        ("drilled.html", 0o640, ["--report", "drilled.html"]),
        ("accepted.json", 0o664, ["--write-baseline", "--baseline", "accepted.json"]),
    ):
        repository.write(name, BASELINE)
        place = repository.path / name
        os.chown(place, *owner)
        place.chmod(mode)
        command = ["drill", "--plays", "1"] if "--report" in arguments else ["check"]
        repository.lint(*command, "k8s", *arguments)
        now = place.stat()
        assert place.read_text(encoding="utf-8") != BASELINE
        assert (now.st_uid, now.st_gid, now.st_mode & 0o777) == (*owner, mode), name


@pytest.mark.skipif(not hasattr(os, "fchown"), reason="modes as POSIX knows them")
def test_what_a_group_may_do_is_not_handed_to_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: int) -> None:
        raise PermissionError

    place = tmp_path / "report.json"
    place.write_text("old")
    place.chmod(0o664)
    before = list(place.stat())
    before[4], before[5] = 1234, 2345
    monkeypatch.setattr(os, "fchown", refused)
    atomic.write(str(place), [b"new"], before=os.stat_result(before))
    assert place.read_text() == "new"
    assert place.stat().st_mode & 0o777 == 0o644


def test_a_page_and_a_report_cannot_go_to_one_file(repository: Repository) -> None:
    done = repository.lint(*"drill k8s/a.yaml --report r.html --format json:./r.html".split())
    assert done.returncode == 2
    assert done.stderr == "multiaz-lint: r.html: two reports cannot go to one file\n"
    assert not (repository.path / "r.html").exists()


@pytest.mark.parametrize("folder", [".", "k8s"])
@pytest.mark.parametrize("option", ["--report", "--format json:"])
def test_a_folder_is_no_place_for_a_report(
    repository: Repository, folder: str, option: str
) -> None:
    """Standard output, which has no path, is not the present folder."""
    option += "" if option.endswith(":") else " "
    done = repository.lint(*f"drill k8s/a.yaml --plays 1 {option}{folder}".split())
    assert done.returncode == 2
    assert f"{folder}: cannot be written: Is a directory" in done.stderr
