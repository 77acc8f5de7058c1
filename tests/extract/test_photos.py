"""One paper over several photographs: joined in order where their numbers or their arithmetic prove it, else not."""

from __future__ import annotations

import hashlib
import random

import pytest

from pipeline.extract.lexicon import lexicon
from pipeline.extract.papers import extract_joined
from pipeline.extract.photos import Photo, adds_up, join
from pipeline.records.evidence import Origin
from pipeline.records.reading import Page, Reading
from tests.extract.cmb import COLUMNS, ROWS, Printed, fen, lines
from tests.extract.pages import page

MORE = tuple(
    Printed("03/01", f"03/0{n}", f"示例商店{n}", f"{n}10.50", "4417", "消费" if n == 2 else "") for n in range(2, 7)
)


def photographed(printed: list) -> Page:
    return page(printed, origin=Origin.OCR, agreement=1.0)


def rows_of(rows: tuple[Printed, ...]) -> list:
    return [list(zip(COLUMNS, (r.traded, r.posted, r.description, r.amount, r.tail), strict=True)) for r in rows]


def over_two(numbers: tuple[str, str] | None = None, **more) -> list[Page]:
    """A statement whose last rows stand on a second photograph, without a title or a head."""
    whole = lines((*ROWS, *MORE), **more)
    first, second = whole[: -len(MORE) - 1], rows_of(MORE)
    if numbers:
        first, second = [*first, numbers[0]], [*second, numbers[1]]
    return [photographed(first), photographed(second)]


def reading(one: Page) -> Reading:
    return Reading(hashlib.sha256(repr(one).encode()).hexdigest(), (one,))


def files(group):
    return [(photo.path, reading(photo.page)) for photo in group]


def joined(photos: list[Photo]) -> list[list[str]]:
    def proved(group):
        return adds_up(extract_joined(files(group))) and not adds_up(extract_joined(files(group[:-1])))

    return [[photo.path for photo in group] for group in join(photos, lexicon(), proved)]


def test_pages_that_print_their_numbers_are_joined_in_the_order_of_names() -> None:
    one, two = over_two(("第 1 页/共 2 页", "第 2 页/共 2 页"))
    photos = [Photo("IMG_10.jpg", two), Photo("IMG_9.jpg", one)]
    assert joined(photos) == [["IMG_9.jpg", "IMG_10.jpg"]]
    (paper,) = extract_joined([("IMG_9.jpg", reading(one)), ("IMG_10.jpg", reading(two))])
    assert [(part.path, part.pages) for part in paper.document.parts] == [("IMG_9.jpg", (1,)), ("IMG_10.jpg", (1,))]
    assert [r.amount.value for r in paper.statement.rows] == [fen(r.amount) for r in (*ROWS, *MORE)]
    assert paper.statement.rows[-1].page == 2


def test_a_page_without_a_title_is_joined_where_the_sum_proves_it() -> None:
    one, two = over_two()
    assert joined([Photo("a1.jpg", one), Photo("a2.jpg", two)]) == [["a1.jpg", "a2.jpg"]]


@pytest.mark.parametrize("wrong", ["another amount", "another folder", "a title of its own"])
def test_what_is_not_proved_stays_apart(wrong: str) -> None:
    one, two = over_two(closing=999_999 if wrong == "another amount" else None)
    if wrong == "a title of its own":
        two = photographed(lines(on="2026年04月08日", month="2026年04月"))
    other = "b/a2.jpg" if wrong == "another folder" else "a2.jpg"
    assert len(joined([Photo("a1.jpg", one), Photo(other, two)])) == 2


def test_second_pages_of_two_papers_are_not_mixed() -> None:
    one, two = over_two(("第 1 页/共 2 页", "第 2 页/共 2 页"))
    three, four = (
        photographed([*lines(on="2026年04月08日", month="2026年04月"), "第 1 页/共 2 页"]),
        photographed([*rows_of(MORE[:2]), "第 2 页/共 2 页"]),
    )
    photos = [Photo(f"{n}.jpg", page) for n, page in enumerate((one, two, three, four), 1)]
    random.Random(3).shuffle(photos)
    assert joined(photos) == [["1.jpg", "2.jpg"], ["3.jpg", "4.jpg"]]
    # Without the first of the second paper its second page follows nothing.
    assert joined([p for p in photos if p.path != "3.jpg"]) == [["1.jpg", "2.jpg"], ["4.jpg"]]
