"""What an officer can do with a notice, and what nobody can."""

from __future__ import annotations

import datetime as dt

import pytest

from core import clock
from core.errors import NotAllowed, Refused, Stale
from firms import holds
from firms import services as firms
from firms.models import ImportBatch, Sanction
from notices import public, services, sweeps
from notices.models import Notice
from press import services as press
from press.models import LedgerEntry

from .conftest import AFTER_TERM, TERM_ENDS, World, release_of, shown


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_a_firm_on_a_published_list_is_named_after_its_term(world: World) -> None:
    notice = world.art35()
    with clock.at(AFTER_TERM):
        assert [found.pk for found in public.visible()] == [notice.pk]
    assert (notice.state, notice.reply_due, notice.published_on) == ("published", TERM_ENDS, AFTER_TERM)
    assert holds.has_public_hold(notice.firm)


def test_a_sanction_decision_is_posted_without_a_term(world: World) -> None:
    notice = world.art72()
    assert (notice.state, notice.reply_due, notice.post_due) == ("published", None, dt.date(2026, 11, 4))
    assert notice.published_on == dt.date(2026, 11, 2)


def test_what_came_as_internal_is_refused_at_once(world: World) -> None:
    firm = world.firm()
    batch = world.on_lists(firm, under="internal")
    with pytest.raises(Refused) as refused:
        services.propose(firm, batch=batch, by=world.cast.lan, because="Thử.")
    assert codes(refused) == {"internal_list"}


def test_internal_lists_do_not_even_count_for_the_rung(world: World) -> None:
    firm = world.firm()
    for day in (dt.date(2026, 8, 31), dt.date(2026, 9, 30)):
        world.listed(firm, world.batch(day, under="internal"))
    batch = world.batch(dt.date(2026, 10, 31))
    world.listed(firm, batch)
    world.agreement()
    notice = services.propose(firm, batch=batch, by=world.cast.lan, because="Thử.")
    with pytest.raises(Refused) as refused:
        services.draft(notice, by=world.cast.lan, because="Thử.")
    assert codes(refused) == {"rung"}


@pytest.mark.parametrize("basis", ["INSPECTION_CONCLUSION", "COURT_JUDGMENT"])
def test_some_bases_are_only_linked(world: World, basis: str) -> None:
    firm = world.firm()
    with pytest.raises(Refused) as refused:
        services.propose(firm, basis=basis, sanction=world.sanction(firm), by=world.cast.lan, because="Thử.")
    assert codes(refused) == {"not_offered"}


def test_no_agreement_no_file(world: World) -> None:
    firm = world.firm()
    notice = services.propose(firm, batch=world.on_lists(firm), by=world.cast.lan, because="Thử.")
    with pytest.raises(Refused) as refused:
        services.draft(notice, by=world.cast.lan, because="Thử.")
    assert codes(refused) == {"no_agreement"}


def test_the_decider_is_not_the_drafter(world: World) -> None:
    notice = world.art35("reviewed")
    with clock.at(AFTER_TERM), pytest.raises(Refused) as refused:
        services.decide(notice, by=world.cast.lan, because="Thử.")
    assert codes(refused) == {"decider"}


def test_the_reviewer_is_not_the_drafter(world: World) -> None:
    notice = world.art35("silent")
    with clock.at(AFTER_TERM), pytest.raises(Refused) as refused:
        services.review(notice, by=world.cast.lan, because="Thử.")
    assert codes(refused) == {"reviewer"}


def test_nobody_decides_while_the_term_runs(world: World) -> None:
    notice = world.art35("served")
    services.record_reply(notice, by=world.cast.lan, because="Nhận văn bản.", text="Chúng tôi đang thu xếp.")
    services.review(notice, by=world.cast.hoa, because="Đã xem.")
    with clock.at(TERM_ENDS), pytest.raises(Refused) as refused:
        services.decide(notice, by=world.cast.minh, because="Thử.")
    assert codes(refused) == {"term_runs"}


def test_silence_is_not_noted_early(world: World) -> None:
    notice = world.art35("served")
    with clock.at(TERM_ENDS):
        assert sweeps.lapse_terms() == 0
    with clock.at(AFTER_TERM):
        assert sweeps.lapse_terms() == 1
        assert sweeps.lapse_terms() == 0
    notice.refresh_from_db()
    assert notice.state == "silent"


