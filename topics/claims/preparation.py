"""Items of the checklist on how documents became tokens, told from what was found, taken out and kept.

A setting that changed nothing is named with the word that it changed nothing: a paper that states it as a step of its
method would claim what was not done.
"""

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from topics.claims.items import NONE, Item, joined, many, not_done, some, themes_named
from topics.claims.text import Text, listed, names, same, say
from topics.languages import language_of
from topics.preprocessing.broken_lines import BROKEN_LINES
from topics.preprocessing.dating.chronology import IN_ORDER
from topics.preprocessing.ledger.families import families
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.steps import HYPHENS
from topics.preprocessing.words.segmenters import SEGMENTERS
from topics.store.derived import derived
from topics.store.job import Job
from topics.study.settings import CorpusSettings, Settings, TokenSettings
from topics.study.study import STUDY, TOOLKIT
from topics.themes import forms_found
from topics.wording import percent, span

if TYPE_CHECKING:
    import pandas as pd

_FORMS = 12  # named per theme
LANGUAGES_ZH = {"zh": "中文", "en": "英文", "plain": "以空格分词的其他语言"}
STOP_LISTS_ZH = {"written for this toolkit, version 1 (2026-11)": "为本工具编写，第 1 版，2026-11"}  # their sources
_LIMITS = {
    "short": Text("too short for the segmenter", "过短，分词时略去"),
    "rare": Text("in fewer passages than {min_passages}", "出现于不足 {min_passages} 个段落"),
    "common": Text("in more than {max_share} of the passages", "出现于超过 {max_share} 的段落"),
}


def preparation(job: Job, settings: Settings) -> Iterator[Item]:
    """Items on language, passages, words, terms and re-published text."""
    corpus, passages = settings.corpus, job.corpus.passages
    yield Text("language", "语言"), _language(passages["text"], corpus.language)
    yield Text("files", "文件"), _files(job.corpus.files, job.corpus.documents, corpus)
    yield from _columns(job.corpus.documents, corpus)
    yield Text("passage", "段落"), _passages(job, corpus)
    if not language_of(corpus.language).chinese:
        yield Text("broken lines", "断行"), joined_lines(job.corpus.accounts)
    yield from word_lists(job.applied, settings.tokens)
    found = {theme.id: forms_found(theme, passages.loc[passages["counted"], "text"]) for theme in job.themes}
    yield Text("terms", "主题词项"), _terms(job, found)
    yield Text("forms of terms", "主题词项的其他形式"), _other_forms(job, found)
    yield Text("vocabulary", "词表"), vocabulary(job.applied, job.tokens.n_words, settings.tokens)
    yield Text("re-publications", "重复发布"), republications(job, corpus.near_duplicates)


# --- documents and passages -------------------------------------------------------------------------------------------


def _language(texts: "pd.Series[str]", code: str) -> Text:
    """The language, and how much of the text is in the script that it is told by."""
    language = language_of(code)
    letters = texts.str.count(r"[^\W\d_]").sum()
    chinese = texts.str.count(r"[\u3400-\u9fff\uf900-\ufaff]").sum()
    told = Text(f"{code} ({language.name})", f"{code}（{LANGUAGES_ZH.get(code, language.name)}）")
    if not letters:
        return told
    share = percent(chinese / letters, 0)
    part = say("{share} of the letters are Chinese characters", "汉字占全部字母和文字的 {share}", share=share)
    return joined([told, part])


def _files(files: "pd.DataFrame", documents: "pd.DataFrame", wanted: CorpusSettings) -> Text:
    """The readers and encodings of the files that were read."""
    readers = Counter(files["reader"])
    # A format that holds its own encoding is named as that of its files.
    encodings = Counter(name for name, reader in zip(files["encoding"], files["reader"], strict=True) if name != reader)
    encodings.pop("", None)
    label = {format.name: format.label["zh"] for format in READERS.values()}
    each = [
        say("{n} by {reader}", "{reader} {n} 个", n=n, reader=Text(name, label.get(name, name)))
        for name, n in readers.most_common()
    ]
    told = [listed(each, ", ", "，")]
    if not wanted.stored and (empty := [place for place in wanted.documents if not _gave(place, files["path"])]):
        en, zh = "{places} named, no file is from it", "设定了 {places}，但没有文件取自其中"
        told.append(say(en, zh, places=names(empty)))
    if encodings:
        of = some([f"{name} {n}" for name, n in encodings.most_common()])
        told.append(say("encodings: {each}", "字符编码：{each}", each=of))
    elif wanted.encoding:
        en, zh = "encoding {name} named, no file is text", "设定了字符编码 {name}，但没有文本文件"
        told.append(say(en, zh, name=wanted.encoding))
    if "manifest" in wanted.model_fields_set and not documents["date_source"].str.startswith("manifest").any():
        en, zh = "manifest {name} named, no date is from it", "设定了清单 {name}，但没有日期取自其中"
        told.append(say(en, zh, name=wanted.manifest))
    if wanted.date_order:
        told.append(_by_order(documents["date_source"], wanted.date_order))
    return joined(told)


