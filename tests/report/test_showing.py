"""Pictures for notebooks: of a corpus, a job and a pair."""

import pytest

from tests.conftest import write_toy_study
from topics.errors import FigureError
from topics.jobs.run import run
from topics.plots.boxes import shown_texts
from topics.report.showing import plot
from topics.results.comparison import compare
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study

_SECOND = '[[models]]\nkind = "nmf"\nname = "larger"\ntopics = 4\n'


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    folder = tmp_path_factory.mktemp("showing")
    write_toy_study(folder / "toy")
    with (folder / "toy" / "study.toml").open("a", encoding="utf-8") as file:
        file.write(_SECOND)
    return run(load_study(folder / "toy"), Store(folder / "runs"))


@pytest.mark.parametrize(
    ("of", "language", "said"),
    [
        ("job", "en", "Share of the text by year."),
        ("job", "zh", "各年文本占比。"),
        ("corpus", "en", "passages, from"),
        ("pair", "en", "are each other's nearest"),
        ("pair", "zh", "互为最近"),
    ],
)
def test_each_thing_has_its_picture(job: Job, of: str, language: str, said: str) -> None:
    what = {"job": lambda: job, "corpus": lambda: job.corpus, "pair": lambda: compare(job, "nmf", "larger")}[of]()
    figure = plot(what, language)
    assert any(said in text.get_text().replace("\n", " ") for text in shown_texts(figure))
    assert figure._repr_png_()[:4] == b"\x89PNG"


def test_what_has_no_picture_is_refused_in_a_sentence(job: Job) -> None:
    with pytest.raises(FigureError, match="lexicon has no topics with words of their own"):
        plot(compare(job, "lexicon", "nmf"))
    with pytest.raises(FigureError, match="not a int"):
        plot(3)  # type: ignore[arg-type]
