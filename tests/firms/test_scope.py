"""What an officer of another agency, or of another commune, sees of the register: nothing of a stranger firm, at any address."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pdfplumber
import pytest
from django.contrib.auth.models import Permission
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from core.errors import NotAllowed
from core.models import Agency, Commune
from firms import scope, screens, services
from firms.models import (
    Check,
    Confirmation,
    Firm,
    ImportBatch,
    LetterBatch,
    Merge,
    OutgoingLayout,
    OutgoingList,
    Request,
    RequestFile,
    ScreenPolicy,
    TaxCode,
)
from firms.scope import Facet
from firms.wagtail_hooks import SCREENS
from tests.firms.conftest import MakeFirm, arrears
from tests.world import World

Kind = Agency.Kind
Kwargs = dict[str, Any]


@dataclass(frozen=True)
class Address:
    """One address of the register's office, and the arguments that it takes."""

    name: str
    takes: tuple[str, ...]


def addresses() -> list[Address]:
    """Return every address of the office that belongs to the register."""

    def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[Address]:
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns)
            elif (each.name or "").startswith("firms_"):
                yield Address(str(each.name), tuple(each.pattern.converters))

    return sorted(set(walk(get_resolver().url_patterns)), key=lambda each: each.name)


#: How an address is filled whose arguments do not name a firm: with records of strangers, or with what lists firms.
#: A new address with other arguments than ``public_id`` must come in here.
FILLED: dict[str, Callable[[], list[Kwargs]]] = {
    "firms_screen": lambda: [{"name": name} for name in screens.SCREENS],
    "firms_screen_export": lambda: [{"name": name, "ending": "csv"} for name in screens.SCREENS],
    "firms_batch": lambda: [{"pk": ImportBatch.objects.get(kind="sanctions").pk}],
    "firms_batch_letter": lambda: [{"pk": ImportBatch.objects.get(kind="sanctions").pk}],
    "firms_batch_progress": lambda: [{"pk": ImportBatch.objects.get(kind="sanctions").pk}],
    "firms_read_again": lambda: [{"pk": ImportBatch.objects.get(kind="sanctions").pk}],
    "firms_batch_rows": lambda: [{"pk": ImportBatch.objects.get(kind="sanctions").pk, "view": view} for view in ("them", "khong-nhan")],
    "firms_judge": lambda: [{"pk": ImportBatch.objects.get(kind="sanctions").pk, "view": "them"}],
    "firms_confirmation": lambda: [{"pk": asked().pk}],
    "firms_answer": lambda: [{"pk": asked().pk}],
    "firms_close_confirmation": lambda: [{"pk": asked().pk, "move": "rut"}],
    **dict.fromkeys(
        ("firms_letters", "firms_number_letters", "firms_send_letters", "firms_reprint_letters", "firms_letters_zip", "firms_letters_pdf"),
        lambda: [{"pk": LetterBatch.objects.get().pk}],
    ),
    **dict.fromkeys(("firms_request", "firms_letter_docx", "firms_letter_pdf"), lambda: [{"pk": Request.objects.get().pk}]),
    "firms_move_request": lambda: [{"pk": Request.objects.get().pk, "move": "withdraw"}],
    "firms_request_file": lambda: [{"pk": RequestFile.objects.get().pk}],
    "firms_map_columns": lambda: [{"pk": ImportBatch.objects.get(kind="sanctions").pk}],
    "firms_check": lambda: [{"pk": Check.objects.get().pk}],
    "firms_checklist_export": lambda: [{"ending": "xlsx"}, {"ending": "pdf"}],
    "firms_merge": lambda: [{"pk": Merge.objects.get().pk}],
    "firms_move_merge": lambda: [{"pk": Merge.objects.get().pk, "move": "merge"}],
    **dict.fromkeys(("firms_agency", "firms_seat", "firms_end_terms", "firms_end_owed"), lambda: [{"pk": 1}]),
    "firms_policy": lambda: [{"pk": ScreenPolicy.objects.all()[0].pk}],
    "firms_layout": lambda: [{"pk": OutgoingLayout.objects.order_by("pk")[0].pk}],
    **dict.fromkeys(
        ("firms_handed", "firms_handed_file", "firms_receive", "firms_recall"), lambda: [{"pk": OutgoingList.objects.get().pk}]
    ),
    "firms_move_batch": lambda: [{"pk": ImportBatch.objects.get(kind="sanctions").pk, "move": "apply"}],
}
AS_OF = dt.date(2026, 10, 31)
DAY = {"ngay": "2026-10-31"}


def asked() -> Confirmation:
    """Return the request to confirm that the stranger's statement led to."""
    return Confirmation.objects.get()


