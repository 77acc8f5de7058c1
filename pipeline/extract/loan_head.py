"""What a loan's papers say above their table, and what a contract's key page says: number, amount, rate, days."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pipeline.extract.papertext import PaperText
from pipeline.extract.people import find_name
from pipeline.extract.rate_words import FIGURE
from pipeline.extract.rate_words import parse_rate as parse_printed_rate
from pipeline.extract.table import Table
from pipeline.extract.units import named_currency
from pipeline.records.evidence import Check, CheckKind, Value
from pipeline.records.loan import Contract
from pipeline.records.reading import Page
from pipeline.values.dates import first_day
from pipeline.values.money import UNIT, names_other_unit, parse_capitals, parse_sum, unit_of
from pipeline.values.names import short_name
from pipeline.values.text import is_chinese, key

T = TypeVar("T")

_SEP = r"(?:[:：]|为|\s|/)*"
DAY = r"(?P<v>\d{4}(?:年|[-./])\d{1,2}(?:月|[-./])\d{1,2}日?|\d{8})"
_CAPITAL = "零〇壹贰貳叁參肆伍陆陸柒捌玖拾佰仟万萬亿億元圆圓角分整正"
AMOUNT = (
    rf"(?:人民币|rmb|cny|￥|¥|\(?[大小]写\)?|\(元\)|:|[{_CAPITAL}]{{3,40}}[(,，;；]+|\()*"
    rf"(?P<v>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d{{1,6}})?{UNIT}?)"
    r"元?(?!\d|[.,]\d|[%‰]|期|个月|[十百千万萬亿億分角美港欧英日澳加])"
)
"""An amount with its unit, where that is printed; 人民币陆万元整(¥60,000.00) gives the figure in brackets."""
RATE = (
    r"(?:\([^()\d月日天]*\)|[:：为是]|固定|单利|执行)*(?P<v>\d{1,2}(?:\.\d{1,4})?)%"
    r"(?!\s*(?:[)）]?\s*(?:加|减|\+|-|上浮|下浮))|\(?(?:[/每]\(?)?(?:日|月|天))"
)
"""A rate that stands right behind its label; one that is only a part of it (LPR 3.65%加350基点) is none, nor is one by
month or day (1.2%/月)."""
NUMBER = r"(?P<v>[a-z0-9][a-z0-9\-_/〔〕\[\]()第号]{4,40}?)(?=[^a-z0-9\-_/〔〕\[\]()第号]|$)"

_CLAUSE_NUMBER = re.compile(r"第[一二三四五六七八九十百\d]{1,4}[条款项]$")
_OTHER_THING = re.compile(r"最高|授信|罚息|逾期|可用|剩余")
"""Words before a label that make it another thing: 最高借款金额, 逾期罚息年利率."""

CONTRACT_NO = (
    *("借款合同编号", "贷款合同编号", "借款合同号", "贷款合同号", "合同编号", "合同号", "协议编号"),
    *("借据编号", "借据号", "贷款编号", "contractno.", "loanno."),
)
LOAN_AMOUNT = ("借款金额", "贷款金额", "借款本金", "贷款本金", "放款金额", "发放金额", "合同金额", "借款总额")
RATE_LABELS = ("借款年利率", "贷款年利率", "年利率", "年化利率", "执行利率", "借款利率", "贷款利率")
_OPENED = ("放款日期", "放款日", "发放日期", "借款日期", "借款日", "起息日", "贷款起始日", "借款起始日", "贷款发放日")
_DUE = ("到期日", "贷款到期日", "借款到期日", "到期日期")
_PRINTED = ("打印日期", "打印时间", "出具日期", "查询日期", "生成日期", "生成时间")
_LENDERS = ("贷款人(乙方)", "乙方(贷款人)", "出借人(乙方)", "贷款机构", "放款机构", "出借人", "贷款人", "乙方")
_GUARANTORS = (
    *("担保人(丙方)", "丙方(担保人)", "保证人(丙方)", "丙方(保证人)", "融资担保机构", "担保机构", "增信机构"),
    *("担保公司", "担保人", "保证人"),
)
_MONTHS = re.compile(
    r"(?:借款期限|贷款期限|还款期数|借款期数|贷款期数|分期期数|总期数)(?:[:：为共]|\([^()]*\))*(?P<v>\d{1,3}(?:个月|月|期|年))"
)
_A_DAY = DAY.removeprefix("(?P<v>").removesuffix(")")
_TERM = re.compile(
    r"(?:借款|贷款|还款)期限[:：为]*(?:共?\d{1,3}(?:个月|月|期|年|天|日)[,，;；(（]*)?(?:自|从)?"
    rf"(?P<start>{_A_DAY})起?(?:至|到|—|－|-|~)(?P<end>{_A_DAY})"
)
"""The days of a loan's own term; that of a line (授信期限) says nothing of one drawdown."""
_PENALTY_RATE = re.compile(
    rf"(?:罚息利率|罚息年利率|逾期利率|逾期年利率){_SEP}(?:年利率|年化利率|年化|年)?{RATE}(?!的|基础|[×x*乘])"
)
"""罚息利率为年利率21.60%; one that is only what another is made of (年利率14.40%的150%) is none."""
_PENALTY_DAY = re.compile(
    rf"(?:罚息|逾期利率|逾期利息)(?:利率)?[:：为]?(?:(?!年)[^。;；%\d万千]){{0,12}}?(?:日利率|每日|每天|按日|日息|日)"
    rf"(?:(?!年)[^。;；%\d万千]){{0,6}}(?P<v>{FIGURE})"
)
"""罚息按日万分之八, 逾期罚息日利率0.08%: made a yearly one of 360 days."""
_DAYS_OF_YEAR = 360
_SURCHARGE = re.compile(
    r"逾期(?:(?!挪用)[^。;；]){0,40}?(?:加收|上浮|加计)(?P<v>\d{1,3})%"
    r"|(?:罚息利率|罚息)(?:(?!挪用)[^。;；]){0,30}?(?:加收|上浮|加计)(?P<w>\d{1,3})%"
)
_EARLY = re.compile(r"提前(?:还款|结清|归还)[^。;；]{0,60}(?:违约金|手续费|补偿金|费用)[^。;；]{0,40}")
_ID = re.compile(r"(?:身份证号码?|证件号码|公民身份号码)[:：]?(?P<v>[\dx*×]{15,18})")
_CAPITALS = re.compile(r"大写[:：)]*(?:人民币)?(?P<v>[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]{3,40})")


