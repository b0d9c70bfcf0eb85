"""What a reporter may read early: by name, after the terms, for so long, and not a minute longer than the release allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock
from core.errors import NotAllowed, Refused, Stale
from press import lifecycle as releasing
from press import services, sweeps
from press.media import embargo, keeping, releases, spokespeople
from press.models import EmbargoLink, EmbargoOpening, PressRelease

from .conftest import WORDS, Cast, Walk

UNTIL = dt.datetime(2026, 11, 3, 9, 0, tzinfo=clock.VIETNAM)


@dataclass
class Reporter:
    medium: str = "Báo Minh Họa"
    person: str = "Trần Thị Báo"
    email: str = "bao@baominhhoa.example"
    is_accredited: bool = True
    is_active: bool = True


@pytest.fixture
def shown(walk: Walk, cast: Cast) -> PressRelease:
    """A press release that the press may see until tomorrow at nine."""
    record = walk("approved")
    services.embargo(_release(record), until=UNTIL, by=cast.minh, because="Họp báo ngày mai.")
    record.refresh_from_db()
    return record


def _release(record: PressRelease) -> Any:
    record.refresh_from_db()
    return record.release


@pytest.fixture
def token(shown: PressRelease, cast: Cast) -> str:
    return embargo.give(_release(shown), Reporter(), by=cast.lan, because="Họp báo ngày mai.")[1]


def address(token: str) -> str:
    return f"/bao-chi/xem-truoc/{token}/"


def opened(token: str) -> Any:
    return Client().post(address(token), {"agree": "1"})


def test_terms_come_before_the_text_and_both_are_noted(token: str) -> None:
    reporter = Client(SERVER_NAME="localhost")
    terms = reporter.get(address(token))
    assert WORDS.title not in terms.content.decode()
    assert "không chuyển đường dẫn này cho người khác" in terms.content.decode()
    assert reporter.post(address(token)).status_code == 400
    page = opened(token)
    text = page.content.decode()
    assert page.status_code == 200
    assert WORDS.title in text
    assert text.count("Trần Thị Báo, Báo Minh Họa") >= 3
    assert WORDS.quotes[0]["text"] in text
    assert WORDS.contact_name in text
    assert "09:00 ngày 03/11/2026" in text
    assert list(EmbargoOpening.objects.order_by("pk").values_list("what", flat=True)) == ["terms", "terms", "text"]
    assert EmbargoLink.objects.get().agreed_at is not None


def test_it_is_kept_nowhere_on_the_way(token: str) -> None:
    for page in (Client().get(address(token)), opened(token)):
        assert "no-store" in page.headers["Cache-Control"]
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert page.headers["Referrer-Policy"] == "same-origin", "no-referrer makes browsers send Origin: null, and no form passes"
        assert 'content="noindex' in page.content.decode()


def test_only_the_hash_of_the_token_is_stored(token: str) -> None:
    from django.forms.models import model_to_dict

    link = EmbargoLink.objects.get()
    assert token not in str(model_to_dict(link))
    assert embargo.by_token(token) == link
    assert embargo.by_token(link.token_hash) is None


def _hold(release: Any, cast: Cast) -> None:
    services.hold(release, by=cast.minh, because="Kiểm tra lại.")


def _lift(release: Any, cast: Cast) -> None:
    services.lift_embargo(release, by=cast.minh, because="Thôi.")


def _drop(release: Any, cast: Cast) -> None:
    services.drop(release, by=cast.lan, because="Không phát hành.")


def _rewrite(release: Any, cast: Cast) -> None:
    releases.rewrite(PressRelease.objects.get(), replace(WORDS, title="Tiêu đề mới"), by=cast.lan, because="Sửa.")


def _out(release: Any, cast: Cast) -> None:
    with clock.at(UNTIL):
        services.release(release, by=cast.minh, because="Đến giờ.")


@pytest.mark.parametrize("happens", [_hold, _lift, _drop, _rewrite, _out])
def test_it_dies_with_whatever_happens_to_the_release(
    shown: PressRelease, cast: Cast, token: str, happens: Callable[[Any, Cast], None]
) -> None:
    assert opened(token).status_code == 200
    happens(_release(shown), cast)
    assert EmbargoLink.objects.get().ended_because.startswith("Tự hủy")
    response = opened(token)
    assert response.status_code == 410
    assert WORDS.body.splitlines()[2] not in response.content.decode()


def test_after_the_release_it_leads_to_the_public_page(shown: PressRelease, cast: Cast, token: str) -> None:
    release = _release(shown)
    _out(release, cast)
    with clock.at(UNTIL):
        assert release.path in Client().get(address(token)).content.decode()


def test_withdrawing_what_went_out_leaves_no_link(shown: PressRelease, cast: Cast, token: str) -> None:
    release = _release(shown)
    _out(release, cast)
    with clock.at(UNTIL):
        services.withdraw(release, by=cast.minh, because="Sai.", what="Số liệu chưa chính xác.")
        assert opened(token).status_code == 410
    assert not EmbargoLink.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize(
    ("moment", "status"),
    [pytest.param(UNTIL - dt.timedelta(minutes=1), 200, id="a minute before"), pytest.param(UNTIL, 410, id="the minute itself")],
)
def test_it_ends_with_the_embargo_before_any_sweep_ran(token: str, moment: dt.datetime, status: int) -> None:
    with clock.at(moment):
        assert opened(token).status_code == status


def test_it_never_lasts_longer_than_the_policy(walk: Walk, cast: Cast) -> None:
    release = _release(walk("approved"))
    services.embargo(release, until=UNTIL + dt.timedelta(days=30), by=cast.minh, because="Chuẩn bị.")
    link, _ = embargo.give(release, Reporter(), by=cast.lan, because="Chuẩn bị.")
    assert link.expires_at == clock.now() + dt.timedelta(hours=link.policy.link_hours)
    with clock.at(link.expires_at):
        assert embargo.end_over() == 1
        assert sweeps.end_links() == 0


def test_facts_that_turned_close_it_in_the_minute_it_is_opened(shown: PressRelease, cast: Cast, token: str) -> None:
    spokespeople.end(cast.appointment, by=cast.minh, because="Thôi từ tháng trước.", valid_to=dt.date(2026, 10, 1))
    assert opened(token).status_code == 410
    assert not EmbargoOpening.objects.filter(what="text").exists()


@pytest.mark.parametrize("state", ["written", "approved", "live"])
def test_no_link_to_what_is_not_shown_early(walk: Walk, cast: Cast, state: str) -> None:
    with pytest.raises(Refused) as refused:
        embargo.give(_release(walk(state)), Reporter(), by=cast.lan, because="Gấp.")
    assert refused.value.refusals == (embargo.NOT_EMBARGOED,)


@pytest.mark.parametrize("wrong", [Reporter(is_accredited=False), Reporter(is_active=False)])
def test_no_link_for_who_is_not_accredited(shown: PressRelease, cast: Cast, wrong: Reporter) -> None:
    with pytest.raises(Refused):
        embargo.give(_release(shown), wrong, by=cast.lan, because="Gấp.")


def test_each_reporter_has_one(shown: PressRelease, cast: Cast, token: str) -> None:
    release = _release(shown)
    with pytest.raises(Refused):
        embargo.give(release, Reporter(email="BAO@baominhhoa.example"), by=cast.lan, because="Mất đường dẫn.")
    embargo.cancel(EmbargoLink.objects.get(), by=cast.lan, because="Mất đường dẫn.")
    assert opened(token).status_code == 410
    _, other = embargo.give(release, Reporter(), by=cast.lan, because="Cấp lại.")
    assert opened(other).status_code == 200
    with pytest.raises(Stale):
        embargo.cancel(EmbargoLink.objects.order_by("pk")[0], by=cast.lan, because="Hủy lại.")


def test_the_desk_alone_gives_and_cancels(shown: PressRelease, cast: Cast, token: str) -> None:
    with pytest.raises(NotAllowed):
        embargo.give(_release(shown), Reporter(email="b@bao.example"), by=cast.phuc, because="Gấp.")
    with pytest.raises(NotAllowed):
        embargo.cancel(EmbargoLink.objects.get(), by=cast.phuc, because="Hủy.")


def test_guessing_and_hammering_are_limited(token: str) -> None:
    wrong = Client().get(address("khong-co"))
    assert wrong.status_code == 404
    assert "Hãy chép lại cả đường dẫn" in wrong.content.decode()
    assert [opened(token).status_code for _ in range(31)][-2:] == [200, 429]
    assert [Client().get(address("khong-co")).status_code for _ in range(40)][-1] == 429


def test_the_reporter_is_forgotten_when_the_term_is_over(cast: Cast, token: str) -> None:
    link = EmbargoLink.objects.get()
    embargo.cancel(link, by=cast.lan, because="Xong.")
    with clock.at(dt.date(2027, 11, 3)):
        assert keeping.erase_due() == 1
    link.refresh_from_db()
    assert (link.person, link.email, link.medium) == ("", "", "Báo Minh Họa")


def test_the_database_lets_none_be_open_twice(token: str) -> None:
    link = EmbargoLink.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        EmbargoLink.objects.create(
            release=link.release,
            email=link.email,
            medium=link.medium,
            token_hash="x",
            policy=link.policy,
            given_by=link.given_by,
            expires_at=link.expires_at,
        )


def test_early_pages_are_in_no_public_place(shown: PressRelease, token: str) -> None:
    assert shown.release is not None
    assert shown.release.state == releasing.State.EMBARGOED
    for public_address in ("/bao-chi/", "/tin.atom", "/bao-chi/tin.atom", f"/bao-chi/{shown}/", "/sitemap.xml"):
        assert WORDS.title not in Client().get(public_address).content.decode()
