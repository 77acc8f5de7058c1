"""Statement mails: HTML as a bank's mailer writes it, and the same inside a mail file (.eml), always the same bytes."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape


@dataclass(frozen=True, slots=True)
class MailStyle:
    """How a bank's mailer sends.

    Attributes:
        sender: Name and address of the sender.
        charset: Of body and headers.
        encoding: "quoted-printable" or "base64".
        kind: "alternative" (a plain notice beside the HTML) or "related".
    """

    sender: tuple[str, str]
    charset: str
    encoding: str
    kind: str = "alternative"


def page(title: str, body: str, charset: str) -> str:
    """Return an HTML page around `body`."""
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">\n'
        f'<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html; charset={charset}">\n'
        f"<title>{escape(title)}</title>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def cells(texts: Sequence[str], *, tag: str = "td", style: str = "", aligns: Sequence[str] = ()) -> str:
    """Return one table row; a line break in a text becomes one of HTML, and an empty cell a hard blank."""
    result = []
    for n, text in enumerate(texts):
        inner = "<br>".join(escape(part) for part in text.split("\n")) or "&nbsp;"
        align = f' align="{aligns[n]}"' if aligns else ""
        result.append(f'<{tag}{align} style="{style}">{inner}</{tag}>' if style else f"<{tag}{align}>{inner}</{tag}>")
    return f"<tr>{''.join(result)}</tr>\n"


def layout(inner: str, width: int = 720) -> str:
    """Return `inner` inside a layout table, as mailers place everything."""
    return (
        f'<table align="center" border="0" cellpadding="0" cellspacing="0" width="{width}"><tbody><tr><td>\n'
        f"{inner}</td></tr></tbody></table>\n"
    )


def ruled(rows: str, *, width: str = "100%", attributes: str = "") -> str:
    """Return a table with thin rules."""
    return (
        f'<table {attributes} width="{width}" border="1" cellspacing="0" cellpadding="3" bordercolor="#d4d6dc" '
        f'style="border-collapse:collapse;font-size:12px"><tbody>\n{rows}</tbody></table>\n'
    )


def _word(text: str, charset: str) -> str:
    """Return a header's text as one encoded word."""
    return f"=?{charset.upper()}?B?{base64.b64encode(text.encode(charset)).decode('ascii')}?="


def _part(kind: str, text: str, style: MailStyle) -> str:
    data = text.replace("\r\n", "\n").encode(style.charset)
    if style.encoding == "base64":
        body = base64.encodebytes(data).decode("ascii")
    else:
        body = quopri.encodestring(data).decode("ascii")
    return (
        f'Content-Type: {kind}; charset="{style.charset}"\n'
        f"Content-Transfer-Encoding: {style.encoding}\n\n{body.rstrip()}\n"
    )


def mail(subject: str, sent_on: date, html: str, notice: str, style: MailStyle) -> bytes:
    """Return a mail file.

    Args:
        subject: Of the mail.
        sent_on: Day in its date header.
        html: The page; its charset is the style's.
        notice: Text of the plain part.
        style: Who sends, and how.
    """
    name, address = style.sender
    boundary = f"----=_Part_{sent_on:%Y%m%d}_sample"
    head = (
        f"From: {_word(name, style.charset)} <{address}>\n"
        "To: <xiaoyang@example.invalid>\n"
        f"Subject: {_word(subject, style.charset)}\n"
        f"Date: {sent_on:%d} {_MONTHS[sent_on.month - 1]} {sent_on.year} 06:12:45 +0800\n"
        f"Message-ID: <{sent_on:%Y%m%d}.061245.sample@{address.split('@')[1]}>\n"
        "MIME-Version: 1.0\n"
        f'Content-Type: multipart/{style.kind}; boundary="{boundary}"\n'
    )
    parts = [_part("text/plain", notice, style)] if style.kind == "alternative" else []
    parts.append(_part("text/html", html, style))
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f"{head}\n{body}--{boundary}--\n".replace("\n", "\r\n").encode("ascii")


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
