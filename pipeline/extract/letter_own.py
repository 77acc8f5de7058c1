"""The person's own papers about a settlement (an application for a letter, a form filled in): no lender's letter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.letter_text import LetterText
from pipeline.extract.letter_words import COMPANY_LINE
from pipeline.records.reading import Page

_SUBJECT = re.compile(
    r"(?:(?<=[\n\t,。;:])|(?<=兹证明)|(?<=兹有)|^)(?:本人|我本人|我叫|我是|申请人本人)(?!已?(?:签收|领取|持))"
)
_SIGNS = re.compile(
    r"(?:(?<=[\n\t,。;])|^)(?:申请人|客户|本人|借款人|声明人|承诺人|确认人|陈述人|债务人|持卡人|委托人|具结人|授权人|证明人)"
    r"(?:\(?(?:签名|签字|签章|手签|签署)[^()\n:]{0,6}\)?)?:"
)
_BY_HAND = re.compile(r"(?:(?<=[\n\t,。;])|^)[一-鿿]{2,4}\(?(?:签名|签字|手签)[^()\n:]{0,6}\)?:")
_ASKS = re.compile(r"贵(?:行|司|公司|社|中心)|(?:申请|请求|恳请)[^。;\n]{0,12}(?:开具|出具|开立)|请予确认|望予")
_TITLE = re.compile(
    r"[^,。;:]{0,20}(?:申请(?:书|表|单|函|信)?|声明书?|承诺书|自述|委托书|(?:书|函|表|单|证明)?\((?:客户|本人|借款人|申请人)"
    r"(?:自?填写?|自述|确认|申请|用表?)\))"
)
_TITLE_BLOCKS = 2
_LENDER = re.compile(r"兹证明(?!本人)|我[行司社]|我公司|我中心|本[行司社]|本公司|本中心")


def is_own_paper(pages: Sequence[Page]) -> bool:
    """Whether the person wrote a paper, and no lender speaks or signs in it.

    An application for a letter says that the debt is settled in the same words as the letter that it asks for.
    """
    text = LetterText("", pages)
    if _LENDER.search(text.text):
        return False
    blocks = list(text.blocks())
    titled = any(_TITLE.fullmatch(text.text, *block) for block in blocks[:_TITLE_BLOCKS])
    subject = _SUBJECT.search(text.text)
    signs = [m.start() for pattern in (_SIGNS, _BY_HAND) for m in pattern.finditer(text.text)]
    if not titled and (subject is None or not (signs or _ASKS.search(text.text))):
        return False
    # A company named before the person's signature is whom the paper goes to; one behind it has signed.
    after = max(signs, default=subject.start() if subject else 0)
    return not any(start > after and COMPANY_LINE.fullmatch(text.text, start, end) for start, end in blocks)
