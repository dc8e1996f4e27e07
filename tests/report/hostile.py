"""A study whose title, definitions and documents try to write into the report page."""

import json
from pathlib import Path

from tests.conftest import write_toy_study
from topics.jobs.run import run
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study

# Scripts and pictures are taken out of documents as marks of HTML; what stands in no list of tags stays text.
HOSTILE = (
    '</script><script>window.harmed = 1</script><img src=x onerror="window.harmed = 2">'
    '<svg onload="window.harmed = 3">{{ 7 * 7 }}'
)
SOURCES = ("North office", "<b>South</b> office")


def hostile_job(folder: Path) -> tuple[Store, Job]:
    """The toy study with hostile text in every place that a study or a document has for it, and its job."""
    write_toy_study(folder / "toy")
    study, themes = folder / "toy" / "study.toml", folder / "toy" / "themes.toml"
    study.write_text(study.read_text(encoding="utf-8").replace('"Toy"', json.dumps(f"Toy {HOSTILE}")), encoding="utf-8")
    told = themes.read_text(encoding="utf-8").replace(
        'terms = ["风电"]', f'terms = ["风电"]\ndefinition = {json.dumps(HOSTILE)}'
    )
    themes.write_text(told, encoding="utf-8")
    for number, path in enumerate(sorted((folder / "toy" / "documents").glob("*.md"))):
        sourced = path.read_text(encoding="utf-8").replace("---\n", f"---\nsource: {SOURCES[number % 2]}\n", 1)
        path.write_text(sourced, encoding="utf-8")
    document = folder / "toy" / "documents" / "doc-0.md"
    text = document.read_text(encoding="utf-8").replace("材料0", f"材料0 {HOSTILE}")
    document.write_text(text.replace("风电机组在沿海", f"风电机组 {HOSTILE} 在沿海"), encoding="utf-8")
    return Store(folder / "runs"), run(load_study(folder / "toy"), Store(folder / "runs"))
