from collections.abc import Callable
from pathlib import Path

import pytest

from topics.errors import StudyError
from topics.models import MODELS
from topics.study.settings import options_of, read_settings
from topics.study.study import load_study


def settings_from(folder: Path, text: str):  # type: ignore[no-untyped-def]
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def test_every_key_has_a_default(tmp_path: Path) -> None:
    settings = settings_from(tmp_path, "")
    assert settings.corpus.documents == ("documents",)
    assert settings.periods.by == "year"
    assert [m.kind for m in settings.models] == ["lda"]
    assert settings.models[0].seeds == (1,)


def test_a_model_s_options_come_with_their_defaults(tmp_path: Path) -> None:
    settings = settings_from(tmp_path, '[[models]]\nkind = "lda"\ntopics = 7\nseeds = [3, 4]\n')
    [model] = settings.models
    assert model.seeds == (3, 4)
    assert model.options == {**options_of("lda")().model_dump(), "topics": 7}


@pytest.mark.parametrize("kind", MODELS)
def test_every_kind_of_model_can_stand_in_a_study(tmp_path: Path, kind: str) -> None:
    [model] = settings_from(tmp_path, f'[[models]]\nkind = "{kind}"\n').models
    assert model.name == kind
    assert set(model.options) == set(options_of(kind).model_fields)


_EVENT = '[[events]]\nname = "五一"\nthemes = ["wind"]\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('titel = "x"', r'study\.toml:1: unknown key "titel"; did you mean "title"\?'),
        (
            'title = "x"\n\n[corpus]\nunits = "paragraph"',
            r'study\.toml:4: \[corpus\] unknown key "units"; did you mean "unit"',
        ),
        ('[corpus]\nunit = "page"', r"study\.toml:2: \[corpus\] unit = 'page'"),
        ('[[models]]\nkind = "ldaa"', r'study\.toml:2: no model is of kind "ldaa"; did you mean "lda"\?'),
        (
            '[[models]]\nkind = "lda"\ntopic = 5',
            r'study\.toml:3: \[models\] unknown key "topic"; did you mean "topics"\?',
        ),
        ('[[models]]\nkind = "lda"\ntopics = "many"', r"study\.toml:3: \[models\] topics = 'many'"),
        ('[[models]]\nkind = "lda"\nseeds = []', r"study\.toml:3: \[models\] seeds"),
        ('[[models]]\nkind = "lda"\n[[models]]\nkind = "lda"', r'two models have the name "lda"'),
        ('[[models]]\nkind = "lda"\nseeds = [1, 1]', r"study\.toml:3: .*is named twice"),
        ('[[models]]\nkind = "lda"\nseeds = [-1]', r"study\.toml:3: \[models\] seeds"),
        ('[[models]]\nkind = "lda"\ntopics = true', r"study\.toml:3: \[models\] topics = True"),
        ('[[models]]\nkind = "lda"\nalpha = nan', r"study\.toml:3: \[models\] alpha"),
        (
            '[[models]]\nkind = "bertopic"\nmode = "guide"',
            r"study\.toml:3: \[models\] mode = 'guide': input should be 'free', 'guided' or 'zero-shot'",
        ),
        ('[[models]]\nkind = ["lda"]', "no model is of kind"),
        ("models = []", "at least one"),
        ('models = ["lda"]', r"written as \[\[models\]\]"),
        ('corpus = "x"', r"corpus = 'x': expected a table, written \[corpus\]"),
        ("[periods]\nstart = 1.5", r"study\.toml:2: \[periods\] start = 1\.5"),
        ('[corpus]\ndocuments = [""]', r"study\.toml:2: \[corpus\] documents"),
        ("title = “x”", r"line 1: title = “x”.*straight quotes"),
        ('title = ["甲" "乙"]', r"line 1: .*a comma between two values, quotation marks"),
        ('title = ["wind, "rail"]', r"line 1: .*a comma between two values, quotation marks"),
        ('[corpus]\nencoding = "utf9"', r"study\.toml:2: \[corpus\] encoding = 'utf9': \"utf9\" is no encoding"),
        ('title = ["甲，乙"，"丙"]', r"write , in half width, not ，"),
        ('title ＝ "x"', r"write = in half width, not ＝"),
        ('title = ［"x"］', r"write \[ in half width, not ［"),
        ('title = ["甲"、"乙"]', r"write , in half width, not 、"),
        ('title = ["a"；"b"]', r"write , in half width, not ；"),
        ("[claims]\ndelta = 0", r"study\.toml:2: \[claims\] delta = 0: input should be greater than 0"),
        ('[claims]\ndelta = "two"', r"study\.toml:2: \[claims\] delta"),
        ('events = ["law"]', r"written as \[\[events\]\]"),
        ('[[events]]\nname = "law"', r"study\.toml:1: \[\[events\]\] needs date, themes"),
        (f'{_EVENT}date = "2020-13"', r"study\.toml:4: \[events\] date = '2020-13'"),
        (f'{_EVENT}date = "May 2020"', r"study\.toml:4: \[events\] date"),
        (f"{_EVENT}date = 2020-05-01\nwindow = 2", r"study\.toml:5: \[events\] window = 2"),
        (f'{_EVENT}date = 2020-05-01\nexpected = "up"', r"study\.toml:5: \[events\] expected = 'up'"),
        (f"{_EVENT}date = 2020-05-01\nwindows = 6", r'unknown key "windows"; did you mean "window"'),
        (f"{_EVENT}date = 2020-05-01\n{_EVENT}date = 2020-06-01", r'two events have the name "五一"'),
        ("[corpus\n", r"not valid TOML"),
        ("models = 3", r"written as \[\[models\]\]"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        settings_from(tmp_path, text)


@pytest.mark.parametrize(
    ("written", "read"), [("2020-05-01", "2020-05-01"), ('"2020-05"', "2020-05"), ('"2020-05-31"', "2020-05-31")]
)
def test_an_event_is_dated_by_day_or_month(tmp_path: Path, written: str, read: str) -> None:
    (event,) = settings_from(tmp_path, f"{_EVENT}date = {written}").events
    assert (event.date, event.expected, event.window) == (read, "change", 12)


def test_an_event_of_a_theme_that_the_study_lacks_is_refused(toy_study: Path) -> None:
    file = toy_study / "study.toml"
    file.write_text(file.read_text(encoding="utf-8") + f"\n{_EVENT}date = 2020-05-01\n", encoding="utf-8")
    study = load_study(toy_study)
    assert [event.name for event in study.events] == ["五一"]
    file.write_text(file.read_text(encoding="utf-8").replace('["wind"]', '["wnd"]'), encoding="utf-8")
    study = load_study(toy_study)
    with pytest.raises(StudyError, match=r'"五一": there is no theme "wnd"; did you mean "wind"\?'):
        study.events  # noqa: B018


def test_a_missing_study_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="topics new"):
        read_settings(tmp_path / "nowhere" / "study.toml")


