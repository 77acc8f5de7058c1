"""Settlement letters (结清证明): a small grammar of label-value pairs and clauses over the paper's text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from pipeline.extract.papertext import PaperText, page_cells
from pipeline.records.evidence import Check, CheckKind, Value
from pipeline.records.letter import Letter
from pipeline.records.reading import Page
from pipeline.values.dates import first_day
from pipeline.values.money import UNIT, parse_capitals, parse_sum
from pipeline.values.names import short_name
from pipeline.values.text import key

T = TypeVar("T")

_DAY = (
    r"(?:\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?|\d{8}(?!\d)"
    r"|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
_SUM = (
    rf"(?:人民币|¥|￥|rmb|cny)*[\d,]+(?:\.\d{{1,6}})?{UNIT}?"
    r"(?![\d,.]*[十百千万萬亿億分角])(?!\d|[-./:;·'|\\]+\d|,\d{1,3}(?!\d))"
)
"""An amount with its unit (5.20万元), whole: what a stroke or a misread mark parts from its fen (14,619/77) is none."""

_NUMBER = r"[a-z0-9][a-z0-9\-*]{3,40}"
_VERB = r"(?:结清|还清|清偿(?:完毕)?|归还完毕|偿还完毕|履行完毕|付清)"
_GUARD = re.compile(
    r"未结清|尚未|未能|未于|部分结清|逾期部分|其中|拟|如需|如期|后方?可|将于|应于|须于|承诺|约定|计划|视为|若|可减免"
    r"|申请|未发现|未查[到询]|不能证明|无法证明|不构成|□|☐|☑|尚有|仍有|还有|本期|当期|第\d+期|(?:代偿|核销|转让并?)结清"
)
"""Words in whose clause nothing is settled: denials, parts, conditions, promises."""
_CLAUSE_END = "。；;"


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_SERIAL = _p(
    r"(?:证明编号|(?<!合同)(?<!借据)(?<!协议)(?<!客户)编号|文号|函号|no\.)[:：]?(?P<v>(?!为)[^\s,，。;；:：]{4,40}?)(?=兹|姓名|致|客户|借款人|尊敬|持卡人|个人|经|本|$|结清|信用卡)"
)
_NO_NAME = re.compile(
    r"客户|持卡人|借款人|用户|本人|账户|贷款|借款|款项|姓名|名称|经理|证件|性别|电话|工资|已|公司|银行|单位"
)
_NAME_LINE = _p(r"(?:客户姓名|借款人姓名|持卡人姓名|姓名|客户名称|借款人|持卡人)[:：](?P<v>[\u4e00-\u9fff*·]{2,6})")
_SERIAL_LINE = _p(r"(?:证明编号|(?<!合同)(?<!借据)(?<!协议)(?<!客户)编号|文号|函号)[:：](?P<v>[^\s,，。;；:：]{4,40})")
_SALUTATION = _p(r"(?=(?P<v>[\u4e00-\u9fff*·]{2,6}?)(?:先生|女士)?\((?:身份证|证件|公民))")
_NAME = [
    _p(
        r"(?:客户姓名|借款人姓名|姓名|借款人|持卡人|用户方|客户)[:：]?(?P<v>[\u4e00-\u9fff*·]{2,6}?)(?=[（(,，。;；:：]|证件|身份证|于|先生|女士|性别|公民|卡号|在我|居民)"
    ),
    _p(r"尊敬的(?P<v>[\u4e00-\u9fff*·]{2,6}?)(?=[（(,，:：]|先生|女士)"),
    _p(r"(?:证明|通知书|函|,)(?P<v>[\u4e00-\u9fff*·]{2,4}?)(?=[在于]我[行司])"),
    _p(r"兹证明(?:客户|借款人|持卡人)?(?P<v>[\u4e00-\u9fff*·]{2,6}?)(?=[（(,，]|先生|女士|证件|身份证|于)"),
]
_ID = [_p(r"(?:证件号码?|身份证号码?|公民身份号码|身份证)[:：为]?(?P<v>[\dx*]{4,18})")]
_CARD_TAIL = [
    _p(r"(?:卡号)?(?:末四位|后四位|尾号)(?:为)?[:：]?(?P<v>\d{4})(?!\d)"),
    _p(r"(?:卡号|信用卡账号|账户号码|账号)[:：]?[\d*]{4,}?(?P<v>\d{4})(?!\d)"),
]
_CONTRACT = [
    _p(r"编号为(?P<v>" + _NUMBER + r")的[《<]?[\u4e00-\u9fff]*合同"),
    _p(r"(?:借款合同编号|贷款合同编号|授信合同编号|主合同编号|合同编号|合同号|协议编号)[:：为]?(?P<v>" + _NUMBER + ")"),
    _p(r"(?:借据编号|借据号|借款编号|贷款编号|订单号|贷款账号)[:：为]?(?P<v>" + _NUMBER + ")"),
]
_DRAWDOWN = [_p(r"(?:借据编号|借据号|借款编号|贷款编号|订单号)[:：为]?(?P<v>" + _NUMBER + ")")]
_LOAN_AMOUNT = [
    _p(r"(?:贷款金额|借款金额|借款本金|发放金额|放款金额|贷款本金)[:：为]?(?P<v>" + _SUM + r")元?"),
    _p(r"发放(?:的)?(?:贷款|借款)?(?P<v>" + _SUM + r")元"),
    _p(r"我[行司](?:申请)?借款(?P<v>" + _SUM + r")元"),
]
_SETTLED_AMOUNT = [
    _p(
        r"(?:结清金额|实收结清款|实收金额|累计(?:已)?(?:还款|归还|偿还)(?:金额|总额|本息)?|还款总额|已还总额|实还金额"
        r"|实际清偿金额|结清款项|最后一[笔期](?:还款)?(?:金额)?|已还本金|归还本金|结清本金)"
        r"[:：为共计]*(?P<v>" + _SUM + r")元?"
    ),
    _p(r"(?:共计支付|一次性支付|累计偿还)[:：为共计]*(?P<v>" + _SUM + r")元?"),
    _p(r"已支付[^。；;]{0,16}?共计(?P<v>" + _SUM + r")元"),
    _p(r"(?:费用)?合计(?P<v>" + _SUM + r")元(?:\([^)]*\))?已?于" + _DAY + _VERB),
]
_WHICH = (
    ("last", _p(r"最后一[笔期]|末[笔期]")),
    ("principal", _p(r"(?:已还|归还|结清)本金")),
    ("total", _p(r"累计|总额|共计|费用合计")),
)
"""What the words before a settled amount call it; 一次性支付 and 结清金额 leave open what was paid before."""
_WAIVED = [
    _p(r"(?:减免|豁免|核免|免除)(?:金额|总额|本息|利息|费用|款项)*[:：为共计]*(?P<v>" + _SUM + r")元?"),
    _p(
        r"(?:剩余|其余|余款)(?:欠款|款项|债务)?(?P<v>"
        + _SUM
        + r")元[^。；;]{0,12}?(?:予以)?(?:减免|豁免|核免|免除|不再追索)"
    ),
]
_OUTSTANDING = [
    _p(
        r"(?:剩余未还|未偿还?余额|未还余额|未还本金|剩余本金|尚欠本息|欠款余额|未结清(?:账单)?金额|当前余额|账户余额|剩余欠款|剩余应还|尚欠金额|未还金额|贷款余额)"
        r"(?:金额|本金|本息|合计)?[:：为是]?(?P<v>" + _SUM + r")元?"
    )
]
_NOTHING_OWED = _p(
    r"(?:剩余|未偿还?|未还|尚欠|欠款|贷款余额|未结清)(?:应还|未还|未偿还?)?(?:贷款|借款)?"
    r"(?:本金及利息|本息|本金|欠款|债务|款项|余额|金额|合计)*[:：为是]*(?:人民币|[¥￥])*"
    r"(?:零|0(?:\.00?)?)(?:元整?|(?![一-鿿\d.,]))|"
    r"无任何欠款|无拖欠|无未偿还(?:本息|款项)?|无欠款|不欠任何|已无欠款|无未结清|"
    r"(?:本金|本息|利息|罚息|费用|款项|债务|欠款)[^。；;]{0,20}?(?:全部|均已|已全部)"
    + _VERB
    + r"|(?:所有|全部)(?:应还)?(?:款项|欠款|债务|借款)(?:[现均业]?已)(?:于"
    + _DAY
    + ")?"
    + _VERB
)
_SETTLED_ON = [
    _p(r"(?:结清日期?|还清日期?|结清时间|还清时间|清偿日期?|销户日期)[:：为]?(?P<v>" + _DAY + ")"),
    # A day on which something else was done (opened, due), or before another day, is not the day of settlement.
    _p(
        r"(?<!截至)(?<!截止)(?:已)?于(?P<v>"
        + _DAY
        + r")(?!之?前)(?:(?!"
        + _DAY
        + r"|办理(?!销户|结清)|申请|发放|借款一笔|开立|开户|签订|到期)[^。；;]){0,30}?"
        + _VERB
    ),
]
_ENDED_ON = _p(r"已于(?P<v>" + _DAY + r")(?!之?前)一次性(?:支付|偿还|归还|还款|付清)")
"""The one payment by which a reduced debt ended; only where the letter says that it did end."""
_AS_OF = [_p(r"(?:截至|截止)(?P<v>" + _DAY + ")")]
_OPENED = [
    _p(r"(?:放款日期|发放日期|借款日期|起息日|贷款起始日|开户日期|开卡日期|贷款发放日)[:：为]?(?P<v>" + _DAY + ")"),
    _p(r"于(?P<v>" + _DAY + r")在(?:我行|我司|本行|本公司)[^。；;]{0,10}(?:办理|申请|发放|借款)"),
]
_ISSUED = [
    _p(r"(?:出具日期|开具日期|开立日期|打印日期|打印时间|出证日期)[:：]?(?P<v>" + _DAY + ")"),
    _p(r"(?<![款期清始放户卡偿请效生订署止息])日期[:：]?(?P<v>" + _DAY + ")"),
]
_COMPANY = _p(
    r"[\u4e00-\u9fff()]{2,30}?(?:银行|信托|消费金融|小额贷款|融资担保|资产管理|融资租赁|汽车金融|小贷|科技|数科|金融服务)(?:股份有限公司|有限责任公司|有限公司)"
    r"(?:信用卡中心|[\u4e00-\u9fff]{0,10}?(?:分行|支行))?"
    r"|[\u4e00-\u9fff]{2,20}?(?:信用合作联社|信用联社)"
)
_ISSUER_LABEL = _p(
    r"(?:出具单位|出具机构|贷款机构|发卡机构|贷款人|出借人|证明单位)[:：]?(?P<v>[\u4e00-\u9fff()]{4,40}?)(?=[,，。;；:：(（]|$|日期|出具)"
)


def _first(
    text: PaperText,
    patterns: Sequence[re.Pattern[str]],
    parse: Callable[[str], T | None],
    *,
    guarded: Sequence[re.Pattern[str]] = (),
) -> Value[T] | None:
    """Return the first value that a pattern finds.

    Patterns in `guarded` are sentences: on a part of the debt, on the future or on an offer they say nothing.
    """
    for pattern in patterns:
        for match in pattern.finditer(text.text):
            start = max(text.text.rfind(mark, 0, match.start()) for mark in _CLAUSE_END) + 1
            if pattern in guarded and _GUARD.search(text.text, start, match.end()):
                continue
            value = text.value(match.start("v"), match.end("v"), parse)
            if value is not None:
                return value
    return None


def _words(text: PaperText, patterns: Sequence[re.Pattern[str]]) -> Value[str] | None:
    for pattern in patterns:
        match = pattern.search(text.text)
        if match:
            return text.words(match.start("v"), match.end("v"))
    return None


def _name(text: PaperText) -> Value[str] | None:
    """Return the person's name; a word that stands for the person (该客户) is none."""
    for pattern in (_NAME_LINE, *_NAME, _SALUTATION):
        for match in pattern.finditer(text.text):
            if pattern is _NAME_LINE:
                end = text.cell_end(match.start("v"))
                if match.start("v") + 2 <= end <= match.end("v") and not _NO_NAME.search(
                    text.text[match.start("v") : end]
                ):
                    return text.words(match.start("v"), end)
                continue
            if pattern is _SALUTATION and not text.starts_cell(match.start()):
                continue
            if not _NO_NAME.search(match.group("v")):
                return text.words(match.start("v"), match.end("v"))
    return None


