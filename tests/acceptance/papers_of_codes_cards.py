"""Papers of DUP101, DUP102 and PEN201 to PEN204, each with a twin that is lawful."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from samples.bills import BillCard, BillPlan, bought, build_bills, returned
from samples.case_truth import bill_paper
from tests.acceptance.papers_of_codes import PERSON, Pack, Said, drawn, files_of, yuan
from tests.golden import cards_forms as forms
from tests.golden import cards_forms_more as more
from tests.golden.cards_form import as_html
from tests.golden.cards_mails import bill
from tests.golden.cards_truth import Bill


def dup101() -> Iterator[Pack]:
    """A 违约金 stands twice in one bill; in the twin the second is taken back."""
    on, penalty = date(2025, 9, 12), 3640
    twice = f"""
    0818 0819 purchase 312.50 6630 示例超市
    0825 0825 repayment -800.00 6630 自助还款
    0912 0912 penalty {yuan(penalty)} 6630 违约金
    0912 0912 penalty {yuan(penalty)} 6630 违约金
    """
    back = twice + f"0912 0912 adjustment -{yuan(penalty)} 6630 违约金冲回"
    said = Said("DUP101", "error", "6630", on, 2 * penalty, penalty, penalty, yuan(penalty))
    for name, text, found in (("两次违约金", twice, (said,)), ("第二次已冲回", back, ())):
        truth = bill("光大银行", on, text, opening=214_000, tails=("6630",), minimum=16_400)
        yield Pack(f"DUP101-{name}", "DUP101", {"光大银行信用卡202509.pdf": drawn(more.CEB, truth, "skia")}, found)


def dup102() -> Iterator[Pack]:
    """One purchase is posted twice; in the twin the shop gave one back."""
    card = BillCard("中国银行", PERSON.name, ("2341",), "6253", 1_500_000, 4)
    day, amount, shop = date(2025, 10, 16), 86_900, "支付宝-示例家居专营店CHN"
    twice = [bought(day, shop, amount, "2341")] * 2
    small = bought(date(2025, 10, 20), "示例书店CHN", 4_530, "2341")
    back = returned(date(2025, 10, 25), shop, amount, "2341")
    said = Said("DUP102", "warning", "2341", date(2025, 10, 17), 2 * amount, amount, amount, yuan(amount))
    for name, more_rows, found in (("同一消费两次", (), (said,)), ("一笔已退款", (back,), ())):
        (made,) = build_bills(card, (2025, 11), 42_610, [BillPlan((*twice, small, *more_rows))])
        yield Pack(f"DUP102-{name}", "DUP102", files_of(bill_paper(made)), found)


def pen201() -> Iterator[Pack]:
    """A charge is called 滞纳金 in 2025; in the twin it is called 违约金."""
    on, charge = date(2025, 7, 15), 2170
    said = Said("PEN201", "warning", "5526", on, charge, "合同约定的违约金及其条款", None, f"{yuan(-charge)}/CNY")
    for name, word, kind, found in (("滞纳金", "滞纳金", "late_fee", (said,)), ("违约金", "违约金", "penalty", ())):
        text = f"""
        0620 0621 purchase 156.00 5526 示例超市
        0702 0702 repayment -500.00 5526 自助还款
        0715 0715 {kind} {yuan(charge)} 5526 {word}
        """
        truth = bill("农业银行", on, text, opening=96_000, tails=("5526",), minimum=8_000, due=25)
        made = drawn(forms.ABC, truth, "reportlab")
        yield Pack(f"PEN201-{name}", "PEN201", {"农业银行信用卡对账单202507.pdf": made}, found)


def pen202() -> Iterator[Pack]:
    """A mail page charges a 超限费; in the twin it is given back."""
    on, fee = date(2025, 8, 20), 2500
    text = f"""
    0728 0729 purchase 2,845.00 7763 （消费）示例电器城
    0805 0805 repayment -600.00 7763 （还款）银联转账还款
    0820 0820 fee {yuan(fee)} 7763 超限费
    """
    back = text + f"0820 0820 adjustment -{yuan(fee)} 7763 超限费冲回"
    said = Said("PEN202", "error", "7763", on, fee, 0, fee, yuan(fee))
    for name, lines, found in (("超限费", text, (said,)), ("已冲回", back, ())):
        truth = bill("广发银行", on, lines, opening=60_000, tails=("7763",), minimum=28_200)
        yield Pack(f"PEN202-{name}", "PEN202", {"广发信用卡账单.html": as_html(more.CGB, truth, "gbk").encode("gbk")}, found)


def _two(issuer: str, first: str, second: str, opening: int, minimum: int, tail: str) -> tuple[Bill, Bill]:
    """Return two bills in a row, the second of which opens with what the first closes with."""
    one = bill(issuer, date(2025, 5, 18), first, opening=opening, tails=(tail,), minimum=minimum)
    carried = one.ledgers[0].figures["closing"]
    return one, bill(issuer, date(2025, 6, 18), second, opening=carried, tails=(tail,), minimum=15_000)


def pen203() -> Iterator[Pack]:
    """A 违约金 of 40.00 where 5 % of what was missing is 25.00; in the twin it is 25.00."""
    minimum, paid = 80_000, 30_000
    lawful = (minimum - paid) * 5 // 100
    first = """
    0420 0421 purchase 6,240.00 7731 [消费] 示例家居
    0501 0501 repayment -400.00 7731 [还款] 自动还款
    """
    for name, charge in (("高于公布标准", 4000), ("等于公布标准", lawful)):
        second = f"""
        0601 0601 repayment -{yuan(paid)} 7731 [还款] 自动还款
        0610 0611 purchase 85.00 7731 [消费] 示例药房
        0618 0618 penalty {yuan(charge)} 7731 [费用] 违约金
        """
        bills = _two("民生银行", first, second, 40_000, minimum, "7731")
        made = {f"民生信用卡{b.statement_on:%Y%m}.pdf": drawn(forms.CMBC, b, "skia") for b in bills}
        said = Said(
            "PEN203", "warning", "7731", date(2025, 6, 18), charge, lawful, charge - lawful, yuan(charge),
            (yuan(minimum), yuan(paid)),
        )  # fmt: skip
        yield Pack(f"PEN203-{name}", "PEN203", made, (said,) if charge > lawful else ())


def pen204() -> Iterator[Pack]:
    """A 违约金 although the minimum was paid three days early; in the twin it was paid ten days late."""
    minimum = 41_246
    charge = (minimum * 5 + 50) // 100
    first = """
    0422 0423 purchase 3,860.40 9912 示例商城
    0503 0503 repayment -250.00 9912 银联转账还款
    """
    for name, day, found in (("按期还足", "0604", True), ("晚还十天", "0617", False)):
        second = f"""
        {day} {day} repayment -1,000.00 9912 银联转账还款
        0611 0612 purchase 64.80 9912 示例书店
        0618 0618 penalty {yuan(charge)} 9912 违约金
        """
        bills = _two("示例湖畔银行", first, second, 25_000, minimum, "9912")
        made = {f"湖畔信用卡{b.statement_on:%Y%m}.pdf": drawn(more.UNKNOWN, b) for b in bills}
        said = Said(
            "PEN204", "error", "9912", date(2025, 6, 18), charge, 0, charge, yuan(charge),
            (yuan(minimum), "1,000.00", "2025-06-07"),
        )  # fmt: skip
        yield Pack(f"PEN204-{name}", "PEN204", made, (said,) if found else ())


PACKS = (dup101, dup102, pen201, pen202, pen203, pen204)
