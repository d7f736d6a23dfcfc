"""The keys of the configuration: what each may say, and which setting it becomes."""

from __future__ import annotations

import os
from functools import partial

from multiaz_lint import selection
from multiaz_lint.config.configured import ConfigError
from multiaz_lint.config.values import namespace, seconds, version, zones
from multiaz_lint.load import side_file
from multiaz_lint.load.folders import MOST_PATTERNS
from multiaz_lint.load.limits import DEEPEST_NESTING, Limits
from multiaz_lint.paths import normal
from multiaz_lint.rule import LEVELS
from multiaz_lint.settings import Ignore
from multiaz_lint.unknown import hint, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.config.configured import Config
    from multiaz_lint.config.reader import Reader
    from multiaz_lint.model.tree import Path

FAIL_ON = ("error", "warning", "info", "never")


def _profile(reader: Reader, config: Config, path: Path, value: Any) -> None:
    config.settings.profile = reader.choice(path, value, selection.PROFILES)


def _kubernetes(reader: Reader, config: Config, path: Path, value: Any) -> None:
    try:
        config.settings.kubernetes = version(value)
    except ValueError as error:
        raise reader.error(path, str(error)) from None


def _zones(reader: Reader, config: Config, path: Path, value: Any) -> None:
    try:
        config.settings.zones, config.settings.zone_names = zones(value)
    except ValueError as error:
        raise reader.error(path, str(error)) from None


def _context(reader: Reader, config: Config, path: Path, value: Any) -> None:
    config.settings.closed = reader.choice(path, value, ("open", "closed")) == "closed"


def _fail_on(reader: Reader, config: Config, path: Path, value: Any) -> None:
    config.fail_on = reader.choice(path, value, FAIL_ON)


def _default_namespace(reader: Reader, config: Config, path: Path, value: Any) -> None:
    try:
        config.settings.default_namespace = namespace(reader.text(path, value))
    except ValueError as error:
        raise reader.error(path, str(error)) from None


def _recovery(reader: Reader, config: Config, path: Path, value: Any) -> None:
    try:
        config.settings.recovery_seconds = seconds(value)
    except ValueError as error:
        raise reader.error(path, str(error)) from None


def _setting(name: str, take: str) -> Callable[[Reader, Config, Path, Any], None]:
    """Make a reader of a key that becomes the setting of the same name."""

    def read_one(reader: Reader, config: Config, path: Path, value: Any) -> None:
        setattr(config.settings, name, getattr(reader, take)(path, value))

    return read_one


def _select(reader: Reader, config: Config, path: Path, value: Any) -> None:
    settings = config.settings
    settings.select = reader.texts(path, value)
    settings.patterns_at = {
        pattern: reader.place((*path, index)) for index, pattern in enumerate(settings.select)
    }


def _baseline(reader: Reader, config: Config, path: Path, value: Any) -> None:
    config.baseline = _beside(reader, config, path, reader.text(path, value))


def _rule_files(reader: Reader, config: Config, path: Path, value: Any) -> None:
    config.settings.rule_files = [
        _beside(reader, config, (*path, index), name)
        for index, name in enumerate(reader.texts(path, value))
    ]


def _beside(reader: Reader, config: Config, path: Path, name: str) -> str:
    """Return a path of the configuration, which counts from the configuration's folder."""
    if not name.strip():
        raise reader.error(path, f"{shown(name)} is no path")
    if "\0" in name:
        raise reader.error(path, f"{shown(name)} is no path: it holds a NUL")
    found = normal(os.path.join(config.settings.root, name))
    if config.inside and side_file.leads_out(found, config.inside):
        words = (
            f"{shown(name)} leads out of the repository: name it on the command line, "
            "or this configuration by --config"
        )
        raise reader.error(path, words)
    return found


def _rules(reader: Reader, config: Config, path: Path, value: Any) -> None:
    if not isinstance(value, dict):
        raise reader.error(path, f"{shown(value)} is not a mapping from rule to its settings")
    settings: dict[str, dict[str, Any]] = {}
    for name, written in value.items():
        take = partial(_rule, reader, (*path, name), written)
        settings[name] = reader.attempt(take, {})
    config.settings.rules = settings
    config.settings.rules_at = {name: reader.place((*path, name)) for name in settings}


def _rule(reader: Reader, path: Path, written: Any) -> dict[str, Any]:
    """Read the settings of one rule: a severity, or a mapping."""
    if isinstance(written, dict):
        own = dict(written)
    elif isinstance(written, str) or written is False:
        own = {"severity": written}
    else:
        raise reader.error(path, f"{shown(written)} is no severity and no mapping")
    if own.get("severity") is False:
        own["severity"] = "off"
    severity = own.get("severity")
    if severity is not None and severity not in LEVELS:
        raise reader.error(path, f"severity {shown(severity)} is not one of {', '.join(LEVELS)}")
    return own


_IGNORE_KEYS = ("rule", "path", "kind", "namespace", "name", "reason", "expires")


def _ignores(reader: Reader, config: Config, path: Path, value: Any) -> None:
    if not isinstance(value, list):
        raise reader.error(path, f"{shown(value)} is not a list of entries")
    entries = [
        reader.attempt(partial(_ignore, reader, (*path, index), entry), None)
        for index, entry in enumerate(value)
    ]
    config.settings.ignores = found = [each for each in entries if each is not None]
    wide = len([each for each in found if each.wide])
    if wide > MOST_PATTERNS:
        words = "entries have globs, or say no name, path or namespace"
        raise reader.error(path, f"{wide} {words}: {MOST_PATTERNS} are the most")