@dataclass(frozen=True, slots=True)
class LoanHead:
    """The head of a loan's paper."""

    issuer: str | None
    contract_no: Value[str] | None
    name: Value[str] | None
    loan_amount: Value[int] | None
    yearly_rate: Value[int] | None
    opened_on: Value[date] | None
    printed_on: Value[date] | None


def read_loan_head(document: str, pages: Sequence[Page], table: Table | None) -> LoanHead:
    """Read what a plan or a loan statement says outside its table."""
    text = loan_text(document, pages, table)
    return LoanHead(
        issuer=lender_of(text, pages),
        contract_no=find_value(text, CONTRACT_NO, NUMBER, parse_number),
        name=find_name(document, pages, table),
        loan_amount=find_value(text, LOAN_AMOUNT, AMOUNT, parse_sum),
        yearly_rate=find_value(text, RATE_LABELS, RATE, parse_rate),
        opened_on=find_value(text, _OPENED, DAY, first_day),
        printed_on=find_value(text, _PRINTED, DAY, first_day),
    )


def _clause(text: str, start: int, end: int) -> str:
    """Return what stands close around a span within its clause."""
    before, behind = text[max(0, start - 8) : start], text[end : end + 10]
    return re.split(r"[。;；]", before)[-1] + text[start:end] + re.split(r"[。;；]", behind)[0]


def _yearly_of_day(raw: str) -> int | None:
    """Return a rate of a day as one of 360 days, hundredths of a per cent."""
    rate = parse_printed_rate(raw, "日利率")
    return None if rate is None or rate.per != "day" else round(rate.value * _DAYS_OF_YEAR * 10_000)


