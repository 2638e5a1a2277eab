"""The short, fixed vocabularies of a note, each with its source. Longer ones, which have pages, are terms (practices/models/terms.py)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PracticeType(models.TextChoices):
    """The kinds of practice that cities exchange here; the first four come from the reference documents."""

    UPGRADING_PROGRAMME = "upgrading_programme", _("Upgrading programme")
    ANTI_TRAFFICKING_UNIT = "anti_trafficking_unit", _("Anti-trafficking unit")
    CITY_DEVELOPMENT_STRATEGY = "city_development_strategy", _("City development strategy")
    SAFETY_PLAN = "safety_plan", _("Safety plan")
    OTHER_PRACTICE = "other_practice", _("Other practice")


class Scale(models.TextChoices):
    """The scales of the MIT toolkit's Table 1 (Urban Resilience in Situations of Chronic Violence, 2012), joined into five."""

    INDIVIDUAL = "individual", _("Individual")
    COMMUNITY = "community", _("Community")
    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
    CITY = "city", pgettext_lazy("scale", "City")
    METROPOLITAN = "metropolitan", _("Metropolitan")


class Status(models.TextChoices):
    """Where a practice stands; stopped and replaced practices are ordinary notes. Completed: it reached its planned end."""

    PLANNED = "planned", _("Planned")
    PILOT = "pilot", _("Pilot")
    RUNNING = "running", _("Running")
    SCALED_UP = "scaled_up", _("Scaled up")
    COMPLETED = "completed", _("Completed")
    STOPPED = "stopped", _("Stopped")
    REPLACED = "replaced", _("Replaced")


ENDED = (Status.STOPPED, Status.REPLACED)


class Participation(models.TextChoices):
    """The spectrum of public participation of the International Association for Public Participation (IAP2)."""

    INFORM = "inform", _("Inform")
    CONSULT = "consult", _("Consult")
    INVOLVE = "involve", _("Involve")
    COLLABORATE = "collaborate", _("Collaborate")
    EMPOWER = "empower", _("Empower")


class PartnerKind(models.TextChoices):
    """The portal's own: the kinds that *A Learning Alliance* (Cities Alliance) lists as contributors, and public services."""

    NATIONAL_GOVERNMENT = "national_government", _("National government")
    REGIONAL_GOVERNMENT = "regional_government", _("Regional government")
    LOCAL_GOVERNMENT = "local_government", _("Local government")
    POLICE = "police", _("Police")
    JUDICIARY = "judiciary", _("Judiciary")
    HEALTH = "health", _("Health service")
    NGO = "ngo", _("Non-governmental organisation")
    COMMUNITY = "community", _("Residents’ or community organisation")
    UNIVERSITY = "university", _("University or research")
    PRIVATE = "private", _("Private sector")
    DEVELOPMENT_AGENCY = "development_agency", _("Development agency")
    DEVELOPMENT_BANK = "development_bank", _("Development bank")
    NETWORK = "network", _("Network of cities or organisations")
    MEDIA = "media", _("Media")
    OTHER = "other", pgettext_lazy("kind of partner", "Other")


class CostBand(models.TextChoices):
    """Orders of magnitude of the whole practice's cost in US dollars, the upper bound excluded."""

    UNDER_100K = "under_100k", _("Under US$ 100,000")
    UNDER_1M = "100k_1m", _("US$ 100,000 to 1 million")
    UNDER_10M = "1m_10m", _("US$ 1 to 10 million")
    OVER_10M = "over_10m", _("Over US$ 10 million")

    @classmethod
    def of(cls, dollars: float) -> "CostBand":
        for bound, band in ((100_000, cls.UNDER_100K), (1_000_000, cls.UNDER_1M), (10_000_000, cls.UNDER_10M)):
            if dollars < bound:
                return band
        return cls.OVER_10M


class Evaluation(models.TextChoices):
    """The portal's own: who evaluated decides the evidence grade."""

    NONE = "none", pgettext_lazy("evaluation", "None")
    OWN = "own", _("By those who ran it")
    INDEPENDENT = "independent", _("Independent")


