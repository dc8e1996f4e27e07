"""The newspaper study: composed again it is the same, and its columns are understood without a word in study.toml."""

import subprocess
import sys
from pathlib import Path

import topics

STUDY = Path(__file__).parents[1] / "data" / "news-en"


def test_composing_it_again_gives_the_same_files(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(STUDY / "compose.py"), str(tmp_path)], check=True)
    for name in ("articles.csv", "codes.csv"):
        assert (tmp_path / name).read_bytes() == (STUDY / name).read_bytes()


def test_a_row_is_a_dated_article_of_a_newspaper_in_three_paragraphs() -> None:
    corpus = topics.load_study(STUDY).corpus()
    documents = corpus.documents
    assert (len(documents), len(corpus.passages), len(corpus.losses)) == (240, 720, 0)
    assert documents["date"].str[:4].value_counts().to_dict() == {str(year): 40 for year in range(2019, 2025)}
    assert set(documents["source"]) == {"The Lennshire Courier", "Kelby Evening Post", "The Vale Gazette"}
