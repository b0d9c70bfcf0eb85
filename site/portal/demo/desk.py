"""What lies on the data officer's desk: a changed register, a doubtful double, a statement of one unit, a list that nobody can read yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.files.base import ContentFile

from core import clock
from core.models import Agency, Officer
from firms import register, services
from firms.models import Merge
from firms.staging import Origin

from . import lists

Cast = Mapping[str, Officer]

_REGISTER = "Sở Tài chính tỉnh Minh Họa"
#: The same firm under the code that it has and under one that it was given by mistake.
_DOUBLE = ("0999063369", "9919999017")


def receive(cast: Cast) -> None:
    """Bring in what changed in the register, a statement of one unit, and a list under headings that are not known yet."""
    with clock.at(dt.date(2026, 11, 20)):
        _bring("register_changes_2026_11.csv", Origin(_REGISTER), cast)
        _bring("c12_2026_10.csv", Origin("BHXH cơ sở Hưng Lẫm"), cast)
        board = Agency.objects.get(code="ban-quan-ly-kcn")
        content = ContentFile(lists.read("lao_dong_mau_moi.csv"))
        origin = Origin(board.name, agency=board, letter_no="512/BQL-LĐ", letter_on=dt.date(2026, 11, 19))
        services.receive_file(content, name="lao_dong_mau_moi.csv", origin=origin, by=cast["long"])
        services.read_waiting()


def _bring(name: str, origin: Origin, cast: Cast) -> None:
    services.import_file(lists.read(name), name=name, origin=origin, by=cast["quang"])


def propose_merge(cast: Cast) -> None:
    """Propose that two records are one firm; another officer is to decide, and to choose which tick goes on."""
    kept, gone = (register.by_tax_code(code) for code in _DOUBLE)
    if Merge.objects.filter(gone=gone).exists():
        return
    with clock.at(dt.date(2026, 11, 20)):
        for firm in (kept, gone):
            services.tick_verified(firm, is_verified=False, by=cast["nam"])
        services.propose_merge(
            kept,
            gone,
            by=cast["quang"],
            because="Cùng tên, cùng địa chỉ; cơ quan đăng ký xác nhận đã cấp nhầm mã thứ hai.",
            document="118/ĐKKD-XN",
            document_on=dt.date(2026, 11, 18),
        )
