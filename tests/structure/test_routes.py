"""Every address belongs to one class of `core.routes` and keeps what the class promises."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from core.routes import RouteClass

OFFICE = "/quan-tri/"
ACCOUNT = f"{OFFICE}tai-khoan/"
#: Files that editors put up; Wagtail serves them by its own rules.
DOCUMENTS = "/documents/"
SAMPLES = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000", "path": "x", "slug": "x", "str": "x"}
#: Parts of the office that hold no data and that the login page needs.
OPEN_IN_OFFICE = {"login/", "jsi18n/", "sprite/", "sprite-"}


@dataclass(frozen=True)
class Route:
    """One pattern, with an address that it matches."""

    address: str
    view: Callable[..., Any]

    @property
    def kind(self) -> RouteClass | None:
        """Return the class that the view declares."""
        return getattr(self.view, "route_class", None)


def walk(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[Route]:
    """Yield every route below ``patterns``."""
    for each in patterns:
        own = "" if isinstance(each.pattern, LocalePrefixPattern) else sample(str(each.pattern))
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, before + own)
        else:
            yield Route(before + own, each.callback)


def sample(pattern: str) -> str:
    """Return a text that ``pattern``, of ``path()`` or ``re_path()``, matches."""
    plain = re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "x"), pattern) if "(?P" not in pattern else pattern
    plain = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)[*+?]?", "x", plain)
    plain = re.sub(r"\((?:\?:)?[^()]*(?:\([^()]*\)[^()]*)?\)[*?]?", "", plain)
    return plain.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")


ROUTES = list(walk(get_resolver().url_patterns))
OURS = [route for route in ROUTES if not route.address.startswith((OFFICE, DOCUMENTS))]
OFFICES = [route for route in ROUTES if route.address.startswith(OFFICE)]


def of(kind: RouteClass) -> list[Any]:
    """Return the routes of one class as test parameters."""
    return [pytest.param(route, id=route.address) for route in OURS if route.kind == kind]


def directives(response: HttpResponseBase) -> dict[str, str]:
    """Return the Content-Security-Policy of an answer by directive."""
    pairs = (part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";") if part.strip())
    return {name: value for name, _, value in pairs}


@pytest.fixture
def stranger() -> Client:
    """Somebody without an account, whose requests are checked as a browser's are."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


def test_every_route_outside_the_office_declares_its_class() -> None:
    assert [route.address for route in OURS if route.kind is None] == []


def test_officers_views_live_in_the_office() -> None:
    assert [route.address for route in OURS if route.kind == RouteClass.OFFICER] == []


@pytest.mark.django_db
@pytest.mark.parametrize("route", of(RouteClass.PUBLIC) + of(RouteClass.API))
def test_public_routes_set_no_cookie_and_may_be_kept(route: Route, stranger: Client) -> None:
    response = stranger.get(route.address)
    assert response.status_code in {200, 301, 302, 400, 404, 410}
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "Accept-Language" not in response.headers.get("Vary", "")
    if response.status_code == 200:
        assert "public" in response.headers["Cache-Control"]
    policy = directives(response)
    assert policy["default-src"] == "'self'"
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert "nonce" not in response.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("route", of(RouteClass.PUBLIC) + of(RouteClass.API) + of(RouteClass.PROBE))
@pytest.mark.parametrize("method", ["post", "put", "delete", "trace"])
def test_safe_routes_refuse_everything_but_reading(route: Route, method: str, stranger: Client) -> None:
    assert getattr(Client(SERVER_NAME="localhost"), method)(route.address).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("route", of(RouteClass.FORM))
