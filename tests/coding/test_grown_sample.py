"""A coded sample of a corpus that has grown: codes are kept, probabilities are right, shares are unbiased."""

import shutil
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tests.coding.test_gold import Toy
from topics.coding.gold.draw import drawn_units
from topics.coding.gold.estimate import designed, gold_estimates
from topics.coding.gold.folder import GoldFolder, SampleDesign
from topics.coding.gold.grow import grown_frame, in_frame
from topics.coding.gold.units import assemble
from topics.errors import StoreError, StudyError
from topics.jobs.run import run
from topics.study.study import load_study
from topics.themes import NONE_OF_THE_THEMES, Theme

WHERE = Path("gold")
BY_MONTH = ('title = "Toy"\n', 'title = "Toy"\n\n[periods]\nby = "month"\n')


def frame_of(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["unit", "period", "stratum"])


def test_a_unit_keeps_its_stratum_with_its_text_and_period() -> None:
    before = frame_of([("a", "2020", "wind"), ("b", "2020", "wind"), ("c", "2020", "rail"), ("gone", "2021", "rail")])
    now = frame_of([("a", "2020", "rail"), ("b", "2021", "rail"), ("c", "2020", "rail"), ("d", "2020", "wind")])
    texts = {"a": "一", "b": "二", "c": "三", "gone": "四"}
    after = {**texts, "c": "三!", "d": "五"}
    found = grown_frame(before, now, texts, after, 2, WHERE)
    assert found["stratum"].tolist() == ["wind", "rail (2)", "rail (2)", "wind (2)"]
    assert in_frame(before, found)["unit"].tolist() == ["a"]
    with pytest.raises(StudyError, match="no unit that was drawn from is in the corpus any more"):
        grown_frame(before, now, texts, dict.fromkeys(after, "x"), 2, WHERE)


def test_shares_of_grown_corpora_are_unbiased_and_their_bands_hold() -> None:
    names = np.array(["a", NONE_OF_THE_THEMES])
    job = SimpleNamespace(
        themes=(Theme("a", ("a",)),),
        estimand=SimpleNamespace(unit="paragraph", date_type="publication", duplicates="once"),
    )
    errors, inside = [], []
    for seed in range(100):
        random = np.random.default_rng([27, seed])
        # 300 units, of which 30 leave; 300 come in, of which more are about the theme; 40 are coded before, 40 after.
        has = np.concatenate([random.random(300) < 0.1, random.random(300) < 0.4])
        units = [f"u{i:03}" for i in range(600)]
        texts = {unit: unit for unit in units}
        first = frame_of([(unit, "2020", "all") for unit in units[:300]])
        design = SampleDesign("corpus", "passage", "none", "", seed, mentions=False)
        drawn = drawn_units(first.assign(doc_id=first["unit"]), None, design, 40)
        here = [unit for unit in units if unit not in units[:300:10]]
        frame = grown_frame(first, frame_of([(u, "2020", "all") for u in here]), texts, texts, 2, WHERE)
        frame = frame.assign(doc_id=frame["unit"], cluster=frame["unit"], n_tokens=10)
        key = in_frame(drawn, frame)
        more = drawn_units(frame, key, design, 80)
        assert not set(more["unit"]) & set(key["unit"])
        coded = pd.concat([key, more])
        code = names[np.where(has[[units.index(unit) for unit in coded["unit"]]], 0, 1)]
        codes = pd.DataFrame({"unit": coded["unit"].to_numpy(), "period": "2020", "theme": code})
        found = assemble(job, design, frame, frame["stratum"].tolist(), codes, "text")  # type: ignore[arg-type]
        share, lower, upper = designed(found, "gold only", "codes", None, np.zeros(2), "corpus")[0][4:7]
        true = np.mean([has[units.index(unit)] for unit in here])
        errors.append(share - true)
        inside.append(lower <= true <= upper)
    assert abs(np.mean(errors)) < 3 * np.std(errors) / 10
    assert np.mean(inside) >= 0.89


def grown(root: Path) -> Toy:
    """The toy study, sampled and coded; then one of its documents is gone, and others are new."""
    toy = Toy(root)
    toy.place = GoldFolder(root / "gold")
    toy.draw(6, coders=2)
    toy.fill()
    toy.fill(coder=2)
    toy.read()
    folder = root / "toy" / "documents"
    paths = sorted(folder.glob("*.md"))
    paths[0].unlink()
    for path in paths[1:4]:
        text = (
            path.read_text(encoding="utf-8").replace("材料", "新增材料").replace("沿海", "内陆").replace("线路", "干线")
        )
        (folder / f"new-{path.name}").write_text(text, encoding="utf-8")
    toy.study = load_study(root / "toy")
    toy.job = run(toy.study, toy.store)
    return toy


