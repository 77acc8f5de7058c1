"""STM: statements against their own figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.records.case import AccountStatement, Case
from pipeline.records.evidence import Value
from pipeline.records.extraction import Statement
from pipeline.records.finding import Finding, Severity, Text
from pipeline.values.balance import FORMULA, ROWS, Equation, accusable, equations, explain
from rules.common import card_name, period_text, yuan
from rules.registry import Draft, rule
from rules.tables.load import Tables

_NAMES = {
    "closing": ("本期应还款额", "closing balance"),
    "opening": ("上期账单金额", "opening balance"),
    "payments": ("还款金额", "payments"),
    "charges": ("本期账单金额（新增）", "new charges"),
    "adjustments": ("调整金额", "adjustments"),
    "interest": ("循环利息", "interest"),
    "cash_interest": ("取现利息", "interest on cash"),
    "fees": ("费用", "fees"),
    "rows": ("交易行合计", "sum of the rows"),
}


@rule(
    "STM501",
    Severity.WARNING,
    says=Text("账单自身的数字相加不符", "a statement does not add up by its own figures"),
    needs=Text(
        "账单公式或上期、本期金额与全部交易行，且每行两次识读一致",
        "its formula, or both balances and all rows, read twice",
    ),
    silent_when=(
        Text(
            "只有一种读法或行数不符（转待复核）",
            "only one reading, or a row count that differs (goes to review)",
        ),
        Text(
            "日期彼此矛盾，或没有一个数字能单独解释差额（转待复核）",
            "days contradict each other, or no one figure explains the gap (goes to review)",
        ),
        Text("属于另一币种的部分", "another currency's section"),
    ),
    basis=(),
    example=Text(
        "上期 3,200.00 − 还款 1,000.00 + 新增 348.60 − 调整 88.00 + 利息 46.26 = 2,506.86；账单印 2,566.86，差 60.00。",
        "3,200.00 − 1,000.00 + 348.60 − 88.00 + 46.26 = 2,506.86; printed 2,566.86: off by 60.00.",
    ),
)
def does_not_add_up(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each statement that one printed figure alone makes wrong."""
    for item in case.statements:
        statement = item.statement
        if statement.kind != "credit_card":
            continue  # the figures of other papers have other names; their doubts go to review
        broken = [e for e in equations(statement) if not e.holds]
        if broken and accusable(statement):
            yield _draft(case, item, broken)


def _draft(case: Case, item: AccountStatement, broken: list[Equation]) -> Draft:
    statement = item.statement
    assert statement.closing is not None  # noqa: S101  an equation was made of it
    equation = next((e for e in broken if e.name == FORMULA), broken[0])
    culprits = [name for name, _ in explain(equations(statement))]
    account = case.account(item.account) if item.account else None
    tail = account.tail if account else None
    card = card_name(statement.issuer, tail)
    printed = statement.terms[0].amount if statement.terms else statement.closing
    computed = printed.value - equation.residual
    accused = _accused(statement, culprits, printed)
    day = statement.statement_on.value if statement.statement_on else case.as_of
    maybe = [_NAMES.get(c.split(":")[0], (c, c)) for c in culprits]
    finding = Finding(
        id="",
        code="STM501",
        severity=Severity.WARNING,
        account=item.account,
        issuer=statement.issuer,
        date=day,
        title=Text(
            f"{card.zh}：{day} 账单自身的数字相加不符，相差 {yuan(abs(equation.residual))} 元",
            f"{card.en}: the statement of {day} is off by {yuan(abs(equation.residual))} by its own figures",
        ),
        observed=printed.value,
        expected=computed,
        difference=equation.residual,
        calculation=(
            *_steps(statement, equation),
            Text(
                "单独更正以下任一数字即可相符：" + "、".join(zh for zh, _ in maybe),
                "changing one of these alone makes it add up: " + ", ".join(en for _, en in maybe),
            ),
        ),
        basis=(),
        evidence=(
            accused.evidence,
            *(v.evidence for v in (printed, statement.opening) if v is not None and v.evidence != accused.evidence),
        ),
        needs_review=False,
        addressee="lender",
        asks=(
            Text(
                f"说明 {day} 账单中上述数字之间 {yuan(abs(equation.residual))} 元差额的由来，并提供计算过程",
                f"explain the gap of {yuan(abs(equation.residual))} between these figures",
            ),
        ),
        meaning=Text(
            "账单上印的数字彼此对不上；先请银行说明，不要据此断言多收。",
            "The printed figures do not fit together; ask for an explanation, claim nothing yet.",
        ),
    )
    identity = (
        statement.issuer or "",
        statement.tails[0] if statement.tails else "",
        statement.currency,
        period_text(statement),
        "total",
        "",
        str(printed.as_first_read),
    )
    figures: list[Value[Any]] = [printed]
    figures += [term.amount for term in statement.terms] + [row.amount for row in statement.rows]
    return Draft(finding, identity, statement.document, tuple(figures))


def _accused(statement: Statement, culprits: list[str], printed: Value[int]) -> Value[int]:
    if len(culprits) == 1:
        for term in statement.terms[1:]:
            if term.role == culprits[0]:
                return term.amount
    return printed


def _steps(statement: Statement, equation: Equation) -> list[Text]:
    """Return the broken equation as a clerk computes it."""
    if equation.name == FORMULA:
        zh, en = [], []
        for number, term in enumerate(statement.terms[1:]):
            sign = "−" if term.sign < 0 else "+"
            lead = "" if number == 0 and term.sign > 0 else f"{sign} "
            names = _NAMES[term.role]
            zh.append(f"{lead}{names[0]} {yuan(term.amount.value)}")
            en.append(f"{lead}{names[1]} {yuan(term.amount.value)}")
        printed = statement.terms[0].amount.value
        return [
            Text(
                f"{' '.join(zh)} = {yuan(printed - equation.residual)} 元",
                f"{' '.join(en)} = {yuan(printed - equation.residual)}",
            ),
            _gap(printed, equation),
        ]
    if equation.name == ROWS and statement.opening is not None:
        own = [row for row in statement.rows if row.currency == statement.currency]
        total = sum(row.amount.value or 0 for row in own)
        printed = (
            statement.terms[0].amount.value
            if statement.terms
            else (statement.closing.value if statement.closing else 0)
        )
        opening = statement.opening.value
        return [
            Text(
                f"上期 {yuan(opening)} + 全部 {len(own)} 行合计 {yuan(total)} = {yuan(opening + total)} 元",
                f"opening {yuan(opening)} + {len(own)} rows {yuan(total)} = {yuan(opening + total)}",
            ),
            _gap(printed, equation),
        ]
    values = "、".join(yuan(c.value) for c in statement.closings)
    return [Text(f"应还款额印在多处且不一致：{values}", f"the closing balance is printed as {values}")]


def _gap(printed: int, equation: Equation) -> Text:
    gap = f"{yuan(printed)} − {yuan(printed - equation.residual)} = {yuan(equation.residual)}"
    return Text(f"账单印 {yuan(printed)} 元；{gap} 元", f"printed {yuan(printed)}; {gap}")
