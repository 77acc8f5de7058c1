"""SET603: a settlement letter against the other papers of the same loan or card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.records.case import AccountLetter, Case
from pipeline.records.evidence import Value
from pipeline.records.extraction import DocType, Kind
from pipeline.records.finding import Finding, Severity, Text
from pipeline.records.letter import Letter
from pipeline.records.letter_items import says_settled
from pipeline.records.loan import Contract, Plan
from pipeline.values.text import close, key, number_key
from rules.common import account_name, amount, entries, posted, yuan
from rules.loan_facts import contracts_of, loan_statements
from rules.registry import Draft, rule
from rules.tables.load import Tables

_FIELDS = {
    "name": Text("姓名", "name"),
    "id_tail": Text("身份证件尾号", "tail of the ID number"),
    "contract_no": Text("合同号", "contract number"),
    "loan_amount": Text("贷款金额", "amount of the loan"),
}
_NAME = re.compile(r"[\u3400-\u9fff*·]{2,6}")
_NO_NAME = re.compile(r"先生|女士|客户|账户|持卡|用户|姓名|银行|公司|借款|证件|[本该]人")
_MASK = re.compile(r"[*×xX＊●○]+")


@dataclass(frozen=True, slots=True)
class _Conflict:
    """One item of a letter and what another paper says of it."""

    field: str
    said: Value  # type: ignore[type-arg]
    other: Value  # type: ignore[type-arg]
    account: str | None


@rule(
    "SET603",
    Severity.ERROR,
    says=Text("结清证明与其他材料矛盾", "the letter contradicts other papers"),
    needs=Text(
        "结清证明，以及同一合同的借款合同、还款计划、还款明细或信用报告",
        "the letter, and contract, plan, list of payments or credit report of the same loan",
    ),
    silent_when=(
        Text("被遮盖的字不冲突（王*明、张**）", "masked digits that do not conflict"),
        Text("简称或不同种类的编号", "abbreviations, or numbers of another kind"),
        Text("合同额度下只结清其中一笔借据", "one drawdown of a larger credit line"),
        Text(
            "没有其他材料知道该账户（他人的证明，转待复核）",
            "no other paper knows the account: somebody else's (goes to review)",
        ),
    ),
    basis=("post_contract_duty",),
    example=Text(
        "合同金额 12,000.00，结清证明写 12,500.00：12,500.00 − 12,000.00 = 500.00 元不符。",
        "The contract says 12,000.00, the letter 12,500.00: off by 500.00.",
    ),
)
def contradicts(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield one draft per letter that contradicts another paper of the same account."""
    for item in case.letters:
        if not says_settled(item.letter):
            continue
        found = _conflicts(case, item)
        if found:
            yield _draft(case, tables, item, found)


def _conflicts(case: Case, item: AccountLetter) -> list[_Conflict]:
    letter = item.letter
    account = item.account or _by_number(case, letter)
    plans = [x.plan for x in case.plans if x.account == account] if account else []
    contracts = contracts_of(case, account) if account else []
    found = [
        _differs("name", letter.name, _names(case, item, account), account),
        _differs("id_tail", letter.id_tail, [*(c.id_tail for c in contracts), *_reported(case, account)], account),
        _amount(case, item, contracts, plans) if account else None,
        _misprinted_number(case, item),
    ]
    return [conflict for conflict in found if conflict is not None]


def _reported(case: Case, account: str | None) -> list[Value[str] | None]:
    """Return the ID tails of reports that list the account."""
    return [x.report.id_tail for x in case.report_accounts if x.account == account and x.linked_by]


def _by_number(case: Case, letter: Letter) -> str | None:
    """Return the account of a letter that was taken for another person's, where a contract or plan has its number."""
    if letter.contract_no is None:
        return None
    number = number_key(letter.contract_no.value)
    records = [(x.account, x.contract.contract_no) for x in case.contracts]
    records += [(x.account, x.plan.contract_no) for x in case.plans]
    found = {
        account
        for account, printed in records
        if account is not None and printed is not None and number_key(printed.value) == number
    }
    return found.pop() if len(found) == 1 else None


def _names(case: Case, item: AccountLetter, account: str | None) -> list[Value[str] | None]:
    """Return the names that papers of the same account print, and reports of the person with the same ID number."""
    names: list[Value[str] | None] = []
    if account is not None:
        names += [c.name for c in contracts_of(case, account)]
        names += [x.plan.name for x in case.plans if x.account == account]
        names += [i.statement.name for i in loan_statements(case, account)]
        names += [i.statement.name for i in case.statements if i.account == account and i.statement.kind != "loan"]
    tail = item.letter.id_tail
    for link in case.report_accounts:
        report = link.report
        if tail is not None and report.id_tail is not None and tail.value == report.id_tail.value:
            names.append(report.name)
    return names


