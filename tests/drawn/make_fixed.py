"""Makes the committed statements under tests/golden/drawn with a browser and an office program.

Not run by tests: it needs `chromium` and `soffice` on the machine, and their versions change the bytes.
Run it from the root of the repository: `python -m tests.drawn.make_fixed`.
"""

from __future__ import annotations

import html
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from samples.truth import RowTruth, to_json
from tests.drawn.rows import draw_rows, figures
from tests.golden.printing import print_html, styled

GOLDEN = Path(__file__).parents[1] / "golden" / "drawn"


@dataclass(frozen=True, slots=True)
class Fixed:
    """One committed statement."""

    name: str
    engine: str
    issuer: str
    statement_on: date
    count: int
    heads: tuple[tuple[str, str, str], ...]  # role, Chinese, English
    labels: dict[str, str]
    day_format: str
    minus: str
    mark: str
    ruled: bool
    sections: bool
    identity: str
    seed: int


_PLAIN = {
    "statement_on": "账单日",
    "due_on": "到期还款日",
    "closing": "本期应还款额",
    "minimum": "最低还款额",
    "limit": "信用额度",
    "opening": "上期应还款额",
    "payments": "本期已还金额",
    "charges": "本期新增金额",
    "adjustment": "本期调整",
    "interest": "循环利息",
}

FIXED = (
    Fixed(
        "chromium-ruled",
        "chromium",
        "北屿银行",
        date(2026, 7, 18),
        58,
        (
            ("traded_on", "交易日期", "Trans Date"),
            ("posted_on", "入账日期", "Posting Date"),
            ("tail", "卡号后四位", "Last 4 Digits"),
            ("description", "交易说明", "Description"),
            ("", "交易地金额", "Original Tran Amount"),
            ("amount", "入账金额", "Billing amount"),
        ),
        _PLAIN,
        "%Y/%m/%d",
        "-",
        "",
        True,
        False,
        "three",
        11,
    ),
    Fixed(
        "chromium-plain",
        "chromium",
        "江畔城市银行",
        date(2026, 1, 9),
        34,
        (
            ("posted_on", "登账日", ""),
            ("traded_on", "用卡日", ""),
            ("amount", "本币发生额", ""),
            ("description", "往来说明", ""),
            ("tail", "卡尾四码", ""),
        ),
        _PLAIN
        | {"closing": "应还总计", "minimum": "最低缴款额", "due_on": "还款截止日", "opening": "上期结欠"},
        "%m/%d",
        "−",
        "￥",
        False,
        False,
        "pairs",
        12,
    ),
    Fixed(
        "office-ruled",
        "soffice",
        "南麓商业银行",
        date(2025, 11, 25),
        46,
        (
            ("traded_on", "交易日", ""),
            ("posted_on", "记账日", ""),
            ("description", "交易摘要", ""),
            ("", "授权码", ""),
            ("tail", "卡号末四位", ""),
            ("amount", "人民币金额", ""),
        ),
        _PLAIN,
        "%Y%m%d",
        "-",
        "¥",
        True,
        True,
        "formula",
        13,
    ),
    Fixed(
        "office-plain",
        "soffice",
        "东篱农村商业银行",
        date(2026, 4, 12),
        22,
        (
            ("description", "摘要", "Description"),
            ("amount", "金额", "Amount"),
            ("traded_on", "交易日期", "Trans Date"),
            ("posted_on", "记账日期", "Post Date"),
        ),
        _PLAIN | {"statement_on": "出单日期", "charges": "本期新增欠款"},
        "%Y-%m-%d",
        "-",
        "",
        False,
        False,
        "three",
        14,
    ),
)


def _money(fen: int, fixed: Fixed) -> str:
    sign = fixed.minus if fen < 0 else ""
    return f"{fixed.mark}{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def _cell(role: str, head: str, row: RowTruth, index: int, fixed: Fixed) -> str:
    if role in ("traded_on", "posted_on"):
        day: date | None = getattr(row, role)
        return day.strftime(fixed.day_format) if day else ""
    if role == "amount":
        return _money(row.amount, fixed)
    if role:
        return str(getattr(row, role))
    if head == "授权码":
        return f"{(index * 7919 + 10007) % 1000000:06d}"
    return _money(row.original_amount or 0, fixed)