def _serial(text: PaperText) -> Value[str] | None:
    """Return the letter's own number: up to the words that follow it, else to the end of its line."""
    found = _words(text, [_SERIAL])
    match = _SERIAL_LINE.search(text.text) if found is None else None
    if match is None:
        return found
    return text.words(match.start("v"), min(match.end("v"), text.cell_end(match.start("v"))))


def _tail4(raw: str) -> str | None:
    digits = key(raw)[-4:]
    return digits.upper() if len(digits) == 4 and "*" not in digits else None


def _plain_amount(raw: str) -> int | None:
    return parse_sum(raw.rstrip("元"))


def extract_letter(document: str, pages: Sequence[Page]) -> Letter:
    """Read a settlement letter; what it does not say stays None.

    A 截至 day is an as-of day and never taken for the day of settlement.  An amount followed by its capital form
    (大写) is checked against it.
    """
    text = PaperText.of(document, page_cells(pages))
    seals = {page.seal for page in pages}
    name = _name(text)
    if name is not None:
        # A name may hold a word that denies or promises (若, 拟): what is read below is not to see it.
        text.text = text.text.replace(key(name.value), "某" * len(key(name.value)))
    settled = _settled_words(text)
    outstanding = _first(text, _OUTSTANDING, _plain_amount)
    if outstanding is None:
        nothing = _NOTHING_OWED.search(text.text)
        if nothing and not _GUARD.search(_clause(text.text, nothing.start(), nothing.end())):
            words = text.words(nothing.start(), nothing.end())
            if words is not None:
                outstanding = Value(0, words.evidence, words.checks)
    card_tail = _first(text, _CARD_TAIL, _tail4)
    contract = _words(text, _CONTRACT)
    if contract is not None and len(contract_numbers(text)) > 1:
        # Which of them the words speak of is not told.
        contract = contract.checked(Check(CheckKind.COUNTS, False, "多个合同或借据编号"))
    issuer = _issuer(text)
    settled_amount = _first(text, _SETTLED_AMOUNT, _plain_amount, guarded=_SETTLED_AMOUNT[1:])
    loan_amount = _with_capitals(text, _first(text, _LOAN_AMOUNT, _plain_amount))
    return Letter(
        document=document,
        serial=_serial(text),
        issuer=short_name(issuer.value) if issuer else None,
        issuer_text=issuer,
        name=name,
        id_tail=_first(text, _ID, _tail4),
        account_tail=card_tail,
        contract_no=contract,
        loan_amount=loan_amount,
        settled_amount=_with_capitals(text, settled_amount),
        outstanding=outstanding,
        settled_on=_first(text, _SETTLED_ON, first_day, guarded=_SETTLED_ON[1:])
        or (_first(text, [_ENDED_ON], first_day, guarded=[_ENDED_ON]) if settled is not None else None),
        as_of=_first(text, _AS_OF, first_day),
        issued_on=_issued(text),
        opened_on=_first(text, _OPENED, first_day),
        settled_in_words=settled,
        scope=_scope(text.text, card_tail, contract),
        kind="credit_card" if card_tail is not None and contract is None else "loan",
        has_seal=True if True in seals else (None if None in seals or not seals else False),
        settled_amount_is=_which(text),
        waived=_first(text, _WAIVED, _plain_amount),
        printed=_printed(text),
    )


