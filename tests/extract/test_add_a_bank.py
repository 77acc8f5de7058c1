"""The bank that CONTRIBUTING.md adds: its YAML and its golden, as they stand there, put to work."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

from pipeline.extract import layouts
from pipeline.extract.check import check_record
from pipeline.values.yaml import load_yaml
from tests.acceptance.reader import read_file
from tests.golden.by_hand_goldens import parse
from tests.golden.golden import Golden, shown

PAGE = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text("utf-8")


def block(name: str) -> str:
    (found,) = re.findall(rf"^ *```yaml {name}\n(.*?)^ *```$", PAGE, re.MULTILINE | re.DOTALL)
    return textwrap.dedent(found)


@pytest.fixture
def issuer_files(monkeypatch: pytest.MonkeyPatch):
    """Put more layout files beside those that ship."""
    shipped = layouts._files()

    def add(*files: tuple[str, str]) -> None:
        monkeypatch.setattr(layouts, "_files", lambda: [*shipped, *files])
        layouts.layouts.cache_clear()

    yield add
    monkeypatch.undo()
    layouts.layouts.cache_clear()


def read(golden: Golden) -> list[dict[str, Any]]:
    papers = read_file(golden.file, golden.make())
    papers = [
        paper.with_records([check_record(r) for r in paper.records], document=paper.document, notes=paper.notes)
        if paper.records
        else paper
        for paper in papers
    ]
    return [shown(paper, like) for paper, like in zip(papers, golden.expected()["papers"], strict=True)]


def test_the_bank_is_read_exactly_with_its_yaml_and_not_without(issuer_files) -> None:
    golden = parse(block("golden"), "CONTRIBUTING.md")
    truth = golden.expected()["papers"]
    assert read(golden) != truth
    text = block("layout")
    issuer_files((f"{load_yaml(text, 'CONTRIBUTING.md')['issuer']}.yaml", text))
    assert read(golden) == truth


def test_each_line_of_the_yaml_is_needed(issuer_files) -> None:
    """An example shows nothing that does nothing."""
    golden = parse(block("golden"), "CONTRIBUTING.md")
    truth = golden.expected()["papers"]
    whole = load_yaml(block("layout"), "CONTRIBUTING.md")
    layout = layouts.parse(block("layout"), "CONTRIBUTING.md")
    for member in whole.keys() - {"issuer", "signs"}:
        empty = type(layout).model_fields[member].default
        issuer_files()
        layouts.layouts()[layout.issuer] = layout.model_copy(update={member: empty})
        assert read(golden) != truth, member
