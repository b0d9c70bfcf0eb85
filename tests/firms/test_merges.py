"""Two records of one firm become one and are parted again; nothing by one person, nothing without a trace."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.errors import IllegalMove, NotAllowed, Refused, Stale
from firms import merging, register, search, services, sweeps
from firms.merging import State
from firms.models import Arrears, Finding, Firm, Hold, LetterBatch, Merge, MovedRow, Request, TaxCode, UnitCode
from tests.firms.conftest import REGISTER, MakeFirm, arrears

PAPER: dict[str, Any] = {"document": "123/ĐKKD-ĐKL", "document_on": dt.date(2026, 9, 1)}
CODE, OTHER = "9917169268", "9916025104"


@pytest.fixture
def pair(make_firm: MakeFirm) -> tuple[Firm, Firm]:
    """The firm as it is registered, and a wrong second record that owns a list's rows."""
    kept, gone = make_firm(OTHER, "Công ty Cổ phần Hạnh Tuấn Mẫu"), make_firm(CODE, "Công ty TNHH Hạnh Tuấn Mẫu")
    UnitCode.objects.create(firm=gone, office="09901", code="QC3851E")
    services.import_file(arrears(), name="ds.csv")
    services.record_payment(gone, paid_on=dt.date(2026, 11, 1), source="CV 12/BHXH", by=None, because="Đã nộp.")
    return kept, gone


@pytest.fixture
def lan(hire: Any) -> Any:
    return hire("lan", "firms.view_register", "firms.propose_merge", "firms.decide_merge")


@pytest.fixture
def minh(hire: Any) -> Any:
    return hire("minh", "firms.view_register", "firms.decide_merge")


def proposed(pair: tuple[Firm, Firm], lan: Any) -> Merge:
    return services.propose_merge(*pair, by=lan, because="Cùng địa chỉ, cùng mã đơn vị.", **PAPER)


def merged(pair: tuple[Firm, Firm], lan: Any, minh: Any) -> Merge:
    return services.merge_firms(proposed(pair, lan), by=minh, because="Đúng là một đơn vị.")


def refusals(refused: Any) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_everything_goes_to_the_kept_firm_and_facts_stay_as_they_are(pair: tuple[Firm, Firm], lan: Any, minh: Any) -> None:
    kept, gone = pair
    before = Arrears.objects.filter(firm=gone).values("pk", "batch_id", "stated", "total_vnd").get()
    merge = merged(pair, lan, minh)
    assert merge.state == State.MERGED
    assert Arrears.objects.filter(firm=kept).values("pk", "batch_id", "stated", "total_vnd").get() == before
    assert kept.findings.get().source == "CV 12/BHXH"
    assert kept.unit_codes.get().code == "QC3851E"
    assert register.by_tax_code(CODE) == kept
    assert register.tax_code(kept) == OTHER
    assert register.tax_codes([kept.pk]) == {kept.pk: OTHER}
    assert [(hit.firm, hit.why) for hit in search.find(CODE).hits] == [(kept, f"Mã đã gộp: {CODE}")]
    assert services.kept_for(gone) == kept
    assert services.moved(merge) == [("kết luận", 1), ("mã số thuế", 1), ("mã đơn vị BHXH", 1), ("số tiền chậm đóng", 1)]
    gone.refresh_from_db()
    assert not gone.is_listed
    assert [event.became for firm in pair for event in firm.events.order_by("-pk")[:1]] == [
        "Đã gộp bản ghi trùng",
        "Đã gộp vào đơn vị khác",
    ]


def test_a_split_moves_back_just_what_was_moved(pair: tuple[Firm, Firm], lan: Any, minh: Any) -> None:
    kept, gone = pair
    own = Finding.objects.create(firm=kept, kind="clean", found_on=dt.date(2026, 10, 1), source="BB 1")
    merge = services.ask_split(merged(pair, lan, minh), by=lan, because="Hai đơn vị khác nhau.")
    later = Finding.objects.create(firm=kept, kind="clean", found_on=dt.date(2026, 11, 2), source="BB 2")
    merge = services.split_firms(merge, by=minh, because="Đúng là hai đơn vị.")
    assert merge.state == State.SPLIT
    assert set(kept.findings.all()) == {own, later}
    assert (gone.findings.count(), gone.arrears.count(), gone.unit_codes.count()) == (1, 1, 1)
    assert register.by_tax_code(CODE) == gone
    assert TaxCode.objects.get(code=CODE).is_main
    assert services.kept_for(gone) is None
    gone.refresh_from_db()
    assert gone.is_listed


