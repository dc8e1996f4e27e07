"""The report: one offline HTML page that a co-author can open, explore and keep.

Style, script, numbers and passages are all inside the file. Its content security policy allows nothing from elsewhere
and no script but its own (by hash). Text from documents reaches the page through jinja2's escaping, or through JSON in
which `<` is escaped and which the script inserts as text, never as markup.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from topics import __version__
from topics.claims.card import theme_cards
from topics.errors import FigureError, nearest
from topics.evaluation.exemplars import topic_sizes
from topics.files.records import reading
from topics.plots.figure_words import estimator_label, words
from topics.plots.fonts import web_font
from topics.plots.funnel import funnel_rows
from topics.plots.style import COLOURS, FADED, unstable
from topics.plots.style import unfit as is_unfit
from topics.preprocessing.attribute_table import ATTRIBUTES, SOURCE, attributes_table
from topics.preprocessing.attribute_types import AttributeType
from topics.preprocessing.ledger.funnel import FUNNEL
from topics.report.captions import estimand_caption, job_caption, losses_caption
from topics.report.drawing import write_files
from topics.report.layouts.comparison_layouts import gold_tables, scores_layout
from topics.report.layouts.share_layouts import shares_layout
from topics.report.page_cards import page_cards
from topics.report.page_wording import WORDING
from topics.report.tables import to_html
from topics.results.chance import chance_of, chance_statement
from topics.results.coded_agreement import gold_agreement
from topics.results.comparison import own_scores, side_by_side
from topics.results.fitness import kept_fitness, with_unfit, without_unfit
from topics.results.topics import DescribedTopics, beginning, describe
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.unmeasured import NO_DOCUMENT, NotMeasured, with_why
from topics.wording import listed, pairs, percent, span

if TYPE_CHECKING:
    import pandas as pd

    from topics.coding.gold.folder import GoldFolder
    from topics.models.fitted import FittedTopics
    from topics.store.job import Job

_WEB = Path(__file__).parent / "web"
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 4")
_FONT = "the-characters-of-this-page"
_ATTRIBUTES = 40  # attributes shown
_MARK, _HEAD = re.compile(rb'<meta name="topics-study" content="([0-9a-f]*)">'), 1000  # bytes that hold it
_WORDS, _PASSAGES, _CHARACTERS = 10, 3, 400  # words, passages and characters per passage shown of a topic


@dataclass(frozen=True)
class Look:
    """The colour and the dashes of an estimator's line."""

    colour: str
    dash: str


def report_page(
    job: "Job",
    language: str = "en",
    validations: Path | None = None,
    sample: "GoldFolder | None" = None,
    *,
    unfit: bool = False,
) -> str:
    """The page of one kept job, as HTML; `validations` and `sample` as in `topics.claims.card.theme_cards`.

    The shares of estimators that are unfit for a theme are left out, with the reason; `unfit` draws them, in grey.

    Raises FigureError for a language without wording.
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    if language not in WORDING:
        raise FigureError(f"the report speaks {listed(list(WORDING))}; {nearest(language, WORDING)}")
    say = {**WORDING[language]}
    say["marks"] = say["marks"].format(few=FEW_DOCUMENTS)
    say["made_by"] = say["made_by"].format(version=__version__)
    shares = with_unfit(job.table("shares"), kept_fitness(job), language=language)
    shares = shares if unfit else without_unfit(shares)
    themes = [{"id": theme.id, "label": theme.label(language)} for theme in job.themes]
    estimators = [
        {
            "id": model.name,
            "label": estimator_label(model.name, language),
            "look": _look(number),
        }
        for number, model in enumerate(job.models)
    ]
    script = _web("page.js")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(_web("page.html")).render(
        language=language,
        say=say,
        title=job.title,
        study=job.study_id,
        note=job.note(language),
        facts=_facts(job, shares, say),
        sections=[(name, say[name]) for name in ("shares", "cards", "corpus", "topics", "runs", "provenance")],
        estimand=estimand_caption(shares[shares["weighting"] == "text"], language),
        themes=themes,
        estimators=estimators,
        periods=job.periods.names,
        unstable=" ".join(words(language)[what] for what in _greys(shares)),
        shares_table=Markup(to_html(shares_layout(shares[shares["weighting"] == "text"], language))),
        cards=page_cards(theme_cards(job, (), validations, sample), say, language),
        funnel=_funnel(job.table("funnel"), language),
        funnel_periods=[c for c in job.table("funnel").columns if c not in FUNNEL.names],
        ledger=Markup(to_html(job.table("ledger"))) if job.has("ledger") else "",
        accepted=losses_caption(job, language),
        attributes=Markup(_attributes(job, say)),
        models=_models(job, language),
        comparisons=[(title, Markup(to_html(table))) for title, table in _comparisons(job, language).items()],
        caption=job_caption(job, language, validated=job.validated),
        provenance=Markup(to_html(_provenance(job))),
        files=_study_files(job),
        css=Markup(_web("page.css")),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        data=Markup(_data(job, shares, themes, estimators, say, language)),
        font=_FONT,
    )
    # Only the finished page knows which characters it shows.
    return page.replace(_FONT, base64.b64encode(web_font(page)).decode(), 1)


def write_report(
    job: "Job",
    path: Path,
    language: str = "en",
    validations: Path | None = None,
    sample: "GoldFolder | None" = None,
    *,
    unfit: bool = False,
) -> Path:
    """Write the page, completely or not at all. Raises FigureError when it cannot be, and over another study's page."""
    _refuse_another(path, job)
    return write_files({path: report_page(job, language, validations, sample, unfit=unfit).encode()})[0]


