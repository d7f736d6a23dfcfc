"""Findings about what another finding's edit removes: they go with it."""

from __future__ import annotations

from multiaz_lint.fix.batch import resource_of
from multiaz_lint.rule import Drop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.fix.identity import Key


def without_moot(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Leave out findings about what another finding's edit removes: they go with it."""
    removed: dict[Key, list[tuple[int, str]]] = {}
    for index, each in enumerate(diagnostics):
        for edit in each.edits:
            if isinstance(edit, Drop):
                key = resource_of(each)
                if key is not None:
                    removed.setdefault(key, []).append((index, str(edit.field)))
    if not removed:
        return diagnostics
    gone: set[int] = set()
    for index, each in enumerate(diagnostics):
        for remover, path in removed.get(resource_of(each) or (), ()):
            if remover != index and remover not in gone and _is_within(each.field, path):
                gone.add(index)
    return [each for index, each in enumerate(diagnostics) if index not in gone]


def _is_within(field: str, path: str) -> bool:
    return field.startswith(path) and field[len(path) : len(path) + 1] in {"", ".", "["}
