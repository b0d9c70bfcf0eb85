"""The API, version 1: every register page by page and row by row, and what changed since a caller last looked."""

from __future__ import annotations

import re
from itertools import islice
from typing import NoReturn
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from . import changes, licence, openapi, own, package, places, registers
from .doors import Problem, answer, api
from .registers import Key, Register

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


def where(path: str = "") -> str:
    """Return the whole address of a door of the API."""
    return f"{settings.BASE_URL}/api/v1/{path}"


@api
def root(request: HttpRequest) -> HttpResponseBase:
    """Tell which registers there are, and under which terms they may be used."""
    told = [
        {
            "code": each.code,
            "title": _(each.title),
            "about": _(each.about),
            "rows": where(f"{each.code}/"),
            "page": package.address(f"{each.code}/"),
            "csv": package.address(f"{each.code}.csv"),
            "json": package.address(f"{each.code}.json"),
        }
        for each in registers.every()
    ]
    return answer(
        request,
        {
            "publisher": settings.AUTHORITY,
            "licence": licence.current(),
            "notice": package.absence(),
            "registers": told,
            "changes": where("thay-doi/"),
            "openapi": where("openapi.json"),
            "datapackage": package.address("datapackage.json"),
            "catalogue": package.address("catalog.jsonld"),
        },
    )


@api
def description(request: HttpRequest) -> HttpResponseBase:
    """Describe the API itself."""
    return answer(request, openapi.document())


@api
def rows(request: HttpRequest, code: str) -> HttpResponseBase:
    """Return some rows of a register, and where the next ones are."""
    register, limit = _register(code), _limit(request, openapi.MOST_ROWS)
    found = list(islice(register.source.rows(_after(request, register), limit + 1), limit + 1))
    cursor = places.cursor(code, register.source.place, found[limit - 1][0]) if len(found) > limit else ""
    following = where(f"{code}/?" + urlencode({"limit": limit, "cursor": cursor})) if cursor else None
    response = answer(
        request, {"register": code, "notice": package.absence(), "data": [record for _key, record in found[:limit]], "next": following}
    )
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return response


@api
def row(request: HttpRequest, code: str, key: str) -> HttpResponseBase:
    """Return one row; one that was public once is gone, and nothing is said of what it was."""
    register = _register(code)
    record = register.source.find(key) if _ID.fullmatch(key) else None
    if record is None:
        _miss(register, key)
    return answer(request, {"register": code, "notice": package.absence(), "data": record})


@api
def changed(request: HttpRequest) -> HttpResponseBase:
    """Return what came, changed and went after a cursor, and the cursor to come back with."""
    limit, cursor = _limit(request, openapi.MOST_CHANGES), request.GET.get("cursor") or "0"
    if not re.fullmatch(r"[0-9]{1,18}", cursor):
        raise _bad_cursor()
    found = changes.behind(int(cursor), limit + 1)
    told, last = found[:limit], str(found[:limit][-1].seq) if found else cursor
    return answer(
        request,
        {
            "data": [own.change(each) for each in told],
            "cursor": last,
            "next": where("thay-doi/?" + urlencode({"limit": limit, "cursor": last})) if len(found) > limit else None,
        },
    )


@api
def missing(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """Say that there is no such door."""
    raise Problem(404, "Không có địa chỉ này; danh sách ở /api/v1/.", "There is no such address; /api/v1/ lists them.")


def _register(code: str) -> Register:
    try:
        return registers.get(code)
    except KeyError:
        raise Problem(404, "Không có danh sách này; xem /api/v1/.", "There is no such register; see /api/v1/.") from None


def _miss(register: Register, key: str) -> NoReturn:
    if _ID.fullmatch(key) and changes.was_public(register, key):
        raise Problem(410, "Không còn được công khai. Hãy gỡ bản sao của dòng này.", "No longer public. Remove your copy of this row.")
    raise Problem(404, "Không có dòng nào mang mã này.", "No row has this id.")


def _limit(request: HttpRequest, most: int) -> int:
    text = request.GET.get("limit", "50")
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= most:
        raise Problem(400, f"limit là số nguyên từ 1 đến {most}.", f"limit is a whole number from 1 to {most}.")
    return int(text)


def _bad_cursor() -> Problem:
    return Problem(
        400,
        "Con trỏ không đúng; gửi lại nguyên văn cursor đã nhận, hoặc bỏ trống để đọc từ đầu.",
        "The cursor is wrong; send the one you were given as it is, or none to start anew.",
    )


def _after(request: HttpRequest, register: Register) -> Key | None:
    """Return the key behind which the caller reads on."""
    if not (cursor := request.GET.get("cursor", "")):
        return None
    if (key := places.key(register.code, register.source.place, cursor)) is None:
        raise _bad_cursor()
    return key