def test_later_lists_respect_the_merge(pair: tuple[Firm, Firm], lan: Any, minh: Any) -> None:
    kept, gone = pair
    merged(pair, lan, minh)
    services.import_file(REGISTER.encode(), name="danh-ba.csv", as_of=dt.date(2026, 10, 31))
    services.import_file(arrears(day="01/11/2026"), name="ds2.csv")
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert kept.name == "Công ty Cổ phần Hạnh Tuấn Mẫu"
    assert not gone.is_listed
    assert Firm.objects.filter(tax_codes__code=CODE).get() == kept
    assert Arrears.objects.filter(firm=kept).count() == 2
    assert [former.name for former in kept.former_names.all()] in ([], ["Công ty TNHH Long Tây Mẫu"])


def test_two_codes_in_force_need_a_paper(pair: tuple[Firm, Firm], lan: Any) -> None:
    with pytest.raises(Refused) as refused:
        services.propose_merge(*pair, by=lan, because="x")
    assert refusals(refused) == ["two_codes"]
    papers: list[dict[str, Any]] = [{"document": "1/ĐK"}, {"document": "1/ĐK", "document_on": dt.date(2026, 12, 1)}]
    for paper in papers:
        with pytest.raises(Refused):
            services.propose_merge(*pair, by=lan, because="x", **paper)
    TaxCode.objects.filter(firm=pair[1]).update(valid_to=dt.date(2026, 1, 1))
    assert services.propose_merge(*pair, by=lan, because="Bản ghi kia không có mã.").state == State.PROPOSED


def test_what_is_pending_holds_a_merge_even_after_it_was_proposed(pair: tuple[Firm, Firm], lan: Any, minh: Any) -> None:
    merge = proposed(pair, lan)
    Hold.objects.create(firm=pair[1], kind="notice", reference="notice:1", is_public=True)
    with pytest.raises(Refused) as refused:
        services.merge_firms(merge, by=minh, because="x")
    assert refusals(refused) == ["pending"]
    merge.refresh_from_db()
    assert merge.state == State.PROPOSED
    assert not MovedRow.objects.exists()


def test_a_branch_is_no_double_and_nobody_is_merged_twice(pair: tuple[Firm, Firm], make_firm: MakeFirm, lan: Any, minh: Any) -> None:
    kept, gone = pair
    third = make_firm("9910000031", "Công ty Ba")
    merged(pair, lan, minh)
    for one, other, code in ((third, gone, "spoken_for"), (gone, third, "spoken_for"), (kept, kept, "same")):
        with pytest.raises(Refused) as refused:
            services.propose_merge(one, other, by=lan, because="x", **PAPER)
        assert code in refusals(refused)
    Firm.objects.filter(pk=third.pk).update(parent=kept)
    third.refresh_from_db()
    with pytest.raises(Refused) as refused:
        services.propose_merge(kept, third, by=lan, because="x", **PAPER)
    assert refusals(refused) == ["branch"]


@pytest.fixture
def alike(pair: tuple[Firm, Firm]) -> tuple[Finding, Finding]:
    """The same finding on both records, each recorded on its own."""
    same = pair[1].findings.get()
    return Finding.objects.create(firm=pair[0], kind=same.kind, found_on=same.found_on, source=same.source), same


def test_without_a_choice_rows_that_a_firm_has_once_hold_the_merge(
    pair: tuple[Firm, Firm], alike: tuple[Finding, Finding], lan: Any, minh: Any
) -> None:
    merge = proposed(pair, lan)
    (clash,) = services.clashes_of(merge)
    assert (clash.kept, clash.gone, clash.name) == (*alike, "kết luận")
    assert all("CV 12/BHXH" in said for said in clash.said)
    for stays in ({}, {clash.key: "both"}, {"firms_finding-0": "kept"}):
        with pytest.raises(Refused) as refused:
            services.merge_firms(merge, by=minh, because="Đúng là một đơn vị.", stays=stays)
        assert refusals(refused) == ["twice"]
    assert pair[1].arrears.count() == 1
    assert not MovedRow.objects.exists()


