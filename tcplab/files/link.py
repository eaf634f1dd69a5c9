"""An experiment as one word of text to paste into a chat: `tcplab:1:` and its lab file, packed.

Packed is: compressed in the zlib format (RFC 1950, which ends with a checksum), then spelt in
base64url without padding (RFC 4648 §5).
"""

import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from tcplab.files.disk import FileProblem
from tcplab.files.labfile import lab_text, parse_lab_text
from tcplab.sim.experiment import Experiment
from tcplab.sim.sentences import said

VERSION = 1
_WHERE = said("the link")
_LONGEST = 2**16  # characters; what is larger belongs into a file
_LARGEST = 2**18  # octets unpacked: a few thousand characters could hold many megabytes
_LINK = re.compile(r"tcplab:([0-9]{1,9}):([\w\s-]*)", re.ASCII)


def link_of(experiment: Experiment) -> str:
    """The link; FileProblem if the experiment is too large for one."""
    try:
        octets = lab_text(experiment).encode()
    except UnicodeEncodeError:
        raise FileProblem("a text in the experiment holds half a character") from None
    packed = urlsafe_b64encode(zlib.compress(octets, 9)).decode().rstrip("=")
    link = f"tcplab:{VERSION}:{packed}"
    if len(octets) > _LARGEST or len(link) > _LONGEST:
        raise FileProblem("the experiment is too large for a link; right would be a file")
    return link


def is_link(argument: str) -> bool:
    """Whether it begins like a link; before a file of such a name its folder must be written."""
    return _LINK.match(argument.lstrip()) is not None


def experiment_in(text: str) -> Experiment:
    """The experiment of the first link in `text`, whose lines may have been broken.

    Words that follow it are passed over: what is packed says where it ends. FileProblem if there
    is no link, or if it is not whole.
    """
    found = _LINK.search(text)
    if found is None:
        words = "here is no link to an experiment; one begins with tcplab:{version}:"
        raise FileProblem(words, version=VERSION)
    if int(found[1]) != VERSION:
        words = "{where} is of version {version}; this TCP Lab reads version {ours}"
        raise FileProblem(words, where=_WHERE, version=found[1], ours=VERSION)
    octets = _unpacked("".join(found[2].split()))
    try:
        lab_file = octets.decode()
    except UnicodeDecodeError:
        raise FileProblem("{where} holds no text", where=_WHERE) from None
    return parse_lab_text(lab_file, _WHERE)


def _unpacked(packed: str) -> bytes:
    packed = packed[:_LONGEST]
    packed = packed[: len(packed) - (len(packed) % 4 == 1)]  # one character is no whole octet
    decoded = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    decompressor = zlib.decompressobj()
    try:
        octets = decompressor.decompress(decoded, _LARGEST + 1)
    except zlib.error:
        words = "{where} is damaged; it must be copied whole and unchanged"
        raise FileProblem(words, where=_WHERE) from None
    if len(octets) > _LARGEST:
        words, most = "{where} holds more than {most} KiB", _LARGEST // 2**10
        raise FileProblem(words, where=_WHERE, most=most)
    if not decompressor.eof:
        raise FileProblem("{where} ends too early; it must be copied whole", where=_WHERE)
    return octets
