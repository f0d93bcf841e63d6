"""What makes a password refused, beyond its length and Django's list of common ones.

Source: ANSSI, recommandations relatives à l'authentification multifacteur et aux mots de passe (2021), and CNIL
deliberation 2022-100: length and a list of common passwords, no rule on kinds of characters.
"""

import re
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hygie.accounts.models import Person

#: words people reach for here; padded with digits and signs they stay as easy to guess
_WORDS: Final = """
azerty azertyuiop qwerty qwertyuiop motdepasse monmotdepasse password passe bonjour bonsoir soleil doudou loulou
chouchou coucou jetaime marseille paris lyon france bienvenue welcome changeme changezmoi provisoire secret test admin
administrateur administrator hopital hospital clinique centrehospitalier chu chru ght ars sante rssi dsi securite
cybersecurite urgences reanimation medecin infirmier hygie azertyuiopqsdfghjklm janvier fevrier mars avril mai juin
juillet aout septembre octobre novembre decembre printemps ete automne hiver
"""
_OBVIOUS: Final = frozenset(_WORDS.split())
_DISGUISES: Final = str.maketrans("0134578@$€!", "oieastbaaei")


class ObviousPasswordValidator:
    """Refuses an everyday word dressed up: "Motdepasse2026!", "H0pital-123456", "azertyazerty"."""

    def validate(self, password: str, user: Person | None = None) -> None:
        bare = _bare(password)
        undisguised = _bare(password.strip("0123456789!@$€#?.,;:-_*+ ").translate(_DISGUISES))
        obvious = any(_is_obvious(word) for word in (bare, undisguised))
        if obvious or len(set(password)) < 5 or (user and _is_mostly_own_name(bare, user)):
            raise ValidationError(self.get_help_text(), code="password_too_obvious")

    def get_help_text(self) -> str:
        return _("Not an everyday word or your own name with digits or signs, nor the same few characters repeated.")


def _bare(text: str) -> str:
    """Letters only, without accents or case."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in decomposed if letter.isascii() and letter.isalpha())


def _is_mostly_own_name(word: str, person: Person) -> bool:
    """Whether little is left once the person's names, and the words of their address, are taken out."""
    names = re.split(r"[\W_]+", f"{person.first_name} {person.last_name} {person.email}")
    left = word
    for name in sorted(map(_bare, names), key=len, reverse=True):
        left = left.replace(name, "") if len(name) >= 3 else left
    return left != word and len(left) < 6


def _is_obvious(word: str) -> bool:
    if word in _OBVIOUS:
        return True
    half = len(word) // 2
    return half > 0 and word == word[:half] * 2 and word[:half] in _OBVIOUS
