"""A day that stands alone at the end of a text: the text's own, or a day that the text speaks of."""

import pytest

from topics.preprocessing.dating.chronology import dated
from topics.preprocessing.document import Document

ZH = "各县要在年底前完成海上风电场址普查，结果报省能源局备案。储能电站应当通过安全评估后投运，鼓励社会资本参与建设。"
EN = "The county pays for the new port from its rents, and the town council has agreed to the plan."


@pytest.mark.parametrize(
    "end",
    [
        f"{ZH}\n2021年3月5日",
        f"{ZH}\n\n二〇二一年三月五日\n",
        f"{ZH}\n2021.3.5",
        f"{ZH}\n（2021年3月5日）",
        f"{ZH}\n2021-03-05",
        f"{ZH}\n           ２０２１年３月５日\n\n",
        f"{ZH}\n2021年3月5日（星期五）",
        f"{ZH}\n2021年3月5日于杭州",
        f"{ZH}\n民国一百一十年三月五日",
        f"{ZH}\n2021年3月5日\n附件：风电场址普查表",
        f"2019年5月4日，省能源局召开会议。{ZH}\n2021年3月5日",
        f"{ZH}\n特此公告。\n2021年3月5日",
        f"{ZH}\n王明\n2021/3/5",
        f"{EN}\n(5 March 2021)",
        f"{EN}\n2021-03-05",
        f"{EN}\nFriday, 5 March 2021",
        f"It met on 4 May 2019 in Cardiff. {EN}\n5 March 2021",
        f"{EN}\nClerk of the council\n5 March 2021",
        f"{EN}\nYours sincerely\nMary Price\nMarch 5, 2021",
        f"{EN}\n— The editors\n5 March 2021",
        f"{EN}\nENDS\n5 March 2021\nNotes to editors\n1. The port opened in 1970.",
    ],
)
def test_a_day_alone_at_the_end_dates_the_text(end: str) -> None:
    found = dated(Document("a", end))
    assert (found.date, found.date_source, found.issued) == ("2021-03-05", "signature", "2021-03-05")


@pytest.mark.parametrize(
    "end",
    [
        f"{ZH}\n会议时间\n2021年3月5日",
        f"{ZH}\n下次例会\n2021年3月5日",
        f"{ZH}\n出生日期\n2021年3月5日",
        f"{ZH}\n开工日\n2021年3月5日",
        f"{ZH}\n工程竣工\n2021年3月5日",
        f"{ZH}\n本办法施行日期为\n2021年3月5日",
        f"{ZH}\n报送材料的时间不得晚于\n2021年3月5日",
        f"{ZH}\n放假日期如下：\n2021年2月11日\n2021年2月12日",
        f"{ZH}\n项目 金额 日期\n甲 30 2021年2月5日\n乙 40\n2021年3月5日",
        f"{ZH}\n关于港口建设的通知\n2021-03-05",
        f"{ZH}\n省科技馆\n2021年3月5日\n地点：杭州",
        f"{EN}\nDeadline for replies:\n5 March 2021",
        f"{EN}\nNext meeting\n5 March 2021",
        f"{EN}\nClosing date\n5 March 2021",
        f"{EN}\nWhen\n5 March 2021\nWhere\nTown hall",
        f"{EN}\nAccessed\n5 March 2021",
        f"{EN}\nMary Price, born\n5 March 2021",
        f"{EN}\nSave the date!\n5 March 2021",
        f"{EN}\nThe council will meet again on\n5 March 2021",
        f"{EN}\nThe bids came in on two days:\n3 March 2021\n5 March 2021",
    ],
)
def test_a_day_of_which_the_text_speaks_does_not(end: str) -> None:
    found = dated(Document("a", end))
    assert (found.date, found.issued) == ("", "")


def test_figures_alone_at_the_end_are_read_in_the_order_of_the_study() -> None:
    document = Document("a", f"{EN}\nCardiff City Council\n5.3.2021")
    assert (dated(document).date, dated(document, order="dmy").date) == ("", "2021-03-05")
