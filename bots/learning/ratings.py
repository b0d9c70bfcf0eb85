"""What people thought of an answer: sums per answer and revision, one voice per conversation."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F

from .. import sealing
from ..models import Conversation
from .models import Rated, Rating


def rate(conversation: Conversation, slug: str, revision: int, *, is_helpful: bool) -> bool:
    """Count what a conversation thinks of one revision of an answer, its first word only; return whether it was counted."""
    mark = sealing.name("rated", f"{conversation.pk}|{slug}|{revision}")
    try:
        with transaction.atomic():
            Rated.objects.create(conversation=conversation, mark=mark)
    except IntegrityError:
        return False
    row, _ = Rating.objects.get_or_create(slug=slug, revision=revision)
    field = "helpful" if is_helpful else "unhelpful"
    Rating.objects.filter(pk=row.pk).update(**{field: F(field) + 1})
    return True
