"""Findings in what Helm has rendered of packed charts, which are never unpacked to disk."""

from __future__ import annotations

import gzip
import io
import os
import struct
import tarfile
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import pipeline
from multiaz_lint.load.helm import archive
from multiaz_lint.settings import Settings
from tests.spent import within

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from multiaz_lint.result import Result

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1"}]}
"""
WEB = {
    "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "web/values.yaml": "replicas: 1\n",
    "web/templates/web.yaml": DEPLOYMENT,
    "web/templates/NOTES.txt": "Thanks.\n",
}
RENDERED = DEPLOYMENT.replace("{{ .Values.replicas }}", "1")


def packed(files: Mapping[str, str | bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """Return files as ``helm package`` packs them."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz", format=form) as archive:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return made.getvalue()


def read(data: bytes) -> dict[str, bytes]:
    return archive.files(archive.Unpacked(data))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*paths: str) -> Result:
    return pipeline.run(list(paths), Settings(plugins=False))


def replicas(*paths: str) -> list[str]:
    """Return where the replicas are told, and what is beside."""
    (told,) = (each for each in check(*paths).diagnostics if each.rule == "replicas-too-few")
    return [f"{each.origin}:{each.line}" for each in (told.place, *told.related)]


def write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_a_finding_stands_in_the_file_of_a_packed_chart(here: Path) -> None:
    write(here / "web-1.0.0.tgz", packed(WEB))
    write(here / "made.yaml", f"---\n# Source: web/templates/web.yaml\n{RENDERED}")
    assert replicas("made.yaml", "web-1.0.0.tgz") == [
        "web-1.0.0.tgz/templates/web.yaml:5",
        "web-1.0.0.tgz/values.yaml:1",
        "made.yaml:7",
    ]
    result = check("made.yaml", "web-1.0.0.tgz")
    assert (result.files, result.not_checked) == (1, [])
    assert sorted(os.listdir(here)) == ["made.yaml", "web-1.0.0.tgz"]


@pytest.mark.parametrize("ignored", [False, True])
@pytest.mark.parametrize("alias", ["", "front"])
def test_a_dependency_may_be_packed(here: Path, alias: str, *, ignored: bool) -> None:
    listed = f"name: shop\ndependencies: [{{name: web, alias: '{alias}'}}]\n"
    name = alias or "web"
    write(here / "shop" / "Chart.yaml", listed)
    write(here / "shop" / "values.yaml", f"{name}:\n  replicas: 1\n")
    write(here / "shop" / "charts" / "web-1.0.0.tgz", packed(WEB))
    write(here / "made.yaml", f"---\n# Source: shop/charts/{name}/templates/web.yaml\n{RENDERED}")
    if ignored:  # as by the .gitignore of many
        (here / ".git").mkdir()
        write(here / ".gitignore", "*.tgz\n")
    assert replicas("made.yaml", "shop") == [
        "shop/charts/web-1.0.0.tgz/templates/web.yaml:5",
        "shop/values.yaml:2",
        "made.yaml:7",
    ]


def test_a_packed_chart_may_hold_packed_ones(here: Path) -> None:
    shop: Mapping[str, str | bytes] = {
        "shop/Chart.yaml": "name: shop\n",
        "shop/charts/web-1.0.0.tgz": packed(WEB),
    }
    write(here / "shop.tgz", packed(shop))
    write(here / "made.yaml", f"---\n# Source: shop/charts/web/templates/web.yaml\n{RENDERED}")
    told = replicas("made.yaml", "shop.tgz")
    assert told[0] == "shop.tgz/charts/web-1.0.0.tgz/templates/web.yaml:5"


