"""Pairs of texts: known answers by hand, and what must hold for all texts."""

import importlib.util
import itertools
import random
import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.preprocessing.test_forms import WORDS
from topics.parallel.compiled import compile_functions
from topics.preprocessing.duplicates import find_duplicates
from topics.preprocessing.resemblance import alignment
from topics.preprocessing.resemblance.candidates import LENGTH, WINDOW, candidates, sketched
from topics.preprocessing.resemblance.columns import CHAINS, CHANGED, KEPT, LONGEST, MATCHED_B
from topics.preprocessing.resemblance.distinct import Distinct
from topics.preprocessing.resemblance.evidence import evidence, judged, kinds
from topics.preprocessing.resemblance.letters import (
    IN_NUMBER,
    STARTS,
    fingerprint,
    letter_counts,
    letters_of,
    letters_together,
    marked,
    mostly_unspaced,
    places_of,
)
from topics.preprocessing.resemblance.pairs import Pairs, aligned, compared, need

LETTERS = [chr(c) for c in range(0x4E00, 0x4E00 + 2000)]


def writing(seed: object, length: int) -> str:
    return "".join(random.Random(f"{seed}").choices(LETTERS, k=length))


def compare(*texts: str, near: float = 0.8) -> Pairs:
    """Every text with every earlier one."""
    places = [(a, b) for b in range(len(texts)) for a in range(b)]
    earlier, later = np.array(places, dtype=np.int64).reshape(-1, 2).T
    return compared(texts.__getitem__, letter_counts(texts), earlier, later, near)


# --- letters ----------------------------------------------------------------------------------------------------------


def test_fingerprints_hold_letters_and_digits_only() -> None:
    assert fingerprint("（五）“5G+工业 互联网”。\n") == "五5g工业互联网"


@pytest.mark.parametrize(
    ("text", "words", "numbers"),
    [
        ("关于2020年5G", "关 于 2020 年 5g", "2020"),
        ("3. 增长1,234.5万", "3 增 长 12345 万", "12345"),
        ("第十二批，三月五日；三十亿", "第 十二 批 三 月 五 日 三十 亿", "十二 三 五 三十"),
        ("统一改造一千条，第三", "统 一 改 造 一千 条 第 三", "一千 三"),
        ("F16和A4，16F", "f16 和 a4 16f", ""),
        ("On 12 March, the IV fleet may sail", "on 12 march the iv fleet may sail", "12 march iv"),
        ("1.1 总则\n2021年", "11 总 则 2021 年", "2021"),
        ("Berlin's U2", "berlin s u2", ""),
        ("", "", ""),
    ],
)
def test_words_and_numbers(text: str, words: str, numbers: str) -> None:
    codes, marks, offsets = marked([text])
    letters = [chr(code) for code in codes]
    starts = [*np.flatnonzero(marks & STARTS).tolist(), len(letters)]
    found = ["".join(letters[a:b]) for a, b in itertools.pairwise(starts)]
    assert found == words.split()
    assert [w for w, a in zip(found, starts, strict=False) if marks[a] & IN_NUMBER] == numbers.split()
    assert offsets.tolist() == [0, len(letters)]
    assert "".join(letters) == fingerprint(text)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_letters_of_any_texts_are_their_fingerprints(texts: list[str]) -> None:
    codes, marks, offsets = marked(texts)
    found = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    assert [found[a:b] for a, b in itertools.pairwise(offsets)] == list(map(fingerprint, texts))
    assert all(marks[a] & STARTS for a, b in itertools.pairwise(offsets) if b > a)
    assert len(marks) == len(codes)


def test_a_letter_knows_its_place() -> None:
    text = "《甲》 Abc，9.5"
    assert [text[place] for place in places_of(text)] == list("甲Abc95")


