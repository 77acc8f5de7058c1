"""Identity numbers printed in full (交通银行's list of a debit account has one) are hidden in pictures of a paper.

Evidence goes out with letters and stands in the workbook; the last four characters, by which a person compares, stay.
"""

from __future__ import annotations

import re

from PIL import Image, ImageDraw

from pipeline.extract.papertext import part_box
from pipeline.records.reading import Page

_NUMBER = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)")
"""A citizen's identity number: region, birthday, order, check character."""

_SHOWN = 4
_GREY = (208, 208, 208)


def hide_identity(image: Image.Image, page: Page) -> Image.Image:
    """Return the picture of a page with all but the last four characters of identity numbers painted over.

    Args:
        image: Of the whole page as a person sees it.
        page: As read.
    """
    places = [
        part_box(cell, match.start(), match.end() - _SHOWN)
        for row in page.grid.rows
        for cell in row.cells
        for match in _NUMBER.finditer(cell.text)
    ]
    if not places:
        return image
    hidden = image.copy()
    pen = ImageDraw.Draw(hidden)
    scale = image.width / page.width
    for place in places:
        box = page.on_page(place)
        pen.rectangle((box.x0 * scale, box.top * scale, box.x1 * scale, box.bottom * scale), fill=_GREY)
    return hidden
