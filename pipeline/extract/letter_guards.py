"""What keeps words of settlement from settling: denials, conditions, parts, hearsay, what goes on, what is taken back.

All of it errs to one side: a letter that is not understood goes to a person, never into a finding.
"""

from __future__ import annotations

import re

from pipeline.extract.letter_text import LetterText
from pipeline.extract.letter_words import AFTERWARDS, CONDITION, DAY, FIGURE, NEGATION, NIL, VERB

_HOW = (
    rf"(?:已经?|均|业已|现已?|皆|都|也|亦|全部|全额|全数|提前|一次性|正常|足额|按[时期约]|如[期约]|向我[行司]|予以|,"
    rf"|[于在]?{DAY}(?:之?前)?)*"
)
"""What may stand between what is settled and the verb."""
_VERB = re.compile(VERB)
_COUNT = r"[\d一二三四五六七八九十两]+"
_STRONG = (
    r"(?:首[期付](?:款项?|本息|还款)?|头期款?|定金|月供|最低还款额?"
    rf"|第{_COUNT}(?:[期笔次](?:应还)?(?:借据|借款|贷款|提款|放款|还款|款项?|本息|账单)?)"
    r"|[当本该上每各](?:期|月)(?:应还)?(?:款项?|本息|账单|欠款|还款额?)?|分期款项?|到期(?:的)?(?:应还)?(?:部分|款项|利息)"
    rf"|(?:拖欠|欠缴|欠付|积欠|逾期)的?{_COUNT}[期个]月?的?(?:应还)?(?:月供|款项?|本息|账单|欠款|还款|期款)?"
    r"|(?:拖欠|欠缴|欠付|积欠)的?(?:月供|期款|分期款)|逾期(?:的)?(?:应还)?(?:部分|欠款|款项|本息|金额|账款|本金|账单|期数|月供|债务)?"
    r"|部分(?:欠款|款项|本金|本息|贷款|借款|债务))"
)
"""A part of a debt by its very name: an instalment, what was overdue, one of several drawdowns."""
_WEAK = r"(?:欠息|利息|罚息|复利|违约金|滞纳金|[一-鿿]{0,4}?费用?|本金)"
"""A kind of what is owed; beside the others of its kind it is the whole."""
_STRONG_DEED = re.compile(rf"{_STRONG}{_HOW}(?:{VERB})$")
_WEAK_DEED = re.compile(rf"(?P<part>{_WEAK}){_HOW}(?:{VERB})$")
_OF_PART = re.compile(
    rf"(?:{VERB})(?:了|的)?(?:全部|所有|相应|其中|部分)*(?:{_STRONG}|欠息|利息|罚息|复利|违约金|滞纳金|手续费|费用)(?![、,]?[及和与、])"
)
"""The part behind the verb (结清利息)."""
_JOINED = re.compile(
    r"(?:(?P<all>本息|本金|代偿款|欠款|款项|债务|贷款|借款)"
    rf"(?P<rest>(?:[、及和与并]|以及|其他|其它|相关|各项|全部|所有|应[付还计]的?|逾期|产生|人民币|¥|\(|\)|{FIGURE}元?|{_WEAK})*))$"
)
"""The whole and what is named beside it, up to where the part stands."""
_HEARSAY = re.compile(
    r"(?<![借收票证依根])据(?:其|该|客户|借款人|持卡人|债务人|申请人|当事人|您|你|本人|家属)[^,。;]{0,8}(?:陈述|所述|自述|所称|称|反映|反馈|告知|说明|申报)"
    r"|(?<![借收票证依根])据(?:称|悉|说(?!明)|了解)|自述|自称|声称|(?:客户|借款人|持卡人|债务人|申请人|当事人|家属|您|其)(?:本人)?(?:曾|多次|来电|致电|来函)?(?:称(?!呼)|表示|主张|认为|反映)"
    r"|不能确认|无法确认|未能确认|不予确认|此前误|误[载写记开]|是否"
)
"""Somebody else's word, told before the deed."""
_ANOTHER = re.compile(r"另(?:外)?一(?:笔|份|张|项)|另有|另外|其他(?:各)?笔")
"""The deed of another debt than the letter's own."""
_CAME_BACK = re.compile(
    r"(?:款项|扣款|还款|资金|汇款|转账|支票|划款|代扣)(?:已|未|于|在|因)?(?:被|遭)?[^,。;\n]{0,8}?(?:退回|退票|冲正|冲回|撤销|拒付)"
)
_TOO_MUCH = re.compile(r"溢缴|溢存|多[缴付余扣还收]|剩余|可退|余款|授权|协议")
"""What was paid beyond the debt may go back."""
_UNDONE = re.compile(
    r"(?:结清|还清|清偿|付清)(?:(?!证明|函|通知|确认书|抵押|质押|授权|协议|额度)[^,。;\n]){0,16}?(?:撤销|冲正|冲回|退票|取消|作废|无效)"
    r"|(?:正在|尚待|有待|等待|尚需|待)(?:进一步)?(?:核实|核查|查证|确认)|核[实查]中|与(?:实际)?(?:事实|情况|实际)不(?:符|一致)"
    r"|不属实|情况不实|无法核实|未经核实"
    r"|(?:款项|到账|扣款|退回|支付|还款|入账)[^,。;\n]{0,16}?(?:方可|方能|方为|方|才能?|后)(?:正式)?(?:生效|有效)"
    r"|请(?:予以?|贵[行司]|贵公司)[^,。;\n]{0,6}(?:确认|核实|核查|出具|开具)|(?:现|特|兹|特此)(?:向贵[行司])?申请(?!人|执行)"
)
"""Behind the deed, wherever in the letter: it was undone, is not certain, or is what somebody asks the lender for."""
_VOID = re.compile(
    r"(?:本|该|此|上述|原)(?:结清)?(?:证明|函|函件|确认书|通知书?)书?(?:已|现|即|随之|同时|一并|相应|予以|自?即日起|自动)*"
    r"(?:作废|撤销|撤回|失效|无效|不再有效|收回)"
)
_WERE_IT = re.compile(r"[如若]|涂改|伪造|变造|复印|转借|逾期|过期|超过|期满|有效期|届时|否则|一旦|未加?盖")
"""Under which any paper is void, and this one is not."""
_TEMPERED = r"(?:(?!期间|历史|存续|记录|以往|过往|一直|曾)[^,。;\n]){0,10}?"
_ON = (
    r"(?:按|依|照)(?:照)?(?:原|既定|约定)[^,。;\n]{0,8}?(?:还款|履行|偿还|归还|扣款|执行)(?!完毕)"
    r"|继续(?:按[^,。;\n]{0,6})?(?:履行|还款|执行|偿还|计息|归还|扣款|分期)"
    rf"|(?:目前|当前|现在|现|后续|其后|此后|之后|其余|剩余|余下|其他|各期|贷款|借款|账户){_TEMPERED}"
    r"(?:(?:正常|按[期月时约]|如期)(?:还款|履行|履约|偿还)|(?:还款|履约)(?:状态)?(?:正常|中))(?!完毕)"
    r"|(?:剩余|其余|余下|尚余|余款)[^,。;\n]{0,12}?(?:未到期|待还|另行|分期|逐[期月]|暂缓)|另行协商|暂缓(?:追收|追偿|催收)"
)
_LEFT_OVER = (
    rf"|(?:尚|仍|还)(?:有|欠|余)(?!{NIL})(?![^,。;\n]{{0,14}}?{NIL})[^,。;\n]{{0,16}}?"
    r"(?:未(?:还|结清|清偿|付|缴|到期)|待(?:还|缴|付)|欠款|本金|利息|罚息|违约金|费用)"
)
_GOES_ON = re.compile(_ON)
_GOES_ON_LATER = re.compile(_ON + _LEFT_OVER)
_OF_OTHERS = re.compile(
    r"(?:其他|其它|其余|另一?|另有|另外|除此|除上述|名下)[^,。;\n]{0,8}?(?:贷款|借款|借据|合同|账户|信用卡|授信|业务|笔|卡)"
)
"""What goes on is another debt."""
_PLAIN = re.compile(
    r"(?:无|没有|不存在)(?:任何)?(?:逾期)?(?:尚?未(?:结清|偿还?|还|清偿)|欠款|拖欠|逾期|债务)|将(?=其|该|上述|所欠|所借|名下)"
)
_ONCE = re.compile(r"(?:曾|此前|之前|前次|原(?:定|计划|约定|拟))[^。;]*,$")
_NOW = re.compile(r"现|后|重新|最终|实际")


