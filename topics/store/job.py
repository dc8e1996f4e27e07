"""A job: one complete `topics run`, and the tables it kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from topics.files.records import believed, read_record, read_table, reading
from topics.shares.design import Design, measured
from topics.shares.estimand import WEIGHTINGS, Estimand, Weighting
from topics.shares.periods import Periods
from topics.store.corrected import KeptGold, kept_elsewhere, kept_gold
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd


Purpose = Literal["run", "sweep", "robustness"]
_NEEDED = {
    **dict.fromkeys(("study", "place", "title", "corpus", "finished"), str),
    **dict.fromkeys(("periods", "estimand", "files"), dict),
    **dict.fromkeys(("themes", "models"), list),
}
TOLD = ("labels", "definitions", "includes", "excludes")  # by language, of a theme


def _check_models(record: dict[str, Any]) -> None:
    """Raise TypeError unless every model of a record has a name and the names of its runs."""
    names = [record.get("other_runs", []), *(model["runs"] for model in record["models"])]
    if not all(isinstance(name, str) for some in names for name in some):
        raise TypeError("a run has no name")
    if not all(isinstance(model["name"], str) for model in record["models"]):
        raise TypeError("a model has no name")


def _theme(told: dict[str, Any]) -> Theme:
    return Theme(told["id"], tuple(told["terms"]), *(tuple(told.get(what, {}).items()) for what in TOLD))


@dataclass(frozen=True)
class Job:
    """One complete `topics run`, `sweep` or `robustness`: which runs answer which model of which study, over which corpus."""

    folder: Path

    @cached_property
    def record(self) -> dict[str, Any]:
        """`study`, `place`, `title`, `corpus`, `themes`, `periods`, `estimand`, `finished`, and `models`: name, kind, runs."""
        path = self.folder / "job.json"
        record = read_record(path, _NEEDED)
        reading(path, lambda: _check_models(record))
        return record

    @property
    def name(self) -> str:
        """The folder's name: study and hash."""
        return self.folder.name

    @property
    def purpose(self) -> Purpose:
        """What it was made for: a study's own models, the sizes of one, or the study's specifications."""
        told = self.record.get("purpose")
        return next((purpose for purpose in get_args(Purpose) if purpose == told), "run")

    @property
    def periods(self) -> Periods:
        """The job's periods."""
        return reading(self.folder, lambda: Periods(**self.record["periods"]))

    def measured(self, **changes: Any) -> tuple[Estimand, Design]:
        """What the job measures and how; `changes`: the length of periods as `by`, and parts of either by name."""
        periods = replace(self.periods, by=changes.pop("by", self.periods.by))
        return measured(periods, **{**self.record["estimand"], **changes})

    @property
    def themes(self) -> tuple[Theme, ...]:
        """The themes as they stood when the job ran."""
        return reading(self.folder, lambda: tuple(map(_theme, self.record["themes"])))

    @property
    def runs(self) -> list[str]:
        """Names of the job's runs, model by model; models that differ in scale alone share theirs."""
        return list(dict.fromkeys(run for model in self.record["models"] for run in model["runs"]))

    @property
    def needed(self) -> list[str]:
        """Names of all runs that the job's tables rest on: its own, and those over other corpora or tokens."""
        return [*self.runs, *self.record.get("other_runs", ())]

    def estimator_of(self, run: str) -> str:
        """The name of the model that a run is a seed of."""
        return str(next(model["name"] for model in self.record["models"] if run in model["runs"]))

    def scale_of(self, run: str) -> str:
        """The scale of the first model that a run is a seed of."""
        return str(next(model.get("scale", "none") for model in self.record["models"] if run in model["runs"]))

    @property
    def validated(self) -> bool:
        """Whether shares with a band, corrected from a coded sample, are kept of this job: `topics gold estimate`."""
        return any(self.gold(weighting)[0] for weighting in WEIGHTINGS)

    def gold(self, weighting: Weighting = "text", codes: Path | None = None) -> tuple[KeptGold | None, str]:
        """What `topics gold estimate` kept of this job for a weighting, of the codes as they stand.

        Else None and, where something was kept, why it is not used. `codes` is the file of the codes, where it can be
        looked at; without it they are those that were last read.
        """
        found = kept_gold(*self._gold, weighting)
        if found is None:
            return None, kept_elsewhere(*self._gold, weighting)
        why = found.stale(self.name, codes)
        return (None, why) if why else (found, "")

    @property
    def _gold(self) -> tuple[Path, str, str]:
        return self.folder.parents[1], self.record["place"], self.record["corpus"]

    def table(self, name: str) -> "pd.DataFrame":
        """One of the job's kept tables, such as `shares`.

        >>> store = topics.open_store()
        >>> job = store.latest_job("my-study")
        >>> shares = job.table("shares").query("weighting == 'text' and theme == 'wind'")
        >>> shares[["estimator", "period", "share"]].round(2)
           estimator period  share
        0    lexicon   2020   0.68
        1    lexicon   2021   0.35
        16       nmf   2020   0.67
        17       nmf   2021   0.32
        """
        return read_table(believed(self.folder / f"{name}.parquet", self.record["files"]))

    def _repr_html_(self) -> str:
        """Study and text shares in per cent, for notebooks; pandas escapes what it shows."""
        from html import escape

        shares = self.table("shares").query("weighting == 'text'")
        wide = (100 * shares.pivot(index=["estimator", "theme"], columns="period", values="share")).round(1)
        wide = wide.reindex(list(dict.fromkeys(zip(shares["estimator"], shares["theme"], strict=True))))
        title = f"{escape(self.name)}</b>: {escape(self.record['title'])}; {len(self.runs)} runs. Per cent of the text"
        return f"<p><b>{title}</p>{wide.rename_axis(columns=None).reset_index().to_html(index=False)}"

    def has(self, name: str) -> bool:
        """Whether the job kept a table of that name."""
        return f"{name}.parquet" in self.record["files"]


def latest_with(jobs: Sequence[Job], *runs: str) -> Job | None:
    """The last of some jobs that has all of these runs; None when no job has them."""
    return next((job for job in reversed(jobs) if {*runs} <= {*job.runs}), None)