_LABELS = {
    "settled_amount": _p(
        r"(?:结清金额|实收(?:结清款|金额)|累计(?:已)?(?:还款|归还|偿还)(?:金额|总额|本息)?|还款总额|已还总额|实还金额"
        r"|清偿金额|结清款项|结清本金|已还本金|归还本金)"
    ),
    "outstanding": _p(r"(?:剩余|未偿还?|未还|尚欠|欠款)(?:应还|未还|未偿还?)?(?:本息|本金|欠款|余额|金额|债务)"),
    "settled_on": _p(r"(?:结清|还清|清偿)(?:日期?|时间)"),
    "issued_on": _p(r"(?:出具|开具|开立|出证)(?:日期|时间)"),
}
_SOMETHING = re.compile(
    r"(?:\([^()]{0,8}\))?[:：为是共计]*(?:人民币|约)*[¥￥]?[\d零〇壹贰叁肆伍陆柒捌玖拾一二三四五六七八九十]"
)
"""A figure behind a label, in whatever writing."""


def _printed(text: PaperText) -> tuple[str, ...]:
    """Return the items that stand behind a label of theirs, whether or not they were understood."""
    return tuple(
        name
        for name, label in _LABELS.items()
        if any(_SOMETHING.match(text.text, match.end()) for match in label.finditer(text.text))
    )


