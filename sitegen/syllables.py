"""What a Vietnamese syllable is, and where its tone mark stands.

The one idea: a syllable is an onset, one of some 170 legal rhymes, and one tone; whoever can take it apart can tell Vietnamese from other
text and put the tone mark on its canonical letter. Both placements in use (`hòa`, `hoà`) are right for readers, so nothing here is ever
meant for display: it serves matching and recognition only. It knows no words and no dictionary.
"""

from __future__ import annotations

import re
import unicodedata

TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of the dictionaries
VOWELS = "aăâeêioôơuưy"

_RHYME_TABLE = """
    a ac ach ai am an ang anh ao ap at au ay  ăc ăk ăm ăn ăng ăp ăt  âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et  ê êch êm ên ênh êp êt êu  i ia ich im in inh ip it iu  iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot  ô ôc ôi ôm ôn ông ôp ôt  ơ ơi ơm ơn ơp ơt
    oa oac oach oai oam oan oang oanh oao oap oat oay  oăc oăm oăn oăng oăt  oe oem oen oeo oet
    u ua uc ui um un ung up ut  uân uâng uât uây  uê uêch uênh  uơ  uôc uôi uôm uôn uông uôt
    uy uya uych uyn uynh uyp uyt uyu  uyên uyêt
    ư ưa ưc ưi ưm ưn ưng ưt ưu  ươc ươi ươm ươn ương ươp ươt ươu  y yêm yên yêng yêt yêu
"""
_RHYMES = frozenset(_RHYME_TABLE.split())
_AFTER_QU = frozenset({"ych", "yn", "ynh", "yp", "yt", "yu"})  # quỳnh, quýt: u belongs to the onset, so y can carry a final letter
_AFTER_GI = frozenset({"êc", "êm", "ên", "êng", "êt", "êu"})  # giếng is gi + iêng, written with one i

_SYLLABLE = re.compile(
    rf"(qu|gi(?=[{VOWELS.replace('i', '').replace('y', '')}])|ngh|ng|nh|gh|ch|kh|ph|th|tr|[bcdđghklmnprstvx]|)"
    rf"([{VOWELS}]+(?:ch|ng|nh|[ckmnpt]|))"
)
_FINAL = re.compile("[cghkmnpt]+$")

# Every toned letter, either case, as its letter and its tone mark.
_TAKEN_APART = {
    unicodedata.normalize("NFC", letter + tone): (letter, tone) for vowel in VOWELS for letter in (vowel, vowel.upper()) for tone in TONES
}


def _toned(letters: str) -> str:
    """Those letters with each of the five tone marks, both cases, for a character class."""
    return "".join(unicodedata.normalize("NFC", case + tone) for letter in letters for case in (letter, letter.upper()) for tone in TONES)


# Where a tone mark may stand on the wrong letter: `oà`, `uỷ` ending a word; `òan`, `ùynh` within it; `qúy`, `gía`; `đựơc`, `vịêt`.
_SUSPECT = re.compile(
    rf"[oO][{_toned('ae')}](?![^\W\d_])|[uU][{_toned('y')}](?![^\W\d_])|[{_toned('ouy')}][aeyiAEYI](?=[^\W\d_])"
    rf"|[qQ][{_toned('u')}]|[gG][{_toned('i')}](?=[aeouAEOU])|[{_toned('iuưy')}][ăâêôơĂÂÊÔƠ]"
)


def _split(word: str) -> tuple[str, str, str, str] | None:
    """The word without tones, its onset and rhyme in lower case, and its tone marks; None where the letters make no syllable."""
    letters, tones = [], ""
    for letter in word:
        plain, tone = _TAKEN_APART.get(letter, (letter, ""))
        letters.append(plain)
        tones += tone
    bare = "".join(letters)
    parts = _SYLLABLE.fullmatch(bare.lower())
    if parts is None:
        return None
    onset, rhyme = parts[1], parts[2]
    if rhyme in _RHYMES or (onset == "qu" and rhyme in _AFTER_QU) or (onset == "gi" and rhyme in _AFTER_GI):
        return bare, onset, rhyme, tones
    return None


def is_syllable(word: str) -> bool:
    """Whether a word (NFC) is a well-formed Vietnamese syllable.

    That is: all lower case, all capitals or one capital in front; a legal onset and rhyme; at most one tone; and with a final c, ch, p
    or t only sắc or nặng. A well-formed syllable need not be a word that exists.
    """
    if not (word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())):
        return False
    parts = _split(word)
    if parts is None:
        return False
    _, _, rhyme, tones = parts
    return tones in ("\u0301", "\u0323") if rhyme.endswith(("c", "ch", "p", "t")) else len(tones) <= 1


def settle_tone(text: str) -> str:
    """The text (as NFC) with every tone mark on its old-style letter: `hoà` → `hòa`, `thuỷ` → `thủy`, `qúy` → `quý`, `đựơc` → `được`.

    For matching only: what is shown keeps its writer's spelling. Case stays; what is no Vietnamese syllable stays as it is.
    """
    text = unicodedata.normalize("NFC", text)
    pieces: list[str] = []
    done = 0
    for suspect in _SUSPECT.finditer(text):
        start, end = suspect.span()
        if start >= done:
            while start > done and text[start - 1].isalpha():
                start -= 1
            while end < len(text) and text[end].isalpha():
                end += 1
            pieces += text[done:start], _settle_word(text[start:end])
            done = end
    return "".join(pieces) + text[done:]


def _settle_word(word: str) -> str:
    """The word with its tone mark on its canonical letter."""
    parts = _split(word)
    if parts is None or len(parts[3]) != 1:
        return word
    bare, onset, rhyme, tone = parts
    seat = len(onset) + _seat(rhyme)
    return unicodedata.normalize("NFC", bare[: seat + 1] + tone + bare[seat + 1 :])


def _seat(rhyme: str) -> int:
    """Which letter of a rhyme carries the tone in the old style.

    The last of ă â ê ô ơ ư if there is one (`người`: ơ); else, before a final consonant, the last vowel (`hoàn`); else the first of one or
    two vowels (`hòa`, `của`) and the middle one of three (`ngoài`).
    """
    marked = [index for index, letter in enumerate(rhyme) if letter in "ăâêôơư"]
    if marked:
        return marked[-1]
    vowels = _FINAL.sub("", rhyme)
    if vowels != rhyme:
        return len(vowels) - 1
    return len(vowels) // 2 if len(vowels) == 3 else 0