_CALLED_IN = re.compile(
    r"(?:已|被|宣布|宣告)[^。;；]{0,24}?(?:提前|加速)到期|(?:贷款|借款|状态)[:：为]?(?:已)?(?:提前|加速)到期|全部提前到期"
)
_ONLY_IF = re.compile(r"有权|可以|可宣布|将|如|若|情形")


def called_in(text: PaperText) -> Value[str] | None:
    """Return where a paper says that the whole loan was called in (提前到期); that it may be is none."""
    for match in _CALLED_IN.finditer(text.text):
        start = max(text.text.rfind(mark, 0, match.start()) for mark in "。;；") + 1
        if not _ONLY_IF.search(text.text[start : match.start()]):
            return text.value(*match.span(), str)
    return None


def extract_contract(document: str, pages: Sequence[Page]) -> Contract:
    """Read the key page of a loan contract."""
    text = loan_text(document, pages, None)
    amount = find_value(text, LOAN_AMOUNT, AMOUNT, parse_sum)
    capitals = _before_figures(text, amount) or _CAPITALS.search(text.text)
    if amount is not None and capitals is not None:
        said = parse_capitals(capitals.group("v"))
        if said is not None:
            amount = amount.checked(Check(CheckKind.CAPITALS, said == amount.value, "大写"))
    found = _SURCHARGE.finditer(text.text)
    # What is charged for use against the purpose is another surcharge.
    surcharge = next((m for m in found if "挪用" not in _clause(text.text, *m.span())), None)
    group = "v" if surcharge and surcharge.group("v") else "w"
    early = _EARLY.search(text.text)
    term = _TERM.search(text.text)
    return Contract(
        document=document,
        issuer=lender_of(text, pages),
        contract_no=find_value(text, CONTRACT_NO, NUMBER, parse_number),
        name=find_name(document, pages, None),
        id_tail=value_at(text, _ID.search(text.text), "v", lambda raw: raw[-4:] if raw[-4:].isalnum() else None),
        loan_amount=amount,
        yearly_rate=find_value(text, RATE_LABELS, RATE, parse_rate),
        accelerated=called_in(text),
        penalty_rate=value_at(text, _PENALTY_RATE.search(text.text), "v", parse_rate)
        or value_at(text, _PENALTY_DAY.search(text.text), "v", _yearly_of_day),
        surcharge=value_at(text, surcharge, group, lambda raw: int(raw) if raw.isdigit() else None),
        opened_on=find_value(text, _OPENED, DAY, first_day) or value_at(text, term, "start", first_day),
        due_on=find_value(text, _DUE, DAY, first_day) or value_at(text, term, "end", first_day),
        early_fee=value_at(text, early, 0, lambda raw: raw or None) if early else None,
        months=value_at(text, _MONTHS.search(text.text), "v", parse_months),
        lender=_party(text, _LENDERS),
        guarantor=_party(text, _GUARANTORS),
    )


def _before_figures(text: PaperText, amount: Value[int] | None) -> re.Match[str] | None:
    """Return the capitals right before an amount in figures: 人民币陆万元整(¥60,000.00)."""
    if amount is None:
        return None
    figures = re.escape(key(amount.evidence.text))
    return re.search(rf"(?P<v>[{_CAPITAL}]{{3,40}})[(,，;；]+(?:小写)?[:：]?(?:人民币|rmb|cny|¥)*{figures}", text.text)


def parse_months(raw: str) -> int | None:
    """Parse a term (12个月, 36期, 2年) to months; None where it is none."""
    match = re.fullmatch(r"(\d{1,3})(个月|月|期|年)", key(raw))
    return int(match.group(1)) * (12 if match.group(2) == "年" else 1) if match else None


def _party(text: PaperText, labels: Sequence[str]) -> Value[str] | None:
    """Return the institution that a paper names behind one of the labels, as printed."""
    for label in labels:
        match = re.search(rf"{re.escape(label)}[:：]?(?P<v>{_LEGAL})", text.text)
        if match:
            return text.words(match.start("v"), match.end("v"))
    return None