def candidates_of(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return candidates(sketched(texts))


# --- candidates -------------------------------------------------------------------------------------------------------


def test_script_goes_by_the_majority_of_letters() -> None:
    [(codes, offsets)] = letters_of(["中文ab", "中abc", "กขค", "", "кириллица"])
    assert mostly_unspaced(codes, offsets).tolist() == [True, False, True, True, False]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("alphabet", ["".join(LETTERS), "etaoinshrdlucmfw"])
def test_a_common_run_of_a_window_of_shingles_is_sure_to_be_found(seed: int, alphabet: str) -> None:
    draw = random.Random(seed)
    run = LENGTH[alphabet[0] == LETTERS[0]] + WINDOW - 1
    whole = "".join(draw.choices(alphabet, k=3000))
    start = draw.randrange(3000 - run)
    part = whole[start : start + run]
    assert [side.tolist() for side in candidates_of([whole, part])] == [[0], [1]]
    assert [side.tolist() for side in candidates_of([whole, "".join(draw.choices(alphabet, k=3000))])] == [[], []]


def test_texts_shorter_than_a_shingle_are_candidates_only_when_equal() -> None:
    assert [side.tolist() for side in candidates_of(["甲乙", "", "甲乙", "甲乙丙", "ab", "ab", ""])] == [[0, 4], [2, 5]]
    assert [side.tolist() for side in candidates_of([])] == [[], []]


def test_candidates_grow_with_the_corpus_and_not_with_its_square() -> None:
    def pairs(n: int) -> int:
        return len(candidates_of([f"{writing('form', 150)}{writing(i, 30)}" for i in range(n)])[0])

    assert pairs(800) < 2.2 * pairs(400)
    assert pairs(800) < 45 * 800


# --- alignment --------------------------------------------------------------------------------------------------------

TEXT = writing("text", 400)


@pytest.mark.parametrize(
    ("earlier", "later", "share", "back", "chains"),
    [
        (TEXT, TEXT, 1, 1, 1),
        (TEXT, TEXT[100:300], 1, 0.5, 1),
        (TEXT, writing("head", 100) + TEXT, 0.8, 1, 1),
        (TEXT, TEXT[200:] + TEXT[:200], 1, 1, 2),
        (TEXT, TEXT[:200] + writing("in", 100) + TEXT[200:], 0.8, 1, 2),
        (TEXT, TEXT + TEXT, 1, 1, 2),
        (TEXT, writing("other", 400), 0, 0, 0),
        (TEXT, TEXT[:18] + writing("rest", 382), 0, 0, 0),  # too short a passage
        (TEXT, TEXT[:200] + TEXT[210:], 1, 0.975, 1),
        (TEXT, TEXT[:200] + "一二三四五六七八九十" + TEXT[210:], 0.975, 0.975, 1),
        (TEXT, "ABC" + TEXT[3:], 1 - 3 / 400, 1 - 3 / 400, 1),
        ("", "", 0, 0, 0),
        ("", TEXT, 0, 0, 0),
    ],
)
def test_shares_of_aligned_passages(earlier: str, later: str, share: float, back: float, chains: int) -> None:
    pairs = compare(earlier, later)
    assert pairs.share[0] == pytest.approx(share)
    assert pairs.back[0] == pytest.approx(back)
    assert pairs.known[0, CHAINS] == chains


def test_the_longest_passage_is_told_with_its_places() -> None:
    a, b = "头" * 3 + "，" + TEXT[:300], writing("before", 50) + "。" + TEXT[:300]
    share, back, n, longest, in_member, in_canonical, begins, *_ = evidence([a, b], compare(a, b))[0]
    assert (n, longest, in_member, in_canonical) == (1, 300, "52-351", "5-304")
    assert begins == TEXT[:24]
    assert (share, back) == (pytest.approx(300 / 350), pytest.approx(300 / 303))


def test_what_was_replaced_is_told_by_whole_words() -> None:
    frame = "The prize goes to the city of {} for the care with which its old harbour was renewed by {}."
    pairs = compare(frame.format("Berlin", "its 12 wards"), frame.format("Bern", "its 15 wards"))
    replaced, kept, changed = evidence(
        [frame.format("Berlin", "its 12 wards"), frame.format("Bern", "its 15 wards")], pairs
    )[0][-3:]
    assert (replaced, kept, changed) == ("Berlin → Bern; 12 → 15", 0, 1)


def test_a_number_that_is_torn_at_the_end_is_damage_and_no_other_figure() -> None:
    long = writing(1, 60) + "2021" + writing(2, 60) + "34567"
    assert compare(long, long[:-2]).known[0, CHANGED] == 0
    for other in ("2022", "221"):
        assert compare(long, long.replace("2021", other)).known[0, [KEPT, CHANGED]].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "The council will build 415 cycle lanes along the river",
            "The council will build 41 cycle lanes along the river",
        ),
        ("The budget rises by 12 percent over the year", "The budget rises by 120 percent over the year"),
        ("Unemployment stood at 4.15 percent in spring", "Unemployment stood at 4.1 percent in spring"),
        ("今年全市新建充电桩1200个，改造老旧小区路灯", "今年全市新建充电桩120个，改造老旧小区路灯"),
        ("市财政安排专项资金35万元", "市财政安排专项资金350万元"),
    ],
)
def test_a_digit_more_or_less_is_another_figure(before: str, after: str) -> None:
    chinese = before > "一"
    rest = (
        "，完善城市公共交通线网，方便群众出行，各区要按照要求抓好落实，确保按期完成任务。"
        if chinese
        else ". The works begin in spring and last two years, and residents were asked for their views at a meeting."
    )
    pair = compare(before + rest, after + rest)
    assert pair.known[0, CHANGED] == 1
    assert pair.form.all()


