"""Every format through the real command: exit code, streams, files and locations."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from multiaz_lint.report import html
from multiaz_lint.report.options import Options
from multiaz_lint.report.registry import FORMATS
from multiaz_lint.result import Point, PolicyRow
from tests.manifests import WEB
from tests.report_readers import READERS
from tests.repository import Repository, healthy
from tests.results import finding, identity, result

if TYPE_CHECKING:
    from pathlib import Path

REPOSITORY_RELATIVE = ("sarif", "github", "gitlab", "junit", "rdjson", "sonar", "azure", "teamcity")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = healthy(tmp_path_factory.mktemp("reports") / "repository")
    made.write("k8s/a b.yaml", WEB.replace("replicas: 3", "replicas: 1").replace("web", "one"))
    made.write("k8s/broken.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: [\n")
    (made.path / "linked").symlink_to("k8s")
    return made


@pytest.mark.parametrize("name", FORMATS)
def test_exit_code_and_findings_are_the_same_in_every_format(
    repository: Repository, name: str
) -> None:
    done = repository.lint("k8s", "--format", name)
    assert done.returncode == 1
    found = READERS[name](done.stdout)
    assert found == READERS["concise"](repository.lint("k8s", "--format", "concise").stdout)
    assert {rule for rule, _, _ in found} == {"replicas-too-few", "unreadable-manifest"}
    assert repository.lint("k8s", "--format", name, "--fail-on", "never").returncode == 0
    assert repository.lint("README.md", "--format", name).returncode == 2
    repository.write("empty/none.yaml", "# nothing\n")
    assert repository.lint("empty", "--format", name).returncode == 3


@pytest.mark.parametrize("name", FORMATS)
def test_findings_of_lesser_severity_are_left_out_and_counted(
    repository: Repository, name: str
) -> None:
    options = ("--severity", "replicas-too-few=warning", "--min-severity", "error")
    done = repository.lint("k8s", "--format", name, *options)
    assert done.returncode == 1
    assert {rule for rule, _, _ in READERS[name](done.stdout)} == {"unreadable-manifest"}
    alone = repository.lint("k8s/a b.yaml", "--format", name, *options, "--select", "replicas")
    assert alone.returncode == 1, "a warning that is not shown fails the run as ever"
    assert "no findings<" not in alone.stdout
    assert "no findings in" not in alone.stdout
    assert "no findings\n" not in alone.stdout
    assert "  1 finding of lesser severity is not shown\n" in alone.stderr
    if name in {"html", "markdown"}:
        assert "1 workload, 1 finding not shown" in alone.stdout.replace(" read", "")


def test_the_summary_says_how_many_are_not_shown(repository: Repository) -> None:
    options = ("--severity", "replicas-too-few=info", "--min-severity", "warning", "k8s/a b.yaml")
    done = repository.lint(*options, "--select", "replicas")
    assert done.returncode == 0
    assert done.stdout == ""
    assert "multiaz-lint: 1 info in 1 file" in done.stderr
    assert "  1 finding of lesser severity is not shown\n" in done.stderr
    told = json.loads(repository.lint(*options, "--select", "replicas", "--format", "json").stdout)
    assert (told["summary"]["infos"], told["diagnostics"]) == (1, [])


@pytest.mark.parametrize("name", ["json", *REPOSITORY_RELATIVE])
def test_absolute_and_relative_paths_give_the_same_locations(
    repository: Repository, name: str
) -> None:
    expected = READERS[name](repository.lint("k8s", "--format", name).stdout)
    absolute = repository.lint(str(repository.path / "k8s"), "--format", name).stdout
    assert READERS[name](absolute) == expected
    dotted = repository.lint("./k8s/../k8s", "--format", name).stdout
    assert READERS[name](dotted) == expected


@pytest.mark.parametrize("name", REPOSITORY_RELATIVE)
def test_locations_start_at_the_root_of_the_repository_from_any_folder(
    repository: Repository, name: str
) -> None:
    expected = READERS[name](repository.lint("k8s", "--format", name).stdout)
    assert READERS[name](repository.lint(".", "--format", name, folder="k8s").stdout) == expected
    linked = repository.lint("linked/a b.yaml", "--format", name).stdout
    assert {path for _, path, _ in READERS[name](linked)} == {"k8s/a b.yaml"}


def test_reviewdog_gets_the_safe_fix_as_a_suggestion_that_mends(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    master = "[{key: ü, operator: Exists}, {key: node-role.kubernetes.io/master, operator: Exists}]"
    text = WEB.replace("{containers:", f"{{tolerations: {master}, containers:")
    repository.write("web.yaml", text)
    arguments = ("web.yaml", "--select", "toleration-master-only", "--format")
    (found,) = json.loads(repository.lint(*arguments, "rdjson").stdout)["diagnostics"]
    (suggestion,) = found["suggestions"]
    start, end = suggestion["range"]["start"], suggestion["range"]["end"]
    lines = [line.encode() for line in text.splitlines(keepends=True)]
    before = b"".join(lines[: start["line"] - 1]) + lines[start["line"] - 1][: start["column"] - 1]
    after = lines[end["line"] - 1][end["column"] - 1 :] + b"".join(lines[end["line"] :])
    mended = (before + suggestion["text"].encode() + after).decode()
    repository.write("web.yaml", mended)
    assert repository.lint(*arguments, "concise").stdout == "", mended


def test_several_formats_are_written_at_once(repository: Repository, tmp_path: Path) -> None:
    targets = [f"{name}:{tmp_path}/{name}" for name in FORMATS]
    arguments = [word for target in targets for word in ("--format", target)]
    done = repository.lint("k8s", "--format", "concise", *arguments)
    assert done.returncode == 1
    expected = READERS["concise"](done.stdout)
    for name in FORMATS:
        assert READERS[name]((tmp_path / name).read_text(encoding="utf-8")) == expected
    assert repository.lint("k8s", "--format", "json", "--format", "text").returncode == 2


def test_standard_output_holds_the_report_and_nothing_else(repository: Repository) -> None:
    done = repository.lint("k8s", "--format", "json")
    json.loads(done.stdout)
    assert repository.lint("k8s", "--format", "json", "--quiet").stderr == ""
    text = repository.lint("k8s")
    assert "multiaz-lint: " not in text.stdout
    assert text.stderr.startswith("multiaz-lint: 2 errors")


def test_the_step_summary_is_appended_where_github_asks_for_it(
    repository: Repository, tmp_path: Path
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    repository.environ["GITHUB_STEP_SUMMARY"] = str(summary)
    try:
        repository.lint("k8s", "--format", "github")
        repository.lint("k8s", "--format", "json")
    finally:
        del repository.environ["GITHUB_STEP_SUMMARY"]
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("before\n### multiaz-lint: 2 errors")
    assert text.count("###") == 1


@pytest.mark.parametrize("name", FORMATS)
def test_it_is_told_when_nothing_was_checked(repository: Repository, name: str) -> None:
    """Exit code 3 does not come without a word, whatever the format and wherever it goes."""
    repository.write("empty/none.yaml", "# nothing\n")
    for target in (name, f"{name}:{repository.path.parent / 'report'}"):
        done = repository.lint("empty", "--format", target)
        assert done.returncode == 3
        assert "nothing was checked" in done.stderr
        assert "nothing was checked" not in repository.lint("k8s", "--format", target).stderr


def test_two_reports_cannot_go_to_one_file(repository: Repository) -> None:
    done = repository.lint("k8s", "--format", "sarif:out.txt", "--format", "json:./out.txt")
    assert done.returncode == 2
    assert done.stderr == "multiaz-lint: out.txt: two reports cannot go to one file\n"
    assert not (repository.path / "out.txt").exists()


def test_a_page_begins_with_the_zone_policy_unless_it_is_about_a_change(
    repository: Repository,
) -> None:
    page = repository.lint("k8s", "--format", "html").stdout
    assert re.search(r"<details open><summary>\d of \d workloads? keeps? to the zone policy", page)
    about_a_change = repository.lint("--changed", "k8s/web.yaml", "--format", "html").stdout
    assert "<article" in page
    assert "zone policy" not in about_a_change


def test_a_long_table_of_the_policy_is_shut_so_that_findings_are_seen() -> None:
    points = (Point("replicas", held=True),)
    rows = [PolicyRow(identity(f"web-{each}"), "web.yaml", 1, points) for each in range(51)]
    shut, open_ = (html.render(result(matrix=each), Options()) for each in (rows, rows[:50]))
    assert "<details><summary>51 of 51 workloads keep to the zone policy" in shut
    assert "<details open><summary>50 of 50" in open_


@pytest.mark.parametrize(("fix", "command"), [("safe", ""), ("unsafe", " --unsafe")])
def test_a_page_says_what_can_write_the_edit(fix: str, command: str) -> None:
    page = html.render(result(finding(fix=fix)), Options())
    assert f"<code>multiaz-lint fix{command}</code> can write this" in page
    assert "can write this" not in html.render(result(finding()), Options())
