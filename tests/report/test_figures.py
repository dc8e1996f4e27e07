import csv
import hashlib
import io
import json
import os
import re
import runpy
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from tests.conftest import write_toy_study
from topics.cli import app
from topics.errors import FigureError, ModelError
from topics.jobs.run import run
from topics.plots.boxes import shown_texts
from topics.plots.style import journal
from topics.report.captions import job_caption, theme_shares_caption
from topics.report.drawing import _marks, draw, draw_figures, drawn_from, figure_states
from topics.report.figures import FIGURES
from topics.report.figures.fig1_theme_shares import theme_share_pages, theme_share_rows
from topics.report.figures.fig11_vocabulary import vocabulary
from topics.report.figures.sources import glossed
from topics.report.figures.sources import glosses as glosses_of
from topics.report.tables import to_csv
from topics.shares.estimand import ESTIMAND_COLUMNS, Estimand
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study
from topics.themes import NONE_OF_THE_THEMES, Theme

THEMES = (
    Theme("5g", ("5G",), (("zh", "5G"), ("en", "5G"))),
    Theme("safety", ("安全",), (("zh", "数据安全"), ("en", "Data security"))),
)


def shares(theme_ids=("5g", "safety", NONE_OF_THE_THEMES)):
    rows = [
        (estimator, weighting, theme, str(year), 0.1 + 0.02 * t + 0.01 * e, 0.05, 0.25, 20 * (year - 2018), 100, 5000)
        for e, estimator in enumerate(["lexicon", "lda", "nmf", "bertopic"])
        for weighting in ["text", "document"]
        for t, theme in enumerate(theme_ids)
        for year in range(2020, 2025)
    ]
    names = "estimator weighting theme period share lower upper n_documents n_passages n_tokens"
    table = pd.DataFrame(rows, columns=names.split()).assign(clusters="document")
    about = {weighting: Estimand(weighting, membership="primary").columns for weighting in ("text", "document")}
    return table.assign(**{name: [about[w][name] for w in table["weighting"]] for name in ESTIMAND_COLUMNS})


def test_a_figure_is_saved_with_its_numbers_and_caption(tmp_path):
    paths = draw(
        "fig1_theme_shares", {"shares": shares()}, THEMES, tmp_path / "new" / "folder", caption="Runs: lda-s1."
    )
    names = [f"fig1_theme_shares.{suffix}" for suffix in ("pdf", "png", "csv", "txt")]
    assert [path.name for path in paths] == names
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == sorted(names)
    rows = list(csv.DictReader(io.StringIO(paths[2].read_text(encoding="utf-8"))))
    assert list(rows[0])[:5] == ["estimator", "weighting", "theme", "period", "share"]
    assert len(rows) == 4 * 2 * 5
    assert {row["theme"] for row in rows} == {"5g", "safety"}
    assert {row["weighting"] for row in rows} == {"text"}
    caption = paths[3].read_text(encoding="utf-8")
    assert "Estimand: text share" in caption
    assert (
        "a passage counts wholly for its primary theme. A document belongs to the period it was published in, "
        "or signed in where it does not say." in caption
    )
    assert "Any re-published text is counted once." in caption
    assert "Uncorrected model output — level not validated." in caption
    assert "2020: 40, 100, 5,000; 2021: 60, 100, 5,000;" in caption
    assert "\n\nRuns: lda-s1.\n\nDigest of the numbers drawn: " in caption


def test_the_csv_gives_the_drawn_numbers_back(tmp_path):
    table = shares()
    table["share"] = table["share"] / 3
    draw("fig1_theme_shares", {"shares": table}, THEMES, tmp_path, formats=["png"])
    with (tmp_path / "fig1_theme_shares.csv").open(encoding="utf-8") as file:
        read = [float(row["share"]) for row in csv.DictReader(file)]
    expected = table[(table["weighting"] == "text") & (table["theme"] != NONE_OF_THE_THEMES)]
    assert read == expected["share"].tolist()


