"""Structured data says what the page says, and its block can neither end early nor run."""

from __future__ import annotations

import datetime as dt

import pytest

from core import linked
from core.templatetags.vietnam import linked_data
from tests import schema_org


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "A & B", "<!--", "Công ty “Đỗ” \u2028"])
def test_a_name_never_leaves_its_block(name: str) -> None:
    block = linked_data(linked.article(name, "/cong-khai/x/", about=linked.firm(name)))
    inside = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028") & set(inside)
    (told,) = schema_org.blocks(str(block))
    assert (told["headline"], told["about"]["name"]) == (name, name)


def test_a_page_without_data_has_no_block() -> None:
    assert linked_data(None) == ""


def test_what_is_empty_is_left_out_and_a_headline_is_cut() -> None:
    told = linked.article("Tên " * 60, "/x/", expires=None, isBasedOn="", datePublished=dt.date(2026, 11, 2))
    assert len(told["headline"]) <= 110
    assert "expires" not in told
    assert "isBasedOn" not in told
    assert told["datePublished"] == "2026-11-02"


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        ({"@type": "WebSite"}, "no context"),
        (linked.page("Nonsense"), "Nonsense: unknown kind Nonsense"),
        (linked.page("CollectionPage", url="/x/", mainEntity=linked.listing([])), "CollectionPage.url: '/x/' is not one of ('url',)"),
        (linked.article("Tin", "/x/"), "NewsArticle: datePublished is missing"),
        (linked.article("Tin", "/x/", colour="red"), "NewsArticle: unknown property colour"),
        (linked.article("Tin", "/x/", expires="mai"), "NewsArticle.expires: 'mai' is not one of ('date',)"),
    ],
)
def test_the_validator_sees_what_is_wrong(block: linked.Linked, fault: str) -> None:
    assert fault in schema_org.faults(block)