@pytest.mark.parametrize("choice", ["kept", "gone"])
def test_the_chosen_row_goes_on_and_a_split_puts_both_back(
    pair: tuple[Firm, Firm], alike: tuple[Finding, Finding], lan: Any, minh: Any, choice: str
) -> None:
    kept, gone = pair
    stays, lies = alike if choice == "kept" else alike[::-1]
    merge = proposed(pair, lan)
    key = services.clashes_of(merge)[0].key
    merge = services.merge_firms(merge, by=minh, because="Đúng là một đơn vị.", stays={key: choice})
    assert (kept.findings.get(), gone.findings.get()) == (stays, lies)
    assert kept.arrears.count() == kept.unit_codes.count() == 1
    assert "kết luận: giữ dòng" in merge.events.get(move="merge").note
    assert Firm.objects.count() == 2 + Firm.objects.filter(tax_codes__code="099999188441").count(), "nothing is left behind"
    assert services.clashes_of(merge) == []
    later = Finding.objects.create(firm=kept, kind="clean", found_on=dt.date(2026, 11, 2), source="BB 2")
    merge = services.ask_split(merge, by=lan, because="Hai đơn vị khác nhau.")
    services.split_firms(merge, by=minh, because="Đúng là hai đơn vị.")
    assert set(kept.findings.all()) == {alike[0], later}
    assert gone.findings.get() == alike[1]
    assert gone.unit_codes.count() == 1


def test_every_table_in_which_a_firm_has_one_row_is_looked_at(pair: tuple[Firm, Firm], lan: Any, minh: Any) -> None:
    kept, gone = pair
    for firm in pair:
        services.tick_verified(firm, is_verified=firm == kept, by=None)  # type: ignore[arg-type]
        services.ask_confirmation(firm, kind="paid", says="Đã nộp.", reference="UNC 1", by=None, because="x")
        told = {"body": "Thanh tra tỉnh", "decision_no": f"{firm.pk}/QĐ", "matter": "insurance", "kind": "check"}
        services.note_check(firm, decided_on=dt.date(2026, 10, 1), by=None, because="x", **told)  # type: ignore[arg-type]
    merge = proposed(pair, lan)
    found = services.clashes_of(merge)
    assert sorted(each.table for each in found) == ["firms_check", "firms_confirmation", "firms_verifiedreport"]
    stays = {each.key: "gone" if each.table == "firms_verifiedreport" else "kept" for each in found}
    services.merge_firms(merge, by=minh, because="Một đơn vị.", stays=stays)
    assert [(row.is_verified, row.is_newest) for row in kept.verified_reports.all()] == [(False, True)]
    assert [row.decision_no for row in kept.checks.all()] == [f"{kept.pk}/QĐ"]
    assert kept.confirmations.count() == gone.confirmations.count() == 1


def test_the_clocks_of_a_letter_left_aside_stand_still(pair: tuple[Firm, Firm], lan: Any, minh: Any) -> None:
    texts = dict.fromkeys(("agency", "mark", "place", "signer_role", "reply_to", "law", "law_certainty"), "Mẫu")
    batch = LetterBatch.objects.create(kind="insure", term_days=30, drafted_by=lan, **texts)
    day = dt.date(2026, 9, 1)
    told: dict[str, Any] = {"signed_by": minh, "dated_on": day, "sent_on": day, "sent_how": "post", "sent_proof": "VN1", "received_on": day}
    letters = [
        Request.objects.create(
            batch=batch,
            firm=firm,
            name=firm.name,
            asked=5,
            drafted_by=lan,
            state="sent",
            number=str(firm.pk),
            due_on=dt.date(2026, 10, 1),
            **told,
        )
        for firm in pair
    ]
    merge = proposed(pair, lan)
    stays = {each.key: "kept" for each in services.clashes_of(merge)}
    services.merge_firms(merge, by=minh, because="Một đơn vị.", stays=stays)
    assert sweeps.note_silence() == 1
    assert [Request.objects.get(pk=each.pk).state for each in letters] == ["silent", "sent"]


def test_the_officer_who_decides_sees_both_rows_and_chooses(
    pair: tuple[Firm, Firm], alike: tuple[Finding, Finding], lan: Any, minh: Any, browse: Any
) -> None:
    merge, client = proposed(pair, lan), browse(minh)
    page = client.get(reverse("firms_merge", args=[merge.pk])).content.decode()
    assert page.count("CV 12/BHXH") == 2
    path = reverse("firms_move_merge", args=[merge.pk, "merge"])
    missing = client.post(path, {"because": "Đúng."})
    assert missing.status_code == 422
    assert "Hãy chọn dòng nào được giữ" in missing.content.decode()
    assert client.post(path, {"because": "Đúng.", f"firms_finding-{alike[1].pk}": "gone"}).status_code == 302
    assert pair[0].findings.get() == alike[1]


