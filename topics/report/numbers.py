"""Numbers for a paper's text, as LaTeX macros and as JSON, so that nobody types a share by hand.

Names of macros have letters only, as TeX requires: `2020` is TwoZeroTwoZero, `5g` FiveG, `lda-guided` LdaGuided. Shares
are in per cent with one decimal and without the sign; `…Lower` and `…Upper` are the ends of their bands. Changes are
in percentage points with their sign: those of the model of change over all periods, not differences of two shares,
except where corrected shares are of the texts of a corpus alone. `…P` and `…PHolm` are their p by itself and over all
themes. A number that is not measured is printed as those words with the
reason, since a dash in a text does not say why. Claims are `…Claim…` and their verdicts `…Verdict…`, by theme and kind:
`…Verdict…Change` says whether a change may be claimed.
"""

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from topics.claims.engine import OVER_TIME, claims_of, claims_table
from topics.claims.evidence import Evidence, job_evidence
from topics.claims.refused import refused
from topics.claims.verdicts import LEVEL
from topics.errors import FigureError
from topics.report.headings import VALUES, estimator_labels, labelled
from topics.report.tables import latex_text
from topics.results.apart import reservations
from topics.results.fitness import kept_fitness, unfit_reasons
from topics.shares.coded.corrected_change import OF_MODEL, change_told
from topics.unmeasured import NO_CHANGE, NO_INTERVAL, NotMeasured, reason_in, value, with_why
from topics.wording import bound, p_value, percent, points

if TYPE_CHECKING:
    from collections.abc import Callable

    from topics.store.job import Job

_DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
_BOUNDS = ("share", "lower", "upper")
CORRECTED = "corrected"  # in the place of an estimator's name
_STATED = "stated"  # the same in the names of macros: corrected shares, or those of the codes alone


def numbers(job: "Job", language: str = "en") -> dict[str, Any]:
    """The numbers of a job for a paper's text, with its title, claims and reasons in a language.

    `title, job, first_period, last_period, documents, passages, tokens, runs`, `documents_by_period`, and `shares` by
    weighting, estimator, theme and period: `share, lower, upper` between 0 and 1, `unstable`, and
    `unfit` with the reason where the estimator is unfit for the theme. What is not measured is None, and `why` has one
    of `topics.unmeasured.REASONS`: shares of unfit and unstable estimators are left out. `changes` by estimator, with
    `corrected` for the shares that a coded sample corrects, and theme, of text shares from the first to the last
    period: `change, lower, upper` between −1 and 1, `p, p_holm`, and `why` with a sentence where nothing is said of it.
    `corrected` has by theme the text shares that a coded sample states: `series`, and by period `share, lower, upper`.
    `claims` are those about levels and periods: `theme, kind, claim, verdict, ground`.
    """
    shares, evidence = with_why(job.table("shares")), job_evidence(job)
    claims = claims_table(claims_of(evidence), (LEVEL, *OVER_TIME), language)
    counts = shares.drop_duplicates("period").set_index("period")[["n_documents", "n_passages", "n_tokens"]]
    names = job.periods.names
    reasons = unfit_reasons(kept_fitness(job), language)
    nested: dict[str, Any] = {}
    for row in shares.to_dict("records"):
        values = {name: value(row[name], row["why"]) for name in _BOUNDS}
        cell: dict[str, Any] = {name: None if isinstance(n, NotMeasured) else n for name, n in values.items()}
        cell |= {"unstable": bool(row.get("unstable", False)), "why": row["why"]}
        unfit = reasons.get((row["estimator"], row["theme"]), row["unfit"]) if row.get("unfit") else ""
        cell |= {"unfit": unfit} if unfit else {}
        of_estimator = nested.setdefault(row["weighting"], {}).setdefault(row["estimator"], {})
        of_estimator.setdefault(row["theme"], {})[row["period"]] = cell
    return {
        "title": job.title_in(language),
        "job": job.name,
        "first_period": names[0],
        "last_period": names[-1],
        "documents": int(counts["n_documents"].sum()),
        "passages": int(counts["n_passages"].sum()),
        "tokens": int(counts["n_tokens"].sum()),
        "runs": len(job.run_names),
        "documents_by_period": {str(period): int(n) for period, n in counts["n_documents"].items()},
        "shares": nested,
        "corrected": _stated(evidence, language),
        "changes": _changes(evidence, language),
        "claims": claims.drop(columns="read").to_dict("records"),
    }