def _differs(
    field: str, said: Value[str] | None, others: list[Value[str] | None], account: str | None
) -> _Conflict | None:
    """Return the conflict with other papers, where none of them agrees with the letter.

    What does not look like a name was more likely misread than misprinted.
    """
    known = [other for other in others if other is not None and (field != "name" or _is_name(other.value))]
    if field == "name" and said is not None and not _is_name(said.value):
        return None
    fits = same_name if field == "name" else same_tail
    if said is None or not known or any(fits(said.value, other.value) for other in known):
        return None
    return _Conflict(field, said, known[0], account)


def _is_name(text: str) -> bool:
    folded = re.sub(r"(?:先生|女士|小姐)$", "", key(text))
    return _NAME.fullmatch(folded) is not None and not _NO_NAME.search(folded)


def same_name(one: str, other: str) -> bool:
    """Whether two printed names may be one: masked characters fit any, in any number."""
    a, b = (re.sub(r"(?:先生|女士|小姐)$|[·•・.\s]", "", key(name)) for name in (one, other))
    if not a or not b or a.isascii() != b.isascii():
        return True  # a name in letters and one in characters cannot be compared
    for masked, whole in ((a, b), (b, a)):
        if _MASK.search(masked):
            parts = [part for part in _MASK.split(masked) if part]
            clear = [part for part in _MASK.split(whole) if part]
            if not parts or not clear:
                return True
            head, tail = _MASK.split(masked)[0], _MASK.split(masked)[-1]
            mine, theirs = _MASK.split(whole)[0], _MASK.split(whole)[-1]
            return _overlap(head, mine) and _overlap(tail[::-1], theirs[::-1])
    return a == b


def _overlap(one: str, other: str) -> bool:
    """Whether one beginning is the other's."""
    return one.startswith(other) or other.startswith(one)


def same_tail(one: str, other: str) -> bool:
    """Whether two tails of an ID number may be one's: compared over the digits that both print."""
    a, b = key(one)[::-1], key(other)[::-1]
    return all(x == y or "*" in (x, y) for x, y in zip(a, b, strict=False))


def _amount(case: Case, item: AccountLetter, contracts: list[Contract], plans: list[Plan]) -> _Conflict | None:
    """Return the conflict of loan amounts; a credit line is larger than the drawdown that a letter settles."""
    said = item.letter.loan_amount
    account = item.account or _by_number(case, item.letter)
    if said is None or sum(x.account == account for x in case.letters if item.account) > 1:
        return None
    opened = item.letter.opened_on
    drawn = [
        p.loan_amount
        for p in plans
        # A plan of another day was made for what was left of the loan.
        if p.loan_amount is not None and (opened is None or p.opened_on is None or p.opened_on.value == opened.value)
    ]
    paid_out = [e.transaction for e in entries(case, account, (Kind.DISBURSEMENT,))]
    if len(paid_out) > 1:
        return None  # several drawdowns, of which the letter may settle one
    drawn += [
        Value(abs(amount(row)), row.amount.evidence, row.amount.checks)
        for row in paid_out
        if opened is None or (day := posted(row)) is None or day == opened.value
    ]
    # A list that starts on another day may be of what was left of the loan.
    drawn += [
        own.loan_amount
        for own in (i.statement for i in loan_statements(case, account))
        if own.loan_amount is not None
        and (opened is None or own.opened_on is None or own.opened_on.value == opened.value)
    ] if account else []
    agreed = [c.loan_amount for c in contracts if c.loan_amount is not None]
    known = drawn or agreed
    if not known or any(v.value == said.value for v in (*drawn, *agreed)):
        return None
    if not drawn and item.letter.scope == "drawdown" and agreed[0].value > said.value:
        return None
    return _Conflict("loan_amount", said, known[0], account)


def _misprinted_number(case: Case, item: AccountLetter) -> _Conflict | None:
    """Return the conflict with a contract of the same lender, day and amount whose number differs by a misprint.

    Numbers of different shape are of different kinds (合同号, 借据号) and say nothing.  Two loans of one day may have
    neighbouring numbers: so the number must stand in no other paper, and a person looks at it first.
    """
    letter = item.letter
    if letter.contract_no is None or letter.opened_on is None or letter.loan_amount is None:
        return None
    mine = number_key(letter.contract_no.value)
    others = [i.statement.contract_no for i in case.statements] + [x.plan.contract_no for x in case.plans]
    if any(number_key(v.value) == mine for v in others if v is not None):
        return None
    fitting = []
    for contract in (x.contract for x in case.contracts):
        if contract.contract_no is None or contract.opened_on is None or contract.loan_amount is None:
            continue
        theirs = number_key(contract.contract_no.value)
        same = (contract.issuer, contract.opened_on.value, contract.loan_amount.value) == (
            letter.issuer,
            letter.opened_on.value,
            letter.loan_amount.value,
        )
        if theirs == mine:
            return None
        if same and len(theirs) == len(mine) and close(mine, theirs, 2):
            fitting.append(contract.contract_no)
    if len({v.value for v in fitting}) != 1:
        return None
    return _Conflict("contract_no", letter.contract_no, fitting[0], item.account)


