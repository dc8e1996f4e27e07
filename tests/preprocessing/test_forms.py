"""Kinds of texts that are no copies, and kinds that are: five and more of each, by the documents that are named."""

import random
from collections.abc import Sequence

import pytest

from topics.preprocessing.duplicates import find_duplicates

CITIES = ["上海", "杭州", "南京", "北京", "东京城", "成都", "武汉"]
TOWNS = ["Berlin", "Bern", "Leeds", "York", "Derby", "Oxford", "Wigan"]
WORDS = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "for",
    "a",
    "that",
    "is",
    "on",
    "we",
    "will",
    "with",
    "be",
    "our",
    "by",
    "are",
    "as",
    "have",
    "this",
    "from",
    "at",
    "new",
    "more",
    "government",
    "people",
    "local",
    "services",
    "schools",
    "health",
    "tax",
    "public",
    "national",
    "support",
    "work",
    "community",
    "council",
    "police",
    "homes",
    "families",
    "industry",
    "energy",
    "transport",
    "rural",
    "children",
    "education",
    "university",
    "pension",
    "reform",
    "europe",
    "defence",
    "trade",
]
LETTERS = [chr(c) for c in range(0x4E00, 0x4E00 + 2000)]


def copies(texts: Sequence[str]) -> dict[str, str]:
    """The copies among documents of one text each, cut into passages at line breaks."""
    return find_duplicates({f"{i:02}": text.split("\n") for i, text in enumerate(texts)})[0]


def writing(seed: object, length: int) -> str:
    return "".join(random.Random(f"{seed}").choices(LETTERS, k=length))


def prose(seed: object, n_words: int) -> str:
    """English of sentences; words drawn by a few of the words before, as habits of speech have it."""
    draw, found = random.Random(f"{seed}"), ["the"]
    follow = {word: random.Random(word).sample(WORDS, 12) for word in WORDS}
    while len(found) < n_words:
        found.append(draw.choice(follow[found[-1]]) if draw.random() < 0.7 else draw.choice(WORDS))
    return " ".join(f"{word}." if i % 14 == 13 else word for i, word in enumerate(found))


# --- no copies: unrelated texts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_words", [150, 600, 2500, 6000, 12000])
def test_unrelated_english_of_any_length(n_words: int) -> None:
    assert copies([prose(seed, n_words) for seed in range(4)]) == {}


@pytest.mark.parametrize("length", [50, 300, 2000, 20000, 60000])
def test_unrelated_chinese_of_any_length(length: int) -> None:
    few = LETTERS[:400]  # as few as make everyday text
    assert copies(["".join(random.Random(seed).choices(few, k=length)) for seed in range(3)]) == {}


# --- no copies: notices of other years --------------------------------------------------------------------------------

YEARLY = [
    "关于做好{0}年度高级职称评审工作的通知\n各单位：现将{0}年度评审工作通知如下。申报人应当于{0}年{1}月{2}日前提交材料，逾期"
    "不予受理。评审委员会应当严格按照条件和程序开展评审。",
    "关于做好{0}年5G应用推广工作的通知\n为落实制造强国建设要求，推动5G与工业互联网在重点行业规模应用，现就做好{0}年有关工作通知"
    "如下。各单位应当于{0}年{1}月{2}日前提出方案，方案应当明确数据安全责任人。\n对连续两年未完成目标的地区，部里将开展约谈。",
    "{0}年{1}月份居民消费价格同比上涨{3}%，其中食品价格上涨{4}%，非食品价格上涨{5}%。据国家统计局城市司解读，消费市场运行总体"
    "平稳，供需关系基本稳定。",
    "现公布第{6}批绿色制造名单。请各地加强对名单内单位的指导，落实好支持政策，总结推广先进经验。第{6}批名单自公布之日起生效，"
    "有效期为三年。",
    "{0}年全国两会期间，代表委员提出建议{7}件，提案{8}件。经认真办理，已经全部答复，满意率为{3}%。下一步，将继续完善办理机制，"
    "提高办理质量，把建议和提案转化为推动工作的措施。",
    "Annual survey of local services {0}\nAll offices shall return the form by {2} June {0}. The survey "
    "covers spending on "
    "roads, schools and libraries in the year to 31 March {0}. Late returns will not be accepted.",
    "In {0} the fund made {7} awards worth {8} million pounds. Applications for the next round are open "
    "to every charity "
    "in the country, and they close on {2} May. Decisions are announced within ten weeks of that day.",
    "Notice is given that the annual general meeting of {0} will be held in the hall at {1}.30 pm on {2} October {0}. "
    "Members who wish to stand for the committee should write to the secretary.",
    "Quarterly bulletin, March {0}: output rose by {3} per cent, prices by {4} per cent and wages by {5} "
    "per cent. The bank "
    "expects no change in the months to come, and it will publish its next report in the summer.",
    "The rate for {0} is set at {3} per cent. It applies to all loans made on or after {2} April {0} and "
    "replaces the rate "
    "published last year. Lenders must tell their customers of the change.",
]