_ON_BOOKS = re.compile(
    r"账[面上](?:余额)?(?:上)?(?:已|均|亦|也|显示)*$"
    r"|(?:债权|资产)[^,。;\n]{0,60}?(?:转让|出让|让与|移交)(?:给|予|至)?[^,。;\n]{0,30}?$"
)
"""Cleared in the lender's books alone: the claim went to another."""
_TO_ANOTHER = re.compile(
    r"(?:请|应|须|需|后续|今后|此后)[^,。;\n]{0,8}向(?:受让|新债权|债权受让|[^,。;\n]{2,20}(?:公司|银行))[^,。;\n]{0,8}"
    r"(?:继续)?(?:还款|偿还|归还|履行|清偿|支付|付款)"
)
"""Behind the deed: whom the person is to pay from now on."""


def denied(text: LetterText, start: int, end: int) -> bool:
    """Whether the words `start:end` that something is settled are denied, conditional, of a part, or taken back."""
    low, high = text.sentence(start, end)
    clause, _ = text.clause(start, end)
    said = text.text
    once = _ONCE.search(said[low:clause])
    if once is not None and _NOW.search(said, clause, end) is not None:
        low = clause  # what was once so, and is told before what is so now
    if _ON_BOOKS.search(said, clause, start) is not None or _TO_ANOTHER.search(said, end) is not None:
        return True
    return (
        CONDITION.search(said, low, end) is not None
        or NEGATION.search(_PLAIN.sub("", said[clause:end])) is not None
        or AFTERWARDS.search(said, end, high) is not None
        or _HEARSAY.search(said, low, start) is not None
        or _ANOTHER.search(said, low, start) is not None
        or _of_a_part(said, low, start, end)
        or taken_back(text, end)
        or goes_on(text, end, high)
    )


