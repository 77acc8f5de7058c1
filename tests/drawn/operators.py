"""Clean cases drawn at random, into which errors, and lawful things that look like errors, are planted.

Operators change a plan; only then are the papers figured out and drawn, so every total follows from its rows
and nothing is wrong but what was planted.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from pipeline.records.extraction import Kind
from samples.case_truth import CaseTruth, ExpectedFinding
from samples.chains import MonthPlan
from tests.drawn.plans import GRACE_DAYS, Plan, draw_plan, figure_out

DELETABLE = (
    "name",
    "contract_no",
    "settled_amount",
    "outstanding",
    "settled_on",
    "issued_on",
    "issuer",
    "seal",
)
"""Items of a letter whose lack is a finding."""

_IDENTIFYING = frozenset({"settled_on", "issuer", "name"})
"""Without these a letter proves no settlement of this lender's loan, and a report cannot be accused."""


@dataclass(frozen=True, slots=True)
class DrawnCase:
    """A drawn case.

    Attributes:
        name: Seed and number, to draw it again.
        files: Name and bytes of each paper.
        truth: Everything that is printed, and what must be found.
        operators: Names of what was planted.
    """

    name: str
    files: Mapping[str, bytes]
    truth: CaseTruth
    operators: tuple[str, ...]

    @property
    def expected(self) -> tuple[ExpectedFinding, ...]:
        """Findings that must come out; no other error and no other warning may."""
        return self.truth.expected

    @property
    def tolerated(self) -> tuple[ExpectedFinding, ...]:
        """Findings that may come out or not."""
        return self.truth.tolerated


def _free(plan: Plan) -> list[int]:
    """Return the months with a statement before, to which nothing has been done yet.

    Neither may the statement before be misprinted: a figure of a paper that does not add up proves nothing.
    """
    return [
        i
        for i in range(1, len(plan.months))
        if plan.months[i] == MonthPlan(plan.months[i].rows, days_early=plan.months[i].days_early)
        and plan.months[i - 1].misprint is None
    ]


def _change(plan: Plan, index: int, **changes: object) -> None:
    plan.months[index] = replace(plan.months[index], **changes)  # type: ignore[arg-type]


def interest_twice(lot: random.Random, plan: Plan) -> bool:
    """Error: the month's interest is posted twice."""
    if not (free := _free(plan)):
        return False
    _change(plan, lot.choice(free), pay=lot.choice(("half", "minimum")), interest_twice=True)
    return True


def penalty_though_paid(lot: random.Random, plan: Plan) -> bool:
    """Error: a 违约金 although the printed minimum was paid on or before the due date."""
    if not (free := _free(plan)):
        return False
    # On the due date itself is the sharpest case.
    early = lot.choice((0, 0, 1, 5))
    pay = lot.choice(("full", "half", "minimum"))
    _change(plan, lot.choice(free), pay=pay, days_early=early, wrong_penalty=lot.randint(1101, 9000))
    return True


def total_altered(lot: random.Random, plan: Plan) -> bool:
    """Error: one printed total differs from what the rows give.

    Only the last statement's closing may be altered, because the next one opens with it.
    """
    if any(month.misprint for month in plan.months):
        return False
    last = len(plan.months) - 1
    free = [i for i in sorted({0, *_free(plan)}) if i == last or not plan.months[i + 1].wrong_penalty]
    if not free:
        return False
    index = lot.choice(free)
    totals = ["payments", "charges", "interest", *(["closing"] if index == last else [])]
    _change(plan, index, misprint=(lot.choice(totals), lot.choice((-1, 1)) * lot.randint(101, 50_000)))
    return True


def item_deleted(lot: random.Random, plan: Plan) -> bool:
    """Error: the letter lacks an item."""
    if plan.omitted:
        return False
    plan.omitted.add(lot.choice([i for i in DELETABLE if plan.unsettled is None or i not in _IDENTIFYING]))
    return True


def left_unsettled(lot: random.Random, plan: Plan) -> bool:
    """Error: the report still shows the settled loan with a balance."""
    if plan.unsettled is not None or plan.omitted & _IDENTIFYING:
        return False
    plan.unsettled = lot.randint(2, plan.loan_amount // 100 // 2) * 100
    return True


def charge_reversed(lot: random.Random, plan: Plan) -> bool:
    """Lawful: interest or 违约金 is taken back in the same statement or in the next one."""
    if not (free := _free(plan)):
        return False
    index = lot.choice(free)
    late = lot.random() < 0.5
    kind = lot.choice((Kind.PENALTY, Kind.INTEREST)) if late else Kind.INTEREST
    _change(plan, index, pay="full" if late else "half", days_late=GRACE_DAYS + 3 if late else 0)
    if index + 1 in _free(plan) and lot.random() < 0.5:
        _change(plan, index + 1, reverse_previous=(kind,))
    else:
        _change(plan, index, reverse=(kind,))
    return True


def paid_late(lot: random.Random, plan: Plan) -> bool:
    """Lawful: the payment comes after the due date, so penalty and interest have their ground."""
    if not (free := _free(plan)):
        return False
    _change(plan, lot.choice(free), days_late=lot.choice((1, 1, GRACE_DAYS + 1, 7)))
    return True


def overlapping(lot: random.Random, plan: Plan) -> bool:
    """Lawful: the reissued statement of a month lies beside the monthly one."""
    plan.reissued.append(lot.randrange(len(plan.months)))
    return True


Operator = Callable[[random.Random, Plan], bool]
ERRORS: tuple[Operator, ...] = (
    interest_twice,
    penalty_though_paid,
    total_altered,
    item_deleted,
    left_unsettled,
)
LAWFUL: tuple[Operator, ...] = (charge_reversed, paid_late, overlapping)


def draw_cases(seed: int, n: int) -> list[DrawnCase]:
    """Return `n` cases with none to three operators each; a seed gives the same bytes again."""
    result = []
    for number in range(n):
        lot = random.Random(f"{seed}/{number}")
        plan = draw_plan(lot)
        for operator in lot.sample(ERRORS + LAWFUL, lot.choice((0, 1, 1, 2, 2, 3))):
            if operator(lot, plan):
                plan.applied.append(operator.__name__)
        truth = figure_out(plan, f"{seed}-{number}")
        files = {paper.file: paper.draw() for paper in truth.papers}
        result.append(DrawnCase(f"{seed}/{number}", files, truth, tuple(plan.applied)))
    return result
