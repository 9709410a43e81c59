#!/usr/bin/env python3
"""Write Jane Austen's six novels (public domain) as text files, from Debian's package r-cran-janeaustenr.

    apt-get download r-cran-janeaustenr && dpkg -x r-cran-janeaustenr_*.deb package
    python3 extract.py package novels
"""
import pathlib
import struct
import sys
import zlib

# A character string in R's serialization: type and encoding flags, then a length and the bytes.
STRING = b"\x00\x04\x00\x09"


def objects(database):
    """The objects of an R lazy-load database: each four bytes of length, then a zlib stream."""
    while len(database) > 4:
        stream = zlib.decompressobj()
        yield stream.decompress(database[4:])
        database = stream.unused_data


def strings(raw):
    at = raw.find(STRING)
    while at >= 0:
        (length,) = struct.unpack(">i", raw[at + 4 : at + 8])
        end = at + 8 + max(length, 0)  # a missing string has length −1
        yield raw[at + 8 : end].decode("utf-8", "replace")
        at = raw.find(STRING, end)


package, out = map(pathlib.Path, sys.argv[1:3])
out.mkdir(parents=True, exist_ok=True)
for raw in objects(next(package.rglob("data/Rdata.rdb")).read_bytes()):
    lines = list(strings(raw))
    text = "\n".join(lines) + "\n"
    if len(text) > 100_000:
        title = "".join(c if c.isalnum() else "-" for c in lines[0].title()).strip("-")
        (out / f"{title}.txt").write_text(text)
        print(title, len(text))
