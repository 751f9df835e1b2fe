"""Makes return.docx, the template of the Word form, so that its making can be repeated and read.

python -m audits.returns.word.make_template audits/returns/word/return.docx
"""

from __future__ import annotations

import sys
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from audits.returns.filling_in.hints import NO_NAMES, NOT_ONESELF
from audits.returns.word.xml import CHOOSE, WRITE, made, run

STEP_CELLS = (("kind", "What it is", True), ("text", "What should be or is done", False), ("done", "Date", False))


def control(tag: str, name: str, chosen: bool) -> Any:
    """A content control: a list to choose from, or text with line ends."""
    element, about, content = (OxmlElement(f"w:{one}") for one in ("sdt", "sdtPr", "sdtContent"))
    for key, value in (("alias", name), ("tag", tag), ("lock", "sdtLocked")):
        about.append(made(f"w:{key}", val=value))
    about.append(made("w:showingPlcHdr"))
    about.append(OxmlElement("w:dropDownList") if chosen else made("w:text", multiLine="1"))
    content.append(run(CHOOSE if chosen else WRITE, style="PlaceholderText"))
    element.extend([about, content])
    return element


def put(cell: Any, tag: str, name: str, chosen: bool = False) -> None:
    cell.paragraphs[0]._p.append(control(tag, name, chosen))


def table(document: Any, heads: tuple[str, ...], widths: tuple[float, ...]) -> Any:
    """A table whose first row is its header, repeated on each page and read out with each cell."""
    grid = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Cm(width)
    header = OxmlElement("w:tblHeader")
    grid.rows[0]._tr.get_or_add_trPr().append(header)
    for cell, words, width in zip(grid.rows[0].cells, heads, widths, strict=True):
        cell.width = Cm(width)
        cell.paragraphs[0].add_run(words).bold = True
    return grid


def row(grid: Any, widths: tuple[float, ...], *texts: str) -> list[Any]:
    cells: list[Any] = list(grid.add_row().cells)
    properties = grid.rows[-1]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Cm(width)
    for cell, text in zip(cells, texts, strict=False):
        cell.paragraphs[0].add_run(text)
    return cells


def loop(grid: Any, words: str) -> None:
    """A row that is an instruction to the template and vanishes."""
    grid.add_row().cells[0].paragraphs[0].add_run(f"{{%tr {words} %}}")


def small(cell: Any, text: str) -> None:
    paragraph = cell.add_paragraph(style="Hint")
    paragraph.add_run(text)


