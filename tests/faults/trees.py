"""Faults of trees: what can stand where a manifest is looked for."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.place import WEB, Place, give

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GIGABYTE = 1 << 30


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    here = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)


def _unreadable_file(place: Place) -> None:
    (place.tree / "odd.yaml").write_text(WEB)
    (place.tree / "odd.yaml").chmod(0)


def _unreadable_folder(place: Place) -> None:
    (place.tree / "odd").mkdir()
    (place.tree / "odd/odd.yaml").write_text(WEB)
    (place.tree / "odd").chmod(0)


def _folder_of_no_passage(place: Place) -> None:
    """Make a folder that can be listed, but not entered."""
    (place.tree / "odd").mkdir()
    (place.tree / "odd/odd.yaml").write_text(WEB)
    (place.tree / "odd").chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)


def _pipe(name: str) -> Callable[[Place], None]:
    return lambda place: os.mkfifo(place.tree / name)


def _socket(place: Place) -> None:
    with _inside(place.tree), socket.socket(socket.AF_UNIX) as made:
        made.bind("odd.yaml")


def _device(place: Place) -> None:
    odd = place.tree / "odd.yaml"
    if os.geteuid() == 0:
        os.mknod(odd, 0o666 | stat.S_IFCHR, os.makedev(1, 5))  # /dev/zero
    else:
        odd.symlink_to("/dev/zero")


def _link(name: str, target: str) -> Callable[[Place], None]:
    return lambda place: (place.tree / name).symlink_to(target)


def _folder(name: str) -> Callable[[Place], None]:
    return lambda place: (place.tree / name).mkdir()


def _bytes_name(place: Place) -> None:
    odd = Path(os.fsdecode(os.fsencode(place.tree) + b"/odd\xff.yaml"))
    odd.write_text(WEB)
    give(odd)


def _line_end_name(place: Place) -> None:
    odd = place.tree / "odd\n::error::\x1b[31m.yaml"
    odd.write_text(WEB)
    give(odd)


def _deep(place: Place) -> None:
    with _inside(place.tree):
        for _ in range(10_000):
            os.mkdir("d")
            os.chdir("d")
        Path("odd.yaml").write_text(WEB)


def _sparse(place: Place) -> None:
    with (place.tree / "odd.yaml").open("wb") as file:
        file.truncate(GIGABYTE)


def _large(place: Place) -> None:
    piece = (WEB + "---\n").encode() * 4096
    with (place.tree / "odd.yaml").open("wb") as file:
        for _ in range(GIGABYTE // len(piece) + 1):
            file.write(piece)


def _restless(change: Callable[[Path], None]) -> Callable[[Place], None]:
    """Change files again and again for as long as the place is there."""

    def prepare(place: Place) -> None:
        def go_on() -> None:
            number = 0
            while not place.over.is_set():
                number += 1
                try:
                    change(place.tree / f"odd-{number % 5}.yaml")
                except OSError:
                    time.sleep(0.001)

        place.workers.append(threading.Thread(target=go_on, daemon=True))
        place.workers[-1].start()

    return prepare


def _come_and_go(path: Path) -> None:
    path.write_text(WEB)
    give(path)
    path.unlink()


def _grow_and_shrink(path: Path) -> None:
    path.write_text(WEB * 2_000)
    os.truncate(path, 100)


def _file_and_folder(path: Path) -> None:
    path.mkdir()
    shutil.rmtree(path)
    path.symlink_to("../../outside/secret.yaml")
    path.unlink()


TREES: dict[str, Callable[[Place], object]] = {
    "a file that may not be read": _unreadable_file,
    "a folder that may not be read": _unreadable_folder,
    "a folder that may not be entered": _folder_of_no_passage,
    "files that come and go": _restless(_come_and_go),
    "files that grow and shrink": _restless(_grow_and_shrink),
    "files that become folders and links": _restless(_file_and_folder),
    "a pipe": _pipe("odd.yaml"),
    "a device": _device,
    "a socket": _socket,
    "a folder named as a file": _folder("odd.yaml"),
    "a link to itself": _link("odd.yaml", "odd.yaml"),
    "a link to nothing": _link("odd.yaml", "none.yaml"),
    "a link to /dev/zero": _link("odd.yaml", "/dev/zero"),
    "a link out of the root": _link("odd.yaml", "../outside/secret.yaml"),
    "a linked folder out of the root": _link("odd", "../outside"),
    "a link to the folder above": _link("odd", ".."),
    "a name with a line end": _line_end_name,
    "a name that is no UTF-8": _bytes_name,
    "folders 10,000 deep": _deep,
    "a sparse file of 1 GB": _sparse,
    "a text of 1 GB": _large,
    **{
        f"{what} {how}": make
        for what, name in {
            ".gitignore": ".gitignore",
            "the configuration": ".multiaz-lint.yaml",
            "the baseline": ".multiaz-lint-baseline.json",
            "a kustomization": "kustomization.yaml",
        }.items()
        for how, make in {
            "is a pipe": _pipe(name),
            "is a folder": _folder(name),
            "links to /dev/zero": _link(name, "/dev/zero"),
            "links out of the root": _link(name, "../outside/secret.yaml"),
        }.items()
    },
}
"""Each fault, and what makes it."""
