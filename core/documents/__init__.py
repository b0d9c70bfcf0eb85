"""Documents that leave the office: letters in the form of Decree 30/2020/NĐ-CP as DOCX and PDF, reports of rows as PDF."""

from .letter import Letter, Paragraph, Table
from .report import Report, ReportTooLong
from .typeset import letter_pdf, letters_pdf, report_pdf
from .word import letter_docx

__all__ = [
    "Letter",
    "Paragraph",
    "Report",
    "ReportTooLong",
    "Table",
    "letter_docx",
    "letter_pdf",
    "letters_pdf",
    "report_pdf",
]
