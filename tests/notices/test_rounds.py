"""A round of naming: notices gathered, released one by one through the gate, told once, and counted as they stand."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from core.models import Officer
from firms import services as firms
from firms.models import ImportBatch
from notices import public as notices_public
from notices import services as notices
from notices import sweeps
from notices.models import NamingRound, Notice, RoundEntry
from notices.rounds import causes, facts, lifecycle, public, services
from notices.rounds.causes import Cause
from notices.rules import Basis
from press import ledger
from press import services as press
from press import sweeps as desk
from press.models import Dispatch, LedgerEntry, Release
from press.outbox import composing
from press.pack import bundle, making
from tests.press import packs

from .conftest import AFTER_TERM, EVERY, LISTS, Office, release_of

NOW = dt.datetime(2026, 11, 17, 9, 0, tzinfo=clock.VIETNAM)
NAMES = ("Công ty TNHH Mẫu Sao Mai", "Công ty Cổ phần Mẫu Biển Xanh", "Công ty TNHH Mẫu Núi Đá")
CODES = ("9911111118", "9922222226", "9933333334")


@pytest.fixture
def gatherer(hire: Callable[..., Officer]) -> Officer:
    return hire("gom", *EVERY, "notices.gather_round", last_name="Gom")


@pytest.fixture
def at_desk() -> Any:
    with clock.at(NOW):
        yield


def decided(office: Office, number: int = 3) -> list[Notice]:
    """Return notices on the newest list, decided and without a release."""
    return [office.art35("decided", office.firm(NAMES[each], CODES[each])) for each in range(number)]


def opened(gatherer: Officer, **more: Any) -> NamingRound:
    told: dict[str, Any] = {"title": "Chậm đóng kéo dài, quý IV năm 2026", "planned_on": AFTER_TERM, "by": gatherer, "because": "Lập đợt."}
    return services.open_round(**told | more)


def approved(office: Office, gatherer: Officer, chosen: list[Notice]) -> NamingRound:
    """Return a round of ``chosen``, approved by a second officer."""
    a_round = opened(gatherer, basis=chosen[0].legal_basis)
    services.add_all(a_round, chosen, by=gatherer, because="Đủ điều kiện.")
    a_round = services.hand_over(a_round, by=gatherer, because="Trình phát hành.")
    return services.approve(a_round, by=office.cast.minh, because="Đã đọc từng hồ sơ.")


def released(office: Office, gatherer: Officer, chosen: list[Notice]) -> NamingRound:
    return services.release(approved(office, gatherer, chosen), by=office.cast.minh, because="Phát hành đợt.")


def text(path: str, status: int = 200) -> str:
    response = Client(SERVER_NAME="localhost").get(path)
    assert response.status_code == status, path
    assert response["X-Robots-Tag"] == "noindex, noarchive"
    return response.content.decode()


def standing() -> set[str]:
    return {notice.firm.name for notice in notices_public.visible()}


def test_the_drawing_is_the_table() -> None:
    assert lifecycle.diagram() in Path("docs/naming-rounds.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("months", "cause"),
    [
        (None, Cause.LATE_UNTOLD),
        ("0", Cause.LATE_SHORT),
        ("2.99", Cause.LATE_SHORT),
        ("3", Cause.LATE_QUARTER),
        ("5.99", Cause.LATE_QUARTER),
        ("6", Cause.LATE_LONG),
        ("11.9", Cause.LATE_LONG),
        ("12", Cause.LATE_LONGEST),
        ("71", Cause.LATE_LONGEST),
    ],
)
def test_each_delay_has_one_cause(months: str | None, cause: Cause) -> None:
    assert causes.of_delay(Decimal(months) if months else None) is cause


def test_the_word_for_evasion_comes_from_a_decision_alone() -> None:
    assert causes.of_decision("TRON_DONG") is Cause.EVASION
    assert causes.of_decision("CHAM_DONG") is Cause.SANCTIONED_LATE
    assert causes.of_decision("KHONG_DONG_TOAN_BO") is Cause.NOBODY_INSURED
    assert causes.of_decision("cái gì khác") is Cause.OTHER
    said = [causes.LABELS[cause] for cause in Cause if cause is not Cause.EVASION]
    assert not [label for label in said if "trốn đóng" in label.lower()]


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=9))
def test_shares_are_a_whole_and_none_is_off_by_one_percent(numbers: list[int]) -> None:
    found = causes.shares(numbers)
    assert sum(found) == 100
    assert all(abs(percent - 100 * number / sum(numbers)) < 1 for percent, number in zip(found, numbers, strict=True))


# --- gathering


def test_rounds_are_numbered_by_year_and_hold_one_basis(office: Office, gatherer: Officer, at_desk: None) -> None:
    first, second = opened(gatherer), opened(gatherer, basis=Basis.VPHC_ART72)
    assert [first.code, second.code] == ["1/2026", "2/2026"]
    assert opened(gatherer, planned_on=dt.date(2027, 1, 8)).code == "1/2027"
    (notice,) = decided(office, 1)
    with pytest.raises(Refused) as refused:
        services.add(second, notice, by=gatherer, because="Thử.")
    assert services.BASIS in refused.value.refusals


def test_a_notice_waits_in_one_round_at_most(office: Office, gatherer: Officer, at_desk: None) -> None:
    (notice,) = decided(office, 1)
    first, second = opened(gatherer), opened(gatherer)
    entry = services.add(first, notice, by=gatherer, because="Đưa vào.")
    with pytest.raises(Refused) as refused:
        services.add(second, notice, by=gatherer, because="Thử.")
    assert services.IN_A_ROUND in refused.value.refusals
    with pytest.raises(IntegrityError), transaction.atomic():
        RoundEntry.objects.create(round=second, notice=notice)
    services.take_out(entry, by=gatherer, because="Để đợt sau.")
    services.add(second, notice, by=gatherer, because="Đưa vào.")
    assert [event.move for event in first.events.all()] == ["open", "add", "take_out"]
    with pytest.raises(Stale):
        services.take_out(entry, by=gatherer, because="Lần nữa.")


def test_what_is_not_decided_or_must_be_posted_sooner_stays_out(office: Office, gatherer: Officer, at_desk: None) -> None:
    silent = office.art35("silent", office.firm(NAMES[0], CODES[0]))
    with pytest.raises(Refused) as refused:
        services.add(opened(gatherer), silent, by=gatherer, because="Thử.")
    assert refused.value.refusals == (services.NOT_DECIDED,)
    urgent = office.art72("decided", office.firm(NAMES[1], CODES[1]))
    with pytest.raises(Refused) as refused:
        services.add(opened(gatherer, basis=Basis.VPHC_ART72), urgent, by=gatherer, because="Thử.")
    assert [each.code for each in refused.value.refusals] == ["due_before"]
    assert "phát hành riêng" in refused.value.refusals[0].sentence


@pytest.mark.parametrize("title", ["Công khai 9911111118", "Đợt của CONG TY TNHH MAU SAO MAI"])
def test_the_title_names_nobody(office: Office, gatherer: Officer, at_desk: None, title: str) -> None:
    (notice,) = decided(office, 1)
    with pytest.raises(Refused) as refused:
        services.add(opened(gatherer, title=title), notice, by=gatherer, because="Thử.")
    assert services.TITLE_NAMES in refused.value.refusals


def test_each_step_wants_its_permission(office: Office, gatherer: Officer, hire: Callable[..., Officer], at_desk: None) -> None:
    nobody = hire("khach", "notices.draft_notice")
    (notice,) = decided(office, 1)
    a_round = approved(office, gatherer, [notice])
    entry = a_round.entries.get()
    for attempt in (
        lambda: opened(nobody),
        lambda: services.add(a_round, notice, by=nobody, because="x"),
        lambda: services.take_out(entry, by=nobody, because="x"),
        lambda: services.hand_over(a_round, by=nobody, because="x"),
        lambda: services.approve(a_round, by=nobody, because="x"),
        lambda: services.schedule(a_round, at=NOW + dt.timedelta(hours=1), by=nobody, because="x"),
        lambda: services.unschedule(a_round, by=nobody, because="x"),
        lambda: services.release(a_round, by=nobody, because="x"),
        lambda: services.drop(a_round, by=nobody, because="x"),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert not standing()


# --- four eyes and the gate


def test_who_drafted_a_single_release_cannot_approve_the_round(office: Office, gatherer: Officer, at_desk: None) -> None:
    chosen = decided(office, 2)
    notices.prepare_release(chosen[0], by=office.cast.minh, because="Trình riêng trước.")
    a_round = opened(gatherer)
    services.add_all(a_round, chosen, by=gatherer, because="Đủ điều kiện.")
    services.hand_over(a_round, by=gatherer, because="Trình.")
    with pytest.raises(Refused) as refused:
        services.approve(a_round, by=office.cast.minh, because="Duyệt.")
    assert refused.value.refusals == (press.FOUR_EYES,)
    assert set(Release.objects.values_list("state", flat=True)) == {"draft"}, "all, or none"
    services.approve(a_round, by=office.cast.hoa, because="Duyệt.")
    assert set(Release.objects.values_list("state", flat=True)) == {"approved"}


def test_the_round_goes_on_without_what_the_gate_keeps_back(office: Office, gatherer: Officer, at_desk: None) -> None:
    chosen = decided(office)
    a_round = approved(office, gatherer, chosen)
    firms.record_payment(chosen[1].firm, paid_on=dt.date(2026, 11, 16), source="CV 12", by=gatherer, because="Đã nộp.")
    services.release(a_round, by=office.cast.minh, because="Phát hành đợt.")
    a_round.refresh_from_db()
    assert a_round.state == "released"
    assert standing() == {NAMES[0], NAMES[2]}
    back = a_round.entries.get(notice=chosen[1])
    assert back.release is None
    assert back.taken_out_by is None
    assert "xác nhận đơn vị đã nộp đủ" in back.because
    assert release_of(chosen[1]).state == "held"
    counts = public.counts(a_round)
    assert (counts.released, counts.standing, counts.ended) == (2, 2, 0)
    assert (counts.total_vnd, counts.workers) == (160_000_000, 24)
    assert counts.causes == ((Cause.LATE_QUARTER, 2),)
    acts = list(LedgerEntry.objects.order_by("seq").values_list("act", "public_id"))
    assert [act for act, _ in acts] == ["published"] * 3
    assert acts[-1][1].startswith("DCK-")
    assert ledger.strayed() == []


def test_a_round_of_which_nothing_passes_is_held_and_open_again(office: Office, gatherer: Officer, at_desk: None) -> None:
    (notice,) = decided(office, 1)
    a_round = approved(office, gatherer, [notice])
    hold = firms.place_hold(notice.firm, kind="plan", reference="kh-1", by=None, because="Cam kết nộp dần.")
    with pytest.raises(Refused) as refused:
        services.release(a_round, by=office.cast.minh, because="Phát hành.")
    assert refused.value.refusals == (services.NONE_OUT,)
    a_round.refresh_from_db()
    assert (a_round.state, a_round.begun_at) == ("handed", None)
    assert not standing()
    assert not public.visible().exists()
    assert hold
    firms.lift_hold("kh-1", by=None, because="Không thực hiện cam kết.")
    services.release(a_round, by=office.cast.minh, because="Phát hành lại.")
    assert standing() == {NAMES[0]}


def test_a_notice_that_breaks_stops_no_other(office: Office, gatherer: Officer, at_desk: None, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = decided(office)
    a_round = approved(office, gatherer, chosen)
    publish = notices.publish

    def breaks(notice: Notice, release: Release) -> Notice:
        if notice.pk == chosen[0].pk:
            raise RuntimeError("đĩa đầy")
        return publish(notice, release)

    monkeypatch.setattr(notices, "publish", breaks)
    services.release(a_round, by=office.cast.minh, because="Phát hành.")
    assert standing() == {NAMES[1], NAMES[2]}
    assert "Lỗi kỹ thuật" in a_round.entries.get(notice=chosen[0]).because


def test_a_click_at_the_desk_is_the_same_action(office: Office, gatherer: Officer, at_desk: None) -> None:
    a_round = approved(office, gatherer, decided(office, 2))
    own = Release.objects.get(kind=public.KIND)
    assert press.judge(own) == []
    press.release(own, by=office.cast.minh, because="Phát hành từ bàn truyền thông.")
    a_round.refresh_from_db()
    assert a_round.state == "released"
    assert len(standing()) == 2


def test_nothing_goes_out_with_a_round_that_is_not_approved_or_not_due(office: Office, gatherer: Officer, at_desk: None) -> None:
    a_round = opened(gatherer)
    services.add_all(a_round, decided(office, 2), by=gatherer, because="Đủ điều kiện.")
    with pytest.raises(Refused):
        services.release(a_round, by=office.cast.minh, because="Sớm.")
    services.hand_over(a_round, by=gatherer, because="Trình.")
    for release in Release.objects.filter(kind="notice"):
        press.approve(release, by=office.cast.minh, because="Duyệt riêng.")
    with pytest.raises(IllegalMove):
        services.release(a_round, by=office.cast.minh, because="Chưa duyệt đợt.")
    assert not standing()
    services.approve(a_round, by=office.cast.minh, because="Duyệt đợt.")
    services.schedule(a_round, at=NOW + dt.timedelta(hours=2), by=office.cast.minh, because="Hẹn giờ.")
    with pytest.raises(Refused):
        services.release(a_round, by=office.cast.minh, because="Sớm.")
    assert not standing()


def test_an_appointed_round_goes_out_in_its_minute_and_is_told_once(office: Office, gatherer: Officer, at_desk: None) -> None:
    a_round = approved(office, gatherer, decided(office))
    services.schedule(a_round, at=NOW + dt.timedelta(hours=2), by=office.cast.minh, because="Hẹn 11 giờ.")
    assert set(Release.objects.values_list("release_at", flat=True)) == {NOW + dt.timedelta(hours=2)}
    desk.release_due()
    assert not standing()
    with clock.at(NOW + dt.timedelta(hours=2)):
        desk.release_due()
        assert standing() == set(NAMES)
        a_round.refresh_from_db()
        assert a_round.state == "released"
        assert told("notice") == {"page", "feed"}


def test_unscheduling_a_round_frees_its_notices(office: Office, gatherer: Officer, at_desk: None) -> None:
    a_round = approved(office, gatherer, decided(office, 2))
    services.schedule(a_round, at=NOW + dt.timedelta(hours=2), by=office.cast.minh, because="Hẹn giờ.")
    services.unschedule(a_round, by=office.cast.minh, because="Dời.")
    with clock.at(NOW + dt.timedelta(hours=3)):
        desk.release_due()
        assert not standing()
    assert not Release.objects.exclude(release_at=None).exists()


def test_the_second_officer_finds_the_round_gone(office: Office, gatherer: Officer, at_desk: None) -> None:
    a_round = approved(office, gatherer, decided(office, 2))
    twin = NamingRound.objects.get(pk=a_round.pk)
    services.release(a_round, by=office.cast.minh, because="Phát hành.")
    with pytest.raises((Stale, IllegalMove)):
        services.release(twin, by=office.cast.hoa, because="Phát hành.")
    assert LedgerEntry.objects.count() == 3


def test_a_round_cut_off_between_its_notices_is_finished_by_the_sweep(
    office: Office, gatherer: Officer, at_desk: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_round = approved(office, gatherer, decided(office))
    go, seen = press.release, []

    def killed(release: Release, **more: Any) -> Release:
        seen.append(release)
        if len(seen) > 2:
            raise SystemExit
        return go(release, **more)

    monkeypatch.setattr(press, "release", killed)
    with pytest.raises(SystemExit):
        services.lead(Release.objects.get(kind=public.KIND), by=office.cast.minh, because="Phát hành.")
    monkeypatch.undo()
    assert len(standing()) == 2
    assert sweeps.follow_rounds() == 0, "whoever is at it has some minutes"
    with clock.at(NOW + dt.timedelta(minutes=5)):
        assert sweeps.follow_rounds() == 1
        assert standing() == set(NAMES)
    a_round.refresh_from_db()
    assert a_round.state == "released"
    assert told("notice") == {"page", "feed"}


def test_a_dropped_round_frees_its_notices(office: Office, gatherer: Officer, at_desk: None) -> None:
    (notice,) = decided(office, 1)
    a_round = approved(office, gatherer, [notice])
    services.drop(a_round, by=gatherer, because="Dời sang đợt sau.")
    assert Release.objects.get(kind=public.KIND).state == "withdrawn"
    assert release_of(notice).state == "approved", "the notice goes on by itself"
    services.add(opened(gatherer), notice, by=gatherer, because="Đợt sau.")


def test_the_database_lets_no_round_out_without_a_release(office: Office, gatherer: Officer, at_desk: None) -> None:
    a_round = opened(gatherer)
    with pytest.raises(IntegrityError), transaction.atomic():
        NamingRound.objects.filter(pk=a_round.pk).update(state="released")


# --- what is told


def told(kind: str, act: str = "published") -> set[str]:
    return set(Dispatch.objects.filter(release__kind=kind, act=act).values_list("channel", flat=True))


def test_a_round_is_one_parcel_without_names(office: Office, gatherer: Officer, at_desk: None) -> None:
    released(office, gatherer, decided(office))
    assert told("notice") == {"page", "feed"}
    assert {"page", "feed", "webhook"} <= told(public.KIND)
    dispatch = Dispatch.objects.get(release__kind=public.KIND, channel="webhook")
    for language in ("vi", "en"):
        message = composing.compose(dispatch, language)
        assert message.link.endswith("/cong-khai/dot/1-2026/")
        said = f"{message.subject} {message.text} {message.html} {message.data}"
        assert not [name for name in (*NAMES, *CODES) if name in said]
        assert "240" in said


def test_a_notice_released_alone_is_told_alone(office: Office, gatherer: Officer, at_desk: None) -> None:
    chosen = decided(office, 2)
    a_round = approved(office, gatherer, chosen)
    press.release(release_of(chosen[0]), by=office.cast.minh, because="Đi trước.")
    assert "webhook" in told("notice")
    services.release(a_round, by=office.cast.minh, because="Phát hành đợt.")
    assert Dispatch.objects.filter(release__kind="notice", channel="webhook").count() == 1
    assert public.counts(a_round).released == 2


def test_who_was_told_of_a_round_is_told_of_a_notice_taken_back(office: Office, gatherer: Officer, at_desk: None) -> None:
    chosen = decided(office)
    a_round = released(office, gatherer, chosen)
    notice = Notice.objects.get(pk=chosen[0].pk)
    notices.withdraw(notice, by=office.cast.minh, because="Nhầm đơn vị.", what="Số liệu chưa chính xác, đã gỡ.")
    assert {"page", "feed", "webhook"} <= told(public.KIND, "corrected")
    page = text(a_round.path)
    assert NAMES[0] not in page
    assert "đã được thu hồi" in page
    assert public.counts(a_round).ended == 1
    assert a_round.release
    a_round.release.refresh_from_db()
    assert a_round.release.payload["counts"]["standing"] == 2  # type: ignore[index]


def test_the_pack_of_a_round_names_nobody(office: Office, gatherer: Officer, at_desk: None) -> None:
    a_round = released(office, gatherer, decided(office))
    assert a_round.release
    brief = making.brief(a_round.release)
    files = packs.unpacked(bundle.archive(brief, bundle.parts(brief)))
    said = {name: packs.text(name, content) for name, content in files.items()}
    assert not [name for name, words in said.items() if any(each in words for each in (*NAMES, *CODES))]
    assert "240.000.000 đồng" in packs.docx(packs.of(files, ".docx"))


# --- the page


def test_the_page_counts_what_stands_and_forgets_what_has_ended(office: Office, gatherer: Officer, at_desk: None) -> None:
    chosen = decided(office)
    a_round = released(office, gatherer, chosen)
    page = text(a_round.path)
    for part in (*NAMES, "240.000.000 đồng", "Chậm đóng từ 03 đến dưới 06 tháng", "Cách khắc phục", "không có nghĩa là đơn vị đã đóng đủ"):
        assert part in page
    head = page.partition("<main")[0]
    assert not [name for name in (*NAMES, *CODES) if name in head]
    assert a_round.path in text_of("/cong-khai/") + text_of("/cong-khai/dot/")
    firms.record_payment(chosen[0].firm, paid_on=dt.date(2026, 11, 16), source="CV 12", by=gatherer, because="Đã nộp.")
    sweeps.judge_facts()
    page = text(a_round.path)
    assert NAMES[0] not in page
    assert "160.000.000 đồng" in page
    for notice in chosen[1:]:
        notices.mark_remedied(Notice.objects.get(pk=notice.pk), by=office.cast.minh, because="Đã nộp.", paid_on=dt.date(2026, 11, 17))
    page = text(a_round.path)
    assert not [part for part in (*NAMES, *CODES, "đồng</dd>", "Nguyên nhân", "Cách khắc phục") if part in page]
    assert "Các thông tin của đợt này đã kết thúc" in page
    assert 'content="noindex, noarchive"' in page


def text_of(path: str) -> str:
    return Client(SERVER_NAME="localhost").get(path).content.decode()


def test_the_page_is_there_only_between_release_and_end(office: Office, gatherer: Officer, at_desk: None) -> None:
    a_round = approved(office, gatherer, decided(office, 1))
    stranger = Client(SERVER_NAME="localhost")
    assert stranger.get(a_round.path).status_code == 404
    assert stranger.get("/cong-khai/dot/99-2026/").status_code == 404
    services.release(a_round, by=office.cast.minh, because="Phát hành.")
    assert text(f"/en{a_round.path}").count("<h1") == 1
    assert a_round.path not in text_of("/sitemap.xml")
    release = Release.objects.get(kind=public.KIND)
    with clock.at((release.expires_at or NOW) + dt.timedelta(seconds=1)):
        assert "đã kết thúc" in text(a_round.path, 410)
        assert text(f"{a_round.path}noi-dung.json", 410)
        desk.expire_due()
        a_round.refresh_from_db()
        assert a_round.state == "ended"
        assert text(a_round.path, 410)
        assert a_round.path not in text_of("/cong-khai/dot/")


def test_the_ledger_commits_to_what_the_round_told(office: Office, gatherer: Officer, at_desk: None) -> None:
    a_round = released(office, gatherer, decided(office, 2))
    release = Release.objects.get(kind=public.KIND)
    shown = Client(SERVER_NAME="localhost").get(f"{a_round.path}noi-dung.json").content
    committed = hashlib.sha256(bytes(release.salt or b"") + shown).hexdigest()
    assert committed == LedgerEntry.objects.filter(public_id=release.public_id).latest("seq").commitment


def test_the_page_asks_few_questions_however_long_the_round(
    office: Office, gatherer: Officer, at_desk: None, django_assert_max_num_queries: Any
) -> None:
    a_round = released(office, gatherer, decided(office))
    text(a_round.path)
    with django_assert_max_num_queries(16):
        text(a_round.path)


# --- a whole list


def relay(office: Office, gatherer: Officer) -> NamingRound:
    office.agreement()
    batch = office.on_lists(office.firm(NAMES[0], CODES[0]))
    a_round = opened(gatherer, title="Đăng lại danh sách tháng 10/2026", batch=batch)
    services.hand_over(a_round, by=gatherer, because="Trình.")
    services.approve(a_round, by=office.cast.minh, because="Đúng địa chỉ, đúng ngày.")
    return services.release(a_round, by=office.cast.minh, because="Đăng lại.")


def test_a_whole_list_is_one_release_that_points_at_the_agency_and_names_nobody(office: Office, gatherer: Officer, at_desk: None) -> None:
    a_round = relay(office, gatherer)
    page = text(a_round.path)
    assert f"https://bhxh.example/danh-sach/{LISTS[-1]:%Y-%m}" in page
    assert "80.000.000 đồng" in page
    assert not [name for name in (*NAMES, *CODES) if name in page]
    assert not Notice.objects.exists()
    assert LedgerEntry.objects.get().legal_basis == "BHXH_ART35"


@pytest.mark.parametrize("why", ["internal", "no agreement", "not the newest"])
def test_only_the_newest_list_that_the_agency_published_is_relayed(office: Office, gatherer: Officer, at_desk: None, why: str) -> None:
    if why != "no agreement":
        office.agreement()
    batch = office.batch(LISTS[1], under="internal" if why == "internal" else "published")
    if why == "not the newest":
        office.batch(LISTS[2])
    with pytest.raises(Refused) as refused:
        opened(gatherer, batch=batch)
    expected = {"internal": facts.INTERNAL, "no agreement": facts.NO_AGREEMENT, "not the newest": facts.NOT_THE_NEWEST}
    assert refused.value.refusals == (expected[why],)


def test_not_even_sql_relays_an_internal_list(office: Office, gatherer: Officer, at_desk: None) -> None:
    batch = office.batch(LISTS[1], under="internal")
    with pytest.raises(IntegrityError), transaction.atomic():
        NamingRound.objects.filter(pk=opened(gatherer).pk).update(batch=batch)
    with pytest.raises(IntegrityError), transaction.atomic():
        NamingRound.objects.filter(pk=opened(gatherer).pk).update(batch=batch, received_under="published", agreement=office.agreement())


@pytest.mark.parametrize(("how", "state"), [("newer", "expired"), ("rolled back", "withdrawn")])
def test_a_relayed_list_ends_with_the_next_one_or_when_it_falls(
    office: Office, gatherer: Officer, at_desk: None, how: str, state: str
) -> None:
    a_round = relay(office, gatherer)
    assert sweeps.follow_rounds() == 0
    if how == "newer":
        office.batch(dt.date(2026, 11, 15))
    else:
        firms.roll_back(ImportBatch.objects.get(as_of=LISTS[-1], kind="arrears"), by=None, because="Nhầm tệp.")
    assert sweeps.follow_rounds() == 1
    assert Release.objects.get(kind=public.KIND).state == state
    assert text(a_round.path, 410)
