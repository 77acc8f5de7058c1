"""DUP102: one purchase posted twice on a card."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from pipeline.records.case import AccountStatement, Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind, Transaction
from pipeline.records.finding import Finding, Severity, Text
from pipeline.values.text import key
from rules.common import account_name, amount, card_statement, day_value, identity, posted, sound, yuan
from rules.registry import Draft, rule
from rules.tables.load import Tables

_SMALL = {"CNY": 5_000, "HKD": 5_000, "USD": 1_000, "EUR": 1_000, "GBP": 1_000, "JPY": 100_000}
_SMALL_ELSEWHERE = 100_000
"""Below this, two equal purchases on a day are everyday life: a fare, a meal, a drink, twice."""

_PARTS = re.compile(r"\d+/\d+|第\d+期|分期|预授权")
# Sold by the piece, the head or the trip, so that equal amounts on one day mean two of them.
_EACH = re.compile(
    r"地铁|轨道|公交|一卡通|乘车码|高速|etc|通行|停车|售货|自助贩|加油|充电|打车|出租|滴滴|高德|曹操|t3出行|单车"
    r"|metro|transit|subway|railway|parking|toll|taxi|uber|vending|airline|airways|hotel"
    r"|铁路|12306|火车|客运|航空|机票|携程|去哪儿|飞猪|同程|酒店|宾馆|民宿|影院|影城|影业|猫眼|淘票票|电影|门票|景区|剧院|演出|票务"
    r"|充值|话费|流量|移动|联通|电信|电费|水费|燃气|物业|缴费|医院|挂号|门诊|保险|学费|培训|购物卡|礼品卡|预付卡|彩票|游戏|会员"
    r"|转账|红包|收款|提现|捐"
)
# Words that name a way of paying, a form of company or a place, and no merchant.
_NOBODY = re.compile(
    r"网上消费|网络消费|消费|网上支付|快捷支付|无卡支付|扫码支付|二维码支付|扫二维码|二维码|扫码|付款|支付宝|财付通|微信支付|微信"
    r"|云闪付|银联在线|银联|京东支付|网银在线|美团支付|抖音支付|翼支付|拉卡拉|收钱吧|通联|快钱|支付|applepay|pos|tenpay|alipay|unionpay"
    r"|wechat|pay|sales|purchase|随机商家|特约商户|商户|商家|股份|有限责任公司|有限公司|公司|信息科技|信息技术|网络技术|科技|网络"
    r"|技术|服务|境内|境外|国内|中国|无卡|自助|线上|线下|交易|支出|人民币|chn|cny|cn|rmb|\(特约\)|特约|平台"
)
_BACK = re.compile(r"退款|退货|退回|退|撤销|冲正|冲销|返还")
_NEAR = timedelta(days=3)
_HABIT_DAYS = 3


def merchant(description: str) -> str:
    """Return what of a description names a merchant, "" where nothing does."""
    rest = re.sub(r"[\W\d_]+", "", _NOBODY.sub("", key(description)))
    return rest if len(rest) >= 2 else ""


@rule(
    "DUP102",
    Severity.WARNING,
    says=Text(
        "同一张卡同一天在同一商户、同一金额的消费入账了两次",
        "one purchase was posted twice: same card, day, merchant and amount",
    ),
    needs=Text("自身数字相符的信用卡账单及其全部交易行", "a card statement that adds up, with all its rows"),
    silent_when=(
        Text("随后有退款或撤销（全部或部分）", "a refund or reversal follows, whole or in part"),
        Text("分期（n/m）", "instalments n/m"),
        Text(
            "小额或按次、按人计费（交通、停车、自动售货、票务、充值等）",
            "small amounts, or sold by the trip, piece or head (transit, tolls, vending, tickets, top-ups)",
        ),
        Text("在该商户常有同额消费", "equal purchases at that merchant are a habit"),
        Text("摘要没有写明商户", "the words name no merchant"),
        Text("两张卡或两个币种", "two cards or currencies"),
        Text("同一行出现在两份重叠的账单里", "the same line in two overlapping papers"),
        Text("账单自身不平（仅提示）", "the statement does not add up (a notice)"),
    ),
    basis=(),
    example=Text(
        "3 月 3 日有两行“望海家电城 1,299.00”：1,299.00 + 1,299.00 − 1,299.00 = 1,299.00 元待说明。",
        "Two rows of 1,299.00 at one shop on 3 March: 1,299.00 is to be explained.",
    ),
)
def bought_twice(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each purchase beyond the first among equals of one day."""
    groups: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in case.ledger:
        row = entry.transaction
        if row.kind is not Kind.PURCHASE or amount(row) <= 0:
            continue
        item = card_statement(case, row)
        if item is None or not _tells(row, item):
            continue
        days = (row.traded_on.value if row.traded_on else None, posted(row))
        tail = row.tail.value if row.tail else ""
        groups[entry.account, row.currency, days, amount(row), key(row.description.value), tail].append(entry)
    for group in groups.values():
        if len(group) in (2, 3) and not _habit(case, group) and not _given_back(case, group):
            group.sort(key=lambda e: (e.transaction.document, e.transaction.ordinal))
            for accused in group[1:]:
                yield _draft(case, group[0], accused)


