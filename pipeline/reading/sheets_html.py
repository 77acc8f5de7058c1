"""HTML, mostly mails of banks: the rows of its innermost tables, and the lines of text around them.

Mails nest tables to place things.  A row whose cells hold no table of their own (or only tables of one
filled cell, which are frames) is a row of ours; a row that holds tables only places them, and they follow
each other.  The document is walked without recursion, for what is hostile is nested deeply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from lxml import etree

from pipeline.errors import DocumentError
from pipeline.intake.sniff import decode
from pipeline.reading.sheets import EM, MAX_COLUMNS, MAX_ROWS, Line, clean, text_width

_MAX_TAGS: Final = 1_000_000
_LONGEST: Final = 60.0 * EM  # a paragraph's line
_REPEATED: Final = 4  # columns from which on a cell that spans rows belongs to each, and heads no list

_LEFT_OUT: Final = frozenset(
    "script style head title template iframe object svg textarea select noframes".split()  # noqa: SIM905
)
_INLINE: Final = frozenset(
    "a abbr acronym b big bdo cite code del em font i img ins kbd label mark q s small span strike strong"  # noqa: SIM905
    " sub sup tt u var wbr nobr input".split()
)
_TABLE_PARTS: Final = frozenset({"tbody", "thead", "tfoot", "colgroup", "col"})
_NOT_SHOWN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_CSS_NOISE: Final = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_BRACE: Final = re.compile(r"[{}]")
_SIMPLE: Final = re.compile(r"[a-z0-9]*([.#])([\w-]+)", re.IGNORECASE)
_CHARSET: Final = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_SPACE: Final = re.compile(r"[\s\u3000]+")
_AMOUNT: Final = re.compile(r"\d\.\d\d(?!\d)")
# What a line must not be broken in: words, numbers with their signs and marks, days.
_PIECE: Final = re.compile(r"[!-~¥￥年月日]+|.")


@dataclass(slots=True)
class _Cell:
    """A cell, or the page around all tables: text, a line's end as its mark, and rows of tables, in order."""

    columns: int = 1
    rows: int = 1
    parts: list[str | list[Line]] = field(default_factory=list)

    @property
    def placing(self) -> bool:
        """Whether it holds rows of its own."""
        return any(isinstance(part, list) for part in self.parts)

    def texts(self) -> list[str]:
        """Return its lines of text, the empty ones left out."""
        joined = "".join(part for part in self.parts if isinstance(part, str))
        lines = (clean(_SPACE.sub(" ", line)) for line in joined.split("\n"))
        return [line for line in lines if line]

    def lines(self) -> Iterator[Line]:
        """Yield its text as rows outside any table, and between them the rows of its tables."""
        text = _Cell()
        for part in self.parts:
            if isinstance(part, str):
                text.parts.append(part)
                continue
            yield from paragraphs(text.texts(), None, 0)
            text.parts.clear()
            yield from part
        yield from paragraphs(text.texts(), None, 0)


@dataclass(slots=True)
class _Table:
    """A table while it is read."""

    rows: list[list[_Cell]] = field(default_factory=list)
    cell: _Cell | None = None

    def start_row(self) -> None:
        self.cell = None
        if not self.rows or self.rows[-1]:
            self.rows.append([])

    def start_cell(self, element: etree._Element) -> None:
        if not self.rows:
            self.rows.append([])
        if len(self.rows[-1]) >= MAX_COLUMNS:
            raise DocumentError("too_large", f"> {MAX_COLUMNS}")
        self.cell = _Cell(_span(element, "colspan"), _span(element, "rowspan"))
        self.rows[-1].append(self.cell)

    def open(self) -> _Cell:
        """Return the cell that text belongs to; what stands between cells is a row of its own."""
        if self.cell is None:
            self.cell = _Cell()
            self.rows.append([self.cell])
            self.rows.append([])
        return self.cell


def lines_of(data: bytes) -> list[Line]:
    """Return the rows of an HTML file in reading order.

    Nothing is fetched and no entity is resolved but HTML's own; hidden elements, scripts and styles are left
    out.

    Raises:
        DocumentError: `too_large` or `broken_file`.
    """
    text = _decoded(data).replace("\0", "")  # the parser would end there
    if text.count("<") > _MAX_TAGS:
        raise DocumentError("too_large", "html")
    parser = etree.HTMLParser(
        recover=True, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise DocumentError("broken_file", "html") from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):  # the rest of it would be missing
        raise DocumentError("broken_file", "html nested too deeply")
    if root is None:
        return []
    lines = list(islice(_walk(root).lines(), MAX_ROWS + 1))
    _check_rows(len(lines))
    return _without_empty_columns(lines)


