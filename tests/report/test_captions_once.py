"""A theme that an estimator has no topic for is named once in a caption."""

import pandas as pd

from topics.report.captions import unfit_caption
from topics.themes import Theme

RAIL, WIND = Theme("rail", ("rail",), (("en", "Rail"),)), Theme("wind", ("wind",), (("en", "Wind"),))


def test_what_has_no_topic_is_not_called_unfit_as_well() -> None:
    rows = pd.DataFrame(
        [("nmf", "rail", "no topic", "finds nothing"), ("nmf", "wind", "unfit", "finds 3 %")],
        columns=["estimator", "theme", "why", "unfit"],
    ).assign(share=float("nan"))
    told = unfit_caption(rows, [RAIL, WIND], "en")
    assert told.endswith("NMF: Wind.")
    assert unfit_caption(rows[:1], [RAIL, WIND], "en") == ""
