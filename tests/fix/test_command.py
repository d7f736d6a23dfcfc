"""The fix command: what it shows, what it writes, and how it ends."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from multiaz_lint import cli, examples, fix, mending
from multiaz_lint.commands import check, progress
from multiaz_lint.load.source import Source
from multiaz_lint.rule import Drop
from multiaz_lint.settings import Settings
from tests.corpus import CORPUS, needs_corpus
from tests.manifests import BUDGET

ROOT = Path(__file__).parents[2]
CRYPTOBOT = ROOT / "fixtures" / "apps" / "cryptobot"


def run(*arguments: str, cwd: Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "multiaz_lint", *arguments],
        cwd=cwd, capture_output=True, text=True, input=text, check=False,
    )  # fmt: skip


@pytest.fixture
def cryptobot(tmp_path: Path) -> Path:
    """The application as published, without the file that is no manifest."""
    for path in CRYPTOBOT.glob("*.yaml"):
        if path.name != "node-labels.yaml":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


def test_a_diff_is_shown_and_nothing_is_written(cryptobot: Path) -> None:
    before = texts(cryptobot)
    done = run("fix", ".", cwd=cryptobot)
    assert done.returncode == 0
    assert done.stdout.startswith(
        "--- a/backtest-deployment.yaml\n+++ b/backtest-deployment.yaml\n"
    )
    assert "add --write to do it" in done.stderr
    assert "need a decision" in done.stderr
    assert texts(cryptobot) == before


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_who_waits_is_shown_the_tries(
    cryptobot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    for quiet, told in (((), True), (("--quiet",), False)):
        terminal = _Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        assert cli.run(["fix", "--isolated", *quiet, str(cryptobot)]) == 0
        assert ("\r\x1b[Kfix: try 1, edits in 5 files" in terminal.getvalue()) is told
        assert "--- a/" in capsys.readouterr().out


def test_no_step_is_wider_than_the_terminal_where_what_wraps_would_stay(
    cryptobot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    monkeypatch.setenv("COLUMNS", "20")
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert cli.run(["fix", "--isolated", str(cryptobot)]) == 0
    *steps, _ = terminal.getvalue().split("\r\x1b[K")[1:]
    assert "fix: try 1, edits i" in steps
    assert max(map(len, steps)) == 19


def test_the_diff_is_a_patch_that_git_applies(cryptobot: Path) -> None:
    patch = run("fix", ".", "--unsafe", cwd=cryptobot).stdout
    applied = subprocess.run(
        ["git", "apply", "--unsafe-paths", "-"],
        cwd=cryptobot, input=patch, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert applied.stderr == ""
    by_patch = texts(cryptobot)
    assert run("fix", ".", "--unsafe", "--check", cwd=cryptobot).returncode == 0
    assert by_patch == texts(cryptobot)


FEW = """\
apiVersion: apps/v1
kind: Deployment
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1.0"}]}
metadata: {name: web}
"""


@pytest.mark.parametrize("tool", [["git", "apply", "-"], ["patch", "-p1", "--silent"]])
@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        pytest.param("my web.yaml", "utf-8", id="a space"),
        pytest.param('my "web".yaml', "utf-8", id="a space and quotes"),
        pytest.param("my folder/web.yaml", "utf-8", id="a space in a folder"),
        pytest.param("web.yaml", "utf-8-sig", id="a byte order mark"),
        pytest.param("my web.yaml", "utf-8-sig", id="a byte order mark and a space"),
    ],
)
def test_the_diff_is_one_that_tools_take(
    tmp_path: Path, name: str, encoding: str, tool: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for server in check._SERVERS:  # whose logs get lines with what is invisible spelled out
        monkeypatch.delenv(server, raising=False)
    if shutil.which(tool[0]) is None:
        pytest.skip(f"there is no {tool[0]}")
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(FEW.encode(encoding))
    arguments = ("fix", ".", "--unsafe", "--isolated")
    shown = run(*arguments, cwd=tmp_path).stdout
    assert "@@ -1" in shown
    done = subprocess.run(
        tool, cwd=tmp_path, input=shown.encode(), capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    applied = path.read_bytes()
    path.write_bytes(FEW.encode(encoding))
    run(*arguments, "--write", cwd=tmp_path)
    assert applied == path.read_bytes() != FEW.encode(encoding)


ANCHORED = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1
    env: [{name: PORT, value: &port 8080}]
    ports: [{containerPort: *port}]
"""