def _check_rows(number: int) -> None:
    if number > MAX_ROWS:
        raise DocumentError("too_large", f"> {MAX_ROWS}")


def _decoded(data: bytes) -> str:
    """Decode by mark, as UTF-8 where it is that, else as declared, else as GB 18030."""
    declared = _CHARSET.search(data[:8192])
    name = declared.group(1).decode("ascii", "replace").lower() if declared else ""
    if name.startswith("big5") and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("big5hkscs", "replace")
    return decode(data)


def _walk(root: etree._Element) -> _Cell:
    page = _Cell()
    tables: list[_Table] = []
    hidden = _hidden_names(root)
    preformatted = rows = 0
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        start = event == "start"
        text = element.text if start else element.tail
        if start and (tag in _LEFT_OUT or _is_hidden(element, hidden)):
            walker.skip_subtree()
            element.set("hidden", "")
            continue
        skipped = not start and element.get("hidden") is not None
        if not skipped:
            preformatted += (tag == "pre") * (1 if start else -1)
            if tag == "table":
                if start:
                    tables.append(_Table())
                else:
                    _close(tables.pop(), tables[-1].open() if tables else page)
            elif tables and tag in ("tr", "caption"):
                tables[-1].start_row()
                rows += start
                _check_rows(rows)
                if start and tag == "caption":
                    tables[-1].start_cell(element)
            elif tables and tag in ("td", "th"):
                if start:
                    tables[-1].start_cell(element)
                else:
                    tables[-1].cell = None
            elif tag not in _INLINE and not (tables and tag in _TABLE_PARTS):
                _put(tables, page, "\n")
            elif start and tag == "img" and element.get("alt", "").strip():
                _put(tables, page, _SPACE.sub(" ", element.get("alt", "")))
        if text:
            _put(tables, page, text.replace("\r", "") if preformatted else _SPACE.sub(" ", text))
    return page


def _put(tables: list[_Table], page: _Cell, text: str) -> None:
    if not tables:
        page.parts.append(text)
    elif tables[-1].cell is not None or text.strip():
        tables[-1].open().parts.append(text)


def _close(table: _Table, parent: _Cell) -> None:
    """Hand a finished table to the cell it stands in: as plain text where it only frames one cell."""
    filled = [cell for row in table.rows for cell in row if cell.placing or cell.texts()]
    if len(filled) == 1 and not filled[0].placing:
        parent.parts.extend(["\n", *filled[0].parts, "\n"])
    elif filled:
        parent.parts.append(_table_lines(table))


def _table_lines(table: _Table) -> list[Line]:
    result: list[Line] = []
    placed = _placed(table)
    width = 1 + max((column for row in placed for column, _ in row), default=0)
    for row in placed:
        _check_rows(len(result))
        if any(cell.placing for _, cell in row):
            for _, cell in row:
                result.extend(cell.lines())
            continue
        texts = [(column, cell.columns, cell.texts()) for column, cell in row]
        texts = [item for item in texts if item[2]]
        if len(texts) == 1:
            column, span, found = texts[0]
            result.extend(paragraphs(found, None if span > 1 or width < 3 else column, width))
        elif texts:
            result.extend(_row(texts, width))
    return result


def _row(texts: list[tuple[int, int, list[str]]], width: int) -> Iterator[Line]:
    """Yield a row; where every cell lists equally many lines, they are as many rows."""
    heights = {len(found) for _, _, found in texts}
    if len(heights) == 1 and heights != {1}:
        for number in range(heights.pop()):
            yield Line(tuple((column, found[number]) for column, _, found in texts), width, number > 0)
    else:
        yield Line(tuple((column, "\n".join(found)) for column, _, found in texts), width)


