"""The notice that a charge cannot be checked, and what is missing for it: a rule never falls back to a default."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records.case import AccountStatement, Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.finding import Basis, Finding, Severity, Text
from rules.common import account_name, amount, identity, posted, yuan
from rules.registry import Draft

CANNOT = Text("无法核算", "cannot be computed")
"""What such a notice expects of a charge."""


def unchecked(
    code: str,
    case: Case,
    entry: Entry,
    item: AccountStatement,
    what: Text,
    missing: Text,
    steps: Sequence[Text] = (),
    basis: Sequence[Basis] = (),
    charge: Value[int] | None = None,
) -> Draft:
    """Return the notice of a rule that one of its inputs is missing, unverified or outside the tables' days.

    Args:
        code: The rule's.
        case: The case.
        entry: The first charge of the account that could not be checked.
        item: The statement with it.
        what: What the charge is called.
        missing: What is missing.
        steps: How far it could be computed.
        basis: What the charge would be judged by.
        charge: The charge where it is only a part of the row.
    """
    row, statement = entry.transaction, item.statement
    name = account_name(case, entry.account, statement)
    day, fen = posted(row), charge.value if charge is not None else abs(amount(row))
    finding = Finding(
        id="",
        code=code,
        severity=Severity.NOTICE,
        account=entry.account,
        issuer=statement.issuer,
        date=day,
        title=Text(
            f"{name.zh}：{day} 的{what.zh}（{yuan(fen)} 元）无法核算，缺少{missing.zh}",
            f"{name.en}: {what.en} of {day} ({yuan(fen)}) cannot be checked, missing: {missing.en}",
        ),
        observed=fen,
        expected=CANNOT,
        difference=None,
        calculation=(*steps, Text(f"缺少：{missing.zh}", f"missing: {missing.en}")),
        basis=tuple(basis),
        evidence=(row.amount.evidence, *((charge.evidence,) if charge is not None else ())),
        needs_review=False,
        addressee="",
        asks=(),
        meaning=Text(
            f"材料不足，无法判断{what.zh}是否多收；每个账户只提示一次。补齐材料或向机构索取后再运行一次。",
            f"The papers do not suffice to judge {what.en}; said once per account. Add what is missing and run again.",
        ),
    )
    return Draft(finding, identity(row, statement), row.document)
