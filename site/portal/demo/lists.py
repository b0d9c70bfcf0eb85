"""The lists of the fictional province, brought in by the real importers in the order in which they lean on each other."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

from core import clock
from firms import services
from firms.models import ReceivedUnder
from firms.staging import Origin, Outcome

SAMPLES = Path(__file__).parent / "samples"

#: File, day for a file that does not say it, and whether the SI agency has published the list itself.
LISTS: tuple[tuple[str, dt.date | None, bool], ...] = (
    ("offices.csv", None, False),
    ("register.xlsx", None, False),
    ("headcount_vss.csv", None, False),
    ("headcount_zone.xlsx", None, False),
    ("ontime_36m.csv", None, False),
    ("sanctions.xlsx", None, False),
    ("arrears_2026_03.ods", None, True),
    ("arrears_2026_04.csv", None, True),
    ("arrears_2026_05.xlsx", None, True),
    ("arrears_2026_06.xlsx", None, True),
    ("arrears_2026_07.xlsx", None, True),
    ("arrears_2026_08.xlsx", None, True),
    ("arrears_2026_09.xlsx", None, True),
    ("arrears_2026_09_v2.xlsx", None, True),
    ("arrears_2026_10.xlsx", None, True),
    ("vss_office.xlsx", dt.date(2026, 10, 31), False),
)
_TITLE = "Danh sách đơn vị chậm đóng BHXH, BHYT, BHTN từ 01 tháng trở lên - DỮ LIỆU MẪU"
_ADDRESS = "https://bhxh.example/cong-khai/"


def read(name: str) -> bytes:
    """Return a sample file; the large ones are kept packed."""
    plain = SAMPLES / name
    return plain.read_bytes() if plain.exists() else gzip.decompress((SAMPLES / f"{name}.gz").read_bytes())


def load() -> list[Outcome]:
    """Import every list; one that is there already stays as it is."""
    return [services.import_file(read(name), name=name, as_of=as_of, origin=_origin(name, published)) for name, as_of, published in LISTS]


def _origin(name: str, published: bool) -> Origin:
    if not published:
        return Origin()
    year, month = (int(part) for part in name.split(".")[0].split("_")[1:3])
    announced = dt.date(year + month // 12, month % 12 + 1, 2)
    return Origin("", ReceivedUnder.PUBLISHED, f"{_ADDRESS}{name}", _TITLE, min(announced, clock.today()))
