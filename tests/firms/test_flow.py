"""A list on its way: received, read in the background, killed and taken up again, looked at row by row."""

from __future__ import annotations

import datetime as dt
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.base import ContentFile
from django.db import connection
from django.test import TestCase
from django.urls import reverse

from core import clock
from core.errors import IllegalMove, NotAllowed
from firms import projection, review, services, staging
from firms.lifecycle import State
from firms.models import Arrears, Firm, Headcount, ImportBatch, RegisterEntry, RowIssue, TaxCode
from tests.firms.conftest import REGISTER, MakeFirm, arrears
from tests.firms.test_admin import ALL, upload

HEAD = "Mã số thuế,Tên doanh nghiệp,Loại hình,Tình trạng,Xã/phường,Số lao động kê khai,Ngày kê khai\n"


def register(rows: int, *, status: str = "Đang hoạt động", day: str = "31/10/2026") -> bytes:
    """Return a register of as many firms; every seventh shares its name with the one before, every ninth stands twice."""
    from tests.bench.imports import codes

    lines = [f"Danh bạ (Số liệu đến ngày {day})\n", HEAD]
    for number, code in enumerate(codes(rows)):
        line = f"{code},Công ty TNHH Mẫu Số {number - (number % 7 == 6)},Công ty cổ phần,{status},xã Mẫu,{number},31/10/2026\n"
        lines += [line] * (2 if number % 9 == 8 else 1)
    return "".join([*lines, "abc,Tên,Công ty cổ phần,Đang hoạt động,xã Mẫu,1,\n"]).encode()


def received(content: bytes, name: str = "ds.csv", **more: Any) -> ImportBatch:
    batch, is_new = services.receive_file(ContentFile(content, name), name=name, **more)
    assert is_new
    return batch


def picture(batch: ImportBatch) -> dict[str, Any]:
    """Return everything that a reading leaves."""
    batch.refresh_from_db()
    model = staging.model_of(batch.kind)
    issues = batch.issues.order_by("place", "code").values_list("at", "code", "value", "column", "is_rejected", "is_counted")
    return {
        "state": batch.state,
        "rows": list(model._default_manager.filter(batch=batch).order_by("place").values_list("place", "is_counted", "key")),
        "issues": list(issues),
        "numbers": (batch.rows_accepted, batch.rows_warned, batch.rows_rejected, batch.warned_by_kind, batch.control),
        "plan": {name: value for name, value in batch.plan.items() if name != "against"},
    }


class KilledError(BaseException):
    """What happens to a worker, without the signal."""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "CHUNK", 10)
    monkeypatch.setattr(projection, "CHUNK", 10)


@pytest.fixture
def after(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Any, str, int], None]]:
    """Return a function that lets a step of a module succeed some times and then kills."""

    def arrange(module: Any, name: str, times: int) -> None:
        step, left = getattr(module, name), iter(range(times))

        def killing(*args: Any, **more: Any) -> Any:
            if next(left, None) is None:
                raise KilledError
            return step(*args, **more)

        monkeypatch.setattr(module, name, killing)

    yield arrange
    monkeypatch.undo()


def let_the_lease_end() -> None:
    ImportBatch.objects.update(lease_until=clock.now() - dt.timedelta(seconds=1))


@pytest.mark.django_db
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("chunks", range(9))
def test_a_reading_that_is_killed_after_any_chunk_goes_on_and_doubles_nothing(after: Any, chunks: int, monkeypatch: Any) -> None:
    whole = received(register(60))
    services.read_waiting()
    expected = picture(whole)
    assert expected["numbers"][:3] == (66, 22, 1)
    staging.discard(whole)
    batch = received(register(60))
    after(staging, "_write", chunks)
    with pytest.raises(KilledError):
        services.read_waiting()
    monkeypatch.undo()
    monkeypatch.setattr(staging, "CHUNK", 10)
    assert services.read_waiting() == 0, "somebody else still holds it"
    let_the_lease_end()
    assert services.read_waiting() == 1
    assert picture(batch) == expected
    assert batch.attempts == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("chunks", range(1, 7))
