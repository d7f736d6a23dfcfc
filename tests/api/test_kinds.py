"""Whoever reads a check finds the function of Kubernetes that it follows."""

from __future__ import annotations

import re

import pytest

from multiaz_lint.api import kinds


@pytest.mark.parametrize("kind", kinds._CHECKS, ids="/".join)
def test_each_check_names_its_kind_and_what_it_follows(kind: tuple[str, str]) -> None:
    check = kinds.check_of(*kind)
    assert check is not None
    assert re.match(rf"Check (an? )?{kind[1]}\b", check.__doc__ or "")