def test_chinese_figures_have_files_of_their_own(tmp_path):
    paths = draw("fig1_theme_shares", {"shares": shares()}, THEMES, tmp_path, "zh", ["png", "svg"])
    assert [path.name for path in paths] == [
        "fig1_theme_shares_zh.png",
        "fig1_theme_shares_zh.svg",
        "fig1_theme_shares.csv",
        "fig1_theme_shares_zh.txt",
    ]
    assert "2020 年至 2024 年各期主题占比：5G、数据安全。" in paths[3].read_text(encoding="utf-8")


PROGRAM = """
import json, sys
from pathlib import Path
import pandas as pd
from topics.report.drawing import draw
from topics.themes import Theme
themes = [Theme(i, ("x",), tuple(labels.items())) for i, labels in json.loads(sys.argv[2])]
table = pd.read_json(sys.argv[3], dtype={"period": str})
draw("fig1_theme_shares", {"shares": table}, themes, Path(sys.argv[1]), "zh", ["pdf", "png", "svg"])
"""


def test_a_fresh_process_writes_the_same_bytes(tmp_path):
    table = tmp_path / "table.json"
    table.write_text(shares().to_json(orient="records"), encoding="utf-8")
    themes = json.dumps([(theme.id, dict(theme.labels)) for theme in THEMES])
    tables = {"shares": pd.read_json(table, dtype={"period": str})}
    plain = [Theme(theme.id, ("x",), theme.labels) for theme in THEMES]
    draw("fig1_theme_shares", tables, plain, tmp_path / "here", "zh", ["pdf", "png", "svg"])
    time.sleep(1.1)  # a timestamp in seconds would show
    subprocess.run([sys.executable, "-c", PROGRAM, tmp_path / "there", themes, table], check=True)
    here, there = (
        {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (tmp_path / place).iterdir()}
        for place in ("here", "there")
    )
    assert here == there
    assert len(here) == 5


def test_panels_follow_the_number_of_themes():
    themes = [Theme(f"t{i}", ("x",), (("en", f"Theme {i}"),)) for i in range(5)]
    rows = theme_share_rows(shares([theme.id for theme in themes]), themes)
    with journal():
        (figure,) = theme_share_pages(rows, themes)
    heads = [text.get_text() for axes in figure.axes for text in axes.texts if text.get_text().startswith("Theme")]
    assert heads == [f"Theme {i}" for i in range(5)]
    assert figure.get_figwidth() * 25.4 == pytest.approx(174)


def test_a_label_without_glyphs_leaves_nothing_behind(tmp_path):
    strange = (Theme("5g", ("5G",), (("en", "5G \ue000"),)),)
    with pytest.raises(FigureError, match=r"U\+E000"):
        draw("fig1_theme_shares", {"shares": shares()}, strange, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_gap_is_an_empty_cell(tmp_path):
    table = shares()
    table.loc[table["period"] == "2021", ["share", "lower", "upper"]] = np.nan
    table.loc[table["period"] == "2021", "n_documents"] = 0
    draw("fig1_theme_shares", {"shares": table}, THEMES, tmp_path, formats=["png"])
    assert "lexicon,text,5g,2021,,,,0,100,5000" in (tmp_path / "fig1_theme_shares.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("fig1_theme_share", {}, 'did you mean "fig1_theme_shares"'),
        ("fig1_theme_shares", {"formats": ["pfd"]}, 'saved as "pfd"; did you mean "pdf"'),
        ("fig1_theme_shares", {"language": "de"}, "labelled in en or zh"),
    ],
)
def test_what_cannot_be_drawn_is_said(tmp_path, name, arguments, said):
    with pytest.raises(FigureError, match=said):
        draw(name, {"shares": shares()}, THEMES, tmp_path, **arguments)


