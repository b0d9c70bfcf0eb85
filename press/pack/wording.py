"""Words that a story must not use: none shames, and what only a sanction may say stands nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..stories import Story, Tone

#: Words that no basis allows an authority (there is no "criticism" in the law), and old words for what the law names otherwise.
NEVER = ("phê bình", "bêu tên", "con nợ", "nợ bảo hiểm", "nợ đọng", "chây ì", "danh sách đen", "bất hảo")
#: Words that stand in a sanction decision, and may be said where one is the basis.
OF_SANCTIONS = ("vi phạm", "trốn đóng", "xử phạt", "tái phạm")


def unfit(story: Story) -> list[str]:
    """Return the words of our own sentences that the tone of ``story`` does not allow; what others wrote stands in quotes and is theirs."""
    barred = NEVER if story.tone in (Tone.SANCTIONED, Tone.NEWS) else (*NEVER, *OF_SANCTIONS)
    ours = " ".join(_unquoted(own(story))).casefold()
    return [word for word in barred if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", ours)]


def own(story: Story) -> list[str]:
    """Return the sentences that a story says itself."""
    graph = [story.graph.title, story.graph.about] if story.graph else []
    return [story.title, story.lead, story.brief, story.basis, *story.paragraphs, *story.spoken, *graph]


def unguarded(story: Story) -> list[str]:
    """Return what a story says where nothing can be taken back."""
    graph = [story.graph.title, story.graph.about, *story.graph.labels, *(each.name for each in story.graph.series)] if story.graph else []
    return [story.title, story.brief, *story.spoken, *story.names, *graph]


def _unquoted(texts: Iterable[str]) -> Iterable[str]:
    return (re.sub(r"“[^”]*”", "", text) for text in texts)
