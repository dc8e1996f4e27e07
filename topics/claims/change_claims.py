"""Claims about a change of a theme's share, by rule: from a coded sample if there is one, else from model output alone.

With a coded sample that its coders share: the change of the corrected shares by the model of change over periods, with
p adjusted over themes (Holm 1979), since codes take away the errors of an estimator and not what whole periods differ
by anyway; of shares of the texts of this corpus alone, the difference of the last and the first period.

Without one: a change in the output of estimators, if by every one of them that is fit the model of change over periods
(`topics.shares.trend.period_model`) has p < .05 after Holm in the same direction, by words as by documents, with
re-published text counted either way, with the mix of every attribute held fixed, in nearly all specifications, and if
nothing else is known to stand behind it (`topics.claims.threats`). `topics trends`, the card, the report and all others
read this rule and have no other.

Beside every refusal stands what the study could have found, and what would find 2 and 5 points.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from topics.claims.coders import codes_verdict, stated_by
from topics.claims.evidence import ThemeEvidence
from topics.claims.power import codes_needed, found_with, shorter_periods
from topics.claims.refused import refused, refused_by_all, without_not_told
from topics.claims.text import Text, listed, names, one_after_another, same, say, sentence, when
from topics.claims.threats import specifications, threats
from topics.claims.verdicts import ALLOWED, CHANGE, NOT_ALLOWED, NOT_KNOWN, WITHIN, Claim
from topics.shares.coded.corrected_change import change_told
from topics.store.corrected import KeptGold
from topics.unmeasured import reason_in
from topics.wording import difference_interval, p_value, points, points_interval

if TYPE_CHECKING:
    import pandas as pd

ALPHA = 0.05
_MODEL = ("estimator", "theme", "first", "last", "fitted_change", "p_change_holm", "refused_for", "statement")
READ = (
    *(f"trends.{name}" for name in _MODEL),
    *(f"trends.{name}" for name in ("p_change", "refused", "n_periods", "fewest_documents")),
    *(f"trends.{name}" for name in ("detectable_change", "share_first")),
    *(f"trends.{name}_for_{size}" for name in ("periods", "documents") for size in (2, 5)),
    *(f"changes held.{name}" for name in ("estimator", "theme", "attribute", "fitted_change", "p_change")),
    *(f"robustness.{name}" for name in ("theme", "n_specifications", "share_agree_own", "share_change_median")),
    *(f"stability.{name}" for name in ("estimator", "theme", "unstable")),
    *(f"fitness.{name}" for name in ("estimator", "theme", "verdict", "reason")),
    *(f"funnel.{name}" for name in ("level", "stage", "reason", "total", "<year>")),
    *("severe.sentence", "outside.reason"),
)
READ_CORRECTED = (
    *(
        f"corrected changes.{name}"
        for name in ("method", "theme", "first", "last", "change", "lower", "upper", "p_holm", "population", "problem")
    ),
    *(f"corrected changes.{name}" for name in ("fitted_change", "fitted_change_lower", "fitted_change_upper")),
    *(f"corrected changes.{name}" for name in ("p_change", "p_change_holm", "detectable_change", "share_first")),
    *(f"corrected changes.{name}_for_{size}" for name in ("periods", "documents") for size in (2, 5)),
    *(
        f"gold coders.{name}"
        for name in ("theme", "alpha", "alpha_lower", "alpha_upper", "n_twice", "n_open", "p_drift")
    ),
    *(f"gold coders.{name}" for name in ("found_least", "found_most", "p_found")),
    *(f"gold estimates.{name}" for name in ("period", "n_coded", "n_units", "se_coders")),
)
READ_WITHIN = tuple(
    f"trends.{name}" for name in ("margin", "p_within", "p_within_holm", "fitted_change_lower", "fitted_change_upper")
)

_NOTHING = Text("", "")
_OF_ITS_PERIODS = Text(
    " It is of the study's own periods: with others as `[periods] by` in study.toml, `topics run` and `topics gold "
    "estimate` give one from the same codes.",
    "编码样本按本研究自身的时期估计：在 study.toml 的 `[periods] by` 中改设时期，再运行 `topics run` 与 "
    "`topics gold estimate`，即可由同一批编码得到。",
)
_ONE_PERIOD = Text("There is one period: change needs two.", "仅有一个时期，无从谈变化。")


def change_claims(evidence: ThemeEvidence) -> list[Claim]:
    """The claim about change and, where the study has declared a margin, the one that there is none beyond it."""
    if evidence.gold is not None:
        return [_corrected(evidence, evidence.gold)]
    return [_output(evidence), *_within(evidence)]


def _ends(evidence: ThemeEvidence) -> dict[str, str]:
    return {end: str(evidence.trends[end].iloc[0]) for end in ("first", "last")}


def _named(ends: Mapping[str, str]) -> dict[str, Text]:
    return {end: when([name]) for end, name in ends.items()}


def _change(first: str, last: str, within: Text = _NOTHING) -> Text:
    """The change that a claim is about; between one period and itself there is none to name."""
    if first == last:
        return say("A change over time{within}", "占比随时间的变化{within}", within=within)
    ends = {"first": when([first]), "last": when([last]), "within": within}
    return say("A change from {first} to {last}{within}", "{first}至 {last}的占比变化{within}", **ends)


def _corrected(evidence: ThemeEvidence, gold: KeptGold) -> Claim:
    ends = _ends(evidence)
    first, last = ends.values()
    claim = _change(first, last)
    if first == last:
        return Claim(claim, NOT_ALLOWED, _ONE_PERIOD, CHANGE, READ_CORRECTED)
    row = gold.change_between(first, last)
    if row is None or row["lower"] != row["lower"]:
        problem = row["problem"] if row else ""
        ground = say(
            "The coded sample gives no corrected difference of {first} and {last}{why}; uncorrected output decides "
            "nothing here.{others}",
            "由编码样本无法得到 {first}与 {last}之间的校正差异{why}；未经校正的结果在此不能作为依据。{others}",
            why=Text(f" ({problem})", f"（{reason_in(problem, 'zh')}）") if problem else "",
            others=_NOTHING if {first, last} <= set(gold.shares["period"]) else _OF_ITS_PERIODS,
            **_named(ends),
        )
        return Claim(claim, NOT_ALLOWED, ground, CHANGE, READ_CORRECTED)
    told = change_told(row)
    if row["population"] == "corpus":
        claim = _change(first, last, Text(" in the texts of this corpus", "（限于本语料的文本）"))
        ground, more = _of_this_corpus(row, gold), codes_needed(row, gold)
    else:
        ground, more = _beyond_periods(row, gold), _more_codes(row, gold)
    if not told["p_holm"] < ALPHA:
        return Claim(claim, NOT_ALLOWED, listed([ground, *more], " ", ""), CHANGE, READ_CORRECTED)
    verdict, agreed = codes_verdict(gold.coders, change=True)
    way = _way(told["change"])
    series = stated_by(gold)
    said = say("{claim}, from {series}: a {way}", "{claim}（据{series}）：{way}", claim=claim, series=series, way=way)
    return Claim(said, verdict, listed([sentence(agreed), ground], " ", ""), CHANGE, READ_CORRECTED)


def _lead(gold: KeptGold) -> Text:
    return Text("By the codes alone", "仅据人工编码") if gold.by_codes_alone else Text("Corrected", "经校正")


def _of_this_corpus(row: Mapping[Any, Any], gold: KeptGold) -> Text:
    """The corrected difference of the two periods' texts, all of which are there: whole periods are no sample."""
    return say(
        "{lead}, {change} percentage points, p {p} after Holm over themes.",
        "{lead}，变化为 {change} 个百分点，p {p}（经主题间 Holm 校正）。",
        lead=_lead(gold),
        change=_difference(row),
        p=p_value(row["p_holm"], equals=True),
    )


