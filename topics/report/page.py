"""The report: one offline HTML page that a co-author can open, explore and keep.

Style, script, numbers and passages are all inside the file. Its content security policy allows nothing from elsewhere
and no script but its own (by hash). Text from documents reaches the page through jinja2's escaping, or through JSON in
which `<` is escaped, or packed, and the script inserts it as text, never as markup. The sections in their order are
the files of `topics.report.sections`; the parts of the script are the files of `web/js`, joined here.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics import __version__
from topics.claims.engine import claims_of
from topics.claims.evidence import Evidence, job_evidence
from topics.claims.findings import findings_of
from topics.claims.intervals_told import interval_note
from topics.errors import FigureError, nearest
from topics.plots.figure_words import estimator_label
from topics.plots.findings import finding_title, not_claimed
from topics.plots.fonts import web_font, without_wide_marks
from topics.report.captions import bands_caption, estimand_caption, job_caption, losses_caption
from topics.report.drawing import write_files
from topics.report.figures.sources import is_refitted
from topics.report.headings import estimator_labels, for_readers, labelled
from topics.report.layouts.share_layouts import shares_layout
from topics.report.page_wording import WORDING
from topics.report.sections.answer import answers
from topics.report.sections.chart import chart_data, theme_colours
from topics.report.sections.corpus_flow import attributes_html, flow, flow_periods
from topics.report.sections.kept_text import KeptText, kept_text
from topics.report.sections.models_compared import accuracy, comparison_tables, forest
from topics.report.sections.packing import for_script
from topics.report.sections.provenance import provenance, study_files
from topics.report.sections.stating import circles, lead
from topics.report.sections.sureness import STATES, sureness
from topics.report.tables import to_html
from topics.results.fitness import kept_fitness, with_unfit, without_unfit
from topics.shares.apart import apart_sentences
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.store.derived import derived
from topics.store.fingerprints import digest
from topics.wording import label_of, listed, period, span

if TYPE_CHECKING:
    import pandas as pd
    from jinja2 import Environment

    from topics.coding.gold.folder import GoldFolder
    from topics.store.job import Job

_WEB = Path(__file__).parent / "web"
_SCRIPT = (
    *("dom", "address", "chart", "files", "saving", "sureness"),
    *("unpacking", "passages", "reasons", "reading", "tables"),
)
_FONT, _MOST_CHARACTERS = "the-characters-of-this-page", 4_000  # characters of passages in the page's own font
_MARK, _HEAD = re.compile(rb'<meta name="topics-study" content="([0-9a-f]*)">'), 1000  # bytes that hold it
SECTIONS = ("answer", "themes", "sure", "read", "models", "corpus", "provenance")


def report_page(
    job: "Job",
    language: str = "en",
    validations: Path | None = None,
    sample: "GoldFolder | None" = None,
    *,
    unfit: bool = False,
    passages: bool = True,
) -> str:
    """The page of one kept job, as HTML; `validations` and `sample` as in `topics.claims.evidence.job_evidence`.

    The shares of estimators that are unfit for a theme are left out, with the reason; `unfit` draws them, in grey.
    Without `passages` no text of a document is in the page, for texts that may not be given away.

    Raises FigureError for a language without wording.
    """
    say = wording(language)
    evidence = job_evidence(job, validations=validations, sample=sample)
    shares = with_unfit(job.table("shares"), kept_fitness(job), language=language)
    shares = shares if unfit else without_unfit(shares)
    texts = kept_text(job, language) if passages and job.has_corpus else None
    return page_of(
        "page.html",
        language,
        _SCRIPT,
        font_of=partial(kept_font, job),
        shown=texts.characters[:_MOST_CHARACTERS] if texts else "",
        say=say,
        sections=[(name, say[name]) for name in SECTIONS],
        **_what_is_found(job, evidence, shares, say, language),
        texts=texts,
        no_texts=say["no_texts" if passages else "left_out"],
        sampled=_sampled(texts, say),
        **_models_beside_each_other(job, evidence, say, language),
        **_what_it_rests_on(job, shares, say, language),
    )


def _what_is_found(
    job: "Job", evidence: Evidence, shares: "pd.DataFrame", say: dict[str, str], language: str
) -> dict[str, Any]:
    """The values of the sections of answers, of shares and of how sure they are."""
    from markupsafe import Markup

    claims = claims_of(evidence)
    findings = findings_of(evidence, claims)
    told = answers(evidence, claims, findings, say, language)
    mute = not_claimed(findings, job.themes)
    gold, by_codes = evidence.whole.gold, [one["id"] for one in told if one["by"]]
    of_text = shares[shares["weighting"] == "text"]
    return {
        "headline": finding_title(findings, job.themes, language),
        "lead": lead(evidence, findings, told, say, language),
        "answers": told,
        "mute": mute,
        "colours": theme_colours(len(job.themes)),
        "estimand": estimand_caption(of_text, language, beside=gold is not None),
        "bands": bands_caption(of_text, job.own.name, language, refitted=is_refitted(job.own)),
        "apart": _apart(evidence, language),
        "shares_table": Markup(to_html(for_readers(shares_layout(of_text, language), job, language))),
        "sure": sureness(evidence, claims, findings, language),
        "states": [(name, mark, say[f"state_{name}"]) for name, mark in STATES.items()],
        "circles": circles(evidence, told, say, language),
        "forest": forest(evidence, language),
        "ends": _ends(findings, language),
        "data": Markup(for_script(chart_data(job, shares, mute, say, language, gold, by_codes))),
    }


def _models_beside_each_other(job: "Job", evidence: Evidence, say: dict[str, str], language: str) -> dict[str, Any]:
    """The values of the section of models: their agreement with each other, with chance and with codes."""
    from markupsafe import Markup

    tables, chance = comparison_tables(job, evidence, say, language)
    coded, of = evidence.whole.coded
    return {
        "why_own": labelled(job.why_own_in(language), estimator_labels(job, language)),
        "estimators": _estimators(job, language),
        "covers": interval_note(evidence.trends).in_language(language),
        "no_codes": say["codes_of_sample" if evidence.whole.gold is not None else "no_codes"],
        "accuracy": accuracy(evidence.confusions, job, language),
        "coded": f"{coded:,}",
        "coded_of": f"{of:,}",
        "comparisons": [(title, Markup(to_html(for_readers(table, job, language)))) for title, table in tables.items()],
        "chance": chance,
    }


def _what_it_rests_on(job: "Job", shares: "pd.DataFrame", say: dict[str, str], language: str) -> dict[str, Any]:
    """The values of the head, and of the sections of the corpus and of where the numbers come from."""
    from markupsafe import Markup

    funnel = job.table("funnel")
    return {
        "title": job.title_in(language),
        "study": job.study_id,
        "note": job.note(language),
        "facts": facts(job, shares, say),
        "membership": job.estimand.membership,
        "flow": flow(funnel, language),
        "flow_periods": flow_periods(funnel),
        "ledger": Markup(to_html(for_readers(job.table("ledger"), job, language))) if job.has("ledger") else "",
        "accepted": losses_caption(job, language),
        "attributes": Markup(attributes_html(job, say, language)),
        "caption": job_caption(job, language, validated=job.validated),
        "provenance": provenance(job, language),
        "job": job.name,
        "files": study_files(job),
    }


def write_report(
    job: "Job",
    path: Path,
    language: str = "en",
    validations: Path | None = None,
    sample: "GoldFolder | None" = None,
    *,
    unfit: bool = False,
    passages: bool = True,
) -> Path:
    """Write the page, completely or not at all. Raises FigureError when it cannot be, and over another study's page."""
    refuse_another(path, job)
    page = report_page(job, language, validations, sample, unfit=unfit, passages=passages)
    return write_files({path: page.encode()})[0]


