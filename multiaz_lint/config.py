"""The configuration file ``.multiaz-lint.yaml`` into Settings; every mistake names its line."""

from __future__ import annotations

import os

from multiaz_lint import selection
from multiaz_lint.load import reader as yaml_reader
from multiaz_lint.load.limits import Limits, UnreadableError
from multiaz_lint.load.manifest import Manifest
from multiaz_lint.load.source import Source
from multiaz_lint.model.platform import NEWEST, OLDEST
from multiaz_lint.model.tree import Map
from multiaz_lint.settings import Ignore, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from multiaz_lint.model.tree import Path

NAMES = (".multiaz-lint.yaml", ".multiaz-lint.yml")
FAIL_ON = ("error", "warning", "info", "never")


class ConfigError(Exception):
    """A mistake in the configuration: its words name file, line and what is wrong."""


class Config:
    """A configuration file as read: its settings, and what only the command line needs."""

    __slots__ = ("baseline", "fail_on", "origin", "settings")

    def __init__(self, origin: str = "") -> None:
        self.origin = origin
        self.settings = Settings()
        self.fail_on: str | None = None
        self.baseline: str | None = None


def find(paths: Iterable[str]) -> str | None:
    """Return the nearest configuration, from the first path up to the root of the repository."""
    first = next((path for path in paths if path != "-"), ".")
    folder = os.path.abspath(first)
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    while True:
        for name in NAMES:
            candidate = os.path.join(folder, name)
            if os.path.isfile(candidate):
                return os.path.relpath(candidate).replace(os.sep, "/")
        parent = os.path.dirname(folder)
        if os.path.exists(os.path.join(folder, ".git")) or parent == folder:
            return None
        folder = parent