def _beyond_periods(row: Mapping[Any, Any], gold: KeptGold) -> Text:
    """The change of the corrected shares by the model of change; the difference alone where there is none."""
    if row["p_change"] != row["p_change"]:
        return say(
            "{lead}, {change} percentage points, but with fewer than three periods that have a band it is not known "
            "how much whole periods differ anyway.",
            "{lead}，变化为 {change} 个百分点；但具有置信区间的时期不足三个，无法得知各时期之间本来的差异有多大。",
            lead=_lead(gold),
            change=_difference(row),
        )
    return say(
        "{lead}, by the model of change {change} percentage points, p {p} after Holm over themes.",
        "{lead}，变化模型给出的变化为 {change} 个百分点，p {p}（经主题间 Holm 校正）。",
        lead=_lead(gold),
        change=points_interval(*(row[f"fitted_change{end}"] for end in ("", "_lower", "_upper"))),
        p=p_value(row["p_change_holm"], equals=True),
    )


def _more_codes(row: Mapping[str, Any], gold: KeptGold) -> list[Text]:
    """What the shares by codes would find, and what would find 2 and 5 points."""
    import pandas as pd

    corrected = pd.DataFrame([{**row, "estimator": stated_by(gold)}])
    return _sentences(found_with(corrected, Text("the codes and documents", "编码与文档的数量")))


