"""Reads a ledger: bills, plans and lists as a lawyer reads them, with what the rules must say of them.

The form of a file is told in README.md. Whatever is not understood is an error that names the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.records.case import AccountFact
from pipeline.values.dates import end_of_month
from pipeline.values.money import format_yuan
from pipeline.values.yaml import load_yaml
from tests.simulator import model

HERE = Path(__file__).parent
CODES = (
    *("DUP101", "DUP102", "DUP103", "PEN201", "PEN202", "PEN203", "PEN204", "PEN205", "INT301", "INT302", "INT303"),
    *("LOAN401", "LOAN402", "LOAN403", "LOAN404", "LOAN405", "LOAN406", "LOAN407"),
    *("STM501", "STM502", "STM503", "STM504"),
)
KINDS = {
    **{"消费": "purchase", "还款": "repayment", "利息": "interest", "违约金": "penalty", "滞纳金": "late_fee"},
    **{"罚息": "penalty_interest", "费用": "fee", "取现": "cash_advance", "分期": "instalment", "退款": "refund"},
    **{"放款": "disbursement", "调整": "adjustment", "其他": "other"},
}
FORMULA = {"上期应还": "opening", "还款": "payments", "新增": "charges", "调整": "adjustments", "利息": "interest"}
PARTS = ("本金", "利息", "罚息", "费用")
LENDERS = ("bank", "assisted", "consumer_finance", "microloan", "private")
SEVERITIES = ("error", "warning", "notice")


class LedgerError(Exception):
    """A file that is not in the form of a ledger."""


@dataclass(frozen=True)
class Line:
    """A row with what the neutral picture has no place for: the balance after it, the payee beside it."""

    row: model.Row
    balance: int | None = None
    payee: str | None = None


@dataclass(frozen=True)
class Expected:
    """A finding that there must be; `row` names the accused line, "… 第2笔" where several read the same.

    `needs_review`: our reading is in doubt, so that it goes to the review list and no letter is drafted.
    """

    code: str
    severity: str
    row: str
    difference: int | None
    needs_review: bool = False


@dataclass(frozen=True)
class Letter:
    """A settlement letter, complete in what it does not say here."""

    settled_on: date
    issued_on: date
    amount: int | None
    outstanding: int
    closes: bool


@dataclass(frozen=True)
class CardPapers:
    """A card's bills; `tails` where they name several cards, `formulas` and `again` by number of the bill."""

    card: model.Card
    tails: tuple[str, ...] = ()
    formulas: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    again: frozenset[int] = frozenset()
    letter: Letter | None = None


@dataclass(frozen=True)
class LoanPapers:
    """A loan's contract, plan, list, letter; `lines` are its rows with their balances."""

    loan: model.Loan
    lines: tuple[Line, ...]
    early_fee: str | None = None
    bare: bool = False
    not_on_file: frozenset[str] = frozenset()
    letter: Letter | None = None


@dataclass(frozen=True)
class Bank:
    """A debit account's list between two days, both included."""

    issuer: str
    tail: str
    start: date
    until: date
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Ledger:
    """One file."""

    code: str
    name: str
    story: str
    law: str
    cards: tuple[CardPapers, ...]
    loans: tuple[LoanPapers, ...]
    banks: tuple[Bank, ...]
    facts: tuple[AccountFact, ...]
    expect: tuple[Expected, ...]
    notices: tuple[Expected, ...]

    @property
    def fires(self) -> bool:
        """Whether its own code is expected."""
        return any(e.code == self.code and not e.needs_review for e in self.expect)

    @property
    def silent(self) -> bool:
        """Whether nothing above a notice is expected."""
        return not self.expect


def files() -> list[Path]:
    """All ledgers, in the order of their codes and names."""
    return sorted(HERE.glob("*/*.yaml"))


def load(path: Path) -> Ledger:
    """Read one file.

    Raises:
        LedgerError: What in it is not understood.
    """
    try:
        return _Reader(path.parent.name, path.stem).ledger(load_yaml(path.read_text(encoding="utf-8"), path.name))
    except (LedgerError, KeyError, TypeError, ValueError) as error:
        raise LedgerError(f"{path.parent.name}/{path.name}: {error}") from error


def _keys(given: Any, needed: str, optional: str = "") -> dict[str, Any]:
    """A mapping with all needed keys and no others than the optional ones."""
    if not isinstance(given, dict):
        raise LedgerError(f"a mapping is wanted, not {given!r}")
    wanted, allowed = set(needed.split()), {*needed.split(), *optional.split()}
    if unknown := set(given) - allowed:
        raise LedgerError(f"unknown: {', '.join(map(str, sorted(unknown)))}")
    if missing := wanted - set(given):
        raise LedgerError(f"missing: {', '.join(sorted(missing))}")
    return given


def _fen(text: Any) -> int:
    """An amount in yuan with two digits, grouped: "1,500.00"; negative is paid."""
    if not isinstance(text, str) or not re.fullmatch(r"-?(?:\d{1,3}(?:,\d{3})*)\.\d{2}", text.strip()):
        raise LedgerError(f"no amount in yuan: {text!r}")
    return int(text.strip().replace(",", "").replace(".", ""))


