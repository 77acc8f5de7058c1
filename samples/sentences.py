"""The sentences in which a brief credit report (简版, second generation) describes accounts."""

from __future__ import annotations

from datetime import date

from samples.truth import ReportAccountTruth


def day(value: date) -> str:
    """Return a day as the report prints it, zero-padded."""
    return f"{value.year}年{value.month:02d}月{value.day:02d}日"


def month(value: tuple[int, int] | None) -> str:
    """Return a month as the report prints it."""
    if value is None:
        raise ValueError("this sentence needs a month")
    return f"{value[0]}年{value[1]:02d}月"


def yuan(fen: int | None) -> str:
    """Return whole yuan with commas; reports print no fen."""
    if fen is None or fen % 100:
        raise ValueError(f"not whole yuan: {fen}")
    return f"{fen // 100:,}"


def _clauses(account: ReportAccountTruth) -> str:
    """Return the clause on the last five years, which only the list of overdue accounts has."""
    if not account.overdue_list:
        return ""
    worst = f"其中{account.overdue_90}个月逾期超过90天" if account.overdue_90 else "没有发生过90天以上逾期"
    return f"最近5年内有{account.overdue_months}个月处于逾期状态，{worst}。"


def _now(account: ReportAccountTruth) -> str:
    if account.overdue_now is None:
        return ""
    return "，当前有逾期" if account.overdue_now else "，当前无逾期"


def _card(account: ReportAccountTruth) -> str:
    tail = f"，卡片尾号：{account.tail}" if account.tail else ""
    head = f"{day(account.opened_on)}{account.institution}发放的贷记卡（{account.currency}账户{tail}）"
    if account.state == "closed":
        return f"{head}，{month(account.closed_month)}销户。{_clauses(account)}"
    head += f"。截至{month(account.data_as_of)}，信用额度{yuan(account.credit_limit)}，"
    if account.state == "inactive":
        return f"{head}尚未激活。"
    if account.state == "bad_debt":
        return f"{head}已变成呆账，余额{yuan(account.balance)}。{_clauses(account)}"
    if account.overdue_list:
        return f"{head}余额{yuan(account.balance)}{_now(account)}。{_clauses(account)}"
    return f"{head}已使用额度{yuan(account.balance)}。"


def _loan(account: ReportAccountTruth) -> str:
    head = (
        f"{day(account.opened_on)}{account.institution}发放的{yuan(account.amount)}元"
        f"（{account.currency}）{account.loan_type}，"
    )
    if account.state == "settled":
        return f"{head}{month(account.closed_month)}已结清。{_clauses(account)}"
    if account.state == "transferred":
        return f"{head}{month(account.closed_month)}已转出。{_clauses(account)}"
    if account.ends_on is None:
        raise ValueError("an open loan needs its last day")
    head += f"{day(account.ends_on)}到期。截至{month(account.data_as_of)}，"
    if account.state == "bad_debt":
        return f"{head}已变成呆账，余额{yuan(account.balance)}。{_clauses(account)}"
    return f"{head}余额{yuan(account.balance)}{_now(account)}。{_clauses(account)}"


def sentence(account: ReportAccountTruth) -> str:
    """Return the sentence of one account, without its number."""
    return _card(account) if account.kind == "credit_card" else _loan(account)
