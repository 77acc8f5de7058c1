"""Settlement letters in other words: tables, a platform's proof, a reduction, a bad debt, an open card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from samples.canvas import Align, Canvas
from samples.capitals import capitals
from samples.flow import Flow, TableStyle, money, paragraph, table
from samples.seal import draw_seal
from samples.truth import AMOUNT_WORDS, LetterTruth

_LEFT, _RIGHT = 88.0, 507.0
_SIZE, _LEADING = 11.5, 24.0
_TABLE = TableStyle(size=9.5, height=23, leading=13, pad=6, font="serif", head_fill=(0.95, 0.95, 0.95))


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _who(letter: LetterTruth) -> str:
    text = letter.name if letter.has("name") else "用户"
    return text + (f"（身份证号：{letter.id_number}）" if letter.has("id_number") else "")


def _write(flow: Flow, *texts: str) -> None:
    for text in texts:
        paragraph(flow, _LEFT, _RIGHT, text, _SIZE, _LEADING, font="serif", indent=2)


def _pairs(flow: Flow, letter: LetterTruth) -> None:
    """T8: the electronic proof of a consumer lender, a table of items."""
    _write(flow, "经系统核实，客户的下列借款已结清，特此证明：")
    amount = letter.loan_amount
    figure = None if amount is None else f"{money(amount)}元（大写：{capitals(amount)}）"
    day = letter.opened_on
    items = (
        ("name", "姓名", letter.name),
        ("id_number", "证件号码", letter.id_number),
        ("contract_no", "合同编号", letter.contract_no),
        ("contract_no", "借据编号", letter.drawdown_no),
        ("loan_amount", "借款金额", figure),
        ("opened_on", "放款日期", day.isoformat() if day else None),
        ("settled_on", "结清日期", letter.settled_on.isoformat()),
        ("settled_amount", AMOUNT_WORDS[letter.amount_is], f"{money(letter.settled_amount)}元"),
        ("outstanding", "剩余未还金额", f"{money(letter.outstanding)}元"),
    )
    rows = [(label, value) for item, label, value in items if value and letter.has(item)]
    flow.y -= 6
    table(flow, _LEFT, (120.0, 299.0), ("项目", "内容"), [*rows, ("借款状态", "已结清")], ("center", "left"), _TABLE)
    flow.y += 28
    _write(flow, "本证明由系统自动生成，加盖电子签章后生效，仅对上述借款有效。")


def _drawdowns(flow: Flow, letter: LetterTruth) -> None:
    """T9: all drawdowns under one roof, one to a row."""
    opening = f"兹证明{_who(letter)}，截至{_day(letter.as_of or letter.settled_on)}，"
    if letter.has("contract_no"):
        opening += f"在我司合同编号{letter.contract_no}项下"
    count = len(letter.drawdowns)
    paid = f"{AMOUNT_WORDS[letter.amount_is]}{money(letter.settled_amount)}元"
    left = f"剩余未还金额合计{money(letter.outstanding)}元"
    _write(flow, f"{opening}共有{count}笔借款，均已结清，{paid}，{left}，明细如下：")
    head = ("借据编号", "借款金额", "放款日期", "到期日期", "结清日期", "结清金额", "状态")
    rows = [
        (
            drawn.drawdown_no,
            money(drawn.amount),
            drawn.opened_on.isoformat(),
            drawn.ends_on.isoformat(),
            drawn.settled_on.isoformat(),
            money(drawn.paid),
            "已结清",
        )
        for drawn in letter.drawdowns
    ]
    lent = sum(drawn.amount for drawn in letter.drawdowns)
    rows.append(("合计", money(lent), "", "", "", money(letter.settled_amount), ""))
    flow.y -= 6
    aligns: tuple[Align, ...] = ("center", "right", "center", "center", "center", "right", "center")
    style = TableStyle(size=8.5, height=21, pad=3, font="serif", head_fill=_TABLE.head_fill)
    widths = (84.0, 58.0, 60.0, 60.0, 60.0, 58.0, 39.0)
    table(flow, _LEFT, widths, head, rows, aligns, style)
    flow.y += 28
    _write(flow, "特此证明。")


def _platform(flow: Flow, letter: LetterTruth) -> None:
    """T10: a platform's proof for everything it lent; its day is an as-of day."""
    paid = f"{money(letter.settled_amount)}元（大写：{capitals(letter.settled_amount)}）"
    _write(
        flow,
        f"用户方{_who(letter)}使用我方提供的消费分期服务并签订分期合同。"
        f"截止{_day(letter.as_of or letter.settled_on)}，用户方已支付本金和服务费共计{paid}，"
        "所有款项现已结清，无任何欠款。",
        "本证明不作他用。特此证明。",
    )