def test_a_study_that_has_grown_keeps_its_codes_and_asks_for_new_ones(tmp_path: Path) -> None:
    toy = grown(tmp_path)
    # Codes of the former corpus alone would correct shares that are no longer the study's.
    with pytest.raises(StudyError, match=r"another corpus than that of the latest run.*`topics gold sample toy`"):
        gold_estimates(toy.place, toy.store, toy.study)
    before = toy.key()
    toy.draw(8, coders=2)
    key = toy.key()
    assert key["unit"].tolist()[: len(before)] == before["unit"].tolist()
    frame = toy.place.table("frame.csv", ("unit", "period", "stratum"))
    passages = toy.store.corpus(toy.job.corpus_key)[0].passages
    toy.truth |= {
        p: "wind" if "风电" in text else "rail" if "高铁" in text else NONE_OF_THE_THEMES
        for p, text in zip(passages["passage_id"], passages["text"], strict=True)
    }
    assert set(key[key["batch"] == "1"]["unit"]) - set(frame["unit"])  # of the document that is gone
    assert frame["stratum"].str.endswith(" (2)").any()
    toy.fill(2)
    toy.fill(2, coder=2)
    read = toy.read()
    assert any("not count: the corpus has no such unit any more" in note for note in read.notes)
    codes = read.codes
    assert set(codes["unit"]) <= set(frame["unit"])
    assert set(codes["batch"]) == {"1", "2"}
    of, n = (
        Counter(zip(frame["period"], frame["stratum"], strict=True)),
        Counter(zip(codes["period"], codes["stratum"], strict=True)),
    )
    assert n.keys() == of.keys()
    assert [float(row.probability) for row in codes.itertuples()] == pytest.approx(
        [n[row.period, row.stratum] / of[row.period, row.stratum] for row in codes.itertuples()], abs=1e-5
    )
    assert [toy.truth[unit] for unit in codes["unit"]] == codes["theme"].tolist()
    shares = gold_estimates(toy.place, toy.store, toy.study, population="corpus").shares
    for row in shares[shares["method"] == "corrected"].itertuples():
        assert row.problem == ""
        assert row.lower <= row.share <= row.upper


def test_a_grown_corpus_without_its_former_run_is_refused(tmp_path: Path) -> None:
    toy = grown(tmp_path)
    former = toy.place.drawn().corpus
    for job in toy.store.jobs_of(toy.study.folder, "run"):
        if job.corpus_key == former:
            shutil.rmtree(job.folder)
    with pytest.raises(StudyError, match=r"of which no run is kept in .*runs"):
        toy.draw(8, coders=2)


def edited(toy: Toy, old: str, new: str) -> None:
    """Replace a piece of the study's settings, or of its themes, and run it again."""
    for path in (toy.study.folder / "study.toml", toy.study.folder / "themes.toml"):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    toy.study = load_study(toy.study.folder)
    toy.job = run(toy.study, toy.store)


def coded(root: Path, n: int = 6) -> Toy:
    toy = Toy(root)
    toy.place = GoldFolder(root / "toy" / "gold")
    toy.draw(n, coders=1)
    toy.fill()
    toy.read()
    return toy


def test_a_corpus_with_nothing_new_takes_the_codes_along(tmp_path: Path) -> None:
    toy = coded(tmp_path)
    before = toy.place.table("codes.csv", ("unit",))
    edited(toy, 'terms = ["风电"]', 'terms = ["风电", "检修窗口"]')  # a term is one word now: another corpus
    with pytest.raises(StudyError, match="drawn from another corpus"):
        gold_estimates(toy.place, toy.store, toy.study)
    assert toy.draw(6, coders=1) == []
    assert toy.place.drawn().corpus == toy.job.corpus_key
    assert len(toy.place.drawn().batches) == 1
    assert toy.place.table("codes.csv", ("unit",)).equals(before)
    shares = gold_estimates(toy.place, toy.store, toy.study, population="corpus").shares
    assert (shares.loc[shares["method"] == "corrected", "problem"] == "").all()


def test_units_keep_their_period_where_the_study_has_others_and_documents_are_new(tmp_path: Path) -> None:
    toy = coded(tmp_path)
    key = toy.key()
    new = (toy.study.folder / "documents" / "doc-0.md").read_text(encoding="utf-8")
    new = new.replace("沿海", "内陆").replace("线路", "干线").replace("2020-03", "2020-09")
    (toy.study.folder / "documents" / "new.md").write_text(new, encoding="utf-8")
    edited(toy, *BY_MONTH)
    toy.draw(6, coders=1)
    frame = toy.place.table("frame.csv", ("unit", "period", "stratum"))
    assert set(frame["period"]) == {"2020", "2021", "2020-09"}
    assert frame.loc[frame["period"] == "2020-09", "stratum"].str.endswith(" (2)").all()
    assert toy.key()["unit"].tolist()[: len(key)] == key["unit"].tolist()


def test_a_study_that_was_edited_since_its_run_is_not_estimated(tmp_path: Path) -> None:
    toy = coded(tmp_path)
    path = toy.study.folder / "study.toml"
    path.write_text(f'{path.read_text(encoding="utf-8")}\n[periods]\nby = "month"\n', encoding="utf-8")
    with pytest.raises(StoreError, match=r"the study has changed since its results of .* periods\.by \(year → month\)"):
        gold_estimates(toy.place, toy.store, load_study(toy.study.folder))
