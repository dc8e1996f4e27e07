"""Figure 12 marks what states a theme, and counts uncorrected shares within its intervals."""

import pandas as pd
import pytest

from topics.plots.style import journal
from topics.report.figures import FIGURES
from topics.report.figures.fig12_corrected import _forest, _outside
from topics.themes import Theme

WIND = Theme("wind", ("wind",), (("en", "Wind"), ("zh", "风电")))
ROWS = pd.DataFrame(
    [
        ("corrected", "lexicon", "wind", "2020", 0.20, 0.05, 0.60, "primary"),
        ("gold only", "codes", "wind", "2020", 0.22, 0.15, 0.30, "primary"),
        ("uncorrected", "lexicon", "wind", "2020", 0.10, float("nan"), float("nan"), "primary"),
    ],
    columns=["method", "estimator", "theme", "period", "share", "lower", "upper", "membership"],
)
SAY = {"corrected": "corrected", "gold only": "codes alone", "uncorrected": "uncorrected"}


def told_by(language: str, **beside: pd.DataFrame) -> tuple[str, str]:
    drawing = FIGURES["fig12_corrected"].draw({"corrected": ROWS, **beside}, [WIND], language, None)
    texts = [text.get_text() for text in drawing.figure.findobj(lambda one: hasattr(one, "get_text"))]
    return " ".join(" ".join(texts).split()), drawing.caption


def test_what_states_the_theme_is_first_and_its_interval_decides() -> None:
    by_codes = _forest(ROWS, {"wind": "gold only"}, SAY)
    assert by_codes["name"].tolist() == ["2020  codes alone", "corrected", "uncorrected"]
    assert by_codes["estimator"].tolist() == ["stated", "corrected", "uncorrected"]
    assert _outside(ROWS, {"wind": "gold only"}) == (1, 1)
    assert _outside(ROWS, {"wind": "corrected"}) == (0, 1)


def test_title_key_and_caption_name_it() -> None:
    shown, caption = told_by("en")
    assert "grey: the shares that they correct, and Lexicon uncorrected" in shown
    assert "1 of 1 uncorrected shares lies outside the interval of the codes alone" in shown
    assert "In colour: the codes alone, as stated" in shown
    assert "weights of its themes" not in caption
    stated = pd.DataFrame({"theme": ["wind", "none of the themes"], "method": ["corrected", "gold only"]})
    shown, caption = told_by("zh", stated=stated, counted=pd.DataFrame({"membership": ["weight"]}))
    assert "1 个未经校正的占比均落在校正区间之内" in shown
    assert "按段落的主题权重计算" in caption


@pytest.mark.parametrize(("language", "second"), [("en", "Wind (continued)"), ("zh", "风电（续）")])
def test_a_theme_of_twenty_quarters_goes_on_on_another_page(language: str, second: str) -> None:
    quarters = [f"{year}-Q{quarter}" for year in range(2016, 2021) for quarter in range(1, 5)]
    rows = pd.concat([ROWS.assign(period=period) for period in quarters], ignore_index=True)
    with journal("elsevier"):
        drawing = FIGURES["fig12_corrected"].draw({"corrected": rows}, [WIND], language, None)
    pages = [[text.get_text() for text in page.findobj(lambda one: hasattr(one, "get_text"))] for page in drawing.pages]
    assert len(pages) == 2
    assert [second in page for page in pages] == [False, True]
    drawn = [[period for period in quarters if any(text.startswith(period) for text in page)] for page in pages]
    assert drawn == [quarters[:10], quarters[10:]]
