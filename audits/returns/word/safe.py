"""Opens an uploaded form, or says in one sentence of its own why it does not."""

from __future__ import annotations

from audit_project import documents
from audit_project.documents import DocumentFault, Opened, open_document
from audit_project.refused import Refused

NOT_WORD = "This is not a Word document (.docx). Open the form in Word, save it as a .docx and upload that."
FAULTS = {
    **documents.FAULTS,
    "empty": "This file is empty. Choose the Word form that you filled in.",
    "large": "This file is larger than 2 MB. A filled-in form is far smaller: take pictures out and save it again.",
    "old": "This is an older Word file (.doc) or one with a password. Save the form as a .docx without a password.",
    "pdf": "This is a PDF. Only the Word form itself (.docx) can be read.",
    "broken": "This file is damaged or only half there. Save the form again and upload it again.",
    "bomb": "This file unpacks to far more than a form holds, so it was not opened.",
    "macro": "This file holds macros, so it was not opened. Save the form as a .docx without macros.",
}


def open_safely(content: bytes, size: int) -> Opened:
    """The form's XML, or the sentence that says why it is not read."""
    try:
        return open_document(content, size)
    except DocumentFault as fault:
        raise Refused(FAULTS.get(fault.code, NOT_WORD)) from fault
