"""Files that are no form, or more than a form: each is turned away with its sentence before anything opens it."""

from __future__ import annotations

import re
import uuid
import zipfile
from io import BytesIO

import pytest
from django.core import signing

from audit_project.refused import Refused
from audits.returns.models import AgencyReturn
from audits.returns.word import safe
from audits.returns.word.back import read_back
from audits.returns.word.marks import SALT
from audits.tools.models import AuditTool
from tests.conftest import Cast
from tests.returns.word.conftest import form_of, fresh, part_of, related, repack

TYPES = "[Content_Types].xml"


def told(row: AgencyReturn, content: bytes, size: int | None = None) -> str:
    """The sentence with which a file is turned away."""
    with pytest.raises(Refused) as refusal:
        read_back(fresh(row), content, len(content) if size is None else size)
    assert refusal.value.sentence.endswith(".")
    return refusal.value.sentence


def zipped(*entries: tuple[str, bytes]) -> bytes:
    saved = BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    return saved.getvalue()


def marked(content: bytes, mark: str) -> bytes:
    """The form with another mark."""
    name = next(
        name
        for name in zipfile.ZipFile(BytesIO(content)).namelist()
        if name.startswith("customXml/item") and "return-form" in part_of(content, name)
    )
    return repack(content, **{name: re.sub(r">[^<>]+</form>", f">{mark}</form>", part_of(content, name)).encode()})


def mark_of(content: bytes) -> str:
    name = next(
        name
        for name in zipfile.ZipFile(BytesIO(content)).namelist()
        if name.startswith("customXml/item") and "return-form" in part_of(content, name)
    )
    found = re.search(r">([^<>]+)</form>", part_of(content, name))
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old"),
        (b"%PDF-1.7\n", "pdf"),
        (b"PK\x03\x04 and then nothing", "broken"),
    ],
)
def test_what_is_no_docx_is_named_for_what_it_is(police, content: bytes, code: str) -> None:
    assert told(police, content) == safe.FAULTS[code]


def test_other_files_are_not_word_documents(police) -> None:
    assert told(police, b"Dear colleague") == safe.NOT_WORD
    assert told(police, zipped(("hello.txt", b"hello"))) == safe.NOT_WORD
    sheet = repack(
        form_of(police), **{TYPES: part_of(form_of(police), TYPES).replace("wordprocessingml.document", "x").encode()}
    )
    assert told(police, sheet) == safe.NOT_WORD


def test_a_large_file_is_refused_by_its_size_alone(police) -> None:
    assert told(police, b"", size=2_000_001) == safe.FAULTS["large"]


