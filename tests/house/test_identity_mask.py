"""Identity numbers are hidden in evidence; what merely looks long is not."""

from __future__ import annotations

import pytest
from PIL import Image

from pipeline.identity_mask import hide_identity
from tests.extract.pages import page


def painted(text: str) -> list[int]:
    """Return the numbers of the characters whose middle is painted over."""
    made = page([text])
    (row,) = made.grid.rows
    cell = row.cells[0]
    picture = hide_identity(Image.new("RGB", (1190, 1684), "white"), made)
    middle = round(2 * cell.box.middle)
    return [n for n, (x0, x1) in enumerate(cell.edges) if picture.getpixel((round(x0 + x1), middle)) != (255, 255, 255)]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("证件号码：11010119900307123X", range(5, 19)),
        ("110101199003071234", range(14)),
        ("卡号 6222021234567890123", ()),  # nineteen figures, a card
        ("流水 110101199013071234", ()),  # no such month
        ("合同 HT2025011500077", ()),
    ],
)
def test_all_but_the_last_four_characters_of_an_identity_number_are_hidden(text: str, hidden: range) -> None:
    assert painted(text) == list(hidden)
