"""The coding page: what a coder keys in comes back through `topics gold read`; texts stay texts."""

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.report.browser import CHROMIUM, Page, new_page
from tests.report.hostile import HOSTILE, hostile_job
from topics.coding.gold.draw import draw_sample
from topics.coding.gold.folder import GoldFolder
from topics.coding.gold.read import read_codes
from topics.coding.gold.workload import workload
from topics.files.csv import no_formula
from topics.report.coding_page import WORDING, write_coding_pages
from topics.store.job import Job
from topics.study.study import load_study

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: chromium-headless-shell)")
FORMULAS = ["=1+1", "-3.5", "-x", "a;=b", "一\n＝二", "@x", "\tx", "x", "", '"', "1e5", "+1.5.2", "a\r\nb|-c"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Job, GoldFolder, list[Path]]:
    """The hostile study with a sample that asks for mentions, and its pages."""
    folder = tmp_path_factory.mktemp("coding")
    store, job = hostile_job(folder)
    place = GoldFolder(folder / "gold")
    draw_sample(load_study(folder / "toy"), store, 12, coders=2, overlap=0.5, mentions=True, folder=place)
    return job, place, write_coding_pages(place, job)


def test_coders_are_not_shown_the_terms(made: tuple[Job, GoldFolder, list[Path]]) -> None:
    _, place, pages = made
    data = re.search(r'"choices": ?(\[.*?\])', pages[0].read_text(encoding="utf-8"))
    assert data
    assert "label" in data.group(1)
    assert "terms" not in data.group(1)
    codebook = (place.root / "sheets" / "codebook.md").read_text(encoding="utf-8")
    assert codebook.splitlines()[2] == "| 列或主题 | 说明 |"


def test_the_work_of_a_sample_is_said(made: tuple[Job, GoldFolder, list[Path]]) -> None:
    _, place, _ = made
    key = place.table("key.csv", ("unit", "coders"))
    both = int((key["coders"] == "2").sum())
    said = workload(place, dict.fromkeys(key["unit"], "研" * 51 + " word" * 114))  # 12 and 30 seconds
    assert said[0].startswith(f"Coder 1: {len(key)} texts and coder 2: {both} texts; of ")
    assert said[1].startswith(f"Reading takes coder 1 about {len(key) * 0.7:.0f} min (42 s a text)")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with new_page(tmp_path_factory.mktemp("browser") / "profile") as page:
        yield page


@pytest.fixture
def opened(browser: Page, made: tuple[Job, GoldFolder, list[Path]]) -> Page:
    """The first coder's page as nobody has coded it."""
    open_page(browser, made[2][0])
    browser.run("localStorage.clear()")
    open_page(browser, made[2][0])
    browser.complaints.clear()
    return browser


def open_page(page: Page, path: Path, width: int = 1200) -> None:
    page.call("Page.enable")
    page.call("Page.navigate", url="about:blank")
    page.requests.clear()
    page.open(path, width)


def press(page: Page, *keys: str, shift: bool = False) -> None:
    for key in keys:
        code = f"Digit{key}" if key.isdigit() else key
        typed = {"text": "\r" if key == "Enter" else key} if len(key) == 1 or key == "Enter" else {}
        for kind, more in (("keyDown", typed), ("keyUp", {})):
            page.call("Input.dispatchKeyEvent", type=kind, key=key, code=code, modifiers=8 * shift, **more)


def saved(page: Page, folder: Path, name: str) -> Path:
    """The file that the page hands over."""
    page.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    press(page, "s")
    deadline = time.monotonic() + 10
    while not (folder / name).exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return folder / name


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def data_of(path: Path) -> dict[str, list[dict[str, str]]]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
    assert found
    data: dict[str, list[dict[str, str]]] = json.loads(found[1])
    return data


def test_a_page_has_the_rows_of_its_sheet_and_nothing_that_a_coder_may_not_know(
    made: tuple[Job, GoldFolder, list[Path]],
) -> None:
    job, place, pages = made
    assert [page.name for page in pages] == ["batch-1-coder-1.html", "batch-1-coder-2.html"]
    for page in pages:
        sheet = rows_of(page.with_suffix(".csv"))
        shown = data_of(page)
        assert [row["id"] for row in shown["rows"]] == [row["id"] for row in sheet]
        assert [no_formula(row["text"]) for row in shown["rows"]] == [row["text"] for row in sheet]
        assert {row["sheet"] for row in sheet} == {shown["sheet"]}
        text = page.read_text("utf-8")
        assert not [unit for unit in place.table("key.csv", ("unit",))["unit"] if unit in text]
        assert not [model.name for model in job.models if f'"{model.name}"' in text]
    assert write_coding_pages(place, job) == pages


def test_both_languages_say_all_of_it() -> None:
    assert WORDING["en"].keys() == WORDING["zh"].keys()
    assert not [text for text in WORDING["zh"].values() if re.search(r"[一-龥][:,?()]", text)]


