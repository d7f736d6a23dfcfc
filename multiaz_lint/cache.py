"""What a run found, kept for the next run over the very same input.

Findings depend on all resources together, so one entry holds the findings of one whole tree. Its
name is a digest of everything that decides them: the name and content of every file, and whether
the paths hold it, all settings, the rule files, and the tool itself. Entries are written beside
their place and moved there, so that runs at the same time never see half of one; what cannot be
read or written is simply not there.
"""

from __future__ import annotations

import os
import stat
import sys
import time

from multiaz_lint import __version__, atomic
from multiaz_lint.diagnostic import Diagnostic, Identity, Place
from multiaz_lint.load import side_file
from multiaz_lint.load.side_file import READING, leads_out
from multiaz_lint.load.source import Source
from multiaz_lint.paths import real_path
from multiaz_lint.repository import enclosing
from multiaz_lint.result import NotChecked, Result
from multiaz_lint.rule import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from multiaz_lint.load.unreadable import Unreadable
    from multiaz_lint.settings import Settings

FEWEST = 50
"""With fewer files a cache gains nothing."""
_MOST_ENTRIES = 20
_HOUR = 3600
_LARGEST = 256 * 1024 * 1024
_KIND = b"multiaz-lint cache "
_MAGIC = _KIND + b"3\n"
_DIGEST = 32
_LONGEST_KEY = 64
"""Of blake2b; names of entries are just as long."""


def folder(named: str = "", paths: Iterable[str] = ()) -> str:
    """Return the folder of the cache: the one named, else that of the user's caches.

    It is empty where the user has no home, and where the user's caches lie in the paths that are
    checked, in a repository that these belong to, or in that where the user stands: then whoever
    wrote these could have written entries too.
    """
    if named:
        return named
    caches = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    home = caches or os.path.join(os.path.expanduser("~"), ".cache")
    found = os.path.join(home, "multiaz-lint")
    if not os.path.isabs(home) or not all(leads_out(found, tree) for tree in _trees(paths)):
        return ""
    return found


def _trees(paths: Iterable[str]) -> Iterator[str]:
    """Yield the folders of which others may have written all that they hold."""
    for path in (".", *paths):
        if path != ".":
            yield path
        if repository := enclosing(real_path(path)):
            yield repository


def key(sources: Sequence[Source | Unreadable], settings: Settings) -> str | None:
    """Return the name of an entry; None when findings depend on more than can be named.

    A file that the user names is judged with the kustomizations around it, and a plugin may look
    at anything.
    """
    from copy import copy

    from multiaz_lint.digest import blake2b

    if any(source.named for source in sources):
        return None
    digest = blake2b(digest_size=_DIGEST)
    others = copy(settings)
    others.texts = {}  # they are among the sources
    others.checkpoint = None
    # Names of files, and the paths of entries that silence, count from where one stands.
    for part in (__version__, sys.version, os.getcwd(), repr(_plain(others)), *_tool()):
        _add(digest, part)
    for path in settings.rule_files:
        try:
            _add(digest, side_file.read(path))
        except side_file.SideFileError:
            return None
    if settings.ignores:
        _add(digest, time.strftime("%Y-%m-%d", time.gmtime()))
    for source in sources:
        _add(digest, source.origin)
        if isinstance(source, Source):
            _add(digest, source.text if source.given else f"\0beyond the paths\0{source.text}")
        else:
            _add(digest, f"\0{source.line}:{source.column}: {source.why}")
    return str(digest.hexdigest())


def _add(digest: Any, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    digest.update(b"%d:" % len(data))
    digest.update(data)


def _tool() -> Iterator[str]:
    """Yield what changes when a file of the tool does, as in a checkout that is worked on."""
    package = os.path.dirname(__file__)
    beside = os.path.join(os.path.dirname(package), "rules")
    for where in (package, beside):
        for path, folders, names in os.walk(where):
            folders.sort()
            for name in sorted(names):
                if name.endswith((".py", ".yaml")):
                    status = os.stat(os.path.join(path, name))
                    yield f"{path}/{name} {status.st_size} {status.st_mtime_ns}"


def _plain(value: Any) -> Any:
    """Turn settings, and whatever they hold, into plain data that is written alike every time."""
    if isinstance(value, dict):
        return [(str(name), _plain(value[name])) for name in sorted(value, key=str)]
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    if value is None or isinstance(value, (str, int, float)):
        return value
    names = sorted(
        name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())
    ) or sorted(vars(value))
    return [type(value).__name__, [(name, _plain(getattr(value, name, None))) for name in names]]


