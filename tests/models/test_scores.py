"""Scores from elsewhere: tables of every form, what is refused, and a whole study that has them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from topics.claims.voices import voices_of
from topics.errors import ModelError
from topics.jobs.run import run
from topics.models import ModelInput, fit
from topics.models.scores import read_scores, text_hash
from topics.store.store import Store
from topics.study.study import load_study
from topics.themes import Theme

THEMES = (Theme("wind", ("风电",)), Theme("rail", ("高铁",)))
PASSAGES = pd.DataFrame(
    {
        "passage_id": ["a#1", "a#2", "b#1", "b#2"],
        "text": ["Wind, mostly", "风电机组", "高铁 and wind", "风电机组"],
        "duplicate_of": ["", "", "", "a#2"],
    }
)
ROWS = [("a#1", 0.8, 0.1), ("a#2", 1.0, 0.0), ("b#1", 0.5, 0.9), ("b#2", 0.25, 0.25)]


def table(path: Path, rows: Sequence[Sequence[object]] = ROWS, names: str = "passage_id wind rail") -> Path:
    frame = pd.DataFrame(rows, columns=names.split())
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False)
    elif path.suffix == ".jsonl":
        frame.to_json(path, orient="records", lines=True, force_ascii=False)
    else:
        frame.to_csv(path, index=False, sep="\t" if path.suffix == ".tsv" else ",")
    return path


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".parquet", ".jsonl"])
def test_a_table_is_read_by_id_in_any_order(tmp_path: Path, suffix: str) -> None:
    rows = [(key, rail, "note", wind) for key, wind, rail in reversed(ROWS)]
    path = table(tmp_path / f"s{suffix}", rows, "passage_id rail remark wind")
    np.testing.assert_allclose(read_scores(path, PASSAGES, THEMES), [row[1:] for row in ROWS], rtol=1e-6)


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_a_table_is_read_by_the_hash_of_the_text(tmp_path: Path, suffix: str) -> None:
    rows = [(text_hash(text), n / 10, 0) for n, text in enumerate(PASSAGES["text"].iloc[:3])]
    path = table(tmp_path / f"s{suffix}", rows, "text_sha256 wind rail")
    np.testing.assert_allclose(read_scores(path, PASSAGES, THEMES)[:, 0], [0, 0.1, 0.2, 0.1], rtol=1e-6)


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
@pytest.mark.parametrize(
    "names", ["ｐａｓｓａｇｅ＿ｉｄ wind rail", "passage_id ｗｉｎｄ ｒａｉｌ", "ｐａｓｓａｇｅ_id Ｗind Rail"]
)
def test_columns_in_full_width_letters_are_read_and_those_in_other_letters_refused(
    tmp_path: Path, suffix: str, names: str
) -> None:
    path = table(tmp_path / f"s{suffix}", ROWS, names)
    if "Rail" in names:
        with pytest.raises(ModelError, match='there is no column "wind", which is a theme'):
            read_scores(path, PASSAGES, THEMES)
        return
    np.testing.assert_allclose(read_scores(path, PASSAGES, THEMES), [row[1:] for row in ROWS], rtol=1e-6)


def test_a_theme_in_chinese_and_full_width_figures_is_read_and_both_widths_are_one_too_many(tmp_path: Path) -> None:
    themes = (Theme("5G建设", ("基站",)), Theme("ＡＩ", ("智能",)))
    found = read_scores(table(tmp_path / "s.csv", ROWS, "passage_id ５Ｇ建设 AI"), PASSAGES, themes)
    assert found[0].tolist() == pytest.approx([0.8, 0.1])
    rows = [(*row, 0.0) for row in ROWS]
    path = table(tmp_path / "u.csv", rows, "passage_id ５G建设 5Ｇ建设 ＡＩ")
    with pytest.raises(ModelError, match="expected one column"):
        read_scores(path, PASSAGES, themes)


@pytest.mark.parametrize(
    ("suffix", "kind"), [(".parquet", float), (".parquet", int), (".jsonl", float), (".csv", float)]
)
def test_numbers_as_ids_are_refused_with_an_id_as_it_should_be(tmp_path: Path, suffix: str, kind: type) -> None:
    path = table(tmp_path / f"s{suffix}", [(kind(n), 0.1, 0.2) for n in range(1, 5)])
    with pytest.raises(ModelError, match=r'expected a `passage_id` such as "a#1", found "1(\.0)?"\. `topics passages`'):
        read_scores(path, PASSAGES, THEMES)


@pytest.mark.parametrize("share", [37, 1.5, 100, "37%", "37％", "0.5 %"])
def test_per_cents_are_refused_with_what_to_do(tmp_path: Path, share: object) -> None:
    with pytest.raises(
        ModelError, match=r"from 0 to 1, found .* for wind\. Divide per cents by 100 in the whole table"
    ):
        read_scores(table(tmp_path / "s.csv", [("a#1", share, 0), *ROWS[1:]]), PASSAGES, THEMES)


def test_hashes_in_capitals_are_read_and_those_of_another_text_say_whose_they_should_be(tmp_path: Path) -> None:
    rows = [(text_hash(text).upper(), 0.5, 0) for text in PASSAGES["text"].iloc[:3]]
    found = read_scores(table(tmp_path / "capitals.csv", rows, "text_sha256 wind rail"), PASSAGES, THEMES)
    assert found[:, 0].tolist() == [0.5] * 4
    rows = [(text_hash(f"{text}\r\n"), 0.5, 0) for text in PASSAGES["text"]]
    with pytest.raises(ModelError, match=r"none of 3 rows .* a hash is that of the text as it stands there"):
        read_scores(table(tmp_path / "ends.csv", rows[:3], "text_sha256 wind rail"), PASSAGES, THEMES)


@pytest.mark.parametrize("by", ["passage_id", "text_sha256"])
def test_a_copy_has_the_scores_of_what_it_repeats_and_any_other_passage_needs_its_own(tmp_path: Path, by: str) -> None:
    passages = PASSAGES.assign(text=["Wind, mostly", "风电机组", "高铁 and wind", "风电 机组"])
    rows = [
        (key if by == "passage_id" else text_hash(text), 0.75, n)
        for n, (key, text) in enumerate(passages.to_numpy()[:2, :2])
    ]
    found = read_scores(table(tmp_path / "s.csv", rows, f"{by} wind rail"), passages, THEMES)
    assert np.isnan(found[2]).all()
    assert found[3].tolist() == [0.75, 1]


def test_a_copy_of_a_passage_without_scores_has_none(tmp_path: Path) -> None:
    found = read_scores(table(tmp_path / "s.csv", ROWS[:1]), PASSAGES, THEMES)
    assert np.isnan(found[1:]).all()


@pytest.mark.parametrize(
    ("rows", "names", "message"),
    [
        (ROWS, "passage_id wind rails", r'no column "rail", which is a theme; did you mean "rails"'),
        (ROWS, "passage wind rail", r"expected a column `passage_id` or `text_sha256`, found passage, wind, rail"),
        ([*ROWS, ROWS[0]], "passage_id wind rail", r'line 6: "a#1" has a row already'),
        ([("a#1", 1.2, 0)], "passage_id wind rail", r'line 2: .* from 0 to 1, found "1.2" for wind\. Divide'),
        ([("a#1", "", 0)], "passage_id wind rail", r'line 2: .* from 0 to 1, found "" for wind\. Write'),
        ([("a#1", 0, "很高")], "passage_id wind rail", r'found "很高" for rail'),
        ([("a#1", 0, "nan")], "passage_id wind rail", r'found "nan" for rail'),
        ([("a#1", -0.1, 0)], "passage_id wind rail", r'found "-0.1" for wind'),
        (
            [("z#1", 0, 0)],
            "passage_id wind rail",
            r"none of 1 rows is of a passage of this corpus: expected a `passage_id`",
        ),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, rows: list[tuple[object, ...]], names: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        read_scores(table(tmp_path / "s.csv", rows, names), PASSAGES, THEMES)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no score in it"),
        ('["a#1", 0.1, 0.2]', r"line 1: expected a JSON object, found"),
        ('{"passage_id": "a#1", "wind": 0.1, "rail": 0}\n{"passage_id": "风', r"line 2: expected a JSON object"),
        (
            '{"passage_id": "a#1", "wind": 0.1, "rail": 0}\n\n{"passage_id": "a#2", "wind": 1}',
            r'line 3: .* "" for rail',
        ),
        ('{"passage_id": "a#1", "wind": NaN, "rail": 0}', r'found "nan" for wind'),
        ('{"passage_id": "a#1", "wind": "高", "rail": 0}', r'found "高" for wind'),
        ("[" * 100_000, "line 1: expected a JSON object"),
        ('{"id": "a#1", "wind": 0, "rail": 0}', "expected a column `passage_id`"),
    ],
)
def test_wrong_lines_of_json_are_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "s.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        read_scores(tmp_path / "s.jsonl", PASSAGES, THEMES)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("s.parquet", b"PAR1 no"),
        ("s.csv", b"a\x00b"),
        ("s.xlsx", b"PK\x03\x04 a workbook"),
        ("s.csv", b"PK\x03\x04 a workbook"),
        ("none.csv", None),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ModelError, match=name) as refused:
        read_scores(tmp_path / name, PASSAGES, THEMES)
    assert ("until there are scores" in str(refused.value)) == (data is None)
    assert ("save the table as .csv" in str(refused.value)) == (data is not None and data.startswith(b"PK"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"file": "s.csv"}, r"say whose they are, as in whose ="),
        ({"whose": "Li"}, r"name the table, as in file ="),
        ({"file": "s.csv", "whose": "Li"}, r'"s.csv" has no score of 2 of 121 passages, the first of which is "d3#1"'),
    ],
)
def test_what_is_not_said_or_missing_is_refused(data: ModelInput, options: dict[str, str], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        fit(_lacking(data), "scores", **options)


def _lacking(data: ModelInput) -> ModelInput:
    given = data.scores("").copy()
    given[[3, 7]] = np.nan
    return ModelInput(data.tokens, data.texts, data.themes, scores=lambda _: given)


def test_missing_passages_are_unassigned_with_leave(data: ModelInput) -> None:
    fitted = fit(_lacking(data), "scores", file="s.csv", whose="Li", missing="unassigned")
    assert np.flatnonzero(fitted.unassigned).tolist() == [3, 5, 7]
    assert fitted.scores == {"whose": "Li", "passages_without_a_score": 2}


def test_parts_sum_to_one_and_probabilities_stay(data: ModelInput) -> None:
    n = data.tokens.n_passages
    given = np.tile(np.array([[0.9, 0.9]], dtype=np.float32), (n, 1))
    both = ModelInput(data.tokens, data.texts, data.themes, scores=lambda _: given)
    fitted = fit(both, "scores", file="s", whose="Li")
    np.testing.assert_allclose(fitted.passage_topics[0], [0.5, 0.5, 0], atol=1e-6)
    assert fitted.passage_present is not None
    np.testing.assert_allclose(fitted.passage_present[0], [0.9, 0.9, 0.1], atol=1e-6)


_MODEL = """
[[models]]
kind = "scores"
name = "llm"
file = "scores.csv"
whose = "a language model, asked in 2025"
"""


def test_a_study_has_the_shares_of_its_scores(edit_study: Callable[[str, str], Path], tmp_path: Path) -> None:
    """Scores that are the truth give the true shares; another table makes another run, the same table none."""
    nmf = '[[models]]\nkind = "nmf"'
    folder, store = edit_study(nmf, f"{_MODEL}\n{nmf}"), Store(tmp_path / "runs")
    passages = load_study(folder).corpus().passages
    texts = dict(zip(passages["passage_id"], passages["text"], strict=True))
    truth = [(passage, int("风电" in text), int("高铁" in text)) for passage, text in texts.items()]
    table(folder / "scores.csv", truth)
    job = run(load_study(folder), store)
    shares = job.table("shares").query("estimator == 'llm' and weighting == 'document'").set_index(["theme", "period"])
    for (theme, period), share in {("wind", "2020"): 2 / 3, ("wind", "2021"): 1 / 3, ("rail", "2021"): 1 / 3}.items():
        assert shares.loc[(theme, period), "share"] == pytest.approx(share, abs=0.02)
    assert voices_of(job)["llm"] == "scores of a language model, asked in 2025"
    items = dict(job.checklist()[["item", "value"]].to_numpy().tolist())
    assert "a language model, asked in 2025" in items["model llm"]
    assert (
        "; takes the themes' scores from elsewhere, and has no topics; without a score: 0 passages; "
        in items["model llm"]
    )
    assert run(load_study(folder), store).run_names == job.run_names
    table(folder / "scores.csv", [(p, rail, wind) for p, wind, rail in truth])
    assert run(load_study(folder), store).run_names != job.run_names
    table(folder / "scores.csv", truth[1:])
    with pytest.raises(ModelError, match=r"\[\[models\]\] llm: .*scores.csv.* has no score of 1 of 24 passages"):
        run(load_study(folder), store)
