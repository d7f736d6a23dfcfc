"""The Go types of the API by their names: what a struct has, what a named type is made of.

They are written ``package.Name`` as the generated tables (``api/tables/``) have them.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Fields = dict[str, str | tuple[str, ...]]

_modules: dict[str, Any] = {}
_SPECIAL = frozenset(("resource.Quantity", "intstr.IntOrString"))


def table(package: str) -> Any:
    """Return the generated table of one Go package."""
    module = _modules.get(package)
    if module is None:
        name = package.replace("/", "_").replace(".", "_").replace("-", "_")
        module = _modules[package] = import_module(f"multiaz_lint.api.tables.{name}")
    return module


def fields_of(name: str) -> Fields | None:
    """Return the fields of a struct: Go type by JSON name, or type and embedded structs' names."""
    package, _, struct = name.rpartition(".")
    found: Fields | None = table(package).STRUCTS.get(struct)
    return found


def named(name: str) -> str:
    """Return what a named type that is no struct is made of."""
    package, _, kind = name.rpartition(".")
    found: str = table(package).NAMED[kind]
    return found


def basic(kind: str) -> str:
    """Return the basic kind below a named string or bool, else the type itself."""
    kind = kind.lstrip("*")
    if "." in kind and not kind.startswith(("[]", "map[")) and kind not in _SPECIAL:
        package, _, name = kind.rpartition(".")
        below: str | None = table(package).NAMED.get(name)
        if below in {"string", "bool"}:
            return below
    return kind


def printed(kind: str) -> str:
    """Write a Go type as reflection does: v1.Container, []v1.Container, map[string]string."""
    if kind.startswith("[]"):
        return "[]" + printed(kind[2:])
    if kind.startswith("*"):
        return "*" + printed(kind[1:])
    if kind.startswith("map["):
        end = kind.index("]")
        return f"map[{printed(kind[4:end])}]{printed(kind[end + 1 :])}"
    return kind.rpartition("/")[2]