def test_a_decision_needs_the_request_and_the_consequence(world: World) -> None:
    firm = world.firm()
    notice = services.propose(firm, sanction=world.sanction(firm), by=world.cast.lan, because="Thử.")
    services.draft(notice, by=world.cast.lan, because="Thử.")
    services.serve(notice, by=world.cast.lan, because="Giao.", served_on=dt.date(2026, 10, 14), mode="post", proof="VN1")
    services.review(notice, by=world.cast.hoa, because="Xem.")
    with pytest.raises(Refused) as refused:
        services.decide(notice, by=world.cast.minh, because="Thử.")
    assert codes(refused) == {"no_consequence", "no_request"}


def test_an_appealed_decision_is_not_drafted(world: World) -> None:
    firm = world.firm()
    notice = services.propose(firm, sanction=world.sanction(firm, state="appeal"), by=world.cast.lan, because="Thử.")
    with pytest.raises(Refused) as refused:
        services.draft(notice, by=world.cast.lan, because="Thử.")
    assert codes(refused) == {"not_final"}


def test_only_the_media_desk_publishes(world: World) -> None:
    notice = world.art35("decided")
    with clock.at(AFTER_TERM):
        release = services.prepare_release(notice, by=world.cast.lan, because="Chuyển.")
        with pytest.raises(Refused):
            press.approve(release, by=world.cast.lan, because="Tự duyệt.")
        assert not public.visible().exists()


# --- judged again in the minute of release


def test_who_pays_the_night_before_is_not_named(world: World) -> None:
    notice = world.art35("approved")
    firms.record_payment(notice.firm, paid_on=dt.date(2026, 11, 2), source="CV 9/BHXH", by=world.cast.lan, because="Xác nhận.")
    with clock.at(AFTER_TERM):
        release = release_of(notice)
        with pytest.raises(Refused) as refused:
            press.release(release, by=world.cast.minh, because="Đến giờ.")
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
def test_facts_are_judged_again_at_release(world: World, spoil: object, code: str) -> None:
    notice = world.art35("approved")
    spoil(world, notice)  # type: ignore[operator]
    with clock.at(AFTER_TERM):
        release = release_of(notice)
        with pytest.raises(Refused) as refused:
            press.release(release, by=world.cast.minh, because="Đến giờ.")
        assert code in codes(refused)
        assert not public.visible().exists()
        release.refresh_from_db()
        assert release.state == "held"


def test_an_annulled_decision_is_held_and_a_public_one_is_hidden(world: World) -> None:
    notice = world.art72("approved")
    Sanction.objects.update(state="annulled")
    with pytest.raises(Refused) as refused:
        press.release(release_of(notice), by=world.cast.minh, because="Đến giờ.")
    assert "annulled" in codes(refused)
    Sanction.objects.update(state="final")
    press.release(release_of(notice), by=world.cast.minh, because="Đến giờ.")
    assert public.visible().count() == 1
    Sanction.objects.update(state="annulled")
    assert sweeps.judge_facts() == 1
    notice.refresh_from_db()
    assert notice.state == "suspended"
    assert not public.visible().exists()
    assert not holds.has_public_hold(notice.firm)
    assert holds.has_any_hold(notice.firm)


# --- after publication


def test_a_firm_that_pays_leaves_the_list_at_once(world: World) -> None:
    notice = world.art35()
    with clock.at(AFTER_TERM):
        firms.record_payment(notice.firm, paid_on=AFTER_TERM, source="CV 9/BHXH", by=world.cast.lan, because="Xác nhận.")
        assert sweeps.judge_facts() == 1
        assert not public.visible().exists()
    notice.refresh_from_db()
    assert (notice.state, notice.remedied_on) == ("expired", AFTER_TERM)
    assert not holds.has_any_hold(notice.firm)
    assert LedgerEntry.objects.order_by("seq").last().act == "expired"  # type: ignore[union-attr]


def test_a_decision_stays_when_the_firm_pays_and_says_so(world: World) -> None:
    notice = world.art72()
    services.mark_remedied(notice, by=world.cast.minh, because="Người ký xác nhận.", paid_on=dt.date(2026, 11, 2))
    assert notice.state == "remedied"
    assert shown(notice)["remedied_on"] == "2026-11-02"
    assert public.visible().count() == 1


