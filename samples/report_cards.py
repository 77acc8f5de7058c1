"""What the card of one account prints, label by label, in a detailed credit report: it depends on type and status."""

from __future__ import annotations

from datetime import date

from samples.truth_report import CLOSED_WORDS, FullAccountTruth

Pairs = tuple[tuple[str, str], ...]
"""Labels with their values from left to right; one label without a value is a heading over the whole width."""


def _yuan(fen: int | None) -> str:
    return "--" if fen is None else f"{fen // 100:,}"


def _day(day: date | None) -> str:
    return "--" if day is None else f"{day:%Y.%m.%d}"


def _number(number: int | None) -> str:
    return "--" if number is None else str(number)


def label(name: str, dash: str) -> str:
    """Return a label with the dash that a form prints."""
    return name.replace("—", dash)


def account_rows(account: FullAccountTruth) -> list[Pairs]:
    """Return the label rows of an account's card: what it is, then how it stands."""
    rows = _base(account)
    if account.status == "未激活" or account.data_as_of is None:
        return rows
    rows.append(((f"截至{account.data_as_of:%Y年%m月%d日}", ""),))
    rows.extend(_state(account))
    latest = account.latest
    if latest is not None:
        rows.append(((f"{latest.after:%Y年%m月%d日}以后的最新还款记录", ""),))
        rows.append(
            (
                ("五级分类", latest.classification),
                ("余额", _yuan(latest.balance)),
                ("还款日期", _day(latest.paid_on)),
                ("还款金额", _yuan(latest.paid)),
                ("当前还款状态", latest.mark),
            )
        )
    plan = account.instalment
    if plan is not None:
        rows.append((("大额专项分期信息", ""),))
        rows.append(
            (
                ("大额专项分期额度", _yuan(plan.limit)),
                ("分期额度生效日期", _day(plan.starts_on)),
                ("分期额度到期日期", _day(plan.ends_on)),
                ("已用分期金额", _yuan(plan.used)),
            )
        )
    return rows


def _base(a: FullAccountTruth) -> list[Pairs]:
    if a.card == "C1":
        lender = (("原债权人", a.original_lender), ("原债务业务种类", a.original_business)) if a.original_lender else ()
        return [
            (
                ("管理机构", a.institution),
                ("业务种类", a.business),
                ("债权接收日期", _day(a.opened_on)),
                ("债权金额", _yuan(a.amount)),
                *lender,
                ("债权转移时的还款状态", a.transfer_mark or "--"),
            )
        ]
    number = a.account_no or "--"
    if a.card in ("R2", "R3"):
        return [
            (
                ("发卡机构", a.institution),
                ("账户标识", number),
                ("开立日期", _day(a.opened_on)),
                ("账户授信额度", _yuan(a.credit_limit)),
                ("共享授信额度", _yuan(a.shared_limit)),
                ("币种", a.currency),
                *((("业务种类", a.business),) if a.card == "R2" else ()),
                ("担保方式", a.guarantee),
            )
        ]
    limit = ("账户授信额度", _yuan(a.credit_limit)) if a.card == "R1" else ("借款金额", _yuan(a.amount))
    return [
        (
            ("管理机构", a.institution),
            ("账户标识", number),
            ("开立日期", _day(a.opened_on)),
            ("到期日期", _day(a.ends_on)),
            limit,
            ("账户币种", a.currency),
        ),
        (
            ("业务种类", a.business),
            ("担保方式", a.guarantee),
            ("还款期数", _number(a.periods)),
            ("还款频率", a.frequency),
            ("还款方式", a.method),
            ("共同借款标志", a.co_borrower),
        ),
    ]


def _state(a: FullAccountTruth) -> list[Pairs]:
    status = ("账户状态", a.status)
    if a.status == "转出":
        return [(status, ("转出月份", f"{a.closed_on:%Y.%m}" if a.closed_on else "--"))]
    if a.status in CLOSED_WORDS:
        return [(status, ("销户日期" if a.status == "销户" else "账户关闭日期", _day(a.closed_on)))]
    if a.status == "呆账" or a.card == "C1":
        return [(status, ("余额", _yuan(a.balance)), ("最近一次还款日期", _day(a.last_paid_on)))]
    if a.card == "R3":
        return [
            (
                status,
                ("透支余额", _yuan(a.balance)),
                ("最近6个月平均透支余额", _yuan(a.average)),
                ("最大透支余额", _yuan(a.highest)),
                ("账单日", _day(a.due_on)),
                ("本月实还款", _yuan(a.paid)),
                ("最近一次还款日期", _day(a.last_paid_on)),
                ("透支180天以上未付余额", _yuan(a.over_180)),
            )
        ]
    if a.card == "R2":
        return [
            (
                status,
                ("余额", _yuan(a.balance)),
                ("已用额度", _yuan(a.used)),
                ("未出单的大额专项分期余额", _yuan(a.unbilled)),
                ("剩余分期期数", _number(a.remaining)),
                ("最近6个月平均使用额度", _yuan(a.average)),
                ("最大使用额度", _yuan(a.highest)),
            ),
            (
                ("账单日", _day(a.due_on)),
                ("本月应还款", _yuan(a.due)),
                ("本月实还款", _yuan(a.paid)),
                ("最近一次还款日期", _day(a.last_paid_on)),
                ("当前逾期期数", str(a.overdue_periods)),
                ("当前逾期总额", _yuan(a.overdue_amount)),
            ),
        ]
    days = ("31—60天", "61—90天", "91—180天", "180天以上")
    return [
        (
            status,
            ("五级分类", a.classification),
            ("余额", _yuan(a.balance)),
            ("剩余还款期数", _number(a.remaining)),
            ("本月应还款", _yuan(a.due)),
            ("应还款日", _day(a.due_on)),
            ("本月实还款", _yuan(a.paid)),
            ("最近一次还款日期", _day(a.last_paid_on)),
        ),
        (
            ("当前逾期期数", str(a.overdue_periods)),
            ("当前逾期总额", _yuan(a.overdue_amount)),
            *((f"逾期{span}未还本金", _yuan(sum_)) for span, sum_ in zip(days, a.buckets, strict=True)),
        ),
    ]
