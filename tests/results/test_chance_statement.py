import pytest

from topics.evaluation.chance import ByChance
from topics.results.chance import chance_sentence, chance_statement

NAN = float("nan")


MORE, WORDS_APART = ByChance(0.2, 0.5, 0.08), ByChance(0.04, 0.5, 0.08)


@pytest.mark.parametrize(
    ("found", "language", "said"),
    [
        (
            MORE,
            "en",
            "gain 0.20 (limit 0.08), agreement of seeds 0.50 (limit 0.10). Better than chance.",
        ),
        (ByChance(0.2, NAN, 0.08), "en", "gain 0.20 (limit 0.08). Better than chance."),
        (ByChance(0.04, NAN, 0.08), "en", "gain 0.04 (limit 0.08). No better than random groups of words or passages."),
        (
            ByChance(0.2, 0.02, 0.08),
            "zh",
            "随机种子间一致性 0.02（下限 0.10）。不优于随机组合的词语或段落。",
        ),
        (MORE, "zh", "一致性 0.50（下限 0.10）。优于随机水平。"),
    ],
)
def test_the_check_is_stated_in_full(found, language, said):
    assert chance_statement(found, language).endswith(said)


@pytest.mark.parametrize(
    ("found", "language", "said"),
    [
        (
            WORDS_APART,
            "en",
            "no better than chance: its words hardly stand together (gain 0.04, limit 0.08)",
        ),
        (ByChance(0.04, NAN, 0.08), "zh", "不优于随机水平：话题用词很少共现（增益 0.04，下限 0.08）"),
        (ByChance(0.2, 0.02, 0.08), "zh", "不优于随机水平：随机种子间一致性 0.02（下限 0.10）"),
        (MORE, "zh", ""),
        (None, "zh", ""),
    ],
)
def test_the_reason_is_said_in_both_languages(found, language, said):
    assert chance_sentence(found, language) == said


@pytest.mark.parametrize("found", [None, ByChance(NAN, 0.5, 0.08)])
def test_what_is_not_known_is_not_stated(found):
    assert chance_statement(found) == ""
