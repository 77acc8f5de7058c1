"""Papers of PEN205 and INT301 to INT303, each with a twin that is lawful."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from pipeline.records.extraction import Kind
from samples.bills import BillCard, BillPlan, bought, build_bills, charged
from samples.case_truth import bill_paper
from samples.degrade import to_scan
from samples.truth_bank import BillTruth
from tests.acceptance.papers_of_codes import PERSON, Pack, Said, drawn, files_of, half_up, yuan
from tests.golden import cards_forms as forms
from tests.golden import cards_forms_more as more
from tests.golden.cards_form import Form, Lines
from tests.golden.cards_mails import bill
from tests.golden.interest_truth import Accrual, accruals

_HEADS = ("计息项目", "计息本金", "起息日", "止息日", "天数", "日利率", "利息")


def _listed(form: Form, lines: Sequence[Accrual], *before: str) -> Form:
    """Return a form with the list that shows how the interest was computed behind its rows."""
    rows = [
        (a.label, yuan(a.base), f"{a.start}", f"{a.end}", str(a.days), f"{a.rate}%", yuan(a.interest)) for a in lines
    ]
    total = ("合计", "", "", "", "", "", yuan(sum(a.interest for a in lines)))
    return replace(form, after=(*form.after, *before, "计息明细", Lines((_HEADS, *rows, total))))


def pen205_bytes(label: str, by: str = "skia") -> tuple[bytes, tuple[Accrual, ...]]:
    """Return a bill whose list computes interest on three sums, the second of them called `label`."""
    lines = accruals(
        "上期账单消费本金|3,260.40|2025-02-21|2025-03-20|0.05",
        f"{label}|480.00|2025-02-21|2025-03-20|0.05",
        "上期透支利息|52.18|2025-02-21|2025-03-20|0.05",
    )
    truth = bill(
        "中信银行", date(2025, 3, 20), f"""
        0301 0302 purchase 118.00 7726 示例茶餐厅
        0320 0320 interest {yuan(sum(a.interest for a in lines))} 7726 透支利息
        """, opening=379_258, tails=("7726",), minimum=39_000)  # fmt: skip
    return drawn(_listed(forms.CITIC, lines), truth, by), lines


def pen205() -> Iterator[Pack]:
    """The list lets an annual fee of 480.00 bear interest; in the twin it is a purchase."""
    for name, label in (("年费计息", "年费"), ("消费计息", "上期账单网上消费本金")):
        made, lines = pen205_bytes(label)
        wrong = half_up(Fraction(48_000 * 5, 10_000) * 27)
        assert wrong == lines[1].interest
        said = pen205_said(wrong)
        yield Pack(f"PEN205-{name}", "PEN205", {"中信银行信用卡202503.pdf": made}, (said,) if label == "年费" else ())


def pen205_scan() -> bytes:
    """Return the bill of PEN205 as an office scanner gives it."""
    return to_scan(pen205_bytes("年费", "pylopdf")[0], seed=7)


def pen205_said(wrong: int) -> Said:
    """Return what must be said of the annual fee's interest."""
    return Said("PEN205", "error", "7726", date(2025, 3, 20), wrong, 0, wrong, yuan(wrong), ("480.00",))


def int301() -> Iterator[Pack]:
    """In 2019 a list computes at 0.06 % a day; in the twin at 0.05 %."""
    base, days = 1_000_000, 30
    most = half_up(Fraction(base * 5, 10_000) * days)
    for name, rate in (("日利率万分之六", "0.06"), ("日利率万分之五", "0.05")):
        (line,) = lines = accruals(f"透支本金|{yuan(base)}|2019-05-12|2019-06-11|{rate}")
        truth = bill(
            "兴业银行", date(2019, 6, 11), f"""
            0520 0521 purchase 260.00 6634 示例药房
            0611 0611 interest {yuan(line.interest)} 6634 透支利息
            """, opening=base, tails=("6634",), minimum=100_000)  # fmt: skip
        said = Said(
            "INT301", "error", "6634", date(2019, 6, 11), line.interest, most, line.interest - most,
            yuan(line.interest), (yuan(base), "30"),
        )  # fmt: skip
        made = {"兴业银行信用卡201906.pdf": drawn(_listed(more.CIB, lines), truth)}
        yield Pack(f"INT301-{name}", "INT301", made, (said,) if line.interest > most else ())