def test_unrelated_english_does_not_line_up(english: list[str]) -> None:
    pairs = compare(english[0], english[1])
    assert pairs.share[0] < 0.02


@pytest.fixture
def english() -> list[str]:
    """Two long texts of the same vocabulary, drawn word by word."""
    return [" ".join(random.Random(seed).choices(WORDS, k=8000)) for seed in (1, 2)]


def plain() -> object:
    """A copy of the module whose functions are not compiled."""
    spec = importlib.util.find_spec(alignment.__name__)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_machine_code_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, texts = random.Random(3), [TEXT, TEXT * 2, "甲" * 90, "甲乙" * 200]
    for _ in range(6):
        characters = list(TEXT)
        for place in draw.sample(range(400), 40):
            characters[place] = draw.choice([*LETTERS, "7", " "])
        texts.append("".join(characters))
    compile_functions(alignment)
    fast = compare(*texts)
    monkeypatch.setattr("topics.preprocessing.resemblance.pairs._alignment", lambda _: plain())
    slow = compare(*texts)
    assert (fast.known == slow.known).all()
    assert (fast.form == slow.form).all()


PIECES = st.lists(st.sampled_from([TEXT[i : i + 40] for i in range(0, 400, 40)] + ["abc", "12", "甲" * 30]), max_size=8)


@given(PIECES, PIECES)
def test_of_any_two_texts(first: list[str], second: list[str]) -> None:
    a, b = "".join(first), "".join(second)
    pairs = compare(a, b)
    share, back = pairs.share[0], pairs.back[0]
    assert 0 <= share <= 1
    assert 0 <= back <= 1
    assert (share > 0) == (back > 0)
    assert pairs.known[0, LONGEST] <= min(len(a), len(b))
    again = compare(a, b)
    assert (pairs.known == again.known).all()
    if len(set(first)) == len(first) and sorted(first) == sorted(second) and all(len(piece) == 40 for piece in first):
        assert share == back == (1 if first else 0)  # paragraphs in another order


# --- judgement --------------------------------------------------------------------------------------------------------


def test_short_texts_must_be_there_nearly_word_for_word() -> None:
    assert need(np.array([0.0, 150.0, 300.0, 9000.0]), 0.8) == pytest.approx([0.98, 0.89, 0.8, 0.8])
    assert need(np.array([10.0]), 0.99) == pytest.approx([0.99])


ENGLISH = (
    "people who travel to the coast in winter find that most of the hotels are closed and that trains run only twice a "
    "day but those who stay for a week or more often speak of long walks over empty sands of quiet evenings by the fire"
)


