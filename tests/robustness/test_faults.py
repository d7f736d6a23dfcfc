"""Whatever a tree or a machine does to a run, it ends soon, with a code and no traceback."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from select import select
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint import __main__

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
OWN = [sys.executable, "-m", "multiaz_lint"]
GOOD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: a, image: "b:1"}]}
"""
ANCHORED = GOOD.replace("app: web", "app: &name web", 1)
"""It is not in the usual style: the parser of libyaml has to read it."""
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
WORKLOAD = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n"
POD = WORKLOAD + "  template:\n    spec:\n"
posix = pytest.mark.skipif(os.name != "posix", reason="a fault of POSIX systems")


def start(arguments: list[str], folder: Path, **more: Any) -> subprocess.Popen[bytes]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), **more.pop("env", {})}
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*OWN, *arguments], cwd=folder, env=env, **{**pipes, **more})


def run(arguments: list[str], folder: Path, **more: Any) -> tuple[int, str, str]:
    process = start(arguments, folder, **more)
    try:
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()
    words = (out or b"").decode("utf-8", "replace"), (err or b"").decode("utf-8", "replace")
    assert "Traceback" not in words[1], words[1]
    return process.returncode, *words


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "good.yaml").write_text(GOOD)
    return folder


def _socket(folder: Path) -> None:
    here = Path.cwd()
    os.chdir(folder)  # names of sockets are short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("odd.yaml")
    finally:
        os.chdir(here)


ODD_FILES = [
    pytest.param(lambda folder: os.mkfifo(folder / "odd.yaml"), id="a pipe"),
    pytest.param(_socket, id="a socket"),
    pytest.param(lambda folder: (folder / "odd.yaml").symlink_to("/dev/zero"), id="a device"),
    pytest.param(lambda folder: (folder / "odd.yaml").symlink_to("odd.yaml"), id="a loop"),
    pytest.param(lambda folder: (folder / "odd.yaml").mkdir(), id="a folder"),
]


@posix
@pytest.mark.parametrize("make", ODD_FILES)
@pytest.mark.parametrize("named", [False, True], ids=["found", "named"])
def test_odd_files_do_not_stop_a_run(tree: Path, make: Callable[[Path], Any], named: bool) -> None:
    make(tree)
    code, out, _ = run(
        ["--format", "concise", *(["odd.yaml", "good.yaml"] if named else ["."])], tree
    )
    assert code == 1
    assert "good.yaml:5" in out, "the other files are still checked"


@posix
def test_links_out_of_the_root_are_not_followed(tree: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "secret.yaml").write_text(GOOD.replace("web", "secret-name"))
    (tree / "file.yaml").symlink_to(secret / "secret.yaml")
    (tree / "folder").symlink_to(secret)
    (tree / "up").symlink_to("..")
    code, out, _ = run(["--format", "json", "."], tree)
    assert code == 1
    assert "secret-name" not in out


@posix
def test_names_of_any_bytes(tree: Path) -> None:
    (tree / "a\nb\x1b[31m.yaml").write_text(GOOD)
    try:
        Path(os.fsdecode(os.fsencode(tree) + b"/\xff.yaml")).write_text(GOOD)
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    for name in ("text", "json", "sarif", "junit", "github", "html"):
        code, out, _ = run(["--format", name, "."], tree)
        assert code == 1
        assert "\x1b[31m" not in out


@posix
def test_a_locale_without_letters(tree: Path) -> None:
    (tree / "\N{LATIN SMALL LETTER E WITH ACUTE}.yaml").write_text(GOOD)
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert run(["."], tree, env=env)[0] == 1


