"""Are re-published texts found, and only they?

    python benchmarks/duplicates.py [CORPORA] [--seed N]

1. The null: how much of a text is found in an unrelated one of the same length, by script and length.
2. Real corpora: what repeats what, and how long it takes.
3. Planted copies: of every other document that repeats nothing a later copy is planted, edited, cut, headed or
   rearranged. A pair that is named counts if it is the planted one; every other one among documents is a false one.
4. Planted passages: paragraphs used again inside another document.
5. Forms: yearly notices, replies, records and awards of one form, which are no copies; then with a copy of each, under
   a header, which must go to its own original.
6. Time and growth on synthetic passages.

CORPORA (by default ../shared/corpora) has the texts of 1 to 4, which are not part of this repository; without them only
5 and 6 are made.
"""

import argparse
import json
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from topics.preprocessing.cleaning.repairs import clean_text
from topics.preprocessing.conventions import NEAR
from topics.preprocessing.duplicates import find_duplicates
from topics.preprocessing.passages import paragraphs
from topics.preprocessing.resemblance.letters import fingerprint, letter_counts
from topics.preprocessing.resemblance.pairs import compared
from topics.report.tables import print_table

Passages = dict[str, list[str]]
Way = Callable[[str, random.Random, list[str]], str]
_FIGURE = r"(?<![A-Za-z\d])\d{2,}(?![A-Za-z\d])"  # no item's number, no name
CORPORA = Path(__file__).parents[2] / "shared" / "corpora"


def cut(text: str) -> list[str]:
    return paragraphs([line for line in text.split("\n") if line.strip()], 30, 800)


def policies(corpora: Path) -> Passages:
    return _rows(corpora / "central-policies" / "documents.jsonl")


def news(corpora: Path) -> Passages:
    return _rows(corpora / "daily-news" / "documents.jsonl")


def _rows(file: Path) -> Passages:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    rows.sort(key=lambda row: (row["date"], row["id"]))
    return {row["id"]: cut(text) for row in rows if (text := clean_text(row["text"]))}


def manifestos(corpora: Path) -> Passages:
    files = sorted((corpora / "uk-manifestos" / "texts").glob("*.txt"))
    return {file.stem: cut(file.read_text(encoding="utf-8")) for file in files}


def pieces(corpora: Path) -> Passages:
    """The manifestos cut into pieces of 2,000 to 3,500 characters."""
    found: Passages = {}
    for name, passages in manifestos(corpora).items():
        draw, piece = random.Random(name), list[str]()
        wanted = draw.randint(2000, 3500)
        for passage in passages:
            piece.append(passage)
            if sum(map(len, piece)) >= wanted:
                found[f"{name}-{len(found):03}"], piece = piece, []
                wanted = draw.randint(2000, 3500)
    return found


def bbc(corpora: Path) -> Passages:
    lines = (corpora / "bbc-news" / "corpus.tsv").read_text(encoding="utf-8").splitlines()
    return {f"bbc-{number:04}": cut(line.split("\t")[0]) for number, line in enumerate(lines)}


# --- ways to re-publish a text ----------------------------------------------------------------------------------------


def edited(text: str, share: float, draw: random.Random, phrase: int = 1) -> str:
    """Characters replaced, left out or put in, in runs of up to `phrase`, `share` of the text in all."""
    alphabet, characters, left = sorted(set(text) - {"\n"}), list(text), int(share * len(text))
    while left > 0:
        run = min(left, draw.randint(1, phrase), len(characters) - 1)
        place = draw.randrange(len(characters) - run)
        kind = draw.choice(("replace", "delete", "insert"))
        new = [] if kind == "delete" else draw.choices(alphabet, k=run)
        characters[place : place + (0 if kind == "insert" else run)] = new
        left -= run
    return "".join(characters)


def reworded(text: str, share: float, draw: random.Random) -> str:
    """Words of an English text replaced by others of it, `share` of them."""
    parts = re.split(r"(\W+)", text)
    words = [number for number, part in enumerate(parts) if part and part[0].isalnum()]
    for number in draw.sample(words, int(share * len(words))):
        parts[number] = parts[draw.choice(words)]
    return "".join(parts)


