"""Things other than the texts that may stand behind a change or a peak: grounds against it, or for not knowing.

A ground against says that a kept number points to another reason. A ground for not knowing says that a number which
decides is missing. Bounds are those of the worst case: where even that is smaller than what is claimed, nothing is
said.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.claims.evidence import ThemeEvidence
from topics.claims.text import Text, listed, names, same, say
from topics.claims.verdicts import NOT_ALLOWED
from topics.claims.voices import VOICES_ZH
from topics.preprocessing.ledger.account import REWRITTEN
from topics.preprocessing.ledger.funnel_of_text import REASONS
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED
from topics.wording import count, percent

if TYPE_CHECKING:
    import pandas as pd

AGREE = 0.95  # part of the specifications whose change has the sign of the study's own


def threats(evidence: ThemeEvidence, found: Sequence[str], size: float) -> tuple[list[Text], list[Text]]:
    """Grounds against a finding of some estimators, and for not knowing; `size`, a share, is how large it is."""
    errors = evidence.steadiness
    moving = [name for name in found if errors.get(name, ("", None))[0] == NOT_ALLOWED]
    against = [
        *_of(
            moving,
            "errors differ between periods, so that the change may be the estimator's own, for {names}",
            "误差因时期而异，变化可能是估计方法造成的：{names}",
        ),
        *(evidence.vocabulary or ()),
        *taken(evidence, size),
    ]
    unknown = [
        *_of(
            [name for name in found if name in set(evidence.lone)],
            "how much hangs on the seed is not known for {names}, fitted with one",
            "{names} 仅用一个随机种子拟合，种子的影响未知",
        ),
        *_one_voice(evidence, found),
        *unread(evidence, size),
    ]
    return against, unknown


def _of(of: Sequence[str], en: str, zh: str) -> list[Text]:
    return [say(en, zh, names=names(of))] if of else []


def _one_voice(evidence: ThemeEvidence, found: Sequence[str]) -> list[Text]:
    """A ground for not knowing: all estimators read one kind of evidence, and nothing is known of its words."""
    read = {evidence.voices.get(name, name) for name in found}
    if len(read) != 1 or evidence.vocabulary is not None or not evidence.voices:
        return []
    return [
        say(
            "one kind of evidence, {read}, is all that {names} read{count}: whether other words took the place of "
            "terms is not known",
            "{names} 只依据一类证据（{zh}）{one}：是否有其他词取代了原有词项，尚不可知",
            names=names(found),
            count=", so that they count as one" if len(found) > 1 else "s",
            one="，只能算作一种方法" if len(found) > 1 else "",
            read=next(iter(read)),
            zh=VOICES_ZH.get(next(iter(read)), next(iter(read))),
        )
    ]


def taken(evidence: ThemeEvidence, size: float) -> list[Text]:
    """A ground against where occurrences of terms that a step took from a year could have made the finding.

    Worst case: all of them are of this theme, so that its share of a year would have been larger by the part that was
    taken, for each that is left, of all themes' share.
    """
    funnel = evidence.funnel
    if funnel is None or not len(funnel):
        return []
    of_terms = funnel[funnel["level"] == "terms"]
    lost = of_terms[(of_terms["stage"] == "visible") & ~of_terms["reason"].isin(("", *_NO_LOSS))]
    counted = of_terms[(of_terms["stage"] == "counted") & (of_terms["reason"] == "")]
    years = _years(funnel)
    if not len(lost) or not len(counted) or not years:
        return []
    gone, left = -lost[years].fillna(0).sum(), counted[years].fillna(0).iloc[0]
    parts = (gone / left.where(left > 0)).dropna()
    own = evidence.shares[(evidence.shares["estimator"] == evidence.own)]
    largest = float(own["share"].max()) if len(own) else 1.0
    # The share of all themes is at most one: a theme's own share bounds it from below, the whole from above.
    most = parts.max() * max(largest, _of_all_themes(evidence)) if len(parts) else 0.0
    if most < size:
        return []
    year = str(parts.idxmax())
    return [
        say(
            "what was taken from the pages of {year} held {part} as many of the themes' terms as are counted, enough "
            "to make the difference",
            "{year} 年各页面中删去的文本所含主题词项，相当于计入统计的词项的 {part}，足以造成这一差异",
            year=year,
            part=percent(float(parts.max())),
        )
    ]


_NO_LOSS = tuple(REASONS[kind] for kind in ("copy", "record", REWRITTEN))  # of no text that would count


def _of_all_themes(evidence: ThemeEvidence) -> float:
    """The largest share of all themes together in a period, by the study's own estimator; 1 where it is not known."""
    rest = evidence.rest
    if rest is None or not len(rest):
        return 1.0
    left = rest[rest["theme"].isin((NONE_OF_THE_THEMES, UNASSIGNED)) & (rest["estimator"] == evidence.own)]
    outside = left.groupby("period")["share"].sum()
    return float(1 - outside.min()) if len(outside) else 1.0


