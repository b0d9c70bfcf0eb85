"""What the public ledger can say: one word for each public act."""

from __future__ import annotations

from enum import StrEnum


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
    Act.PUBLISHED: "Công khai",
    Act.CORRECTED: "Đính chính",
    Act.WITHDRAWN: "Thu hồi",
    Act.EXPIRED: "Hết thời hạn công khai",
    Act.CERTIFICATE_ISSUED: "Cấp thư biểu dương",
    Act.CERTIFICATE_SUSPENDED: "Tạm dừng hiệu lực thư biểu dương",
    Act.CERTIFICATE_RESTORED: "Khôi phục hiệu lực thư biểu dương",
    Act.CERTIFICATE_REVOKED: "Thu hồi thư biểu dương",
}
CHOICES = [(act.value, label) for act, label in LABELS.items()]
