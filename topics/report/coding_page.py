"""The coding page: a coder's sheet as one local HTML file, one text at a time, by keyboard.

It is as blind as the sheet: texts, codebook, no estimator and nobody's codes. Codes are kept in the browser as they are
made, and saved as the CSV that `topics gold read` reads. The page is under the policy of the report
(`topics.report.page`): nothing from elsewhere, no script but its own, and texts are inserted as text.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from topics import __version__
from topics.coding.gold.draw import NO, YES, choices_of, columns_of, sheet_cells
from topics.coding.gold.folder import KEY, theme_told
from topics.coding.gold.units import unit_texts
from topics.coding.sheets import ID, TEXT
from topics.report.drawing import write_files
from topics.report.page import page_of
from topics.report.sections.packing import for_script
from topics.themes import Theme

if TYPE_CHECKING:
    from topics.coding.gold.folder import GoldFolder
    from topics.store.job import Job

WORDING = {
    "en": {
        "title": "Coding: {study}",
        "no_script": "This page needs its script. Without it, fill in the sheet (.xlsx or .csv) beside it.",
        "progress": "Coded texts",
        "coded": "{n} of {of} coded",
        "all_coded": "All are coded. Save the sheet and put it in the place of {file}.",
        "place": "Text {n} of {of}",
        "open_next": "Next without a code",
        "save": "Save the sheet",
        "load": "Open a saved sheet",
        "shortcuts": "Keys",
        "shortcuts_are": (
            "1–9 and the letters shown: what the text is mainly about · 0: none of the themes · Shift with them: what "
            "it mentions · Space or Enter: next · Backspace: back · n: note (Esc leaves it) · u: next without a code · "
            "s: save"
        ),
        "kept": "Codes stay in this browser, on this machine. Saved as a sheet they can be opened on another one.",
        "about": "What is the text mainly about?",
        "mentions": "It says something of substance about",
        "include": "Counts:",
        "exclude": "Does not count:",
        "note": "Note",
        "back": "Back",
        "next": "Next",
        "not_kept": "This browser keeps nothing for this page. Save the sheet before you close it.",
        "another_sheet": "This file is not the sheet of this page; nothing was taken from it.",
    },
    "zh": {
        "title": "编码：{study}",
        "no_script": "本页须启用脚本。否则请直接填写同一文件夹中的编码表（.xlsx 或 .csv）。",
        "progress": "已编码的文本",
        "coded": "已编码 {n} / {of}",
        "all_coded": "全部编码完毕。请保存编码表，并替换原来的 {file}。",
        "place": "第 {n} 条，共 {of} 条",
        "open_next": "下一条未编码",
        "save": "保存编码表",
        "load": "打开已保存的编码表",
        "shortcuts": "快捷键",
        "shortcuts_are": (
            "1–9 及所示字母：文本的主要议题 · 0：以上主题皆非 · 加 Shift：文本提及的议题 · 空格或回车：下一条 · "
            "退格：上一条 · n：备注（Esc 退出）· u：下一条未编码 · s：保存"
        ),
        "kept": "编码只保存在本机的这个浏览器里。保存为编码表后，可在另一台电脑上打开继续。",
        "about": "这段文本主要讲什么？",
        "mentions": "文本对以下议题有实质内容",
        "include": "计入：",
        "exclude": "不计入：",
        "note": "备注",
        "back": "上一条",
        "next": "下一条",
        "not_kept": "此浏览器不为本页保存数据。关闭之前请先保存编码表。",
        "another_sheet": "该文件不是本页的编码表，未读入任何内容。",
    },
}


def write_coding_pages(place: "GoldFolder", job: "Job") -> list[Path]:
    """Write the page of each sheet of the latest batch beside it, and return the paths.

    Raises StudyError where nothing was drawn, and FigureError where a page cannot be written.
    """
    design, key = place.drawn(), place.table("key.csv", KEY)
    number, themes, language = len(design.batches), job.themes, job.language
    texts = unit_texts(job.corpus, design.unit)
    columns, labels = columns_of(design, themes), choices_of(design, themes, language)["theme"]
    pages = {}
    for coder, name in enumerate(design.batches[-1].sheets, start=1):
        mine = key[(key["batch"] == str(number)) & (key["coders"].astype(int) >= coder)]
        rows = sheet_cells(mine, texts, design.seed, name)
        page = coding_page(
            job, name, place.sheet(number, coder, ".csv").name, rows, columns, labels, place.coder_name(number, coder)
        )
        pages[place.sheet(number, coder, ".html")] = page.encode()
    return write_files(pages)


def coding_page(
    job: "Job",
    sheet: str,
    file: str,
    rows: Sequence[Mapping[str, str]],
    columns: Sequence[str],
    labels: Sequence[str],
    coder: str = "",
) -> str:
    """The page of one sheet, as HTML.

    `sheet` is its name, `file` that of its CSV, `rows` its ids and texts in their order, `columns` what is filled in,
    `labels` the choices of a main theme, the last being none of them, and `coder` the coder's name.
    """
    from markupsafe import Markup

    language = job.language if job.language in WORDING else "en"
    words = WORDING[language] | {"made_by": f"topics {__version__}"}
    title = words["title"].format(study=job.title_in(job.language))
    title += f" · {coder}" if coder else ""
    data = {
        "sheet": sheet,
        "file": file,
        "rows": [{ID: row[ID], TEXT: row[TEXT]} for row in rows],
        "columns": list(columns),
        "choices": [
            {"label": label} | ({} if theme is None else _told(theme, job.language))
            for label, theme in zip(labels, (*job.themes, None), strict=True)
        ],
        "yes_no": [YES, NO],
        "words": words,
    }
    return page_of(
        "coding.html",
        language,
        ("dom", "files", "coding"),
        say=words,
        title=title,
        study=job.study_id,
        colours=[],
        sheet=sheet,
        rows=rows,
        mentions=len(columns) > 1,
        data=Markup(for_script(data)),
    )


def _told(theme: Theme, language: str) -> dict[str, str]:
    """What coders are told of a theme, as in the codebook of the sheets."""
    definition, include, exclude = theme_told(theme, language)
    return {"definition": definition, "include": include, "exclude": exclude}
