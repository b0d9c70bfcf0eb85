"""The page above a register: editors own its words, the register owns what stands below them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.models import Page, PagePermissionTester
from wagtail.search import index

from .text import fold


class Shell(Page):
    """A page with a printed address: one of each language, never moved, renamed, unpublished or deleted."""

    introduction = models.TextField("lời giới thiệu", blank=True)
    method = models.TextField("cách lập và căn cứ", blank=True, help_text="Tiêu chí, nguồn số liệu, căn cứ pháp lý.")

    max_count_per_parent = 1
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("method")]
    promote_panels: ClassVar[list[Panel]] = []
    settings_panels: ClassVar[list[Panel]] = []

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Return what ``user`` may do: edit the words and publish them, nothing that would change the address."""
        return ShellPermissions(user, self)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Keep the slug that the address is printed with."""
        if self.pk:
            self.slug = type(self).objects.values_list("slug", flat=True).get(pk=self.pk)
        super().full_clean(*args, **kwargs)


class ShellPermissions(PagePermissionTester):
    """Refuses what would take a printed address away."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """A shell is never deleted."""
        return False

    def can_unpublish(self) -> bool:
        """A shell is never unpublished."""
        return False

    def can_move(self) -> bool:
        """A shell is never moved."""
        return False

    def can_move_to(self, destination: Page) -> bool:
        """A shell is never moved."""
        return False


class FoldedSearch(models.Model):
    """A page whose words are found without accents: a folded copy beside what Wagtail indexes."""

    class Meta:
        abstract = True

    def text_to_find(self) -> str:
        """Return the words of the page; subclasses add their own."""
        return str(getattr(self, "title", ""))

    def search_fold(self) -> str:
        """Return the folded words, for the index."""
        return fold(self.text_to_find())

    search_fold_fields: ClassVar = [index.SearchField("search_fold")]