def test_a_chain_is_parted_from_its_end(pair: tuple[Firm, Firm], make_firm: MakeFirm, lan: Any, minh: Any) -> None:
    kept, gone = pair
    first = merged(pair, lan, minh)
    third = make_firm("9910000031", "Công ty Ba")
    merged((third, kept), lan, minh)
    assert services.kept_for(gone) == third
    first = services.ask_split(first, by=lan, because="Nhầm.")
    with pytest.raises(Refused) as refused:
        services.split_firms(first, by=minh, because="Nhầm.")
    assert refusals(refused) == ["kept_is_gone"]


def test_nobody_decides_alone(pair: tuple[Firm, Firm], lan: Any, minh: Any, hire: Any) -> None:
    merge = proposed(pair, lan)
    with pytest.raises(Refused) as refused:
        services.merge_firms(merge, by=lan, because="x")
    assert refusals(refused) == ["four_eyes"]
    with pytest.raises(NotAllowed):
        services.merge_firms(merge, by=hire("quang", "firms.view_register"), because="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.filter(pk=merge.pk).update(state=State.MERGED, decided_by=lan, merged_at="2026-11-02T09:00:00+07:00")
    stale = Merge.objects.get(pk=merge.pk)
    services.refuse_merge(merge, by=minh, because="Chưa đủ căn cứ.")
    with pytest.raises(Stale):
        services.merge_firms(stale, by=minh, because="x")
    merge.refresh_from_db()
    with pytest.raises(IllegalMove):
        services.merge_firms(merge, by=minh, because="x")


def test_every_state_is_reached_and_the_diagram_is_the_table() -> None:
    assert {State.PROPOSED, *merging.MOVES.values()} == set(State)
    assert merging.diagram() in (Path(settings.ROOT) / "docs/firm-identity.md").read_text(encoding="utf-8")


def test_officers_compare_propose_and_decide(pair: tuple[Firm, Firm], lan: Any, minh: Any, browse: Any) -> None:
    kept, gone = pair
    one, two = browse(lan), browse(minh)
    path = reverse("firms_propose_merge")
    assert two.get(path).status_code in (302, 403)
    assert "Đơn vị giữ lại" in one.get(path).content.decode()
    doubtful = one.get(path, {"giu": "hanh tuan", "bo": CODE}).content.decode()
    assert "Hãy chọn đúng đơn vị" in doubtful
    assert "Có đơn vị khác cùng tên" in doubtful
    page = one.get(path, {"giu": OTHER, "bo": CODE}).content.decode()
    assert "So sánh hai bản ghi" in page
    same = one.get(path, {"giu": OTHER, "bo": OTHER}).content.decode()
    assert ("cùng một đơn vị" in same, "Đề nghị gộp</button>" in same) == (True, False)
    chosen = {"giu_id": kept.public_id, "bo_id": gone.public_id, "because": "Một đơn vị."}
    refused = one.post(path, chosen)
    assert refused.status_code == 422
    assert "phải nêu số và ngày văn bản" in refused.content.decode()
    made = one.post(path, chosen | {"document": "123/ĐKKD", "document_on": "01/09/2026"}, follow=True).content.decode()
    merge = Merge.objects.get()
    assert "Gộp hai bản ghi" not in made
    assert "Gộp hai bản ghi" in two.get(reverse("firms_merge", args=[merge.pk])).content.decode()
    assert two.post(reverse("firms_move_merge", args=[merge.pk, "merge"]), {"because": ""}).status_code == 422
    assert two.post(reverse("firms_move_merge", args=[merge.pk, "merge"]), {"because": "Đúng."}).status_code == 302
    assert "Hạnh Tuấn" in one.get(reverse("firms_merges")).content.decode()
    redirected = one.get(reverse("firms_firm", args=[gone.public_id]), follow=True)
    assert redirected.redirect_chain[0][0] == reverse("firms_firm", args=[kept.public_id])
    assert "mã của bản ghi đã gộp" in redirected.content.decode()
