"""The study's own estimator by its codes: the one that agrees with them better than that chosen without, beyond chance.

Without codes the choice is by fitness and foundation (`topics.shares.own_estimator`). Another model takes its place if
its macro-F1 of main themes over the coded passages is higher, and the interval of the difference over documents leaves
out zero (`topics.evaluation.people.text_scores`); of several the one with the highest macro-F1. The intervals hold for
all rivals together at 95 % (Bonferroni). Codes of fewer than `FEWEST_DOCUMENTS` documents decide nothing: of estimators
that are equally good, with every second error shared within documents, codes of 2, 3 and 5 documents preferred one in
26, 9 and 7 % of simulated studies, codes of 10 to 80 in 4 to 5 %. A model that is unfit for more themes takes no place,
since it would leave them without numbers.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.evaluation.people.text_scores import TextCodes, TextEstimates, text_scores
from topics.preprocessing.corpus_tables import Corpus
from topics.shares.codebook import ThemeScores
from topics.shares.own_estimator import UNNAMED, Candidate, Reason, fit_for, own_estimator
from topics.wording import number, number_interval, printed_difference

if TYPE_CHECKING:
    import pandas as pd

FEWEST_DOCUMENTS = 10  # coded documents; with fewer an interval over documents is too narrow


def own_by_codes(
    candidates: Sequence[Candidate],
    scores: Mapping[str, Sequence[ThemeScores]],
    gold: "pd.DataFrame",
    corpus: Corpus,
    lengths: NDArray[np.int64],
) -> tuple[str, Reason] | None:
    """The name of the model that codes prefer and the reason by language; None where they prefer no other.

    `gold`: columns as declared in `topics.evaluation.people.agreement.GOLD`; `lengths (n_passages)` in tokens.
    """
    coded = gold[gold["passage_id"] != ""]
    if len(candidates) < 2 or coded.empty:
        return None
    themes = next(iter(scores.values()))[0].theme_ids
    without, _ = own_estimator(candidates, "", len(themes))
    unfit = {one.name: one.unfit for one in candidates}
    rivals = {name: seeds for name, seeds in scores.items() if unfit[name] <= unfit[without]}
    codes = _codes(coded, themes, corpus, lengths)
    if len(np.unique(codes.document)) < FEWEST_DOCUMENTS or len(rivals) < 2:
        return None
    level = 1 - 0.05 / (len(rivals) - 1)
    table = text_scores(codes, _estimates(rivals, coded), without, level=level).scores
    table = table[table["code"] == "primary"].set_index("estimator")
    better = table[table["difference_lower"] > 0]
    if better.empty:
        return None
    best = str(better["f1"].idxmax())
    ends = table["f1"].to_dict()
    apart = printed_difference(ends[without], ends[best], 2, 1)
    difference = number_interval(apart, *better.loc[best, ["difference_lower", "difference_upper"]])
    fit = fit_for(len(themes) - unfit[best], len(themes))
    f1 = {str(name): number(float(value), 2) for name, value in table["f1"].items()}
    return best, {
        "en": (
            f"agrees better than {without} with {len(coded):,} coded passages, macro-F1 {f1[best]} against "
            f"{f1[without]}, difference {difference}; {fit['en']}; {UNNAMED['en']}"
        ),
        "zh": (
            f"与 {len(coded):,} 个已编码段落的吻合程度优于 {without}：宏平均 F1 为 {f1[best]}，后者为 {f1[without]}，"
            f"相差 {difference}；{fit['zh']}；{UNNAMED['zh']}"
        ),
    }


def _codes(coded: "pd.DataFrame", themes: Sequence[str], corpus: Corpus, lengths: NDArray[np.int64]) -> TextCodes:
    row_of = {passage: row for row, passage in enumerate(corpus.passages["passage_id"])}
    rows = [row_of[passage] for passage in coded["passage_id"]]
    primary = np.array([[theme == t for t in themes] for theme in coded["theme"]], dtype=bool)
    _, document = np.unique(corpus.passages["doc_id"].to_numpy(dtype=str)[rows], return_inverse=True)
    return TextCodes(tuple(themes), primary, None, document, np.ones(len(rows)), lengths[rows].astype(float))


def _estimates(scores: Mapping[str, Sequence[ThemeScores]], coded: "pd.DataFrame") -> dict[str, list[TextEstimates]]:
    passages = coded["passage_id"].tolist()

    def of(seed: ThemeScores) -> TextEstimates:
        rows = seed.rows(passages)
        main = np.eye(len(seed.theme_ids) + 2, dtype=bool)[seed.primary[rows]][:, :-2]
        return TextEstimates(seed.weights[rows], seed.present[rows], main)

    return {name: [of(seed) for seed in seeds] for name, seeds in scores.items()}