def text_of(response: Any) -> str:
    """Return all that an answer says, whatever its form."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    if content.startswith(b"%PDF"):
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            return "\n".join(page.extract_text() or "" for page in pdf.pages)
    return str(content.decode("utf-8", "replace"))


class Watch:
    """Knows every firm that an officer must not meet, by its public id, its tax code and its name."""

    def __init__(self, own: Any) -> None:
        hidden = Firm.objects.exclude(pk__in=own.values("pk"))
        told = "\n".join(own.values_list("name", flat=True))  # a branch bears the name of its parent
        self.ids = set(hidden.values_list("public_id", flat=True))
        self.codes = set(TaxCode.objects.filter(firm__in=hidden).values_list("code", flat=True))
        self.names = [name for name in hidden.values_list("name", flat=True) if name not in told]

    def met(self, text: str, *, asked: str = "") -> set[str]:
        """Return the marks of strangers that ``text`` holds; what was asked may be echoed."""
        found = self.ids & set(re.findall(r"[2-9b-z]{10}", text))
        found |= self.codes & set(re.findall(r"\d{10,12}(?:-\d{3})?", text))
        return (found | {name for name in self.names if name in text}) - {asked}


@pytest.fixture
def stranger(world: World, hire: Any) -> Firm:
    """A firm of another commune, that was punished twice, says that it has paid, and was asked to insure its workers."""
    firm = world.firm(world.expected["world"]["repeat_violators"][0])
    services.ask_confirmation(firm, kind="paid", says="Đã nộp đủ.", reference="UNC 1", by=None, because="Đơn vị trình bày.")
    drafter = hire("soan-thu", "firms.hand_list", "firms.plan_check", "firms.propose_merge")
    told = {"body": "Thanh tra tỉnh", "decision_no": "9/QĐ", "matter": "insurance", "kind": "check"}
    services.note_check(firm, decided_on=AS_OF, by=drafter, because="Ghi nhận.", **told)
    twin = Firm.objects.filter(commune=firm.commune, parent=None).exclude(pk=firm.pk)[0]
    services.propose_merge(firm, twin, by=drafter, because="Nghi trùng.", document="Giấy chứng nhận 1", document_on=AS_OF)
    services.hand_list(
        OutgoingLayout.objects.get(code="thanh-tra-vi-pham"),
        Agency.objects.get(code="thanh-tra"),
        as_of=AS_OF,
        letter_no="1/SNV",
        letter_on=dt.date(2026, 11, 2),
        by=drafter,
        because="Phối hợp.",
    )
    texts = dict.fromkeys(("agency", "mark", "place", "signer_role", "reply_to", "law", "law_certainty"), "Mẫu")
    letters = LetterBatch.objects.create(kind="insure", term_days=30, drafted_by=drafter, **texts)
    asked_for = Request.objects.create(batch=letters, firm=firm, name=firm.name, asked=5, drafted_by=drafter)
    RequestFile.objects.create(record=asked_for, kind="proof", name="a.pdf", added_by=drafter)
    return firm


def agency(kind: str, **more: Any) -> Agency:
    return Agency.objects.create(code=f"{kind}-khac", name=f"Cơ quan {kind} khác", kind=kind, **more)


def all_rights() -> list[str]:
    return [
        f"firms.{codename}" for codename in Permission.objects.filter(content_type__app_label="firms").values_list("codename", flat=True)
    ]


@pytest.fixture
def outsiders(stranger: Firm, hire: Any) -> dict[str, Any]:
    """Officers with every right of the register, of bodies that have nothing to do with the stranger."""
    commune = Commune.objects.get(name="xã Hưng Lũy")
    assert stranger.commune != commune
    rights = all_rights()
    within = hire("cua-xa", *rights)
    within.communes.set([commune])
    return {
        "authority, one commune": within,
        "commune": hire("xa", *rights, agency=agency(Kind.COMMUNE, commune=commune)),
        "zone board": hire("kcn", *rights, agency=agency(Kind.ZONE, zones="KCN Hưng Lũy")),
        "SI office": hire("bhxh", *rights, agency=agency(Kind.INSURANCE, offices="09901")),
        "other body": hire("khac", *rights, agency=agency(Kind.OTHER)),
        "no agency": hire("khong", *rights, agency=None),
    }


def test_every_address_with_arguments_is_filled() -> None:
    assert [each for each in addresses() if each.takes and "public_id" not in each.takes and each.name not in FILLED] == []


def test_no_address_shows_lists_or_exports_a_stranger_firm(outsiders: dict[str, Any], stranger: Firm, browse: Any) -> None:
    code = TaxCode.objects.filter(firm=stranger).values_list("code", flat=True)[0]
    for who, by in outsiders.items():
        client, watch = browse(by), Watch(scope.firms(by))
        assert stranger.public_id in watch.ids
        for each in addresses():
            if "public_id" in each.takes:
                closed(client, reverse(each.name, kwargs=foreign(each, stranger)), who)
                continue
            for kwargs in FILLED[each.name]() if each.takes else [{}]:
                path = reverse(each.name, kwargs=kwargs)
                for asked in ("", code, stranger.name):
                    answer = client.get(path, {**DAY, "q": asked} if asked else DAY)
                    assert answer.status_code in (200, 302, 403, 404, 405), (who, path)
                    assert watch.met(text_of(answer), asked=asked) == set(), (who, path, asked)


def foreign(each: Address, stranger: Firm) -> Kwargs:
    """Return arguments that name the stranger, and something for the rest."""
    return {name: stranger.public_id if name == "public_id" else 1 if name.endswith(("pk", "id", "key")) else "x" for name in each.takes}


def closed(client: Client, path: str, who: str) -> None:
    answers = [client.get(path).status_code, client.post(path, {"because": "Thử."}).status_code]
    assert 404 in answers, (who, path)
    assert set(answers) <= {404, 405}, (who, path)


def test_each_body_sees_the_firms_of_its_own_business(outsiders: dict[str, Any], browse: Any) -> None:
    for who in ("authority, one commune", "commune", "zone board", "SI office"):
        by = outsiders[who]
        mine = scope.firms(by).filter(is_listed=True).order_by("name_fold", "pk")
        assert 0 < mine.count() < Firm.objects.count(), who
        page = text_of(browse(by).get(reverse("firms_firms")))
        assert all(firm.public_id in page for firm in mine[:50]), who
    assert not scope.firms(outsiders["other body"]).exists()
    assert not scope.firms(outsiders["no agency"]).exists()


def test_screens_show_an_officer_of_one_commune_its_own_firms(outsiders: dict[str, Any], browse: Any) -> None:
    by = outsiders["authority, one commune"]
    mine = scope.only(screens.gap(AS_OF), by)
    page = text_of(browse(by).get(reverse("firms_screen", args=["gap"]), DAY))
    assert mine
    assert all(found.tax_code in page for found in mine[:50])


@pytest.mark.parametrize(
    ("kind", "hidden"),
    [
        (Kind.FINANCE, {"Chậm đóng", "Quyết định xử phạt", "Số lao động", "Các tháng đóng", "Diễn biến", "Tình trạng đóng"}),
        (Kind.UNION, {"Chậm đóng", "Các tháng đóng", "Việc đang treo", "Diễn biến", "Tình trạng đóng"}),
        (Kind.ZONE, {"Quyết định xử phạt", "Các tháng đóng", "Việc đang treo", "Diễn biến"}),
        (Kind.INSURANCE, {"Quyết định xử phạt", "Việc đang treo", "Diễn biến"}),
        (Kind.INSPECTORATE, {"Việc đang treo", "Diễn biến"}),
    ],
)
def test_a_file_shows_what_the_body_needs_and_no_more(kind: str, hidden: set[str], make_firm: MakeFirm, hire: Any, browse: Any) -> None:
    firm = make_firm()
    Firm.objects.filter(pk=firm.pk).update(zone="KCN Vạn Trì")
    services.import_file(arrears(), name="ds.csv")
    services.place_hold(firm, kind="notice", reference="notice:1", by=None, because="Đang soạn.")
    by = hire("nguoi", "firms.view_register", agency=agency(kind))
    page = text_of(browse(by).get(reverse("firms_firm", args=[firm.public_id])))
    headings = set(re.findall(r"<h2[^>]*>\s*([^<:]+?)\s*[:<]", page))
    assert headings & hidden == set()
    assert "Nhận diện" in headings
    assert ("70.000.000" in page) is (Facet.ARREARS in scope.NEEDS[kind])


def test_services_hold_to_the_scope_too(make_firm: MakeFirm, hire: Any, today: Any) -> None:
    firm, by = make_firm(), hire("kcn", "firms.confirm_payment", agency=agency(Kind.ZONE, zones="KCN Vạn Trì"))
    with pytest.raises(NotAllowed):
        services.record_payment(firm, paid_on=today, source="CV 1", by=by, because="Đã nộp.")
    Firm.objects.filter(pk=firm.pk).update(zone="KCN Vạn Trì")
    services.record_payment(firm, paid_on=today, source="CV 1", by=by, because="Đã nộp.")


def test_a_body_opens_its_own_lists_alone(make_firm: MakeFirm, hire: Any) -> None:
    make_firm()
    board = agency(Kind.INSURANCE)
    services.import_file(arrears(), name="a.csv")
    mine = services.import_file(arrears(amount=71_000_000), name="b.csv", origin=services.Origin(board.name, agency=board)).batch
    by = hire("kcn", agency=board)
    assert list(scope.batches(by)) == [mine]
    by.communes.set([Commune.objects.create(province_id=1, name="xã Khúc Trạch")])
    assert not scope.batches(by).exists()
    assert scope.batches(hire("so")).count() == 2


def test_nothing_that_is_offered_is_closed(outsiders: dict[str, Any], browse: Any) -> None:
    for who, by in outsiders.items():
        client, seen, asks = browse(by), Counter[str](), RequestFactory().get("/")
        asks.user = by
        todo = deque(item.url for screen in SCREENS for item in screen.items() if item.is_shown(asks))
        while todo:
            path = todo.popleft()
            name = resolve(path.partition("?")[0]).url_name or ""
            if not name.startswith("firms_") or seen[name] == 2:
                continue
            seen[name] += 1
            answer = client.get(path)
            assert answer.status_code == 200, (who, path)
            if answer["Content-Type"].startswith("text/html"):
                todo.extend(html.unescape(link) for link in re.findall(r'href="(/quan-tri/[^"#]+)"', text_of(answer)))
        assert seen["firms_firms"], who
