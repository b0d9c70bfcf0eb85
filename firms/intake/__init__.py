"""Lists that arrive: which kind they are, what each row says, and how they are staged.

`core.tables.open_table` tells CSV, XLSX, XLS, ODS and PDF by content, reads text as a stream and looks through packed files before they are
unpacked; what cannot be taken is an `UnreadableError` with one sentence. Headings are found by meaning: `layouts` holds a pattern per
column, `core.tables.headings` joins up to three rows and gives a column that two claim to nobody; `titles` reads the day and the unit of
money. A row without a key, a number or several filled cells is a title, a sum or a signature; printed sums are held against the rows.
A heading that nobody knows leaves its batch unread: the office asks which column is what, `ColumnMapping` keeps the answer for that
sender, and `reading.start` honours it from then on (`mapped`). A statement of one unit (`statements`, C12-TS) is stored line by line;
its unit stands in the sender's name, so that statements of two units of one month do not replace each other.
"""
