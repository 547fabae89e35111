"""What a message is before anybody tries to understand it: words, or something else.

Some messages can't mean anything to the dialogue (a photo, a smiley, another language). A language
model trained on intents would call them by the name of some intent all the same, so they get their
own kind answer here. The text itself is recorded and screened before this, whole.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

UNDERSTOOD_LENGTH = 1000  # the encoder reads 256 word pieces, about as many characters

KEPT_LENGTH = 20_000  # of a longer text no more is recorded

NO_WORDS = "I can only read words, sorry. In a few words, how are you and your back?"
TOO_LONG = (
    "That's more than I can take in at once. I've kept what I can of it. What matters most "
    "to you right now, in a few sentences?"
)
NOT_ENGLISH = (
    "I'm sorry, I only understand English so far. If this is urgent, call your local emergency "
    "number or your maternity unit."
)

_THUMBS = {"\N{THUMBS UP SIGN}": "yes", "\N{THUMBS DOWN SIGN}": "no"}

# Everyday words that hardly occur in English, by language; two of them and no English one decide.
_FOREIGN = {
    "es": "el los las una que por para con está estoy muy dolor espalda noche hola gracias como "
    "pero bien tengo me duele mi bebé he dormido horas",
    "fr": "le les une des est je suis mal dos nuit bonjour merci pas très dormi heures avec pour "
    "mon bébé j'ai moi",
    "de": "der die das und ich bin habe nicht sehr rücken schmerzen nacht hallo danke mein heute "
    "geschlafen stunden mit für wie geht",
    "it": "il gli una che per con sono molto male schiena notte ciao grazie dormito ore mio ho non",
    "pt": "os uma que para com estou muito dor costas noite olá obrigada dormi horas meu não tenho",
    "pl": "nie jestem boli plecy noc dzień dobry dziękuję bardzo mnie dziecko się jak mam spałam",
    "nl": "het een ik ben niet erg rug pijn nacht hallo dank mijn geslapen uur met voor heb heel",
}
_ENGLISH = frozenset(
    "the a i i'm im my is it and to of in you can do was for no yes pain sleep slept baby back not "
    "have had what how with mood hours at on me this that are be he she him her we they them put "
    "so up down let won't don't can't didn't just like get got go when then there from our".split()
)
# words elsewhere too
_ENGLISH_ONLY = _ENGLISH - {"me", "a", "no", "do", "in", "is", "was", "he", "we", "so", "her", "up"}
_FOREIGN_SETS = {name: frozenset(words.split()) for name, words in _FOREIGN.items()}


@dataclass(frozen=True)
class Reading:
    """The text for the dialogue, and the reply that saves it the trouble unless safety speaks."""

    text: str
    reply: str | None = None


def read(text: str) -> Reading:
    """Clean a message for the dialogue, or say why it can't be understood."""
    cleaned = text.strip().lstrip("/").strip()  # a leading slash would run Rasa's commands
    for thumb, word in _THUMBS.items():
        if cleaned.startswith(thumb) and not _has_words(cleaned):
            return Reading(word)
    if not _has_words(cleaned):
        return Reading("", NO_WORDS)
    if len(text) >= KEPT_LENGTH:
        return Reading(cleaned[:UNDERSTOOD_LENGTH], TOO_LONG)
    if _is_foreign(cleaned):
        return Reading(cleaned[:UNDERSTOOD_LENGTH], NOT_ENGLISH)
    return Reading(cleaned[:UNDERSTOOD_LENGTH])


def _has_words(text: str) -> bool:
    return any(unicodedata.category(char)[0] in "LN" for char in text)


def _is_foreign(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    latin = sum("LATIN" in unicodedata.name(char, "") for char in letters)
    if letters and latin < len(letters) / 2:
        return True
    words = re.findall(
        r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    )
    if any(word in _ENGLISH_ONLY for word in words):
        return False
    return any(sum(word in known for word in words) >= 2 for known in _FOREIGN_SETS.values())
