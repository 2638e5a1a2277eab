"""The types of practice and the fields that each adds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.fields import PartialDateField
from practices import choices
from practices.editor import edit_handler
from practices.models.practice import PracticePage, terms, translatable
from practices.models.terms import Vocabulary


class UpgradingProgrammePage(PracticePage):
    """A programme that upgrades settlements where people already live."""

    settlement = models.CharField(_("settlement"), max_length=200, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    hectares = models.DecimalField(_("hectares"), max_digits=10, decimal_places=2, null=True, blank=True)
    services = terms(Vocabulary.SERVICE, _("services provided"))
    tenure_approach = models.CharField(_("approach to tenure"), max_length=24, choices=choices.Tenure, blank=True)
    resettlement_share = models.DecimalField(
        _("households that had to move"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Per cent of all households"),
    )
    residents_role = models.TextField(_("role of residents’ organisations and savings groups"), blank=True)
    coverage = models.CharField(_("coverage"), max_length=10, choices=choices.Coverage, blank=True)

    practice_type = choices.PracticeType.UPGRADING_PROGRAMME
    TYPE_TEXTS = ("settlement", "residents_role")
    TYPE_FACTS = ("households", "hectares", "tenure_approach", "resettlement_share", "coverage")
    TYPE_TERMS = ("services",)
    is_creatable = True

    class Meta:
        verbose_name = _("upgrading programme")
        verbose_name_plural = _("upgrading programmes")


class AntiTraffickingUnitPage(PracticePage):
    """A municipal unit or coalition against trafficking in persons. Shelters' addresses and case data never enter."""

    referral_mechanism = models.TextField(_("referral mechanism"), blank=True)
    data_protection = models.TextField(
        _("data protection"),
        blank=True,
        help_text=_("What is said to people about their data, who may see it, how long it is kept"),
    )

    practice_type = choices.PracticeType.ANTI_TRAFFICKING_UNIT
    TYPE_TEXTS = ("referral_mechanism", "data_protection")
    TYPE_PARTS = ("functions",)
    is_creatable = True

    class Meta:
        verbose_name = _("anti-trafficking unit")
        verbose_name_plural = _("anti-trafficking units")


class CityDevelopmentStrategyPage(PracticePage):
    """A city development strategy, from assessment to review."""

    horizon_start = models.PositiveSmallIntegerField(_("horizon from"), null=True, blank=True)
    horizon_end = models.PositiveSmallIntegerField(_("horizon to"), null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=16, choices=choices.StrategyStage, blank=True)
    norms = terms(Vocabulary.NORM, _("norms it is guided by"))
    participants = models.TextField(_("who took part"), blank=True)
    adopted_by_whom = models.CharField(_("adopted by (body)"), max_length=200, blank=True)
    adopted_on = PartialDateField(_("adopted on"))
    investment_plan = models.CharField(_("investment plan"), max_length=16, choices=choices.InvestmentPlan, blank=True)

    practice_type = choices.PracticeType.CITY_DEVELOPMENT_STRATEGY
    TYPE_TEXTS = ("participants", "adopted_by_whom")
    TYPE_FACTS = ("horizon_start", "horizon_end", "stage", "adopted_on", "investment_plan")
    TYPE_TERMS = ("norms",)
    is_creatable = True

    class Meta:
        verbose_name = _("city development strategy")
        verbose_name_plural = _("city development strategies")


class SafetyPlanPage(PracticePage):
    """A municipal plan or programme for safety."""

    features = terms(Vocabulary.SAFETY_FEATURE, _("features"))
    violence_types = terms(Vocabulary.VIOLENCE_TYPE, _("types of violence"))
    approaches = terms(Vocabulary.APPROACH, _("approaches"))
    security_principles = terms(Vocabulary.SECURITY_PRINCIPLE, _("principles of legitimate security"))
    police_arrangement = models.TextField(_("arrangement between police and community"), blank=True)

    practice_type = choices.PracticeType.SAFETY_PLAN
    TYPE_TEXTS = ("police_arrangement",)
    TYPE_TERMS = ("features", "violence_types", "approaches", "security_principles")
    is_creatable = True

    class Meta:
        verbose_name = _("safety plan")
        verbose_name_plural = _("safety plans")


class OtherPracticePage(PracticePage):
    """A practice of any other kind."""

    practice_type = choices.PracticeType.OTHER_PRACTICE
    is_creatable = True

    class Meta:
        verbose_name = _("other practice")
        verbose_name_plural = _("other practices")


PRACTICE_MODELS: dict[str, type[PracticePage]] = {
    model.practice_type.value: model
    for model in (
        UpgradingProgrammePage,
        AntiTraffickingUnitPage,
        CityDevelopmentStrategyPage,
        SafetyPlanPage,
        OtherPracticePage,
    )
}
for _model in PRACTICE_MODELS.values():
    _model.translatable_fields = translatable(_model)
    _model.edit_handler = edit_handler(_model)
