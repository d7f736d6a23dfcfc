"""Every bound is a setting, is told when it is reached, and never makes a run look better."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.report.registry import FORMATS
from multiaz_lint.stages.unjudged import unfinished
from tests.manifests import BUDGET, WEB, resources
from tests.report_readers import READERS
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

RULES = "select: [replicas-too-few, requests-missing, unreadable-manifest]\n"
ONE = WEB.replace("replicas: 3", "replicas: 1")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.write("k8s/one.yaml", "---\n".join(ONE.replace("web", f"w{n}") for n in range(6)))
    made.write("k8s/two.yaml", ONE.replace("web", "other"))
    made.write(".multiaz-lint.yaml", RULES)
    return made


def limited(repository: Repository, limits: str) -> None:
    repository.write(".multiaz-lint.yaml", f"{RULES}limits: {limits}\n")


def report(repository: Repository, *arguments: str) -> tuple[int, dict[str, Any]]:
    done = repository.lint("k8s", "--format", "json", *arguments)
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ("{file_bytes: 300}", "larger than 300 bytes"),
        ("{line_length: 40}", "a line of more than 40 characters"),
        ("{nesting: 5}", "nested deeper than 5 levels"),
        ("{nodes: 20}", "more than 20 values once aliases are expanded"),
        ("{documents: 2}", "more than 2 documents in one file"),
    ],
)
def test_what_is_beyond_a_bound_is_told_at_its_place(
    repository: Repository, limits: str, words: str
) -> None:
    limited(repository, limits)
    code, found = report(repository)
    told = [each for each in found["diagnostics"] if each["rule"] == "unreadable-manifest"]
    assert code == 1
    assert told[0]["message"] == f"cannot be read: {words}"
    assert told[0]["severity"] == "error"


def test_a_long_line_is_named_and_the_other_documents_are_read(repository: Repository) -> None:
    long = WEB.replace("web:1", "w" * 500)
    repository.write("k8s/one.yaml", f"{ONE}---\n{long}---\n{ONE.replace('web', 'third')}")
    limited(repository, "{line_length: 400}")
    _, found = report(repository)
    one = [each for each in found["diagnostics"] if each["origin"].endswith("one.yaml")]
    assert [each["line"] for each in one if each["rule"] == "unreadable-manifest"] == [19]
    assert {each["resource"]["name"] for each in one if each["resource"]} == {"web", "third"}


def findings(found: dict[str, Any], name: str = "one.yaml") -> list[dict[str, Any]]:
    return [each for each in found["diagnostics"] if each["origin"].endswith(name)]


def test_findings_beyond_the_bound_are_counted_and_the_gravest_are_shown(
    repository: Repository,
) -> None:
    code, every = report(repository)
    limited(repository, "{findings: 4}")
    limited_code, found = report(repository)
    assert code == limited_code == 1
    assert found["summary"]["errors"] == every["summary"]["errors"] + 1, "one tells of the others"
    for key in ("warnings", "infos", "resources", "workloads"):
        assert found["summary"][key] == every["summary"][key]
    assert findings(found, "two.yaml") == findings(every, "two.yaml")
    shown = findings(found)
    assert len(shown) == 5
    told, *kept = sorted(shown, key=lambda each: each["rule"] != "limit-exceeded")
    assert {each["severity"] for each in kept} == {"error"}
    count = len(findings(every)) - 4
    assert sum(int(word) for word in told["message"].split() if word.isdigit()) == count + 4
    assert told["message"].startswith("2 errors, 6 ")
    assert told["severity"] == "error"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_what_it_leaves_out(repository: Repository, name: str) -> None:
    limited(repository, "{findings: 4}")
    found = READERS[name](repository.lint("k8s", "--format", name).stdout)
    rules = [rule for rule, path, _ in found.elements() if path.endswith("one.yaml")]
    assert rules.count("limit-exceeded") == 1
    assert len(rules) == 5


@pytest.mark.parametrize("fail_on", ["error", "warning", "info", "never"])
def test_the_exit_code_is_that_of_all_findings(repository: Repository, fail_on: str) -> None:
    arguments = ("--severity", "replicas-too-few=info", "--fail-on", fail_on)
    code, _ = report(repository, *arguments)
    limited(repository, "{findings: 1}")
    assert report(repository, *arguments)[0] == code


def test_it_cannot_be_turned_off(repository: Repository) -> None:
    limited(repository, "{findings: 4}")
    ignored = "# multiaz-lint: ignore-file[limit-exceeded] quiet\n"
    one = repository.path / "k8s/one.yaml"
    one.write_text(ignored + one.read_text())
    for more in (["--ignore", "limit-exceeded"], ["--severity", "limit-exceeded=off"], []):
        _, found = report(repository, *more)
        told = [each for each in findings(found) if each["rule"] == "limit-exceeded"]
        assert [each["suppressed"] for each in told] == [None]


def test_what_is_silenced_does_not_count(repository: Repository) -> None:
    one = repository.path / "k8s/one.yaml"
    ignored = "# multiaz-lint: ignore-file[requests-missing, replicas-too-few] old\n"
    one.write_text(ignored + one.read_text())
    _, every = report(repository)
    assert sum(1 for each in findings(every) if each["suppressed"]) > 4
    limited(repository, "{findings: 4}")
    assert report(repository)[1]["diagnostics"] == every["diagnostics"]


def test_a_baseline_accepts_what_is_not_shown(repository: Repository) -> None:
    limited(repository, "{findings: 4}")
    assert repository.lint("k8s", "--write-baseline").returncode == 0
    code, found = report(repository)
    assert code == 0
    assert found["summary"]["stale_baseline"] == 0
    assert [each for each in found["diagnostics"] if not each["baselined"]] == []
    limited(repository, "{}")
    assert report(repository)[0] == 0, "nor is anything new once the bound is raised"


def test_fix_mends_what_is_not_shown(repository: Repository) -> None:
    limited(repository, "{findings: 1}")
    select = ("--rule", "replicas-too-few")
    assert repository.lint("fix", "k8s", "--write", "--unsafe", *select).returncode == 0
    _, found = report(repository)
    assert "replicas-too-few" not in {each["rule"] for each in found["diagnostics"]}


def test_a_comparison_looks_at_all_findings(repository: Repository) -> None:
    limited(repository, "{findings: 4}")
    repository.commit()
    assert report(repository, "--diff-base", "HEAD")[0] == 0
    one = repository.path / "k8s/one.yaml"
    one.write_text(f"{one.read_text()}---\n{ONE.replace('web', 'added')}")
    code, found = report(repository, "--diff-base", "HEAD")
    assert code == 1
    new = [each for each in found["diagnostics"] if each["suppressed"] is None]
    assert {each["resource"]["name"] for each in new if each["resource"]} == {"added"}
    repository.git("add", "--all")
    changed = repository.lint("k8s/one.yaml", "--changed", "--format", "json")
    assert changed.returncode == 1
    rules = [each["rule"] for each in json.loads(changed.stdout)["diagnostics"]]
    assert rules.count("limit-exceeded") == 1


def test_statistics_and_the_summary_count_all(repository: Repository) -> None:
    every = repository.lint("k8s", "--statistics")
    limited(repository, "{findings: 4}")
    found = repository.lint("k8s", "--statistics")
    assert found.stdout == every.stdout
    assert found.stderr == every.stderr


def overlapping(repository: Repository, count: int) -> None:
    """Write as many workloads as budgets, of which each selects every workload."""
    budgets = [
        BUDGET.replace("name: web", f"name: b{n}").replace("{matchLabels: {app: web}}", "{}")
        for n in range(count)
    ]
    workloads = [WEB.replace("name: web", f"name: w{n}") for n in range(count)]
    repository.write("k8s/all.yaml", "---\n".join([*workloads, *budgets]))


def unjudged(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in found["diagnostics"] if each["rule"] == "limit-exceeded"]


def test_what_too_many_relations_leave_unjudged_is_told(repository: Repository) -> None:
    repository.write(".multiaz-lint.yaml", "select: [pdb, unreadable-manifest]\n")
    overlapping(repository, 20)
    every = report(repository)[1]
    overlaps = [each for each in every["diagnostics"] if each["rule"] == "pdb-overlap"]
    assert len(overlaps) == 27, "those of the other files too"
    assert "and 10 more" in overlaps[0]["message"]
    assert unjudged(every) == []
    overlapping(repository, 1_200)
    repository.write(
        ".multiaz-lint.yaml", "select: [pdb, unreadable-manifest]\nlimits: {relations: 1000}\n"
    )
    code, found = report(repository)
    assert code == 1
    told = unjudged(found)
    assert {each["origin"] for each in told} >= {"k8s/all.yaml", "k8s/two.yaml"}
    assert {each["severity"] for each in told} == {"error"}
    assert "more often than can be followed" in told[0]["message"]


def test_what_is_not_judged_cannot_be_accepted(repository: Repository) -> None:
    overlapping(repository, 1_200)
    every = repository.path / "k8s/all.yaml"
    every.write_text("# multiaz-lint: ignore-file[all] quiet\n" + every.read_text())
    repository.write(".multiaz-lint.yaml", "limits: {relations: 1000}\nprofile: strict\n")
    assert repository.lint("k8s", "--write-baseline").returncode == 1
    code, found = report(repository, "--ignore", "limit-exceeded")
    assert code == 1
    assert unjudged(found)
    assert [each for each in unjudged(found) if each["baselined"] or each["suppressed"]] == []


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("a", "not all rules have judged deployment/a: "),
        ("ab", "not all rules have judged deployment/a and 1 more resource of this file: "),
        ("abc", "not all rules have judged deployment/a and 2 more resources of this file: "),
    ],
)
def test_what_is_not_judged_is_counted(names: str, words: str) -> None:
    text = "---\n".join(WEB.replace("name: web", f"name: {name}", 1) for name in names)
    (found,) = unfinished(resources(text))
    assert found.message.startswith(words)


def test_fix_as_a_gate_is_not_green_for_what_is_not_judged(repository: Repository) -> None:
    overlapping(repository, 1_200)
    repository.write(".multiaz-lint.yaml", "select: [pdb]\nlimits: {relations: 1000}\n")
    done = repository.lint("fix", "k8s", "--check", "--rule", "replicas-too-few")
    assert done.returncode == 1
    words = r"^k8s/all\.yaml:\d+: limit-exceeded: not all rules have judged "
    assert re.search(words, done.stderr, re.MULTILINE)


def test_bounds_are_settings_with_true_defaults(repository: Repository) -> None:
    from multiaz_lint.load.limits import Limits

    schema = json.loads(files("multiaz_lint").joinpath("schemas/config.schema.json").read_text())
    declared = schema["properties"]["limits"]["properties"]
    defaults = Limits()
    assert {key: each["default"] for key, each in declared.items()} == {
        key: getattr(defaults, key) for key in Limits.__slots__
    }
    limited(repository, "{findings: 0}")
    assert repository.lint("k8s").returncode == 2


DEEP = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 2}\nx: "
DEEP_FORMS = {
    "flow": DEEP + "{a: " * 290 + "1" + "}" * 290 + "\n",
    "block": DEEP.rstrip() + "".join(f"\n{' ' * depth}a:" for depth in range(1, 290)) + " 1\n",
}


@pytest.mark.parametrize("text", DEEP_FORMS.values(), ids=DEEP_FORMS)
@pytest.mark.parametrize(
    "command",
    [
        ("fix", "--unsafe"), ("check", "--diff", "--format", "json"), ("check", "--matrix"),
        ("check", "--format", "sarif"), ("drill", "--plays", "1"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_the_deepest_setting_can_be_worked_on(
    repository: Repository, command: tuple[str, ...], text: str
) -> None:
    limited(repository, "{nesting: 300}")
    repository.write("k8s/deep.yaml", text)
    done = repository.lint(*command[:1], "k8s", *command[1:])
    assert done.returncode in {0, 1}, done.stderr
    assert "cannot be read" not in done.stdout + done.stderr


def test_a_deeper_one_is_refused(repository: Repository) -> None:
    limited(repository, "{nesting: 301}")
    done = repository.lint("k8s")
    assert done.returncode == 2
    assert "301 is more than 300, the deepest that can be worked on" in done.stderr
