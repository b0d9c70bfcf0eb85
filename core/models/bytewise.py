"""Text that is compared by its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField


class BytewiseField(_Text):
    """A code or a folded name, whose order is that of its bytes on both databases.

    On PostgreSQL one index then finds equal texts, beginnings and the order alike; by the order of a language, which compares slowly,
    it takes two. Index it in ``Meta.indexes``: of ``db_index`` Django makes two all the same.
    """

    def db_parameters(self, connection: Any) -> Any:
        """Return the column's type with the collation by which it compares."""
        return super().db_parameters(connection) | {"collation": "C" if connection.vendor == "postgresql" else None}