def _day(given: Any) -> date:
    if isinstance(given, date):
        return given
    return date.fromisoformat(str(given).strip())


def _percent(text: Any, unit: str) -> Decimal:
    """A rate as it is printed, in per cent, times `unit`."""
    if not isinstance(text, str) or not re.fullmatch(r"\d+(?:\.\d+)?%", text.strip()):
        raise LedgerError(f"no rate in per cent: {text!r}")
    return Decimal(text.strip()[:-1]) * Decimal(unit)


def _yearly(text: Any) -> int:
    """A yearly rate in hundredths of a per cent."""
    rate = _percent(text, "100")
    if rate != int(rate):
        raise LedgerError(f"a yearly rate has two digits: {text!r}")
    return int(rate)


def _cells(text: Any, least: int) -> list[str]:
    if not isinstance(text, str) or text.count("|") < least - 1:
        raise LedgerError(f"a line of {least} cells is wanted: {text!r}")
    return [cell.strip() for cell in text.split("|")]


def _maybe(given: Mapping[str, Any], name: str, read: Callable[[Any], Any]) -> Any:
    return None if given.get(name) is None else read(given[name])


def _line(text: Any) -> Line:
    """日期 | 类别 | 摘要 | 金额, then what else is printed: 交易 日期, 卡 尾号, 第 n 期, 本金 …, 余额 …, 对方 …."""
    day, kind, words, amount, *rest = _cells(text, 4)
    traded, tail, number, payee, balance = _day(day), None, None, None, None
    parts: dict[str, int] = {}
    for cell in rest:
        head, _, what = cell.partition(" ")
        if head == "交易":
            traded = _day(what)
        elif head == "卡":
            tail = what
        elif match := re.fullmatch(r"第 ?(\d+) ?期", cell):
            number = int(match[1])
        elif head in PARTS:
            parts[head] = _fen(what)
        elif head == "余额":
            balance = _fen(what)
        elif head == "对方":
            payee = what
        else:
            raise LedgerError(f"not understood: {cell!r}")
    fen = _fen(amount)
    four = tuple(parts.get(name, 0) for name in PARTS)
    if parts and sum(four) != -fen:
        raise LedgerError(f"the parts are not what was paid: {text!r}")
    row = model.Row(traded, _day(day), words, KINDS[kind], fen, number, four if parts else None, tail)  # type: ignore[arg-type]
    return Line(row, balance, payee)


def _interest_line(text: Any) -> model.InterestLine:
    """项目 | 本金 | 起 至 止 | n 天 | 日利率 | 利息, as printed."""
    label, base, span, days, rate, fen = _cells(text, 6)
    start, end = span.split(" 至 ")
    count = int(days.removesuffix("天"))
    return model.InterestLine(label, _fen(base), _day(start), _day(end), count, _percent(rate, "0.01"), _fen(fen))


