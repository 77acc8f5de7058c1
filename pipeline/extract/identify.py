"""What kind of paper is it, and whose: all candidates scored with reasons; a tie goes to review."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.cells import amount_in, first_token_is_date
from pipeline.extract.heads import names_columns
from pipeline.extract.layouts import layouts
from pipeline.extract.letter import speaks_of_settlement
from pipeline.extract.letter_own import is_own_paper
from pipeline.extract.letter_words import LETTER_TITLE
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.marks import MARKS
from pipeline.extract.report_forms import advertises, holds_report, speaks_of_reports
from pipeline.extract.report_full_forms import is_full, rather_full
from pipeline.extract.sheet_table import ends_of
from pipeline.extract.split import letter_titles
from pipeline.extract.table import data_rows
from pipeline.extract.wallet import wallet_of
from pipeline.records.evidence import Origin
from pipeline.records.extraction import DocType
from pipeline.records.reading import Page, Row
from pipeline.values.money import parse_amount
from pipeline.values.names import find_issuer
from pipeline.values.text import is_chinese, key

MARGIN = 0.15
"""Two candidates closer than this are a tie."""

THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A type with its score 0..1 and the words that speak for it."""

    type: DocType
    score: float
    reasons: tuple[str, ...]


_TITLE_ROWS = 8


_TITLE_LINES = 3
_TITLE_LENGTH = 40
_NOT_OURS = re.compile(
    r"公积金|社会保险|社保|养老|医疗保险|医保|企业年金|燃气|供水|水费|电费|供电|电力|物业|租赁|租房|房屋|劳动|工资|薪酬|货款"
    r"|存款证明|担保合同|保证合同|抵押|质押|证券|股票|基金|理财|保单|发票|话费|宽带"
)
"""What the first lines of papers say that are none of ours, whatever figures they hold."""
_OURS = re.compile(r"信用卡|贷记卡|银行|贷款|借款|消费金融|小额贷款|小贷|信用报告")


def candidates(pages: Sequence[Page], lexicon: Lexicon) -> list[Candidate]:
    """Score every type a paper may have, best first."""
    wallet = wallet_of(pages)
    if wallet is not None:
        return [Candidate(DocType.BANK_STATEMENT, 1.0, (wallet,))]
    pages = ends_of(pages)
    rows = [row for page in pages for row in page.grid.rows]
    # A card's 应还款明细 is what is due, not what was paid.
    head = "\n".join(key(row.text) for row in rows[:_TITLE_ROWS]).replace("应还款明细", "").replace("需还款明细", "")
    body = "".join(key(row.text) for row in rows).replace("应还款明细", "").replace("需还款明细", "")
    title = "".join(key(row.text) for row in rows[:_TITLE_LINES] if not _is_entry(row))
    if _NOT_OURS.search(title) and not _OURS.search(title):
        return [Candidate(DocType.OTHER, 1.0, (title[:20],))]
    if speaks_of_reports(pages):
        return [Candidate(DocType.OTHER, 1.0, ("个人信用报告",))]
    shapes = _shapes(pages, lexicon)
    head, body = (_NO_BALANCE.sub("无欠款证明", text) for text in (head, body))
    headed = _heads_letter(rows)
    titled = any(letter_titles(page) for page in pages)
    marked = headed or _is_message(rows) or any(key(mark) in body for mark in MARKS[DocType.SETTLEMENT_LETTER])
    settles = marked and speaks_of_settlement(pages)
    result = []
    for kind, marks in MARKS.items():
        score = 0.0
        reasons = []
        for mark, weight in marks.items():
            if key(mark) in head:
                score += 2 * weight
                reasons.append(mark)
            elif key(mark) in body:
                score += weight
                reasons.append(mark)
        if kind is DocType.SETTLEMENT_LETTER and score and not settles:
            # A paper that promises a letter (可申请结清证明) is none; one that has its title may say what is not.
            score *= 1.0 if titled else 0.3
        if kind is DocType.SETTLEMENT_LETTER and settles and (headed or _is_message(rows)):
            score = max(score, 1.0)  # its title and its words together, whichever of the many titles it bears
            reasons.append("已结清")
        if (titled and settles and kind in _NAMED_IN_LETTERS) or (headed and kind is DocType.LOAN_CONTRACT):
            score = min(score, 0.3)  # a letter names contract, list and plan of what it settles
        if kind is DocType.BANK_STATEMENT and "信用卡" in title:
            score -= 0.5  # a card's own list may be headed 本币账户交易明细
        if (kind is DocType.CREDIT_REPORT_BRIEF and score and not holds_report(pages)) or (
            kind is DocType.CREDIT_REPORT_FULL and (advertises(pages) or reasons == ["个人信用报告"])
        ):
            score = 0.0  # it speaks of credit reports, and is none
        if (kind is DocType.CREDIT_REPORT_BRIEF and rather_full(body)) or (
            kind is DocType.CREDIT_REPORT_FULL and not is_full(body)
        ):
            score = 0.0  # a report of the other form
        if kind is DocType.LOAN_CONTRACT and shapes:
            score -= 0.5  # a list of dated rows names its contract; a contract's key page has none
        if kind in shapes:
            score += shapes[kind]
            reasons.append("交易明细")
        elif kind is DocType.CARD_STATEMENT and score < 1.0:
            score *= 0.5  # a letter about a card names the card's words, but lists no rows
        if reasons and score > 0:
            result.append(Candidate(kind, min(score / 1.2, 1.0), tuple(reasons)))
    return sorted(result, key=lambda c: (-c.score, c.type.value))


