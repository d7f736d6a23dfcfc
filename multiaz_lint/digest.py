"""BLAKE2b, without the 7 ms that loading OpenSSL with hashlib costs each start."""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # not CPython
    from hashlib import blake2b

__all__ = ["blake2b"]
