"""What must stand after a migrate: the ledger's triggers."""

from __future__ import annotations

from core.seed import seed

from . import triggers

seed(order=10)(triggers.create)
