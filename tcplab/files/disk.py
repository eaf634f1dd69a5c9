"""Files on disk: read within bounds whatever the path names, written whole or not at all.

Every failure is a FileProblem, one sentence to be shown as it is.
"""

import errno
import hashlib
import os
import stat
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from tcplab.sim.sentences import NO_WORDS, Sentence, said

LIMIT = 4 * 2**20
_LONGEST = 1_000
_WHY = {
    errno.EACCES: said("permission denied"),
    errno.EPERM: said("permission denied"),
    errno.EROFS: said("the disk is read-only"),
    errno.ENOSPC: said("the disk is full"),
    errno.EFBIG: said("file too large"),
    errno.ENAMETOOLONG: said("the name is too long"),
    errno.ELOOP: said("its symbolic links lead in a circle"),
    errno.ENOTDIR: said("a part of the path is not a folder"),
}
_WINDOWS_BINARY = getattr(os, "O_BINARY", 0)


class FileProblem(Exception):
    """One clear sentence: which file, which key, what is wrong and what would be right."""

    def __init__(self, words: str, /, **values: object) -> None:
        self.sentence = Sentence(words, values)
        super().__init__(self.told())

    def told(self, instead: Mapping[str, str] = NO_WORDS) -> str:
        """In English, or with another language's words `instead` (wording.read_sentences)."""
        # Names come from anywhere: they must neither break the line nor refuse to be printed.
        sentence = self.sentence.told(instead)
        return "".join(_one_line(each) for each in sentence[:_LONGEST])


def _one_line(character: str) -> str:
    if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp"):
        return character.encode("unicode_escape").decode()
    return character


def reason(error: OSError) -> Sentence | str:
    """Why the system refused, in words; what is rare in the system's own."""
    return _WHY.get(error.errno or 0) or (error.strerror or str(error)).lower()


def nearest(name: str, known: list[str] | tuple[str, ...]) -> Sentence | str:
    """`; did you mean "…"?` for the known name most like `name`, or ""."""
    import difflib  # slow to import, and most names are known

    near = difflib.get_close_matches(name, known, 1, 0.6)
    return said('; did you mean "{near}"?', near=near[0]) if near else ""


def read_text(path: Path) -> str:
    """The text of a UTF-8 file (a byte order mark is dropped, line ends become \\n)."""
    octets = _read_octets(path)
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileProblem("{path}: the text is UTF-16; it must be saved as UTF-8", path=path)
    if b"\0" in octets:
        words = "{path}: this is a binary file; right would be text (TOML in UTF-8)"
        raise FileProblem(words, path=path)
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        words = "{path}, line {line}: the text is not UTF-8; it must be saved as UTF-8"
        raise FileProblem(words, path=path, line=line) from None
    return text.replace("\r\n", "\n")


def _read_octets(path: Path) -> bytes:
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            raise FileProblem("{path}: this is a folder, not a file", path=path)
        if not stat.S_ISREG(mode):  # opening a device or a pipe could wait for ever
            raise FileProblem("{path}: this is not a regular file", path=path)
        with open(path, "rb") as file:
            octets = file.read(LIMIT + 1)
    except FileNotFoundError:
        raise _not_found(path) from None
    except OSError as error:
        words, why = "{path}: the file cannot be read: {reason}", reason(error)
        raise FileProblem(words, path=path, reason=why) from None
    except ValueError:
        raise FileProblem("{path}: this cannot be the name of a file", path=path) from None
    if len(octets) > LIMIT:
        most = LIMIT // 2**20
        raise FileProblem("{path}: the file is larger than {most} MiB", path=path, most=most)
    return octets


def _not_found(path: Path) -> FileProblem:
    folder = path.parent
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if not entry.is_dir())
    except FileNotFoundError:
        return FileProblem("{path}: there is no folder {folder}", path=path, folder=folder)
    except OSError:
        names = []
    hint = nearest(path.name, names)
    return FileProblem("{path}: there is no such file{hint}", path=path, hint=hint)


def fingerprint(path: Path) -> bytes | None:
    """Tells whether a file is still as it was; None if there is none that could be read."""
    try:
        return hashlib.sha256(_read_octets(path)).digest()
    except FileProblem:
        return None


def write_file(path: Path, octets: bytes, *, durable: bool = True) -> None:
    """Replace the file at once: whoever reads it meets the old content or the new, nothing between.

    Symbolic links are followed and permissions kept. If it fails, the old file is untouched.
    `durable` waits until the disk itself has it.
    """
    try:
        target = Path(os.path.realpath(path))
        _replace(target, octets, _old_mode(path, target), durable=durable)
    except OSError as error:
        words, why = "{path}: the file cannot be written: {reason}", reason(error)
        raise FileProblem(words, path=path, reason=why) from None
    except ValueError:
        raise FileProblem("{path}: this cannot be the name of a file", path=path) from None


def _old_mode(path: Path, target: Path) -> int | None:
    """The permissions of the file that is to be replaced; None if there is none yet."""
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        if not target.parent.is_dir():
            words = "{path}: there is no folder {folder}"
            raise FileProblem(words, path=path, folder=target.parent) from None
        return None
    if stat.S_ISDIR(mode):
        raise FileProblem("{path}: this is a folder, not a file", path=path)
    if not stat.S_ISREG(mode):  # os.replace would put a file where the device was
        raise FileProblem("{path}: this is not a regular file", path=path)
    effective = os.access in os.supports_effective_ids
    if not os.access(target, os.W_OK, effective_ids=effective):  # os.replace asks the folder alone
        raise FileProblem("{path}: the file cannot be written: it is read-only", path=path)
    return stat.S_IMODE(mode)


def _replace(target: Path, octets: bytes, mode: int | None, *, durable: bool) -> None:
    beside = target.parent / f".tcplab-{os.urandom(8).hex()}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _WINDOWS_BINARY
    descriptor = os.open(beside, flags, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(octets)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        if mode is not None:
            os.chmod(beside, mode)
        os.replace(beside, target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