def test_periods_without_start_and_end_are_those_of_the_dates(edit_study: Callable[[str, str], Path]) -> None:
    folder = edit_study('title = "Toy"', 'title = "Toy"\n[periods]\nby = "quarter"')
    periods = read_settings(folder / "study.toml").periods.over(["2020-05-01", "", "2021-02-03"])
    assert periods.names == ["2020Q2", "2020Q3", "2020Q4", "2021Q1"]


@pytest.mark.parametrize(("former", "now"), [("refuse", "refuse"), ("leave out", "accept")])
def test_the_former_name_of_losses_is_read(tmp_path: Path, former: str, now: str) -> None:
    path = tmp_path / "study.toml"
    path.write_text(f'[corpus]\nunreadable = "{former}"\n', encoding="utf-8")
    assert read_settings(path).corpus.losses == now


def test_the_own_estimator_is_one_of_the_models(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    models = '[[models]]\nkind = "lexicon"\n[[models]]\nkind = "nmf"\nname = "词频"\n'
    path.write_text(f'[shares]\nestimator = "词频"\n{models}', encoding="utf-8")
    assert read_settings(path).shares.estimator == "词频"
    path.write_text(f'[shares]\nestimator = "lexikon"\n{models}', encoding="utf-8")
    with pytest.raises(
        StudyError, match=r'study.toml:2: \[shares\] estimator = "lexikon" is none of the models; .*lexicon'
    ):
        read_settings(path)