def _changes(evidence: Evidence, language: str) -> dict[str, dict[str, dict[str, Any]]]:
    """The change of each theme by each estimator, and that of the corrected shares."""
    themes = [theme.id for theme in evidence.job.themes]
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in evidence.trends[evidence.trends["theme"].isin(themes)].to_dict("records"):
        by_model = {name: row[column] for name, column in OF_MODEL.items()}
        why = refused(row).in_language(language) if row["refused"] else ""
        found.setdefault(row["estimator"], {})[row["theme"]] = _change(by_model, why)
    names = evidence.job.periods.names
    for theme in themes:
        gold = evidence.of_theme(theme).gold
        if gold is not None and (gained := gold.change_between(names[0], names[-1])):
            found.setdefault(CORRECTED, {})[theme] = _change(
                change_told(gained), reason_in(gained["problem"], language)
            )
    return found


def _stated(evidence: Evidence, language: str) -> dict[str, dict[str, Any]]:
    """The text shares that a coded sample states, by theme: `series`, and by period `share, lower, upper, why`."""
    found: dict[str, dict[str, Any]] = {}
    for theme in evidence.job.themes:
        gold = evidence.of_theme(theme.id).gold
        if gold is not None and len(gold.shares):
            cells = {
                str(row["period"]): {
                    **{name: float(row[name]) if row[name] == row[name] else None for name in _BOUNDS},
                    "why": reason_in(str(row.get("problem", "")).rstrip("."), language),
                }
                for row in gold.shares.to_dict("records")
            }
            found[theme.id] = {"series": "codes alone" if gold.by_codes_alone else CORRECTED, "periods": cells}
    return found


def _change(numbers: Mapping[str, float], why: str) -> dict[str, Any]:
    known = numbers["change"] == numbers["change"]
    told = {name: float(n) if n == n else None for name, n in numbers.items()}
    return {**told, "why": "" if known else re.split(r"\. |。", why)[0].rstrip(".") or NO_CHANGE}


