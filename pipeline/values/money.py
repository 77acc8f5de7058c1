"""Amounts: printed text to integer fen and back; never through a float.

Amounts are parsed from the *raw* text by a table of digits, signs and currency marks, never after a compatibility
normalisation (which would turn `500.00①` into `500.001`).
"""

from __future__ import annotations

import re

from pipeline.values.text import key, ordinary

_DIGITS = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_MINUS = "－−—–﹣‐-"  # the hyphen stands last, for character classes
_PLUS = "+＋"
_MARKS = {
    "CNY": r"人民币|RMB|CNY|￥|¥",
    "HKD": r"港币|港元|HK\$|HKD",
    "USD": r"美元|US\$|USD|\$|＄",
    "EUR": r"欧元|EUR|€",
    "JPY": r"日元|JPY",
    "GBP": r"英镑|GBP|£",
}
_MARK = "|".join(_MARKS.values())
_CREDIT = r"CR|贷方?|多缴|溢缴|[(（]溢缴款?[)）]"
_CREDIT += r"|\(存入\)|（存入）|\(存款\)|（存款）|(?:存款|溢缴款)(?:/DEPOSIT|/CREDIT)?"
_OWED = r"欠款(?:/DEBT)?|\(支出\)|（支出）"
_AMOUNT = re.compile(
    rf"(?P<lead>(?:\s|[{_PLUS}{_MINUS}]|{_MARK}|{_CREDIT}|{_OWED})*)"
    r"(?P<number>[0-9]{1,3}(?:,\s?[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]+(?:\.[0-9]{1,2})?)"
    rf"(?P<tail>(?:\s|[{_PLUS}{_MINUS}]|{_MARK}|元整?|圆|{_CREDIT}|{_OWED})*)",
    re.IGNORECASE,
)
_SIGN = re.compile(rf"[{_PLUS}{_MINUS}]")


def parse_amount(raw: str, *, decimals: bool | None = None, foreign: bool = False) -> int | None:
    """Parse a printed amount to signed fen.

    Args:
        raw: The text of one cell, e.g. "¥ -1,234.50", "−88.00", "1,000", "500.00CR".
        decimals: True: two decimals are required; False: none may be there; None: either.
        foreign: Whether a mark of another currency may stand beside it; the caller then asks `currency_of`.

    Returns:
        Signed fen (a trailing CR or leading minus is negative), or None when the text is not exactly one amount.
    """
    text = ordinary(raw).translate(_DIGITS)
    bracketed = re.fullmatch(r"\s*[(（](.*)[)）]\s*", text)
    match = _AMOUNT.fullmatch(bracketed.group(1) if bracketed else text)
    if match is None:
        return None
    around = match["lead"] + "|" + match["tail"]
    if not foreign and currency_of(around) not in (None, "CNY"):
        return None
    signs = _SIGN.findall(around)
    credits = re.findall(_CREDIT, around, re.IGNORECASE)
    if len(signs) > 1 or len(credits) > 1 or (bracketed and (signs or credits)):
        return None
    negative = bool(bracketed) or (bool(credits) != any(sign in _MINUS for sign in signs))
    whole, _, fraction = re.sub(r"[,\s]", "", match["number"]).partition(".")
    if len(whole) > 1 and whole.startswith("0"):
        return None
    if decimals is True and len(fraction) != 2:
        return None
    if decimals is False and fraction:
        return None
    fen = int(whole) * 100 + int(fraction.ljust(2, "0") or "0")
    return -fen if negative else fen


UNITS = {
    **{"元": 100, "圆": 100, "分": 1, "角": 10},
    **{"十元": 10**3, "百元": 10**4, "千元": 10**5, "万元": 10**6, "十万元": 10**7, "百万元": 10**8},
    **{"千万元": 10**9, "亿元": 10**10},
}
"""Fen in one of each unit."""
_TIMES = r"[十百千]?[万萬]|[十百千]|[亿億]"
UNIT = rf"(?:(?:{_TIMES})(?=元|圆|[^一-鿿\d]|$)|[分角](?![一-鿿\d]))"
"""A unit other than yuan right behind a figure; 6万余元 and 3分期 hold none."""
_IN_UNIT = re.compile(rf"(?P<number>[^十百千万萬亿億分角]*?\d)(?P<unit>{_TIMES}|[分角])[元圆]?")
_MOST_DECIMALS = 8


_OTHER_UNIT = re.compile(
    r"(?:[万萬亿億百千])\s*(?:[元圆]|人民币|美元|港[元币幣])|[(（\[【]\s*[分角百千万萬亿億]\s*[)）\]】]|单位\s*[:：]?\s*[分角]"
)


def names_other_unit(label: str) -> bool:
    """Whether a head or label says that its figures are in another unit than yuan: 金额（万元）, 利息(分)."""
    return _OTHER_UNIT.search(label) is not None


