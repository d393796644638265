"""Places, what they are called, where they belong, and how many people lived there."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Country(models.Model):
    """A country whose pack has been loaded, and in which version."""

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=80)
    version = models.CharField(max_length=16)
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name


def _in_order() -> Q:
    return Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to"))


class Place(models.Model):
    """A department, municipality, district or canton; its level is a key of the country pack."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="places")
    code = models.CharField(max_length=16)
    level = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_capital = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["country", "code"], name="place_code_once_per_country"),
            models.CheckConstraint(condition=_in_order(), name="place_validity_in_order"),
        ]
        indexes = [models.Index(fields=["country", "level"], name="place_by_level")]

    def __str__(self) -> str:
        return self.name


class PlaceName(models.Model):
    """Another name of a place: former, short, or a variant in writing."""

    class Kind(models.TextChoices):
        FORMER = "former", _("former name")
        SHORT = "short", _("short name")
        VARIANT = "variant", _("other spelling")

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="place_name_once"),
            models.CheckConstraint(condition=_in_order(), name="place_name_validity_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceParent(models.Model):
    """The wider place to which a place belongs, and when."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="parents")
    parent = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="children")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "parent"], name="place_parent_once"),
            models.CheckConstraint(condition=_in_order(), name="place_parent_validity_in_order"),
            models.CheckConstraint(condition=~Q(place=F("parent")), name="place_not_in_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} in {self.parent_id}"


class PlaceCode(models.Model):
    """What another system calls a place; some systems are unique only within a wider code."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="codes")
    system = models.CharField(max_length=32)
    within = models.CharField(max_length=16, blank=True)
    code = models.CharField(max_length=32)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "system"], name="place_code_once_per_system"),
            models.CheckConstraint(condition=_in_order(), name="place_code_validity_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.within} {self.code}"


class Population(models.Model):
    """How many people lived in a place, by whose count."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="population")
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=1, blank=True)
    age_band = models.CharField(max_length=16, blank=True)
    count = models.PositiveIntegerField()
    source = models.CharField(max_length=160)
    version = models.CharField(max_length=32)
    note = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "year", "sex", "age_band", "source", "version"], name="population_once"),
            models.CheckConstraint(condition=Q(sex__in=["", "F", "M"]), name="population_sex"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.year} {self.sex}: {self.count}"


class Boundary(models.Model):
    """The imported line of a place; one at a time, a new import replaces it."""

    place = models.OneToOneField(Place, on_delete=models.CASCADE, related_name="boundary")
    geojson = models.JSONField()
    source = models.CharField(max_length=160)
    version = models.CharField(max_length=32)
    imported_by = models.CharField(max_length=150, blank=True)

    def __str__(self) -> str:
        return f"{self.place_id} {self.version}"
