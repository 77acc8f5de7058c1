"""Brief credit report, second generation: sections, lists and the grammar of account sentences.

Section := heading row, list*          (信用卡, 贷款, 其他业务, …)
List    := sub-heading "…明细如下：", sentence*
Sentence:= number? day institution action …   (see `_CARD`, `_LOAN`, `_LINE`)

A sentence that no rule matches goes to review and never vanishes.  Amounts are whole yuan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pipeline.extract.cells import split_at_blanks
from pipeline.extract.papertext import PaperText, page_cells
from pipeline.extract.rows import Doubt
from pipeline.records.evidence import Check, CheckKind, Precision, Value
from pipeline.records.reading import Cell, Page, Row
from pipeline.records.report import Report, ReportAccount, ReportStatus
from pipeline.values.dates import find_date, find_month, make_date
from pipeline.values.money import parse_amount
from pipeline.values.names import short_name
from pipeline.values.text import key

T = TypeVar("T")

_DAY = r"\d{4}年\d{1,2}月\d{1,2}[日口]"
_MONTH = r"\d{4}年\d{1,2}月"
_SUM = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?!\d|[-./:;·'|\\]+\d|,\d{1,3}(?!\d))"
"""A sum of whole yuan, all of it: of a misread 38.726 the 38 is none."""

_START = re.compile(
    rf"(?P<no>\d{{1,3}}[.、])?(?P<day>{_DAY})(?=[^,;。]{{4,80}}?(?:发放的|为[^,。]{{0,40}}?授信|办理的))"
)
_CARD = re.compile(
    rf"(?P<day>{_DAY})(?P<inst>[^,;。]{{4,80}}?)发放的(?P<type>准?贷记卡)\((?P<cur>[^,()]{{1,10}}?)账户"
    rf"(?:,卡片尾号[:：]?(?P<tail>\d{{3,8}}))?\)(?P<rest>.*)"
)
_LOAN = re.compile(
    rf"(?P<day>{_DAY})(?P<inst>[^,;。]{{4,80}}?)发放的(?P<sum>{_SUM})元\((?P<cur>[^()]{{1,10}}?)\)"
    rf"(?P<type>[^,。]{{2,40}}?),(?P<rest>.*)"
)
_LINE = re.compile(rf"(?P<day>{_DAY})(?P<inst>[^,;。]{{4,80}}?)为(?P<type>[^,。]{{2,40}}?)授信,(?P<rest>.*)")
_CURRENCIES = {
    "人民币": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "港币": "HKD",
    "港元": "HKD",
    "日元": "JPY",
    "英镑": "GBP",
    "澳大利亚元": "AUD",
}
_SECTIONS = {"信用卡": "credit_card", "贷款": "loan", "其他业务": "other"}
_OTHER_SECTIONS = frozenset(
    {
        "资产处置信息",
        "垫款信息",
        "相关还款责任信息",
        "非信贷交易记录",
        "公共记录",
        "查询记录",
        "信息概要",
        "信贷记录",
        "机构查询记录明细",
        "本人查询记录明细",
        "个人查询记录明细",
        "说明",
    }
)
_NOT_PARSED = frozenset({"资产处置信息", "垫款信息", "相关还款责任信息"})
"""Sections whose sentences are of other kinds: each goes to review as it stands."""

_OTHER_START = re.compile(
    rf"(?:\d{{1,3}}[.、])?(?<!截至){_DAY}(?=,(?!余额|贷款|融资)|以来|[^,;。]{{4,80}}?(?:接收债权|代偿))"
)
_FOOTER = re.compile(r"^第\d+页[,，]?共\d+页$")
_COUNT_ROWS = {
    "账户数": "all",
    "未结清/未销户账户数": "unsettled",
    "发生过逾期的账户数": "overdue",
    "发生过90天以上逾期的账户数": "overdue_90",
}
_COUNT_COLUMNS = ("credit_card", "housing", "loan", "other")


@dataclass(slots=True)
class _List:
    """Rows of one list of sentences."""

    section: str
    cells: list[tuple[Page, Cell]]


def extract_report(document: str, pages: Sequence[Page]) -> tuple[Report, list[Doubt]]:
    """Read a brief credit report.

    Returns:
        The report (its completeness is judged later, by `check`), and what was not understood.
    """
    text = PaperText.of(document, page_cells(pages))
    doubts: list[Doubt] = []
    accounts: list[ReportAccount] = []
    for group in _lists(pages):
        part = PaperText.of(document, group.cells)
        if group.section in _NOT_PARSED:
            doubts.extend(_not_parsed(part))
            continue
        starts = list(_START.finditer(part.text))
        lead = part.text[: starts[0].start()] if starts else part.text
        if lead and not re.fullmatch(r"(?:\d{1,3}[.、])*", lead):
            page, cell, _, _ = part.pieces(0, len(lead))[0]
            doubts.append(Doubt("unparsed_sentence", page, cell, part.raw(0, len(lead))))
        for order, start in enumerate(starts):
            end = starts[order + 1].start() if order + 1 < len(starts) else len(part.text)
            sentence = part.slice(start.start(), end)
            account = _account(document, len(accounts), group.section, sentence)
            if account is None:
                page, cell, _, _ = sentence.pieces(0, len(sentence.text))[0]
                doubts.append(Doubt("unparsed_sentence", page, cell, sentence.raw(0, len(sentence.text))))
            else:
                accounts.append(account)
    number = _header(text, r"报告编号[:：]?(?P<v>\d{14,30}?)(?=报告时间|查询时间|\D|$)", str)
    reported = _header(text, r"报告时间[:：]?(?P<v>\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?)", _date)
    number, reported = _number_tells_time(number, reported)
    report = Report(
        document=document,
        number=number,
        reported_on=reported,
        name=_words(text, r"姓名[:：]?(?P<v>[\u4e00-\u9fff*·]{2,12}?)(?=证件|身份证|婚姻|$)"),
        id_tail=_header(text, r"证件号码?[:：]?(?P<v>[\dx*]{8,18})", _tail),
        counts=_counts(document, pages),
        accounts=tuple(accounts),
    )
    return report, doubts


def _not_parsed(part: PaperText) -> Iterator[Doubt]:
    """Yield a doubt for each sentence of a section that has no grammar."""
    found = [match.start() for match in _OTHER_START.finditer(part.text)]
    starts = [0, *(start for start in found if start > 0)]
    for start, end in zip(starts, [*starts[1:], len(part.text)], strict=True):
        if start == 0 and re.fullmatch(r"(?:\d{1,3}[.、])*", part.text[start:end]):
            continue
        page, cell, _, _ = part.pieces(start, end)[0]
        yield Doubt("unparsed_sentence", page, cell, part.raw(start, end))


def _date(raw: str) -> date | None:
    found = find_date(raw.replace("口", "日"))
    return found[0] if found else None


def _tail(raw: str) -> str | None:
    tail = raw[-4:].upper()
    return tail if "*" not in tail and len(tail) == 4 else None


def _yuan(raw: str) -> int | None:
    return parse_amount(raw, decimals=False)


def _month(raw: str) -> date | None:
    month = find_month(raw)
    return make_date(month[0], month[1], 1) if month else None


def _header(text: PaperText, pattern: str, parse: Callable[[str], T | None]) -> Value[T] | None:
    match = re.search(pattern, text.text)
    return text.value(match.start("v"), match.end("v"), parse) if match else None


def _words(text: PaperText, pattern: str) -> Value[str] | None:
    match = re.search(pattern, text.text)
    return text.words(match.start("v"), match.end("v")) if match else None


def _number_tells_time(
    number: Value[str] | None, reported: Value[date] | None
) -> tuple[Value[str] | None, Value[date] | None]:
    """Check report time against report number, whose first digits repeat it; a difference only warns."""
    if number is None or reported is None or len(number.value) != 22:
        return number, reported
    if number.value[:8] != f"{reported.value:%Y%m%d}":
        return number, reported
    return (
        number.checked(Check(CheckKind.ARITHMETIC, True, "报告时间")),
        reported.checked(Check(CheckKind.ARITHMETIC, True, "报告编号")),
    )


def _lists(pages: Sequence[Page]) -> list[_List]:
    """Cut the pages into lists of sentences by heading rows; page footers belong to nothing."""
    result: list[_List] = []
    section: str | None = None
    open_list = False
    for page in pages:
        for row in page.grid.rows:
            text = key(row.text)
            if _FOOTER.match(text):
                continue
            if text in _SECTIONS and len(row.cells) == 1:
                section, open_list = _SECTIONS[text], False
            elif any(text.startswith(word) and len(text) <= len(word) + 2 for word in _OTHER_SECTIONS):
                section = next((word for word in _NOT_PARSED if text.startswith(word)), None)
                open_list = False
            elif section is not None and "明细如下" in text:
                result.append(_List(section, []))
                open_list = True
            elif section is not None:
                if not open_list:
                    if section not in _NOT_PARSED and not _START.search(text):
                        continue
                    result.append(_List(section, []))
                    open_list = True
                result[-1].cells.extend((page, cell) for cell in row.cells)
    return [group for group in result if group.cells]


def _account(document: str, ordinal: int, section: str, text: PaperText) -> ReportAccount | None:
    """Parse one sentence; None where no rule of the grammar fits it whole."""
    start = _START.match(text.text)
    offset = start.start("day") if start else 0
    body = text.text[offset:]
    for kind, pattern in (("card", _CARD), ("line", _LINE), ("loan", _LOAN)):
        match = pattern.fullmatch(body)
        if match:
            return _build(document, ordinal, section, kind, text, offset, match)
    return None


def _build(
    document: str, ordinal: int, section: str, rule: str, text: PaperText, offset: int, match: re.Match[str]
) -> ReportAccount | None:
    rest_start = offset + match.start("rest")
    rest = match.group("rest")

    def group(name: str, parse: Callable[[str], T | None], precision: Precision = Precision.EXACT) -> Value[T] | None:
        if name not in match.re.groupindex or match.group(name) is None:
            return None
        return text.value(offset + match.start(name), offset + match.end(name), parse, precision=precision)

    def find(pattern: str, parse: Callable[[str], T | None], precision: Precision = Precision.EXACT) -> Value[T] | None:
        found = re.search(pattern, rest)
        if found is None:
            return None
        return text.value(rest_start + found.start("v"), rest_start + found.end("v"), parse, precision=precision)

    opened = group("day", _date)
    institution = text.words(offset + match.start("inst"), offset + match.end("inst"))
    if opened is None or institution is None:
        return None
    status = _status(text, rest_start, rest)
    if status is None:
        return None
    balance = find(rf"(?<!分期)(?:透支余额|余额)为?(?P<v>{_SUM})", _yuan, Precision.YUAN) or find(
        rf"已使用额度(?P<v>{_SUM})", _yuan, Precision.YUAN
    )
    overdue_now = find(r"当前(?P<v>[无有])逾期", lambda raw: {"有": True, "无": False}.get(raw))
    tail = group("tail", lambda raw: raw)
    whole = text.words(0, len(text.text))
    assert whole is not None  # noqa: S101  a sentence has text
    currency = _CURRENCIES.get(match.groupdict().get("cur") or "人民币", match.groupdict().get("cur") or "CNY")
    return ReportAccount(
        document=document,
        ordinal=ordinal,
        printed_no=re.sub(r"\D", "", match_number(text)),
        section=section,
        kind="credit_card" if rule == "card" else "loan",
        institution=institution,
        issuer=short_name(institution.value),
        revolving=rule == "line",
        currency=currency,
        tail=tail,
        opened_on=opened,
        loan_type=match.group("type"),
        amount=group("sum", _yuan, Precision.YUAN),
        credit_limit=find(rf"信用额度(?P<v>{_SUM})", _yuan, Precision.YUAN),
        balance=balance,
        status=status,
        data_as_of=find(rf"截至(?P<v>{_MONTH})", _month, Precision.MONTH),
        closed_on=find(rf"(?P<v>{_MONTH})(?:已结清|销户|已销户|已转出)", _month, Precision.MONTH),
        overdue_now=overdue_now,
        overdue_months=find(r"最近5年内有(?P<v>\d+)个月(?:处于逾期状态|透支超过60天)", _integer),
        overdue_90=find(r"其中(?P<v>\d+)个月(?:逾期|透支)超过90天", _integer),
        sentence=whole,
    )


def match_number(text: PaperText) -> str:
    """Return the number printed before a sentence, "" where there is none."""
    start = _START.match(text.text)
    return (start.group("no") or "") if start else ""


def _integer(raw: str) -> int | None:
    return int(raw) if raw.isdigit() else None


_STATUS_WORDS: tuple[tuple[str, ReportStatus], ...] = (
    (r"已变成呆账|呆账", ReportStatus.BAD_DEBT),
    (r"已?销户", ReportStatus.CLOSED),
    (r"已转出", ReportStatus.TRANSFERRED),
    (r"已结清", ReportStatus.SETTLED),
    (r"尚未激活", ReportStatus.INACTIVE),
    (r"冻结", ReportStatus.FROZEN),
    (r"止付", ReportStatus.STOPPED),
    (r"当前有逾期", ReportStatus.OVERDUE),
    (r"当前无逾期", ReportStatus.ACTIVE),
    (rf"(?:已使用额度|余额)为?(?:{_SUM})", ReportStatus.ACTIVE),
)


def _status(text: PaperText, start: int, rest: str) -> Value[ReportStatus] | None:
    """Return what the sentence says of the account's state; 未结清 is never read as 结清."""
    for pattern, status in _STATUS_WORDS:
        found = re.search(rf"(?<!未){pattern}" if status is ReportStatus.SETTLED else pattern, rest)
        if found:
            words = text.words(start + found.start(), start + found.end())
            if words is None:
                return None
            return Value(status, words.evidence, words.checks)
    return None


def _counts(document: str, pages: Sequence[Page]) -> tuple[tuple[str, str, Value[int]], ...]:
    """Read the summary table's counts; the text beside the table stands right of them and is left alone."""
    result: list[tuple[str, str, Value[int]]] = []
    seen: set[str] = set()
    for page in pages:
        for row in page.grid.rows:
            name = _count_row(row)
            if name is None or name in seen:
                continue
            cells: list[Cell] = []
            for cell in row.cells[1:]:
                for piece in split_at_blanks(cell):
                    if re.fullmatch(r"\d+|-{1,2}|—{1,2}", piece.text.strip()):
                        cells.append(piece)
                    else:
                        break
            if len(cells) < len(_COUNT_COLUMNS):
                continue
            seen.add(name)
            for column, cell in zip(_COUNT_COLUMNS, cells, strict=False):
                text = PaperText.of(document, [(page, cell)])
                value = text.value(0, len(text.text), lambda raw: 0 if not raw.strip("-—") else _integer(raw))
                if value is not None:
                    result.append((name, column, value))
    return tuple(result)


def _count_row(row: Row) -> str | None:
    return _COUNT_ROWS.get(key(row.cells[0].text)) if len(row.cells) >= 2 else None
