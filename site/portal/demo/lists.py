"""The lists of the fictional province, brought in by the real importers in the order in which they lean on each other."""

from __future__ import annotations

import datetime as dt
import gzip
from dataclasses import dataclass
from pathlib import Path

from core.models import Officer
from firms import services
from firms.models import ReceivedUnder
from firms.staging import Origin, Outcome

SAMPLES = Path(__file__).parent / "samples"

_INSURANCE = "BHXH tỉnh Minh Họa"


@dataclass(frozen=True, slots=True)
class Sample:
    """A list as an agency sent it: who, the day of figures that do not tell theirs, and when it was published, if it was."""

    name: str
    sender: str = _INSURANCE
    as_of: dt.date | None = None
    published_on: dt.date | None = None

    @property
    def origin(self) -> Origin:
        """Return where the list comes from; what its sender did not publish stays internal (Art 35(3))."""
        if self.published_on is None:
            return Origin(sender=self.sender)
        return Origin(
            sender=self.sender,
            received_under=ReceivedUnder.PUBLISHED,
            published_url=f"https://bhxh.minhhoa.example/cong-khai/{self.name}",
            published_title="Danh sách đơn vị chậm đóng BHXH, BHYT, BHTN từ 01 tháng trở lên - DỮ LIỆU MẪU",
            published_on=self.published_on,
        )

    def bring(self, *, by: Officer | None = None) -> Outcome:
        """Import the list; one that is there already stays as it is."""
        return services.import_file(read(self.name), name=self.name, as_of=self.as_of, origin=self.origin, by=by)


LISTS: tuple[Sample, ...] = (
    Sample("offices.csv"),
    Sample("register.xlsx", "Sở Tài chính tỉnh Minh Họa"),
    Sample("headcount_vss.csv"),
    Sample("headcount_zone.xlsx", "Ban Quản lý các KCN tỉnh Minh Họa"),
    Sample("ontime_36m.csv"),
    Sample("sanctions.xlsx", "Thanh tra tỉnh Minh Họa"),
    Sample("arrears_2026_03.ods", published_on=dt.date(2026, 4, 2)),
    Sample("arrears_2026_04.csv", published_on=dt.date(2026, 5, 4)),
    Sample("arrears_2026_05.xlsx", published_on=dt.date(2026, 6, 2)),
    Sample("arrears_2026_06.xlsx", published_on=dt.date(2026, 7, 2)),
    Sample("arrears_2026_07.xlsx", published_on=dt.date(2026, 8, 3)),
    Sample("arrears_2026_08.xlsx", published_on=dt.date(2026, 9, 3)),
    Sample("arrears_2026_09.xlsx", published_on=dt.date(2026, 10, 2)),
    Sample("arrears_2026_09_v2.xlsx", published_on=dt.date(2026, 10, 7)),
    Sample("arrears_2026_10.xlsx", published_on=dt.date(2026, 11, 2)),
    Sample("vss_office.xlsx", as_of=dt.date(2026, 10, 31)),
)


def read(name: str) -> bytes:
    """Return a sample file; the large ones are kept packed."""
    plain = SAMPLES / name
    return plain.read_bytes() if plain.exists() else gzip.decompress((SAMPLES / f"{name}.gz").read_bytes())


def load() -> list[Outcome]:
    """Import every list."""
    return [sample.bring() for sample in LISTS]
