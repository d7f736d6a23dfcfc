"""Findings about changed files only, judged with everything they belong to.

A budget in an unchanged file still counts, and so does one that was deleted: then what is new
since the last commit is about the change, wherever it is.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multiaz_lint.diagnostic import Diagnostic

_ENDINGS = (".yaml", ".yml", ".json")
ELSEWHERE = "not about the changed files"
"""Why a finding is silenced when none of its places was changed."""


def divide(paths: Iterable[str]) -> tuple[list[str], list[str]]:
    """Divide paths into folders, which bound what is read, and changed files."""
    import os

    folders: list[str] = []
    files: list[str] = []
    for path in paths:
        (folders if os.path.isdir(path) else files).append(path)
    return folders, files


def context(files: Sequence[str], configuration: str | None) -> list[str]:
    """Return the folder to read: that of the configuration, else of the repository."""
    import os

    from multiaz_lint.report.location import repository_root

    here = os.getcwd()
    top = os.path.dirname(os.path.abspath(configuration)) if configuration else ""
    if not top or not all(os.path.abspath(file).startswith(top + os.sep) for file in files):
        top = repository_root(here)
    return [os.path.relpath(top, here).replace(os.sep, "/")]


def is_one_of(file: str, files: Iterable[str]) -> bool:
    """Whether a file is among others, however it is written."""
    import os

    real = os.path.realpath(file)
    return any(os.path.realpath(other) == real for other in files)


def narrow(diagnostics: Iterable[Diagnostic], files: Iterable[str]) -> None:
    """Silence the findings of which neither the place nor a related one is in a changed file."""
    import os

    changed = {os.path.realpath(file) for file in files}
    known: dict[str, bool] = {}
    for diagnostic in diagnostics:
        if diagnostic.silenced:
            continue
        for place in (diagnostic.place, *diagnostic.related):
            origin = place.origin
            if origin not in known:
                known[origin] = os.path.realpath(origin) in changed
            if known[origin]:
                break
        else:
            diagnostic.suppressed = ELSEWHERE


def deleted() -> tuple[list[str], str]:
    """Return the manifests that the change removes or renames, and the revision they were in.

    pre-commit and prek name the revisions of a range in the environment; else it is what is
    staged, compared with the last commit.
    """
    import os

    from multiaz_lint.adopt import revision

    old = os.environ.get("PRE_COMMIT_FROM_REF", "")
    new = os.environ.get("PRE_COMMIT_TO_REF", "")
    try:
        if old and new:
            base = revision.git("merge-base", old, new, why="no common commit").strip()
            span = (base, new)
        else:
            base = revision.commit("HEAD")
            span = ("--cached", base)
        arguments = ("diff", "--name-only", "--no-renames", "--diff-filter=D", "-z", *span, "--")
        names = revision.git(*arguments, why="").split("\0")
    except revision.RevisionError:  # no repository, or no commit yet: nothing can be gone
        return [], ""
    return [name for name in names if name.endswith(_ENDINGS)], base
