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

from topics.errors import StudyError, near, nearest, toml_complaint
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

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


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
    manifest: str = "documents.csv"
    stored: str = ""  # folder of a corpus that came in an archive, read in place of documents and manifest
    language: Annotated[str, Field(pattern="^[a-z]{2,8}$")] = "zh"
    unit: Literal["paragraph", "document"] = "paragraph"
    min_characters: Annotated[int, Field(ge=0)] = 30
    max_characters: Annotated[int, Field(ge=50)] = 800
    duplicates: Literal["once", "keep"] = "once"
    near_duplicates: Annotated[float, Field(ge=0, le=1)] = NEAR
    undated: Literal["refuse", "leave out"] = "refuse"
    losses: Literal["refuse", "accept"] = "refuse"
    encoding: str = ""  # of every text file; found file by file unless named
    date_order: DateOrder = ""  # of dates such as 03/04/2021, which are refused unless it is said
    columns: Annotated[dict[str, tuple[str, ...]], BeforeValidator(_lists)] = {}  # by field or attribute

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

    segmenter: str = ""  # "jieba" for Chinese, "words" for other languages
    lexicon: str = "lexicon.txt"
    stop_words: str = "stop_words.txt"
    stop_list: str = ""  # one of the toolkit's; that of the corpus's language unless named
    min_passages: Annotated[int, Field(ge=1)] = 3
    max_share: Annotated[float, Field(gt=0, le=1)] = 0.5


class ThemeSettings(Section):
    """`[themes]`: the files of the named themes and, if there are any, of human codes and codebooks."""

    file: str = "themes.toml"
    gold: str = "gold.csv"


class PeriodSettings(Section):
    """`[periods]`: the time axis."""

    by: Literal["year", "half-year", "quarter", "month"] = "year"
    start: int | str = ""
    end: int | str = ""

    def over(self, dates: Any) -> Periods:
        """The periods of a study; a start or end that is not given is that of the first or last date."""
        known = [date for date in dates if date]
        start = str(self.start) or (min(known) if known else "")
        end = str(self.end) or (max(known) if known else "")
        return Periods(by=self.by, start=start, end=end)


class ShareSettings(Section):
    """`[shares]`: the estimand (what is averaged over what), its estimator, and the number of draws behind the bands.

    `estimator` is the name of one of `[[models]]`; without it, see `topics.shares.own_estimator`.
    """

    estimator: Annotated[str, Field(min_length=1)] | None = None
    membership: Literal["weight", "primary"] = "weight"
    clusters: Annotated[str, Field(min_length=1)] | None = None  # document, family, or an attribute such as source
    draws: Annotated[int, Field(ge=100)] = 2000
    seed: Seed = 1


class RobustnessSettings(Section):
    """`[robustness]`: the values of each choice; `topics robustness` repeats the study in every combination of them.

    `models` are names under `[[models]]`, the study's own first; `topics` are numbers of topics for the models that
    have one. `stop_words` is "both" lists, the "toolkit"'s, the "study"'s or "none". `seeds` is the largest number of
    seeds per model. A choice without values is made as in the rest of the file; if no choice has values, a grid is
    derived from the study.
    """

    models: tuple[str, ...] = ()
    topics: tuple[Annotated[int, Strict(), Field(ge=2)], ...] = ()
    segmenter: tuple[str, ...] = ()
    stop_words: tuple[Literal["both", "toolkit", "study", "none"], ...] = ()
    min_passages: tuple[Annotated[int, Field(ge=1)], ...] = ()
    max_share: tuple[Annotated[float, Field(gt=0, le=1)], ...] = ()
    unit: tuple[Literal["paragraph", "document"], ...] = ()
    duplicates: tuple[Literal["once", "keep"], ...] = ()
    membership: tuple[Literal["weight", "primary"], ...] = ()
    weighting: tuple[Literal["text", "document"], ...] = ()
    seeds: Annotated[int, Field(ge=1)] = 3


class ClaimSettings(Section):
    """`[claims]`: what is declared before the shares are seen, and read by claims.

    `delta`, in percentage points: a change of less than this is none that matters to the study. Claims then tell a
    change that is shown to be smaller from one of which nothing is known.
    """

    delta: Annotated[float, Field(gt=0, lt=100)] | None = None


class EventSettings(Section):
    """`[[events]]`: one event named beforehand, and the themes whose share is compared before and after it.

    `date` is the day, or the month, of the event; the share is compared over `window` months on either side. `expected`
    is what was expected of the share: "rise", "fall", or "change" for either. The first run of a study keeps its
    events; what differs later is listed as a deviation.
    """

    name: Annotated[str, Field(min_length=1)]
    date: Annotated[str, BeforeValidator(_written), Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$")]
    themes: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
    expected: Literal["rise", "fall", "change"] = "change"
    window: Annotated[int, Strict(), Field(ge=3, le=60)] = 12


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
    """A whole study.toml.

    `title` and `note` may be given per language. `gloss` gives words of the corpus in English, and English figures
    print both.
    """

    title: str | dict[str, str] = "Untitled study"
    note: str | dict[str, str] = ""
    gloss: dict[str, str] = {}
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
        raise StudyError(f'{kind}: {name} = "{text}": {error.errors()[0]["msg"].lower()}.') from None


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
        raise StudyError(f"{path}: this cannot be read as text in UTF-8: {error}.") from None
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
                raise StudyError(f'{self.path}:{self.line(name, "events")}: two events have the name "{name}".')
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
                f"{self.path}:{self.line('seeds', 'models')}: [models] seeds = {list(model.seeds)}: a seed stands "
                "there twice; the same fit counted twice would make the band too narrow."
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
            wrong = wanted.get(first["type"], first["msg"].lower())
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