def _difference(row: Mapping[Any, Any]) -> str:
    return difference_interval(*(row[name] for name in ("share_first", "share_last", "lower", "upper")))


def _way(change: float) -> Text:
    return Text("rise", "上升") if change > 0 else Text("fall", "下降")


def _output(evidence: ThemeEvidence) -> Claim:
    """The claim about change in uncorrected output, for studies without a coded sample."""
    ends = _ends(evidence)
    claim = _change(ends["first"], ends["last"], Text(" in uncorrected output", "（据未经校正的结果）"))
    trends = evidence.trends
    mine = trends[trends["estimator"].isin(evidence.seen)]
    said = mine[mine["statement"] != ""]
    if not len(said):
        blind = say(
            "No estimator that is fit for the theme gives it to any passage.",
            "适用的方法均未在任何段落中识别出该主题。",
        )
        reasons = refused_by_all(mine.to_dict("records")) or [blind]
        why = listed(
            [one_after_another(reasons), *_sentences([*found_with(mine), *shorter_periods(evidence)])], " ", ""
        )
        return Claim(claim, NOT_ALLOWED, why, CHANGE, READ)
    found = {str(row["estimator"]): _direction(row, "p_change_holm") for row in said.to_dict("records")}
    against, unknown = _grounds(evidence, found, said)
    verdict = NOT_ALLOWED if against else NOT_KNOWN if unknown else ALLOWED
    if verdict == ALLOWED:
        claim = say("{claim}: a {way}", "{claim}：{way}", claim=claim, way=_way(next(iter(found.values()))))
    grounds = against or unknown or [say("found by {told}", "{told}均显示此变化", told=told(said, list(found)))]
    more = [] if all(found.values()) else [*found_with(said), *shorter_periods(evidence)]
    why = listed([sentence(listed(grounds)), *_sentences(more), _no_level(evidence)], " ", "")
    return Claim(claim, verdict, why, CHANGE, READ)


def _no_level(evidence: ThemeEvidence) -> Text:
    coded, of = evidence.coded
    if coded and coded == of:
        return Text(
            "The level is not validated: how far coders agree on its codes is not known.",
            "占比水平未经验证：编码员间信度未知。",
        )
    return Text(
        "The level is not validated: no coded sample corrects it.", "占比水平未经验证：没有可供校正的编码样本。"
    )


def _sentences(parts: Sequence[Text]) -> list[Text]:
    return [sentence(part) for part in parts]


