"""A new study can be run on the documents it was made for, be they few."""

import tomllib
from itertools import combinations
from pathlib import Path

import pytest

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
    _, note = new_study(tmp_path / "new", [str(documents(tmp_path / "texts", n))])
    assert models(tmp_path / "new") == left
    aside = [name for name in ALL if name not in left]
    assert note.startswith(f"The {n} passages found are too few for {', '.join(aside)}: ") == bool(aside)
    assert bool(note) == bool(aside)


def test_the_comments_are_the_models_and_the_sentence(tmp_path: Path) -> None:
    _, note = new_study(tmp_path / "few", [str(documents(tmp_path / "texts", 9))], "A title")
    text = (tmp_path / "few" / "study.toml").read_text(encoding="utf-8")
    comments = text[text.index("# The 9 passages") :]
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
    _, note = new_study(tmp_path / "new", [str(tmp_path / "texts.docx")])
    assert (models(tmp_path / "new"), note) == (ALL, "")


def test_themes_that_cannot_be_read_keep_no_study_from_being_made(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "themes.toml").write_text("[5g", encoding="utf-8")
    files, note = new_study(tmp_path / "new", [str(documents(tmp_path / "texts", 9))])
    assert (models(tmp_path / "new"), note) == (ALL, "")
    assert "themes.toml" not in {path.name for path in files}


def test_a_study_that_is_interrupted_can_be_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("topics.study.template.find_files", stopped)
    texts = documents(tmp_path / "texts", 3)
    with pytest.raises(KeyboardInterrupt):
        new_study(tmp_path / "new", [str(texts)])
    assert [*(tmp_path / "new").iterdir()] == []