def wording(language: str) -> dict[str, str]:
    """The words of the page in a language. Raises FigureError for a language without wording."""
    if language not in WORDING:
        raise FigureError(f"the report speaks {listed(list(WORDING))}; {nearest(language, WORDING)}")
    say = {**WORDING[language]}
    say["marks"] = say["marks"].format(few=FEW_DOCUMENTS)
    say["made_by"] = say["made_by"].format(version=__version__)
    return say


def page_of(
    template: str,
    language: str,
    parts: tuple[str, ...],
    *,
    font_of: Callable[[str], str] | None = None,
    shown: str = "",
    **values: Any,
) -> str:
    """A template of `web/` with its style, its script of these parts and a font of all that it shows.

    `font_of` makes the font of some characters, as base64; `shown` are further ones that the script will show. Without
    it the page is set in a font of whoever reads it.
    """
    from markupsafe import Markup

    script = joined(parts)
    frame = _environment().get_template(template)
    page = frame.render(
        language=language,
        css=Markup(_web("page.css")),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        font=_FONT if font_of else "",
        **values,
    )
    if font_of is None:
        return page
    # Only the finished page knows which characters it shows.
    characters = {*page, *shown} if language == "zh" else without_wide_marks({*page, *shown})
    return page.replace(_FONT, font_of("".join(sorted(characters))), 1)


