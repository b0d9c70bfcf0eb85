"""The one way to change what stands about firms; other rooms call these names."""

from ..staging import Origin, Outcome
from .lists import apply_batch, import_file, refuse_batch, roll_back
from .standing import lift_hold, overturn_finding, place_hold, publish_hold, record_finding, record_payment

__all__ = [
    "Origin",
    "Outcome",
    "apply_batch",
    "import_file",
    "lift_hold",
    "overturn_finding",
    "place_hold",
    "publish_hold",
    "record_finding",
    "record_payment",
    "refuse_batch",
    "roll_back",
]
