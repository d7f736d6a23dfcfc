"""The cache answers as a fresh run would, or not at all."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bench.generate import application
from multiaz_lint import cache, pipeline
from multiaz_lint.commands import check as command
from multiaz_lint.commands.configuration import configuration
from multiaz_lint.config import parse as parse_configuration
from multiaz_lint.load import files
from multiaz_lint.load.source import Source
from multiaz_lint.load.unreadable import Unreadable
from multiaz_lint.options import CHECK, parse
from multiaz_lint.report import json as report
from multiaz_lint.report import text
from multiaz_lint.report.options import Options
from multiaz_lint.settings import Settings
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable

    from multiaz_lint.result import Result


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    from random import Random

    folder = tmp_path / "tree"
    folder.mkdir()
    for number in range(cache.FEWEST):
        text = application(number, Random(number), 2)
        (folder / f"app-{number}.yaml").write_text(text, encoding="utf-8")
    return folder


def check(tree: Path, kept: Path, *more: str) -> Result:
    arguments = ["--isolated", "--cache-dir", str(kept), "--format", "json", *more]
    values, paths = parse([*arguments, str(tree)], CHECK)
    return command.whole(values, paths, configuration(values, paths).settings)


def shown(result: Result) -> str:
    return report.render(result, Options())


def entries(kept: Path) -> list[str]:
    return sorted(os.listdir(kept)) if kept.exists() else []


def test_answers_as_a_fresh_run(tree: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    fresh = check(tree, kept, "--no-cache")
    assert entries(kept) == []
    first = check(tree, kept)
    assert len(entries(kept)) == 1
    second = check(tree, kept)
    assert shown(fresh) == shown(first) == shown(second)
    assert len(entries(kept)) == 1
    assert [each.named_field for each in second.diagnostics] == [
        each.named_field for each in fresh.diagnostics
    ]
    assert second.rules.keys() == fresh.rules.keys()


def _rewrite(tree: Path) -> None:
    path = tree / "app-3.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("replicas: ", "replicas: 1"))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_rewrite, id="the content of a file"),
        pytest.param(lambda tree: (tree / "app-3.yaml").rename(tree / "z.yaml"), id="a name"),
        pytest.param(lambda tree: (tree / "new.yaml").write_text("a: b\n"), id="a new file"),
    ],
)
def test_is_asked_anew_after_a_change(
    tree: Path, tmp_path: Path, change: Callable[[Path], Any]
) -> None:
    kept = tmp_path / "kept"
    check(tree, kept)
    change(tree)
    assert shown(check(tree, kept)) == shown(check(tree, kept, "--no-cache"))
    assert len(entries(kept)) == 2


@pytest.mark.parametrize(
    "option",
    [
        ["--kubernetes", "1.30"],
        ["--zones", "2"],
        ["--profile", "strict"],
        ["--ignore", "pdb-missing"],
        ["--severity", "pdb-missing=info"],
        ["--context", "closed"],
        ["--default-namespace", "other"],
    ],
    ids=" ".join,
)
def test_is_asked_anew_with_other_options(tree: Path, tmp_path: Path, option: list[str]) -> None:
    kept = tmp_path / "kept"
    check(tree, kept)
    assert shown(check(tree, kept, *option)) == shown(check(tree, kept, "--no-cache", *option))
    assert len(entries(kept)) == 2


def test_is_asked_anew_when_the_tool_changes(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = list(files.read([str(tree)]))
    before = cache.key(sources, Settings())
    assert before == cache.key(sources, Settings())
    with monkeypatch.context() as patch:
        patch.setattr(cache, "__version__", "0.0.0")
        assert cache.key(sources, Settings()) != before
    monkeypatch.setattr(cache, "_tool", lambda: iter(["another file"]))
    assert cache.key(sources, Settings()) != before


def test_where_one_stands_counts(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same files twice, of which an entry of the configuration above silences one."""
    other = tmp_path / "other"
    shutil.copytree(tree, other)
    ignore = "ignore: [{rule: all, path: tree/, reason: old}]\n"
    (tmp_path / ".multiaz-lint.yaml").write_text(ignore)
    found = {}
    for folder in (tree, other):
        monkeypatch.chdir(folder)
        arguments = ["--cache-dir", str(tmp_path / "kept"), "--config", "../.multiaz-lint.yaml"]
        values, paths = parse([*arguments, "."], CHECK)
        result = command.whole(values, paths, configuration(values, paths).settings)
        found[folder] = [each for each in result.diagnostics if not each.silenced]
    assert found[tree] == []
    assert found[other] != []


def test_is_asked_anew_when_a_rule_file_changes(tree: Path, tmp_path: Path) -> None:
    kept, rules = tmp_path / "kept", tmp_path / "rules.yaml"
    shipped = Path(__file__).parents[1] / "rules/node-zone-missing.yaml"
    text = shipped.read_text(encoding="utf-8").replace("id: node-zone", "id: own-zone")
    for number, severity in enumerate(("error", "warning"), 1):
        rules.write_text(re.sub("(?m)^severity: .*$", f"severity: {severity}", text))
        check(tree, kept, "--rule-file", str(rules))
        assert len(entries(kept)) == number