def test_half_a_file_is_damaged(police) -> None:
    content = form_of(police)
    assert told(police, content[: len(content) // 2]) == safe.FAULTS["broken"]
    torn = bytearray(content)
    at = content.index(b"word/document.xml") + 200
    torn[at : at + 50] = b"\xff" * 50
    assert told(police, bytes(torn)) == safe.FAULTS["broken"]


def test_bombs_are_not_unpacked(police) -> None:
    content = form_of(police)
    assert told(police, repack(content, **{"word/media.xml": b" " * 300_000})) == safe.FAULTS["bomb"]
    many = {f"word/a{n}.xml": b"<a/>" for n in range(200)}
    assert told(police, repack(content, **many)) == safe.FAULTS["bomb"]
    large = {
        f"word/b{n}.jpeg": b"".join(uuid.uuid5(uuid.NAMESPACE_DNS, f"{n % 9}{i % 500}").bytes for i in range(12_000))
        for n in range(45)
    }
    assert told(police, repack(content, **large)) == safe.FAULTS["bomb"]
    deep = b"<a>" * 400 + b"</a>" * 400
    assert told(police, repack(content, **{"word/c.xml": deep})) == safe.FAULTS["broken"]
    wide = b"<a>" + b"".join(b"<b i='%d'/>" % n for n in range(100_001)) + b"</a>"
    assert told(police, repack(content, **{"word/d.xml": wide})) == safe.FAULTS["bomb"]


def test_a_part_that_is_longer_than_it_says_is_damaged(police) -> None:
    """The archive's directory lies about the unpacked size; what was promised is read and not a byte more."""
    content = bytearray(repack(form_of(police), **{"word/x.xml": b"<a>" + b"b" * 5000 + b"</a>"}))
    for sign, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = -1
        while (at := content.find(sign, at + 1)) >= 0:
            name = content[at + (46 if place == 24 else 30) :][:10]
            if name == b"word/x.xml":
                content[at + place : at + place + 4] = (10).to_bytes(4, "little")
    assert told(police, bytes(content)) == safe.FAULTS["broken"]


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/x.xml", "word\\x.xml", "a/b/c/d/e.xml", "C:/x.xml", "word/..xml"]
)
def test_odd_paths(police, name: str) -> None:
    assert told(police, repack(form_of(police), **{name: b"<a/>"})) == safe.FAULTS["path"]


def test_macros(police) -> None:
    content = form_of(police)
    assert told(police, repack(content, **{"word/vbaProject.bin": b"x"})) == safe.FAULTS["macro"]
    types = part_of(content, TYPES).replace(
        "vnd.openxmlformats-officedocument.wordprocessingml.document.main", "vnd.ms-word.document.macroEnabled.main"
    )
    assert told(police, repack(content, **{TYPES: types.encode()})) == safe.FAULTS["macro"]


@pytest.mark.parametrize(
    "name", ["word/embeddings/sheet.xlsx", "word/activeX/activeX1.xml", "word/inner.docx", "word/a.html"]
)
def test_embedded_files(police, name: str) -> None:
    assert told(police, repack(form_of(police), **{name: b"<a/>"})) == safe.FAULTS["object"]


def test_relations_that_leave_the_document_or_run(police) -> None:
    content = form_of(police)
    for kind in ("frame", "mailMergeSource", "settings", "externalLink"):
        assert told(police, related(content, kind, "https://example.example/", "External")) == safe.FAULTS["outside"]
    assert told(police, related(content, "oleObject", "file:///c:/x.xlsx", "External")) == safe.FAULTS["object"]
    assert told(police, related(content, "oleObject", "styles.xml")) == safe.FAULTS["object"]
    assert told(police, related(content, "aFChunk", "styles.xml")) == safe.FAULTS["object"]


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "docProps/core.xml", "_rels/.rels", TYPES])
def test_document_types_and_entities_in_any_part(police, name: str) -> None:
    content = form_of(police)
    text = re.sub(r"<\?xml[^>]*\?>", "", part_of(content, name))
    billion = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>' + text
    assert told(police, repack(content, **{name: billion.encode()})) == safe.FAULTS["entity"]
    assert told(police, repack(content, **{name: billion.encode("utf-16")})) == safe.FAULTS["entity"]
    odd = '<?xml version="1.0" encoding="UTF-7"?>' + text
    assert told(police, repack(content, **{name: odd.encode()})) == safe.FAULTS["entity"]


def test_another_return_s_form_another_edition_s_and_a_forged_one(police, school, cast: Cast) -> None:
    content = form_of(police)
    assert "another return" in told(police, form_of(school))
    assert "was changed" in told(police, marked(content, mark_of(content)[:-2] + "xx"))
    plain = signing.loads(mark_of(content), salt=SALT)
    assert "was changed" in told(police, marked(content, signing.dumps(plain, salt="another", compress=True)))
    AuditTool.objects.filter(pk=police.audit.tool_id).update(edition=7)
    assert "another edition of the audit tool" in told(police, content)


def test_a_word_document_that_is_no_form_of_ours(police) -> None:
    content = form_of(police)
    assert "not a return's Word form" in told(police, repack(content, **{
        name: b"<a/>" for name in zipfile.ZipFile(BytesIO(content)).namelist() if name.startswith("customXml/item")
    }))  # fmt: skip
