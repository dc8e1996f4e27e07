import json
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.preprocessing.composed_notices import yearly_series
from topics.models.counting.lexicon import fit_lexicon
from topics.models.model_input import ModelInput
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.duplicates import find_duplicates
from topics.preprocessing.ledger.families import families, unrelated_shares
from topics.preprocessing.ledger.funnel import funnel
from topics.preprocessing.resemblance.letters import letter_counts
from topics.preprocessing.resemblance.pairs import compared
from topics.preprocessing.words.segmentation import tokenize
from topics.preprocessing.words.word_lists import read_lexicon
from topics.shares.codebook import suggest_codebook, theme_scores
from topics.shares.design import Design
from topics.shares.estimand import Estimand
from topics.shares.estimate import theme_shares
from topics.shares.periods import Periods
from topics.themes import count_terms, read_themes

SAMPLE = Path(__file__).parents[2] / "data" / "sample"

A, B, C, D, E = ("甲" * 40, "乙" * 40, "丙" * 40, "丁" * 40, "戊" * 40)


@pytest.mark.parametrize(
    ("later", "is_copy"),
    [
        ([A, B, C, D], True),
        ([A, B, C, D, E], True),  # exactly 80 % of its characters
        ([A, B, C, E], False),  # 75 %
        ([E, "己" * 40], False),
    ],
)
def test_a_document_is_a_copy_from_eighty_per_cent_on(later: list[str], is_copy: bool) -> None:
    whole, *_ = find_duplicates({"first": [A, B, C, D], "later": later})
    assert whole == ({"later": "first"} if is_copy else {})


def test_passages_point_to_their_first_occurrence_also_in_their_own_document() -> None:
    whole, repeated, _ = find_duplicates({"x": [A, B, A], "y": [C, A]})
    assert whole == {}
    assert repeated == {("x", 2): ("x", 0), ("y", 1): ("x", 0)}


def test_a_copy_of_a_copy_points_to_the_original() -> None:
    whole, *_ = find_duplicates({"x": [A, B, C, D], "y": [A, B, C, D, E], "z": [E, D, A, B, C]})
    assert whole == {"y": "x", "z": "x"}


def test_parts_of_several_earlier_documents_make_no_copy() -> None:
    whole, repeated, _ = find_duplicates({"x": [A, C], "y": [B, D], "digest": [A, B]})
    assert whole == {}
    assert len(repeated) == 2


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (
            "甲乙丙丁戊己庚辛壬癸子丑寅卯辰",
            "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午",
        ),  # 15 letters, no window of shingles; 17
        ("推进工业互联网创新发展三年行动", "关于推进工业互联网创新发展三年行动"),
        ("深入实施数据安全治理能力提升工程", "深入实施数据安全治理能力提升工程（试行）"),
        ("Abcdefghijklmnopqrstuvwxyz", "Abcdefghijklmnopqrstuvwxyz 0"),
        ("Support for small businesses", "The support for small businesses"),
    ],
)
def test_of_two_short_passages_the_later_one_repeats_the_earlier_one(first: str, later: str) -> None:
    others = [writing("one", 300), writing("other", 300)]
    assert find_duplicates({"a": [first, others[0]], "b": [later, others[1]]})[:2] == ({}, {("b", 0): ("a", 0)})
    assert find_duplicates({"a": [later, others[0]], "b": [first, others[1]]})[:2] == ({}, {("b", 0): ("a", 0)})


def test_passages_without_letters_are_nobodys_copy() -> None:
    assert find_duplicates({"x": ["……"], "y": ["……"]})[:2] == ({}, {})


# --- nearly the same --------------------------------------------------------------------------------------------------

LETTERS = [chr(c) for c in range(0x4E00, 0x4E00 + 2000)]


def writing(seed: object, length: int) -> str:
    return "".join(random.Random(f"{seed}").choices(LETTERS, k=length))


def edited(text: str, share: float, seed: int) -> str:
    draw = random.Random(seed)
    characters = list(text)
    for place in draw.sample(range(len(text)), int(share * len(text))):
        characters[place] = draw.choice(LETTERS)
    return "".join(characters)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("name", "is_copy"),
    [("5 %", True), ("10 %", True), ("30 %", False), ("cut", True), ("headed", True), ("twice as long", False)],
)
def test_documents_edited_cut_or_headed_are_copies(seed: int, name: str, is_copy: bool) -> None:
    text = writing(seed, 2000)
    later = {
        "5 %": edited(text, 0.05, seed),
        "10 %": edited(text, 0.10, seed),
        "30 %": edited(text, 0.30, seed),
        "cut": text[:600],
        "headed": writing("head", 200) + text,
        "twice as long": text + writing("more", 2000),
    }[name]
    whole, *_ = find_duplicates({"other": [writing("other", 2000)], "first": [text], "later": [later]})
    assert whole == ({"later": "first"} if is_copy else {})


