"""Forms of card statements as data: texts with places for figures, put on a page as HTML, as a mail, or by strokes."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from samples.canvas import Align, Canvas
from samples.flow import Flow, TableStyle, money, paragraph, table
from samples.mails import MailStyle, cells, layout, mail, page, ruled
from tests.golden.cards_truth import Bill, Ledger, Row

NAMES = {"CNY": "人民币", "USD": "美元", "HKD": "港币"}
_MARKS = {"CNY": "￥", "USD": "＄", "HKD": "HK$"}


NEW_PAGE = "\f"
"""What follows stands on a page of its own, where a form is put on pages by strokes."""
_PLAIN = MailStyle(("示例银行信用卡中心", "bill@example.invalid"), "utf-8", "base64")


class Yuan(int):
    """An amount: {x} 1,234.50, {x:p} without the comma, {x:n} with the other sign, {x:a} without a sign, {x:s} with the
    word of its side ((支出), (存入)), {x:c} with (存入) before a credit, {x:d} 欠款/DEBT or 存款/DEPOSIT before it,
    {x:h} with (存款) before what is held, {x:z} 无欠款 for nothing.
    """

    def __format__(self, spec: str) -> str:
        if "z" in spec and self == 0:
            return "无欠款"
        if "h" in spec and self < 0:
            return f"(存款){money(abs(self))}"
        value = -self if "n" in spec else abs(self) if set(spec) & set("asd") else int(self)
        shown = money(value, thousands="p" not in spec)
        if "s" in spec:
            shown += "(支出)" if self > 0 else "(存入)"
        if "d" in spec:
            shown = f"{'存款/DEPOSIT' if self < 0 else '欠款/DEBT'} {shown}"
        return f"(存入){money(abs(self))}" if "c" in spec and self < 0 else shown


class Day:
    """A day in any form; nothing, or what stands behind a stroke (%Y|---), where the paper prints none."""

    def __init__(self, day: date | None) -> None:
        self.day = day

    def __format__(self, spec: str) -> str:
        shown, _, instead = spec.partition("|")
        return format(self.day, shown) if self.day else instead


@dataclass(frozen=True)
class Lines:
    """A table of texts with places; `each` repeats its last row for every "ledger" or "card"."""

    rows: Sequence[Sequence[str]]
    each: str = ""
    border: bool = True


@dataclass(frozen=True)
class Form:
    """How a bank prints a statement.

    Attributes:
        title: Of the page and of the mail.
        head: Before the rows: texts, and tables of texts.
        columns: Of the rows: (head, text of a cell).
        group: Lines above the rows for which they are the same; {sum} is what these rows add up to.
        after: Behind the rows.
        split: Whether each currency has a table of its own, under `section` and with a head.
        part: Between that line and the head, where each currency or card has its figures beside its rows.
        alone: Whether each row of the list is a table of its own, as some mailers write.
        glued: Rows without a card or trade day as one text in one cell.
        style: Who sends the mail and how.
    """

    title: str
    head: Sequence[str | Lines]
    columns: Sequence[tuple[str, str]]
    group: Callable[[Row], str] | None = None
    after: Sequence[str | Lines] = ()
    split: bool = False
    section: str = ""
    part: Sequence[str | Lines] = ()
    alone: bool = False
    glued: str = ""
    style: MailStyle = _PLAIN
    widths: Sequence[float] = ()


def _of_bill(bill: Bill, ledger: Ledger | None = None) -> dict[str, Any]:
    first = ledger or bill.ledgers[0]
    found: dict[str, Any] = {name: Yuan(value) for name, value in first.figures.items()}
    total: dict[str, int] = {}
    for led in bill.of(first.currency):
        for name, value in led.figures.items():
            total[name] = total.get(name, 0) + value
    found |= {f"all_{name}": Yuan(value) for name, value in total.items()}
    other = next((led for led in bill.ledgers if led.currency != "CNY"), None)
    found |= {f"usd_{name}": Yuan(value) for name, value in other.figures.items()} if other else {
        f"usd_{name}": Yuan(0) for name in first.figures
    }  # fmt: skip
    tail = first.tail or next(iter(bill.tails), "")
    return found | {
        "name": bill.name,
        "on": Day(bill.statement_on),
        "due": Day(bill.due_on),
        "start": Day(bill.start),
        "limit": Yuan(bill.limit),
        "half": Yuan(bill.limit // 2),
        "tail": tail,
        "card": f"622200******{tail}",
        "currency": first.currency,
        "named": NAMES[first.currency],
        "mark": _MARKS[first.currency],
        "tails": bill.tails,
    }


def _of_row(row: Row, ledger: Ledger) -> dict[str, Any]:
    original = row.amount if row.original is None else row.original
    return {
        "traded": Day(row.traded),
        "posted": Day(row.posted),
        "text": row.text,
        "word": row.word,
        "amount": Yuan(row.amount),
        "into": money(-row.amount) if row.amount < 0 else "",
        "out": money(row.amount) if row.amount >= 0 else "",
        "size": Yuan(abs(row.amount)),
        "side": "(支出)" if row.amount > 0 else "(存入)",
        "credit": " CR" if row.amount < 0 else "",
        "minus": "-" if row.amount < 0 else "",
        "tail": row.tail,
        "original": Yuan(original),
        "original_currency": row.original_currency or ledger.currency,
        "currency": ledger.currency,
        "named": NAMES[ledger.currency],
        "original_named": NAMES[row.original_currency or ledger.currency],
        "mark": _MARKS[ledger.currency],
    }


Block = tuple[str, list[list[str]], bool]
"""("line", [[text]]), or ("table", rows), or ("rows", head and rows), and whether it is ruled."""


def blocks(form: Form, bill: Bill) -> Iterator[Block]:
    """Yield what stands on the page, in order."""
    yield "line", [[form.title.format(**_of_bill(bill))]], False
    yield from _lines(form.head, bill)
    parts = [[led] for led in bill.ledgers] if form.split else [list(bill.ledgers)]
    for part in parts:
        if form.section:
            yield "line", [[form.section.format(**_of_bill(bill, part[0]))]], False
        yield from _lines(form.part, replace(bill, ledgers=tuple(part)))
        if not form.columns:
            continue
        yield "rows", [[head for head, _ in form.columns], *_rows(form, part)], True
    yield from _lines(form.after, bill)


def _lines(parts: Sequence[str | Lines], bill: Bill) -> Iterator[Block]:
    for item in parts:
        if isinstance(item, str):
            yield "line", [[item.format(**_of_bill(bill))]], False
            continue
        fixed, last = (item.rows[:-1], item.rows[-1:]) if item.each else (item.rows, [])
        made = [[text.format(**_of_bill(bill)) for text in row] for row in fixed]
        for ledger in bill.ledgers if item.each else ():
            made += [[text.format(**_of_bill(bill, ledger)) for text in row] for row in last]
        yield "table", made, item.border


def _rows(form: Form, ledgers: Sequence[Ledger]) -> Iterator[list[str]]:
    found = [(row, ledger) for ledger in ledgers for row in ledger.rows]
    for heading, pairs in groupby(found, key=lambda pair: form.group(pair[0]) if form.group else ""):
        group = list(pairs)
        heading = heading.format(sum=Yuan(sum(row.amount for row, _ in group)))
        yield from ([line] for line in heading.split("\n") if line)
        for row, ledger in group:
            values = _of_row(row, ledger)
            if form.glued and row.traded is None:
                yield [form.glued.format(**values)]
            else:
                yield [text.format(**values) for _, text in form.columns]


def as_html(form: Form, bill: Bill, charset: str = "utf-8") -> str:
    """Return the statement as a mail's page: tables within tables, lines of text between them."""
    body = ""
    for sort, rows, border in blocks(form, bill):
        if sort == "line":
            body += layout(f'<p style="font-size:13px">{html.escape(rows[0][0])}</p>\n')
            continue
        width = max(map(len, rows))
        made = [_row(row, width, "th" if sort == "rows" and n == 0 else "td") for n, row in enumerate(rows)]
        if form.alone and sort == "rows":
            body += layout("".join(f"<tr><td>{ruled(line)}</td></tr>\n" for line in made).join(("<table>", "</table>")))
        elif border:
            body += layout(ruled("".join(made)))
        else:
            body += layout(f"<table><tbody>{''.join(made)}</tbody></table>\n")
    return page(form.title.format(**_of_bill(bill)), body, charset)


