"""Repairs of official documents: number, addressees, signature and list of attachments removed.

Conventions. The input has passed the earlier repairs: it is simplified, with one line per paragraph and no empty lines.
Document numbers (文号) are removed from the text; `own_number.py` reads the document's own from the original text for
the metadata. No rule here takes a running sentence: what matches one and holds a sentence stays.
"""

import re

from topics.preprocessing.cleaning import REPAIRS
from topics.preprocessing.cleaning.header_number import number_lines
from topics.preprocessing.sentences import sentences


def without(pattern: re.Pattern[str], text: str) -> tuple[str, int]:
    """The text without the matches of a pattern that hold no running sentence, and their number."""
    kept = 0

    def judged(found: re.Match[str]) -> str:
        nonlocal kept
        if not sentences(found.group()):
            return ""
        kept += 1
        return found.group()

    text, matches = pattern.subn(judged, text)
    return text, matches - kept


@REPAIRS.register("numbers", after="repeats", needs="号", takes="record", chinese=True)
def numbers(text: str) -> tuple[str, int]:
    """Lines removed that hold only a document's number.

    >>> numbers("京经信发〔2022〕87号\\n各区要抓紧落实《办法》（京发〔2021〕3号）。")
    ('各区要抓紧落实《办法》（京发〔2021〕3号）。', 1)
    """
    lines = text.split("\n")
    gone = number_lines(lines)
    return ("\n".join(line for n, line in enumerate(lines) if n not in gone), len(gone)) if gone else (text, 0)


_ADDRESSEE = re.compile(
    r"^(?:各|有关|省有关)[^。\n]{0,160}(?:单位|部门|局|厅|委|办|会|院|府|企业|公司|机构|院校|高校|学校|大学|集团|银行|协会|省|市|区|县|组|中心|处)[:：]\n",
    re.MULTILINE,
)


@REPAIRS.register("addressees", after="numbers", needs=":：", takes="furniture", chinese=True)
def addressees(text: str) -> tuple[str, int]:
    """The line of a document's addressees removed.

    >>> addressees("各有关单位：\\n现将上述文件转发给你们，请结合实际抓好落实。")
    ('现将上述文件转发给你们，请结合实际抓好落实。', 1)
    """
    return without(_ADDRESSEE, text) if ":\n" in text or "：\n" in text else (text, 0)


DAY = r"(?:(?:19|20)\d{2}|二[〇○零]..) ?年 ?[\d一二三四五六七八九十]{1,3} ?月 ?[\d一二三四五六七八九十]{1,3} ?日"
_OFFICE = (
    r"(?:[\u4e00-\u9fff（）、· “”\d]{2,60}(?:部|局|厅|委|委员会|办公室|政府|院|会|署|总社|行|司|中心|协会|集团|公司|小组|组|处)"  # noqa: E501
    r"|(?:[\u4e00-\u9fff]{0,10}(?:市长|省长|部长|主任|局长|总理|主席|行长|署长|州长|县长|区长)) ?[\u4e00-\u9fff]{1,4} ?[\u4e00-\u9fff]{0,3})"  # noqa: E501
)
# A paper or station that signs an article of its own, and a day below it.
_PRESS = r"[\u4e00-\u9fff]{2,14}(?:日报|晚报|早报|晨报|时报|周报|导报|商报|都市报|报社|新华社|通讯社|杂志社|编辑部|电视台|广播电台|融媒体)"  # noqa: E501
_SIGNATURE = re.compile(rf"^(?:(?:{_OFFICE}|{_PRESS})\n){{1,12}}{DAY}(?:印发)?$\n?", re.MULTILINE)
_DAY_BEGINS = re.compile(rf"\n{DAY}")
_ISSUED_BY = re.compile(rf"^{_OFFICE} ?{DAY} ?印发$\n?", re.MULTILINE)
_NOTE = re.compile(
    r"^(?:[（(]?此件(?:公开|主动公开|依申请公开|不公开)(?:发布)?[）)]?|抄送[:：].{0,200}|公开(?:方式|属性|类别)[:：].{0,12}"
    r"|(?:联系人|联 ?系 ?电 ?话|联系方式|传 ?真|电子邮箱|邮箱|电子邮件|通讯地址|通信地址|邮政编码|邮编)(?:及电话|及联系方式)?[:：].{0,80})$\n?",  # noqa: E501
    re.MULTILINE,
)
# How the line of every note begins; the search jumps from line to line.
_NOTE_BEGINS = re.compile("\n(?:[（(]?此件|抄送|公开|联|传|电子|邮|通)")


@REPAIRS.register("signatures", after="addressees", needs="日:：此", takes="record", chinese=True)
def signatures(text: str) -> tuple[str, int]:
    """Signature with its date, distribution notes and contact lines removed.

    >>> signatures("请认真贯彻执行。\\n某市经济和信息化局\\n2022年11月21日\\n（此件公开发布）\\n为加快建设，制定本意见。")
    ('请认真贯彻执行。\\n为加快建设，制定本意见。', 2)
    """  # noqa: E501
    signed = issued = notes = 0
    if _DAY_BEGINS.search(text):
        text, signed = without(_SIGNATURE, text)
    if "印发\n" in text or text.endswith("印发"):
        text, issued = without(_ISSUED_BY, text)
    if _NOTE_BEGINS.search(f"\n{text}"):
        text, notes = without(_NOTE, text)
    return text, signed + issued + notes


_ATTACHMENTS = re.compile(
    r"^附 ?件? ?[:：] ?(?:[^。\n]{0,80}$)(?:\n ?\d{1,2}[.．、][^。；\n]{1,60}$)*\n?|^附 ?件 ?[\d一二三四五六七八九十]{0,2} ?$\n?",  # noqa: E501
    re.MULTILINE,
)


@REPAIRS.register("attachments", after="signatures", needs="附", takes="furniture", chinese=True)
def attachments(text: str) -> tuple[str, int]:
    """The list of attachments and the label above an attachment removed; the attachment's text stays.

    >>> attachments("现予公布。\\n附件：1.申报表\\n2.汇总表\\n附件1\\n申报条件如下。")
    ('现予公布。\\n申报条件如下。', 2)
    """
    return without(_ATTACHMENTS, text) if "附" in text else (text, 0)
