"""What this room registers with its own registries: its kind of release."""

from __future__ import annotations

from . import kinds
from .media.kinds import PressReleaseKind

kinds.register(PressReleaseKind())
