"""STM502 and STM503: what stands between one statement and the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from pipeline.records.case import AccountStatement, Case
from pipeline.records.evidence import Value
from pipeline.records.extraction import Statement
from pipeline.records.finding import Finding, Severity, Text
from pipeline.values.balance import dates_fit, running
from pipeline.values.dates import end_of_month
from rules.common import account_name, period_text, sound, yuan
from rules.registry import Draft, rule
from rules.tables.load import Tables

_SHORTEST_CYCLE, _LONGEST_CYCLE = 20, 35
"""Days between two monthly statements: fewer is an extra print, more and one may be missing between them."""


@dataclass(frozen=True, slots=True)
class _Seam:
    """Two statements in a row: what the earlier closes with and the later opens with."""

    earlier: AccountStatement
    later: AccountStatement
    closing: Value[int]
    opening: Value[int]


@rule(
    "STM502",
    Severity.ERROR,
    says=Text(
        "本期账单的上期余额与前一期账单的期末余额不一致", "the opening balance differs from the closing one before"
    ),
    needs=Text("相邻两期、各自相符的账单", "two statements in a row, each adding up by itself"),
    silent_when=(
        Text("两期之间缺一期账单", "a statement between them is missing"),
        Text("另一币种", "another currency"),
        Text("同一期有两份而数字不同", "two prints of one statement contradict each other"),
        Text("任一期自身不平或有疑问（转待复核）", "one of them does not add up or is in doubt (goes to review)"),
    ),
    basis=(),
    example=Text(
        "4 月账单应还 2,506.86，5 月账单上期余额 2,566.86：2,566.86 − 2,506.86 = 60.00 元没有来源。",
        "April closes with 2,506.86, May opens with 2,566.86: 60.00 has no source.",
    ),
)
def opens_otherwise(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each statement that opens with another balance than the one before closed with."""
    for group in _by_account(case).values():
        for seam in (*_card_seams(group), *_bank_seams(group)):
            if seam.opening.value != seam.closing.value:
                yield _seam_draft(case, seam)


def _by_account(case: Case) -> dict[tuple[str, str], list[AccountStatement]]:
    groups: dict[tuple[str, str], list[AccountStatement]] = defaultdict(list)
    for item in case.statements:
        if item.account is not None and item.statement.statement_on is not None:
            groups[item.account, item.statement.currency].append(item)
    return groups


def _day(item: AccountStatement) -> date:
    assert item.statement.statement_on is not None  # noqa: S101  groups hold dated statements only
    return item.statement.statement_on.value


def _card_seams(group: Sequence[AccountStatement]) -> Iterator[_Seam]:
    """Yield the seams of a card's monthly statements; prints of one day must agree with each other."""
    cards = [item for item in group if item.statement.kind == "credit_card"]
    for first, second in pairwise(sorted({_day(item) for item in cards})):
        if not _SHORTEST_CYCLE <= (second - first).days <= _LONGEST_CYCLE:
            continue
        earlier = [item for item in cards if _day(item) == first]
        later = [item for item in cards if _day(item) == second]
        closings = {c.value for item in earlier for c in (item.statement.closing, *item.statement.closings) if c}
        openings = {item.statement.opening.value for item in later if item.statement.opening}
        if len(closings) != 1 or len(openings) != 1:
            continue
        before = min((i for i in earlier if i.statement.closing), key=_trust)
        after = min((i for i in later if i.statement.opening), key=_trust)
        closing, opening = before.statement.closing, after.statement.opening
        assert closing is not None and opening is not None  # noqa: S101  filtered above
        ours, theirs = set(before.statement.tails), set(after.statement.tails)
        if not ours & theirs and (ours or theirs):
            continue  # a third paper names both cards; whether they share one account it does not say
        yield _Seam(before, after, closing, opening)


def _trust(item: AccountStatement) -> tuple[bool, str]:
    return (not sound(item.statement), item.statement.document)


def _bank_seams(group: Sequence[AccountStatement]) -> Iterator[_Seam]:
    """Yield the seams of a debit account's lists: one begins on the day after the other ends."""
    banks = [item for item in group if item.statement.kind == "bank_account" and item.statement.period_start]
    for earlier in banks:
        for later in banks:
            start = later.statement.period_start
            if start is None or start.value != _day(earlier) + timedelta(days=1):
                continue
            closing, opening = _bank_end(earlier.statement), _bank_start(later.statement)
            rivals = (
                [i for i in banks if _day(i) == _day(earlier)],
                [i for i in banks if i.statement.period_start and i.statement.period_start.value == start.value],
            )
            if closing is not None and opening is not None and all(len(r) == 1 for r in rivals):
                yield _Seam(earlier, later, closing, opening)


