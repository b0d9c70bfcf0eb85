"""The officers' screens: who sees them, and that a file can walk the whole way through them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from core import clock
from core.models import Officer
from firms import services as firms
from notices import door, public, waiting
from notices.admin.actions import ACTIONS
from notices.lifecycle import FINAL, State
from notices.models import NamingRound, Notice, RelayAgreement
from notices.rounds import services as rounds
from portal.roles import ROLES
from press.models import Release

from .conftest import AFTER_TERM, EVERY, Office

Browse = Callable[[Any], Client]


def holding(role: str) -> list[str]:
    """Return what a role may do in the rooms that a notice walks through."""
    return [name for name in ROLES[role] if name.startswith(("notices.", "press.", "firms."))]


def post(client: Client, notice: Notice, act: str, **fields: Any) -> Any:
    data = {f"{act}-{name}": value for name, value in fields.items()} | {"act": act, f"{act}-because": "Có lý do."}
    return client.post(f"/quan-tri/cong-khai/{notice.pk}/", data)


def test_strangers_and_outsiders_stay_outside(office: Office, browse: Browse, hire: Callable[..., Officer]) -> None:
    notice = office.art35("served")
    outsider = browse(hire("quang", "firms.view_register"))
    for path in ("", "mo-ho-so/", "thoa-thuan/", f"{notice.pk}/", f"{notice.pk}/thu/"):
        assert outsider.get(f"/quan-tri/cong-khai/{path}").status_code in (302, 403)
        assert browse(None).get(f"/quan-tri/cong-khai/{path}").status_code == 302


def test_a_file_walks_through_the_screens_by_the_roles_of_the_office(office: Office, browse: Browse, hire: Callable[..., Officer]) -> None:
    firm = office.firm()
    batch = office.on_lists(firm)
    drafter = browse(hire("soan", *holding("Cán bộ soạn công khai")))
    lawyer = browse(hire("phap_che", *holding("Cán bộ pháp chế")))
    leader = browse(hire("lanh_dao", *holding("Lãnh đạo quyết định")))
    told = {"number": "1/TT", "signed_on": "2026-01-05", "partner": "BHXH tỉnh", "valid_from": "2026-01-05"}
    assert leader.post("/quan-tri/cong-khai/thoa-thuan/", told).status_code == 302
    assert RelayAgreement.objects.count() == 1
    found = drafter.get("/quan-tri/cong-khai/mo-ho-so/?ma=9911111118").content.decode()
    assert "Danh sách chậm đóng tính đến 31/10/2026" in found
    drafter.post("/quan-tri/cong-khai/mo-ho-so/", {"firm": firm.pk, "batch": batch.pk, "because": "Bậc 2."})
    notice = Notice.objects.get()
    post(drafter, notice, "draft_list")
    post(drafter, notice, "serve", served_on="2026-11-02", mode="in_person", proof="BB 01")
    post(drafter, notice, "reply", text="Xin thêm thời gian.")
    notice.refresh_from_db()
    assert notice.state == "replied"
    with clock.at(AFTER_TERM):
        post(lawyer, notice, "review", reply_shown="Xin thêm thời gian.")
        post(leader, notice, "decide")
        post(drafter, notice, "prepare_release")
        notice.refresh_from_db()
        assert (notice.state, notice.release is not None) == ("decided", True)
        assert notice.reply_shown in leader.get(f"/quan-tri/cong-khai/{notice.pk}/").content.decode()


def test_a_refused_step_says_why(office: Office, browse: Browse) -> None:
    notice = office.art35("reviewed")
    with clock.at(AFTER_TERM):
        response = post(browse(office.cast.lan), notice, "decide")
    assert "Người quyết định phải khác người soạn." in response.content.decode()


@pytest.mark.parametrize("state", ["candidate", "drafted", "served", "silent", "reviewed", "decided", "published"])
@pytest.mark.parametrize("basis", ["art35", "art72"])
def test_every_state_has_a_page_and_a_next_step(office: Office, browse: Browse, basis: str, state: str) -> None:
    if basis == "art72" and state in ("candidate", "silent"):
        state = "drafted"
    notice = getattr(office, basis)(state)
    with clock.at(AFTER_TERM if basis == "art35" else dt.date(2026, 11, 2)):
        page = browse(office.cast.minh).get(f"/quan-tri/cong-khai/{notice.pk}/")
        assert page.status_code == 200
        assert page.content.decode().count("<summary>") >= 3
        assert browse(office.cast.minh).get("/quan-tri/cong-khai/").status_code == 200


@pytest.mark.parametrize("screen", ["repeat", "late"])
def test_files_are_opened_from_the_screens(office: Office, browse: Browse, screen: str) -> None:
    office.on_lists(office.firm())
    page = browse(office.cast.lan).get(f"/quan-tri/cong-khai/mo-ho-so/?tu={screen}").content.decode()
    assert ("9911111118" in page) == (screen == "late")


def test_a_firm_is_named_as_officers_know_it_and_never_guessed(office: Office, browse: Browse) -> None:
    firm = office.firm()
    office.on_lists(firm)
    client, path = browse(office.cast.lan), "/quan-tri/cong-khai/mo-ho-so/"
    doubtful = client.get(path, {"ma": firm.name})
    assert doubtful.status_code == 422
    assert "Mở hồ sơ theo" not in doubtful.content.decode()
    assert f'value="{firm.public_id}"' in doubtful.content.decode()
    assert "Mở hồ sơ theo danh sách này" in client.get(path, {"ma": firm.name, "ma_id": firm.public_id}).content.decode()
    unknown = client.get(path, {"ma": "khong co don vi nao nhu vay"}).content.decode()
    assert "Không có đơn vị nào như vậy" in unknown


def test_the_letter_carries_the_code_and_the_term(office: Office, browse: Browse) -> None:
    notice = office.art35("drafted")
    page = browse(office.cast.lan).get(f"/quan-tri/cong-khai/{notice.pk}/thu/").content.decode()
    assert door.code(notice) in page
    assert "10 ngày làm việc" in page


def test_the_clock_to_post_shows_on_the_board(office: Office, browse: Browse) -> None:
    office.art72("drafted")
    assert "04/11/2026" in browse(office.cast.lan).get("/quan-tri/cong-khai/").content.decode()
    with clock.at(dt.date(2026, 11, 5)):
        assert "quá hạn" in browse(office.cast.lan).get("/quan-tri/cong-khai/").content.decode()


def test_every_open_state_waits_for_something(office: Office) -> None:
    notice = office.art72("drafted")
    assert notice.due_process
    for state in set(State) - FINAL:
        told = waiting.next_step(
            notice.dossier(state=state), notice.due_process.demands(), on=dt.date(2026, 11, 2), post_due=None, has_release=False
        )
        assert told.what, state


def test_every_action_names_a_permission_of_the_room() -> None:
    assert {each.permission for each in ACTIONS} <= {codename for codename, _ in Notice._meta.permissions}


def test_a_step_that_is_not_open_to_the_officer_is_refused_in_words(office: Office, browse: Browse, hire: Callable[..., Officer]) -> None:
    notice = office.art35("reviewed")
    drafter = browse(hire("soan", *holding("Cán bộ soạn công khai")))
    assert post(drafter, notice, "decide").status_code == 302
    assert "anh/chị không được giao bước này" in drafter.get(f"/quan-tri/cong-khai/{notice.pk}/").content.decode()
    notice.refresh_from_db()
    assert notice.state == "reviewed"


def test_the_letter_can_be_taken_as_docx_by_who_drafts(office: Office, browse: Browse, hire: Callable[..., Officer]) -> None:
    notice = office.art35("drafted")
    url = reverse("notices_letter_docx", args=[notice.pk])
    answer = browse(office.cast.lan).get(url)
    assert answer["Content-Disposition"].startswith("attachment")
    document = Document(io.BytesIO(answer.content))
    said = " ".join(
        [*(paragraph.text for paragraph in document.paragraphs), *(cell.text for table in document.tables for cell in table._cells)]
    )
    assert door.code(notice) in said
    assert notice.firm.name in said
    assert browse(hire("lam", "notices.decide_notice")).get(url).status_code in (302, 403)


def of_round(client: Client, a_round: NamingRound, act: str, **fields: Any) -> Any:
    return client.post(f"/quan-tri/cong-khai/dot/{a_round.pk}/", {"act": act, "because": "Có lý do."} | fields)


def test_a_round_walks_through_the_screens_by_the_roles_of_the_office(office: Office, browse: Browse, hire: Callable[..., Officer]) -> None:
    files = [office.art35("decided", office.firm(f"Công ty Mẫu Số {each}", f"99111111{each:02d}")) for each in (1, 2, 3)]
    drafter = browse(hire("soan", *holding("Cán bộ soạn công khai")))
    leader = browse(hire("lanh_dao", *holding("Lãnh đạo quyết định")))
    with clock.at(AFTER_TERM):
        told = {"loai": "ho-so", "title": "Quý IV", "basis": "BHXH_ART35", "planned_on": "2026-11-17", "because": "Theo kế hoạch."}
        assert leader.get("/quan-tri/cong-khai/dot/").content.decode().count("Lập đợt từ") == 0
        assert drafter.post("/quan-tri/cong-khai/dot/", told).status_code == 302
        a_round = NamingRound.objects.get()
        page = f"/quan-tri/cong-khai/dot/{a_round.pk}/"
        for nothing in ([], ["9" * 5_000], ["9" * 30], ["-1", "²", "x"]):
            assert "Hãy chọn ít nhất một hồ sơ" in drafter.post(f"{page}them/", {"because": "x", "ho_so": nothing}).content.decode()
        chosen = {"ho_so": [notice.pk for notice in files], "because": "Cùng căn cứ."}
        assert drafter.post(f"{page}them/", chosen).status_code == 302
        entry = a_round.entries.get(notice=files[2])
        drafter.post(f"/quan-tri/cong-khai/dot/ho-so/{entry.pk}/", {"act": "take_out", "because": "Để đợt sau."})
        assert "Để đợt sau." in drafter.get(page).content.decode()
        of_round(leader, a_round, "release")
        of_round(drafter, a_round, "hand_over")
        assert "Duyệt đợt" in leader.get(page).content.decode()
        of_round(drafter, a_round, "approve")
        of_round(drafter, a_round, "release")
        assert not public.visible().exists()
        of_round(leader, a_round, "approve")
        firms.record_payment(files[0].firm, paid_on=AFTER_TERM, source="CV 1", by=office.cast.lan, because="Đã nộp.")
        of_round(leader, a_round, "release")
        a_round.refresh_from_db()
        assert a_round.state == "released"
        assert {notice.pk for notice in public.visible()} == {files[1].pk}
        shown = leader.get(page).content.decode()
        assert "Đã phát hành 1/2 hồ sơ" in shown
        assert "Cơ quan BHXH xác nhận đơn vị đã nộp đủ" in shown
        assert str(a_round) in leader.get(f"/quan-tri/cong-khai/{files[1].pk}/").content.decode()


def test_an_officer_appoints_a_round_and_takes_the_hour_back(office: Office, browse: Browse, hire: Callable[..., Officer]) -> None:
    notice = office.art35("decided")
    by = hire("tat_ca", *EVERY, "notices.gather_round")
    desk = browse(hire("ban", *(name for name in EVERY if name.startswith("press."))))
    with clock.at(AFTER_TERM):
        a_round = rounds.open_round(title="Quý IV", planned_on=AFTER_TERM, by=by, because="x")
        rounds.add(a_round, notice, by=by, because="x")
        rounds.hand_over(a_round, by=by, because="x")
        of_round(desk, a_round, "approve")
        of_round(desk, a_round, "schedule", at="2026-11-18T08:00")
        releases = Release.objects.filter(ended_at=None)
        assert {each.release_at.astimezone(clock.VIETNAM).hour for each in releases if each.release_at} == {8}
        assert releases.exclude(release_at=None).count() == 2
        of_round(desk, a_round, "unschedule")
        assert not Release.objects.exclude(release_at=None).exists()


def test_a_published_list_is_relayed_from_the_screen(office: Office, browse: Browse, hire: Callable[..., Officer]) -> None:
    office.agreement()
    batch = office.on_lists(office.firm())
    drafter = browse(hire("soan", *holding("Cán bộ soạn công khai")))
    told = {"loai": "danh-sach", "title": "Danh sách tháng 10", "batch": str(batch.pk), "planned_on": "2026-11-02", "because": "x"}
    assert drafter.post("/quan-tri/cong-khai/dot/", told).status_code == 302
    a_round = NamingRound.objects.get()
    assert a_round.batch_id == batch.pk
    assert "Đăng lại cả danh sách" not in drafter.get("/quan-tri/cong-khai/dot/").content.decode(), "one round for each list"
    assert batch.published_url in drafter.get(f"/quan-tri/cong-khai/dot/{a_round.pk}/").content.decode()


def test_who_has_no_task_with_rounds_stays_outside(office: Office, browse: Browse, hire: Callable[..., Officer]) -> None:
    by = hire("tat_ca", "notices.gather_round")
    a_round = rounds.open_round(title="Quý IV", planned_on=dt.date(2026, 11, 17), by=by, because="x")
    outsider = browse(hire("quang", "firms.view_register", "notices.draft_notice"))
    for path in ("", f"{a_round.pk}/", f"{a_round.pk}/them/"):
        assert outsider.get(f"/quan-tri/cong-khai/dot/{path}").status_code in (302, 403)
        assert browse(None).get(f"/quan-tri/cong-khai/dot/{path}").status_code == 302


def test_the_screens_of_a_round_ask_the_same_few_questions_however_long_it_is(
    office: Office, browse: Browse, hire: Callable[..., Officer]
) -> None:
    by = hire("tat_ca", *EVERY, "notices.gather_round")
    client = browse(by)
    with clock.at(AFTER_TERM):
        a_round = rounds.open_round(title="Quý IV", planned_on=AFTER_TERM, by=by, because="x")
        asked = []
        for size in (2, 8):
            for each in range(size):
                notice = office.art35("decided", office.firm(f"Công ty Mẫu Số {size}{each}", f"99{size}1111{each:03d}"))
                rounds.add(a_round, notice, by=by, because="x")
                office.art35("decided", office.firm(f"Công ty Mẫu Rời {size}{each}", f"99{size}2222{each:03d}"))
            counted = []
            for path in ("", f"{a_round.pk}/", f"{a_round.pk}/them/"):
                client.get(f"/quan-tri/cong-khai/dot/{path}")
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(f"/quan-tri/cong-khai/dot/{path}").status_code == 200
                counted.append(len(queries))
            asked.append(counted)
        assert asked[0] == asked[1]