def test_short_notices_must_be_there_nearly_word_for_word() -> None:
    text = writing(1, 90)
    whole, *_ = find_duplicates({"first": [text], "cut": [text[:60]], "edited": [edited(text, 0.15, 1)]})
    assert whole == {"cut": "first"}


def test_a_bulletin_with_other_numbers_is_no_copy() -> None:
    def bulletin(seed: int, length: int) -> str:
        draw = random.Random(seed)
        words = [writing(i, 18) for i in range(length)]
        return "".join(f"{word}{draw.randrange(10, 99)}万" for word in words)

    for length in (3, 40):
        assert find_duplicates({"may": [bulletin(1, length)], "june": [bulletin(2, length)]})[:2] == ({}, {})
        whole, *_ = find_duplicates({"may": [bulletin(1, length)], "reprint": [bulletin(1, length) + "转载"]})
        assert whole == {"reprint": "may"}


def test_a_paragraph_issued_again_with_another_item_number_is_a_repeated_one() -> None:
    text = writing(1, 120)
    documents = {"ministry": [f"3. {text}", writing(2, 500)], "province": [writing(3, 500), f"12. {text}我省"]}
    whole, repeated, _ = find_duplicates(documents)
    assert whole == {}
    assert repeated == {("province", 1): ("ministry", 0)}
    assert find_duplicates(documents, near=0)[:2] == ({}, {})


def test_members_resemble_their_canonical_one_and_families_do_not_drift() -> None:
    versions = [writing(1, 300)]
    for step in range(12):
        versions.append(edited(versions[-1], 0.02, step))
    _, repeated, _ = find_duplicates({f"{i:02}": [text, writing(i, 3000)] for i, text in enumerate(versions)})
    assert len(set(repeated.values())) > 1
    places = np.array([(int(canonical), int(member)) for (member, _), (canonical, _) in repeated.items()])
    assert (compared(versions.__getitem__, letter_counts(versions), *places.T, near=0.8).share >= 0.8).all()


def test_zero_finds_only_identical_passages_and_documents_made_of_them() -> None:
    text = writing(1, 400)
    documents = {"a": [text, A, B], "b": [edited(text, 0.01, 1)], "c": [text, A, B], "d": [A, writing(2, 400)]}
    assert find_duplicates(documents, near=0)[:2] == (
        {"c": "a"},
        {("c", 0): ("a", 0), ("c", 1): ("a", 1), ("c", 2): ("a", 2), ("d", 0): ("a", 1)},
    )


PARTS = [writing(i, 120) for i in range(6)]


@given(st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=5), min_size=1, max_size=6), st.randoms())
def test_of_any_documents(documents: list[list[str]], draw: random.Random) -> None:
    named = {f"{i}": passages for i, passages in enumerate(documents)}
    found = find_duplicates(named)
    assert found == find_duplicates(named)
    order = list(named)
    # Every copy is of an earlier document that is no copy, and so for passages.
    assert all(order.index(a) < order.index(b) and a not in found.copies for b, a in found.copies.items())
    assert all((order.index(a[0]), a[1]) < (order.index(b[0]), b[1]) for b, a in found.repeats.items())
    assert not set(found.repeats) & set(found.repeats.values())
    # Unrelated documents in between change nothing.
    more = {**named, **{f"x{i}": [writing((i, "x"), 300)] for i in range(3)}}
    mixed = {name: more[name] for name in sorted(more, key=lambda name: (name in order, draw.random()))}
    kept = {name: mixed[name] for name in mixed if name.startswith("x")} | named
    assert find_duplicates(kept) == found
    # The order of passages inside a document does not make it more or less of a copy.
    turned = {name: passages[::-1] for name, passages in named.items()}
    assert find_duplicates(turned).copies == found.copies


def test_a_family_of_hundreds_has_one_canonical_text() -> None:
    text = writing("issued again", 400)
    documents = {f"{i:03}": [edited(text, 0.03 if i else 0, i), writing(i, 60)] for i in range(150)}
    assert find_duplicates(documents).copies == {f"{i:03}": "000" for i in range(1, 150)}