def test_an_unknown_weighting_is_refused():
    with pytest.raises(FigureError, match='no weighting "documents"; did you mean "document"'):
        theme_share_rows(shares(), THEMES, "documents")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (shares(["safety"]), "no row for 5g; it holds safety"),
        (pd.concat([shares(), shares()]), "several shares for lexicon, 5g, 2020; choose one weighting"),
    ],
)
def test_a_table_that_cannot_be_drawn_is_refused(table, said):
    with pytest.raises(FigureError, match=said):
        theme_share_rows(table, THEMES)


def test_a_folder_that_is_a_file_is_said(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(FigureError, match="file: this cannot be written"):
        draw("fig1_theme_shares", {"shares": shares()}, THEMES, tmp_path / "file", formats=["png"])


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_says_in_a_line_per_language_what_it_shows(name):
    label = FIGURES[name].label
    assert (label["en"][-1], label["zh"][-1]) == (".", "。")


def test_the_caption_says_the_estimand_of_the_rows_and_a_table_without_one_has_none(tmp_path):
    kept = shares().assign(duplicates="keep", clusters="family", date_type="issue")
    text = theme_shares_caption(theme_share_rows(kept, THEMES), THEMES)
    assert "Any re-published text is counted every time." in text
    assert "it covers which documents, their copies with them, happened to be written" in text
    assert "issued in, or published where it does not say" in text
    assert "重复发布的文本（如有）逐次计入。" in theme_shares_caption(theme_share_rows(kept, THEMES), THEMES, "zh")
    with pytest.raises(ModelError, match="does not say what they are shares of"):
        draw("fig1_theme_shares", {"shares": shares().drop(columns="membership")}, THEMES, tmp_path / "none")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "fitted, and how topics would be estimated from other documents."),
        ("zh", "差异，以及改由其他文档估计话题时的差异。"),
    ],
)
def test_the_caption_says_whether_the_band_covers_refits(language, said):
    rows = theme_share_rows(shares().assign(n_seeds=3), THEMES)
    assert said in theme_shares_caption(rows, THEMES, language, refitted=True)
    assert said[-9:] not in theme_shares_caption(rows, THEMES, language)