def _which(text: PaperText) -> str:
    """Return what the letter's words call its settled amount, "" where they leave it open."""
    for pattern in _SETTLED_AMOUNT:
        for match in pattern.finditer(text.text):
            if pattern is not _SETTLED_AMOUNT[0] and _GUARD.search(_clause(text.text, match.start(), match.end())):
                continue
            words = text.text[max(0, match.start() - 2) : match.start("v")]
            return next((name for name, mark in _WHICH if mark.search(words)), "")
    return ""


def contract_numbers(text: PaperText) -> set[str]:
    """Return the different contract or drawdown numbers that the paper names, folded."""
    found = set()
    for pattern in _CONTRACT[1:]:
        numbers = {key(match.group("v")).strip("-") for match in pattern.finditer(text.text)}
        found |= numbers if len(numbers) > 1 else set()
    return found


def _clause(text: str, start: int, end: int) -> str:
    low = max((text.rfind(mark, 0, start) for mark in _CLAUSE_END), default=-1) + 1
    stops = [position for mark in _CLAUSE_END if (position := text.find(mark, end)) >= 0]
    return text[low : min(stops, default=len(text))]


def _settled_words(text: PaperText) -> Value[str] | None:
    first = r"(?:已|均已|业已|现已|全部)+(?:于" + _DAY + ")?" + _VERB
    then = "已于" + _DAY + r"(?!之?前)(?:(?!" + _DAY + r")[^。；;]){0,30}?" + _VERB
    for done in (first, then):
        for match in re.finditer(done, text.text):
            if not _GUARD.search(_clause(text.text, match.start(), match.end())):
                return text.words(match.start(), match.end())
    return None


