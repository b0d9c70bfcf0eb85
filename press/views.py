"""What everyone may read of the media desk: corrections, and the ledger with the means to verify it."""

from __future__ import annotations

from pathlib import Path

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from core import chain, linked, routes

from . import ledger, public
from .opendata import sending

VERIFIER = Path(__file__).parent / "verifier" / "verify_ledger.py"
_LINES = "application/x-ndjson; charset=utf-8"
_PER_PAGE = 50
#: How many daily heads stand on the page; all of them are in the file beside it.
_DAYS = 31


@routes.public
def corrections(request: HttpRequest) -> HttpResponse:
    """Tell what was corrected and withdrawn, without names."""
    page = Paginator(public.corrections(), _PER_PAGE).get_page(request.GET.get("trang"))
    told = [public.told(each) for each in page]
    return render(request, "press/corrections.html", {"page_obj": page, "told": told, "linked": _linked(request.path, told)})


def _linked(path: str, told: list[public.Told]) -> linked.Linked:
    """Return the corrections as schema.org knows them; none of them names anybody."""
    said = [
        linked.thing(
            "CorrectionComment",
            text=each.what,
            dateCreated=each.at,
            about=linked.thing("CreativeWork", identifier=each.public_id, url=linked.address(each.path) if each.path else ""),
        )
        for each in told
    ]
    return linked.page("CollectionPage", url=linked.address(path), publisher=linked.authority(), mainEntity=linked.listing(said))


@routes.public
def the_ledger(request: HttpRequest) -> HttpResponse:
    """Show the newest entries of the public ledger and its head."""
    page = Paginator(public.ledger(), _PER_PAGE).get_page(request.GET.get("trang"))
    return render(request, "press/ledger.html", {"page_obj": page, "head": ledger.head(), "heads": public.heads()[:_DAYS]})


@routes.public
def download(request: HttpRequest) -> HttpResponseBase:
    """Send the whole ledger, one entry a line."""
    last = public.ledger().first()
    lines = (chain.canonical(entry) + b"\n" for entry in ledger.published())
    return sending.send(
        request, lines, _LINES, "nhat-ky.jsonl", made_of=[last.hash if last else ""], changed_at=last.moment if last else None
    )


@routes.public
def heads(request: HttpRequest) -> HttpResponseBase:
    """Send the ledger's end as it was published on each day, one a line, oldest first."""
    last = public.heads().first()
    lines = (chain.canonical(head.as_published()) + b"\n" for head in public.heads().order_by("day").iterator())
    return sending.send(
        request, lines, _LINES, "dau-chuoi.jsonl", made_of=[last.day, last.hash] if last else [], changed_at=last.at if last else None
    )


@routes.public
def verifier(request: HttpRequest) -> HttpResponseBase:
    """Send the program that verifies the ledger on anyone's own machine."""
    program = VERIFIER.read_bytes()
    return sending.send(request, [program], "text/x-python; charset=utf-8", VERIFIER.name, made_of=[program], changed_at=None)
