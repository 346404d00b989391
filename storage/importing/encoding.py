"""Finding out how a file's bytes spell its letters. Knows nothing of rows and columns."""

import codecs
import re
from collections import Counter
from pathlib import Path

from storage.problem import Problem

_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word document"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "a compressed file (7z)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a SQLite database"),
)
_MAC_LETTERS = frozenset(bytes(range(0x80, 0xA0)))
"""Bytes that are letters in Mac Roman and controls or rare signs in Latin-1."""
_MAC_IN_WORDS = re.compile(rb"[A-Za-z\x80-\x9f][\x96\xa7\xae\xaf\xbe\xbf\xcf\xd8][a-z]")
"""`ñ`, `ß`, `æ` and their kin amid a word; at its end the same byte is the sign of `Acme®`."""
_LATIN_IN_WORDS = re.compile(
    rb"[\xdf-\xf6\xf8-\xff]|(?<![a-z])[\xc0-\xd6\xd8-\xde](?=[A-Za-z\xc0-\xff])"
)
"""Letters of Latin-1, the capitals where one may stand; elsewhere they are dashes of a Mac."""
_WINDOWS_SIGNS = frozenset(b"\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\x99")
"""The euro, quotation marks and dashes of Windows; in Mac Roman they are accented letters."""
_UNKNOWN_TO_WINDOWS = frozenset(b"\x81\x8d\x8f\x90\x9d")


def find_encoding(path: Path) -> str:
    """The name of the file's encoding, as Python knows it.

    A byte-order mark is believed; text that is valid UTF-8 to its end is UTF-8; else the more
    plausible of Windows' Latin-1 and Mac Roman.

    Raises:
        Problem: when the file is empty or is not text.
    """
    with path.open("rb") as file:
        head = file.read(_BLOCK)
    if not head.strip(b"\0 \t\r\n"):
        raise Problem(
            "empty-file",
            what=f"{path.name} is empty.",
            fix="Export it again, with the headings in its first row.",
        )
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    _refuse_documents(path, head)
    if b"\0" in head:
        return _find_utf16(path, head)
    return _find_single_bytes(path)


def _refuse_documents(path: Path, head: bytes) -> None:
    for signature, words in _SIGNATURES:
        if head.startswith(signature):
            raise Problem(
                "not-a-table",
                what=f"{path.name} is {words}, not a table of text.",
                fix="Export it as CSV or XLSX and import that file.",
            )


def _find_utf16(path: Path, head: bytes) -> str:
    """UTF-16 without its mark: in Western text nearly every second byte is zero."""
    pairs = max(len(head) // 2, 1)
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.4 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if even > 0.4 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    raise _not_text(path)


def _not_text(path: Path) -> Problem:
    return Problem(
        "not-text",
        what=f"{path.name} is not a text file: it has zero bytes in it.",
        why="Either it is another kind of file, or it was damaged on its way.",
        fix="Export it again as CSV or XLSX.",
    )


def _find_single_bytes(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    valid = True
    seen: Counter[int] = Counter()
    mac = latin = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if b"\0" in block:
                raise _not_text(path)
            if valid:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    valid = False
            if not block.isascii():
                seen.update(block.translate(None, bytes(range(128))))
                mac += len(_MAC_IN_WORDS.findall(block))
                latin += len(_LATIN_IN_WORDS.findall(block))
    if valid:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            valid = False
    if valid:
        return "utf-8"
    mac += sum(seen[byte] for byte in _MAC_LETTERS - _WINDOWS_SIGNS)
    if mac > latin:
        return "mac-roman"
    return "latin-1" if any(seen[byte] for byte in _UNKNOWN_TO_WINDOWS) else "cp1252"
