"""The kept numbers that claims read, and the reasons why the others are not read.

A kept number that decides a verdict and that no claim reads is a fault. Every column of every kept table is therefore
either in `READ` or in `NOT_READ` with a reason, `table.*` for all of them; tests walk all tables that are kept, and
take the columns of `READ` away one by one to see that claims change.
"""

from topics.claims.change_claims import READ as CHANGE_READ
from topics.claims.change_claims import READ_CORRECTED, READ_WITHIN
from topics.claims.claims import READ_APART, READ_LEVEL, READ_UNFIT, READ_UNSTABLE
from topics.claims.event_claims import READ as EVENTS_READ
from topics.claims.peak_claims import READ as PEAKS_READ
from topics.claims.peak_claims import READ_CORRECTED as PEAKS_READ_CORRECTED
from topics.claims.steadiness import READ as STEADINESS_READ

# The declarations of tables whose name on disk is another: the four that `topics gold estimate` keeps.
KEPT_AS = {
    "gold/shares": "gold estimates",
    "gold/change": "corrected changes",
    "gold/errors": "gold errors",
    "gold/coders": "gold coders",
}

READ = frozenset((
    *(*CHANGE_READ, *READ_CORRECTED, *READ_WITHIN, *READ_LEVEL, *READ_UNFIT, *READ_UNSTABLE, *READ_APART),
    *(*PEAKS_READ, *PEAKS_READ_CORRECTED, *STEADINESS_READ, *EVENTS_READ),
))  # fmt: skip

_NAMES_A_ROW = "It names the row and holds no finding."
_OF_BANDS = "The ends of the band rest on it, and these are read."
_OF_ESTIMAND = "It says what is counted, which the caption of every table says; the other ways of counting are read."
_OF_FITNESS = "The verdict of fitness rests on it, and the verdict is read."
_OF_TEXT = "Text is accounted for; what was lost of a theme's terms by year is read from the funnel."
_OF_CURVE = "The summary of the curve by theme rests on it, and the summary is read."
_DESCRIBES = "It describes and is no finding about change."

_ESTIMAND = ("date_type", "duplicates", "unassigned", "standardised", "where", "denominator")
_COUNTS = ("se_documents", "se_seeds", "n_seeds", "n_passages", "n_tokens", "clusters")


def _each(table: str, columns: tuple[str, ...], reason: str) -> dict[str, str]:
    return {f"{table}.{column}": reason for column in columns}


NOT_READ: dict[str, str] = {
    **_each("codebook", ("topic", "theme", "run"), _NAMES_A_ROW),
    **_each("codebook", ("evidence", "top_words"), "Shares are made from it, and fitness tests what came of it."),
    **_each("shares", _COUNTS, _OF_BANDS),
    **_each("shares", ("unit", "membership", "population", *_ESTIMAND), _OF_ESTIMAND),
    **_each("stability", ("similarity", "margin", "n_topics", "n_runs"), "The flag `unstable` rests on it."),
    **_each("fitness", ("named", "found", "main", "ranks", "share", "counted", "most", "foreign"), _OF_FITNESS),
    "shares.why": "It says why a number is missing, and what is missing, unfit or unstable is read.",
    "fitness.reason_zh": "It is the reason that is read, in Chinese.",
    "ledger.*": _OF_TEXT,
    "inputs.*": "It names the files that a job was made from; results of other files are not shown without a word.",
    "severe.kind": "The sentence says it too.",
    "documents.*": "Changes are read with the mix of every attribute held fixed, that of sources among them.",
    **_each("outside", ("doc_id", "date"), _NAMES_A_ROW),
    **_each("gold", ("line", "doc_id", "starts"), _NAMES_A_ROW),
    **_each("gold", ("theme", "mentions"), "Precision and recall by period are made from it, and these are read."),
    "gold.problem": "A code that belongs to no passage is not counted; `topics compare --gold` lists it.",
    "specifications.*": _OF_CURVE,
    **_each("robustness", ("n_coincided", "n_unseen", "moved_most_by", "share_of_variance"), _DESCRIBES),
    **_each("robustness", ("share_change_own", "share_change_lowest", "share_change_highest"), _DESCRIBES),
    **_each("robustness", ("share_agree_median", "share_above_0", "share_below_0"), "Signs are read beside its own."),
    "robustness_choices.*": _OF_CURVE,
    **_each("gold coders", ("n_coded",), "Coders are compared on the units that several have coded, which are read."),
    **_each("gold estimates", ("estimator",), _NAMES_A_ROW),
    **_each("gold estimates", ("se_coding", "se_documents", "degrees"), _OF_BANDS),
    **_each("gold estimates", ("n_positive",), _OF_BANDS),
    "gold estimates.wider": "It says why a band is wide, and the ends of the band are read.",
    "gold estimates.problem": "A share with a problem has no band, and is named as one without.",
    **_each("gold estimates", _ESTIMAND, _OF_ESTIMAND),
    **_each("corrected changes", ("estimator",), _NAMES_A_ROW),
    **_each("corrected changes", ("share_last",), "The corrected shares are read from their own table."),
    "corrected changes.p": "It is read after Holm.",
    **_each("corrected changes", ("weighting", "unit", "membership", *_ESTIMAND), _OF_ESTIMAND),
    # Tables that are not kept but made anew for claims.
    **_each("trends", ("weighting", "unit", "membership", "population", *_ESTIMAND), _OF_ESTIMAND),
    **_each("trends", ("n_documents", "n_seeds", "clusters"), _DESCRIBES),
    **_each("trends", ("share_last",), "Shares are read from their own table."),
    **_each("trends", ("share_change", "share_change_lower", "share_change_upper"), "The change by the model is read."),
    **_each("trends", ("share_change_se_documents", "share_change_se_seeds"), "The error of the model holds it."),
    **_each("trends", ("fitted_change_lower_holm", "fitted_change_upper_holm"), "The p after Holm is read."),
    **_each("trends", ("step_at",), "Claims say that there is a change, not when."),
    **_each("trends", ("period_effect", "autocorrelation"), "The p of the model rests on it, and is read."),
    **_each("events", ("weighting",), _OF_ESTIMAND),
    **_each("events", ("months_before", "months_after"), "What is refused rests on it."),
    **_each("events", ("documents_before", "documents_after"), "What is refused rests on it."),
    **_each("events", ("share_before", "share_after"), "The step by the model is read."),
    **_each("events", ("step_lower", "step_upper"), "The p of the step rests on it, and is read."),
    **_each("trends", ("kendall_tau", "p_kendall", "p_kendall_smallest"), "It takes periods for independent."),
}  # fmt: skip
