"""Claims of a level from scores that were made elsewhere: by a language model, a dictionary, a model of one's own.

Such scores are no person's codes, and say no level by themselves. Codes correct them, and where those are so few that
correcting is foretold to make bands hardly narrower than the codes alone have (`topics.coding.gold.worth`), the level
is that of the codes.
"""

from typing import Any

from topics.claims.coders import codes_verdict
from topics.claims.evidence import ThemeEvidence
from topics.claims.text import Text, say, sentence
from topics.claims.verdicts import NOT_ALLOWED, NOT_KNOWN, Claim
from topics.claims.voices import SCORES_OF
from topics.coding.gold.worth import LESS
from topics.wording import percent

READ = (
    *(f"gold estimates.{name}" for name in ("method", "theme", "lower", "n_coded")),
    *(f"gold coders.{name}" for name in ("alpha", "alpha_lower", "alpha_upper", "n_twice", "n_open", "p_drift")),
    *(f"gold coders.{name}" for name in ("found_least", "found_most", "p_found")),
)


def elsewhere_claims(evidence: ThemeEvidence) -> list[Claim]:
    """A claim for each estimator whose scores were made elsewhere."""
    named = [name for name, voice in evidence.voices.items() if voice.startswith(SCORES_OF)]
    return [_level_from(name, evidence) for name in named]


def _level_from(name: str, evidence: ThemeEvidence) -> Claim:
    said = say(
        "A level from the {voice} ({name})",
        "以外部得分（{name}）为据的占比水平",
        name=name,
        voice=evidence.voices[name],
    )
    coded, foretold = _coded(name, evidence), _foretold(name, evidence)
    if not coded:
        ground = say(
            "No coded sample corrects these scores, which are no person's codes. {pays}",
            "无人工编码样本校正这些得分，而得分并非人工编码。{pays}",
            pays=_pays(name, foretold),
        )
        return Claim(said, NOT_ALLOWED, ground, read=READ)
    pays = foretold is None or _within(coded, foretold)
    ground = say(
        "{coded} coded units per period correct them. {pays}{instead}",
        "每个时期有 {coded} 个编码单位用于校正。{pays}{instead}",
        coded=coded,
        pays=_pays(name, foretold),
        instead=Text("", "") if pays else _INSTEAD,
    )
    if not pays:
        return Claim(said, NOT_ALLOWED, ground, read=READ)
    if foretold is None:
        return Claim(said, NOT_KNOWN, ground, read=READ)
    assert evidence.gold is not None
    verdict, agreed = codes_verdict(evidence.gold.coders, change=False)
    both = say("{agreed} {ground}", "{agreed}{ground}", agreed=sentence(agreed), ground=ground)
    return Claim(said, verdict, both, read=READ)


_INSTEAD = Text(" The level is that of the codes alone.", "占比水平以编码本身为准。")


def _within(coded: int, foretold: dict[str, Any]) -> bool:
    """Whether correcting is foretold to pay with so many coded units; more than were asked about are like the most."""
    least, largest, most = (int(foretold[name]) for name in ("from_coded", "to_coded", "most_coded"))
    return 0 < least <= min(coded, most) <= largest


def _coded(name: str, evidence: ThemeEvidence) -> int:
    """The coded units of the period that has fewest, where the estimator alone predicts the codes; 0 for none."""
    methods = evidence.gold.methods if evidence.gold else None
    if methods is None:
        return 0
    mine = methods[(methods["method"] == "corrected") & (methods["estimator"] == name)]
    known = mine[(mine["theme"] == evidence.theme) & mine["lower"].notna()]
    return int(known["n_coded"].min()) if len(known) else 0


def _foretold(name: str, evidence: ThemeEvidence) -> dict[str, Any] | None:
    """What was foretold of the estimator and the theme (`topics.coding.gold.worth.WORTH`); None for nothing."""
    if evidence.worth is None:
        return None
    rows = evidence.worth[(evidence.worth["estimator"] == name) & (evidence.worth["theme"] == evidence.theme)]
    return None if not len(rows) else {str(column): value for column, value in rows.iloc[0].items()}


def _pays(name: str, foretold: dict[str, Any] | None) -> Text:
    about: dict[str, Any] = {"part": f"{LESS:.0%}", "name": name} | (foretold or {})
    if foretold is None:
        return say(
            "With how many codes that pays is not known: `topics gold power --by {name}` foretells it.",
            "编码多少时校正才划算，尚不可知；可用 `topics gold power --by {name}` 预估。",
            **about,
        )
    about["assumed"] = say(
        "`topics gold power` at precision {p} and recall {r}",
        "`topics gold power`，查准率 {p}、查全率 {r}",
        p=percent(foretold["precision"], 0),
        r=percent(foretold["recall"], 0),
    )
    if not foretold["from_coded"]:
        return say(
            "With up to {most_coded} per period, correcting is not foretold to make bands {part} narrower than those "
            "of the codes alone ({assumed}).",
            "预计每个时期编码至 {most_coded} 个，校正后的区间仍不比仅用编码时窄 {part}（{assumed}）。",
            **about,
        )
    about["to"] = (
        say(" or more", "或以上")
        if foretold["to_coded"] == foretold["most_coded"]
        else say(" to {to_coded}", "至 {to_coded} 个", **about)
    )
    return say(
        "With {from_coded}{to} per period, correcting is foretold to make bands {part} narrower or more than those of "
        "the codes alone ({assumed}).",
        "预计每个时期编码 {from_coded} 个{to}时，校正后的区间比仅用编码时窄 {part} 以上（{assumed}）。",
        **about,
    )
