import matplotlib
import pytest

from topics.plots.figure_words import estimator_label, words
from topics.plots.style import TWO_COLUMNS, journal, new_figure, series_look


def test_the_style_ends_with_its_block():
    before = dict(matplotlib.rcParams)
    with journal():
        assert matplotlib.rcParams["pdf.fonttype"] == 42
        assert matplotlib.rcParams["svg.hashsalt"] == "topics"
    assert dict(matplotlib.rcParams) == before


def test_the_style_does_not_follow_the_users_own():
    with matplotlib.rc_context({"axes.facecolor": "red"}), journal():
        assert matplotlib.rcParams["axes.facecolor"] == "white"


def test_a_figure_over_two_columns_is_174_mm_wide():
    assert new_figure(TWO_COLUMNS).get_figwidth() * 25.4 == pytest.approx(174)


def test_no_two_of_many_series_look_alike_even_in_grey():
    looks = [series_look(index) for index in range(45)]
    assert len({(look.marker, str(look.dashes)) for look in looks}) == 45


@pytest.mark.parametrize(
    ("estimator", "language", "label"),
    [
        ("lda", "en", "LDA"),
        ("lda-guided", "en", "LDA (guided)"),
        ("lda-guided", "zh", "LDA（引导）"),
        ("bertopic-e5-small", "en", "BERTopic (e5-small)"),
        ("lexicon", "zh", "词典法"),
        ("my own", "en", "my own"),
    ],
)
def test_estimators_have_their_usual_names(estimator, language, label):
    assert estimator_label(estimator, language) == label


def test_an_unknown_language_is_refused():
    from topics.errors import FigureError

    with pytest.raises(FigureError, match='en or zh, not in "de"'):
        words("de")