def styles(document: Any) -> None:
    """A plain sans-serif of a readable size, en-GB, dark grey placeholders with enough contrast."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    fonts = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in fonts.findall(qn("w:lang")):
        fonts.remove(old)
    fonts.append(made("w:lang", val="en-GB", eastAsia="en-GB", bidi="ar-SA"))
    for level, size in ((1, 20), (2, 15), (3, 12)):
        heading = document.styles[f"Heading {level}"]
        heading.font.size, heading.font.color.rgb, heading.font.name = Pt(size), RGBColor(0x0B, 0x0C, 0x0C), "Arial"
        own = heading.element.rPr.rFonts
        for name in list(own.attrib):
            del own.attrib[name]
        own.set(qn("w:ascii"), "Arial")
        own.set(qn("w:hAnsi"), "Arial")
    placeholder = document.styles.add_style("PlaceholderText", 2)
    placeholder.font.color.rgb = RGBColor(0x50, 0x5A, 0x5F)
    hint = document.styles.add_style("Hint", 1)
    hint.base_style = normal
    hint.font.size, hint.font.color.rgb = Pt(9.5), RGBColor(0x50, 0x5A, 0x5F)


def beginning(document: Any) -> None:
    document.add_heading("Return {{ reference }}, case {{ case }}", 1)
    document.add_paragraph("{{ agency }}")
    document.add_paragraph(
        "A child may be at risk now? Do not wait for this form: ring your front door, or 999 if a child is in danger."
    )
    document.add_paragraph(
        "Write in the fields alone. Save the form as a Word document (.docx) and upload it on the return's page: there "
        "you see everything that was read before anything is saved. Nothing else can be attached."
    )
    document.add_paragraph(NO_NAMES)
    document.add_paragraph("{%p if kept %}")
    document.add_paragraph("{{ kept }}")
    document.add_paragraph("{%p endif %}")


def records(document: Any) -> None:
    widths = (8.5, 8.5)
    document.add_heading("Whose records you read", 2)
    grid = table(document, ("Records", "Did you read them?"), widths)
    loop(grid, "for one in records")
    cells = row(grid, widths, "{{ one.row }}. {{ one.label }}")
    put(cells[1], "{{ one.tag }}", "{{ one.label }}", chosen=True)
    loop(grid, "endfor")
    cells = row(grid, widths, "{{ behalf.row }}. {{ behalf.label }}")
    small(cells[0], NOT_ONESELF)
    put(cells[1], "behalf", "On whose behalf")


def questions(document: Any) -> None:
    widths = (7.5, 3.5, 6.0)
    document.add_heading("Questions", 2)
    document.add_paragraph("Choose one answer each. A comment is asked only where the answer is partly or no.")
    document.add_paragraph("{%p for domain in domains %}")
    document.add_heading("{{ domain.label }}", 3)
    grid = table(document, ("Question", "Answer", "Comment"), widths)
    loop(grid, "for question in domain.questions")
    cells = row(grid, widths, "Q{{ question.number }}. {{ question.text }}")
    small(cells[0], "{%p if question.guidance %}")
    small(cells[0], "{{ question.guidance }}")
    small(cells[0], "{%p endif %}")
    put(cells[1], "answer:{{ question.number }}", "Answer to question {{ question.number }}", chosen=True)
    put(cells[2], "comment:{{ question.number }}", "Comment on question {{ question.number }}")
    loop(grid, "endfor")
    document.add_paragraph("{%p endfor %}")


def findings(document: Any) -> None:
    widths = (6.0, 11.0)
    document.add_heading("Findings", 2)
    document.add_paragraph(
        "Two to five findings. Leave the blocks you do not need empty. A finding that stands already is removed on the "
        "site, not here."
    )
    document.add_paragraph("{%p for finding in findings %}")
    document.add_heading("Finding {{ finding.number }}", 3)
    grid = table(document, ("About the finding", "Your words"), widths)
    fields = (
        ("a", "What kind of finding is it?", "kind", True),
        ("b", "Domain of practice", "domain", True),
        ("c", "What did you find? What happened, and what it meant for the child.", "text", False),
        ("d", "How far does it reach?", "scope", True),
        ("e", "Was it a missed opportunity? (For an area for development only.)", "missed", True),
        ("f", "Is it an exemplar that others could learn from? (For good practice only.)", "exemplar", True),
        ("g", "Where does it stand in your agency's own file? The date and kind of the entry.", "evidence", False),
    )
    for sign, words, name, chosen in fields:
        cells = row(grid, widths, f"F{{{{ finding.number }}}}{sign}. {words}")
        put(cells[1], f"finding:{{{{ finding.number }}}}:{name}", f"Finding {{{{ finding.number }}}}: {name}", chosen)
    document.add_paragraph("{%p endfor %}")


def steps(document: Any) -> None:
    widths = (1.5, 4.5, 7.5, 3.5)
    document.add_paragraph("{%p if steps %}")
    document.add_heading("What you recommend, and have done already", 2)
    document.add_paragraph("One thing in a row. Leave the rows you do not need empty. Only what is done has a date.")
    grid = table(
        document, ("Row", "What it is", "What should be done, or what you have done", "Date it was done"), widths
    )
    loop(grid, "for step in steps")
    cells = row(grid, widths, "S{{ step.number }}.")
    for cell, (name, words, chosen) in zip(cells[1:], STEP_CELLS, strict=True):
        put(cell, f"step:{{{{ step.number }}}}:{name}", f"{words} {{{{ step.number }}}}", chosen)
    loop(grid, "endfor")
    document.add_paragraph("{%p endif %}")


def voices(document: Any) -> None:
    widths = (6.0, 3.5, 7.5)
    document.add_heading("Voices in the record", 2)
    grid = table(document, ("Question", "Answer", "What it shows, or what they said"), widths)
    loop(grid, "for voice in voices")
    cells = row(grid, widths, "{{ voice.row }}. {{ voice.label }}")
    put(cells[1], "voice:{{ voice.whose }}:found", "{{ voice.label }}", chosen=True)
    put(cells[2], "voice:{{ voice.whose }}:text", "What it shows: {{ voice.whose }}")
    loop(grid, "endfor")


def grade(document: Any) -> None:
    widths = (6.0, 11.0)
    document.add_paragraph("{%p if graded %}")
    document.add_heading("Grade of your own practice", 2)
    document.add_paragraph("{%p for band in bands %}")
    document.add_paragraph("{{ band.label }}: {{ band.descriptor }}")
    document.add_paragraph("{%p endfor %}")
    grid = table(document, ("Question", "Your answer"), widths)
    asked = (
        ("G1. Your agency's own practice in this case", "grade:band", "Grade", True),
        ("G2. Why this grade, or why there is none?", "grade:reason", "Why this grade", False),
        ("G3. Is the child safe today?", "grade:safe", "Is the child safe today", True),
    )
    for words, tag, name, chosen in asked:
        put(row(grid, widths, words)[1], tag, name, chosen)
    document.add_paragraph("{%p endif %}")


def domain_grades(document: Any) -> None:
    widths = (7.0, 4.0, 6.0)
    document.add_paragraph("{%p if domain_grades %}")
    document.add_heading("Grade in each domain", 2)
    document.add_paragraph("Beside the grade of the whole, on the same scale. Say why only if it helps.")
    grid = table(document, ("Domain", "Grade", "Why"), widths)
    loop(grid, "for domain in domain_grades")
    cells = row(grid, widths, "{{ domain.row }}. {{ domain.label }}")
    put(cells[1], "domain:{{ domain.code }}:band", "Grade in {{ domain.label }}", chosen=True)
    put(cells[2], "domain:{{ domain.code }}:reason", "Why this grade in {{ domain.label }}")
    loop(grid, "endfor")
    document.add_paragraph("{%p endif %}")


def make() -> Any:
    """The whole template."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    styles(document)
    section.header.paragraphs[0].add_run("{{ marking }}")
    section.footer.paragraphs[0].add_run("{{ reference }}, form {{ form }}")
    for write in (beginning, records, questions, findings, steps, voices, grade, domain_grades):
        write(document)
    about = document.core_properties
    about.title, about.author, about.comments, about.language = "{{ reference }}", "", "", "en-GB"
    return document


if __name__ == "__main__":
    make().save(sys.argv[1])
