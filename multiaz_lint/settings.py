"""All that decides what a run checks and how: plain data, from options and configuration."""

from __future__ import annotations

from multiaz_lint.load.limits import Limits
from multiaz_lint.selection import DEFAULT_PROFILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from multiaz_lint.model.custom.adapter import Adapter
    from multiaz_lint.model.platform import Platform


class Ignore:
    """One entry of the configuration's ``ignore``: findings of resources one cannot edit.

    Every key that is given must match; ``path``, ``namespace`` and ``name`` are globs.
    ``expires`` is a date (YYYY-MM-DD) from which the entry counts no more.
    """

    __slots__ = (
        "expires",
        "kind",
        "line",
        "name",
        "namespace",
        "origin",
        "path",
        "reason",
        "rules",
    )

    def __init__(
        self,
        rules: tuple[str, ...],
        *,
        path: str = "",
        kind: str = "",
        namespace: str = "",
        name: str = "",
        reason: str = "",
        expires: str = "",
        origin: str = "",
        line: int = 1,
    ) -> None:
        self.rules = rules
        self.path = path
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.reason = reason
        self.expires = expires
        self.origin = origin
        self.line = line

    @property
    def wide(self) -> bool:
        """Whether a name, path or namespace has to be tried on it, as on a glob."""
        written = [each for each in (self.name, self.path, self.namespace) if each]
        return not (written and all(map(_is_one, written)))


def _is_one(pattern: str) -> bool:
    """Whether a glob fits one text only."""
    return bool(pattern) and not any(sign in pattern for sign in "*?[")


class Settings:
    """Which rules run and how grave they are, the platform, and what is left out.

    ``zones`` is None where neither option nor configuration gives them: then Nodes in the input
    decide, else 3. ``rules`` has severities and parameters by rule. ``root`` is the folder that
    relative paths of the configuration count from.
    """

    __slots__ = (
        "adapters", "checkpoint", "closed", "default_namespace", "default_spread", "drill",
        "exclude", "ignore", "ignores", "kubernetes", "limits", "matrix", "narrowed", "patterns_at",
        "pdb_automation", "plugins", "profile", "recovery_seconds", "root", "rule_files", "rules",
        "rules_at", "select", "suppressions", "texts", "topology_keys", "whole", "zone_names",
        "zones",
    )  # fmt: skip

    def __init__(
        self,
        *,
        profile: str = DEFAULT_PROFILE,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        rules: Mapping[str, Mapping[str, Any]] | None = None,
        rule_files: Sequence[str] = (),
        ignores: Sequence[Ignore] = (),
        exclude: Sequence[str] = (),
        kubernetes: tuple[int, int] | None = None,
        zones: int | None = None,
        zone_names: Sequence[str] = (),
        closed: bool = False,
        topology_keys: Sequence[str] = (),
        default_namespace: str = "default",
        default_spread: bool = False,
        pdb_automation: bool = False,
        recovery_seconds: int | None = None,
        adapters: Sequence[Adapter] = (),
        drill: Mapping[str, Any] | None = None,
        limits: Limits | None = None,
        plugins: bool = True,
        suppressions: bool = True,
        matrix: bool = False,
        root: str = "",
    ) -> None:
        self.profile = profile
        self.select = select
        self.ignore = ignore
        self.rules = rules or {}
        self.rule_files = rule_files
        self.ignores = ignores
        self.exclude = exclude
        self.kubernetes = kubernetes
        self.zones = zones
        self.zone_names = tuple(zone_names)
        self.closed = closed
        self.topology_keys = topology_keys
        self.default_namespace = default_namespace
        self.default_spread = default_spread
        self.pdb_automation = pdb_automation
        self.recovery_seconds = recovery_seconds
        self.adapters = adapters
        self.drill = drill or {}
        self.limits = limits or Limits()
        self.plugins = plugins
        self.suppressions = suppressions
        self.matrix = matrix
        self.root = root
        self.rules_at: Mapping[str, str] = {}
        """Where the configuration sets each rule: file, line and column."""
        self.patterns_at: Mapping[str, str] = {}
        """Where each pattern of rules is written: in the configuration, or as an option."""
        self.whole = True
        """Whether all that the configuration is for is read, not only some paths of it."""
        self.narrowed = False
        """Whether options leave out rules of the configuration, for this one run."""
        self.texts: Mapping[str, bytes] = {}
        """Texts that count in place of what files hold, by path."""
        self.checkpoint: Callable[[], None] | None = None
        """What is called now and then while a run lasts, and may end it by an error."""

    def platform(self, node_zones: Sequence[str]) -> Platform:
        """Return the platform; Nodes in the input speak where nothing else gives the zones."""
        from multiaz_lint.model.platform import NEWEST, Platform

        names = self.zone_names
        zones = self.zones if self.zones is not None else len(names)
        if not zones and node_zones:
            names, zones = tuple(node_zones), len(node_zones)
        return Platform(
            kubernetes=self.kubernetes or NEWEST,
            zones=zones or 3,
            zone_names=names,
            closed=self.closed,
            topology_keys=frozenset(self.topology_keys),
            default_spread=self.default_spread,
            pdb_automation=self.pdb_automation,
            recovery_seconds=self.recovery_seconds,
        )
