"""Papers of DUP103 and LOAN401 to LOAN407, each with a twin that is lawful."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from pipeline.records.extraction import Kind
from samples.bundles import Bundle, debit_paper, loan_flows
from samples.canvas_pylopdf import PylopdfCanvas
from samples.case_truth import PaperTruth
from samples.flow import Flow, TableStyle, paragraph, table
from samples.people_parts import loan_letter
from samples.truth_bank import DebitRow
from samples.truth_loan import (
    BookingsTruth,
    ContractTruth,
    DueTruth,
    EntryTruth,
    LoanTruth,
    PaymentsTruth,
    PlanTruth,
    entry,
    paid_as_due,
)
from tests.acceptance.papers_of_codes import PERSON, Pack, Said, files_of, half_up, yuan

_BANK = "北屿银行股份有限公司"
_FINANCE = "云麓消费金融有限公司"
_MICRO = "松烟网络小额贷款有限公司"


def _loan(issuer: str, number: str, amount: int, rate: int, opened_on: date, months: int) -> LoanTruth:
    return LoanTruth(
        issuer, PERSON.name, PERSON.masked_id, number, f"JJ{number}", amount, rate, opened_on, months,
        account_tail="7014",
    )  # fmt: skip


def _printed(title: str, lines: Sequence[str], *tables: Sequence[Sequence[str]]) -> bytes:
    """Return a page of lines and ruled tables."""
    canvas = PylopdfCanvas()
    flow = Flow(canvas, lambda f: setattr(f, "y", 70.0), bottom=790.0)
    flow.new_page()
    canvas.text(297, 74, title, 16, align="center")
    flow.y = 112
    for line in lines:
        paragraph(flow, 56, 539, line, 10, 18)
    for head, *rows in tables:
        flow.y += 10
        wide = [483 / len(head)] * len(head)
        table(flow, 56, wide, head, rows, ["center"] * len(head), TableStyle(size=9))
    return canvas.save()


def dup103() -> Iterator[Pack]:
    """Lender and bank show instalment 4 twice; in the twin the bank shows the second returned."""
    loan = _loan(_FINANCE, "YLXF20250306021", 1_200_000, 1440, date(2025, 3, 6), 12)
    payments = [paid_as_due(due) for due in loan.dues[:6]]
    payments.insert(4, replace(payments[3], day=payments[3].day + timedelta(days=1)))
    listed = PaymentsTruth(loan, loan.opened_on, date(2025, 9, 30), tuple(payments), remaining=False)
    flows = loan_flows(listed)
    again = payments[4]
    back = DebitRow(
        again.day + timedelta(days=3), "退款", -again.total, loan.issuer, remark=f"{loan.contract_no}代扣退回",
        kind=Kind.REFUND,
    )  # fmt: skip
    span = (date(2025, 3, 1), date(2025, 9, 30))
    said = Said(
        "DUP103", "error", loan.contract_no, again.day, 2 * again.total, again.total, again.total, yuan(again.total)
    )
    for name, more, found in (("同一期扣两次", (), (said,)), ("第二笔已退回", (back,), ())):
        bundle = Bundle((), flows=(*flows, *more))
        debit = debit_paper("招商银行", PERSON, "6214830012347014", span, 918_400, (bundle,), 900_000)
        papers = (
            PaperTruth("还款计划表.pdf", PlanTruth(loan, loan.opened_on)), PaperTruth("还款明细.pdf", listed), debit,
        )  # fmt: skip
        yield Pack(f"DUP103-{name}", "DUP103", files_of(*papers), found)


def loan401() -> Iterator[Pack]:
    """A bank's contract doubles the rate when overdue; in the twin it adds half."""
    for name, surcharge in (("罚息为合同利率两倍", 100), ("罚息为合同利率一点五倍", 50)):
        loan = _loan(_BANK, "BYXD202405170308", 5_000_000, 960, date(2024, 5, 17), 24)
        loan = replace(loan, surcharge=surcharge)
        twice, most = loan.rate * (100 + surcharge) // 100, loan.rate * 3 // 2
        said = Said(
            "LOAN401", "warning", loan.contract_no, loan.opened_on, f"{twice / 100:g}%", f"不高于 {most / 100:g}%",
            None, f"{twice / 100:.2f}", (f"{loan.rate / 100:g}",),
        )  # fmt: skip
        papers = files_of(PaperTruth("个人消费借款合同.pdf", ContractTruth(loan, rate_printed=True)))
        yield Pack(f"LOAN401-{name}", "LOAN401", papers, (said,) if twice > most else ())


