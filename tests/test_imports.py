"""The short way of imports: what it loads is what importlib would load."""

from __future__ import annotations

import importlib
import os
import py_compile
import shutil
import subprocess
import sys
from importlib.machinery import BuiltinImporter, PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import multiaz_lint
from multiaz_lint import imports
from multiaz_lint.imports import _Finder

if TYPE_CHECKING:
    from types import ModuleType

PACKAGE = Path(multiaz_lint.__file__).parent
IMPORT = "import sys; from multiaz_lint import imports; imports.hasten(); "
SHOW = "print(any(each is imports._Finder for each in sys.meta_path))"


def load(folder: Path) -> ModuleType:
    spec = _Finder.find_spec("multiaz_lint.some", [str(folder)])
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write(folder: Path, text: str, time: int = 1_000_000_000) -> Path:
    path = folder / "some.py"
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time, time))
    return path


def test_compiled_code_is_used_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    source = write(tmp_path, "VALUE = 1\n")
    module = load(tmp_path)
    assert module.VALUE == 1
    compiled = Path(module.__cached__)
    assert compiled.parent == tmp_path / "__pycache__"
    header = compiled.read_bytes()[:16]
    other = Path(py_compile.compile(str(write(tmp_path, "VALUE = 2\n")), doraise=True) or "")
    other.write_bytes(header + other.read_bytes()[16:])
    source = write(tmp_path, "VALUE = 1\n")
    assert load(tmp_path).VALUE == 2, "the compiled code was not read"
    assert load(tmp_path).__file__ == str(source)


@pytest.mark.parametrize(
    ("text", "time"), [("VALUE = 22\n", 1_000_000_000), ("VALUE = 2\n", 1_000_000_001)]
)
def test_compiled_code_of_another_source_is_not(tmp_path: Path, text: str, time: int) -> None:
    py_compile.compile(str(write(tmp_path, "VALUE = 1\n")), doraise=True)
    write(tmp_path, text, time)
    assert load(tmp_path).VALUE in {2, 22}


def test_compiled_code_that_is_checked_by_its_hash(tmp_path: Path) -> None:
    mode = py_compile.PycInvalidationMode.CHECKED_HASH
    py_compile.compile(str(write(tmp_path, "VALUE = 1\n")), doraise=True, invalidation_mode=mode)
    write(tmp_path, "VALUE = 2\n")
    assert load(tmp_path).VALUE == 2


def test_code_of_another_python_is_not_used(tmp_path: Path) -> None:
    compiled = Path(py_compile.compile(str(write(tmp_path, "VALUE = 1\n")), doraise=True) or "")
    compiled.write_bytes(b"\0\0\r\n" + compiled.read_bytes()[4:])
    assert load(tmp_path).VALUE == 1


def test_much_code_is_read_whole(tmp_path: Path) -> None:
    text = "".join(f"V{i} = {'x' * 50 + str(i)!r}\n" for i in range(3000)) + "VALUE = 3\n"
    compiled = py_compile.compile(str(write(tmp_path, text)), doraise=True)
    assert Path(compiled or "").stat().st_size > 1 << 16
    assert load(tmp_path).VALUE == 3


def test_code_names_the_source_that_is_read_where_its_folder_has_moved(tmp_path: Path) -> None:
    write(tmp_path, "def f():\n    return lambda: 1\n")
    compiled = tmp_path / "__pycache__" / f"some.{sys.implementation.cache_tag}.pyc"
    py_compile.compile(str(tmp_path / "some.py"), str(compiled), dfile="/build/some.py")
    module = load(tmp_path)
    for code in (module.f.__code__, module.f().__code__):
        assert code.co_filename == module.__file__


def test_what_is_not_there_is_left_to_others(tmp_path: Path) -> None:
    assert _Finder.find_spec("multiaz_lint.some", [str(tmp_path)]) is None
    write(tmp_path, "")
    assert _Finder.find_spec("another.some", [str(tmp_path)]) is None
    assert _Finder.find_spec("multiaz_lint", None) is None


