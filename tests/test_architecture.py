"""Who may import whom, and through which door each library comes in."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "multiaz_lint"
ORDER = [
    {"unknown", "paths"},
    {"imports", "model", "digest", "regex", "repository", "signals"},
    {"rule"},
    {"api"},
    {"rules", "diagnostic", "load"},
    {"atomic", "adapters", "result", "selection", "fingerprint", "options"},
    {"settings"},
    {"config", "declarative", "plugins"},
    {"catalog", "suppress"},
    {"stages"},
    {"fix", "report", "drill", "pipeline", "cache"},
    {"examples", "mending", "adopt"},
    {"commands"},
    {"lsp"},
    {"cli"},
    {"__main__", "__init__"},
]
"""From the lowest to the highest: a part imports from strictly lower ones, or from itself."""
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
DOORS = {
    "yaml": "load/",
    "ruamel": "fix/",
    "jsonpath_ng": "declarative",
    "rich": "report/",
    "typer": "commands/help.py",
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    """Name the part of the package that a module belongs to."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> list[str]:
    """List the modules that a module imports, late and type-only imports included."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            module = node.module or ""
            if module == "multiaz_lint":
                names = [alias.name for alias in node.names if alias.name != "__version__"]
                found += [f"multiaz_lint.{name}" for name in names]
            else:
                found.append(module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_part_imports_from_lower_parts_only(path: Path) -> None:
    part = part_of(path)
    for name in imports(path):
        if not name.startswith("multiaz_lint."):
            continue
        other = name.split(".")[1]
        assert other == part or RANK[other] < RANK[part], f"{part} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_library_has_one_door(path: Path) -> None:
    here = path.relative_to(PACKAGE).as_posix()
    for name in imports(path):
        door = DOORS.get(name.split(".")[0])
        assert door is None or here.startswith(door), f"{name} comes in through {door}"


@pytest.mark.parametrize(
    "path",
    sorted((PACKAGE / "rules").glob("*/*.py")),
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_a_rule_imports_model_and_rule_only(path: Path) -> None:
    allowed = {"model", "rule"} | ({"api"} if path.parent.name == "api" else set())
    ours = {name.split(".")[1] for name in imports(path) if name.startswith("multiaz_lint.")}
    assert ours <= allowed


def needed(path: Path) -> set[Path]:
    """Return the modules that one needs in order to work; what is for types only is none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing = {
        under
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for under in ast.walk(ast.Module(node.body, []))
    }
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node not in typing:
            names += [node.module or "", *(f"{node.module}.{each.name}" for each in node.names)]
    return {PACKAGE.parent / f"{name.replace('.', '/')}.py" for name in names}.intersection(MODULES)


def test_no_module_needs_itself() -> None:
    """Whoever reads one can read first what it is made of, imports within functions included."""
    needs = {path: needed(path) for path in MODULES}
    while free := [path for path, others in needs.items() if not others & needs.keys()]:
        for path in free:
            del needs[path]
    while beginnings := needs.keys() - set().union(*needs.values()):
        for path in beginnings:
            del needs[path]
    assert sorted(path.relative_to(PACKAGE).as_posix() for path in needs) == []


SILENCED = re.compile(r"# type: ignore(\[[\w-]+\])?|# noqa: [A-Z]+\d+(, [A-Z]+\d+)*")
CAUGHT = re.compile(r"^\s*except (Base)?Exception\b[^:]*:")


def unexplained(path: Path) -> list[str]:
    """List the lines that silence a checker, or catch everything, without a reason beside them."""
    found = []
    lines = path.read_text(encoding="utf-8").splitlines()
    for above, line in zip(["", *lines], lines, strict=False):
        start = CAUGHT.search(line) or SILENCED.search(line)
        if start is None or above.lstrip().startswith("#"):
            continue
        if not SILENCED.sub("", line[start.end() :]).strip("-# "):
            found.append(line.strip())
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_who_silences_a_checker_says_why(path: Path) -> None:
    assert unexplained(path) == []


def left_over(path: Path) -> set[str]:
    """Return the private names that a module gives at its top and reads nowhere."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    assigned = [node for node in tree.body if isinstance(node, (ast.Assign, ast.AnnAssign))]
    given = [node for each in assigned for node in ast.walk(each) if isinstance(node, ast.Name)]
    named |= {node.id for node in given if isinstance(node.ctx, ast.Store)}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    return {name for name in named - read if name.startswith("_") and not name.startswith("__")}


def test_nothing_private_is_left_over() -> None:
    found = {str(path.relative_to(PACKAGE)): left_over(path) for path in MODULES}
    assert {where: names for where, names in found.items() if names} == {}


def test_newcomers_are_told_of_every_part() -> None:
    told = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    parts = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert {part for part in parts if f"{part}/`" not in told} == set()
