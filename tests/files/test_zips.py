import io
import zipfile

import pytest

from topics.errors import DocumentError
from topics.files import zips as archives
from topics.files.zips import open_zip, zip_entries


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def test_entries_come_by_name_and_hidden_ones_are_named_once() -> None:
    data = zipped(
        {
            "b.txt": b"2",
            "a/1.txt": b"1",
            "a/": b"",
            ".git/x": b"",
            ".git/y": b"",
            "__MACOSX/._b.txt": b"",
            "c/.DS_Store": b"",
        }
    )
    assert list(zip_entries(data, "a.zip")) == [
        ("a/1.txt", "", b"1"),
        ("b.txt", "", b"2"),
        (".git", "a hidden folder", b""),
        ("__MACOSX", "a file of the operating system", b""),
        ("c/.DS_Store", "a hidden file", b""),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_names_of_old_programs_are_read(encoding: str) -> None:
    # zipfile marks names as UTF-8; programs that do not write them as their system has them.
    data = zipped({"通知和公告_1.txt": b"x"})
    name = "通知和公告_1.txt".encode()
    other = "通知和公告_1.txt".encode(encoding).ljust(len(name), b"1")
    data = data.replace(name, other)
    for header, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(header) + place
        data = data[:at] + b"\x00\x00" + data[at + 2 :]
    [(found, _, _)] = zip_entries(data, "a.zip")
    assert found.startswith("通知和公告_1.txt")


@pytest.mark.parametrize("name", ["../a.txt", "a/../../b.txt", "/etc/a.txt", "C:\\a.txt", "a\\..\\..\\b.txt"])
def test_names_that_leave_the_zip_are_refused(name: str) -> None:
    with pytest.raises(DocumentError, match=r'a\.zip: the file ".*" in it would lie outside of it'):
        list(zip_entries(zipped({name: b"x"}), "a.zip"))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(DocumentError, match=r"a\.zip: 0\.0 MB would unpack to 20 MB; the limits are 1,000 MB and 200"):
        open_zip(zipped({"a.txt": bytes(20_000_000)}), "a.zip")


def test_too_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRIES", 2)
    with pytest.raises(DocumentError, match=r"a\.zip: expected up to 2 files in it, found 3"):
        open_zip(zipped({"a": b"", "b": b"", "c": b""}), "a.zip")


def test_an_entry_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_FILE_BYTES", 1_000_000)
    with pytest.raises(DocumentError, match=r"a\.zip/b\.txt: 2 MB unpacked; the limit is 1 MB"):
        list(zip_entries(zipped({"b.txt": bytes(2_000_000)}), "a.zip"))


def test_damage_and_locks_are_said() -> None:
    damaged = zipped({"b.txt": b"some text"}, zipfile.ZIP_STORED).replace(b"some text", b"same text")
    with pytest.raises(DocumentError, match=r"a\.zip/b\.txt: this entry of the zip cannot be read \(Bad CRC-32"):
        list(zip_entries(damaged, "a.zip"))
    locked = zipped({"b.txt": b"some text"})
    for header, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.index(header) + place
        locked = locked[:at] + b"\x01" + locked[at + 1 :]
    with pytest.raises(DocumentError, match=r"a\.zip/b\.txt: .* is encrypted"):
        list(zip_entries(locked, "a.zip"))
    with pytest.raises(DocumentError, match=r"a\.zip: this is not a zip file that can be read"):
        open_zip(b"PK\x03\x04", "a.zip")


def test_a_file_without_a_name_is_damage() -> None:
    nameless = zipped({"b.txt": b"some text"}).replace(b"b.txt", b"\x00.txt")
    with pytest.raises(DocumentError, match=r"a\.zip: a file in it has no name"):
        list(zip_entries(nameless, "a.zip"))
