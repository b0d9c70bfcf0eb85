"""The editors' screens: answers and what needs another look."""
