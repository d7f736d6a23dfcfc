"""The configuration file into Settings; every mistake names its line."""

from multiaz_lint.config.configured import Config, ConfigError
from multiaz_lint.config.file import applying, find, parse, read
from multiaz_lint.config.values import namespace, seconds, version, zones

__all__ = [
    "Config",
    "ConfigError",
    "applying",
    "find",
    "namespace",
    "parse",
    "read",
    "seconds",
    "version",
    "zones",
]