def headed(text: str, draw: random.Random, texts: list[str]) -> str:
    """A header of another document's words, a tenth of the text long, and a line that passes the text on."""
    other = draw.choice(texts).replace("\n", " ")
    start = draw.randrange(max(1, len(other) - len(text) // 10))
    passes = ("转发下列文件的通知", "现转发如下。") if ord(text[0]) > 0x2000 else ("For your attention", "It reads:")
    return f"{passes[0]}\n{other[start : start + len(text) // 10]}\n{passes[1]}\n{text}"


def rearranged(text: str, draw: random.Random) -> str:
    lines = text.split("\n") if "\n" in text else re.findall(r"[^。]+。?", text)
    draw.shuffle(lines)
    return "\n".join(lines)


def padded(text: str, draw: random.Random, texts: list[str]) -> str:
    """Passages of other documents put in between, 15 % of the text long."""
    lines, room = text.split("\n"), int(0.15 * len(text))
    while room > 0:
        other = draw.choice(texts).replace("\n", " ")
        start = draw.randrange(max(1, len(other) - 60))
        piece = other[start : start + min(room, 60)]
        lines.insert(draw.randint(0, len(lines)), piece)
        room -= max(len(piece), 1)
    return "\n".join(lines)


def renumbered(text: str, draw: random.Random) -> str:
    day = f"{draw.randint(2014, 2024)}年{draw.randint(1, 12)}月{draw.randint(1, 28)}日"
    return f"某办发〔{day[:4]}〕{draw.randint(1, 99)}号\n{text}\n{day}"


BOTH: dict[str, Way] = {
    "5 % of the characters": lambda text, draw, _: edited(text, 0.05, draw),
    "10 % of the characters": lambda text, draw, _: edited(text, 0.10, draw),
    "cut to 80 %": lambda text, *_: text[: int(0.8 * len(text))],
    "cut to 50 %": lambda text, *_: text[: int(0.5 * len(text))],
    "cut to 20 %": lambda text, *_: text[: int(0.2 * len(text))],
    "header": headed,
    "header, 5 % edited": lambda text, draw, texts: headed(edited(text, 0.05, draw), draw, texts),
    "other order": lambda text, draw, _: rearranged(text, draw),
    "15 % put in": padded,
}
CHINESE: dict[str, Way] = BOTH | {
    "5 % in phrases": lambda text, draw, _: edited(text, 0.05, draw, 8),
    "10 % in phrases": lambda text, draw, _: edited(text, 0.10, draw, 8),
    "new number and date": lambda text, draw, _: renumbered(text, draw),
}
ENGLISH: dict[str, Way] = BOTH | {
    "5 % of the words": lambda text, draw, _: reworded(text, 0.05, draw),
    "10 % of the words": lambda text, draw, _: reworded(text, 0.10, draw),
}


def planted(documents: Passages, ways: dict[str, Way], seed: int, most: int = 150) -> pd.DataFrame:
    """By way of re-publishing: planted, found, and of the whole: pairs found, of them right."""
    real = find_duplicates(documents).copies
    originals = {name: "\n".join(passages) for name, passages in documents.items() if name not in real}
    texts = list(originals.values())
    chosen = random.Random(seed).sample(list(originals)[::2], min(most, len(originals) // 2))
    rows, right, pairs = [], 0, 0
    for way, republish in ways.items():
        draw = random.Random(f"{seed} {way}")
        copies = {f"{name} copy": republish(originals[name], draw, texts) for name in chosen}
        every = {name: cut(text) for name, text in {**originals, **copies}.items()}
        whole = find_duplicates(every).copies
        good = sum(whole.get(copy) == copy.removesuffix(" copy") for copy in copies)
        rows.append((way, len(copies), good, len(whole), good / len(copies), good / max(len(whole), 1)))
        right, pairs = right + good, pairs + len(whole)
    n = len(chosen) * len(ways)
    rows.append(("all", n, right, pairs, right / n, right / max(pairs, 1)))
    return pd.DataFrame(rows, columns=["re-published", "planted", "found", "pairs named", "recall", "precision"])


def planted_passages(documents: Passages, english: bool, seed: int, most: int = 400) -> pd.DataFrame:
    """Paragraphs of 60 letters and more used again in another document, in several ways."""
    least = 150 if english else 60
    places = [(name, i) for name, p in documents.items() for i, text in enumerate(p) if len(fingerprint(text)) >= least]
    known = find_duplicates(documents).repeats
    places = [place for place in places if place not in known]
    edits: dict[str, Callable[[str, random.Random], str]] = {
        "verbatim": lambda text, _: text,
        "5 % of the characters": lambda text, draw: edited(text, 0.05, draw),
        "10 % in phrases or words": lambda text, draw: (
            reworded(text, 0.10, draw) if english else edited(text, 0.10, draw, 8)
        ),
        "every figure changed": lambda text, draw: re.sub(_FIGURE, lambda found: str(int(found[0]) + 7), text),
    }
    rows = []
    for way, edit in edits.items():
        draw = random.Random(f"{seed} {way}")
        chosen = draw.sample(places, min(most, len(places)))
        if way == "every figure changed":
            chosen = [(name, i) for name, i in chosen if len(re.findall(_FIGURE, documents[name][i])) > 1]
        again = {f"~{number:04}": [edit(documents[n][i], draw)] for number, (n, i) in enumerate(chosen)}
        found = find_duplicates({**documents, **again}).repeats
        right = sum(found.get((f"~{number:04}", 0)) == place for number, place in enumerate(chosen))
        rows.append((way, len(chosen), right, right / max(len(chosen), 1)))
    return pd.DataFrame(rows, columns=["used again", "planted", "found", "recall"])


# --- texts that are no copies -----------------------------------------------------------------------------------------


def null_by_length(documents: Passages, seed: int) -> pd.DataFrame:
    """The share of a text that is found in an unrelated one of the same length: mean and largest of 40 pairs."""
    known = find_duplicates(documents).copies
    related = {*known, *known.values()}
    whole = {name: "\n".join(passages) for name, passages in documents.items() if name not in related}
    rows, draw = [], random.Random(seed)
    for length in (500, 1000, 4000, 16000, 64000):
        long = [name for name, text in whole.items() if len(text) >= length]
        if len(long) < 4:
            break
        texts = []
        for _ in range(40):
            texts += [whole[name][-length:] for name in draw.sample(long, 2)]
        numbers = np.arange(0, len(texts), 2)
        pairs = compared(texts.__getitem__, letter_counts(texts), numbers, numbers + 1, NEAR)
        rows.append((length, len(long), pairs.share.mean(), pairs.share.max()))
    return pd.DataFrame(rows, columns=["characters", "documents", "mean share", "largest share"])


CITIES = [
    "上海",
    "北京",
    "杭州",
    "南京",
    "广州",
    "深圳",
    "成都",
    "武汉",
    "西安",
    "重庆",
    "天津",
    "苏州",
    "郑州",
    "长沙",
    "青岛",
    "宁波",
    "合肥",
    "福州",
    "济南",
    "沈阳",
]
TOWNS = ["Berlin", "Bern", "Leeds", "Derby", "Luton", "Exeter", "Bristol", "Cardiff", "Dundee", "Glasgow", "Norwich",
         "Oxford", "Preston", "Reading", "Salford", "Sheffield", "Swansea", "Torquay", "Wigan", "York"]  # fmt: skip


def forms() -> Iterator[tuple[str, list[str]]]:
    """Twenty texts of each form."""
    draw, n = random.Random(7), range(20)
    yield (
        "yearly notice",
        [
            f"关于做好{2001 + i}年度专业技术资格评审工作的通知\n各单位：现将{2001 + i}年度评审工作有关事项通知如下。"
            f"申报人应当于"
            f"{draw.randint(3, 9)}月{draw.randint(1, 28)}日前登录系统提交材料，"
            f"逾期不予受理。各评审委员会应当严格按照规定的条件和"
            f"程序开展评审，{2001 + i}年底前公布结果。"
            f"申报材料须经所在单位公示，公示期不少于五个工作日。\n联系人：综合处"
            for i in n
        ],
    )
    yield (
        "reply to a city",
        [
            f"关于同意{city}开展新型消费试点的批复\n{city}人民政府：你市报送的请示收悉。"
            f"经研究，同意{city}开展新型消费试点，"
            "期限为三年，自批复之日起计算。试点期间要加强组织领导，健全工作机制，细化落实措施，按时报送进展情况，"
            f"重大事项及时报告。请{city}认真组织实施，确保试点任务落到实处。"
            for city in CITIES
        ],
    )
    yield (
        "reply, city said once",
        [
            f"{city}人民政府：你市报送的关于开展新型消费试点的请示收悉。"
            f"经研究，原则同意所报试点方案，请认真组织实施。试点期间"
            "要加强组织领导，健全工作机制，细化落实措施，按时报送进展情况，重大事项及时报告，确保各项试点任务落到实处。"
            for city in CITIES
        ],
    )
    yield (
        "quarterly bulletin",
        [
            f"{2010 + i // 4}年{'一二三四'[i % 4]}季度，"
            f"全市规模以上工业增加值同比增长{draw.randint(1, 99) / 10}%，其中高技术制造业"
            f"增长{draw.randint(10, 199) / 10}%；固定资产投资增长{draw.randint(10, 99) / 10}%；社会消费品零售总额"
            f"{draw.randint(1000, 9000)}亿元。工业生产总体平稳，企业效益继续改善，市场预期稳中向好。"
            for i in n
        ],
    )
    yield (
        "yearly notice (en)",
        [
            f"Notice on the annual survey of local services {2001 + i}. All offices shall return the completed form by "
            f"{draw.randint(1, 28)} {draw.choice(('March', 'June', 'July', 'October'))} {2001 + i}. The survey covers "
            f"spending on roads, schools and libraries in the year ending 31 March {2001 + i}. Late returns will "
            f"not be "
            "accepted, and the figures of last year will be used for any office that has not replied in time."
            for i in n
        ],
    )
    yield (
        "award (en)",
        [
            f"The commission has decided to award the prize for urban renewal to the city of {town}. The jury was "
            f"impressed "
            f"by the way in which {town} brought residents into the planning of its old harbour. The prize will "
            f"be handed "
            f"over to the mayor of {town} at a ceremony in the presence of all members of the commission."
            for town in TOWNS
        ],
    )
    yield (
        "award, named once (en)",
        [
            f"The commission has decided to award the prize for urban renewal to the city of {town}. The jury was "
            f"impressed "
            "by the way in which residents were brought into the planning of the old harbour. The prize will be "
            "handed over "
            "to the mayor at a ceremony in the presence of all members of the commission."
            for town in TOWNS
        ],
    )
    yield (
        "record (en)",
        [
            f"Licence number {draw.randint(10000, 99999)} was granted to {town} Water Ltd on {draw.randint(1, 28)} May "
            f"{draw.randint(2001, 2020)} for the abstraction of {draw.randint(100, 9999)} cubic metres a day from "
            f"boreholes."
            for town in TOWNS
        ],
    )


SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
NAMES = ["Smith", "Okafor", "Brown", "Patel", "Jones", "Meyer", "Garcia", "Walker", "Novak", "Hughes", "Clarke",
         "Rossi", "Evans", "Ahmed", "Baker", "Cohen", "Fraser", "Murphy", "Singh", "Turner"]  # fmt: skip
# Names, towns, years and figures are filled in: twenty of each, of which the first few are also tried alone.
FRAMES = {
    "quarterly results (en)": (
        "Northfield Group plc today announced its results for the {quarter} quarter of {year}. Revenue was £{a} "
        "million, compared with £{b} million a year earlier, and net debt stood at £{c} million. The chief executive "
        "said that the order book gave him confidence for the rest of the year."
    ),
    "terms of use (en)": (
        "Terms of use {year}. These terms apply from 1 January {year}. We may change them at any time by posting the "
        "new version on our website. You must keep your password secret and tell us at once if you believe that "
        "somebody else has used your account. Disputes will be heard by the courts. Version {c}, {year}."
    ),
    "letter to a constituent (en)": (
        "Dear {name} family,\nThank you for your letter about the closure of the library in {town}. I share your "
        "concern, and I have written to the council to ask that the decision be looked at again, and I will raise the "
        "matter in the House when it returns after the recess."
    ),
    "appointment": (
        "关于{surname}志强同志任职的通知\n各县（市、区）人民政府，市政府各部门：经市委研究，市政府决定任命{surname}志强同志为"
        "驻{city}办事处副主任，任职试用期一年，自任职之日起计算。请按照干部管理权限办理有关手续。"
    ),
    "public notice": (
        "{city}第{a}批城镇老旧小区改造项目公示\n根据有关规定，经单位申报、专家评审，拟确定{city}{b}个小区为{year}年度"
        "城镇老旧小区改造项目，现予公示。公示期间如有异议，请以书面形式向主管部门反映，逾期不予受理。"
    ),
}


def filled_in() -> Iterator[tuple[str, list[str]]]:
    """Twenty texts of each frame."""
    draw = random.Random(8)
    for form, frame in FRAMES.items():
        texts = [
            frame.format(
                year=2001 + i,
                quarter=("first", "second", "third", "fourth")[i % 4],
                name=NAMES[i],
                town=TOWNS[i],
                surname=SURNAMES[i],
                city=CITIES[i],
                **{letter: draw.randint(10, 999) for letter in "abc"},
            )
            for i in range(20)
        ]
        yield form, texts
        yield f"{form}, three of them", texts[:3]


def among_forms() -> pd.DataFrame:
    rows = []
    for name, texts in (*forms(), *filled_in()):
        documents = {f"{i:02}": cut(text) for i, text in enumerate(texts)}
        header = "Passed on to all offices.\n" if "(en)" in name else "转发下列文件，请遵照执行。\n"
        copies = {f"{i:02} copy": cut(header + text) for i, text in enumerate(texts)}
        false = len(find_duplicates(documents).copies)
        found = find_duplicates({**documents, **copies}).copies
        right = sum(found.get(copy) == copy.removesuffix(" copy") for copy in copies)
        rows.append((name, len(texts), false, right))
    return pd.DataFrame(rows, columns=["form", "texts", "false copies", "headed copies that went to their original"])


# --- time -------------------------------------------------------------------------------------------------------------


def synthetic(n: int, seed: int) -> Passages:
    """Documents of twenty passages of chance letters; one passage in ten is an earlier one with 2 % edited."""
    draw = random.Random(seed)
    letters = [chr(0x4E00 + i) for i in range(2000)]
    texts: list[str] = []
    for _ in range(n):
        again = texts and draw.random() < 0.1
        text = edited(draw.choice(texts), 0.02, draw) if again else "".join(draw.choices(letters, k=230))
        texts.append(text)
    return {f"{i:06}": texts[i : i + 20] for i in range(0, n, 20)}


def records(n: int) -> Passages:
    """Records of one form."""
    draw = random.Random(1)
    return {
        f"{i:06}": [
            f"兹准予{draw.choice(CITIES)}第{draw.randint(1, 9999)}号企业"
            f"于{draw.randint(2001, 2024)}年{draw.randint(1, 12)}月"
            f"{draw.randint(1, 28)}日起从事增值电信业务，许可证编号{draw.randint(10**6, 10**7)}，有效期至"
            f"{draw.randint(2025, 2034)}年，企业应当遵守有关法律法规，按时报送年报，接受监督检查。"
        ]
        for i in range(n)
    }


def timed(made: dict[str, Passages]) -> pd.DataFrame:
    rows = []
    for name, documents in made.items():
        start = time.process_time()
        found = find_duplicates(documents)
        seconds = time.process_time() - start
        n_passages = sum(map(len, documents.values()))
        rows.append((name, len(documents), n_passages, len(found.copies), len(found.repeats), seconds))
    columns = ["corpus", "documents", "passages", "copies", "repeated passages", "CPU seconds"]
    return pd.DataFrame(rows, columns=columns)


def main(corpora: Path, seed: int) -> None:
    find_duplicates(records(3))  # compiled before anything is timed
    if corpora.exists():
        chinese, daily, english = policies(corpora), news(corpora), pieces(corpora)
        whole = manifestos(corpora)
        for name, documents in {"policies": chinese, "manifestos": whole}.items():
            print_table(null_by_length(documents, seed), "table", f"The null: parts of unrelated {name}")
        real = {"policies": chinese, "daily news": daily, "manifestos": whole, "pieces of them": english}
        print_table(timed(real | {"BBC news": bbc(corpora)}), "table", f"Real corpora (near = {NEAR})")
        for name, documents, ways in (
            ("policies", chinese, CHINESE),
            ("pieces of manifestos", english, ENGLISH),
            ("daily news", daily, CHINESE),
        ):
            print_table(planted(documents, ways, seed), "table", f"Planted copies: {name}")
            print_table(planted_passages(documents, ways is ENGLISH, seed), "table", f"Planted passages: {name}")
    else:
        print(f"{corpora} is not there, so nothing real is compared.")
    print_table(among_forms(), "table", "Forms")
    growing = {f"{n:,} passages of chance": synthetic(n, seed) for n in (12_500, 25_000, 50_000)}
    growing |= {f"{n:,} records of one form": records(n) for n in (1000, 2000, 4000)}
    print_table(timed(growing), "table", "Time")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, metavar="CORPORA", nargs="?", default=CORPORA)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    main(given.corpora, given.seed)
