"""Regular expressions mean what they mean to Go, and take time linear in the text."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import chain

import pytest

from multiaz_lint import catalog, pipeline
from multiaz_lint.declarative import RuleFileError
from multiaz_lint.declarative.rule_file import parse
from multiaz_lint.load.ignore import ignored
from multiaz_lint.load.ignore import parse as patterns
from multiaz_lint.load.source import Source
from multiaz_lint.regex import PatternError, Regex, TooLongError
from multiaz_lint.settings import Settings
from tests.oracle.files import OWN
from tests.oracle.regexp import verdicts
from tests.spent import within

HOSTILE = [
    (r"(a+)+$", "a" * 50_000 + "b"),
    (r"(a|a)*$", "a" * 50_000 + "b"),
    (r"(a|aa)+$", "a" * 50_000 + "b"),
    (r"^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 50_000),
    (r"a*a*a*a*a*a*a*a*a*b", "a" * 50_000),
    (r"(x+x+)+y", "x" * 50_000),
    (r"((a{1,10}){1,10}){1,10}$", "a" * 50_000 + "b"),
    (r"(.*a){1000}", "ab" * 20_000),
    (r"(\w|\d|_)*[^\w]$", "a" * 50_000),
]


def test_go_found_the_same() -> None:
    text = (OWN / "regexp-cases.jsonl").read_text(encoding="utf-8")
    found = list(chain.from_iterable(verdicts(json.loads(each)) for each in text.splitlines()))
    assert len(found) == 2_000
    assert sum(theirs is not None for _, _, theirs in found) > 500
    assert [each for each in found if each[1] is not each[2]] == []


@pytest.mark.parametrize(("pattern", "value"), HOSTILE)
def test_no_expression_hangs(pattern: str, value: str) -> None:
    with within(5), suppress(TooLongError):
        Regex(pattern).found_in(value)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("a(?=b)", "it looks around"),
        ("a(?!b)", "it looks around"),
        ("(?<=a)b", "it looks around"),
        (r"(a)\1", "no reference back"),
        ("*a", "missing argument"),
        ("a**", "invalid nested repetition"),
        ("[b-a]", "invalid character class range"),
        ("a{1001}", "invalid repeat count"),
        ("(" * 5000 + ")" * 5000, "nests too deeply"),
        ("((a{100}){10}b){1,3}" * 40, "invalid repeat count|too large"),
        ("[a-z]{1000}" * 20, "too large"),
        ("a" * 50_000, "longer than"),
    ],
)
def test_what_is_no_expression_is_told(pattern: str, words: str) -> None:
    with pytest.raises(PatternError, match=words):
        Regex(pattern)


RULE = """\
id: acme-name
severity: warning
kinds: [ConfigMap]
doc: Names.
each: {each}
field: $
expect: {{matches: '{pattern}'}}
message: a name
"""


def test_a_rule_of_the_user_cannot_hang(tmp_path: object) -> None:
    file = tmp_path / "rules.yaml"  # type: ignore[operator]
    file.write_text(RULE.format(each="$.data.a", pattern="^(a|aa)+$"))
    manifest = (
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{a: {'a' * 9000}b}}\n"
    )
    with within(5):
        settings = Settings(plugins=False, rule_files=[str(file)])
        found = pipeline.check([Source("a.yaml", manifest)], settings).diagnostics
        assert [each.rule for each in found] == ["acme-name"]


@pytest.mark.parametrize(
    ("each", "pattern", "words"),
    [
        ("$.data.a", "(?=a)", "it looks around"),
        ("$.data[?(@.a =~ '(a+)+$')]", "a", "could take forever"),
        ("$.data.a.`sub(/(a+)+$/, b)`", "a", "could take forever"),
        ("$..*..*..*", "a", "could take forever"),
    ],
)  # fmt: skip
def test_what_might_hang_is_refused_where_it_stands(each: str, pattern: str, words: str) -> None:
    text = RULE.format(each=json.dumps(each), pattern=pattern)
    with pytest.raises(RuleFileError, match=words) as caught:
        parse(Source("rules.yaml", text))
    assert caught.value.mistakes[0].startswith("rules.yaml:")


def test_an_ignore_file_cannot_hang() -> None:
    with within(5):
        found = patterns("*a" * 12 + "b\n**/" + "*a*" * 9 + "/**/b\n" + "a*" * 20 + "\n")
        paths = ["a" * 250, "/".join(["a" * 60] * 20), "a/" * 1000, "b" * 250 + "/c"]
        answers = [ignored(path, (("", found),), folder=False) for path in paths]
        assert answers == [True, True, False, False]


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*a*b*c", "xaybzc", True),
        ("*a*b*c", "xaybz/c", False),
        ("*a*b*c", "d/xaybzc", True),
        ("/*a*b*c", "d/xaybzc", False),
        ("a/**/*b*c", "a/x/y/bc", True),
        ("[a&&b]", "&", True),
        ("[+--]", ",", True),
        ("[a~~|]", "|", True),
    ],
)
def test_ignore_patterns_with_many_stars_or_odd_signs(
    pattern: str, path: str, expected: bool
) -> None:
    assert ignored(path, (("", patterns(pattern)),), folder=False) is expected


def test_many_patterns_cost_little_for_many_paths() -> None:
    """A thousand names are looked up at once; between two stars only the first place is tried."""
    with within(1):
        names = patterns("\n".join(f"x{number}.yaml" for number in range(10_000)))
        globs = patterns("\n".join(f"*a*b{number}" for number in range(300)))
        for number in range(300):
            name = "a" * 240 + f"{number}.yaml"
            assert not ignored(name, (("", names), ("", globs)), folder=False)
        assert ignored("k/x77.yaml", (("", names),), folder=False)


@pytest.mark.parametrize("glob", ["**/x{}/**/y/**/*.yaml", "**/a/**/b{}/**", "**/*a*/**/**/*{}*/c"])
def test_many_patterns_that_cross_folders_cost_little_for_each_path(glob: str) -> None:
    found = patterns("\n".join(map(glob.format, range(1_000))))
    with within(0.6):
        for number in range(20):
            path = f"a{number}/" * number + "web.yaml"  # each is new: nothing of it is remembered
            assert not ignored(path, (("", found),), folder=False)


def test_patterns_that_cross_folders_fit_what_trying_each_way_finds() -> None:
    import re
    from random import Random

    def tried(glob: str) -> re.Pattern[str]:
        pieces = re.split(r"(\*\*/|\*\*|\*)", glob)
        meant = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
        return re.compile("".join(meant.get(each) or re.escape(each) for each in pieces))

    chance = Random(7)
    parts = ["a", "b", "*a", "b*", "*", "**", "**", "a*b"]
    fits = 0
    for _ in range(3_000):
        glob = "/" + "/".join(chance.choices(parts, k=chance.randint(1, 6)))
        path = "/".join(chance.choices(["a", "b", "ab", "ba", "c"], k=chance.randint(1, 7)))
        answer = tried(glob[1:]).fullmatch(path) is not None
        assert ignored(path, (("", patterns(glob)),), folder=False) is answer, (glob, path)
        fits += answer
    assert fits > 300


def test_shipped_expressions_mean_the_same_to_both_engines() -> None:
    """Those run by Python's own engine, since they are known to take no time."""
    import re
    from pathlib import Path

    import yaml

    assert catalog.rules(plugins=False)
    values = ["", " ", "web", "web:latest", "web:1", "a:5/web", "web@sha256:b", "$A", "web:latest1",
              "web:test", "web:alatest", "x" * 5000, ":" * 5000, " " * 5000]  # fmt: skip
    for path in (Path(__file__).parent.parent / "rules").glob("*.yaml"):
        pattern = yaml.safe_load(path.read_text(encoding="utf-8"))["expect"].get("matches")
        for value in values if pattern else ():
            found = re.search(pattern, value) is not None
            assert Regex(pattern).found_in(value) == found, (pattern, value)
