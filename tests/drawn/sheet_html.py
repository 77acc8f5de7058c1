"""Writes a `Sheet` as the HTML mail of a bank, and as the mail around it."""

from __future__ import annotations

import html
import random
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from tests.drawn.sheet import Sheet, Word

_STYLE = "<style>body{font-size:12px} .onlyphone{display:none} @media (max-width:600px){.wide{display:none}}</style>"


@dataclass(frozen=True, slots=True)
class _Look:
    """How a mail is built."""

    block: str  # "beside", "colon", "below" or "span"
    head: str  # "th" or "td"
    spacers: bool  # an empty cell after each
    own: bool  # every row in a table of its own
    broken: bool  # long names on two lines
    phone: bool  # a hidden copy of the rows for small screens
    spaced: bool  # &nbsp; around values
    formula: str  # "row" or "pairs"


def write_html(lot: random.Random, sheet: Sheet, charset: str) -> str:
    """Return the sheet as a page."""
    look = _Look(
        block=lot.choice(("beside", "colon", "below", "span")),
        head=lot.choice(("th", "td", "td")),
        spacers=lot.random() < 0.2,
        own=lot.random() < 0.25,
        broken=lot.random() < 0.3,
        phone=lot.random() < 0.5,
        spaced=lot.random() < 0.4,
        formula=lot.choice(("row", "pairs")),
    )
    parts = [
        _frame(f'<td align="center"><b>{_text(sheet.title)}</b></td>'),
        _frame(f"<td>{_text(sheet.greeting)}</td>") if sheet.greeting else "",
        '<div style="display:none;max-height:0">本邮件含金额 9,999.99 元</div>',
        _block([(word.chinese, value) for word, value in sheet.pairs], look),
        _table(sheet, look),
        _phone(sheet) if look.phone else "",
        _formula(sheet, look) if sheet.terms else "",
        *(f"<p>{_text(text)}</p>" for text in sheet.foot),
    ]
    body = "".join(f"<tr><td>{part}</td></tr>" for part in parts if part)
    return (
        f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        f"<title>账单</title>{_STYLE}</head><body>"
        f'<table width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">'
        f'<table width="680" cellpadding="0" cellspacing="0">{body}</table></td></tr></table></body></html>'
    )


def _text(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _frame(cells: str) -> str:
    return f'<table width="100%" cellspacing="0"><tr>{cells}</tr></table>'


def _value(text: str, look: _Look) -> str:
    value = _text(text) if text else "&nbsp;"
    return f"&nbsp;{value}&nbsp;" if look.spaced else value


def _block(pairs: list[tuple[str, str]], look: _Look) -> str:
    if look.block == "below":
        labels = "".join(f"<td>{_text(label)}</td>" for label, _ in pairs)
        values = "".join(f"<td><b>{_value(value, look)}</b></td>" for _, value in pairs)
        return f'<table border="0"><tr>{labels}</tr><tr>{values}</tr></table>'
    rows = []
    for start in range(0, len(pairs), 2):
        some = pairs[start : start + 2]
        if look.block == "colon":
            cells = "".join(f"<td>{_text(label)}：<span>{_value(value, look)}</span></td>" for label, value in some)
        elif look.block == "span":
            cells = "".join(
                f'<td colspan="2" align="right"><font>{_text(label)}</font></td><td width="9">&nbsp;</td>'
                f'<td colspan="3"><b>{_value(value, look)}</b></td>'
                for label, value in some
            )
        else:
            cells = "".join(f"<td>{_text(label)}：</td><td>{_value(value, look)}</td>" for label, value in some)
        rows.append(f"<tr>{cells}</tr>")
    return f'<table width="100%">{"".join(rows)}</table>'


def _cell(tag: str, word: Word, text: str, sheet: Sheet, look: _Look) -> str:
    align = ' align="right"' if word.role in sheet.right else ""
    if look.broken and (word.role in sheet.wraps or word.chinese in sheet.wraps) and len(text) > 8:
        text = f"{text[:8]}\n{text[8:]}"
    space = f'<{tag} width="4">&nbsp;</{tag}>' if look.spacers else ""
    return f"<{tag}{align}><font>{_value(text, look)}</font></{tag}>{space}"


def _table(sheet: Sheet, look: _Look) -> str:
    def line(cells: str) -> str:
        return f"<tr><td><table width='100%'><tr>{cells}</tr></table></td></tr>" if look.own else f"<tr>{cells}</tr>"

    width = len(sheet.columns) * (2 if look.spacers else 1)
    lines = [line("".join(_cell(look.head, word, word.chinese, sheet, look) for word in sheet.columns))]
    section = ""
    for named, cells in sheet.rows:
        if named != section:
            section = named
            lines.append(line(f'<td colspan="{width}"><b>{_text(section)}</b></td>'))
        lines.append(line("".join(_cell("td", w, c, sheet, look) for w, c in zip(sheet.columns, cells, strict=True))))
    if sheet.total:
        blank = next(n for n, text in enumerate([*sheet.total[1:], "."], 1) if text)
        span = blank * (2 if look.spacers else 1)
        rest = "".join(
            _cell("td", w, c, sheet, look) for w, c in zip(sheet.columns[blank:], sheet.total[blank:], strict=True)
        )
        lines.append(line(f'<td colspan="{span}">{_text(sheet.total[0])}</td>{rest}'))
    return f'<table class="wide" width="100%" border="1">{"".join(lines)}</table>'


def _phone(sheet: Sheet) -> str:
    """Return the copy of the rows that small screens show."""
    rows = "".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in cells)}</tr>" for _, cells in sheet.rows)
    return f'<table class="onlyphone">{rows}</table>'


def _formula(sheet: Sheet, look: _Look) -> str:
    if look.formula == "pairs":
        return _block([(word.chinese, value) for _, word, value in sheet.terms], look)
    labels, values = "", ""
    for n, (sign, word, value) in enumerate(sheet.terms):
        if n:
            operator = "=" if n == 1 else "+" if sign > 0 else "-"
            labels += f"<td>{operator}</td>"
            values += "<td>&nbsp;</td>"
        labels += f'<td align="center">{_text(word.chinese)}</td>'
        values += f'<td align="center">{_value(value, look)}</td>'
    return f"<table><tr>{labels}</tr><tr>{values}</tr></table>"


def write_eml(lot: random.Random, sheet: Sheet) -> bytes:
    """Return the mail around the page."""
    charset = lot.choice(("utf-8", "gb18030"))
    page = write_html(lot, sheet, "gb2312" if charset == "gb18030" else charset)
    message = EmailMessage(policy=SMTP)
    message["From"] = "账单中心 <bills@example.com>"
    message["To"] = "someone@example.com"
    message["Subject"] = sheet.title
    message["Date"] = "Mon, 02 Mar 2026 08:00:00 +0800"
    transfer = lot.choice(("base64", "quoted-printable"))
    if lot.random() < 0.5:
        message.set_content("请使用支持网页的邮件程序查看。", charset="utf-8", cte="base64")
        message.add_alternative(page, subtype="html", charset=charset, cte=transfer)
    else:
        message.set_content(page, subtype="html", charset=charset, cte=transfer)
    boundary = f"----=_Part_{lot.randrange(10**9)}"
    if message.is_multipart():
        message.set_boundary(boundary)
    return message.as_bytes()
