"""Writes a `Sheet` as the csv export of a bank: a preamble, the head at some line, padded cells, GBK or a mark."""

from __future__ import annotations

import csv
import io
import random

from tests.drawn.sheet import Sheet


def write_csv(lot: random.Random, sheet: Sheet) -> bytes:
    """Return the sheet as a csv file."""
    stream = io.StringIO(newline="")
    trailing = [""] if lot.random() < 0.3 else []
    writer = csv.writer(stream, lineterminator=lot.choice(("\r\n", "\r\n", "\n")))
    pad = lot.choice(("{}", "{}", "{}\t", "{} ", "\t{}"))
    quoted = lot.choice(("{}", "{}", '="{}"'))  # how a spreadsheet is told that figures are no number
    writer.writerow([sheet.title])
    pairs = [*((word.chinese, value) for word, value in sheet.pairs)]
    pairs += [(word.chinese, value) for _, word, value in sheet.terms if (word.chinese, value) not in pairs]
    form = lot.choice(("colon", "cells", "two"))
    if form == "two":
        for start in range(0, len(pairs), 2):
            writer.writerow([text for pair in pairs[start : start + 2] for text in pair])
    for label, value in pairs if form != "two" else []:
        writer.writerow([f"{label}：{value}"] if form == "colon" else [label, value])
    if lot.random() < 0.4:
        writer.writerow([f"共{len(sheet.rows)}笔记录"])
    if lot.random() < 0.4:
        writer.writerow(["-" * 20 + "明细列表" + "-" * 20])
    if lot.random() < 0.3:
        writer.writerow([])
    writer.writerow([pad.format(word.chinese) for word in sheet.columns] + trailing)
    for _, cells in sheet.rows:
        texts = [quoted.format(text) if text.isdigit() and len(text) > 8 else pad.format(text) for text in cells]
        writer.writerow(texts + trailing)
    if sheet.total:
        writer.writerow([pad.format(text) for text in sheet.total] + trailing)
    for text in sheet.foot:
        writer.writerow([text])
    encoding = lot.choice(("gb18030", "utf-8-sig", "utf-8-sig"))
    return stream.getvalue().encode(encoding)
