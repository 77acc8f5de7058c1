"""Draws papers of every family in every form: card statements, debit accounts, loan payments, repayment plans."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pipeline.records.extraction import Kind
from samples.truth import RowTruth
from tests.drawn.drawn_bank import draw_bank
from tests.drawn.drawn_loan import draw_loan, draw_plan
from tests.drawn.layouts import BANKS, DrawnStatement, Layout, Word, draw_layout, draw_one
from tests.drawn.rows import draw_rows, figures
from tests.drawn.sheet import Drawn, Printed, Sheet, Style
from tests.drawn.sheet_csv import write_csv
from tests.drawn.sheet_html import write_eml, write_html
from tests.drawn.sheet_pdf import draw_pdf

FORMS = ("pdf", "html", "eml", "csv")
FAMILIES = ("card", "bank", "loan", "plan")
ENGINES = ("pylopdf", "skia")


def draw(family: str, form: str, seed: int, number: int) -> Drawn:
    """Draw one paper; the same arguments give the same bytes again."""
    name = f"{family}/{form} {seed}/{number}"
    lot = random.Random(f"{family}/{form}/{seed}/{number}")
    engine = ENGINES[number % 2]
    if family == "card" and form == "pdf":
        return _from_layout(name, draw_one(lot, name, engine))
    maker = {"card": _draw_card, "bank": draw_bank, "loan": draw_loan, "plan": draw_plan}[family]
    paper = maker(lot, form)
    if form == "pdf":
        data = draw_pdf(lot, paper.sheet, engine)
    elif form == "html":
        charset = lot.choice(("utf-8", "gb2312"))
        data = write_html(lot, paper.sheet, charset).encode("utf-8" if charset == "utf-8" else "gb18030")
    elif form == "eml":
        data = write_eml(lot, paper.sheet)
    else:
        data = write_csv(lot, paper.sheet)
    return Drawn(
        name=name,
        family=family,
        form=form,
        data=data,
        issuer=paper.issuer,
        heads=paper.sheet.columns,
        labels=paper.labels,
        header=paper.header,
        rows=paper.rows,
    )


def draw_many(family: str, forms: tuple[str, ...], seed: int, n: int) -> Iterator[Drawn]:
    """Yield `n` papers; the forms take turns."""
    for number in range(n):
        yield draw(family, forms[number % len(forms)], seed, number)


def _card_row(row: RowTruth, roles: set[str]) -> dict[str, Any]:
    """Return what a card's row says; the trade day of an instalment is left open, see `rows_read`."""
    truth: dict[str, Any] = {"description": row.description, "amount": row.amount}
    if "traded_on" in roles and row.kind is not Kind.INSTALMENT:
        truth["traded_on"] = row.traded_on
    if "posted_on" in roles:
        truth["posted_on"] = row.posted_on
    if "tail" in roles:
        truth["tail"] = row.tail
    return truth


def _from_layout(name: str, drawn: DrawnStatement) -> Drawn:
    roles = {head.role for head in drawn.heads}
    header = dict(drawn.header) | {role: fen for role, _, fen in drawn.terms if role in ("opening", "closing")}
    rows = tuple(_card_row(row, roles) for row in drawn.rows)
    return Drawn(name, "card", "pdf", drawn.pdf, drawn.issuer, drawn.heads, drawn.labels, header, rows)


def _card_cell(word: Word, row: RowTruth, index: int, style: Style) -> str:
    if word.role in ("traded_on", "posted_on"):
        day: date | None = getattr(row, word.role)
        return style.date(day) if day else ""
    if word.role == "amount":
        return style.money(row.amount)
    if word.role:
        return str(getattr(row, word.role))
    if word.chinese == "交易地金额":
        return style.money(row.original_amount) if row.original_amount is not None else ""
    if row.kind is not Kind.PURCHASE:
        return ""
    other = {
        "授权码": f"{(index * 7919 + 10007) % 1000000:06d}",
        "国别": "CHN",
        "积分": str(row.amount // 2000),
    }
    return other.get(word.chinese, f"{(index * 31) % 900 + 100:04d}")


def _style_of(layout: Layout) -> Style:
    return Style(
        day=layout.day_format,
        head_day=layout.head_day_format,
        minus=layout.minus,
        plus="",
        mark=layout.mark,
        mark_first=layout.mark_first,
        thousands=layout.thousands,
    )


def _draw_card(lot: random.Random, form: str) -> Printed:
    """Draw a card statement for a mail or an export."""
    layout = draw_layout(lot, "")
    if form == "csv":
        layout = replace(layout, sections=False)
    style, issuer = _style_of(layout), lot.choice(BANKS)
    statement_on = date(lot.randint(2024, 2026), lot.randint(1, 12), lot.randint(3, 28))
    tail = f"{lot.randint(1000, 9999)}" if any(word.role == "tail" for word in layout.columns) else ""
    printed = draw_rows(lot, statement_on, tail, lot.randint(8, 50), sections=layout.sections)
    header, terms = figures(lot, printed, layout.identity)
    header |= {"statement_on": statement_on, "due_on": statement_on + timedelta(days=lot.randint(18, 25))}
    days = [(role, header[role].strftime(style.head_day)) for role in ("statement_on", "due_on")]
    sums = [(role, style.money(header[role])) for role in ("closing", "minimum", "limit")]
    pairs = tuple((layout.labels[role], value) for role, value in days + sums)
    ordered = [(role, 0 if role == "closing" else sign, fen) for role, sign, fen in (terms[-1], *terms[:-1])]
    total: tuple[str, ...] = ()
    if layout.columns[0].role not in ("amount", "posted_on") and lot.random() < 0.3:
        money = style.money(sum(row.amount for row in printed))
        total = ("合计", *(money if word.role == "amount" else "" for word in layout.columns[1:]))
    sheet = Sheet(
        title=f"{issuer}{lot.choice(('信用卡对账单', '信用卡电子账单', '信用卡账单'))}"
        f"（{statement_on.year}年{statement_on.month:02d}月）",
        greeting=f"尊敬的{lot.choice('王李赵陈周')}示例{lot.choice(('先生', '女士'))}：",
        pairs=pairs,
        columns=layout.columns,
        rows=tuple(
            (row.section, tuple(_card_cell(word, row, i, style) for word in layout.columns))
            for i, row in enumerate(printed)
        ),
        total=total,
        terms=tuple((sign, layout.labels[role], style.money(fen)) for role, sign, fen in ordered),
        foot=("以上交易如有疑问，请于账单日起60日内致电客服。",),
        bilingual="none",
        right=frozenset({"amount"}),
        wraps=frozenset({"description"}),
    )
    roles = {word.role for word in layout.columns}
    used = {"statement_on", "due_on", "minimum", "limit", *(role for role, _, _ in terms)}
    header |= {role: fen for role, _, fen in terms if role == "opening"}
    labels = tuple(layout.labels[role] for role in sorted(used))
    return Printed(sheet, issuer, labels, header, tuple(_card_row(row, roles) for row in printed))