def _late(days_late: int) -> list[BillTruth]:
    card = BillCard("交通银行", PERSON.name, ("7726",), "622252", 2_000_000, 10)

    def shopping(month: int, *amounts: int) -> tuple:  # type: ignore[type-arg]
        return tuple(
            bought(date(2025, month, 13 + 3 * n), f"消费 示例商户{'甲乙丙'[n]}", fen, "7726")
            for n, fen in enumerate(amounts)
        )

    plans = [
        BillPlan(shopping(2, 186_000, 32_450)),
        BillPlan(shopping(3, 94_300, 8_860, 21_500)),
        BillPlan(shopping(4, 45_000), days_late=days_late),
    ]
    return build_bills(card, (2025, 3), 51_200, plans)


def int302() -> Iterator[Pack]:
    """Both bills before were paid in full in time and interest is charged; in the twin one was paid six days late."""
    late, early = _late(6), _late(0)
    due = next(r for r in late[-1].rows if r.kind is Kind.INTEREST)
    last = early[-1]
    wrong = charged(last.statement_on, "透支利息", due.amount, "7726", Kind.INTEREST)
    yuan_side = replace(last.yuan, rows=(*last.yuan.rows, wrong))
    early[-1] = replace(last, ledgers=(yuan_side, *last.ledgers[1:]))
    closings = tuple(yuan(b.yuan.closing) for b in early[:2])
    said = Said(
        "INT302", "error", "7726", last.statement_on, due.amount, 0, due.amount, f"CNY {due.amount / 100:.2f}", closings
    )
    yield Pack("INT302-两期全额还清", "INT302", files_of(*map(bill_paper, early)), (said,))
    yield Pack("INT302-一期晚还六天", "INT302", files_of(*map(bill_paper, late)))


def int303_line() -> Iterator[Pack]:
    """A line's interest is 6.00 above base × rate × days; in the twin it is just that."""
    card = BillCard("建设银行", PERSON.name, ("5538",), "62270000", 2_000_000, 14)
    plans = [
        BillPlan((bought(date(2025, 6, 20), "示例市 示例家电城", 452_000, "5538"),)),
        BillPlan((bought(date(2025, 7, 22), "示例市 示例书店", 12_600, "5538"),), pay="half"),
    ]
    for name, added in (("高于自身算式", 600), ("等于自身算式", 0)):
        bills = build_bills(card, (2025, 7), 30_000, plans)
        last = bills[-1]
        right = [half_up(Fraction(a.base * 5, 10_000) * a.days) for a in last.accruals]
        lines = [replace(a, interest=fen) for a, fen in zip(last.accruals, right, strict=True)]
        lines[-1] = replace(lines[-1], interest=right[-1] + added)
        total = sum(line.interest for line in lines)
        rows = tuple(
            replace(r, amount=total, original_amount=total) if r.kind is Kind.INTEREST else r for r in last.yuan.rows
        )
        bills[-1] = replace(last, accruals=tuple(lines), ledgers=(replace(last.yuan, rows=rows), *last.ledgers[1:]))
        said = Said(
            "INT303", "error", "5538", last.statement_on, right[-1] + added, right[-1], added,
            yuan(right[-1] + added), (yuan(lines[-1].base), str(lines[-1].days)),
        )  # fmt: skip
        yield Pack(f"INT303-{name}", "INT303", files_of(*map(bill_paper, bills)), (said,) if added else ())


_ICBC = replace(forms.ICBC, widths=(4, 5, 5, 4, 7, 7, 8))


def int303_bound() -> Iterator[Pack]:
    """10,000.00 bears 331.00 in 2019, where 57 days at 0.05 % make 285.00; in the twin it bears 285.00."""
    base, bought_on, on = 1_000_000, date(2019, 3, 10), date(2019, 5, 5)
    most = half_up(Fraction(base * 5, 10_000) * ((on - bought_on).days + 1))
    first = bill(
        "工商银行", date(2019, 4, 5), f"0310 0310 purchase {yuan(base)} 3392 [消费] 示例家居",
        opening=0, tails=("3392",), minimum=100_000,
    )  # fmt: skip
    for name, fen in (("高于上限", 33_100), ("等于上限", most)):
        second = bill(
            "工商银行", on, f"0505 0505 interest {yuan(fen)} 3392 [利息]",
            opening=base, tails=("3392",), minimum=230_000,
        )  # fmt: skip
        made = {f"工商银行对账单{b.statement_on:%Y%m}.pdf": drawn(_ICBC, b, "reportlab") for b in (first, second)}
        said = Said(
            "INT303", "error", "3392", on, fen, most, fen - most, f"{yuan(fen)}/RMB(支出)", (yuan(base), "57")
        )
        yield Pack(f"INT303-{name}", "INT303", made, (said,) if fen > most else ())


PACKS = (pen205, int301, int302, int303_line, int303_bound)