def test_check_promises_no_more_than_fix_makes(tmp_path: Path) -> None:
    """An edit that is there may yet be refused, as here: the anchor is used as a number too."""
    (tmp_path / "web.yaml").write_text(ANCHORED)
    select = ("--isolated", "--select", "api-unquoted-scalar", "web.yaml")
    checked = run("check", *select, cwd=tmp_path)
    assert "can be mended" not in checked.stderr
    assert "  `multiaz-lint fix` has an edit for 1 finding\n" in checked.stderr
    fixed = run("fix", *select, cwd=tmp_path)
    assert "was not mended" in fixed.stderr
    (tmp_path / "other.yaml").write_text(FEW)
    fixed = run("fix", "--isolated", ".", cwd=tmp_path)
    assert "that --unsafe makes where they prove sound" in fixed.stderr


def test_a_diff_that_no_tool_takes_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FEW)
    (tmp_path / "wide web.yaml").write_bytes(FEW.replace("web", "wide").encode("utf-16"))
    arguments = ("fix", ".", "--unsafe", "--isolated")
    shown = run(*arguments, cwd=tmp_path).stdout.splitlines()
    at = shown.index("--- a/wide web.yaml\t")
    assert shown[at - 1] == (
        "# wide web.yaml is UTF-16, of which git and patch take no diff: `fix --write` mends it"
    )
    assert [line for line in shown if line.startswith("#")] == [shown[at - 1]]


def test_after_fix_nothing_of_weight_is_found(cryptobot: Path) -> None:
    before = texts(cryptobot)
    done = run("fix", "--write", "--unsafe", ".", cwd=cryptobot)
    assert (done.returncode, "was not mended" in done.stderr) == (0, False)
    checked = run("check", ".", "--format", "concise", cwd=cryptobot)
    assert (checked.returncode, checked.stdout.count(": info: ")) == (0, checked.stdout.count("\n"))
    after = texts(cryptobot)
    assert after != before
    assert run("fix", "--write", "--unsafe", ".", cwd=cryptobot).stdout == ""
    assert texts(cryptobot) == after
    for name, text in after.items():
        kept = [
            line for line in before[name].splitlines() if "#" in line and "replicas:" not in line
        ]
        assert [line for line in text.splitlines() if "#" in line] == kept


def test_check_says_whether_something_would_change(cryptobot: Path) -> None:
    assert run("fix", ".", "--check", cwd=cryptobot).returncode == 1
    assert run("fix", ".", "--write", cwd=cryptobot).returncode == 0
    assert run("fix", ".", "--check", cwd=cryptobot).returncode == 0


def test_one_rule_alone(cryptobot: Path) -> None:
    done = run("fix", ".", "--rule", "spread-taints-ignore", cwd=cryptobot)
    added = {line for line in done.stdout.splitlines() if line.startswith("+ ")}
    assert added == {"+        nodeTaintsPolicy: Honor"}


def test_a_new_resource_in_a_file_of_its_own(cryptobot: Path) -> None:
    run("fix", ".", "--write", "--unsafe", "--new-files", cwd=cryptobot)
    names = sorted(path.name for path in cryptobot.glob("*-pdb.yaml"))
    assert len(names) == 5
    assert run("check", ".", "--quiet", cwd=cryptobot).returncode == 0


def test_a_new_resource_is_not_put_where_nothing_builds_it(cryptobot: Path) -> None:
    names = [path.name for path in sorted(cryptobot.iterdir())]
    listed = "".join(f"- ./{name}\n" for name in names[1:])
    (cryptobot / "kustomization.yaml").write_text(f"resources:\n{listed}")
    done = run("fix", ".", "--write", "--unsafe", "--new-files", cwd=cryptobot)
    assert len(list(cryptobot.glob("*-pdb.yaml"))) == 1
    assert done.stderr.count("kustomization.yaml lists its files") == 4
    assert run("fix", ".", "--write", "--unsafe", cwd=cryptobot).returncode == 0
    assert run("check", ".", "--quiet", cwd=cryptobot).returncode == 0


