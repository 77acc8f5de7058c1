"""Names of institutions: what papers call a lender, and the short name under which we keep it."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from pipeline.values.text import key
from pipeline.values.yaml import load_yaml

_LEGAL = re.compile(
    r"[\u4e00-\u9fff（）()]{2,30}?(?:银行|信托|消费金融|小额贷款|融资担保|资产管理|融资租赁|保险|汽车金融|财务|数科|科技)"
    r"(?:股份有限公司|有限责任公司|有限公司|公司)?"
)


@lru_cache(maxsize=1)
def aliases() -> tuple[tuple[str, str], ...]:
    """Return (alias, short name), longest alias first; Chinese aliases are folded."""
    data = load_yaml(resources.files("pipeline.values").joinpath("names.yaml").read_text("utf-8"), "names.yaml")
    pairs = [
        (alias if alias.isascii() else key(alias), short) for short, words in data["banks"].items() for alias in words
    ]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


@lru_cache(maxsize=4096)
def find_issuer(raw: str) -> str | None:
    """Return the short name of the listed institution that `raw` names, else None.

    Chinese names are sought folded; Latin ones as whole words, for "CMB" inside another word names nobody.
    """
    folded = key(raw)
    for alias, short in aliases():
        if alias.isascii():
            if re.search(rf"(?<![A-Za-z0-9]){re.escape(alias)}(?![A-Za-z0-9])", raw):
                return short
        elif alias in folded:
            return short
    return None


@lru_cache(maxsize=4096)
def short_name(raw: str) -> str | None:
    """Return a short name for any institution: the listed one, else its legal name without form and branch.

    Two papers that print one legal name, with and without 股份有限公司 or a branch, get one short name.
    """
    listed = find_issuer(raw)
    if listed:
        return listed
    text = re.sub(r"\((?:原|以下简称)[^()]*\)", "", key(raw))
    match = _LEGAL.search(text)
    name = match.group(0) if match else text
    name = re.sub(r"(?:股份有限公司|有限责任公司|有限公司|公司)$", "", name)
    return name or None
