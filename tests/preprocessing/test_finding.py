"""Files and folders as people leave them: each is read, or is a named loss; none ends in a traceback."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.errors import DocumentError, TopicsError
from topics.files.names import readable
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.finding import Found, find_files
from topics.preprocessing.harmless import harmless
from topics.preprocessing.ledger.severe import severe_losses
from topics.preprocessing.reading import read_files
from topics.store.fingerprints import corpus_inputs, digest
from topics.study.study import Study, load_study

WIND = "风电机组在沿海成片投运，海上风电的检修窗口一年只有几个月，运输船队往返港口之间。第{}号"
RAIL = "The railway plan moves freight from roads to rail, and every region builds two new yards by then. No. {}"


def put(root: Path, *names: str, text: str = WIND) -> Path:
    """Dated documents of these names below `root`."""
    for number, name in enumerate(names):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"---\ndate: 2021-03-0{number + 1}\n---\n{text.format(number * 7919)}{name}\n", encoding="utf-8"
        )
    return root


def reasons(found: Found, root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): reason for path, reason in found.passed_over}


def corpus_of(root: Path, manifest: Path | None = None) -> Corpus:
    return read_corpus(root / "documents", manifest, root=root, workers=1)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("通知.doc", 'no reader for ".doc" files; save it as .docx'),
        ("notice.DOC", 'no reader for ".doc" files; save it as .docx'),
        ("公文.wps", 'no reader for ".wps" files; save it as .docx'),
        ("draft.odt", 'no reader for ".odt" files; save it as .docx'),
        ("plan.odt", 'no reader for ".odt" files; save it as .docx'),
        ("汇总.ods", 'no reader for ".ods" files; save it as .xlsx'),
        ("论文.caj", 'no reader for ".caj" files; save it as .pdf'),
        ("公告.ofd", 'no reader for ".ofd" files; save it as .pdf'),
        ("texts.rar", 'no reader for ".rar" files; unpack it'),
        ("page.mht", 'no reader for ".mht" files; save it as .html'),
        ("扫描.jpg", 'no reader for ".jpg" files; if it shows text, run OCR and save the text as .txt'),
        ("README", 'no reader for "" files; give it the ending of its format, such as .txt'),
        ("a.xyz", 'no reader for ".xyz" files'),
        ("~$通知.docx", "a lock file of an office program"),
        ("~$port.xlsx", "a lock file of an office program"),
        (".~lock.report.odt#", "a lock file of an office program"),
        (".~通知.docx", "a lock file of an office program"),
        ("2021/~$deep.docm", "a lock file of an office program"),
        (".DS_Store", "a hidden file"),
        (".隐藏.txt", "a hidden file"),
        ("2021/.notes.md", "a hidden file"),
        ("2021/._a.txt", "a hidden file"),
        (".gitignore", "a hidden file"),
        ("Thumbs.db", "a file of the operating system"),
        ("2021/desktop.ini", "a file of the operating system"),
    ],
)
def test_a_file_that_is_not_read_is_named_with_its_reason(name: str, reason: str, tmp_path: Path) -> None:
    found = find_files(put(tmp_path, "a.md", name))
    assert ([path.name for path in found.files], reasons(found, tmp_path)) == (["a.md"], {name: reason})


@pytest.mark.parametrize("name", ["通知.doc", "~$通知.docx", ".隐藏.txt", "2021/x.caj", "Thumbs.db"])
def test_files_in_a_zip_are_named_alike(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(name, "x")
    found = find_files(put(tmp_path / "b", "x.md", name))
    [file] = read_files(tmp_path / "a.zip", "a.zip")
    assert (file.path, file.losses) == (f"a.zip/{name}", (("decoded", found.passed_over[0][1]),))


def test_folders_that_are_hidden_are_named_once(tmp_path: Path) -> None:
    found = find_files(put(tmp_path, "a.md", ".git/1/x.txt", ".git/2.txt", "年/.cache/x.md", "__MACOSX/._a.md"))
    assert reasons(found, tmp_path) == {
        ".git": "a hidden folder",
        "年/.cache": "a hidden folder",
        "__MACOSX": "a file of the operating system",
    }


@pytest.mark.parametrize(
    ("page", "folder"),
    [
        ("通知.html", "通知_files"),
        ("notice.htm", "notice_files"),
        ("公告.html", "公告.files"),
        ("a.b.html", "a.b_files"),
        ("2021/报道.shtml", "2021/报道_files"),
    ],
)
def test_companions_of_a_saved_page_are_told_from_documents(page: str, folder: str, tmp_path: Path) -> None:
    names = ["style.css", "img/logo.png", "count.js.下载"]
    put(tmp_path, page, f"{folder}/frame.html", *(f"{folder}/{name}" for name in names), "other_files/x.css")
    found = find_files(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in found.files] == sorted([page, f"{folder}/frame.html"])
    assert reasons(found, tmp_path) == {
        **{f"{folder}/{name}": "a companion of a saved web page" for name in names},
        "other_files/x.css": 'no reader for ".css" files',
    }
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(page, "x" * 9)
        archive.writestr(f"{folder}/style.css", "x")
    losses = [loss for file in read_files(tmp_path / "a.zip") for loss in file.losses]
    assert ("decoded", "a companion of a saved web page") in losses


def special(kind: str, path: Path, root: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        here = Path.cwd()
        os.chdir(path.parent)  # the path of a socket may have some hundred characters
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
        os.chdir(here)
    else:
        path.symlink_to({"device": "/dev/null", "nowhere": root / "gone", "itself": path, "folder": root / "else",
                         "up": root, "file": root / "else" / "x.md"}[kind])  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("pipe", "no regular file (a pipe, socket or device)"),
        ("socket", "no regular file (a pipe, socket or device)"),
        ("device", "no regular file (a pipe, socket or device)"),
        ("nowhere", "a link that leads nowhere"),
        ("itself", "a link that leads nowhere"),
        ("folder", "a link to a folder is not followed; name its target under [corpus] documents"),
        ("up", "a link to a folder is not followed; name its target under [corpus] documents"),
        ("file", ""),
    ],
)
@pytest.mark.parametrize("name", ["documents/链接.txt", "documents/2021/link.md"])
def test_what_is_no_file_is_a_loss_and_nothing_waits_for_it(kind: str, reason: str, name: str, tmp_path: Path) -> None:
    put(tmp_path, "documents/a.md", "else/x.md")
    special(kind, tmp_path / name, tmp_path)
    corpus = corpus_of(tmp_path)
    expected = [("decoded", name, "", reason)] if reason else []
    assert list(corpus.losses.itertuples(index=False, name=None)) == expected
    ids = {"file": ["a", "2021/link" if "2021" in name else "链接"]}.get(kind, ["a"])
    assert sorted(corpus.documents["doc_id"]) == sorted(ids)
    assert corpus_inputs(study_of(tmp_path)) == corpus_inputs(study_of(tmp_path))


def study_of(root: Path) -> Study:
    (root / "study.toml").write_text('title = "a"\n[[models]]\nkind = "lexicon"\n', encoding="utf-8")
    (root / "themes.toml").write_text(
        '[wind]\nlabel = { zh = "风", en = "Wind" }\nterms = ["风电"]\n', encoding="utf-8"
    )
    return load_study(root)


@pytest.mark.parametrize("kind", ["pipe", "nowhere", "device"])
def test_what_is_no_file_may_be_named_alone(kind: str, tmp_path: Path) -> None:
    special(kind, tmp_path / "x.txt", tmp_path)
    with pytest.raises(DocumentError, match=r"there is no document in it.* Passed over: .*x\.txt: (a link|no regular)"):
        find_files(tmp_path / "x.txt")
    with pytest.raises(DocumentError, match=r"x\.txt: (no regular file|the file cannot be read)"):
        read_files(tmp_path / "x.txt")


def test_a_folder_named_by_a_link_is_read(tmp_path: Path) -> None:
    put(tmp_path, "real/2021/a.md")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert list(find_files(tmp_path / "link").folders.values()) == ["2021/"]


def test_what_may_not_be_read_is_said_and_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "documents/a.md", "documents/b.md")
    study, open_path, read_bytes = study_of(tmp_path), Path.open, Path.read_bytes

    def refuse(path: Path) -> None:
        if path.name == "b.md":
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", lambda path, *a, **k: refuse(path) or open_path(path, *a, **k))
    monkeypatch.setattr(Path, "read_bytes", lambda path: refuse(path) or read_bytes(path))
    assert corpus_inputs(study)
    [reason] = corpus_of(tmp_path).losses["reason"]
    assert reason == "cannot be read; the right to read it is missing"


def test_a_folder_that_may_not_be_read_is_a_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.md", "锁/b.md")
    scan = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("锁"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    reason = "cannot be read; the right to read this folder is missing (Permission denied)"
    assert reasons(find_files(tmp_path), tmp_path) == {"锁": reason}


# --- names that are not in UTF-8 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("关于加强养老服务的通知", "gbk"),
        ("公告", "gb18030"),
        ("數位發展部公告", "big5"),
        ("2021年工作要点", "gbk"),
        ("notice-通知", "gbk"),
    ],
)
@pytest.mark.parametrize("folder", ["", "年度"])
def test_names_in_other_encodings_are_read_and_can_be_printed(
    name: str, encoding: str, folder: str, tmp_path: Path
) -> None:
    put(tmp_path, "documents/a.md")
    place = os.fsencode(tmp_path / "documents") + (b"/" + folder.encode(encoding) if folder else b"")
    Path(os.fsdecode(place)).mkdir(parents=True, exist_ok=True)
    text = put(tmp_path / "else", "x.md", text=RAIL) / "x.md"
    for ending in (b".md", b".doc"):
        Path(os.fsdecode(place + b"/" + name.encode(encoding) + ending)).write_bytes(text.read_bytes())
    inside = f"{folder}/{name}" if folder else name
    (tmp_path / "documents.csv").write_text(f"path,date\ndocuments/{inside}.md,2020-05-06\n", encoding="utf-8")
    corpus = corpus_of(tmp_path, tmp_path / "documents.csv")
    assert corpus.documents["doc_id"].tolist() == [inside, "a"]
    assert corpus.documents["path"].tolist() == [f"documents/{inside}.md", "documents/a.md"]
    assert corpus.documents["date"].tolist() == ["2020-05-06", "2021-03-01"]
    assert corpus.losses["path"].tolist() == [f"documents/{inside}.doc"]
    assert corpus_inputs(study_of(tmp_path))
    for table in (corpus.documents, corpus.losses, corpus.files, corpus.passages):
        table.to_csv(tmp_path / "t.csv")
        table.to_parquet(tmp_path / "t.parquet")
        json.dumps(table.to_dict(), ensure_ascii=False).encode()


@given(st.binary(min_size=1, max_size=30))
def test_any_name_can_be_printed(data: bytes) -> None:
    name = os.fsdecode(data)
    readable(name).encode()
    readable("\ud83d\ud800").encode()
    digest(name)
    str(DocumentError(f"{name}: there is no such file.")).encode()


def test_a_missing_name_in_another_encoding_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="there is no such file or folder") as error:
        find_files(tmp_path / os.fsdecode("通知".encode("gbk")))
    str(error.value).encode()


# --- ids ------------------------------------------------------------------------------------------------------------


def test_ids_are_made_of_the_path_below_the_named_folder(tmp_path: Path) -> None:
    root = put(tmp_path, "documents/notice.md", "documents/2021/notice.md", "documents/2022/乙/notice.md")
    (root / "documents" / "2021" / "set.jsonl").write_text(
        "\n".join(json.dumps({"text": WIND.format(i), "date": "2020-01-01"}) for i in range(2)), encoding="utf-8"
    )
    with zipfile.ZipFile(root / "documents" / "all.zip", "w") as archive:
        archive.writestr("notice.md", f"---\ndate: 2020-05-01\n---\n{RAIL}")
        archive.writestr("x/notice.md", f"---\ndate: 2020-05-01\n---\n{RAIL}!")
    before = set(corpus_of(root).documents["doc_id"])
    assert before == {
        "notice", "2021/notice", "2022/乙/notice", "2021/set-1", "2021/set-2", "all.zip/notice", "all.zip/x/notice",
    }  # fmt: skip
    put(root, "documents/2020/notice.md", "documents/2021/other.md", text=RAIL)
    assert set(corpus_of(root).documents["doc_id"]) == before | {"2020/notice", "2021/other"}


@pytest.mark.parametrize(
    ("named", "ids"),
    [
        (["documents"], ["2021/a", "2022/a", "a"]),
        (["documents", "documents/2021"], ["2022/a", "a", "a"]),
        (["documents/2021"], ["a"]),
        (["documents/2021/a.md"], ["a"]),
        (["documents/*/a.md"], ["2021/a", "2022/a"]),
        (["documents/**/*.md"], ["2021/a", "2022/a", "a"]),
        (["documents/20*"], ["2021/a", "2022/a"]),
        (["documents/*"], ["2021/a", "2022/a", "a"]),
        (["documents/all.zip"], ["a", "年/b"]),
        (["documents/*.zip"], ["all.zip/a", "all.zip/年/b"]),
    ],
)
def test_ids_follow_what_is_named(named: list[str], ids: list[str], tmp_path: Path) -> None:
    put(tmp_path, "documents/a.md", "documents/2021/a.md", "documents/2022/a.md")
    if any("zip" in name for name in named):
        with zipfile.ZipFile(tmp_path / "documents" / "all.zip", "w") as archive:
            archive.writestr("a.md", RAIL)
            archive.writestr("年/b.md", RAIL)
    found = find_files([tmp_path / name for name in named])
    files = [file for path in found.files for file in read_files(path, folder=found.folders[path])]
    assert sorted(document.id for file in files for document in file.documents) == ids


def test_patterns_of_a_study_give_ids_below_their_folder(tmp_path: Path) -> None:
    put(tmp_path, "documents/2021/a.md", "documents/2022/a.md", "documents/2022/b.txt", "documents/2022/.c.md")
    study_of(tmp_path)
    with (tmp_path / "study.toml").open("a", encoding="utf-8") as file:
        file.write('[corpus]\ndocuments = ["documents/**/*.md"]\n')
    corpus = load_study(tmp_path).corpus()
    assert corpus.documents["doc_id"].tolist() == ["2021/a", "2022/a"]
    assert corpus.losses["reason"].tolist() == ["a hidden file"]


@pytest.mark.parametrize("pattern", ["*.pdf", "年*/x.md", "**x"])
def test_a_pattern_that_finds_nothing_is_refused(pattern: str, tmp_path: Path) -> None:
    put(tmp_path, "a.md")
    with pytest.raises(DocumentError, match=r"no file matches this pattern|this is not a pattern of file names"):
        find_files([tmp_path / "a.md", tmp_path / pattern])


def test_all_shared_ids_are_named_at_once(tmp_path: Path) -> None:
    put(tmp_path, "documents/a.md", "documents/a.txt", "documents/2021/通知.md", "documents/2021/通知.txt")
    with pytest.raises(DocumentError) as error:
        corpus_of(tmp_path)
    assert str(error.value) == (
        "2 ids are shared by documents:\n"
        '  "2021/通知": documents/2021/通知.md, documents/2021/通知.txt\n'
        '  "a": documents/a.md, documents/a.txt\n'
        "Give one another id in documents.csv (columns path, id), or take one out."
    )
    put(tmp_path, *(f"documents/{i}{end}" for i in range(20) for end in (".md", ".txt")))
    with pytest.raises(DocumentError, match=r"22 ids are shared by documents:(\n  .*){10}\n  … and 12 more\nGive"):
        corpus_of(tmp_path)


def test_two_named_folders_with_one_name_are_told_to_name_the_folder_above(tmp_path: Path) -> None:
    put(tmp_path, "2021/notice.md", "2022/notice.md")
    with pytest.raises(DocumentError, match=r'"notice": 2021/notice\.md and 2022/notice\.md\. .*name the folder above'):
        read_corpus([tmp_path / "2021", tmp_path / "2022"], root=tmp_path)


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        (",notice", '"2021/notice" or "2022/notice"'),
        (",通知", '"2021/通知"'),
        ("documents/通知.md,", '"documents/2021/通知.md"'),
        ("documents/2020/notice.md,x", '"documents/2021/notice.md" or "documents/2022/notice.md"'),
        (",nowhere", ""),
    ],
)
def test_a_row_about_a_document_that_moved_asks_for_it(row: str, meant: str, tmp_path: Path) -> None:
    put(tmp_path, "documents/2021/notice.md", "documents/2021/通知.md", "documents/2022/notice.md")
    (tmp_path / "documents.csv").write_text(f"path,id\n{row}\n", encoding="utf-8")
    [reason] = corpus_of(tmp_path, tmp_path / "documents.csv").losses["reason"]
    told = "the manifest names a document that was not found"
    assert reason == (f"{told}; did you mean {meant}?" if meant else told)


def test_a_row_with_an_endless_name_is_told(tmp_path: Path) -> None:
    put(tmp_path, "documents/a.md")
    (tmp_path / "documents.csv").write_text(f"path,id\n{'长' * 300}.md,\n", encoding="utf-8")
    assert len(corpus_of(tmp_path, tmp_path / "documents.csv").losses) == 1


# --- harmless reasons -----------------------------------------------------------------------------------------------


def test_what_needs_nobodys_attention_changes_no_key(tmp_path: Path) -> None:
    put(tmp_path, "documents/a.md")
    (tmp_path / "documents" / "p.html").write_text(f"<p>{RAIL * 3}</p>", encoding="utf-8")
    (tmp_path / "documents.csv").write_text("path,date\ndocuments/p.html,2020\n", encoding="utf-8")
    said = tmp_path / "documents.csv"
    corpus, inputs = corpus_of(tmp_path, said), corpus_inputs(study_of(tmp_path))
    put(tmp_path, "documents/~$a.docx", "documents/.DS_Store", "documents/p_files/x.css", "documents/.git/x.txt")
    again = corpus_of(tmp_path, said)
    assert len(again.losses) == 4
    assert all(map(harmless, again.losses["reason"]))
    assert (again.fingerprint, corpus_inputs(study_of(tmp_path))) == (corpus.fingerprint, inputs)
    put(tmp_path, "documents/a.doc")
    last = corpus_of(tmp_path, said)
    assert not all(map(harmless, last.losses["reason"]))
    assert last.fingerprint != corpus.fingerprint
    assert corpus_inputs(study_of(tmp_path)) != inputs


def test_a_folder_of_nothing_to_read_says_what_is_in_it(tmp_path: Path) -> None:
    put(tmp_path, *(f"{i}.doc" for i in range(7)))
    with pytest.raises(DocumentError, match=re.escape('0.doc: no reader for ".doc" files; save it as .docx') + ".* …"):
        find_files(tmp_path)


# --- names that break lines, and paths that the system refuses --------------------------------------------------------

BROKEN = ["a\nb", "列\t表", "回\r车", "esc\x1b[31m红", "ls\u2028x", "bidi\u202egnp", "\x7f删", "c1\x85x"]


@pytest.mark.parametrize("name", BROKEN)
def test_names_with_control_characters_stay_on_one_line(name: str, tmp_path: Path) -> None:
    put(tmp_path, "documents/x.md", "documents/y.md", "documents/z.doc")
    (tmp_path / "documents" / name).mkdir()
    for plain, place in (("x.md", f"{name}.md"), ("y.md", f"{name}/{name}.md"), ("z.doc", f"{name}.doc")):
        (tmp_path / "documents" / plain).rename(tmp_path / "documents" / place)
    with zipfile.ZipFile(tmp_path / "documents" / "z.zip", "w") as archive:
        archive.writestr(f"{name}.md", f"---\ndate: 2020-05-01\n---\n{RAIL}")
        archive.writestr(f"{name}.wps", "x")
    said = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
    (tmp_path / "documents.csv").write_text(f"path,date\ndocuments/{said}.md,2019-05-06\n", encoding="utf-8")
    corpus = corpus_of(tmp_path, tmp_path / "documents.csv")
    assert corpus.documents["doc_id"].tolist() == [said, f"z.zip/{said}", f"{said}/{said}"]
    assert corpus.documents["date"].tolist()[0] == "2019-05-06"
    assert set(corpus.losses["path"]) == {f"documents/{said}.doc", f"documents/z.zip/{said}.wps"}
    told = severe_losses(corpus, [], {})["sentence"]
    assert len("\n".join(told).splitlines()) == len(told) == 2


@pytest.mark.parametrize("name", ["年度　总结", "a b", "👨‍👩‍👧", "é", "q'uo,te", "=cmd"])
def test_names_that_are_only_unusual_stay_as_they_are(name: str) -> None:
    assert readable(name) == name


@pytest.mark.parametrize("name", [b"x.\xff\xfe", "关于.通知".encode("gbk"), "2021.关于印发的通知".encode(),
                                  b"x.d\noc", b"a.b;c", b'a.b"c', b"a.b c"])  # fmt: skip
def test_what_is_no_ending_is_not_quoted_as_one(name: bytes, tmp_path: Path) -> None:
    put(tmp_path, "documents/a.md")
    Path(os.fsdecode(os.fsencode(tmp_path / "documents") + b"/" + name)).write_bytes(b"x")
    corpus = corpus_of(tmp_path)
    assert corpus.losses["reason"].tolist() == [
        'no reader for "" files; give it the ending of its format, such as .txt'
    ]


@pytest.mark.parametrize(
    "named", ["长" * 300, "a\0b", "docu*/\0", "长" * 300 + "/x.md", "documents/a.md/x", "*/" + "长" * 300]
)
def test_a_path_that_no_system_takes_is_refused_in_a_sentence(named: str, tmp_path: Path) -> None:
    put(tmp_path, "documents/a.md")
    with pytest.raises(DocumentError, match=r"no such file|no file matches|not a pattern|no document"):
        find_files(tmp_path / named)
    study = study_of(tmp_path)
    with (study.folder / "study.toml").open("a", encoding="utf-8") as file:
        file.write(f"[corpus]\ndocuments = [{json.dumps(named)}]\n")
    with pytest.raises(TopicsError):
        load_study(tmp_path).corpus()


def without_rights(code: str, root: Path) -> str:
    """The output of a program that may not pass over rights, as an administrator may."""
    command = [sys.executable, "-c", code, str(root)]
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("an administrator may read everything")
        dropped = "-dac_override,-dac_read_search"
        command = ["setpriv", "--bounding-set", dropped, "--inh-caps", dropped, *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert not done.returncode, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(os.name == "nt", reason="rights are kept otherwise")
@pytest.mark.parametrize(
    ("mode", "at", "left"),
    [
        (0o000, "documents/锁.md", "documents/锁.md: cannot be read; the right to read it is missing"),
        (0o200, "documents/page.html", "documents/page.html: cannot be read; the right to read it is missing"),
        (0o000, "documents/shut", "documents/shut: cannot be read; the right to read this folder is missing"),
        (0o444, "documents/listed", "documents/listed/x.md: cannot be read; Permission denied"),
        (0o000, "else", "documents/link.md: cannot be read; Permission denied"),
    ],
)
def test_rights_that_are_really_missing_are_told(mode: int, at: str, left: str, tmp_path: Path) -> None:
    put(tmp_path, "documents/a.md", "else/x.md", at if "." in at else f"{at}/x.md")
    (tmp_path / "documents" / "link.md").symlink_to("../else/x.md")
    study_of(tmp_path)
    (tmp_path / at).chmod(mode)
    code = (
        "import sys; from pathlib import Path; sys.stdout.reconfigure(encoding='utf-8')\n"
        "from topics.preprocessing.corpus import read_corpus; from topics.study.study import load_study\n"
        "from topics.store.fingerprints import corpus_inputs; root = Path(sys.argv[1])\n"
        "corpus_inputs(load_study(root)); losses = read_corpus(root / 'documents', root=root, workers=1).losses\n"
        "print(*(f'{path}: {reason}' for path, reason in zip(losses['path'], losses['reason'])), sep='\\n')"
    )
    try:
        assert without_rights(code, tmp_path).startswith(left)
    finally:
        (tmp_path / at).chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="rights are kept otherwise")
@pytest.mark.parametrize("named", ["sealed", "sealed/x.md", "sealed/*.md", "sealed/deep/y.md", "seal*/x.md"])
def test_a_named_path_without_rights_is_refused_in_a_sentence(named: str, tmp_path: Path) -> None:
    put(tmp_path, "sealed/x.md", "sealed/deep/y.md")
    (tmp_path / "sealed").chmod(0)
    code = (
        "import sys; from topics.errors import DocumentError; from topics.preprocessing.finding import find_files\n"
        f"from pathlib import Path\ntry: find_files(Path(sys.argv[1], {named!r}))\n"
        "except DocumentError as error: print(error)"
    )
    try:
        assert re.search(r"right .* is missing|no file matches", without_rights(code, tmp_path))
    finally:
        (tmp_path / "sealed").chmod(0o755)


@pytest.mark.parametrize("pattern", ["documents/*/*.md", "documents/**/*.md", "documents/*", "documents/l*", "doc*"])
def test_a_pattern_follows_no_link_to_a_folder(pattern: str, tmp_path: Path) -> None:
    put(tmp_path, "documents/2021/a.md", "else/x.md")
    (tmp_path / "documents" / "l").symlink_to("../else")
    put(tmp_path, "documents/l2.md")
    found = find_files(tmp_path / pattern)
    assert "x.md" not in [path.name for path in found.files]
    if pattern != "documents/**/*.md":  # which does not look there at all
        assert reasons(found, tmp_path)["documents/l"].startswith("a link to a folder is not followed")


@pytest.mark.parametrize(
    ("name", "mode", "reason"),
    [
        ("链接.txt", 0o120777, "a link in a zip is not followed; put the file itself there"),
        ("2021/link.md", 0o120755, "a link in a zip is not followed; put the file itself there"),
        ("folder", 0o120777, "a link in a zip is not followed; put the file itself there"),
        (".hidden.txt", 0o120777, "a hidden file"),
        ("管道.txt", 0o010644, "no regular file (a pipe, socket or device)"),
        ("device.md", 0o020644, "no regular file (a pipe, socket or device)"),
        ("socket.html", 0o140755, "no regular file (a pipe, socket or device)"),
    ],
)
def test_what_is_no_file_in_a_zip_is_named(name: str, mode: int, reason: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.create_system, entry.external_attr = 3, mode << 16
        archive.writestr(entry, "../../secret.txt")
    [file] = read_files(tmp_path / "a.zip", "a.zip")
    assert (file.path, file.documents, file.losses) == (f"a.zip/{name}", (), (("decoded", reason),))


def test_a_row_about_a_link_to_itself_is_told(tmp_path: Path) -> None:
    put(tmp_path, "documents/a.md")
    special("itself", tmp_path / "documents" / "圈.md", tmp_path)
    (tmp_path / "documents.csv").write_text("path,date\ndocuments/圈.md,2020\n", encoding="utf-8")
    corpus = corpus_of(tmp_path, tmp_path / "documents.csv")
    assert sorted(corpus.losses["stage"]) == ["decoded", "manifest"]


@pytest.mark.parametrize("encodings", [("gbk", "utf-8"), ("gbk", "utf-8", "big5")])
def test_names_that_read_alike_are_told_to_be_renamed(encodings: tuple[str, ...], tmp_path: Path) -> None:
    text = put(tmp_path, "documents/a.md") / "documents" / "a.md"
    for encoding in encodings:
        place = os.fsencode(text.parent) + b"/" + "通知.md".encode(encoding)
        Path(os.fsdecode(place)).write_bytes(text.read_bytes())
    with pytest.raises(
        DocumentError, match=r'(?s)(two documents have the|1 id is shared).*"通知".*rename the file'
    ) as error:
        corpus_of(tmp_path)
    assert "1 ids" not in str(error.value)


def test_ids_of_a_table_that_are_those_of_files_are_told_together(tmp_path: Path) -> None:
    put(tmp_path, "documents/d1.md", "documents/d2.md")
    rows = [json.dumps({"id": name, "text": WIND, "date": "2021"}) for name in ("d1", "q", "q", "q", "d2")]
    (tmp_path / "documents" / "表.jsonl").write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(DocumentError) as error:
        corpus_of(tmp_path)
    assert str(error.value) == (
        "3 ids are shared by documents:\n"
        '  "d1": documents/d1.md, documents/表.jsonl\n'
        '  "d2": documents/d2.md, documents/表.jsonl\n'
        '  "q": documents/表.jsonl (3 times)\n'
        "Give one another id in documents.csv (columns path, id), or take one out. Documents of one path are not told "
        "apart there: change the id in the table, or rename the file."
    )