@needs_browser
def test_what_is_keyed_in_is_read_without_a_change(
    opened: Page, made: tuple[Job, GoldFolder, list[Path]], tmp_path: Path
) -> None:
    job, place, (first, second) = made
    coded = {}
    for page in (first, second):
        open_page(opened, page)
        rows = data_of(page)["rows"]
        for number, row in enumerate(rows):
            key = "120"[number % 3]
            press(opened, key)
            if number == 0:
                press(opened, "2", shift=True)
            coded[row["id"]] = {"1": "wind", "2": "rail", "0": "none of the themes"}[key]
            press(opened, "Enter" if number % 2 else " ")
        done = opened.run("document.getElementById('progress').textContent")
        assert page.with_suffix(".csv").name in done
        sheet = saved(opened, tmp_path, page.with_suffix(".csv").name)
        page.with_suffix(".csv").write_bytes(sheet.read_bytes())
        if page == first:
            of_first = dict(coded)
    assert opened.complaints == []
    codes = read_codes(place, job, draws=20).codes.set_index("id")
    assert {i: codes["coder_1"][i] for i in of_first} == of_first
    assert codes["mentions"][data_of(first)["rows"][0]["id"]] == "wind;rail"


@needs_browser
def test_keys_go_on_and_back_and_leave_the_note_alone(opened: Page) -> None:
    place = "document.getElementById('place').textContent"
    before = opened.run(place)
    press(opened, "Backspace")
    assert opened.run(place) == before
    press(opened, " ", "Enter")
    third = opened.run(place)
    assert third != before
    press(opened, "n")
    opened.call("Input.insertText", text="2s =1")
    press(opened, "1")
    assert opened.run("document.getElementById('note').value").startswith("2s =1")
    assert opened.run("document.querySelectorAll('#themes :checked').length") == 0
    press(opened, "Escape", "2")
    assert opened.run("document.querySelector('#themes :checked').id") == "theme-1"
    press(opened, "Backspace", "9", "x")
    assert opened.run("document.querySelectorAll('#themes :checked').length") == 0
    press(opened, "u")
    assert opened.run(place) not in (before, third)
    assert opened.complaints == []


@needs_browser
def test_codes_outlive_the_page_and_a_saved_sheet_brings_them_back(
    opened: Page, made: tuple[Job, GoldFolder, list[Path]], tmp_path: Path
) -> None:
    first = made[2][0]
    press(opened, "2", "Enter", "1", "n")
    opened.call("Input.insertText", text='=1, "两"\n行')
    press(opened, "Escape")
    sheet = saved(opened, tmp_path, "batch-1-coder-1.csv")
    assert [row["theme"] != "" for row in rows_of(sheet)][:3] == [True, True, False]
    assert rows_of(sheet)[1]["note"] == '\'=1, "两"\n行'
    checked = "document.querySelector('#themes :checked')?.id"
    open_page(opened, first)
    assert opened.run(checked) == "theme-0"
    opened.run("localStorage.clear()")
    open_page(opened, first)
    assert opened.run(checked) is None
    for text, found in ((sheet.read_text("utf-8"), "theme-1"), ("id,sheet\nx,y\n", "theme-1")):
        opened.run(
            f"(text => {{ const files = new DataTransfer(); files.items.add(new File([text], 'x.csv'));"
            " const at = document.getElementById('load'); at.files = files.files;"
            f" at.dispatchEvent(new Event('change')); }})({json.dumps(text)})"
        )
        time.sleep(0.2)
        assert opened.run(checked) == found
    assert opened.run("document.getElementById('trouble').hidden") is False


@needs_browser
def test_what_is_kept_by_another_page_is_no_code(opened: Page, made: tuple[Job, GoldFolder, list[Path]]) -> None:
    shown = data_of(made[2][0])
    first = shown["rows"][0]["id"]
    for kept in (f'{{"codes":{{"{first}":{{"theme":"<b>x</b>"}}}},"here":99}}', "[", "null", '{"codes":7,"here":-1}'):
        opened.run(f"localStorage.setItem('topics coding {shown['sheet']}', {json.dumps(kept)})")
        open_page(opened, made[2][0])
        assert opened.run("document.querySelectorAll('#themes :checked').length") == 0
        assert opened.run("document.getElementById('text').textContent")
    assert opened.complaints == []


@needs_browser
@pytest.mark.parametrize("width", [1200, 375])
def test_hostile_texts_are_inert_and_nothing_runs_out_of_the_window(
    opened: Page, made: tuple[Job, GoldFolder, list[Path]], width: int
) -> None:
    open_page(opened, made[2][0], width)
    assert HOSTILE in opened.run("document.querySelector('h1').textContent")
    rows = data_of(made[2][0])["rows"]
    assert any("onload" in row["text"] for row in rows)
    for row in rows:
        assert opened.run("document.getElementById('text').textContent") == row["text"]
        press(opened, "Enter")
    assert opened.run("typeof window.harmed") == "undefined"
    assert opened.run("document.querySelectorAll('img, svg, #text *').length") == 0
    assert opened.run("document.documentElement.scrollWidth") == width
    assert [url for url in opened.requests if not url.startswith(("file:", "about:"))] == []
    assert opened.complaints == []


@needs_browser
def test_cells_are_made_safe_as_those_of_other_sheets(opened: Page) -> None:
    script = re.search(r"const noFormula = .*?\n};", files_script(), re.DOTALL)
    assert script
    found = opened.run(f"(() => {{ {script[0]} return {json.dumps(FORMULAS)}.map(noFormula); }})()")
    assert found == [no_formula(text) for text in FORMULAS]


def files_script() -> str:
    import topics.report.page as page

    return (Path(page.__file__).parent / "web" / "js" / "files.js").read_text("utf-8")
