"""Statements for a paper are made from what was done: a setting that changed nothing is told as that.

Every key of study.toml is walked, and every setting of every kind of model. `IDLE` is a study in which each key is set
and does nothing, once in Chinese and once in English; `AT_WORK` is the same study with keys that do something. What
is told is read in the checklist, and in the page, cards, tables and captions, in both languages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from typer.testing import CliRunner

import topics
from tests.conftest import write_toy_study
from topics.claims.card import theme_cards
from topics.claims.preparation import _gave
from topics.cli import app
from topics.errors import ModelError
from topics.models import MODELS
from topics.report.captions import bands_caption, job_caption, theme_shares_caption
from topics.report.card_text import cards_markdown
from topics.report.layouts.share_layouts import estimand_sentence
from topics.report.layouts.theme_layouts import many_periods_sentence
from topics.report.page import report_page
from topics.report.provenance import provenance
from topics.results.change import shares_beside
from topics.study.settings import Section, Settings

ONE_PARAGRAPH = "风电机组在沿海成片投运，风电叶片运输船队往返港口，检修窗口一年只有几个月。{}"
OTHERS = [
    "会议听取了财务部门对上半年预算执行情况所作的说明。",
    "几位代表在发言中提到基层人手不足所带来的难处。",
    "食堂的菜价和班车的时刻表也被写进了这份纪要里面。",
    "下一次例会改在月底召开，由办公室另行发文告知各处。",
]
ENGLISH = "The council heard at length of {} and of every wind farm that stands off the coast of the county this year."
IDLE = """\
title = "Idle"
note = "As printed."

[corpus]
documents = ["documents", "documents/doc-0.md", "nothing-here"]
manifest = "list.csv"
language = "zh"
unit = "document"
min_characters = 5
max_characters = 700
duplicates = "keep"
near_duplicates = 0.9
undated = "leave out"
losses = "accept"
encoding = "utf-8"
date_order = "dmy"
columns = { number = ["单位"] }

[tokens]
segmenter = "jieba"
lexicon = "words.txt"
stop_words = "stop.txt"
stop_list = "en"
min_passages = 1
max_share = 1.0

[themes]
file = "named.toml"
gold = "codes.csv"

[periods]
by = "half-year"
start = 2020
end = 2021

[shares]
estimator = "counting"
membership = "primary"
clusters = "family"
draws = 150
seed = 4

[robustness]
models = ["counting"]
duplicates = ["once", "keep"]
membership = ["primary", "weight"]

[claims]
delta = 3

[[events]]
name = "licences"
date = 2020-06-06
themes = ["wind"]
expected = "rise"
window = 6

[[models]]
kind = "lexicon"
name = "counting"
seeds = [1, 2]
scale = "own"