def unread(evidence: ThemeEvidence, size: float) -> list[Text]:
    """A ground for not knowing where documents that could not be read or dated could have made the finding.

    Worst case: all of them are of the period with fewest documents, and wholly about the theme or not at all.
    """
    funnel = evidence.funnel
    if funnel is None or not len(funnel):
        return []
    years = _years(funnel)
    bare = funnel["level"].isin(("files", "documents")) & (funnel["reason"] != "")
    bare &= funnel[years].isna().all(axis=1) if years else True
    n = int(-funnel.loc[bare, "total"].sum()) + _undated(evidence)
    documents = evidence.shares.loc[evidence.shares["n_documents"] > 0, "n_documents"]
    if not n or not len(documents) or n / (n + documents.min()) < size:
        return []
    accepted = evidence.severe["sentence"].tolist() if evidence.severe is not None else []
    said = accepted[0].rstrip(".") if accepted else ""
    why = Text(f" ({said})", f"（{said}）") if said else ""
    return [
        say(
            "{documents} could not be read or dated{why}, enough to make the difference if of one period",
            "有 {n} 篇文档无法读取或确定日期{why}；若同属一个时期，足以造成这一差异",
            documents=count(n, "document"),
            n=f"{n:,}",
            why=why,
        )
    ]


def _undated(evidence: ThemeEvidence) -> int:
    """Documents that are in no period since their date is not known well enough; those before or after are none."""
    if evidence.outside is None:
        return 0
    return int((~evidence.outside["reason"].str.startswith(("before ", "after "))).sum())


def _years(funnel: "pd.DataFrame") -> list[str]:
    return [str(name) for name in funnel.columns if str(name).isdigit()]


def specifications(evidence: ThemeEvidence, way: int) -> tuple[list[Text], list[Text]]:
    """Grounds from the specification curve against a rise (1) or a fall (−1), and for not knowing.

    A study without a curve has none: other choices are then not known, which the checklist says.
    """
    curve = evidence.curve
    if curve is None:
        return [], []
    if curve.summary is None:
        stale = say(
            "the specification curve that is kept is of another state of the study (`topics robustness`)",
            "所存的设定曲线与本研究现在的语料或设置不一致（请重新运行 `topics robustness`）",
        )
        return [], [stale]
    if not len(curve.summary):
        return [], []
    row = curve.summary.iloc[0]
    agree, median = row["share_agree_own"], row["share_change_median"]
    if agree != agree or (agree >= AGREE and way * median > 0):
        return [], []
    against = say(
        "the change has the sign of the study's own in {agree} of {n} specifications",
        "{n} 种设定中，仅 {agree} 的变化与本研究方向一致",
        agree=percent(agree, 0),
        n=int(row["n_specifications"]),
    )
    return [against], []


def joined(*parts: Sequence[Text]) -> Text:
    """Grounds one after the other."""
    return listed([ground for some in parts for ground in some] or [same("")])
