"""What a card's statement itself says a missed minimum costs: a share of the unpaid part, a least and a highest amount.

Read only where it is plain: one share, one least amount in yuan; a scale of several shares, or one that rises when the
minimum is missed again, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipeline.extract.papertext import PaperText
from pipeline.extract.printed_rates import passages
from pipeline.records.evidence import Value
from pipeline.records.extraction import PenaltyTerms
from pipeline.records.reading import Cell, Page
from pipeline.values.money import parse_amount

_UNPAID = r"未(?:偿还|清偿|还清|缴清|还足|还|偿|缴)(?:的)?(?:部分|金额|款项|余额)?(?:的)?(?:金额)?(?:的)?"
_SHARE = re.compile(
    rf"最低(?:应)?还款额(?:的)?{_UNPAID}(?:[,，]?(?:按|以|收取|计收)?)?(?P<v>\d{{1,2}}(?:\.\d{{1,2}})?%)"
)
_AMOUNT = r"(?:人民币)?(?P<v>\d{1,5}(?:\.\d{1,2})?)(?=元)"
_LEAST = re.compile(rf"(?:最低|最少|至少|不低于|不少于|低于)(?:收取|收|为)?{_AMOUNT}")
_UP_TO = re.compile(
    rf"(?:不超过|小于等于|低于|≤){_AMOUNT}元?(?:\(含\))?[^。;；]{{0,30}}?"
    r"(?:按照?|收取|为)(?P<least>\d{1,4}(?:\.\d{1,2})?)(?=元)"
)
_HIGHEST = re.compile(rf"(?:最高|上限|封顶)(?:收取|不超过|为|按)?{_AMOUNT}")
_SCALE = re.compile(r"连续|再次|第二次|累计|首次|减免|优惠|由持卡人与|另行约定")
_BEFORE, _BEHIND = 140, 80


def penalty_terms(document: str, pages: Sequence[Page], table: Collection[int]) -> PenaltyTerms | None:
    """Return a statement's own price of a missed minimum in yuan, None where it prints none or no plain one.

    Args:
        document: Id of the paper.
        pages: Of the paper, without the lists beside its rows.
        table: Rows, by identity, of the table of transactions.
    """
    cells: list[tuple[Page, Cell]] = [cell for passage in passages(pages, set(table)) for cell in passage]
    if not cells:
        return None
    text = PaperText.of(document, cells)
    shares = [m for m in _SHARE.finditer(text.text) if "违约金" in text.text[max(0, m.start() - 200) : m.end() + 60]]
    if not shares or len({m["v"] for m in shares}) > 1:
        return None
    return _terms(text, shares[0])


def _terms(text: PaperText, share: re.Match[str]) -> PenaltyTerms | None:
    start, end = max(0, share.start() - _BEFORE), min(len(text.text), share.end() + _BEHIND)
    behind = re.split(r"[。●•]", text.text[share.end() : end])[0]
    if _SCALE.search(text.text[start : share.start()] + behind):
        return None
    percent = text.value(*share.span("v"), _percent)
    after = text.text[: share.end() + len(behind)]
    least = _LEAST.search(after, share.end())
    floor = text.value(*least.span("v"), parse_amount) if least else None
    if floor is None:
        # As a scale of two steps: up to so much a fixed amount, above it the share.
        steps = list(_UP_TO.finditer(text.text, start, share.start()))
        floor = text.value(*steps[-1].span("least"), parse_amount) if steps else None
    highest = _HIGHEST.search(after, share.end())
    cap: Value[int] | None = text.value(*highest.span("v"), parse_amount) if highest else None
    if percent is None or floor is None or (cap is not None and cap.value <= floor.value):
        return None
    return PenaltyTerms(percent, floor, cap)


def _percent(raw: str) -> int | None:
    """Return hundredths of a per cent."""
    whole, _, part = raw.rstrip("%").partition(".")
    return int(whole) * 100 + int((part + "00")[:2])