def _row(row: Sequence[str], width: int, tag: str) -> str:
    if len(row) == 1 and width > 1:
        return f'<tr><td colspan="{width}"><span>{html.escape(row[0])}</span></td></tr>\n'
    return cells(row, tag=tag)


def as_mail(form: Form, bill: Bill) -> bytes:
    """Return the statement as a mail file in the form's charset and encoding."""
    notice = f"尊敬的{bill.name}，您的信用卡电子账单已生成，请使用支持HTML的邮件程序查看。"
    subject = form.title.format(**_of_bill(bill))
    sent = bill.statement_on + timedelta(days=1)
    return mail(subject, sent, as_html(form, bill, form.style.charset), notice, form.style)


def draw(canvas: Canvas, form: Form, bill: Bill, grid: str = "all", size: float = 8.0) -> bytes:
    """Draw the statement page by page and return the PDF."""
    flow = Flow(canvas, lambda f: setattr(f, "y", 60.0), bottom=790.0)
    flow.new_page()
    for number, (sort, rows, border) in enumerate(blocks(form, bill)):
        if rows == [[NEW_PAGE]]:
            flow.new_page()
            continue
        if sort == "line":
            flow.need(20)
            flow.y += 6
            paragraph(flow, 46, 549, rows[0][0], 14.0 if number == 0 else 9.0, 20.0 if number == 0 else 14.0)
            continue
        width = max(map(len, rows))
        widths = [503 / width] * width
        if sort == "rows":
            total = sum(form.widths) or width
            widths = [503 * part / total for part in form.widths or [1.0] * width]
        style = TableStyle(size=size, height=17.0, leading=10.0, grid=grid if border else "none", head_fill=None)
        head = rows[0] if sort == "rows" else ()
        for wide, lines in groupby(rows[1:] if head else rows, key=lambda r: len(r) == 1 and width > 1):
            aligns: list[Align] = ["left"] if wide else ["center"] * width
            if head:
                table(flow, 46, widths, head, () if wide else [], ["center"] * width, style)
                head = ()
            table(flow, 46, [503.0] if wide else widths, (), list(lines), aligns, style)
        flow.y += 8
    return canvas.save()
