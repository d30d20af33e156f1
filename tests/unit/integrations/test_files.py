"""Input files are found in folders and archives, and bombs among them are refused."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile

import pytest

from graphcrm.activities.records import Evidence
from graphcrm.integrations import files
from graphcrm.integrations.files import ExpansionError, UnreadableError
from graphcrm.integrations.source import Failed, Ignored, SourceKind
from graphcrm.integrations.sources import Options, open_source


MAIL = b"""From x@oduya.example Mon Apr 18 14:18:11 2022
Message-ID: <1@oduya.example>
Date: Mon, 13 Nov 2000 00:21:00 -0800
From: kim@oduya.example
To: ben@moss.example

Hi.
"""


def tarred(members, mode="w"):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def zipped(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


MEMBERS = {"a/inbox": MAIL, "../../b": MAIL, "a/picture.png": b"\x89PNG", "a/.DS_Store": b"x"}
ROWS = ["/a/inbox: message 1", "/../../b: message 1", "/a/picture.png"]


@pytest.mark.parametrize(
    "packed",
    [*(tarred(MEMBERS, mode) for mode in ("w", "w:xz", "w:gz", "w:bz2")), zipped(MEMBERS)],
    ids=["tar", "tar.xz", "tar.gz", "tar.bz2", "zip"],
)
def test_archives_are_read_member_by_member(read, packed):
    """Nothing is unpacked to disk, so a name that points outside does no harm."""
    items = read(SourceKind.MBOX, packed, "mail")
    assert [item.row for item in items] == [f"mail{row}" for row in ROWS]
    assert isinstance(items[0].content, Evidence)
    assert items[2].content == Ignored("not an mbox file")


@pytest.mark.parametrize(
    "pack", [gzip.compress, lzma.compress, bz2.compress], ids=["gz", "xz", "bz2"]
)
def test_one_packed_file_is_that_file(read, pack):
    """A mailbox is often kept as inbox.mbox.gz."""
    (item,) = read(SourceKind.MBOX, pack(MAIL), "inbox.gz")
    assert isinstance(item.content, Evidence)


def test_a_folder_is_read_with_all_below_it(tmp_path):
    """Files are recognised by content, hidden and empty ones passed over."""
    (tmp_path / "sub").mkdir()
    for name, content in {
        "sub/b": MAIL,
        "a": MAIL,
        ".c": MAIL,
        "d.txt": b"notes",
        "e": b"",
    }.items():
        (tmp_path / name).write_bytes(content)
    source = open_source(SourceKind.MBOX, [tmp_path])
    assert [item.row for item in source.items()] == ["a: message 1", "d.txt", "sub/b: message 1"]
    assert source.size == 2 * len(MAIL) + 5
    assert source.name == tmp_path.name


def test_a_wrong_file_among_several_fails_beside_the_others(tmp_path):
    """What is right is imported."""
    names = ["right", "wrong", "empty", "cut.gz"]
    contents = [MAIL, b"\x00\x01", b"", gzip.compress(MAIL * 50)[:-30]]
    for name, content in zip(names, contents, strict=True):
        (tmp_path / name).write_bytes(content)
    source = open_source(SourceKind.MBOX, [tmp_path / name for name in names])
    said = {item.row.partition(":")[0]: item.content for item in source.items()}
    assert isinstance(said["right"], Evidence)
    assert said["wrong"] == Failed("it is not an mbox file: it does not begin with a From line")
    assert said["empty"] == Failed("it is empty")
    assert said["cut.gz"].reason.startswith("it is damaged or cut off")


def test_every_archive_cut_off_says_so(read):
    """An archive whose copy broke off must not pass for a whole one."""
    noise = b"".join(struct.pack("<Q", pow(7, at, 2**61 - 1)) for at in range(40_000))
    for packed in (tarred({"a": MAIL, "b": noise}, "w:gz"), tarred({"a": MAIL, "b": noise})):
        items = read(SourceKind.MBOX, packed[: len(packed) // 2], "mail.tar")
        assert isinstance(items[0].content, Evidence)
        assert isinstance(items[-1].content, Failed | Ignored)
    (item,) = read(SourceKind.MBOX, zipped({"a": MAIL})[:-30], "mail.zip")
    assert "damaged" in item.content.reason


@pytest.mark.parametrize(
    "pack",
    [
        lambda zeros: zipped({"inbox": MAIL + zeros}),
        lambda zeros: tarred({"inbox": MAIL + zeros}, "w:gz"),
        lambda zeros: gzip.compress(MAIL + zeros),
        lambda zeros: lzma.compress(MAIL + zeros),
    ],
    ids=["zip", "tar.gz", "gz", "xz"],
)
def test_a_bomb_is_refused(read, monkeypatch, pack):
    """A few kilobytes that unfold to gigabytes are an attack."""
    monkeypatch.setattr(files, "FREE_EXPANSION", 1 << 20)
    with pytest.raises(ExpansionError, match=r"bomb unpacks to more than 250 times its size"):
        read(SourceKind.MBOX, pack(bytes(24 << 20)), "bomb")


def test_an_archive_whose_directory_alone_fills_the_memory_is_refused(read):
    """The list of files in a zip is read at once, so its size is checked first."""
    packed = bytearray(zipped({"a": MAIL}))
    end = packed.rfind(b"PK\x05\x06")
    struct.pack_into("<I", packed, end + 12, 1 << 30)
    with pytest.raises(ExpansionError):
        read(SourceKind.MBOX, bytes(packed), "bomb.zip")


def test_a_tar_header_cannot_fill_the_memory(read):
    """A name of two gigabytes is not read to find out what it says."""
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 2 << 30
    header = info.tobuf(tarfile.GNU_FORMAT)
    (item,) = read(SourceKind.MBOX, header + bytes(4096), "mail.tar")
    assert "a header of more than a megabyte" in item.content.reason


def test_a_member_behind_a_password_fails_alone(read):
    """Nobody is asked for passwords of archives."""
    packed = bytearray(zipped({"a": MAIL, "b": MAIL}))
    for at in (packed.find(b"PK\x03\x04") + 6, packed.find(b"PK\x01\x02") + 8):
        packed[at] |= 1
    first, second = read(SourceKind.MBOX, bytes(packed), "mail.zip")
    assert first.content == Failed("it is protected by a password")
    assert isinstance(second.content, Evidence)


def test_an_office_document_is_no_archive(read):
    """A workbook is a zip inside; say what to do instead of listing its parts."""
    packed = zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"})
    for kind in (SourceKind.CSV_CONTACTS, SourceKind.MBOX):
        with pytest.raises(UnreadableError, match=r"people\.xlsx is an Office document"):
            read(kind, packed, "people.xlsx")


def test_a_path_that_is_not_there_is_named(tmp_path):
    """A typing error is told before anything starts."""
    with pytest.raises(UnreadableError, match="missing does not exist"):
        open_source(SourceKind.EML, [tmp_path / "missing"])


def test_an_upload_is_shown_by_its_own_name(tmp_path):
    """Uploads lie in temporary files, whose names say nothing."""
    (tmp_path / "tmp123").write_bytes(MAIL)
    source = open_source(SourceKind.MBOX, [tmp_path / "tmp123"], Options(name="inbox.mbox"))
    assert next(source.items()).row == "inbox.mbox: message 1"
    assert source.name == "inbox.mbox"


def test_progress_never_goes_back_and_ends_at_the_size(tmp_path):
    """The bar on the screen is drawn from it."""
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(MAIL * 200)
    source = open_source(SourceKind.MBOX, [tmp_path])
    positions = [item.position for item in source.items()]
    assert positions == sorted(positions)
    assert positions[-1] == source.size
