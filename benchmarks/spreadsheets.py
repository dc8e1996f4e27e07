"""Coding sheets filled in by LibreOffice Calc, and read back: as .xlsx and .csv, each saved as either.

python benchmarks/spreadsheets.py

Needs `soffice` (Debian: libreoffice-calc). A macro opens each sheet, chooses a theme in every row, writes a note that
begins like a formula, and saves. What `topics gold read` makes of it must be what the macro chose.
"""

import shutil
import subprocess
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from topics.coding.gold.draw import SUFFIXES, draw_sample
from topics.coding.gold.folder import GoldFolder
from topics.coding.gold.read import read_codes
from topics.jobs.run import run
from topics.store.store import Store
from topics.study.study import load_study

SAMPLES = (Path(__file__).parents[1] / "data" / "sample", Path(__file__).parents[1] / "data" / "sample-en")
FILTERS = {".xlsx": ("Calc MS Excel 2007 XML", ""), ".csv": ("Text - txt - csv (StarCalc)", "44,34,76,1")}
MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Coding" script:language="StarBasic">
Sub Fill(source, target, filter, options, labels, reads)
  Dim opened(2) As New com.sun.star.beans.PropertyValue
  opened(0).Name = "Hidden" : opened(0).Value = True
  If reads &lt;&gt; "" Then
    opened(1).Name = "FilterName" : opened(1).Value = reads
    opened(2).Name = "FilterOptions" : opened(2).Value = "44,34,76,1"
  End If
  book = StarDesktop.loadComponentFromURL(source, "_blank", 0, opened())
  page = book.Sheets.getByIndex(0)
  cursor = page.createCursor()
  cursor.gotoEndOfUsedArea(False)
  theme = -1 : note = -1
  For column = 0 To cursor.RangeAddress.EndColumn
    If page.getCellByPosition(column, 0).String = "theme" Then theme = column
    If page.getCellByPosition(column, 0).String = "note" Then note = column
  Next
  chosen = Split(labels, "|")
  For row = 1 To cursor.RangeAddress.EndRow
    letters = page.getCellByPosition(0, row).String
    page.getCellByPosition(theme, row).String = chosen(Asc(letters) Mod (UBound(chosen) + 1))
    page.getCellByPosition(note, row).String = "=1+1 no formula"
  Next
  Dim saved(1) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName" : saved(0).Value = filter
  saved(1).Name = "FilterOptions" : saved(1).Value = options
  book.storeToURL(target, saved())
  book.close(True)
  StarDesktop.terminate()
End Sub
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Coding"/></library:library>
"""
LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" library:link="false"/></library:libraries>
"""


def main() -> None:
    program = shutil.which("soffice")
    if program is None:
        print("skipped: there is no soffice here (Debian: libreoffice-calc)")
        return
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split(" ")[1]
    with TemporaryDirectory() as folder:
        root = Path(folder)
        profile = profile_in(root / "profile", program)
        for sample in SAMPLES:
            shutil.copytree(sample, root / sample.name)
            study, store = load_study(root / sample.name), Store(root / "runs")
            job = run(study, store)
            for number, (read, written) in enumerate(product(SUFFIXES, SUFFIXES)):
                place = GoldFolder(root / f"{sample.name}-{number}")
                draw_sample(study, store, 12, coders=1, folder=place)
                labels = [theme.label(job.language) for theme in job.themes]
                source, target = (place.sheet(1, 1, suffix) for suffix in (read, written))
                filled = root / f"filled{written}"
                edit(program, profile, source, filled, labels)
                for suffix in SUFFIXES:
                    place.sheet(1, 1, suffix).unlink()
                shutil.move(filled, target)
                codes = read_codes(place, job, draws=2).codes
                expected = [job.themes[ord(unit[0]) % len(labels)].id for unit in codes["id"]]
                assert codes["theme"].tolist() == expected, (sample.name, read, written)
                print(f"LibreOffice {version}: {sample.name}, {read} saved as {written}: {len(codes)} codes, as chosen")


def profile_in(folder: Path, program: str) -> Path:
    """A profile of the program that has the macro; the program makes it, and would write over what is there before."""
    command = [program, f"-env:UserInstallation={folder.as_uri()}", "--headless", "--terminate_after_init"]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    basic = folder / "user" / "basic"
    (basic / "Standard").mkdir(parents=True, exist_ok=True)
    (basic / "script.xlc").write_text(LIBRARIES, encoding="utf-8")
    (basic / "Standard" / "script.xlb").write_text(LIBRARY, encoding="utf-8")
    (basic / "Standard" / "Coding.xba").write_text(MACRO, encoding="utf-8")
    return folder


def edit(program: str, profile: Path, source: Path, target: Path, labels: list[str]) -> None:
    """Let the program open `source`, fill it in, and save it as `target`."""
    name, options = FILTERS[target.suffix]
    reads = FILTERS[source.suffix][0] if source.suffix == ".csv" else ""
    given = ", ".join(
        f'"{text}"' for text in (source.as_uri(), target.as_uri(), name, options, "|".join(labels), reads)
    )
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    subprocess.run([*command, f"macro:///Standard.Coding.Fill({given})"], check=True, timeout=120, capture_output=True)


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
