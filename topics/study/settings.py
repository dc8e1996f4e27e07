"""Settings of a study: typed, frozen, read from study.toml.

Every key has a default, and an unknown key is an error that names the nearest known one. Under `[[models]]`, the keys
besides `kind`, `name`, `seeds` and `scale` are the keyword-only parameters of the model's own function.
"""

import datetime
import re
import tomllib
from functools import cache
from pathlib import Path
from shlex import quote
from typing import Annotated, Any, Literal, TypeVar, get_args, get_type_hints

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationError,
    create_model,
    field_validator,
)

from topics.errors import StudyError, near, nearest, not_utf8, of_value, toml_complaint
from topics.files.encodings import known_encoding
from topics.models import MODELS
from topics.preprocessing.conventions import NEAR, Conventions, DateOrder
from topics.shares.periods import Periods

_EVERY_MODELS = ("name", "seeds", "scale")
_SECTIONS = (
    "title",
    "note",
    "gloss",
    "corpus",
    "tokens",
    "themes",
    "periods",
    "shares",
    "robustness",
    "claims",
    "events",
    "models",
)


Seed = Annotated[int, Strict(), Field(ge=0, lt=2**32)]


class Section(BaseModel):
    """One table of study.toml: immutable, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


def _lists(columns: Any) -> Any:
    """`date = "日期"` means the list with this one column."""
    if not isinstance(columns, dict):
        return columns
    return {name: [value] if isinstance(value, str) else value for name, value in columns.items()}


def _written(date: Any) -> Any:
    """`date = 2021-03-01` means the same as the text "2021-03-01"."""
    return str(date) if isinstance(date, datetime.date) else date


class CorpusSettings(Section):
    """`[corpus]`: the files to read, and the unit that is a passage."""

    documents: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)] = ("documents",)
    """Folders, files or globs, relative to study.toml."""
    manifest: str = "documents.csv"
    """Table beside study.toml with dates and sources of documents, the last word on them."""
    stored: str = ""
    """Folder of a corpus that came in an archive, read in place of documents and manifest."""
    language: Annotated[str, Field(pattern="^[a-z]{2,8}$")] = "zh"
    """Language of the texts: `zh`, `en`, or `plain` for words between spaces in any other."""
    unit: Literal["paragraph", "document"] = "paragraph"
    """What a passage is."""
    min_characters: Annotated[int, Field(ge=0)] = 30
    """A shorter paragraph joins the next one."""
    max_characters: Annotated[int, Field(ge=50)] = 800
    """A longer paragraph is split at the end of a sentence."""
    duplicates: Literal["once", "keep"] = "once"
    """Whether re-published text counts once or each time."""
    near_duplicates: Annotated[float, Field(ge=0, le=1)] = NEAR
    """A text is a copy of another from this share of its letters in passages that both have."""
    undated: Literal["refuse", "leave out"] = "refuse"
    """Whether documents without a date stop the job or are left out."""
    losses: Literal["refuse", "accept"] = "refuse"
    """Whether unread files, or running text taken out by cleaning, stop the job."""
    encoding: str = ""
    """Encoding of every text file; found file by file unless named."""
    date_order: DateOrder = ""
    """Order of dates such as 03/04/2021, which are refused unless it is said."""
    columns: Annotated[dict[str, tuple[str, ...]], BeforeValidator(_lists)] = {}
    """Columns of tables to read, by field or attribute: docs/columns.md."""

    @field_validator("encoding")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name and not known_encoding(name):
            raise ValueError(f'"{name}" is no encoding; name one such as utf-8, gb18030, big5, cp1252 or utf-16')
        return name

    @property
    def conventions(self) -> Conventions:
        """What the section says about how files are written."""
        return Conventions(self.encoding, self.columns, self.date_order)


class TokenSettings(Section):
    """`[tokens]`: segmentation, word lists, and limits of the vocabulary."""

    segmenter: str = ""
    """How text is cut into words; `jieba` for Chinese and `words` for other languages unless named."""
    lexicon: str = "lexicon.txt"
    """File of words that stay whole, one per line."""
    stop_words: str = "stop_words.txt"
    """File of words that models leave out, beside the list of the toolkit."""
    stop_list: str = ""
    """List of the toolkit: `zh`, `en` or `none`; that of the corpus's language unless named."""
    min_passages: Annotated[int, Field(ge=1)] = 3
    """A word of the vocabulary stands in at least so many passages."""
    max_share: Annotated[float, Field(gt=0, le=1)] = 0.5
    """A word of the vocabulary stands in at most this part of the passages."""


