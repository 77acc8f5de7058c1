"""What a sentence of a brief credit report may say, written once; read it beside `credit-report.md` §1.4.

A sentence is a *head* (who, when, what) and *clauses* behind it.  Texts are folded (`fold`): no blanks, half-width
marks, `。` kept.  `RULES` says which clauses each kind of sentence may hold and what must be among them; a sentence
of which any clause is in no rule is not read.  Amounts are whole yuan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DAY = r"\d{4}年\d{1,2}月\d{1,2}[日口]"
"""OCR reads 日 as 口."""
MONTH = r"\d{4}年\d{1,2}月"
AMOUNT = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?!\d|[-./:;·'|\\]+\d|,\d{1,3}(?!\d))"
"""A sum of whole yuan, all of it: of a misread 38.726 the 38 is none."""
INSTITUTION = r"[^,;。]{4,80}?"
_KIND = r"[^,。为]{2,40}?"
_CURRENCY = r"[^,()]{1,10}?"

CURRENCIES = {
    "人民币": "CNY",
    "人民币元": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "港币": "HKD",
    "港元": "HKD",
    "日元": "JPY",
    "英镑": "GBP",
    "澳大利亚元": "AUD",
    "加拿大元": "CAD",
    "新加坡元": "SGD",
    "澳门元": "MOP",
    "瑞士法郎": "CHF",
}
"""What is not listed is kept as printed."""

HEADS = {
    "card": rf"(?P<opened_on>{DAY})(?P<institution>{INSTITUTION})发放的(?P<type>准?贷记卡)"
    rf"\((?P<currency>{_CURRENCY})账户(?:,卡片尾号:?(?P<tail>\d{{3,8}}))?\)",
    "loan": rf"(?P<opened_on>{DAY})(?P<institution>{INSTITUTION})发放的(?:折合人民币)?(?P<amount>{AMOUNT})元"
    rf"\((?P<currency>{_CURRENCY})\)(?P<type>[^,。\d]{{2,40}}?)(?=[,。])",
    "line": rf"(?P<opened_on>{DAY})(?P<institution>{INSTITUTION})为(?P<type>{_KIND})授信(?=[,。])",
    "other": rf"(?P<opened_on>{DAY})(?P<institution>{INSTITUTION})办理的(?P<amount>{AMOUNT})元"
    rf"\((?P<currency>{_CURRENCY})\)(?P<type>[^,。\d]{{2,40}}?)(?=[,。])",
    "asset": rf"(?P<opened_on>{DAY}),?(?P<institution>{INSTITUTION})(?P<type>接收债权)",
    "advance": rf"(?P<opened_on>{DAY})以来,?(?P<institution>{INSTITUTION})(?P<type>累计代偿)金额"
    rf"(?P<amount>{AMOUNT})元?",
    "liability": rf"(?P<opened_on>{DAY}),?为(?P<party>[^。]{{1,80}}?)\(证件类型:(?P<id_type>[^,()]{{1,20}}),"
    rf"证件号码:(?P<id_no>[^,()]{{1,30}})\)在(?P<institution>{INSTITUTION})办理的(?P<type>[^,。]{{2,20}}?)承担相关还款责任",
}

CLAUSES = {
    "as_of": rf"截至(?P<as_of>{MONTH})(?!\d)",
    "as_of_day": rf"截至(?P<as_of_day>{DAY})",
    "ends": rf"(?P<ends_on>{DAY})到期",
    "limit": rf"信用额度为?(?:折合人民币)?(?P<limit>{AMOUNT})(?:元\((?P<limit_currency>{_CURRENCY})\)|元)?",
    "limit_ends": rf"额度有效期至(?P<limit_ends_on>{DAY})",
    "limit_stays": r"额度长期有效",
    "revolving": r"不?可循环使用",
    "used": rf"已使用额度为?(?:折合人民币)?(?P<used>{AMOUNT})元?",
    "balance": rf"余额为?(?:折合人民币)?(?P<balance>{AMOUNT})元?",
    "overdraft": rf"透支余额为?(?:折合人民币)?(?P<overdraft>{AMOUNT})元?",
    "debt": rf"(?:贷款|融资租赁|业务|债务)?余额为?(?P<debt>{AMOUNT})(?:元)?(?:\(人民币元\))?",
    "instalments": rf"\(含未出单的大额专项分期余额{AMOUNT}\)",
    "claim": rf"金额为?(?P<claim>{AMOUNT})元?",
    "paid_on": rf"最近一次还款日期为?(?:(?P<paid_on>{DAY})|-{{1,2}})",
    "overdue_sum": rf"逾期金额为?(?P<overdue_sum>{AMOUNT})元?",
    "now": r"(?P<now>当前(?P<overdue>[无有])逾期)",
    "inactive": r"(?P<inactive>尚未激活)",
    "bad_debt": r"(?P<bad_debt>(?:已变成)?呆账)",
    "frozen": r"(?P<frozen>(?:账户)?(?:已|被)?冻结)",
    "stopped": r"(?P<stopped>(?:账户)?(?:已|被)?(?:银行)?止付)",
    "litigation": r"(?P<litigation>(?:已|正在|被)?司法追偿)",
    "unsettled": r"(?P<unsettled>未结清|未销户)",
    "settled": rf"(?P<settled_on>{MONTH})(?P<settled>已结清)",
    "closed": rf"(?P<closed_on>{MONTH})(?P<closed>已?销户)",
    "transferred": rf"(?P<transferred_on>{MONTH})(?P<transferred>已转出)",
    "months": r"最近5年内有(?P<months>\d{1,2})个月(?:处于逾期状态|透支超过60天)",
    "never_90": r"没有发生过90天以上(?:逾期|透支)",
    "over_90": r"其中(?P<over_90>\d{1,2})个月(?:逾期|透支)超过90天",
    "role": r"责任人类型为(?P<role>[^,。()\d]{2,12})",
    "answers_for": rf"相关还款责任金额为?(?:(?P<answers_for>{AMOUNT})元?|-{{1,2}})",
    "guarantee": r"\(保证合同编号:[^()]{1,40}\)",
}
"""Each matches one clause whole; what stands between clauses is in `BETWEEN` (OCR reads a comma as a point)."""

BETWEEN = re.compile(r"[,。;、.]*")
_END = r"(?=[,。;、.(]|$)"

_OPEN_ENDED = ("bad_debt", "frozen", "stopped", "litigation")
_HISTORY = ("months", "never_90", "over_90")
_LOAN_CLAUSES = (
    *("ends", "as_of", "balance", "overdue_sum", "now", "unsettled", "settled", "transferred"),
    *(*_OPEN_ENDED, *_HISTORY),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of sentence.

    Attributes:
        section: Of the report, as `ReportAccount.section` names it; "" for what is no account of the person's.
        kind: "credit_card" or "loan".
        clauses: What may follow the head, each once.
        needs: Sets of clauses of which one must be there whole: a sentence that lost a line is not read.
        closes: Clauses that end the account; beside them nothing speaks of a present state.
    """

    section: str
    kind: str
    clauses: tuple[str, ...]
    needs: tuple[frozenset[str], ...]
    closes: frozenset[str] = frozenset()

    def holds(self, found: set[str]) -> bool:
        """Whether these clauses make a whole sentence that does not contradict itself."""
        if len(self.closes & found) > 1 or (self.closes & found and _PRESENT & found):
            return False
        if "over_90" in found and "never_90" in found:
            return False
        if {"over_90", "never_90"} & found and "months" not in found:
            return False
        return any(need <= found for need in self.needs)


