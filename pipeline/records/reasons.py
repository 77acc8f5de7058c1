"""Reason codes, each with a sentence for the person and what to do; `pipeline.errors` tells them."""

from __future__ import annotations

from pipeline.records.reason import Reason
from pipeline.records.reason import reason as _r
from pipeline.records.reasons_credit import CREDIT_REASONS

REASONS: dict[str, Reason] = {
    **CREDIT_REASONS,
    # files
    "empty_file": _r("文件是空的", "the file is empty", "请重新下载或重新扫描", "download or scan it again"),
    "unreadable_file": _r(
        "文件无法打开",
        "the file cannot be opened",
        "请检查权限后再运行",
        "check its permissions and run again",
    ),
    "locked_pdf": _r(
        "PDF 有密码，已试过的密码都不对",
        "the PDF is locked and none of the known passwords opens it",
        "请把密码写进 settings.toml 的 passwords（银行的 App 或邮件里会说明密码）",
        "put the password into passwords in settings.toml (the bank's app or mail tells it)",
    ),
    "broken_pdf": _r(
        "PDF 已损坏，无法打开", "the PDF is damaged and cannot be opened", "请重新下载", "download it again"
    ),
    "broken_image": _r("图片已损坏", "the picture is damaged", "请重新拍照或下载", "take or download it again"),
    "broken_file": _r("文件已损坏", "the file is damaged", "请重新下载", "download it again"),
    "image_too_large": _r(
        "图片尺寸过大", "the picture is too large", "请缩小到 1 亿像素以内", "scale it below 100 megapixels"
    ),
    "too_large": _r("文件过大", "the file is too large", "请拆分后再放入", "split it and drop the parts"),
    "locked_zip": _r(
        "压缩包有密码，已试过的密码都不对",
        "the archive is locked and none of the known passwords opens it",
        "请把密码写进 settings.toml 的 passwords（申请导出的 App 里会说明密码），或解压后放入",
        "put the password into passwords in settings.toml (the app that made the export tells it), or unpack it",
    ),
    "locked_workbook": _r(
        "表格文件有密码",
        "the spreadsheet is locked with a password",
        "请用表格软件打开，去掉密码后另存为 xlsx",
        "open it in a spreadsheet program and save it as xlsx without the password",
    ),
    "mixed_encoding": _r(
        "文件里混有两种文字编码，一部分文字会读错，因此没有读",
        "the file mixes two character encodings; part of it would be misread, so it was not read",
        "请重新导出，不要把两个文件拼在一起",
        "export it again; do not join two files",
    ),
    "nested_too_deep": _r(
        "压缩包层数过多", "archives are nested too deeply", "请解压后放入", "unpack it and drop the files"
    ),
    "unsafe_archive": _r(
        "压缩包膨胀过大或成员过多，未打开",
        "the archive expands too much or has too many members; it was not opened",
        "请解压后放入需要的文件",
        "unpack it and drop the files you need",
    ),
    "unsafe_link": _r(
        "这是指向别处的链接，未打开",
        "this is a link to another place; it was not followed",
        "请放入文件本身",
        "drop the file itself",
    ),
    "ofd": _r(
        "OFD 版式文件暂不能读",
        "OFD files cannot be read yet",
        "请用阅读器打开后导出为 PDF",
        "open it in a reader and export it as PDF",
    ),
    "unsupported_type": _r(
        "不支持的文件类型",
        "this type of file is not supported",
        "请导出为 PDF 或拍照",
        "export it as PDF or take a photo",
    ),
    "old_office": _r(
        "旧版 Word 或演示文件不能读",
        "old Word and presentation files cannot be read",
        "请另存为 PDF",
        "save it as PDF",
    ),
    "duplicate": _r("与另一文件内容完全相同", "exactly the same content as another file", "无需处理", "nothing to do"),
    "no_pages": _r("文件里没有页面", "the file has no pages", "请重新下载", "download it again"),
    "no_text": _r(
        "页面上没有读到文字",
        "no text was found on its pages",
        "请检查是否放错文件，或重新扫描",
        "check that it is the right file, or scan it again",
    ),
    # recognition
    "unknown_paper": _r(
        "没有认出是哪一种材料，未作任何判断",
        "the kind of paper was not recognised; nothing is concluded from it",
        "请确认文件；如果是账单、结清证明或征信报告，请保留并告知我们版式",
        "check the file; if it is a statement, settlement letter or credit report, keep it and tell us its layout",
    ),
    "ambiguous_paper": _r(
        "像两种材料，无法确定", "it looks like two kinds of paper", "请在待复核中确认", "see the review sheet"
    ),
    "own_paper": _r(
        "这是本人填写的申请或确认，不是出借人出具的证明",
        "the person's own application or statement, no lender's letter",
        "请放入出借人盖章的结清证明",
        "drop the letter that the lender issued",
    ),
    "not_parsed_yet": _r(
        "认出了材料种类，但这一种目前还不能解析",
        "its kind was recognised but cannot be parsed yet",
        "材料已登记，请人工核对",
        "it is on file; please check it by hand",
    ),
    # pages and tables
    "page_failed": _r("有页面读取失败", "a page could not be read", "请重新扫描该页", "scan that page again"),
    "page_crashed": _r(
        "读取该页的进程崩溃", "reading this page crashed", "请重新扫描或另存该页", "scan the page again"
    ),
    "page_timeout": _r(
        "读取该页超时", "reading this page took too long", "请重新扫描或另存该页", "scan the page again"
    ),
    "page_memory": _r(
        "读取该页占用内存过多",
        "reading this page needed too much memory",
        "请降低分辨率后再放入",
        "lower its resolution and drop it again",
    ),
    "page_repeated": _r(
        "这一页与前面的一页完全相同，只读一次",
        "this page is the same as one before it and was read once",
        "请检查文件里是否重复或缺页",
        "check whether a page is doubled or missing in the file",
    ),
    "low_resolution": _r(
        "清晰度不足（约低于 150 dpi）",
        "the resolution is too low (below about 150 dpi)",
        "请用 300 dpi 重新扫描",
        "scan it again at 300 dpi",
    ),
    "texts_differ": _r(
        "两种方法取出的内嵌文字不一致",
        "two ways of taking the embedded text disagree",
        "请对照原件核对",
        "compare with the original",
    ),
    "hidden_text": _r(
        "页面含有看不见的文字层，已改为按图像识别",
        "the page has a hidden text layer; its picture was read instead",
        "请对照原件核对",
        "compare with the original",
    ),
    "unseen_text": _r(
        "页面里有看不见的文字（白色、被遮盖或在页面之外），没有采用",
        "the page holds text that cannot be seen (white, covered or off the page); it was not used",
        "请对照原件核对；如果原件上看得见，请打印后扫描",
        "compare with the original; if it can be seen there, print the page and scan it",
    ),
    "texts_over_texts": _r(
        "同一位置有两段不同的文字相叠，已改为按图像识别",
        "two different texts stand over each other; the page was read from its picture",
        "请对照原件核对",
        "compare with the original",
    ),
    "no_chinese_text": _r(
        "内嵌文字里没有汉字，可能缺少字符对照表，已改为按图像识别",
        "the embedded text has no Chinese, its map may be missing; the page was read from its picture",
        "请对照原件核对",
        "compare with the original",
    ),
    "text_on_picture": _r(
        "图像上另有文字，已改为按图像识别",
        "there is text over a picture that has print of its own; the page was read from its picture",
        "请对照原件核对",
        "compare with the original",
    ),
    "lookalikes": _r(
        "数字里有形似而不同的字符（如字母 O 代替 0），没有当作已证实",
        "a figure holds characters that only look like digits (a letter O for 0); it does not count as verified",
        "请对照原件核对",
        "compare with the original",
    ),
    "turned_text": _r(
        "页面上另有横放的文字，没有读",
        "the page also has text that lies on its side; it was not read",
        "请对照原件核对",
        "compare with the original",
    ),
    "picture_differs": _r(
        "文字层与页面图像不一致",
        "the embedded text and the page's picture differ",
        "请对照图片，在“更正”栏填入正确的值",
        "compare with the picture and type the right value under 更正",
    ),
    "picture_failed": _r(
        "无法对照页面图像核对",
        "it could not be compared with the page's picture",
        "请对照原件核对",
        "compare with the original",
    ),
    "no_table": _r("没有找到交易明细表", "no table of transactions was found", "请人工核对", "check by hand"),
    "row_count": _r(
        "读到的行数与页面上的日期金额对数不一致",
        "the rows read differ from the date-amount pairs on the page",
        "请对照原件核对缺少的行",
        "compare the rows with the original",
    ),
    "totals_differ": _r(
        "读到的各行与材料自己印的合计（金额或笔数）不一致，可能有缺行或误读",
        "the rows read do not make the totals that the paper itself prints; a row may be missing or misread",
        "请对照原件核对，或重新导出完整的明细",
        "compare with the original, or export the whole list again",
    ),
    "not_provable": _r(
        "余额无法逐行验证，这份明细是否完整不能证明",
        "the balance cannot be proved row by row; whether the list is complete is not known",
        "如需证明完整，请导出未经筛选、带余额的单币种明细",
        "to prove it complete, export the list unfiltered, with balances, of one currency",
    ),
    "unknown_column": _r(
        "有一列的含义不明，未采用",
        "the meaning of a column is unknown; it was not used",
        "请核对表头",
        "check the table's head",
    ),
    "unparsed_row": _r("这一行没有读懂", "this row was not understood", "请对照原件核对", "check the original"),
    "no_amount": _r(
        "这一行没有金额，只作说明，没有记账",
        "this row has no amount; it tells something and is not booked",
        "无需处理，除非原件上有金额",
        "nothing to do, unless the original shows an amount",
    ),
    "unparsed_sentence": _r(
        "这一句没有读懂", "this sentence was not understood", "请对照原件核对", "check the original"
    ),
    "not_verified": _r(
        "只有一种读法，未得到独立证实",
        "only one reading, not confirmed independently",
        "请对照图片，在“更正”栏填入正确的值",
        "compare with the picture and type the right value under 更正",
    ),
    "readers_differ": _r(
        "两种读法不一致",
        "two readings differ",
        "请对照图片，在“更正”栏填入正确的值",
        "compare with the picture and type the right value under 更正",
    ),
    "unreadable": _r(
        "没有读出",
        "could not be read",
        "请对照图片，在“更正”栏填入正确的值",
        "compare with the picture and type the right value under 更正",
    ),
    "does_not_add_up": _r(
        "按所读数字加不平，可能是识读有误",
        "the figures as read do not add up; the reading may be wrong",
        "请对照原件核对",
        "compare with the original",
    ),
    "out_of_cycle": _r(
        "日期不在这一期账单之内，年份无法确定",
        "the day does not lie in this statement's cycle; its year cannot be told",
        "请对照图片，在“更正”栏填入完整日期",
        "compare with the picture and type the full date under 更正",
    ),
    "issued_before": _r(
        "证明的出具日期早于它所写的结清日期或截至日期",
        "the letter is dated before the day of settlement, or the day up to which it speaks",
        "请对照图片；如果原件就是这样，请要求机构更正日期后重新出具",
        "compare with the picture; if the paper says so, ask for a letter with the right dates",
    ),
    "days_differ": _r(
        "证明里的日期先后不合（如结清早于放款）",
        "the letter's days cannot follow each other (a loan settled before it was paid out)",
        "请对照图片，在“更正”栏填入正确的日期；如果原件就是这样，请要求机构更正",
        "compare with the picture and type the right day under 更正; if the paper says so, ask for a corrected letter",
    ),
    "says_both": _r(
        "同一份证明既写已结清，又写还有欠款，自相矛盾，不能作为结清证明",
        "the letter says both that the debt is settled and that something is left; it proves no settlement",
        "请对照原件核对；如果原件就是这样，请要求机构更正后重新出具",
        "compare with the original; if the paper says so, ask the lender for a corrected letter",
    ),
    "impossible_date": _r("日期不存在", "this date does not exist", "请对照原件核对", "compare with the original"),
    "other_unit": _r(
        "金额的单位不是元（如万元、千元、分），没有按元读取",
        "its amounts are in another unit than yuan (万元, 千元, 分 …); they were not read",
        "请对照原件人工核对；如可能，请机构出具以元为单位的材料",
        "check the original by hand; ask for a paper in yuan if possible",
    ),
    "unknown_currency": _r(
        "这一行的币种不认识，未采用",
        "the row's currency is not known; it was not used",
        "请对照原件核对",
        "compare with the original",
    ),
    "kind_and_sign": _r(
        "交易种类与正负号不符",
        "kind and sign of the row do not fit",
        "请对照原件核对",
        "compare with the original",
    ),
    "missing_field": _r(
        "没有找到应有的项目", "an expected item was not found", "请对照原件核对", "compare with the original"
    ),
    "several_cards": _r(
        "各卡余额之和未经证明，未采用", "the cards' sum is not proven", "请对照原件", "check the original"
    ),
    "several_statements": _r(
        "一页里有几期账单，分不清哪些行属于哪一期",
        "one page holds statements of several months; which rows belong to which cannot be told",
        "请把每期账单分开保存后放入",
        "save each month's statement by itself and drop them again",
    ),
    "several_accounts": _r(
        "这一行列在另一个账号之下，没有记入",
        "the row stands under another account's number; it was not booked",
        "请把每个账户的明细单独导出后放入",
        "export the list of each account by itself",
    ),
    "list_beside": _r(
        "账单附有计息、分期或未出账明细，未记账", "a list beside the rows was not booked", "无需处理", "nothing to do"
    ),
    "interest_line_unread": _r(
        "计息明细中这一行没有读全，未用于核对利息",
        "this line of the list that shows how interest was computed was not read in full; it checks no interest",
        "请对照原件自行核算这一行",
        "work this line out by hand from the original",
    ),
    "payment_ambiguous": _r(
        "这笔付款与多笔还款都对得上，没有配对",
        "this payment fits more than one repayment; it was not matched",
        "请人工核对它还的是哪一笔",
        "check by hand which one it paid",
    ),
    "page_missing": _r(
        "按页码缺少页面，材料不完整",
        "by its page numbers a page is missing",
        "请补齐缺少的页后重新放入",
        "add the missing page and drop the paper again",
    ),
    "foreign_language": _r(
        "材料不是中文或英文，未作任何判断",
        "the paper is neither in Chinese nor in English; nothing is concluded from it",
        "请向机构索取中文版",
        "ask for the Chinese version",
    ),
    "corrected": _r(
        "已按您的更正采用", "your correction is used", "如不对，请改“更正”栏", "change it under 更正 if it is wrong"
    ),
    "bad_correction": _r(
        "“更正”栏填写的内容无法理解",
        "what was typed under 更正 cannot be understood",
        "请按原样填写金额（如 123.45）或日期（如 2025-03-08）",
        "type an amount (123.45) or a date (2025-03-08)",
    ),
}
