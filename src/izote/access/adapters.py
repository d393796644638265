"""How allauth behaves here: no open sign-up, secrets encrypted, every sign-in on the trail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from izote.access import sealing_wax


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False


class MFAAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery codes are encrypted at rest."""

    def encrypt(self, text: str) -> str:
        """Ciphertext of a second factor's secret."""
        return sealing_wax.seal_text(text, about="mfa")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return sealing_wax.open_text(encrypted_text, about="mfa")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An identity provider signs in those who were invited, never strangers."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody signs up by themselves."""
        return False