_PRESENT = frozenset({"now", "inactive", "unsettled", *_OPEN_ENDED})
"""Clauses that only an account has that is still open."""


def _sets(*needs: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(need.split()) for need in needs)


RULES = {
    "card": Rule(
        "credit_card",
        "credit_card",
        (
            *("as_of", "limit", "used", "balance", "overdraft", "instalments", "overdue_sum", "now", "inactive"),
            *("unsettled", "closed", "settled", "transferred", *_OPEN_ENDED, *_HISTORY),
        ),
        _sets("closed", "settled", "transferred", "as_of limit used", "as_of limit balance", "as_of limit overdraft")
        + _sets("as_of limit inactive", "as_of bad_debt balance", "as_of bad_debt overdraft"),
        frozenset({"closed", "settled", "transferred"}),
    ),
    "loan": Rule(
        "loan",
        "loan",
        _LOAN_CLAUSES,
        _sets("settled", "transferred", "ends as_of balance", "as_of bad_debt balance"),
        frozenset({"settled", "transferred"}),
    ),
    "line": Rule(
        "loan",
        "loan",
        ("limit_ends", "limit_stays", "revolving", "limit", *_LOAN_CLAUSES),
        _sets("settled", "transferred", "as_of limit balance", "as_of bad_debt balance"),
        frozenset({"settled", "transferred"}),
    ),
    "other": Rule(
        "other",
        "loan",
        _LOAN_CLAUSES,
        _sets("settled", "transferred", "ends as_of balance", "as_of bad_debt balance"),
        frozenset({"settled", "transferred"}),
    ),
    "asset": Rule(
        "recovery",
        "loan",
        ("claim", "as_of_day", "as_of", "balance", "paid_on", "settled"),
        _sets("claim as_of_day balance", "claim as_of balance", "claim settled"),
        frozenset({"settled"}),
    ),
    "advance": Rule(
        "recovery",
        "loan",
        ("as_of_day", "as_of", "balance", "paid_on", "settled"),
        _sets(""),
        frozenset({"settled"}),
    ),
    "liability": Rule(
        "",
        "",
        ("role", "answers_for", "guarantee", "as_of_day", "as_of", "debt"),
        _sets("role answers_for as_of_day debt", "role answers_for as_of debt"),
    ),
}