def numbers_json(job: "Job", language: str = "en") -> str:
    """`numbers` as JSON; its title, claims and reasons are in a language, its keys and verdicts the same in all."""
    return json.dumps(numbers(job, language), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def numbers_macros(job: "Job", language: str = "en") -> str:
    r"""`numbers` as LaTeX macros, such as `\topicsShareLdaGuidedFiveGTwoZeroTwoZero` (text share), `\topicsDocuments`.

    Comments, claims and reasons are in a language. Raises FigureError where two numbers would have the same macro name.
    """
    known, say = numbers(job, language), _COMMENTS[language]
    plain = ("title", "job", "first_period", "last_period", "documents", "passages", "tokens", "runs")
    macros = [(_name(*name.split("_")), _value(known[name])) for name in plain]
    macros += [(_name("documents", period), _value(n)) for period, n in known["documents_by_period"].items()]
    for weighting, of_weighting in known["shares"].items():
        kind = "share" if weighting == "text" else "document-share"
        for estimator, themes in of_weighting.items():
            for theme, periods in themes.items():
                for period, cell in periods.items():
                    for part in _BOUNDS:
                        ending = () if part == "share" else (part,)
                        told = percent(cell[part], sign="") if cell[part] is not None else _unmeasured(cell, language)
                        macros.append((_name(kind, estimator, theme, period, *ending), latex_text(told)))
    for theme, stated in known["corrected"].items():
        for period, cell in stated["periods"].items():
            for part in _BOUNDS:
                told = percent(cell[part], sign="") if cell[part] is not None else _unmeasured(cell, language)
                ending = () if part == "share" else (part,)
                for name in (_STATED, CORRECTED):  # the second is the name of before, for one version
                    macros.append((_name("share", name, theme, period, *ending), latex_text(told)))
    for estimator, themes in [*known["changes"].items(), *_change_stated(known)]:
        for theme, cell in themes.items():
            for name in OF_MODEL:
                parts = [] if name == "change" else name.split("_")
                macros.append((_name("change", estimator, theme, *parts), latex_text(_told(cell, name, language))))
    labels = estimator_labels(job, language) if language == "zh" else {}
    for row in known["claims"]:
        macros.append((_name("claim", row["theme"], row["kind"]), latex_text(labelled(row["claim"], labels))))
        verdict = VALUES[row["verdict"]] if language == "zh" else row["verdict"]
        macros.append((_name("verdict", row["theme"], row["kind"]), verdict))
    names = [name for name, _ in macros]
    if twice := next((name for name in names if names.count(name) > 1), None) if len({*names}) < len(names) else None:
        raise FigureError(f"two numbers of this study would be the macro {twice}; give themes or models other names.")
    lines = [f"\\newcommand{{\\{name}}}{{{value}}}" for name, value in macros]
    unfit = [
        "% " + say["unfit"].format(model.name, line)
        for model in job.models
        for line in reservations(job, model.name, language)
    ]
    alone = [theme for theme, stated in known["corrected"].items() if stated["series"] != CORRECTED]
    notes = [
        f"% {say['change']}",
        *([_how_corrected(job, say)] if known["corrected"] else []),
        *([f"% {say['alone'].format('、'.join(alone) if language == 'zh' else ', '.join(alone))}"] if alone else []),
    ]
    return "\n".join([f"% {say['made'].format(known['job'])}", *notes, *unfit, *lines]) + "\n"


def _change_stated(known: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The changes that a coded sample states, under the name of what is stated."""
    return [(_STATED, known["changes"][CORRECTED])] if CORRECTED in known["changes"] else []


def _how_corrected(job: "Job", say: Mapping[str, str]) -> str:
    """The comment on what a coded sample states."""
    gold = job_evidence(job).whole.gold
    corpus = gold is not None and gold.change is not None and (gold.change["population"] == "corpus").any()
    how = say["difference" if corpus else "model"]
    return f"% {say['stated'].format(how)}\n% {say['old names']}"


_COMMENTS = {
    "en": {
        "made": "{}; made by `topics report --numbers`",
        "change": "Share…Lower and …Upper: ends of the 95% interval. Change: by the model of change over all periods.",
        "alone": "Stated, of {}: the codes alone, whose bands are narrower.",
        "unfit": "{} is {}.",
        "stated": "ShareStated: what coded passages state, the level to report. ChangeStated: {}.",
        "difference": "the last of its shares less the first",
        "model": "by the model of change over its shares",
        "old names": "ShareCorrected and ChangeCorrected are the same, by their old names, which the next version "
        "leaves out.",
    },
    "zh": {
        "made": "{}；由 `topics report --numbers` 生成",
        "change": "Share…Lower 与 …Upper 为 95% 区间的两端。Change 为依据全部时期拟合的变化。",
        "alone": "Stated 中 {} 仅据人工编码，其区间较窄。",
        "unfit": "{}：{}。",
        "stated": "ShareStated 为据人工编码得出的占比，论文应报告该水平。ChangeStated {}。",
        "difference": "为其末期占比减首期占比",
        "model": "由其各期占比拟合得出",
        "old names": "ShareCorrected 与 ChangeCorrected 为上述两项的旧名，下一版本不再提供。",
    },
}


def numbers_in(suffix: str) -> "Callable[[Job, str], str]":
    """The function that writes `numbers` in the format of a file's suffix: .tex or .json.

    Raises FigureError for another suffix.
    """
    writers = {".tex": numbers_macros, ".json": numbers_json}
    if suffix not in writers:
        raise FigureError(f'numbers are written as LaTeX macros (.tex) or JSON (.json), found "{suffix}".')
    return writers[suffix]


def _unmeasured(cell: Mapping[str, Any], language: str) -> str:
    return NotMeasured(cell["why"] or NO_INTERVAL).in_language(language)


def _told(cell: Mapping[str, Any], name: str, language: str) -> str:
    """One number of a change as a text prints it."""
    if cell[name] is None:
        return _unmeasured(cell, language)
    if name.startswith("p"):
        return p_value(cell[name], language=language)
    return points(cell[name]) if name == "change" else bound(cell[name])


def _name(*parts: str) -> str:
    return "topics" + "".join(_letters(part) for part in parts)


def _letters(text: str) -> str:
    """A name in letters: words begin with a capital, digits and other signs are spelled out."""
    pieces = re.findall(r"[A-Za-z]+|\d|[^\W_]", text)
    return "".join(_spelled(piece) for piece in pieces)


def _spelled(piece: str) -> str:
    if piece.isascii():
        return _DIGITS[int(piece)] if piece.isdigit() else piece[0].upper() + piece[1:]
    return "U" + "".join(_DIGITS[int(digit)] for digit in str(ord(piece)))


def _value(value: str | int) -> str:
    return f"{value:,}" if isinstance(value, int) else latex_text(value)
