"""The study's own estimator: what the study names, else the fittest and best founded."""

import pytest

from topics.shares.own_estimator import FOUNDATIONS, Candidate, own_estimator

CLAUSES, TERMS, GUIDED, FREE = FOUNDATIONS
NMF, LDA = Candidate("nmf", FREE), Candidate("lda-guided", GUIDED)
LEXICON, EXTENT = Candidate("lexicon", TERMS), Candidate("clause-extent", CLAUSES)


@pytest.mark.parametrize(
    ("candidates", "named", "name", "reason"),
    [
        ([NMF, LDA, LEXICON, EXTENT], "", "clause-extent", CLAUSES),
        ([NMF, LDA, LEXICON], "", "lexicon", TERMS),
        ([NMF, LDA], "", "lda-guided", GUIDED),
        ([NMF, Candidate("lda", FREE)], "", "nmf", FREE),  # the study's first of equals
        ([NMF, Candidate("clause-extent", CLAUSES, unfit=1)], "", "nmf", "fit for all 2 themes"),
        ([Candidate("lda", FREE, 2), Candidate("lexicon", TERMS, 1)], "", "lexicon", "fit for 1 of 2 themes"),
        ([EXTENT, NMF], "nmf", "nmf", "named in study.toml"),
        ([EXTENT, Candidate("nmf", FREE, 1)], "nmf", "nmf", "unfit for 1 of 2 themes"),
        ([NMF, EXTENT], "nmf-40", "clause-extent", CLAUSES),  # a sweep has other models than the study
    ],
)
def test_choice_and_reason(candidates: list[Candidate], named: str, name: str, reason: str) -> None:
    chosen, why = own_estimator(candidates, named, 2)
    assert chosen == name
    assert reason in why["en"]


def test_one_theme_is_no_all_of_themes() -> None:
    assert own_estimator([NMF, LEXICON], "", 1)[1]["en"].count("; fit for the one theme; ") == 1
    unfit = Candidate("nmf", FREE, 1)
    assert own_estimator([unfit], "nmf", 1)[1] == {
        "en": "named in study.toml; unfit for the one theme",
        "zh": "由 study.toml 指定；不适用于唯一的主题",
    }
