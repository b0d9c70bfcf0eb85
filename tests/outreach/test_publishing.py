"""Every way to publish an answer: none lets out what has no law in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import GroupApprovalTask, Locale, Revision, Workflow, WorkflowContentType, WorkflowTask

from core import clock
from core.errors import Refused
from core.models import Article
from outreach import public, services
from outreach.models import Answer

pytestmark = pytest.mark.django_db

LATE = ("41/2024/QH15", "38", "1")
OLD_FINES = ("12/2022/NĐ-CP", "39", "")
AFTER = dt.date(2027, 1, 4)
EDITOR = ("outreach.add_answer", "outreach.change_answer", "outreach.publish_answer")
REFUSED = "ít nhất một căn cứ pháp lý đang có hiệu lực"
Draft = Callable[..., Answer]
Hire = Callable[..., Any]
Browse = Callable[..., Client]


@pytest.fixture
def bare(draft: Draft) -> Answer:
    """Return a draft that cites nothing in force, with a revision."""
    answer = draft("khong-can-cu", OLD_FINES)
    answer.save_revision()
    return Answer.objects.get(pk=answer.pk)


def is_out(answer: Answer) -> bool:
    row = Answer.objects.get(pk=answer.pk)
    return bool(row.live or row.live_revision_id or public.visible().filter(pk=row.pk).exists())


@pytest.mark.parametrize(
    "way",
    [
        pytest.param(lambda answer: answer.latest_revision.publish(), id="the revision's own method"),
        pytest.param(lambda answer: answer.publish(answer.latest_revision), id="the answer's own method"),
        pytest.param(lambda answer: answer.publish(answer.latest_revision, skip_permission_checks=True), id="no permission asked"),
        pytest.param(lambda answer: PublishRevisionAction(answer.latest_revision).execute(), id="Wagtail's action, past the method"),
        pytest.param(lambda answer: _set_live(answer), id="by hand, in a shell"),
        pytest.param(lambda answer: _set_live(answer, update_fields=["live"]), id="one field by hand"),
    ],
)
def test_no_call_lets_it_out(bare: Answer, way: Callable[[Answer], Any]) -> None:
    with pytest.raises(Refused, match="no_law_in_force"):
        way(bare)
    assert not is_out(bare)


def _set_live(answer: Answer, **how: Any) -> None:
    answer.live = True
    answer.save(**how)


def test_a_new_row_is_a_draft_whatever_it_says_of_itself(draft: Draft) -> None:
    assert not draft("moi", LATE, live=True).live


def test_what_cites_nothing_is_nobodys_to_read_even_if_the_table_says_that_it_is_live(draft: Draft) -> None:
    answer = draft("khong-gi-ca")
    Answer.objects.filter(pk=answer.pk).update(live=True)
    assert not public.visible().filter(pk=answer.pk).exists()
    assert not public.readable("vi").filter(pk=answer.pk).exists()
    assert public.answers() == []


def test_the_law_of_a_live_answer_cannot_be_taken_away_by_saving_it(draft: Draft) -> None:
    draft("cham-dong", LATE).save_revision().publish()
    answer = Answer.objects.get(slug="cham-dong")
    answer.citations = []
    with pytest.raises(Refused):
        answer.save()


# --- at its hour


def test_an_answer_whose_law_ended_before_its_hour_stays_a_draft_and_holds_nobody_back(draft: Draft) -> None:
    late, good = draft("het-luat", LATE), draft("con-luat", ("41/2024/QH15", "39", ""))
    for answer in (late, good):
        revision = answer.save_revision()
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=dt.datetime(2026, 12, 31, 17, tzinfo=dt.UTC))
    Article.objects.filter(instrument__number=LATE[0], number=LATE[1]).update(valid_to=dt.date(2026, 12, 31))
    with clock.at(dt.date(2026, 12, 30)):
        assert services.publish_due() == 0
    with clock.at(AFTER):
        assert services.publish_due() == 1
        assert services.publish_due() == 0
    assert not is_out(late)
    assert is_out(good)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_wagtails_own_command_goes_the_same_way(bare: Answer) -> None:
    Revision.objects.filter(pk=bare.latest_revision_id).update(approved_go_live_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC))
    call_command("publish_scheduled", stdout=(said := StringIO()))
    assert said.getvalue().startswith("0 ")
    assert not is_out(bare)


def test_what_is_over_comes_down_at_its_hour(draft: Draft) -> None:
    answer = draft("cham-dong", LATE)
    answer.save_revision().publish()
    Answer.objects.filter(pk=answer.pk).update(expire_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    assert services.publish_due() == 1
    assert not is_out_now(answer)


def is_out_now(answer: Answer) -> bool:
    return public.visible().filter(pk=answer.pk).exists()


# --- in another language


def test_a_copy_in_another_language_is_a_draft_without_a_history(draft: Draft) -> None:
    answer = draft("cham-dong", LATE)
    answer.save_revision().publish()
    copy = Answer.objects.get(pk=answer.pk).copy_for_translation(Locale.objects.get(language_code="en"))
    copy.save()
    copy = Answer.objects.get(pk=copy.pk)
    assert (copy.live, copy.live_revision_id, copy.latest_revision_id, copy.first_published_at) == (False, None, None, None)
    assert [row.article_id for row in copy.citations.all()] == [row.article_id for row in answer.citations.all()]
    assert not public.visible("en").exists()
    copy.save_revision().publish()
    assert public.visible("en").get() == copy


def test_a_copy_of_what_has_no_law_cannot_go_out_either(bare: Answer) -> None:
    copy = bare.copy_for_translation(Locale.objects.get(language_code="en"))
    copy.save()
    with pytest.raises(Refused):
        copy.save_revision().publish()
    assert not is_out(copy)


# --- in the office


def test_no_bulk_action_publishes_answers() -> None:
    actions = bulk_action_registry.get_bulk_actions_for_model("outreach", "answer")
    assert {action.action_type for action in actions} == {"delete"}


def _form(answer: Answer, cited: Article, **more: Any) -> dict[str, Any]:
    values = {name: getattr(answer, name) for name in ("question", "slug", "group", "chat", "body")}
    values |= {"audience": "worker", "flow": "", "phrasings": "", "review_by": "2027-05-31", "owner": ""}
    values |= {"citations-TOTAL_FORMS": "1", "citations-INITIAL_FORMS": "0", "citations-0-article": cited.pk}
    return values | {"citations-0-clause": "", "citations-0-ORDER": "1", "citations-0-DELETE": "", "citations-0-id": ""} | more


@pytest.fixture
def approving(bare: Answer, hire: Hire) -> tuple[Any, Answer]:
    """Put the draft before the group that approves, as a workflow that an administrator set up; return who approves."""
    from django.contrib.auth.models import Group
    from django.contrib.contenttypes.models import ContentType

    officer = hire("phap-che", *EDITOR)
    group = Group.objects.create(name="Duyệt")
    officer.groups.add(group)
    task = GroupApprovalTask.objects.create(name="Duyệt câu trả lời")
    task.groups.add(group)
    flow = Workflow.objects.create(name="Câu trả lời")
    WorkflowTask.objects.create(workflow=flow, task=task, sort_order=0)
    WorkflowContentType.objects.create(workflow=flow, content_type=ContentType.objects.get_for_model(Answer))
    flow.start(bare, hire("bien-tap", *EDITOR[:2]))
    return officer, Answer.objects.get(pk=bare.pk)


def test_approving_a_workflow_refuses_and_says_why(approving: tuple[Any, Answer], browse: Browse) -> None:
    officer, answer = approving
    state = answer.current_workflow_task_state
    desk = browse(officer)
    address = reverse("wagtailsnippets_outreach_answer:workflow_action", args=[answer.pk, "approve", state.pk])
    response = desk.post(address, {"comment": ""}, headers={"referer": "http://localhost/quan-tri/"}, follow=True)
    assert REFUSED in response.content.decode()
    assert not is_out(answer)
    assert Answer.objects.get(pk=answer.pk).current_workflow_task_state.status == "in_progress"


def test_approving_on_the_form_refuses_beside_the_fields(approving: tuple[Any, Answer], browse: Browse) -> None:
    officer, answer = approving
    cited = Article.objects.get(instrument__number=OLD_FINES[0], number=OLD_FINES[1])
    sent = _form(answer, cited, **{"action-workflow-action": "1", "workflow-action-name": "approve"})
    response = browse(officer).post(reverse("wagtailsnippets_outreach_answer:edit", args=[answer.pk]), sent)
    assert REFUSED in response.content.decode()
    assert not is_out(answer)


def test_a_refusal_never_leads_an_officer_to_another_site(approving: tuple[Any, Answer], browse: Browse) -> None:
    officer, answer = approving
    address = reverse("wagtailsnippets_outreach_answer:workflow_action", args=[answer.pk, "approve", answer.current_workflow_task_state.pk])
    response = browse(officer).post(address, {"comment": ""}, headers={"referer": "https://xau.example/"})
    assert response.headers["Location"] == "/quan-tri/"