def _by_order(sources: "pd.Series[str]", order: str) -> Text:
    """How many documents have a date that rests on the order that the study names."""
    if n := int(sources.str.endswith(IN_ORDER + order).sum()):
        of = many(n, "document", "篇文档")
        return say("dates of {of} read in the order {order}", "{of}的日期按顺序 {order} 读取", of=of, order=order)
    return say(
        "order of dates named, {order}, no date rests on it", "设定了日期顺序 {order}，没有日期取决于它", order=order
    )


def _gave(place: str, paths: Iterable[str]) -> bool:
    """Whether a file was read from a place that the study names; paths are beside the study's folder, as places are.

    A place outside that folder is taken to have given some.
    """
    named = posixpath.normpath(place)
    return named.startswith(("/", "..")) or any(
        named in (".", path) or path.startswith(f"{named}/") or fnmatchcase(path, named) for path in paths
    )


def _columns(documents: "pd.DataFrame", wanted: CorpusSettings) -> Iterator[Item]:
    """The fields that the study finds in columns of its naming, each with the documents that have a value there."""
    if not wanted.columns:
        return
    told = []
    for field, columns in wanted.columns.items():
        source = say("{field} from {columns}", "{field} 取自 {columns}", field=field, columns=names(columns))
        if field != "text":
            n = int((documents[field] != "").sum()) if field in documents else 0
            of = many(n, "document", "篇文档") if n else Text("no document", "没有文档")
            source = say("{source}: {of}", "{source}：{of}", source=source, of=of)
        told.append(source)
    yield Text("columns", "表格的列"), joined(told)


def _passages(job: Job, wanted: CorpusSettings) -> Text:
    """What a passage is, and how long passages are."""
    passages = job.corpus.passages
    lengths, per_document = passages["text"].str.len(), passages.groupby("doc_id").size()
    if not len(passages):
        return NONE
    sizes = say(
        "{span} characters, median {median}",
        "{span} 个字符，中位数 {median}",
        span=span(f"{lengths.min():,}", f"{lengths.max():,}"),
        median=f"{lengths.median():,.0f}",
    )
    n_joined = int(passages["text"].str.contains("\n", regex=False).sum())
    if wanted.unit == "document":
        alone = Text(
            ", each of one paragraph, so that paragraphs would be the same", "，每篇只有一段，因此与按段落划分相同"
        )
        whole = Text("whole documents", "整篇文档")
        return joined([whole if n_joined else listed([whole, alone], "", ""), sizes])
    short, long = f"{wanted.min_characters:,}", f"{wanted.max_characters:,}"
    longer = int((lengths > wanted.max_characters).sum())
    told = [
        Text("paragraphs", "自然段")
        if per_document.max() > 1
        else Text("paragraphs, of which every document has one", "自然段，每篇文档只有一段"),
        sizes,
        say(
            "lines shorter than {short} characters joined to a neighbour in {n}",
            "{n}并入了不足 {short} 个字符的行",
            short=short,
            n=many(n_joined, "passage", "个段落"),
        )
        if n_joined
        else say(
            "no line was shorter than {short} characters and joined to a neighbour",
            "没有不足 {short} 个字符而并入相邻段落的行",
            short=short,
        ),
        say(
            "at most {long} characters were wanted, {sentences} longer",
            "上限为 {long} 个字符，{sentences}超出",
            long=long,
            sentences=many(longer, "sentence is", "个句子", "sentences are"),
        )
        if longer
        else say("none is longer than {long}", "没有超过 {long} 个字符的段落", long=long),
    ]
    return joined(told)


def joined_lines(accounts: "pd.DataFrame") -> Text:
    """The lines that the width of a page broke, and the hyphens at their ends; readers of PDF join their own."""
    lines = accounts.loc[accounts["step"] == BROKEN_LINES, "text"]
    n = sum(int(text.partition(" ")[0].replace(",", "")) for text in lines)
    if not n:
        return Text(
            "none to join (those of PDF files are joined by their place on the page)",
            "没有需要接合的断行（PDF 文件的断行按其在页面上的位置接合）",
        )
    hyphens = int(accounts.loc[accounts["step"] == HYPHENS, "characters"].sum())
    return say(
        "{lines} joined in {documents}; {hyphens} taken out",
        "{documents}中接合了 {lines}；去掉 {hyphens}",
        lines=many(n, "line", "处断行"),
        documents=many(len(lines), "document", "篇文档"),
        hyphens=many(hyphens, "hyphen", "个连字符"),
    )


