"""What a row's own words say of its outcome: that no money moved, or that a payment was taken back.

Banks put it under heads of any name (扣款状态, 处理结果, 备注), so the words count wherever they are a whole cell.
Within a longer text they may speak of another row (上次扣款失败，本次重新扣款).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.values.text import key

_DEED = r"(?:银行|系统|自动|批量|本次|主动)*(?:扣款|还款|代扣|划扣|扣划|划款|交易|支付|处理|转账|入账|付款|扣收)?"
_NOT_MOVED = re.compile(
    _DEED + r"(?:失败|不成功|未成功|未完成|被拒绝?|已拒绝|拒绝|异常终止|超时|已?关闭|已?取消|已?作废|无效)(?:原因)?"
    r"|(?:银行卡|银行|扣款|还款)?(?:账户|账号|可用|卡内|卡)?余额不足|资金不足|(?:账户|卡片?|银行卡)(?:状态)?(?:异常|冻结|已?注销|已?销户|挂失)"
    r"|未(?:入账|到账|扣款|扣收|划扣|支付)|(?:扣款|还款|支付|处理|交易|入账)中|待(?:处理|扣款|入账|支付)"
    r"|" + _DEED + r"(?:已|被)(?:被|全额|全部)?(?:冲正|撤销|冲销|退回|退票|退款|撤回|抹账)"
)
_TAKEN_BACK = re.compile(
    r"(?:还款|扣款|代扣|交易|支付|自动还款|提前还款)?(?:冲正|撤销|冲销|冲回|反冲|抹账)(?:还款|扣款|交易|记录)?"
    r"|(?:还款|扣款|代扣|支付)(?:退回|退款|退票|退还|撤回)"
)
_CUT = re.compile(r"[，,。；;、（）()【】\[\]:：/|\-—]+")


def no_money_moved(texts: Iterable[str]) -> bool:
    """Whether one of a row's cells says, by itself, that its payment failed or was undone."""
    return any(_says(text, _NOT_MOVED) for text in texts)


def is_taken_back(texts: Iterable[str]) -> bool:
    """Whether one of a row's cells says, by itself, that the row takes a payment back (冲正, 还款撤销)."""
    return any(_says(text, _TAKEN_BACK) for text in texts)


def _says(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether a cell is such a word, or begins or ends with one set off by a mark (扣款失败，余额不足)."""
    folded = key(text)
    parts = [part for part in _CUT.split(folded) if part]
    # Where it was done again with success, the row is the payment that did go through.
    return not re.search(r"(?<!未)(?<!不)成功", folded) and any(pattern.fullmatch(part) for part in parts)
