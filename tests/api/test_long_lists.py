"""What is seldom long costs no more than its length, should it be long."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint.api import review
from multiaz_lint.api.decoding.pem import blocks
from tests.spent import within

MANY = 20_000


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "-----BEGIN a:-----\n-----END a:\n" * MANY + "x\n", 0, id="headers without an end"
        ),
        pytest.param("-----BEGIN X-----\n" * MANY + "-----END X-----\n", 1, id="begun again"),
        pytest.param("\n-----END X-----" * MANY, 0, id="ended before they begin"),
        pytest.param("-----BEGIN X-----\n-----END X-----\n" * MANY, MANY, id="blocks"),
    ],
)
def test_blocks_of_a_long_text_are_found(text: str, found: int) -> None:
    with within(2):
        assert sum(1 for _ in blocks(text.encode())) == found


def _slice(**device: Any) -> dict[str, Any]:
    return {"driver": "b.c", "devices": [{"name": "a", **device}]}


@pytest.mark.parametrize(
    ("version", "kind", "spec"),
    [
        pytest.param(
            "certificates.k8s.io/v1",
            "CertificateSigningRequest",
            {"usages": [f"a{number}" for number in range(MANY)]},
            id="usages",
        ),
        pytest.param(
            "admissionregistration.k8s.io/v1",
            "ValidatingAdmissionPolicyBinding",
            {"validationActions": [f"a{number}" for number in range(MANY)]},
            id="actions",
        ),
        pytest.param(
            "resource.k8s.io/v1",
            "ResourceSlice",
            _slice(
                bindingConditions=[f"a{number}" for number in range(MANY)],
                bindingFailureConditions=[f"b{number}" for number in range(MANY)],
            ),
            id="conditions",
        ),
    ],
)
def test_long_lists_are_judged(version: str, kind: str, spec: dict[str, Any]) -> None:
    tree = {"apiVersion": version, "kind": kind, "metadata": {"name": "a"}, "spec": spec}
    with within(2):
        assert review(tree).errors