@pytest.mark.parametrize("n_words", [24, 28, 32, 38, 44])
def test_a_passage_with_a_tenth_of_its_words_replaced_is_a_copy(n_words: int) -> None:
    words = ENGLISH.split()[:n_words]
    edited = [f"qu{word}x" if place % 10 == 5 else word for place, word in enumerate(words)]
    pairs = compare(" ".join(words), " ".join(edited))
    assert (pairs.repeats & ~pairs.form).tolist() == [True]


@pytest.mark.parametrize(
    "sentences",
    [
        ("Living standards are higher than ever.", "In Britain today, living standards are higher than ever before."),
        ("We will restore and increase the death grant.", "We will restore and increase the maternity grant."),
        (
            "国家主席6日上午在人民大会堂会见来华出席开幕式的波兰总统杜达。",
            "国家主席6日下午在人民大会堂会见来华出席开幕式的卢森堡大公亨利。",
        ),
        (
            "中共中央办公厅近日印发了关于加快推进乡村人才振兴的意见。",
            "中共中央办公厅近日印发了关于进一步加强财会监督工作的意见。",
        ),
        (
            "（3）智能服务：规范水泥行业设备远程状态监测、故障诊断等技术标准。",
            "（3）智能服务：规范重大设备远程状态监测、故障诊断等技术标准。",
        ),
    ],
)
def test_sentences_that_share_their_wording_are_no_copies(sentences: tuple[str, str]) -> None:
    assert compare(*sentences).repeats.tolist() == [False]


LETTER = (
    "Dear {0} family, thank you for your letter about the library in {1}. I share your concern, and I have written to "
    "the council to ask that the decision be looked at again, and will raise the matter when the House returns."
)
REPLY = (
    "你单位报送的关于{0}试点的请示收悉。经研究，原则同意所报方案，请{1}认真组织实施，加强领导，健全机制，细化措施，"
    "确保各项任务落到实处。"
)
NAMES_EN = [("Smith", "Leeds"), ("Okafor", "Derby"), ("Meyer", "York")]
NAMES_ZH = [("新型消费", "宣传部"), ("数据交易", "财政局"), ("智慧养老", "民政局")]


@pytest.mark.parametrize(
    ("texts", "forms"),
    [
        ([LETTER.format(*names) for names in NAMES_EN[:2]], True),  # told by their capitals
        ([LETTER.format(*names).lower() for names in NAMES_EN[:2]], False),
        ([LETTER.format(*names).lower() for names in NAMES_EN], True),  # told by two relations
        ([LETTER.format(*names).title() for names in NAMES_EN[:2]], False),  # every word has a capital
        ([LETTER.format("Smith", "Leeds"), LETTER.format("Smyth", "Leeds")], False),  # a misprint
        ([REPLY.format(*names) for names in NAMES_ZH], True),
        ([REPLY.format(name, name) for name in ("宣传部", "财政局")], True),  # the same again
        ([REPLY.format("新型消费", "宣传部"), REPLY.format("新型消弗", "宣传部")], False),
    ],
)
def test_form_letters_are_told_from_corrected_reprints(texts: list[str], forms: bool) -> None:
    pairs = compare(*texts)
    assert pairs.repeats.all()
    assert pairs.form.tolist() == [forms] * len(pairs.form)


