"""Imports the modules of this package in a third of the time that importlib takes for it.

A run imports some 190 of them. importlib goes from a name to compiled code by way of all that there
may be: archives, extensions, other loaders, files that were written meanwhile; for one file of
manifests that is a quarter of all the time. Here a name is a file in the folder of its package, and
its compiled code is read where importlib keeps it, under the condition that importlib has for it:
that the source still has the time and the size of when it was compiled. All that is otherwise is
left to importlib: it compiles what is not compiled yet, and says what is wrong.
"""

from __future__ import annotations

import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import BuiltinImporter, ModuleSpec, SourceFileLoader
    from importlib.util import MAGIC_NUMBER
    from types import CodeType, ModuleType

    _fix_co_filename: Callable[[CodeType, str], None]
else:
    # The public modules are made of it, and cost as much as ten of ours.
    from _frozen_importlib import BuiltinImporter, ModuleSpec
    from _frozen_importlib_external import MAGIC_NUMBER, SourceFileLoader
    from _imp import _fix_co_filename

_HEADER = 16
"""Bytes before the code: a number of Python's version, flags, time and size of the source."""
_SAME = MAGIC_NUMBER + b"\0\0\0\0"
_COMPILED = f".{sys.implementation.cache_tag}.pyc"
_MOST = 1 << 16
"""Bytes that are read at once: few compiled modules have more."""
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_PACKAGE = __name__.partition(".")[0] + "."


class _Loader(SourceFileLoader):
    """Loads a module whose source was looked at when it was found."""

    compiled: str
    source: os.stat_result

    def get_code(self, fullname: str) -> CodeType | None:
        try:
            data = _content(self.compiled)
        except OSError:
            data = b""
        if data[:_HEADER] == _header(self.source):
            code: CodeType = marshal.loads(memoryview(data)[_HEADER:])  # noqa: S302 - as importlib
            # Compiled where the folder was before: in an image that another built, say.
            _fix_co_filename(code, self.path)
            return code
        return super().get_code(fullname)


def _content(path: str) -> bytes:
    file = os.open(path, _READ)
    try:
        data = os.read(file, _MOST)
        if len(data) == _MOST:
            data += os.read(file, os.fstat(file).st_size)
    finally:
        os.close(file)
    return data


def _header(source: os.stat_result) -> bytes:
    time, size = int(source.st_mtime) & 0xFFFFFFFF, source.st_size & 0xFFFFFFFF
    return _SAME + (size << 32 | time).to_bytes(8, "little")


class _Finder:
    """Finds a module of this package: a file of its name, or a folder with ``__init__.py``."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not name.startswith(_PACKAGE) or not path:
            return None
        folder, own = path[0], name.rpartition(".")[2]
        within: list[str] | None = None
        file = f"{folder}{os.sep}{own}.py"
        try:
            source = os.stat(file)
        except OSError:
            folder = f"{folder}{os.sep}{own}"
            own, within = "__init__", [folder]
            file = f"{folder}{os.sep}{own}.py"
            try:
                source = os.stat(file)
            except OSError:
                return None
        loader = _Loader(name, file)
        loader.source = source
        kept = f"{folder}{os.sep}__pycache__"
        if sys.pycache_prefix is not None:
            kept = f"{sys.pycache_prefix.rstrip(os.sep)}{folder}"
        loader.compiled = f"{kept}{os.sep}{own}{_COMPILED}"
        spec = ModuleSpec(name, loader, origin=file)
        spec.cached = loader.compiled
        spec.submodule_search_locations = within
        spec.has_location = True
        return spec


def hasten() -> None:
    """Import what comes from now on this way, where the package is installed as it usually is."""
    package = sys.modules[_PACKAGE[:-1]]
    usual = (
        type(package.__loader__) is SourceFileLoader
        and len(package.__path__) == 1
        and sys.implementation.cache_tag is not None
        and (sys.pycache_prefix is None or package.__path__[0].startswith("/"))
        and not sys.flags.optimize
    )
    finders = sys.meta_path
    if usual and _Finder not in finders and BuiltinImporter in finders:
        # Behind the hooks of others, who change what they import, and before Python's own.
        finders.insert(finders.index(BuiltinImporter), _Finder)