@pytest.mark.parametrize("encoding", ["ascii:strict", "latin-1:strict", "cp1252:strict"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["rules"], ["rules", "--format", "markdown"], ["explain", "pdb-missing"],
        ["explain", "named"], ["config", "check"], ["config", "show"], ["test", "own.yaml"],
        ["--matrix", "."], ["--statistics", "."], ["drill", "--plays", "1", "."],
        ["fix", "--unsafe", "."],
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_encoding_that_lacks_letters(tree: Path, encoding: str, arguments: list[str]) -> None:
    """Windows writes to pipes and files in such a one."""
    rule = (ROOT / "rules/node-zone-missing.yaml").read_text(encoding="utf-8")
    for old, new in (("id: node-zone-missing", "id: named"), ("  A node does", "  日本語 does")):
        rule = rule.replace(old, new)
    (tree / "own.yaml").write_text(rule.replace("no label", "日本語 no label"), encoding="utf-8")
    folder = tree / "日本"
    folder.mkdir()
    (folder / "web.yaml").write_text(GOOD)
    (folder / ".multiaz-lint.yaml").write_text("rule_files: [../own.yaml]  # 日本\n", "utf-8")
    (tree / ".git").mkdir()
    env = {"PYTHONIOENCODING": encoding, "MULTIAZ_LINT_CONFIG": "日本/.multiaz-lint.yaml"}
    code, out, _ = run(arguments, tree, env=env)
    assert code in {0, 1}
    assert out


@pytest.mark.parametrize(
    "arguments",
    [
        ["--format", "html"], ["--format", "junit"], ["--format", "github"],
        ["--format", "azure"], ["--format", "markdown"], ["drill", "--format", "html"],
        ["fix", "--unsafe"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_programs_read_is_in_utf_8(tree: Path, arguments: list[str]) -> None:
    """XML and pages say so of themselves, and a diff is to fit the bytes of its file."""
    text = GOOD.replace('image: "b:1"', 'image: "b:1", imagePullPolicy: Sömetimes')
    (tree / "web.yaml").write_text(text.replace("1\n", "1  # é\n"), encoding="utf-8")
    expected = _written([*arguments, "web.yaml"], tree, "utf-8")
    assert not expected.isascii()
    for encoding in ("latin-1:strict", "cp1252:strict", "ascii:strict"):
        assert _written([*arguments, "web.yaml"], tree, encoding) == expected


def _written(arguments: list[str], folder: Path, encoding: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", "multiaz_lint", *arguments],
        cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    assert done.returncode in {0, 1}
    return done.stdout


def test_pages_that_python_left_out_are_not_shown_empty(tree: Path) -> None:
    env = {"PYTHONOPTIMIZE": "2"}
    code, out, err = run(["explain", "pdb-missing"], tree, env=env)
    assert (code, out) == (2, "")
    assert "which Python leaves out under -OO" in err
    assert run(["."], tree, env=env)[0] == 1
    listed = json.loads(run(["rules", "--format", "json"], tree, env=env)[1])
    assert all(each["title"] for each in listed["rules"])


@pytest.mark.parametrize(
    ("module", "words"),
    [
        pytest.param("yaml", "no module yaml: install multiaz-lint anew", id="a dependency"),
        pytest.param("yaml._yaml", "this PyYAML was built without libyaml", id="libyaml"),
    ],
)
def test_what_is_not_installed_is_named(tree: Path, module: str, words: str) -> None:
    """A module that is None in ``sys.modules`` is one that Python does not find."""
    (tree / "anchored.yaml").write_text(ANCHORED)
    line = f"import sys; sys.modules[{module!r}] = None; sys.argv[1:] = ['.', '--isolated']"
    line += "; from multiaz_lint import __main__; __main__.main()"
    done = _python(["-P", "-c", line], tree)
    assert (done.returncode, done.stdout) == (4, "")
    assert f"multiaz-lint: Python finds no module {module}: " in done.stderr
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [["."], ["drill", "."], ["rules"], ["--help"]])
def test_a_python_that_sees_nothing_installed_says_so(tree: Path, arguments: list[str]) -> None:
    (tree / "anchored.yaml").write_text(ANCHORED)
    done = _python(["-S", "-m", "multiaz_lint", *arguments], tree)
    assert (done.returncode, done.stdout) == (4, "")
    assert ": under -S Python sees nothing that is installed\n" in done.stderr


def _python(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, check=False,
                          capture_output=True, text=True)  # fmt: skip


@posix
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_a_report_that_is_written_in_part_is_not_green(
    tree: Path, unbuffered: str, form: str
) -> None:
    """As on a disk that has room for the beginning."""
    line = 'ulimit -f 1; exec "$@" > cut'
    arguments = [*OWN, ".", "--isolated", "--no-cache", "-q", "--fail-on", "never"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered}
    for number in range(20):
        (tree / f"{number}.yaml").write_text(GOOD)
    done = subprocess.run(
        ["sh", "-c", line, "sh", *arguments, "--format", form],
        cwd=tree, env=environment, check=False, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert 0 < (tree / "cut").stat().st_size <= 1024
    assert (done.returncode, done.stderr) == (4, "multiaz-lint: output: File too large\n")


@posix
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_pipe_that_shall_not_block_gets_the_whole_report(tree: Path, unbuffered: str) -> None:
    """Some parents, and servers of CI, leave their pipes so."""
    for number in range(200):
        (tree / f"{number}.yaml").write_text(GOOD)
    arguments = [".", "--isolated", "--no-cache", "--format", "json"]
    whole = run(arguments, tree)
    there, here = os.pipe()
    os.set_blocking(here, False)
    process = start(arguments, tree, stdout=here, env={"PYTHONUNBUFFERED": unbuffered})
    os.close(here)
    while len(select([there], [], [], 0.2)[0]) == 0:
        assert process.poll() is None
    time.sleep(0.2)  # so that the pipe fills: it holds far less than the report
    with os.fdopen(there, "rb") as pipe:
        got = pipe.read()
    process.communicate(timeout=60)
    assert (process.returncode, got.decode()) == whole[:2]


def test_too_little_memory_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def exhausted(_: list[str]) -> int:
        raise MemoryError

    monkeypatch.setattr(__main__, "_dispatch", exhausted)
    assert __main__._run(["."]) == 4
    assert capsys.readouterr().err == "multiaz-lint: there is not enough memory\n"


@posix
def test_a_tree_deeper_than_paths_are_long(tree: Path) -> None:
    here = Path.cwd()
    os.chdir(tree)
    try:
        for _ in range(600):
            os.mkdir("folder" * 4)
            os.chdir("folder" * 4)
    finally:
        os.chdir(here)
    code, out, _ = run(["--format", "concise", "."], tree)
    assert code == 1
    assert "good.yaml:5" in out
    subprocess.run(["rm", "-rf", str(tree / ("folder" * 4))], check=True)


def test_a_file_of_a_gigabyte_is_not_read(tree: Path) -> None:
    with open(tree / "large.yaml", "wb") as file:
        file.truncate(1 << 30)
    begin = time.monotonic()
    code, out, _ = run(["--format", "json", "."], tree)
    assert code == 1
    assert "large.yaml" in out
    assert time.monotonic() - begin < 60


def test_a_file_that_vanishes_while_read(tree: Path) -> None:
    from multiaz_lint.load import files

    for number in range(5):
        (tree / f"x{number}.yaml").write_text(GOOD)
    reading = files.read([str(tree)])
    first = next(reading)
    for path in tree.glob("x*.yaml"):
        path.unlink()
    origins = [first.origin, *(each.origin for each in reading)]
    assert origins[0].endswith("good.yaml")


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk(tree: Path) -> None:
    with open("/dev/full", "wb") as full:
        code, _, err = run(["."], tree, stdout=full)
    assert code == 4
    assert "No space left" in err
    code, _, err = run(["--format", "json:/dev/full", "."], tree)
    assert code == 2
    assert "cannot be written" in err
    assert Path("/dev/full").is_char_device(), "a device is never replaced by a file"


SPEECHLESS = {
    "check good.yaml": 1,
    "check good.yaml --fail-on never": 0,
    "check good.yaml --format json": 1,
    "check gone.yaml": 2,
    "check good.yaml --no-such-option": 2,
    "fix good.yaml --unsafe": 0,
    "drill good.yaml --plays 1": 1,
}


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("command", SPEECHLESS)
def test_a_summary_that_cannot_be_written_changes_no_verdict(
    tree: Path, command: str, unbuffered: str
) -> None:
    with open("/dev/full", "wb") as full:
        code, out, _ = run(command.split(), tree, stderr=full, env={"PYTHONUNBUFFERED": unbuffered})
    assert code == SPEECHLESS[command]
    assert bool(out) == (code != 2)


@posix
def test_a_report_to_a_pipe_goes_through_it(tree: Path) -> None:
    code, out, _ = run(["--format", "json:/dev/stdout", "--fail-on", "never", "."], tree)
    assert code == 0
    assert out.startswith('{"version": 1')


@posix
def test_a_report_over_a_link_keeps_the_link(tree: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    (tmp_path / "link").symlink_to(report)
    run(["--format", f"json:{tmp_path / 'link'}", "."], tree)
    assert (tmp_path / "link").is_symlink()
    assert report.read_text().startswith('{"version": 1')


@posix
@pytest.mark.parametrize("stream", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(tree: Path, stream: str) -> None:
    shell = f'"$0" -m multiaz_lint . {stream}; echo "code $?" > ../code'
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-c", shell, sys.executable], cwd=tree, env=env, capture_output=True, check=True
    )
    assert b"Traceback" not in done.stderr
    assert (tree.parent / "code").read_text() == "code 1\n"


@posix
def test_no_standard_input_to_read(tree: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    shell = 'exec "$0" -m multiaz_lint - <&-'
    done = subprocess.run(
        ["sh", "-c", shell, sys.executable], cwd=tree, env=env, capture_output=True, check=False
    )
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr


@posix
def test_a_reader_that_goes_away(tree: Path) -> None:
    (tree / "many.yaml").write_text("---\n".join(GOOD.replace("web", f"w{n}") for n in range(300)))
    process = start(["--format", "json", "."], tree)
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    _, err = process.communicate(timeout=120)
    assert err == b""


READERLESS = {
    "check good.yaml": 1,
    "check good.yaml --fail-on never": 0,
    "check good.yaml --quiet --format json:/dev/stdout": 1,
    "check good.yaml --diff": 1,
    "fix good.yaml --unsafe": 0,
    "fix good.yaml --unsafe --check": 1,
    "drill good.yaml --plays 1": 1,
    "rules": 0,
    "explain pdb-missing": 0,
    "config show": 0,
    "--version": 0,
    "--help": 0,
}


@posix
@pytest.mark.parametrize("both", [False, True], ids=["output", "both streams"])
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("command", READERLESS)
def test_the_exit_code_does_not_depend_on_the_reader(
    tree: Path, command: str, unbuffered: str, both: bool
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    streams = {"stdout": writing, **({"stderr": writing} if both else {})}
    code, _, err = run(command.split(), tree, env={"PYTHONUNBUFFERED": unbuffered}, **streams)
    os.close(writing)
    assert code == READERLESS[command]
    assert "roken" not in err


@posix
def test_an_interrupt_ends_it_at_once(tree: Path) -> None:
    (tree / "many.yaml").write_text(
        "---\n".join(GOOD.replace("web", f"w{n}") for n in range(20_000))
    )
    report = tree.parent / "report.json"
    # A run in the background of a shell ignores the signal, and its children would too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = start(["--format", f"json:{report}", "."], tree)
    finally:
        signal.signal(signal.SIGINT, before)
    time.sleep(0.6)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode in {130, -signal.SIGINT}, (
        "before Python is up, the signal itself ends it"
    )
    assert b"multiaz_lint/" not in err or process.returncode == -signal.SIGINT
    assert not report.exists()
    assert list(tree.parent.glob("report.json*")) == []


@posix
def test_a_folder_that_is_gone(tree: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    shell = 'mkdir gone; cd gone; rmdir ../gone; exec "$0" -m multiaz_lint .'
    done = subprocess.run(
        ["sh", "-c", shell, sys.executable], cwd=tree, env=env, capture_output=True, check=False
    )
    assert done.returncode == 4
    assert done.stderr == b"multiaz-lint: the present folder: No such file or directory\n"


@posix
@pytest.mark.parametrize(
    "arguments",
    [
        ["--rule-file", "rules", "."],
        ["test", "rules"],
        ["--rule-file", "rules", "--format", "json:o", "."],
    ],
    ids=" ".join,
)
def test_a_folder_of_rules_that_may_not_be_read(tree: Path, arguments: list[str]) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    (tree / "rules").mkdir(mode=0o000)
    (tree / "o").write_text("{}")
    code, _, err = run(arguments, tree)
    assert code == 2
    assert err == "multiaz-lint: rules: the folder cannot be read: permission denied\n"


@posix
def test_a_home_that_cannot_be_written(tree: Path) -> None:
    env = {"HOME": "/nonexistent", "XDG_CACHE_HOME": ""}
    assert run(["."], tree, env=env)[0] == 1


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read(tree: Path) -> None:
    (tree / "shut.yaml").write_text(GOOD)
    (tree / "shut.yaml").chmod(0)
    (tree / "closed").mkdir(mode=0)
    code, out, _ = run(["--format", "json", "."], tree)
    assert code == 1
    assert "shut.yaml" in out
    assert "closed" in out


HOSTILE = {
    "nulls": "\0" * 1_000,
    "an early end": CONFIG_MAP + "  a: 'b",
    "one long line": CONFIG_MAP + "  a: " + "x" * 3_000_000,
    "brackets": CONFIG_MAP + "  a: " + "[" * 100_000,
    "stairs": CONFIG_MAP + "\n".join(" " * n + "a:" for n in range(2, 1_500)),
    "aliases of aliases": "apiVersion: v1\nkind: ConfigMap\na0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)),
    "many documents": (CONFIG_MAP + "---\n") * 25_000,
    "open objects": '{"apiVersion":"v1","kind":"List","items":[' + '{"a":' * 5_000,
    "question marks": CONFIG_MAP + "? " * 20_000,
    "one key": CONFIG_MAP + "  k: v\n" * 20_000,
    "escapes": CONFIG_MAP + '  a: "' + "\\n" * 300_000 + '"\n',
    "quotes": CONFIG_MAP + "  a: '" + "''" * 300_000 + "'\n",
    "a scalar of many lines": CONFIG_MAP + "  a: b\n" + "    c\n" * 100_000,
    "blank lines": CONFIG_MAP + "\n" * 500_000,
    "bad labels": WORKLOAD
    + "  template:\n    metadata:\n      labels:\n"
    + "".join(f"        k!{n}: v\n" for n in range(2_000)),
    "a long number": WORKLOAD + "  replicas: " + "9" * 50_000 + "\n",
    "a long quantity": POD
    + "      containers:\n      - name: a\n        resources: {requests: {cpu: "
    + "9" * 50_000
    + "e9999999}}\n",
    "many of one name": (WORKLOAD + "  replicas: 1\n---\n") * 2_000,
    "directions": WORKLOAD + "  replicas: \u202e1\n",
    "merges": CONFIG_MAP
    + "  b: &b {x: y}\n"
    + "".join(f"  a{n}: {{<<: *b}}\n" for n in range(2_000)),
    "returns": CONFIG_MAP.replace("\n", "\r"),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_contents(tree: Path, text: str) -> None:
    (tree / "hostile.yaml").write_text(text, encoding="utf-8", newline="")
    code, out, _ = run(["--format", "concise", "."], tree)
    assert code == 1
    assert "good.yaml:5" in out, "the other files are still checked"
