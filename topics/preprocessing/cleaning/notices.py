"""Notices: sentences that a page says about itself: its rights, its disclaimers, its imprint, its codes to scan.

They are the only running sentences that cleaning takes, and the ledger names them apart from other furniture. A line is
a notice when it opens like one, speaks of rights, and speaks of the page itself; law and policy about copyright does
not do all three.
"""

import re

from topics.preprocessing.cleaning import REPAIRS

_PAGE = r"本(?:站|网(?![络信约点吧])|文(?![件化明书物体旅])|号(?!文)|刊|公众号|订阅号|平台|微信|网站)"
_OPENING = re.compile(
    r"[【\[（(\s]*(?:(?:特别|免责|版权|郑重|重要)?(?:声明|说明)[】\]]?[:：]|(?:版权|免责)(?:声明|说明|归|属)"
    rf"|{_PAGE}|凡(?:本|注明|转载|来源)|转载(?:请|自|须|时|及|本|内容|文章)"
    r"|[如若](?:有|涉|需|因|发现|您)|以上(?:文章|内容|图片|观点)|(?:文章|稿件|部分|所有|文中|图片)(?:内容|图片|文章|来源|版权|均|仅))"
)
_RIGHTS = re.compile("版权|著作权|侵权|转载|摘编|不代表|免责|不承担|不负责|原创|授权")
_ITSELF = re.compile(rf"{_PAGE}|该文|此文|此篇|原作者|作者(?:个人)?观点|联系(?:我们|本)|请联系|删除|电子邮件|邮箱")
_SHORT = re.compile(
    r"[（(【]?未经.{0,8}(?:许可|授权|同意|允许)，?(?:任何单位和个人)?(?:不得|禁止|严禁|请勿|谢绝)(?:以任何(?:方式|形式))?(?:转载|复制|摘编|使用|镜像|、|或|及)+[。！]?[）)】]?"
    r"|转载请(?:务必)?注明.{0,20}"
)
_IMPRINT = re.compile(r"《[^》]{2,30}》(?:杂志|期刊)?(?:是|系)?由[^。]{2,90}主管[^。]{2,90}主办.{0,200}")
_OF_IMPRINTS = re.compile(r"ISSN|CN ?\d|刊号|(?:双月|半月|月|季|周|旬)刊|公开发行|办刊宗旨")
_SCAN = re.compile(
    r"(?:请|欢迎|长按|点击|扫描|扫码|识别|微信|更多.{0,12}[请可，]){1,3}.{0,16}(?:二维码|扫一扫|公众号|蓝字).{0,16}"
)
_TO_FOLLOW = re.compile("关注|订阅|阅读原文|更多|加入|下载|投稿|详情|分享")
# How the line of every notice begins; the search jumps from line to line.
_BEGINS = re.compile(
    rf"\n(?:{_OPENING.pattern}|[（(【]?未经|转载请|《[^》]{{2,30}}》(?:杂志|期刊)?(?:是|系)?由"
    r"|请|欢迎|长按|点击|扫描|扫码|识别|微信|更多)"
)
_LONGEST, _LONGEST_SCAN = 400, 45  # characters
WORDS = re.compile("声明|版权|转载|侵权|不代表|授权|免责|主办|公众号|二维码|扫一扫|蓝字|许可")


@REPAIRS.register("notices", after="furniture", needs="明权载表责办号码扫字可", takes="furniture")
def notices(text: str) -> tuple[str, int]:
    """Lines removed in which the page speaks about itself.

    >>> notices("企业不得侵犯著作权。\\n版权声明：本文转载自某刊，如有侵权请联系删除。\\n未经授权不得转载。")
    ('企业不得侵犯著作权。', 2)
    """
    if not (WORDS.search(text) and _BEGINS.search(f"\n{text}")):
        return text, 0
    lines = text.split("\n")
    kept = [line for line in lines if not is_notice(line)]
    return "\n".join(kept), len(lines) - len(kept)


def is_notice(line: str) -> bool:
    """Whether the line is a page's statement about itself."""
    if len(line) > _LONGEST:
        return False
    if _OPENING.match(line) and _RIGHTS.search(line) and _ITSELF.search(line):
        return True
    if _IMPRINT.fullmatch(line) and _OF_IMPRINTS.search(line):
        return True
    scans = len(line) <= _LONGEST_SCAN and _SCAN.fullmatch(line) and _TO_FOLLOW.search(line)
    return bool(scans) or _SHORT.fullmatch(line) is not None
