"""A round is drafted, confirmed, decided by a second officer, judged again at release; a public notice suspends its letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import IllegalMove, NotAllowed, Refused
from core.models import Officer
from firms import services as firms
from firms.models import Finding, Firm
from press import services as press
from press import sweeps as press_sweeps
from press.models import Correction, LedgerEntry, Release
from recognition import public, rules, services, sweeps
from recognition.lifecycle import Standing
from recognition.models import Certificate, Honour, Round, Scheme

from .conftest import Cast, Small, publish

Make = Callable[..., Round]


def names(found: object) -> set[str]:
    return {honour.firm.name for honour in found}  # type: ignore[attr-defined]


def serial_of(firm: Firm) -> str:
    return Certificate.objects.get(honour__firm=firm).serial


def acts() -> list[str]:
    return list(LedgerEntry.objects.order_by("seq").values_list("act", flat=True))


def test_a_round_praises_the_entities_that_paid_on_time(make: Make, small: Small) -> None:
    a_round = make("published")
    assert names(public.visible()) == {small.good.name, small.parent.name, small.person.name}
    assert a_round.valid_until == dt.date(2027, 11, 2)
    assert acts() == ["certificate_issued"] * 3 + ["published"]
    assert public.verify(serial_of(small.good)).standing is Standing.VALID


def test_workers_of_branches_count_for_the_entity(make: Make, small: Small) -> None:
    make("screened")
    assert Honour.objects.get(firm=small.parent).workers == 80
    assert not Honour.objects.filter(firm=small.branch).exists()


@pytest.mark.parametrize("whom", ["good", "branch"])
def test_an_internal_hold_bars_a_new_honour(make: Make, small: Small, whom: str) -> None:
    firms.place_hold(getattr(small, whom), kind="notice", reference="notice:1", by=None, because="Đang lập hồ sơ.")
    make("screened")
    entity = small.good if whom == "good" else small.parent
    assert Honour.objects.get(firm=entity).state == "barred"


def test_a_finding_bars_until_it_is_overturned(make: Make, small: Small) -> None:
    finding = firms.record_finding(
        small.good, kind=Finding.Kind.EVASION, found_on=dt.date(2026, 10, 1), source="KL 5/TTr", by=None, because="Kết luận."
    )
    a_round = make("screened")
    assert Honour.objects.get(firm=small.good).bars == [str(rules.IN_BREACH)]
    firms.overturn_finding(finding, by=None, because="Khiếu nại đúng.")
    services.screen(a_round, by=a_round.drafted_by, because="Rà soát lại.")  # type: ignore[arg-type]
    assert Honour.objects.get(firm=small.good).bars == []


def test_the_facts_are_judged_again_in_the_minute_of_release(make: Make, small: Small, cast: Cast) -> None:
    a_round = make("decided")
    release = services.prepare_release(a_round, by=cast.lan, because="Trình.")
    press.approve(release, by=cast.minh, because="Đã đối chiếu.")
    firms.place_hold(small.good, kind="notice", reference="notice:1", by=None, because="Đang lập hồ sơ.")
    with pytest.raises(Refused, match="barred"):
        press.release(release, by=cast.minh, because="Đến giờ.")
    assert not public.visible().exists()
    a_round.refresh_from_db()
    services.recheck(a_round, by=cast.lan, because="Rà soát lại.")
    press.release(Release.objects.get(pk=release.pk), by=cast.minh, because="Đã bỏ đơn vị vướng.")
    assert names(public.visible()) == {small.parent.name, small.person.name}


def test_a_hold_in_preparation_does_not_show(make: Make, small: Small) -> None:
    make("published")
    firms.place_hold(small.good, kind="notice", reference="notice:1", by=None, because="Đang lập hồ sơ.")
    assert public.verify(serial_of(small.good)).standing is Standing.VALID
    assert small.good.name in names(public.visible())
    assert sweeps.write_down_suspensions() == 0


@pytest.mark.parametrize("whom", ["good", "branch"])
def test_a_published_notice_suspends_at_once(make: Make, small: Small, whom: str) -> None:
    make("published")
    entity = small.good if whom == "good" else small.parent
    firms.place_hold(getattr(small, whom), kind="notice", reference="notice:1", by=None, because="Đang lập hồ sơ.")
    firms.publish_hold("notice:1", by=None, because="Đã công khai.")
    verified = public.verify(serial_of(entity))
    assert (verified.standing, verified.certificate) == (Standing.SUSPENDED, None)
    assert entity.name not in names(public.visible())
    assert sweeps.write_down_suspensions() == 1
    assert sweeps.write_down_suspensions() == 0
    assert acts()[-1] == "certificate_suspended"


def test_the_end_of_the_notice_does_not_restore_a_letter_by_itself(make: Make, small: Small, cast: Cast) -> None:
    make("published")
    certificate = Certificate.objects.get(honour__firm=small.good)
    firms.place_hold(small.good, kind="notice", reference="notice:1", by=None, because="Hồ sơ.", is_public=True)
    with pytest.raises(Refused, match="still_named"):
        services.restore(certificate, by=cast.minh, because="Đã nộp.")
    with clock.at(dt.date(2026, 11, 3)):
        firms.lift_hold("notice:1", by=None, because="Đã nộp đủ.")
    with clock.at(dt.date(2026, 11, 4)):
        assert public.verify(certificate.serial).standing is Standing.SUSPENDED
        services.restore(certificate, by=cast.minh, because="Tin đã thu hồi vì nhầm.")
        assert public.verify(certificate.serial).standing is Standing.VALID
        with pytest.raises(Refused, match="not_suspended"):
            services.restore(certificate, by=cast.minh, because="Lần nữa.")
    assert acts()[-2:] == ["certificate_suspended", "certificate_restored"]


def test_one_honour_is_revoked_and_the_list_corrected(make: Make, small: Small, cast: Cast) -> None:
    a_round = make("published")
    serial = serial_of(small.good)
    honour = Honour.objects.get(firm=small.good)
    services.revoke(honour, by=cast.minh, because="Số liệu sai.", what="Một đơn vị được đưa ra khỏi danh sách do số liệu chưa chính xác.")
    assert public.verify(serial).standing is Standing.REVOKED
    assert acts()[-2:] == ["certificate_revoked", "corrected"]
    assert a_round.release is not None
    a_round.release.refresh_from_db()
    assert small.good.name not in str(a_round.release.payload)
    assert Correction.objects.count() == 1


def test_a_withdrawn_round_takes_everything_with_it(make: Make, small: Small, cast: Cast) -> None:
    a_round = make("published")
    assert a_round.release is not None
    press.withdraw(a_round.release, by=cast.minh, because="Sai kỳ số liệu.", what="Danh sách được thu hồi do sai kỳ số liệu.")
    assert not public.visible().exists()
    assert not public.rounds().exists()
    assert public.verify(serial_of(small.good)).standing is Standing.REVOKED
    assert {bytes(salt) for salt in Certificate.objects.values_list("salt", flat=True)} == {b""}


def test_letters_expire_with_their_round(make: Make, small: Small) -> None:
    make("published")
    serial = serial_of(small.good)
    with clock.at(dt.datetime(2027, 11, 2, 23, 59, tzinfo=clock.VIETNAM)):
        assert public.verify(serial).standing is Standing.VALID
    with clock.at(dt.date(2027, 11, 3)):
        assert public.verify(serial).standing is Standing.EXPIRED
        assert press_sweeps.expire_due() == 1
        assert public.verify(serial).standing is Standing.EXPIRED
        assert not public.visible().exists()


def test_every_night_the_desk_is_told_once_and_nothing_is_taken_down(make: Make, small: Small) -> None:
    make("published")
    firms.place_hold(small.good, kind="notice", reference="notice:1", by=None, because="Đang lập hồ sơ.")
    assert (sweeps.look_again(), sweeps.look_again()) == (1, 0)
    assert Honour.objects.get(firm=small.good).events.get(move="alert").because == str(rules.PENDING)
    assert small.good.name in names(public.visible())


def test_the_drafter_cannot_decide(make: Make, hire: Callable[..., Officer]) -> None:
    a_round = make("confirmed")
    lan = a_round.drafted_by
    assert lan is not None
    with pytest.raises(NotAllowed):
        services.decide(a_round, by=lan, because="Tự quyết.")
    both = hire("hai-vai", "recognition.draft_round", "recognition.decide_round")
    Round.objects.filter(pk=a_round.pk).update(drafted_by=both)
    a_round.refresh_from_db()
    with pytest.raises(Refused, match="four_eyes"):
        services.decide(a_round, by=both, because="Tự quyết.")


@pytest.mark.parametrize("letter", [("", dt.date(2026, 11, 2)), ("1/BHXH", dt.date(2026, 10, 30)), ("1/BHXH", dt.date(2026, 11, 3))])
def test_the_agency_confirms_by_a_letter_of_its_time(make: Make, cast: Cast, letter: tuple[str, dt.date]) -> None:
    with pytest.raises(Refused):
        services.confirm(make("screened"), letter_no=letter[0], letter_on=letter[1], by=cast.lan, because="Văn bản.")


def test_a_changed_list_needs_a_new_letter(make: Make, cast: Cast) -> None:
    a_round = services.screen(make("confirmed"), by=cast.lan, because="Số liệu mới.")
    assert (a_round.state, a_round.confirmed_no, a_round.confirmed_on) == ("screened", "", None)


def test_no_round_without_figures(db: None, cast: Cast) -> None:
    scheme = Scheme.objects.get(code="dong-dung-han")
    with pytest.raises(Refused, match="no_data"):
        services.draft(scheme, title="Đợt", as_of=dt.date(2026, 10, 31), by=cast.lan, because="Thử.")


def test_only_a_decided_round_is_handed_to_the_desk(make: Make, cast: Cast) -> None:
    with pytest.raises(IllegalMove):
        services.prepare_release(make("confirmed"), by=cast.lan, because="Vội.")


@pytest.mark.parametrize(
    "wrong",
    [
        {"confirmed_no": ""},
        {"confirmed_on": None},
        {"confirmed_on": dt.date(2026, 10, 30)},
        {"decided_by": None},
        {"decided_on": None},
        {"decided_on": dt.date(2026, 11, 1)},
        {"drafted_by": None},
        {"release": None},
        {"published_on": None},
        {"published_on": dt.date(2026, 11, 1)},
        {"valid_until": None},
        {"valid_until": dt.date(2026, 11, 2)},
    ],
    ids=str,
)
def test_no_round_is_public_with_a_part_missing_or_too_early_even_in_sql(make: Make, wrong: dict[str, object]) -> None:
    a_round = make("published")
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=a_round.pk).update(**wrong)


def test_decided_by_the_drafter_is_refused_even_in_sql(make: Make, cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=make("decided").pk).update(decided_by=cast.lan)


def test_a_barred_firm_is_not_honoured_even_in_sql(make: Make) -> None:
    make("published")
    with pytest.raises(IntegrityError), transaction.atomic():
        Honour.objects.filter(state="honoured").update(bars=["x"])


def test_what_is_committed_names_no_personal_code(make: Make, cast: Cast, small: Small) -> None:
    release = publish(make("decided"), cast)
    assert "099999123456" not in str(release.payload)
    assert small.person.name in str(release.payload)