def _modules() -> list[tuple[str, str]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        inner = path.relative_to(PACKAGE).with_suffix("")
        name = ".".join(("multiaz_lint", *inner.parts)).removesuffix(".__init__")
        if name != "multiaz_lint":
            found.append(
                (name, str(path.parent.parent if inner.name == "__init__" else path.parent))
            )
    return found


@pytest.mark.parametrize("prefix", [None, "/elsewhere", "/else/where//"])
def test_every_module_is_found_where_importlib_finds_it(
    prefix: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", prefix)

    def told(spec: Any) -> tuple[Any, ...]:
        within = spec.submodule_search_locations
        where = spec.origin, spec.cached, spec.parent, spec.has_location
        return spec.name, *where, None if within is None else list(within)

    modules = _modules()
    assert len(modules) > 500
    for name, folder in modules:
        assert told(_Finder.find_spec(name, [folder])) == told(PathFinder.find_spec(name, [folder]))


@pytest.mark.parametrize(
    ("options", "hastened"),
    [([], True), (["-O"], False), (["-OO"], False), (["-X", "pycache_prefix={folder}"], True)],
    ids=str,
)
def test_what_is_unusual_is_left_to_importlib(
    tmp_path: Path, options: list[str], hastened: bool
) -> None:
    options = [each.format(folder=tmp_path) for each in options]
    done = subprocess.run(
        [sys.executable, *options, "-c", IMPORT + SHOW],
        check=True, capture_output=True, text=True, cwd=PACKAGE.parent,
    )  # fmt: skip
    assert done.stdout == f"{hastened}\n"


def test_the_program_imports_so_and_says_the_same(tmp_path: Path) -> None:
    manifest = tmp_path / "a.yaml"
    manifest.write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n", encoding="utf-8")
    program = (
        f"import os, sys; sys.argv = ['multiaz-lint', {str(manifest)!r}, '--no-cache']\n"
        "def leave(code):\n"
        "    sys.stdout.flush()\n"
        "    loaders = [getattr(each, '__loader__', None) for each in sys.modules.values()]\n"
        "    mine = [each for each in loaders if type(each).__module__ == 'multiaz_lint.imports']\n"
        "    print(len(mine) > 50)\n"
        "    sys.stdout.flush()\n"
        "    os.kill(os.getpid(), 9)\n"
        "os._exit = leave\n"
        "from multiaz_lint.__main__ import main\n"
        "{}main()\n"
    )
    without = "from multiaz_lint import imports; imports.hasten = lambda: None; "
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program.format(own)],
            check=False, capture_output=True, text=True, cwd=PACKAGE.parent,
        ).stdout.splitlines()
        for own in ("", without)
    ]  # fmt: skip
    assert [each[-1] for each in outputs] == ["True", "False"]
    assert outputs[0][:-1] == outputs[1][:-1]
    assert len(outputs[0]) > 3


def test_hooks_of_others_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hook:
        """As beartype and typeguard put one first, to change what they import."""

        @staticmethod
        def find_spec(*_: object) -> None:
            return None

    monkeypatch.setattr(sys, "meta_path", [Hook, *sys.meta_path])
    imports.hasten()
    order = [sys.meta_path.index(each) for each in (Hook, _Finder, BuiltinImporter)]
    assert order == sorted(order)


def test_it_is_put_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    imports.hasten()
    imports.hasten()
    assert sum(each is _Finder for each in sys.meta_path) == 1
    assert importlib.import_module("multiaz_lint.rule").__name__ == "multiaz_lint.rule"


def test_a_wrong_option_is_answered_without_the_model() -> None:
    program = (
        "import os, sys; sys.argv = ['multiaz-lint', '--frmat']\n"
        "def leave(code):\n"
        "    print('multiaz_lint.model' in sys.modules, code, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "os._exit = leave\n"
        "from multiaz_lint.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=False, capture_output=True, text=True, cwd=PACKAGE.parent,
    )  # fmt: skip
    assert done.stdout == "False 2\n", done.stderr


def test_a_plain_check_loads_no_library_that_it_does_not_need(tmp_path: Path) -> None:
    """Each takes several milliseconds of every run; docs/performance.md names them."""
    app = tmp_path / "app"  # beside no .gitignore, which takes re
    shutil.copytree(PACKAGE.parent / "fixtures/apps/cryptobot-fixed", app)
    program = (
        f"import os, sys; sys.argv = ['multiaz-lint', {str(app)!r},"
        " '--isolated', '--no-cache', '--quiet']\n"
        "heavy = {'typer', 'rich', 'yaml', 'ruamel', 'jsonpath_ng', 'typing', 'enum', 're', 'json',"
        " 'ssl', '_ssl', 'hashlib', 'pathlib', 'subprocess', 'threading', 'logging', 'inspect'}\n"
        "heavy -= set(sys.modules)\n"
        "def leave(code):\n"
        "    print(sorted(heavy.intersection(sys.modules)), code, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "os._exit = leave\n"
        "from multiaz_lint.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=False, capture_output=True, text=True, cwd=PACKAGE.parent,
    )  # fmt: skip
    assert done.stdout == "[] 0\n", done.stderr
