"""A loan's papers: contract (借款合同), plan (还款计划表), payments (还款明细) and bookings (贷款对账单)."""

from __future__ import annotations

from collections.abc import Sequence

from samples.canvas import Canvas
from samples.capitals import capitals
from samples.flow import Flow, TableStyle, money, paragraph, percent, table
from samples.seal import draw_seal
from samples.truth_loan import BookingsTruth, ContractTruth, LoanTruth, PaymentsTruth, PlanTruth

_LEFT, _RIGHT = 56.0, 539.0


def _begin(flow: Flow) -> None:
    """Begin a page below its number."""
    flow.canvas.text(297, 818, f"第 {flow.page} 页", 7.5, align="center", colour=(0.4, 0.4, 0.4))
    flow.y = 56.0


def _pairs(flow: Flow, pairs: Sequence[tuple[str, str]], size: float = 9.5) -> None:
    """Print labels with their values, two to a line."""
    for n, (label, value) in enumerate(pairs):
        x = _LEFT if n % 2 == 0 else 306.0
        flow.canvas.text(x, flow.y, f"{label}：{value}", size)
        if n % 2 or n == len(pairs) - 1:
            flow.y += 17


def _terms(loan: LoanTruth) -> list[tuple[str, str]]:
    return [
        ("借款人", loan.name),
        ("证件号码", loan.id_number),
        ("合同编号", loan.contract_no),
        ("借据号", loan.drawdown_no),
        ("借款金额", f"{money(loan.amount)}元"),
        ("放款日期", loan.opened_on.isoformat()),
        ("年利率（单利）", percent(loan.rate)),
        ("借款期限", f"{loan.months}个月"),
        ("还款方式", "等额本息"),
        ("到期日", loan.ends_on.isoformat()),
    ]


def draw_plan(canvas: Canvas, plan: PlanTruth) -> bytes:
    """Draw a repayment plan with its row 合计 and return the PDF."""
    loan, flow = plan.loan, Flow(canvas, _begin, bottom=790.0)
    flow.new_page()
    canvas.text(297, 66, "还款计划表", 16, align="center")
    canvas.text(297, 84, loan.issuer, 9.5, align="center", colour=(0.35, 0.35, 0.35))
    flow.y = 112
    _pairs(flow, _terms(loan))
    flow.y += 4
    fees, states = any(due.fee for due in loan.dues), plan.paid is not None
    head = ["期数", "应还日期", "应还总额", "应还本金", "应还利息"]
    head += ["服务费"] * fees + ["剩余本金"] + ["状态"] * states
    rows = []
    for due in loan.dues:
        row = [str(due.period_no), due.due_on.isoformat(), money(due.total), money(due.principal), money(due.interest)]
        rows.append(row + [money(due.fee)] * fees + [money(due.remaining)] + [plan.status(due)] * states)
    sums = plan.sums
    last = ["合计", "", money(sums["total"]), money(sums["principal"]), money(sums["interest"])]
    rows.append(last + [money(sums["fee"])] * fees + [""] + [""] * states)
    widths = [38.0, 76.0, *[(_RIGHT - _LEFT - 114) / (len(head) - 2)] * (len(head) - 2)]
    aligns = ["center", "center", *["right"] * (4 + fees), *["center"] * states]
    table(flow, _LEFT, widths, head, rows, aligns, TableStyle(height=19))  # type: ignore[arg-type]
    flow.need(50)
    flow.y += 20
    canvas.text(_LEFT, flow.y, "注：实际还款金额以扣款日系统记录为准；提前还款或逾期的，以后各期金额将重新计算。", 8)
    canvas.text(_RIGHT, flow.y + 18, f"打印日期：{plan.printed_on.isoformat()}", 8, align="right")
    return canvas.save()


def draw_payments(canvas: Canvas, statement: PaymentsTruth) -> bytes:
    """Draw a list of payments split into their parts and return the PDF."""
    loan, flow = statement.loan, Flow(canvas, _begin, bottom=790.0)
    flow.new_page()
    canvas.text(297, 66, f"{loan.issuer}还款明细", 15, align="center")
    flow.y = 96
    period = f"{statement.start.isoformat()} 至 {statement.end.isoformat()}"
    _pairs(flow, [*_terms(loan), ("明细起止日期", period), ("扣款账户尾号", loan.account_tail)])
    flow.y += 4
    head = ["期数", "还款日期", "还款总额", "本金", "利息", "罚息", "费用", "剩余本金", "摘要"]
    widths = [30.0, 62.0, 62.0, 60.0, 54.0, 46.0, 46.0, 63.0, 60.0]
    rows = []
    for payment, left in zip(statement.payments, statement.left, strict=True):
        rows.append(
            [
                "-" if payment.period_no is None else str(payment.period_no),
                payment.day.isoformat(),
                money(payment.total),
                money(payment.principal),
                money(payment.interest),
                money(payment.penalty_interest),
                money(payment.fee),
                money(left),
                payment.note,
            ]
        )
    sums = [money(statement.sums[n]) for n in ("total", "principal", "interest", "penalty_interest", "fee")]
    rows.append(["合计", "", *sums, "", ""])
    if not statement.remaining:
        for row in (head, *rows):
            del row[7]
        widths = [*widths[:7], 123.0]
    aligns = ["center", "center", *["right"] * (len(head) - 3), "center"]
    style = TableStyle(size=8, height=18, pad=3)
    table(flow, _LEFT, widths, head, rows, aligns, style)  # type: ignore[arg-type]
    flow.need(40)
    canvas.text(_LEFT, flow.y + 20, "本明细仅供核对，如有疑问请致电客服热线400-000-0000。", 8)
    return canvas.save()


