"""The baseline: what it accepts, what it never absorbs, and what it says about fixed findings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from multiaz_lint.adopt import baseline, baseline_file
from multiaz_lint.adopt.baseline_file import BaselineError
from multiaz_lint.adopt.entry import Entry
from multiaz_lint.adopt.nearest import NAME
from multiaz_lint.adopt.reach import Reach
from multiaz_lint.fingerprint import fingerprint, named_path, unique_fingerprints, without_numbers
from tests.manifests import LONE, WEB
from tests.repository import healthy
from tests.results import finding, identity
from tests.spent import within

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from multiaz_lint.diagnostic import Diagnostic


def same(origin: str) -> str:
    return origin


def known(
    found: list[Diagnostic],
    accepted: list[Diagnostic],
    read: Collection[str] = ("k8s/web.yaml",),
    there: Collection[str] = (),
) -> tuple[set[int], int]:
    """Accept some findings, match others, and return what is known and how much is stale."""
    entries = baseline_file.read(baseline_file.write(baseline.entries_of(accepted, same)), "b.json")
    rules = {each.rule for each in accepted}
    reach = Reach(read, lambda path: path in there, rules=rules)
    match = baseline.match(found, entries, same, reach)
    return match.known, len(match.stale)


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(finding(line=90), id="its line moved"),
        pytest.param(finding(message=finding().message.replace("1 replica", "2 replica")),
                     id="its number changed"),
        pytest.param(finding(hint="another hint"), id="its hint changed"),
        pytest.param(finding(origin="k8s/renamed.yaml"), id="its file was renamed"),
    ],
)  # fmt: skip
def test_a_finding_stays_known_when(found: Diagnostic) -> None:
    read = {found.place.origin}
    assert known([found], [finding()], read=read) == ({0}, 0)


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(finding(rule="pdb-missing"), id="another rule"),
        pytest.param(finding(resource=identity("api")), id="another resource"),
        pytest.param(finding(resource=identity(kind="StatefulSet")), id="another kind"),
        pytest.param(finding(field="spec.template"), id="another field"),
        pytest.param(finding(message="something else"), id="another message"),
        pytest.param(finding(named_field="spec.containers[name=b]"), id="another element"),
    ],
)
def test_a_finding_is_new_when_it_is_about(found: Diagnostic) -> None:
    assert known([found], [finding()]) == (set(), 1)


def test_a_second_finding_that_looks_the_same_is_new() -> None:
    twins = [finding(line=6), finding(line=60)]
    assert known(twins, [finding()]) == ({0}, 0)
    assert known(twins, twins) == ({0, 1}, 0)


def test_the_same_finding_in_a_copy_elsewhere_is_new_while_the_file_is_there() -> None:
    copy = finding(origin="prod/web.yaml")
    assert known([copy], [finding()], read={"k8s/web.yaml", "prod/web.yaml"}) == (set(), 1)
    assert known([copy], [finding()], read={"prod/web.yaml"}, there={"k8s/web.yaml"}) == (set(), 0)


def test_a_fixed_finding_does_not_make_room_for_one_in_another_environment() -> None:
    """dev/web.yaml was mended; the same mistake in prod/web.yaml is not what was accepted."""
    accepted = [finding(origin="dev/web.yaml")]
    found = [finding(origin="prod/web.yaml")]
    assert known(found, accepted, read={"dev/web.yaml", "prod/web.yaml"}) == (set(), 1)


def test_entries_of_files_that_were_not_read_are_not_stale() -> None:
    accepted = [finding(), finding(origin="other/web.yaml")]
    assert known([finding()], accepted, there={"other/web.yaml"}) == ({0}, 0)
    assert known([finding()], accepted, there=()) == ({0}, 1)


def test_a_broken_file_accepts_no_other_broken_file() -> None:
    broken = finding("unreadable-manifest", resource=None, field="", message="cannot be read")
    other = finding(
        "unreadable-manifest", resource=None, field="", message="cannot be read", origin="b.yaml"
    )
    assert known([other], [broken], read={"b.yaml"}) == (set(), 1)


def test_what_a_comment_ignores_is_not_written() -> None:
    assert baseline.entries_of([finding(suppressed="because")], same) == []


def test_the_file_is_sorted_with_a_finding_a_line_and_ends_in_a_line_end() -> None:
    found = [finding(origin="b.yaml"), finding(origin="a.yaml", line=9), finding(origin="a.yaml")]
    text = baseline_file.write(baseline.entries_of(found, same))
    assert text == baseline_file.write(baseline.entries_of(reversed(found), same))
    lines = text.splitlines()
    assert len(lines) == 3 + 5
    assert [json.loads(line.strip().rstrip(","))["origin"] for line in lines[3:6]] == [
        "a.yaml", "a.yaml", "b.yaml",
    ]  # fmt: skip
    assert text.endswith("]\n}\n")
    assert json.loads(baseline_file.write([])) == {"version": 1, "findings": []}


def test_a_long_message_is_shortened_and_still_told_apart() -> None:
    long = "m" * 5_000
    assert len(baseline.entry_of(finding(message=long + "a"), same).message) <= baseline.LONGEST
    assert known([finding(message=long + "b")], [finding(message=long + "a")]) == (set(), 1)


WHOLE = """{"version": 1, "findings": [
{"origin": "", "resource": "", "rule": "", "field": "", "message": "", """


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a baseline"),
        ('{"version": 2, "findings": []}', "version 2 is not known"),
        ('{"version": true, "findings": []}', "version True is not known"),
        ('{"version": 1, "findings": [{"rule": "x"}]}', "finding 1 lacks"),
        ('{"version": 1, "findings": [3]}', "finding 1 lacks"),
        (WHOLE + '"builds": "a"}]}', "finding 1 has builds"),
        (WHOLE + '"builds": ["a", 1]}]}', "finding 1 has builds"),
    ],
)
def test_a_file_that_is_no_baseline_says_why(text: str, words: str) -> None:
    with pytest.raises(BaselineError, match=f"b.json: {words}"):
        baseline_file.read(text, "b.json")


def test_pruning_removes_each_stale_entry_once() -> None:
    entry = Entry("a", "r", "rule", "f", "m")
    assert baseline.without([entry, entry], [entry]) == [entry]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("spec", "containers", 1, "image"), "spec.containers[name=b].image"),
        (("spec", "tolerations", 0), "spec.tolerations[key=gone]"),
        (("spec", "args", 1), "spec.args[1]"),
        (("spec", "containers", 9, "image"), "spec.containers[9].image"),
        (("metadata", "labels", "a/b"), "metadata.labels[a/b]"),
    ],
)
def test_paths_name_their_elements(path: tuple[str | int, ...], expected: str) -> None:
    tree = {
        "spec": {
            "containers": [{"name": "a"}, {"name": "b"}],
            "tolerations": [{"key": "gone", "effect": "NoExecute"}],
            "args": ["x", "y"],
        }
    }
    assert named_path(tree, path) == expected


def test_fingerprints_ignore_numbers_and_api_versions_only() -> None:
    assert without_numbers("runs 12 of 3") == "runs # of #"
    first = fingerprint(finding(message="runs 1"))
    assert first == fingerprint(finding(message="runs 22", line=70, origin="other.yaml"))
    assert first != fingerprint(finding(message="walks 1"))
    assert unique_fingerprints([finding(), finding()])[1].endswith("-2")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-m", "multiaz_lint", *arguments],
        cwd=folder, env=environ, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


OWN = """\
id: own-rule
severity: warning
kinds: [Deployment]
doc: |
  Nobody said how important the pods are.

  The survivors compete for room.
each: $.spec.template.spec
field: priorityClassName
expect: {present: true}
message: no priority class, so more important pods push it out
bad: |
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec:
    template:
      spec:  # <-- no priority class
        containers: [{name: web, image: "web:1.0"}]
good: |
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec: {template: {spec: {priorityClassName: important}}}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "k8s").mkdir()
    (tmp_path / "k8s/web.yaml").write_text(LONE, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    assert run(tmp_path, "k8s").returncode == 1
    written = run(tmp_path, "k8s", "--write-baseline")
    assert written.returncode == 0, written.stderr
    assert "accepts" in written.stderr
    return tmp_path


def test_the_first_run_on_an_old_project_is_green_and_says_what_it_accepted(project: Path) -> None:
    done = run(project, "k8s")
    assert done.returncode == 0, done.stdout
    assert done.stdout == ""
    assert "in the baseline" in done.stderr
    assert run(project, "k8s", "--no-baseline").returncode == 1


def test_the_baseline_is_found_from_any_folder_of_the_repository(project: Path) -> None:
    assert run(project / "k8s", "web.yaml").returncode == 0
    assert run(project.parent, str(project / "k8s")).returncode == 0


def test_reformatting_moving_and_renaming_change_nothing(project: Path) -> None:
    web = project / "k8s/web.yaml"
    web.write_text("# moved\n\n" + LONE.replace("replicas: 1", "replicas:   1 # one"), "utf-8")
    web.rename(project / "k8s/frontend.yaml")
    done = run(project, "k8s")
    assert done.returncode == 0, done.stdout
    assert "no longer found" not in done.stderr


def test_a_new_finding_of_an_accepted_rule_in_an_accepted_file_fails(project: Path) -> None:
    web = project / "k8s/web.yaml"
    web.write_text(f"{LONE}---\n{LONE.replace('web', 'api')}", encoding="utf-8")
    done = run(project, "k8s", "--format", "concise")
    assert done.returncode == 1
    assert all("deployment/api" in line for line in done.stdout.splitlines())
    assert "replicas-too-few" in done.stdout


def test_fixed_findings_are_told_and_pruned(project: Path) -> None:
    before = (project / NAME).read_text(encoding="utf-8")
    (project / "k8s/web.yaml").write_text(WEB, encoding="utf-8")
    assert "no longer found" in run(project, "k8s").stderr
    pruned = run(project, "k8s", "--prune-baseline")
    after = (project / NAME).read_text(encoding="utf-8")
    assert "replicas-too-few" in before
    assert "replicas-too-few" not in after
    assert "no longer found" not in pruned.stderr
    kept = {line.rstrip(",") for line in before.splitlines()}
    assert {line.rstrip(",") for line in after.splitlines()} < kept


def test_a_drill_and_a_check_share_the_file(project: Path) -> None:
    path = project / NAME
    checked = path.read_text(encoding="utf-8")
    assert run(project, "drill", "k8s").returncode == 1
    written = run(project, "drill", "k8s", "--write-baseline")
    assert written.returncode == 0, written.stderr
    both = path.read_text(encoding="utf-8")
    assert "drill-zone-loss" in both
    assert set(checked.splitlines()[2:-2]) <= {
        line.rstrip(",") for line in both.splitlines()
    } | set(both.splitlines())
    assert run(project, "drill", "k8s").returncode == 0
    done = run(project, "k8s")
    assert done.returncode == 0
    assert "no longer found" not in done.stderr
    for command in (["k8s"], ["drill", "k8s"]):
        assert run(project, *command, "--prune-baseline").returncode == 0
        assert path.read_text(encoding="utf-8") == both
    assert run(project, "k8s", "--write-baseline").returncode == 0
    assert path.read_text(encoding="utf-8") == both


def test_accepted_findings_stay_in_json_and_the_exit_code_is_the_same(project: Path) -> None:
    done = run(project, "k8s", "--format", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["summary"]["baselined"] == len(report["diagnostics"]) > 0
    assert all(each["baselined"] for each in report["diagnostics"])


def test_writing_again_keeps_the_entries_of_files_that_were_not_read(project: Path) -> None:
    other = project / "k8s/api.yaml"
    other.write_text(LONE.replace("web", "api"), encoding="utf-8")
    assert run(project, "k8s/api.yaml", "--write-baseline").returncode == 0
    assert run(project, "k8s").returncode == 0


def test_a_broken_baseline_is_a_usage_error(project: Path) -> None:
    (project / NAME).write_text("{", encoding="utf-8")
    done = run(project, "k8s")
    assert done.returncode == 2
    assert "not JSON" in done.stderr
    assert run(project, "k8s", "--baseline", "missing.json").returncode == 2


@pytest.mark.parametrize(
    "narrowed",
    [
        "--select pdb",
        "--ignore replicas-too-few",
        "--profile survive",
        "--severity replicas-too-few=off",
        "--zones 1",
        "--kubernetes 1.30",
        "--context closed",
        "--exclude *.yaml",
        "--isolated",
    ],
)
def test_a_narrower_run_takes_nothing_for_fixed(project: Path, narrowed: str) -> None:
    (project / ".multiaz-lint.yaml").write_text("profile: multi-az\n", encoding="utf-8")
    before = (project / NAME).read_text(encoding="utf-8")
    accepted = entries(project)
    (project / "k8s/web.yaml").write_text(WEB, encoding="utf-8")
    assert "no longer found" not in run(project, "k8s", *narrowed.split()).stderr
    done = run(project, "k8s", *narrowed.split(), "--prune-baseline")
    assert done.returncode == 2
    assert f"needs a whole check, without {narrowed.split(maxsplit=1)[0]}" in done.stderr
    assert (project / NAME).read_text(encoding="utf-8") == before
    assert run(project, "k8s", *narrowed.split(), "--write-baseline").returncode == 0
    assert entries(project) >= accepted


def entries(project: Path) -> set[str]:
    """Return the lines of the baseline that hold an entry each."""
    lines = (project / NAME).read_text(encoding="utf-8").splitlines()
    return {line.rstrip(",") for line in lines if '"origin"' in line}


def test_a_check_of_some_of_the_paths_takes_nothing_for_fixed(project: Path) -> None:
    other = project / "k8s/api.yaml"
    other.write_text(LONE.replace("web", "api"), encoding="utf-8")
    assert run(project, "k8s", "--write-baseline").returncode == 0
    before = entries(project)
    other.write_text(WEB.replace("web", "api"), "utf-8")
    done = run(project, "k8s/api.yaml", "--prune-baseline")
    assert done.returncode == 2
    words = f"{NAME} accepts findings of k8s/web.yaml, which was not read"
    assert done.stderr == f"multiaz-lint: --prune-baseline needs a whole check: {words}\n"
    assert "no longer found" not in run(project, "k8s/api.yaml").stderr
    assert run(project, "k8s/api.yaml", "--write-baseline").returncode == 0
    both = entries(project)
    assert both > before
    assert run(project, "k8s", "--prune-baseline").returncode == 0
    assert entries(project) < both
    assert not entries(project) >= before


def test_an_isolated_run_is_whole_where_there_is_no_configuration(project: Path) -> None:
    before = entries(project)
    (project / "k8s/web.yaml").write_text(WEB, encoding="utf-8")
    run(project, "k8s", "--isolated", "--prune-baseline")
    assert entries(project) < before


def test_what_the_configuration_leaves_out_does_not_stand_in_the_way(project: Path) -> None:
    (project / "k8s/api.yaml").write_text(LONE.replace("web", "api"), encoding="utf-8")
    assert run(project, "k8s", "--write-baseline").returncode == 0
    before = entries(project)
    (project / ".multiaz-lint.yaml").write_text("exclude: [api.yaml]\n", encoding="utf-8")
    assert run(project, "k8s", "--prune-baseline").returncode == 0
    assert entries(project) == before


def test_a_rule_that_did_not_run_keeps_its_entries(project: Path) -> None:
    before = entries(project)
    path = project / ".multiaz-lint.yaml"
    path.write_text("rules: {replicas-too-few: {severity: off}}\n", encoding="utf-8")
    for option in ("--prune-baseline", "--write-baseline"):
        done = run(project, "k8s", option)
        assert done.returncode == 0
        assert "no longer found" not in done.stderr
        assert entries(project) == before


def test_a_rule_of_a_file_that_is_not_given_keeps_its_entries(project: Path) -> None:
    (project / "own.yaml").write_text(OWN, encoding="utf-8")
    assert run(project, "k8s", "--rule-file", "own.yaml", "--write-baseline").returncode == 0
    before = entries(project)
    assert any("own-rule" in each for each in before)
    assert run(project, "k8s", "--prune-baseline").returncode == 0
    assert entries(project) == before


def test_a_file_that_cannot_be_read_to_its_end_keeps_its_entries(project: Path) -> None:
    before = entries(project)
    web = project / "k8s/web.yaml"
    web.write_text("apiVersion: v1\nkind: Pod\na: [\n---\n" + WEB)
    done = run(project, "k8s", "--prune-baseline")
    assert done.returncode == 1
    assert "no longer found" not in done.stderr
    assert entries(project) == before
    for _ in range(2):
        assert run(project, "k8s", "--write-baseline").returncode == 0
    assert entries(project) > before
    assert any("unreadable-manifest" in each for each in entries(project))
    web.write_text(LONE, encoding="utf-8")
    assert run(project, "k8s", "--prune-baseline").returncode == 0
    assert entries(project) == before


def test_a_file_that_is_no_text_is_accepted_once(project: Path) -> None:
    (project / "k8s/odd.yaml").write_bytes(b"apiVersion: v1\nkind: Pod\n\xff")
    before = len(entries(project))
    for _ in range(2):
        assert run(project, "k8s", "--write-baseline").returncode == 0
        lines = (project / NAME).read_text(encoding="utf-8").splitlines()
        assert len(lines) == before + 1 + 5
    assert run(project, "k8s").returncode == 0


def test_unused_suppressions_are_not_looked_for_where_none_counts(project: Path) -> None:
    web = project / "k8s/web.yaml"
    web.write_text(
        WEB.replace("replicas: 3", "replicas: 3  # multiaz-lint: ignore[replicas-too-few]")
    )
    assert run(project, "k8s", "--write-baseline").returncode == 0
    before = entries(project)
    assert any("rule-suppressed-unused" in each for each in before), before
    assert run(project, "k8s", "--no-ignores", "--prune-baseline").returncode == 0
    assert entries(project) == before


@pytest.mark.parametrize("narrowed", ["--lose a", "--no-rollouts", "--plays 1"])
def test_a_narrower_drill_takes_nothing_for_fixed(project: Path, narrowed: str) -> None:
    assert run(project, "drill", "k8s", "--write-baseline").returncode == 0
    before = entries(project)
    done = run(project, "drill", "k8s", *narrowed.split(), "--prune-baseline")
    assert done.returncode == 2
    assert f"needs a whole check, without {narrowed.split(maxsplit=1)[0]}" in done.stderr
    assert entries(project) == before


def test_changed_files_and_revisions_know_the_baseline_and_take_nothing_for_fixed(
    tmp_path: Path,
) -> None:
    repository = healthy(tmp_path / "repository")
    repository.write("k8s/old.yaml", LONE.replace("web", "old"))
    assert repository.lint("k8s", "--write-baseline").returncode == 0
    repository.commit("accepted")
    for arguments in (("--changed", "k8s/web.yaml"), ("--changed", "k8s/old.yaml")):
        done = repository.lint(*arguments)
        assert done.returncode == 0, done.stdout
        assert "no longer found" not in done.stderr
    done = repository.lint("k8s", "--diff-base", "HEAD")
    assert done.returncode == 0
    assert "no longer found" not in done.stderr
    assert repository.lint("--changed", "k8s/web.yaml", "--prune-baseline").returncode == 2


def test_many_findings_alike_take_no_more_time_than_they_are_many() -> None:
    """Each removal from a list would make it the square."""
    many = [finding(origin="one.yaml") for _ in range(20_000)]
    entries = baseline.entries_of(many, str)
    with within(10):
        here = Reach({"one.yaml"}, lambda _: True, rules={many[0].rule})
        found = baseline.match(many, entries, str, here)
        assert len(found.known) == 20_000
        assert found.stale == []
        few = baseline.match(many[:5], entries, str, here)
        assert len(few.stale) == 19_995
        assert baseline.without(entries, few.stale) == entries[:5]
        there = Reach({"two.yaml"}, lambda _: False)
        moved = baseline.match(many, entries, lambda _: "two.yaml", there)
        assert len(moved.known) == 20_000
