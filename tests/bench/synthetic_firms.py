"""A register of invented firms, as large as one likes, written by bulk statements alone."""

from __future__ import annotations

import random
from collections.abc import Iterator

from django.db import connection, transaction

from core.text import fold, match_key
from firms import triggers
from firms.models import Firm, TaxCode


def _words(text: str) -> list[str]:
    return text.split()


FORMS = (
    "Công ty TNHH",
    "Công ty TNHH MTV",
    "Công ty Cổ phần",
    "Doanh nghiệp tư nhân",
    "Hợp tác xã",
    "Cty TNHH",
    "Chi nhánh Công ty Cổ phần",
)
TRADES = (
    "Thương mại Dịch vụ",
    "TM DV",
    "Sản xuất Thương mại",
    "Xây dựng",
    "Đầu tư Xây dựng",
    "Vận tải",
    "Du lịch",
    "May mặc",
    "Chế biến Gỗ",
    "Cơ khí",
    "Xuất nhập khẩu",
    "Thực phẩm",
    "Nông sản",
    "Điện tử",
    "Dược phẩm",
    "Bao bì",
    "Nội thất",
    "Tư vấn Thiết kế",
    "Giáo dục",
    "Bất động sản",
)
SYLLABLES = _words(
    "An Anh Bảo Bách Bắc Bình Cát Châu Chí Công Cường Đại Đạt Đăng Điền Đình Đông Đức Gia Giang Hà Hải Hạnh Hào Hiển Hòa Hoàng Hồng "
    "Hùng Huy Hưng Khang Khánh Khoa Khôi Kiên Kim Lam Lâm Lan Lê Liên Linh Loan Long Lộc Lợi Lục Mai Mạnh Minh Mỹ Nam Nga Ngân Ngọc "
    "Nguyên Nguyễn Nhân Nhật Như Oanh Phát Phi Phong Phú Phúc Phương Quang Quân Quốc Quý Quyền Sang Sáng Sơn Tài Tâm Tân Tây Thái "
    "Thành Thạch Thắng Thiên Thiện Thịnh Thọ Thu Thuận Thủy Tiến Tín Toàn Trang Trí Triều Trung Trường Tuấn Tùng Tuyết Uyên Vạn "
    "Văn Vân Việt Vinh Vũ Xuân Yên Yến"
)


def names(rows: int, seed: int = 7) -> Iterator[str]:
    """Yield names: a form, often a trade, two or three syllables, now and then a coined word."""
    draw = random.Random(seed)
    for _ in range(rows):
        parts = [draw.choice(FORMS)]
        if draw.random() < 0.7:
            parts.append(draw.choice(TRADES))
        parts += draw.choices(SYLLABLES, k=draw.choice((2, 2, 2, 3)))
        if draw.random() < 0.15:
            parts.append(
                "".join(
                    draw.choice(("ba", "co", "da", "fu", "ka", "li", "mex", "no", "ra", "so", "ta", "vi", "zen")) for _ in range(3)
                ).title()
            )
        yield " ".join(parts)


def tax_code(number: int) -> str:
    """Return a ten-digit code of a range that is not issued."""
    return f"99{number:08d}"


def write(rows: int) -> None:
    """Fill the empty register, the search index last."""
    table, codes = Firm._meta.db_table, TaxCode._meta.db_table
    blank = {field.column: field.get_default() for field in Firm._meta.concrete_fields}
    columns = [column for column in blank if column is not None]
    memory: dict[str, tuple[str, str]] = {}

    def pieces(name: str) -> tuple[str, str]:
        folded = [memory.setdefault(part, (fold(part), "")) for part in name.split(" ")]
        return " ".join(each for each, _ in folded), ""

    def firms() -> Iterator[tuple[object, ...]]:
        for number, name in enumerate(names(rows), start=1):
            folded, _ = pieces(name)
            own = {"id": number, "name": name, "name_fold": folded, "name_key": _key(name, folded), "name_sort": folded}
            own |= {"public_id": f"t{number:09d}", "status": "active", "is_listed": True, "vsic_version": "2025", "vsic_code": "G"}
            yield tuple((blank | own)[column] for column in columns)

    def owned() -> Iterator[tuple[object, ...]]:
        return ((number, number, tax_code(number), "ENT10", None, None) for number in range(1, rows + 1))

    with transaction.atomic():
        _load(table, columns, firms())
        _load(codes, ["id", "firm_id", "code", "kind", "valid_from", "valid_to"], owned())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


_KEYS: dict[str, str] = {}


def _key(name: str, folded: str) -> str:
    """Return `match_key`, remembering what form and trade come to: a million full runs would take minutes."""
    head = next(form for form in sorted(FORMS, key=len, reverse=True) if name.startswith(form))
    rest = name[len(head) + 1 :]
    trade = next((each for each in TRADES if rest.startswith(f"{each} ")), "")
    proper = folded.split(" ")[len(f"{head} {trade}".split()) :]
    if trade not in _KEYS:
        _KEYS[trade] = match_key(f"Công ty {trade} X").removesuffix("x").strip() if trade else ""
    return " ".join([*([_KEYS[trade]] if trade else []), *proper])


def _load(table: str, columns: list[str], rows: Iterator[tuple[object, ...]]) -> None:
    named = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        holes = ", ".join(["%s"] * len(columns))
        if table in triggers.TABLES:
            triggers.drop(table)
        cursor.executemany(f"INSERT INTO {table} ({named}) VALUES ({holes})", rows)  # type: ignore[arg-type]  # any rows do
    if table in triggers.TABLES:
        triggers.create()