class ThemeSettings(Section):
    """`[themes]`: the files of the named themes and of human codes.

    A codebook, which assigns topics to themes, is read from codebook.csv in the study's folder (`topics label`).
    """

    file: str = "themes.toml"
    """File of the themes and their terms. Tables, figures and the page show themes in its order."""
    gold: str = "gold.csv"
    """File of human codes: document, beginning of the passage, main theme. "gold/codes.csv": those of `topics gold`."""


class PeriodSettings(Section):
    """`[periods]`: the time axis."""

    by: Literal["year", "half-year", "quarter", "month"] = "year"
    """Length of a period."""
    start: int | str = ""
    """First period, as 2020 or "2020-03"; that of the earliest date unless named."""
    end: int | str = ""
    """Last period, written alike; that of the latest date unless named."""

    def over(self, dates: Any) -> Periods:
        """The periods of a study; a start or end that is not given is that of the first or last date."""
        known = [date for date in dates if date]
        start = str(self.start) or (min(known) if known else "")
        end = str(self.end) or (max(known) if known else "")
        return Periods(by=self.by, start=start, end=end)


class ShareSettings(Section):
    """`[shares]`: the estimand (what is averaged over what), its estimator, and the draws behind the bands."""

    estimator: Annotated[str, Field(min_length=1)] | None = None
    """The study's own model; unless named, that of the codes, else the fittest (`topics.shares.own_estimator`)."""
    membership: Literal["weight", "primary"] = "weight"
    """Whether a passage counts in parts for several themes, or wholly for its main theme."""
    clusters: Annotated[str, Field(min_length=1)] | None = None
    """What bands resample: `document`, `family` (of copies; the default where repeats are kept) or an attribute."""
    draws: Annotated[int, Field(ge=100)] = 2000
    """Number of resamples behind a band."""
    seed: Seed = 1
    """Seed of the resamples."""


class RobustnessSettings(Section):
    """`[robustness]`: the values of each choice; `topics robustness` repeats the study in every combination of them.

    A choice without values is made as in the rest of the file; if no choice has values, a grid is derived from the
    study.
    """

    models: tuple[str, ...] = ()
    """Names under `[[models]]`, the study's own first."""
    topics: tuple[Annotated[int, Strict(), Field(ge=2)], ...] = ()
    """Numbers of topics, for the models that have one."""
    segmenter: tuple[str, ...] = ()
    """As under `[tokens]`."""
    stop_words: tuple[Literal["both", "toolkit", "study", "none"], ...] = ()
    """The words left out: `both` lists, those of the `toolkit`, those of the `study`, or `none`."""
    min_passages: tuple[Annotated[int, Field(ge=1)], ...] = ()
    """As under `[tokens]`."""
    max_share: tuple[Annotated[float, Field(gt=0, le=1)], ...] = ()
    """As under `[tokens]`."""
    unit: tuple[Literal["paragraph", "document"], ...] = ()
    """As under `[corpus]`."""
    duplicates: tuple[Literal["once", "keep"], ...] = ()
    """As under `[corpus]`."""
    membership: tuple[Literal["weight", "primary"], ...] = ()
    """As under `[shares]`."""
    weighting: tuple[Literal["text", "document"], ...] = ()
    """Whether every word counts one, or every document."""
    seeds: Annotated[int, Field(ge=1)] = 3
    """Largest number of seeds per model."""


class ClaimSettings(Section):
    """`[claims]`: what is declared before the shares are seen, and read by claims.

    With `delta`, claims tell a change that is shown to be smaller from one of which nothing is known.
    """

    delta: Annotated[float, Field(gt=0, lt=100)] | None = None
    """Percentage points below which a change does not matter to the study."""


