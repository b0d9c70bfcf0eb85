"""The pages of open data, and the registers as files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from core import linked, routes

from . import changes, files, licence, package, registers, sending
from .doors import Problem, answer, api
from .registers import Record, Register, moment


@routes.public
def index(request: HttpRequest) -> HttpResponse:
    """Show what can be taken away, how, and what may not be read out of it."""
    counted = changes.counts()
    told = [_told(each, counted) for each in registers.every()]
    return render(request, "press/opendata/index.html", {"registers": told, "licence": licence.current()})


@routes.public
def dictionary(request: HttpRequest, code: str) -> HttpResponse:
    """Say what each column of a register means."""
    register = next((each for each in registers.every() if each.code == code), None)
    if register is None:
        raise Http404
    context = _told(register, changes.counts()) | {"licence": licence.current(), "linked": _linked(register, request.path)}
    return render(request, "press/opendata/register.html", context)


def _linked(register: Register, path: str) -> linked.Linked:
    first, last = register.source.days()
    terms = licence.current()  # these words cannot say that a licence is not confirmed
    files = [
        linked.thing("DataDownload", contentUrl=package.address(f"{register.code}.{ending}"), encodingFormat=kind)
        for ending, kind in (("csv", "text/csv"), ("json", "application/json"))
    ]
    return linked.page(
        "Dataset",
        name=_(register.title),
        description=f"{_(register.about)} {package.absence()}",
        url=linked.address(path),
        identifier=register.code,
        license=terms["path"] if terms["confirmed_on"] else "",
        isAccessibleForFree=True,
        creator=linked.authority(),
        publisher=linked.authority(),
        temporalCoverage=f"{first}/{last}" if first else "",
        distribution=files,
    )


def _told(register: Register, counted: dict[str, dict[str, Any]]) -> dict[str, Any]:
    first, last = register.source.days()
    return {"register": register, "first": first, "last": last, **counted.get(register.code, {"rows": None, "at": None})}


@api
def csv_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send a whole register as CSV."""
    register = _register(code)
    lines = files.csv_lines(register.names, _records(register))
    return _file(request, register, "csv", "text/csv; charset=utf-8; header=present", lines)


@api
def json_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send a whole register as JSON, with the cursor from which its changes are followed."""
    register = _register(code)
    head = {
        "register": register.code,
        "publisher": settings.AUTHORITY,
        "licence": licence.current(),
        "notice": package.absence(),
        "changed_at": moment(changes.changed_at(register)),
        "cursor": str(changes.head()),
    }
    return _file(request, register, "json", "application/json", files.json_lines(head, _records(register)), files.dumps(head))


@api
def datapackage(request: HttpRequest) -> HttpResponseBase:
    """Describe every file (Frictionless)."""
    return answer(request, package.datapackage())


@api
def catalogue(request: HttpRequest) -> HttpResponseBase:
    """Describe every register for catalogues of catalogues (DCAT)."""
    return answer(request, package.catalogue(), kind="application/ld+json")


def _register(code: str) -> Register:
    try:
        return registers.get(code)
    except KeyError:
        raise Problem(404, "Không có tệp này; xem /du-lieu/.", "There is no such file; see /en/du-lieu/.") from None


def _records(register: Register) -> Iterator[Record]:
    return (record for _key, record in register.source.rows())


def _file(request: HttpRequest, register: Register, ending: str, kind: str, lines: Iterator[bytes], *head: str) -> HttpResponseBase:
    return sending.send(
        request,
        lines,
        kind,
        f"{register.code}.{ending}",
        made_of=(*head, ending, files.dumps(package.schema(register)), settings.BASE_URL, changes.state(register)),
        changed_at=changes.changed_at(register),
    )