def parse_rate(raw: str) -> int | None:
    """Parse a yearly rate in per cent (14.4) to hundredths of a per cent (1440); None below that precision."""
    match = re.fullmatch(r"(\d{1,2})(?:\.(\d{1,4}))?%?", raw.strip())
    if match is None:
        return None
    fraction = (match.group(2) or "").ljust(4, "0")
    return int(match.group(1)) * 100 + int(fraction[:2]) if fraction[2:] == "00" else None


def loan_text(document: str, pages: Sequence[Page], table: Table | None) -> PaperText:
    """Return a paper's text outside its table, all of it where it has none."""
    used = table.used if table else set()
    cells = [(page, cell) for page in pages for row in page.grid.rows if id(row) not in used for cell in row.cells]
    return PaperText.of(document, cells)


def find_value(text: PaperText, labels: Sequence[str], value: str, parse: Callable[[str], T | None]) -> Value[T] | None:
    """Return the value behind the first label that has one; a label inside a longer word is none."""
    for label in labels:
        # A rate by month or day is no yearly one: 借款利率(月).
        besides = "月日天" if value == RATE else ""
        said = rf"(?:\((?P<said>[^()\d{besides}]{{1,12}})\))?"
        pattern = re.compile(rf"{re.escape(label)}{said}(?P<colon>[:：]?){_SEP}{value}")
        for match in pattern.finditer(text.text):
            at = match.start()
            if _OTHER_THING.search(text.text[max(0, at - 4) : at]):
                continue
            whole = match["colon"] or text.starts_cell(at) or not is_chinese(text.text[at - 1])
            whole = whole or _CLAUSE_NUMBER.search(text.text[max(0, at - 8) : at])
            found = value_at(text, match, "v", _in_unit(parse, match["said"])) if whole else None
            if found is not None:
                return found
    return None


def _in_unit(parse: Callable[[str], T | None], said: str | None) -> Callable[[str], T | None]:
    """Return how a figure is read behind a label with a unit in brackets: 借款金额(万元)."""
    if said is None or parse is not parse_sum:
        return parse
    unit = unit_of(said)
    if unit is None:
        foreign = names_other_unit(f"({said})") or named_currency(said) not in (None, "CNY")
        return (lambda _: None) if foreign else parse
    return lambda raw: parse_sum(raw, unit)  # type: ignore[return-value]


def value_at(
    text: PaperText, match: re.Match[str] | None, group: str | int, parse: Callable[[str], T | None]
) -> Value[T] | None:
    """Read a match's group as far as it lies in one cell: what stands in the next one is another thing."""
    if match is None or match.start(group) < 0:
        return None
    start, end = match.span(group)
    return text.value(start, min(end, text.cell_end(start)), parse) if end > start else None


def parse_number(raw: str) -> str | None:
    """Return a contract's number without blanks; None for a text with fewer than four figures."""
    number = re.sub(r"\s", "", raw).rstrip("()（）第")
    return number if sum(c.isdigit() for c in number) >= 4 else None


_PAYEE = re.compile(r"收款|还款账|扣款|开户|账户|账号|卡号")
_TITLE = 40
"""Characters of a line that can be a title or a signature; a longer one is a sentence."""
_LEGAL = r"[一-鿿()]{2,30}?(?:股份有限公司|有限责任公司|有限公司|银行(?!股份|有限)|信用社)"


def lender_of(text: PaperText, pages: Sequence[Page]) -> str | None:
    """Return the lender: the party that the paper names as such, else the institution of its title lines."""
    for label in _LENDERS:
        match = re.search(rf"{re.escape(label)}[:：]?({_LEGAL})", text.text)
        if match:
            return short_name(match.group(1))
    cells = [cell for page in pages for row in page.grid.rows for cell in row.cells]
    for pattern in (rf"^{_LEGAL}", _LEGAL):
        for cell in cells:
            folded = key(cell.text)
            match = re.search(pattern, folded) if len(folded) <= _TITLE and not _PAYEE.search(folded) else None
            if match:
                return short_name(match.group(0))
    return None
