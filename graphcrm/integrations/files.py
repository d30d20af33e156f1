"""Input files: found in folders and archives, recognised by content, read in flat memory."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from graphcrm.errors import InvalidError
from graphcrm.integrations.source import Failed, Item


# A stream that can be peeked at, of whatever lies below it.
Stream: TypeAlias = "io.BufferedReader[Any]"
MAX_TAR_HEADER: Final = 1 << 20
MAX_ZIP_DIRECTORY: Final = 16 << 20
# Mail packs to a tenth, the emptiest of it to a hundredth; bombs begin at a thousandth.
FREE_EXPANSION: Final = 100 << 20
MAX_RATIO: Final = 250
_BUFFER = 256 << 10
_OPENERS: dict[bytes, Callable[[Stream], Any]] = {
    b"\x1f\x8b": lambda raw: gzip.GzipFile(fileobj=raw),
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"BZh": bz2.BZ2File,
}
_EXTENSIONS = frozenset(
    {
        tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.SOLARIS_XHDTYPE,
    }
)
_ZIP = b"PK\x03\x04"
_DAMAGED = (
    tarfile.TarError,
    zipfile.BadZipFile,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    OSError,  # bz2 and gzip: no other word for bytes that are wrong
    NotImplementedError,  # zipfile: a compression it does not know
)


class UnreadableError(InvalidError):
    """An input is not what it was said to be; the sentence names the file."""

    code = "unreadable-input"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} {why}")
        self.name = name
        self.why = why


class ExpansionError(UnreadableError):
    """An archive unfolds to far more than any real one: it is built to fill memory or disk."""

    code = "archive-too-large"

    def __init__(self, name: str) -> None:
        super().__init__(
            name, f"unpacks to more than {MAX_RATIO} times its size and was not read further."
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the input, open for reading from its beginning.

    Attributes:
        name: As shown to people: "inbox.mbox", or "mail.zip/2024/inbox.mbox".
        stream: Its bytes; `peek` shows the first ones; only good until the next entry.
        position: Tells how many bytes of the whole input are read by now.
        is_named: Whether it was named itself, not found in a folder or archive, where files of
            another kind are no surprise.
    """

    name: str
    stream: Stream
    position: Callable[[], int]
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """A file of the input that cannot be opened, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Input:
    """The files a source reads.

    Attributes:
        paths: Files, folders (with all below them) and archives (tar, zip, gz, xz, bz2).
        name: As shown to people in place of the paths; None: their own names.
    """

    paths: tuple[Path, ...]
    name: str | None = None

    @property
    def title(self) -> str:
        """What the whole is called."""
        return self.name or ", ".join(path.name or str(path) for path in self.paths)

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self._files())

    @property
    def is_single(self) -> bool:
        """Whether it is one file, so that a wrong one is an error, not a remark."""
        return len(self.paths) == 1 and self.paths[0].is_file()

    def check(self) -> None:
        """Check that every path is there.

        Raises:
            UnreadableError: One is not.
        """
        for path in self.paths:
            if not path.exists():
                raise UnreadableError(str(path), "does not exist.")

    def entries(self) -> Iterator[Entry | Broken]:
        """Yield every file in the order of names, those in archives in the archive's order.

        Raises:
            UnreadableError: A path does not exist, the only one is empty, or a bomb.
        """
        before = 0
        for path in self._files():
            size = path.stat().st_size
            name = self._shown(path)
            if size:
                yield from _opened(path, name, before, is_named=path in self.paths)
            elif self.is_single:
                raise UnreadableError(name, "is empty.")
            elif path in self.paths:
                yield Broken(name, "is empty.")
            before += size

    def _files(self) -> Iterator[Path]:
        for path in self.paths:
            if path.is_dir():
                yield from sorted(
                    file
                    for file in path.rglob("*")
                    if file.is_file() and not file.name.startswith(".")
                )
            elif path.is_file():
                yield path
            else:
                raise UnreadableError(str(path), "does not exist or is no file.")

    def _shown(self, path: Path) -> str:
        if path in self.paths:
            return self.name or path.name
        folder = next(parent for parent in self.paths if parent in path.parents)
        return str(path.relative_to(folder))


@dataclass(frozen=True, slots=True)
class FileSource:
    """What every source of files has.

    Attributes:
        input: Where they are.
    """

    input: Input

    @property
    def name(self) -> str:
        """File name or folder, as shown to people."""
        return self.input.title

    @property
    def size(self) -> int:
        """Bytes to read."""
        return self.input.size


def read(source: Input, entry_items: Callable[[Entry], Iterator[Item]]) -> Iterator[Item]:
    """Yield the items of every file; one that cannot be read is a Failed beside the others.

    Args:
        source: Where to read.
        entry_items: Reads one file; may raise UnreadableError at any point.

    Raises:
        UnreadableError: The only file is not what it should be.
        ExpansionError: An archive is a bomb.
    """
    read_count = 0
    for entry in source.entries():
        if isinstance(entry, Broken):
            yield Item(entry.name, _failed(entry.why))
            continue
        try:
            for item in entry_items(entry):
                read_count += 1
                yield item
        except ExpansionError:
            raise
        except UnreadableError as error:
            if source.is_single and not read_count:
                raise
            yield Item(entry.name, _failed(error.why), entry.position())


def _failed(why: str) -> Failed:
    """Return a file's failure in the words of a row's, whose place stands beside it."""
    return Failed(f"it {why.removesuffix('.')}")


class _Guarded(io.RawIOBase):
    """Unpacked bytes, counted against the packed ones they came from."""

    def __init__(self, unpacked: Any, packed: Stream, name: str) -> None:
        self._unpacked = unpacked
        self._packed = packed
        self._name = name
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._unpacked.read1(len(buffer))
        except _DAMAGED as error:
            raise UnreadableError(self._name, f"is damaged or cut off ({error}).") from error
        self._count += len(data)
        if self._count > max(FREE_EXPANSION, MAX_RATIO * self._packed.tell()):
            raise ExpansionError(self._name)
        buffer[: len(data)] = data
        return len(data)


class _BoundedHeader(tarfile.TarInfo):
    """A tar header whose own extension cannot fill the memory."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_BoundedHeader":
        header = super().frombuf(buf, encoding, errors)
        if header.type in _EXTENSIONS and header.size > MAX_TAR_HEADER:
            raise tarfile.ReadError("a header of more than a megabyte")
        return header


