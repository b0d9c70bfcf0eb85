"""What came as internal (Art 35(3)) reaches no public door: every address is opened before and after, and nothing may differ.

The addresses come from the resolver, the page tree and the sitemap, so a new public route is walked without being named here; one that
takes arguments must say in `FILLED` with which, or the test fails.
"""

from __future__ import annotations

import datetime as dt
import difflib
import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pdfplumber
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from wagtail.models import Page

from core import clock, jobs
from core.models import Instrument, Quota
from core.routes import RouteClass
from firms import public, register, services
from firms.models import Firm, ImportBatch, Statistic
from notices.models import Notice
from outreach import public as outreach
from portal.demo import build, people
from portal.sitemap import paths
from press.models import Release
from press.opendata import registers
from recognition.models import Certificate, Honour
from tests.structure.test_routes import DOCUMENTS, OFFICE, sample
from tests.world import World

#: A day on which the province has notices, honours and releases in public.
DAY = dt.datetime(2026, 11, 20, 9, tzinfo=clock.VIETNAM)
#: Stand in an internal list and nowhere else.
NAME, CODE, SUM = "Công ty TNHH Chim Hoàng Yến Mẫu", "9912345678", 73_918_264_555
OPEN = {RouteClass.PUBLIC, RouteClass.API, RouteClass.FORM, RouteClass.PROBE}
#: Signs of a moment or of chance in an answer, which say nothing of firms.
CHANCE = re.compile(
    r'name="(?:csrfmiddlewaretoken|turn|token|draft)" value="[^"]*"|nonce="[^"]*"|nonce-[\w+/=-]+'
    r'|/phan-anh/nhap/[\w-]+/|\?v=\w+|id="[0-9a-f-]{32,}"'
)


@dataclass(frozen=True)
class Route:
    """A public route: its pattern, an address that it matches, and whether it takes arguments."""

    pattern: str
    address: str
    takes_arguments: bool


def routes() -> Iterator[Route]:
    """Yield every route that a reader may open."""

    def walk(patterns: list[URLPattern | URLResolver], before: str, address: str) -> Iterator[Route]:
        for each in patterns:
            is_prefix = isinstance(each.pattern, LocalePrefixPattern)
            own = "" if is_prefix else str(each.pattern)
            here = address + ("" if is_prefix else sample(own))
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, before + own, here)
            elif getattr(each.callback, "route_class", None) in OPEN:
                yield Route(before + own, here, "<" in before + own or "(" in before + own)

    for route in walk(get_resolver().url_patterns, "", "/"):
        if not route.address.startswith((OFFICE, DOCUMENTS)):
            yield route


def released() -> list[str]:
    return [release.path for release in Release.objects.all() if release.path]


def notice_ids() -> list[str]:
    return [str(each) for each in Notice.objects.exclude(public_id=None).values_list("public_id", flat=True) if each]


def serials() -> list[str]:
    return [*Certificate.objects.order_by("pk").values_list("serial", flat=True)[:8], "BD-khong-co"]


def pages() -> list[str]:
    return [url for page in Page.objects.live().public().filter(depth__gt=1) if (url := page.get_url())]


#: With which addresses a route that takes arguments is opened.
FILLED: dict[str, Callable[[], list[str]]] = {
    "hook/<": lambda: ["/hook/khong-co/"],
    "hoi-dap/<": lambda: [entry.url for entry in outreach.answers()][:10],
    "phap-luat/<": lambda: [f"/phap-luat/{slug}/" for slug in Instrument.objects.values_list("slug", flat=True)[:10]],
    "<slug:section>/tin.atom": lambda: [f"/{kind}/tin.atom" for kind in ("cong-khai", "bieu-duong", "bao-chi", "dinh-chinh")],
    "<slug:section>/tin.json": lambda: [f"/{kind}/tin.json" for kind in ("cong-khai", "bieu-duong", "bao-chi", "dinh-chinh")],
    "du-lieu/<": lambda: [f"/du-lieu/{each.code}{end}" for each in registers.every() for end in ("/", ".csv", ".json")],
    "api/v1/<slug:code>/<": lambda: (
        [f"/api/v1/cong-khai/{number}/" for number in notice_ids()] + [f"/api/v1/bieu-duong/{serial}/" for serial in serials()]
    ),
    "api/v1/<slug:code>/": lambda: [f"/api/v1/{each.code}/{more}" for each in registers.every() for more in ("", "?limit=100")],
    "api/<": lambda: ["/api/v2/"],
    "so-lieu/<": lambda: [
        f"/so-lieu/{month:%Y-%m}/" for month in Statistic.objects.order_by("month").values_list("month", flat=True).distinct()
    ],
    "nhan-tin/": lambda: [f"/nhan-tin/{part}/khong-co/" for part in ("xac-nhan", "tuy-chon", "huy")],
    "phan-anh/nhap/<": lambda: ["/phan-anh/nhap/khong-co/"],
    "cong-khai/dot/<": lambda: [f"{path}{part}" for path in released() if "/cong-khai/dot/" in path for part in ("", "noi-dung.json")],
    "cong-khai/<": lambda: [
        f"/cong-khai/{number}/{part}" for number in notice_ids() for part in ("", "noi-dung.json", "de-nghi-dinh-chinh/")
    ],
    "bieu-duong/<": lambda: [path for path in released() if path.startswith("/bieu-duong/")],
    "bao-chi/xem-truoc/<": lambda: ["/bao-chi/xem-truoc/khong-co/"],
    "bao-chi/<": lambda: [f"{path}{part}" for path in released() if path.startswith("/bao-chi/") for part in ("", "noi-dung.json")],
    "xac-thuc/<": lambda: [f"/xac-thuc/{serial}/{part}" for serial in serials() for part in ("", "thu.png")],
    "^((?:[\\w\\-]+/)*)$": pages,
}
GET_FORM = re.compile(r"<form\b(?![^>]*method=.post)([^>]*)>(.*?)</form>", re.DOTALL | re.IGNORECASE)
FIELD = re.compile(r"<input\b(?![^>]*type=.(?:hidden|submit|checkbox|radio))[^>]*\bname=.([\w-]+)")