def _table(fixed: Fixed, rows: Sequence[RowTruth]) -> str:
    def cell(tag: str, role: str, text: str) -> str:
        style = ' align="right"' if role in ("amount", "") else ""
        return f"<{tag}{style}>{text}</{tag}>"

    heads = "".join(
        cell("th", role, html.escape(chinese) + (f"<br>{html.escape(english)}" if english else ""))
        for role, chinese, english in fixed.heads
    )
    lines, section = [], ""
    for index, row in enumerate(rows):
        if row.section and row.section != section:
            section = row.section
            lines.append(f'<tr><td colspan="{len(fixed.heads)}">{section}</td></tr>')
        cells = (
            cell("td", role, html.escape(_cell(role, head, row, index, fixed)))
            for role, head, _ in fixed.heads
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    border, padding = (' border="1"', 3) if fixed.ruled else ("", 5)
    return (
        f'<table class="rows"{border} width="100%" cellspacing="0" cellpadding="{padding}">'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )


def _page(
    fixed: Fixed, rows: Sequence[RowTruth], header: dict[str, Any], terms: Sequence[tuple[str, int, int]]
) -> str:
    texts = {
        role: value.strftime("%Y年%m月%d日") if isinstance(value, date) else _money(value, fixed)
        for role, value in header.items()
    }
    order = ("statement_on", "due_on", "closing", "minimum", "limit")
    block = "".join(
        f"<tr><td nowrap>{fixed.labels[role]}：</td><td nowrap>{texts[role]}</td></tr>" for role in order
    )
    if fixed.identity == "pairs":
        sums = "".join(f"<p>{fixed.labels[role]}：{_money(fen, fixed)}</p>" for role, _, fen in terms)
    else:
        ordered = [terms[-1], *terms[:-1]]
        signs = ["", "=", *("+" if sign > 0 else "-" for _, sign, _ in ordered[2:])]
        upper = "".join(
            f"<td>{sign}</td><td align='center'>{fixed.labels[role]}</td>"
            for sign, (role, _, _) in zip(signs, ordered, strict=True)
        )
        lower = "".join(f"<td></td><td align='center'>{_money(fen, fixed)}</td>" for _, _, fen in ordered)
        sums = f"<table width='100%'><tr>{upper}</tr><tr>{lower}</tr></table>"
    title = f"{fixed.issuer}信用卡对账单（{fixed.statement_on:%Y}年{fixed.statement_on:%m}月）"
    body = (
        f'<p class="title">{title}</p><p>尊敬的周示例先生：</p><table width="45%">{block}</table>\n'
        f"{_table(fixed, rows)}{sums}<p>以上交易如有疑问，请于账单日起60日内致电客服。</p>"
    )
    style = (
        ".title { font-size: 15pt; text-align: center; } "
        "table.rows { border-collapse: collapse; margin: 10pt 0; } tr { page-break-inside: avoid; }"
    )
    return styled(title, body, more=style)


def make(fixed: Fixed) -> None:
    """Make one committed statement: input.pdf, expected.json and README."""
    lot = random.Random(fixed.seed)
    tail = "6371" if any(role == "tail" for role, _, _ in fixed.heads) else ""
    rows = draw_rows(lot, fixed.statement_on, tail, fixed.count, sections=fixed.sections)
    header, terms = figures(lot, rows, fixed.identity)
    header |= {"statement_on": fixed.statement_on, "due_on": fixed.statement_on + timedelta(days=20)}
    folder = GOLDEN / fixed.name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "input.pdf").write_bytes(print_html(fixed.engine, _page(fixed, rows, header, terms)))
    expected = {
        "name": fixed.name,
        "issuer": fixed.issuer,
        "title_month": [fixed.statement_on.year, fixed.statement_on.month],
        "heads": [
            {"role": role, "chinese": chinese, "english": english} for role, chinese, english in fixed.heads
        ],
        "labels": fixed.labels,
        "header": to_json(header),
        "terms": to_json(terms),
        "rows": to_json(rows),
    }
    text = json.dumps(expected, ensure_ascii=False, indent=1) + "\n"
    (folder / "expected.json").write_text(text, encoding="utf-8")
    (folder / "README").write_text(
        f"An invented statement of an invented bank, printed from HTML by {fixed.engine}.\n"
        "Made by tests/drawn/make_fixed.py; expected.json is what the HTML was made from, amounts in fen.\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    for statement in FIXED:
        make(statement)
