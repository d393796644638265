"""What people type about accounts; allauth's forms with our words."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth import password_validation
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization, User
from izote.access.roles import ROLES
from izote.access.rules import OFFICE_CODE, USERNAME, grantable

CODE_HINT = _("Six digits from the application, or one of the printed codes.")


def _plain(field: forms.Field, label: Any, hint: Any = "") -> None:
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)


class SignInForm(account.LoginForm):
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], _("User name"))
        _plain(self.fields["password"], _("Password"))
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")


class ConfirmPasswordForm(account.ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], _("Password"))


class NewPasswordForm(account.ChangePasswordForm):
    """The present password and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], _("Present password"))
        _plain(self.fields["password1"], _("New password"), _("At least 12 characters; several words are easier to remember than signs."))
        _plain(self.fields["password2"], _("New password again"))


class SecondFactorForm(mfa.AuthenticateForm):
    """A code at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Code"), CODE_HINT)
        self.fields["code"].widget.attrs.update(inputmode="numeric", maxlength="20")


class ConfirmCodeForm(mfa.ReauthenticateForm):
    """A code before a sensitive act."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Code"), CODE_HINT)


class AddApplicationForm(totp.ActivateTOTPForm):
    """The first code that the application shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Code that the application shows"))
        self.fields["code"].widget.attrs.update(inputmode="numeric", maxlength="10")


class AddKeyForm(webauthn.AddWebAuthnForm):
    """The name of a security key; the key itself answers through the browser."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["name"], _("Name of the key"), _("So that you can tell your keys apart."))
        self.initial["name"] = _("My key")
        self.fields["name"].max_length = 60


class EmailForm(forms.Form):
    """The own address."""

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Only to be told that a task waits; nothing of what stands in Izote is ever sent. Empty: no e-mail comes."),
    )


class InvitedPasswordForm(forms.Form):
    """The password that an invited user chooses."""

    password1 = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 12 characters; several words are easier to remember than signs."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("New password again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Both times the same, and strong enough."""
        given: dict[str, Any] = super().clean() or {}
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords are not the same."))
        elif first:
            try:
                password_validation.validate_password(first, self.user)
            except forms.ValidationError as weak:
                self.add_error("password1", weak)
        return given


class RoleForm(forms.Form):
    """A role in one of the offices that the administrator manages."""

    org = forms.ModelChoiceField(label=_("Office"), queryset=Organization.objects.none())
    role = forms.ChoiceField(label=_("Role"))
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty when no end is known."),
    )  # fmt: skip

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = offices  # type: ignore[attr-defined]
        names = set().union(*(grantable(kind) for kind in offices.values_list("kind", flat=True).distinct()))
        self.fields["role"].choices = [(name, ROLES[name].label) for name in ROLES if name in names]  # type: ignore[attr-defined]


class InviteForm(RoleForm):
    """A new member of staff."""

    field_order = ["username", "display_name", "org", "role"]
    until = None  # type: ignore[assignment]
    username = forms.CharField(
        label=_("User name"),
        max_length=40,
        help_text=_("Small letters without accents, digits, dots or dashes."),
        validators=[RegexValidator(USERNAME, _("Three letters or more; small letters without accents, digits, dots or dashes."))],
    )
    display_name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As colleagues call her or him."))


class OfficeForm(forms.ModelForm):
    """What is known of an office."""

    class Meta:
        model = Organization
        fields: ClassVar[list[str]] = ["name", "place_code", "phone", "is_active"]
        labels: ClassVar[dict[str, Any]] = {"place_code": _("Code of the district"), "is_active": _("The office is open")}


class NewOfficeForm(OfficeForm):
    """An office that opens."""

    field_order = ["code", "name", "kind", "place_code", "phone"]
    code = forms.CharField(
        label=_("Code"),
        max_length=3,
        help_text=_("Three letters; every file's code begins with them."),
        validators=[RegexValidator(OFFICE_CODE, _("Three capital letters without accents."))],
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[c for c in Organization.Kind.choices if c[0] != Organization.Kind.PLATFORM])
    is_active = None

    class Meta(OfficeForm.Meta):
        fields: ClassVar[list[str]] = ["name", "place_code", "phone"]


class TrailForm(forms.Form):
    """Which lines of the trail are wanted."""

    user = forms.CharField(label=_("User"), required=False, max_length=60)
    verb = forms.ChoiceField(label=_("What was done"), required=False)
    code = forms.CharField(label=_("Code"), required=False, max_length=40)
    day = forms.DateField(label=_("Which day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, verbs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", _("Everything")), *verbs]  # type: ignore[attr-defined]