def holds_unit(raw: str) -> bool:
    """Whether a figure has its unit right behind it (6.00万, 60,000.00元)."""
    return _IN_UNIT.fullmatch(key(raw)) is not None or key(raw)[-1:] in ("元", "圆")


def unit_of(word: str) -> int | None:
    """Return the fen in one of a unit (万元, 千元, 分, 人民币元), None for a word that is no unit of yuan."""
    return UNITS.get(re.sub(r"^(?:人民币|rmb|cny)", "", key(word)).translate(str.maketrans("萬億圆", "万亿元")))


def parse_sum(raw: str, unit: int = UNITS["元"]) -> int | None:
    """Parse an amount that may have its unit right behind it (6.00万元, 5千元, 600000分), exactly.

    Args:
        raw: The figure as printed, with its unit where it has one.
        unit: Fen in one of the unit that its label names; one printed behind the figure goes first.

    Returns:
        Signed fen; None where the text is no single amount, or none in whole fen.
    """
    text = key(raw)
    named = _IN_UNIT.fullmatch(text)
    if named is not None:
        own = unit_of(named["unit"] if named["unit"] in "分角" else named["unit"] + "元")
        if own is None:
            return None
        text, unit = named["number"], own
    if unit == UNITS["元"]:
        return parse_amount(raw.strip())
    whole, _, fraction = text.partition(".")
    digits = parse_amount(whole, decimals=False)
    if digits is None or not re.fullmatch(rf"\d{{0,{_MOST_DECIMALS}}}", fraction):
        return None
    fen, rest = divmod((abs(digits) // 100 * 10 ** len(fraction) + int(fraction or 0)) * unit, 10 ** len(fraction))
    return None if rest else -fen if "-" in whole else fen


def currency_of(raw: str) -> str | None:
    """Return the ISO code of the one currency whose mark stands in `raw`; None for no mark, "?" for several."""
    found = []
    text = key(raw)
    for code, mark in _MARKS.items():
        if re.search(mark, text, re.IGNORECASE):
            found.append(code)
            text = re.sub(mark, " ", text, flags=re.IGNORECASE)
    return None if not found else found[0] if len(found) == 1 else "?"


def looks_like_amount(raw: str) -> bool:
    """Whether a cell holds one amount with two decimals."""
    return parse_amount(raw, decimals=True) is not None


def format_yuan(fen: int, *, grouped: bool = False) -> str:
    """Return fen as yuan with two decimals: "1234.50", or grouped "1,234.50"."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}" if grouped else f"{sign}{whole}.{rest:02d}"


_CAPITAL_DIGITS = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")} | {
    c: i for i, c in enumerate("〇一二三四五六七八九")
}
_CAPITAL_DIGITS |= {"貳": 2, "參": 3, "陸": 6, "两": 2, "兩": 2}
_CAPITAL_UNITS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}


def parse_capitals(raw: str) -> int | None:
    """Parse an amount in capitals (大写), e.g. 壹万贰仟叁佰肆拾伍元陆角柒分, to fen.

    Returns:
        Fen, or None when the text is not a whole amount in capitals.
    """
    text = "".join(raw.split()).removeprefix("人民币")
    hundred_millions = ten_thousands = section = digit = 0
    yuan = 0
    fen = 0
    seen_yuan = False
    seen_any = False
    for character in text:
        if character in _CAPITAL_DIGITS:
            digit = _CAPITAL_DIGITS[character]
            seen_any = True
        elif character in _CAPITAL_UNITS:
            section += (digit or 1) * _CAPITAL_UNITS[character]
            seen_any = True
            digit = 0
        elif character in "万萬":
            ten_thousands = (section + digit) * 10**4
            section = digit = 0
        elif character in "亿億":
            hundred_millions = (ten_thousands + section + digit) * 10**8
            ten_thousands = section = digit = 0
        elif character in "元圆圓":
            yuan = hundred_millions + ten_thousands + section + digit
            hundred_millions = ten_thousands = section = digit = 0
            seen_yuan = True
        elif character == "角" and (seen_yuan or not (hundred_millions or ten_thousands or section)):
            fen += digit * 10
            digit = 0
        elif character == "分" and (seen_yuan or not (hundred_millions or ten_thousands or section)):
            fen += digit
            digit = 0
        elif character not in "整正":
            return None
    below = text.rstrip("整正")[-1:] in ("角", "分")  # 伍角 has no 元
    if not (seen_any and (seen_yuan or below)) or hundred_millions or ten_thousands or section or digit:
        return None
    return yuan * 100 + fen


def same_yuan(one: int, other: int) -> bool:
    """Whether two amounts in fen may be one of which a credit report prints the whole yuan."""
    return abs(one - other) < 100
