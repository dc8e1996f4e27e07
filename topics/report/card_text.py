"""Measurement cards as Markdown; the same study always gives the same text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.report.captions import estimand_caption
from topics.report.headings import estimator_labels, for_readers, labelled
from topics.report.layouts.share_layouts import shares_layout
from topics.report.page_wording import WORDING
from topics.report.tables import to_markdown
from topics.themes import in_language
from topics.wording import number_interval

if TYPE_CHECKING:
    import pandas as pd

    from topics.claims.card import Card
    from topics.claims.verdicts import Claim
    from topics.store.job import Job

# Headings, and the fields of a theme below them.
TOLD = {"Definition": "definitions", "Counts": "includes", "Does not count": "excludes"}
_KEYS = {"Definition": "definition", "Counts": "include", "Does not count": "exclude"}  # of themes.toml
_WORDS = {
    "en": {
        "study": "Measurement card. Study: {title}; job {job}.",
        "what": "What it is",
        "colon": ": ",
        "not written": "not written; `{key}` of the theme in themes.toml has it.",
        "keywords": "Keywords",
        "no term": "no term",
        "uses": "How terms are used",
        "uses told": "What follows a term, beside what follows the theme's name, on all passages, with those "
        "that repeat others; see docs/methods.md.",
        "shares": "Shares by estimator",
        "shares told": "Per cent of the text of the period [95% band].",
        "corrected": 'The levels that codes correct are below, under "What may be said".',
        "no share": "no share",
        "agree": "Do estimators agree?",
        "agree told": "Absolute differences between shares of a period, in percentage points.",
        "one": "One estimator: nothing to compare.",
        "codes": "Against human codes, by period",
        "codes told": ("{coded:,} of {of:,} counted passages have a code. Means over seeds; [Wilson 95% interval]."),
        "no file": "the study has no codes",
        "of a sample": (
            "By sample, not by period: `topics gold score` compares estimators with these codes, "
            "`topics gold estimate` corrects shares by them."
        ),
        "not done": "Not done: {why}.",
        "confused": "Confused with",
        "confused told": (
            "Passages coded as this theme but estimated as another (missed), and estimated as this theme but coded as "
            "another (mistaken)."
        ),
        "none": "With none.",
        "not known": "Not known: {why}.",
        "claims": "What may be said",
    },
    "zh": {
        "study": "测量卡片。研究：{title}；任务 {job}。",
        "what": "主题界定",
        "colon": "：",
        "not written": "未写明（可在 themes.toml 该主题的 `{key}` 中写入）。",
        "keywords": "词项",
        "no term": "没有词项",
        "uses": "词项的用法",
        "uses told": "比较各词项与主题名称在全部段落（含重复段落）中其后所接的词语；见 docs/methods.md。",
        "shares": "各方法的占比",
        "shares told": "占该期文本的百分比及 95% 区间。",
        "corrected": "经编码校正的占比水平见下文“可得出的结论及其依据”。",
        "no share": "没有占比",
        "agree": "各方法是否一致",
        "agree told": "同一时期占比之差的绝对值（百分点）。",
        "one": "仅有一种方法，无从比较。",
        "codes": "与人工编码比较（分时期）",
        "codes told": "计入统计的 {of:,} 个段落中，{coded:,} 个已编码。数值为各随机种子的均值及 Wilson 95% 区间。",
        "no file": "本研究没有编码",
        "of a sample": (
            "这些编码来自抽样，不分时期列出：各方法与编码的比较见 `topics gold score`，"
            "据以校正的占比见 `topics gold estimate`。"
        ),
        "not done": "未做：{why}。",
        "confused": "与其他主题的混淆",
        "confused told": "漏判：编码为本主题而判为其他主题的段落；误判：判为本主题而编码为其他主题的段落。",
        "none": "没有混淆。",
        "not known": "未知：{why}。",
        "claims": "可得出的结论及其依据",
    },
}


def card_markdown(card: "Card", job: "Job", language: str = "en") -> str:
    """The Markdown text of one theme's card."""
    theme, say = card.theme, _WORDS.get(language, _WORDS["en"])

    def table(of: "pd.DataFrame", nothing: str) -> str:
        return to_markdown(for_readers(of, job, language) if language == "zh" else of).strip() if len(of) else nothing

    missing = say["no file"]
    sample = say["of a sample"] if card.coded else ""
    known = say["none"] if len(card.rates) else sample or say["not known"].format(why=missing)
    parts = [
        f"# {theme.label(language)} (`{theme.id}`)"
        if language != "zh"
        else f"# {theme.label(language)}（`{theme.id}`）",
        say["study"].format(title=job.title_in(language), job=job.name),
        estimand_caption(card.shares, language, beside=card.corrected),
        f"## {say['what']}",
        "\n".join(_told(name, in_language(getattr(theme, part), language), language) for name, part in TOLD.items()),
        f"## {say['keywords']}",
        table(card.keywords, say["no term"]),
        f"## {say['uses']}",
        say["uses told"],
        table(card.term_uses, say["no term"]),
        f"## {say['shares']}",
        say["shares told"] + (("" if language == "zh" else " ") + say["corrected"] if card.corrected else ""),
        table(_shares_layout(card, language), say["no share"]),
        f"## {say['agree']}",
        say["agree told"],
        table(card.differences, say["one"]),
        f"## {say['codes']}",
        say["codes told"].format(coded=card.coded, of=card.passages),
        table(rates_layout(card), sample or say["not done"].format(why=missing)),
        f"## {say['confused']}",
        say["confused told"],
        table(card.confusions, known),
        f"## {say['claims']}",
        "\n".join(_claim(claim, language, job) for claim in card.claims),
    ]
    return "\n\n".join(parts) + "\n"


def cards_markdown(cards: "Sequence[Card]", job: "Job", language: str = "en") -> str:
    """The Markdown text of several cards, with a rule between them."""
    return "\n---\n\n".join(card_markdown(card, job, language) for card in cards)


def _claim(claim: "Claim", language: str, job: "Job") -> str:
    said, why = claim.said.in_language(language), claim.why.in_language(language)
    if language == "zh":
        return labelled(f"- {said}：**{WORDING['zh'][claim.verdict]}**。{why}", estimator_labels(job, language))
    return f"- {said}: **{claim.verdict}**. {why}"


def _told(name: str, text: str, language: str) -> str:
    say = _WORDS.get(language, _WORDS["en"])
    told = text or say["not written"].format(key=_KEYS[name])
    return f"- {WORDING.get(language, WORDING['en'])[name]}{say['colon']}{told}"


def _shares_layout(card: "Card", language: str) -> "pd.DataFrame":
    table = shares_layout(card.shares, language).drop(columns="theme", errors="ignore")
    return table.assign(estimator=table["estimator"].replace("", "documents"))


def rates_layout(card: "Card") -> "pd.DataFrame":
    """The layout of a card's rates: `estimator, period, precision, recall, coded, estimated`; no rows without codes."""
    if not len(card.rates):
        return card.rates
    table = card.rates[["estimator", "period"]].copy()
    for name in ("precision", "recall"):
        numbers = zip(*(card.rates[name + end] for end in ("", "_lower", "_upper")), strict=True)
        table[name] = [number_interval(*bounds) for bounds in numbers]
    return table.assign(coded=card.rates["n_coded"], estimated=card.rates["n_estimated"])