def read(path: str) -> Config:
    """Read a configuration file.

    Raises:
        ConfigError: The file cannot be read, or says something that is not understood.

    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        words = getattr(error, "strerror", None) or "not UTF-8 text"
        raise ConfigError(f"{path}: cannot be read: {words}") from None
    return parse(path, text)


def parse(path: str, text: str) -> Config:
    """Read the text of a configuration file; raises ConfigError as :func:`read` does."""
    source = Source(path, text)
    try:
        tree, plain = yaml_reader.read(text)
    except UnreadableError as error:
        line, column = source.position(min(error.offset, len(text)))
        raise ConfigError(f"{path}:{line}:{column}: not YAML: {error.message}") from None
    reader = _Reader(Manifest(source, 0, 0, len(text), tree, written=not plain))
    config = Config(path)
    config.settings.root = os.path.dirname(path)
    if tree is None:
        return config
    if not isinstance(tree, Map):
        raise reader.error((), "a configuration is a mapping")
    if tree.duplicates:
        raise reader.error((tree.duplicates[0],), f"key {tree.duplicates[0]!r} is written twice")
    reader.fill(config)
    return config


class _Reader:
    """Takes one tree apart, key by key."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.tree: Any = manifest.tree

    def error(self, path: Path, words: str) -> ConfigError:
        span = self.manifest.span(path)
        return ConfigError(f"{self.manifest.origin}:{span.line}:{span.column}: {words}")

    def fill(self, config: Config) -> None:
        for key, value in self.tree.items():
            take = _KEYS.get(key)
            if take is None:
                raise self.error((key,), _unknown("key", key, _KEYS))
            if value is not None:
                take(self, config, (key,), value)

    # One method for each kind of value ----------------------------------------------------

    def choice(self, path: Path, value: Any, options: Iterable[str]) -> str:
        options = tuple(options)
        if value not in options:
            raise self.error(path, f"{value!r} is not one of {', '.join(options)}")
        return str(value)

    def text(self, path: Path, value: Any) -> str:
        if not isinstance(value, str):
            raise self.error(path, f"{_shown(value)} is not a string")
        return value

    def flag(self, path: Path, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self.error(path, f"{_shown(value)} is not true or false")
        return value

    def count(self, path: Path, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.error(path, f"{_shown(value)} is not a whole number of at least 1")
        return value

    def texts(self, path: Path, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise self.error(path, f"{_shown(value)} is not a list of strings")
        return tuple(self.text((*path, index), each) for index, each in enumerate(value))

    def keys(self, path: Path, value: Any, known: Iterable[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.error(path, f"{_shown(value)} is not a mapping")
        known = tuple(known)
        for key in value:
            if key not in known:
                raise self.error((*path, key), _unknown("key", key, known))
        return value


def _shown(value: Any) -> str:
    return "a mapping" if isinstance(value, dict) else repr(value)


def _unknown(what: str, word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1)
    hint = f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(known)}"
    return f"there is no {what} {word!r}{hint}"


def version(text: object) -> tuple[int, int]:
    """Parse a Kubernetes version, such as 1.31.

    Raises:
        ValueError: It is no version, or not one that the rules know.

    """
    words = str(text).removeprefix("v")
    major, _, minor = words.partition(".")
    if words == "1.3":
        raise ValueError("1.3 may be 1.30 without its zero: write it in quotes")
    if not (major.isdigit() and minor.partition(".")[0].isdigit()):
        raise ValueError(f"{text!r} is not a Kubernetes version such as {NEWEST[0]}.{NEWEST[1]}")
    found = (int(major), int(minor.partition(".")[0]))
    if not OLDEST <= found <= NEWEST:
        raise ValueError(
            f"Kubernetes {words} is not known; "
            f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]} are"
        )
    return found


def zones(value: object) -> tuple[int, tuple[str, ...]]:
    """Parse zones: a number, or names (a list, or divided by commas).

    Raises:
        ValueError: Neither a number of at least 1 nor distinct names.

    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value, ()
    if isinstance(value, str) and value.strip().isdigit() and int(value) >= 1:
        return int(value), ()
    names = value if isinstance(value, list) else str(value).split(",")
    parts = tuple(str(name).strip() for name in names)
    if isinstance(value, (str, list)) and all(parts) and len(set(parts)) == len(parts):
        return len(parts), parts
    raise ValueError(f"{value!r} is neither a number of zones nor their names")


def seconds(value: object) -> int:
    """Parse a duration: seconds, or a number with s, m or h.

    Raises:
        ValueError: It is no duration.

    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    words = str(value).strip()
    factor = {"s": 1, "m": 60, "h": 3600}.get(words[-1:])
    digits = words[:-1] if factor else words
    if not digits.isdigit():
        raise ValueError(f"{value!r} is not a duration such as 120s or 5m")
    return int(digits) * (factor or 1)


def _profile(reader: _Reader, config: Config, path: Path, value: Any) -> None:
    config.settings.profile = reader.choice(path, value, selection.PROFILES)


def _kubernetes(reader: _Reader, config: Config, path: Path, value: Any) -> None:
    try:
        config.settings.kubernetes = version(value)
    except ValueError as error:
        raise reader.error(path, str(error)) from None


def _zones(reader: _Reader, config: Config, path: Path, value: Any) -> None:
    try:
        config.settings.zones, config.settings.zone_names = zones(value)
    except ValueError as error:
        raise reader.error(path, str(error)) from None


def _context(reader: _Reader, config: Config, path: Path, value: Any) -> None:
    config.settings.closed = reader.choice(path, value, ("open", "closed")) == "closed"


def _fail_on(reader: _Reader, config: Config, path: Path, value: Any) -> None:
    config.fail_on = reader.choice(path, value, FAIL_ON)


def _recovery(reader: _Reader, config: Config, path: Path, value: Any) -> None:
    try:
        config.settings.recovery_seconds = seconds(value)
    except ValueError as error:
        raise reader.error(path, str(error)) from None


def _setting(name: str, take: str) -> Callable[[_Reader, Config, Path, Any], None]:
    """Make a reader of a key that becomes the setting of the same name."""

    def read_one(reader: _Reader, config: Config, path: Path, value: Any) -> None:
        setattr(config.settings, name, getattr(reader, take)(path, value))

    return read_one


def _baseline(reader: _Reader, config: Config, path: Path, value: Any) -> None:
    config.baseline = _beside(config, reader.text(path, value))


def _rule_files(reader: _Reader, config: Config, path: Path, value: Any) -> None:
    config.settings.rule_files = [_beside(config, name) for name in reader.texts(path, value)]


def _beside(config: Config, name: str) -> str:
    """Return a path of the configuration, which counts from the configuration's folder."""
    return os.path.normpath(os.path.join(config.settings.root, name)).replace(os.sep, "/")


def _rules(reader: _Reader, config: Config, path: Path, value: Any) -> None:
    if not isinstance(value, dict):
        raise reader.error(path, "rules is a mapping from rule to its settings")
    settings: dict[str, dict[str, Any]] = {}
    for name, written in value.items():
        if isinstance(written, str) or written is False:
            settings[name] = {"severity": "off" if written is False else written}
        elif isinstance(written, dict):
            own = dict(written)
            if own.get("severity") is False:
                own["severity"] = "off"
            settings[name] = own
        else:
            raise reader.error((*path, name), f"{_shown(written)} is no severity and no mapping")
        severity = settings[name].get("severity")
        if severity is not None and severity not in {*selection.SEVERITIES, "off"}:
            raise reader.error(
                (*path, name), f"severity {severity!r} is not one of error, warning, info, off"
            )
    config.settings.rules = settings


_IGNORE_KEYS = ("rule", "path", "kind", "namespace", "name", "reason", "expires")


def _ignores(reader: _Reader, config: Config, path: Path, value: Any) -> None:
    if not isinstance(value, list):
        raise reader.error(path, "ignore is a list of entries")
    config.settings.ignores = [
        _ignore(reader, (*path, index), entry) for index, entry in enumerate(value)
    ]


def _ignore(reader: _Reader, path: Path, entry: Any) -> Ignore:
    entry = reader.keys(path, entry, _IGNORE_KEYS)
    if "rule" not in entry:
        raise reader.error(path, "an entry needs a rule: a name, a first word, a glob, or all")
    rules = entry["rule"]
    names = (rules,) if isinstance(rules, str) else reader.texts((*path, "rule"), rules)
    if not entry.get("reason"):
        raise reader.error(path, "an entry needs a reason")
    rest = {
        key: reader.text((*path, key), entry[key])
        for key in ("path", "kind", "namespace", "name", "reason", "expires")
        if key in entry
    }
    expires = rest.get("expires", "")
    if expires and not _is_date(expires):
        raise reader.error((*path, "expires"), f"{expires!r} is not a date such as 2027-01-31")
    line = reader.manifest.span(path).line
    return Ignore(names, **rest, origin=reader.manifest.origin, line=line)


def _is_date(text: str) -> bool:
    from time import strptime

    try:
        strptime(text, "%Y-%m-%d")
    except ValueError:
        return False
    return len(text) == 10


_LIMITS = ("file_bytes", "nesting", "nodes", "documents")


def _limits(reader: _Reader, config: Config, path: Path, value: Any) -> None:
    written = reader.keys(path, value, _LIMITS)
    counts = {key: reader.count((*path, key), each) for key, each in written.items()}
    config.settings.limits = Limits(**counts)


def _adapters(reader: _Reader, config: Config, path: Path, value: Any) -> None:
    from multiaz_lint.adapters import AdapterError, read

    try:
        config.settings.adapters = read(value)
    except AdapterError as error:
        raise reader.error((*path, *error.path), error.words) from None


def _drill(reader: _Reader, config: Config, path: Path, value: Any) -> None:
    if not isinstance(value, dict):
        raise reader.error(path, "drill is a mapping")
    config.settings.drill = value


_KEYS: dict[str, Callable[[_Reader, Config, Path, Any], None]] = {
    "profile": _profile,
    "kubernetes": _kubernetes,
    "zones": _zones,
    "context": _context,
    "fail_on": _fail_on,
    "select": _setting("select", "texts"),
    "rules": _rules,
    "rule_files": _rule_files,
    "ignore": _ignores,
    "exclude": _setting("exclude", "texts"),
    "baseline": _baseline,
    "default_namespace": _setting("default_namespace", "text"),
    "topology_keys": _setting("topology_keys", "texts"),
    "default_spread": _setting("default_spread", "flag"),
    "pdb_automation": _setting("pdb_automation", "flag"),
    "recovery_time": _recovery,
    "adapters": _adapters,
    "drill": _drill,
    "limits": _limits,
}
