"""Small papers of a loan: the slip on its paying out (放款凭证), and what it costs in all (综合融资成本明示表).

No published sample of either was found; both are read by what their labels and heads mean, and nothing rests on them
but what is printed beside a label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.heads import Head, make_columns
from pipeline.extract.lines import assign, speaks_to_all
from pipeline.extract.loan_head import (
    AMOUNT,
    CONTRACT_NO,
    DAY,
    LOAN_AMOUNT,
    NUMBER,
    RATE,
    find_value,
    lender_of,
    loan_text,
    parse_number,
    parse_rate,
    value_at,
)
from pipeline.extract.papertext import cell_value
from pipeline.extract.people import find_name
from pipeline.records.loan import CostItem, CostStatement, Payout
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.dates import first_day
from pipeline.values.money import names_other_unit, parse_amount, parse_sum
from pipeline.values.text import key

_PAID_OUT = re.compile(r"放款|发放|支用|提款|借款到账|贷款入账")
_NOT_PAID_OUT = re.compile(r"还款(?:回单|凭证|成功)|扣款(?:回单|凭证)")
_PAYOUT_AMOUNT = (
    *("实际放款金额", "实际到账金额", "到账金额", "放款金额", "发放金额"),
    *("转账金额", "交易金额", "入账金额", "金额"),
)
_PAYOUT_DAY = (
    *("放款日期", "放款时间", "到账日期", "到账时间", "发放日期", "发放日", "放款日"),
    *("交易日期", "交易时间", "入账日期"),
)
_ACCOUNT = re.compile(
    r"(?:收款人?账号|收款账户|收款卡号|入账账号|入账账户|入账卡号|放款账户|放款卡号)[:：]?[^\d*:：]{0,20}?(?P<v>[\d*]{4,30})"
)


_KEPT = re.compile(
    r"(?:代扣|预扣|预先扣除|扣除|扣收|坐扣|先行扣收)[^\d,，。;；:：%]{0,12}(?:费|利息|息|保险|保费|款|金)(?:金额)?[:：]?"
    r"(?:人民币|¥|￥)?(?P<v>\d{1,3}(?:,\d{3})+\.\d{2}|\d+\.\d{2})"
)


_ORDERED = re.compile(
    r"(?:受托支付|委托(?:代付|支付|付款|划付))[^\d。;；%]{0,30}?(?:人民币|¥|￥)?(?P<v>\d{1,3}(?:,\d{3})+\.\d{2}|\d+\.\d{2})"
)


def extract_payout(document: str, pages: Sequence[Page]) -> Payout | None:
    """Read a slip on a loan's paying out; None for a receipt of something else."""
    text = loan_text(document, pages, None)
    if not _PAID_OUT.search(text.text) or _NOT_PAID_OUT.search(text.text):
        return None
    return Payout(
        document=document,
        issuer=lender_of(text, pages),
        contract_no=find_value(text, CONTRACT_NO, NUMBER, parse_number),
        name=find_name(document, pages, None),
        amount=find_value(text, _PAYOUT_AMOUNT, AMOUNT, parse_sum),
        paid_on=find_value(text, _PAYOUT_DAY, DAY, first_day),
        account_tail=value_at(text, _ACCOUNT.search(text.text), "v", _tail),
        kept=tuple(v for m in _KEPT.finditer(text.text) if (v := value_at(text, m, "v", parse_sum)) is not None),
        ordered=tuple(v for m in _ORDERED.finditer(text.text) if (v := value_at(text, m, "v", parse_sum)) is not None),
    )


def _tail(raw: str) -> str | None:
    return raw[-4:] if raw[-4:].isdigit() else None


