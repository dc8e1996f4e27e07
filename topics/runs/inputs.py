"""What a corpus and its tokens are made from, as hashes: when nothing of it has changed, what is kept is taken.

The hashes cover the bytes of every document and list, the settings that reading and segmenting look at, this package's own
code for both and the libraries they call. Anything else would give a corpus that is silently of yesterday.
"""

import ctypes
import hashlib
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import topics.preprocessing
from topics import themes
from topics.files.records import replace_text
from topics.preprocessing.corpus import Corpus
from topics.preprocessing.reading import find_files
from topics.preprocessing.words.survival import check_survival, survival
from topics.preprocessing.words.tokens import Tokens
from topics.runs.store import Store, digest
from topics.runs.study import Progress, Study

_LIBRARIES = ("rjieba", "opencc", "trafilatura", "charset-normalizer", "python-docx", "pypdfium2", "openpyxl", "rensa")


def corpus_and_tokens(study: Study, store: Store, progress: Progress | None = None) -> tuple[str, Corpus, Tokens]:
    """The study's corpus and tokens with the key they are kept under, read anew only when something has changed.

    Raises TopicsError for documents that cannot be used and for themes that do not survive.
    """
    read = corpus_inputs(study)
    whole, corpus_alone = (store.root / "corpora" / f"of-{inputs}.txt" for inputs in (token_inputs(study, read), read))
    if key := _kept(whole, store):
        return key, *store.corpus(key)
    # The same documents, segmented in another way before, are not read again.
    key = _kept(corpus_alone, store)
    corpus = store.corpus(key)[0] if key else study.corpus(progress)
    give_back_memory()
    tokens = study.tokens(corpus, progress)
    check_survival(survival(corpus, tokens, study.themes, study.lexicon), tokens.vocabulary)
    key = store.save_corpus(corpus, tokens)
    for note in (whole, corpus_alone):
        replace_text(note, f"{key}\n")
    del corpus, tokens  # read back from the store, words are mapped from the disk and raw texts are not in memory
    give_back_memory()
    return key, *store.corpus(key)


def give_back_memory() -> None:
    """Give the system what is free, which glibc and Arrow keep for later: two thirds of what reading a corpus took."""
    from pyarrow import default_memory_pool

    default_memory_pool().release_unused()
    with suppress(OSError, AttributeError, TypeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def _kept(note: Path, store: Store) -> str:
    """The key of the corpus that a note names, where the store still has it."""
    key = note.read_text(encoding="utf-8").strip() if note.is_file() else ""
    return key if key and store.has_corpus(key) else ""


def corpus_inputs(study: Study) -> str:
    """A hash of everything that the study's corpus is made from."""
    files = [*find_files(study.documents), *filter(None, [study.manifest])]
    code = [p for p in Path(topics.preprocessing.__file__).parent.rglob("*") if p.suffix in (".py", ".txt")]
    return digest(
        {
            "files": [(str(path), _hash(path)) for path in files],
            "settings": study.settings.corpus.model_dump(),
            "code": [_hash(path) for path in [*sorted(code), Path(themes.__file__)]],
            "libraries": {name: version(name) for name in _LIBRARIES},
        },
        16,
    )


def token_inputs(study: Study, corpus: str) -> str:
    """A hash of everything that the study's tokens are made from, `corpus` being the hash of what its corpus is."""
    lists = [study.lexicon, study.stop_words, [(t.id, t.terms) for t in study.themes]]
    return digest({"corpus": corpus, "settings": study.settings.tokens.model_dump(), "lists": lists}, 16)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
