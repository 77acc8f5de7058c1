"""Every figure of a draft stands in a paper or in the finding's own calculation, and none is unverified."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Iterator

import docx
import pytest

from pipeline.extract.fields import iter_values
from pipeline.output.drafts import drafts
from pipeline.records.case import Case
from pipeline.records.decision import Decisions
from pipeline.records.evidence import Value
from pipeline.records.finding import Finding
from pipeline.values.text import key
from rules import run_all, tables
from tests.acceptance.reader import judge, read_paper
from tests.acceptance.world_verdict import AS_OF
from tests.drawn.worlds import draw_world

_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_DAY = re.compile(r"(\d{4})[-年](\d{1,2})[-月](\d{1,2})日?")
_MONTH = re.compile(r"(\d{4})[-年](\d{1,2})月?")
_COUNTING = re.compile(
    r"(?m)^“?\d{1,2}[.、]|（\d{1,2}）|第 [\d、]+ 项|第 [\d、]+ 页|图\d{1,2}|就第 \d+ 项|账户\d{1,3}|"
    r"第[一二三四五六七八九十百零]+条|银?[〔（]?令?〔?\d{4}〕?第?\d+号"
)
"""What numbers paragraphs, pages, pictures and laws."""
_OF_LAW = {"20", "30", "5", "15"}
"""Days and years that the law itself names."""


def texts_of(data: bytes) -> Iterator[str]:
    """Yield the paragraphs and cells of a Word file."""
    file = docx.Document(io.BytesIO(data))
    yield from (paragraph.text for paragraph in file.paragraphs)
    for table in file.tables:
        yield from (cell.text for row in table.rows for cell in row.cells)


def figures(text: str) -> set[str]:
    """Return the figures of a text: days as ISO, months, numbers without commas and without trailing zeros."""
    text = _COUNTING.sub(" ", text)
    found = set()
    for pattern in (_DAY, _MONTH):
        for match in pattern.finditer(text):
            found.add("-".join(f"{int(part):02d}" for part in match.groups()))
        text = pattern.sub(" ", text)
    return found | {_number(match.group()) for match in _FIGURE.finditer(text)}


def _number(text: str) -> str:
    plain = text.replace(",", "")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def known_figures(case: Case, findings: list[Finding]) -> set[str]:
    """Return the figures that a draft may show: of evidence, calculations, the papers' own names, the law."""
    result = set(_OF_LAW) | {"0"}
    for finding in findings:
        sides = [side.zh for side in (finding.observed, finding.expected) if not isinstance(side, int | None)]
        for text in (*(step.zh for step in finding.calculation), *(e.text for e in finding.evidence), *sides):
            result |= figures(text)
        result |= {figure[:7] for figure in result if re.fullmatch(r"\d{4}-\d\d-\d\d", figure)}
        for basis in finding.basis:
            result |= figures(f"{basis.title}{basis.article}{basis.text.zh}")
        money = (finding.observed, finding.expected, finding.difference)
        result |= {_number(f"{fen / 100:.2f}") for fen in money if isinstance(fen, int)}
        for value in _identifying(case, finding):
            assert value.verified, f"{value.value} of {finding.code} is not verified"
            result |= figures(value.evidence.text) | figures(str(value.value))
            if isinstance(value.value, int) and not isinstance(value.value, bool):
                result.add(_number(f"{value.value / 100:.2f}"))
    return result


def _identifying(case: Case, finding: Finding) -> Iterator[Value]:  # type: ignore[type-arg]
    """Yield what names the papers and the account that a finding speaks of."""
    documents = {one.document for one in finding.evidence}
    for item in case.letters:
        if item.letter.document in documents:
            letter = item.letter
            named = (letter.serial, letter.issued_on, letter.settled_on, letter.as_of, letter.contract_no)
            yield from (value for value in (*named, letter.account_tail, letter.opened_on) if value is not None)
    for link in case.report_accounts:
        if link.account == finding.account and link.entry.document in documents:
            yield from (value for _, value in iter_values(link.report) if value.field.rsplit("|", 1)[-1] in _HEAD)
            entry = link.entry
            mine = (entry.opened_on, entry.amount, entry.credit_limit, entry.tail, entry.sentence, entry.account_no)
            state = (entry.data_as_of, entry.balance, entry.overdue_amount, entry.overdue_periods, entry.closed_on)
            yield from (value for value in (*mine, *state) if value is not None)


_HEAD = ("number", "reported_on")


def strangers(case: Case, findings: list[Finding], data: bytes) -> set[str]:
    """Return the figures of a draft that none of its findings accounts for."""
    allowed = known_figures(case, findings)
    account = next((a for a in case.accounts if a.id == findings[0].account), None)
    if account is not None:
        allowed |= figures(account.identifier)
        if account.opened_on is not None:
            allowed.add(account.opened_on.value.isoformat())
    allowed |= {tail.value for link in case.report_accounts if (tail := link.report.id_tail) is not None}
    return {figure for text in texts_of(data) for figure in figures(text) if figure not in allowed}


@pytest.mark.parametrize("number", range(12))
def test_every_figure_of_a_draft_is_accounted_for(number: int) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}/{number}")
    drawn = (draw_world(seed, number * 100 + n, plants=3) for n in range(100))
    world = next(one for one in drawn if one.expected)
    case, judged = judge({name: read_paper(name, data) for name, data in world.files.items()}, AS_OF)
    made = drafts(case, judged.findings, Decisions(), {})
    assert made.files
    for path, data in made.files.items():
        mine = [f for f in judged.findings if path in (made.requests.get(f.id), made.providers.get(f.id))]
        assert mine and not any(f.needs_review for f in mine)
        assert strangers(case, mine, data) == set(), (path, [key(t) for t in texts_of(data)][:4])


def test_a_figure_out_of_the_air_is_noticed() -> None:
    """The test itself can fail: a draft with one more figure."""
    world = draw_world(12, 3, plants=3)
    case, _ = judge({name: read_paper(name, data) for name, data in world.files.items()}, AS_OF)
    found = list(run_all(case, tables()).findings)
    made = drafts(case, found, Decisions(), {})
    path, data = next(iter(made.files.items()))
    file = docx.Document(io.BytesIO(data))
    file.add_paragraph("另有 8,765.43 元")
    out = io.BytesIO()
    file.save(out)
    mine = [f for f in found if path in (made.requests.get(f.id), made.providers.get(f.id))]
    assert strangers(case, mine, out.getvalue()) == {"8765.43"}