def _csv_plan(loan: LoanTruth) -> bytes:
    """Return the plan as an app exports it."""
    rows: list[list[str]] = [
        [f"{loan.issuer}借款还款计划"],
        ["合同编号", loan.contract_no, "借款金额", f"{loan.amount / 100:.2f}", "放款日期", f"{loan.opened_on}"],
        ["期次", "应还日期", "应还本金(元)", "应还利息(元)", "应还总额(元)"],
    ]
    rows += [
        [f"第{d.period_no}期", f"{d.due_on}", *(f"{fen / 100:.2f}" for fen in (d.principal, d.interest, d.total))]
        for d in loan.dues
    ]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def loan402() -> Iterator[Pack]:
    """Ten days late cost 38.00 of penalty interest; in the twin what the contract makes of them."""
    loan = _loan(_BANK, "BYXD202501080114", 1_800_000, 1440, date(2025, 1, 8), 12)
    due, days = loan.dues[3], 10
    # A day more at each end, a year of 360 days, and compounding however often: x + x² is above any of it.
    x = Fraction(loan.rate * (100 + loan.surcharge) * (days + 2), 360 * 1_000_000)
    most = -((-(due.principal + due.interest) * (x + x * x)) // 1)
    for name, penalty in (("高于最宽口径", 3800), ("按约定利率", loan.penalty_of(due.principal, days))):
        payments = [paid_as_due(one) for one in loan.dues[:6]]
        payments[3] = paid_as_due(due, later=due.due_on + timedelta(days=days), penalty=penalty, note="逾期还款")
        papers = (
            PaperTruth("借款合同.pdf", ContractTruth(loan, rate_printed=True)),
            PaperTruth("还款计划表.pdf", PlanTruth(loan, loan.opened_on)),
            PaperTruth("还款明细.pdf", PaymentsTruth(loan, loan.opened_on, date(2025, 7, 31), tuple(payments))),
        )
        said = Said(
            "LOAN402", "error", loan.contract_no, payments[3].day, penalty, int(most), penalty - int(most),
            yuan(payments[3].total), ("21.6", yuan(due.principal + due.interest)),
        )  # fmt: skip
        yield Pack(f"LOAN402-{name}", "LOAN402", files_of(*papers), (said,) if penalty > most else ())


def loan403() -> Iterator[Pack]:
    """The payout slip has 600.00 less than the contract, kept as a fee; in the twin the fee came a month later."""
    loan = _loan(_MICRO, "SYWD20250612043", 1_200_000, 1500, date(2025, 6, 12), 12)
    kept = 60_000
    for name, paid_out, fee_on in (
        ("放款时扣下服务费", loan.amount - kept, loan.opened_on),
        ("一个月后另收", loan.amount, date(2025, 7, 14)),
    ):
        lines = (
            f"贷款人：{loan.issuer}", f"借款人：{loan.name}", f"合同编号：{loan.contract_no}",
            f"借款金额：{yuan(loan.amount)}元", f"实际放款金额：{yuan(paid_out)}元", f"放款日期：{loan.opened_on}",
            "收款账号：6222 **** **** 7014",
        )  # fmt: skip
        entries = [entry(loan.opened_on, Kind.DISBURSEMENT, loan.amount)]
        taken = [
            entry(fee_on, Kind.FEE, kept, "服务费"),
            entry(fee_on, Kind.REPAYMENT, kept, "还款（服务费）"),
        ]
        first = loan.dues[0]
        paid = [
            entry(first.due_on, Kind.INTEREST, first.interest), entry(first.due_on, Kind.REPAYMENT, first.total)
        ]  # fmt: skip
        listed = BookingsTruth(loan, loan.opened_on, date(2025, 7, 31), tuple(sorted_by_day(entries + taken + paid)))
        made = files_of(PaperTruth("借款合同.pdf", ContractTruth(loan)), PaperTruth("贷款对账单.pdf", listed))
        made["放款凭证.pdf"] = _printed("放款凭证", lines)
        said = Said(
            "LOAN403", "error", loan.contract_no, loan.opened_on, loan.amount, paid_out, kept, yuan(kept), ()
        )  # fmt: skip
        yield Pack(f"LOAN403-{name}", "LOAN403", made, (said,) if paid_out < loan.amount else ())


def sorted_by_day(entries: Sequence[EntryTruth]) -> list[EntryTruth]:
    """Return bookings by day, those of one day as they came."""
    return sorted(entries, key=lambda e: e.day)


def _worth(loan: LoanTruth, months: Callable[[DueTruth], Fraction | int]) -> Fraction:
    """Return the monthly rate at which all instalments are worth what was lent, halved out of a bracket."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        worth = sum(due.total / (1 + middle) ** float(months(due)) for due in loan.dues)
        low, high = (middle, high) if worth > loan.amount else (low, middle)
    return Fraction(low)


def _cost_of(loan: LoanTruth) -> Fraction:
    """Return the lowest of three yearly rates: by equal months, by real days, and cost over principal by time."""
    by_months = 12 * _worth(loan, lambda due: due.period_no)
    by_days = 12 * _worth(loan, lambda due: Fraction((due.due_on - loan.opened_on).days * 12, 365))
    left, last, owed = loan.amount, loan.opened_on, 0
    for due in loan.dues:
        owed += left * (due.due_on - last).days
        left, last = left - due.principal, due.due_on
    cost = sum(due.interest + due.fee for due in loan.dues)
    return min(by_months, by_days, Fraction(cost * 365, owed))


def loan404() -> Iterator[Pack]:
    """A microloan of 2026 costs above 24 % a year with its fees; in the twin there are none, in another it is just 24 %."""
    for name, opened_on, yearly, fee in (
        ("综合成本高于百分之二十四", date(2026, 3, 5), 2100, 4500),
        ("不另收费", date(2026, 3, 5), 2100, 0),
        ("恰为百分之二十四", date(2026, 1, 12), 2400, 0),
    ):
        loan = replace(_loan(_MICRO, "SYWD20260305008", 900_000, yearly, opened_on, 7), fee=fee)
        payments = tuple(paid_as_due(due) for due in loan.dues)
        papers = (
            PaperTruth("借款合同.pdf", ContractTruth(loan)),
            PaperTruth("还款明细.pdf", PaymentsTruth(loan, loan.opened_on, date(2026, 10, 31), payments)),
        )
        rate = _cost_of(loan)
        said = Said(
            "LOAN404", "warning", loan.contract_no, loan.opened_on, f"{half_up(rate * 10_000) / 100:.2f}%",
            "不高于 24.00%", None, yuan(loan.dues[0].total), (yuan(loan.amount),),
        )  # fmt: skip
        found = (said,) if half_up(rate * 10_000) > 2400 else ()
        yield Pack(f"LOAN404-{name}", "LOAN404", files_of(*papers), found)


def loan405() -> Iterator[Pack]:
    """Interest is booked two months after the settlement; in the twin it is the trailing interest, two days after."""
    loan = _loan(_FINANCE, "YLXF20250408077", 800_000, 1620, date(2025, 4, 8), 12)
    settled_on = date(2025, 8, 20)
    left, last = loan.dues[3].remaining, loan.dues[3].due_on
    trailing = loan.interest_of(left, (settled_on - last).days)
    for name, booked_on in (("结清两个月后又计息", date(2025, 10, 22)), ("结清前的尾息", date(2025, 8, 22))):
        entries = [entry(loan.opened_on, Kind.DISBURSEMENT, loan.amount)]
        for due in loan.dues[:4]:
            entries += [
                entry(due.due_on, Kind.INTEREST, due.interest),
                entry(due.due_on, Kind.REPAYMENT, due.total, f"还款（第{due.period_no}期）"),
            ]
        entries += [
            entry(settled_on, Kind.REPAYMENT, left, "提前结清还款（本金）"),
            entry(booked_on, Kind.INTEREST, trailing),
            entry(booked_on, Kind.REPAYMENT, trailing),
        ]
        letter = loan_letter(
            PERSON, loan.issuer, "云麓结证2025第0821003号", settled_on, title="结清证明", wording="pairs",
            contract_no=loan.contract_no, drawdown_no=loan.drawdown_no, loan_amount=loan.amount,
            opened_on=loan.opened_on, settled_amount=loan.amount, amount_is="principal",
        )  # fmt: skip
        papers = (
            PaperTruth("贷款对账单.pdf", BookingsTruth(loan, loan.opened_on, date(2025, 10, 31), tuple(entries))),
            PaperTruth("结清证明.pdf", letter),
        )
        said = Said(
            "LOAN405", "error", loan.contract_no, booked_on, trailing, 0, trailing, yuan(trailing), (f"{settled_on}",)
        )
        found = (said,) if (booked_on - settled_on).days > 31 else ()
        yield Pack(f"LOAN405-{name}", "LOAN405", files_of(*papers), found)


def loan406() -> Iterator[Pack]:
    """The app's plan (csv) asks less than was collected; in the twin twelve days late explain it."""
    loan = _loan(_FINANCE, "YLXF20250219055", 2_400_000, 1560, date(2025, 2, 19), 12)
    due = loan.dues[4]
    added = loan.penalty_of(due.principal + due.interest, 12)
    above = replace(paid_as_due(due), interest=due.interest + added)
    late = paid_as_due(due, later=due.due_on + timedelta(days=12), penalty=added, note="逾期还款")
    for name, fifth in (("高于还款计划", above), ("逾期罚息", late)):
        payments = [paid_as_due(one) for one in loan.dues[:7]]
        payments[4] = fifth
        listed = PaymentsTruth(loan, loan.opened_on, date(2025, 9, 30), tuple(payments), remaining=False)
        made = files_of(
            PaperTruth("借款合同.pdf", ContractTruth(loan, rate_printed=True)), PaperTruth("还款明细.pdf", listed)
        )
        made["还款计划.csv"] = _csv_plan(loan)
        said = Said(
            "LOAN406", "error", loan.contract_no, due.due_on, due.total + added, due.total, added,
            yuan(due.total + added),
        )  # fmt: skip
        yield Pack(f"LOAN406-{name}", "LOAN406", made, (said,) if fifth is above else ())


def loan407() -> Iterator[Pack]:
    """A consulting fee is collected that the signed cost statement does not list; in the twin it lists it."""
    loan = _loan(_MICRO, "SYWD20260903016", 1_500_000, 1800, date(2026, 9, 3), 12)
    fee = 26_000
    first = loan.dues[0]
    entries = (
        entry(loan.opened_on, Kind.DISBURSEMENT, loan.amount),
        entry(first.due_on, Kind.INTEREST, first.interest),
        entry(first.due_on, Kind.FEE, fee, "咨询顾问费"),
        entry(first.due_on, Kind.REPAYMENT, first.total + fee),
    )
    listed = BookingsTruth(loan, loan.opened_on, date(2026, 10, 31), entries)
    usual = ("利息", "按月收取", "18.00%", loan.issuer)
    asked = ("咨询顾问费", "首期收取", "1.73%", loan.issuer)
    for name, items in (("表外咨询顾问费", (usual,)), ("表内列明", (usual, asked))):
        lines = (
            f"贷款人：{loan.issuer}", f"借款人：{loan.name}", f"合同编号：{loan.contract_no}",
            f"借款金额：{yuan(loan.amount)}元",
            f"综合融资成本（年化）：{'18.00' if len(items) == 1 else '19.73'}%", "一、正常履约情形下的融资成本",
        )  # fmt: skip
        made = files_of(PaperTruth("借款合同.pdf", ContractTruth(loan)), PaperTruth("贷款对账单.pdf", listed))
        head = ("项目", "收取方式", "年化成本", "收取主体")
        made["综合融资成本明示表.pdf"] = _printed("个人贷款综合融资成本明示表", lines, (head, *items))
        said = Said("LOAN407", "error", loan.contract_no, first.due_on, fee, 0, fee, yuan(fee))
        yield Pack(f"LOAN407-{name}", "LOAN407", made, (said,) if len(items) == 1 else ())


PACKS = (dup103, loan401, loan402, loan403, loan404, loan405, loan406, loan407)
