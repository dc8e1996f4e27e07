"""The units of a study with their strata and weights, and the codes of the coded ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.coding.gold.carried import carried_codes
from topics.coding.gold.coders import Reliability, reliability
from topics.coding.gold.folder import GoldFolder, SampleDesign, Unit, check_codebook
from topics.coding.gold.strata import values_of
from topics.errors import StudyError
from topics.results.scores import passage_table
from topics.shares.coded.coder_errors import CoderErrors
from topics.shares.coded.design_based import unit_weights
from topics.shares.estimand import Weighting
from topics.shares.sums import clusters_of, dated_by, used_passages
from topics.store.job import Job
from topics.store.store import Store
from topics.themes import NONE_OF_THE_THEMES

if TYPE_CHECKING:
    import pandas as pd

    from topics.preprocessing.corpus_tables import Corpus
    from topics.store.job import Job
    from topics.store.store import Store
    from topics.study.study import Study


Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


@dataclass(frozen=True)
class Coded:
    """A study's units and their codes: tables and arrays in the units' order.

    `stratum (N,)` and `period (N,)` count from 0; `weights (N,)` have mean 1 in every period. `rows (n,)` are the coded
    units, `codes (n_labels, n)` their codes 0 or 1, with a row per label in the order of `labels`, and `inflation (n,)`
    is 1/π, the unit's own rather than its stratum's where `by_chance`. `cluster (N,)` numbers the clusters that the
    study's bands resample. With `mentions`, the codes say which themes a unit mentions, and not which theme it is
    mainly about. `reliability` says what coders' errors are known to be; None for mentions, whose coders are not kept
    one by one.
    """

    job: "Job"
    design: SampleDesign
    units: "pd.DataFrame"
    periods: tuple[str, ...]
    period: Integers
    stratum: Integers
    cluster: Integers
    weights: Floats
    rows: Integers
    codes: Floats
    inflation: Floats
    mentions: bool = False
    by_chance: bool = False
    reliability: Reliability | None = None

    @property
    def errors(self) -> CoderErrors | None:
        """The errors of one coder; None where nothing is known of them."""
        return self.reliability.errors if self.reliability else None

    @property
    def counted(self) -> Floats:
        """The codes `(n_labels, n)` from which shares are estimated: those of one coder corrected for errors."""
        return self.reliability.counted(self.codes) if self.reliability else self.codes

    @property
    def alone(self) -> NDArray[np.bool_]:
        """Whether each coded unit `(n,)` has the code of one coder whose errors are known."""
        known = self.reliability is not None and self.errors is not None
        return self.reliability.alone if known and self.reliability else np.zeros(len(self.rows), dtype=bool)

    def told_by(self, predicted: Floats) -> "Coded":
        """The same, with what predictions `(n_labels, N)` tell of coders' open differences."""
        if self.reliability is None:
            return self
        return replace(self, reliability=self.reliability.told_by(predicted[:, self.rows]))

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels whose shares are estimated: the themes and, last, none of them; for mentions, themes alone."""
        return _labels(self.job, self.mentions)


def _labels(job: "Job", mentions: bool) -> tuple[str, ...]:
    return (*(theme.id for theme in job.themes), *([] if mentions else [NONE_OF_THE_THEMES]))


def coded_units(
    place: GoldFolder, store: "Store", study: "Study", weighting: Weighting, *, mentions: bool = False
) -> Coded:
    """The units of a study with their codes: main themes, or mentions.

    Raises StudyError when nothing is coded, or codes and frame do not agree.
    """
    design = place.drawn()
    if not place.codes.exists():
        raise StudyError(
            f"{place.codes}: there are no codes yet; `topics gold read {quote(study.folder.name)}` reads them from the "
            "sheets."
        )
    job = store.latest_job(study.folder)  # refuses a study that was edited since its run
    if job.corpus_key != design.corpus:
        name = quote(study.folder.name)
        again = "import the table again" if design.imported else f"`topics gold sample {name}` draws from the new ones"
        raise StudyError(
            f"{place.root}: the units were drawn from another corpus than that of the latest run: documents, their "
            f"cleaning or the words have changed. To keep the codes of texts that are still the same, {again}."
        )
    check_codebook(place, design, job)
    units = units_of(job, design.unit, design.between)
    frame = place.table("frame.csv", ("unit", "period", "stratum")).set_index("unit")
    codes = place.table("codes.csv", ("unit", "theme", "probability"))
    if strangers := sorted(set(codes["unit"]) - set(frame.index)):
        raise StudyError(f'{place.codes}: "{strangers[0]}" is no unit that was drawn from; read the sheets again.')
    strata, by_chance = frame["stratum"].tolist(), design.imported == "probability"
    if list(frame.index) != units["unit"].tolist() or frame["period"].tolist() != units["period"].tolist():
        by_chance = True
        strata, codes = carried_codes(units, frame, codes, design)
    if mentions and "mentions" not in codes:
        raise StudyError(
            f"{place.codes}: coders were not asked what is mentioned; "
            "draw a sample with `topics gold sample --mentions`."
        )
    return assemble(job, design, units, strata, codes, weighting, mentions=mentions, by_chance=by_chance)


def assemble(
    job: "Job",
    design: SampleDesign,
    units: "pd.DataFrame",
    strata: Sequence[str],
    codes: "pd.DataFrame",
    weighting: Weighting,
    *,
    mentions: bool = False,
    by_chance: bool = False,
) -> Coded:
    """Units (`unit, doc_id, period, n_tokens, cluster`), their strata, and codes (`unit, theme`), as arrays.

    With `mentions`, the codes are read from the column of that name: ids of themes, separated by `;`. With `by_chance`,
    every coded unit has a chance of its own to be drawn, in the column `probability`; else that of its stratum.
    """
    periods, period = np.unique(units["period"].to_numpy(dtype=str), return_inverse=True)
    _, stratum = np.unique(np.array(strata, dtype=str), return_inverse=True)
    _, document = np.unique(units["doc_id"].to_numpy(dtype=str), return_inverse=True)
    _, cluster = np.unique(units["cluster"].to_numpy(dtype=str), return_inverse=True)
    weights = unit_weights(units["n_tokens"].to_numpy(dtype=float), document if weighting == "document" else None)
    weights /= (np.bincount(period, weights=weights) / np.bincount(period))[period]
    at = {unit: row for row, unit in enumerate(units["unit"])}
    # In the order of the units, so that nothing depends on the order of the sheets.
    codes = codes.assign(row=[at[unit] for unit in codes["unit"]]).sort_values("row")
    rows = codes["row"].to_numpy(dtype=np.intp)
    said = [text.split(";") for text in codes["mentions"]] if mentions else [[theme] for theme in codes["theme"]]
    cell = period * (int(stratum.max()) + 1) + stratum
    n_cells = int(cell.max()) + 1
    inflation = np.bincount(cell, minlength=n_cells) / np.maximum(np.bincount(cell[rows], minlength=n_cells), 1)
    inflated = 1 / codes["probability"].to_numpy(dtype=float) if by_chance else inflation[cell[rows]]
    labels = _labels(job, mentions)
    return Coded(
        job=job,
        design=design,
        units=units,
        periods=tuple(str(name) for name in periods),
        period=period,
        stratum=stratum,
        cluster=cluster,
        weights=weights,
        rows=rows,
        codes=np.array([[label in named for named in said] for label in labels], dtype=float),
        inflation=inflated,
        mentions=mentions,
        by_chance=by_chance,
        reliability=None if mentions else reliability(codes, labels, inflated * weights[rows]),
    )


def units_of(job: Job, unit: Unit, between: str = "") -> "pd.DataFrame":
    """The units of a job's corpus: `unit, doc_id, period, n_tokens, cluster`, in the corpus's order.

    `cluster` is the cluster that the study's bands resample: the document, its source or its family of copies. With
    `between`, an attribute of the documents, its values stand in place of the periods. Raises StudyError where all
    documents have one value of it, and ModelError where none has any.
    """
    corpus, (estimand, design) = job.corpus, job.measured()
    documents = dated_by(corpus.documents, estimand.date_type)
    passages = passage_table(corpus, job.tokens)
    used = used_passages(passages, documents, job.periods, estimand.duplicates)
    names = sorted(set(used["doc_id"]))
    ids = np.array(names, dtype=np.str_)
    about = documents.assign(doc_id=documents["doc_id"].astype(str)).set_index("doc_id").loc[names]
    cluster_of = dict(zip(names, clusters_of(ids, about, passages, documents, design.resampled(estimand)), strict=True))
    used = used.assign(cluster=used["doc_id"].map(cluster_of))
    if unit == "passage":
        units = used.rename(columns={"passage_id": "unit"})
    else:
        whole = used.groupby(["doc_id", "period", "cluster"], sort=False)["n_tokens"].sum().reset_index()
        units = whole.assign(unit=whole["doc_id"])
    if not between:
        return units
    values = values_of(job, between, units)
    if len(set(values)) < 2:
        raise StudyError(f'all documents have one value of "{between}"; there is no difference to estimate.')
    return units.assign(period=values)


def unit_texts(corpus: "Corpus", unit: Unit) -> dict[str, str]:
    """The text of every unit."""
    passages = corpus.passages
    if unit == "passage":
        return dict(zip(passages["passage_id"], passages["text"], strict=True))
    whole = passages.groupby("doc_id", sort=False)["text"].agg("\n\n".join)
    return dict(zip(whole.index.astype(str), whole, strict=True))


def job_for(store: Store, study: Path, corpus: str) -> Job:
    """The latest job of a study over a corpus. Raises StudyError when the store has no such job (any more)."""
    for job in reversed(store.jobs_of(study, "run")):
        if job.corpus_key == corpus:
            return job
    raise StudyError(
        f"{study / 'gold'}: the units were drawn from a corpus of which no run is kept in {store.root}: "
        "its documents, their cleaning or the words have changed. "
        "Run the study as it was, or move the folder away and draw anew."
    )
