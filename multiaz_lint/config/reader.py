"""Takes a configuration apart, value by value; every mistake names its line."""

from __future__ import annotations

from multiaz_lint.config.configured import ConfigError
from multiaz_lint.model.tree import Map, path_text
from multiaz_lint.unknown import shown, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.model.tree import Path

    T = TypeVar("T")

_LONGEST = 200
"""How much of the name of a key is shown, which may be the author's own."""


class Reader:
    """Takes one tree apart, key by key; it collects the mistakes of parts that stand alone."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.tree: Any = manifest.tree
        self._mistakes: list[str] = []

    def attempt(self, take: Callable[[], T], otherwise: T) -> T:
        """Take a part over; note its mistake, so that those of other parts are told with it."""
        try:
            return take()
        except ConfigError as error:
            self._mistakes.append(str(error))
            return otherwise

    def tell(self) -> None:
        """Raise ConfigError for all mistakes that were noted, if there are any."""
        if self._mistakes:
            raise ConfigError("\n".join(self._mistakes))

    def error(self, path: Path, words: str, whose: Path | None = None) -> ConfigError:
        """Say what is wrong at a path, and which key it is; or ``whose`` key is wrong."""
        key = path_text(path if whose is None else whose)
        if len(key) > _LONGEST:
            key = f"{key[:_LONGEST]}..."
        return ConfigError(": ".join([self.place(path), *[key] * bool(key), words]))

    def no_such_key(self, path: Path, key: str, known: Iterable[str]) -> ConfigError:
        """Say that a mapping has a key that is none."""
        return self.error((*path, key), unknown("key", key, known), path)

    def place(self, path: Path) -> str:
        """Name file, line and column of a path."""
        span = self.manifest.span(path)
        return f"{self.manifest.origin}:{span.line}:{span.column}"

    def refuse_duplicates(self) -> None:
        """Note every key that is written twice, at whatever depth."""
        waiting: list[tuple[Path, Any]] = [((), self.tree)]
        while waiting:
            path, node = waiting.pop()
            if isinstance(node, Map):
                for key in node.duplicates:
                    words = f"key {shown(key)} is written twice"
                    self._mistakes.append(str(self.error((*path, key), words, path)))
                waiting += [((*path, key), each) for key, each in node.items()]
            elif isinstance(node, list):
                waiting += [((*path, index), each) for index, each in enumerate(node)]

    # One method for each kind of value ----------------------------------------------------

    def choice(self, path: Path, value: Any, options: Iterable[str]) -> str:
        options = tuple(options)
        if value not in options:
            raise self.error(path, f"{shown(value)} is not one of {', '.join(options)}")
        return str(value)

    def text(self, path: Path, value: Any) -> str:
        if not isinstance(value, str):
            raise self.error(path, f"{shown(value)} is not a string")
        return value

    def flag(self, path: Path, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self.error(path, f"{shown(value)} is not true or false")
        return value

    def count(self, path: Path, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.error(path, f"{shown(value)} is not a whole number of at least 1")
        return value

    def texts(self, path: Path, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise self.error(path, f"{shown(value)} is not a list of strings")
        return tuple(self.text((*path, index), each) for index, each in enumerate(value))

    def keys(self, path: Path, value: Any, known: Iterable[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.error(path, f"{shown(value)} is not a mapping")
        known = tuple(known)
        for key in value:
            if key not in known:
                raise self.no_such_key(path, key, known)
        return value
