"""Papers for the accuracy bench, drawn afresh from a seed, with what they print field by field."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pylopdf
import pylopdf_fonts_zh_cn

from samples.canvas_pylopdf import typeface
from samples.cards import CardTruth, purchase
from samples.chains import MonthPlan, build_chain
from samples.degrade import page_count
from samples.drawing import draw_pdf
from samples.people import cases
from samples.people_more import more_cases
from samples.people_parts import SHOPS
from samples.truth import LetterTruth, ReportTruth, StatementTruth
from tests.drawn.families import draw

FONT_FILES: Final = {
    "Song": ("/usr/share/fonts/truetype/arphic/uming.ttc", str(pylopdf_fonts_zh_cn.serif_path())),
    "Kai": (
        "/usr/share/fonts/truetype/arphic/ukai.ttc",
        "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
    ),
    "Hei": ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", str(pylopdf_fonts_zh_cn.sans_path())),
}
"""Font files of the three styles: thin strokes and sturdy ones; Kai comes with the system's packages only."""

_TURNS: Final = 80
_TURNS_OF_A_KIND: Final = 10

Facts = Mapping[str, Any]
"""Field to what is printed: fen, days, texts; None where the paper prints nothing."""


@dataclass(frozen=True, slots=True)
class Specimen:
    """A clean paper and what it prints.

    Attributes:
        name: Kind and number, to draw it again with the seed.
        pdf: The paper with embedded text.
        pages: Number of its pages.
        head: What is printed once.
        rows: What its rows or sentences print, in order.
        font: File of the font that it is set in.
    """

    name: str
    pdf: bytes
    pages: int
    head: Facts
    rows: tuple[Facts, ...]
    font: str


def fonts() -> dict[str, list[str]]:
    """Return the font files that this machine has, by style."""
    return {style: [file for file in files if Path(file).is_file()] for style, files in FONT_FILES.items()}


