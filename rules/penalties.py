"""PEN204: a penalty although the minimum was paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pipeline.records.case import Case
from pipeline.records.evidence import Value
from pipeline.records.finding import Basis, Finding, Severity, Text
from rules.common import amount, card_name, day_value, identity, posted, sound, yuan
from rules.minimum import Grace, Minimum, Paid, grace, judged_minimum, payments
from rules.registry import Draft, rule
from rules.tables.load import State, Tables


@rule(
    "PEN204",
    Severity.ERROR,
    says=Text(
        "已在到期还款日前还足最低还款额，仍收取违约金",
        "a penalty although the printed minimum was paid by the due date",
    ),
    needs=Text(
        "收取违约金的账单、前一期账单（最低还款额、到期还款日）、还款记录",
        "the statement with the penalty, the one before (minimum, due date), the payments",
    ),
    silent_when=(
        Text("还款迟于到期还款日，或不足最低还款额", "paid late or short"),
        Text("违约金已冲回", "the penalty was reversed"),
        Text("缺少前一期账单", "the statement before is missing"),
    ),
    basis=("penalty_by_contract",),
    tariffs=("grace_days",),
    example=Text(
        "最低还款额 412.46，到期日 3 月 26 日；3 月 20 日还 1,000.00 ≥ 412.46，违约金 42.20 应为 0。",
        "Minimum 412.46 due 26 March; 1,000.00 paid on 20 March, so the penalty of 42.20 has no ground.",
    ),
)
def minimum_was_paid(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each penalty of a statement whose predecessor's minimum was paid in time."""
    for entry in case.ledger:
        judged = judged_minimum(case, entry)
        if judged is None:
            continue
        in_time = payments(case, judged, judged.due.value)
        if in_time.total >= judged.fen.value:
            yield _draft(case, tables, judged, in_time, None)
            continue
        found = grace(case, tables, judged.item, judged.day)
        late = payments(case, judged, judged.due.value + timedelta(days=found.days))
        if found.days and late.total >= judged.fen.value:
            yield _draft(case, tables, judged, late, found)


def _draft(case: Case, tables: Tables, judged: Minimum, paid: Paid, within: Grace | None) -> Draft:
    severity = within.carries if within is not None else Severity.ERROR
    days = within.days if within is not None else 0
    entry, item, minimum, due, start = judged.entry, judged.item, judged.fen, judged.due, judged.start
    row = entry.transaction
    account = case.account(entry.account) if entry.account else None
    tail = account.tail if account else None
    card = card_name(item.statement.issuer, tail)
    fen = amount(row)
    last = due.value + timedelta(days=days)
    steps = [judged.step, *paid.steps()]
    if within is not None:
        told = ("（您在设置中填写的）", " (told in settings)")
        if not within.told:
            told = ("（转载的容时说明）", " (a copied notice)")
        steps.append(
            Text(
                f"容时期 {days} 天{told[0]}：{due.value} + {days} 天 = {last}",
                f"grace {days} days{told[1]}: until {last}",
            )
        )
    steps.append(
        Text(
            f"截至 {last}（含当日）合计还款 {paid.sum} 元 ≥ {yuan(minimum.value)} 元",
            f"paid by {last}, that day included: {paid.sum} ≥ {yuan(minimum.value)}",
        )
    )
    steps.append(Text(f"应收违约金 0.00 元，实收 {yuan(fen)} 元，差 {yuan(fen)} 元", f"due 0.00, charged {yuan(fen)}"))
    basis: list[Basis] = []
    day = posted(row) or case.as_of
    if tables.look_up("penalty_by_contract", day).state is State.KNOWN:
        basis.append(tables.basis("penalty_by_contract", day))
    name = row.description.value
    published = f"{item.statement.issuer}/grace_days"
    if within is not None and not within.told and tables.look_up(published, day).state is State.KNOWN:
        basis.append(tables.basis(published, day))
    asks: tuple[Text, ...]
    if severity is Severity.ERROR:
        asks = (
            Text(f"退还违约金 {yuan(fen)} 元", f"refund the penalty of {yuan(fen)}"),
            Text("以书面形式告知处理结果", "answer in writing"),
        )
    else:
        asks = (Text("说明收取该笔违约金所依据的合同条款和计算过程", "send the clause and the computation"),)
    finding = Finding(
        id="",
        code="PEN204",
        severity=severity,
        account=entry.account,
        issuer=item.statement.issuer,
        date=posted(row),
        title=Text(
            f"{card.zh}：已按期还足最低还款额，仍收“{name}”{yuan(fen)} 元"
            if severity is Severity.ERROR
            else f"{card.zh}：在容时期内还足最低还款额，仍收“{name}”{yuan(fen)} 元",
            f"{card.en}: penalty of {yuan(fen)} although the minimum was paid "
            f"{'in time' if severity is Severity.ERROR else 'within the days of grace'}",
        ),
        observed=fen,
        expected=0,
        difference=fen,
        calculation=tuple(steps),
        basis=tuple(basis),
        evidence=(
            row.amount.evidence,
            minimum.evidence,
            due.evidence,
            *(p.amount.evidence for p in paid.rows),
        ),
        needs_review=not sound(item.statement),
        addressee="" if severity is Severity.NOTICE else "lender",
        asks=asks,
        meaning=Text(
            "违约金只在未按期还足最低还款额时才有约定依据；账单显示您已按期还足。"
            if severity is Severity.ERROR
            else "只有算上容时期才算按期；容时期各行不同，有的须事先申请，请先核对您的合约。",
            "A penalty is agreed only for a missed minimum; the papers show it was paid."
            if severity is Severity.ERROR
            else "It is in time only with the days of grace; banks differ: check your contract first.",
        ),
    )
    values: list[Value] = [row.amount, row.description, minimum, due, start]  # type: ignore[type-arg]
    values += [v for r in (row, *paid.rows) if (v := day_value(r)) is not None]
    values += [p.amount for p in paid.rows]
    return Draft(finding, identity(row, item.statement), row.document, tuple(values), charge=entry)
