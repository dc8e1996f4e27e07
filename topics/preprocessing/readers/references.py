"""Bibliographies: files of records that reference managers and databases of literature write."""

from topics.errors import DocumentError
from topics.files.encodings import decode
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.collections import collection_in
from topics.preprocessing.readers.fields import Reading


@READERS.register(
    ".ris", ".bib", ".nbib", ".ciw", ".enw", label={"en": "bibliography (RIS, BibTeX and others)", "zh": "文献题录"}
)
def read_references(data: bytes, where: str, said: Conventions = NOTHING_SAID) -> Reading:
    """A bibliography in RIS, BibTeX, or the tags of PubMed, Web of Science or EndNote: one document per record.

    A person sees every line of tagged files, and of BibTeX what `collections/bibtex.py` says. A record's text is its
    abstract; records without one are losses. Raises DocumentError where no form of records is recognised.
    """
    text, encoding = decode(data, where, said=said.encoding)
    if found := collection_in(text, only_records=True):
        return found.reading(encoding, said=said)
    raise DocumentError(
        f"{where}: no records were found in this bibliography; expected RIS (TY  - …), BibTeX (@article{{…}}), PubMed "
        "(PMID- …), Web of Science (PT …) or EndNote (%0 …). Export it anew in one of these."
    )
