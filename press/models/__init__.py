"""What the media desk stores."""

from .dealings import Clipping, ClippingEvent, EmbargoLink, EmbargoOpening, PressQuestion, PressQuestionEvent
from .deliveries import Allowance, ChannelEvent, ChannelSetting, Delivery, DeliveryEvent, Dispatch, Task
from .ledger import DailyHead, LedgerEntry, LedgerHead
from .opendata import OpenChange, OpenHead, OpenLicence
from .packs import Handover, MadePack
from .readers import Hook, PressContact, PressContactEvent, Subscriber
from .releases import Correction, Counter, Release, ReleaseEvent
from .speaking import PressPolicy, PressPolicyEvent, PressRelease, PressReleaseEvent, PressText, Spokesperson

__all__ = [
    "Allowance",
    "ChannelEvent",
    "ChannelSetting",
    "Clipping",
    "ClippingEvent",
    "Correction",
    "Counter",
    "DailyHead",
    "Delivery",
    "DeliveryEvent",
    "Dispatch",
    "EmbargoLink",
    "EmbargoOpening",
    "Handover",
    "Hook",
    "LedgerEntry",
    "LedgerHead",
    "MadePack",
    "OpenChange",
    "OpenHead",
    "OpenLicence",
    "PressContact",
    "PressContactEvent",
    "PressPolicy",
    "PressPolicyEvent",
    "PressQuestion",
    "PressQuestionEvent",
    "PressRelease",
    "PressReleaseEvent",
    "PressText",
    "Release",
    "ReleaseEvent",
    "Spokesperson",
    "Subscriber",
    "Task",
]
