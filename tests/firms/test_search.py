"""Finding firms while somebody types, for officers; and by the public, which is told of published lists alone."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from firms import names, public, queries, register, search, services, triggers, words
from firms.models import Firm, FirmName, LegalForm, TaxCode, UnitCode
from tests.firms.conftest import REGISTER, MakeFirm, arrears
from tests.firms.test_public import PUBLISHED

NAMES = {
    "9917169268": "Công ty TNHH Thương mại Long Tây Mẫu",
    "9916025104": "Công ty Cổ phần Chế biến Gỗ Hạnh Tuấn Mẫu",
    "9910000001": "Cty TNHH MTV TM-DV Hoà Bình Mẫu",
    "9910000002": "Doanh nghiệp tư nhân Nguyễn Long",
    "9910000003": "Công ty TNHH Long Tây Mẫu Hai",
    "9910000004": "Công ty CP XNK Thủy Sản Đông Đức",
}


@pytest.fixture
def firms(make_firm: MakeFirm) -> dict[str, Firm]:
    made = {code: make_firm(code, name) for code, name in NAMES.items()}
    words.learn()
    return made


def found(query: str) -> list[str]:
    return [hit.tax_code for hit in search.find(query).hits]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        pytest.param("long tây mẫu hai", ["9910000003"], id="the words of one"),
        pytest.param("LONG TAY", ["9910000003", "9917169268"], id="what begins so before what holds the words"),
        pytest.param("tay long", ["9917169268", "9910000003"], id="in any order, longest on file first"),
        pytest.param("hanh tu", ["9916025104"], id="no accents, a word half typed, in the middle of a name"),
        pytest.param("thương mại dịch vụ hòa bình", ["9910000001"], id="written out against written short, the tone elsewhere"),
        pytest.param("Cty CP xuất nhập khẩu thuỷ sản", ["9910000004"], id="written short against written out, another form"),
        pytest.param("tm hoa", ["9910000001"], id="an abbreviation and a beginning"),
        pytest.param(unicodedata.normalize("NFD", "Đông Đức"), ["9910000004"], id="decomposed"),
        pytest.param("công ty tnhh l", ["9910000003"], id="literally so, form and all"),
        pytest.param("cong ty", ["9916025104", "9910000004", "9910000003", "9917169268"], id="a form alone, as it is written"),
        pytest.param("l", [], id="one letter is too few"),
        pytest.param("9917", ["9917169268"], id="the beginning of a tax code"),
        pytest.param("991 716.9268", ["9917169268"], id="a tax code as it is spoken"),
        pytest.param("%_'\"*", [], id="signs are no patterns"),
    ],
)
def test_firms_are_found_as_they_are_typed(firms: dict[str, Firm], query: str, codes: list[str]) -> None:
    assert found(query) == codes
    assert search.find(query).corrected == ""


@pytest.mark.parametrize(
    ("query", "codes", "said"),
    [
        pytest.param("logn tay", ["9910000003", "9917169268"], "long tây", id="two letters changed about"),
        pytest.param("hanh tuanb", ["9916025104"], "hạnh tuấn", id="a letter too many"),
        pytest.param("ngyen lon", ["9910000002"], "nguyễn lon", id="a letter too few before a half word"),
        pytest.param("longtay", ["9910000003", "9917169268"], "long tây", id="no space"),
        pytest.param("nguyeenx long", ["9910000002"], "nguyễn long", id="the keyboard was off"),
        pytest.param("che bien go hanh tuan nau", ["9916025104"], "chế biến gỗ hạnh tuấn mẫu", id="in a long name"),
        pytest.param("zzzzzzz", [], "", id="nothing like it"),
    ],
)
def test_slips_are_put_right_and_told(firms: dict[str, Firm], query: str, codes: list[str], said: str) -> None:
    assert found(query) == codes
    assert search.find(query).corrected == said


def test_what_is_exact_comes_before_what_begins_so(make_firm: MakeFirm) -> None:
    make_firm("9910000011", "Công ty TNHH Long Tây Anh")
    make_firm("9910000012", "Công ty Cổ phần Long Tây")
    make_firm("9910000013", "Công ty Cổ phần Anh Long Tây")
    assert found("long tay") == ["9910000012", "9910000011", "9910000013"]
    assert [found("long tay") for _ in range(3)] == [found("long tay")] * 3


def test_unit_codes_are_found_with_their_office_and_the_old_ones_say_so(firms: dict[str, Firm]) -> None:
    one, other = firms["9917169268"], firms["9916025104"]
    UnitCode.objects.create(firm=one, office="09901", code="QC3851E", valid_to=dt.date(2026, 7, 1))
    UnitCode.objects.create(firm=one, office="09902", code="QC3851E", valid_from=dt.date(2026, 7, 1))
    UnitCode.objects.create(firm=other, office="09903", code="QC3851E")
    assert [(hit.tax_code, hit.why) for hit in search.find("qc3851").hits] == [
        ("9917169268", "Mã đơn vị cũ 09901/QC3851E"),
        ("9916025104", "Mã đơn vị 09903/QC3851E"),
    ]
    assert [hit.why for hit in search.find("09902/QC3851E").hits] == ["Mã đơn vị 09902/QC3851E"]


@pytest.mark.parametrize("query", ["099999188441", "0999991", "99999188441", "9999918", "0999 9918 8441", "Trí Huy"])
def test_a_person_is_found_by_nothing_in_public(make_firm: MakeFirm, query: str) -> None:
    household = make_firm("099999188441", "Hộ kinh doanh Trí Huy Mẫu", LegalForm.HOUSEHOLD)
    services.import_file(arrears(), name="cong-khai.csv", origin=PUBLISHED)
    assert public.look_up(query).told == ()
    # Nor where the register took the household for something else: then the name may be told, the number may not find it.
    Firm.objects.filter(pk=household.pk).update(legal_form=LegalForm.OTHER)
    TaxCode.objects.filter(firm=household).update(kind="ENT10")
    told = public.look_up(query).told
    assert [each.tax_code for each in told] == ([""] if query == "Trí Huy" else [])


def test_the_public_is_corrected_only_towards_what_was_published(firms: dict[str, Firm]) -> None:
    services.import_file(arrears(), name="cong-khai.csv", origin=PUBLISHED)
    answer = public.look_up("logn tay")
    assert [told.tax_code for told in answer.told] == ["9917169268"]
    assert answer.corrected == "long tây"
    silent = public.look_up("hanh tuna")
    assert (silent.told, silent.corrected) == ((), "")
    assert found("hanh tuna") == ["9916025104"]


def test_the_index_follows_bulk_statements(firms: dict[str, Firm]) -> None:
    one = firms["9917169268"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE firms_firm SET name_key = %s, name_fold = %s WHERE id = %s", ["bach duong", "cong ty bach duong", one.pk])
        assert found("duong") == ["9917169268"]
        assert found("thuong tay") == []
        cursor.execute("DELETE FROM firms_taxcode WHERE firm_id = %s", [one.pk])
        cursor.execute("DELETE FROM firms_firm WHERE id = %s", [one.pk])
    assert found("bach duong") == []
    Firm.objects.bulk_update([Firm(pk=firms["9910000002"].pk, name_key="hong ha", name_fold="hong ha")], ["name_key", "name_fold"])
    assert found("ha hong") == ["9910000002"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL needs no triggers")
def test_an_index_that_lost_its_triggers_is_filled_anew(firms: dict[str, Firm]) -> None:
    triggers.drop("firms_firm")
    Firm.objects.filter(pk=firms["9917169268"].pk).update(name_key="bach duong", name_fold="bach duong")
    triggers.create()
    assert search._with_words(Firm.objects.order_by(), ("duong",), 5) == [firms["9917169268"].pk]


def test_words_follow_the_names(firms: dict[str, Firm]) -> None:
    assert words.learn() == 0
    firms["9916025104"].name = "Công ty Cổ phần Thuận Phát"
    firms["9916025104"].save()
    assert words.learn() > 0
    assert search.find("thaun phat").corrected == "thuận phát"


def test_a_name_of_before_still_finds_the_firm_and_says_so(db: None) -> None:
    for day, name in (("30/09/2026", "Công ty TNHH Long Tây Mẫu"), ("31/10/2026", "Công ty TNHH Bạch Dương Mẫu")):
        content = REGISTER.replace("Long Tây", "@").replace("Công ty TNHH @ Mẫu", name).replace("31/10/2026", day)
        content = content.replace("Xã/phường\n", "Xã/phường,Ngày kê khai\n").replace("xã Khúc Trạch\n", f"xã Khúc Trạch,{day}\n")
        batch = services.import_file(content.encode(), name=f"{day[:2]}.csv").batch
        assert batch is not None
        assert batch.state == "applied"
    assert batch is not None
    firm = register.by_tax_code("9917169268")
    former = firm.former_names.get()
    assert (former.name, former.valid_from, former.valid_to) == ("Công ty TNHH Long Tây Mẫu", dt.date(2026, 9, 30), dt.date(2026, 10, 31))
    assert [(hit.firm.name, hit.why) for hit in search.find("long tay").hits] == [
        ("Công ty TNHH Bạch Dương Mẫu", "Tên cũ: Công ty TNHH Long Tây Mẫu")
    ]
    assert search.named("long tay", Firm.objects.all()).get() == firm
    services.roll_back(batch, by=None, because="Danh bạ sai.")
    assert not FirmName.objects.exists()
    assert search.find("long tay").hits[0].why == ""


def test_a_name_given_twice_is_one_span(db: None) -> None:
    spans: dict[str, names.Span] = {}
    days = [dt.date(2026, month, 1) for month in range(1, 6)]
    names._spans(spans, [("A", days[0], 1), ("B", days[1], 2), ("A", days[2], 3), ("A", days[3], 4), ("C", days[4], 5)])
    assert {name: (span.begins, span.ends) for name, span in spans.items()} == {
        "A": (days[0], days[4]),
        "B": (days[1], days[2]),
        "C": (days[4], None),
    }


def test_namesakes_are_told_apart_from_branches(make_firm: MakeFirm) -> None:
    house = make_firm("9910000021", "Công ty TNHH Long Tây")
    branch = make_firm("9910000021-001", "Chi nhánh Công ty TNHH Long Tây")
    other = make_firm("9910000022", "Công ty Cổ phần Long Tấy")
    Firm.objects.filter(pk=branch.pk).update(parent=house)
    branch.refresh_from_db()
    assert list(register.namesakes(house)) == [other]
    assert list(register.namesakes(branch)) == [other]
    assert register.with_namesakes([house, branch]) == {house.pk, branch.pk}
    Firm.objects.filter(pk=other.pk).update(is_listed=False)
    assert register.with_namesakes([house, branch]) == set()


@pytest.mark.parametrize(
    ("typed", "raw"), [("nguyeenx", "nguyen"), ("hoaf", "hoa"), ("ddoong", "dong"), ("cuong72", "cuong"), ("long", "long")]
)
def test_what_a_keyboard_leaves(typed: str, raw: str) -> None:
    assert queries.typed_raw(typed) == raw


def test_officers_are_offered_firms_as_they_type(firms: dict[str, Firm], hire: Any, browse: Any) -> None:
    path = reverse("firms_offers")
    assert browse().get(path).status_code == 302
    assert browse(hire("quang")).get(path, {"q": "long"}).status_code in (302, 403)
    lan = browse(hire("lan", "firms.view_register"))
    answer = lan.get(path, {"q": "logn tay"})
    assert "no-store" in answer["Cache-Control"]
    assert answer.json()["corrected"] == "long tây"
    assert [offer["code"] for offer in answer.json()["offers"]] == ["9910000003", "9917169268"]
    assert lan.get(path, {"q": "l"}).json()["offers"] == []


def test_the_list_of_firms_says_what_it_looked_for(firms: dict[str, Firm], hire: Any, browse: Any) -> None:
    page = browse(hire("lan", "firms.view_register")).get(reverse("firms_firms"), {"q": "logn tay"}).content.decode()
    assert "Đã tìm theo: <strong>long tây</strong>" in page
    assert "data-firm-choice" in page


def test_the_list_asks_no_more_for_more_firms(make_firm: MakeFirm, hire: Any, browse: Any) -> None:
    lan = browse(hire("lan", "firms.view_register"))
    counts = []
    for start, end in ((0, 3), (3, 40)):
        for number in range(start, end):
            make_firm(f"99200000{number:02d}", f"Công ty TNHH Long Số {number}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            lan.get(reverse("firms_firms"), {"q": "long"})
        counts.append(len(asked))
    assert counts[1] <= counts[0]
