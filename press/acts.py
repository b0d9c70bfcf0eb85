"""What the public ledger can say: one word for each public act."""

from __future__ import annotations

from enum import StrEnum

from core.text import gettext_noop


class Act(StrEnum):
    """What happened before the eyes of the public."""

    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CERTIFICATE_ISSUED = "certificate_issued"
    CERTIFICATE_SUSPENDED = "certificate_suspended"
    CERTIFICATE_RESTORED = "certificate_restored"
    CERTIFICATE_REVOKED = "certificate_revoked"


LABELS: dict[Act, str] = {
    Act.PUBLISHED: gettext_noop("Công khai"),
    Act.CORRECTED: gettext_noop("Đính chính"),
    Act.WITHDRAWN: gettext_noop("Thu hồi"),
    Act.EXPIRED: gettext_noop("Hết thời hạn công khai"),
    Act.CERTIFICATE_ISSUED: gettext_noop("Cấp thư biểu dương"),
    Act.CERTIFICATE_SUSPENDED: gettext_noop("Tạm dừng hiệu lực thư biểu dương"),
    Act.CERTIFICATE_RESTORED: gettext_noop("Khôi phục hiệu lực thư biểu dương"),
    Act.CERTIFICATE_REVOKED: gettext_noop("Thu hồi thư biểu dương"),
}
CHOICES = [(act.value, label) for act, label in LABELS.items()]
