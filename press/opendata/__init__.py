"""Open data: registers that anyone may take away whole, follow by their changes, or ask through an API.

A room gives its register away with ``opendata.register(Register(...))`` in its ``registration`` module.
"""

from .places import NUMBER, WORD
from .registers import Field, Key, Pair, Record, Register, Rows, Type, chosen, moment, register

__all__ = ["NUMBER", "WORD", "Field", "Key", "Pair", "Record", "Register", "Rows", "Type", "chosen", "moment", "register"]
