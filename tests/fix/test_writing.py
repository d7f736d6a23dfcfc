"""Whatever happens while writing, a file is the old one or the new one, whole."""

from __future__ import annotations

import os
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import fix

if TYPE_CHECKING:
    from collections.abc import Callable

OLD, NEW = "a: 1\n", "a: 2\n"
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
posix = pytest.mark.skipif(os.name != "posix", reason="files as POSIX knows them")


def change(path: Path, old: str | None = OLD, new: str = NEW) -> fix.FileChange:
    return fix.FileChange(str(path), old, new)


def reasons(failures: list[fix.Failure]) -> list[str]:
    return [failure.reason for failure in failures]


def leftovers(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if name.endswith(".tmp")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.yaml"
    path.write_bytes(OLD.encode())
    return path


@posix
def test_mode_is_kept_and_nothing_is_left_over(file: Path) -> None:
    file.chmod(0o640)
    assert fix.write([change(file)], [str(file.parent)]) == []
    assert file.read_text() == NEW
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(file.parent) == ["x.yaml"]


@posix
@pytest.mark.skipif(not ROOT, reason="only root gives files away")
def test_owner_is_kept(file: Path) -> None:
    os.chown(file, 1234, 2345)
    assert fix.write([change(file)], [str(file)]) == []
    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 2345)


@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"", "utf-8")]
)
def test_encoding_is_kept(file: Path, mark: bytes, encoding: str) -> None:
    file.write_bytes(mark + "a: é\r\n".encode(encoding))
    assert fix.write([change(file, "a: é\r\n", "a: ü\r\n")], [str(file)]) == []
    assert file.read_bytes() == mark + "a: ü\r\n".encode(encoding)


def test_a_file_that_has_changed_is_left_alone(file: Path) -> None:
    file.write_text("a: 3\n")
    failures = fix.write([change(file)], [str(file)])
    assert reasons(failures) == ["the file has changed since it was read"]
    assert file.read_text() == "a: 3\n"


def test_a_file_that_changes_at_the_last_moment_is_left_alone(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def someone_else_saves(handle: int) -> None:
        real(handle)
        file.write_text("a: other\n")

    monkeypatch.setattr(os, "fsync", someone_else_saves)
    assert reasons(fix.write([change(file)], [str(file)])) == [
        "the file has changed since it was read"
    ]
    assert file.read_text() == "a: other\n"
    assert leftovers(file.parent) == []


@posix
@pytest.mark.parametrize(
    "change_it",
    [lambda file: file.chmod(0o600), lambda file: os.link(file, f"{file}.bak")],
    ids=["mode", "link"],
)
def test_who_may_read_a_file_may_change_at_the_last_moment(
    file: Path, monkeypatch: pytest.MonkeyPatch, change_it: Callable[[Path], None]
) -> None:
    real = os.fsync

    def someone_else_acts(handle: int) -> None:
        real(handle)
        change_it(file)

    file.chmod(0o644)
    monkeypatch.setattr(os, "fsync", someone_else_acts)
    assert reasons(fix.write([change(file)], [str(file)])) == [
        "the file has changed since it was read"
    ]
    assert file.read_text() == "a: 1\n"


def _access_list(*entries: tuple[int, int, int]) -> bytes:
    """Return a list as Linux keeps it: who, rwx, and the id of a user or group."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *each) for each in entries)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="access control lists of Linux")
def test_a_folder_opens_no_file_to_others_and_lists_of_its_own_stay(file: Path) -> None:
    """A list that a folder gives to new files is none of a file that was there."""
    nobody = 2**32 - 1
    ends = (16, 6, nobody), (32, 0, nobody)
    given = _access_list((1, 6, nobody), (2, 6, 1), (4, 4, nobody), *ends)
    own = _access_list((1, 6, nobody), (2, 4, 2), (4, 0, nobody), *ends)
    other = file.with_name("other.yaml")
    other.write_text("a: 1\n")
    file.chmod(0o640)
    try:
        os.setxattr(file.parent, "system.posix_acl_default", given)
        os.setxattr(other, "system.posix_acl_access", own)
    except OSError:
        pytest.skip("this file system keeps no access control lists")
    assert fix.write([change(file), change(other)], [str(file.parent)]) == []
    assert (file.read_text(), other.read_text()) == ("a: 2\n", "a: 2\n")
    assert "system.posix_acl_access" not in os.listxattr(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.getxattr(other, "system.posix_acl_access") == own


@posix
def test_links_are_followed_inside_the_folder_only(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    for folder in (inside, outside):
        (folder / "real.yaml").write_text(OLD)
    (inside / "good.yaml").symlink_to("real.yaml")
    (inside / "bad.yaml").symlink_to(outside / "real.yaml")
    failures = fix.write([change(inside / "good.yaml"), change(inside / "bad.yaml")], [str(inside)])
    assert reasons(failures) == ["a symbolic link leads out of the folder"]
    assert (inside / "good.yaml").is_symlink()
    assert (inside / "real.yaml").read_text() == NEW
    assert (outside / "real.yaml").read_text() == OLD


@posix
def test_a_file_of_two_names_is_written_once(file: Path) -> None:
    link = file.parent / "link.yaml"
    link.symlink_to(file.name)
    assert fix.write([change(file), change(link)], [str(file.parent)]) == []
    assert (file.read_text(), link.is_symlink()) == (NEW, True)
    otherwise = [change(link, NEW, OLD), change(file, NEW, "a: 3\n")]
    words = f"it is the same file as {link}, which was mended otherwise"
    assert reasons(fix.write(otherwise, [str(file.parent)])) == [words]
    assert file.read_text() == OLD


def test_hard_links_are_left_alone(file: Path) -> None:
    os.link(file, file.parent / "other.yaml")
    assert "hard links" in reasons(fix.write([change(file)], [str(file)]))[0]
    assert file.read_text() == OLD


def test_standard_input_is_not_written() -> None:
    failures = fix.write([fix.FileChange("<stdin>", OLD, NEW)])
    assert reasons(failures) == ["standard input cannot be written"]


def test_a_new_file_never_replaces_another(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    assert fix.write([change(path, None)], [str(tmp_path)]) == []
    assert path.read_text() == NEW
    failures = fix.write([change(path, None, "b: 1\n")], [str(tmp_path)])
    assert reasons(failures) == ["a file of this name exists already"]
    assert path.read_text() == NEW
    assert leftovers(tmp_path) == []


@posix
def test_a_new_file_is_as_open_as_the_user_makes_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        assert fix.write([change(tmp_path / "new.yaml", None)], [str(tmp_path)]) == []
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.yaml").stat().st_mode) == 0o640


@posix
def test_the_root_of_all_folders_holds_every_file(file: Path) -> None:
    assert fix.write([change(file)], ["/"]) == []
    assert file.read_text() == NEW


@pytest.mark.parametrize("old", [OLD, None], ids=["changed", "new"])
def test_a_file_of_the_longest_name_is_written(tmp_path: Path, old: str | None) -> None:
    path = tmp_path / f"{'a' * 250}.yaml"
    if old is not None:
        path.write_text(old)
    assert fix.write([change(path, old)], [str(tmp_path)]) == []
    assert path.read_text() == NEW


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip


WRITE = """
import sys
from multiaz_lint import fix
path, size = sys.argv[1:]
change = fix.FileChange(path, "a: 1\\n", "a: 2\\n" + "# " + "x" * int(size))
for failure in fix.write([change], [path]):
    print(failure.reason)
"""


def as_nobody(path: Path) -> list[str]:
    """Write a file in a child process that is not root."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        if ROOT:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        os.write(writing, "\n".join(reasons(fix.write([change(path)], [str(path)]))).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as answer:
        return answer.read().splitlines()


@posix
def test_a_read_only_folder_is_told() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "x.yaml")
        file.write_text(OLD)
        file.chmod(0o666)
        Path(folder).chmod(0o555)
        assert as_nobody(file) == ["permission denied"]
        assert file.read_text() == OLD


