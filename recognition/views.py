"""What everyone may read of praise: a round, and whether a letter is valid at this minute."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core import linked, routes
from core.text import nfc
from firms import register
from press import public as press

from . import certificates, public
from .lifecycle import Standing
from .models import Honour, Round
from .pages import PER_PAGE


@routes.public
def a_round(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the firms of one round; what has ended leaves a neutral page."""
    found = public.rounds().filter(release__public_id=public_id).first()
    if found is None:
        if press.ended(public_id) is None:
            raise Http404
        return render(request, "recognition/ended.html", {"public_id": public_id}, status=410)
    query = nfc(request.GET.get("q", ""))[:100]
    page = Paginator(public.find(query, public.visible().filter(round=found)), PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "round": found,
        "page_obj": page,
        "query": query,
        "corrections": press.corrections_of(found.release) if found.release else (),
    }
    return render(request, "recognition/round.html", context | {"linked": _linked(found, page)})


def _linked(found: Round, shown: Iterable[Honour]) -> linked.Linked:
    release = found.release
    firms = [linked.firm(each.firm.name, commune=each.firm.commune.name if each.firm.commune else "") for each in shown]
    return linked.article(
        found.title,
        release.path if release else "",
        identifier=release.public_id if release else "",
        datePublished=found.published_on,
        dateModified=release.changed_at if release else None,
        expires=found.valid_until,
        about=linked.listing(firms),
        inLanguage="vi",
    )


@routes.public
def ask(request: HttpRequest) -> HttpResponse:
    """Take the serial of a letter, for those who have no camera at hand."""
    serial = nfc(request.GET.get("q", "")).upper().replace(" ", "")[:24]
    return redirect("verify", serial) if serial else render(request, "recognition/ask.html")


@routes.public
def verify(request: HttpRequest, serial: str) -> HttpResponse:
    """Say what the letter ``serial`` is worth now, and no word more where it is not valid."""
    verified = public.verify(serial)
    status = 404 if verified.standing is Standing.UNKNOWN else 200
    tax_code = register.public_tax_code(verified.certificate.honour.firm) if verified.certificate else ""
    return render(request, "recognition/verify.html", {"verified": verified, "tax_code": tax_code}, status=status)


@routes.public
def picture(request: HttpRequest, serial: str) -> HttpResponse:
    """Send the picture of a valid letter; there is none of any other."""
    certificate = public.verify(serial).certificate
    if certificate is None:
        raise Http404
    response = HttpResponse(certificates.png(certificate), content_type="image/png")
    response["Content-Disposition"] = f'inline; filename="{certificate.serial}.png"'
    return response
