"""What is known of coders: planted agreement, disagreement and drift."""

import numpy as np
import pandas as pd
import pytest

from topics.coding.gold.coders import CODERS, coder_rates, coder_record, coders_apart, reliability, said_of_coders
from topics.evaluation.people.krippendorff import alpha as krippendorff

LABELS = ("风电", "rail", "none of the themes")


def codes(*coders, period=None, adjudicated=()):
    n = len(coders[0])
    table = pd.DataFrame({f"coder_{k}": said for k, said in enumerate(coders, start=1)})
    period = period if period is not None else ["2020"] * (n // 2) + ["2021"] * (n - n // 2)
    decided = ["yes" if i in adjudicated else "" for i in range(n)]
    return table.assign(theme=table["coder_1"], period=period, adjudicated=decided)


def planted(drift: float, n: int = 200, seed: int = 1):
    """The second coder is right; the first takes `drift` of what is not 风电 in the second half for it."""
    random = np.random.default_rng(seed)
    truth = random.choice(LABELS, size=n, p=(0.2, 0.4, 0.4)).astype(object)
    said = truth.copy()
    said[(random.random(n) < drift) & (np.arange(n) >= n // 2)] = "风电"
    return said, truth


def test_coders_who_agree():
    found = coder_record(codes(*planted(0)), LABELS).set_index("theme")
    assert found[["alpha", "alpha_lower", "alpha_upper"]].to_numpy().tolist() == [[1, 1, 1]] * 3
    assert found["n_open"].tolist() == [0, 0, 0]
    assert found["n_twice"].tolist() == [200] * 3
    assert (found["p_drift"] > 0.9).all()
    assert CODERS.check(found.reset_index()[list(CODERS.names)]) is not None


def test_a_coder_who_drifts_is_found_in_the_theme_and_units_wait():
    said, truth = planted(0.6)
    found = coder_record(codes(said, truth), LABELS).set_index("theme")
    assert found.loc["风电", "alpha"] == pytest.approx(krippendorff([said == "风电", truth == "风电"]))
    assert found.loc["风电", "alpha_lower"] < found.loc["风电", "alpha"] < min(found.loc["风电", "alpha_upper"], 0.667)
    assert found.loc["风电", "n_open"] == (said != truth).sum()
    assert found.loc["风电", "p_drift"] < 0.01
    decided = coder_record(codes(said, truth, adjudicated=range(200)), LABELS).set_index("theme")
    assert decided.loc["风电", "n_open"] == 0


def test_a_coder_who_finds_a_theme_more_often_is_named_with_both_parts():
    # Of 40 units 8 are 风电 to one coder alone and none to the other alone: p = 2 / 2^8, times 3 labels.
    first = ["风电"] * 4 + ["rail"] * 36
    second = ["风电"] * 12 + ["rail"] * 28
    table = codes(first, second)
    row = coders_apart(table, LABELS).set_index("theme").loc["风电"]
    assert (row["least"], row["most"], row["n_both"]) == ("coder_1", "coder_2", 40)
    assert (row["found_least"], row["found_most"]) == (0.1, 0.3)
    assert row["p_found"] == pytest.approx(3 * 2 / 2**8)
    said = said_of_coders(table, LABELS)
    assert said[0].startswith("风电: coder 1 finds it in 10%, coder 2 in 30% of the same 40 texts (p = .023")
    assert said[1].startswith("rail: coder 2 finds it in 70%, coder 1 in 90%")
    assert "not known" in said[-1]
    kept = coder_record(table, LABELS).set_index("theme").loc["风电"]
    assert (
        kept[["found_least", "found_most", "p_found"]].tolist()
        == row[["found_least", "found_most", "p_found"]].tolist()
    )


def test_coders_who_find_a_theme_equally_often_in_other_units_are_not_apart():
    table = codes(["风电"] * 6 + ["rail"] * 34, ["rail"] * 6 + ["风电"] * 6 + ["rail"] * 28)
    assert coders_apart(table, LABELS)["p_found"].tolist() == [1, 1, 1]
    assert len(said_of_coders(table, LABELS)) == 1
    assert said_of_coders(codes(["风电"] * 6, [""] * 6), LABELS) == []


def test_of_three_coders_the_pair_most_apart_is_told_and_p_counts_the_pairs():
    first, second = ["风电"] * 4 + ["rail"] * 36, ["风电"] * 12 + ["rail"] * 28
    row = coders_apart(codes(first, first, second), LABELS[:1]).iloc[0]
    assert (row["least"], row["most"]) == ("coder_1", "coder_3")
    assert row["p_found"] == pytest.approx(3 * 2 / 2**8)


def test_coders_who_differ_alike_in_every_period_do_not_drift():
    rejected = 0
    for seed in range(40):
        said, truth = planted(0.3, seed=seed)
        period = np.random.default_rng([seed, 1]).choice(["2019", "2020", "2021"], size=200)
        rejected += (coder_record(codes(said, truth, period=period), LABELS)["p_drift"] < 0.05).any()
    assert rejected <= 6


@pytest.mark.parametrize("second", [[""] * 12, ["rail"] + [""] * 11])
def test_one_coder_has_no_agreement(second):
    found = coder_record(codes(["rail"] * 6 + ["风电"] * 6, second), LABELS)
    assert found["alpha"].isna().iloc[0]
    assert found["p_drift"].isna().all()
    assert found["n_twice"].iloc[0] == sum(cell != "" for cell in second)


def test_a_third_coder_counts_and_a_unit_open_for_one_theme_is_not_open_for_another():
    rail, wind = ["rail"] * 12, ["风电"] * 12
    found = coder_record(codes(rail, wind, rail), LABELS).set_index("theme")
    assert found["n_open"].tolist() == [12, 12, 0]


def test_what_a_coder_misses_and_adds_is_counted_against_decided_codes_alone() -> None:
    # Of ten units of wind the first coder gives two to rail, which were decided; one more is open.
    first = ["风电"] * 8 + ["rail"] * 2 + ["rail"] * 9 + ["风电"]
    second = ["风电"] * 10 + ["rail"] * 10
    table = codes(first, second, adjudicated=(8, 9))
    table["theme"] = ["风电"] * 10 + ["rail"] * 9 + ["风电"]
    found = coder_rates(table, LABELS).set_index(["coder", "theme"])
    assert found.loc[("coder_1", "风电"), ["missed", "added"]].tolist() == [0.2, 0]
    assert found.loc[("coder_1", "rail"), ["missed", "added"]].tolist() == [0, 0.2]
    assert found.loc[("coder_2", "风电"), ["missed", "added"]].tolist() == [0, 0]
    assert (found["n_units"] == 19).all()
    assert np.isnan(found.loc[("coder_1", "none of the themes"), "missed"])  # nobody has it


def erring(alpha: float, n: int = 40_000, overlap: float = 0.5, seed: int = 1, *, settled: bool = True):
    """Two coders who keep the true code with probability √α and guess evenly otherwise; decided codes are true."""
    random = np.random.default_rng(seed)
    truth = random.choice(3, size=n, p=(0.2, 0.05, 0.75))
    guessed = [np.where(random.random(n) < np.sqrt(alpha), truth, random.integers(0, 3, n)) for _ in range(2)]
    both, differ = random.random(n) < overlap, guessed[0] != guessed[1]
    names = np.array(LABELS)
    table = pd.DataFrame({"coder_1": names[guessed[0]], "coder_2": np.where(both, names[guessed[1]], "")})
    decided = both & differ & settled
    table["theme"] = np.where(decided, names[truth], table["coder_1"])
    table["adjudicated"] = np.where(decided, "yes", "")
    return table, np.eye(3)[truth].T


def said(table):
    return (table["theme"].to_numpy() == np.array(LABELS)[:, None]).astype(float)


@pytest.mark.parametrize("alpha", [1, 0.9, 0.76])
def test_codes_of_one_coder_are_right_on_the_average_after_correction(alpha):
    table, truth = erring(alpha)
    found = reliability(table, LABELS, np.ones(len(table)))
    assert found.errors.kept == pytest.approx(alpha, abs=0.02)
    several = table[table["coder_2"] != ""]
    numbers = [several[name].map(LABELS.index) for name in ("coder_1", "coder_2")]
    assert found.errors.alpha == pytest.approx(krippendorff(numbers), abs=0.005)
    counted = found.counted(said(table))
    assert counted.sum(axis=0) == pytest.approx(np.ones(len(table)))
    # Both may err alike where they agree, which no one can see: that is left.
    assert counted.mean(axis=1) == pytest.approx(truth.mean(axis=1), abs=0.012)
    raw = said(table)[:, found.alone].mean(axis=1)
    assert (np.abs(raw - truth.mean(axis=1)).max() > 0.03) == (alpha < 0.8)
    # A difference between two parts of the text is not drawn together.
    one, other = truth[0] == 1, truth[0] == 0
    apart = counted[0][found.alone & one].mean() - counted[0][found.alone & other].mean()
    assert apart == pytest.approx(1, abs=0.05)


def test_fewer_units_with_two_codes_and_open_ones_make_the_error_larger():
    def error(**how):
        table, _ = erring(0.8, n=400, **how)
        found = reliability(table, LABELS, np.ones(400)).errors
        return found.standard_error(1.0, said(table).mean(axis=1)) + found.unknown

    many, few = error(overlap=0.5), error(overlap=0.1)
    assert (few > many).all()
    assert (error(overlap=0.5, settled=False) > many).all()


def test_predictions_tell_of_open_differences_and_decided_ones_need_none():
    random = np.random.default_rng(2)
    for settled in (False, True):
        table, truth = erring(0.6, n=2000, settled=settled)
        named = np.where(random.random(2000) < 0.9, truth.argmax(axis=0), random.integers(0, 3, 2000))
        before = reliability(table, LABELS, np.ones(2000))
        after = before.told_by(np.where(np.eye(3)[named].T > 0, 0.7, 0.1))
        if settled:
            assert after is before
            continue
        off, left = (np.abs(r.counted(said(table)).mean(axis=1) - truth.mean(axis=1)) for r in (before, after))
        # Who guesses evenly is hardly ever right about a rare theme.
        assert off[1] > 0.04
        assert left[1] < 0.02
        assert (2 * after.errors.open_error < before.errors.unknown).all()
        assert not after.errors.unknown.any()
        assert after.counted(said(table)).mean(axis=1).sum() == pytest.approx(1)


def test_an_open_difference_with_a_code_that_is_no_label_has_numbers():
    table, truth = erring(0.8, n=200, settled=False)
    table.loc[:3, ["coder_1", "theme"]], table.loc[:3, "coder_2"] = "风电", "a theme of before"
    found = reliability(table, LABELS, np.ones(200)).told_by(np.where(truth, 0.7, 0.1))
    assert np.isfinite(found.true).all()
    assert np.isfinite(found.errors.open_error).all()


def test_one_coder_says_nothing_of_errors_and_changes_no_code():
    table, _ = erring(0.8, n=50, overlap=0)
    found = reliability(table, LABELS, np.ones(50))
    assert found.errors is None
    assert found.counted(said(table)).tolist() == said(table).tolist()


def test_agreement_on_a_few_units_does_not_prove_an_alpha_of_one():
    alphas = [reliability(erring(1, n=2 * k, overlap=1)[0], LABELS, np.ones(2 * k)).errors.alpha for k in (4, 40)]
    assert 0.5 < alphas[0] < alphas[1] < 1


def test_a_coder_decided_elsewhere_counts_as_decided():
    table, _ = erring(0.8, n=60, overlap=1)
    assert not reliability(table, LABELS, np.ones(60)).alone.any()