def _grounds(evidence: ThemeEvidence, found: Mapping[str, int], said: "pd.DataFrame") -> tuple[list[Text], list[Text]]:
    """Grounds against a change in output, and for not knowing."""
    silent = [name for name in evidence.seen if name not in found]
    flat = [name for name, way in found.items() if not way]
    size = float(said["fitted_change"].abs().min())
    against, unknown = threats(evidence, list(found), size)
    by_choice, stale = specifications(evidence, next(iter(found.values())))
    return [
        *_silent(evidence, silent),
        *_by("no change is told from none by {told}", "{told}的变化未达统计显著", told(said, flat)),
        *_disagreement(found),
        *_otherwise(_WEIGHTING, found, evidence.beside),
        *_otherwise(_COPIES, found, evidence.copies),
        *_held(evidence, found),
        *against,
        *by_choice,
    ], [*_mix_unknown(evidence.held, list(found)), *unknown, *stale]


def _silent(evidence: ThemeEvidence, silent: Sequence[str]) -> list[Text]:
    """That some estimators say nothing of a change, with what refuses it, each reason once."""
    rows = evidence.trends[evidence.trends["estimator"].isin(silent)].to_dict("records")
    reasons = dict.fromkeys(refused(without_not_told(row)) for row in rows)
    why = [Text(f" ({reason.en.rstrip('.')})", f"（{reason.zh.rstrip('。')}）") for reason in reasons if reason.en]
    by = _by("nothing is said by {told}", "{told} 未能就变化给出结论", names(silent))
    return [listed([one, *why], "", "") for one in by]


def _by(en: str, zh: str, whom: Text) -> list[Text]:
    return [say(en, zh, told=whom)] if whom.en else []


def _within(evidence: ThemeEvidence) -> list[Claim]:
    """The claim that a change is smaller than the declared margin: two one-sided tests, by every estimator."""
    margin = evidence.margin
    if margin is None:
        return []
    delta = f"{100 * margin:g}"
    claim = say(
        "A change of less than {delta} points from {first} to {last} in uncorrected output",
        "{first}至 {last}的占比变化（据未经校正的结果）小于 {delta} 个百分点",
        delta=delta,
        **_named(_ends(evidence)),
    )
    mine = evidence.trends[evidence.trends["estimator"].isin(evidence.seen)]
    said = mine[mine["statement"] != ""]
    read = (*READ, *READ_WITHIN)
    if not len(said) or len(said) < len(mine):
        ground = say("nothing is said about change by some estimator", "部分方法未能就变化给出结论")
        return [Claim(claim, NOT_ALLOWED, sentence(ground), WITHIN, read)]
    open_ = said.loc[~(said["p_within_holm"] < ALPHA), "estimator"].tolist()
    against, unknown = threats(evidence, said["estimator"].tolist(), margin)
    if open_:
        lead = say(
            "it may be larger by {told}", "{told}显示变化可能更大", told=told(said, open_, "p_within_holm", True)
        )
        undecided = [name for name in open_ if not said.set_index("estimator").loc[name, "p_change_holm"] < ALPHA]
        cannot = say(
            "neither a change nor its absence is told from the other by {names}",
            "据 {names}，既不能认定有变化，也不能认定没有变化",
            names=names(undecided),
        )
        against = [lead, *([cannot] if undecided else []), *against]
    verdict = NOT_ALLOWED if against else NOT_KNOWN if unknown else ALLOWED
    every = told(said, said["estimator"].tolist(), "p_within_holm", True)
    grounds = (
        against
        or unknown
        or [say("found by {told}, after Holm over themes", "{told}均支持这一点（经主题间 Holm 校正）", told=every)]
    )
    return [Claim(claim, verdict, listed([sentence(listed(grounds)), _no_level(evidence)], " ", ""), WITHIN, read)]


def _direction(row: Mapping[Any, Any], test: str) -> int:
    """1 for a rise and −1 for a fall that the test tells from no change, else 0."""
    return (1 if row["fitted_change"] > 0 else -1) if row[test] < ALPHA else 0


