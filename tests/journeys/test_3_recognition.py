"""Third step: a round over the eligible firms of the province is published; a notice suspends a letter at once."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from PIL import Image

from core.models import Officer
from firms import register
from press import services as press
from press.models import LedgerEntry
from recognition import public, services, sweeps
from recognition.models import Certificate, Honour, Round, Scheme
from tests.notices.conftest import EVERY, Cast, Office
from tests.world import World

AS_OF = dt.date(2026, 10, 31)
ROUND = ("recognition.draft_round", "recognition.decide_round")


@pytest.fixture
def cast(world: World, hire: Callable[..., Officer]) -> Cast:
    return Cast(*(hire(name, *EVERY, *ROUND) for name in ("lan", "hoa", "minh")))


def read(address: str, status: int = 200) -> str:
    response = Client().get(address)
    assert response.status_code == status
    return response.content.decode()


def praise(cast: Cast) -> Round:
    """Walk a round over the province to its publication."""
    scheme = Scheme.objects.get(code="dong-dung-han")
    made = services.draft(scheme, title="Biểu dương quý IV năm 2026", as_of=AS_OF, by=cast.lan, because="Theo kế hoạch.")
    services.screen(made, by=cast.lan, because="Rà soát.")
    services.confirm(made, letter_no="12/BHXH-TST", letter_on=dt.date(2026, 11, 2), by=cast.lan, because="Đã có văn bản.")
    services.decide(made, by=cast.minh, because="Đồng ý.")
    release = services.prepare_release(made, by=cast.lan, because="Trình phát hành.")
    press.approve(release, by=cast.minh, because="Đã đối chiếu.")
    press.release(release, by=cast.minh, because="Đến giờ.")
    made.refresh_from_db()
    return made


def test_the_eligible_are_praised_and_a_notice_suspends_the_letter(world: World, cast: Cast) -> None:
    made = praise(cast)
    eligible = {code for code in world.expected["world"]["honour_eligible"] if "-" not in code}
    codes = register.tax_codes(Honour.objects.values_list("firm_id", flat=True))
    assert set(codes.values()) == eligible
    honoured, barred = set(public.visible()), Honour.objects.filter(state="barred").select_related("firm")
    assert len(honoured) + len(barred) == len(eligible)
    assert all(honour.firm.branches.exists() or honour.bars for honour in barred)
    assert len(honoured) > 300

    firm = world.firm(min(code for key, code in codes.items() if key in {honour.firm_id for honour in honoured}))
    certificate = Certificate.objects.get(honour__firm=firm)
    verify = f"/xac-thuc/{certificate.serial}/"
    assert made.release is not None
    assert firm.name in read(f"/bieu-duong/?q={register.tax_code(firm)}")
    assert firm.name in read(verify)
    picture: Any = Client().get(f"{verify}thu.png")
    with Image.open(io.BytesIO(picture.content)) as letter:
        assert letter.format == "PNG"
    assert "Biểu dương quý IV năm 2026" in read("/bieu-duong/tin.atom")

    before = read(verify)
    office = Office(cast)
    notice = office.art72("decided", firm=firm, issued=dt.date(2026, 10, 12))
    assert read(verify) == before, "nothing of a notice in preparation shows"

    from notices import services as notices

    release = notices.prepare_release(notice, by=cast.lan, because="Chuyển bàn truyền thông.")
    press.approve(release, by=cast.minh, because="Đã đối chiếu.")
    press.release(release, by=cast.minh, because="Đến giờ.")
    page = read(verify)
    assert "tạm dừng hiệu lực" in page
    assert firm.name not in page
    assert firm.name not in read(f"/bieu-duong/{made.release.public_id}/?q={register.tax_code(firm)}")
    assert Client().get(f"{verify}thu.png").status_code == 404

    sweeps.write_down_suspensions()
    assert LedgerEntry.objects.latest("seq").act == "certificate_suspended"
    call_command("verify_ledger")


def test_no_household_code_is_shown(world: World, cast: Cast) -> None:
    made = praise(cast)
    assert made.release is not None
    shown = str(made.release.payload)
    pages = "".join(read(f"/bieu-duong/?trang={number}") for number in range(1, 10))
    for code in world.expected["world"]["notes"]["household_codes_never_to_show"]:
        assert code not in shown
        assert code not in pages
