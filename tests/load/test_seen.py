"""Files under their one name: by way of the folders above, as ``os.path.realpath`` has it."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

from multiaz_lint.load.files import Seen

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_folders_lead_where_realpath_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "b" / "a").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "c").symlink_to(tmp_path / "b")
    (tmp_path / "b" / "c").symlink_to("../a/b")
    monkeypatch.chdir(tmp_path)
    words = ["a", "b", "c", "..", ".", "", "d"]
    folders = [
        os.sep.join(parts)
        for length in range(1, 5)
        for parts in itertools.product(words, repeat=length)
    ]
    folders += [os.path.join(tmp_path, each.lstrip(os.sep)) for each in folders]
    by_key: dict[str, str] = {}
    seen = Seen()
    for folder in folders:
        path = os.path.join(folder, "x.yaml")
        real = os.path.join(os.path.realpath(os.path.dirname(path)), "x.yaml")
        is_new = seen.add(path)
        assert is_new == (real not in by_key), (path, by_key.get(real))
        by_key.setdefault(real, path)
        assert path in seen
    assert len(by_key) > 100


def test_a_name_that_no_folder_can_have_is_seen_once() -> None:
    seen = Seen()
    assert [seen.add(each) for each in ("a\0b/x", "a\0b/x", "c/a\0b/x", "c/a\0b/x")] == [
        True, False, True, False,
    ]  # fmt: skip