@pytest.mark.parametrize("form", YEARLY, ids=range(len(YEARLY)))
@pytest.mark.parametrize("padding", [0, 500])
def test_yearly_notices_are_documents_of_their_own(form: str, padding: int) -> None:
    draw = random.Random(form)

    def number(a: int, b: int) -> int:
        return draw.randint(a, b)

    same = (prose("same", padding // 3) if form.isascii() else writing("same", padding)) if padding else ""
    texts = [
        form.format(
            2018 + i, number(1, 12), number(1, 28), number(10, 99) / 10, number(10, 99) / 10, number(10, 99) / 10,
            "一二三四五"[i], number(100, 999), number(1000, 9999),
        )
        for i in range(5)
    ]  # fmt: skip
    assert copies([f"{text}\n{same}" for text in texts]) == {}
    # A reprint of one of them goes to it.
    header = "Passed on to all offices:" if form.isascii() else "现转发如下，请遵照执行。"
    assert copies([*texts, f"{header}\n{texts[3]}"]) == {"05": "03"}


# --- no copies: other names -------------------------------------------------------------------------------------------

NAMED = [
    "关于同意{0}开展新型消费试点的批复\n{0}人民政府：你市报送的请示收悉。经研究，同意{0}开展新型消费试点，请认真组织实施，落实各项"
    "试点任务，重大事项及时报告。",
    "{0}市委书记主持召开会议，传达学习有关精神，研究{0}市贯彻落实意见。会议强调，要结合{0}市实际抓好落实。",
    "经审核，{0}分公司符合条件，准予{0}分公司经营电信业务。{0}分公司应当遵守法律法规，按时报送年报。",
    "The jury awards the prize for urban renewal to {0}. It was impressed by the way in which {0} "
    "brought residents into the "
    "planning of its harbour. The mayor of {0} will receive the prize at a ceremony in the town hall.",
    "Planning permission is granted to {0} Council for a library in the centre of {0}. The works are to "
    "be finished within "
    "three years, and the residents of {0} are to be heard before any tree is felled.",
]
NAMED_ONCE = [
    "{0}人民政府：你市报送的关于开展新型消费试点的请示收悉。经研究，原则同意所报试点方案，请认真组织实施，重大事项及时报告，确保各项"
    "任务落到实处。",
    "现将{0}列为本年度重点联系单位，请按照要求配备工作人员，完善规章制度，按时报送进展情况，并自觉接受社会各界的监督检查。",
    "会议听取了{0}代表团的汇报，对其在基层治理方面所做的探索给予充分肯定，要求有关部门认真总结经验，形成可以复制推广的做法。",
    "The jury awards the prize for urban renewal to {0}. It was impressed by the way in which residents "
    "were brought into the "
    "planning of the old harbour, and by the care with which its warehouses were turned into homes.",
    "A licence is granted to the water company of {0} for the abstraction of water from boreholes. The "
    "company shall keep a "
    "record of all abstractions and shall make it available to the agency on request.",
    "The committee thanks the delegation from {0} for its hospitality. A full account of the visit will "
    "be laid before the "
    "council at its next meeting, together with the proposals that were made in the course of it.",
]


@pytest.mark.parametrize("form", [*NAMED, *NAMED_ONCE])
def test_the_same_words_to_several_addressees_are_several_texts(form: str) -> None:
    texts = [form.format(name) for name in (TOWNS if form.isascii() else CITIES)]
    assert copies(texts) == {}
    assert copies([*texts, texts[2]]) == {"07": "02"}


def test_a_long_text_issued_again_in_another_place_is_a_copy() -> None:
    parts = [writing(i, 150) for i in range(12)]
    texts = [name.join(parts) for name in CITIES]
    assert copies(texts) == {f"{i:02}": "00" for i in range(1, 7)}


# --- copies -----------------------------------------------------------------------------------------------------------


def edited(text: str, share: float, seed: object) -> str:
    draw, characters = random.Random(f"{seed}"), list(text)
    for place in draw.sample(range(len(text)), int(share * len(text))):
        characters[place] = draw.choice(text)
    return "".join(characters)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("english", [False, True])
@pytest.mark.parametrize("way", ["5 %", "10 %", "cut", "header", "header, edited", "other order", "put in"])
def test_edited_copies_are_copies(way: str, english: bool, seed: int) -> None:
    parts = [prose((seed, i), 60) if english else writing((seed, i), 200) for i in range(8)]
    text, other = "\n".join(parts), prose((seed, "x"), 60) if english else writing((seed, "x"), 120)
    later = {
        "5 %": edited(text, 0.05, seed),
        "10 %": edited(text, 0.10, seed),
        "cut": text[: len(text) // 5],
        "header": f"{other}\n{text}",
        "header, edited": f"{other}\n{edited(text, 0.05, seed)}",
        "other order": "\n".join(random.Random(seed).sample(parts, 8)),
        "put in": "\n".join([*parts[:4], other, *parts[4:]]),
    }[way]
    unrelated = prose("u", 500) if english else writing("u", 1600)
    assert copies([unrelated, text, later]) == {"02": "01"}


SHORT = [
    "国务院办公厅关于同意建立部际联席会议制度的函已经收悉，现予公布。",
    "会议审议通过了关于加强基层治理体系和治理能力现代化建设的意见，并对下一步工作作出部署。",
    "The meeting was adjourned at half past nine, and members were thanked for their attendance.",
    "Copies of the report may be had from the office of the clerk on payment of a small fee.",
    "本公报由办公室编辑出版，面向全社会公开发行，欢迎读者提出意见建议。",
]


@pytest.mark.parametrize("text", SHORT)
def test_a_short_text_is_a_copy_only_nearly_word_for_word(text: str) -> None:
    half = text[: len(text) // 2]
    assert copies([text, f"《{text}》"]) == {"01": "00"}
    assert copies([text, half + (prose("rest", 8) if text.isascii() else writing("rest", len(half)))]) == {}
    assert copies([text, edited(text, 0.3, 1)]) == {}


def test_a_misprint_put_right_is_a_copy() -> None:
    text = writing("misprint", 200)
    assert copies([text[:50] + "乙" + text[51:], *[text] * 5]) == {f"{i:02}": "00" for i in range(1, 6)}


# --- passages ---------------------------------------------------------------------------------------------------------


def test_sentences_that_forms_have_in_common_count_in_each() -> None:
    closing = "对连续两年未完成目标的地区，部里将开展约谈，并向社会公布结果。"
    notices = [[YEARLY[0].format(2018 + i, 3, 5).replace("\n", ""), closing] for i in range(3)]
    found = find_duplicates(
        {f"{i}": notice for i, notice in enumerate(notices)} | {"speech": [writing(1, 400), closing]}
    )
    assert found[:2] == ({}, {("speech", 1): ("0", 1)})


@pytest.mark.parametrize("seed", range(5))
def test_a_passage_used_again_with_a_few_letters_edited_is_a_repeated_one(seed: int) -> None:
    text = writing(seed, 200)
    found = find_duplicates({"a": [text, writing("a", 900)], "b": [writing("b", 900), edited(text, 0.05, seed)]})
    assert found[:2] == ({}, {("b", 1): ("a", 0)})


def test_a_sentence_inside_a_long_paragraph_is_no_repetition() -> None:
    sentence = writing("sentence", 40)
    assert find_duplicates({"a": [writing("a", 300) + sentence], "b": [writing("b", 900), sentence]})[:2] == ({}, {})
