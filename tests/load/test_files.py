"""Paths and standard input into sources."""

from __future__ import annotations

import io
import os
from importlib.util import find_spec, module_from_spec
from pathlib import Path

import pytest

from multiaz_lint.load import files
from multiaz_lint.load.ignore import parse
from multiaz_lint.load.limits import Limits
from multiaz_lint.load.source import Source
from multiaz_lint.load.unreadable import Unreadable
from tests.spent import within

PACKAGE = Path(files.__file__).parents[1]


def write(root: Path, **contents: str) -> None:
    for name, text in contents.items():
        path = root / name.replace("__", "/").replace("_yaml", ".yaml").replace("_json", ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def origins(*paths: str) -> list[str]:
    return [each.origin for each in files.read(paths)]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_folders_are_read_in_the_order_of_names(here: Path) -> None:
    write(here, k8s__b_yaml="b", k8s__a__z_yaml="z", k8s__a__c_json="c", other_yaml="o")
    (here / "k8s" / "notes.txt").write_text("no manifest")
    assert origins("k8s") == ["k8s/b.yaml", "k8s/a/c.json", "k8s/a/z.yaml"]
    assert origins("k8s/") == origins("k8s") == origins("./k8s")
    assert origins(".") == ["other.yaml", "k8s/b.yaml", "k8s/a/c.json", "k8s/a/z.yaml"]


def test_each_file_is_read_once(here: Path) -> None:
    write(here, a_yaml="a")
    assert origins("a.yaml", ".", "./a.yaml") == ["a.yaml"]
    assert origins(".", str(here), str(here / "a.yaml"), f"../{here.name}/a.yaml") == ["a.yaml"]


def test_paths_may_be_path_objects_and_a_single_one(here: Path) -> None:
    write(here, a_yaml="a")
    for paths in ([here / "a.yaml"], here / "a.yaml", str(here / "a.yaml")):
        assert [each.origin for each in files.read(paths)] == [str(here / "a.yaml")]


def test_each_file_is_read_once_however_it_is_written(here: Path) -> None:
    write(here, k8s__a_yaml="a", k8s__b_yaml="b")
    (here / "link").symlink_to("k8s")
    paths = ["k8s/../k8s/a.yaml", "k8s", str(here), str(here / "k8s/b.yaml"), "link", "k8s//b.yaml"]
    assert origins(*paths) == ["k8s/../k8s/a.yaml", "k8s/b.yaml"]


def test_a_link_is_a_file_of_its_own(here: Path) -> None:
    """In an environment it stands for the file that kubectl applies there."""
    write(here, base__web_yaml="a")
    (here / "prod").mkdir()
    (here / "prod/web.yaml").symlink_to("../base/web.yaml")
    (here / "base/twin.yaml").hardlink_to("base/web.yaml")
    assert origins(".") == ["base/twin.yaml", "base/web.yaml", "prod/web.yaml"]
    assert origins("prod/web.yaml", "prod/../prod/web.yaml") == ["prod/web.yaml"]


def test_a_missing_path_is_an_error(here: Path) -> None:
    with pytest.raises(files.MissingPathError, match=r"nowhere\.yaml: no such file or folder"):
        origins("nowhere.yaml")


@pytest.mark.parametrize("winerror", [None, 123], ids=["of POSIX", "of Windows"])
def test_a_pattern_that_no_shell_expanded_is_told(
    here: Path, monkeypatch: pytest.MonkeyPatch, winerror: int | None
) -> None:
    if winerror:

        def stat(_: str) -> None:
            error = OSError(22, "Invalid name")
            error.winerror = winerror  # type: ignore[attr-defined]  # has one on Windows
            raise error

        monkeypatch.setattr(os, "stat", stat)
    with pytest.raises(files.MissingPathError) as caught:
        origins("k8s/*.yaml")
    words = "no such file or folder: patterns are for the shell to expand, so name the folder"
    assert str(caught.value) == f"k8s/*.yaml: {words}"


def test_bytes_are_read_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows ends a text at the sign 26 and takes its returns away, unless told not to."""
    monkeypatch.setattr(os, "O_BINARY", 1 << 20, raising=False)
    spec = find_spec("multiaz_lint.load.side_file")
    assert spec is not None
    assert spec.loader is not None
    anew = module_from_spec(spec)
    spec.loader.exec_module(anew)
    assert anew.READING & 1 << 20
    readers = [path for path in PACKAGE.rglob("*.py") if "os.open(" in path.read_text("utf-8")]
    of_files = [path.stem for path in readers if "READING" in path.read_text("utf-8")]
    assert sorted(of_files) == ["cache", "files", "side_file"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"kind: Pod\n")))
    (source,) = files.read(["-", "-"])
    assert isinstance(source, Source)
    assert (source.origin, source.text, source.named) == ("<stdin>", "kind: Pod\n", True)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"\xef\xbb\xbfa: 1\n", "a: 1\n", id="a BOM"),
        pytest.param("a: é\n".encode("utf-16"), "a: é\n", id="UTF-16 with BOM"),
        pytest.param(b"\xfe\xff" + "a: 1\n".encode("utf-16-be"), "a: 1\n", id="big endian"),
        pytest.param(b"a: 1\r\n", "a: 1\r\n", id="CRLF stays"),
    ],
)
def test_encodings(here: Path, data: bytes, text: str) -> None:
    (here / "a.yaml").write_bytes(data)
    (source,) = files.read(["a.yaml"])
    assert isinstance(source, Source)
    assert source.text == text


def test_what_cannot_be_read_gets_an_answer(here: Path) -> None:
    (here / "latin.yaml").write_bytes(b"a: 1\nb: \xe9\n")
    (here / "large.yaml").write_text("a: 1\n" * 10)
    os.mkfifo(here / "pipe.yaml")
    (here / "loop.yaml").symlink_to("loop.yaml")
    (here / "out.yaml").symlink_to("/etc/hostname")
    answers = {
        each.origin: each.why
        for each in files.read(["."], limits=Limits(file_bytes=20))
        if isinstance(each, Unreadable)
    }
    assert answers == {
        "large.yaml": "larger than 20 bytes",
        "latin.yaml": "not UTF-8 text (invalid continuation byte)",
        "loop.yaml": "too many levels of symbolic links",
        "out.yaml": "a symbolic link that leads out of the folder",
        "pipe.yaml": "not a regular file",
    }


@pytest.mark.parametrize("begin", [b"\x1f\x8b\x08\0", b"PK\x03\x04"])
def test_of_a_packed_chart_it_says_what_can_be_checked(begin: bytes) -> None:
    found = files.decoded("web-1.0.0.tgz", begin + b"\xff\0", Limits(), named=True)
    assert isinstance(found, Unreadable)
    assert found.why.startswith("packed, not a text: of a packed chart, check what Helm makes")


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        pytest.param("a: é\nb: é".encode() + b" \xe9\n", 2, 6, id="UTF-8"),
        pytest.param(b"\xff", 1, 1, id="the first byte"),
        pytest.param(b"a: 1\rb: \xff", 2, 4, id="behind a return alone"),
        pytest.param("a: é\nb:".encode("utf-16") + b"\0\xdc", 2, 3, id="UTF-16"),
        pytest.param("a: é\n".encode("utf-32"), 0, 0, id="UTF-32"),
    ],
)
def test_what_is_no_text_says_where(data: bytes, line: int, column: int) -> None:
    found = files.decoded("a.yaml", data, Limits(), named=True)
    assert isinstance(found, Unreadable)
    assert (found.line, found.column) == (line, column)


@pytest.mark.parametrize("text", ["apiVersion: v1\nkind: É\n", "a: é\n"])
@pytest.mark.parametrize(
    ("encoding", "most"),
    [
        pytest.param("latin-1", 1000, id="Latin-1"),
        pytest.param("utf-16", 12, id="UTF-16, too large"),
    ],
)
def test_what_cannot_be_an_object_is_not_grave(
    here: Path, text: str, encoding: str, most: int
) -> None:
    (here / "a.yaml").write_bytes(f"# {text * 9}".encode(encoding))
    for path, named in ((".", False), ("a.yaml", True)):
        (found,) = files.read([path], limits=Limits(file_bytes=most))
        assert isinstance(found, Unreadable)
        assert found.grave == (named or "kind" in text)


IGNORED = [
    pytest.param("*.gen.yaml", "a.gen.yaml", True, id="a glob anywhere"),
    pytest.param("*.gen.yaml", "sub/a.gen.yaml", True, id="a glob in a subfolder"),
    pytest.param("/a.yaml", "sub/a.yaml", False, id="an anchored file"),
    pytest.param("sub/a.yaml", "sub/a.yaml", True, id="a path"),
    pytest.param("build/", "build/a.yaml", True, id="a folder"),
    pytest.param("build/", "build", False, id="a file of a folder's name"),
    pytest.param("**/gen/*.yaml", "x/y/gen/a.yaml", True, id="two stars before"),
    pytest.param("gen/**", "gen/x/a.yaml", True, id="two stars behind"),
    pytest.param("a/**/b.yaml", "a/b.yaml", True, id="two stars for no folder"),
    pytest.param("*.yaml\n!keep.yaml", "keep.yaml", False, id="taken back"),
    pytest.param("# comment\n\n", "a.yaml", False, id="comments and blank lines"),
    pytest.param("[ab].yaml", "b.yaml", True, id="a class"),
    pytest.param("[!ab].yaml", "b.yaml", False, id="a negated class"),
    pytest.param("\\!a.yaml", "!a.yaml", True, id="an escaped mark"),
    pytest.param("a?.yaml", "ab.yaml", True, id="one character"),
    pytest.param("[", "a.yaml", False, id="a pattern that is none"),
    pytest.param("[!]a].yaml", "b.yaml", True, id="a bracket in a negated class"),
    pytest.param("[[:digit:]].yaml", "1.yaml", True, id="a class by its name"),
    pytest.param("x/a**.yaml", "x/a/b.yaml", False, id="two stars beside a letter"),
    pytest.param("# of\u2028*.yaml", "a.yaml", False, id="a separator that ends no line for git"),
    pytest.param("a.yaml\t", "a.yaml", False, id="a tab behind"),
    pytest.param("a.yaml \r", "a.yaml", True, id="a space and CR behind"),
    pytest.param("?.yaml", "é.yaml", False, id="two bytes"),
    pytest.param("a.yaml\\", "a.yaml", False, id="a backslash behind"),
]


@pytest.mark.parametrize(("patterns", "name", "left_out"), IGNORED)
def test_gitignore(here: Path, patterns: str, name: str, left_out: bool) -> None:
    (here / ".gitignore").write_text(patterns)
    path = here / (name if name.endswith(".yaml") else f"{name}.yaml")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a: 1")
    assert (origins(".") == []) == left_out
    assert origins(str(path.relative_to(here))) != [], "a named file is always read"


@pytest.mark.parametrize("piece", ["[!a]", "[!a]*", "*[^a-c]", "**/[!a]", "[a]"])
def test_a_long_line_of_classes_is_read_in_linear_time(piece: str) -> None:
    """Anybody may write such a .gitignore; with each byte of a class by itself it took a minute."""
    with within(5):
        assert len(parse(piece * 5_000)) == 1


@pytest.mark.parametrize("name", ["node_modules", ".venv", ".terraform"])
def test_folders_that_tools_fill_are_told_and_read_when_they_are_named(
    here: Path, name: str
) -> None:
    folder = here / "k8s" / name
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.yaml").write_text("a")
    (found,) = files.read(["."])
    assert isinstance(found, Unreadable)
    assert (found.origin, found.grave, found.folder) == (f"k8s/{name}", False, True)
    for path in (f"k8s/{name}", f"k8s/{name}/sub/a.yaml"):
        assert origins(path) == [f"k8s/{name}/sub/a.yaml"]
    (here / ".gitignore").write_text(f"{name}/\n")
    assert origins(".") == []


def test_gitignore_files_above_and_below_count(here: Path) -> None:
    (here / ".git").mkdir()
    (here / ".gitignore").write_text("*.tmp.yaml\n")
    write(here, k8s__a_yaml="a", k8s__sub__b_yaml="b")
    (here / "k8s" / "c.tmp.yaml").write_text("c")
    (here / "k8s" / "sub" / ".gitignore").write_text("b.yaml\n")
    assert origins("k8s") == ["k8s/a.yaml"]


def test_a_pipe_of_the_shell_is_read(here: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"kind: Pod\n")
    os.close(writer)
    (source,) = files.read([f"/dev/fd/{reader}"])
    os.close(reader)
    assert isinstance(source, Source)
    assert source.text == "kind: Pod\n"


def test_more_globs_than_are_tried_leave_nothing_out(here: Path) -> None:
    """Each costs something for each file, so a file that has too many of them is not heeded."""
    (here / "sub").mkdir()
    for path in ("a.yaml", "b.yaml", "sub/c.yaml"):
        (here / path).write_text("a: 1")
    (here / ".gitignore").write_text("a.*\n" + "x*\n" * 1_900)
    (here / "sub" / ".gitignore").write_text("c.*\n" + "y*\n" * 200)
    assert origins(".") == ["b.yaml", "sub/c.yaml"]