def _placed(table: _Table) -> list[list[tuple[int, _Cell]]]:
    """Give each cell its column, and repeat cells that span rows in each of these rows.

    Not in narrow tables, where such a cell is a heading beside its lines; and not in rows where an amount
    would be repeated: that is one row of the paper, written over several.
    """
    result: list[list[tuple[int, _Cell]]] = []
    above: dict[int, tuple[int, _Cell]] = {}
    wide = max((sum(cell.columns for cell in row) for row in table.rows), default=0) >= _REPEATED
    for row in table.rows:
        taken = {column + step for column, (_, cell) in above.items() for step in range(cell.columns)}
        placed: list[tuple[int, _Cell]] = []
        column = 0
        for cell in row:
            while column in taken:
                column += 1
            if column >= MAX_COLUMNS:
                raise DocumentError("too_large", f"> {MAX_COLUMNS}")
            placed.append((column, cell))
            column += cell.columns
        carried = [(column, cell) for column, (_, cell) in above.items()]
        above = {column: (left - 1, cell) for column, (left, cell) in above.items() if left > 1}
        above |= {column: (cell.rows - 1, cell) for column, cell in placed if cell.rows > 1}
        amounts = any(cell.placing or _AMOUNT.search("".join(cell.texts())) for _, cell in carried)
        if wide and not amounts and any(cell.texts() for _, cell in placed):
            placed = sorted(placed + carried, key=lambda item: item[0])
        result.append(placed)
    return result


def _without_empty_columns(lines: list[Line]) -> list[Line]:
    """Number columns without those that only make space, over all tables of one width.

    Mails put each row of a list, and its head, into tables of their own, some with spacers and some without.
    """
    used: dict[int, set[int]] = {}
    for line in lines:
        columns = used.setdefault(line.table, set())
        if len(line.cells) > 1:
            columns.update(column for column, _ in line.cells if column is not None)
    result = []
    for line in lines:
        numbers = {column: number for number, column in enumerate(sorted(used[line.table]))}
        if len(line.cells) == 1:
            ((column, text),) = line.cells
            kept = None if column is None else numbers.get(column)
            cells: tuple[tuple[int | None, str], ...] = ((kept, text),)
        else:
            cells = tuple((numbers[column], text) for column, text in line.cells if column is not None)
        result.append(replace(line, cells=cells, table=len(numbers)))
    return result


def paragraphs(texts: list[str], column: int | None, table: int) -> Iterator[Line]:
    """Yield lines of text as rows, each broken to the width of a page."""
    for text in texts:
        for piece in _wrapped(text):
            yield Line(((column, piece),), table)


def _wrapped(text: str) -> list[str]:
    if text_width(text) <= _LONGEST:
        return [text]
    result = [""]
    width = 0.0
    for piece in _PIECE.findall(text):
        width += text_width(piece)
        if width > _LONGEST and result[-1]:
            result.append("")
            width = text_width(piece)
        result[-1] += piece
    return [stripped for line in result if (stripped := line.strip())]


def _span(element: etree._Element, name: str) -> int:
    digits = re.match(r"\s*(\d{1,4})", element.get(name) or "")
    return max(1, min(int(digits.group(1)), 1000)) if digits else 1


def _is_hidden(element: etree._Element, names: frozenset[str]) -> bool:
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return True
    if not names:
        return False
    own = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}"}
    return not own.isdisjoint(names)


def _hidden_names(root: etree._Element) -> frozenset[str]:
    """Return classes and ids that a plain rule of the page's own style hides on any screen.

    Mails carry a second copy of their rows for small screens; read twice, every row would be charged twice.
    """
    names: set[str] = set()
    for style in root.iter("style"):
        css = _CSS_NOISE.sub("", "".join(str(text) for text in style.itertext()))
        for selectors, body in _plain_rules(css):
            if _NOT_SHOWN.search(body):
                simple = (_SIMPLE.fullmatch(selector.strip()) for selector in selectors.split(","))
                names.update(match.group(1) + match.group(2) for match in simple if match)
    return frozenset(names)


def _plain_rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield (selectors, declarations) of the rules that hold under no condition (@media)."""
    depth = end = opened = 0
    selectors = ""
    for match in _BRACE.finditer(css):
        if match.group() == "{":
            if depth == 0:
                selectors = css[end : match.start()].rpartition(";")[2].strip()
                opened = match.end()
            depth += 1
        else:
            depth = max(depth - 1, 0)
            if depth == 0 and not selectors.startswith("@"):
                yield selectors, css[opened : match.start()]
        end = match.end()
