"""The pages of this room whose addresses are printed: they stand after a migrate, with words that editors may change."""

from __future__ import annotations

from typing import NamedTuple

from wagtail.models import Locale, Page, Site

from core.seed import seed
from core.shell import Shell

from .pages import AnswerIndexPage, LawIndexPage


class Words(NamedTuple):
    """What a shell says in one language."""

    title: str
    introduction: str


SHELLS: tuple[tuple[type[Shell], str, dict[str, Words]], ...] = (
    (
        AnswerIndexPage,
        "hoi-dap",
        {
            "vi": Words(
                "Hỏi đáp",
                "Câu trả lời ngắn gọn, có dẫn điều luật và ngày áp dụng. Nội dung chưa chắc chắn được ghi rõ là đang chờ xác nhận.",
            ),
            "en": Words("Questions and answers", "Each answer cites the law and its dates. Answers are in Vietnamese for now."),
        },
    ),
    (
        LawIndexPage,
        "phap-luat",
        {
            "vi": Words(
                "Văn bản pháp luật", "Những văn bản mà câu trả lời và danh sách trên trang này dựa vào, với ngày áp dụng của từng điều."
            ),
            "en": Words("Legal instruments", "The instruments that answers and lists on this site stand on. Texts are in Vietnamese."),
        },
    ),
)


@seed(order=50)
def shells() -> None:
    """Put the pages above answers and law under the home page of each language."""
    home = Site.objects.select_related("root_page").get(is_default_site=True).root_page
    english = Locale.objects.get(language_code="en")
    for kind, slug, words in SHELLS:
        page = kind.objects.filter(locale=home.locale).first() or _first(kind, slug, words["vi"], home)
        if not page.has_translation(english):
            _translate(page, slug, words["en"], english)


def _first(kind: type[Shell], slug: str, words: Words, home: Page) -> Shell:
    page: Shell = home.add_child(instance=kind(title=words.title, slug=slug, introduction=words.introduction, locale=home.locale))
    page.save_revision().publish()
    return page


def _translate(page: Shell, slug: str, words: Words, locale: Locale) -> None:
    translated = page.copy_for_translation(locale)
    translated.title, translated.slug, translated.introduction = words.title, slug, words.introduction
    translated.save_revision().publish()