class EventSettings(Section):
    """`[[events]]`: one event named beforehand, and the themes whose share is compared before and after it.

    The first run of a study keeps its events; what differs later is listed as a deviation.
    """

    name: Annotated[str, Field(min_length=1)]
    """Name of the event."""
    date: Annotated[str, BeforeValidator(_written), Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$")]
    """Day or month of the event."""
    themes: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
    """Themes whose share is compared before and after it."""
    expected: Literal["rise", "fall", "change"] = "change"
    """What was expected of the share."""
    window: Annotated[int, Strict(), Field(ge=3, le=60)] = 12
    """Months that are compared on either side."""


class ModelSettings(Section):
    """One `[[models]]` table: a kind of model, its seeds, its options, and the scale of its theme weights.

    `scale` is no part of a fit. With `own`, theme weights are calibrated: the weight that is typical of a passage about
    a theme is read from the unlabelled corpus, theme by theme (`topics.models.counting.scale`).
    """

    kind: str
    name: Annotated[str, Field(min_length=1)]
    seeds: Annotated[tuple[Seed, ...], Field(min_length=1)] = (1,)
    scale: Literal["none", "own"] = "none"
    options: dict[str, Any]


class Settings(Section):
    """A whole study.toml."""

    title: str | dict[str, str] = "Untitled study"
    """Title of the study; may be given per language."""
    note: str | dict[str, str] = ""
    """Note below figures and tables; may be given per language."""
    gloss: dict[str, str] = {}
    """English for words of the corpus; English figures print both."""
    corpus: CorpusSettings = CorpusSettings()
    tokens: TokenSettings = TokenSettings()
    themes: ThemeSettings = ThemeSettings()
    periods: PeriodSettings = PeriodSettings()
    shares: ShareSettings = ShareSettings()
    robustness: RobustnessSettings = RobustnessSettings()
    claims: ClaimSettings = ClaimSettings()
    events: tuple[EventSettings, ...] = ()
    models: tuple[ModelSettings, ...] = ()

    @property
    def scores(self) -> tuple[str, ...]:
        """The tables of scores from elsewhere that models name, each once, as they are written."""
        named = [model.options["file"] for model in self.models if "scores" in MODELS[model.kind].uses]
        return tuple(dict.fromkeys(filter(None, named)))


S = TypeVar("S", bound=Section)


@cache
def options_of(kind: str) -> type[Section]:
    """The settings of a kind of model: the keyword-only parameters of its adapter."""
    hints = get_type_hints(MODELS[kind].adapter)
    fields: dict[str, Any] = {
        # A choice (Literal) is strict by itself.
        name: (hints[name] if get_args(hints[name]) else Annotated[hints[name], Strict()], p.default)
        for name, p in MODELS[kind].settings.items()
    }
    return create_model(f"{kind}_options", __base__=Section, **fields)


def option_from_text(kind: str, name: str, text: str) -> Any:
    """The value of one setting of a kind of model, from its text on a command line.

    Raises StudyError for an unknown setting or an invalid value.
    """
    known = options_of(kind).model_fields
    if name not in known:
        raise StudyError(f'{kind} has no setting "{name}"; {nearest(name, known)}')
    try:
        value = tomllib.loads(f"x = {text}")["x"]
    except (tomllib.TOMLDecodeError, RecursionError):
        value = text
    try:
        return getattr(options_of(kind)(**{name: value}), name)
    except ValidationError as error:
        raise StudyError(f'{kind}: {name} = "{text}": {of_value(error.errors()[0]["msg"]).lower()}.') from None


def read_settings(path: Path) -> Settings:
    """Settings from a study.toml.

    Raises StudyError with the file, the line and the valid alternatives.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text)
    except FileNotFoundError:
        beside = (folder.parent.name for folder in path.parent.parent.glob("*/study.toml"))
        like = near(path.parent.name, beside)
        meant = f'Did you mean "{path.parent.parent / like}"? ' if like else ""
        raise StudyError(
            f"{path}: there is no such study. {meant}Give a folder that holds a study.toml; "
            f"`topics new {quote(str(path.parent))}` makes one."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(f"{path}: {not_utf8(error)}") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise StudyError(f"{path}: {toml_complaint(text, error)}") from None
    return _Reader(path, text).settings(raw)


class _Reader:
    """A parser of raw tables into settings that turns every complaint into one sentence with a line number."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.lines = path, text.splitlines()

    def settings(self, raw: dict[str, Any]) -> Settings:
        for key in raw:
            if key not in _SECTIONS:
                raise self.unknown(key, "", _SECTIONS)
        if isinstance(corpus := raw.get("corpus"), dict) and "unreadable" in corpus:
            # What `losses` was called at first; kept jobs hold their study.toml.
            former = {"refuse": "refuse", "leave out": "accept"}
            corpus.setdefault("losses", former.get(corpus.pop("unreadable"), "refuse"))
        models = raw.pop("models", [{"kind": "lda"}])
        if not isinstance(models, list) or not models or not all(isinstance(table, dict) for table in models):
            raise StudyError(f"{self.path}: models are written as [[models]], one such table per model, at least one.")
        fitted = tuple(self.model(table) for table in models)
        names = [model.name for model in fitted]
        for name in names:
            if names.count(name) > 1:
                raise StudyError(
                    f'{self.path}:{self.line(name, "models")}: two models have the name "{name}"; give each a name of '
                    'its own, as in name = "lda-small".'
                )
        events = self.events(raw.pop("events", []))
        settings = self.checked(Settings, {**raw, "models": fitted, "events": events}, "")
        if (own := settings.shares.estimator) not in (None, *names):
            raise StudyError(
                f'{self.path}:{self.line("estimator", "shares")}: [shares] estimator = "{own}" is none of the models; '
                f"{nearest(str(own), names)}"
            )
        return settings

    def events(self, tables: Any) -> tuple[EventSettings, ...]:
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise StudyError(f"{self.path}: events are written as [[events]], one such table per event.")
        for table in tables:
            if missing := [key for key in ("name", "date", "themes") if key not in table]:
                raise StudyError(
                    f"{self.path}:{self.line('events', '')}: [[events]] needs {', '.join(missing)}, as in "
                    'name = "licences", date = 2019-06-06, themes = ["5g"].'
                )
        events = tuple(self.checked(EventSettings, table, "events") for table in tables)
        names = [event.name for event in events]
        for name in names:
            if names.count(name) > 1:
                raise StudyError(
                    f'{self.path}:{self.line(name, "events")}: two events have the name "{name}"; give each its own.'
                )
        return events

    def model(self, table: dict[str, Any]) -> ModelSettings:
        table = dict(table)
        kind = table.pop("kind", None)
        if not isinstance(kind, str) or kind not in MODELS:
            raise StudyError(
                f'{self.path}:{self.line(str(kind), "models")}: no model is of kind "{kind}"; '
                f"{nearest(str(kind), MODELS)}"
            )
        own: dict[str, Any] = {key: table.pop(key) for key in _EVERY_MODELS if key in table}
        options = self.checked(options_of(kind), table, "models", extra=("kind", *_EVERY_MODELS))
        model = self.checked(
            ModelSettings, {"kind": kind, "name": kind, **own, "options": options.model_dump()}, "models"
        )
        if len(set(model.seeds)) < len(model.seeds):
            raise StudyError(
                f"{self.path}:{self.line('seeds', 'models')}: [models] seeds = {list(model.seeds)}: a seed is "
                "named twice. Name each once: the same fit counted twice would make the band too narrow."
            )
        return model

    def checked(self, section: type[S], values: dict[str, Any], where: str, extra: tuple[str, ...] = ()) -> S:
        try:
            return section.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            path = [str(part) for part in first["loc"]]
            if not where and path[0] in section.model_fields and len(path) > 1:
                where, path = path[0], path[1:]
            key, value = path[0], first["input"]
            if first["type"] == "extra_forbidden":
                owner = Settings.model_fields[where].annotation if section is Settings and where else section
                raise self.unknown(key, where, (*getattr(owner, "model_fields", ()), *extra)) from None
            place = f"[{where}] " if where else ""
            wanted = {
                "model_type": f"expected a table, written [{key}]",
                "tuple_type": "expected a list, written [ … ]",
            }
            wrong = wanted.get(first["type"], of_value(first["msg"]).lower())
            raise StudyError(f"{self.path}:{self.line(key, where)}: {place}{key} = {value!r}: {wrong}.") from None

    def unknown(self, key: str, where: str, known: tuple[str, ...]) -> StudyError:
        place = f"[{where}] " if where else ""
        return StudyError(f'{self.path}:{self.line(key, where)}: {place}unknown key "{key}"; {nearest(key, known)}')

    def line(self, word: str, section: str) -> int:
        """The first line, in or after the heading of its section, that holds the word; 1 if there is none."""
        inside = not section
        for number, line in enumerate(self.lines, start=1):
            inside = inside or re.match(rf"\s*\[+{re.escape(section)}\]", line) is not None
            if inside and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", line):
                return number
        return 1
