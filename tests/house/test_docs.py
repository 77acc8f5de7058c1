"""What the documents say is what the program is."""

import re
from pathlib import Path

from pipeline import faq
from pipeline.catalogue import markdown
from pipeline.errors import REASONS
from pipeline.settings import AccountFacts, CaseSettings
from rules import catalogue

ROOT = Path(__file__).parents[2]


def test_the_page_of_findings_is_the_catalogue():
    assert (ROOT / "docs/findings.md").read_text("utf-8") == markdown()


def test_the_page_of_common_errors_is_the_data():
    assert (ROOT / "docs/faq.md").read_text("utf-8") == faq.markdown()


def test_both_readmes_name_every_setting():
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        for key in (*CaseSettings.model_fields, *AccountFacts.model_fields):
            assert key in text, (name, key)
        for kind in ("bank", "assisted", "consumer_finance", "microloan", "private"):
            assert f"`{kind}`" in text, (name, kind)


def test_both_readmes_name_every_finding_and_the_test_command():
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        assert "make test" in text and "make process" in text
        for rule in catalogue():
            assert rule.code in text, (name, rule.code)


def test_ci_runs_exactly_the_test_command():
    assert "make test" in (ROOT / ".ci/run").read_text("utf-8").splitlines()


def test_every_reason_has_a_sentence_and_a_remedy_in_both_languages():
    for code, reason in REASONS.items():
        assert all((reason.sentence.zh, reason.sentence.en, reason.remedy.zh, reason.remedy.en)), code


def test_locks_record_no_address():
    for lock in ROOT.glob("requirements*.lock"):
        assert not re.search(r"https?://|file:", lock.read_text("utf-8")), lock.name


def test_every_direct_dependency_is_explained():
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    names = re.findall(r'^    "([a-z0-9-]+)[><=]', project, re.MULTILINE)
    page = (ROOT / "docs/dependencies.md").read_text("utf-8")
    assert names and [name for name in names if name not in page] == []


def test_the_benchmark_still_loads():
    import bench.__main__  # noqa: F401
