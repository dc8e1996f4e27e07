"""The estimand: what a share is a share of, stated in every row of every table of shares.

Conventions. Each part is a column of its own, in words, so that it survives CSV and Parquet, and so that two tables
that differ in a part can still be told apart after they were joined. `ESTIMAND` declares these columns for every table
of shares.

    unit          what has a membership: a paragraph or a document
    weighting     text: every word token counts one; document: every document counts one
    membership    weight: a passage belongs to several themes in part; primary: wholly to the largest of them
    population    process: the documents stand for those that might have been written, so that which ones were written
                  is chance; corpus: these documents and no others
    date_type     which date puts a document into a period: publication, issue, effect, described
    duplicates    once: re-published text is counted the first time; keep: every time
    unassigned    own: text that no topic claims is a category of its own; excluded: it is left out of the denominator;
                  reassigned: it is given to the topic nearest by vectors, if the model knows one
    standardised  none: documents as they are mixed in each period; the name of an attribute, such as source: one mix of
                  its values in every period
    where         all documents, or the selection that alone is counted, such as: level = central
    denominator   the total of which the shares of a period are parts: together they are 1
"""

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Literal, get_args, get_type_hints

from topics.errors import ModelError, nearest
from topics.preprocessing.selection import EVERY, canonical
from topics.schema import WEIGHTING, Column

if TYPE_CHECKING:
    import pandas as pd

Unit = Literal["paragraph", "document"]
Weighting = Literal["text", "document"]
Membership = Literal["weight", "primary"]
DateType = Literal["publication", "issue", "effect", "described"]
Duplicates = Literal["once", "keep"]
Unassigned = Literal["own", "excluded", "reassigned"]

WEIGHTINGS: tuple[Weighting, ...] = get_args(Weighting)
_DENOMINATORS = {"text": "word tokens", "document": "documents with a word token"}
_ASSIGNED = {"text": "word tokens that a topic has", "document": "parts of documents that a topic has"}


@dataclass(frozen=True)
class Estimand:
    """What a share is a share of: its parts that can be chosen, each in words. Raises ModelError for an unknown choice.

    `unit` is paragraph or document; `weighting` text or document; `membership` weight or primary; `population` process
    or corpus; `date_type` publication, issue, effect or described; `duplicates` once or keep; `unassigned` own,
    excluded or reassigned; `standardised` none or the name of an attribute; `where` all documents or a selection
    (`topics.preprocessing.selection`).

    >>> topics.Estimand(membership="primary", weighting="document").denominator
    'documents with a word token'
    """

    weighting: Weighting = "text"
    unit: Unit = "paragraph"
    membership: Membership = "weight"
    population: Literal["process", "corpus"] = "process"
    date_type: DateType = "publication"
    duplicates: Duplicates = "once"
    unassigned: Unassigned = "own"
    standardised: str = "none"
    where: str = EVERY

    def __post_init__(self) -> None:
        """Raise ModelError for a value that is not among the choices, and for a selection that cannot be read."""
        for name, kind in get_type_hints(Estimand).items():
            value, known = getattr(self, name), get_args(kind)
            if known and value not in known:
                raise ModelError(f'unknown {name} "{value}"; {nearest(str(value), known)}')
        object.__setattr__(self, "where", canonical(self.where))

    def vary_only(self, measure: str, *parts: str) -> None:
        """Raise ModelError if a part other than these is not its default: the measure knows no other value of it."""
        for part in fields(self):
            value = getattr(self, part.name)
            if part.name not in parts and value != part.default:
                raise ModelError(f'{measure} are available only for {part.name} = "{part.default}", not for "{value}".')

    @property
    def denominator(self) -> str:
        """The total of which the shares of a period are parts."""
        return (_ASSIGNED if self.unassigned == "excluded" else _DENOMINATORS)[self.weighting]

    @property
    def columns(self) -> dict[str, str]:
        """The estimand as columns of a table: values by name."""
        return {**asdict(self), "denominator": self.denominator}

    @classmethod
    def of(cls, table: "pd.DataFrame") -> "Estimand":
        """The one estimand of a table of shares. Raises ModelError when the table has none, or rows of several."""
        table = with_selection(table)
        missing = [name for name in ESTIMAND_COLUMNS if name not in table]
        if missing:
            raise ModelError(
                f"this table of shares does not say what they are shares of (it lacks {', '.join(missing)}); "
                "make it with theme_shares, or run the study again if it was kept by an older version."
            )
        several = [name for name in ESTIMAND_COLUMNS if table[name].nunique() != 1]
        if several:
            raise ModelError(
                f"this table holds shares that differ in {', '.join(several)}; choose the rows of one estimand first."
            )
        return cls(**{part.name: table[part.name].iloc[0] for part in fields(cls)})


def with_selection(table: "pd.DataFrame") -> "pd.DataFrame":
    """A table of shares with the column `where`, which those that were kept before documents could be selected lack."""
    return table if "where" in table else table.assign(where=EVERY)


USUAL = Estimand()
WHERE = Column("where", "text", "", "`all documents`, or the selection of documents that alone is counted")
# The parts beside the weighting, which stands further ahead in most tables.
BESIDE_WEIGHTING = (
    Column("unit", "text", "", "what has a membership: `paragraph` or `document`"),
    Column(
        "membership", "text", "", "`weight`: a passage has parts of several themes; `primary`: its main theme alone"
    ),
    Column(
        "population", "text", "", "`process`: documents that might have been written; `corpus`: these and no others"
    ),
    Column("date_type", "text", "", "which date of a document decides its period"),
    Column("duplicates", "text", "", "whether re-published text counts `once` or each time (`keep`)"),
    Column(
        "unassigned", "text", "", "what no topic has: `own` category, `excluded`, or `reassigned` to the nearest topic"
    ),
    Column("standardised", "text", "", "`none`, or the attribute whose mix of values is held fixed, such as `source`"),
    WHERE,
    Column("denominator", "text", "", "what all shares of a period add to 1 of"),
)
ESTIMAND = (WEIGHTING, *BESIDE_WEIGHTING)
ESTIMAND_COLUMNS = tuple(column.name for column in ESTIMAND)
