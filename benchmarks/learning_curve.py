"""What do codes teach? The estimator `coded` against the codes it learns from, on documents it has not seen.

    python benchmarks/learning_curve.py CODED DOCUMENTS [DOCUMENTS ...] [--themes THEMES.toml] [--folder FOLDER]
        [--out PAGE.md]

The arguments are those of `coded_paragraphs.py`. Beside the learning curve stand scores and shares of the cross-fitted
estimator and of clause-extent; the texts of one document are always learned from, or tried, together.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from coded_paragraphs import SAMPLE, folder_for, study_of

from topics.coding.gold.outside import CodedTexts, read_coded_texts, with_coded_texts
from topics.evaluation.people.text_scores import TextEstimates, TextScores, text_scores
from topics.jobs.prepare import prepare
from topics.models import FittedTopics, ModelInput, fit
from topics.models.codes import PassageCodes
from topics.report.layouts.score_layouts import scored_shares_layout, scores_layout
from topics.report.tables import to_markdown
from topics.store.store import Store
from topics.study.study import load_study

KINDS = ("clause-extent", "coded")
ABOUT = """\
# What codes teach

The estimator `coded` on {texts} coded paragraphs of {documents} documents, cross-fitted by document, beside
clause-extent, which needs no code. {lost} paragraphs have no passage of their own and are about no theme.

Written by `benchmarks/learning_curve.py`; nothing here is edited by hand.
"""


def main(table: Path, documents: Sequence[Path], themes: Path, kept: Path | None, out: Path | None) -> None:
    with folder_for(kept) as folder:
        place = folder / "study"
        study = load_study(place) if place.exists() else study_of(place, documents, themes)
        plain = [model for model in study.settings.models if model.kind == "lexicon"][:1]
        study = replace(study, settings=study.settings.model_copy(update={"models": tuple(plain)}))
        coded = read_coded_texts(table, study.themes)
        prepared = prepare(with_coded_texts(study, coded, folder), Store(folder / "runs"))
    doc_ids = prepared.corpus.passages["doc_id"].tolist()
    data, row_of = with_codes(prepared.data, doc_ids, coded)
    fitted = {kind: fit(data, kind) for kind in KINDS}
    scores = text_scores(coded.codes, {kind: [estimates(one, row_of, coded)] for kind, one in fitted.items()}, KINDS[0])
    page = page_of(fitted["coded"], scores, len(coded.texts) - len(row_of))
    print(page)
    if out:
        out.write_text(page, encoding="utf-8")


def with_codes(data: ModelInput, doc_ids: Sequence[str], coded: CodedTexts) -> tuple[ModelInput, dict[int, int]]:
    """The input with the codes of texts, under the documents they are from; and each text's row, its first passage."""
    number, row_of = coded.ids(), {}
    ids = list(data.tokens.passage_ids)
    for row, doc_id in enumerate(doc_ids):
        if doc_id in number:
            text = number[doc_id]
            ids[row] = f"coded-{coded.codes.document[text]}#{row}"
            row_of.setdefault(text, row)
    texts = np.array(list(row_of), dtype=np.intp)
    mentions = None if coded.codes.mentions is None else coded.codes.mentions[texts]
    codes = PassageCodes(np.array(list(row_of.values()), dtype=np.intp), coded.codes.primary[texts], mentions)
    return replace(data, tokens=replace(data.tokens, passage_ids=tuple(ids)), codes=codes), row_of


def estimates(fitted: FittedTopics, row_of: dict[int, int], coded: CodedTexts) -> TextEstimates:
    """What a fit gives the texts, each by its first passage; nothing where it has none."""
    n, n_themes = coded.codes.primary.shape
    whole, present = np.zeros((n, n_themes + 1)), np.zeros((n, n_themes))
    texts, rows = list(row_of), list(row_of.values())
    assert fitted.passage_present is not None
    whole[:, -1] = 1
    whole[texts], present[texts] = fitted.passage_topics[rows], fitted.passage_present[rows, :-1]
    main = np.eye(n_themes + 1, dtype=bool)[np.round(whole, 6).argmax(axis=1)][:, :-1]
    return TextEstimates(whole[:, :-1], present, main)


def page_of(learned: FittedTopics, scores: TextScores, lost: int) -> str:
    """The page of documentation."""
    texts, documents = scores.scores[["n_texts", "n_documents"]].max().tolist()
    page = ABOUT.format(texts=f"{texts:,}", documents=f"{documents:,}", lost=lost)
    calibration = pd.DataFrame(learned.scores["calibration"]).T.rename_axis("theme").reset_index()
    parts = (
        ("Learning curve", "Macro-F1 and log loss of main themes.", pd.DataFrame(learned.scores["curve"])),
        ("Macro-F1", "95 % over documents; differences are paired.", scores_layout(scores.scores)),
        ("Shares", "Per cent of the text; errors in points by document.", scored_shares_layout(scores.shares)),
        ("Calibration", "Mean probability that was expected, and part that was coded so.", calibration),
        (
            "Coefficients",
            "Of standardised features.",
            pd.DataFrame(list(learned.scores["features"].items()), columns=["feature", "coefficient"]),
        ),
    )
    for title, words, table in parts:
        page += f"\n## {title}\n\n{words}\n\n{to_markdown(table)}"
    return page


if __name__ == "__main__":
    from machine import begin

    begin()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("coded", type=Path, metavar="CODED")
    parser.add_argument("documents", type=Path, nargs="+", metavar="DOCUMENTS")
    parser.add_argument("--themes", type=Path, default=SAMPLE / "themes.toml", metavar="THEMES.toml")
    parser.add_argument("--folder", type=Path, metavar="FOLDER")
    parser.add_argument("--out", type=Path, metavar="PAGE.md")
    arguments = parser.parse_args()
    main(arguments.coded, arguments.documents, arguments.themes, arguments.folder, arguments.out)