def test_a_complaint_is_a_label(world: World) -> None:
    notice = world.art72()
    services.contest(notice, by=world.cast.minh, because="Đơn ngày 02/11.", contested_on=dt.date(2026, 11, 2))
    assert shown(notice)["contested_on"] == "2026-11-02"
    services.close_contest(notice, by=world.cast.minh, because="Giữ nguyên quyết định.")
    assert shown(notice)["contested_on"] == ""
    assert public.visible().count() == 1


def test_coming_back_from_a_suspension_takes_a_new_decision_and_a_new_release(world: World) -> None:
    notice = world.art72()
    first = notice.public_id
    services.suspend(notice, by=world.cast.minh, because="Tòa án tạm đình chỉ.")
    services.lift_suspension(notice, by=world.cast.minh, because="Hết hiệu lực tạm đình chỉ.")
    assert not public.visible().exists()
    with pytest.raises(Refused):
        services.prepare_release(notice, by=world.cast.lan, because="Thử.")
    services.decide(notice, by=world.cast.minh, because="Công khai lại.")
    release = services.prepare_release(notice, by=world.cast.lan, because="Chuyển.")
    press.approve(release, by=world.cast.minh, because="Duyệt.")
    press.release(release, by=world.cast.minh, because="Phát hành.")
    notice.refresh_from_db()
    assert notice.public_id != first
    assert public.visible().get().pk == notice.pk
    assert holds.has_public_hold(notice.firm)


def test_the_next_list_ends_the_notice(world: World) -> None:
    notice = world.art35()
    world.listed(notice.firm, world.batch(dt.date(2026, 11, 16)))
    with clock.at(AFTER_TERM):
        assert sweeps.judge_facts() == 1
        assert not public.visible().exists()
    notice.refresh_from_db()
    assert notice.state == "expired"


def test_a_superseded_file_takes_the_newer_figures_and_is_decided_anew(world: World) -> None:
    notice = world.art35("approved")
    newer = world.batch(dt.date(2026, 11, 15))
    world.listed(notice.firm, newer, months="6", total=99_000_000)
    with clock.at(AFTER_TERM):
        services.refresh(notice, by=world.cast.lan, because="Danh sách mới.")
        assert (notice.state, notice.batch_id, notice.decided_by_id) == ("reviewed", newer.pk, None)
        assert notice.facts["total_vnd"] == 99_000_000
        services.decide(notice, by=world.cast.minh, because="Quyết định lại.")


def test_a_public_notice_ends_by_itself(world: World) -> None:
    from press import sweeps as desk

    notice = world.art72(completed_on=dt.date(2026, 10, 20))
    assert notice.expires_on == dt.date(2027, 10, 20)
    with clock.at(dt.date(2027, 10, 20)):
        assert not public.visible().exists()
        desk.expire_due()
    notice.refresh_from_db()
    assert notice.state == "expired"


def test_withdrawing_lifts_the_hold(world: World) -> None:
    notice = world.art72()
    services.withdraw(notice, by=world.cast.minh, because="Sai số.", what="Số liệu chưa chính xác, đã gỡ.")
    assert notice.state == "withdrawn"
    assert not holds.has_any_hold(notice.firm)


def test_a_stale_record_does_not_move(world: World) -> None:
    notice = world.art35("drafted")
    copy = Notice.objects.get(pk=notice.pk)
    services.drop(copy, by=world.cast.minh, because="Không đủ chứng cứ.")
    with pytest.raises(Stale):
        services.serve(notice, by=world.cast.lan, because="Giao.", served_on=dt.date(2026, 11, 2), mode="post", proof="VN1")


def test_permissions_are_demanded(world: World, hire: object) -> None:
    outsider = hire("quang")  # type: ignore[operator]
    firm = world.firm()
    with pytest.raises(NotAllowed):
        services.propose(firm, batch=world.on_lists(firm), by=outsider, because="Thử.")


def test_every_move_leaves_an_event_with_a_reason(world: World) -> None:
    notice = world.art35()
    assert [event.move for event in notice.events.all()] == [
        "propose", "draft", "serve", "lapse", "review", "decide", "prepare_release", "publish",
    ]  # fmt: skip
    assert all(event.because and event.law_version for event in notice.events.all())
