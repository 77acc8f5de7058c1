"""What holds for every ledger, whatever is drawn: hypothesis prints the example, and `--hypothesis-seed` repeats it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import assume, given, note
from hypothesis import strategies as st

from pipeline.records.finding import Finding
from tests.ledgers.load import Bank, CardPapers, Ledger, Letter, Line, LoanPapers, files, load
from tests.ledgers.papers import above_notice, judged, made
from tests.simulator import model

LEDGERS = tuple(map(load, files()))
FIRING = tuple(ledger for ledger in LEDGERS if ledger.fires)


def name(ledger: Ledger) -> str:
    return f"{ledger.code}/{ledger.name}"


def gist(findings: Sequence[Finding]) -> Counter:
    """What is said above a notice, without its places."""
    return Counter((f.code, f.severity, f.date, f.difference, f.needs_review) for f in above_notice(findings))


def drawn(data: st.DataObject, ledgers: Sequence[Ledger]) -> Ledger:
    ledger = data.draw(st.sampled_from(range(len(ledgers))).map(ledgers.__getitem__), label="ledger")
    note(name(ledger))
    return ledger


# --- order ----------------------------------------------------------------------------------------------------------


def _shuffled_card(one: CardPapers, order: Random) -> CardPapers:
    bills = tuple(
        replace(bill, rows=_shuffled(bill.rows, order), interest_lines=_shuffled(bill.interest_lines, order))
        for bill in one.card.bills
    )
    return replace(one, card=replace(one.card, bills=bills))


def _shuffled(rows: Sequence, order: Random) -> tuple:
    return tuple(order.sample(list(rows), len(rows)))


def _shuffled_loan(one: LoanPapers, order: Random) -> LoanPapers:
    if any(line.balance is not None for line in one.lines):
        return one  # a running balance says in which order its rows stand
    lines = _shuffled(one.lines, order)
    return replace(one, lines=lines, loan=replace(one.loan, rows=tuple(line.row for line in lines)))


@given(data=st.data(), order=st.randoms(use_true_random=False))
def test_the_order_of_rows_and_papers_changes_nothing(data, order):
    ledger = drawn(data, LEDGERS)
    mixed = replace(
        ledger,
        cards=tuple(_shuffled_card(card, order) for card in ledger.cards),
        loans=tuple(_shuffled_loan(loan, order) for loan in ledger.loans),
        banks=tuple(replace(bank, lines=_shuffled(bank.lines, order)) for bank in ledger.banks),
    )
    papers = made(mixed).papers
    assert gist(judged(mixed, order.sample(papers, len(papers)))) == gist(judged(ledger))


# --- another account ------------------------------------------------------------------------------------------------

STRANGER = {"contract_no": "SH-2022-7777", "tail": "3051"}


def _apart(ledger: Ledger, other: Ledger) -> bool:
    """Whether nothing of one ledger can be taken for the other's."""

    def who(one: Ledger) -> set[str]:
        return {c.card.issuer for c in one.cards} | {x.loan.lender for x in one.loans} | {b.issuer for b in one.banks}

    return not who(ledger) & who(other)


def _elsewhere(ledger: Ledger) -> Ledger:
    """The same ledger of another bank and card, another lender and contract."""
    cards = tuple(
        replace(one, tails=(), card=replace(one.card, issuer="兴业银行", tail=STRANGER["tail"]))
        for one in ledger.cards[:1]
    )
    loans = tuple(
        replace(one, loan=replace(one.loan, lender="松河消费金融有限公司", contract_no=STRANGER["contract_no"]))
        for one in ledger.loans[:1]
    )
    return replace(ledger, cards=cards, loans=loans, banks=(), facts=())


LAWFUL = tuple(x for x in map(_elsewhere, (x for x in LEDGERS if x.silent)) if not above_notice(judged(x)))


@given(data=st.data())
def test_an_account_of_somebody_else_changes_nothing(data):
    ledger, other = drawn(data, LEDGERS), drawn(data, LAWFUL)
    assume(_apart(ledger, other))
    before, after = judged(ledger), judged(ledger, [*made(other).papers, *made(ledger).papers])
    assert gist(after) == gist(before)
    assert {f.id for f in above_notice(after)} == {f.id for f in above_notice(before)}


# --- other years ----------------------------------------------------------------------------------------------------

REGIMES = ((date(2017, 1, 1), date(2020, 12, 31)), (date(2021, 1, 1), date(2026, 10, 31)))
TIMELESS = ("DUP", "PEN", "INT", "STM501", "STM502", "LOAN401", "LOAN402", "LOAN403", "LOAN405", "LOAN406")
"""Rules without a date border inside a regime, nor a calendar of holidays."""

