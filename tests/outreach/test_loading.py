"""`manage.py content`: whole, again and again, and never over an editor's change."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
import unicodedata
from pathlib import Path

import pytest
from wagtail.models import Revision

from outreach import loading, public
from outreach.models import Answer, Flow, Loaded
from outreach.pages import AudiencePage, TopicPage

pytestmark = pytest.mark.django_db


def _written(folder: str) -> int:
    return sum(len(tomllib.loads(path.read_text("utf-8"))["answer"]) for path in (loading.FOLDER / folder).glob("*.toml"))


def _vietnamese(slug: str) -> Answer:
    return Answer.objects.get(slug=slug, locale__language_code="vi")


WRITTEN, ENGLISH = _written("answers"), _written("answers/en")
SITES = {"dichvucong.gov.vn", "dichvucong.baohiemxahoi.gov.vn", "baohiemxahoi.gov.vn"}


def test_a_second_load_changes_nothing(content: loading.Report) -> None:
    assert content.answers == {"made": WRITTEN + ENGLISH}
    revisions = Revision.objects.count()
    again = loading.load()
    assert again.answers == {"same": WRITTEN + ENGLISH}
    assert set(again.pages) == {"same"}
    assert Revision.objects.count() == revisions


def test_every_answer_is_live_with_law_in_force(content: loading.Report) -> None:
    entries = public.answers()
    assert len(entries) == WRITTEN
    assert all(entry.citations and entry.chat and len(entry.phrasings) >= 8 for entry in entries)
    assert {entry.flow for entry in entries} == set(Flow.values)


def test_a_part_of_a_question_names_a_question_that_is_no_part_itself(content: loading.Report) -> None:
    wider = {entry.slug: entry.narrows for entry in public.answers()}
    assert {wider[narrows] for narrows in wider.values() if narrows} == {""}


def test_an_english_answer_stands_on_the_law_of_its_original(content: loading.Report) -> None:
    vietnamese = {entry.slug: entry for entry in public.answers()}
    english = public.answers("en")
    assert len(english) == ENGLISH >= 15
    for entry in english:
        assert entry.citations == vietnamese[entry.slug].citations
        assert entry.url == f"/en/hoi-dap/{entry.slug}/"
        assert len(entry.phrasings) >= 8
    keys = Answer.objects.filter(locale__language_code="en").values("translation_key")
    assert Answer.objects.filter(locale__language_code="vi", translation_key__in=keys).count() == ENGLISH


def test_what_an_english_answer_leaves_open_is_marked(content: loading.Report) -> None:
    for answer in Answer.objects.filter(locale__language_code="en"):
        assert answer.to_confirm or "to be confirmed" not in answer.chat + answer.body, answer.slug


def test_an_answer_is_marked_as_open_exactly_when_it_says_so(content: loading.Report) -> None:
    for answer in Answer.objects.filter(locale__language_code="vi"):
        assert answer.to_confirm == ("chờ xác nhận" in answer.chat + answer.body), answer.slug


def test_every_article_that_is_named_is_cited(content: loading.Report) -> None:
    for answer in Answer.objects.filter(locale__language_code="vi").prefetch_related("citations__article"):
        named = set(re.findall(r"Điều (\d+[a-z]?)", answer.chat + answer.body))
        cited = {citation.article.number for citation in answer.citations.all()}
        assert named <= cited, f"{answer.slug}: {sorted(named - cited)}"


def test_the_translation_of_an_answer_that_an_editor_deleted_is_not_made(content: loading.Report, tmp_path: Path) -> None:
    Answer.objects.filter(slug="bieu-duong-tieu-chi").delete()
    Loaded.objects.filter(key="answer:en:bieu-duong-tieu-chi").delete()
    loading.load(_changed(tmp_path))
    assert not Answer.objects.filter(slug="bieu-duong-tieu-chi").exists()


def test_related_answers_exist(content: loading.Report) -> None:
    entries = public.answers()
    slugs = {entry.slug for entry in entries}
    assert all(set(entry.related) <= slugs for entry in entries)


def test_texts_are_composed_and_say_no_forbidden_word(content: loading.Report) -> None:
    for answer in Answer.objects.all():
        said = f"{answer.question}\n{answer.chat}\n{answer.body}"
        assert unicodedata.is_normalized("NFC", said + answer.phrasings), answer.slug
        assert "con nợ" not in said, answer.slug


def test_what_an_editor_changed_is_kept(content: loading.Report, tmp_path: Path) -> None:
    edited = _vietnamese("con-om")
    edited.chat = "Biên tập viên viết lại."
    edited.save_revision()  # a draft is enough
    page = TopicPage.objects.get(slug="huu-tri", locale__language_code="vi")
    page.summary = "Biên tập viên viết lại."
    page.save_revision().publish()
    report = loading.load(_changed(tmp_path))
    assert report.answers == {"kept": 1, "changed": 3, "same": WRITTEN + ENGLISH - 4}
    assert report.pages == {"kept": 1, "same": 14}
    assert _vietnamese("con-om").get_latest_revision_as_object().chat == "Biên tập viên viết lại."
    assert TopicPage.objects.get(pk=page.pk).summary == "Biên tập viên viết lại."


def test_what_an_editor_deleted_or_took_down_stays_so(content: loading.Report, tmp_path: Path) -> None:
    Answer.objects.get(slug="benh-dai-ngay").delete()
    _vietnamese("con-om").unpublish()
    loading.load(_changed(tmp_path))
    assert not public.visible().filter(slug__in=("benh-dai-ngay", "con-om"), locale__language_code="vi").exists()


def _changed(folder: Path) -> Path:
    """Return a copy of the content in which the four answers on sickness and a topic have new words."""
    shutil.copytree(loading.FOLDER, folder, dirs_exist_ok=True)
    sickness, pages = folder / "answers" / "om-dau.toml", folder / "pages.toml"
    sickness.write_text(sickness.read_text("utf-8").replace('body = """', 'body = """Xin chào. '), "utf-8")
    pages.write_text(pages.read_text("utf-8").replace("Từ đủ 15 năm đóng là có lương hưu", "Đủ 15 năm đóng là có lương hưu"), "utf-8")
    return folder


def test_a_change_of_the_file_reaches_an_answer_that_nobody_edited(content: loading.Report, tmp_path: Path) -> None:
    loading.load(_changed(tmp_path))
    assert _vietnamese("con-om").body.startswith("Xin chào.")


def test_pages_stand_for_both_audiences_and_languages(content: loading.Report) -> None:
    assert sorted(AudiencePage.objects.live().values_list("slug", "locale__language_code")) == [
        ("nguoi-lao-dong", "en"),
        ("nguoi-lao-dong", "vi"),
        ("nguoi-su-dung-lao-dong", "en"),
        ("nguoi-su-dung-lao-dong", "vi"),
    ]
    assert all(page.get_translations().count() == 1 for page in AudiencePage.objects.all())
    assert TopicPage.objects.live().count() == 11


def test_topics_are_neither_thin_nor_endless(content: loading.Report) -> None:
    for page in TopicPage.objects.all():
        length = len(page.text_to_find().split())
        assert 250 <= length <= 550, f"{page.slug}: {length} words"
        assert {"answers", "law"} <= {block.block_type for block in page.body}, page.slug


def test_no_address_of_a_person_or_unknown_number_is_printed(content: loading.Report) -> None:
    """The bot and the site print only numbers that the authority has checked."""
    known = {"19009068"}
    for answer in Answer.objects.all():
        for number in re.findall(r"\b(?:0\d{9}|1[89]00\s?\d{4})\b", json.dumps([answer.chat, answer.body], ensure_ascii=False)):
            assert number.replace(" ", "") in known, f"{answer.slug}: {number}"
        for site in re.findall(r"[\w.-]+\.vn\b", answer.chat + answer.body):
            assert site in SITES, f"{answer.slug}: {site}"
