"""A file per family of nouns; every table by its noun."""

from cairn.store.models.audit import Disposal, Event
from cairn.store.models.concerns import Concern, ConcernMove
from cairn.store.models.inspections import (
    Activity,
    ActivityNote,
    Inspection,
    InspectionMove,
    Request,
    RequestMove,
    ScopeDecision,
    Upload,
    UploadChunk,
)
from cairn.store.models.judgements import (
    Evaluation,
    EvaluationCitation,
    EvaluationMove,
    LedgerActivity,
    LedgerEntry,
    LedgerMove,
)
from cairn.store.models.people import (
    ApiToken,
    ConductAcceptance,
    Interest,
    Invitation,
    Membership,
    Notice,
    Person,
)
from cairn.store.models.programmes import Holiday, Partnership, Phase, Programme
from cairn.store.models.reports import (
    GoodPractice,
    Publication,
    PublicationFile,
    PublicationSection,
    PublishedEvaluation,
    Report,
    ReportMove,
    ReportText,
)

__all__ = [
    "Activity",
    "ActivityNote",
    "ApiToken",
    "Concern",
    "ConcernMove",
    "ConductAcceptance",
    "Disposal",
    "Evaluation",
    "EvaluationCitation",
    "EvaluationMove",
    "Event",
    "GoodPractice",
    "Holiday",
    "Inspection",
    "InspectionMove",
    "Interest",
    "Invitation",
    "LedgerActivity",
    "LedgerEntry",
    "LedgerMove",
    "Membership",
    "Notice",
    "Partnership",
    "Person",
    "Phase",
    "Programme",
    "Publication",
    "PublicationFile",
    "PublicationSection",
    "PublishedEvaluation",
    "Report",
    "ReportMove",
    "ReportText",
    "Request",
    "RequestMove",
    "ScopeDecision",
    "Upload",
    "UploadChunk",
]
