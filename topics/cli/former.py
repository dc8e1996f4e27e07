"""Options and commands of earlier versions, and what is written now in their place."""

FORMER = {
    "--compute": "--scheduler by itself gives the work to dask, and without it processes of this machine do it",
    "--gold-file": "name the file in study.toml under [themes] gold, or score codes with `topics gold score --codes`",
    "--macros": "`topics report STUDY --numbers FILE.tex` writes the macros",
    "--trace": "`topics corpus STUDY DOC --repairs` shows every repair to a document",
    "--errors": "precision and recall are always shown",
    "--prior": "the prior is always one mean document",
    "note": '`topics tag STUDY RUN --note "text"` writes the note',
}


def now_instead(error: Exception) -> str:
    """What stands now for the option or command that a usage error is about; empty where it never was one."""
    named = getattr(error, "option_name", "") or getattr(error, "message", "")
    for former, now in FORMER.items():
        if named in (former, former.replace("--", "--no-"), f"No such command '{former}'."):
            return f"{former} was of an earlier version; {now}."
    return ""