def _opened(path: Path, name: str, before: int, *, is_named: bool) -> Iterator[Entry | Broken]:
    with io.BufferedReader(io.FileIO(path), _BUFFER) as raw:
        head = raw.peek(8)

        def position() -> int:
            return before + raw.tell()

        if head.startswith(_ZIP):
            yield from _zipped(raw, name, position)
            return
        opener = next((each for magic, each in _OPENERS.items() if head.startswith(magic)), None)
        stream = (
            raw if opener is None else io.BufferedReader(_Guarded(opener(raw), raw, name), _BUFFER)
        )
        try:
            is_tar = stream.peek(tarfile.BLOCKSIZE)[257:262] == b"ustar"
        except UnreadableError as error:
            yield Broken(name, error.why)
            return
        if is_tar:
            yield from _tarred(stream, name, position)
        else:
            yield Entry(name, stream, position, is_named=is_named)


def _tarred(stream: Stream, name: str, position: Callable[[], int]) -> Iterator[Entry | Broken]:
    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_BoundedHeader) as archive:
            while member := archive.next():
                # It keeps every header it has seen, for seeking back.
                archive.members = []  # type: ignore[attr-defined] # documented in tarfile's source only
                content = archive.extractfile(member) if member.isfile() else None
                if content and member.size and not _is_hidden(member.name):
                    yield Entry(f"{name}/{member.name}", content, position)  # type: ignore[arg-type] # a BufferedReader, typed as IO
    except UnreadableError as error:
        if isinstance(error, ExpansionError):
            raise
        yield Broken(name, error.why)
    except _DAMAGED as error:
        yield Broken(name, f"is damaged or cut off ({error}).")


def _zipped(raw: Stream, name: str, position: Callable[[], int]) -> Iterator[Entry | Broken]:
    try:
        _check_directory(raw, name)
        with zipfile.ZipFile(raw) as archive:
            for info in archive.infolist():
                if info.filename == "[Content_Types].xml":
                    raise UnreadableError(name, "is an Office document: save it as text first.")
                if info.is_dir() or not info.file_size or _is_hidden(info.filename):
                    continue
                shown = f"{name}/{info.filename}"
                if info.flag_bits & 1:
                    yield Broken(shown, "is protected by a password.")
                    continue
                with archive.open(info) as member:
                    stream = io.BufferedReader(_Guarded(member, raw, name))
                    yield Entry(shown, stream, position)
    except _DAMAGED as error:
        yield Broken(name, f"is damaged or cut off ({error}).")


def _check_directory(raw: Stream, name: str) -> None:
    """Refuse a zip whose list of files alone would fill the memory (APPNOTE 4.3.16)."""
    size = raw.seek(0, io.SEEK_END)
    raw.seek(max(0, size - (1 << 16) - 22))
    tail = raw.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < 22:  # noqa: PLR2004 - bytes of the record
        raise zipfile.BadZipFile("no directory at its end")
    directory_size = struct.unpack_from("<I", tail, end + 12)[0]
    if directory_size > MAX_ZIP_DIRECTORY:
        raise ExpansionError(name)


def _is_hidden(name: str) -> bool:
    parts = (part for part in name.split("/") if part not in {".", ".."})
    return any(part.startswith((".", "__MACOSX")) for part in parts)
