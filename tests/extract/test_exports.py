"""Exports that are damaged, cut, chosen or too large: what is wrong is named, and nothing is half read in silence."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import DocumentError
from pipeline.extract import Paper
from pipeline.extract.check import check_statement
from pipeline.extract.papers import extract_papers
from pipeline.intake.sniff import decode
from pipeline.reading.sheets import read
from pipeline.records.extraction import DocStatus, Kind, Statement
from pipeline.records.reading import Reading
from pipeline.records.source import FileKind
from tests.acceptance.reader import read_file, readings_of

TOP = "示例银行个人账户交易流水\n账号：6222000000001234,户名：王小样\n"
HEAD = "交易日期,摘要,收入,支出,余额,对方户名"
ROWS = [
    '2026-03-01,工资,"8,000.00",,"9,200.00",某某公司',
    '2026-03-05,信用卡还款,,"3,000.00","6,200.00",某某信用卡中心',
    '2026-03-08,消费,,120.00,"6,080.00",示例超市',
    '2026-03-09,消费,,80.00,"6,000.00",示例书店',
]


def paper(*lines: str, top: str = TOP, head: str = HEAD) -> Paper:
    text = top + "\n".join([head, *lines]) + "\n"
    return read_file("流水.csv", text.encode("gb18030"))[0]


def checked(found: Paper) -> Statement:
    assert found.statement is not None
    return check_statement(found.statement)


def amounts(found: Paper) -> list[int | None]:
    return [row.amount.value for row in checked(found).rows]


def codes(found: Paper) -> set[str]:
    return {note.code for note in found.notes}


def test_a_whole_list_is_proved() -> None:
    found = paper(*ROWS)
    assert amounts(found) == [-800_000, 300_000, 12_000, 8_000]
    assert checked(found).balanced is True and found.document.status is DocStatus.OK


@pytest.mark.parametrize(
    "broken",
    [
        "2026-03-08,消费,会员,,120.00,6080.00,示例超市",  # a comma that was not quoted
        "2026-03-08,消费,120.00,6080.00,示例超市",  # a separator that was lost
        '2026-03-08,"消费,,120.00,6080.00,示例超市',  # a quote that was not closed
    ],
)
def test_a_row_whose_cells_are_out_of_step_is_named_and_none_of_its_figures_used(broken: str) -> None:
    found = paper(*ROWS[:2], broken, ROWS[3])
    assert found.document.status is DocStatus.PARTIAL
    assert [a for a in amounts(found) if a is not None] == [-800_000, 300_000, 8_000]
    assert any("示例超市" in note.text for note in found.notes)
    assert checked(found).balanced is False


def test_a_quote_left_open_swallows_no_row() -> None:
    found = paper(ROWS[0], '2026-03-05,"信用卡还款,,3000.00,6200.00,某某信用卡中心', *ROWS[2:])
    assert [a for a in amounts(found) if a is not None] == [-800_000, 12_000, 8_000]
    assert found.document.status is DocStatus.PARTIAL


def test_nul_and_mixed_encodings_are_refused_by_name() -> None:
    with pytest.raises(DocumentError) as failure:
        read("日期,摘要,金额\n2026-01-02,甲,1\0002.00\n".encode(), FileKind.CSV)
    assert failure.value.code == "broken_file"
    with pytest.raises(DocumentError) as failure:
        read("日期,摘要\n2026-01-02,第一个商户\n".encode() + "2026-01-03,第二个商户\n".encode("gb18030"), FileKind.CSV)
    assert failure.value.code == "mixed_encoding"


def test_a_name_that_was_cut_in_the_middle_of_a_character_spoils_no_file() -> None:
    good = "2026-01-02,示例超市,1.00\n2026-01-03,示例书店有限公司,2.00\n"
    for encoding in ("utf-8", "gb18030"):
        cut = good.encode(encoding).replace("司,".encode(encoding), "司".encode(encoding)[:1] + b",")
        assert decode(cut).startswith("2026-01-02,示例超市,1.00") and ",2.00" in decode(cut)


def test_a_total_that_does_not_fit_is_named() -> None:
    whole = paper(*ROWS, '合计,,"8,000.00","3,200.00",,')
    assert whole.document.status is DocStatus.OK and len(amounts(whole)) == 4
    short = paper(*ROWS[:3], '合计,,"8,000.00","3,200.00",,')
    assert short.document.reason_code == "totals_differ" and checked(short).balanced is False
    counted = paper(*ROWS[:3], top=TOP + "总笔数：4\n")
    assert counted.document.reason_code == "totals_differ"


def test_balances_that_are_hidden_are_no_figures() -> None:
    hidden = [",".join([*row.rsplit(",", 1)[0].rsplit(',"', 1)[:1], '"xx,yyyy.zz"', "某人"]) for row in ROWS]
    found = paper(*hidden)
    assert amounts(found) == [-800_000, 300_000, 12_000, 8_000]
    assert {row.balance for row in checked(found).rows} == {None}
    assert checked(found).balanced is None and "not_provable" in codes(found)


def test_a_list_of_several_currencies_or_of_chosen_rows_proves_nothing() -> None:
    dollars = '2026-03-06,消费,,10.00,"90.00",示例商户,美元'
    mixed = paper(*(f"{row},人民币" for row in ROWS[:2]), dollars, head=f"{HEAD},币种")
    assert checked(mixed).balanced is None and "not_provable" in codes(mixed)
    chosen = paper(ROWS[0], ROWS[3], top=TOP + "交易类型：消费\n")
    assert checked(chosen).balanced is None and "not_provable" in codes(chosen)


def test_a_currency_that_is_not_known_is_left_out_and_named() -> None:
    row = '2026-03-09,消费,,80.00,"6,000.00",示例书店,刚郎'
    found = paper(*(f"{row},人民币" for row in ROWS[:3]), row, head=f"{HEAD},币种")
    assert amounts(found) == [-800_000, 300_000, 12_000]
    assert "unknown_currency" in codes(found) and found.document.status is DocStatus.PARTIAL


def test_a_column_that_is_not_known_is_not_taken_for_another() -> None:
    rows = [row.replace(",,", ",").replace('"', "").replace("8,000.00,", "8000.00") for row in ROWS]
    found = paper(*(f"2026-03-0{n},消费,{n}0.00,某某" for n in range(1, 5)), head="交易日期,摘要,某某数,对方户名")
    assert rows and amounts(found) == [] and "unknown_column" in codes(found)


def test_newest_first_is_proved_too() -> None:
    assert checked(paper(*reversed(ROWS))).balanced is True


def test_a_page_that_is_missing_is_named() -> None:
    folder = Path(__file__).parents[1] / "golden" / "papers" / "bank-boc-list"
    (file,) = folder.glob("*.pdf")
    ((path, reading),) = readings_of(file.name, file.read_bytes()).items()
    (found,) = extract_papers(path, Reading(reading.sha256, reading.pages[:1]))
    assert found.document.status is DocStatus.PARTIAL and found.document.reason_code == "page_missing"


ALIPAY = "支付宝账户：138******21\n共{count}笔记录\n支出：{count}笔 {sum}元\n"
ALIPAY += "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,\n"
PAID = "2026-03-{day:02d} 10:00:00,购物,示例商户,/,杯子,支出,{fen:.2f},示例银行(1234),交易成功,2026{day}\t,T{day}\t,,\n"


def wallet(count: int, total: str, days: range) -> Paper:
    rows = "".join(PAID.format(day=day, fen=day + 0.5) for day in days)
    return read_file("a.csv", (ALIPAY.format(count=count, sum=total) + rows).encode("gb18030"))[0]


def test_a_wallet_s_own_count_tells_rows_that_are_missing() -> None:
    assert wallet(3, "7.50", range(1, 4)).document.status is DocStatus.OK
    assert wallet(4, "7.50", range(1, 4)).document.reason_code == "totals_differ"
    assert wallet(3, "9.50", range(1, 4)).document.reason_code == "totals_differ"


def test_a_wallet_s_day_that_does_not_exist_is_named() -> None:
    rows = PAID.format(day=3, fen=3.5) + PAID.format(day=31, fen=4.5).replace("2026-03-31", "2026-02-31")
    found = read_file("a.csv", (ALIPAY.format(count=2, sum="8.00") + rows).encode())[0]
    assert [row.traded_on.value for row in checked(found).rows if row.traded_on] == [date(2026, 3, 3)]
    assert found.document.status is DocStatus.PARTIAL and any("2026-02-31" in note.text for note in found.notes)


def test_a_wallet_s_payment_of_a_card_is_no_row_of_a_card() -> None:
    rows = PAID.format(day=3, fen=3.5).replace("购物,示例商户", "信用借还,花呗").replace("支出", "不计收支", 1)
    found = read_file("a.csv", (ALIPAY.format(count=1, sum="3.50").replace("支出", "不计收支") + rows.replace("杯子", "花呗主动还款")).encode())[0]
    statement = checked(found)
    assert statement.kind == "wallet" and [row.kind for row in statement.rows] == [Kind.REPAYMENT]
    assert amounts(found) == [350] and statement.rows[0].tail is not None and statement.rows[0].tail.value == "1234"


def long_list(count: int) -> bytes:
    held, rows = 100_000_000, []
    for n in range(count):
        held -= n % 900 + 1
        rows.append(f"2026-{n // 2500 % 12 + 1:02d}-{n // 90 % 27 + 1:02d},消费,,{(n % 900 + 1) / 100:.2f},{held / 100:.2f},商户{n}")
    return (TOP + "\n".join([HEAD, *rows]) + "\n").encode("gb18030")


def test_a_long_list_takes_time_in_proportion_to_its_rows() -> None:
    seconds = []
    for count in (2_500, 15_000):
        data = long_list(count)
        began = time.process_time()
        found = read_file("a.csv", data)[0]
        seconds.append(time.process_time() - began)
        assert len(amounts(found)) == count and checked(found).balanced is True
    assert seconds[1] < 6 * 2 * seconds[0], seconds


def test_a_long_file_that_is_no_plain_list_is_refused_by_name() -> None:
    data = long_list(12_000).decode("gb18030").replace("商户6000\n", "商户6000\n还款\n")
    reading = readings_of("a.csv", data.encode())
    began = time.process_time()
    with pytest.raises(DocumentError) as failure:
        extract_papers("a.csv", next(iter(reading.values())))
    assert failure.value.code == "too_large" and time.process_time() - began < 20
