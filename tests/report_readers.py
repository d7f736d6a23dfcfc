"""Reads every format back, as its consumer would: into rule, path and line of each finding."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Callable

Found = Counter[tuple[str, str, int]]
"""How often each rule, path and line is there."""


def text(report: str) -> Found:
    found = []
    rule = ""
    for line in report.splitlines():
        if head := re.match(r"(?:error|warning|info)\[([a-z-]+)\]: ", line):
            rule = head[1]
        elif rule and (at := re.match(r" *--> (.*):(\d+):\d+", line)):
            found.append((rule, at[1], int(at[2])))
            rule = ""
    return Counter(found)


def concise(report: str) -> Found:
    known = r"(?: \((?:ignored|known)\))?"
    pattern = rf"(.*?):(\d+):\d+: (?:error|warning|info): .* \[([a-z-]+)\]{known}"
    matches = [re.fullmatch(pattern, line) for line in report.splitlines()]
    return Counter((match[3], match[1], int(match[2])) for match in matches if match)


def json_(report: str) -> Found:
    return Counter(
        (each["rule"], each["origin"], each["line"])
        for each in json.loads(report)["diagnostics"]
        if each["suppressed"] is None and not each["baselined"]
    )


def sarif(report: str) -> Found:
    found = []
    for run in json.loads(report)["runs"]:
        rules = run["tool"]["driver"]["rules"]
        for each in run["results"]:
            assert rules[each["ruleIndex"]]["id"] == each["ruleId"]
            place = each["locations"][0]["physicalLocation"]
            if not each.get("suppressions"):
                path = unquote(place["artifactLocation"]["uri"])
                found.append((each["ruleId"], path, place["region"]["startLine"]))
    return Counter(found)


def github(report: str) -> Found:
    pattern = r"::(?:error|warning|notice) file=(.*?),line=(\d+),.*?title=([a-z-]+)::.*"
    matches = [re.fullmatch(pattern, line) for line in report.splitlines()]
    return Counter((match[3], _percent(match[1]), int(match[2])) for match in matches if match)


def _percent(escaped: str) -> str:
    for code, character in (("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        escaped = escaped.replace(code, character)
    return escaped


def gitlab(report: str) -> Found:
    return Counter(
        (each["check_name"], each["location"]["path"], each["location"]["lines"]["begin"])
        for each in json.loads(report)
    )


def junit(report: str) -> Found:
    root = ET.fromstring(report.encode())
    return Counter(
        (case.attrib["name"].split(" ")[0], case.attrib["file"], int(case.attrib["line"]))
        for case in root.iter("testcase")
        if case.find("failure") is not None
    )


def rdjson(report: str) -> Found:
    return Counter(
        (
            each["code"]["value"],
            each["location"]["path"],
            each["location"]["range"]["start"]["line"],
        )
        for each in json.loads(report)["diagnostics"]
    )


def sonar(report: str) -> Found:
    def entry(issue: dict[str, object]) -> tuple[str, str, int]:
        place = issue["primaryLocation"]
        assert isinstance(place, dict)
        return str(issue["ruleId"]), place["filePath"], place["textRange"]["startLine"]

    return Counter(map(entry, json.loads(report)["issues"]))


def azure(report: str) -> Found:
    pattern = (
        r"##vso\[task\.logissue type=\w+;sourcepath=(.*?);linenumber=(\d+);"
        r"columnnumber=\d+;code=([a-z-]+);\].*"
    )
    matches = [re.fullmatch(pattern, line) for line in report.splitlines()]
    return Counter((match[3], match[1], int(match[2])) for match in matches if match)


def teamcity(report: str) -> Found:
    pattern = r"##teamcity\[inspection typeId='(.*?)' .* file='(.*?)' line='(\d+)' .*\]"
    matches = [re.fullmatch(pattern, line) for line in report.splitlines()]
    return Counter((match[1], match[2], int(match[3])) for match in matches if match)


def markdown(report: str) -> Found:
    found = []
    for row in report.splitlines():
        cells = re.split(r"(?<!\\)\|", row)
        if len(cells) == 6 and "/rules/" in cells[4]:
            path, _, line = cells[2].strip(" `").rpartition(":")
            found.append((re.sub(r".*\[(.*?)\].*", r"\1", cells[4]), path, int(line)))
    return Counter(found)


def rendered(report: str) -> str:
    """Return Markdown as HTML, with the tables of GitHub."""
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(report))


class Page(HTMLParser):
    """What is on a page: its tags, links, scripts and articles."""

    def __init__(self, report: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: Counter[str] = Counter()
        self.links: list[str] = []
        self.articles: list[tuple[str, str, str]] = []
        self.silenced = 0
        self.scripts: list[str] = []
        self.words: list[str] = []
        self._inside = ""
        self.feed(report)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        self.attributes.update(given.keys())
        self._inside = tag
        if "href" in given:
            self.links.append(given["href"] or "")
        if tag == "article":
            if "data-silenced" in given:
                self.silenced += 1
            self.articles.append(
                (given["data-rule"] or "", given["data-file"] or "", given.get("class") or "")
            )

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)
        elif self._inside != "style":
            self.words.append(data)


def html(report: str) -> Found:
    pattern = (
        r"<article class=\"\w+\" data-workload=\".*?\" data-rule=\"(.*?)\" data-file=\"(.*?)\">"
    )
    lines = report.splitlines()
    found = []
    for number, line in enumerate(lines):
        if match := re.fullmatch(pattern, line):
            place = re.search(rf"<span>{re.escape(match[2])}:(\d+):\d+</span>", lines[number + 1])
            assert place is not None
            found.append((match[1], match[2], int(place[1])))
    return Counter(found)


READERS: dict[str, Callable[[str], Found]] = {
    "text": text, "concise": concise, "json": json_, "json-v1": json_, "sarif": sarif,
    "github": github, "gitlab": gitlab, "junit": junit, "rdjson": rdjson, "sonar": sonar,
    "azure": azure, "teamcity": teamcity, "markdown": markdown, "html": html,
}  # fmt: skip