BY_DAYS = ("INT303", "LOAN402", "PEN205")
"""Where a leap day may lie between two days, the figure moves with it."""


def _days(ledger: Ledger) -> list[date]:
    """All days of a ledger."""
    found: list[date] = []
    moved(ledger, lambda day: found.append(day) or day)
    return found


def moved(ledger: Ledger, move: Callable[[date], date]) -> Ledger:
    """The ledger with every day moved."""

    def row(one: model.Row) -> model.Row:
        return replace(one, day=move(one.day), posted=move(one.posted))

    def line(one: Line) -> Line:
        return replace(one, row=row(one.row))

    def letter(one: Letter | None) -> Letter | None:
        return one and replace(one, settled_on=move(one.settled_on), issued_on=move(one.issued_on))

    def bill(one: model.Bill) -> model.Bill:
        return replace(
            one,
            statement_on=move(one.statement_on),
            period_start=move(one.period_start),
            due_on=move(one.due_on),
            rows=tuple(map(row, one.rows)),
            interest_lines=tuple(replace(x, start=move(x.start), end=move(x.end)) for x in one.interest_lines),
        )

    def card(one: CardPapers) -> CardPapers:
        moved_card = replace(one.card, bills=tuple(map(bill, one.card.bills)))
        return replace(one, card=moved_card, letter=letter(one.letter))

    def loan(one: LoanPapers) -> LoanPapers:
        plan = tuple(replace(x, due_on=move(x.due_on)) for x in one.loan.plan)
        lines = tuple(map(line, one.lines))
        rows = tuple(x.row for x in lines)
        moved_loan = replace(one.loan, opened_on=move(one.loan.opened_on), plan=plan, rows=rows)
        return replace(one, loan=moved_loan, lines=lines, letter=letter(one.letter))

    def bank(one: Bank) -> Bank:
        lines = tuple(map(line, one.lines))
        return replace(one, start=move(one.start), until=move(one.until), lines=lines)

    return replace(
        ledger,
        cards=tuple(map(card, ledger.cards)),
        loans=tuple(map(loan, ledger.loans)),
        banks=tuple(map(bank, ledger.banks)),
    )


def _regime(ledger: Ledger) -> tuple[date, date] | None:
    days = _days(ledger)
    return next((span for span in REGIMES if span[0] <= min(days) and max(days) <= span[1]), None)


def _movable(ledger: Ledger) -> bool:
    """Whether a ledger lies in one regime, and has neither a leap day nor an end of February of its own."""
    days = _days(ledger)
    whole = all((day.month, day.day) != (2, 29) for day in days)
    return whole and _regime(ledger) is not None and all(e.code.startswith(TIMELESS) for e in ledger.expect)


MOVABLE = tuple(ledger for ledger in FIRING if _movable(ledger))


@given(data=st.data())
def test_whole_years_inside_one_regime_keep_a_finding(data):
    ledger = drawn(data, MOVABLE)
    regime, days = _regime(ledger), _days(ledger)
    years = data.draw(st.integers(regime[0].year - min(days).year, regime[1].year - max(days).year), label="years")
    assume(max(days).replace(year=max(days).year + years) <= regime[1])

    def move(day: date) -> date:
        return day.replace(year=day.year + years)

    shifted = moved(ledger, move)
    before = [(f.code, f.severity, move(f.date), f.difference) for f in above_notice(judged(ledger))]
    after = [(f.code, f.severity, f.date, f.difference) for f in above_notice(judged(shifted))]
    if any(code.startswith(BY_DAYS) for code, *_ in before):
        before, after = ([found[:3] for found in side] for side in (before, after))
        assume(not _leap_between(days) and not _leap_between(_days(shifted)))
    assert sorted(before, key=str) == sorted(after, key=str)


def _leap_between(days: Sequence[date]) -> bool:
    """Whether a leap day lies between the days of a ledger."""
    day, last = min(days), max(days)
    while day <= last and (day.month, day.day) != (2, 29):
        day += timedelta(days=1)
    return day <= last


# --- taken back -----------------------------------------------------------------------------------------------------

TAKEN_BACK = ("DUP101", "PEN201", "PEN202", "PEN203", "PEN204", "INT302", "INT303", "LOAN405", "LOAN407")


