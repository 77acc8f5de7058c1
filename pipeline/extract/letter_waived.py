"""What was owed before a reduction, and what of it is waived (减免, 豁免)."""

from __future__ import annotations

import re

from pipeline.extract.letter_amounts import LEAD, ONE_FIGURE, REST, best_amount, money_behind, spoken_amounts
from pipeline.extract.letter_text import LetterText
from pipeline.records.evidence import Value

_WAIVED = (
    re.compile(r"(?:减免|豁免|核免|免除)(?:金额|总额|本息|利息|费用|款项|罚息|违约金|欠款|了|其|您|的|及|和|、|剩余)*(?:共计|合计|总计)?[:为]*(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
    re.compile(r"(?:剩余|其余|余款|余下|余额)(?:欠款|款项|债务|本息|部分|的)*(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
)


_SEVERAL_WAIVED = re.compile(r"(?:减免|豁免|核免|免除)[^。;]*?元?、[一-鿿]{2,6}(?:人民币|¥)*[\d,.]+元")


def waived(text: LetterText) -> Value[int] | None:
    """Return what is waived in all; where several sums are waived and none is the total, nothing is taken for it."""
    value = best_amount(money_behind(text, "waived"), "waived")
    if value is not None:
        return value
    found = [value for _, value in spoken_amounts(text, _WAIVED[0])]
    if len({value.value for value in found}) == 1:
        # 减免利息X元、违约金Y元: the first of several is not all.
        low, high = text.sentence(*_span(text, found[0]))
        rest = text.text[low:high]
        return None if _SEVERAL_WAIVED.search(rest) else found[0]
    for match, rest_value in spoken_amounts(text, _WAIVED[1]):
        lead = LEAD.match(text.text, match.end())
        figure = ONE_FIGURE.match(text.text, lead.end() if lead else match.end())
        if figure is not None and REST.match(text.text, figure.end()) is not None:
            return rest_value
    return None


def _span(text: LetterText, value: Value[int]) -> tuple[int, int]:
    for match in ONE_FIGURE.finditer(text.text):
        if text.raw(match.start(), match.end()) == value.evidence.text:
            return match.span()
    return 0, 0


def owed(text: LetterText) -> Value[int] | None:
    """Return what was owed before a reduction."""
    return best_amount(money_behind(text, "owed"), "owed")