_PAPERS = {
    DocType.LOAN_CONTRACT: Text("借款合同", "the contract"),
    DocType.REPAYMENT_PLAN: Text("还款计划", "the plan"),
    DocType.LOAN_STATEMENT: Text("贷款还款明细", "the list of payments"),
    DocType.CREDIT_REPORT_BRIEF: Text("信用报告", "the credit report"),
    DocType.CREDIT_REPORT_FULL: Text("信用报告", "the credit report"),
    DocType.CARD_STATEMENT: Text("信用卡账单", "the card statement"),
}


def _paper(case: Case, value: Value) -> Text:  # type: ignore[type-arg]
    """Return what the paper that prints a value is called."""
    kind = case.document(value.evidence.document).type
    return _PAPERS.get(kind or DocType.OTHER, Text("其他材料", "another paper"))


def _shown(value: object) -> str:
    return f"{yuan(value)} 元" if isinstance(value, int) else str(value)


def _draft(case: Case, tables: Tables, item: AccountLetter, found: list[_Conflict]) -> Draft:
    letter = item.letter
    account = next((c.account for c in found if c.account is not None), item.account)
    name = account_name(case, account)
    zh = "、".join(_FIELDS[c.field].zh for c in found)
    en = ", ".join(_FIELDS[c.field].en for c in found)
    steps = [
        Text(
            f"{_FIELDS[c.field].zh}：结清证明写“{_shown(c.said.value)}”，{paper.zh}写“{_shown(c.other.value)}”",
            f"{_FIELDS[c.field].en}: the letter says {_shown(c.said.value)}, {paper.en} {_shown(c.other.value)}",
        )
        for c, paper in ((c, _paper(case, c.other)) for c in found)
    ]
    observed: int | Text = Text(
        "；".join(f"{_FIELDS[c.field].zh} {_shown(c.said.value)}" for c in found),
        "; ".join(f"{_FIELDS[c.field].en} {_shown(c.said.value)}" for c in found),
    )
    expected: int | Text = Text(
        "；".join(f"{_FIELDS[c.field].zh} {_shown(c.other.value)}" for c in found),
        "; ".join(f"{_FIELDS[c.field].en} {_shown(c.other.value)}" for c in found),
    )
    difference = None
    if [c.field for c in found] == ["loan_amount"]:
        observed, expected = found[0].said.value, found[0].other.value
        difference = found[0].said.value - found[0].other.value
        sums = f"{yuan(found[0].said.value)} − {yuan(found[0].other.value)} = {yuan(difference)}"
        steps.append(Text(f"{sums} 元", sums))
    finding = Finding(
        id="",
        code="SET603",
        severity=Severity.ERROR,
        account=account,
        issuer=letter.issuer,
        date=letter.issued_on.value if letter.issued_on else None,
        title=Text(
            f"{name.zh}：结清证明的{zh}与其他材料不符", f"{name.en}: the letter's {en} differs from other papers"
        ),
        observed=observed,
        expected=expected,
        difference=difference,
        calculation=tuple(steps),
        basis=(tables.basis("post_contract_duty", case.as_of),),
        evidence=tuple(v.evidence for c in found for v in (c.said, c.other)),
        # Whether a number is another loan's or a misprint is a question of joining papers.
        needs_review=any(c.field == "contract_no" for c in found),
        addressee="lender",
        asks=(Text(f"核实并更正{zh}后重新出具结清证明", f"check and correct the {en}, and issue the letter again"),),
        meaning=Text(
            "结清证明与合同等材料不一致，可能无法证明结清的就是这一笔。",
            "A letter that differs from contract or plan may not prove that this very loan was settled.",
        ),
    )
    number = letter.contract_no or letter.account_tail
    identity = (
        letter.issuer or "",
        str(number.as_first_read) if number else "",
        "",
        letter.serial.as_first_read if letter.serial else "",
        "conflict",
        "",
        "",
    )
    return Draft(finding, identity, letter.document, tuple(v for c in found for v in (c.said, c.other)))