def draw_bookings(canvas: Canvas, statement: BookingsTruth) -> bytes:
    """Draw a list of bookings with the balance after each and return the PDF."""
    loan, flow = statement.loan, Flow(canvas, _begin, bottom=790.0)
    flow.new_page()
    canvas.text(_LEFT, 60, loan.issuer, 10, colour=(0.35, 0.35, 0.35))
    canvas.line(_LEFT, 68, _RIGHT, 68, width=0.8, colour=(0.2, 0.35, 0.6))
    canvas.text(297, 96, "个人贷款对账单", 16, align="center")
    flow.y = 126
    pairs = [
        ("客户姓名", loan.name),
        ("借款合同编号", loan.contract_no),
        ("借据编号", loan.drawdown_no),
        ("贷款金额", f"{money(loan.amount)}元"),
        ("年利率", percent(loan.rate)),
        ("起止日期", f"{statement.start.isoformat()} 至 {statement.end.isoformat()}"),
    ]
    _pairs(flow, pairs)
    flow.y += 4
    rows = [
        (entry.day.isoformat(), entry.note, money(entry.amount), money(balance))
        for entry, balance in zip(statement.entries, statement.balances, strict=True)
    ]
    style = TableStyle(size=9, height=19, grid="rows")
    head = ("日期", "摘要", "金额", "余额")
    table(flow, _LEFT, (90.0, 193.0, 100.0, 100.0), head, rows, ("center", "left", "right", "right"), style)
    flow.need(40)
    canvas.text(_LEFT, flow.y + 20, "说明：金额为正表示新增应还款项，为负表示还款或减免；余额为应还未还金额。", 8)
    return canvas.save()


def draw_contract(canvas: Canvas, contract: ContractTruth) -> bytes:
    """Draw the key page of a loan contract and return the PDF."""
    loan, flow = contract.loan, Flow(canvas, _begin, bottom=800.0)
    flow.new_page()
    canvas.text(297, 74, "个人消费借款合同", 19, align="center", font="serif")
    canvas.text(_RIGHT, 98, f"合同编号：{loan.contract_no}", 10, align="right", font="serif")
    flow.y = 110
    rate = percent(loan.rate)
    term = f"{loan.months}个月，自{_day(loan.opened_on)}起至{_day(loan.ends_on)}止"
    pairs = (
        ("借款人（甲方）", f"{loan.name}　　身份证号码：{loan.id_number}"),
        ("贷款人（乙方）", loan.issuer),
        ("借款金额", f"人民币{money(loan.amount)}元（大写：{capitals(loan.amount)}）"),
        ("借款期限", term),
        ("年利率（单利）", f"{rate}（固定利率）"),
        ("还款方式", f"等额本息，每月{loan.opened_on.day}日还款，每期应还{money(loan.instalment + loan.fee)}元"),
        ("借款用途", loan.purpose),
        ("收款及扣款账户", f"甲方本人名下银行账户（尾号{loan.account_tail}）"),
    )
    style = TableStyle(size=10, height=25, leading=14, font="serif", pad=7)
    table(flow, _LEFT, (112.0, _RIGHT - _LEFT - 112), (), pairs, ("left", "left"), style)
    flow.y += 26
    for text in _clauses(contract):
        paragraph(flow, _LEFT, _RIGHT, text, 10, 17, font="serif", indent=2)
        flow.y += 3
    flow.y += 26
    signed = _day(loan.opened_on)
    canvas.text(_LEFT, flow.y, f"甲方（电子签名）：{loan.name}", 10, font="serif")
    canvas.text(306, flow.y, f"乙方（盖章）：{loan.issuer}", 10, font="serif")
    canvas.text(_LEFT, flow.y + 20, f"签署日期：{signed}", 10, font="serif")
    canvas.text(306, flow.y + 20, f"签署日期：{signed}", 10, font="serif")
    draw_seal(canvas, 440, flow.y + 10, loan.issuer, "合同专用章", 52)
    return canvas.save()


def _clauses(contract: ContractTruth) -> list[str]:
    loan = contract.loan
    late = (
        f"第二条　逾期。甲方未按期足额还款的，自逾期之日起，乙方就逾期本金在约定利率基础上上浮{loan.surcharge}%计收罚息"
    )
    if contract.penalty_rate is not None:
        late += f"，罚息利率为年利率{percent(contract.penalty_rate)}"
    fee = f"每期服务费为人民币{money(loan.fee)}元" if loan.fee else "除本合同约定的利息、罚息外，乙方不收取其他费用"
    return [
        "第一条　借款利息自放款日起按日计算，日利率＝年利率/360，按月结息。",
        f"{late}，直至清偿之日止。",
        f"第三条　提前还款。{contract.early_clause}",
        f"第四条　费用。{fee}。",
        "第五条　甲方授权乙方在还款日从上述扣款账户中扣收当期应还款项。",
        "第六条　乙方将依法向金融信用信息基础数据库报送甲方的信用信息。",
    ]


def _day(value: object) -> str:
    return f"{value:%Y}年{value:%m}月{value:%d}日"