class EvidenceGrade(models.TextChoices):
    """Computed, never chosen: see practices/rules.py."""

    DESCRIBED = "described", _("Described")
    MONITORED = "monitored", _("Monitored")
    SELF_EVALUATED = "self_evaluated", _("Self-evaluated")
    INDEPENDENTLY_EVALUATED = "independently_evaluated", _("Independently evaluated")


class Better(models.TextChoices):
    """The portal's own: without it nobody can tell a change for the better."""

    HIGHER = "higher", _("Higher is better")
    LOWER = "lower", _("Lower is better")


class PrerequisiteKind(models.TextChoices):
    """The portal's own: what another city has to have before it starts."""

    MANDATE = "mandate", _("Mandate")
    BUDGET = "budget", _("Budget")
    STAFF = "staff", _("Staff")
    LAW = "law", _("Law")
    DATA = "data", _("Data")


class AdoptionDirection(models.TextChoices):
    """The portal's own: where a practice came from, and where it went."""

    FROM = "from", _("Adopted from")
    BY = "by", _("Adopted by")


class AdoptionOutcome(models.TextChoices):
    """The portal's own: what became of it in the other city."""

    PLANNED = "planned", pgettext_lazy("adoption", "Planned")
    ADOPTED = "adopted", pgettext_lazy("adoption", "Adopted")
    ADAPTED = "adapted", pgettext_lazy("adoption", "Adapted")
    STOPPED = "stopped", pgettext_lazy("adoption", "Stopped")


class ContactRole(models.TextChoices):
    """The portal's own: whom in a city a peer asks what."""

    COORDINATOR = "coordinator", _("Coordinator")
    POLITICAL = "political", _("Political lead")
    TECHNICAL = "technical", _("Technical staff")
    FINANCE = "finance", _("Finance")
    COMMUNITY = "community", _("Community liaison")


class Licence(models.TextChoices):
    """Licences of Creative Commons, by their SPDX identifiers."""

    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    CC0 = "CC0-1.0", "CC0 1.0"


class Visibility(models.TextChoices):
    """The portal's own: who may read a sensitive group."""

    PUBLIC = "public", _("Public")
    PEERS = "peers", _("Peers only")
    SECRETARIAT = "secretariat", _("Secretariat only")


class Tenure(models.TextChoices):
    """Ways to secure tenure, from UN-Habitat's continuum of land rights (Handling Land, 2012)."""

    NONE = "none", pgettext_lazy("tenure", "Not addressed")
    RECOGNITION = "recognition", _("Recognition of the settlement")
    OCCUPANCY_CERTIFICATE = "occupancy_certificate", _("Occupancy certificate")
    LEASE = "lease", _("Lease")
    INDIVIDUAL_TITLE = "individual_title", _("Individual title")
    COLLECTIVE_TITLE = "collective_title", _("Collective title")
    RELOCATION = "relocation", _("Relocation to titled land")


class Coverage(models.TextChoices):
    """The portal's own: how far an upgrading programme reaches."""

    SETTLEMENT = "settlement", _("One settlement or a few")
    CITY_WIDE = "city_wide", _("City-wide")
    NATIONAL = "national", _("National")


class StrategyStage(models.TextChoices):
    """Stages of a city development strategy, as the Cities Alliance's guidelines order them."""

    ASSESSMENT = "assessment", _("Assessment")
    VISION = "vision", _("Vision")
    STRATEGY = "strategy", _("Strategy")
    ACTION_PLAN = "action_plan", _("Action plan")
    INVESTMENT_PLAN = "investment_plan", _("Investment plan")
    IMPLEMENTATION = "implementation", _("Implementation")
    REVIEW = "review", _("Review")


class InvestmentPlan(models.TextChoices):
    """The portal's own: how far a strategy's investment plan has come."""

    NONE = "none", pgettext_lazy("investment plan", "None")
    IN_PREPARATION = "in_preparation", _("In preparation")
    ADOPTED = "adopted", pgettext_lazy("investment plan", "Adopted")


_CURRENCY_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG
HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA
MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG DEM FRF ITL ESP NLG HRK MRO SLL VEB VEF ZWL
"""
#: ISO 4217 codes of money in use, and of the former currencies that older programmes were counted in.
CURRENCIES = frozenset(_CURRENCY_CODES.split())
