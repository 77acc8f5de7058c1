"""A settlement letter (结清证明) of a lender: one drawdown, or one card account; other wordings lie beside."""

from __future__ import annotations

from datetime import date

from samples.canvas import A4, Canvas, wrap
from samples.capitals import capitals
from samples.papers_letter_more import draw_other
from samples.seal import draw_seal
from samples.truth import LetterTruth

_LEFT, _RIGHT = 88.0, 507.0
_SIZE, _LEADING = 12.0, 25.0
_FOOT = "本证明加盖印章后生效，涂改无效。客服电话：400-000-0000"


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _money(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def _loan_sentence(letter: LetterTruth) -> str:
    """Return the sentence on a single drawdown; what is left out leaves no trace."""
    text = "兹证明" + (f"客户{letter.name}" if letter.has("name") else "该客户")
    if letter.has("id_number"):
        text += f"（证件类型：居民身份证，证件号码：{letter.id_number}）"
    if letter.has("opened_on") and letter.opened_on:
        text += f"于{_day(letter.opened_on)}"
    text += "在我司办理个人消费贷款一笔，"
    if letter.has("contract_no"):
        text += f"借款合同编号：{letter.contract_no}，"
        if letter.drawdown_no:
            text += f"借据编号：{letter.drawdown_no}，"
    if letter.has("loan_amount") and letter.loan_amount is not None:
        text += f"贷款金额人民币{_money(letter.loan_amount)}元（大写：{capitals(letter.loan_amount)}）"
    text = text.rstrip("，") + "。该笔贷款"
    text += f"已于{_day(letter.settled_on)}全部结清" if letter.has("settled_on") else "已全部结清"
    if letter.has("settled_amount"):
        text += f"，结清金额人民币{_money(letter.settled_amount)}元"
    if letter.has("outstanding"):
        text += f"，剩余未还人民币{_money(letter.outstanding)}元"
    return text + "。"


def _card_sentence(letter: LetterTruth) -> str:
    """Return the sentence on a card account that is paid and stays open."""
    text = "兹证明" + (f"持卡人{letter.name}" if letter.has("name") else "该持卡人")
    if letter.has("id_number"):
        text += f"（证件类型：居民身份证，证件号码：{letter.id_number}）"
    if letter.has("account_tail"):
        text += f"，卡号末四位{letter.account_tail}（人民币账户）"
    text += "，其信用卡账户欠款本息及费用"
    if letter.has("settled_on"):
        text += f"已于{_day(letter.settled_on)}全部结清"
    else:
        text += "已全部结清"
    if letter.has("settled_amount"):
        text += f"，结清金额人民币{_money(letter.settled_amount)}元"
    if letter.has("outstanding"):
        text += f"，账户剩余未还人民币{_money(letter.outstanding)}元，无逾期欠款"
    return text + "。账户当前状态：正常（未销户）。"


def draw_letter(canvas: Canvas, letter: LetterTruth) -> bytes:
    """Draw the letter on one page and return the PDF.

    Args:
        canvas: A fresh canvas.
        letter: What it says; items in `letter.omitted` are not printed.
    """
    if letter.wording not in ("loan", "card"):
        return draw_other(canvas, letter)
    canvas.new_page(*A4)
    middle = A4[0] / 2
    if letter.has("issuer"):
        canvas.text(middle, 92, letter.issuer, 13, align="center", font="serif", colour=(0.35, 0.35, 0.35))
        canvas.line(_LEFT, 104, _RIGHT, 104, width=0.8, colour=(0.7, 0.1, 0.1))
    canvas.text(middle, 152, letter.title, 22, align="center", font="serif")
    y = 190.0
    if letter.has("serial"):
        canvas.text(_RIGHT, y, f"编号：{letter.serial}", 10.5, align="right", font="serif")
    y += 42
    body = _loan_sentence(letter) if letter.wording == "loan" else _card_sentence(letter)
    scope = "上述贷款" if letter.wording == "loan" else "上述账户"
    for paragraph in (body, f"本证明仅对{scope}有效，不作他用。", "特此证明。"):
        # Two characters of indent: the first line is wrapped with them and drawn after them.
        lines = wrap(canvas, "\u3000\u3000" + paragraph, _SIZE, _RIGHT - _LEFT, "serif", keep_figures=True)
        for i, line in enumerate(lines):
            stripped = line.lstrip("\u3000")
            canvas.text(_LEFT + (2 * _SIZE if i == 0 else 0), y, stripped, _SIZE, font="serif")
            y += _LEADING
    y = max(y + 60, 480.0)
    if letter.has("issuer"):
        canvas.text(_RIGHT, y, letter.issuer, _SIZE, align="right", font="serif")
        y += _LEADING
        canvas.text(_RIGHT, y, "（业务专用章）", _SIZE, align="right", font="serif")
        y += _LEADING
    if letter.has("issued_on"):
        canvas.text(_RIGHT, y, _day(letter.issued_on), _SIZE, align="right", font="serif")
    canvas.line(_LEFT, 742, _RIGHT, 742, width=0.4, colour=(0.6, 0.6, 0.6))
    canvas.text(_LEFT, 756, _FOOT, 8.5, colour=(0.4, 0.4, 0.4))
    if letter.seal:
        draw_seal(canvas, _RIGHT - 82, y - 26, letter.issuer)
    return canvas.save()