def republications(job: Job, near: float) -> Text:
    """The repeated text that was found, the rule by which it was, and what counting it once left out."""
    documents, passages = job.corpus.documents, job.corpus.passages
    copies = documents["duplicate_of"] != ""
    repeated = (passages["duplicate_of"] != "") & ~passages["doc_id"].isin(documents.loc[copies, "doc_id"])
    rule = Text("word for word", "逐字相同")
    if near:
        share = percent(near, 0)
        en, zh = "at least {share} of the letters lie in aligned passages", "至少 {share} 的文字位于可对齐的段落"
        rule = say(en, zh, share=share)
    forms = _forms_filled_anew(job, near)
    if not copies.any() and not repeated.any():
        none = say("none was found ({rule}), so that none was left out", "没有发现（{rule}），因此没有排除", rule=rule)
        return joined([none, *forms])
    left_out = int((~job.counted).sum())
    counted = say("{n} not counted", "{n}未计入", n=many(left_out, "passage", "个段落"))
    found = say(
        "{what} {repeat} earlier text ({rule}); {counted}",
        "{what}与更早的文本重复（{rule}）；{counted}",
        what=_repeated(int(copies.sum()), int(repeated.sum())),
        repeat=Text("repeats" if copies.sum() + repeated.sum() == 1 else "repeat", ""),
        rule=rule,
        counted=counted if left_out else Text("all are counted", "全部计入"),
    )
    return joined([found, *forms])


def _forms_filled_anew(job: Job, near: float) -> list[Text]:
    """Documents that are forms filled in anew, such as yearly notices: alike to earlier ones, and no copies."""
    told = derived(job, "families", {"near": near}, lambda: {"families": families(job.corpus, near)})["families"]
    n = int(((told["level"] == "document") & (told["kind"] == "form")).sum()) if near else 0
    en = "forms of an earlier document filled in anew, such as yearly notices, are counted: {n}"
    zh = "沿用更早文档的格式重新填写的（如年度通知）不作为重复，照常计入：{n}"
    return [say(en, zh, n=many(n, "document", "篇文档"))] if n else []


def _repeated(documents: int, passages: int) -> Text:
    """The documents that repeat others, and passages that do so in other documents."""
    beside = Text(" of other documents", "其他文档中的 ") if documents else Text("", "")
    of_others = say("{n}{of}", "{of}{n}", n=many(passages, "passage", "个段落"), of=beside)
    told = [*([many(documents, "document", "篇文档")] if documents else []), *([of_others] if passages else [])]
    return listed(told, " and ", "以及")


# --- words ------------------------------------------------------------------------------------------------------------


def word_lists(applied: Mapping[str, Any], wanted: TokenSettings) -> Iterator[Item]:
    """The segmenter and the lists that were applied, and what they did, by the record of the job."""
    segmentation, stops = Text("segmentation", "分词"), Text("stop words", "停用词")
    if "deeds" not in applied:
        unknown = not_done(
            "what was applied is not in the record of this job; run the study again",
            "该任务没有记录所用的词表；请重新运行研究",
        )
        yield from ((segmentation, unknown), (stops, unknown))
        return
    done, terms, own, known = (applied[name] for name in ("deeds", "lexicon", "stop_words", "stop_list"))
    cut = SEGMENTERS.get(applied["segmenter"])
    by = Text(applied["segmenter"], cut.label["zh"] if cut else applied["segmenter"])
    yield segmentation, joined([by, _domain_terms(done["lexicon"], terms, wanted.lexicon)])
    lists = []
    if known:
        name = say(
            'list "{name}" of the toolkit ({words} words; {source})',
            "工具自带的“{name}”词表（{words} 个词；{source}）",
            name=known["name"],
            words=f"{known['words']:,}",
            source=Text(known["source"], STOP_LISTS_ZH.get(known["source"], known["source"])),
        )
        lists.append(say("{name}, {took}", "{name}，{took}", name=name, took=_took(done["lists"][TOOLKIT])))
    if own:
        name = say("{name} ({n})", "{name}（{n}）", name=wanted.stop_words, n=many(own, "word", "个词"))
        lists.append(say("{name}, {took}", "{name}，{took}", name=name, took=_took(done["lists"][STUDY])))
    kept = done["terms_kept"]["words"]
    if lists and kept:
        en, zh = "{kept} of the lists stayed, as terms", "词表中的 {kept}因属主题词项而保留"
        lists.append(say(en, zh, kept=many(kept, "word", "个词")))
    yield stops, joined(lists)


