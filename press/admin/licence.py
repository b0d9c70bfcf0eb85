"""The licence of the open data, in the office: what was confirmed when, by whom, on which ground."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from ..models import OpenLicence
from ..opendata import licence
from .acting import Because, officer
from .common import OfficeItem, allowed, done, page_of


class LicenceForm(Because):
    """Which licence is confirmed, and on which ground."""

    name = forms.ChoiceField(
        label="Giấy phép", choices=[(code, f"{title} ({code})") for code, (title, _) in licence.LICENCES.items()], initial=licence.PLANNED
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"].label = "Căn cứ xác nhận"
        self.fields["because"].help_text = "Văn bản, ý kiến pháp chế đã đối chiếu; chỉ cán bộ đọc được."


@allowed(licence.CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def confirming(request: HttpRequest) -> HttpResponse:
    """List what was confirmed, newest first, and take a new confirmation."""
    by, form = officer(request), LicenceForm(request.POST or None)
    said = "Đã xác nhận giấy phép dữ liệu mở."
    if form.is_valid() and done(request, form, lambda: licence.confirm(by=by, **form.cleaned_data), said):
        return redirect("press_licence")
    context = {"page": page_of(request, OpenLicence.objects.select_related("confirmed_by")), "current": licence.current(), "form": form}
    return render(request, "press/admin/licence.html", context, status=422 if form.errors else 200)


URLS = [path("giay-phep-du-lieu/", confirming, name="press_licence")]


def items() -> list[OfficeItem]:
    """Return what the menu offers of this screen."""
    return [OfficeItem("Giấy phép dữ liệu mở", reverse("press_licence"), icon_name="doc-full", order=90, permissions=(licence.CONFIRM,))]
