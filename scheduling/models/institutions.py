"""What an institution is made of: the institution, its sites, and the names behind its SIDs."""

from __future__ import annotations

from urllib.parse import urlsplit

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from scheduling import wall_time
from scheduling.card_payment.publishable_keys import key_fault
from scheduling.date_formats import DEFAULT_LOCALE, LOCALES
from scheduling.models.columns.kept_columns import LocaleField, ZoneField
from scheduling.models.columns.number_columns import BooleanField, KnownSmallNumberField
from scheduling.models.encryption import EncryptedTextField, is_readable, opened
from scheduling.proctoring_api.auth import (
    ClientCredentials,
    Credentials,
    HeaderToken,
    LockedCredentials,
)
from scheduling.proctoring_api.connection_settings import Connection
from scheduling.proctoring_api.http.web_addresses import host_fault, is_allowed, is_loopback
from scheduling.time_zones import zone_names

OF_ANOTHER = "This is the SID of another institution’s {}. Check which one it is."


def sid_pattern(prefix: str) -> RegexValidator:
    """A validator for the vendor's identifiers (contract §1): two capitals and 32 hex digits."""
    example = f"{prefix}0123456789abcdef0123456789abcdef"
    return RegexValidator(
        rf"^{prefix}[a-f0-9]{{32}}\Z", f"Enter {prefix} and 32 characters 0–9 a–f, like {example}."
    )


def check_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is the IANA zone of a place."""
    if wall_time.find_zone(name) != name:
        raise ValidationError(zone_names.question_about(name))


def check_publishable_key(key: str) -> None:
    """Raise ValidationError for what is no publishable key, above all for a secret one."""
    if fault := key_fault(key):
        raise ValidationError(fault)


def _address_fault(address: str) -> str:
    if any(mark in address for mark in "@?#"):
        return "Enter the address alone: no name, password, ? or # in it."
    if address and not is_allowed(address):
        return (
            "Enter an address that begins with https://. With http:// others could read the token."
        )
    if address and host_fault(address, settings.API_HOSTS, is_practice=settings.PRACTICE):
        return (
            "The portal may not call this host, or not at this port. Check the address for typing"
            " mistakes, and leave out the port. If the host is right, ask your system administrator"
            " to add the host to API_HOSTS."
        )
    return ""


class Institution(models.Model):
    """An institution: where its API is, how to sign in to it, and whose clock and money it uses."""

    class AuthStyle(models.TextChoices):
        TOKEN = "token", "API token in a header"
        CLIENT_CREDENTIALS = "client-credentials", "OAuth 2.0 client credentials"

    sid = models.CharField("SID", max_length=34, unique=True, validators=[sid_pattern("AI")])
    name = models.CharField(max_length=120)
    base_url = models.URLField("address of the API", max_length=300)
    time_zone = ZoneField(max_length=64, validators=[check_time_zone])
    currency = models.CharField(max_length=3, default="USD")
    locale = LocaleField(
        "dates and clocks",
        max_length=10,
        blank=True,
        default=DEFAULT_LOCALE,
        choices=[(name, Locale.parse(name).get_territory_name("en")) for name in LOCALES],
    )
    auth_style = models.CharField(max_length=20, choices=AuthStyle, default=AuthStyle.TOKEN)
    api_token = EncryptedTextField("API token", blank=True, default="")
    oauth_token_url = models.URLField("token address", max_length=300, blank=True, default="")
    oauth_client_id = models.CharField("client id", max_length=34, blank=True, default="")
    oauth_client_secret = EncryptedTextField("client secret", blank=True, default="")
    # By which browsers make card tokens for its account at Stripe; it is no secret.
    stripe_publishable_key = models.CharField(
        "Stripe publishable key",
        max_length=255,
        blank=True,
        default="",
        validators=[check_publishable_key],
    )
    confirmation_text = models.TextField("confirmation text", blank=True, default="")
    is_active = BooleanField("in use", default=True)
    synced_at = models.DateTimeField("sessions last loaded", null=True, editable=False)
    sync_lease_until = models.DateTimeField(null=True, editable=False)
    sync_failure = models.CharField(max_length=300, blank=True, default="", editable=False)
    token_refused = BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("name",)
        verbose_name = "institution"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raise ValidationError for an address to which nothing may be sent (contract §1), or with
        more in it than the way to a server: the log keeps it.
        """
        for name in ("base_url", "oauth_token_url"):
            if fault := _address_fault(getattr(self, name)):
                raise ValidationError({name: fault})

    @property
    def connection(self) -> Connection:
        """How the API client reaches this institution."""
        return Connection(
            base_url=self.base_url,
            credentials=self._credentials(),
            timeout=settings.API_TIMEOUT,
            ca_bundle=settings.API_CA_BUNDLE,
            hosts=frozenset(settings.API_HOSTS),
            is_practice=settings.PRACTICE,
        )

    @property
    def is_locked(self) -> bool:
        """Whether the secret that it signs in with can't be decrypted here, so that nothing can be
        sent.
        """
        uses_client = self.auth_style == self.AuthStyle.CLIENT_CREDENTIALS
        return not is_readable(self.oauth_client_secret if uses_client else self.api_token)

    @property
    def has_unreadable_secret(self) -> bool:
        """Whether any of its secrets can't be decrypted here, the one that it uses or another."""
        return not (is_readable(self.oauth_client_secret) and is_readable(self.api_token))

    def _credentials(self) -> Credentials:
        """Decrypted here, so when a call is made."""
        if self.is_locked:
            return LockedCredentials()
        if self.auth_style == self.AuthStyle.CLIENT_CREDENTIALS:
            return ClientCredentials(
                token_url=self.oauth_token_url,
                client_id=self.oauth_client_id,
                client_secret=opened(self.oauth_client_secret),
            )
        return HeaderToken(token=opened(self.api_token))

    @property
    def is_practice(self) -> bool:
        """Whether the API is on this very machine, so that nothing real can happen."""
        return is_practice_address(self.base_url)