def specimen(seed: int, number: int, most_pages: int) -> Specimen:
    """Draw paper `number` of a seed; it has at most `most_pages` pages."""
    kinds = tuple(_MAKERS)
    for turn in range(_TURNS):
        # Papers of one kind may all be longer: then it is the next kind's turn.
        kind = kinds[(number + turn // _TURNS_OF_A_KIND) % len(kinds)]
        lot = random.Random(f"{seed}/{kind}/{number}/{turn}")
        available = [file for files in fonts().values() for file in files]
        font = lot.choice(available)
        made: _Made | None = None
        # Some fonts lack a character that a paper prints; another turn has another font.
        with typeface(font), suppress(pylopdf.PdfError):
            made = _MAKERS[kind](lot)
        if made is not None and (pages := page_count(made[0])) <= most_pages:
            return Specimen(f"{kind} {seed}/{number}", made[0], pages, made[1], made[2], font)
    raise RuntimeError(f"no paper has at most {most_pages} pages")


_Made = tuple[bytes, Facts, tuple[Facts, ...]]


def _statement(lot: random.Random) -> _Made:
    tail = f"{lot.randint(1000, 9999)}"
    card = CardTruth("王小样", tail, lot.choice((10, 20, 30, 50)) * 100_000, lot.randint(3, 20))
    year, month = lot.choice((2024, 2025, 2026)), lot.randint(2, 10)
    plans = []
    for step in range(2):
        first = date(year, month + step - 1, card.statement_day + 1)
        days = sorted(lot.randint(0, 24) for _ in range(lot.randint(6, 18)))
        plans.append(
            MonthPlan(
                tuple(
                    purchase(first + timedelta(days=day), lot.choice(SHOPS), lot.randint(300, 450_000), tail)
                    for day in days
                )
            )
        )
    truth = build_chain(card, (year, month), lot.randint(10_000, 900_000), plans)[1]
    head = {
        "statement_on": truth.statement_on,
        "due_on": truth.due_on,
        "limit": truth.limit,
        "minimum": truth.minimum,
    } | {name: truth.printed(name) for name in ("opening", "closing", "payments", "charges", "adjustment", "interest")}
    return draw_pdf(truth), head, tuple(_statement_row(truth))


def _statement_row(truth: StatementTruth) -> Iterator[Facts]:
    for row in truth.rows:
        yield {
            "traded_on": row.traded_on,
            "posted_on": row.posted_on,
            "description": row.description,
            "amount": row.amount,
            "tail": row.tail or None,
        }


def _all_truths(kind: type) -> list[Any]:
    return [paper.truth for case in (*cases(), *more_cases()) for paper in case.papers if isinstance(paper.truth, kind)]


def _figures(lot: random.Random, text: str) -> str:
    """Return an identifier with other digits."""
    return "".join(str(lot.randint(0, 9)) if char.isdigit() else char for char in text)


_LETTER: Final = (
    "serial",
    "name",
    "account_tail",
    "contract_no",
    "loan_amount",
    "settled_amount",
    "settled_on",
    "issued_on",
    "opened_on",
)


def _letter(lot: random.Random) -> _Made:
    truth: LetterTruth = lot.choice([one for one in _all_truths(LetterTruth) if not one.drawdowns and not one.parts])
    days = timedelta(days=lot.randint(-300, 100))
    truth = replace(
        truth,
        serial=_figures(lot, truth.serial),
        contract_no=_figures(lot, truth.contract_no),
        account_tail=_figures(lot, truth.account_tail),
        id_number=truth.id_number[:-4] + f"{lot.randint(1000, 9999)}",
        settled_amount=lot.randint(10_000, 9_000_000),
        loan_amount=None if truth.loan_amount is None else lot.randint(10, 900) * 10_000,
        settled_on=truth.settled_on + days,
        issued_on=truth.issued_on + days,
        opened_on=None if truth.opened_on is None else truth.opened_on + days,
        as_of=None if truth.as_of is None else truth.as_of + days,
    )
    head: dict[str, Any] = {name: getattr(truth, name) if truth.has(name) else None for name in _LETTER}
    head |= {
        "id_tail": truth.id_number[-4:] if truth.has("id_number") else None,
        "issuer_text": truth.issuer if truth.has("issuer") else None,
        "as_of": truth.as_of,
    }
    return draw_pdf(truth), head, ()


_STATES = {
    "settled": "settled",
    "closed": "closed",
    "transferred": "transferred",
    "bad_debt": "bad_debt",
    "inactive": "inactive",
}


def _report(lot: random.Random) -> _Made:
    truth: ReportTruth = lot.choice(_all_truths(ReportTruth))
    accounts = tuple(
        replace(
            one,
            balance=one.balance if not one.balance else lot.randint(100, 99_999) * 100,
            tail=_figures(lot, one.tail),
            opened_on=one.opened_on + timedelta(days=lot.randint(-200, 20)),
        )
        for one in truth.accounts
    )
    moved = timedelta(minutes=lot.randint(0, 9999))
    truth = replace(
        truth, accounts=accounts, serial=lot.randint(10_000_000, 99_999_999), reported_at=truth.reported_at + moved
    )
    head = {
        "number": truth.number,
        "reported_on": truth.reported_at.date(),
        "name": truth.name,
        "id_tail": truth.id_number[-4:],
    }
    printed = [one for kind in ("credit_card", "loan") for _, some in truth.ordered(kind) for one in some]
    rows = tuple(
        {
            "opened_on": one.opened_on,
            "institution": one.institution,
            "tail": one.tail or None,
            "amount": one.amount,
            "credit_limit": one.credit_limit,
            "balance": one.balance,
            "status": _STATES.get(one.state, "overdue" if one.overdue_now else "active"),
            "data_as_of": date(*one.data_as_of, 1) if one.data_as_of else None,
            "closed_on": date(*one.closed_month, 1) if one.closed_month else None,
        }
        for one in printed
    )
    return draw_pdf(truth), head, rows


def _drawn(family: str) -> Callable[[random.Random], _Made | None]:
    def made(lot: random.Random) -> _Made | None:
        # Even numbers are drawn by the engine whose fonts can be chosen.
        paper = draw(family, "pdf", lot.randint(0, 2**31), 2 * lot.randint(0, 99))
        if not paper.known:
            return None
        head = {name: value for name, value in paper.header.items() if name != "tails"}
        return paper.data, head, tuple(paper.rows)

    return made


_MAKERS: Final[Mapping[str, Callable[[random.Random], _Made | None]]] = {
    "statement": _statement,
    "letter": _letter,
    "card": _drawn("card"),
    "report": _report,
    "bank": _drawn("bank"),
    "loan": _drawn("loan"),
    "plan": _drawn("plan"),
}