def _in_time(statement: Statement) -> list[int]:
    """Return positions of rows from the oldest to the newest, empty where the running balance does not tell."""
    steps = running(statement)
    if steps is None or not steps.hold:
        return []
    numbers = [n for n, _ in steps.holds]
    return [0, *numbers] if numbers[0] == 1 else [len(statement.rows) - 1, *numbers]


def _bank_start(statement: Statement) -> Value[int] | None:
    if statement.opening is not None:
        return statement.opening
    order = _in_time(statement)
    first = statement.rows[order[0]] if order else None
    if first is None or first.balance is None or first.amount.value is None:
        return None
    # What was there before the first row: its balance without its amount.
    before = first.balance.value - first.amount.value
    doubts = tuple(c for c in first.amount.checks if not c.agrees)
    return Value(before, first.balance.evidence, (*first.balance.checks, *doubts), field=first.balance.field)


def _bank_end(statement: Statement) -> Value[int] | None:
    if statement.closing is not None:
        return statement.closing
    order = _in_time(statement)
    return statement.rows[order[-1]].balance if order else None


def _seam_draft(case: Case, seam: _Seam) -> Draft:
    statement, previous = seam.later.statement, seam.earlier.statement
    opening, closing = seam.opening.value, seam.closing.value
    bank = statement.kind == "bank_account"
    name = account_name(case, seam.later.account, statement)
    day, last = _day(seam.later), _day(seam.earlier)
    gap = opening - closing
    # Money held in a debit account is negative here, and positive on the paper.
    sign = -1 if bank else 1
    sums = f"{yuan(sign * opening)} − {yuan(sign * closing)} = {yuan(sign * gap)}".replace("− -", "+ ")
    # A gap in the person's favour is no money to get back, and a balance held is no debt: said in words, not summed up.
    in_words = bank or gap < 0
    correct = Text(
        f"更正 {day} 账单的期初余额及此后各期余额，并说明 {yuan(abs(gap))} 元差额的由来",
        f"correct the opening balance of {day} and all balances after it, and explain the gap of {yuan(abs(gap))}",
    )
    finding = Finding(
        id="",
        code="STM502",
        severity=Severity.ERROR,
        account=seam.later.account,
        issuer=statement.issuer,
        date=day,
        title=Text(
            f"{name.zh}：{day} 账单的期初余额与 {last} 账单的期末余额相差 {yuan(abs(gap))} 元",
            f"{name.en}: the statement of {day} opens {yuan(abs(gap))} off the closing balance of {last}",
        ),
        observed=_balance(sign * opening) if in_words else opening,
        expected=_balance(sign * closing) if in_words else closing,
        difference=None if in_words else gap,
        calculation=(
            Text(f"{last} 账单期末余额 {yuan(sign * closing)} 元", f"closing on {last}: {yuan(sign * closing)}"),
            Text(f"{day} 账单期初余额 {yuan(sign * opening)} 元", f"opening on {day}: {yuan(sign * opening)}"),
            Text(f"{sums} 元，两期之间没有入账可以解释", f"{sums}, with no posting between the two to explain it"),
        ),
        basis=(),
        evidence=(seam.opening.evidence, seam.closing.evidence),
        # Where one of them does not add up by itself, our reading is suspected first.
        needs_review=not (_complete(statement) and _complete(previous)),
        addressee="lender",
        asks=(correct, Text("以书面形式告知处理结果", "answer in writing")),
        meaning=Text(
            "一期账单的期末余额就是下一期的期初余额；两者不一致，其间的差额没有依据。",
            "What one statement closes with is what the next opens with; a gap between them has no ground.",
        ),
    )
    identity = (
        statement.issuer or "",
        statement.tails[0] if statement.tails else "",
        statement.currency,
        period_text(statement),
        "opening",
        "",
        str(seam.opening.as_first_read),
    )
    values: list[Value] = [seam.opening, seam.closing]  # type: ignore[type-arg]
    values += [v for s in (statement, previous) if (v := s.statement_on) is not None]
    values += [statement.period_start] if bank and statement.period_start else []
    return Draft(finding, identity, statement.document, tuple(values))


def _balance(fen: int) -> Text:
    return Text(f"期初余额 {yuan(fen)} 元", f"opening balance {yuan(fen)}")


def _complete(statement: Statement) -> bool:
    """Whether a statement's figures prove each other, and its days are those of a real cycle."""
    return sound(statement) and (statement.kind != "credit_card" or dates_fit(statement))


