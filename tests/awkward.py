"""Awkward studies: shapes that are legal and rare, and the command lines that each of them must survive.

    python -m tests.awkward [SHAPE]... [--whole]

prints a row per cell that fails (shape × command), then their number. A cell is right if the command ends with status 0
or with a `TopicsError` whose sentence says what to do, warns of nothing, and prints no number that was not measured.
"""

import csv
import hashlib
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from time import time_ns

from typer.testing import CliRunner

from topics.cli import app
from topics.errors import TopicsError

ZH_PARTS = (
    (
        "财务部门",
        "几位代表",
        "县里的干部",
        "老职工",
        "新来的同事",
        "档案室",
        "后勤小组",
        "值班人员",
        "工会",
        "两家媒体",
    ),
    ("讨论了", "记下了", "核对了", "推迟了", "安排了", "公布了", "修改了", "忘记了"),
    (
        "上半年的预算",
        "秋天的体检",
        "食堂的菜价",
        "班车的时刻",
        "下月的例会",
        "走廊的照片",
        "门口的路灯",
        "仓库的钥匙",
        "报名的名单",
    ),
)
EN_PARTS = (
    ("The clerk", "A delegate", "The mayor", "Her deputy", "The archive", "A neighbour", "The union", "One reporter"),
    ("discussed", "noted", "postponed", "arranged", "published", "amended", "forgot", "questioned"),
    ("the autumn budget", "a school visit", "the bus timetable", "canteen prices", "street lamps", "the minutes",
     "an old photograph", "the storeroom keys", "a list of names"),
)  # fmt: skip
BASIC = '[[models]]\nkind = "lexicon"\n\n[[models]]\nkind = "nmf"\ntopics = 3\nseeds = [1, 2]\n'
WORDS = "[tokens]\nmin_passages = 1\nmax_share = 1.0\n"


@dataclass(frozen=True)
class Shape:
    """One awkward study: themes with their terms and labels, documents by date, models, and settings beside them."""

    themes: Mapping[str, Sequence[str]]
    days: Sequence[tuple[str, Sequence[str]]]  # date of a document, theme (or "") of each paragraph
    models: str = BASIC
    settings: str = ""
    language: str = "zh"
    labels: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)  # of documents.csv
    coders: int = 0
    known: bool = False  # whether each paragraph's theme is written beside the study, as codes and as scores

    def write(self, folder: Path) -> None:
        """Write the study's folder."""
        (folder / "documents").mkdir(parents=True)
        sentences = sentences_of(self.language)
        known = []
        for number, (day, paragraphs) in enumerate(self.days, start=1):
            texts = [self._paragraph(theme, sentences) for theme in paragraphs]
            known += [(f"d{number:02}", text.strip(), theme) for text, theme in zip(texts, paragraphs, strict=True)]
            name = folder / "documents" / f"d{number:02}.md"
            name.write_text(f"---\ndate: {day}\n---\n\n" + "\n\n".join(texts) + "\n", encoding="utf-8")
        self._write_codes(folder.parent / "codes.csv", known)
        if self.known:
            self._write_codes(folder / "gold.csv", known)
            self._write_scores(folder / "scores.csv", known)
        if self.columns:
            rows = [f"documents/d{n:02}.md,{','.join(self.columns.values())}" for n in range(1, len(self.days) + 1)]
            (folder / "documents.csv").write_text("\n".join([f"path,{','.join(self.columns)}", *rows]) + "\n", "utf-8")
        themes = "".join(
            f'[{name}]\nlabel = {{ zh = "{self.labels.get(name, name)}", en = "{self.labels.get(name, name)}" }}\n'
            f"terms = [{', '.join(map(repr, terms))}]\n\n"
            for name, terms in self.themes.items()
        )
        (folder / "themes.toml").write_text(themes, encoding="utf-8")
        corpus = f'[corpus]\nlanguage = "{self.language}"\n'
        text = f'title = "Awkward"\n\n{self.settings}\n{corpus}\n{WORDS}\n{self.models}'
        (folder / "study.toml").write_text(text, encoding="utf-8")

    def _write_codes(self, path: Path, known: Sequence[tuple[str, str, str]]) -> None:
        rows = [(document, text, theme or "other") for document, text, theme in known]
        write_rows(path, [("doc_id", "starts", "theme"), *rows])

    def _write_scores(self, path: Path, known: Sequence[tuple[str, str, str]]) -> None:
        rows = [
            (hashlib.sha256(text.encode()).hexdigest(), *(0.8 if name == theme else 0.0 for name in self.themes))
            for _, text, theme in known
        ]
        write_rows(path, [("text_sha256", *self.themes), *dict.fromkeys(rows)])

    def _paragraph(self, theme: str, sentences: Iterator[str]) -> str:
        about = ""
        if theme:
            term = self.themes[theme][0]
            about = (
                f"今年{term}继续推进，{term}的安排已经写明。"
                if self.language == "zh"
                else f"The {term} grew; {term} is settled. "
            )
        return about + "".join(next(sentences) for _ in range(3))


