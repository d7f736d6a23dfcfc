"""Declarative rules: files of YAML into the same Rules that Python declares."""

from multiaz_lint.declarative.rule_file import RuleFileError, load, parse, within

__all__ = ["RuleFileError", "load", "parse", "within"]