[[models]]
kind = "nmf"
topics = 2
hold = 2.5
"""
# What the checklist says of each key that does nothing: the item, and words that it must have.
SAID = {
    "title": ("corpus", r"^Idle;"),
    "corpus.documents": ("files", r"^4 by text; nothing-here named, no file is from it"),
    "corpus.manifest": ("files", r"list\.csv named, no date is from it"),
    "corpus.language": ("language", r"100% of the letters are Chinese"),
    "corpus.unit": ("passage", r"each of one paragraph, so that paragraphs would be the same"),
    "corpus.duplicates": ("duplicates", r"no text is published twice"),
    "corpus.near_duplicates": ("re-publications", r"none was found \(at least 90%"),
    "corpus.undated": ("dates", r"no document is without one"),
    "corpus.losses": ("accepted losses", r"^none$"),
    "corpus.encoding": ("files", r"encodings: utf-8 4"),
    "corpus.date_order": ("files", r"order of dates named, dmy, no date rests on it"),
    "corpus.columns": ("columns", r"number from 单位: no document"),
    "tokens.segmenter": ("segmentation", r"^jieba"),
    "tokens.lexicon": ("segmentation", r"2 domain terms from words\.txt named, none occurs"),
    "tokens.stop_words": ("stop words", r"stop\.txt \(2 words\), named, took out no word"),
    "tokens.stop_list": ("stop words", r'list "en" of the toolkit \([^)]*\)*[^)]*\), named, took out no word'),
    "tokens.min_passages": ("vocabulary", r"none was in fewer passages than 1"),
    "tokens.max_share": ("vocabulary", r"none was .*in more than 100% of the passages"),
    "themes.file": ("terms", r"wind: 2 terms, 1 in the text"),
    "themes.gold": ("human codes", r"^1 coded passage of 2 codes"),
    "periods.by": ("periods", r"^4 half-years, .*without a counted document: 2020H2, 2021H2$"),
    "periods.start": ("documents in no period", r"^none$"),
    "periods.end": ("documents in no period", r"^none$"),
    "shares.estimator": ("own estimator", r"^counting: "),
    "shares.membership": ("membership", r"weight and primary give the same shares"),
    "shares.clusters": ("intervals", r"every cluster is one document"),
    "shares.draws": ("intervals", r"150 resamples"),
    "shares.seed": ("intervals", r"seed 4"),
    "robustness.duplicates": (
        "other pipelines",
        r"^4 specifications .*of which duplicates and membership left the change from the first to the last period",
    ),
    "robustness.membership": ("other pipelines", r"not known, since the study's own has no change to compare with"),
    "robustness.models": ("other pipelines", r" over duplicates, membership,"),
    "claims.delta": ("margin", r"^3 points; allows no claim$"),
    "events.name": ("events", r"licences \(0 tests; as planned\)"),
    "models.kind": ("model counting", r"^lexicon; counts the themes' terms and has no topics"),
    "models.name": ("model counting", r"^lexicon"),
    "models.seeds": ("model counting", r"seeds 1, 2 named, but the 2 fits are the same"),
    "models.scale": ("model counting", r"typical weight is 1, so that it changes nothing"),
    "models.options": ("model nmf", r"set and not read by this fit: hold 2\.5"),
}
IN_ENGLISH = {
    "corpus.language": ("language", r"^en \(English\); 0% of the letters are Chinese characters$"),
    "corpus.unit": ("passage", r"each of one paragraph, so that paragraphs would be the same"),
    "tokens.segmenter": ("segmentation", r"^words; "),
    "tokens.stop_list": ("stop words", r'list "zh" of the toolkit \([^)]*\)*[^)]*\), named, took out no word'),
}
# What no page, card, table or caption may say of a study in which the key did nothing.
NOT_SAID = {
    "corpus.duplicates": (
        r"(?<![Aa]ny )[Rr]e-publi(shed text is|cations) counted|重复发布的文本(?!（如有）)(只计|逐次|每次均)"
    ),
    "corpus.unit": r"Passages are paragraphs|以自然段为段落",
    "tokens.stop_words": r"\d stop words\.",
    "periods.end": r"not measured by the study's own estimator|本研究采用的方法未能测量",
    "shares.clusters": r"copies with them|连同其重复文本",
    "models.seeds": r"and the seeds with which|随机种子之间的差异|topics again|能重现|no theme unstable|没有不稳定",
    "models.options": r"(?<!this fit: )hold 2\.5|(?<!未用到：)先验倍数 2",
    "events.name": r"\blicences[^.]*: (allowed|可以得出)",
    "claims.delta": r"(less than|小于) 3 [^.。]*: (allowed|可以得出)",
}
# Keys of which no statement is made beyond those of their neighbours.
UNSAID = {
    "note": "It is printed as it is.",
    "gloss": "It is printed as it is, in English figures.",
    "corpus.stored": "It names a corpus that was read before, whose files and losses are told as ever.",
    "corpus.min_characters": "A document is one passage whatever its length; see the study at work.",
    "corpus.max_characters": "A document is one passage whatever its length; see the study at work.",
    **dict.fromkeys(("events.date", "events.themes", "events.expected", "events.window"), "They are the event's."),
    **{
        f"robustness.{name}": "A value that changes nothing coincides, as do those of duplicates."
        for name in (
            "topics", "segmenter", "stop_words", "min_passages", "max_share", "unit", "weighting", "seeds"
        )
    },
}  # fmt: skip


def keys(section: type[Section] = Settings, above: str = "") -> Iterator[str]:
    """Every key of a study file, as `tokens.max_share` and `models.seeds`."""
    for name, field in section.model_fields.items():
        inner = [part for part in (field.annotation, *getattr(field.annotation, "__args__", ())) if _is_section(part)]
        if inner:
            yield from keys(inner[0], f"{above}{name}.")
        else:
            yield f"{above}{name}"


def _is_section(part: object) -> bool:
    return isinstance(part, type) and issubclass(part, Section)


def write_study(folder: Path, paragraphs: list[str], settings: str) -> Path:
    """A study of four documents, two a year in March."""
    write_toy_study(folder)
    for path in (folder / "documents").glob("*"):
        path.unlink()
    for number, text in enumerate(paragraphs):
        head = f"---\ntitle: 材料{number}\ndate: {2020 + number // 2}-03-0{number + 1}\n单位:\n---\n\n"
        (folder / "documents" / f"doc-{number}.md").write_text(head + text + "\n", encoding="utf-8")
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    (folder / "nothing-here").mkdir()
    files = {
        "list.csv": "path,title\ndocuments/doc-0.md,材料零\n",
        "words.txt": "量子计算\n区块链\n",
        "stop.txt": "孔雀\n犀牛\n",
        "named.toml": '[wind]\nterms = ["风电", "风力田"]\n',
        "codes.csv": "doc_id,starts,theme\ndoc-0,没有这样开头的段落在语料之中,wind\n"
        "doc-1,风电机组在沿海成片投运,wind\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def checklist_of(folder: Path) -> dict[str, str]:
    study, store = topics.load_study(folder), topics.open_store(folder.parent / "runs")
    table = topics.run(study, store, workers=1).checklist()
    return dict(zip(table["item"], table["value"], strict=True))


def in_english(folder: Path) -> None:
    """The lists of a study, in words of which the English corpus has none."""
    for name, text in {
        "words.txt": "quantum computing\nblock chain\n",
        "stop.txt": "zebra\nrhinoceros\n",
        "named.toml": '[wind]\nterms = ["wind farm", "tidal mill"]\n',
        "codes.csv": "doc_id,starts,theme\ndoc-0,No passage of the corpus begins like this,wind\n"
        "doc-1,The council heard at length of parks,wind\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Idle:
    """A study in which every key does nothing: its language, folder and job."""

    language: str
    folder: Path
    job: topics.Job

    @cached_property
    def checklist(self) -> dict[str, str]:
        table = self.job.checklist()
        return dict(zip(table["item"], table["value"], strict=True))

    @cached_property
    def read(self) -> dict[str, str]:
        """All that people read of the study, by its name."""
        found, job, of_text = {}, self.job, self.job.table("shares").query("weighting == 'text'")
        for language in ("en", "zh"):
            page = re.sub("<(script|style|svg).*?</\\1>", "", report_page(job, language), flags=re.DOTALL)
            shown = {
                "page": page,
                "card": cards_markdown(theme_cards(job), job, language),
                "checklist": "\n".join(job.checklist(language=language)["value"]),
                "caption": theme_shares_caption(of_text, job.themes, language, job.own.name),
            }
            shown |= {name: self.ask(name, "--lang", language) for name in ("shares", "trends")}
            found |= {f"{name} ({language})": text for name, text in shown.items()}
        found |= {name: self.ask(name) for name in ("compare", "check")}
        return found | {f"show {model.name}": self.ask("show", model.name) for model in job.models}

    def ask(self, command: str, *words: str) -> str:
        place = [] if command == "check" else ["--store", str(self.job.root)]
        result = CliRunner(env={"COLUMNS": "400"}).invoke(app, [command, str(self.folder), *words, *place])
        assert result.exit_code == 0, result.output
        return result.output


@pytest.fixture(scope="module", params=["zh", "en"])
def idle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Idle:
    language, settings = request.param, IDLE
    texts = [ONE_PARAGRAPH.format(other * 2) for other in OTHERS]
    if language == "en":
        texts = [ENGLISH.format(what) for what in ("sewers", "parks", "roads", "taxes")]
        for old, new in (('"zh"', '"en"'), ('"jieba"', '"words"'), ('stop_list = "en"', 'stop_list = "zh"')):
            settings = settings.replace(old, new, 1)
    folder = write_study(tmp_path_factory.mktemp("idle") / "idle", texts, settings)
    if language == "en":
        in_english(folder)
    study, store = topics.load_study(folder), topics.open_store(folder.parent / "runs")
    topics.robustness(study, store, workers=1)
    return Idle(language, folder, topics.run(study, store, workers=1))


def test_every_key_is_walked() -> None:
    assert set(keys()) == SAID.keys() | UNSAID.keys()
    assert NOT_SAID.keys() | IN_ENGLISH.keys() <= SAID.keys()


@pytest.mark.parametrize("key", SAID)
def test_a_key_that_does_nothing_is_told_as_that(idle: Idle, key: str) -> None:
    item, words = IN_ENGLISH.get(key, SAID[key]) if idle.language == "en" else SAID[key]
    assert re.search(words, idle.checklist[item]), f"{item}: {idle.checklist[item]}"


@pytest.mark.slow
@pytest.mark.parametrize("key", NOT_SAID)
def test_nothing_says_that_a_key_did_what_it_did_not(idle: Idle, key: str) -> None:
    found = {name: said[0] for name, text in idle.read.items() if (said := re.search(NOT_SAID[key], text))}
    assert not found


AT_WORK = """\
title = "At work"

