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
from .handing import OutgoingEvent, OutgoingLayout, OutgoingList, OwedList
from .mappings import ColumnMapping
from .merges import Merge, MergeEvent, MovedRow
from .names import FirmName, Word
from .requests import LetterBatch, LetterKind, Request, RequestEvent, RequestFile, Way
from .screening import DecisionRemark, Export, ExportEvent, PolicyEvent, PolicyState, ScreenPolicy, VerifiedReport
from .standing import Finding, Hold

__all__ = [
    "AnswerFile",
    "Arrears",
    "Balance",
    "Check",
    "CheckEvent",
    "CheckPlan",
    "ColumnMapping",
    "Conduct",
    "Confirmation",
    "ConfirmationEvent",
    "Contribution",
    "CoverageCell",
    "CoverageMonth",
    "CoverageSource",
    "DecisionRemark",
    "Dimension",
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
    "OwedList",
    "PolicyEvent",
    "PolicyState",
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
    "SeatPolicy",
    "Source",
    "StatementLine",
    "Statistic",
    "TaxCode",
    "UnitCode",
    "VerifiedReport",
    "Way",
    "Word",
]
