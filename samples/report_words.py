"""Words and figures of a detailed credit report as they are printed, and the rows that need no more than these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from samples.report_cards import Pairs
from samples.truth import QueryTruth
from samples.truth_report import FullAccountTruth, LiabilityTruth, MonthTruth

HEADINGS = {
    **{"C1": "被追偿信息", "D1": "非循环贷账户", "R4": "循环贷账户一", "R1": "循环贷账户二"},
    **{"R2": "贷记卡账户", "R3": "准贷记卡账户"},
}
LENDER_HEADINGS = HEADINGS | {"R4": "循环额度下分账户", "R1": "循环贷账户"}
DEBTS = {
    "D1": ("非循环贷账户信息汇总", "管理机构数", "余额", "最近6个月平均应还款"),
    "R4": ("循环额度下分账户信息汇总", "管理机构数", "余额", "最近6个月平均应还款"),
    "R1": ("循环贷账户信息汇总", "管理机构数", "余额", "最近6个月平均应还款"),
    "R2": ("贷记卡账户信息汇总", "发卡机构数", "已用额度", "最近6个月平均使用额度"),
    "R3": ("准贷记卡账户信息汇总", "发卡机构数", "透支余额", "最近6个月平均透支余额"),
}
NOTES = (
    "1.本报告由中国人民银行征信中心出具，依据截至报告时间的个人征信系统记录的信息生成。除异议标注和查询记录外，信息均由相关机构和"
    "信息主体提供，征信中心不保证其真实性和准确性，但承诺在信息汇总、加工、整合的全过程中保持客观、中立的地位。",
    "2.本报告中的金额类数据均以人民币计算，精确到元。",
    "3.还款记录中，N表示正常，1表示逾期1—30天，C表示结清，G表示结束，*表示当月不需要还款，#表示账户已开立但状态未知。",
)


def yuan(fen: int | None) -> str:
    """Return fen as whole yuan with thousands; `--` for None."""
    return "--" if fen is None else f"{fen // 100:,}"


def dotted(day: date | None) -> str:
    """Return a day as 2026.10.31; `--` for None."""
    return "--" if day is None else f"{day:%Y.%m.%d}"


def prose(day: date | None) -> str:
    """Return a day as 2026年10月31日."""
    return "" if day is None else f"{day:%Y年%m月%d日}"


def cell_amount(fen: int | None) -> str:
    """Return an amount of a grid; an empty text for None."""
    return "" if fen is None else yuan(fen)


def width_of(name: str) -> float:
    """Return how much of a row's width a column takes."""
    return {"管理机构": 1.7, "发卡机构": 1.7, "账户标识": 1.9}.get(name, 1.0 + 0.04 * len(name))


def count_of(chosen: Sequence[FullAccountTruth]) -> str:
    """Return how many accounts there are; `--` for none."""
    return str(len(chosen)) if chosen else "--"


def first_month(chosen: Sequence[FullAccountTruth]) -> str:
    """Return the month in which the first of some accounts was opened."""
    return f"{min(a.opened_on for a in chosen):%Y.%m}" if chosen else "--"


def overdue_row(card: str, chosen: Sequence[FullAccountTruth], months: Sequence[MonthTruth]) -> tuple[str, ...]:
    """Return a line of 逾期（透支）信息汇总."""
    title = DEBTS[card][0].removesuffix("信息汇总")
    by_month: dict[date, int] = {}
    for month in months:
        by_month[month.month] = by_month.get(month.month, 0) + (month.amount or 0)
    longest = max(_longest(a.grid) for a in chosen)
    return title, str(len(chosen)), str(len(months)), yuan(max(by_month.values())), str(longest)


def _longest(grid: Sequence[MonthTruth]) -> int:
    best = run = 0
    for month in grid:
        run = run + 1 if month.mark.isdigit() else 0
        best = max(best, run)
    return best


def after_grid(account: FullAccountTruth) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Yield what follows an account's grid: events, then notes, by their head."""
    notes = [r for r in account.remarks if r.kind == "特殊事件说明"]
    if notes:
        yield "特殊事件说明", [(r.text,) for r in notes]
    if account.events:
        yield (
            "特殊交易类型|发生日期|变更月数|发生金额|明细记录",
            [
                (e.kind, dotted(e.happened_on), _or_dash(e.months), yuan(e.amount), e.detail or "--")
                for e in account.events
            ],
        )
    for kind in ("机构说明", "本人声明", "异议标注"):
        rows: list[tuple[str, ...]] = [(r.text, dotted(r.added_on)) for r in account.remarks if r.kind == kind]
        if rows:
            yield f"{kind}|添加日期", [*rows]


def _or_dash(number: int | None) -> str:
    return "--" if number is None else str(number)


def liability_rows(item: LiabilityTruth) -> Iterator[Pairs]:
    """Yield the label rows of a debt that the person answers for."""
    yield (
        ("管理机构", item.institution),
        ("业务种类", item.business),
        ("开立日期", dotted(item.opened_on)),
        ("到期日期", dotted(item.ends_on)),
        ("责任人类型", item.role),
        ("还款责任金额", yuan(item.amount)),
        ("币种", "人民币元"),
        ("保证合同编号", item.contract_no or "--"),
    )
    yield ((f"截至{prose(item.data_as_of)}", ""),)
    yield (("五级分类", "正常"), ("余额", yuan(item.balance)), ("还款状态", "N"))


def query_row(number: int, query: QueryTruth) -> tuple[str, ...]:
    """Return a line of a table of queries."""
    return str(number), dotted(query.queried_on), query.institution, query.reason