def _refuse_another(path: Path, job: "Job") -> None:
    """Raise FigureError for a page of another study; what is no page of this toolkit is not looked at."""
    if path.is_file():
        with path.open("rb") as file:
            found = _MARK.search(file.read(_HEAD))
        if found and found.group(1).decode() != job.study_id:
            raise FigureError(f"{path}: the page of another study is here already. Name another file with --out.")


def _greys(shares: "pd.DataFrame") -> list[str]:
    """Why lines are grey."""
    return [what for what, grey in (("unstable", unstable), ("unfit grey", is_unfit)) if grey(shares)]


def _web(name: str) -> str:
    return (_WEB / name).read_text(encoding="utf-8")


def _look(number: int) -> Look:
    return Look(COLOURS[number % len(COLOURS)], _DASHES[number % len(_DASHES)])


def _facts(job: "Job", shares: "pd.DataFrame", say: Mapping[str, str]) -> list[tuple[str, str]]:
    counts = shares.drop_duplicates("period")[["n_documents", "n_passages", "n_tokens"]].sum()
    numbers = [f"{int(n):,}" for n in counts] + [str(len(job.run_names))]
    names = job.periods.names
    return [
        (span(names[0], names[-1]), say["period"].lower()),
        *zip(numbers, (say["documents"], say["counted"], say["tokens"], say["fits"]), strict=True),
    ]


def _reasons(rows: "pd.DataFrame") -> "Iterator[tuple[float, str]]":
    """Each share with its `why`; a period that the table lacks has no document."""
    yield from zip(rows["share"], with_why(rows)["why"].fillna(NO_DOCUMENT).replace("", NO_DOCUMENT), strict=True)


def _data(
    job: "Job",
    shares: "pd.DataFrame",
    themes: Sequence[Mapping[str, str]],
    estimators: Sequence[Mapping[str, Any]],
    say: Mapping[str, str],
    language: str,
) -> str:
    """The data of the script: periods, n, and shares by estimator, weighting and theme.

    The JSON cannot end the element it stands in, since `<`, `>` and `&` are escaped.
    """
    nested: dict[str, Any] = {}
    for key, rows in shares.groupby(["estimator", "weighting", "theme"], sort=False):
        estimator, weighting, theme = map(str, key)
        rows = rows.set_index("period").reindex(job.periods.names)
        lines: dict[str, Any] = {
            c: [None if v != v else round(float(v), 5) for v in rows[c]] for c in ("share", "lower", "upper")
        }
        lines["why"] = [NotMeasured(w).in_language(language) if v != v else "" for v, w in _reasons(rows)]
        nested.setdefault(estimator, {}).setdefault(weighting, {})[theme] = {
            **lines,
            "unstable": unstable(rows) or is_unfit(rows),
        }
    n = shares.drop_duplicates("period").set_index("period")["n_documents"].reindex(job.periods.names)
    data = {
        "periods": job.periods.names,
        "n": n.tolist(),
        "few": FEW_DOCUMENTS,
        "faded": FADED,
        "themes": list(themes),
        "estimators": [{"id": e["id"], "label": e["label"]} for e in estimators],
        "looks": [vars(e["look"]) for e in estimators],
        "shares": nested,
        "words": {
            "estimator": say["estimator"],
            "chart": say["chart"],
            "percent": {"text": say["percent_text"], "document": say["percent_document"]},
        },
    }
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _funnel(funnel: "pd.DataFrame", language: str) -> list[dict[str, Any]]:
    rows = funnel_rows(funnel, language)
    periods = [c for c in funnel.columns if c not in FUNNEL.names]
    counts = funnel[periods].astype(object).where(funnel[periods].notna(), "").to_numpy().tolist()
    # Bars of files, of documents and of passages each have a scale of their own.
    largest = rows.groupby("level", sort=False)["total"].transform("max")
    return [
        {
            "label": label,
            "lost": bool(reason),
            "total": f"{n:,}",
            "width": round(100 * abs(n) / max(most, 1), 2),
            "by_period": c,
        }
        for label, reason, n, most, c in zip(rows["label"], rows["reason"], rows["total"], largest, counts, strict=True)
    ]