@rule(
    "STM503",
    Severity.NOTICE,
    says=Text("中间缺少一期或几期账单", "a period has no statement"),
    needs=Text("同一张卡前后两期账单", "two statements of one card, before and after"),
    silent_when=(
        Text("第一份之前、最后一份之后", "before the first statement and after the last"),
        Text("已结清销户或尚未开户", "the account was closed or not yet opened"),
        Text("此前余额为零且其后以零开始（没有账单可寄）", "nothing was owed in between, so none had to be sent"),
    ),
    basis=(),
    example=Text(
        "有 3 月 8 日和 5 月 8 日的账单，缺 4 月：请向银行补打。",
        "There are statements of 8 March and 8 May, none of April: ask the bank for it.",
    ),
)
def period_without_statement(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a notice for each gap between two statements of a card in which one must have been issued."""
    cards: dict[str, list[AccountStatement]] = defaultdict(list)
    for (account, _), group in sorted(_by_account(case).items()):
        cards[account] += [item for item in group if item.statement.kind == "credit_card"]
    for account, items in cards.items():
        for first, second in pairwise(sorted({_day(item) for item in items})):
            if (second - first).days <= _LONGEST_CYCLE or _idle(case, account, items, first, second):
                continue
            earlier = min((i for i in items if _day(i) == first), key=_trust)
            later = min((i for i in items if _day(i) == second), key=_trust)
            yield _gap_draft(case, earlier, later)


def _idle(case: Case, account: str, items: Sequence[AccountStatement], first: date, second: date) -> bool:
    """Whether no statement need have been issued between two days."""
    known = case.account(account)
    if known.settled_on is not None and known.settled_on.value < second:
        return True
    if known.opened_on is not None and known.opened_on.value > first:
        return True
    starts = [i.statement.period_start for i in items if _day(i) == second]
    if any(s is not None and (s.value - first).days in (0, 1) for s in starts):
        return True  # the statement's day was moved: the later one begins where the earlier ended
    before = [i.statement.closing for i in items if _day(i) == first]
    after = [i.statement.opening for i in items if _day(i) == second]
    return all(c is not None and c.value == 0 for c in before) and all(o is not None and o.value == 0 for o in after)


def _months(first: date, second: date) -> list[str]:
    """Return the months whose statement is missing, as a person names them."""
    count = max(1, round((second - first).days / 30.44) - 1)
    start = first.replace(day=1)
    return [f"{end_of_month(start, n):%Y-%m}" for n in range(1, count + 1)]


def _gap_draft(case: Case, earlier: AccountStatement, later: AccountStatement) -> Draft:
    first, second = earlier.statement.statement_on, later.statement.statement_on
    assert first is not None and second is not None  # noqa: S101  groups hold dated statements only
    months = _months(first.value, second.value)
    shown = "、".join(months) if len(months) <= 3 else f"{months[0]} 至 {months[-1]} 共 {len(months)} 期"
    shown_en = ", ".join(months) if len(months) <= 3 else f"{months[0]} to {months[-1]} ({len(months)})"
    statement = later.statement
    card = account_name(case, later.account, statement)
    days = (second.value - first.value).days
    finding = Finding(
        id="",
        code="STM503",
        severity=Severity.NOTICE,
        account=later.account,
        issuer=statement.issuer,
        date=second.value,
        title=Text(f"{card.zh}：缺少 {shown} 的账单", f"{card.en}: no statement of {shown_en} on file"),
        observed=Text(f"{first.value} 之后的下一份账单是 {second.value}", f"after {first.value} comes {second.value}"),
        expected=Text("每月一份账单", "one statement a month"),
        difference=None,
        calculation=(
            Text(
                f"{first.value} 至 {second.value} 相隔 {days} 天，超过 {_LONGEST_CYCLE} 天",
                f"{first.value} to {second.value} is {days} days, more than {_LONGEST_CYCLE}",
            ),
        ),
        basis=(),
        evidence=(second.evidence, first.evidence),
        needs_review=False,
        addressee="",
        asks=(Text(f"补打 {shown} 的账单", f"print the statements of {shown_en}"),),
        meaning=Text(
            "缺的账单里可能有收费或还款；补齐后再核对，结论可能不同。",
            "The missing one may hold charges or payments; with it on file the findings may differ.",
        ),
    )
    identity = (
        statement.issuer or "",
        statement.tails[0] if statement.tails else "",
        "",
        period_text(statement),
        "gap",
        period_text(earlier.statement),
        "",
    )
    return Draft(finding, identity, statement.document, (first, second))
