"""Claims counted by hand: which characters a theme's terms claim, and whether that is a mention."""

import pytest

from topics.models.counting.clauses import claims
from topics.themes import Theme

WIND = Theme("wind", ("风电", "风机"))
GREEN = Theme("green", ("高端化、智能化、绿色化",))
ENGLISH = Theme("en", ("wind power",))


@pytest.mark.parametrize(
    ("text", "claimed", "mentioned"),
    [
        ("今年风电成片投运，高铁延伸。", 9, True),  # a clause with its sign
        ("今年风电投运，风机出海。", 12, True),  # two clauses
        ("今年风电和风机投运。", 10, True),  # one clause, once
        ("铁路：风电。", 3, True),
        ("铁路；水运！风电？", 3, True),
        ("总体要求\n发展风电", 4, True),  # a line is a clause; white space is no character
        ("“发展风电。”铁路", 7, True),  # closing quotes belong to the clause they close
        ("推进铁路、风电、港口建设", 2, False),  # one item of three
        ("推进风电设备、铁路、港口建设", 6, False),
        ("推进铁路、港口、风机建设", 4, False),
        ("推进风电、港口、风机建设", 8, False),  # two items of three, without the signs
        ("推进铁路、风电建设", 9, True),  # two things are no list
        ("按照《风电、铁路、水运管理办法》检修", 2, False),  # a name
        ("按照《风电办法》发展风机", 12, True),  # a name and a clause of its own
        ("铁路、《风电办法》、港口", 2, False),
        ("铁路、水运、《港口、风电办法》的风机", 12, False),  # signs in a name list nothing
        ("没有", 0, False),
        ("", 0, False),
    ],
)
def test_claims_by_hand(text: str, claimed: int, mentioned: bool) -> None:
    found = claims([text], [WIND])
    assert (found.claimed[0, 0], bool(found.mentioned[0, 0])) == (claimed, mentioned)
    assert found.characters[0] == len(text.replace("\n", ""))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("More wind power, less rail.", 14),
        ("Rail grew by 3.5 % with wind power; the port did not.", 28),
        ("At 10:30 wind power was up. Rail was not.", 22),
        ("wind power", 9),
    ],
)
def test_western_signs_end_a_clause_unless_they_stand_within_a_number(text: str, claimed: int) -> None:
    assert claims([text], [ENGLISH]).claimed[0, 0] == claimed


def test_signs_within_a_term_list_nothing() -> None:
    found = claims(["推动高端化、智能化、绿色化转型，铁路", "推动高端化、智能化、绿色化转型、铁路、港口"], [GREEN])
    assert found.claimed[:, 0].tolist() == [16, 15]
    assert found.mentioned[:, 0].tolist() == [True, False]


def test_a_clause_with_terms_of_two_themes_is_claimed_by_both() -> None:
    found = claims(["风电与高铁并进，到此为止"], [WIND, Theme("rail", ("高铁",))])
    assert found.claimed.tolist() == [[8, 8]]
    assert found.share.tolist() == [[8 / 12, 8 / 12]]


DATA = Theme("data", ("数据安全", "个人信息"), (("zh", "数据安全"),))


@pytest.mark.parametrize(
    ("text", "claimed", "mentioned"),
    [
        ("加入风电产业联盟。", 2, False),  # an organisation that begins with the term
        ("出席风机博览会，考察港口。", 2, False),
        ("风电公司、铁路、港口", 2, False),
        ("风电并网提速，公司获批。", 7, True),  # the organisation stands in another clause
        ("命名为“风电之都”的城市。", 2, False),  # a name in quotation marks
        ("风电在矿山、港口、铁路的应用", 14, True),  # what is done with it
        ("风电与铁路、港口、矿山融合", 13, True),
        ("风电技术体系、标准体系、安全体系", 6, False),
        ("铁路技术体系、风电体系、安全体系", 4, False),
        ("国家、省、企业共建的风电", 12, True),  # all of the list qualifies it
        ("铁路、新能源汽车和风电等产业", 5, False),  # a list that 等 closes
        ("铁路、新能源汽车和风电产业", 13, True),  # no closed list: two things
        ("铁路和风电等", 6, True),
        ("推进铁路、风电和高等教育发展。", 15, True),  # 等 within a word closes no list
        ("推进铁路、风电和男女平等事业。", 15, True),
        ("推进铁路、风电和等级医院建设。", 15, True),
    ],
)
def test_roles_in_chinese(text: str, claimed: int, mentioned: bool) -> None:
    found = claims([text], [WIND])
    assert (found.claimed[0, 0], bool(found.mentioned[0, 0])) == (claimed, mentioned)


@pytest.mark.parametrize(
    ("text", "claimed", "mentioned"),
    [
        ("The film “Wind power and me” was shown.", 9, False),
        ("The county has ports, wind power and railways.", 21, True),  # a list like any clause
        ("The Wind Power Act was passed.", 25, True),
        ('The film "Wind power" was shown.', 9, False),
        ('He said "no." All wind power was "big".', 21, True),  # between two quotations is none
        ("In spring, wind power grew.", 14, True),
        ("The U.S. wind power of Mr. Smith grew, e.g. there.", 31, True),  # abbreviations end no clause
    ],
)
def test_roles_in_english(text: str, claimed: int, mentioned: bool) -> None:
    found = claims([text], [ENGLISH])
    assert (found.claimed[0, 0], bool(found.mentioned[0, 0])) == (claimed, mentioned)


NET = Theme("net", ("5G", "工业互联网"), (("zh", "5G"),))


