"""Everything that changes a complaint, a draft or a key; other rooms call these names."""

from .desk import accept, answer, case_file, classify, close, forward, receive_paper, reveal, write_note
from .filing import Person, Receipt, add_to_draft, draft_is_open, drop_draft, file, one_time_link, send_draft, start_draft
from .keys import (
    OPEN_FOR,
    OpenDesk,
    change_passphrase,
    enrol_first_officer,
    invite,
    is_open_for_complaints,
    lock_desk,
    remove_holder,
    reopen_desk,
    unlock_desk,
)
from .reporter import Status, UnknownCode, add_evidence, read, status, withdraw, write_again
from .retention import erase_due, forget_expired, forget_orphans

__all__ = [
    "OPEN_FOR",
    "OpenDesk",
    "Person",
    "Receipt",
    "Status",
    "UnknownCode",
    "accept",
    "add_evidence",
    "add_to_draft",
    "answer",
    "case_file",
    "change_passphrase",
    "classify",
    "close",
    "draft_is_open",
    "drop_draft",
    "enrol_first_officer",
    "erase_due",
    "file",
    "forget_expired",
    "forget_orphans",
    "forward",
    "invite",
    "is_open_for_complaints",
    "lock_desk",
    "one_time_link",
    "read",
    "receive_paper",
    "remove_holder",
    "reopen_desk",
    "reveal",
    "send_draft",
    "start_draft",
    "status",
    "unlock_desk",
    "withdraw",
    "write_again",
    "write_note",
]
