"""Looks at an uploaded file before anything opens it: its content, size and structure. Each fault has its sentence."""

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

NOT_WORD = "This is not a Word document (.docx). Open the form in Word, save it as a .docx and upload that."
FAULTS = {
    "empty": "This file is empty. Choose the Word form that you filled in.",
    "large": "This file is larger than 2 MB. A filled-in form is far smaller: take pictures out and save it again.",
    "old": "This is an older Word file (.doc) or one with a password. Save the form as a .docx without a password.",
    "pdf": "This is a PDF. Only the Word form itself (.docx) can be read.",
    "broken": "This file is damaged or only half there. Save the form again and upload it again.",
    "bomb": "This file unpacks to far more than a form holds, so it was not opened.",
    "path": "This file holds parts with names that a Word document never has, so it was not opened.",
    "macro": "This file holds macros, so it was not opened. Save the form as a .docx without macros.",
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


class Fault(Refused):
    def __init__(self, code: str) -> None:
        super().__init__(FAULTS.get(code, NOT_WORD))


@dataclass(frozen=True)
class Opened:
    """The parts of a document that may be read, each parsed; `main` is its text."""

    main: Any
    parts: dict[str, Any]


def open_safely(content: bytes, size: int) -> Opened:
    """The document's XML, or the sentence that says why it is not read."""
    if size == 0:
        raise Fault("empty")
    if size > LARGEST_UPLOAD:
        raise Fault("large")
    for beginning, code in BEGINNINGS:
        if content.startswith(beginning):
            raise Fault(code)
    if not content.startswith(b"PK\x03\x04"):
        raise Fault("not word")
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            check_entries(packed)
            parts = {entry.filename: read(packed, entry) for entry in packed.infolist() if is_xml(entry.filename)}
    except UNREADABLE as fault:
        raise Fault("broken") from fault
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
        raise Fault("bomb")
    for entry in entries:
        if entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise Fault("bomb")
        if entry.flag_bits & 0x1:
            raise Fault("old")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Fault("broken")
        if not SAFE_NAME.fullmatch(entry.filename.rstrip("/")) or ".." in entry.filename:
            raise Fault("path")
        if MACROS.search(entry.filename) and not PRINTER.search(entry.filename):
            raise Fault("macro")
        if OBJECTS.search(entry.filename):
            raise Fault("object")
    if len({name.lower() for name in names}) != len(names):
        raise Fault("path")
    if "[Content_Types].xml" not in names or "_rels/.rels" not in names:
        raise Fault("not word")


def read(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One part, no further than it said it was long."""
    with packed.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise Fault("bomb")
    return content


def parse(text: bytes) -> Any:
    """XML without entities, document types or anything fetched."""
    start = text[:4]
    if b"\x00" in start or start.startswith((b"\xfe\xff", b"\xff\xfe")):
        raise Fault("entity")  # not UTF-8: Word writes nothing else, and a document type could hide in it
    declared = re.match(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=[\"']([\w.-]+)", text)
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        raise Fault("entity")
    if re.search(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST)", text, re.IGNORECASE):
        raise Fault("entity")
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
        raise Fault("broken") from fault
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        raise Fault("bomb")
    return tree


def check_types(trees: dict[str, Any]) -> None:
    """The kinds of part that the document says it holds."""
    for entry in trees["[Content_Types].xml"]:
        if not isinstance(entry.tag, str):
            continue
        kind, name = entry.get("ContentType", ""), entry.get("PartName", "") + entry.get("Extension", "")
        if MACROS.search(kind) or re.search("vba", kind, re.IGNORECASE):
            raise Fault("macro")
        if re.search(r"oleObject|activeX|vnd\.ms-office\.package", kind, re.IGNORECASE) or OBJECTS.search(name):
            raise Fault("object")


def check_links(trees: dict[str, Any]) -> None:
    """Every relation but a link stays inside the document, and none is to a thing that could run."""
    for name, tree in trees.items():
        if not name.lower().endswith(".rels"):
            continue
        for relation in tree:
            kind = relation.get("Type", "") if isinstance(relation.tag, str) else ""
            if kind.endswith("/vbaProject"):
                raise Fault("macro")
            if kind.endswith(OBJECT_KINDS):
                raise Fault("object")
            if relation.get("TargetMode", "Internal") != "Internal" and not kind.endswith(LINKS):
                raise Fault("outside")
    if any(True for tree in trees.values() for _ in tree.iter(f"{{{WORD_SPACE}}}altChunk")):
        raise Fault("object")


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
    raise Fault("not word")
