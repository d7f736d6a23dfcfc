"""Which pods a quota counts: those that are sure to end up in its namespace."""

from __future__ import annotations

import pytest

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.drill_admission import quota, web


def told(**files: str) -> list[str]:
    """Check files in folders of these names, and return what is said of quotas."""
    sources = [Source(f"{name.replace('__', '/')}.yaml", text) for name, text in files.items()]
    found = pipeline.check(sources, Settings(plugins=False)).diagnostics
    return [each.message for each in found if each.rule == "api-quota-exceeded"]


def placed(text: str, namespace: str) -> str:
    return text.replace("metadata: {name", f"metadata: {{namespace: {namespace}, name")


def test_pods_of_other_folders_count_where_all_say_their_namespace() -> None:
    one, other = web(name="one"), web(name="other")
    hard = quota("pods: 5")
    assert told(a__one=one, b__other=other, c__quota=hard) == []
    stated = [placed(each, "team") for each in (one, other, hard)]
    (words,) = told(a__one=stated[0], b__other=stated[1], c__quota=stated[2])
    assert words.startswith("some of the 6 pods of deployment/one, deployment/other can never")


def test_pods_beside_the_quota_count_wherever_both_are_applied() -> None:
    (words,) = told(a__web=web(), a__quota=quota("pods: 2"))
    assert words.startswith("1 of 3 pods of deployment/web can never be created")


def test_each_environment_has_a_quota_of_its_own() -> None:
    roomy, tight = quota("pods: 9"), quota("pods: 2")
    found = told(dev__web=web(), dev__quota=tight, prod__web=web(), prod__quota=roomy)
    assert ["1 of 3 pods" in each for each in found] == [True]


def test_of_copies_of_a_quota_nobody_knows_which_counts() -> None:
    hard = [placed(quota(f"pods: {number}"), "team") for number in (2, 9)]
    pods = placed(web(), "team")
    assert told(a__quota=hard[0], b__quota=hard[1], web=pods) == []


def test_the_tightest_of_several_quotas_is_named() -> None:
    both = quota("pods: 2", name="a") + quota("pods: 1", name="b")
    (words,) = told(web=web(), quota=both)
    assert "2 of 3 pods" in words
    assert "resourcequota/b allows 1 of pods" in words


@pytest.mark.parametrize(
    ("defaults", "missing"),
    [
        pytest.param(["1"], "2 of 3 pods", id="what one gives is requested"),
        pytest.param(["1", "600m"], "1 of 3 pods", id="of two the least is certain"),
        pytest.param(["1", "0"], "", id="where one gives nothing, nothing is"),
    ],
)
def test_what_several_limit_ranges_give_is_the_least_of_it(
    defaults: list[str], missing: str
) -> None:
    ranges = "".join(
        "apiVersion: v1\nkind: LimitRange\n"
        f"metadata: {{name: limits-{number}}}\n"
        f"spec: {{limits: [{{type: Container, defaultRequest: {{cpu: {cpu}}}}}]}}\n---\n"
        for number, cpu in enumerate(defaults)
    )
    found = told(web=web("resources: {}") + ranges + quota("requests.cpu: 1200m"))
    assert [words[: len(missing)] for words in found] == ([missing] if missing else [])
