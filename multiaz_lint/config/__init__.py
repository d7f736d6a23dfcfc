"""The configuration file into Settings; every mistake names its line."""

from multiaz_lint.config.file import applying, find, parse, read
from multiaz_lint.config.keys import FAIL_ON, KEYS, Config
from multiaz_lint.config.reader import ConfigError
from multiaz_lint.config.values import namespace, seconds, version, zones

__all__ = [
    "FAIL_ON",
    "KEYS",
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