_HEADS = {
    "name": re.compile(r"^(?:序号)?(?:息费|费用|收费|成本|融资成本)?(?:项目|名称|种类|项目名称|构成)$"),
    "rate": re.compile(r"年化|费率|利率|比例"),
    "amount": re.compile(r"金额|数额"),
    "collector": re.compile(r"(?:收取|收费|收款)(?:主体|机构|人|方(?!式))"),
}
_CONTINGENT = re.compile(r"或有|违约情形|违约时|逾期情形|非正常履约|违约成本|违约或有")
_ON_DEFAULT = re.compile(r"罚息|违约金|复利|滞纳金|逾期")
_TOTAL = re.compile(r"^(?:合计|总计|综合融资成本(?!明示)|年化综合|综合年化)")
_YEARLY = re.compile(
    r"(?:年化综合(?:融资)?成本|综合年化(?:融资)?成本|综合融资成本(?!明示表))"
    r"(?:\([^()\d]*\)|年化率?|利率|合计|[率为是:：])*(?P<v>\d{1,2}(?:\.\d{1,4})?)%"
)


def extract_cost(document: str, pages: Sequence[Page]) -> CostStatement:
    """Read a cost statement: the loan, each charge with its rate and who collects it, and the yearly rate of all."""
    text = loan_text(document, pages, None)
    return CostStatement(
        document=document,
        issuer=lender_of(text, pages),
        contract_no=find_value(text, CONTRACT_NO, NUMBER, parse_number),
        name=find_name(document, pages, None),
        loan_amount=find_value(text, LOAN_AMOUNT, AMOUNT, parse_sum),
        yearly_cost=value_at(text, _YEARLY.search(text.text), "v", parse_rate),
        items=tuple(item for page in pages for item in _items(document, page)),
    )


def _items(document: str, page: Page) -> list[CostItem]:
    rows = page.grid.rows
    found: list[CostItem] = []
    start = 0
    contingent = False
    while (at := next((n for n in range(start, len(rows)) if len(_roles(rows[n])) >= 2), None)) is not None:
        contingent |= any(len(row.cells) <= 2 and _CONTINGENT.search(key(row.text)) for row in rows[start:at])
        end = next((n for n in range(at + 1, len(rows)) if _ends(rows[n]) or len(_roles(rows[n])) >= 2), len(rows))
        found += _under(document, page, rows[at], rows[at + 1 : end], contingent=contingent)
        start = end
    return found


def _roles(row: Row) -> dict[str, Cell]:
    """Return which cells of a row name columns of a cost statement; none without one for the items' names."""
    roles: dict[str, Cell] = {}
    for cell in row.cells:
        role = next((role for role, pattern in _HEADS.items() if pattern.search(key(cell.text))), None)
        if role is not None:
            roles.setdefault(role, cell)
    return roles if "name" in roles and len(key(roles["name"].text)) <= 8 else {}


def _ends(row: Row) -> bool:
    return bool(_TOTAL.match(key(row.cells[0].text))) or speaks_to_all(row) or any("。" in c.text for c in row.cells)


def _under(document: str, page: Page, head: Row, rows: Sequence[Row], *, contingent: bool) -> list[CostItem]:
    roles = {id(cell): role for role, cell in _roles(head).items() if not names_other_unit(cell.text)}
    heads = [Head((cell.text,), cell.box, roles.get(id(cell)), cell.column) for cell in head.cells]
    columns = make_columns(heads, list(rows))
    found = []
    for row in rows:
        if len(row.cells) == 1:
            contingent |= _CONTINGENT.search(key(row.text)) is not None
            continue
        cells = {columns[n].head.role: cell for n, cell in assign(row, columns).items()}
        name = cells.get("name")
        value = cell_value(document, page, name, 0, len(name.text), _words) if name else None
        if value is None:
            continue
        rate, amount = cells.get("rate"), cells.get("amount")
        found.append(
            CostItem(
                name=value,
                rate=cell_value(document, page, rate, 0, len(rate.text), _rate) if rate else None,
                amount=cell_value(document, page, amount, 0, len(amount.text), parse_amount) if amount else None,
                collector=cells["collector"].text.strip() if "collector" in cells else "",
                contingent=contingent or _ON_DEFAULT.search(key(value.value)) is not None,
            )
        )
    return found


def _words(raw: str) -> str | None:
    return " ".join(raw.split()) or None


_PERCENT = re.compile(rf"^{RATE}$")


def _rate(raw: str) -> int | None:
    match = _PERCENT.match(key(raw))
    return parse_rate(match["v"]) if match else None