ADAPTERS = """\
adapters:
- kind: example.org/Database
  replicas: spec.size
  missing_replicas: 1
  labels: {db: "{name}"}
  settles:
  - rules: [%s]
    why: the operator does it
"""


def test_what_adapters_of_the_configuration_say_counts(tree: Path) -> None:
    sources = list(files.read([str(tree)]))
    written = ("pdb-missing", "spread-missing", "pdb-missing, spread-missing")
    keys = [
        cache.key(sources, parse_configuration(".multiaz-lint.yaml", ADAPTERS % rules).settings)
        for rules in (*written, "spread-missing, pdb-missing")
    ]
    assert len(set(keys)) == len(written)
    assert keys[2] == keys[3], "of rules that are settled the order says nothing"


def test_names_and_contents_do_not_run_together(tree: Path) -> None:
    sources = list(files.read([str(tree)]))
    before = cache.key(sources, Settings())
    first = sources[0]
    assert isinstance(first, Source)
    first.origin, first.text = first.origin + first.text[:1], first.text[1:]
    assert cache.key(sources, Settings()) != before


def test_whether_the_paths_hold_a_file_counts(tree: Path) -> None:
    """Of a file that a kustomization takes in from elsewhere nothing is edited."""
    sources = list(files.read([str(tree)]))
    before = cache.key(sources, Settings())
    first = sources[0]
    assert isinstance(first, Source)
    first.given = False
    assert cache.key(sources, Settings()) != before


