from practices.models.index import PracticeIndexPage
from practices.models.parts import (
    Adoption,
    Author,
    BuildingBlock,
    ChangeNote,
    Contact,
    FunctionCovered,
    Funder,
    FurtherCity,
    Indicator,
    NoteDocument,
    NoteLink,
    PartnerSupport,
    Photo,
    Prerequisite,
    Source,
)
from practices.models.practice import PracticePage
from practices.models.reading import ReadingList, ReadingListEntry
from practices.models.record import PublicRecord, RestrictedGroup, shown_of
from practices.models.terms import Term, Vocabulary
from practices.models.types import (
    PRACTICE_MODELS,
    AntiTraffickingUnitPage,
    CityDevelopmentStrategyPage,
    OtherPracticePage,
    SafetyPlanPage,
    UpgradingProgrammePage,
)

__all__ = [
    "PRACTICE_MODELS",
    "Adoption",
    "AntiTraffickingUnitPage",
    "Author",
    "BuildingBlock",
    "ChangeNote",
    "CityDevelopmentStrategyPage",
    "Contact",
    "FunctionCovered",
    "Funder",
    "FurtherCity",
    "Indicator",
    "NoteDocument",
    "NoteLink",
    "OtherPracticePage",
    "PartnerSupport",
    "Photo",
    "PracticeIndexPage",
    "PracticePage",
    "Prerequisite",
    "PublicRecord",
    "ReadingList",
    "ReadingListEntry",
    "RestrictedGroup",
    "SafetyPlanPage",
    "Source",
    "Term",
    "UpgradingProgrammePage",
    "Vocabulary",
    "shown_of",
]
