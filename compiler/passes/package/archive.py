r"""A zip written by its contents alone: the same members give the same bytes on every machine, folder and day.

    packed = Member("app/orders.py", source)
    zip_bytes([packed, …])

Members are sorted, dated 1980-01-01 (the earliest that the format knows) and carry fixed modes. A member is deflated
once however many packages hold it, which the standard `zipfile` cannot do, so the few records are written here
(PKWARE's APPNOTE, 4.3: local header, central directory, end record; no zip64, as Lambda's limit is far below it).
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_DAY = 0x0021
"""1980-01-01."""
_UTF8 = 0x0800
_UNIX = 3 << 8
_LEVEL = 6

MOST_MEMBERS = 65_535


@dataclass(frozen=True, slots=True)
class Packed:
    """A file's bytes as the zip keeps them: deflated where that is shorter."""

    data: bytes
    method: int
    crc: int
    size: int


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the zip at its path inside."""

    arcname: str
    packed: Packed
    executable: bool = False


@dataclass(slots=True)
class Press:
    """Deflates each content once, by its digest."""

    _done: dict[str, Packed] = field(default_factory=dict)

    def pack(self, digest: str, content: bytes) -> Packed:
        """The content as a zip keeps it."""
        if digest not in self._done:
            deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
            short = deflater.compress(content) + deflater.flush()
            method = 8 if len(short) < len(content) else 0
            self._done[digest] = Packed(short if method else content, method, zlib.crc32(content), len(content))
        return self._done[digest]

    def known(self, digest: str) -> Packed | None:
        """The content if it was packed before."""
        return self._done.get(digest)


def zip_bytes(members: Iterable[Member]) -> bytes:
    """The whole zip. Raises ValueError where two members share a path or there are more than the format counts."""
    ordered = sorted(members, key=lambda member: member.arcname)
    names = [member.arcname for member in ordered]
    if len(set(names)) != len(names) or len(names) > MOST_MEMBERS:
        raise ValueError("a zip holds each path once, and at most 65,535 of them")
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for member in ordered:
        name, packed = member.arcname.encode(), member.packed
        common = (_UTF8, packed.method, 0, _DAY, packed.crc, len(packed.data), packed.size, len(name), 0)
        mode = (0o100755 if member.executable else 0o100644) << 16
        body += [_LOCAL.pack(b"PK\3\4", 20, *common), name, packed.data]
        directory += [_CENTRAL.pack(b"PK\1\2", _UNIX | 20, 20, *common, 0, 0, 0, mode, offset), name]
        offset += _LOCAL.size + len(name) + len(packed.data)
    size = sum(map(len, directory))
    end = _END.pack(b"PK\5\6", 0, 0, len(ordered), len(ordered), size, offset, 0)
    return b"".join([*body, *directory, end])
