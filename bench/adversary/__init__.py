"""Inputs that are made to cost much: each a tree of files for a number of units.

What a unit is says the name: lines, keys, documents, containers. None is realistic; all are what
someone can put into a pull request.
"""

from bench.adversary import crowds, overlays, pods, relations, texts

CASES = {
    **texts.CASES, **pods.CASES, **relations.CASES, **crowds.CASES, **overlays.CASES,
}  # fmt: skip

__all__ = ["CASES"]
