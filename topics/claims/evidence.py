"""The evidence of claims: the kept numbers of a job, and what follows from them when it is counted in other ways.

Everything that decides about a claim passes through `ThemeEvidence`; a claim reads nothing else. A part that was not
looked at is None, which is another thing than a part that was looked at and holds nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from topics.claims.coded_passages import coded_passages, rates_of
from topics.claims.drift import drift_grounds
from topics.claims.specification import Curve, curve_of
from topics.claims.steady_rates import steadiness
from topics.claims.text import Text, say
from topics.claims.voices import lone_seeds, voices_of
from topics.coding.gold.folder import GoldFolder
from topics.coding.gold.worth import kept_worth
from topics.coding.validation.score import KeptScores, kept_scores
from topics.results.apart import job_apart
from topics.results.events import event_deviations
from topics.results.evidence_tables import evidence_tables
from topics.results.fitness import job_fitness, unfit_reasons
from topics.results.vocabulary import Vocabulary
from topics.shares.apart import Apart
from topics.shares.estimand import Weighting
from topics.store.corrected import KeptGold
from topics.store.job import Job
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED

if TYPE_CHECKING:
    import pandas as pd

_COUNTED_OTHERWISE = ("beside", "copies", "held", "split", "finer")
_Key = TypeVar("_Key")


@dataclass(frozen=True)
class ThemeEvidence:
    """What the claims about one theme read; every table has the theme's rows alone.

    `shares` by the weighting of the claims and `trends` as declared in `SHARES` and `TRENDS`; `own` is the study's own
    estimator and `rest` the shares that are of no theme. The same trends `beside` by the other weighting, with `copies`
    counted the other way, and by `finer` periods (column `by`); `held` with the mix of an
    attribute held fixed (`topics.results.change.HELD`), `split` into
    mix and change within by attribute. `rates`: precision and recall by estimator and period. `coded`: the number of
    counted passages with a code, and of all. `labels`: people's judgements of the theme's label. `gold`: corrected
    shares, or `unused`, why those kept are not used; `worth`: with how many codes correcting pays. `unfit`: the
    reason by estimator; `unstable`: those whose topics are others from seed to seed; `apart`: those whose
    share lies apart from that of the study's own; `lone`: those that draw random
    numbers and have one seed. `voices`: what each estimator reads. `curve`: the specification curve. `funnel`,
    `severe`: what was lost; `outside`: the documents that are in no period. `vocabulary`: grounds against a change from
    the terms by period. `margin`: a change below it is none that matters. `events`: shares before and after each, of
    all themes; `deviations`: how they differ from the plan.
    """

    theme: str
    periods: Sequence[str]
    shares: "pd.DataFrame"
    trends: "pd.DataFrame"
    own: str = ""
    rest: "pd.DataFrame | None" = None
    beside: "pd.DataFrame | None" = None
    copies: "pd.DataFrame | None" = None
    held: "pd.DataFrame | None" = None
    split: "pd.DataFrame | None" = None
    finer: "pd.DataFrame | None" = None
    rates: "pd.DataFrame | None" = None
    coded: tuple[int, int] = (0, 0)
    labels: Sequence[Mapping[str, Any]] = ()
    gold: KeptGold | None = None
    unused: Text | str = ""
    worth: "pd.DataFrame | None" = None
    unfit: Mapping[str, Text | str] = field(default_factory=dict)
    unstable: Sequence[str] = ()
    apart: Sequence[Apart] = ()
    lone: Sequence[str] = ()
    voices: Mapping[str, str] = field(default_factory=dict)
    curve: Curve | None = None
    funnel: "pd.DataFrame | None" = None
    outside: "pd.DataFrame | None" = None
    severe: "pd.DataFrame | None" = None
    vocabulary: Sequence[Text] | None = None
    events: "pd.DataFrame | None" = None
    deviations: Mapping[str, Text | str] = field(default_factory=dict)
    n_themes: int = 1

    @cached_property
    def seen(self) -> list[str]:
        """The estimators that have a say: fit for the theme, the same from seed to seed, and not blind to it."""
        most = self.shares.groupby("estimator", sort=False)["share"].max()
        return [name for name in self.trends["estimator"] if name not in self.left_out and most.get(name, 0) > 0]

    @property
    def left_out(self) -> set[str]:
        """The estimators that have no say: unfit for the theme, or unstable."""
        return {*self.unfit, *self.unstable}

    @cached_property
    def steadiness(self) -> dict[str, tuple[str, Text]]:
        """Whether the errors of each estimator whose rates are known are steady, and the ground of that verdict."""
        return steadiness(self.gold, self.rates, self.periods)

    @property
    def margin(self) -> float | None:
        """The declared margin, a share; None where the study declares none."""
        value = self.trends["margin"].iloc[0]
        return float(value) if value == value else None


@dataclass(frozen=True)
class Evidence:
    """The evidence of a job for all themes: the tables of `ThemeEvidence` with the rows of all of them."""

    job: Job
    whole: ThemeEvidence
    fitness: Mapping[tuple[str, str], Text]
    stability: "pd.DataFrame | None"
    confusions: "pd.DataFrame | None"
    judged: Sequence[KeptScores]
    vocabulary: Vocabulary | None = None

    @property
    def trends(self) -> "pd.DataFrame":
        """The trends of all themes."""
        return self.whole.trends

    @property
    def events(self) -> "pd.DataFrame":
        """Shares before and after the events, of all themes."""
        assert self.whole.events is not None
        return self.whole.events

    @property
    def deviations(self) -> Mapping[str, Text | str]:
        """How events differ from the plan, by name."""
        return self.whole.deviations

    def of_theme(self, theme: str) -> ThemeEvidence:
        """The rows of one theme, made when it is first asked for."""
        if theme not in self._by_theme:
            self._by_theme[theme] = self._only(theme)
        return self._by_theme[theme]

    @cached_property
    def _by_theme(self) -> dict[str, ThemeEvidence]:
        return {}

    def _only(self, theme: str) -> ThemeEvidence:
        whole = self.whole

        def rows(table: "pd.DataFrame | None") -> "pd.DataFrame | None":
            return None if table is None else table[table["theme"] == theme]

        moving = rows(self.stability)
        counted_otherwise: Any = {name: rows(getattr(whole, name)) for name in _COUNTED_OTHERWISE}
        return replace(
            whole,
            theme=theme,
            shares=whole.shares[whole.shares["theme"] == theme].reset_index(drop=True),
            trends=whole.trends[whole.trends["theme"] == theme],
            **counted_otherwise,
            rates=rates_of(whole.rates, theme),
            labels=[row for scores in self.judged for row in _label_rows(scores, theme)],
            gold=whole.gold.of_theme(theme) if whole.gold else None,
            unfit={estimator: why for (estimator, of), why in self.fitness.items() if of == theme},
            unstable=[] if moving is None else moving.loc[moving["unstable"].astype(bool), "estimator"].tolist(),
            apart=[one for one in whole.apart if one.theme == theme],
            curve=whole.curve.of_theme(theme) if whole.curve else None,
            vocabulary=drift_grounds(self.vocabulary.of_theme(theme)) if self.vocabulary else None,
        )


def job_evidence(
    job: Job,
    weighting: Weighting = "text",
    *,
    validations: Path | None = None,
    sample: GoldFolder | None = None,
    **changes: Any,
) -> Evidence:
    """The evidence of a job; `changes` are values of `by`, `duplicates` and so on that replace the study's own.

    `validations` is a folder of scored `topics validate` folders, `sample` the folder of the study's coded sample.
    """
    tables = evidence_tables(job, weighting, **changes)
    shares = tables["shares"] if "shares" in tables else job.table("shares")
    shares = shares[shares["weighting"] == weighting]
    coded = {*tables["coded"]["passage_id"], *coded_passages(job, sample)}
    gold, unused = codes_of(job, weighting, sample, **changes)
    whole = ThemeEvidence(
        theme="",
        periods=job.measured(**changes)[1].periods.names,
        shares=shares,
        trends=tables["trends"],
        own=job.own.name,
        rest=shares[shares["theme"].isin((NONE_OF_THE_THEMES, UNASSIGNED))],
        coded=(len(coded), int(tables["counted"]["passages"].iloc[0])),
        gold=gold,
        worth=kept_worth(sample),
        unused=unused,
        apart=job_apart(job),
        lone=lone_seeds(job),
        voices=voices_of(job),
        curve=curve_of(job),
        funnel=job.table("funnel"),
        outside=tables["outside"],
        severe=job.table("severe") if job.has("severe") else None,
        events=tables["events"],
        deviations=_in_both(event_deviations(job), event_deviations(job, "zh")),
        n_themes=len(job.themes),
        rates=tables.get("rates"),
        **_counted_otherwise(tables),
    )
    words = Vocabulary(tables["parts"], tables["without"], tables["replaced"])
    stability = job.table("stability") if job.has("stability") else None
    if stability is not None:  # fits that are the same whatever the seed show nothing of it
        alike = [model.name for model in job.models if model.alike]
        stability = stability[~stability["estimator"].isin(alike)].reset_index(drop=True)
    fitness = job_fitness(job)
    unfit = _in_both(unfit_reasons(fitness), unfit_reasons(fitness, "zh"))
    return Evidence(job, whole, unfit, stability, tables.get("confusions"), kept_scores(validations, job), words)


def codes_of(
    job: Job, weighting: Weighting = "text", sample: GoldFolder | None = None, **changes: Any
) -> tuple[KeptGold | None, Text | str]:
    """`Job.gold`, and nothing of a part of the documents that `changes` select: codes are of those of the study."""
    gold, unused = job.gold(weighting, codes=sample.codes if sample else None)
    of = job.measured(**changes)[0].where
    if not (gold or unused) or of == job.estimand.where:
        return gold, unused
    why = say(
        "codes of the whole corpus state neither levels nor changes of the documents where {of}, so that what is "
        "said of these rests on uncorrected output",
        "编码样本针对全部文档，不能说明符合 {of} 的文档的水平与变化；对这些文档的结论仅以未经校正的结果为据",
        of=of,
    )
    return None, why


def _in_both(en: Mapping[_Key, str], zh: Mapping[_Key, str]) -> dict[_Key, Text]:
    """The words of two languages, by what they are said of."""
    return {key: Text(words, zh[key]) for key, words in en.items()}


def _counted_otherwise(tables: "Mapping[str, pd.DataFrame]") -> Any:
    return {name: tables.get(name) for name in _COUNTED_OTHERWISE}


def _label_rows(scores: KeptScores, theme: str) -> list[dict[str, Any]]:
    if scores.task != "best-label":
        return []
    unknown = dict.fromkeys(("alpha", "lower", "upper"))
    alpha, lower, upper = (next(iter(scores.reliability), unknown)[name] for name in unknown)
    about = {"model": scores.model, "alpha": alpha, "alpha_lower": lower, "alpha_upper": upper}
    return [{**row, **about} for row in scores.subjects if row["subject"] == theme]
