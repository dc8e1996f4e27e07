"""The report page as people use it: every control by mouse and keyboard, at three widths, in the dark, and on paper."""

import base64
import os
import re
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.report.browser import CHROMIUM, Page, new_page
from tests.report.hostile import SOURCES, hostile_job
from tests.report.large import large_page
from tests.report.unpacked import data_of, kept_of
from topics.plots.roles import THEME_COLOURS, muted
from topics.report.page import write_report
from topics.report.sections.packing import as_json, for_script, packed
from topics.report.sections.sureness import CHECKS

KEPT = Path(__file__).parents[2] / "build"
LINTER = (Path(__file__).parent / "accessibility.js").read_text(encoding="utf-8")
AXE = os.environ.get("AXE_CORE", "")
WIDTHS = (1400, 800, 375)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: chromium-headless-shell)")
needs_axe = pytest.mark.skipif(not AXE, reason="AXE_CORE does not name axe.min.js (of the npm package axe-core)")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of a hostile study in both languages."""
    folder = tmp_path_factory.mktemp("pages")
    job = hostile_job(folder)[1]
    return {language: write_report(job, folder / f"{language}.html", language) for language in ("en", "zh")}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with new_page(tmp_path_factory.mktemp("browser") / "profile") as page:
        yield page


@pytest.fixture(params=WIDTHS)
def opened(browser: Page, pages: dict[str, Path], request: pytest.FixtureRequest) -> Page:
    return opened_at(browser, pages["en"], request.param)


def opened_at(browser: Page, path: Path, width: int, view: str = "") -> Page:
    """The page in a window, with its passages unpacked."""
    browser.call("Page.enable")
    browser.call("Page.navigate", url="about:blank")
    browser.complaints.clear()
    browser.requests.clear()
    browser.open(path, width)
    wait(browser, "document.documentElement.dataset.ready === 'true'")
    if view:
        browser.run(f"location.hash = '{view}'")
        time.sleep(0.1)
    return browser


def wait(page: Page, condition: str, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not page.run(condition):
        assert time.monotonic() < deadline, condition
        time.sleep(0.02)


def choose(page: Page, name: str, value: str) -> None:
    """Choose an entry of a list as a person does, with focus and events."""
    page.run(
        f"(s => {{ s.focus(); s.value = '{value}'; s.dispatchEvent(new Event('change', {{bubbles: true}})); }})"
        f"(document.getElementById('{name}'))"
    )


def text(page: Page, selector: str) -> str:
    return str(page.run(f"document.querySelector('{selector}').textContent"))


def number(page: Page, selector: str) -> int:
    return int(page.run(f"document.querySelectorAll('{selector}').length"))


def test_it_opens_without_complaint_and_without_the_network(opened: Page) -> None:
    assert number(opened, "#panels svg") == 2
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:", "about:"))] == []
    assert opened.run("typeof window.harmed") == "undefined"
    assert "onerror" in text(opened, "h1")
    assert number(opened, "img, iframe") == 0


def test_nothing_runs_out_of_the_window(opened: Page) -> None:
    width = opened.run("innerWidth")
    opened.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert opened.run("document.documentElement.scrollWidth") == width
    wide = opened.run(
        "[...document.querySelectorAll('section *')].filter(e => e.checkVisibility() && !e.closest('.scroll, pre, nav')"
        " && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '.' + e.className)"
    )
    assert wide == []


def test_the_pointer_reads_a_value_inside_the_panel(opened: Page) -> None:
    opened.run("document.querySelector('#panels svg').scrollIntoView({block: 'center', behavior: 'instant'})")
    box = opened.run(
        "(b => [b.left, b.top, b.width, b.height])(document.querySelector('#panels svg').getBoundingClientRect())"
    )
    opened.call("Input.dispatchMouseEvent", type="mouseMoved", x=box[0] + 45, y=box[1] + box[3] / 2)
    assert text(opened, ".panel .value").startswith("2020: ")
    assert opened.run("document.querySelector('.tip').hidden") is False
    inside = opened.run(
        "(t => t.left >= 0 && t.right <= innerWidth)(document.querySelector('.tip').getBoundingClientRect())"
    )
    assert inside
    opened.call("Input.dispatchMouseEvent", type="mouseMoved", x=box[0] + box[2] - 50, y=box[1] + box[3] / 2)
    assert text(opened, ".panel .value").startswith("2021: ")


def test_arrow_keys_read_values_and_enter_opens_the_passages(opened: Page) -> None:
    opened.run("document.querySelector('#panels svg').focus()")
    opened.press("Home")
    assert text(opened, ".panel .value").startswith("2020: ")
    opened.press("ArrowRight")
    assert text(opened, ".panel .value").startswith("2021: ")
    opened.press("Enter")
    wait(opened, "document.getElementById('read-period').value === '1'")
    assert "theme=" in opened.run("location.hash")
    dates = opened.run("[...document.querySelectorAll('.passage .origin')].map(b => b.textContent.slice(-10, -6))")
    assert dates
    assert set(dates) == {"2021"}


def test_switches_of_the_chart_work_and_are_in_the_address(opened: Page) -> None:
    before = number(opened, "#panels .series-line")
    opened.click("input[name=estimator][value=nmf]")
    assert number(opened, "#panels .series-line") == before - 2
    assert "off=nmf" in opened.run("location.hash")
    opened.run("document.querySelector('input[name=estimator][value=nmf]').focus()")
    opened.call("Input.dispatchKeyEvent", type="keyDown", key=" ", code="Space", text=" ", windowsVirtualKeyCode=32)
    opened.call("Input.dispatchKeyEvent", type="keyUp", key=" ", code="Space", windowsVirtualKeyCode=32)
    assert number(opened, "#panels .series-line") == before
    bands = number(opened, "#panels .band")
    opened.click("#bands")
    assert (number(opened, "#panels .band"), bands > 0) == (0, True)
    opened.click("#scale")
    choose(opened, "weighting", "document")
    for part in ("band=0", "scale=own", "share=document"):
        assert part in opened.run("location.hash")


def test_an_address_brings_the_view_back(browser: Page, pages: dict[str, Path]) -> None:
    opened_at(browser, pages["en"], 1400, "#themes?off=nmf&band=0")
    assert browser.run("document.querySelector('input[value=nmf]').checked") is False
    assert number(browser, "#panels .band") == 0
    opened_at(browser, pages["en"], 1400, "#read?theme=rail&period=2021&estimator=nmf&sort=late&show=lines")
    assert "High-speed rail" in text(browser, "[role=option][aria-selected=true]")
    values = ("read-estimator", "read-period", "read-sort", "read-show")
    assert [browser.run(f"document.getElementById('{name}').value") for name in values] == ["1", "1", "late", "lines"]
    assert number(browser, ".hit") > 0
    opened_at(browser, pages["en"], 1400, "#read?theme=nothing&period=1066&estimator=__proto__&topic=x&sort=y")
    assert browser.complaints == []
    assert number(browser, ".passage") > 0


def test_buttons_save_the_chart(browser: Page, pages: dict[str, Path], tmp_path: Path) -> None:
    opened_at(browser, pages["en"], 1400)
    browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    for kind, begin in (("csv", b"\xef\xbb\xbftheme,estimator"), ("svg", b"<svg"), ("png", b"\x89PNG")):
        browser.click(f"[data-save={kind}]")
        deadline = time.monotonic() + 10
        while not (files := list(tmp_path.glob(f"*.{kind}"))):
            assert time.monotonic() < deadline, kind
            time.sleep(0.05)
        assert files[0].read_bytes().startswith(begin)
    rows = next(tmp_path.glob("*.csv")).read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + 2 * 2 * 2  # themes, estimators, periods
    assert browser.complaints == []


def test_a_cell_opens_its_sentence_and_arrows_move_between_cells(opened: Page) -> None:
    opened.click("button.cell")
    assert opened.run("document.getElementById('sure-told').hidden") is False
    assert opened.run("document.querySelector('button.cell').dataset.told") in text(opened, "#sure-told")
    opened.run("document.querySelector('button.cell').focus()")
    opened.press("ArrowDown")
    assert opened.run("[...document.querySelectorAll('button.cell')].indexOf(document.activeElement)") == len(CHECKS)
    opened.press("ArrowRight")
    assert (
        opened.run("[...document.querySelectorAll('button.cell')].indexOf(document.activeElement)") == len(CHECKS) + 1
    )
    opened.click("button.cell")
    assert opened.run("document.getElementById('sure-told').hidden") is True


def test_the_list_of_subjects_by_mouse_and_keys(opened: Page) -> None:
    choose(opened, "read-estimator", "1")
    topics = number(opened, "[role=option][data-kind=topic]")
    assert topics >= 2
    opened.click("[role=option][data-kind=topic]")
    assert opened.run("document.querySelector('[aria-selected=true]').dataset.kind") == "topic"
    assert "topic=" in opened.run("location.hash")
    opened.run("document.getElementById('subjects').focus()")
    opened.press("Home")
    assert opened.run("document.querySelector('[aria-selected=true]').dataset.kind") == "all"
    opened.press("ArrowDown")
    assert opened.run("document.querySelector('[aria-selected=true]').dataset.kind") == "theme"
    choose(opened, "read-list", "name")
    names = opened.run("[...document.querySelectorAll('[data-kind=theme] span:first-child')].map(s => s.textContent)")
    assert names == ["High-speed rail", "Wind power"]


def test_the_slider_reorders_words_and_a_word_is_searched(opened: Page) -> None:
    choose(opened, "read-estimator", "1")
    opened.click("[role=option][data-kind=theme]")
    order = "[...document.querySelectorAll('#words button')].map(b => b.title)"
    lists = []
    for value in ("0", "1"):
        slide = f"(s => {{ s.value = {value}; s.dispatchEvent(new Event('input')); }})"
        opened.run(f"{slide}(document.getElementById('relevance'))")
        lists.append(opened.run(order))
    assert lists[0]
    assert text(opened, "#relevance-value") == "1"
    word = lists[1][0]
    opened.click("#words button")
    assert opened.run("document.getElementById('search').value") == word
    assert number(opened, "mark.search") > 0
    assert word in text(opened, "#words-with")


def test_search_filters_and_clearing(opened: Page) -> None:
    opened.click("[role=option][data-kind=all]")
    assert text(opened, "#found").startswith("24 passages")
    opened.run("document.getElementById('search').focus()")
    opened.call("Input.insertText", text="风电")
    wait(opened, "!document.getElementById('found').textContent.startsWith('24 ')")
    every = opened.run(
        "[...document.querySelectorAll('.passage p:first-child')].every(p => p.textContent.includes('风电'))"
    )
    assert every
    choose(opened, "read-period", "0")
    assert "q=%E9%A3%8E%E7%94%B5" in opened.run("location.hash")
    opened.run(
        "(s => { s.value = '没有的词'; s.dispatchEvent(new Event('input')); })(document.getElementById('search'))"
    )
    wait(opened, "document.getElementById('found').textContent.startsWith('No passage')")
    opened.click("#clear")
    assert text(opened, "#found").startswith("24 passages")
    opened.click("#more")
    assert number(opened, ".passage") == 16


def test_a_page_that_holds_a_sample_says_so_beside_every_count(
    browser: Page, pages: dict[str, Path], tmp_path: Path
) -> None:
    page = pages["en"].read_text(encoding="utf-8")
    texts = packed(as_json({**kept_of(page), "of": 100_000}).encode())
    path = tmp_path / "sampled.html"
    path.write_text(
        re.sub(r'(id="kept-texts">)[A-Za-z0-9+/=]*', lambda found: found[1] + texts, page), encoding="utf-8"
    )
    opened_at(browser, path, 1400)
    browser.click("[role=option][data-kind=all]")
    assert text(browser, "#found") == "24 passages · in the sample that the page holds"


def test_an_attribute_filters_and_its_values_are_text(opened: Page) -> None:
    opened.click("[role=option][data-kind=all]")
    choose(opened, "read-attribute", "0")
    values = opened.run("[...document.getElementById('read-value').options].map(o => o.text)")
    assert values == sorted(SOURCES)
    for number, source in enumerate(values):
        choose(opened, "read-value", str(number))
        assert (
            opened.run("[...document.querySelectorAll('.origin')].map(o => o.textContent.slice(0, -13))")
            == [source] * 8
        )
    assert "attribute=source" in opened.run("location.hash")
    choose(opened, "read-attribute", "")
    assert text(opened, "#found").startswith("24 passages")


def test_orders_and_lines_in_context(opened: Page) -> None:
    opened.click("[role=option][data-kind=all]")
    dates = "[...document.querySelectorAll('.passage .origin')].map(b => b.textContent.slice(-10))"
    choose(opened, "read-sort", "early")
    early = opened.run(dates)
    choose(opened, "read-sort", "late")
    late = opened.run(dates)
    assert early == sorted(early)
    assert late == sorted(late, reverse=True)
    assert early[0] < late[0]
    opened.click("[role=option][data-kind=theme]")
    choose(opened, "read-show", "lines")
    assert opened.run("[...document.querySelectorAll('.hit b')].every(b => b.textContent.length > 0)")


def test_why_a_passage_counts(opened: Page) -> None:
    opened.click("[role=option][data-kind=theme]")
    opened.click(".passage button")
    why = text(opened, ".why")
    assert opened.run("document.querySelector('.passage button').getAttribute('aria-expanded')") == "true"
    assert "By Lexicon: weight" in why
    assert "Terms of the theme here: " in why
    assert "By NMF: weight" in why
    assert why.count("The weight follows from") == 1  # the lexicon's terms are what it counts
    opened.click(".passage button")
    assert opened.run("document.querySelector('.why').hidden") is True


def test_a_heading_sorts_its_table(opened: Page) -> None:
    opened.run("document.querySelectorAll('#models details').forEach(d => { d.open = true; })")
    first = "[...document.querySelectorAll('.sortable tbody tr')].slice(0, 2).map(r => r.cells[0].textContent)"
    before = opened.run(first)
    opened.click(".sortable th button")
    opened.click(".sortable th button")
    assert opened.run("document.querySelector('.sortable th').getAttribute('aria-sort')") == "ascending"
    assert opened.run(first) == sorted(before)


# What a reader may use: all that the browser lets be reached by the key for the next one.
_CONTROLS = (
    "[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')]"
    ".filter(e => e.checkVisibility() && e.tabIndex >= 0 && !e.disabled)"
)


def press(page: Page, key: str, code: int, text: str = "") -> None:
    """Press a key that does something by itself, such as the one for the next control."""
    page.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, text=text, windowsVirtualKeyCode=code)
    page.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, windowsVirtualKeyCode=code)


def test_every_control_is_reached_by_the_tab_key_in_the_order_of_the_page(opened: Page) -> None:
    opened.run("window.reached = []; document.addEventListener('focusin', e => reached.push(e.target))")
    n = opened.run(f"{_CONTROLS}.length")
    for _ in range(n):
        press(opened, "Tab", 9)
    missed = f"{_CONTROLS}.filter(e => !reached.includes(e)).map(e => e.outerHTML.slice(0, 80))"
    assert opened.run(missed) == []
    backwards = (
        "reached.filter((e, i) => i && reached[i - 1].compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING)"
        ".map(e => e.outerHTML.slice(0, 80))"
    )
    assert opened.run(backwards) == []


def test_all_that_folds_opens_by_a_key_and_closes_by_the_mouse(opened: Page) -> None:
    folds = opened.run("document.querySelectorAll('details:not(.printed)').length")
    assert folds > 5
    for at in range(folds):
        opened.run(
            f"window.fold = [...document.querySelectorAll('details:not(.printed)')][{at}];"
            "fold.querySelector('summary').id = 'fold'; fold.querySelector('summary').focus()"
        )
        press(opened, "Enter", 13, "\r")
        wait(opened, "fold.open")
        opened.click("#fold")
        wait(opened, "!fold.open")
        opened.run("document.getElementById('fold').id = ''")


def test_links_lead_to_the_sections_and_to_the_passages_of_a_theme(opened: Page) -> None:
    for section in ("answer", "themes", "sure", "read", "models", "corpus", "provenance"):
        opened.run(f"document.querySelector('nav a[href=\"#{section}\"]').focus()")
        press(opened, "Enter", 13, "\r")
        assert opened.run("location.hash") == f"#{section}"
        wait(opened, f"document.getElementById('{section}').getBoundingClientRect().top < innerHeight")
    for at, name in enumerate(opened.run("[...document.querySelectorAll('.said > a')].map(a => a.textContent)")):
        opened.run(f"document.querySelectorAll('.said > a')[{at}].id = 'theme-link'")
        opened.click("#theme-link")
        wait(opened, f"{name!r}.endsWith(document.querySelector('[aria-selected=true] span').textContent)")
        wait(opened, "Math.abs(document.getElementById('read').getBoundingClientRect().top) < innerHeight / 2")
        opened.run("document.getElementById('theme-link').id = ''")


def test_copy_buttons_say_that_they_have_copied(opened: Page) -> None:
    opened.run("document.querySelectorAll('#provenance details').forEach(d => { d.open = true; })")
    for button, by_key in (("#link", False), ("#provenance button.copy", True)):
        told = text(opened, button)
        if by_key:
            opened.run(f"document.querySelector('{button}').focus()")
            press(opened, "Enter", 13, "\r")
        else:
            opened.click(button)
        wait(opened, f"document.querySelector('{button}').textContent !== {told!r}")
        assert "opied" in text(opened, button)


_YEARS = [str(year) for year in range(2008, 2022)]
_MONTHS = [f"{2000 + n // 12}-{n % 12 + 1:02}" for n in range(60)]


@pytest.mark.parametrize("periods", [_YEARS, _MONTHS], ids=["years", "months"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_labels_of_many_periods_stand_apart(
    browser: Page, pages: dict[str, Path], tmp_path: Path, periods: list[str], width: int
) -> None:
    page, n = pages["en"].read_text(encoding="utf-8"), len(periods)
    data = data_of(page)
    for by_weighting in data["shares"].values():
        for by_theme in by_weighting.values():
            for line in by_theme.values():
                line.update({name: [0.2] * n for name in ("share", "lower", "upper")}, why=[""] * n)
    more = {"periods": periods, "named": periods, "n": [104] * n, "known": {}}
    path = tmp_path / "long.html"
    embedded = for_script(data | more)
    path.write_text(re.sub(r'(id="data">).*?(?=</script>)', lambda found: found[1] + embedded, page), encoding="utf-8")
    opened_at(browser, path, width)
    labels = "[...panels.querySelectorAll('svg')].map(s => [...s.querySelectorAll('text.period')])"
    assert browser.run(f"{labels}.map(l => [l[0].textContent, l.at(-1).textContent])") == 2 * [
        [periods[0], periods[-1]]
    ]
    boxes = f"{labels}.map(l => l.map(t => t.getBoundingClientRect()))"
    gaps = browser.run(f"{boxes}.flatMap(b => b.slice(1).map((box, i) => box.left - b[i].right))")
    assert len(gaps) >= 2
    assert min(gaps) > 6


def test_a_theme_of_which_nothing_is_claimed_is_pale(opened: Page, pages: dict[str, Path]) -> None:
    """No change of the toy may be claimed."""
    assert number(opened, ".panel.muted") == number(opened, ".answer.muted") == 2
    pale = muted(THEME_COLOURS[data_of(pages["en"].read_text(encoding="utf-8"))["themes"][0]["place"]])
    colour = opened.run("getComputedStyle(document.querySelector('.panel .series-line.own')).stroke")
    assert [int(part) for part in re.findall(r"\d+", colour)] == [int(pale[at : at + 2], 16) for at in (1, 3, 5)]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 375])
def test_it_can_be_read_without_a_mouse_and_in_weak_light(
    browser: Page, pages: dict[str, Path], language: str, scheme: str, width: int
) -> None:
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    opened_at(browser, pages[language], width)
    browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    browser.run("document.querySelector('.passage button').click()")
    assert browser.run(LINTER) == []
    browser.screenshot(KEPT / f"report-{language}-{scheme}-{width}.png")
    browser.call("Emulation.setEmulatedMedia", features=[])


@needs_axe
@pytest.mark.parametrize("width", [1400, 375])
def test_axe_has_no_complaint(browser: Page, pages: dict[str, Path], width: int) -> None:
    opened_at(browser, pages["en"], width)
    browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    browser.run(Path(AXE).read_text(encoding="utf-8"))
    browser.run("axe.run().then(r => { window.axed = r.violations.map(v => v.id + ': ' + v.nodes[0].html); })")
    wait(browser, "window.axed !== undefined", 60)
    assert browser.run("window.axed") == []


def test_on_paper_the_answer_and_the_chart_are_the_first_page(browser: Page, pages: dict[str, Path]) -> None:
    import pypdfium2

    opened_at(browser, pages["en"], 1000)
    printed = base64.b64decode(browser.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"])
    KEPT.mkdir(exist_ok=True)
    (KEPT / "report.pdf").write_bytes(printed)
    with closing(pypdfium2.PdfDocument(printed)) as document:
        pages_of = [" ".join(document[number].get_textpage().get_text_bounded().split()) for number in (0, 1)]
    first, second = pages_of
    for shown in ("No period has 30 documents", "Themes over time", "High-speed rail", "Thick line"):
        assert shown in first
    assert "How sure?" not in first
    assert "How sure?" in second
    for hidden in ("Search passages", "What may be said, and why", "CSV"):
        assert hidden not in first + second


@pytest.mark.slow
def test_thirty_thousand_passages_open_and_are_searched(browser: Page, pages: dict[str, Path], tmp_path: Path) -> None:
    """Under 10 MB, opened within 2 s and searched within 1 s on a machine that has nothing else to do."""
    path = large_page(pages["zh"].read_text(encoding="utf-8"), tmp_path / "large.html")
    assert path.stat().st_size < 10_000_000
    begin = time.monotonic()
    opened_at(browser, path, 1400)
    opening = time.monotonic() - begin
    browser.click("[role=option][data-kind=all]")
    assert text(browser, "#found").startswith("30,000 ")
    begin = time.monotonic()
    browser.run("(s => { s.value = '海上'; s.dispatchEvent(new Event('input')); })(document.getElementById('search'))")
    wait(browser, "document.getElementById('found').textContent.startsWith('7,500 ')")
    searching = time.monotonic() - begin
    print(f"{path.stat().st_size / 1e6:.1f} MB, opened in {opening:.2f} s, searched in {searching:.2f} s")
    assert number(browser, "mark.search") > 0
    assert opening < 2
    assert searching < 1
