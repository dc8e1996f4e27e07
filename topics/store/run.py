"""A run: one kept fit, whose files are read on demand.

A fit is kept under the kind of its model, since studies and models that ask for the same fit share it. A run of a job
is named after the study's name for the model (`lda-guided-20-s1-…`), so that two models of one kind are told apart; the
rest of its name is the fit's. Two models may share a fit and differ in the scale on which its theme weights are read:
what is read on its own scale is named with the ending `+own`, since its numbers are others.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from topics.errors import StoreError, nearest
from topics.files.records import believed, finished_folders, one_tuple, read_json, read_lines, read_record, reading
from topics.models import MODELS
from topics.models.fitted import OPTIONAL, FittedTopics
from topics.wording import count, pairs, words_in_line

OWN_SCALE = "+own"
_AFTER_KIND = re.compile(r"(-\d+)?(-s\d+-[0-9a-f]+)$")  # size, if the model has one; seed and hash


@dataclass(frozen=True)
class Run:
    """One kept fit: its settings, scores, provenance and fitted topics, each read on demand.

    >>> run = topics.open_store().latest_job("my-study").model("nmf").runs[0]
    >>> run.settings["kind"], run.fitted.n_topics
    ('nmf', 3)
    """

    folder: Path
    scale: str = "none"
    model: str = ""

    @property
    def name(self) -> str:
        """The name of the fit, which begins with that of the `model` where the run is a job's.

        `+own` follows where theme weights are read on their own scale.
        """
        return named_after(self.model, self.fit) + (OWN_SCALE if self.scale == "own" else "")

    @property
    def fit(self) -> str:
        """The name of the run's folder: kind, size, seed, hash."""
        return self.folder.name

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """The provenance of the run: hashes of its inputs, versions, times.

        Raises StoreError naming the nearest run when this one was removed, and when its record is damaged.
        """
        if not self.folder.is_dir():
            kept = [folder.name for folder in finished_folders(self.folder.parent)]
            root = self.folder.parents[1].absolute()
            raise StoreError(f'{root}: there is no run "{self.fit}"; {nearest(self.fit, kept)}')
        needed = {"files": dict, "summary": dict, "corpus": str, "created": str, "versions": dict}
        return read_record(self.folder / "provenance.json", needed)

    @cached_property
    def scores(self) -> dict[str, Any]:
        """Scores of the fit, such as its bound."""
        return read_json(self._file("scores.json"))

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The model's settings: kind, seed and options."""
        import tomllib

        path = self._file("settings.toml")
        return reading(path, lambda: tomllib.loads(path.read_text(encoding="utf-8")))

    @property
    def seedless(self) -> bool:
        """Whether its model draws no random numbers, so that its seed means nothing."""
        return self.settings["kind"] in MODELS and MODELS[self.settings["kind"]].seedless

    @property
    def used_options(self) -> dict[str, Any]:
        """The options that the fit read, with what it took where that is not as written, as of `inference` "auto"."""
        options, taken = self.settings["options"], ("inference", "eta", "min_topic_size")
        told = {name: self.scores[name] for name in taken if name in options and name in self.scores}
        kind = MODELS.get(self.settings["kind"])
        idle = kind.idle(options, self.scores) if kind else ()
        return {name: value for name, value in {**options, **told}.items() if name not in idle}

    @property
    def parts(self) -> frozenset[str]:
        """The names of the arrays that the fit has, such as `refitted`; the arrays are not read."""
        import numpy as np

        with self._file("topics.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return frozenset(arrays.files)

    @cached_property
    def fitted(self) -> FittedTopics:
        """The fitted topics, bit for bit as they were saved."""
        return reading(self.folder, self._read)

    def _read(self) -> FittedTopics:
        import numpy as np
        import pandas as pd

        with self._file("topics.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            ids, themes = arrays["topic_ids"].tolist(), arrays["topic_themes"].tolist()
            words, passages = arrays["topic_words"], arrays["passage_topics"]
            more = {name: arrays[name] for name in OPTIONAL if name in arrays}
        return FittedTopics(
            topic_ids=tuple(ids),
            topic_words=words,
            passage_topics=passages,
            passage_ids=one_tuple(tuple(pd.read_parquet(self._file("passages.parquet"))["passage_id"])),
            vocabulary=read_lines(self._file("vocabulary.txt")),
            theme_of={topic: theme for topic, theme in zip(ids, themes, strict=True) if theme},
            scores=self.scores,
            **more,
        )

    def _repr_html_(self) -> str:
        """Name, settings and the largest topics as HTML for notebooks; all text is escaped."""
        from html import escape

        import pandas as pd

        fitted = self.fitted
        sizes = fitted.passage_topics.mean(axis=0)
        words = [words_in_line(top) for top in fitted.top_words(8)]
        table = pd.DataFrame(
            {"topic": fitted.topic_ids, "theme": [fitted.theme_of.get(t, "") for t in fitted.topic_ids]}
        )
        table = table.assign(mean_weight=sizes.round(3), top_words=words).sort_values(
            "mean_weight", ascending=False, kind="stable"
        )
        options = pairs(self.settings["options"])
        said = (
            f"{escape(self.name)}</b>: {escape(options)}; {count(len(fitted.passage_ids), 'passage')}, "
            f"{fitted.n_topics} topics"
        )
        with pd.option_context("display.max_colwidth", None):
            return f"<p><b>{said}</p>{table.to_html(index=False, max_rows=12)}"

    def _file(self, name: str) -> Path:
        return believed(self.folder / name, self.provenance["files"])


def named_after(model: str, fit: str) -> str:
    """The name of a fit with that of a study's model in place of the kind; the fit's own where there is no model.

    >>> named_after("lda-guided, own scale", "lda-20-s1-0a1b2c3d"), named_after("lda-50", "lda-50-s1-0a1b2c3d")
    ('lda-guided-own-scale-20-s1-0a1b2c3d', 'lda-50-s1-0a1b2c3d')
    """
    words, rest = "-".join(re.findall(r"\w+", model)), _AFTER_KIND.search(fit)
    if not words or rest is None:
        return fit
    size = rest[1] or ""
    return words + ("" if words.endswith(size) else size) + rest[2]
