"""Manifests that SOPS has encrypted: what they say is known only once they are decrypted."""

from __future__ import annotations

import pytest

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.manifests import WEB

HIDDEN = "ENC[AES256_GCM,data:dGVzdA==,iv:aXY=,tag:dGFn,type:str]"
SECRET = """\
apiVersion: v1
kind: Secret
metadata: {name: s}
%s:
  a: %s
"""
SOPS = f"""\
sops:
  kms: []
  lastmodified: "2026-01-01T00:00:00Z"
  mac: {HIDDEN}
  encrypted_regex: ^(data|stringData)$
  version: 3.9.0
"""


def found(text: str) -> set[str]:
    result = pipeline.check([Source("s.yaml", text)], Settings(plugins=False))
    return {each.rule for each in result.diagnostics}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(SECRET % ("data", HIDDEN) + SOPS, set(), id="data"),
        pytest.param(SECRET % ("stringData", HIDDEN) + SOPS, set(), id="texts"),
        pytest.param(
            SECRET % ("data", "plain text") + SOPS, {"api-decode-error"}, id="what is not encrypted"
        ),
        pytest.param(
            SECRET % ("dato", HIDDEN) + SOPS, {"api-unknown-field"}, id="a field of another name"
        ),
        pytest.param(
            SECRET % ("data", "YQ==") + "sops: {}\n", {"api-unknown-field"}, id="no mark of SOPS"
        ),
    ],
)  # fmt: skip
def test_what_is_encrypted_is_not_complained_of(text: str, expected: set[str]) -> None:
    asked = {"api-decode-error", "api-unknown-field", "api-unquoted-scalar", "replicas-too-few"}
    asked |= expected
    assert found(text) & asked == expected


def test_an_encrypted_number_is_told_as_not_judged() -> None:
    text = WEB.replace("replicas: 3", f"replicas: {HIDDEN}") + SOPS
    assert text.count(HIDDEN) == 2
    result = pipeline.check([Source("web.yaml", text)], Settings(plugins=False))
    assert not {"api-decode-error", "replicas-too-few"} & {each.rule for each in result.diagnostics}
    assert ["placeholder" in each.why for each in result.not_checked] == [True]