# --- on documents -----------------------------------------------------------------------------------------------------


def test_families_name_canonical_and_member(sample: Corpus) -> None:
    table = families(sample)
    assert table["level"].tolist() == ["document"] * 6
    assert (table["member"] == table["canonical"] + "-reissue").all()
    assert (table["shared"] > 0.94).all()  # all but the sentence that forwards the text
    assert (table["back"] == 1).all()


def written(folder: Path, texts: dict[str, str]) -> Corpus:
    """A corpus of these texts, each of another source, so that nothing that recurs is taken for page furniture."""
    for number, (name, text) in enumerate(texts.items()):
        head = f"---\ndate: 2020-01-{number + 1:02}\nsource: 某报{number}\n---\n\n"
        (folder / f"{name}.md").write_text(head + text, encoding="utf-8")
    return read_corpus(folder)


def test_families_show_what_is_shared_and_where(tmp_path: Path) -> None:
    text, notice = (
        writing("text", 300),
        "各单位应当于{0}年{1}月15日前提出本地区的共享方案，方案应当明确安全责任人，逾期不予受理。",
    )
    corpus = written(
        tmp_path,
        {
            "a": text,
            "b": f"{writing('b', 150)}\n\n{text[:200]}",
            "c": text.replace(text[50], "丙丁"),
            "d": f"{writing('d', 2000)}\n\n{text}",
            "e": notice.format(2020, 3),
            "f": notice.format(2021, 4),
        },
    )
    assert corpus.documents["duplicate_of"].tolist() == ["", "", "a", "", "", ""]
    table = families(corpus).set_index(["level", "member"])
    assert table["kind"].to_dict() == {
        ("document", "b"): "near miss",
        ("document", "c"): "copy",
        ("document", "d"): "extended",
        ("document", "f"): "form",
        ("passage", "b#2"): "copy",
        ("passage", "d#2"): "copy",
    }
    copy, form, miss = (table.loc["document", member] for member in "cfb")
    assert (copy["canonical"], copy["longest"], copy["n_passages"]) == ("a", 299, 1)
    assert copy["replaced"] == f"{text[50]} → 丙丁"
    assert (form["figures_kept"], form["figures_changed"], form["replaced"]) == (1, 2, "2020 → 2021; 3 → 4")
    assert (miss["in_canonical"], miss["longest"]) == ("1-200", 200)
    assert miss["shared"] == pytest.approx(200 / 350)
    assert unrelated_shares(corpus, families(corpus)).max() < 0.8


def test_once_and_keep_agree_with_the_funnel(tmp_path: Path) -> None:
    notice, closing = f"{writing('n', 100)}于{{0}}年{{1}}月15日前{writing('m', 100)}", writing("closing", 150)
    texts = {f"n{i}": f"{notice.format(2018 + i, i + 1)}\n\n{closing}" for i in range(4)}
    corpus = written(tmp_path, texts | {"copy": texts["n2"], "other": f"{writing('o', 80)}\n\n{closing}"})
    table = funnel(corpus).groupby(["level", "stage"])["total"].first()
    assert table["documents", "unique"] == (corpus.documents["duplicate_of"] == "").sum() == 5
    # The sentence that all notices have counts in each of them; in the other document it is a repeated one.
    assert table["passages", "counted"] == corpus.passages["counted"].sum() == 9
    assert table["passages", "found"] == len(corpus.passages) == 12


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_yearly_notices_of_twenty_issuers_are_documents_of_their_own(seed: int) -> None:
    notices = yearly_series(seed=seed)
    found = find_duplicates({f"{number:03}": notice.lines for number, notice in enumerate(notices)})
    assert found.copies == {}