def _tells(row: Transaction, item: AccountStatement) -> bool:
    """Whether a row says enough to be told from another: one card, one merchant, no small or per-piece matter."""
    text = key(row.description.value)
    if amount(row) < _SMALL.get(row.currency, _SMALL_ELSEWHERE) or posted(row) is None:
        return False
    if row.tail is None and len(item.statement.tails) != 1:
        return False  # it may be the main card's and the supplementary card's
    return bool(merchant(text)) and not _PARTS.search(text) and not _EACH.search(text)


def _habit(case: Case, group: Sequence[Entry]) -> bool:
    """Whether the same amount at the same merchant comes in pairs on another day, or on several other days."""
    row = group[0].transaction
    others: dict[object, int] = defaultdict(int)
    for entry in case.ledger:
        other = entry.transaction
        same = (entry.account, other.currency, amount(other)) == (group[0].account, row.currency, amount(row))
        if (
            same
            and posted(other) != posted(row)
            and merchant(other.description.value) == merchant(row.description.value)
        ):
            others[posted(other)] += 1
    return max(others.values(), default=0) >= 2 or len(others) >= _HABIT_DAYS


def _given_back(case: Case, group: Sequence[Entry]) -> bool:
    """Whether money came back that may be for one of the purchases: of their amount, or from their merchant."""
    row = group[0].transaction
    first = posted(row)
    assert first is not None  # noqa: S101  rows without a day were left out
    name = merchant(row.description.value)
    for entry in case.ledger:
        back = entry.transaction
        day = posted(back)
        if entry.account != group[0].account or back.currency != row.currency or amount(back) >= 0:
            continue
        if day is not None and day < first - _NEAR:
            continue
        text = key(back.description.value)
        paid = back.kind is Kind.REPAYMENT and ("还款" in text or not _BACK.search(text + key(back.section)))
        theirs = merchant(_BACK.sub("", text))
        if not paid and (-amount(back) == amount(row) or (theirs and (theirs in name or name in theirs))):
            return True
    return False


def _draft(case: Case, first: Entry, accused: Entry) -> Draft:
    row, one = accused.transaction, first.transaction
    item = card_statement(case, row)
    assert item is not None  # noqa: S101  the group was made from card statements
    statement = item.statement
    fen, day, name = amount(row), posted(row), row.description.value
    assert day is not None  # noqa: S101  rows without a day were left out
    card = account_name(case, accused.account, statement)
    proven = sound(statement)
    traded = f"（交易日 {row.traded_on.value}）" if row.traded_on else ""
    sums = f"{yuan(fen)} + {yuan(fen)} − {yuan(fen)} = {yuan(fen)}"
    steps = [
        Text(f"第一笔：{day}{traded} {name} {yuan(fen)} 元", f"first: {day} {yuan(fen)}"),
        Text(f"第二笔：{day}{traded} {name} {yuan(fen)} 元", f"second: {day} {yuan(fen)}"),
        Text("账单及其他材料中没有对应的退款或撤销", "no refund or reversal is found in the papers"),
        Text(f"{sums} 元待说明", f"{sums} to be explained"),
    ]
    if not proven:
        steps.append(
            Text(
                "账单自身的合计未能证明两行都已入账，请先核对是否读重",
                "the statement's own totals do not prove both rows; check the reading first",
            )
        )
    finding = Finding(
        id="",
        code="DUP102",
        severity=Severity.WARNING if proven else Severity.NOTICE,
        account=accused.account,
        issuer=statement.issuer,
        date=day,
        title=Text(
            f"{card.zh}：{day}“{name}”{yuan(fen)} 元消费入账两次",
            f"{card.en}: a purchase of {yuan(fen)} on {day} was posted twice",
        ),
        observed=2 * fen,
        expected=fen,
        difference=fen,
        calculation=tuple(steps),
        basis=(),
        evidence=(row.amount.evidence, one.amount.evidence),
        needs_review=not proven,
        addressee="lender" if proven else "",
        asks=(
            Text(
                f"说明 {day} 上述两笔是否为两次不同的交易，并提供各自的订单号、交易流水号或签购单",
                f"say whether the two rows of {day} are two purchases, with the order or voucher number of each",
            ),
        ),
        meaning=Text(
            "同一天、同一商户、同一金额记了两次；也可能确实买了两次，请先核对订单再寄出。",
            "Same day, shop and amount, twice; you may have bought twice, so check your orders before sending.",
        ),
    )
    values: list[Value] = [row.amount, row.description, one.amount, one.description]  # type: ignore[type-arg]
    values += [v for v in (day_value(row), day_value(one)) if v is not None]
    return Draft(finding, identity(row, statement), row.document, tuple(values))