def test_what_cannot_be_written_is_named_and_not_counted(
    cryptobot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = fix.write

    def full(changes: list[fix.FileChange], roots: list[str]) -> list[fix.Failure]:
        new = [each for each in changes if each.old is None]
        assert real([each for each in changes if each.old is not None], roots) == []
        return [fix.Failure(each.origin, "no space left on device") for each in new]

    monkeypatch.chdir(cryptobot)
    monkeypatch.setattr(fix, "write", full)
    options = ["--isolated", "--write", "--unsafe", "--new-files", "--rule", "pdb-missing"]
    assert cli.run(["fix", *options, "."]) == 2
    told = capsys.readouterr().err
    assert "trade-pdb.yaml was not written: no space left on device" in told
    assert "0 findings mended in 0 files" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--rule", "spread-mising"], "did you mean 'spread-missing'?"),
        (["--check", "--write"], "--check writes nothing"),
        (["-", "--write"], "standard input cannot be written"),
    ],
)
def test_wrong_usage(arguments: list[str], words: str, tmp_path: Path) -> None:
    done = run("fix", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr


def test_standard_input_gets_a_diff(cryptobot: Path) -> None:
    text = (cryptobot / "trade-deployment.yaml").read_text()
    done = run("fix", "-", cwd=cryptobot, text=text)
    assert done.stdout.startswith("--- a/<stdin>\n+++ b/<stdin>\n")


def test_check_can_show_the_diff(cryptobot: Path) -> None:
    done = run("check", ".", "--diff", "--quiet", "--format", "concise", cwd=cryptobot)
    assert done.returncode == 1
    assert "\n+        nodeTaintsPolicy: Honor\n" in done.stdout


def mended(source: Source, *, unsafe: bool) -> fix.FixPlan:
    settings = Settings(plugins=False)
    return mending.plan([source], settings, fix.FixOptions(unsafe=unsafe))[1]


def comments(text: str) -> Counter[str]:
    return Counter(line.rstrip() for line in text.splitlines() if line.lstrip()[:1] == "#")


@needs_corpus
@pytest.mark.slow
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "all"])
def test_real_manifests(unsafe: bool) -> None:
    """Everything that is written is proven; a second run changes nothing; comments stay."""
    changed = 0
    for path in sorted((CORPUS / "manifests").rglob("*"))[:: 1 if unsafe else 3]:
        if path.suffix not in {".yaml", ".yml", ".json"} or not path.is_file():
            continue
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        plan = mended(Source(path.name, text), unsafe=unsafe)
        for change in plan.changes:
            changed += 1
            again = mended(Source(path.name, change.new), unsafe=unsafe)
            assert again.changes == [], path
            assert text.endswith("\n") == change.new.endswith("\n"), path
            # What is removed takes the comments inside it along; nothing else does.
            if not any(isinstance(edit, Drop) for each in plan.cured for edit in each.edits):
                assert comments(text) - comments(change.new) == Counter(), path
    assert changed > 10


def test_fixed_examples_are_compared_byte_for_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    from multiaz_lint import catalog

    rule = catalog.rules((), plugins=False)["spread-taints-ignore"]
    assert list(examples.failures(rule)) == []
    fixed = next(each.text for each in examples.of(rule) if each.kind == "fixed")
    quoted = fixed.replace("nodeTaintsPolicy: Honor", 'nodeTaintsPolicy: "Honor"')
    monkeypatch.setattr(rule, "doc", rule.doc.replace(fixed, quoted))
    assert "the fixer writes instead" in " ".join(examples.failures(rule))


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: [\n")
    (tmp_path / "chart.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {{ .x }}\n - {{\n")
    done = run("fix", ".", cwd=tmp_path)
    assert "broken.yaml:4: unreadable-manifest: nothing of it was mended" in done.stderr
    assert "1 text was not checked" in done.stderr


def test_a_gate_is_not_green_for_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    assert run("fix", ".", "--check", cwd=tmp_path).returncode == 0
    (tmp_path / "broken.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: [\n")
    done = run("fix", ".", "--check", cwd=tmp_path)
    assert (done.returncode, "nothing of it was mended" in done.stderr) == (1, True)
    assert run("fix", ".", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("command", [["fix"], ["check", "--diff", "--no-cache"]])
@pytest.mark.parametrize(
    ("path", "top"),
    [("../other", "."), ("../k8s", "k8s"), ("{}/k8s", "k8s"), ("{}/other/web.yaml", ".")],
)
def test_a_diff_names_files_from_where_it_can_be_applied(
    tmp_path: Path, path: str, top: str, command: list[str]
) -> None:
    """No tool takes a path that goes up, as from one folder of a repository to another."""
    (tmp_path / ".git").mkdir()
    for folder in ("k8s", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "web.yaml").write_text(f"{FEW}---\n{BUDGET}")
    arguments = [*command, path.format(tmp_path), "--isolated", "--select", "pdb"]
    shown = run(*arguments, cwd=tmp_path / "k8s")
    start = shown.stdout.index("--- a/")
    below = "web.yaml" if top == "k8s" else "other/web.yaml"
    assert shown.stdout[start:].startswith(f"--- a/{below}\n+++ b/{below}\n")
    told = f"multiaz-lint: the diff is one to apply in {tmp_path}\n" in shown.stderr
    assert told is (top == ".")


def test_what_one_rule_alone_brings_of_others_is_told(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 1\n"
        "  selector: {matchLabels: {app: web}}\n  template:\n"
        "    metadata: {labels: {app: web}}\n    spec: {containers: [{name: web, image: 'w:1'}]}\n"
    )
    done = run("fix", "--unsafe", "--rule", "replicas-too-few", ".", cwd=tmp_path)
    assert "+  replicas: 3\n" in done.stdout
    assert "new findings of other rules, which fix can mend in turn: " in done.stderr
    assert "pdb-missing" in done.stderr
