"""Deliveries of other repositories than the one that is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gitops import ARGO_CD, BASE, FLUX, PATCHES, linted, told

if TYPE_CHECKING:
    from pathlib import Path

GIT = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: %s, namespace: flux-system}
spec: {url: "%s"}
"""
OWN = GIT % ("flux-system", "ssh://git@example.org:22/us/fleet")
SYNC = (FLUX % "flux-system").replace("./apps/web", "./clusters/prod")
APPS = FLUX % "web" + PATCHES
OF_APPS = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: all, namespace: argocd}
spec: {source: {repoURL: "git@example.org:us.git", path: clusters/prod}}
"""


def flux(url: str, sync: str = SYNC) -> dict[str, str]:
    """Return a repository of which one delivery names a GitRepository with a URL."""
    apps = APPS.replace("name: flux-system}", "name: other}")
    return {
        **BASE,
        "clusters/prod/sync.yaml": f"{OWN}---\n{sync}",
        "clusters/prod/apps.yaml": f"{GIT % ('other', url)}---\n{apps}",
    }


@pytest.mark.parametrize(
    "url",
    [
        "https://a:b@mirror.org/us/fleet.git",
        "git@example.org:us/fleet.git",
        "${url}",
        "ssh://c/Fleet",
    ],
)
def test_a_repository_may_have_several_urls(tmp_path: Path, url: str) -> None:
    found = told(linted(tmp_path, flux(url)), tmp_path)
    assert [place[0] for place in found] == ["clusters/prod/apps.yaml"]


def test_a_folder_of_another_repository_is_not_taken_for_one_of_this(tmp_path: Path) -> None:
    result = linted(tmp_path, flux("https://example.org/others/web"))
    assert not result.diagnostics
    (left,) = result.not_checked
    assert "as it is of another repository (example.org/others/web)" in left.why


def test_without_what_delivers_itself_no_repository_is_another_one(tmp_path: Path) -> None:
    texts = flux("https://example.org/others/web", SYNC.replace("clusters/prod", "clusters/dev"))
    found = told(linted(tmp_path, texts), tmp_path)
    assert [place[0] for place in found] == ["clusters/prod/apps.yaml"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://example.org/us.git", ["clusters/prod/web.yaml"]), ("https://example.org/you", [])],
)
def test_an_application_names_its_repository_itself(
    tmp_path: Path, url: str, expected: list[str]
) -> None:
    web = ARGO_CD.replace("https://example.org/us.git", url)
    texts = {**BASE, "clusters/prod/all.yaml": OF_APPS, "clusters/prod/web.yaml": web}
    result = linted(tmp_path, texts)
    assert [place[0] for place in told(result, tmp_path)] == expected
    assert len(result.not_checked) == (not expected)