def read(where: str, name: str, sources: Sequence[Source | Unreadable]) -> Result | None:
    """Return what an entry holds; None when there is none that is whole."""
    import marshal

    path = os.path.join(where, name)
    try:
        with open(os.open(path, READING), "rb") as file:
            status = os.fstat(file.fileno())
            if not (stat.S_ISREG(status.st_mode) and _is_own(status)):
                return None
            data = file.read(_LARGEST)
    except OSError:
        return None
    head = len(_MAGIC) + _DIGEST
    body = memoryview(data)[head:]
    if data[: len(_MAGIC)] != _MAGIC or data[len(_MAGIC) : head] != _seal(name, body):
        return None
    _touch(path)
    found, not_checked, counts, context, ran, incomplete = marshal.loads(body)  # noqa: S302 - checked by its digest
    return Result(
        [_diagnostic(each) for each in found],
        not_checked=[NotChecked(*each) for each in not_checked],
        context=context,
        ran=ran,
        incomplete=incomplete,
        sources={each.origin: each for each in sources if isinstance(each, Source)},
        **counts,
    )


def _is_own(status: os.stat_result) -> bool:
    """Whether a file is the user's, or root's: nobody else is to say what was found."""
    return not hasattr(os, "geteuid") or status.st_uid in {os.geteuid(), 0}


def _touch(path: str) -> None:
    """Make an entry the youngest; a disk that is only read keeps it as it is."""
    try:
        os.utime(path)
    except OSError:
        return


def write(where: str, name: str, result: Result) -> None:
    """Keep a result, and throw away the oldest entries beyond a number."""
    import marshal

    counts = {
        "files": result.files,
        "documents": result.documents,
        "resources": result.resources,
        "workloads": result.workloads,
    }
    not_checked = [(each.origin, each.why, each.line) for each in result.not_checked]
    try:
        found = [_tuple(each) for each in result.diagnostics]
        reach = sorted(result.ran), sorted(result.incomplete)
        body = marshal.dumps((found, not_checked, counts, dict(result.context), *reach))
    except ValueError:
        return  # a rule put something into a finding that is no plain data
    try:
        os.makedirs(where, mode=0o700, exist_ok=True)
        atomic.write(os.path.join(where, name), (_MAGIC, _seal(name, body), body), 0o600)
        _tidy(where)
    except OSError:
        return


def _seal(name: str, body: bytes | memoryview) -> bytes:
    """Return the digest of an entry under its name, so that it says nothing under another."""
    from multiaz_lint.digest import blake2b

    return blake2b(body, digest_size=_DIGEST, key=name.encode()[:_LONGEST_KEY]).digest()


def _tidy(where: str) -> None:
    """Throw away the oldest entries, and what runs that were killed have left half-written.

    Files of others may lie there, too: the user has named the folder.
    """
    entries = []
    for each in os.scandir(where):
        try:
            age = each.stat(follow_symlinks=False).st_mtime
        except OSError:
            continue  # another run was faster
        if len(each.name) == 2 * _DIGEST and _is_entry(each.path):
            entries.append((age, each.path))
        elif atomic.is_left(each.name) and age < time.time() - _HOUR:
            _remove(each.path)
    for _, path in sorted(entries)[:-_MOST_ENTRIES]:
        _remove(path)


def _is_entry(path: str) -> bool:
    try:
        with open(os.open(path, READING), "rb") as file:
            return file.read(len(_KIND)) == _KIND
    except OSError:
        return False


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


def _tuple(each: Diagnostic) -> tuple[Any, ...]:
    resource = each.resource
    return (
        each.rule, int(each.severity), each.message, each.place.as_tuple(), each.field,
        each.category, each.hint, resource.as_tuple() if resource is not None else None,
        [place.as_tuple() for place in each.related], _data(each.api), _data(each.drill), each.fix,
        each.suppressed, each.named_field, each.builds, each.in_some,
    )  # fmt: skip


def _data(value: Any) -> Any:
    """Copy plain data without the classes of ours that it is made of."""
    if isinstance(value, dict):
        return {key: _data(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_data(each) for each in value]
    return value


def _diagnostic(each: tuple[Any, ...]) -> Diagnostic:
    (
        rule, severity, message, place, field, category, hint, resource, related, api, drill, fix,
        suppressed, named_field, builds, in_some,
    ) = each  # fmt: skip
    return Diagnostic(
        rule,
        _SEVERITIES[severity],
        message,
        Place(*place),
        field=field,
        category=category,
        hint=hint,
        resource=Identity(*resource) if resource is not None else None,
        related=tuple([Place(*other) for other in related]),
        api=api,
        drill=drill,
        fix=fix,
        suppressed=suppressed,
        named_field=named_field,
        builds=builds,
        in_some=in_some,
    )


_SEVERITIES = {int(severity): severity for severity in SEVERITIES}