[corpus]
min_characters = 20
max_characters = 60

[tokens]
lexicon = "words.txt"
stop_words = "stop.txt"
min_passages = 3
max_share = 0.35

[themes]
file = "named.toml"

[periods]
start = 2021

[[models]]
kind = "lexicon"

[[models]]
kind = "nmf"
topics = 2
guided = true
hold = 2.5
"""
DONE = {
    "passage": r"lines shorter than 20 characters joined to a neighbour in \d passages; none is longer than 60$",
    "segmentation": r"1 domain term from words\.txt, 1 of them in the text, 4 times",
    "stop words": r"zh.* took out [1-9]\d* words .*stop\.txt \(2 words\), took out 1 word \(4 occurrences\)",
    "vocabulary": r"left out: .* in fewer passages than 3 and .* in more than 35% of the passages$",
    "terms": r"^wind: 1 term, which occurs$",
    "re-publications": r"^1 document( and \d passages of other documents)? repeat .*; \d passages? not counted$",
    "documents in no period": r"^2 before 2021",
    "intervals": r"^not done: no period has two clusters",
    "model nmf": r"hold 2\.5; no random numbers$",
}


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    texts = [
        f"第{n}节\n\n{ONE_PARAGRAPH.format(other * 2)}均已登记\n\n{other}均已登记" for n, other in enumerate(OTHERS)
    ]
    folder = write_study(tmp_path_factory.mktemp("work") / "work", [*texts[:3], texts[2]], AT_WORK)
    for name, text in {
        "words.txt": "检修窗口\n",
        "stop.txt": "船队\n犀牛\n",
        "named.toml": '[wind]\nterms = ["风电"]\n',
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return checklist_of(folder)


@pytest.mark.parametrize("item", DONE)
def test_a_key_that_does_something_is_told_with_what_it_did(at_work: dict[str, str], item: str) -> None:
    assert re.search(DONE[item], at_work[item]), at_work[item]


@pytest.mark.parametrize(
    "place",
    ["---\ndate: {}\n---\n\n{}", "材料\n发布日期：{}　来源：某部\n\n{}", "{1}\n\n某部\n（{0}）", "manifest", "table"],
)
def test_dates_that_rest_on_the_order_of_the_study_are_counted(place: str, tmp_path: Path) -> None:
    """Of three days, one may be of two months, one is clear by itself, one is in ISO form."""
    days, texts = ["03/04/2020", "15/04/2020", "2021-04-15"], [ONE_PARAGRAPH.format(other * 2) for other in OTHERS[:3]]
    settings = '[corpus]\ndate_order = "dmy"\n[themes]\nfile = "named.toml"\n[[models]]\nkind = "lexicon"\n'
    folder = write_study(tmp_path / "ordered", [], settings)
    rows = [f"{n},{day},{text}\n" for n, (day, text) in enumerate(zip(days, texts, strict=True))]
    if place == "table":
        (folder / "documents" / "all.csv").write_text("id,date,text\n" + "".join(rows), encoding="utf-8")
    for n, (day, text) in enumerate(zip(days, texts, strict=True)):
        body = text if place == "manifest" else place.format(day, text)
        if place != "table":
            (folder / "documents" / f"{n}.md").write_text(body, encoding="utf-8")
    if place == "manifest":
        named = "".join(f"documents/{n}.md,{day}\n" for n, day in enumerate(days))
        (folder / "documents.csv").write_text("path,date\n" + named, encoding="utf-8")
    told = checklist_of(folder)
    assert "; dates of 1 document read in the order dmy" in told["files"]
    assert re.match(r"2 from [a-z ]+, 1 from [a-z ]+ in the order dmy; no document is without one", told["dates"])


def test_a_contrast_that_could_not_be_made_is_told_as_that(tmp_path: Path) -> None:
    settings = '[periods]\nend = 2024\n[themes]\nfile = "named.toml"\n[[models]]\nkind = "lexicon"\n'
    told = checklist_of(write_study(tmp_path / "late", [ONE_PARAGRAPH.format(other * 2) for other in OTHERS], settings))
    assert told["contrast"].startswith("2024 minus 2020, ")
    assert told["contrast"].endswith("; not made, since 2024 has no counted document")


@pytest.mark.parametrize(
    ("place", "gave"),
    [("documents", True), ("./documents/", True), (".", True), ("documents/*.md", True), ("documents/a.md", True),
     ("doc", False), ("more", False), ("documents/*.pdf", False), ("../elsewhere", True), ("/elsewhere", True)],
)  # fmt: skip
def test_a_place_that_gave_no_file(place: str, gave: bool) -> None:
    assert _gave(place, ["documents/a.md", "documents/b/c.md"]) == gave


def test_a_form_filled_in_anew_is_no_repeated_text_and_is_told(tmp_path: Path) -> None:
    notice = (
        "各市主管部门：为做好{0}年度试点示范项目申报工作，现将有关事项通知如下。申报主体应在本省注册，具有独立法人资格，近三年无重大安全事故。"
        "申报内容包括平台建设、网络改造、安全保障三个方向，每市推荐项目不超过{1}个。请于{0}年{2}月{3}日前将推荐材料报送我厅，逾期不再受理。"
        "材料须加盖公章，一式三份，风电项目另附说明。"
    )
    filled = [notice.format(*of) for of in ((2020, 5, 6, 10), (2021, 6, 7, 15), (2022, 8, 5, 20))]
    settings = '[corpus]\nnear_duplicates = 0.8\n[themes]\nfile = "named.toml"\n[[models]]\nkind = "lexicon"\n'
    told = checklist_of(write_study(tmp_path / "forms", filled, settings))["re-publications"]
    assert told.startswith("none was found (at least 80%")
    assert told.endswith(" filled in anew, such as yearly notices, are counted: 2 documents")


def test_lists_of_another_study_with_the_same_tokens_are_told_as_its_own(tmp_path: Path) -> None:
    """A list that takes out nothing leaves the tokens as they are: two studies then share what is kept."""
    texts = [ONE_PARAGRAPH.format(other * 2) for other in OTHERS]
    settings = '[tokens]\nstop_words = "stop.txt"\n[themes]\nfile = "named.toml"\n[[models]]\nkind = "lexicon"\n'
    told = []
    for name, words in (("one", "孔雀\n"), ("two", "孔雀\n犀牛\n大象\n")):
        folder = write_study(tmp_path / name, texts, settings)
        (folder / "stop.txt").write_text(words, encoding="utf-8")
        told.append(checklist_of(folder))
    assert "stop.txt (1 word), named, took out no word" in told[0]["stop words"]
    assert "stop.txt (3 words), named, took out no word" in told[1]["stop words"]
    assert told[0]["corpus"].rpartition("hash")[2] == told[1]["corpus"].rpartition("hash")[2]


READ_ALWAYS = {
    "lda": {
        "topics": "Told as K, from the fit.",
        "inference": "Told as the one that was taken.",
        "passes": "Told with those that were made.",
        "guided": "Refused for a theme without a word.",
        "alpha": "A prior of every inference.",
        "alpha_form": "To learn it is refused with too few passes.",
        "eta": "Told as what was taken.",
        "eta_form": "To learn it is refused where it cannot be.",
        "chunk": "It chooses the inference; told with the passages where there are fewer.",
        "keep_draws": "Refused where no state is drawn.",
    },
    "nmf": {
        "topics": "Told as K, from the fit.",
        "iterations": "Told with those that were made.",
        "guided": "Refused for a theme without a word.",
    },
    "bertopic": {
        "embedder": "There is no fit without vectors.",
        "mode": "Refused where no passage is like a theme.",
        "neighbours": "Refused with fewer passages.",
        "dimensions": "Refused with fewer passages.",
        "min_topic_size": "Told as what was taken.",
        "topics": "Told as K, from the fit.",
    },
    "keyatm": {
        "topics": "Told as K, from the fit.",
        "iterations": "All are made.",
        "weights": "Every word is weighted.",
        "dynamic": "Refused with fewer periods than states.",
    },
    "lexicon": {"measure": "The rule by which passages are counted."},
    "clause-extent": {},
    "coded": {},
    "seeded-vectors": {"embedder": "There is no fit without vectors."},
    "scores": {
        "file": "There is no fit without scores.",
        "whose": "A name.",
        "missing": "Told with the number of passages without a score.",
    },
}
CASES: list[tuple[str, dict[str, object], set[str]]] = [
    ("lda", {}, {"hold", "start"}),
    ("lda", {"guided": True}, {"refit", "draws"}),
    ("lda", {"inference": "gibbs"}, {"hold", "start", "refit", "draws", "tolerance"}),
    ("lda", {"chunk": 500}, {"hold", "start", "refit", "draws"}),
    ("nmf", {}, {"hold"}),
    ("nmf", {"guided": True}, set()),
    ("keyatm", {}, {"states"}),
    ("keyatm", {"dynamic": True}, set()),
    ("bertopic", {}, {"min_similarity"}),
    ("bertopic", {"mode": "guided"}, set()),
]


@pytest.mark.parametrize("kind", MODELS)
def test_every_setting_of_a_model_is_walked(kind: str) -> None:
    unread = {name for of, _, idle in CASES if of == kind for name in idle}
    assert set(MODELS[kind].settings) == READ_ALWAYS[kind].keys() | unread


@pytest.mark.parametrize(
    ("kind", "options", "idle"),
    CASES,
)
def test_settings_that_a_fit_does_not_read(kind: str, options: dict[str, object], idle: set[str]) -> None:
    assert not idle & READ_ALWAYS[kind].keys()
    given = {name: parameter.default for name, parameter in MODELS[kind].settings.items()} | options
    assert MODELS[kind].idle(given, {}) == idle


def test_captions_name_no_resamples_where_no_share_has_a_band(tmp_path: Path) -> None:
    """One document a year: nothing is drawn anew, whatever `draws` and `seed` say."""
    settings = '[themes]\nfile = "named.toml"\n[shares]\ndraws = 150\nseed = 4\n[[models]]\nkind = "lexicon"\n'
    texts = [ONE_PARAGRAPH.format(other * 2) for other in OTHERS]
    for n, several in ((1, False), (4, True)):
        study = topics.load_study(write_study(tmp_path / str(n), texts[:n], settings))
        job = topics.run(study, topics.open_store(tmp_path / "runs"), workers=1)
        told = [provenance(job, "shares", job.table("shares"), language) for language in ("en", "zh")]
        told += [job_caption(job, language) for language in ("en", "zh")]
        assert all(("150" in text) == several for text in told), told


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> topics.Job:
    """One document a year, of which that of 2021 repeats that of 2020: no share has a band, and 2021 counts nothing."""
    text = ONE_PARAGRAPH.format(OTHERS[0] * 2)
    settings = '[themes]\nfile = "named.toml"\n[[models]]\nkind = "lexicon"\n'
    folder = write_study(tmp_path_factory.mktemp("copied") / "copied", [], settings)
    for year in (2020, 2021):
        page = f"---\ndate: {year}-03-01\n---\n\n{text}\n"
        (folder / "documents" / f"{year}.md").write_text(page, encoding="utf-8")
    return topics.run(topics.load_study(folder), topics.open_store(folder.parent / "runs"), workers=1)


@pytest.mark.parametrize(
    ("language", "said", "bands"),
    [("en", "No counted document is of 2021.", "95% intervals"), ("zh", "2021 年没有计入的文档。", "95% 区间")],
)
def test_a_period_of_copies_alone_has_no_counted_document_and_no_band(
    copied: topics.Job, language: str, said: str, bands: str
) -> None:
    table = copied.table("shares")
    assert many_periods_sentence(table, language) == said
    assert bands not in estimand_sentence("Copied", table, language)
    assert bands_caption(table, "lexicon", language) in (
        "No band: every period has a single cluster of documents.", "无区间：每期仅有一个文档簇。"
    )  # fmt: skip


def test_a_mix_that_cannot_be_held_fixed_is_refused(copied: topics.Job) -> None:
    with pytest.raises(ModelError, match="the mix of source cannot be held fixed"):
        shares_beside(copied, standardise=True)
