from pathlib import Path

import pytest

from topics.jobs.run import run
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study

STUDY = """\
title = "Read"

[corpus]
language = "{language}"
min_characters = 1
near_duplicates = 0

[tokens]
min_passages = 1
max_share = 1.0

[[models]]
kind = "lexicon"
"""


def make_job(folder: Path, documents: dict[str, str], themes: str, language: str = "zh") -> Job:
    """A job over documents by id: a text whose first line is its date, and `source` or other front matter behind it."""
    (folder / "study" / "documents").mkdir(parents=True)
    for name, text in documents.items():
        head, _, body = text.partition("\n\n")
        path = folder / "study" / "documents" / f"{name}.md"
        path.write_text(f"---\ntitle: {name}\ndate: {head}\n---\n\n{body}\n", encoding="utf-8")
    (folder / "study" / "study.toml").write_text(STUDY.format(language=language), encoding="utf-8")
    (folder / "study" / "themes.toml").write_text(themes, encoding="utf-8")
    store = Store(folder / "runs")
    run(load_study(folder / "study"), store)
    return store.latest_job()


CHINESE = {
    "one": "2020-03-01\nlevel: central\n\n各地加快建设5G网络，推进工业互联网发展。\n\n"
    "数据安全是底线，数据安全法今年施行。",
    "two": "2020-05-01\nlevel: local\n\n本市把工業互聯網放在首位，企业上云数量明显增加。\n\n会议听取了预算说明。",
    "three": "2021-02-01\nlevel: central\n\n5g基站已经覆盖全部乡镇，15G流量不算在内。\n\n"
    "今年重视数据安全，也重视人才培养工作。",
}
ENGLISH = {
    "one": "2020-03-01\nlevel: central\n\nThe US put data security first. It gives us a plan for taxation of services.",
    "two": "2021-03-01\nlevel: local\n\nLarge taxes on wind-farm owners rose; a wind farm pays more. "
    "Data  Security matters.",
}
THEMES = '[net]\nlabel = {{ en = "Networks" }}\nterms = [{net}]\n\n[data]\nterms = [{data}]\n'


@pytest.fixture(scope="session")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Three Chinese documents of two years, with the themes net and data."""
    return make_job(
        tmp_path_factory.mktemp("zh"), CHINESE, THEMES.format(net='"5G", "工业互联网"', data='"数据安全", "数据安全法"')
    )


@pytest.fixture(scope="session")
def english(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Two English documents of two years."""
    return make_job(
        tmp_path_factory.mktemp("en"), ENGLISH, THEMES.format(net='"wind farm"', data='"data security"'), "en"
    )