def _with_capitals(text: PaperText, value: Value[int] | None) -> Value[int] | None:
    """Check an amount against the capital form printed behind it; capitals are another writing of the figure."""
    if value is None:
        return None
    for match in re.finditer(r"大写[:：]?(?:人民币)?([零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]{2,40})", text.text):
        amount = parse_capitals(text.raw(match.start(1), match.end(1)))
        near = key(value.evidence.text)
        before = text.text[max(0, match.start() - len(near) - 8) : match.start()]
        if amount is not None and near.strip("元") in before:
            return value.checked(Check(CheckKind.CAPITALS, amount == value.value, "大写"))
    return value


def _issuer(text: PaperText) -> Value[str] | None:
    """Return who signed: the last legal name in the paper (signature block), else a labelled one."""
    last: re.Match[str] | None = None
    for match in _COMPANY.finditer(text.text):
        last = match
    if last is not None:
        start = _own_line(text, last)
        lead = re.match(r"(?:特此证明|此致|敬礼|出具单位|贷款人|单位|盖章|公章|[()])+", text.text[start : last.end()])
        start += lead.end() if lead else 0
        return text.words(start, last.end())
    return _words(text, [_ISSUER_LABEL])


def _own_line(text: PaperText, company: re.Match[str]) -> int:
    """Return where a name begins: on its own line, where what stands before it on another line is no part of it."""
    position = company.end()
    for _, cell, first, last in reversed(text.pieces(company.start(), company.end())[1:]):
        position -= len(key(cell.text[first:last]))
        if _COMPANY.fullmatch(text.text[position : company.end()]):
            return position
    return company.start()


def _issued(text: PaperText) -> Value[date] | None:
    labelled = _first(text, _ISSUED, first_day)
    if labelled is not None:
        return labelled
    days = list(re.finditer(_DAY, text.text))
    closing = max(text.text.rfind("特此证明"), *(m.end() for m in _COMPANY.finditer(text.text)), -1)
    for match in days:
        if match.start() >= closing >= 0:
            return text.value(match.start(), match.end(), first_day)
    return None


def _scope(text: str, card_tail: Value[str] | None, contract: Value[str] | None) -> str:
    if re.search(r"名下(?:所有|全部)贷款|在(?:我行|我司)所有贷款", text):
        return "customer"
    if re.search(r"本平台|平台所有", text):
        return "platform"
    if card_tail is not None and contract is None:
        return "card_account"
    if re.search(r"(?:该笔借据|上述借据|借据项下|仅对上述借据)", text) or _DRAWDOWN[0].search(text):
        return "drawdown"
    if contract is not None:
        return "contract"
    return "unknown"