START = re.compile(
    rf"(?<!截至)(?<!期至)(?<!期为)(?P<no>(?<!\d)\d{{1,3}}[.、])?(?P<day>{DAY})(?!到期)"
    r"(?=以来|,?为[^。]{1,80}?\(证件类型|,?[^,;。]{4,80}?(?:发放的|为[^,。]{0,40}?授信|办理的|接收债权|累计代偿))"
)
"""Where a sentence begins: never at its number alone, never at a bare day (到期 and 有效期 name days too)."""

_HEADS = {name: re.compile(pattern) for name, pattern in HEADS.items()}
_CLAUSES = {name: re.compile(pattern + _END) for name, pattern in CLAUSES.items()}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence taken apart.

    Attributes:
        rule: Name of its rule.
        spans: What each group holds: name to (first character, one past the last) of the folded sentence.
        clauses: Names of the clauses found, in printed order.
        end: Where the last clause and its full stop end; beyond it nothing was read.
    """

    rule: str
    spans: dict[str, tuple[int, int]]
    clauses: tuple[str, ...]
    end: int

    @property
    def whole(self) -> bool:
        """Whether what was found makes a sentence, whatever stands behind it."""
        return RULES[self.rule].holds(set(self.clauses))


def parse(text: str) -> Parsed | None:
    """Take a folded sentence apart, from its day on; None where no head fits.

    The rule that reads most of it is taken; whether that is all of it, `Parsed.end` tells.
    """
    found = [parsed for name in RULES if (parsed := _parse(name, text)) is not None]
    return max(found, key=lambda parsed: (parsed.whole, parsed.end), default=None)


def _parse(rule: str, text: str) -> Parsed | None:
    head = _HEADS[rule].match(text)
    if head is None:
        return None
    spans = {name: head.span(name) for name, group in head.groupdict().items() if group is not None}
    clauses: list[str] = []
    at = end = head.end()
    while True:
        between = BETWEEN.match(text, at)
        assert between is not None  # noqa: S101  it matches nothing too
        at = end = between.end()
        match = next(
            (
                (name, m)
                for name in RULES[rule].clauses
                if name not in clauses and (m := _CLAUSES[name].match(text, at)) is not None
            ),
            None,
        )
        if match is None:
            return Parsed(rule, spans, tuple(clauses), end)
        name, found = match
        clauses.append(name)
        spans |= {group: found.span(group) for group, value in found.groupdict().items() if value is not None}
        at = found.end()
