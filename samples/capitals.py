"""Amounts in Chinese capitals (大写), as they stand behind the figure in a letter."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def _group(number: int) -> str:
    """Return 0..9999 without leading 零; one 零 stands for any run of zeros inside."""
    text, pending = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit == 0:
            pending = bool(text)
            continue
        text += ("零" if pending else "") + _DIGITS[digit] + _PLACES[place]
        pending = False
    return text


def capitals(fen: int) -> str:
    """Return an amount of fen (not negative) in capitals, e.g. 伍万元整, 壹万贰仟零伍元陆角柒分."""
    if fen < 0:
        raise ValueError("only amounts that are not negative have a capital form")
    yuan, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    text = ""
    for index in (2, 1, 0):
        group = yuan // 10 ** (4 * index) % 10000
        if group == 0:
            continue
        # A group that does not fill its thousands, or stands behind an empty group, is led by 零.
        if text and (group < 1000 or yuan // 10 ** (4 * (index + 1)) % 10000 == 0):
            text += "零"
        text += _group(group) + _GROUPS[index]
    text = f"{text}元" if text else ""
    if jiao == cents == 0:
        return f"{text or '零元'}整"
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif text:
        text += "零"
    return text + (_DIGITS[cents] + "分" if cents else "整")