@pytest.mark.parametrize("n_reprints", [2, 3, 6])
def test_reprints_with_errors_of_their_own_are_no_forms(n_reprints: int) -> None:
    draw, text = random.Random(n_reprints), ENGLISH
    texts = [text]
    for _ in range(n_reprints):
        letters = list(text)
        for place in draw.sample(range(len(text)), len(text) // 20):
            letters[place] = draw.choice("etaoinshr")
        texts.append("".join(letters))
    pairs = compare(*texts)
    assert (pairs.repeats & ~pairs.form)[pairs.earlier == 0].mean() > 0.8


def test_kinds() -> None:
    text = writing("kind", 1000)
    canonical, copy, longer, half = text, text[:900], text + writing("more", 3000), text[:600] + writing("half", 400)
    assert kinds(compare(canonical, copy)).tolist() == ["copy"]
    assert kinds(compare(canonical, longer)).tolist() == ["extended"]
    assert kinds(compare(canonical, half)).tolist() == ["near miss"]
    assert kinds(compare(canonical, writing("none", 1000))).tolist() == [""]


def test_the_closest_earlier_text_is_listed() -> None:
    text = writing("near", 1000)
    texts = [text[:600] + writing(1, 400), text, text[:700] + writing(2, 300), writing(3, 500)]
    found = judged(["a", "b", "c", "d"], texts, ["", "", "", ""], 0.8)
    assert [(kind, a, b) for kind, a, b, _ in found] == [("near miss", "a", "b"), ("near miss", "b", "c")]
    assert re.fullmatch(r"1-7\d\d", str(found[1][3][4]))


@given(st.lists(PIECES.map("".join), min_size=2, max_size=3), st.sampled_from([0.5, 0.8, 1.0]))
def test_only_pairs_that_cannot_share_enough_are_passed_over(texts: list[str], near: float) -> None:
    places = np.array([(a, b) for b in range(len(texts)) for a in range(b)], dtype=np.int64)
    whole, asked = (aligned(texts.__getitem__, letter_counts(texts), *places.T, least)[0] for least in (0, near))
    enough = whole[:, MATCHED_B] / np.maximum(letter_counts(texts)[places[:, 1]], 1) >= near
    assert (asked[enough] == whole[enough]).all()
    matched = asked[:, MATCHED_B] == whole[:, MATCHED_B]
    assert (matched | (asked == 0).all(axis=1)).all()


def test_a_pair_of_other_letters_is_passed_over() -> None:
    texts = [TEXT, writing("head", 300) + TEXT[:100], "ABC" + TEXT[3:]]
    earlier, later = np.array([0, 0]), np.array([1, 2])
    known, _, _ = aligned(texts.__getitem__, letter_counts(texts), earlier, later, 0.8)
    assert known[:, MATCHED_B].tolist() == [0, 397]


# --- bounded memory ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", [1, 100, 1000])
def test_neither_blocks_nor_parts_change_what_is_found(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    draw, texts = random.Random(block), [TEXT, TEXT[:60], "", "…", "甲乙", "Die 12 Wochen", TEXT[:60], "甲乙"]
    texts += [TEXT[draw.randrange(200) :] + writing(i, draw.randrange(200)) for i in range(30)]
    documents = {str(i): texts[i : i + 4] for i in range(0, len(texts), 4)}
    whole = find_duplicates(documents), [side.tolist() for side in candidates_of(texts)]
    monkeypatch.setattr("topics.preprocessing.resemblance.letters._BLOCK", block)
    monkeypatch.setattr("topics.preprocessing.resemblance.candidates._PART", block)
    monkeypatch.setattr("topics.preprocessing.resemblance.pairs._BLOCK", block)
    assert whole == (find_duplicates(documents), [side.tolist() for side in candidates_of(texts)])
    assert whole[0].copies
    assert len(whole[0].repeats) > 2


@given(st.lists(st.sampled_from(["甲乙", "甲 乙。", "", "…", "AB", "ab", "丙", "a b"]), max_size=9), st.integers(1, 4))
def test_texts_are_told_apart_by_their_letters(texts: list[str], block: int) -> None:
    keys = list(map(fingerprint, texts))
    known = [key for key in dict.fromkeys(keys) if key]
    distinct, new = Distinct(), []
    parts = [texts[start : start + block] for start in range(0, len(texts), block)]
    for codes, offsets in distinct.new(map(letters_together, parts)):
        letters = codes.astype("<u4").tobytes().decode("utf-32-le")
        new += [letters[a:b] for a, b in itertools.pairwise(offsets)]
    assert new == known
    assert list(distinct.of_text) == [known.index(key) if key else -1 for key in keys]
    assert list(distinct.first) == [keys.index(key) for key in known]
    assert list(distinct.n_letters) == list(map(len, known))