def doors(path: str, page: str) -> set[tuple[str, str]]:
    """Return the addresses, each with the name of its field, at which ``page`` lets a reader ask."""
    found = set()
    for form, inside in GET_FORM.findall(page):
        action = re.search(r"action=.([^\"'\s>]*)", form)
        found |= {((action[1] if action else "") or path, field) for field in FIELD.findall(inside)}
    return found


def addresses() -> list[str]:
    """Return every address, in both languages where it has two."""
    found = list(paths())[:60]
    for route in routes():
        if not route.takes_arguments:
            found.append(route.address)
        else:
            found += next(fill for start, fill in FILLED.items() if route.pattern.lstrip("/").startswith(start))()
    both = dict.fromkeys(found)
    return [*both, *(f"/en{path}" for path in both if not path.startswith("/en/"))]


def words_for(firm: Firm) -> list[str]:
    """Return by what a reader can ask for a firm."""
    return [firm.name, register.tax_code(firm), *(unit.code for unit in firm.unit_codes.all()[:1])]


def body(response: Any) -> str:
    """Return what an answer says, unpacked, without what chance put there."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    if content.startswith(b"%PDF"):
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            return "\n".join(page.extract_text() or "" for page in pdf.pages)
    return CHANCE.sub("", html.unescape(content.decode("utf-8", "replace")))


def crawl(questions: list[str]) -> dict[str, str]:
    """Open every door as a stranger, and ask about every firm wherever something can be asked."""
    stranger = Client(SERVER_NAME="localhost")
    seen: dict[str, str] = {}
    asked: set[tuple[str, str]] = set()
    for path in addresses():
        seen[path] = opened(stranger.get(path))
        asked |= doors(path, seen[path])
    assert {("/tim-kiem/", "q"), ("/tra-cuu-don-vi/", "q")} <= asked
    for path, field in sorted(asked):
        for question in questions:
            seen[f"{path}?{field}={question}"] = opened(stranger.get(path, {field: question}))
    for question in questions:
        seen[f"chat: {question}"] = asked_in_chat(question)
        seen[f"answer: {question}"] = str(public.look_up(question))
    return seen


def opened(response: Any) -> str:
    headers = {name: response.headers.get(name, "") for name in ("Location", "X-Robots-Tag", "Content-Type", "Content-Disposition")}
    return f"{response.status_code} {headers}\n{body(response)}"


def asked_in_chat(question: str) -> str:
    """Ask the bot whether the employer is on a list."""
    Quota.objects.all().delete()
    reader = Client(SERVER_NAME="localhost")
    said = reader.get("/tro-ly-ao/").content.decode()
    fields = {name: html.unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', said)}
    asked = {"text": f"{question} có tên trong danh sách chậm đóng không?"}
    said = reader.post("/tro-ly-ao/", fields | asked).content.decode()
    return CHANCE.sub("", html.unescape("\n".join(re.findall(r'chat__turn--bot">(.*?)</li>', said, re.DOTALL))))


def sweep() -> None:
    """Let everything happen that happens by itself, twice, so that nothing is left for later."""
    for _ in range(2):
        for name in jobs.sweeps():
            jobs.run(name)
    cache.clear()


def differences(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    """Return where two walks differ, and how."""
    changed = dict.fromkeys(before.keys() ^ after.keys(), "a door opened or closed")
    for path in before.keys() & after.keys():
        if before[path] != after[path]:
            lines = difflib.unified_diff(before[path].splitlines(), after[path].splitlines(), lineterm="", n=0)
            changed[path] = "\n".join(line for line in list(lines)[2:8])
    return changed


def listing(rows: list[tuple[str, str]], *, day: str) -> bytes:
    """Return a list of arrears with the canary and the firms of ``rows``, by tax code and name."""
    lines = [f"(Số liệu tính đến hết ngày {day})", "STT,Mã đơn vị,Mã số thuế,Tên đơn vị,Số tháng chậm đóng,Tổng cộng,Ghi chú"]
    named = [(CODE, NAME), *rows]
    lines += [f"{place},QC99{place:02}E,{code},{name},7,{SUM}," for place, (code, name) in enumerate(named, start=1)]
    return "\n".join([*lines, f",,,Tổng cộng,,{SUM * len(named)},"]).encode()


@pytest.fixture
def province(world: World) -> Iterator[World]:
    """The province with notices, honours and releases in public, on a later day."""
    cast = people.hire()
    call_command("content", verbosity=0)
    for step in (build._agreement, build._sanctioned, build._praised, build._taken_back, build._late, build._still_heard):
        step(cast)
    with clock.at(DAY):
        sweep()
        yield world


@pytest.fixture
def watched(province: World) -> list[Firm]:
    """Firms of which a public door might tell more once they stand on an internal list: a quiet one, an honoured one, a named one."""
    listed = {firm.pk for batch in ImportBatch.objects.public().filter(kind="arrears") for firm in public.listed(batch)}
    honoured = Honour.objects.filter(firm__in=Certificate.objects.values("honour__firm")).order_by("pk")[0].firm
    named = Notice.objects.filter(state="published").order_by("pk")[0].firm
    companies = Firm.objects.filter(is_listed=True, legal_form="CP", parent=None).exclude(pk__in=listed)
    quiet = companies.exclude(pk__in=[honoured.pk, named.pk]).exclude(pk__in=Notice.objects.values("firm")).order_by("pk")[0]
    assert honoured.pk not in listed
    return [quiet, honoured, named]


def test_every_public_route_that_takes_arguments_is_filled() -> None:
    unknown = [
        route.pattern for route in routes() if route.takes_arguments and not any(route.pattern.lstrip("/").startswith(s) for s in FILLED)
    ]
    assert unknown == [], "say in FILLED with which addresses these are opened"


def test_nothing_public_tells_a_firm_on_an_internal_list_from_one_that_is_not(province: World, watched: list[Firm]) -> None:
    questions = [CODE, NAME, "chim hoang yen", "QC9902E", *(word for firm in watched for word in words_for(firm))]
    before = crawl(questions)
    assert len(before) > 250

    rows = [(register.tax_code(firm), firm.name) for firm in watched]
    internal = taken(listing(rows, day="15/11/2026"), "noi-bo.csv")
    assert (internal.state, internal.received_under) == ("applied", "internal")
    sweep()
    after = crawl(questions)
    assert differences(before, after) == {}
    assert [path for path, text in after.items() if tells(text)] == []

    services.roll_back(internal, by=None, because="Cơ quan BHXH đã công khai danh sách này.")
    origin = services.Origin(
        "",
        "published",
        "https://bhxh.minhhoa.example/cong-khai/2026-11",
        "Danh sách chậm đóng đến 15/11/2026",
        dt.date(2026, 11, 19),
    )
    taken(listing(rows, day="15/11/2026"), "cong-khai.csv", origin)
    sweep()
    for path in ("/tra-cuu-don-vi/", "/en/tra-cuu-don-vi/"):
        asked = f"{path}?q={register.tax_code(watched[0])}"
        assert opened(Client(SERVER_NAME="localhost").get(asked)) != before[asked]


def taken(content: bytes, name: str, origin: services.Origin = services.Origin()) -> ImportBatch:  # noqa: B008 - frozen
    """Import a list of few rows after a long one, and apply it as an officer does whom its sender told that it is whole."""
    batch = services.import_file(content, name=name, origin=origin).batch
    assert batch is not None
    assert [reason["code"] for reason in batch.hold_reasons] == ["shortened"]
    return services.apply_batch(batch, by=None, because="Nơi gửi xác nhận đây là danh sách đầy đủ.")


def tells(text: str) -> bool:
    """Tell whether an answer holds what only the internal list holds; a question may be echoed."""
    bare = re.sub(r"\D", "", text)
    return str(SUM) in bare or "Hoàng Yến Mẫu" in text.replace(NAME, "", 4) or "noi-bo.csv" in text


def test_the_same_lists_taken_as_internal_tell_nothing_and_as_published_they_do(world: World) -> None:
    late = list(ImportBatch.objects.public().filter(kind="arrears", as_of=dt.date(2026, 10, 31)))
    firm = next(firm for firm in public.listed(late[0]) if not firm.is_person and firm.parent_id is None)
    companies = Firm.objects.filter(is_listed=True, legal_form__in=("CP", "TNHH1TV", "TNHH2TV"), parent=None)
    other = companies.exclude(pk__in=public.listed(late[0]).values("pk")).order_by("pk")[0]
    listed, unlisted = register.tax_code(firm), register.tax_code(other)
    assert "Có tên" in door(listed)
    ImportBatch.objects.filter(kind="arrears").update(received_under="internal", published_url="", published_title="", published_on=None)
    assert door(listed).replace(listed, "#") == door(unlisted).replace(unlisted, "#")
    assert "Chưa có danh sách" in door(listed)


def door(question: str) -> str:
    cache.clear()
    return opened(Client(SERVER_NAME="localhost").get("/tra-cuu-don-vi/", {"q": question}))
