"""Items of the checklist on how documents became tokens, told from what was found, taken out and kept.

A setting that changed nothing is named with the word that it changed nothing: a paper that states it as a step of its
method would claim what was not done.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from topics.languages import language_of
from topics.preprocessing.broken_lines import BROKEN_LINES
from topics.preprocessing.readers.steps import HYPHENS
from topics.store.job import Job
from topics.study.settings import CorpusSettings, Settings, TokenSettings
from topics.study.study import STUDY, TOOLKIT
from topics.themes import forms_found
from topics.wording import count, listed, percent, span

if TYPE_CHECKING:
    import pandas as pd

Item = tuple[str, str]  # the name of the item, its value
_FORMS = 12  # named per theme
_LIMITS = {
    "short": "too short for the segmenter",
    "rare": "in fewer than {min_passages} passages",
    "common": "in more than {max_share} of the passages",
}


def not_done(reason: str) -> str:
    """The value of an item that has none."""
    return f"not done: {reason}"


def preparation(job: Job, settings: Settings) -> Iterator[Item]:
    """Items on language, passages, words, terms and re-published text."""
    corpus, passages = settings.corpus, job.corpus.passages
    yield "language", _language(passages["text"], corpus.language)
    yield "files", _files(job.corpus.files, job.corpus.documents, corpus)
    yield from _columns(job.corpus.documents, corpus)
    yield "passage", _passages(job, corpus)
    if not language_of(corpus.language).chinese:
        yield "broken lines", joined_lines(job.corpus.accounts)
    yield from word_lists(job.applied, settings.tokens)
    found = {theme.id: forms_found(theme, passages.loc[passages["counted"], "text"]) for theme in job.themes}
    yield "terms", _terms(job, found)
    yield "forms of terms", _other_forms(found)
    yield "vocabulary", vocabulary(job.applied, job.tokens.n_words, settings.tokens)
    yield "re-publications", republications(job, corpus.near_duplicates)


# --- documents and passages -------------------------------------------------------------------------------------------


def _language(texts: "pd.Series[str]", code: str) -> str:
    """The language, and how much of the text is in the script that it is told by."""
    language = language_of(code)
    letters = texts.str.count(r"[^\W\d_]").sum()
    chinese = texts.str.count(r"[\u3400-\u9fff\uf900-\ufaff]").sum()
    told = f"{code} ({language.name})"
    return f"{told}; {percent(chinese / letters, 0)} of the letters are Chinese characters" if letters else told


def _files(files: "pd.DataFrame", documents: "pd.DataFrame", wanted: CorpusSettings) -> str:
    """The readers and encodings of the files that were read."""
    readers = Counter(files["reader"])
    encodings = Counter(name for name in files["encoding"] if name)
    told = [listed([f"{n} by {reader}" for reader, n in readers.most_common()], last=", ")]
    told += [f"encodings: {listed([f'{name} {n}' for name, n in encodings.most_common()], last=', ')}"] * bool(
        encodings
    )
    if wanted.encoding and not encodings:
        told.append(f"encoding {wanted.encoding} named, no file is text")
    if "manifest" in wanted.model_fields_set and not (documents["date_source"] == "manifest").any():
        told.append(f"manifest {wanted.manifest} named, no date is from it")
    if wanted.date_order:
        told.append(f"order of dates named, {wanted.date_order}; how many dates were read by it is not kept")
    return "; ".join(told)


def _columns(documents: "pd.DataFrame", wanted: CorpusSettings) -> Iterator[Item]:
    """The fields that the study finds in columns of its naming, each with the documents that have a value there."""
    if not wanted.columns:
        return
    told = []
    for field, columns in wanted.columns.items():
        if field == "text":
            told.append(f"text from {listed(columns, last=', ')}")
            continue
        n = int((documents[field] != "").sum()) if field in documents else 0
        told.append(f"{field} from {listed(columns, last=', ')}: " + (count(n, "document") if n else "no document"))
    yield "columns", "; ".join(told)


def _passages(job: Job, wanted: CorpusSettings) -> str:
    """What a passage is, and how long passages are."""
    passages = job.corpus.passages
    lengths, per_document = passages["text"].str.len(), passages.groupby("doc_id").size()
    if not len(passages):
        return "none"
    sizes = f"{span(f'{lengths.min():,}', f'{lengths.max():,}')} characters, median {lengths.median():,.0f}"
    joined = int(passages["text"].str.contains("\n", regex=False).sum())
    if wanted.unit == "document":
        alone = "" if joined else ", each of one paragraph, so that paragraphs would be the same"
        return f"whole documents{alone}; {sizes}"
    split = f"at most {wanted.max_characters:,} characters were wanted"
    longer = int((lengths > wanted.max_characters).sum())
    told = [
        "paragraphs" if per_document.max() > 1 else "paragraphs, of which every document has one",
        sizes,
        f"lines shorter than {wanted.min_characters:,} characters joined to a neighbour in {joined:,}"
        if joined
        else f"no line was shorter than {wanted.min_characters:,} characters and joined to a neighbour",
        f"{split}, {count(longer, 'sentence is', 'sentences are')} longer"
        if longer
        else f"none is longer than {wanted.max_characters:,}",
    ]
    return "; ".join(told)


def joined_lines(accounts: "pd.DataFrame") -> str:
    """The lines that the width of a page broke, and the hyphens at their ends; readers of PDF join their own."""
    lines = accounts.loc[accounts["step"] == BROKEN_LINES, "text"]
    joined = sum(int(text.partition(" ")[0].replace(",", "")) for text in lines)
    if not joined:
        return "none to join (those of PDF files are joined by their place on the page)"
    hyphens = int(accounts.loc[accounts["step"] == HYPHENS, "characters"].sum())
    return f"{count(joined, 'line')} joined in {count(len(lines), 'document')}; {count(hyphens, 'hyphen')} taken out"


def republications(job: Job, near: float) -> str:
    """The repeated text that was found, the rule by which it was, and what counting it once left out."""
    documents, passages = job.corpus.documents, job.corpus.passages
    copies = documents["duplicate_of"] != ""
    repeated = (passages["duplicate_of"] != "") & ~passages["doc_id"].isin(documents.loc[copies, "doc_id"])
    rule = f"at least {percent(near, 0)} of their letters lie in aligned passages" if near else "word for word"
    if not copies.any() and not repeated.any():
        return f"none was found ({rule}), so that none was left out"
    found = f"{count(int(copies.sum()), 'document')} and {count(int(repeated.sum()), 'passage')} of others"
    left_out = int((~job.counted).sum())
    counted = f"{count(left_out, 'passage')} not counted" if left_out else "all are counted"
    return f"{found} repeat earlier text ({rule}); {counted}"


# --- words ------------------------------------------------------------------------------------------------------------


def word_lists(applied: Mapping[str, Any], wanted: TokenSettings) -> Iterator[Item]:
    """The segmenter and the lists that were applied, and what they did, by the record of the job."""
    if "deeds" not in applied:
        unknown = not_done("what was applied is not in the record of this job; run the study again")
        yield from (("segmentation", unknown), ("stop words", unknown))
        return
    done, terms, own, known = (applied[name] for name in ("deeds", "lexicon", "stop_words", "stop_list"))
    yield "segmentation", f"{applied['segmenter']}; {_domain_terms(done['lexicon'], terms, wanted.lexicon)}"
    lists = []
    if known:
        name = f'list "{known["name"]}" of the toolkit ({known["words"]:,} words; {known["source"]})'
        lists.append(f"{name}, {_took(done['lists'][TOOLKIT])}")
    if own:
        lists.append(f"{wanted.stop_words} ({count(own, 'word')}), {_took(done['lists'][STUDY])}")
    kept = done["terms_kept"]["words"]
    stayed = f"; {count(kept, 'word')} of the lists stayed, as terms" if kept else ""
    yield "stop words", ("; ".join(lists) + stayed) if lists else "none"


def _domain_terms(found: Mapping[str, int], n: int, name: str) -> str:
    if not n:
        return "no domain terms"
    told = f"{count(n, 'domain term')} from {name}"
    return f"{told}, {_occurring(found)}" if found["words"] else f"{told} named, none occurs"


def _occurring(deed: Mapping[str, int]) -> str:
    words, occurrences = deed["words"], deed["occurrences"]
    return f"{words:,} of them in the text, {occurrences:,} times"


def _took(deed: Mapping[str, int]) -> str:
    """What a list took out."""
    if not deed["words"]:
        return "named, took out no word"
    return f"took out {_words(deed)}"


def _words(deed: Mapping[str, int]) -> str:
    n, occurrences = deed["words"], deed["occurrences"]
    return (
        f"{n:,} {'word' if n == 1 else 'words'} ({occurrences:,} {'occurrence' if occurrences == 1 else 'occurrences'})"
    )


def vocabulary(applied: Mapping[str, Any], n_words: int, wanted: TokenSettings) -> str:
    """The size of the vocabulary, and what its limits left out of it."""
    if "deeds" not in applied:
        return f"{n_words:,} words; " + not_done("what limits left out is not in the record of this job")
    limits = {
        rule: words.format(min_passages=wanted.min_passages, max_share=percent(wanted.max_share, 0))
        for rule, words in _LIMITS.items()
    }
    done = applied["deeds"]["limits"]
    told = [f"{_words(done[rule])} {words}" for rule, words in limits.items() if done[rule]["words"]]
    none = [words for rule, words in limits.items() if not done[rule]["words"] and rule != "short"]
    left_out = f"left out: {listed(told)}" if told else "no word was left out by a limit"
    return f"{n_words:,} words; {left_out}" + (f"; none was {listed(none, last=' or ')}" if none else "")


# --- terms ------------------------------------------------------------------------------------------------------------


def _terms(job: Job, found: Mapping[str, Counter[tuple[str, str]]]) -> str:
    """The terms of each theme that are named, and those that occur nowhere in counted passages."""
    told = []
    for theme in job.themes:
        there = {term for term, _ in found[theme.id]}
        nowhere = [term for term in theme.terms if term not in there]
        named = f"{theme.id}: {count(len(theme.terms), 'term')}"
        if len(nowhere) == len(theme.terms):
            told.append(f"{named} named, none occurs")
        else:
            all_there = "which occurs" if len(theme.terms) == 1 else "all occur"
            told.append(
                f"{named}, {len(theme.terms) - len(nowhere)} in the text" if nowhere else f"{named}, {all_there}"
            )
    return "; ".join(told) or "none"


def _other_forms(found: Mapping[str, Counter[tuple[str, str]]]) -> str:
    """The forms in which the themes' terms occur in counted passages, beside the terms as they are written."""
    told = []
    for theme, counts in found.items():
        other = Counter({form: n for (_, form), n in counts.items() if form})
        some = [f"{form} {n:,}" for form, n in other.most_common(_FORMS)]
        rest = len(other) - len(some)
        told += [f"{theme}: {', '.join(some)}{f' and {rest} more' if rest else ''}"] if some else []
    return "; ".join(told) or "none beside the terms as they are written"