@cache  # which compiles a template once, however many pages are made of it
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, loader=FileSystemLoader(_WEB)
    )


def kept_font(job: "Job", characters: str) -> str:
    """The page's font of some characters as base64, kept with the job: it takes longer than all else on the page."""
    import pandas as pd

    def made() -> "dict[str, pd.DataFrame]":
        return {"font": pd.DataFrame({"woff": [base64.b64encode(web_font(characters)).decode()]})}

    return str(derived(job, "font", {"characters": digest(characters, 32)}, made)["font"]["woff"].iloc[0])


def joined(parts: tuple[str, ...]) -> str:
    """Files of `web/js` as one strict script with names of its own."""
    return "\n".join(['"use strict";', "(() => {", *(_web(f"js/{part}.js") for part in parts), "})();\n"])


def refuse_another(path: Path, job: "Job") -> None:
    """Raise FigureError for a page of another study; what is no page of this toolkit is not looked at."""
    if path.is_file():
        with path.open("rb") as file:
            found = _MARK.search(file.read(_HEAD))
        if found and found.group(1).decode() != job.study_id:
            raise FigureError(f"{path}: this is the page of another study. Name another file with --out.")


def facts(job: "Job", shares: "pd.DataFrame", say: Mapping[str, str]) -> list[tuple[str, str]]:
    """The size of the study: numbers with what they count."""
    counts = shares.drop_duplicates("period")[["n_documents", "n_passages", "n_tokens"]].sum()
    numbers, names = [*map(int, counts), len(job.run_names)], job.periods.names
    words = say["documents"], say["counted"], say["tokens"], say["fits"]
    told = [(f"{n:,}", label_of(n, word)) for n, word in zip(numbers, words, strict=True)]
    return [(span(names[0], names[-1]), ""), *told]


def _web(name: str) -> str:
    return (_WEB / name).read_text(encoding="utf-8")


def _apart(evidence: Evidence, language: str) -> list[str]:
    """A sentence per estimator whose shares lie apart from those of the study's own."""
    job, labels = evidence.job, estimator_labels(evidence.job, language)
    told = apart_sentences(evidence.whole.apart, evidence.whole.own, job.themes, language)
    return [labelled(sentence, labels) for sentence in told.values()]


def _estimators(job: "Job", language: str) -> list[dict[str, Any]]:
    own = job.own.name
    return [
        {"id": model.name, "label": estimator_label(model.name, language), "own": model.name == own}
        for model in sorted(job.models, key=lambda model: model.name != own)
    ]


def _sampled(texts: KeptText | None, say: Mapping[str, str]) -> str:
    if texts is None or texts.shown == texts.of:
        return ""
    return say["sampled"].format(shown=f"{texts.shown:,}", of=f"{texts.of:,}")


def _ends(findings: "pd.DataFrame", language: str) -> dict[str, str]:
    """The first and the last period between which change is told."""
    return {end: period(str(findings[end].iloc[0]), language) if len(findings) else "" for end in ("first", "last")}
