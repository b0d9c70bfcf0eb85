"""The officers' screens of checks, thresholds, and what stands about one firm."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core import waiting
from core.models import Agency
from firms import checklist, services
from firms.admin import acting
from firms.admin.checking import HEAD
from firms.models import Check, CheckPlan, Export, Firm, Hold, ScreenPolicy
from tests.world import World

ALL = (
    *("firms.view_register", "firms.plan_check", "firms.decide_check", "firms.run_check", "firms.tick_verified", "firms.remark_decision"),
    *("firms.set_hold", "firms.propose_policy", "firms.approve_policy"),
)


@pytest.fixture
def authority(db: None) -> Any:
    return Agency.objects.create(code="so", name="Sở Nội vụ", kind=Agency.Kind.HOME_AFFAIRS)


def test_firms_are_chosen_from_the_list_and_a_second_check_is_refused(world: World, hire: Any, browse: Any, authority: Any) -> None:
    lan = hire("lan", *ALL, agency=authority)
    client = browse(lan)
    page = client.get(reverse("firms_checklist"), {"ngay": "31/10/2026"}).content.decode()
    first = Firm.objects.get(pk=checklist.ranked(dt.date(2026, 10, 31))[0][0])
    assert first.public_id in page
    told = {"year": "2026", "number": "15/KH", "decided_on": "15/01/2026", "title": "Kế hoạch", "because": "Năm 2026."}
    assert client.post(reverse("firms_checks"), told).status_code == 302
    chosen = {"firm": [first.public_id], "plan": CheckPlan.objects.get().pk, "matter": "insurance", "because": "Điểm cao."}
    assert client.post(reverse("firms_choose_checks"), chosen).status_code == 302
    check = Check.objects.get()
    assert (check.firm, check.body) == (first, "Sở Nội vụ")
    again = client.post(reverse("firms_choose_checks"), chosen, follow=True).content.decode()
    assert "Nghị quyết 198/2025/QH15" in again
    assert Check.objects.count() == 1
    assert "Trong kế hoạch" in client.get(reverse("firms_firm", args=[first.public_id])).content.decode()


def test_a_refused_choice_keeps_the_part_the_ticks_and_what_was_typed(world: World, hire: Any, browse: Any, authority: Any) -> None:
    lan = hire("lan", *ALL, agency=authority)
    client = browse(lan)
    services.open_plan(year=2026, number="1", decided_on=dt.date(2026, 1, 2), title="x", by=lan, because="x")
    listed = {"ngay": "31/10/2026", "nganh": "C"}
    page = client.get(reverse("firms_checklist"), listed)
    action = re.search(r'action="([^"]*/chon/[^"]*)"', page.content.decode())
    assert action
    first, other = (each[1] for each in page.context["page"].object_list[:2])
    typed = {"plan": CheckPlan.objects.get().pk, "matter": "insurance", "because": "Điểm cao nhất."}

    def refused(**told: Any) -> str:
        answer = client.post(action[1].replace("&amp;", "&"), typed | told)
        assert answer.status_code == 422
        shown = answer.content.decode()
        assert [each[1] for each in answer.context["page"]] == [each[1] for each in page.context["page"]], "the same part of the list"
        assert '<option value="C" selected>' in shown
        assert "Điểm cao nhất." in shown
        return shown

    assert "Đánh dấu ít nhất một đơn vị" in refused()
    unplanned = refused(firm=[first.public_id], plan="")
    assert f'value="{first.public_id}" checked' in unplanned
    assert f'value="{other.public_id}" checked' not in unplanned
    assert "id_plan_error" in unplanned
    assert client.post(action[1].replace("&amp;", "&"), typed | {"firm": [first.public_id]}).status_code == 302
    assert f"{first.name}: " in unescape(refused(firm=[first.public_id])), "who was planned already says so beside the ticks"
    assert Check.objects.get().firm == first


def test_the_list_leaves_as_a_file_with_sources_and_is_recorded(world: World, hire: Any, browse: Any, authority: Any) -> None:
    client = browse(hire("lan", *ALL, agency=authority))
    told = {"ngay": "31/10/2026"}
    answer = client.post(reverse("firms_checklist_export", args=["xlsx"]), told)
    book = load_workbook(BytesIO(answer.content))
    above, rows = (list(book.worksheets[0].iter_rows(values_only=True))[part] for part in (slice(3), slice(3, None)))
    policy = ScreenPolicy.objects.get()
    assert [row[0] for row in above[1:]] == [f"Số liệu tính đến ngày 31/10/2026. {policy}.", "Phạm vi: toàn tỉnh."]
    assert f"danh-sach-kiem-tra-2026-10-31-nguong-tu-{policy.valid_from:%Y-%m-%d}.xlsx" in answer["Content-Disposition"]
    assert rows[0] == HEAD
    assert len(rows) == len(checklist.ranked(dt.date(2026, 10, 31))) + 1
    assert not any(len(str(row[3] or "")) == 12 for row in rows[1:]), "a code of 12 digits is a person's"
    notes = " ".join(str(row[0]) for row in book.worksheets[1].iter_rows(values_only=True))
    assert "tính đến 31/10/2026" in notes
    export = Export.objects.get()
    assert (export.rows, export.taken_by.username) == (len(rows) - 1, "lan")  # type: ignore[union-attr]
    assert export.events.exists()
    assert client.post(reverse("firms_checklist_export", args=["pdf"]), told).content[:5] == b"%PDF-"
    assert client.get(reverse("firms_checklist_export", args=["pdf"])).status_code == 405


def test_a_check_is_carried_on_by_its_page(world: World, hire: Any, browse: Any, authority: Any) -> None:
    lan = hire("lan", *ALL, agency=authority)
    client, firm = browse(lan), Firm.objects.filter(is_listed=True).first()
    assert firm is not None
    plan = services.open_plan(year=2026, number="1", decided_on=dt.date(2026, 1, 2), title="x", by=lan, because="x")
    check = services.plan_check(firm, plan, by=lan, because="x")
    path = reverse("firms_check", args=[check.pk])
    assert client.post(path, {"act": "decide", "decide-leader": "A"}).status_code == 422
    told = {"decision_no": "7/QĐ", "decided_on": "01/10/2026", "leader": "A", "team": "B", "because": "Kế hoạch."}
    assert client.post(path, {"act": "decide", **{f"decide-{name}": value for name, value in told.items()}}).status_code == 302
    early = {"act": "record", "record-recorded_on": "30/09/2026", "record-found": "x", "record-because": "x"}
    wrong = client.post(path, early)
    assert wrong.status_code == 422
    assert "không được trước ngày quyết định" in wrong.content.decode()
    check.refresh_from_db()
    assert check.state == "decided"


def test_an_overdue_remedy_waits_on_the_front_page(world: World, hire: Any, authority: Any) -> None:
    lan = hire("lan", *ALL, agency=authority)
    firm = Firm.objects.filter(is_listed=True).first()
    assert firm is not None
    Check.objects.create(
        firm=firm,
        year=2026,
        body="Sở",
        state="remedying",
        decision_no="1",
        decided_on=dt.date(2026, 9, 1),
        leader="A",
        team="B",
        recorded_on=dt.date(2026, 9, 2),
        found="x",
        conclusion_no="2",
        concluded_on=dt.date(2026, 9, 3),
        remedy="x",
        remedy_due=dt.date(2026, 11, 1),
    )
    assert any("Quá hạn khắc phục" in each.label and each.count == 1 for each in waiting.for_officer(lan))


def test_holds_ticks_and_remarks_are_set_on_the_firms_own_page(world: World, hire: Any, browse: Any, authority: Any) -> None:
    client, firm = browse(hire("lan", *ALL, agency=authority)), Firm.objects.filter(is_listed=True).first()
    assert firm is not None
    path = reverse("firms_oversight", args=[firm.public_id])
    assert client.get(path).status_code == 200
    assert client.post(path, {"act": "police", "police-document": "CV 5", "police-because": "Chuyển hồ sơ."}).status_code == 302
    hold = Hold.objects.get(firm=firm, kind="police")
    assert "Đã chuyển hồ sơ cơ quan điều tra" in client.get(path).content.decode()
    lift = {"act": f"lift-{hold.pk}", f"lift-{hold.pk}-document": "CV 9", f"lift-{hold.pk}-because": "Không khởi tố."}
    assert client.post(path, lift).status_code == 302
    hold.refresh_from_db()
    assert hold.lifted_at
    assert client.post(path, {"act": "tick", "tick-is_verified": "1"}).status_code == 302
    assert firm.verified_reports.get().is_verified


def test_a_policy_is_tried_proposed_and_approved_by_another(world: World, hire: Any, browse: Any, authority: Any) -> None:
    lan, minh = hire("lan", *ALL, agency=authority), hire("minh", *ALL, agency=authority)
    now = ScreenPolicy.objects.get()
    told = {name: getattr(now, name) for name in ScreenPolicy.NUMBERS} | {"late_total_vnd": 500_000_000}
    told |= {"valid_from": "01/01/2027", "decision_no": "4/QĐ", "decided_on": "01/11/2026", "decided_by": "Giám đốc", "because": "x"}
    tried = browse(lan).post(reverse("firms_propose_policy"), told | {"preview": "1"}).content.decode()
    assert "Chậm đóng kéo dài" in tried
    assert ScreenPolicy.objects.count() == 1
    for wrong, said in (
        ({"check_gap_step": 0}, "nhỏ hơn 1"),
        ({"late_months": "-1"}, "nhỏ hơn 1"),
        ({"decided_on": "01/12/2026"}, "Ngày quyết định chưa đến"),
        ({"honour_cover_percent": 500}, "lớn hơn 100"),
        ({"late_total_vnd": "5,5"}, "đồng chẵn"),
    ):
        page = browse(lan).post(reverse("firms_propose_policy"), told | wrong)
        assert page.status_code == 422
        assert said in page.content.decode()
        assert "Constraint" not in page.content.decode()
    assert browse(lan).post(reverse("firms_propose_policy"), told).status_code == 302
    policy = ScreenPolicy.objects.get(state="proposed")
    path = reverse("firms_policy", args=[policy.pk])
    page = browse(minh).get(path, {"thu": "1"}).content.decode()
    assert "thay đổi" in page
    mine = browse(lan).post(path, {"act": "approve", "approve-because": "x"})
    assert mine.status_code == 422
    assert "phải khác người đề nghị" in mine.content.decode()
    assert browse(minh).post(path, {"act": "approve", "approve-because": "Đồng ý."}).status_code == 302
    policy.refresh_from_db()
    assert policy.state == "approved"
    assert acting.GONE in browse(minh).post(path, {"act": "approve", "approve-because": "Lại."}).content.decode()


def test_screens_are_closed_to_who_has_no_business_there(world: World, hire: Any, browse: Any, authority: Any) -> None:
    firm = Firm.objects.filter(is_listed=True).first()
    assert firm is not None
    paths = [
        reverse("firms_checklist"),
        reverse("firms_checks"),
        reverse("firms_policies"),
        reverse("firms_oversight", args=[firm.public_id]),
    ]
    union = Agency.objects.create(code="ld", name="Liên đoàn Lao động", kind=Agency.Kind.UNION)
    quang, stranger, reader = hire("quang"), hire("xa", *ALL, agency=union), hire("ha", "firms.view_register", agency=authority)
    for path in paths:
        assert browse().get(path).status_code == 302
        assert browse(quang).get(path).status_code in (302, 403)
        assert browse(reader).get(path).status_code == 200
    assert browse(stranger).get(paths[3]).status_code == 404
    refused = browse(reader).post(paths[3], {"act": "police", "police-document": "x", "police-because": "x"})
    assert refused.status_code == 422
    told = {"year": 2026, "number": "99", "decided_on": "01/02/2026", "title": "x", "because": "x"}
    assert browse(reader).post(paths[1], told)["Location"] == "/quan-tri/"
    assert not CheckPlan.objects.filter(number="99").exists()
    assert not Hold.objects.filter(firm=firm).exists()


def test_the_queries_of_the_table_do_not_grow(world: World, hire: Any, browse: Any, authority: Any) -> None:
    lan = hire("lan", *ALL, agency=authority)
    client = browse(lan)
    plan = services.open_plan(year=2026, number="1", decided_on=dt.date(2026, 1, 2), title="x", by=lan, because="x")
    firms = list(Firm.objects.filter(is_listed=True)[:12])
    counts = []
    for part in (firms[:2], firms[2:]):
        for firm in part:
            services.plan_check(firm, plan, by=lan, because="x")
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("firms_checks"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_command_gives_the_check_list(world: World, capsys: Any) -> None:
    import json

    call_command("screen", "check", "--as-of", "2026-10-31", "--json")
    rows = json.loads(capsys.readouterr().out)
    assert rows[0]["rank"] == 1
    assert sum(reason["points"] for reason in rows[0]["reasons"]) == rows[0]["points"]
