"""Small conversions that every output shares: amounts, dates, safe text, names made from ids."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.records.evidence import Precision, Value

# XML 1.0 knows no other control characters; a spreadsheet or Word file with one of them does not open.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNSAFE_NAME = re.compile(r"[^A-Za-z0-9._-]")


def yuan(fen: int) -> str:
    """Return integer fen as yuan with two digits, e.g. 123450 -> "1234.50"."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def yuan_spaced(fen: int) -> str:
    """Return integer fen as yuan for a person, e.g. 123450 -> "1,234.50"."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def decimal_yuan(fen: int) -> Decimal:
    """Return integer fen as an exact decimal number of yuan."""
    return Decimal(fen).scaleb(-2)


def iso(day: date | None) -> str | None:
    """Return a day as ISO text, None where absent."""
    return None if day is None else day.isoformat()


def iso_value(value: Value[date] | None) -> str | None:
    """Return a date as precisely as its paper prints it: "2026-03-05", or only "2026-03"."""
    if value is None:
        return None
    return f"{value.value:%Y-%m}" if value.precision is Precision.MONTH else value.value.isoformat()


def chinese_date(day: date) -> str:
    """Return a day as a Chinese letter writes it, e.g. 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_date_value(value: Value[date]) -> str:
    """Return a date in Chinese, without the day where the paper prints only the month."""
    day = value.value
    return f"{day.year}年{day.month}月" if value.precision is Precision.MONTH else chinese_date(day)


def clean(text: str) -> str:
    """Return text without the characters that XML forbids; line ends become plain."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def absent(text: str | None) -> str | None:
    """Return None for "" and None, else the text."""
    return text or None


def inner(value: Value[Any] | None) -> Any:
    """Return what a value holds, None where there is no value."""
    return None if value is None else value.value


def file_stem(identifier: str) -> str:
    """Return an id as part of a file name: ASCII only, and two ids never give one name.

    Ids may hold what a paper prints (Chinese, slashes); such an id keeps what is harmless and gets a hash.
    """
    safe = _UNSAFE_NAME.sub("_", identifier).strip(".")
    if safe and safe == identifier and len(safe) <= 80:
        return safe
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{safe[:60].strip('_.') or 'id'}-{digest}"