def told(rows: "pd.DataFrame", of: Sequence[str], test: str = "p_change_holm", interval: bool = False) -> Text:
    """Each estimator with its change, or the interval of it, and p: by itself and, if adjusted, over the themes."""
    cells = []
    for row in rows.to_dict("records"):
        if row["estimator"] in of:
            change = row["fitted_change"]
            bounds = (row["fitted_change_lower"], row["fitted_change_upper"]) if interval else ()
            size = points_interval(change, *bounds) if interval else points(change)
            alone, adjusted = (p_value(row[name], equals=True) for name in (test.removesuffix("_holm"), test))
            both = "" if alone == adjusted else adjusted.removeprefix("= ")
            beside = say(", Holm {p}", "，经 Holm 校正 {p}", p=both) if both else same("")
            en, zh = "{name} ({size} points, p {p}{beside})", "{name}（{size} 个百分点，p {p}{beside}）"
            cells.append(say(en, zh, name=row["estimator"], size=size, p=alone, beside=beside))
    return listed(cells, ", ", "、")


def _disagreement(found: Mapping[str, int]) -> list[Text]:
    ways = {way: [name for name, other in found.items() if other == way] for way in (1, -1)}
    if not (ways[1] and ways[-1]):
        return []
    up, down = names(ways[1]), names(ways[-1])
    return [say("a rise by {up} is a fall by {down}", "{up} 显示上升，{down} 显示下降", up=up, down=down)]


_WEIGHTING = Text("by the other weighting, of words or documents,", "改用另一种加权口径（按词或按文档）")
_COPIES = Text("with re-published text counted the other way", "改变重复发布文本的计法")


def _otherwise(
    words: Text, found: Mapping[str, int], rows: "pd.DataFrame | None", test: str = "p_change_holm"
) -> list[Text]:
    """A ground for the estimators whose change is another, or none, when it is counted in another way."""
    if rows is None or not len(rows):
        return []
    known = rows[rows["estimator"].isin(found) & rows[test].notna()]
    ways = {str(row["estimator"]): _direction(row, test) for row in known.to_dict("records")}
    apart = [name for name, way in ways.items() if found[name] and way != found[name]]
    if not apart:
        return []
    return [
        say(
            "{words} the change is another or none for {told}",
            "{words}后，变化方向不同或不再显著：{told}",
            words=words,
            told=told(known, apart, test),
        )
    ]


def _held(evidence: ThemeEvidence, found: Mapping[str, int]) -> list[Text]:
    """Grounds for the attributes without whose mix the change is another or none, with what the mix makes of it."""
    held = evidence.held
    if held is None or not len(held):
        return []
    grounds = []
    for attribute, rows in held.groupby("attribute", sort=False):
        of = say("with the mix of {mix} held fixed", "固定{mix}构成", mix=_mix(str(attribute)))
        against = _otherwise(of, found, rows, "p_change")
        grounds += [
            say("{ground}{parts}", "{ground}{parts}", ground=ground, parts=_parts(evidence, str(attribute), found))
            for ground in against
        ]
    return grounds


def _mix(attribute: str) -> Text:
    return Text("sources", "来源") if attribute == "source" else Text(attribute, f"“{attribute}”")


def _parts(evidence: ThemeEvidence, attribute: str, found: Mapping[str, int]) -> Text:
    """What the mix of an attribute makes of the change between the ends (Kitagawa 1955)."""
    split = evidence.split
    rows = None if split is None else split[(split["attribute"] == attribute) & split["estimator"].isin(found)]
    if rows is None or not len(rows):
        return Text("", "")
    row = rows.iloc[0]
    return say(
        "; the mix makes {mix} of {change} points by {name}",
        "；据 {name}，{change} 个百分点中有 {mix} 来自构成变化",
        mix=points(row["share_change_mix"]),
        change=points(row["share_change"]),
        name=row["estimator"],
    )


def _mix_unknown(held: "pd.DataFrame | None", of: Sequence[str]) -> list[Text]:
    """Grounds for the estimators whose change with a fixed mix could not be computed."""
    if held is None or not len(held):
        return []
    unknown = held[held["p_change"].isna() & held["estimator"].isin(of)]
    return [
        say(
            "the mix of {mix} changes so that it cannot be held fixed for {names}",
            "{mix}构成变化过大，无法固定：{names}",
            mix=_mix(str(attribute)),
            names=names(rows["estimator"].tolist()),
        )
        for attribute, rows in unknown.groupby("attribute", sort=False)
    ]
