"""Documents that leave the office: letters in the form of Decree 30/2020/NĐ-CP as DOCX and PDF, reports as PDF, charts as pictures."""

from .letter import Heading, Letter, Paragraph, Slot, Table
from .report import Report, ReportTooLong
from .typeset import Plate, chart_png, chart_svg, letter_pdf, letters_pdf, report_pdf
from .word import letter_docx

__all__ = [
    "Heading",
    "Letter",
    "Paragraph",
    "Plate",
    "Report",
    "ReportTooLong",
    "Slot",
    "Table",
    "chart_png",
    "chart_svg",
    "letter_docx",
    "letter_pdf",
    "letters_pdf",
    "report_pdf",
]