_NO_BALANCE = re.compile(r"无(?!法)[^,。;]{0,6}余额证明")
_MESSAGE = re.compile(r"【[^】]{2,16}】.*[您你].*(?:结清|还清|清偿)")
"""A short message of a lender about what its customer paid."""


def _heads_letter(rows: Sequence[Row]) -> bool:
    """Whether a paper's first lines are a settlement letter's title."""
    cells = [cell for row in rows[:_TITLE_ROWS] for cell in row.cells]
    return any(len(key(cell.text)) <= _TITLE_LENGTH and LETTER_TITLE.fullmatch(key(cell.text)) for cell in cells)


def _is_message(rows: Sequence[Row]) -> bool:
    return bool(rows) and _MESSAGE.match("".join(key(row.text) for row in rows[:_TITLE_ROWS])) is not None


_NAMED_IN_LETTERS = frozenset(
    {DocType.LOAN_CONTRACT, DocType.LOAN_STATEMENT, DocType.REPAYMENT_PLAN, DocType.PAYMENT_RECEIPT, DocType.OFFER}
)


def own_paper(pages: Sequence[Page], ranked: Sequence[Candidate]) -> bool:
    """Whether what would be taken for a settlement letter is the person's own paper about one."""
    return bool(ranked) and ranked[0].type is DocType.SETTLEMENT_LETTER and is_own_paper(pages)


_NAMES_ONE = re.compile(r"(?:证明|确认|说明|通知|凭证|函)书?$")
_SETTLING = re.compile(r"结清|还清|清偿|偿清|付清|付讫|欠款")


def names_settlement(pages: Sequence[Page]) -> Row | None:
    """Return the line of a paper headed as a certificate that speaks of a settlement, None where there is none."""
    rows = [row for page in pages for row in page.grid.rows]
    if not any(_NAMES_ONE.search(key(row.text)) for row in rows[:_TITLE_LINES]):
        return None
    return next((row for row in rows if _SETTLING.search(key(row.text))), None)


def _is_entry(row: Row) -> bool:
    """Whether a row is one of a list: a day and an amount in cells of their own."""
    return any(first_token_is_date(cell.text) for cell in row.cells) and any(amount_in(c.text) for c in row.cells)


_SPLIT = frozenset({"principal", "loan_interest", "penalty_interest", "remaining"})


def _shapes(pages: Sequence[Page], lexicon: Lexicon) -> dict[DocType, float]:
    """Return what the tables' own heads speak for: a running balance, parts of a payment, instalments to come."""
    if not any(data_rows(page, lexicon) for page in pages):
        return {}
    roles: set[str] = set()
    for page in pages:
        for row in page.grid.rows:
            if names_columns(row, lexicon):
                roles |= {role for cell in row.cells if (role := lexicon.column(cell.text)) is not None}
    if len(roles & _SPLIT) >= 2:
        due, paid = "due_on" in roles, bool(roles & {"paid_on", "paid", "posted_on", "traded_on"})
        return {
            DocType.REPAYMENT_PLAN: 0.5 if due and not paid else 0.3 if due else 0.0,
            DocType.LOAN_STATEMENT: 0.5 if paid and not due else 0.3 if paid else 0.0,
        }
    # A card's download (ICBC) has two days and two pairs of amounts; a debit account's the pairs and one day.
    paired = {"balance", "traded_on", "posted_on", "trade_in", "amount_in"} <= roles
    if paired or ("balance" in roles and any(_owed(page, lexicon) for page in pages)):
        return {DocType.CARD_STATEMENT: 0.8, DocType.BANK_STATEMENT: 0.1}
    if "balance" in roles:
        return {DocType.BANK_STATEMENT: 0.4, DocType.LOAN_STATEMENT: 0.1}
    return {DocType.CARD_STATEMENT: 0.3, DocType.BANK_STATEMENT: 0.1, DocType.LOAN_STATEMENT: 0.1}


