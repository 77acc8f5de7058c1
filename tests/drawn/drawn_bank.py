"""Debit accounts (交易流水) drawn by lot: their rows, running balances and all that a bank prints beside them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.drawn.account_words import BANK_EXTRA, BANK_KNOWN, BANK_STRANGE
from tests.drawn.layouts import BANKS
from tests.drawn.sheet import Printed, Sheet, Style, Word, Words, draw_style

_LAST = ("温馨提示：本明细仅供参考，以银行账务记录为准。", "--- END ---", "打印完毕")
_TRADED = (0, 2)  # words for the day of a trade among those for any day
TITLES = ("交易流水", "账户交易明细", "活期交易明细清单", "个人活期账户交易明细")

# Description, side (1 is money out), who may stand on the other side.
_DEEDS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("网上消费", 1, ("青石餐饮有限公司", "支付宝-河畔生鲜超市", "远帆（海市）电子商务有限公司")),
    ("快捷支付", 1, ("财付通-巷口便利店", "江畔市轨道交通运营管理有限责任公司", "蓝湾影城")),
    ("信用卡还款", 1, ("南麓商业银行信用卡中心待清算账户", "北屿银行信用卡中心")),
    ("贷款扣款", 1, ("北屿消费金融有限公司", "")),
    ("代扣", 1, ("江畔市自来水集团客户服务有限公司", "东篱燃气")),
    ("转账支取", 1, ("王示例", "李示例")),
    ("快捷支付-财付通-微信支付-扫二维码付款", 1, ("财付通-巷口便利店", "老树书店")),
    ("ATM取款", 1, ("",)),
    ("短信费", 1, ("",)),
    ("代发工资", -1, ("青石餐饮有限公司", "木叶（泉城）文化用品有限公司人力资源部")),
    ("转账存入", -1, ("王示例", "赵示例")),
    ("结息", -1, ("",)),
    ("网上快捷退款", -1, ("支付宝-河畔生鲜超市", "蓝湾影城")),
    ("贷款发放", -1, ("北屿消费金融有限公司", "东篱农村商业银行个人贷款发放专户")),
)


@dataclass(frozen=True, slots=True)
class BankRow:
    """One movement: signed fen, positive out; `held` is the money in the account after it."""

    moment: datetime
    description: str
    amount: int
    held: int
    counterparty: str


def draw_bank_rows(lot: random.Random, count: int) -> list[BankRow]:
    """Return movements in order of time; the account is never overdrawn."""
    moment = datetime(lot.randint(2024, 2026), lot.randint(1, 9), lot.randint(1, 28), 8, 0, 0)  # noqa: DTZ001
    held = lot.randint(50_000, 5_000_000)
    rows = []
    for _ in range(count):
        moment += timedelta(minutes=lot.choice((1, 35, 700, 1500, 3000)), seconds=lot.randint(0, 59))
        text, side, others = lot.choice(_DEEDS)
        yuan = lot.choice((lot.randint(1, 60), lot.randint(10, 300), lot.randint(100, 9999)))
        amount = side * (yuan * 100 + lot.choice((0, lot.randint(1, 99))))
        if amount > held:
            text, amount, others = "转账存入", -amount, ("王示例",)
        held -= amount
        rows.append(BankRow(moment, text, amount, held, lot.choice(others)))
    return rows


@dataclass(frozen=True, slots=True)
class _Ways:
    """How one bank prints movements."""

    style: Style
    amounts: str  # "signed", "two" or "flag"
    flags: tuple[str, str]  # out, in
    moment: str  # "day", "joined" or "column"
    nobody: str
    nothing: str
    currency: str
    second: bool  # a second column of days


def _columns(lot: random.Random, words: Words, ways: _Ways) -> tuple[Word, ...]:
    day = words.word("moment" if ways.moment == "joined" else "day", among=_TRADED if ways.second else None)
    columns = [Word("day", day.chinese, day.english, day.known)]
    if ways.moment == "column":
        time = words.word("time", among=(1,) if "记账" in day.chinese else (0,))
        columns.append(Word("time", time.chinese, time.english, time.known))
    amounts = [words.word("amount")]
    if ways.amounts == "two":
        pair = lot.randrange(5)
        amounts = [words.word("amount_in", among=(pair,)), words.word("amount_out", among=(pair,))]
        if lot.random() < 0.5:
            amounts.reverse()
    elif ways.amounts == "flag":
        amounts = [
            words.word("direction", among=(0, 1) if "借" in ways.flags[0] else (2, 3)),
            words.word("amount", among=(0, 1)),
        ]
    if lot.random() < 0.9:
        amounts.append(words.word("balance"))
    if ways.second:
        columns.append(words.word("posted"))
    blocks: list[list[Word]] = [amounts, [words.word("description")]]
    if lot.random() < 0.8:
        blocks.append([words.word("counterparty")])
    if lot.random() < 0.35:
        blocks.append([words.word("currency")])
    extras = lot.sample(BANK_EXTRA, lot.choice((0, 1, 1, 2, 3)))
    front = [Word("", *pair, known=True) for pair in extras if pair[0] == "序号"]
    blocks += [[Word("", *pair, known=True)] for pair in extras if pair[0] != "序号"]
    lot.shuffle(blocks)
    return (*front, *columns, *(word for block in blocks for word in block))


def posted_on(row: BankRow) -> date:
    """Return the day of the books: what moves late at night moves the next day."""
    return (row.moment + timedelta(hours=3)).date()


def _cell(word: Word, row: BankRow, index: int, ways: _Ways) -> str:
    style = ways.style
    match word.role or word.chinese:
        case "day":
            time = "" if ways.moment != "joined" else row.moment.strftime(" %H:%M:%S")
            return style.date(row.moment.date()) + time
        case "posted":
            return style.date(posted_on(row))
        case "time":
            return row.moment.strftime("%H%M%S" if style.day == "%Y%m%d" else "%H:%M:%S")
        case "description":
            return row.description
        case "amount":
            return style.money(-row.amount, signed=True) if ways.amounts == "signed" else style.money(abs(row.amount))
        case "amount_in":
            return style.money(-row.amount) if row.amount < 0 else ways.nothing
        case "amount_out":
            return style.money(row.amount) if row.amount > 0 else ways.nothing
        case "direction":
            return ways.flags[row.amount < 0]
        case "balance":
            return style.money(row.held)
        case "counterparty":
            return row.counterparty or ways.nobody
        case "currency":
            return ways.currency
        case "序号":
            return str(index + 1)
        case "渠道" | "交易渠道":
            return ("网上银行", "手机银行", "柜台", "批量业务")[index % 4]
        case "网点":
            return f"{(index * 31) % 900 + 100:04d}"
        case "日志号":
            return f"{(index * 7919 + 100070) % 1000000000:09d}"
        case "交易地点":
            return ("江畔", "财付通", "海市", "")[index % 4]
        case "对方账号":
            return f"6217{index * 7919 % 10000:04d}****{index * 31 % 10000:04d}" if row.counterparty else ways.nobody
        case "附言":
            return "" if index % 3 else f"备注{index}"
        case _:
            return "钞"


def _total(lot: random.Random, columns: tuple[Word, ...], rows: list[BankRow], ways: _Ways) -> tuple[str, ...]:
    if ways.amounts != "two" or lot.random() < 0.6 or columns[0].role in ("amount_in", "amount_out"):
        return ()
    money = ways.style.money
    sums = {
        "amount_in": money(-sum(row.amount for row in rows if row.amount < 0)),
        "amount_out": money(sum(row.amount for row in rows if row.amount > 0)),
    }
    return ("合计", *(sums.get(word.role, "") for word in columns[1:]))


def _sums(lot: random.Random, rows: list[BankRow], ways: _Ways) -> tuple[str, ...]:
    """Return a line of sums below the table, as some banks print it."""
    if lot.random() < 0.6:
        return ()
    gone, come = [r.amount for r in rows if r.amount > 0], [-r.amount for r in rows if r.amount < 0]
    money = ways.style.money
    return (f"借方发生额合计：{money(sum(gone))}（{len(gone)}笔） 贷方发生额合计：{money(sum(come))}（{len(come)}笔）",)


def draw_bank(lot: random.Random, form: str) -> Printed:
    """Draw a debit account."""
    strange = lot.choice((0.0, 0.0, 0.2, 0.5))
    words = Words(lot, BANK_KNOWN, BANK_STRANGE, strange)
    amounts = lot.choice(("signed", "signed", "two", "flag"))
    ways = _Ways(
        style=draw_style(lot, plus=amounts == "signed"),
        amounts=amounts,
        flags=lot.choice((("借", "贷"), ("借 Dr", "贷 Cr"), ("支出", "收入"), ("支", "收"))),
        moment=lot.choice(("day", "day", "joined", "column")),
        nobody=lot.choice(("", "", "-------", "（空）")),
        nothing=lot.choice(("", "", "-", "0.00")),
        currency=lot.choice(("人民币", "CNY", "RMB")),
        second=lot.random() < 0.1,
    )
    columns = _columns(lot, words, ways)
    movements = draw_bank_rows(lot, lot.randint(8, 60))
    start, end = movements[0].moment.date(), movements[-1].moment.date()
    if ways.second:
        start, end = posted_on(movements[0]), posted_on(movements[-1])
    printed = movements[::-1] if lot.random() < 0.35 else movements
    issuer = lot.choice(BANKS)
    name, number = f"{lot.choice('王李赵陈周')}示例", f"6217{lot.randint(10**14, 10**15 - 1)}"
    masked = f"{number[:4]}********{number[-4:]}" if lot.random() < 0.4 else number
    between = lot.choice((" - ", " 至 ", "—", " -- ", " - " if "-" in ways.style.head_day else "-"))
    days = between.join(day.strftime(ways.style.head_day) for day in (start, end))
    pairs = [(words.word("name"), name), (words.word("account"), masked), (words.word("period"), days)]
    lot.shuffle(pairs)
    labels = tuple(word for word, _ in pairs)
    if lot.random() < 0.5:
        pairs.append((Word("", "开户行", "Branch", known=True), f"{issuer}江滨支行"))
    if lot.random() < 0.3:
        pairs.append((Word("", "打印日期", "Printed On", known=True), (end + timedelta(days=9)).isoformat()))
    roles = {word.role for word in columns}
    rows = []
    for row in printed:
        day = posted_on(row) if "posted" in roles else row.moment.date()
        truth: dict[str, Any] = {"day": day, "description": row.description, "amount": row.amount}
        if "balance" in roles:
            truth["balance"] = -row.held
        if "counterparty" in roles:
            truth["counterparty"] = row.counterparty
        rows.append(truth)
    sheet = Sheet(
        title=f"{issuer}{lot.choice(TITLES)}",
        greeting="",
        pairs=tuple(pairs),
        columns=columns,
        rows=tuple(("", tuple(_cell(word, row, i, ways) for word in columns)) for i, row in enumerate(printed)),
        total=_total(lot, columns, printed, ways),
        terms=(),
        foot=(*_sums(lot, printed, ways), lot.choice(_LAST)),
        bilingual=lot.choice(("none", "none", "none", "one", "two")) if form == "pdf" else "none",
        right=frozenset({"amount", "amount_in", "amount_out", "balance"}) if lot.random() < 0.75 else frozenset(),
        wraps=frozenset({"counterparty", "交易地点", *(("description",) if lot.random() < 0.5 else ())}),
    )
    header = {"period_start": start, "statement_on": end, "name": name, "tails": (number[-4:],)}
    return Printed(sheet, issuer, labels, header, tuple(rows))