def test_forms_are_never_kept_and_need_their_token(route: Route, stranger: Client) -> None:
    response = stranger.get(route.address)
    assert response.status_code in {200, 302, 303, 404, 405, 410}
    if response.status_code != 405:
        assert "no-store" in response.headers["Cache-Control"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert stranger.post(route.address).status_code == 403
    assert stranger.put(route.address).status_code in {403, 405}
    assert settings.SESSION_COOKIE_NAME not in response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("route", of(RouteClass.WEBHOOK))
def test_webhooks_take_nothing_without_their_secret(route: Route, stranger: Client) -> None:
    assert stranger.get(route.address).status_code == 405
    assert stranger.post(route.address, "{}", content_type="application/json").status_code in {401, 403, 404}


@pytest.mark.django_db
@pytest.mark.parametrize("route", of(RouteClass.PROBE))
def test_probes_are_never_kept(route: Route, stranger: Client) -> None:
    response = stranger.get(route.address)
    assert response.status_code in {200, 503}
    assert "no-store" in response.headers["Cache-Control"]


def is_open(route: Route) -> bool:
    """Tell whether a stranger may see the route: login and what it loads."""
    return route.address.startswith(ACCOUNT) or route.address.removeprefix(OFFICE).startswith(tuple(OPEN_IN_OFFICE))


@pytest.mark.django_db
def test_the_office_is_closed_to_strangers_and_never_kept(stranger: Client) -> None:
    assert len(OFFICES) > 200
    wrong = []
    for route in OFFICES:
        response = stranger.get(route.address)
        closed = response.status_code in {403, 404, 405} or _to_login(response)
        if not (closed or is_open(route)) or "no-store" not in response.headers["Cache-Control"]:
            wrong.append((route.address, response.status_code, response.headers.get("Location")))
    assert wrong == []


@pytest.mark.django_db
def test_no_address_of_the_office_opens_as_an_empty_page(hire: Callable[..., Any], browse: Callable[..., Client]) -> None:
    client = browse(hire("an", is_superuser=True))
    client.raise_request_exception = False
    inside = [route.address for route in OFFICES if "logout" not in route.address]
    closed = [address for address in inside if client.options(address).headers.get("Allow") in ("POST", "POST, OPTIONS")]
    assert len(closed) > 15
    for address in closed:
        page = client.get(address, headers={"Accept": "text/html"})
        if address.startswith("/quan-tri/api/"):
            assert page.status_code == 406, address
            continue
        assert page.status_code == 302, address
        assert address.startswith(page.headers["Location"])
        assert client.get(page.headers["Location"], headers={"Accept": "text/html"}).status_code != 405


def _to_login(response: HttpResponseBase) -> bool:
    return response.headers.get("Location", "").startswith((settings.LOGIN_URL, f"{OFFICE}login/"))


@pytest.mark.django_db
def test_an_officer_with_only_a_password_reaches_nothing_but_the_second_factor(hire: Any, browse: Any, settings: Any) -> None:
    settings.OFFICER_MFA = True
    officer = hire("lan", is_superuser=True)
    client, wrong = browse(officer), []
    for route in OFFICES:
        if route.address.startswith(ACCOUNT):
            continue
        response = client.get(route.address)
        if response.status_code != 302 or not response.headers["Location"].startswith(ACCOUNT):
            wrong.append((route.address, response.status_code, response.headers.get("Location")))
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["quan-tri/password_reset/", "quan-tri/tai-khoan/signup/", "admin/", "django-admin/", "accounts/signup/", "accounts/login/"]
)
def test_doors_that_do_not_exist(address: str, stranger: Client) -> None:
    response = stranger.get(f"/{address}")
    assert response.status_code == 404 or _to_login(response)


@pytest.mark.django_db
def test_a_right_password_alone_leads_to_the_second_factor_and_nowhere_else(hire: Any, settings: Any) -> None:
    settings.OFFICER_MFA = True
    hire("minh")
    client, secret = Client(SERVER_NAME="localhost"), "mat-khau-thu-nghiem"
    answer = client.post(settings.LOGIN_URL, {"login": "minh", "password": secret}, follow=True)
    asked_again = answer.redirect_chain[-1][0]
    assert asked_again.startswith(f"{ACCOUNT}reauthenticate/")
    answer = client.post(asked_again, {"password": secret}, follow=True)
    assert answer.redirect_chain[-1] == (f"{ACCOUNT}2fa/totp/activate/", 302)
    assert answer.status_code == 200