def _charges(ledger: Ledger) -> list[tuple[int, int, int]]:
    """The accused charges of a card that its bills print as rows: number of card, bill and row."""
    wanted = {(e.row.split(" 第")[0]) for e in ledger.expect}
    return [
        (c, b, r)
        for c, card in enumerate(ledger.cards)
        for b, bill in enumerate(card.card.bills)
        for r, row in enumerate(bill.rows)
        if f"{row.posted} {row.text}" in wanted and row.fen > 0
    ]


def _with_row(card: model.Card, number: int, row: model.Row) -> model.Card:
    """The card with one more row in a bill, and balances that run on."""
    bills = []
    for n, bill in enumerate(card.bills):
        more = row.fen if n == number else 0
        carried = row.fen if n > number else 0
        rows = (*bill.rows, row) if n == number else bill.rows
        bills.append(
            replace(bill, rows=rows, opening=bill.opening + carried, closing=bill.closing + carried + more)
        )
    return replace(card, bills=tuple(bills))


ON_CARDS = tuple(
    x for x in FIRING if x.code in TAKEN_BACK and len(x.expect) == 1 and len(x.cards) == 1 and _charges(x)
)
ON_LOANS = tuple(x for x in FIRING if x.code in TAKEN_BACK and len(x.expect) == 1 and len(x.loans) == 1 and not x.cards)
WORDS = ("冲回{}", "{}冲正", "{}返还", "{}减免", "{}调整")


@given(data=st.data())
def test_a_charge_that_a_bill_takes_back_is_never_accused(data):
    ledger = drawn(data, ON_CARDS)
    number, where, place = _charges(ledger)[-1]
    card = ledger.cards[number].card
    bill, row = card.bills[where], card.bills[where].rows[place]
    day = row.posted + timedelta(days=data.draw(st.integers(0, (bill.statement_on - row.posted).days), label="days"))
    words = data.draw(st.sampled_from(WORDS), label="words").format(row.text)
    share = data.draw(st.integers(1, row.fen), label="first part")
    for fen in (share, row.fen - share):
        if fen:
            back = model.Row(day, day, words, "adjustment", -fen)
            card = _with_row(card, where, back)
    cards = tuple(replace(x, card=card) if n == number else x for n, x in enumerate(ledger.cards))
    # One that stands twice is wrong once: taken back once, nothing is left.
    assert [f.code for f in above_notice(judged(replace(ledger, cards=cards)))] == []


@given(data=st.data())
def test_a_charge_that_the_next_bill_takes_back_is_never_accused(data):
    ledger = drawn(data, ON_CARDS)
    number, where, place = _charges(ledger)[-1]
    card = ledger.cards[number].card
    assume(where == len(card.bills) - 1)
    last, row = card.bills[where], card.bills[where].rows[place]
    day = last.statement_on + timedelta(days=data.draw(st.integers(1, 28), label="days"))
    words = data.draw(st.sampled_from(WORDS), label="words").format(row.text)
    bill = model.Bill(
        last.statement_on + timedelta(days=30),
        last.statement_on + timedelta(days=1),
        last.due_on + timedelta(days=30),
        last.closing,
        last.closing - row.fen,
        0,
        (model.Row(day, day, words, "adjustment", -row.fen),),
    )
    cards = list(ledger.cards)
    cards[number] = replace(cards[number], card=replace(card, bills=(*card.bills, bill)))
    assert [f.code for f in above_notice(judged(replace(ledger, cards=tuple(cards))))] == []


@given(data=st.data())
def test_a_charge_that_a_lenders_list_takes_back_is_never_accused(data):
    ledger = drawn(data, ON_LOANS)
    (one,) = ledger.loans
    accused = ledger.expect[0].row
    row = next(line.row for line in one.lines if f"{line.row.posted} {line.row.text}" == accused)
    assume(row.fen > 0)
    day = row.posted + timedelta(days=data.draw(st.integers(0, 45), label="days"))
    words = data.draw(st.sampled_from(WORDS), label="words").format(row.text)
    share = data.draw(st.integers(1, row.fen), label="first part")
    parts = (-fen for fen in (share, row.fen - share) if fen)
    lines = (*one.lines, *(Line(model.Row(day, day, words, "adjustment", fen)) for fen in parts))
    loan = replace(one, lines=lines, loan=replace(one.loan, rows=tuple(line.row for line in lines)))
    assert [f.code for f in above_notice(judged(replace(ledger, loans=(loan,))))] == []


def test_there_is_something_to_draw():
    assert len(MOVABLE) >= 40
    assert len(LAWFUL) >= 100
    assert len(ON_CARDS) >= 15
    assert len(ON_LOANS) >= 4
