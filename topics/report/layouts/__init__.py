"""Layouts: tables arranged for people to read in a terminal, a report or a paper, made from the tables of data.

>>> job = topics.open_store().latest_job("my-study")
>>> topics.layouts.shares_layout(job.table("shares").query("weighting == 'text'")).columns.tolist()
['estimator', 'theme', '2020', '2021']
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # at run time a layout is imported when it is first used
    from topics.report.layouts.change_layouts import split_layout, trends_layout
    from topics.report.layouts.coding_layouts import change_layout, errors_layout, estimates_layout, power_layout
    from topics.report.layouts.comparison_layouts import models_layout, pair_layout, scores_layout
    from topics.report.layouts.robustness_layouts import robustness_layout
    from topics.report.layouts.share_layouts import posterior_layout, shares_layout
    from topics.report.layouts.stability_layouts import stability_layout
    from topics.report.layouts.sweep_layouts import sizes_sentence, sweep_layout
    from topics.report.layouts.theme_layouts import shares_by_theme

__all__ = [
    "change_layout",
    "errors_layout",
    "estimates_layout",
    "models_layout",
    "pair_layout",
    "posterior_layout",
    "power_layout",
    "robustness_layout",
    "scores_layout",
    "shares_by_theme",
    "shares_layout",
    "sizes_sentence",
    "split_layout",
    "stability_layout",
    "sweep_layout",
    "trends_layout",
]

# The module that each layout is in.
_HOMES = {
    "split_layout": "topics.report.layouts.change_layouts",
    "trends_layout": "topics.report.layouts.change_layouts",
    "change_layout": "topics.report.layouts.coding_layouts",
    "errors_layout": "topics.report.layouts.coding_layouts",
    "estimates_layout": "topics.report.layouts.coding_layouts",
    "power_layout": "topics.report.layouts.coding_layouts",
    "models_layout": "topics.report.layouts.comparison_layouts",
    "pair_layout": "topics.report.layouts.comparison_layouts",
    "scores_layout": "topics.report.layouts.comparison_layouts",
    "robustness_layout": "topics.report.layouts.robustness_layouts",
    "posterior_layout": "topics.report.layouts.share_layouts",
    "shares_layout": "topics.report.layouts.share_layouts",
    "stability_layout": "topics.report.layouts.stability_layouts",
    "sizes_sentence": "topics.report.layouts.sweep_layouts",
    "sweep_layout": "topics.report.layouts.sweep_layouts",
    "shares_by_theme": "topics.report.layouts.theme_layouts",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