@pytest.mark.parametrize(
    ("language", "left_out"),
    [
        (
            "en",
            "Not drawn, since the estimator is unfit for the theme (`topics shares` says why): LDA: 5G, Data security",
        ),
        ("zh", "未绘制（该方法不适用于该主题，原因见 `topics shares`）：LDA：5G、数据安全"),
    ],
)
def test_what_is_unfit_is_not_drawn_and_foot_and_caption_name_it(language, left_out):
    """An estimator without a mark in the figure is not one of its estimators."""
    table = shares()
    unfit = table["estimator"] == "lda"
    table = table.assign(unfit=np.where(unfit, "sees nothing", ""), share=table["share"].mask(unfit))
    rows = theme_share_rows(table, THEMES)
    text = theme_shares_caption(rows, THEMES, language)
    assert left_out in text
    assert "LDA" not in text.split("\n\n")[0]
    with journal():
        (figure,) = theme_share_pages(rows, THEMES, language)
    told = {"en": "Not drawn: LDA, unfit (all themes).", "zh": "未绘制：LDA，不适用（全部主题）。"}[language]
    assert any(told in text.get_text().replace("\n", " ") for text in shown_texts(figure))
    whole = theme_shares_caption(theme_share_rows(shares(), THEMES), THEMES, language)
    assert "LDA" in whole.split("\n\n")[0]
    assert left_out[:6] not in whole


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Not drawn, since unstable over the seeds"), ("zh", "未绘制（因随机种子而不稳定）")],
)
def test_the_caption_names_what_is_grey(language, said):
    rows = theme_share_rows(shares(), THEMES)
    assert said not in theme_shares_caption(rows.assign(unstable=False), THEMES, language)
    text = theme_shares_caption(rows.assign(unstable=rows["theme"] == THEMES[0].id), THEMES, language)
    assert said in text
    assert "0.3" in text
    assert f"LDA{'：' if language == 'zh' else ': '}{THEMES[0].label(language)}" in text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "2,000 resamples, seed 1."), ("zh", "重抽样 2,000 次，随机种子 1。")]
)
def test_the_caption_names_study_and_runs(language, said, tmp_path):
    job = Job(tmp_path / "runs" / "jobs" / "t")
    job.__dict__["record"] = {
        "title": "T",
        "note": {"": ""},
        "corpus": "c0ffee",
        "periods": {"by": "year", "start": "2020", "end": "2021"},
        "estimand": {"duplicates": "once", "membership": "primary", "draws": 2000, "seed": 1},
        "models": [{"name": "lda", "runs": ["lda-20-s1-ab", "lda-20-s2-cd"]}],
        "files": {},
    }
    job.folder.mkdir(parents=True)
    shares().to_parquet(job.folder / "shares.parquet")
    job.record["files"]["shares.parquet"] = ""
    caption = job_caption(job, language)
    assert said in caption
    assert ("、" if language == "zh" else ", ").join(["lda-20-s1-ab", "lda-20-s2-cd"]) in caption
    assert "c0ffee" in caption
    assert "2,000" in caption


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A toy job: lexicon and NMF, no codes, no sweep."""
    folder = tmp_path_factory.mktemp("figures")
    write_toy_study(folder / "toy")
    return run(load_study(folder / "toy"), Store(folder / "runs"))


DRAWN = ["fig1_theme_shares", "fig2_change", "fig3_top_words", "fig6_corpus", "fig8_topic_tree", "fig9_months"]
EVERY_FIGURE = """
import sys
from pathlib import Path
from topics.report.drawing import draw_figures
from topics.store.job import Job
done = draw_figures(Job(Path(sys.argv[1])), [], Path(sys.argv[2]), language=sys.argv[3], formats=["pdf", "png", "svg"])
assert not done.failed, done.failed
"""


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_fresh_processes_draw_every_figure_alike(kept, tmp_path, language):
    digests = []
    for name in ("first", "second"):
        environment = {**os.environ, "PYTHONHASHSEED": str(len(digests))}
        arguments = [sys.executable, "-c", EVERY_FIGURE, kept.folder, tmp_path / name, language]
        subprocess.run(arguments, check=True, env=environment)
        files = sorted((tmp_path / name).iterdir())
        digests.append({file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files})
    assert digests[0] == digests[1]
    pictures = [name for name in digests[0] if name.endswith(".png")]
    assert len(pictures) >= len(DRAWN)
    assert len(digests[0]) == 5 * len(pictures)  # PDF, PNG, SVG, numbers and caption of each


def test_a_job_draws_the_figures_it_has_tables_for(kept, tmp_path):
    done = draw_figures(kept, [], tmp_path, language="zh", formats=["png"])
    paths, left_out = done.paths, done.left_out
    assert done.failed == {}
    drawn = [path.stem for path in paths if path.suffix == ".png"]
    assert drawn == [f"{name}_zh" for name in FIGURES if name not in left_out]
    assert {f"{name}_zh" for name in DRAWN} <= {*drawn}
    assert {"fig4_sizes", "fig5_alignment", "fig7_specifications", "fig10_truth"} <= {*left_out}
    runs = {"fig1_theme_shares": {"lexicon", "nmf"}, "fig9_months": {"lexicon"}, "fig3_top_words": {"nmf"}}
    for name, models in [*runs.items(), ("fig6_corpus", set())]:
        caption = (tmp_path / f"{name}_zh.txt").read_text(encoding="utf-8")
        assert f"研究：Toy；任务 {kept.name}，语料 {kept.corpus_key}。" in caption
        assert {model.name for model in kept.models if model.runs[0].name in caption} == models
    assert "`topics robustness toy`" in left_out["fig7_specifications"]
    months = pd.read_csv(tmp_path / "fig9_months.csv")
    assert set(months["estimator"]) == {"lexicon"}
    assert months["by"].value_counts().to_dict() == {"month": 2 * 24, "quarter": 2 * 8}  # of two themes in two years


@pytest.mark.parametrize("names", [[], ["fig3_top_words", "fig6_corpus"]])
@pytest.mark.parametrize("fails", ["draw", "tables"])
def test_a_figure_that_fails_is_named_and_the_others_are_drawn(kept, tmp_path, monkeypatch, names, fails):
    broken = FIGURES["fig3_top_words"]
    failing = {
        "draw": replace(broken, draw=lambda *_: 1 / 0),
        "tables": replace(broken, tables={"top_words": lambda job: 1 / 0}),
    }[fails]
    monkeypatch.setitem(FIGURES._entries, "fig3_top_words", replace(FIGURES._entry("fig3_top_words"), part=failing))
    done = draw_figures(kept, names, tmp_path, formats=["png"])
    assert {name: type(error) for name, error in done.failed.items()} == {"fig3_top_words": ZeroDivisionError}
    assert "fig6_corpus.png" in {path.name for path in done.paths}
    assert not list(tmp_path.glob("fig3*"))


def test_the_command_names_a_figure_that_failed_without_a_traceback(kept, tmp_path, monkeypatch):
    failing = replace(FIGURES["fig6_corpus"], draw=lambda *_: {}["no such thing"])
    monkeypatch.setitem(FIGURES._entries, "fig6_corpus", replace(FIGURES._entry("fig6_corpus"), part=failing))
    asked = ["figures", "--store", str(kept.root), "--out", str(tmp_path), "--format", "png"]
    done = CliRunner().invoke(app, [*asked, "--stale"])
    assert done.exit_code == 1
    assert "fig6_corpus failed, which is a fault of topics" in done.output
    assert "Traceback" not in done.output
    assert (tmp_path / "fig1_theme_shares.png").is_file()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("fig4_sizes", "there is no sweep of this study yet; `topics sweep toy` makes one"),
        ("fig5_alignment", "it takes two topic models"),
        (
            "fig7_specifications",
            "there is no specification curve of this study yet; `topics robustness toy` makes one",
        ),
        ("fig10_truth", "not every passage of this study has a human code"),
    ],
)
def test_a_figure_with_nothing_to_draw_says_what_to_do(kept, tmp_path, name, why):
    with pytest.raises(FigureError, match=f"{name}: {why}"):
        draw_figures(kept, [name], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_truth_stands_first_among_the_estimators(tmp_path):
    known = shares().query("estimator == 'lda'").drop(columns=["estimator", "lower", "upper"])
    draw("fig10_truth", {"shares": shares(), "truth": known}, THEMES, tmp_path, formats=["png"])
    rows = pd.read_csv(tmp_path / "fig10_truth.csv")
    assert list(dict.fromkeys(rows["estimator"])) == ["codes", "lexicon", "lda", "nmf", "bertopic"]
    assert rows.query("estimator == 'codes'")["lower"].isna().all()


def test_a_figure_is_stale_when_its_numbers_are_others(kept, tmp_path):
    draw_figures(kept, ["fig1_theme_shares"], tmp_path, formats=["png"])
    states = figure_states(kept, tmp_path)
    assert states["fig1_theme_shares"] == "fresh"
    assert states["fig2_change"] == "missing"
    assert states["fig4_sizes"].startswith("nothing to draw: there is no sweep of this study yet; `topics sweep toy`")
    assert figure_states(kept, tmp_path, "zh")["fig1_theme_shares"] == "尚未绘制"
    table = kept.table("shares")
    other = drawn_from("fig1_theme_shares", {"shares": table.assign(share=table["share"] / 2)}, None)
    caption = tmp_path / "fig1_theme_shares.txt"
    lines = caption.read_text(encoding="utf-8").splitlines()
    assert lines[-1] != other
    caption.write_text("\n".join([*lines[:-1], other]), encoding="utf-8")
    assert figure_states(kept, tmp_path)["fig1_theme_shares"] == "stale"


def test_pictures_of_formats_that_were_not_drawn_again_are_named_and_stale(kept, tmp_path):
    earlier = kept.table("shares").assign(share=lambda table: table["share"] / 2)
    for language in ("en", "zh"):
        tables = {"shares": earlier}
        draw("fig1_theme_shares", tables, kept.themes, tmp_path, language, ["pdf", "png", "svg"], style="serif")
    drawn = draw_figures(kept, ["fig1_theme_shares"], tmp_path, formats=["png"])
    others = ["fig1_theme_shares.pdf", "fig1_theme_shares.svg"]
    chinese = [f"fig1_theme_shares_zh.{suffix}" for suffix in ("pdf", "png", "svg")]
    assert [path.name for path in drawn.outdated] == [*others, *chinese]
    told = "not drawn again since the numbers or the note changed: fig1_theme_shares.pdf, fig1_theme_shares.svg"
    assert figure_states(kept, tmp_path)["fig1_theme_shares"] == f"stale: {told}"
    assert draw_figures(kept, ["fig1_theme_shares"], tmp_path, language="zh", formats=["pdf", "png", "svg"])
    assert figure_states(kept, tmp_path, "zh")["fig1_theme_shares"] == "最新"
    drawn = draw_figures(kept, ["fig1_theme_shares"], tmp_path, formats=["pdf", "svg"])
    assert drawn.outdated == []
    assert figure_states(kept, tmp_path)["fig1_theme_shares"] == "fresh"
    (tmp_path / "fig1_theme_shares-2.png").write_bytes(b"a page that the figure no longer has")
    assert figure_states(kept, tmp_path)["fig1_theme_shares"].startswith("stale: ")
    (tmp_path / "fig1_theme_shares_zh-2.png").write_bytes(b"of another language")
    draw_figures(kept, ["fig1_theme_shares"], tmp_path, formats=["png"])
    assert sorted(path.name for path in tmp_path.glob("fig1*-2.png")) == ["fig1_theme_shares_zh-2.png"]


def test_last_bits_which_differ_between_processors_make_no_other_picture() -> None:
    rows = shares()[["share", "lower"]]
    mark = _marks(to_csv(rows).encode(), "A")
    assert _marks(to_csv(rows * (1 + 1e-14)).encode(), "A") == mark
    assert _marks(to_csv(rows - 1e-15).encode(), "A") == mark
    assert _marks(to_csv(rows + 1e-7).encode(), "A")[0] != mark[0]


def test_the_digest_of_the_numbers_is_the_same_in_both_languages_and_a_changed_note_makes_a_figure_stale():
    tables = {"shares": shares()}
    english, chinese = (
        drawn_from("fig1_theme_shares", tables, note, language) for note, language in (("A", "en"), ("甲", "zh"))
    )
    said = re.fullmatch(r"Digest of the numbers drawn: (\w{12}); of the note: (\w{12})", english)
    assert said
    other = re.fullmatch(r"图中数字的校验值：(\w{12})；附注的校验值：(\w{12})", chinese)
    assert other
    assert said[1] == other[1]
    assert said[2] != other[2]
    assert drawn_from("fig1_theme_shares", tables, None) == f"Digest of the numbers drawn: {said[1]}"
    assert drawn_from("fig1_theme_shares", tables, "B") != english


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_has_a_script_that_draws_it(name):
    script = Path(__file__).parents[2] / "figures" / f"{name}.py"
    assert script.is_file(), "a figure comes with a script for those who want to change it"


@pytest.mark.parametrize("name", [*DRAWN, "fig11_vocabulary"])
def test_a_script_draws_its_figure_of_the_latest_job(kept, tmp_path, monkeypatch, name):
    monkeypatch.setenv("TOPICS_STORE", str(kept.root))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [name])
    runpy.run_path(str(Path(__file__).parents[2] / "figures" / f"{name}.py"))
    assert {path.read_bytes()[:5] for path in tmp_path.iterdir()} == {b"%PDF-"}


@pytest.mark.parametrize(
    ("language", "told"), [("en", ["风电 (wind power)", "海上风电 (offshore wind)"]), ("zh", ["风电", "海上风电"])]
)
def test_an_english_figure_says_what_words_are_in_english(kept, tmp_path, language, told):
    write_toy_study(tmp_path / "toy")
    settings = tmp_path / "toy" / "study.toml"
    glosses = 'gloss = { "风电" = "wind power", "海上风电" = "offshore wind" }\n'
    settings.write_text(glosses + settings.read_text(encoding="utf-8"), encoding="utf-8")
    job = run(load_study(tmp_path / "toy"), Store(kept.root))
    assert job.glosses == {"风电": "wind power", "海上风电": "offshore wind"}
    tables = {"vocabulary": vocabulary(job), "glosses": glosses_of(job)}
    drawing = FIGURES["fig11_vocabulary"].draw(tables, job.themes, language, None)
    texts = {text.get_text().replace("\n", " ") for text in shown_texts(drawing.figure)}
    assert told[0] in texts
    assert set(drawing.rows["term"]) == {"风电", "高铁", "动车组"}  # the numbers are the same file in both languages
    words = [glossed(line, tables, language) for line in ("海上风电", "海上风电 港口")]
    assert words == [told[1], f"{told[1]} 港口"]
    assert kept.glosses == {}


def test_a_misspelt_figure_draws_none(kept, tmp_path):
    with pytest.raises(FigureError, match='did you mean "fig1_theme_shares"'):
        draw_figures(kept, ["fig1_theme_shares", "fig1_theme"], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_codes_of_every_passage_are_drawn_as_the_truth(tmp_path):
    write_toy_study(tmp_path / "toy")
    study = load_study(tmp_path / "toy")
    passages = study.corpus().passages
    themes = ["wind", "wind", "rail"] * 4 + ["wind", "rail", ""] * 4
    codes = [f"{row.doc_id},{row.text[:8]},{theme}\n" for row, theme in zip(passages.itertuples(), themes, strict=True)]
    (tmp_path / "toy" / "gold.csv").write_text("doc_id,starts,theme\n" + "".join(codes), encoding="utf-8")
    job = run(load_study(tmp_path / "toy"), Store(tmp_path / "runs"))
    paths = draw_figures(job, ["fig10_truth"], tmp_path / "drawn", formats=["png"]).paths
    drawn = pd.read_csv(next(path for path in paths if path.suffix == ".csv"), dtype={"period": str})
    truth = drawn[drawn["estimator"] == "codes"].set_index(["theme", "period"])
    assert truth["share"].round(2).to_dict() == {
        ("wind", "2020"): 0.68, ("wind", "2021"): 0.35, ("rail", "2020"): 0.32, ("rail", "2021"): 0.33,
    }  # fmt: skip
    assert truth[["lower", "n_seeds", "unstable"]].isna().all(axis=None)
    assert set(drawn["estimator"]) == {"codes", "lexicon", "nmf"}


def test_the_caption_says_of_the_band_what_was_resampled_and_what_was_pooled():
    """Every source one document, and one seed of the estimator with the band: settings that came to nothing."""
    kept = shares().assign(clusters="source")
    kept = kept.assign(
        n_clusters=kept["n_documents"], n_seeds=kept["estimator"].map(lambda name: 1 + 2 * (name != "lexicon"))
    )
    rows = theme_share_rows(kept, THEMES)
    text = theme_shares_caption(rows, THEMES, own="lexicon")
    assert "it covers which documents happened to be written." in text
    other = next(name for name in rows["estimator"] if name != "lexicon")
    assert "and the seeds with which" in theme_shares_caption(rows, THEMES, own=other)
    few = theme_share_rows(kept.assign(n_clusters=3), THEMES)
    assert "it covers which sources happened to write" in theme_shares_caption(few, THEMES, own="lexicon")
