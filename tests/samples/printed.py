"""What a drawn paper prints, read by plain means that know nothing of our reader."""

from __future__ import annotations

import email
import io
import re
from collections import Counter
from html.parser import HTMLParser

import pdfplumber

AMOUNT = re.compile(r"(?<![\d.])[-+]?\d[\d,]*\.\d\d(?!\d)")


def pdf_text(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "\n".join(page.extract_text() or "" for page in pdf.pages)


def amounts(text: str) -> Counter[int]:
    """Every figure with two decimals, as fen."""
    return Counter(int(re.sub(r"[^\d-]", "", figure)) for figure in AMOUNT.findall(text))


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.text: str | None = None

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.text = ""
        if tag == "br" and self.text is not None:
            self.text += "\n"

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self.text is not None:
            self.rows[-1].append(self.text.strip())
            self.text = None

    def handle_data(self, data):
        if self.text is not None:
            self.text += data


def html_rows(html: str) -> list[list[str]]:
    parser = _Cells()
    parser.feed(html)
    return parser.rows


def mailed_page(data: bytes) -> str:
    """The HTML part of a mail."""
    message = email.message_from_bytes(data)
    part = next(p for p in message.walk() if p.get_content_type() == "text/html")
    return part.get_payload(decode=True).decode(part.get_content_charset())


def fen(text: str) -> int:
    return int(re.sub(r"[^\d-]", "", text))