@posix
def test_a_read_only_file_is_told() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "x.yaml")
        file.write_text(OLD)
        file.chmod(0o444)
        Path(folder).chmod(0o777)
        assert as_nobody(file) == ["the file is read-only"]
        assert file.read_text() == OLD


@posix
@pytest.mark.skipif(not ROOT, reason="only root gives files away")
def test_a_file_of_somebody_else_is_left_to_them() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "x.yaml")
        file.write_text(OLD)
        file.chmod(0o666)
        Path(folder).chmod(0o777)
        assert as_nobody(file) == ["its owner cannot be kept"]
        assert (file.read_text(), file.stat().st_uid) == (OLD, 0)
        assert leftovers(Path(folder)) == []


@posix
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(tmp_path)],
        capture_output=True, check=False,
    ) if ROOT else None  # fmt: skip
    if mounted is None or mounted.returncode:
        pytest.skip("no small file system can be mounted here")
    try:
        file = tmp_path / "x.yaml"
        file.write_text(OLD)
        done = run(WRITE, str(file), "100000")
        assert done.stdout == "no space left on device\n"
        assert file.read_text() == OLD
        assert leftovers(tmp_path) == []
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


MANY = """
import os, sys
from multiaz_lint import fix
folder = sys.argv[1]
old, new = "a: 1\\n" * 20000, "a: 2\\n" * 20000
print("ready", flush=True)
while True:
    for name in sorted(os.listdir(folder)):
        if name.endswith(".yaml"):
            path = f"{folder}/{name}"
            text = open(path).read()
            fix.write([fix.FileChange(path, text, new if text == old else old)], [folder])
"""


@pytest.mark.parametrize("old", [OLD, None])
def test_a_signal_as_the_new_file_is_made_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str | None
) -> None:
    path = tmp_path / "x.yaml"
    if old is not None:
        path.write_bytes(old.encode())
    opened = os.open

    def interrupted(name: str, *how: int, **more: int) -> int:
        handle = opened(name, *how, **more)
        if str(name).endswith(".tmp"):
            os.close(handle)
            raise KeyboardInterrupt
        return handle

    monkeypatch.setattr(os, "open", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fix.write([change(path, old)], [str(tmp_path)])
    assert os.listdir(tmp_path) == ([] if old is None else ["x.yaml"])


@posix
def test_killed_while_writing(tmp_path: Path) -> None:
    old, new = "a: 1\n" * 20_000, "a: 2\n" * 20_000
    for number in range(3):
        (tmp_path / f"{number}.yaml").write_text(old)
    for round_ in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", MANY, str(tmp_path)],
            stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.011 * round_)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        for path in tmp_path.glob("*.yaml"):
            assert path.read_text() in {old, new}


def test_a_thousand_files(tmp_path: Path) -> None:
    changes = []
    for number in range(1000):
        path = tmp_path / f"{number}.yaml"
        path.write_text(OLD)
        changes.append(change(path))
    assert fix.write(changes, [str(tmp_path)]) == []
    assert {path.read_text() for path in tmp_path.iterdir()} == {NEW}
