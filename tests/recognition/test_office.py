"""Recognition in the office: a round from its opening to the desk, and one firm of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from firms import services as firms
from recognition import sweeps
from recognition.models import Honour, Round, Scheme

from .conftest import Cast, Small

Browse = Callable[..., Client]
HERE = "/quan-tri/bieu-duong/"


def send(client: Client, address: str, act: str, *, status: int = 200, **more: str) -> str:
    response = client.post(address, {"act": act, "because": "Theo kế hoạch.", **more}, follow=True)
    assert response.status_code == status
    return response.content.decode()


def test_a_round_goes_its_way_through_the_office(small: Small, cast: Cast, browse: Browse) -> None:
    lan, minh = browse(cast.lan), browse(cast.minh)
    scheme = Scheme.objects.get(code="dong-dung-han")
    opened = {"title": "Biểu dương quý IV", "scheme": str(scheme.pk), "as_of": "31/10/2026", "because": "Theo kế hoạch."}
    assert lan.post(HERE, opened).status_code == 302
    a_round = Round.objects.get()
    address = f"{HERE}{a_round.pk}/"
    assert small.good.name in send(lan, address, "screen")
    left_out = Honour.objects.get(firm=small.parent)
    send(lan, f"{HERE}don-vi/{left_out.pk}/", "leave_out")
    send(lan, address, "confirm", letter_no="12/BHXH-TST", letter_on="02/11/2026")
    assert "Chuyển bàn truyền thông" not in send(minh, address, "decide")
    assert "BD-99-2026-000001" in send(lan, address, "hand_over")
    a_round.refresh_from_db()
    left_out.refresh_from_db()
    assert (a_round.state, left_out.state) == ("decided", "left_out")


def test_the_list_shows_whom_the_night_found(make: Callable[..., Round], small: Small, cast: Cast, browse: Browse) -> None:
    make("published")
    firms.place_hold(small.good, kind="notice", reference="notice:1", by=None, because="Hồ sơ.")
    sweeps.look_again()
    assert "Đang có việc chưa khép lại" in browse(cast.minh).get(HERE).content.decode()


def test_an_honour_is_revoked_and_a_letter_restored_by_button(make: Callable[..., Round], small: Small, cast: Cast, browse: Browse) -> None:
    make("published")
    minh = browse(cast.minh)
    honour = Honour.objects.get(firm=small.good)
    address = f"{HERE}don-vi/{honour.pk}/"
    firms.place_hold(small.good, kind="notice", reference="notice:1", by=None, because="Hồ sơ.", is_public=True)
    assert "chưa kết thúc" in send(minh, address, "restore", status=422)
    assert "Đã thu hồi" in send(minh, address, "revoke", what="Một đơn vị được đưa ra khỏi danh sách.")


def test_a_wrong_day_is_sent_back(small: Small, cast: Cast, browse: Browse) -> None:
    scheme = Scheme.objects.get(code="dong-dung-han")
    page = browse(cast.lan).post(HERE, {"title": "Đợt", "scheme": str(scheme.pk), "as_of": "31/12/2026", "because": "Thử."})
    assert "Ngày này chưa đến." in page.content.decode()
    assert not Round.objects.exists()


def test_an_officer_without_a_task_here_sees_nothing(make: Callable[..., Round], hire: Any, browse: Browse) -> None:
    a_round = make("screened")
    quang = browse(hire("quang"))
    for address in (HERE, f"{HERE}{a_round.pk}/", f"{HERE}don-vi/{a_round.honours.earliest('pk').pk}/"):
        assert a_round.title not in quang.get(address, follow=True).content.decode()
