"""What an officer can do with a notice, and what nobody can."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core import clock
from core.errors import NotAllowed, Refused, Stale
from firms import holds
from firms import services as firms
from firms.models import Confirmation, Finding, ImportBatch, Sanction
from notices import public, services, sweeps
from notices.models import Notice
from press import services as press
from press.models import LedgerEntry

from .conftest import AFTER_TERM, TERM_ENDS, Office, release_of, shown


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_a_firm_on_a_published_list_is_named_after_its_term(office: Office) -> None:
    notice = office.art35()
    with clock.at(AFTER_TERM):
        assert [found.pk for found in public.visible()] == [notice.pk]
    assert (notice.state, notice.reply_due, notice.published_on) == ("published", TERM_ENDS, AFTER_TERM)
    assert holds.has_public_hold(notice.firm)


def test_a_sanction_decision_is_posted_without_a_term(office: Office) -> None:
    notice = office.art72()
    assert (notice.state, notice.reply_due, notice.post_due) == ("published", None, dt.date(2026, 11, 4))
    assert notice.published_on == dt.date(2026, 11, 2)


def test_a_firm_that_says_it_has_paid_makes_the_si_agency_be_asked(office: Office) -> None:
    notice = office.art35("served")
    services.record_reply(notice, by=office.cast.lan, because="Nhận văn bản.", text="Đã nộp.", paid_on=clock.today())
    asked = Confirmation.objects.get(firm=notice.firm)
    assert (asked.kind, asked.agency.kind, asked.state) == ("paid", "bhxh", "asked")
    assert not Finding.objects.filter(firm=notice.firm).exists()


def test_what_came_as_internal_is_refused_at_once(office: Office) -> None:
    firm = office.firm()
    batch = office.on_lists(firm, under="internal")
    with pytest.raises(Refused) as refused:
        services.propose(firm, batch=batch, by=office.cast.lan, because="Thử.")
    assert codes(refused) == {"internal_list"}


def test_internal_lists_do_not_even_count_for_the_rung(office: Office) -> None:
    firm = office.firm()
    for day in (dt.date(2026, 8, 31), dt.date(2026, 9, 30)):
        office.listed(firm, office.batch(day, under="internal"))
    batch = office.batch(dt.date(2026, 10, 31))
    office.listed(firm, batch)
    office.agreement()
    notice = services.propose(firm, batch=batch, by=office.cast.lan, because="Thử.")
    with pytest.raises(Refused) as refused:
        services.draft(notice, by=office.cast.lan, because="Thử.")
    assert codes(refused) == {"rung"}


@pytest.mark.parametrize("basis", ["INSPECTION_CONCLUSION", "COURT_JUDGMENT"])
def test_some_bases_are_only_linked(office: Office, basis: str) -> None:
    firm = office.firm()
    with pytest.raises(Refused) as refused:
        services.propose(firm, basis=basis, sanction=office.sanction(firm), by=office.cast.lan, because="Thử.")
    assert codes(refused) == {"not_offered"}


def test_no_agreement_no_file(office: Office) -> None:
    firm = office.firm()
    notice = services.propose(firm, batch=office.on_lists(firm), by=office.cast.lan, because="Thử.")
    with pytest.raises(Refused) as refused:
        services.draft(notice, by=office.cast.lan, because="Thử.")
    assert codes(refused) == {"no_agreement"}


def test_the_decider_is_not_the_drafter(office: Office) -> None:
    notice = office.art35("reviewed")
    with clock.at(AFTER_TERM), pytest.raises(Refused) as refused:
        services.decide(notice, by=office.cast.lan, because="Thử.")
    assert codes(refused) == {"decider"}


def test_the_reviewer_is_not_the_drafter(office: Office) -> None:
    notice = office.art35("silent")
    with clock.at(AFTER_TERM), pytest.raises(Refused) as refused:
        services.review(notice, by=office.cast.lan, because="Thử.")
    assert codes(refused) == {"reviewer"}


def test_nobody_decides_while_the_term_runs(office: Office) -> None:
    notice = office.art35("served")
    services.record_reply(notice, by=office.cast.lan, because="Nhận văn bản.", text="Chúng tôi đang thu xếp.")
    services.review(notice, by=office.cast.hoa, because="Đã xem.")
    with clock.at(TERM_ENDS), pytest.raises(Refused) as refused:
        services.decide(notice, by=office.cast.minh, because="Thử.")
    assert codes(refused) == {"term_runs"}


def test_silence_is_not_noted_early(office: Office) -> None:
    notice = office.art35("served")
    with clock.at(TERM_ENDS):
        assert sweeps.lapse_terms() == 0
    with clock.at(AFTER_TERM):
        assert sweeps.lapse_terms() == 1
        assert sweeps.lapse_terms() == 0
    notice.refresh_from_db()
    assert notice.state == "silent"


def test_a_decision_needs_the_request_and_the_consequence(office: Office) -> None:
    firm = office.firm()
    notice = services.propose(firm, sanction=office.sanction(firm), by=office.cast.lan, because="Thử.")
    services.draft(notice, by=office.cast.lan, because="Thử.")
    services.serve(notice, by=office.cast.lan, because="Giao.", served_on=dt.date(2026, 10, 14), mode="post", proof="VN1")
    services.review(notice, by=office.cast.hoa, because="Xem.")
    with pytest.raises(Refused) as refused:
        services.decide(notice, by=office.cast.minh, because="Thử.")
    assert codes(refused) == {"no_consequence", "no_request"}


def test_an_appealed_decision_is_not_drafted(office: Office) -> None:
    firm = office.firm()
    notice = services.propose(firm, sanction=office.sanction(firm, state="appeal"), by=office.cast.lan, because="Thử.")
    with pytest.raises(Refused) as refused:
        services.draft(notice, by=office.cast.lan, because="Thử.")
    assert codes(refused) == {"not_final"}


def test_only_the_media_desk_publishes(office: Office) -> None:
    notice = office.art35("decided")
    with clock.at(AFTER_TERM):
        release = services.prepare_release(notice, by=office.cast.lan, because="Chuyển.")
        with pytest.raises(Refused):
            press.approve(release, by=office.cast.lan, because="Tự duyệt.")
        assert not public.visible().exists()


# --- judged again in the minute of release


def test_who_pays_the_night_before_is_not_named(office: Office) -> None:
    notice = office.art35("approved")
    firms.record_payment(notice.firm, paid_on=dt.date(2026, 11, 2), source="CV 9/BHXH", by=office.cast.lan, because="Xác nhận.")
    with clock.at(AFTER_TERM):
        release = release_of(notice)
        with pytest.raises(Refused) as refused:
            press.release(release, by=office.cast.minh, because="Đến giờ.")
        assert codes(refused) == {"paid"}
        assert sweeps.judge_facts() == 1
    notice.refresh_from_db()
    assert (notice.state, notice.remedied_on) == ("settled", dt.date(2026, 11, 2))
    assert not holds.has_any_hold(notice.firm)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        pytest.param(lambda w, n: w.listed(n.firm, n.batch, paid_on=dt.date(2026, 11, 5)), "paid_noted", id="the list notes a payment"),
        pytest.param(lambda w, n: w.listed(n.firm, n.batch, is_put_off=True), "put_off", id="put off under Art 37"),
        pytest.param(lambda w, n: w.batch(dt.date(2026, 11, 15)), "delisted", id="a newer list without the firm"),
        pytest.param(lambda w, n: w.listed(n.firm, w.batch(dt.date(2026, 11, 15))), "superseded", id="a newer list with the firm"),
        pytest.param(
            lambda w, n: firms.place_hold(n.firm, kind="police", reference="ca:1", by=None, because="Chuyển hồ sơ."), "police", id="police"
        ),
        pytest.param(
            lambda w, n: firms.place_hold(n.firm, kind="plan", reference="plan:1", by=None, because="Cam kết."), "plan", id="plan"
        ),
        pytest.param(
            lambda w, n: ImportBatch.objects.filter(pk=n.batch_id).update(state="rolled_back"), "list_gone", id="list rolled back"
        ),
        pytest.param(
            lambda w, n: ImportBatch.objects.filter(pk=n.batch_id).update(received_under="internal"), "list_gone", id="list now internal"
        ),
    ],
)
def test_facts_are_judged_again_at_release(office: Office, spoil: object, code: str) -> None:
    notice = office.art35("approved")
    spoil(office, notice)  # type: ignore[operator]
    with clock.at(AFTER_TERM):
        release = release_of(notice)
        with pytest.raises(Refused) as refused:
            press.release(release, by=office.cast.minh, because="Đến giờ.")
        assert code in codes(refused)
        assert not public.visible().exists()
        release.refresh_from_db()
        assert release.state == "held"


@pytest.mark.parametrize("basis", ["art35", "art72"])
def test_a_file_that_an_officer_handed_to_the_police_is_held_on_every_basis(office: Office, hire: Any, basis: str) -> None:
    keeper = hire("thu", "firms.set_hold", is_superuser=True)
    notice: Notice = getattr(office, basis)("approved")
    with clock.at(AFTER_TERM):
        firms.hold_for_police(notice.firm, document="CV 5/CQĐT ngày 16/11/2026", by=keeper, because="Chuyển hồ sơ.")
        release = release_of(notice)
        with pytest.raises(Refused) as refused:
            press.release(release, by=office.cast.minh, because="Đến giờ.")
    assert codes(refused) == {"police"}
    release.refresh_from_db()
    assert release.state == "held"
    assert not Notice.objects.filter(pk=notice.pk, state="published").exists()


def test_an_annulled_decision_is_held_and_a_public_one_is_hidden(office: Office) -> None:
    notice = office.art72("approved")
    Sanction.objects.update(state="annulled")
    with pytest.raises(Refused) as refused:
        press.release(release_of(notice), by=office.cast.minh, because="Đến giờ.")
    assert "annulled" in codes(refused)
    Sanction.objects.update(state="final")
    press.release(release_of(notice), by=office.cast.minh, because="Đến giờ.")
    assert public.visible().count() == 1
    Sanction.objects.update(state="annulled")
    assert sweeps.judge_facts() == 1
    notice.refresh_from_db()
    assert notice.state == "suspended"
    assert not public.visible().exists()
    assert not holds.has_public_hold(notice.firm)
    assert holds.has_any_hold(notice.firm)


# --- after publication


def test_a_firm_that_pays_leaves_the_list_at_once(office: Office) -> None:
    notice = office.art35()
    with clock.at(AFTER_TERM):
        firms.record_payment(notice.firm, paid_on=AFTER_TERM, source="CV 9/BHXH", by=office.cast.lan, because="Xác nhận.")
        assert sweeps.judge_facts() == 1
        assert not public.visible().exists()
    notice.refresh_from_db()
    assert (notice.state, notice.remedied_on) == ("expired", AFTER_TERM)
    assert not holds.has_any_hold(notice.firm)
    assert LedgerEntry.objects.order_by("seq").last().act == "expired"  # type: ignore[union-attr]


def test_a_decision_stays_when_the_firm_pays_and_says_so(office: Office) -> None:
    notice = office.art72()
    services.mark_remedied(notice, by=office.cast.minh, because="Người ký xác nhận.", paid_on=dt.date(2026, 11, 2))
    assert notice.state == "remedied"
    assert shown(notice)["remedied_on"] == "2026-11-02"
    assert public.visible().count() == 1


def test_a_complaint_is_a_label(office: Office) -> None:
    notice = office.art72()
    services.contest(notice, by=office.cast.minh, because="Đơn ngày 02/11.", contested_on=dt.date(2026, 11, 2))
    assert shown(notice)["contested_on"] == "2026-11-02"
    services.close_contest(notice, by=office.cast.minh, because="Giữ nguyên quyết định.")
    assert shown(notice)["contested_on"] == ""
    assert public.visible().count() == 1


def test_coming_back_from_a_suspension_takes_a_new_decision_and_a_new_release(office: Office) -> None:
    notice = office.art72()
    first = notice.public_id
    services.suspend(notice, by=office.cast.minh, because="Tòa án tạm đình chỉ.")
    services.lift_suspension(notice, by=office.cast.minh, because="Hết hiệu lực tạm đình chỉ.")
    assert not public.visible().exists()
    with pytest.raises(Refused):
        services.prepare_release(notice, by=office.cast.lan, because="Thử.")
    services.decide(notice, by=office.cast.minh, because="Công khai lại.")
    release = services.prepare_release(notice, by=office.cast.lan, because="Chuyển.")
    press.approve(release, by=office.cast.minh, because="Duyệt.")
    press.release(release, by=office.cast.minh, because="Phát hành.")
    notice.refresh_from_db()
    assert notice.public_id != first
    assert public.visible().get().pk == notice.pk
    assert holds.has_public_hold(notice.firm)


def test_the_next_list_ends_the_notice(office: Office) -> None:
    notice = office.art35()
    office.listed(notice.firm, office.batch(dt.date(2026, 11, 16)))
    with clock.at(AFTER_TERM):
        assert sweeps.judge_facts() == 1
        assert not public.visible().exists()
    notice.refresh_from_db()
    assert notice.state == "expired"


def test_a_superseded_file_takes_the_newer_figures_and_is_decided_anew(office: Office) -> None:
    notice = office.art35("approved")
    newer = office.batch(dt.date(2026, 11, 15))
    office.listed(notice.firm, newer, months="6", total=99_000_000)
    with clock.at(AFTER_TERM):
        services.refresh(notice, by=office.cast.lan, because="Danh sách mới.")
        assert (notice.state, notice.batch_id, notice.decided_by_id) == ("reviewed", newer.pk, None)
        assert notice.facts["total_vnd"] == 99_000_000
        services.decide(notice, by=office.cast.minh, because="Quyết định lại.")


def test_a_public_notice_ends_by_itself(office: Office) -> None:
    from press import sweeps as desk

    notice = office.art72(completed_on=dt.date(2026, 10, 20))
    assert notice.expires_on == dt.date(2027, 10, 20)
    with clock.at(dt.date(2027, 10, 20)):
        assert not public.visible().exists()
        desk.expire_due()
    notice.refresh_from_db()
    assert notice.state == "expired"


def test_withdrawing_lifts_the_hold(office: Office) -> None:
    notice = office.art72()
    services.withdraw(notice, by=office.cast.minh, because="Sai số.", what="Số liệu chưa chính xác, đã gỡ.")
    assert notice.state == "withdrawn"
    assert not holds.has_any_hold(notice.firm)


def test_a_stale_record_does_not_move(office: Office) -> None:
    notice = office.art35("drafted")
    copy = Notice.objects.get(pk=notice.pk)
    services.drop(copy, by=office.cast.minh, because="Không đủ chứng cứ.")
    with pytest.raises(Stale):
        services.serve(notice, by=office.cast.lan, because="Giao.", served_on=dt.date(2026, 11, 2), mode="post", proof="VN1")


def test_permissions_are_demanded(office: Office, hire: object) -> None:
    outsider = hire("quang")  # type: ignore[operator]
    firm = office.firm()
    with pytest.raises(NotAllowed):
        services.propose(firm, batch=office.on_lists(firm), by=outsider, because="Thử.")


def test_every_move_leaves_an_event_with_a_reason(office: Office) -> None:
    notice = office.art35()
    assert [event.move for event in notice.events.all()] == [
        "propose", "draft", "serve", "lapse", "review", "decide", "prepare_release", "publish",
    ]  # fmt: skip
    assert all(event.because and event.law_version for event in notice.events.all())
