"""Looks at an uploaded Word document before anything opens it: its content, size and structure.

Each fault has a code; whoever asked for the document says the sentence. Those that are the same for any are here.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree

from audit_project.refused import Refused
from audit_project.uploads import LARGEST_UPLOAD

MOST_ENTRIES = 200
LARGEST_UNPACKED = 8_000_000
MOST_ELEMENTS = 100_000  # of one part; a filled-in form has some 5,000
RATIO, RATIO_FROM = 100, 200_000  # a part may be this many times its packed size, once it is this large
DEEPEST = 4
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORD_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE_DOCUMENT = "/officeDocument"

FAULTS = {
    "path": "This file holds parts with names that a Word document never has, so it was not opened.",
    "object": "This file holds an embedded file or object, so it was not opened. Take it out: nothing can be attached.",
    "outside": "This file holds something that lies outside it, such as a linked file, so it was not opened. "
    "Take it out, save and upload again.",
    "entity": "This file holds instructions that a Word document never has, so it was not opened.",
}
BEGINNINGS = ((b"\xd0\xcf\x11\xe0", "old"), (b"%PDF", "pdf"))
NAMED = r"[\w\[\]. ()%+,'&~@-]+"
SAFE_NAME = re.compile(rf"(?:{NAMED}/){{0,{DEEPEST - 1}}}{NAMED}")
# What Word keeps for the printer, which nothing here opens.
PRINTER = re.compile(r"(^|/)printersettings\d*\.bin$", re.IGNORECASE)
MACROS = re.compile(r"vbaproject|vbadata|macroenabled|\.docm$|\.bin$", re.IGNORECASE)
OBJECTS = re.compile(r"(^|/)(embeddings|activex|afchunk)|oleobject|\.(ole|zip|docx?|exe|htm|html|mht)$", re.I)
# Links that people and word processors make: a web or e-mail address, the organisation's own template, a picture that
# stands elsewhere. Nothing follows them, and none is kept.
LINKS = ("/hyperlink", "/attachedTemplate", "/image")
OBJECT_KINDS = ("/oleObject", "/package", "/control", "/aFChunk", "/subDocument")
UNREADABLE = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error)


class DocumentFault(Refused):
    """Why a document is not read, by a code: "empty", "large", "old", "bomb", "macro" or "not word"."""

    def __init__(self, code: str) -> None:
        super().__init__(FAULTS.get(code, ""))
        self.code = code


@dataclass(frozen=True)
class Opened:
    """The parts of a document that may be read, each parsed; `main` is its text."""

    main: Any
    parts: dict[str, Any]


def open_document(content: bytes, size: int) -> Opened:
    """The document's XML. Raises `DocumentFault`."""
    if size == 0:
        raise DocumentFault("empty")
    if size > LARGEST_UPLOAD:
        raise DocumentFault("large")
    for beginning, code in BEGINNINGS:
        if content.startswith(beginning):
            raise DocumentFault(code)
    if not content.startswith(b"PK\x03\x04"):
        raise DocumentFault("not word")
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            check_entries(packed)
            parts = {entry.filename: read(packed, entry) for entry in packed.infolist() if is_xml(entry.filename)}
    except UNREADABLE as fault:
        raise DocumentFault("broken") from fault
    trees = {name: parse(text) for name, text in parts.items()}
    check_types(trees)
    check_links(trees)
    return Opened(trees[main_of(trees)], trees)


def is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def check_entries(packed: zipfile.ZipFile) -> None:
    """What the archive says of itself, before any of it is unpacked."""
    entries = packed.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise DocumentFault("bomb")
    for entry in entries:
        if entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise DocumentFault("bomb")
        if entry.flag_bits & 0x1:
            raise DocumentFault("old")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise DocumentFault("broken")
        if not SAFE_NAME.fullmatch(entry.filename.rstrip("/")) or ".." in entry.filename:
            raise DocumentFault("path")
        if MACROS.search(entry.filename) and not PRINTER.search(entry.filename):
            raise DocumentFault("macro")
        if OBJECTS.search(entry.filename):
            raise DocumentFault("object")
    if len({name.lower() for name in names}) != len(names):
        raise DocumentFault("path")
    if "[Content_Types].xml" not in names or "_rels/.rels" not in names:
        raise DocumentFault("not word")


def read(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One part, no further than it said it was long."""
    with packed.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise DocumentFault("bomb")
    return content


def parse(text: bytes) -> Any:
    """XML without entities, document types or anything fetched."""
    start = text[:4]
    if b"\x00" in start or start.startswith((b"\xfe\xff", b"\xff\xfe")):
        raise DocumentFault("entity")  # not UTF-8: Word writes nothing else, and a document type could hide in it
    declared = re.match(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=[\"']([\w.-]+)", text)
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        raise DocumentFault("entity")
    if re.search(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST)", text, re.IGNORECASE):
        raise DocumentFault("entity")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        tree = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as fault:
        raise DocumentFault("broken") from fault
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        raise DocumentFault("bomb")
    return tree


def check_types(trees: dict[str, Any]) -> None:
    """The kinds of part that the document says it holds."""
    for entry in trees["[Content_Types].xml"]:
        if not isinstance(entry.tag, str):
            continue
        kind, name = entry.get("ContentType", ""), entry.get("PartName", "") + entry.get("Extension", "")
        if MACROS.search(kind) or re.search("vba", kind, re.IGNORECASE):
            raise DocumentFault("macro")
        if re.search(r"oleObject|activeX|vnd\.ms-office\.package", kind, re.IGNORECASE) or OBJECTS.search(name):
            raise DocumentFault("object")


def check_links(trees: dict[str, Any]) -> None:
    """Every relation but a link stays inside the document, and none is to a thing that could run."""
    for name, tree in trees.items():
        if not name.lower().endswith(".rels"):
            continue
        for relation in tree:
            kind = relation.get("Type", "") if isinstance(relation.tag, str) else ""
            if kind.endswith("/vbaProject"):
                raise DocumentFault("macro")
            if kind.endswith(OBJECT_KINDS):
                raise DocumentFault("object")
            if relation.get("TargetMode", "Internal") != "Internal" and not kind.endswith(LINKS):
                raise DocumentFault("outside")
    if any(True for tree in trees.values() for _ in tree.iter(f"{{{WORD_SPACE}}}altChunk")):
        raise DocumentFault("object")


def main_of(trees: dict[str, Any]) -> str:
    """The part that holds the document's text."""
    for relation in trees["_rels/.rels"]:
        if isinstance(relation.tag, str) and relation.get("Type", "").endswith(OFFICE_DOCUMENT):
            name: str = relation.get("Target", "").lstrip("/")
            typed = [
                one
                for one in trees["[Content_Types].xml"]
                if isinstance(one.tag, str)
                and one.get("PartName") == f"/{name}"
                and one.get("ContentType") == MAIN_TYPE
            ]
            if name in trees and typed and trees[name].tag == f"{{{WORD_SPACE}}}document":
                return name
    raise DocumentFault("not word")