@pytest.mark.parametrize(
    "text",
    [
        "5G应用、物联网、云计算建设",
        "5G应急、通信保障、抢修",
        "5G可视对讲、监控、门禁",
        "5G对讲、卫星电话、光纤",
        "5G在线教育、远程医疗、无人机",
        "5G需求、用电量、煤价上涨",
        "5G向好、光伏走强、水电趋稳",
    ],
)
def test_a_letter_within_a_word_says_nothing_of_the_first_item(text: str) -> None:
    found = claims([text], [NET])
    assert (found.claimed[0, 0], bool(found.mentioned[0, 0])) == (text.index("、"), False)


@pytest.mark.parametrize(
    "text",
    [
        "5G应覆盖矿山、港口、电力",
        "5G应运用在矿山、港口、电力",
        "5G应用于矿山、港口、电力",
        "5G可用于矿山、港口、电力",
        "5G对矿山、港口、电力的作用",
        "2021年、2022年、2023年5G基站增长",
        "5G用户在1月、2月、3月增长",
        "5G用户2021、2022、2023年分别增长",
        "张三、李四、王五调研5G",
        "第一组、第二组、第三组考察5G工厂",
    ],
)
def test_a_list_of_what_is_done_or_of_when_or_who_takes_no_clause_away(text: str) -> None:
    found = claims([text], [NET])
    assert (found.claimed[0, 0], bool(found.mentioned[0, 0])) == (len(text), True)


@pytest.mark.parametrize(
    "text",
    [
        "5G推动公司转型",
        "5G帮助研究所工作",
        "5G降低公司成本",
        "工业互联网推进公司转型",
        "工业互联网服务中小公司",
        "工业互联网方便了协会会员",
        "5G连接起研究所和工厂",
        "用5G学会新技能",
        "5G让大会添彩",
        "5G助推论坛直播",
    ],
)
def test_a_word_between_a_term_and_an_organisation_parts_them(text: str) -> None:
    found = claims([text], [NET])
    assert (found.claimed[0, 0], bool(found.mentioned[0, 0])) == (len(text), True)


@pytest.mark.parametrize(
    "text",
    [
        "5G应用推广大会召开",
        "5G智慧城市产业联盟成立",
        "5G学会成立",
        "5G和信息化领导小组印发",
        "5G产业技术研究院揭牌",
        "5G标准化工作组",
        "5G专家咨询委员会",
        "命名为「5G之都」的城市",
        "报告『5G之路』出版",
        "出版〈5G〉一文",
        "「5G，未来」展览开幕",
        "电影「5G」上映",
    ],
)
def test_names_in_chinese_claim_their_letters(text: str) -> None:
    found = claims([text], [NET])
    assert (found.claimed[0, 0], bool(found.mentioned[0, 0])) == (2, False)


def test_speech_in_corner_brackets_is_no_name() -> None:
    found = claims(["他说：「风电好。」"], [WIND])
    assert (found.claimed[0, 0], bool(found.mentioned[0, 0])) == (6, True)


@pytest.mark.parametrize(
    "text",
    [
        "The film ‘Wind power and me’ was shown.",
        "They call it ‘wind power’ now.",
        "A book, ‘The farmers’ wind power’, sold.",
        "‘Wind power: a future’ is a book.",
        "The film 'Wind power and me' was shown.",
    ],
)
def test_names_in_english_claim_their_letters(text: str) -> None:
    found = claims([text], [ENGLISH])
    assert (found.claimed[0, 0], bool(found.mentioned[0, 0])) == (9, False)


@pytest.mark.parametrize(
    "text",
    [
        "Britain’s wind power and Spain’s grew.",
        "The farmers’ wind power and the miners’ grew.",
        "The miners' wind power and the farmers' grew.",
        "The wind power of Prof. A. B. Smith grew.",
        "The wind power of Rev. Smith grew.",
        "The wind power at approx. 5 sites grew.",
        "See wind power in Fig. 3 and Sec. 4.",
        "The wind power firm Smith Co. of Hull grew.",
        "On Jan. 5 wind power grew.",
    ],
)
def test_apostrophes_and_abbreviations_part_nothing(text: str) -> None:
    found = claims([text], [ENGLISH])
    assert (found.claimed[0, 0], bool(found.mentioned[0, 0])) == (len(text) - text.count(" "), True)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("保障数据全流程安全，铁路", 10),
        ("数据和网络安全", 7),
        ("个人信息和数据资源安全", 11),
        ("数据与网络安全", 7),
        ("数据增长，安全生产", 0),  # a sign between
        ("数据采集到网络安全", 0),  # two things
        ("数据增长与生产安全", 0),
        ("从数据共享到生产安全", 0),
        ("数据流动向安全", 0),
        ("数据泄露危及人身安全", 0),
        ("数据中心用电持续快速平稳增长安全", 0),  # too far apart
    ],
)
def test_a_name_may_have_words_between_its_parts(text: str, claimed: int) -> None:
    assert claims([text], [DATA]).claimed[0, 0] == claimed


def test_names_of_other_scripts_and_terms_that_are_no_names_are_not_parted() -> None:
    texts = ["个人的信息", "wind and power"]
    assert not claims(texts, [DATA, Theme("wind", ("wind power",), (("en", "Wind power"),))]).claimed.any()


def test_hostile_text_costs_little() -> None:
    texts = [
        "wind power, " * 5000,
        "On Aa Aa " * 9000,
        "‘a s’ " * 9000 + "wind power",
        "「" * 20000,
        "风电和" * 2000,
        "Aa " * 20000 + "wind power",
        "“" * 20000 + "wind power",
        "《风电" * 5000,
    ]
    assert claims(texts, [ENGLISH, WIND]).claimed.shape == (8, 2)
