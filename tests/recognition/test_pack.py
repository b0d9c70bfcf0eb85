"""What the press is given of a round of praise: names and counts, on time up to a month, and never an award of the law."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.errors import Refused
from firms import services as firms
from press import services as press
from press.models import Release
from press.pack import bundle, making, pictures, wording
from press.pack.brief import Brief
from press.stories import Tone
from recognition import services
from recognition.models import Round
from tests.press import packs

from .conftest import GOOD, PARENT, PERSON, Cast, Small

Make = Callable[..., Round]


def pack(made: Round) -> tuple[Brief, dict[str, bytes]]:
    brief = making.brief(Release.objects.get(kind="honour_round", subject_id=made.pk))
    return brief, packs.unpacked(bundle.archive(brief, bundle.parts(brief)))


def test_praise_is_on_time_up_to_a_month_and_names_its_firms(make: Make) -> None:
    brief, files = pack(make())
    assert brief.story.tone is Tone.PRAISE
    assert wording.unfit(brief.story) == []
    number = len(brief.story.names)
    for name, content in files.items():
        said = packs.text(name, content)
        assert "vi phạm" not in said.casefold(), name
        if name.endswith((".docx", ".pdf", "tin-ngan.txt")):
            assert f"{number} đơn vị" in said, name
            assert "đến hết tháng 09/2026" in said, name
            assert "31/10/2026" in said, name
    said = packs.docx(packs.of(files, ".docx"))
    assert {GOOD, PARENT, PERSON} <= {name for name in brief.story.names if name in said}
    assert "không phải hình thức khen thưởng" in said
    assert "trách nhiệm hữu hạn Mẫu Sao Mai" in packs.of(files, "loi-doc.txt").decode()
    rows = packs.rows(packs.of(files, ".csv"))
    assert len(rows) == number
    assert {row["Đúng hạn đến hết tháng"] for row in rows} == {"09/2026"}
    (person,) = [row for row in rows if row["Tên đơn vị"] == PERSON]
    assert person["Mã số thuế"] == "", "a person's code is nobody's business"


@pytest.mark.parametrize("size", pictures.SIZES)
def test_few_firms_stand_on_the_picture_by_name(make: Make, size: str) -> None:
    written = [placed.text for placed in pictures.draw(pack(make())[0], size).placed]
    assert {f"• {GOOD}", f"• {PARENT}"} <= set(written)


def test_whom_a_notice_names_by_now_leaves_the_pack(make: Make, small: Small) -> None:
    made = make()
    before, _ = pack(made)
    firms.place_hold(small.good, kind="notice", reference="CK-1", by=None, because="Công khai.", is_public=True)
    after, files = pack(made)
    assert set(before.story.names) - set(after.story.names) == {GOOD}
    assert f"{len(before.story.names) - 1} đơn vị" in after.story.title
    assert not [name for name, content in files.items() if GOOD in packs.text(name, content)]


def test_an_approved_round_makes_a_draft_that_the_press_may_see_early(make: Make, cast: Cast) -> None:
    made = make("decided")
    release = services.prepare_release(made, by=cast.lan, because="Trình phát hành.")
    with pytest.raises(Refused):
        making.brief(release)
    press.approve(release, by=cast.minh, because="Đã đối chiếu.")
    release.refresh_from_db()
    brief = making.brief(release)
    assert brief.is_draft
    assert not brief.is_internal
    assert GOOD in brief.story.names
    assert {row[0] for row in (brief.story.grid.rows if brief.story.grid else [])} == {""}, "letters have no numbers yet"
