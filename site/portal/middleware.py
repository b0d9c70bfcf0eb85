"""What holds for whole parts of the site: language by path, policies by route, a second factor for officers."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from core import routes
from core.errors import NotAllowed, Refused, TooMany

Next = Callable[[HttpRequest], HttpResponse]

OFFICE = "/quan-tri/"
ACCOUNT = f"{OFFICE}tai-khoan/"


class LanguageFromPath:
    """The address alone decides the language, so one address has one page and caches need not vary."""

    def __init__(self, following: Next) -> None:
        self._next = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in English below ``/en/``, in Vietnamese everywhere else."""
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self._next(request)
            response.headers.setdefault("Content-Language", language)
        return response


class PlainAddress:
    """No address of ours holds a NUL sign, and PostgreSQL takes none: one that does is refused before anything is asked."""

    def __init__(self, following: Next) -> None:
        self._next = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse a NUL in the address."""
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("Địa chỉ không hợp lệ.", content_type="text/plain; charset=utf-8")
        return self._next(request)


class RoutePolicy:
    """Headers of whole areas: officers' pages are never kept, and load what Wagtail's editor needs."""

    def __init__(self, following: Next) -> None:
        self._next = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers of the area that ``request`` belongs to."""
        response = self._next(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        if request.path_info.startswith(OFFICE):
            add_never_cache_headers(response)
        return response


class OfficePolicy:
    """The Content-Security-Policy of officers' pages, in place of the strict one; stands below django-csp."""

    def __init__(self, following: Next) -> None:
        self._next = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Replace the policy below the office's path."""
        response = self._next(request)
        if request.path_info.startswith(OFFICE):
            response._csp_replace = settings.OFFICER_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response


class SecondFactor:
    """An officer who has only a password reaches the page where the second factor is set up, and nothing else."""

    def __init__(self, following: Next) -> None:
        self._next = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Send password-only officers to their account."""
        path = request.path_info
        if settings.OFFICER_MFA and path.startswith(OFFICE) and not path.startswith(ACCOUNT):
            user = request.user
            if user.is_authenticated and not is_mfa_enabled(user):
                return redirect("mfa_activate_totp")
        return self._next(request)


class OfficeErrors:
    """What services refuse reaches the reader as a page that says what to do, not as a server error."""

    def __init__(self, following: Next) -> None:
        self._next = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass ``request`` on."""
        return self._next(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 429 where a caller came too often, 403 where an officer lacks a permission; in the office say why something is refused."""
        if isinstance(exception, TooMany):
            return routes.too_many(request, exception)
        if isinstance(exception, NotAllowed):
            return render(request, "403.html", status=403)
        if isinstance(exception, Refused) and request.path.startswith(OFFICE):
            return _back(request, exception)
        return None


def _back(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Send an officer back to the page where something was refused, and say why."""
    for refusal in refused.refusals:
        messages.error(request, refusal.sentence)
    referer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(referer if is_ours else OFFICE)


class ButtonAddress:
    """An address that only a button asks for leads whoever opens it to the page with the button: after a new login, or by the bar."""

    def __init__(self, following: Next) -> None:
        self._next = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lead an officer's browser on; programs and what is asked within a page keep their 405."""
        response = self._next(request)
        is_opened = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if response.status_code != 405 or not is_opened or not request.path_info.startswith(OFFICE):
            return response
        messages.warning(request, "Việc vừa rồi chưa được ghi; hãy bấm lại.")
        asked = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(f"{_above(request)}{'?' if asked else ''}{asked}")


def _above(request: HttpRequest) -> str:
    """Return the nearest address above that of ``request`` at which a page stands; the front page of the office always does."""
    path = request.path_info
    while (path := f"{path.rstrip('/').rpartition('/')[0]}/") != OFFICE:
        if _is_page(request, path):
            return path
    return OFFICE


def _is_page(request: HttpRequest, path: str) -> bool:
    """Tell whether the address ``path`` can be opened, by asking its view which methods it takes."""
    question = copy(request)
    question.method, question.path, question.path_info = "OPTIONS", path, path
    question._messages = default_storage(question)  # type: ignore[attr-defined] # what is said to this question reaches nobody
    try:
        view, args, kwargs = resolve(path)
        answer = view(question, *args, **kwargs)
    except (Http404, PermissionDenied):
        return False
    return answer.status_code == 200 or "GET" in answer.headers.get("Allow", "")