def test_the_register_follows_a_list_to_the_end_though_it_is_killed(after: Any, chunks: int, monkeypatch: Any) -> None:
    batch = received(register(60))
    services.read_waiting()
    batch.refresh_from_db()
    after(projection, "_take", chunks)
    with pytest.raises(KilledError):
        services.apply_batch(batch, by=None, because="Đã xem.")
    monkeypatch.undo()
    assert Firm.objects.count() < 60
    let_the_lease_end()
    assert services.follow(ImportBatch.objects.get()) is True
    assert services.follow(ImportBatch.objects.get()) is False
    assert Firm.objects.filter(is_listed=True).count() == TaxCode.objects.count() == 60
    assert Headcount.objects.filter(is_counted=True).count() == 60


@pytest.mark.django_db
def test_a_code_that_finds_its_firm_while_a_chunk_is_worked_out_has_one_firm(monkeypatch: Any) -> None:
    batch = received(register(20))
    services.read_waiting()
    batch.refresh_from_db()
    reach = projection._reach
    late: list[TaxCode] = []

    def overtaken(*args: Any) -> None:
        if not late:
            firm = Firm.objects.create(name="Công ty Đến Trước")
            code = RegisterEntry.objects.values_list("tax_code", flat=True)[0]
            late.append(TaxCode.objects.create(firm=firm, code=code, kind=TaxCode.Kind.ENTERPRISE))
        reach(*args)

    monkeypatch.setattr(projection, "_reach", overtaken)
    services.apply_batch(batch, by=None, because="Đã xem.")
    late[0].firm.refresh_from_db()
    assert late[0].firm.name == RegisterEntry.objects.get(tax_code=late[0].code).name
    assert Firm.objects.count() == TaxCode.objects.count() == 20


@pytest.mark.django_db
def test_no_firm_leaves_the_register_while_a_newer_one_takes_effect(monkeypatch: Any) -> None:
    services.import_file(register(60, day="30/09/2026"), name="ds.csv")
    monkeypatch.setattr(projection, "CHUNK", 10)
    step, listed = projection._take, []

    def watched(*args: Any) -> Any:
        listed.append(Firm.objects.filter(is_listed=True).count())
        return step(*args)

    monkeypatch.setattr(projection, "_take", watched)
    services.import_file(register(60, status="Tạm ngừng kinh doanh"), name="ds.csv")
    assert len(listed) > 5
    assert set(listed) == {60}
    assert set(Firm.objects.values_list("status", flat=True)) == {"paused"}