def _bad_debt(flow: Flow, letter: LetterTruth) -> None:
    """T7: a card account settled after it had been written off."""
    began = f"于{letter.opened_on.year}年" if letter.opened_on else "曾"
    paid = f"合计人民币{money(letter.settled_amount)}元" if letter.has("settled_amount") else ""
    on = f"于{_day(letter.settled_on)}" if letter.has("settled_on") else ""
    _write(
        flow,
        f"尊敬的{letter.name}先生（证件号码：{letter.id_number}）：",
        f"您名下尾号{letter.account_tail}信用卡{began}形成逾期，现全部欠款本息及费用{paid}已{on}清偿完毕，"
        f"账户欠款余额为{money(letter.outstanding)}元。我中心将按规定向征信系统报送更新后的信息。",
        "特此证明。",
    )


def _reduced(flow: Flow, letter: LetterTruth) -> None:
    """T14: part of the debt is waived; the parts of what was owed are printed."""
    parts = "，".join(f"{name}{money(fen)}元" for name, fen in letter.parts)
    _write(
        flow,
        f"尊敬的{letter.name}先生（证件号码：{letter.id_number}）：",
        f"您与我司的借款（合同编号：{letter.contract_no}）截至{_day(letter.as_of or letter.settled_on)}"
        f"应还总额{money(letter.owed or 0)}元（{parts}）。经协商，您已一次性支付"
        f"{money(letter.settled_amount)}元，剩余{money(letter.waived or 0)}元我司予以减免，"
        f"该笔借款已于{_day(letter.settled_on)}全部结清，剩余未还{money(letter.outstanding)}元，"
        "双方债权债务关系终结，我司不再以任何方式追索。",
        "特此函告。",
    )


def _card_open(flow: Flow, letter: LetterTruth) -> None:
    """T5: a card that owes nothing on a day, and stays open."""
    _write(
        flow,
        f"持卡人{_who(letter)}，卡号末四位{letter.account_tail}（人民币账户），"
        f"截至{_day(letter.as_of or letter.issued_on)}账户欠款余额为{money(letter.outstanding)}元，无逾期欠款。"
        "账户当前状态：正常（未销户）。",
        "特此证明。",
    )


_BODIES: Mapping[str, Callable[[Flow, LetterTruth], None]] = {
    "pairs": _pairs,
    "drawdowns": _drawdowns,
    "platform": _platform,
    "bad_debt": _bad_debt,
    "reduced": _reduced,
    "card_open": _card_open,
}


def draw_other(canvas: Canvas, letter: LetterTruth) -> bytes:
    """Draw a letter of any wording of `_BODIES` on one page and return the PDF."""
    flow = Flow(canvas, lambda f: setattr(f, "y", 214.0), bottom=800.0)
    flow.new_page()
    canvas.text(297, 142, letter.title, 20, align="center", font="serif")
    if letter.has("serial"):
        canvas.text(_RIGHT, 178, f"证明编号：{letter.serial}", 9.5, align="right", font="serif")
    _BODIES[letter.wording](flow, letter)
    y = max(flow.y + 54, 520.0)
    if letter.has("issuer"):
        canvas.text(_RIGHT, y, letter.issuer, _SIZE, align="right", font="serif")
        y += _LEADING
    if letter.has("issued_on"):
        canvas.text(_RIGHT, y, _day(letter.issued_on), _SIZE, align="right", font="serif")
    canvas.text(_LEFT, 770, "客服电话：400-000-0000", 8.5, colour=(0.4, 0.4, 0.4))
    if letter.seal:
        draw_seal(canvas, _RIGHT - 80, y - 18, letter.issuer)
    return canvas.save()
