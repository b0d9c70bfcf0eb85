"""Who the employers are, the lists that arrive about them, and what is established."""

from .asking import AnswerFile, Confirmation, ConfirmationEvent, SeatPolicy
from .batches import ImportBatch, ImportEvent, ReceivedUnder, RowChange, RowIssue, RowVerdict
from .checks import Check, CheckEvent, CheckPlan, Matter
from .coverage import CoverageCell, CoverageMonth, CoverageSource, Dimension, Statistic
from .facts import (
    Arrears,
    Balance,
    Conduct,
    Contribution,
    Headcount,
    OfficeArea,
    RegisterEntry,
    Sanction,
    SanctionState,
    Source,
    StatementLine,
)
from .firm import Firm, FirmEvent, FirmStatus, LegalForm, Office, TaxCode, UnitCode
from .handing import Every, OutgoingEvent, OutgoingLayout, OutgoingList, OwedList
from .mappings import ColumnMapping
from .merges import Merge, MergeEvent, MovedRow
from .names import CommuneName, FirmName, Word
from .requests import LetterBatch, LetterKind, Request, RequestEvent, RequestFile, Way
from .screening import DecisionRemark, Export, ExportEvent, PolicyEvent, ScreenPolicy, VerifiedReport
from .seats import AgencyEvent, OwedEvent, SeatEvent, TermsEvent
from .standing import Finding, Hold

__all__ = [
    "AgencyEvent",
    "AnswerFile",
    "Arrears",
    "Balance",
    "Check",
    "CheckEvent",
    "CheckPlan",
    "ColumnMapping",
    "CommuneName",
    "Conduct",
    "Confirmation",
    "ConfirmationEvent",
    "Contribution",
    "CoverageCell",
    "CoverageMonth",
    "CoverageSource",
    "DecisionRemark",
    "Dimension",
    "Every",
    "Export",
    "ExportEvent",
    "Finding",
    "Firm",
    "FirmEvent",
    "FirmName",
    "FirmStatus",
    "Headcount",
    "Hold",
    "ImportBatch",
    "ImportEvent",
    "LegalForm",
    "LetterBatch",
    "LetterKind",
    "Matter",
    "Merge",
    "MergeEvent",
    "MovedRow",
    "Office",
    "OfficeArea",
    "OutgoingEvent",
    "OutgoingLayout",
    "OutgoingList",
    "OwedEvent",
    "OwedList",
    "PolicyEvent",
    "ReceivedUnder",
    "RegisterEntry",
    "Request",
    "RequestEvent",
    "RequestFile",
    "RowChange",
    "RowIssue",
    "RowVerdict",
    "Sanction",
    "SanctionState",
    "ScreenPolicy",
    "SeatEvent",
    "SeatPolicy",
    "Source",
    "StatementLine",
    "Statistic",
    "TaxCode",
    "TermsEvent",
    "UnitCode",
    "VerifiedReport",
    "Way",
    "Word",
]
