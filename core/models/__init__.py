"""The tables of the ground: who works here, where, which law is in force, and how often a caller came."""

from .law import Article, Certainty, Instrument, Parameter
from .offices import Agency, Installation, Officer, Pulse, Quota, SwappedDay
from .policies import Policy, PolicyState
from .territory import Commune, Province, Scheme

__all__ = [
    "Agency",
    "Article",
    "Certainty",
    "Commune",
    "Installation",
    "Instrument",
    "Officer",
    "Parameter",
    "Policy",
    "PolicyState",
    "Province",
    "Pulse",
    "Quota",
    "Scheme",
    "SwappedDay",
]
