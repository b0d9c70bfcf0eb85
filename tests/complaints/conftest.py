"""The desk, its officers, and a case that came in through the real services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from complaints import sealing, services
from complaints.models import Complaint

PASSPHRASE = "bốn con vịt đi qua cầu gỗ"
HANDLER = ("complaints.handle_complaint", "complaints.manage_keys")


@pytest.fixture(autouse=True)
def _cheap_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys at a toy cost: what is tested is who can open what, not how long it takes."""
    monkeypatch.setattr(sealing.new_case_lock, "__kwdefaults__", {"cost": 4})
    monkeypatch.setattr(sealing.wrap, "__kwdefaults__", {"cost": 4})


@pytest.fixture
def officer(hire: Callable[..., Any]) -> Any:
    """An officer who holds the desk's key."""
    person = hire("lan", *HANDLER, last_name="Nguyễn", first_name="Lan")
    services.enrol_first_officer(person, PASSPHRASE)
    return person


@pytest.fixture
def desk(officer: Any) -> services.OpenDesk:
    """The desk, unlocked."""
    opened = services.reopen_desk(officer, services.unlock_desk(officer, PASSPHRASE))
    assert opened is not None
    return opened


@pytest.fixture
def receipt(officer: Any) -> services.Receipt:
    """The receipt of a case."""
    return services.file("Công ty chưa đóng bảo hiểm xã hội sáu tháng nay.", wants="feedback")


@pytest.fixture
def complaint(receipt: services.Receipt) -> Complaint:
    """The case itself."""
    return Complaint.objects.get(pk=receipt.complaint_id)