def _exclude(reader: Reader, config: Config, path: Path, value: Any) -> None:
    from multiaz_lint.load.ignore import parse

    config.settings.exclude = patterns = reader.texts(path, value)
    for index, pattern in enumerate(patterns):
        if not parse(pattern):
            raise reader.error((*path, index), f"{shown(pattern)} excludes nothing")
    if len(patterns) > MOST_PATTERNS:
        wide = parse("\n".join(patterns)).globs
        if wide > MOST_PATTERNS:
            words = "patterns have signs such as *"
            raise reader.error(path, f"{wide} {words}: {MOST_PATTERNS} are the most")


def _topology_keys(reader: Reader, config: Config, path: Path, value: Any) -> None:
    from multiaz_lint.api.names import label_key

    config.settings.topology_keys = keys = reader.texts(path, value)
    for index, key in enumerate(keys):
        if mistakes := label_key(key):
            raise reader.error((*path, index), f"{shown(key)} is no key of a label: {mistakes[0]}")


def _ignore(reader: Reader, path: Path, entry: Any) -> Ignore:
    entry = reader.keys(path, entry, _IGNORE_KEYS)
    if "rule" not in entry:
        raise reader.error(path, "an entry needs a rule: a name, a first word, a glob, or all")
    rules = entry["rule"]
    names = (rules,) if isinstance(rules, str) else reader.texts((*path, "rule"), rules)
    if not names:
        raise reader.error((*path, "rule"), "the list is empty: nothing is left out")
    if not all(map(str.strip, names)):
        raise reader.error((*path, "rule"), "it is empty: a name, a first word, a glob, or all")
    if not str(entry.get("reason") or "").strip():
        raise reader.error(path, "an entry needs a reason")
    rest = {
        key: reader.text((*path, key), entry[key])
        for key in ("path", "kind", "namespace", "name", "reason", "expires")
        if key in entry
    }
    for key, written in rest.items():
        if not written.strip():
            raise reader.error((*path, key), "it is empty: leave it out, or say which")
    if "path" in rest:
        rest["path"] = rest["path"].removeprefix("./") or rest["path"]
    if "kind" in rest:
        _refuse_no_kind(reader, (*path, "kind"), rest["kind"])
    expires = rest.get("expires")
    if expires is not None and not _is_date(expires):
        raise reader.error((*path, "expires"), f"{shown(expires)} is not a date such as 2027-01-31")
    line = reader.manifest.span(path).line
    return Ignore(names, **rest, origin=reader.manifest.origin, line=line)


def _refuse_no_kind(reader: Reader, path: Path, kind: str) -> None:
    """Refuse what no resource can have as its kind, or Kubernetes' own in other letters."""
    from multiaz_lint.api.names import dns_label
    from multiaz_lint.api.registered import kubernetes_kinds

    known = {name for kinds in kubernetes_kinds().values() for name in kinds}
    small = {name.lower() for name in known}
    if kind not in known and (kind.lower() in small or dns_label(kind.lower())):
        raise reader.error(path, f"no resource is of kind {shown(kind)}{hint(kind, sorted(known))}")


def _is_date(text: str) -> bool:
    from time import strptime

    try:
        strptime(text, "%Y-%m-%d")
    except ValueError:
        return False
    return len(text) == 10


def _limits(reader: Reader, config: Config, path: Path, value: Any) -> None:
    written = reader.keys(path, value, Limits.__slots__)
    counts = {key: reader.count((*path, key), each) for key, each in written.items()}
    if counts.get("nesting", 0) > DEEPEST_NESTING:
        words = (
            f"{counts['nesting']} is more than {DEEPEST_NESTING}, the deepest that can be worked on"
        )
        raise reader.error((*path, "nesting"), words)
    config.settings.limits = Limits(**counts)


def _adapters(reader: Reader, config: Config, path: Path, value: Any) -> None:
    from multiaz_lint.adapters.read import mistakes, read
    from multiaz_lint.adapters.values import AdapterError

    try:
        adapters = read(value)
    except AdapterError:
        told = [str(reader.error((*path, *each.path), each.words)) for each in mistakes(value)]
        raise ConfigError("\n".join(told)) from None
    for index, adapter in enumerate(adapters):
        adapter.origin = reader.manifest.origin
        adapter.line = reader.manifest.span((*path, index, "kind")).line
    for settled in (each for adapter in adapters for each in adapter.settles):
        settled.place = reader.place((*path, *settled.path))
    config.settings.adapters = adapters


def _drill(reader: Reader, config: Config, path: Path, value: Any) -> None:
    from multiaz_lint.config import drill

    config.settings.drill = drill.section(reader, path, value)


KEYS: dict[str, Callable[[Reader, Config, Path, Any], None]] = {
    "profile": _profile,
    "kubernetes": _kubernetes,
    "zones": _zones,
    "context": _context,
    "fail_on": _fail_on,
    "select": _select,
    "rules": _rules,
    "rule_files": _rule_files,
    "ignore": _ignores,
    "exclude": _exclude,
    "baseline": _baseline,
    "default_namespace": _default_namespace,
    "topology_keys": _topology_keys,
    "default_spread": _setting("default_spread", "flag"),
    "pdb_automation": _setting("pdb_automation", "flag"),
    "recovery_time": _recovery,
    "adapters": _adapters,
    "drill": _drill,
    "limits": _limits,
}


def fill(config: Config, reader: Reader) -> None:
    """Take over every key of a configuration; raises ConfigError with all mistakes."""
    for key, value in reader.tree.items():
        reader.attempt(partial(_fill, config, reader, key, value), None)
    reader.tell()


def _fill(config: Config, reader: Reader, key: str, value: Any) -> None:
    take = KEYS.get(key)
    if take is None:
        raise reader.no_such_key((), key, KEYS)
    if value is not None:
        take(reader, config, (key,), value)