def _owed(page: Page, lexicon: Lexicon) -> bool:
    """Whether a list's balances are below nought nearly all: no debit account, a card whose debt has a minus (ICBC)."""
    head = next((row for row in page.grid.rows if names_columns(row, lexicon)), None)
    places = {cell.column for cell in head.cells if lexicon.column(cell.text) == "balance"} if head else set()
    if page.origin is not Origin.STRUCTURED or None in places:
        return False
    cells = [cell.text for row in page.grid.rows for cell in row.cells if cell.column in places]
    held = [value for text in cells if (value := parse_amount(text)) is not None]
    return len(held) > 0 and sum(value < 0 for value in held) > 0.8 * len(held)


_LEAST_TEXT = 40
_HAN_SHARE = 0.05
_ENGLISH = re.compile(r"\b(?:the|and|of|your|account|date|balance|statement|payment|to|for|is|amount)\b", re.IGNORECASE)


def is_foreign(pages: Sequence[Page]) -> bool:
    """Whether a paper is written in neither Chinese nor English: almost no Chinese, and few of the commonest words."""
    text = " ".join(row.text for page in pages for row in page.grid.rows)
    letters = [c for c in text if c.isalpha()]
    if len(letters) < _LEAST_TEXT:
        return False
    han = sum(is_chinese(c) for c in letters) / len(letters)
    kana = sum("\u3040" <= c <= "\u30ff" or "\uac00" <= c <= "\ud7af" for c in letters) / len(letters)
    words = len(re.findall(r"[^\W\d_]{2,}", text))
    return kana > _HAN_SHARE or (han < _HAN_SHARE and len(_ENGLISH.findall(text)) < 0.06 * words)


_LAST_ROWS = 6
_HEAD_ROWS = 40
_DOWNLOADS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("工商银行", "明细查询文件下载", frozenset({"摘要", "交易场所", "余额"})),
    ("中信银行", "本期账单明细(", frozenset({"交易描述", "卡末四位", "交易币种", "结算币种", "交易金额", "结算金额"})),
    ("浦发银行", "", frozenset({"顺序号", "交易日期", "存入金额", "取出金额", "交易对手名称", "交易对手账号", "附言"})),
    ("招商银行", "", frozenset({"记账日期", "货币", "交易金额", "联机余额", "交易摘要", "对手信息"})),
)
"""Banks' downloads that do not name the bank: their title and columns, which no other's have."""
_CARD_OF = re.compile(r"(?:^|[^\u4e00-\u9fff])([\u4e00-\u9fff]{2,4})信用卡")
_ELSEWHERE = re.compile(r"还款|转账|收款|付款|开户|对方|代扣|自动")


def issuer_of(pages: Sequence[Page], kind: DocType) -> str | None:
    """Return the short name of who made a statement: title first, then marker words, then the most named bank."""
    rows = [row for page in pages for row in page.grid.rows]
    for row in rows[:_TITLE_ROWS]:
        if len(row.cells) <= 2 and re.search(r"账单|帳單|statement|流水|明细", key(row.text)):
            named = find_issuer(row.text)
            if named:
                return named
    first = rows[0] if rows else None
    if first is not None and len(first.cells) == 1 and first.text.isascii() and (bank := find_issuer(first.text)):
        return bank  # China Construction Bank
    for row in rows[:_TITLE_ROWS]:
        card = _CARD_OF.search(key(row.text)) if len(row.cells) <= 2 else None
        if card and (bank := find_issuer(f"{card.group(1)}银行")):
            return bank
    body = "".join(key(row.text) for row in rows if len(row.cells) <= 2)
    for issuer, title, labels in _DOWNLOADS:
        titled = not title or any(key(row.text).startswith(title) for row in rows[:_TITLE_ROWS])
        if titled and any(labels <= {key(cell.text) for cell in row.cells} for row in rows[:_HEAD_ROWS]):
            return issuer
    for issuer, layout in layouts().items():
        if any(key(marker) in body for marker in layout.markers):
            return issuer
    # Elsewhere a bank may be a payee, a merchant or where money came from: only the first and last lines count.
    for row in (*rows[:_TITLE_ROWS], *rows[-_LAST_ROWS:]):
        match = re.search(r"[\u4e00-\u9fff]{2,12}(?:银行|信用社|农信)", key(row.text))
        if match and len(row.cells) <= 2 and not _ELSEWHERE.search(key(row.text)):
            return find_issuer(match.group(0)) or match.group(0)
    return None