WORKER = """
import os, sys, time
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from firms import services, staging
staging.CHUNK = 20
write = staging._write
def slowly(*args):
    write(*args)
    time.sleep(0.05)
staging._write = slowly
services.read_waiting()
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_really_killed_loses_and_doubles_nothing(settings: Any) -> None:
    settings.JOBS = "none"
    batch = received(register(400))
    environment = {**os.environ, "PORTAL_VAR": str(site.VAR), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    environment["PYTHONPATH"] = os.pathsep.join([str(site.ROOT), str(Path(site.ROOT) / "site")])
    command = [sys.executable, "-c", WORKER, str(connection.settings_dict["NAME"])]
    kills = 0
    while ImportBatch.objects.get().state == State.READING:
        let_the_lease_end()
        reached = ImportBatch.objects.get().rows_read
        worker = subprocess.Popen(command, env=environment)
        ends = time.monotonic() + 120
        while worker.poll() is None and time.monotonic() < ends:
            if kills < 3 and ImportBatch.objects.get().rows_read > reached + 60:
                worker.send_signal(signal.SIGKILL)
                kills += 1
                break
            time.sleep(0.01)
        worker.wait(60)
    assert kills == 3
    entries = RegisterEntry.objects.filter(batch=batch)
    assert entries.count() == len(set(entries.values_list("place", flat=True))) == 444
    assert entries.filter(is_counted=True).count() == 400
    assert RowIssue.objects.filter(code="duplicate").count() == 44
    batch.refresh_from_db()
    assert batch.rows_warned == RowIssue.objects.filter(is_rejected=False).values("place").distinct().count()


@pytest.mark.django_db
def test_a_list_that_kills_every_reader_is_told_and_stops_nobody() -> None:
    batch = received(register(3))
    ImportBatch.objects.update(attempts=services.receiving.MOST_ATTEMPTS)
    services.read_waiting()
    batch.refresh_from_db()
    assert (batch.state, batch.refusal_code) == (State.UNREAD, "attempts")


@pytest.mark.django_db
def test_the_file_is_kept_for_this_service_alone_and_forgotten_in_time() -> None:
    batch = received(REGISTER.encode(), name="../../Danh bạ tháng 10.csv")
    path = Path(batch.stored.path)
    assert path.is_relative_to(Path(site.VAR) / "private")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.is_relative_to(site.MEDIA_ROOT)
    services.read_waiting()
    batch.refresh_from_db()
    services.apply_batch(batch, by=None, because="Đã xem.")
    assert services.forget_files() == 0
    with clock.at(clock.today() + dt.timedelta(days=31)):
        assert services.forget_files() == 1
    batch.refresh_from_db()
    assert not path.exists()
    assert (batch.stored.name, len(batch.sha256)) == ("", 64)


@pytest.mark.django_db
def test_the_same_file_is_received_once() -> None:
    first = received(REGISTER.encode())
    again, is_new = services.receive_file(ContentFile(REGISTER.encode(), "khac.csv"), name="khac.csv")
    assert (again, is_new) == (first, False)
    services.read_waiting()
    assert services.receive_file(ContentFile(REGISTER.encode(), "x.csv"), name="x.csv", kind="register") == (first, False)
    assert services.import_file(REGISTER.encode(), name="x.csv").is_known


def test_a_file_that_cannot_be_read_makes_one_batch_of_one_officer(hire: Any) -> None:
    lan, minh = (hire(name, "firms.import_list") for name in ("lan", "minh"))
    first = received(b"khong, phai\ndanh, sach\n", by=lan)
    services.read_waiting()

    def again(**more: Any) -> tuple[ImportBatch, bool]:
        return services.receive_file(ContentFile(b"khong, phai\ndanh, sach\n"), name="ds.csv", **{"by": lan, **more})

    assert again() == (first, False)
    assert again()[0].state == State.UNREAD
    for other in ({"by": minh}, {"kind": "register"}, {"as_of": clock.today()}, {"origin": staging.Origin("BHXH", letter_no="7/BHXH")}):
        assert again(**other)[1], "who says something else of the file has it read anew"
        services.read_waiting()
    services.refuse_batch(ImportBatch.objects.get(pk=first.pk), by=None, because="Sai tệp.")
    assert again()[1]


def test_a_foreground_import_takes_up_what_was_killed(make_firm: MakeFirm, after: Any, monkeypatch: Any) -> None:
    make_firm()
    after(staging, "_write", 0)
    with monkeypatch.context() as patch:
        patch.setattr(staging, "discard", lambda batch: None)  # a killed process removes nothing
        with pytest.raises(KilledError):
            services.import_file(arrears(), name="ds.csv")
    monkeypatch.undo()
    let_the_lease_end()
    assert services.import_file(arrears(), name="ds.csv").state == State.APPLIED
    assert Arrears.objects.count() == 2


# --- rows looked at


@pytest.fixture
def staged(make_firm: MakeFirm) -> ImportBatch:
    """Return a list that changes one firm of the list before, leaves one as it was, and adds nothing."""
    make_firm()
    make_firm("099999188441", "Hộ kinh doanh Trí Huy Mẫu", "HKD")
    services.import_file(arrears(day="30/09/2026"), name="thang-9.csv")
    batch = services.import_file(arrears(months="6", amount=80_000_000), name="thang-10.csv", review=True).batch
    assert batch is not None
    return batch


def test_a_changed_row_shows_what_it_said_before(staged: ImportBatch) -> None:
    page, rows = review.page(staged, "sua", None)
    assert page.paginator.count == 1
    (row,) = rows
    assert (row.name, row.tax_code) == ("Công ty TNHH Long Tây Mẫu", "9917169268")
    assert [(field.label, field.was, field.now) for field in row.shown if field.is_changed] == [
        ("số tháng chậm đóng", "5", "6"),
        ("tổng cộng", "70.000.000", "80.000.000"),
    ]


def test_a_row_that_an_officer_refuses_does_not_count(staged: ImportBatch, hire: Any) -> None:
    place = review.page(staged, "sua", None)[1][0].place
    with pytest.raises(NotAllowed):
        services.judge_rows(staged, is_accepted=False, by=hire("quang", "firms.import_list"), because="Sai.", places=[place])
    hoa = hire("hoa", "firms.apply_batch")
    assert services.judge_rows(staged, is_accepted=False, by=hoa, because="Đơn vị đã nộp, có chứng từ.", places=[place]) == 1
    staged.refresh_from_db()
    assert (staged.plan["changed"], staged.plan["unchanged"], staged.plan["removed"]) == (0, 1, 1)
    assert staged.plan["sums"]["total_vnd"] == 60_000_000
    assert staged.events.filter(move="judge", by=hoa).exists()
    services.apply_batch(staged, by=hoa, because="Đã xem.")
    assert Arrears.objects.in_force().filter(batch=staged).count() == 1
    with pytest.raises(IllegalMove):
        services.judge_rows(ImportBatch.objects.get(pk=staged.pk), is_accepted=True, by=hoa, because="Muộn.", places=[place])


def test_a_refused_row_can_be_taken_back_in(staged: ImportBatch) -> None:
    place = review.page(staged, "sua", None)[1][0].place
    before = staged.plan
    services.judge_rows(staged, is_accepted=False, by=None, because="Chờ hỏi lại.", places=[place])
    staged.refresh_from_db()
    services.judge_rows(staged, is_accepted=True, by=None, because="Nơi gửi xác nhận đúng.", places=[place])
    staged.refresh_from_db()
    assert {name: staged.plan[name] for name in before} == before
    assert staged.verdicts.get().is_accepted


def test_of_rows_that_repeat_each_other_the_accepted_one_counts(make_firm: MakeFirm) -> None:
    make_firm()
    line = "1,QC3851E,9917169268,Công ty TNHH Long Tây Mẫu,5,{},\n"
    text = (
        arrears(amount=1)
        .decode()
        .replace(line.format(1), line.format(10_000_000) + line.format(20_000_000))
        .replace("60000001", "90000000")
    )
    batch = services.import_file(text.encode(), name="ds.csv", review=True).batch
    assert batch is not None
    second = batch.issues.get(code="duplicate").place
    services.judge_rows(batch, is_accepted=True, by=None, because="Dòng sau là bản sửa.", places=[second])
    rows = Arrears.objects.filter(batch=batch, unit="QC3851E").order_by("place")
    assert list(rows.values_list("is_counted", "total_vnd")) == [(False, 10_000_000), (True, 20_000_000)]


def test_all_rows_of_one_warning_are_decided_at_once(make_firm: MakeFirm) -> None:
    make_firm()
    batch = services.import_file(arrears(), name="ds.csv", review=True).batch
    assert batch is not None
    assert services.judge_rows(batch, is_accepted=False, by=None, because="Chưa có trong danh bạ.", code="unknown_firm") == 1
    batch.refresh_from_db()
    assert (batch.plan["added"], batch.plan["judged"]) == (1, 1)


def test_rows_are_browsed_and_judged_on_their_page(staged: ImportBatch, hire: Any, browse: Any) -> None:
    client = browse(hire("lan", *ALL))
    page = client.get(reverse("firms_batch", args=[staged.pk])).content.decode()
    rows = reverse("firms_batch_rows", args=[staged.pk, "sua"])
    assert rows in page
    shown = client.get(rows).content.decode()
    assert "<del>70.000.000</del> <ins>80.000.000</ins>" in shown
    judge = reverse("firms_judge", args=[staged.pk, "sua"])
    assert client.post(judge, {"because": "Sai.", "nhan": "0"}).status_code == 422
    for odd in ("²", str(9**30), "-1"):
        assert client.post(judge, {"because": "Sai.", "dong": odd, "nhan": "0"}).status_code == 422
    place = review.page(staged, "sua", None)[1][0].place
    assert client.post(judge, {"because": "", "dong": place, "nhan": "0"}).status_code == 422
    assert client.post(judge, {"because": "Đã nộp.", "dong": place, "nhan": "0"}).status_code == 302
    assert "Cán bộ không nhận" in client.get(reverse("firms_batch_rows", args=[staged.pk, "da-xet"])).content.decode()


def test_a_warning_says_its_column_and_what_to_do(make_firm: MakeFirm, hire: Any, browse: Any) -> None:
    make_firm()
    broken = arrears().decode().replace("4,60000000", "4,sáu mươi triệu")
    batch = services.import_file(broken.encode(), name="ds.csv", review=True).batch
    assert batch is not None
    page = browse(hire("lan", *ALL)).get(reverse("firms_batch_rows", args=[batch.pk, "khong-nhan"])).content.decode()
    assert "Số tiền không đọc được" in page
    assert "cột Tổng cộng" in page
    assert "Đề nghị nơi gửi ghi số tiền bằng chữ số" in page


@pytest.mark.django_db
def test_a_page_of_rows_asks_as_much_for_many_rows_as_for_few(django_assert_max_num_queries: Any) -> None:
    services.import_file(register(300, day="30/09/2026"), name="a.csv")
    batch = services.import_file(register(300, status="Tạm ngừng kinh doanh"), name="b.csv", review=True).batch
    assert batch is not None
    with django_assert_max_num_queries(9):
        _, rows = review.page(batch, "sua", "3")
    assert len(rows) == review.PER_PAGE


def test_the_covering_letter_comes_with_its_list(hire: Any, browse: Any) -> None:
    client = browse(hire("lan", *ALL))
    scan = ContentFile(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", "cv.pdf")
    said = {"letter_no": "1234/BHXH-TST", "letter_on": "01/11/2026", "letter_from": "BHXH tỉnh Mẫu"}
    page = upload(client, arrears(), letter_scan=scan, **said).content.decode()
    batch = ImportBatch.objects.get()
    assert "1234/BHXH-TST, ngày 01/11/2026, BHXH tỉnh Mẫu" in page
    answer = client.get(reverse("firms_batch_letter", args=[batch.pk]))
    assert answer.content.startswith(b"%PDF-")
    assert "attachment" in answer["Content-Disposition"]
    assert browse(hire("quang")).get(reverse("firms_batch_letter", args=[batch.pk])).status_code in (302, 403)


def test_while_a_list_is_read_its_page_tells_how_far_with_and_without_a_script(hire: Any, browse: Any) -> None:
    client = browse(hire("lan", *ALL))
    with TestCase.captureOnCommitCallbacks():
        batch = received(register(60))
    ImportBatch.objects.update(rows_read=30, rows_total=66)
    page = client.get(reverse("firms_batch", args=[batch.pk])).content.decode()
    assert "Đang đọc: 30 trên khoảng 66 dòng" in page
    assert "<noscript>" in page
    assert "Xem đã đến đâu" in page
    told = client.get(reverse("firms_batch_progress", args=[batch.pk])).json()
    assert (told["busy"], told["done"], told["total"]) == (True, 30, 66)
    services.read_waiting()
    assert client.get(reverse("firms_batch_progress", args=[batch.pk])).json()["busy"] is False
    assert "Xem đã đến đâu" not in client.get(reverse("firms_batch", args=[batch.pk])).content.decode()