def test_what_a_packed_library_defines_is_told_where_it_is_included(here: Path) -> None:
    library = packed(
        {
            "lib/Chart.yaml": "name: lib\ntype: library\n",
            "lib/templates/_web.tpl": f'{{{{ define "web" -}}}}\n{DEPLOYMENT}{{{{ end }}}}',
        }
    )
    write(here / "shop" / "Chart.yaml", "name: shop\ndependencies: [{name: lib}]\n")
    write(here / "shop" / "values.yaml", "replicas: 1\n")
    write(here / "shop" / "charts" / "lib-0.1.0.tgz", library)
    write(here / "shop" / "templates" / "web.yaml", '{{ include "web" . }}\n')
    write(here / "made.yaml", f"---\n# Source: shop/templates/web.yaml\n{RENDERED}")
    assert replicas("made.yaml", "shop") == [
        "shop/templates/web.yaml:1",
        "shop/values.yaml:1",
        "shop/charts/lib-0.1.0.tgz/templates/_web.tpl:6",
        "made.yaml:7",
    ]


def test_two_packed_versions_of_a_dependency_are_not_told_apart(here: Path) -> None:
    write(here / "shop" / "Chart.yaml", "name: shop\n")
    for version in "12":
        write(here / "shop" / "charts" / f"web-{version}.tgz", packed(WEB))
    write(here / "made.yaml", f"---\n# Source: shop/charts/web/templates/web.yaml\n{RENDERED}")
    assert replicas("made.yaml", "shop") == ["made.yaml:7"]


def test_packed_charts_that_nothing_was_rendered_from_are_told(here: Path) -> None:
    write(here / "web.tgz", packed(WEB))
    write(here / "made.yaml", f"---\n# Source: other/templates/web.yaml\n{RENDERED}")
    told = [(each.origin, each.why) for each in check("made.yaml", "web.tgz").not_checked]
    assert told == [("web.tgz", "a packed chart: nothing in the input was rendered from it")]
    write(here / "plain.yaml", RENDERED)
    (other,) = check("plain.yaml", "web.tgz").not_checked
    assert other.origin == "web.tgz"
    assert other.why.endswith("`helm template CHART | multiaz-lint - CHART`")


def _bomb() -> bytes:
    made = io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", compresslevel=1) as stream:
        entry = tarfile.TarInfo("web/a")
        entry.size = 4 * 1024 * 1024
        for _ in range(30):
            stream.write(entry.tobuf())
            stream.write(bytes(entry.size))
    return made.getvalue()


def _header(name: bytes, kind: bytes, size: bytes) -> bytes:
    """Return an archive of an entry that no program writes."""
    return gzip.compress(_entry(name, kind, size))


def _said(record: bytes) -> bytes:
    """Return an archive of an empty file, before which something is said of it."""
    said = _entry(b"x", b"x", b"%o" % len(record)) + record.ljust(512, b"\0")
    return gzip.compress(said + _entry(b"web/a", b"0", b"0"))


def _entry(name: bytes, kind: bytes, size: bytes) -> bytes:
    header = bytearray(512)
    header[: len(name)] = name
    header[124 : 124 + len(size)] = size
    header[148:156] = b"        "
    header[156:157] = kind
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


REFUSED = {
    "no gzip": (b"PK\x03\x04 and more", "its gzip stream is broken"),
    "cut": (packed(WEB)[:200], "its gzip stream is broken"),
    "no tar": (gzip.compress(b"a" * 2_000), "it is no tar archive"),
    "ends": (gzip.compress(gzip.decompress(packed(WEB))[:520]), "it ends within a file"),
    "bomb": (_bomb(), "more than 104,857,600 bytes when unpacked"),
    "large": (packed({"web/a": bytes(6_000_000)}), "web/a in it is larger than 5,242,880 bytes"),
    "many": (packed({f"web/{n}": b"" for n in range(20_001)}), "more than 20,000 files in it"),
    "above": (packed({"web/../../a": ""}), "it holds a file beside the folder of the chart"),
    "dots": (packed({"web/..": ""}), "it holds a file beside the folder of the chart"),
    "root": (packed({"web//etc/passwd": ""}), "it holds a file beside the folder of the chart"),
    "top": (packed({"Chart.yaml": ""}), "it holds a file beside the folder of the chart"),
    "drive": (packed({"web\\c:\\a": ""}), "it holds a file beside the folder of the chart"),
    "negative": (_header(b"web/a", b"0", b"\xff" * 12), "it holds a file of no possible size"),
    "huge": (_header(b"web/a", b"0", b"77777777777"),
             "web/a in it is larger than 5,242,880 bytes"),
    "skipped": (_header(b"web/a", b"V", b"77777777777"),
                "more than 104,857,600 bytes when unpacked"),
    "long name": (_header(b"web/a", b"L", b"77777777777"), "the name of a file is too long"),
    "holes": (_header(b"web/a", b"S", b"0"), "a file with holes in it"),
    "latin": (_header(b"web/\xff", b"0", b"0"), "the name of a file is not UTF-8"),
    "signed": (_said(b"11 size=-1\n"), "it holds a file of no possible size"),
    "endless": (_said(b"22 size=1000000000000\n"), "it holds a file of no possible size"),
    "letters": (_header(b"web/a", b"0", b"9z"), "it is no tar archive"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "why"), REFUSED.values(), ids=REFUSED)
