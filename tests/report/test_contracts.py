"""Every format in every situation: what its consumer documents, and the same findings in all."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from multiaz_lint.diagnostic import Place
from multiaz_lint.fix.replacement import Replacement
from multiaz_lint.load.source import Source
from multiaz_lint.report import json as json_report
from multiaz_lint.report import markdown
from multiaz_lint.report.options import Options
from multiaz_lint.report.registry import FORMATS, UnknownFormat, besides, render, target
from multiaz_lint.result import NotChecked, Result
from multiaz_lint.rule import SEVERITIES
from tests import results
from tests.report_readers import READERS, Page

OPTIONS = Options()
each_format = pytest.mark.parametrize("name", FORMATS)
each_situation = pytest.mark.parametrize("situation", results.SITUATIONS)


@cache
def made(situation: str) -> Result:
    return results.SITUATIONS[situation]()


@cache
def report_of(name: str, situation: str) -> str:
    return render(name, made(situation), OPTIONS)


def data(name: str, result: Result) -> Any:
    return json.loads(render(name, result, OPTIONS))


@each_format
@each_situation
def test_every_format_has_the_same_findings(name: str, situation: str) -> None:
    result = made(situation)
    expected = Counter(
        (each.rule, each.place.origin, each.place.line) for each in result.shown
    )  # fmt: skip
    assert READERS[name](report_of(name, situation)) == expected


@each_format
@each_situation
def test_a_report_is_the_same_every_time_and_ends_its_last_line(name: str, situation: str) -> None:
    report = report_of(name, situation)
    assert report == render(name, made(situation), OPTIONS)
    assert report == "" or report.endswith("\n")
    assert not report.endswith("\n\n") or name in {"text", "markdown"}


def test_formats_are_known_by_name_and_file() -> None:
    assert target("sarif:out/a.sarif") == ("sarif", "out/a.sarif")
    assert target("json") == ("json", "")
    assert set(READERS) == set(FORMATS)
    with pytest.raises(UnknownFormat, match="did you mean 'sarif'"):
        target("sarrif:out")


@each_situation
def test_json_keeps_its_schema(situation: str) -> None:
    text = (files("multiaz_lint") / "report" / "v1.schema.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    report = json.loads(report_of("json", situation))
    report["diagnostics"] = report["diagnostics"][:100]
    jsonschema.Draft202012Validator(schema).validate(report)


def test_the_schema_of_json_can_refuse() -> None:
    text = (files("multiaz_lint") / "report" / "v1.schema.json").read_text(encoding="utf-8")
    report = data("json", results.one())
    report["diagnostics"][0]["line"] = 0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json.loads(text)).validate(report)


def test_json_holds_what_the_design_promises() -> None:
    report = data("json", results.several())
    assert report["version"] == 1
    assert report["context"]["zones"] == 3
    assert report["summary"]["errors"] == 3
    assert report["summary"]["suppressed"] == report["summary"]["baselined"] == 1
    first, *_, api, _ = report["diagnostics"]
    assert first["resource"] == {
        "api_version": "apps/v1", "kind": "Deployment", "namespace": "default", "name": "web",
    }  # fmt: skip
    assert "api" not in first
    assert api["api"]["words"] == "must be greater than 0"
    assert [each["suppressed"] for each in report["diagnostics"]].count("a batch job") == 1
    assert report["policy"][0]["points"][0]["held"] is False


@each_situation
def test_no_two_findings_share_a_fingerprint(situation: str) -> None:
    result = made(situation)
    for found in (data("gitlab", result), data("json", result)["diagnostics"]):
        prints = [each["fingerprint"] for each in found]
        assert len(prints) == len(set(prints))
    hashes = [
        each["partialFingerprints"]["primaryLocationLineHash"]
        for run in data("sarif", result)["runs"]
        for each in run["results"]
    ]
    assert len(hashes) == len(set(hashes))
    assert all(re.fullmatch(r"[0-9a-f]{16}:\d+", each) for each in hashes)


@each_situation
def test_sarif_stays_within_what_github_takes(situation: str) -> None:
    report = data("sarif", made(situation))
    assert report["version"] == "2.1.0"
    assert "security-severity" not in json.dumps(report)
    for run in report["runs"]:
        assert isinstance(run["results"], list)
        assert len(run["results"]) <= 25_000
        for rule in run["tool"]["driver"]["rules"]:
            assert len(rule["name"]) <= 255
            assert len(rule["shortDescription"]["text"]) <= 1024
            assert 0 < len(rule["fullDescription"]["text"]) <= 1024
            assert len(rule["properties"]["tags"]) <= 10
            assert rule["properties"]["problem.severity"] in {"error", "warning", "recommendation"}
        for each in run["results"]:
            (location,) = each["locations"]
            region = location["physicalLocation"]["region"]
            assert region["startLine"] == region["endLine"] >= 1
            assert 1 <= region["startColumn"] < region["endColumn"]


def test_sarif_splits_what_is_too_much_for_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("multiaz_lint.report.sarif.RESULTS", 20)
    report = data("sarif", results.many(50))
    assert [len(run["results"]) for run in report["runs"]] == [20, 20, 10]
    ids = [run["automationDetails"]["id"] for run in report["runs"]]
    assert ids == ["multiaz-lint/", "multiaz-lint/2/", "multiaz-lint/3/"]


def test_sarif_tells_what_is_silenced_and_what_was_not_checked() -> None:
    (run,) = data("sarif", results.several())["runs"]
    reasons = [
        each["suppressions"][0]["justification"]
        for each in run["results"]
        if "suppressions" in each
    ]
    assert reasons == ["a batch job", "the baseline holds it"]
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "Helm" in note["message"]["text"]


def test_sarif_links_related_places_in_the_message() -> None:
    (run,) = data("sarif", results.one())["runs"]
    (each,) = run["results"]
    assert each["message"]["text"].endswith("[this budget selects every pod](1).")
    assert each["relatedLocations"][0]["id"] == 1


@each_situation
def test_gitlab_has_the_documented_fields(situation: str) -> None:
    for each in data("gitlab", made(situation)):
        assert each["description"].startswith(f"{each['check_name']}: ")
        assert each["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert not each["location"]["path"].startswith("./")
        assert each["location"]["lines"]["begin"] >= 1


def test_rdjson_tells_related_places_where_there_are_some() -> None:
    (related,) = data("rdjson", results.one())["diagnostics"]
    ((place, *more), (told, *others)) = (
        results.one().diagnostics[0].related,
        related["related_locations"],
    )
    assert not more
    assert not others
    assert told["message"] == place.message
    assert told["location"]["path"] == place.origin
    assert told["location"]["range"]["start"] == {"line": place.line, "column": place.column}
    (alone,) = data("rdjson", results.result(results.finding()))["diagnostics"]
    assert "related_locations" not in alone


def test_sonar_takes_no_column_that_a_line_does_not_have() -> None:
    def span(column: int) -> dict[str, int]:
        diagnostic = results.finding()
        diagnostic.place = Place("k8s/web.yaml", 1, column, 1, column + 2)
        source = Source("k8s/web.yaml", "web:\n")
        result = results.result(diagnostic, sources={source.origin: source})
        found: dict[str, int] = data("sonar", result)["issues"][0]["primaryLocation"]["textRange"]
        return found

    assert span(4) == {"startLine": 1, "endLine": 1, "startColumn": 3, "endColumn": 4}
    assert span(5) == {"startLine": 1}


def test_sarif_says_of_which_folder_a_path_counts_and_on_which_line_nothing_was_checked() -> None:
    outside = results.finding(origin="/elsewhere/web.yaml")
    texts = [NotChecked("a.yaml", "a template", 1), NotChecked("b.yaml", "too large")]
    (run,) = data("sarif", results.result(results.finding(), outside, not_checked=texts))["runs"]
    places = [each["locations"][0]["physicalLocation"] for each in run["results"]]
    assert [each["artifactLocation"].get("uriBaseId") for each in places] == ["%SRCROOT%", None]
    notes = run["invocations"][0]["toolExecutionNotifications"]
    regions = [each["locations"][0]["physicalLocation"].get("region") for each in notes]
    assert regions == [{"startLine": 1}, None]


def test_gitlab_describes_by_the_message_alone() -> None:
    ((only,), diagnostic) = data("gitlab", results.one()), results.finding()
    assert diagnostic.hint
    assert only["description"] == f"{diagnostic.rule}: {diagnostic.message}"


@each_situation
def test_junit_counts_its_cases(situation: str) -> None:
    root = ET.fromstring(render("junit", made(situation), OPTIONS).encode())
    assert root.tag == "testsuites"
    for suite in (root, *root.iter("testsuite")):
        cases = list(suite.iter("testcase"))
        assert len(cases) == int(suite.attrib["tests"]) > 0
        failures = [case for case in cases if case.find("failure") is not None]
        skipped = [case for case in cases if case.find("skipped") is not None]
        assert len(failures) == int(suite.attrib["failures"])
        assert len(skipped) == int(suite.attrib["skipped"])


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({}, "k8s/web.yaml:6:3\nspec.replicas\nset 3"),
        ({"hint": None}, "k8s/web.yaml:6:3\nspec.replicas"),
        ({"field": "", "hint": None}, "k8s/web.yaml:6:3"),
    ],
)
def test_junit_says_where_it_is_and_what_helps(more: dict[str, object], text: str) -> None:
    suites = ET.fromstring(render("junit", results.result(results.finding(**more)), OPTIONS))  # type: ignore[arg-type]
    assert [each.text for each in suites.iter("failure")] == [text]


def test_junit_says_on_which_line_something_was_not_checked() -> None:
    texts = [NotChecked("a.yaml", "a template", 2), NotChecked("b.yaml", "too large")]
    report = render("junit", results.result(results.finding(), not_checked=texts), OPTIONS)
    cases = ET.fromstring(report).iter("testcase")
    lines = [each.get("line") for each in cases if each.get("name") == "not checked"]
    assert lines == ["2", "1"]


def test_junit_passes_when_clean_and_skips_when_nothing_was_checked() -> None:
    assert '<testcase name="no findings in 2 resources' in render("junit", results.clean(), OPTIONS)
    assert "<skipped" not in render("junit", results.clean(), OPTIONS)
    assert "<skipped" in render("junit", results.nothing(), OPTIONS)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("azure", ("issue type=error;", "issue type=warning;", "issue type=warning;")),
        ("azure", (";]one", ";]one", ";]info: one")),
        ("concise", ("3: error:", "3: warning:", "3: info:")),
        ("github", ("::error file", "::warning file", "::notice file")),
        ("gitlab", ('"severity": "critical"', '"severity": "minor"', '"severity": "info"')),
        ("json", ('"severity": "error"', '"severity": "warning"', '"severity": "info"')),
        ("junit", ('failure type="error"', 'failure type="warning"', 'failure type="info"')),
        ("markdown", ("❌ error |", "⚠️ warning |", "💡 info |")),
        ("rdjson", ('"severity": "ERROR"', '"severity": "WARNING"', '"severity": "INFO"')),
        ("sarif", ('"level": "error"', '"level": "warning"', '"level": "note"')),
        ("sarif", ('ty": "error"', 'ty": "warning"', 'ty": "recommendation"')),
        ("sonar", ('"severity": "HIGH"', '"severity": "MEDIUM"', '"severity": "LOW"')),
        ("teamcity", ("SEVERITY='ERROR'", "SEVERITY='WARNING'", "SEVERITY='INFO'")),
    ],
)
def test_each_format_says_how_grave_a_finding_is(name: str, words: tuple[str, ...]) -> None:
    for severity, expected in zip(reversed(SEVERITIES), words, strict=True):
        found = results.finding("own-rule", severity, "one")
        shown = render(name, results.result(found), OPTIONS)
        assert [each in shown for each in sorted({*words})] == [
            each == expected for each in sorted({*words})
        ]


def test_markdown_lists_some_of_what_was_not_checked() -> None:
    def listed(count: int) -> str:
        left_out = [NotChecked(f"{number}.yaml", "no manifest") for number in range(count)]
        return render("markdown", results.result(results.finding(), not_checked=left_out), OPTIONS)

    assert "<details>" not in listed(0)
    assert "more" not in listed(50)
    assert listed(1).endswith(
        "1 text not checked</summary>\n\n- `0.yaml`: no manifest\n\n</details>\n"
    )
    assert listed(52).endswith("\n- `49.yaml`: no manifest\n- and 2 more\n\n</details>\n")


def test_markdown_within_bounds_says_how_many_findings_it_leaves_out() -> None:
    found = [results.finding(message=f"one of ten: {number}") for number in range(10)]
    whole = markdown.render(results.result(*found), OPTIONS)
    assert "more than fit" not in whole
    assert markdown.render(results.result(*found), OPTIONS, len(whole) + 1_000) == whole
    part = markdown.render(results.result(*found), OPTIONS, 1_000)
    assert len(part.encode()) <= 1_000
    shown = part.count("one of ten")
    assert 0 < shown < 10
    assert f"\nand {10 - shown} findings more than fit here\n" in part


@pytest.mark.parametrize(("rule", "attribute"), [("api-x", "LOGICAL"), ("pdb-x", "COMPLETE")])
def test_sonar_tells_what_is_refused_and_what_is_missing(rule: str, attribute: str) -> None:
    related = results.one().diagnostics[0].related
    report = data("sonar", results.result(results.finding(rule, related=related)))
    assert report["rules"][0]["cleanCodeAttribute"] == attribute
    (second,) = report["issues"][0]["secondaryLocations"]
    assert second["message"] == "this budget selects every pod"
    assert second["filePath"] == "k8s/budget.yaml"
    assert second["textRange"]["startLine"] == second["textRange"]["endLine"] == 4


@pytest.mark.parametrize(
    ("origins", "fix", "offered"),
    [
        (["k8s/web.yaml"], "safe", True),
        (["k8s/web.yaml"], "unsafe", False),
        (["k8s/budget.yaml"], "safe", False),
        (["k8s/web.yaml"] * 2, "safe", False),
        ([], "safe", False),
    ],
)
def test_rdjson_suggests_what_is_whole_and_safe_on_its_own(
    origins: list[str], fix: str, offered: bool
) -> None:
    """Whoever takes half of an edit breaks the file."""
    made = results.result(results.finding(fix=fix))
    edits = tuple(Replacement(origin, 6, 13, 6, 14, "3") for origin in origins)
    made.replacements = lambda _: edits
    (each,) = data("rdjson", made)["diagnostics"]
    assert ("suggestions" in each) == offered


@pytest.mark.parametrize(
    ("fix", "words"),
    [("safe", "Safe to apply."), ("unsafe", "Needs a decision: read it first.")],
)
def test_sarif_holds_all_changes_of_an_edit_by_file(fix: str, words: str) -> None:
    found = results.finding(fix=fix, edits=("any",))
    silenced = results.finding(fix=fix, edits=("any",), suppressed="a batch job")
    made = results.result(found, silenced)
    edits = [("k8s/web.yaml", 6, "3"), ("k8s/budget.yaml", 4, "a"), ("k8s/web.yaml", 2, "b")]
    made.replacements = lambda _: tuple(
        Replacement(origin, line, 13, line, 14, text) for origin, line, text in edits
    )
    one, other = data("sarif", made)["runs"][0]["results"]
    assert "fixes" not in other
    (offered,) = one["fixes"]
    assert offered["description"]["text"] == words
    assert [
        (each["artifactLocation"]["uri"], part["deletedRegion"], part["insertedContent"]["text"])
        for each in offered["artifactChanges"]
        for part in each["replacements"]
    ] == [
        (origin, {"startLine": line, "startColumn": 13, "endLine": line, "endColumn": 14}, text)
        for origin, line, text in sorted(edits, key=lambda edit: edit[0] != "k8s/web.yaml")
    ]
    first, second = data("json", made)["diagnostics"]
    assert [each["text"] for each in first["replacements"]] == ["3", "a", "b"]
    assert "replacements" not in second


def test_junit_of_no_file_at_all_skips_one_case() -> None:
    root = ET.fromstring(render("junit", Result([], context=results.CONTEXT), OPTIONS).encode())
    (suite,) = root.iter("testsuite")
    for each in (root, suite):
        assert [each.attrib[name] for name in ("tests", "failures", "skipped")] == ["1", "0", "1"]
    (case,) = suite.iter("testcase")
    assert case.find("skipped") is not None


@pytest.mark.parametrize(
    "plain", [None, True, False, 0, -3, 1.5, 1e300, 'a"\n\u2028é', [], {}, [[1], {"a": [None]}]]
)
def test_json_says_of_plain_data_what_it_is(plain: object) -> None:
    said = json.loads(json_report.value(plain))
    assert (said, type(said)) == (plain, type(plain))


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_json_has_no_word_for_some_numbers(number: float) -> None:
    assert json.loads(json_report.value(number)) == str(number)


def test_junit_counts_one_resource_and_one_file_as_one() -> None:
    only = Result([], files=1, documents=1, resources=1, context=results.CONTEXT)
    assert 'name="no findings in 1 resource of 1 file"' in render("junit", only, OPTIONS)


@each_situation
def test_sonar_has_the_documented_fields(situation: str) -> None:
    result = made(situation)
    report = data("sonar", result)
    rules = {rule["id"]: rule for rule in report["rules"]}
    assert len(rules) == len(report["rules"])
    for rule in rules.values():
        assert rule["engineId"] == "multiaz-lint"
        assert rule["cleanCodeAttribute"] in {"LOGICAL", "COMPLETE"}
        assert rule["impacts"][0]["softwareQuality"] == "RELIABILITY"
        assert rule["impacts"][0]["severity"] in {"HIGH", "MEDIUM", "LOW"}
    for issue in report["issues"]:
        assert issue["ruleId"] in rules
        for place in (issue["primaryLocation"], *issue.get("secondaryLocations", ())):
            span = place["textRange"]
            source = result.sources.get(place["filePath"])
            if "startColumn" in span:
                assert source is not None
                line = source.line_text(span["startLine"])
                assert 0 <= span["startColumn"] < span["endColumn"] <= len(line)


def test_columns_count_what_each_consumer_counts() -> None:
    """Characters for SARIF, bytes for reviewdog, UTF-16 units for Sonar."""
    diagnostic = results.finding()
    diagnostic.place = Place("k8s/web.yaml", 1, 5, 1, 8)
    result = results.result(diagnostic, sources={"k8s/web.yaml": Source("k8s/web.yaml", "é𝄞: web")})
    region = data("sarif", result)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert (region["region"]["startColumn"], region["region"]["endColumn"]) == (5, 8)
    span = data("rdjson", result)["diagnostics"][0]["location"]["range"]
    assert (span["start"]["column"], span["end"]["column"]) == (9, 12)
    text_range = data("sonar", result)["issues"][0]["primaryLocation"]["textRange"]
    assert (text_range["startColumn"], text_range["endColumn"]) == (5, 8)


@pytest.mark.parametrize(
    ("columns", "characters", "data_bytes", "units"),
    [
        pytest.param((1, 2), (1, 2), (1, 2), (0, 1), id="before all wide signs"),
        pytest.param((4, 5), (4, 5), (4, 6), (3, 4), id="a sign of two bytes"),
        pytest.param((5, 6), (5, 6), (6, 10), (4, 6), id="a sign of two units"),
        pytest.param((6, 7), (6, 7), (10, 11), (6, 7), id="behind both"),
    ],
)
def test_only_signs_before_a_column_move_it(
    columns: tuple[int, int],
    characters: tuple[int, int],
    data_bytes: tuple[int, int],
    units: tuple[int, int],
) -> None:
    diagnostic = results.finding()
    diagnostic.place = Place("k8s/web.yaml", 1, columns[0], 1, columns[1])
    source = Source("k8s/web.yaml", "a: é𝄞: web")
    result = results.result(diagnostic, sources={source.origin: source})
    region = data("sarif", result)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert (region["region"]["startColumn"], region["region"]["endColumn"]) == characters
    span = data("rdjson", result)["diagnostics"][0]["location"]["range"]
    assert (span["start"]["column"], span["end"]["column"]) == data_bytes
    text_range = data("sonar", result)["issues"][0]["primaryLocation"]["textRange"]
    assert (text_range["startColumn"], text_range["endColumn"]) == units
    place = f"linenumber=1;columnnumber={columns[0]};"
    assert place in render("azure", result, OPTIONS)


def test_a_place_over_several_lines_is_reported_on_its_first() -> None:
    diagnostic = results.finding()
    diagnostic.place = Place("k8s/web.yaml", 3, 1, 4, 12)
    result = results.result(diagnostic)
    place = data("sarif", result)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 10}
    assert "line=3,endLine=3,col=1,endColumn=10," in render("github", result, OPTIONS)


def test_github_shows_the_gravest_first_and_says_what_it_hides() -> None:
    lines = render("github", results.many(60), OPTIONS).splitlines()
    kinds = [line.split(" ", 1)[0] for line in lines]
    assert kinds == ["::error"] * 20 + ["::warning"] * 20 + ["::notice"] * 21
    assert "20 errors and 20 warnings and 20 notices" in lines[-1]
    assert len(render("github", results.one(), OPTIONS).splitlines()) == 1
    assert len(render("github", results.many(30), OPTIONS).splitlines()) == 30, "it shows ten each"
    assert "of 11 errors GitHub shows 10" in render("github", results.many(31), OPTIONS)


def test_the_step_summary_fits_in_what_github_takes() -> None:
    options = Options(environ={"GITHUB_STEP_SUMMARY": "summary.md"})
    ((path, text),) = besides("github", results.many(20_000), options)
    assert path == "summary.md"
    assert 900_000 < len(text.encode()) < 1024 * 1024
    assert "more than fit here" in text
    assert besides("github", results.many(3), OPTIONS) == []
    assert besides("sarif", results.many(3), options) == []


@each_situation
def test_rdjson_has_the_documented_fields(situation: str) -> None:
    report = data("rdjson", made(situation))
    assert report["source"]["name"] == "multiaz-lint"
    for each in report["diagnostics"]:
        assert each["severity"] in {"ERROR", "WARNING", "INFO"}
        assert each["code"]["url"].endswith(f"/rules/{each['code']['value']}/")


def test_teamcity_declares_each_inspection_once_before_it_is_used() -> None:
    lines = render("teamcity", results.several(), OPTIONS).splitlines()
    declared = [line for line in lines if line.startswith("##teamcity[inspectionType ")]
    assert lines[: len(declared)] == declared
    assert len(declared) == len({each.rule for each in results.several().shown})


def test_teamcity_describes_a_rule_by_its_reason_or_else_by_its_title() -> None:
    found = results.result(results.finding(), results.finding("other-rule"))
    other, known = render("teamcity", found, OPTIONS).splitlines()[:2]
    assert known.endswith("/replicas-too-few/ It is down with `its` zone.']")
    assert other.endswith("/other-rule/ other rule']")


def test_markdown_puts_the_gravest_first() -> None:
    rows = [
        line for line in render("markdown", results.several(), OPTIONS).splitlines()
        if line.startswith("| ") and "where" not in line
    ]  # fmt: skip
    assert [row.split(" ")[2] for row in rows] == ["error"] * 3 + ["warning", "info"]


@pytest.mark.parametrize("situation", sorted(results.SITUATIONS.keys() - {"5,000 findings"}))
def test_html_loads_nothing_and_runs_only_its_own_script(situation: str) -> None:
    from base64 import b64encode
    from hashlib import sha256

    report = render("html", made(situation), OPTIONS)
    page = Page(report)
    (script,) = page.scripts
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in report
    assert "default-src 'none'" in report
    assert not {"img", "link", "iframe", "object", "base"} & set(page.tags)
    assert not {"src", "style", "action"} & set(page.attributes)
    assert len(page.articles) == len(made(situation).diagnostics)
    assert page.silenced == len(made(situation).diagnostics) - len(made(situation).shown)


def test_severities_have_their_own_words_everywhere() -> None:
    report = data("gitlab", results.several())
    by_rule = {each["check_name"]: each["severity"] for each in report}
    assert by_rule["replicas-too-few"] == "critical"
    assert by_rule["pdb-missing"] == "minor"
    assert by_rule["image-latest"] == "info"
    assert {each.severity for each in results.several().shown} == set(SEVERITIES)
