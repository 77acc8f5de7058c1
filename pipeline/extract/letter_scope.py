"""How far a settlement letter reaches (§1.2): a customer, a contract, a drawdown, a card or one instalment of it."""

from __future__ import annotations

import re

from pipeline.extract.heads import CURRENCY_WORDS
from pipeline.extract.letter_fields import labelled
from pipeline.extract.letter_text import LetterText
from pipeline.extract.letter_words import simplified
from pipeline.records.evidence import Value
from pipeline.values.text import key

_CUSTOMER = re.compile(
    r"名下(?:的)?(?:所有|全部|各项|各笔|任何)(?:的)?[^,。;\n]{0,8}(?:贷款|借款|授信|债务)|在(?:我行|我司|本行|本公司|我公司)(?:的)?(?:所有|全部|各项|各笔)(?:的)?(?:贷款|借款|债务)"
    r"|(?:名下|在我[行司])[^,。;\n]{0,6}(?:无|没有|不存在)(?:任何)?未(?:结清|偿还)|客户级|客户编号:"
)
_PLATFORM = re.compile(r"本平台|平台(?:内|上)?(?:的)?所有|我方提供的[^,。;\n]{0,16}服务|您的[一-鿿a-z]{0,10}服务账户")
_DRAWN = re.compile(r"该笔借据|上述借据|借据项下|本笔借款|该笔订单|该订单|单笔借款|借据级|尾号\d{4}的(?:借款|贷款)")
_CONTRACT = re.compile(r"合同项下(?:的)?(?:全部|所有)|合同级")
_INSTALMENTS = r"(?<!停息)(?<!个性化)分期(?!还款协议|协议|还款方案|方案|还款计划|后)"
_OTHERS_LEFT_OUT = re.compile(
    r"(?:信用卡|贷记卡|卡片|卡|账户)(?:账户)?(?:项下|内|中)?的?(?:其他|其它|其余)[^,。;\n]{0,8}(?:不在|不属于?|不包[含括])"
    r"|(?:其他|其它|其余)(?:信用卡|卡片|账户)?(?:欠款|交易|账单|透支|消费)[^,。;\n]{0,8}"
    r"(?:不在|不属于?|不包[含括])[^,。;\n]{0,8}(?:证明|范围)"
    rf"|(?:仅|只)(?:就|对|针对|证明|适用于|限于?)[^,。;\n]{{0,10}}{_INSTALMENTS}"
)
_OF_INSTALMENTS = re.compile(
    rf"{_INSTALMENTS}(?:(?!信用卡|贷记卡|卡片|该卡|账户|全部欠款|所有欠款|欠款及)[^。;\n\t])*$"
)
_BESIDE_IT = re.compile(rf"(?:欠款|账单|透支|余额|本息|款项)(?:以?及|和|与|、)[^,。;\n]{{0,6}}{_INSTALMENTS}")
_TITLE = re.compile(r"分期(?:业务|付款|款项?|贷款|欠款)?(?:提前)?(?:结清|还清|清偿)(?:证明|确认|凭证|通知|函)")


def of_instalments(text: LetterText, settled: Value[str] | None) -> bool:
    """Whether a card's letter settles an instalment plan of the card (现金分期), and not the card's account."""
    said = text.text
    if _OTHERS_LEFT_OUT.search(said) or any(_TITLE.search(said, *block) for block in list(text.blocks())[:2]):
        return True
    words = "" if settled is None else simplified(key(settled.value))
    at = said.find(words) if words else -1
    if at < 0:
        return False
    low, _ = text.sentence(at, at)
    return _OF_INSTALMENTS.search(said[low:at]) is not None and _BESIDE_IT.search(said[low:at]) is None


def scope_of(text: LetterText, *, card: bool, contract: bool, drawdown: bool, instalments: bool = False) -> str:
    """Return how far the letter reaches (§1.2).

    Args:
        text: The letter's.
        card: Whether it speaks of a card account.
        contract: Whether it names a contract.
        drawdown: Whether the only number that it names is a drawdown's (借据).
        instalments: Whether it settles an instalment plan of a card, no more.
    """
    said = text.text
    if card and instalments:
        return "drawdown"
    if _CUSTOMER.search(said) and not contract:
        return "customer"
    if card and not contract:
        return "card_account"
    if _DRAWN.search(said) or drawdown:
        return "drawdown"
    if contract:
        several = any(True for _ in labelled(text, "drawdown_no", colon=True))
        return "drawdown" if several and not _CONTRACT.search(said) else "contract"
    return "platform" if _PLATFORM.search(said) else "unknown"


# --- its currency ----------------------------------------------------------------------------------------------------

_CODES = [(code, word) for code, words in CURRENCY_WORDS for word in words if len(word) > 1]
_NAMES = "|".join(sorted((re.escape(word) for _, word in _CODES), key=len, reverse=True))
_ACCOUNT = re.compile(
    rf"(?P<a>{_NAMES})(?:\([a-z]{{3}}\))?(?:信用卡|贷记卡|外币)?(?:分?账户|账号|欠款|账单|部分|透支)|(?:账户币种|币种|货币)[:为是\t]*(?P<b>{_NAMES})"
    rf"|(?P<c>{_NAMES}):?[\d,]+(?:\.\d+)?(?![\d年])|(?<![¥\d,.])[\d,]+\.?\d*(?P<d>{_NAMES})|(?P<e>us\$|hk\$|\$|€|£)[\d,]+"
)
_SIGNS = {"us$": "USD", "hk$": "HKD", "$": "USD", "€": "EUR", "£": "GBP"}
_YUAN = re.compile(r"¥\d|\d元")
_LEFT_OUT = re.compile(r"[^,。;\n]*(?:不在|不属于?|不包[含括]|除外|另行|未结清|尚有|尚欠)[^,。;\n]*")


def currency_of(text: LetterText) -> str:
    """Return the currency of the account that a letter speaks of; CNY where it names none, or several.

    What it says of accounts that it leaves out (人民币账户不在本证明范围) names none.
    """
    said = _LEFT_OUT.sub("", text.text)
    found = set()
    for match in _ACCOUNT.finditer(said):
        word = next(group for group in match.groupdict().values() if group)
        found.add(_SIGNS.get(word) or next(code for code, name in _CODES if name == word))
    if len(found) != 1 or _YUAN.search(said):
        return "CNY"
    return found.pop()