class _Reader:
    def __init__(self, code: str, name: str) -> None:
        if code not in CODES:
            raise LedgerError(f"{code} is no code that has ledgers")
        self.code, self.name = code, name

    def ledger(self, given: Any) -> Ledger:
        said = _keys(given, "story law expect", "settings cards loans banks notices")
        if list(said)[:2] != ["story", "law"]:
            raise LedgerError("a file begins with its story and the law that matters")
        story, law = said["story"], said["law"]
        if not (isinstance(story, str) and isinstance(law, str) and len(story) >= 5 and len(law) >= 3):
            raise LedgerError("story and law are sentences")
        cards = tuple(map(self.card, said.get("cards", ())))
        loans = tuple(map(self.loan, said.get("loans", ())))
        if not cards and not loans:
            raise LedgerError("there is neither a card nor a loan")
        return Ledger(
            self.code,
            self.name,
            story.strip(),
            law.strip(),
            cards,
            loans,
            tuple(map(self.bank, said.get("banks", ()))),
            tuple(map(self.fact, said.get("settings", ()))),
            tuple(map(self.expected, said["expect"])),
            tuple(map(self.expected, said.get("notices", ()))),
        )

    def expected(self, given: Any) -> Expected:
        said = _keys(given, "code severity row difference", "needs_review")
        if said["severity"] not in SEVERITIES or not re.fullmatch(r"[A-Z]+\d{3}", said["code"]):
            raise LedgerError(f"no finding: {given!r}")
        review = bool(said.get("needs_review", False))
        return Expected(said["code"], said["severity"], said["row"], _maybe(said, "difference", _fen), review)

    def fact(self, given: Any) -> AccountFact:
        said = _keys(given, "issuer", "tail contract_no grace_days contract_rate lender_type")
        if said.get("lender_type", "bank") not in LENDERS:
            raise LedgerError(f"no kind of lender: {said['lender_type']!r}")
        return AccountFact(
            said["issuer"],
            said.get("tail"),
            said.get("contract_no"),
            said.get("grace_days"),
            _maybe(said, "contract_rate", _yearly),
            said.get("lender_type"),
        )

    def letter(self, given: Any) -> Letter | None:
        if given is None:
            return None
        said = _keys(given, "settled_on issued_on", "amount outstanding closes")
        outstanding = _maybe(said, "outstanding", _fen) or 0
        issued, amount = _day(said["issued_on"]), _maybe(said, "amount", _fen)
        return Letter(_day(said["settled_on"]), issued, amount, outstanding, bool(said.get("closes", False)))

    def card(self, given: Any) -> CardPapers:
        said = _keys(given, "issuer tail bills", "currency tails letter")
        bills: list[model.Bill] = []
        formulas: dict[int, dict[str, int]] = {}
        again = set()
        for number, one in enumerate(said["bills"]):
            bill = _keys(
                one,
                "statement_on due_on opening minimum rows closing",
                "period_start interest_lines daily_rate formula printed_again adds_up",
            )
            bills.append(self.bill(bill, bills))
            if "formula" in bill:
                terms = _keys(bill["formula"], " ".join(FORMULA))
                formulas[number] = {FORMULA[name]: _fen(terms[name]) for name in FORMULA}
            if bill.get("printed_again"):
                again.add(number)
            total = bills[-1].opening + sum(row.fen for row in bills[-1].rows)
            if (total == bills[-1].closing) is not bill.get("adds_up", True):
                gap = f"{format_yuan(total, grouped=True)}, not {bill['closing']}"
                raise LedgerError(f"the bill of {bills[-1].statement_on} does not add up as it says: {gap}")
        return CardPapers(
            model.Card(said["issuer"], said["tail"], said.get("currency", "CNY"), tuple(bills)),
            tuple(said.get("tails", ())),
            formulas,
            frozenset(again),
            self.letter(said.get("letter")),
        )

    def bill(self, bill: Mapping[str, Any], earlier: list[model.Bill]) -> model.Bill:
        day = _day(bill["statement_on"])
        last = earlier[-1].statement_on if earlier else None
        if last is None or not 20 <= (day - last).days <= 35:
            last = end_of_month(day, -1)
            last = last.replace(day=min(day.day, last.day))
        return model.Bill(
            day,
            _maybe(bill, "period_start", _day) or last + timedelta(days=1),
            _day(bill["due_on"]),
            _fen(bill["opening"]),
            _fen(bill["closing"]),
            _maybe(bill, "minimum", _fen),
            tuple(_line(text).row for text in bill["rows"]),
            tuple(map(_interest_line, bill.get("interest_lines", ()))),
            _maybe(bill, "daily_rate", lambda text: _percent(text, "0.01")),
        )

    def loan(self, given: Any) -> LoanPapers:
        said = _keys(
            given,
            "lender contract_no amount opened_on yearly_rate plan payments",
            "penalty_rate surcharge paid_out cost_items early_fee plan_is_bare not_on_file letter",
        )
        plan = []
        for text in said["plan"]:
            number, due, principal, interest, total = _cells(text, 5)
            row = model.PlanRow(
                int(number.strip("第期 ")),
                _day(due),
                _fen(principal.removeprefix("本金 ")),
                _fen(interest.removeprefix("利息 ")),
                _fen(total.removeprefix("合计 ")),
            )
            if row.principal + row.interest != row.total:
                raise LedgerError(f"the plan's row does not add up: {text}")
            plan.append(row)
        amount, rows = _fen(said["amount"]), tuple(map(_line, said["payments"]))
        if plan and sum(row.principal for row in plan) != amount:
            raise LedgerError("the plan's principal is not the amount of the loan")
        missing = frozenset(said.get("not_on_file", ()))
        if missing - {"contract", "list"}:
            raise LedgerError(f"only contract and list can be missing so: {sorted(missing)}")
        surcharge = _maybe(said, "surcharge", lambda text: int(_percent(text, "1")))
        items = _maybe(said, "cost_items", tuple)
        loan = model.Loan(
            said["lender"],
            "",
            said["contract_no"],
            amount,
            _day(said["opened_on"]),
            _maybe(said, "yearly_rate", _yearly),
            tuple(plan),
            tuple(line.row for line in rows),
            _maybe(said, "penalty_rate", _yearly),
            surcharge,
            _maybe(said, "paid_out", _fen),
            items,
        )
        clause, bare = said.get("early_fee"), bool(said.get("plan_is_bare"))
        return LoanPapers(loan, rows, clause, bare, missing, self.letter(said.get("letter")))

    def bank(self, given: Any) -> Bank:
        said = _keys(given, "issuer tail start until rows")
        lines = tuple(map(_line, said["rows"]))
        start, until = _day(said["start"]), _day(said["until"])
        if not all(start <= line.row.posted <= until for line in lines):
            raise LedgerError("a row lies outside the list's days")
        return Bank(said["issuer"], said["tail"], start, until, lines)