def _domain_terms(found: Mapping[str, int], n: int, name: str) -> Text:
    if not n:
        return Text("no domain terms", "没有领域词")
    told = say("{n} from {name}", "{name} 中的 {n}", n=many(n, "domain term", "个领域词"), name=name)
    if not found["words"]:
        return say("{told} named, none occurs", "设定了 {told}，均未出现", told=told)
    return say(
        "{told}, {words} of them in the text, {occurrences} times",
        "{told}，其中 {words} 个出现于文本，共 {occurrences} 次",
        told=told,
        words=f"{found['words']:,}",
        occurrences=f"{found['occurrences']:,}",
    )


def _took(deed: Mapping[str, int]) -> Text:
    """What a list took out."""
    if not deed["words"]:
        return Text("named, took out no word", "已设定，但没有去掉任何词")
    return say("took out {words}", "去掉 {words}", words=_words(deed))


def _words(deed: Mapping[str, int]) -> Text:
    n, occurrences = deed["words"], deed["occurrences"]
    words, times = "word" if n == 1 else "words", "occurrence" if occurrences == 1 else "occurrences"
    return Text(f"{n:,} {words} ({occurrences:,} {times})", f"{n:,} 个词（{occurrences:,} 次）")


def vocabulary(applied: Mapping[str, Any], n_words: int, wanted: TokenSettings) -> Text:
    """The size of the vocabulary, and what its limits left out of it."""
    size = say("{n} words", "{n} 个词", n=f"{n_words:,}")
    if "deeds" not in applied:
        unknown = not_done("what limits left out is not in the record of this job", "该任务没有记录被限制条件排除的词")
        return joined([size, unknown])
    values = {"min_passages": wanted.min_passages, "max_share": percent(wanted.max_share, 0)}
    limits = {rule: say(words.en, words.zh, **values) for rule, words in _LIMITS.items()}
    done = applied["deeds"]["limits"]
    told = [
        say("{words} {limit}", "{words}{limit}", words=_words(done[rule]), limit=words)
        for rule, words in limits.items()
        if done[rule]["words"]
    ]
    none = [words for rule, words in limits.items() if not done[rule]["words"] and rule != "short"]
    left_out = Text("no word was left out by a limit", "没有词因限制条件被排除")
    if told:
        each = say("{first}{last}", "{first}{last}", first=listed(told[:-1], ", ", "、"), last=_last(told))
        left_out = say("left out: {each}", "排除：{each}", each=each)
    absent = say("none was {limits}", "没有词{limits}", limits=listed(none, " or ", "或"))
    return joined([size, left_out, *([absent] if none else [])])


def _last(parts: list[Text]) -> Text:
    """The last part of a list, with what joins it to the others."""
    return listed([same(""), parts[-1]], " and " if len(parts) > 1 else "", "、" if len(parts) > 1 else "")


# --- terms ------------------------------------------------------------------------------------------------------------


def _terms(job: Job, found: Mapping[str, Counter[tuple[str, str]]]) -> Text:
    """The terms of each theme that are named, and those that occur nowhere in counted passages."""
    told = []
    for theme in job.themes:
        there = {term for term, _ in found[theme.id]}
        n, nowhere = len(theme.terms), [term for term in theme.terms if term not in there]
        of = themes_named(job.themes, [theme.id])
        named = say("{theme}: {n}", "{theme}：{n}", theme=of, n=many(n, "term", "个主题词项"))
        if len(nowhere) == n:
            told.append(say("{named} named, none occurs", "{named}，均未出现", named=named))
        elif nowhere:
            told.append(
                say("{named}, {n} in the text", "{named}，其中 {n} 个出现于文本", named=named, n=n - len(nowhere))
            )
        else:
            occur = Text("which occurs" if n == 1 else "all occur", "全部出现")
            told.append(say("{named}, {occur}", "{named}，{occur}", named=named, occur=occur))
    return joined(told)


def _other_forms(job: Job, found: Mapping[str, Counter[tuple[str, str]]]) -> Text:
    """The forms in which the themes' terms occur in counted passages, beside the terms as they are written."""
    told = []
    for theme, counts in found.items():
        other = Counter({form: n for (_, form), n in counts.items() if form})
        forms = some([f"{form} {n:,}" for form, n in other.most_common()], _FORMS)
        of = themes_named(job.themes, [theme])
        told += [say("{theme}: {forms}", "{theme}：{forms}", theme=of, forms=forms)] if other else []
    return joined(
        told,
        Text(
            "none in the cleaned text beside the terms as they are written", "清洗后的文本中，除原有写法外没有其他形式"
        ),
    )
