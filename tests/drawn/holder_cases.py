"""Cases of kinds B and C, drawn with one or two operators each."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from pipeline.intake.containers import members
from pipeline.intake.sniff import sniff
from samples.case_truth import ExpectedFinding
from samples.truth import DrawdownTruth, LetterTruth
from tests.drawn import card_operators as card
from tests.drawn import loan_operators as loan
from tests.drawn.holder_papers import figure_out_holder
from tests.drawn.holders import HolderPlan, draw_holder
from tests.drawn.operators import DrawnCase

OPERATORS = (
    # errors
    card.bought_twice,
    card.late_fee_by_name,
    card.overlimit_fee,
    card.penalty_above_tariff,
    card.penalty_without_ground,
    card.opens_otherwise,
    card.month_missing,
    loan.collected_twice,
    loan.debited_twice,
    loan.debited_twice_by_plan,
    loan.charged_after_settlement,
    loan.above_plan,
    loan.letter_amount_wrong,
    loan.letter_contradicts,
    # lawful
    card.one_of_two_returned,
    card.equal_instalments,
    card.two_fares,
    card.interest_given_back,
    card.equal_on_second_card,
    card.penalty_by_tariff,
    card.merchants_late_fee,
    card.unused_month,
    loan.trailing_interest,
    loan.reduced,
    loan.caught_up,
    loan.debit_returned,
)


def _letter(lot: random.Random, plan: HolderPlan, title: str, issuer: str, wording: str, **more: object) -> LetterTruth:
    on = plan.loan.settled_on - timedelta(days=lot.randint(20, 200))
    fields: dict[str, object] = {
        "serial": f"证{on:%Y%m}-{lot.randint(1000, 9999)}",
        "title": title,
        "issuer": issuer,
        "name": plan.person.name,
        "id_number": plan.person.masked_id,
        "settled_on": on,
        "issued_on": on + timedelta(days=lot.randint(0, 5)),
        "settled_amount": lot.randint(50_000, 3_000_000),
        "wording": wording,
    }
    return LetterTruth(**fields | more)  # type: ignore[arg-type]


def _another_letter(lot: random.Random, plan: HolderPlan) -> None:
    """Add a letter on something else, in another of the wordings; what it lacks must be found."""
    which = lot.choice(("", "", "drawdowns", "bad_debt", "card_open", "platform"))
    if which == "bad_debt":
        tail = f"{lot.randint(1000, 9999)}"
        opened = plan.loan.loan.opened_on - timedelta(days=lot.randint(900, 2500))
        issuer = "中国光大银行股份有限公司信用卡中心"
        letter = _letter(lot, plan, "信用卡欠款结清证明", issuer, which, account_tail=tail, opened_on=opened)
    elif which == "drawdowns":
        drawn = []
        for number in range(1, lot.randint(2, 3) + 1):
            opened = plan.loan.loan.opened_on - timedelta(days=lot.randint(200, 600))
            ends, amount = opened + timedelta(days=lot.randint(60, 180)), lot.randint(1, 20) * 100_000
            paid = amount + amount // lot.randint(12, 60)
            drawn.append(DrawdownTruth(f"SZJJ{opened:%y%m%d}{number:03d}", amount, opened, ends, ends, paid))
        last = max(one.settled_on for one in drawn) + timedelta(days=lot.randint(1, 9))
        letter = _letter(
            lot,
            plan,
            "借款结清证明",
            "松枝小额贷款有限公司",
            which,
            contract_no=f"SZED{lot.randint(10**9, 10**10 - 1)}",
            drawdowns=tuple(drawn),
            settled_on=max(one.settled_on for one in drawn),
            as_of=last,
            issued_on=last,
            settled_amount=sum(one.paid for one in drawn),
            amount_is="total",
        )
    elif which == "card_open":
        letter = _letter(
            lot,
            plan,
            "信用卡账户结清证明",
            "招商银行股份有限公司信用卡中心",
            which,
            account_tail=f"{lot.randint(1000, 9999)}",
            omitted=frozenset({"settled_on", "settled_amount"}),
        )
        letter = _as_of(letter)
    elif which == "platform":
        issuer = "拾光数字科技有限公司"
        letter = _as_of(_letter(lot, plan, "结清证明", issuer, which, omitted=frozenset({"settled_on"})))
    else:
        return
    file = f"另一份证明-{which}.pdf"
    plan.more.append((file, letter))
    if which in ("card_open", "platform"):
        plan.more_finds.append(ExpectedFinding("SET601", "warning", letter.account_tail, None, letter.issued_on, file))


def _as_of(letter: LetterTruth) -> LetterTruth:
    """Return the letter with an as-of day in place of a day of settlement."""
    return replace(letter, as_of=letter.settled_on)


def plan_holder_case(seed: int, kind: str, number: int) -> HolderPlan:
    """Return the plan of a case with its operators applied."""
    lot = random.Random(f"{seed}/{kind}{number}")
    plan = draw_holder(lot, kind)
    if kind == "C":
        _another_letter(lot, plan)
    wanted = lot.choice((1, 2, 2))
    for operator in lot.sample(OPERATORS, len(OPERATORS)):
        if len(plan.applied) < wanted and operator(lot, plan):
            plan.applied.append(operator.__name__)
    return plan


def draw_holder_case(seed: int, kind: str, number: int) -> DrawnCase:
    """Return one case of kind B or C; a seed gives the same bytes again."""
    plan = plan_holder_case(seed, kind, number)
    truth = figure_out_holder(plan, f"{seed}-{kind}{number}")
    files = {}
    for paper in truth.papers:
        name, data = paper.file, paper.draw()
        if paper.mail == "eml":
            # Intake opens a mail; readers see the page in it.
            (page,) = members(data, sniff(data))
            data = page.data
            name += ".html"
        files[name] = data
    return DrawnCase(f"{seed}/{kind}{number}", files, truth, tuple(plan.applied))


def draw_holder_cases(seed: int, kind: str, n: int) -> list[DrawnCase]:
    """Return `n` cases of one kind."""
    return [draw_holder_case(seed, kind, number) for number in range(n)]