def taken_back(text: LetterText, end: int = 0) -> bool:
    """Whether the letter undoes behind this place what it says, or says that it is not sure of it."""
    said = text.text
    if _UNDONE.search(said, end) is not None:
        return True
    for match in _CAME_BACK.finditer(said, end):
        low, high = text.clause(match.start(), match.end())
        if _TOO_MUCH.search(said, low, high) is None:
            return True
    for match in _VOID.finditer(said, end):
        low, _ = text.sentence(match.start(), match.end())
        if _WERE_IT.search(said, max(low, end), match.start()) is None:
            return True
    return False


def _of_a_part(said: str, low: int, start: int, end: int) -> bool:
    """Whether what is settled is an instalment, what was overdue, or the interest, a fee, the principal alone."""
    verbs = [start + verb.start() for verb in _VERB.finditer(said[start:end])]
    if not verbs:
        return False
    verb = _VERB.match(said, verbs[-1])
    done = said[low : verb.end() if verb else end]
    if _OF_PART.match(said, verbs[-1]) is not None or _STRONG_DEED.search(done):
        return True
    part = _WEAK_DEED.search(done)
    if part is None:
        return False
    joined = _JOINED.search(done[: part.end("part")])
    if joined is None:
        return True
    rest = joined.group("rest")
    return not (re.search(r"[、及和与]", rest) or (joined.group("all") in ("本息", "本金") and rest))


def goes_on(text: LetterText, end: int, high: int) -> bool:
    """Whether the letter says that paying goes on: in the deed's own sentence, or later of the same debt."""
    said = text.text
    if _GOES_ON.search(said, end, high) is not None:
        return True
    for match in _GOES_ON_LATER.finditer(said, high):
        low, stop = text.sentence(match.start(), match.end())
        if CONDITION.search(said, low, match.start()) or _OF_OTHERS.search(said, low, stop):
            continue
        return True
    return False