def test_real_policy_documents(corpora: Path) -> None:
    lines = (corpora / "central-policies" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    rows = sorted((json.loads(line) for line in lines), key=lambda row: (row["date"], row["id"]))
    documents = {row["id"]: [p for p in row["text"].split("\n") if p.strip()] for row in rows}
    whole, *_ = find_duplicates(documents)
    assert whole == {"central-161": "central-164", "central-050": "central-049", "shandong-033": "central-037"}
    originals = {name: "\n".join(p) for name, p in documents.items() if name not in whole and len("".join(p)) > 1000}
    copies = {
        f"{name} copy": [edited(text, 0.07, 1), text[: len(text) * 2 // 5], writing(name, len(text) // 10) + text][
            i % 3
        ]
        for i, (name, text) in enumerate(originals.items())
        if i % 2
    }
    found, *_ = find_duplicates({name: [text] for name, text in {**originals, **copies}.items()})
    right = sum(found.get(copy) == copy.removesuffix(" copy") for copy in copies)
    assert right >= 0.95 * len(copies)
    assert right >= 0.98 * len(found)


def test_real_manifestos_are_no_copies(corpora: Path) -> None:
    texts = {
        file.stem: file.read_text(encoding="utf-8") for file in (corpora / "uk-manifestos" / "texts").glob("*.txt")
    }
    assert len(texts) == 9
    assert find_duplicates({name: text.split("\n") for name, text in texts.items()}).copies == {}


def shares_2022(corpus: Corpus, duplicates: str) -> dict[str, float]:
    themes = read_themes(SAMPLE / "themes.toml")
    tokens = tokenize(corpus, lexicon=read_lexicon(SAMPLE / "lexicon.txt"), themes=themes)
    texts = tuple(corpus.passages["text"])
    fitted = fit_lexicon(ModelInput(tokens, texts, themes, lambda _: np.zeros((0, 0), dtype=np.float32)))
    scores = theme_scores(fitted, suggest_codebook(fitted, tokens, count_terms(texts, themes), themes), themes)
    passages = corpus.passages[["passage_id", "doc_id", "duplicate_of", "counted"]].assign(n_tokens=tokens.lengths)
    design, estimand = Design(Periods("year", "2022", "2022"), draws=100), Estimand(duplicates=duplicates)
    table = theme_shares([scores], passages, corpus.documents, estimator="lexicon", design=design, estimand=estimand)
    return table[table["weighting"] == "text"].set_index("theme")["share"].to_dict()


def test_thirty_per_cent_of_copies_move_no_share_that_counts_once(sample: Corpus, tmp_path: Path) -> None:
    gold = pd.read_csv(SAMPLE / "gold.csv")
    on_theme = gold[(gold["theme"] == "data-security") & gold["doc_id"].str.contains("-2022-")]
    text_of = {(p.doc_id, p.position): p.text for p in sample.passages.itertuples()}
    pieces = [text_of[d, p] for d, p in zip(on_theme["doc_id"], on_theme["position"], strict=True)]
    n_copies = round(0.3 * sample.documents["date"].str.startswith("2022").sum())
    for number in range(n_copies):
        # Reprints of four paragraphs each, in another order, with a word changed here and there.
        body = [edited(pieces[(4 * number + i) % len(pieces)], 0.01, number) for i in (2, 0, 3, 1)]
        (tmp_path / f"reprint-{number}.md").write_text(
            "---\ndate: 2022-12-30\n---\n\n" + "\n\n".join(body), encoding="utf-8"
        )
    after = read_corpus([SAMPLE / "documents", tmp_path], SAMPLE / "documents.csv", root=SAMPLE)
    assert len(after.documents) == len(sample.documents) + n_copies
    once = [shares_2022(corpus, "once") for corpus in (sample, after)]
    keep = shares_2022(after, "keep")
    assert max(abs(once[1][theme] - once[0][theme]) for theme in once[0]) < 0.005
    assert keep["data-security"] - once[0]["data-security"] > 0.05


OWN = (
    "甲市各部门要结合本地实际制定实施方案，明确责任分工和进度安排，每季度末把落实情况报送市政府办公室汇总，"
    "并由督查室按月通报，年底前组织第三方机构开展评估，评估结果作为考核依据。"
)
SEVERAL = [letter * 80 for letter in "甲乙丙丁戊己庚"]


def test_what_a_copy_adds_is_named() -> None:
    documents = {"first": SEVERAL, "copy": [OWN, *SEVERAL]}
    assert find_duplicates(documents) == (
        {"copy": "first"},
        {("copy", n + 1): ("first", n) for n in range(7)},
        frozenset({("copy", 0)}),
    )
    again = find_duplicates({**documents, "third": [OWN, *documents["first"]]})
    assert again.added == {("copy", 0)}
    assert again.repeats["third", 0] == ("copy", 0)


@pytest.mark.parametrize("head", ["转发：", A[: len(A) // 2] + "等。", "\n".join((A, B))])
def test_a_header_and_passages_cut_otherwise_add_nothing(head: str) -> None:
    found = find_duplicates({"first": [A, B, C, D], "copy": [head, A + B, C, D]})
    assert (found.copies, found.added) == ({"copy": "first"}, frozenset())