def test_what_helm_would_refuse_is_not_read(here: Path, data: bytes, why: str) -> None:
    with pytest.raises(archive.ArchiveError) as error:
        read(data)
    assert str(error.value) == why
    write(here / "shop" / "Chart.yaml", "name: shop\n")
    write(here / "shop" / "charts" / "web.tgz", data)
    write(here / "made.yaml", f"---\n# Source: shop/charts/web/templates/web.yaml\n{RENDERED}")
    result = check("made.yaml", "shop")
    assert [(each.origin, each.why) for each in result.not_checked] == [
        ("shop/charts/web.tgz", f"a packed chart that cannot be read: {why}")
    ]


def test_all_packed_charts_together_are_bounded(here: Path) -> None:
    write(here / "shop" / "Chart.yaml", "name: shop\n")
    bomb = REFUSED["bomb"][0]
    for number in range(30):
        write(here / "shop" / "charts" / f"web{number}.tgz", bomb)
    write(here / "made.yaml", f"---\n# Source: shop/charts/web/templates/web.yaml\n{RENDERED}")
    with within(15):
        assert len(check("made.yaml", "shop").not_checked) == 30


def test_archives_within_archives_are_bounded(here: Path) -> None:
    inner = packed(WEB)
    for _ in range(8):
        inner = packed({"a/Chart.yaml": "name: a\n", "a/charts/a.tgz": inner})
    write(here / "a.tgz", inner)
    write(here / "made.yaml", f"---\n# Source: a/templates/web.yaml\n{RENDERED}")
    (told, _) = check("made.yaml", "a.tgz").not_checked
    assert told.origin.count("/charts/") == 0
    assert "nothing in the input" in told.why


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_each_form_of_an_archive_is_read(form: int) -> None:
    deep = "templates/" + "a" * 90 + "/" + "b" * 60 + ".yaml"
    files = {f"web/{deep}": "long", "web/Chart.yaml": "\ufeffname: web\n"}
    found = read(packed(files, form))
    assert found == {deep: b"long", "Chart.yaml": b"name: web\n"}


def test_what_is_said_of_a_file_ends_with_a_record_that_does_not_fit() -> None:
    assert read(_said(b"14 path=web/b\n")) == {"b": b""}
    assert read(_said(b"15 path=web/b\n")) == {"a": b""}
    assert read(_said(b"14 path=web/b\n99 size=-1\n")) == {"b": b""}


def test_folders_and_links_and_backslashes_are_read_as_helm_does() -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as packing:
        for name, kind in (("web", tarfile.DIRTYPE), ("web/link", tarfile.SYMTYPE)):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            packing.addfile(entry)
        entry = tarfile.TarInfo("web\\templates\\a.yaml")
        entry.size = 1
        packing.addfile(entry, io.BytesIO(b"a"))
    assert read(made.getvalue()) == {"templates/a.yaml": b"a"}


def test_a_size_may_be_written_in_bytes() -> None:
    size = b"\x80" + struct.pack(">Q", 3).rjust(11, b"\0")
    header = gzip.decompress(_header(b"web/a", b"0", size))
    assert read(gzip.compress(header + b"abc".ljust(512, b"\0"))) == {"a": b"abc"}