def write_rows(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def sentences_of(language: str) -> Iterator[str]:
    """Sentences about nothing in particular, in an order that repeats none of them soon."""
    parts, form = (ZH_PARTS, "{}{}{}。") if language == "zh" else (EN_PARTS, "{} {} {}. ")
    every = [form.format(*words) for words in product(*parts)]
    place = 0
    while True:
        place = (place + 241) % len(every)  # a prime that divides neither list's length
        yield every[place]


def years(
    *years: int, documents: int = 3, paragraphs: Sequence[str] = ("wind", "rail", "")
) -> list[tuple[str, Sequence[str]]]:
    """Documents spread over each of the years."""
    return [(f"{year}-{1 + 3 * n % 12:02}-{n + 1:02}", paragraphs) for year in years for n in range(documents)]


def months(n: int) -> list[tuple[str, Sequence[str]]]:
    """A document in each of `n` months."""
    first = date(2015, 1, 15)
    days = [first + timedelta(days=30.44 * number) for number in range(n)]
    return [(day.isoformat(), ("wind", "rail") if number % 2 else ("wind", "")) for number, day in enumerate(days)]


GOLD = '[themes]\ngold = "gold.csv"\n'
TWO = {"wind": ("风电", "风机"), "rail": ("高铁",)}
NINE = {
    f"theme-{n}": (term,)
    for n, term in enumerate(["风电", "高铁", "养老", "教育", "医疗", "水利", "农机", "环保", "住房"], start=1)
}
LONG = "Promotion of the coordinated high-quality development of matter number {} in all regions and at every level"
SHAPES: dict[str, Shape] = {
    "plain": Shape(TWO, years(2020, 2021, 2022)),
    "a theme without a topic": Shape(
        TWO | {"rare": ("潮汐",)}, [*years(2020, 2021, documents=6), ("2021-11-11", ("rare", "", "wind"))],
        BASIC.replace("topics = 3", "topics = 2"),
    ),
    "one document in the first period": Shape(TWO, [*years(2019, documents=1), *years(2020, 2021, documents=4)]),
    "an empty year": Shape(TWO, years(2019, 2021, 2022)),
    "nine themes with long names": Shape(
        NINE, years(2020, 2021, documents=4, paragraphs=[*NINE, ""]), BASIC.replace("topics = 3", "topics = 10"),
        labels={name: LONG.format(n) for n, name in enumerate(NINE, start=1)},
    ),
    "one model that counts": Shape(TWO, years(2020, 2021), '[[models]]\nkind = "lexicon"\n'),
    "one model with topics": Shape(TWO, years(2020, 2021), '[[models]]\nkind = "nmf"\ntopics = 3\n'),
    "all models unstable": Shape(
        TWO, years(2020, 2021, documents=12, paragraphs=("", "wind", "", "rail", "")),
        '[[models]]\nkind = "lda"\ntopics = 12\npasses = 1\nseeds = [1, 2, 3]\n',
    ),
    "codes of one coder": Shape(TWO, years(2020, 2021, documents=5), coders=1),
    "one period": Shape(TWO, years(2020, documents=6)),
    "two periods": Shape(TWO, years(2020, 2021)),
    "14 periods": Shape(TWO, years(*range(2008, 2022), documents=2)),
    "60 periods": Shape(TWO, months(60), settings='[periods]\nby = "month"\n'),
    "English": Shape(
        {"wind": ("wind power", "turbine"), "rail": ("high-speed rail",)}, years(2020, 2021), language="en",
        labels={"wind": "Wind power & co <b>", "rail": "Rail 100% $x_1$"},
    ),
    "Arabic labels": Shape(TWO, years(2020, 2021), labels={"wind": "طاقة الرياح", "rail": "السكك الحديدية"}),
    "one document": Shape(
        TWO, [("2020-05-01", ("wind", "rail", "", "wind", "", "rail"))], BASIC.replace("topics = 3", "topics = 2")
    ),
    "one passage": Shape({"wind": ("风电",)}, [("2020-05-01", ("wind",))], '[[models]]\nkind = "lexicon"\n'),
    "a theme whose terms never occur": Shape(TWO | {"tide": ("潮汐",)}, years(2020, 2021)),
    "empty attributes": Shape(TWO, years(2020, 2021), columns={"level": "", "source": ""}),
    "a name with a space and a quote": Shape(TWO, years(2020, 2021)),
    "an estimator that learns from codes": Shape(
        TWO, years(2020, 2021, documents=8), '[[models]]\nkind = "lexicon"\n\n[[models]]\nkind = "coded"\n', GOLD,
        known=True,
    ),
    "codes of one document": Shape(
        TWO, [("2020-05-01", ("wind", "rail", ""))], '[[models]]\nkind = "lexicon"\n\n[[models]]\nkind = "coded"\n',
        GOLD, known=True,
    ),
    "scores from elsewhere alone": Shape(
        TWO, years(2020, 2021),
        '[[models]]\nkind = "scores"\nfile = "scores.csv"\nwhose = "a <b>dictionary</b>"\nmissing = "unassigned"\n',
        known=True,
    ),
}  # fmt: skip
REFUSED = ("a theme whose terms never occur", "codes of one document")  # by `topics run`
FOLDERS = {"a name with a space and a quote": "it's mine"}  # of a study, where the name of its folder is the shape

# S is the study, OUT a new folder, M its last model, T its first theme, Y its first year, CODES what each paragraph
# is about. In this order: some need what others made.
READING = [
    "corpus S", "check S", "run S", "shares S", "trends S", "compare S", "show S M", "passages S M", "checklist S",
    "card S T --out OUT", "figures S --out OUT --format svg", "report S --out OUT/page.html", "runs S", "verify S",
    "concordance S T", "keyness S --a Y",
    "stability S", "label S M --out OUT/codebook.csv", "gold sample S --per-year 3 --coders CODERS",
]  # fmt: skip
MORE = [
    "corpus S --ledger", "corpus S --losses", "corpus S --duplicates", "corpus S --dates", "corpus S --columns",
    "corpus S --attributes", "corpus S --repairs", "corpus S d01 --repairs", "corpus S d01 --ledger",
    "check S --by-period", "phrases S --out OUT/phrases.txt", "shares S --by month",
    "shares S --by half-year --weighting document", "shares S --group source", "shares S --group level",
    "shares S --duplicates both", "shares S --dates all", "shares S --unassigned all",
    "shares S --standardise source", "shares S M", "shares S --json", "shares S --csv", "shares S --latex",
    "shares S --markdown", 'shares S --where "date >= 2021"', "trends S --latex", "trends S --json",
    "trends S --markdown", "trends S --lang zh", "shares S --lang zh", "checklist S --lang zh",
    "trends S --weighting document", "compare S --json", "compare S M T-model",
    "compare S --gold", "show S T-model", "show S M --json", "passages S M --csv", "checklist S --markdown",
    "checklist S --latex", "checklist S --json", "card S --lang zh --out OUT",
    "figures S --lang zh --out OUT --format svg", "figures S --list", "report S --lang zh --out OUT/zh.html",
    "report S --numbers OUT/m.tex", "report S --numbers OUT/n.json", "report S --unfit --out OUT/u.html",
    "runs S --json", "tag S M paper --note words", "export S M OUT/csv", "export S M OUT/gensim --format gensim",
    "verify S --rerun", "sweep S --model nmf --topics 2,3 --seeds 2",
    "robustness S --set duplicates=once,keep --set unit=paragraph,document", "stability S --orders 1", "shares S",
    "trends S", "card S T", "checklist S", "figures S --out OUT --format svg",
    "concordance S T --estimator M --csv", "concordance S 一 --sort left", "concordance S T --period 1999",
    "keyness S --a Y --theme T --json", "keyness S --a 1999", "keyness S --a Y --b Y",
    "gold import S CODES --column text=starts --column code=theme --out OUT/codes", "gold read S", "gold score S",
    "gold estimate S", "gold power S --per-year 3", "compare S --gold", "trends S", "card S T",
    "validate make S --n 4 --task best-label --out OUT/sheets", "validate score OUT/sheets",
    "export-store S OUT/store.zip", "import-store OUT/store.zip --out OUT/imported --store OUT/runs",
    "shares OUT/imported", "run OUT/imported --store OUT/runs",
]  # fmt: skip
# "1 files": a plural beside 1, which is no decimal, no end of a range and no level of per cent.
_NO_NOUN = "is|has|was|does|less|plus|minus|this|as|its|series|unless"
ONE_OF_MANY = re.compile(rf"(?<![\w.,–−+-])1 (?!(?:{_NO_NOUN})\b)[a-z-]+s\b")
PRINTED = (".html", ".svg", ".txt", ".md", ".tex")  # files for people to read
UNMEASURED = re.compile(r"\bnan\b|\bNaN\b|\bNaT\b|<NA>|\binf\b|\bNone\b|Traceback|\bpd\.|dtype")


@dataclass(frozen=True)
class Cell:
    """What became of one command on one study."""

    command: str
    status: int
    words: str
    fault: str


def walked(name: str, folder: Path, commands: Sequence[str]) -> list[Cell]:
    """The cells of one shape: its study is written to a folder, and every command is called there in turn."""
    shape, study = SHAPES[name], folder / FOLDERS.get(name, re.sub(r"\W+", "-", name))
    shape.write(study)
    out = folder / "out"
    out.mkdir()
    last = re.findall(r'kind = "([a-z-]+)"', shape.models)[-1]
    place = {
        "S": str(study),
        "M": last,
        "T": next(iter(shape.themes)),
        "T-model": "lexicon",
        "CODERS": str(shape.coders or 1),
        "Y": shape.days[0][0][:4],
        "CODES": str(folder / "codes.csv"),
    }
    cells = []
    for command in commands:
        if command == "gold read S" and shape.coders:
            fill_sheets(study / "gold" / "sheets", [*shape.themes])
        cell = called(command, [place.get(word, word.replace("OUT", str(out))) for word in split(command)], folder)
        if command == "run S" and (cell.status == 0) == (name in REFUSED):
            cell = replace(cell, fault=f"a run with status {cell.status}: {cell.words[-300:]}")
        cells.append(cell)
    return cells


def split(command: str) -> list[str]:
    """The words of a command line; what stands in quotes is one."""
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', command)]


def called(command: str, words: Sequence[str], folder: Path) -> Cell:
    """One command, called here, with the store of the folder unless it names one."""
    storeless = {"corpus", "check", "phrases", "validate", "card"} & {words[0]} and words[:2] != ["validate", "make"]
    store = [] if (storeless and words[0] != "card") or "--store" in words else ["--store", str(folder / "runs")]
    began = time_ns()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        result = CliRunner().invoke(app, [*words, *store])
    error, said = result.exception, result.output
    if isinstance(error, TopicsError):
        return Cell(command, 2, str(error), "" if len(str(error)) > 20 else "says too little")
    fault = ""
    if error is not None and not isinstance(error, SystemExit):
        fault = f"{type(error).__name__}: {error}"
    elif warned := [w for w in warned if not issubclass(w.category, ResourceWarning | DeprecationWarning)]:
        fault = f"warns: {warned[0].message}"
    elif result.exit_code not in (0, 2):
        fault = f"status {result.exit_code}: {said[-200:]}"
    elif result.exit_code == 2 and words[0] != "verify":
        fault = f"misused: {said[-300:]}"
    elif not {"--json", "--csv"} & {*words} and (found := UNMEASURED.search(said) or ONE_OF_MANY.search(said)):
        fault = f"prints {found.group()}: …{said[max(0, found.start() - 60) : found.end() + 40]}…"
    elif found := ONE_OF_MANY.search(_written(folder / "out", began)):
        fault = f"writes {found.group()}: …{found.string[max(0, found.start() - 60) : found.end() + 40]}…"
    return Cell(command, result.exit_code, said, fault)


def _written(folder: Path, began: int) -> str:
    """What stands in the files for people that were written since a time, without marks, styles and scripts."""
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in PRINTED and path.stat().st_mtime_ns >= began]
    texts = [re.sub(r"(?s)<(style|script).*?</\1>", "", path.read_text(encoding="utf-8")) for path in paths]
    return "\n\n".join(re.sub(r"\s*<[^>]+>\s*", " ", text) for text in texts)


def fill_sheets(folder: Path, themes: Sequence[str]) -> None:
    """Answer every question of a sample's sheets, theme after theme."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        for number, row in enumerate(rows):
            row["theme"] = themes[number % len(themes)]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        path.with_suffix(".xlsx").unlink(missing_ok=True)


def main(words: Sequence[str]) -> int:
    """Walk the shapes that are named, or all; print what fails."""
    commands = [*READING, *MORE] if "--whole" in words else READING
    names = [name for name in SHAPES if name in words] or list(SHAPES)
    cells = failures = 0
    for name in names:
        folder = Path(tempfile.mkdtemp(prefix="awkward-"))
        try:
            for cell in walked(name, folder, commands):
                cells += 1
                failures += bool(cell.fault)
                if cell.fault or "--all" in words:
                    print(f"{name} | {cell.command} | {cell.status} | {cell.fault or cell.words[-300:]}", flush=True)
        finally:
            shutil.rmtree(folder)
    print(f"{len(names)} studies, {cells} cells, {failures} failures")
    return failures


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