def _attributes(job: "Job", say: Mapping[str, str]) -> str:
    """The attributes that documents state as an HTML table; "" for none, and where the corpus is not kept."""
    if not job.has_corpus:
        return ""
    table = attributes_table(job.corpus.documents, job.design.date_order)[:_ATTRIBUTES]
    if table.empty:
        return ""
    kinds = {kind: say[f"type_{kind}"] for kind in get_args(AttributeType)}
    named = table.assign(attribute=table["attribute"].replace(SOURCE, say[SOURCE]), type=table["type"].map(kinds))
    return to_html(named.rename(columns={name: say[f"attribute_{name}"] for name in ATTRIBUTES.names}))


def _comparisons(job: "Job", language: str) -> dict[str, "pd.DataFrame"]:
    """Tables by title: agreement with human codes where there are any, then the runs' scores and settings."""
    gold = gold_tables(gold_agreement(job)) if job.has("gold") else {}
    tables = side_by_side(job.runs, [job] * len(job.runs), language=language)
    return {**gold, "Scores": scores_layout(tables["Scores"]), "Settings": tables["Settings"]}


def _models(job: "Job", language: str) -> list[dict[str, Any]]:
    """The first run of each model with its topics, largest first."""
    models = job.models
    described = describe(job, [model.runs[0] for model in models])
    return [
        {
            "name": model.name,
            "label": estimator_label(model.name, language),
            "run": topics.run.name,
            "scores": own_scores(job, topics.run),
            "chance": chance_statement(chance_of(model.runs, job.tokens), language),
            "topics": _topics(topics, {theme.id: theme.label(language) for theme in job.themes}, language),
        }
        for model, topics in zip(models, described, strict=True)
    ]


def _topics(described: "DescribedTopics", labels: Mapping[str, str], language: str) -> list[dict[str, Any]]:
    fitted = described.run.fitted
    theme_of = described.job.codebook_of(described.run).set_index("topic")["theme"]
    sizes = topic_sizes(described.weights, described.lengths)
    largest = sorted(range(fitted.n_topics), key=lambda k: (-sizes[k], k))
    return [
        {
            "id": fitted.topic_ids[k],
            "share": percent(sizes[k]),
            "theme": labels.get(theme_of[fitted.topic_ids[k]], ""),
            "words": _words(fitted, k),
            "passages": _passages(described, k),
        }
        for k in largest
    ]


def _words(fitted: "FittedTopics", topic: int) -> list[dict[str, Any]]:
    weights = fitted.topic_words[topic]
    order = (-weights).argsort(kind="stable")[:_WORDS]
    return [
        {"text": fitted.vocabulary[w], "width": round(100 * float(weights[w] / weights[order[0]]), 1)}
        for w in order
        if weights[w] > 0
    ]


def _passages(described: "DescribedTopics", topic: int) -> list[dict[str, str]]:
    passages = described.corpus.passages.iloc[described.examples(topic, _PASSAGES)]
    documents = described.corpus.documents.set_index("doc_id").loc[passages["doc_id"]]
    return [
        {
            "text": beginning(text, _CHARACTERS),
            "from": " · ".join(part for part in (title or passage_id, source, date) if part),
        }
        for text, passage_id, title, source, date in zip(
            passages["text"],
            passages["passage_id"],
            documents["title"],
            documents["source"],
            documents["date"],
            strict=True,
        )
    ]


def _provenance(job: "Job") -> "pd.DataFrame":
    """One row per run: name, model, date, duration in seconds, and versions."""
    import pandas as pd

    rows = []
    for run in job.runs:
        known = run.provenance
        versions = pairs(known["versions"])
        rows.append(
            {
                "run": run.name,
                "model": job.model_of(run.name).name,
                "made": known["created"][:16].replace("T", " "),
                "seconds": known["seconds"],
                "topics": known["topics"],
                "python": known["python"],
                "libraries": versions,
            }
        )
    return pd.DataFrame(rows)


def _study_files(job: "Job") -> list[tuple[str, str]]:
    """The files of the study's settings as the job kept them: names and texts."""
    return [(path.name, reading(path, partial(path.read_text, encoding="utf-8-sig"))) for path in job.study_files]