def is_practice_address(base_url: str) -> bool:
    """Whether an API's address is on this very machine."""
    try:
        return is_loopback(urlsplit(base_url).hostname or "")
    except ValueError:
        return False


class Location(models.Model):
    """A place (or a partner) where exams are proctored, known to the API as a proctor location."""

    class Kind(models.TextChoices):
        TESTING_CENTER = "testing-center", "Testing center"
        ONLINE = "online", "Online"
        PARTNER = "partner", "Partner's site"

    institution = models.ForeignKey(
        Institution, models.PROTECT, verbose_name="institution", related_name="locations"
    )
    name = models.CharField(max_length=120)
    pl_sid = models.CharField("location SID", max_length=34, validators=[sid_pattern("PL")])
    kind = models.CharField(
        max_length=20,
        choices=Kind,
        default=Kind.TESTING_CENTER,
        blank=True,
        help_text=(
            "Session types offer only locations of their own kind. Empty: offered for every type."
        ),
    )
    time_zone = ZoneField(max_length=64, blank=True, validators=[check_time_zone])
    address = models.CharField(max_length=300, blank=True)
    seats = KnownSmallNumberField(
        null=True, blank=True, help_text="At the same time. Leave empty not to count."
    )
    is_active = BooleanField("offered", default=True)

    class Meta:
        ordering = ("name",)
        verbose_name = "location"
        constraints = (
            models.UniqueConstraint(
                fields=("institution", "pl_sid"), name="location_once_per_institution"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raise ValidationError for the SID of another institution's location:
        it names one location (contract §1).
        """
        _refuse_another_s(self, "pl_sid", "location")


class InstructorEntry(models.Model):
    """A place-and-time entry of an instructor who proctors (contract §1, `CP…`)."""

    institution = models.ForeignKey(
        Institution, models.PROTECT, verbose_name="institution", related_name="instructor_entries"
    )
    name = models.CharField(max_length=160)
    cp_sid = models.CharField("entry SID", max_length=34, validators=[sid_pattern("CP")])
    is_active = BooleanField("offered", default=True)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "instructor entries"
        constraints = (
            models.UniqueConstraint(
                fields=("institution", "cp_sid"), name="entry_once_per_institution"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raise ValidationError for the SID of another institution's entry."""
        _refuse_another_s(self, "cp_sid", "instructor entry")


class PolicyVersion(models.Model):
    """A version of a cancellation policy (contract §1, `CV…`)."""

    institution = models.ForeignKey(
        Institution, models.PROTECT, verbose_name="institution", related_name="policy_versions"
    )
    name = models.CharField(max_length=160)
    cv_sid = models.CharField("policy version SID", max_length=34, validators=[sid_pattern("CV")])
    is_active = BooleanField("offered", default=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("institution", "cv_sid"), name="policy_once_per_institution"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raise ValidationError for the SID of another institution's policy version."""
        _refuse_another_s(self, "cv_sid", "policy version")


def _refuse_another_s(row: models.Model, column: str, what: str) -> None:
    """Raise ValidationError for the SID of what another institution has, unless it is stored so
    already, or SmarterProctoring has shown it at a session of the row's own.
    """
    sid, here = getattr(row, column), row.institution_id
    rows = type(row)._default_manager.filter(**{column: sid})
    if not sid or here is None or not rows.exclude(institution=here).exists():
        return
    is_shown = row.institution.sessions.filter(arranged__contains=sid).exists()
    if not is_shown and not rows.filter(pk=row.pk, institution=here).exists():
        raise ValidationError({column: OF_ANOTHER.format(what)})


class ProctorType(models.Model):
    """One of the vendor's kinds of proctor (contract §5, `TS…`); the same for every institution."""

    class Where(models.TextChoices):
        REMOTE = "remote", "Remote"
        ON_SITE = "on-site", "On site"

    name = models.CharField(max_length=120)
    ts_sid = models.CharField(
        "proctor type SID", max_length=34, unique=True, validators=[sid_pattern("TS")]
    )
    where = models.CharField(max_length=10, choices=Where)
    is_active = BooleanField("offered", default=True)

    class Meta:
        ordering = ("where", "name")

    def __str__(self) -> str:
        return self.name
