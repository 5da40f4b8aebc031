"""Makes the documents in this folder: with python-docx, and from its files with LibreOffice.

    python3 make.py        needs python-docx 1.2 and soffice 7.4 or later on the path

Each document is written once here, so that the same prose stands in every format. All of it is
invented. The tests read the files; nobody needs to run this to test.
"""

import subprocess
import sys
from pathlib import Path

import docx
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.shared import OxmlElement, qn

HERE = Path(__file__).parent


def runs(paragraph, *parts):
    """Adds runs: a string is plain, a pair is a string and the name of a property."""
    for part in parts:
        text, prop = part if isinstance(part, tuple) else (part, None)
        run = paragraph.add_run(text)
        if prop:
            setattr(run.font, prop, True)
    return paragraph


def link(paragraph, text, address):
    """Adds a hyperlink, which python-docx can not do by itself."""
    rel = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), rel)
    element.append(paragraph.add_run(text)._r)
    paragraph._p.append(element)


def letter():
    """Runs split within words, a link, curly quotation marks, a footer."""
    d = docx.Document()
    d.sections[0].footer.paragraphs[0].text = "Invented letter. Nobody in it is real."
    d.add_paragraph("Dear Dr Example,")
    runs(
        d.add_paragraph(),
        "Thank you for seeing Mr Sample, who ",
        ("suff", "bold"),
        ("ers", "italic"),
        " from anxiety & low mood. He ",
        ("refused", "bold"),
        " to attend the group, and said it was too loud.",
    )
    p = runs(d.add_paragraph(), "He read about ")
    link(p, "talking therapies", "https://example.org/therapies")
    runs(p, " with his sister. She said “he never refused anything I cooked”.")
    p = runs(d.add_paragraph(), "He has been described as ")
    link(p, "non-compliant with", "https://example.org/leaflet")
    runs(p, " medication, but the tablets made him sick.")
    runs(d.add_paragraph(), "Heart failure was ruled out; the wound is clean.")
    d.add_paragraph("Yours sincerely,")
    return d


def risk():
    """A form: headings, a table within a table, labels and values."""
    d = docx.Document()
    d.add_heading("Risk assessment", 1)
    d.add_paragraph("Completed with Ms Sample on the ward.")
    table = d.add_table(rows=3, cols=2)
    cells = [
        ("What happened", "She was aggressive towards staff after the visit was cancelled."),
        ("Engagement", "Refused to go to the review."),
        ("Mental state", "Denies thoughts of suicide. She lacks insight into her illness."),
    ]
    for row, (left, right) in enumerate(cells):
        table.cell(row, 0).text = left
        table.cell(row, 1).text = right
    inner = table.cell(1, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text = "Medication"
    inner.cell(0, 1).text = "She is non-compliant with medication."
    d.add_heading("Plan", 2)
    d.add_paragraph("Ask what would help when a visit falls through.", style="List Bullet")
    d.add_paragraph("She is manipulative when she is frightened.", style="List Bullet")
    d.add_paragraph("Review on Monday.", style="List Number")
    return d


def policy():
    """A page of a service: headings, quotations, lists, a header."""
    d = docx.Document()
    d.sections[0].header.paragraphs[0].text = "People who relapse are welcome back."
    d.add_heading("Coming to the centre", 1)
    d.add_paragraph("Everybody who suffers from psychosis may come without a referral.")
    d.add_paragraph("I was called non-compliant for years. Nobody asked me why.", style="Quote")
    d.add_paragraph("Ann, member", style="Intense Quote")
    d.add_heading("If somebody stays away", 2)
    d.add_paragraph("Do not write that a person is unmotivated; ask what got in the way.")
    d.add_paragraph("Members who fail to attend twice will get a call.", style="List Bullet")
    d.add_paragraph("Please be patient: the line is busy in the morning.", style="List Bullet")
    d.add_paragraph("The Mental Health Treatment Requirement is a court's order.")
    return d


def leaflet():
    """A text box, tabs, line breaks, no-break spaces and soft hyphens."""
    d = docx.Document()
    d.add_paragraph("Sleeping better", style="Title")
    p = d.add_paragraph("When\tEvery Tuesday")
    p.add_run().add_break(WD_BREAK.LINE)
    p.add_run("Where\tThe library")
    d.add_paragraph("For anybody who suffers\u00a0from bad nights or has re\u00adlapsed into old habits.")
    p = d.add_paragraph("Bring a friend.")
    box = parse_xml(
        f"<w:r {nsdecls('w')}><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml' "
        "style='width:200pt;height:60pt'><v:textbox><w:txbxContent><w:p><w:r><w:t>"
        "He refused to see anyone that week, and slept through."
        "</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    p._p.append(box)
    d.add_paragraph("She is an addict, said the paper. We say: she has used heroin for a year.")
    return d


def ward():
    """What nearly every note holds: short lines, abbreviations, a table of observations."""
    d = docx.Document()
    d.add_heading("Ward round, 3 March", 1)
    runs(
        d.add_paragraph(),
        "Mr Sample was ",
        ("kicking ", "underline"),
        ("off", "bold"),
        " in the night; staff sat with him. He ",
        "is paranoid about the ",
        "neighbours.",
    )
    d.add_paragraph("Sleep: poor. Appetite: fair. Refused breakfast & tea.")
    table = d.add_table(rows=2, cols=3)
    for row, texts in enumerate(
        [("Time", "Offered", "Outcome"), ("08:00", "Tablets", "He refused to take them.")]
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    d.add_paragraph("Treatment-resistant depression was discussed; he is not resistant to talking.")
    d.add_paragraph("His sister refused to visit. The council refused the grant.")
    return d


def convert(source, ending, out):
    """Lets LibreOffice write a file in another format."""
    filters = {"html": "html:HTML (StarWriter)", "txt": "txt:Text (encoded):UTF8", "docx": "docx:MS Word 2007 XML"}
    command = ["soffice", "--headless", "--convert-to", filters.get(ending, ending)]
    subprocess.run([*command, "--outdir", str(out), str(source)], check=True, capture_output=True)


def main():
    for make in (letter, risk, policy, leaflet, ward):
        name = make.__name__
        source = HERE / f"{name}.docx"
        document = make()
        document.core_properties.author = "careword"
        document.save(source)
        for ending in ("odt", "rtf", "pdf", "html", "txt"):
            convert(source, ending, HERE)
        # Word's format again, as LibreOffice writes it.
        convert(HERE / f"{name}.odt", "docx", HERE / "libreoffice")


if __name__ == "__main__":
    sys.exit(main())