def test_what_was_found_before_a_change_is_known_from_the_run_before_it(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hook compares what is there with the last commit, which the hook of that has judged."""
    repository = Repository(tree)
    repository.commit()
    kept = ("--cache-dir", str(tree.parent / "kept"), "--isolated", "--format", "json")
    monkeypatch.chdir(tree)
    asked: list[int] = []
    judge = pipeline.check

    def counting(sources: Any, settings: Settings) -> Result:
        asked.append(1)
        return judge(sources, settings)

    monkeypatch.setattr(pipeline, "check", counting)

    def change(replicas: int, *more: str) -> tuple[int, Any]:
        text = repository.path.joinpath("app-3.yaml").read_text(encoding="utf-8")
        repository.write("app-3.yaml", f"{text}# {replicas}\n")
        repository.git("add", "--all")
        asked.clear()
        values, paths = parse([*kept, *more, "--changed", "app-3.yaml"], CHECK)
        result = command._result(values, paths, configuration(values, paths))
        return len(asked), shown(result)

    assert change(1)[0] == 2
    assert change(2)[0] == 1, "it is compared with the same commit as before"
    repository.commit()
    times, report = change(3)
    assert times == 1, "the run before has judged what is the last commit now"
    times, fresh = change(3, "--no-cache")
    assert (times, fresh) == (2, report)


def test_what_cannot_be_read_is_told_from_the_cache_as_by_a_fresh_run(
    tree: Path, tmp_path: Path
) -> None:
    (tree / "latin.yaml").write_bytes(b"a: \xff\n")
    kept = tmp_path / "kept"
    fresh, *others = (check(tree, kept, *more) for more in (["--no-cache"], [], []))
    assert len(entries(kept)) == 1
    assert [Path(each.origin).name for each in fresh.not_checked] == ["latin.yaml"]
    for each in others:
        assert each.sources.keys() == fresh.sources.keys()
        for form in (text, report):
            assert form.render(each, Options()) == form.render(fresh, Options())


def test_where_a_file_cannot_be_read_counts(tree: Path) -> None:
    sources = list(files.read([str(tree)]))
    keys = {
        cache.key([*sources, Unreadable("b.yaml", "not UTF-8 text", at=at)], Settings())
        for at in ((1, 1), (1, 2), (2, 1))
    }
    assert len(keys) == 3


def test_leaves_out_what_depends_on_more_than_can_be_named(tree: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    few = sorted(tree.iterdir())[:3]
    for path in few:
        check(path, kept)
    assert entries(kept) == []
    sources = list(files.read([str(path) for path in sorted(tree.iterdir())]))
    assert cache.key(sources, Settings()) is None, "named files may be Kustomize's patches"


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:-1], id="cut short"),
        pytest.param(lambda data: data[:-5] + b"\0" + data[-4:], id="a byte changed"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: b"multiaz-lint cache 1\n", id="a head alone"),
        pytest.param(lambda data: b"x" + data, id="another head"),
    ],
)
def test_takes_no_damaged_entry(
    tree: Path, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    kept = tmp_path / "kept"
    expected = shown(check(tree, kept))
    entry = kept / entries(kept)[0]
    entry.write_bytes(damage(entry.read_bytes()))
    assert cache.read(str(kept), entry.name, []) is None
    assert shown(check(tree, kept)) == expected


def test_a_cache_that_cannot_be_written_is_none(tree: Path, tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("no folder")
    assert shown(check(tree, place / "kept")) == shown(check(tree, place, "--no-cache"))
    assert place.read_text() == "no folder"


def test_a_cache_that_can_only_be_read_is_read(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that a step of CI restores, or that lies in an image."""
    kept = tmp_path / "kept"
    fresh = check(tree, kept)

    def refused(*_: Any, **__: Any) -> Any:
        raise PermissionError

    monkeypatch.setattr(os, "utime", refused)
    monkeypatch.setattr(pipeline, "check", refused)
    assert shown(check(tree, kept)) == shown(fresh)


def test_a_full_disk_leaves_nothing_behind(tree: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="no limits of files here")
    kept = tmp_path / "kept"
    result = check(tree, kept, "--no-cache")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        cache.write(str(kept), "0" * 64, result)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert entries(kept) == []


def test_what_killed_runs_left_is_thrown_away(tree: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    result = check(tree, kept, "--no-cache")
    cache.write(str(kept), "0" * 64, result)
    old, new, others = ".multiaz-lint-0.tmp", ".multiaz-lint-1.tmp", "another.tmp"
    for name, age in ((old, 10_000), (new, 0), (others, 10_000)):
        (kept / name).write_text("half of it")
        then = (kept / name).stat().st_mtime - age
        os.utime(kept / name, (then, then))
    cache.write(str(kept), "1" * 64, result)
    assert entries(kept) == [new, "0" * 64, "1" * 64, others]


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert cache.folder() == ""
    assert cache.folder("named") == "named"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache.folder() == "", "as the standard says"


def test_keeps_no_more_than_some_entries(tree: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    result = check(tree, kept, "--no-cache")
    for number in range(30):
        cache.write(str(kept), f"{number:064d}", result)
        os.utime(kept / f"{number:064d}", (number, number))
    assert len(entries(kept)) <= 21
    assert f"{29:064d}" in entries(kept)


def test_files_of_others_stay_where_they_are(tree: Path, tmp_path: Path) -> None:
    """A folder that the user names may be one of many, where names are digests too."""
    kept = tmp_path / "kept"
    kept.mkdir()
    result = check(tree, kept, "--no-cache")
    others = [f"{number:064x}" for number in range(0xA00, 0xA00 + 30)]
    for name in others:
        (kept / name).write_text("a blob of somebody else")
        os.utime(kept / name, (1, 1))
    for number in range(30):
        cache.write(str(kept), f"{number:064d}", result)
    left = set(entries(kept))
    assert left.issuperset(others)
    assert len(left) == len(others) + 20


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no owners here")
def test_what_somebody_else_has_written_is_not_read(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"
    check(tree, kept)
    (name,) = entries(kept)
    then = os.stat(kept / name)
    monkeypatch.setattr(os, "geteuid", lambda: then.st_uid + 1)
    stranger = os.stat_result((*then[:4], then.st_uid + 2, *then[5:]))
    monkeypatch.setattr(os, "fstat", lambda _: stranger)
    assert cache.read(str(kept), name, []) is None
    monkeypatch.setattr(os, "geteuid", lambda: stranger.st_uid)
    assert cache.read(str(kept), name, []) is not None


def test_a_link_to_a_file_that_is_no_entry_changes_nothing_of_it(
    tree: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    check(tree, kept)
    (name,) = entries(kept)
    aim = tmp_path / "aim"
    aim.write_text("precious")
    os.utime(aim, (1, 1))
    (kept / name).unlink()
    try:
        (kept / name).symlink_to(aim)
    except OSError:
        pytest.skip("no links here")
    assert cache.read(str(kept), name, []) is None
    assert aim.stat().st_mtime == 1
    check(tree, kept)
    assert aim.read_text() == "precious"
    assert not (kept / name).is_symlink()


def test_many_runs_at_once_agree(tree: Path, tmp_path: Path) -> None:
    own = [
        sys.executable, "-m", "multiaz_lint", "--isolated", "--format", "json",
        "--cache-dir", str(tmp_path / "kept"), str(tree),
    ]  # fmt: skip
    runs = [subprocess.Popen(own, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(6)]
    outputs = {run.communicate() for run in runs}
    assert len(outputs) == 1
    assert next(iter(outputs))[1] == b""
    assert len(entries(tmp_path / "kept")) == 1


def test_an_entry_under_another_name_says_nothing(tree: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    check(tree, kept)
    (name,) = entries(kept)
    other = name[::-1]
    os.rename(kept / name, kept / other)
    assert cache.read(str(kept), other, []) is None
    os.rename(kept / other, kept / name)
    assert cache.read(str(kept), name, []) is not None
