"""What a worker typed, made comparable: accents off, abbreviations, teen-code and typing-engine leftovers written out.

Pure. Both the phrasings of the answers and the messages go through `normalise`, so that they meet.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from core import text as vietnamese

DATA = Path(__file__).resolve().parents[1] / "data"

_ONSET = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|b|c|d|g|h|k|l|m|n|p|r|s|t|v|x|"
_RIME = (
    "uyet|uyen|ieng|iec|iem|ien|iep|iet|ieu|uoc|uoi|uom|uon|uong|uop|uot|uou|oang|oac|oai|oan|oat|oay|oach|oanh|oeo|oen|oet"
    "|uan|uang|uat|uay|uenh|uech|uya|uych|uynh|uyt|uyu|yem|yen|yet|yeu|ach|anh|ang|ech|enh|eng|ich|inh|ong|ung"
    "|ac|ai|am|an|ao|ap|at|au|ay|ec|em|en|eo|ep|et|eu|ia|im|in|ip|it|iu|oa|oc|oe|oi|om|on|op|ot|ua|uc|ue|ui|um|un|up|ut|uu|uo|uy"
    "|ie|ye|a|e|i|o|u|y"
)
_SYLLABLE = re.compile(rf"(?:{_ONSET})(?:{_RIME})")
_TOKEN = re.compile(r"[^\W_]+")
_DOTTED = re.compile(r"\b([^\W\d_]{1,3})[.*]+([^\W\d_]{1,5})\b")
_LINK = re.compile(r"https?://\S+|www\.\S+")
_UNIT = re.compile(r"(\d+)(tr|trieu|t|th|thg|k|ng|nam|n|ngay|tuoi|t)(\d*)")
_UNITS = {"tr": "trieu", "trieu": "trieu", "th": "thang", "thg": "thang", "t": "thang", "k": "nghin", "ng": "ngay", "n": "nam"}
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLE = re.compile(r"([^\W\d_])\1")
_VNI = re.compile(r"[1-9]")
_TONE = re.compile(r"[sfrxj]")
_DOUBLED = re.compile(r"([aeo])\1|(d)d")


@dataclass(frozen=True, slots=True)
class Normal:
    """A message as the model sees it: its folded words, and the concepts that its phrases mean."""

    words: tuple[str, ...]
    concepts: tuple[str, ...] = ()
    is_english: bool = False

    @property
    def text(self) -> str:
        """Return the words as one string."""
        return " ".join(self.words)


def is_syllable(token: str) -> bool:
    """Tell whether the folded ``token`` can be a Vietnamese syllable.

    >>> is_syllable("nghiep"), is_syllable("baor")
    (True, False)
    """
    return _SYLLABLE.fullmatch(token) is not None


def undo_typing(token: str) -> str:
    """Return ``token`` (folded) without the keys that a switched-off Telex or VNI engine left in it.

    Only a token that is no Vietnamese syllable is touched, and only if the result is one.

    >>> undo_typing("hieemr"), undo_typing("ca6n2"), undo_typing("sos")
    ('hiem', 'can', 'so')
    """
    if is_syllable(token):
        return token
    candidates = []
    if token[:1].isalpha() and any(sign.isdigit() for sign in token):
        candidates.append(_VNI.sub("", token))
    if token.isalpha():
        plain = _DOUBLED.sub(lambda found: found.group(1) or found.group(2), token).replace(
            "w", "" if "u" in token or "o" in token or "a" in token else "u"
        )
        head, rest = _split_onset(plain)
        candidates += [plain, head + _TONE.sub("", rest)]
    return next((candidate for candidate in candidates if candidate and is_syllable(candidate)), token)


def _split_onset(token: str) -> tuple[str, str]:
    found = re.match(rf"(?:{_ONSET})", token)
    cut = found.end() if found else 0
    return token[:cut], token[cut:]


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """Return what workers write short and what it means, both folded; a word with accents is kept as written."""
    with (DATA / "abbreviations.csv").open(encoding="utf-8", newline="") as file:
        return {vietnamese.nfc(row["written"]).lower(): tuple(row["means_folded"].split()) for row in csv.DictReader(file)}


@cache
def _tables() -> dict[str, dict[str, str]]:
    with (DATA / "words.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _phrases(table: str) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return the phrases of ``table`` by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for meaning, phrases in _tables()[table].items():
        for phrase in phrases.split(","):
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((words, meaning))
    return {first: tuple(sorted(pairs, key=lambda pair: -len(pair[0]))) for first, pairs in found.items()}


def _matches(words: tuple[str, ...], table: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, meaning) of each phrase of ``table`` that stands in ``words``."""
    phrases = _phrases(table)
    for start, word in enumerate(words):
        for phrase, meaning in phrases.get(word, ()):
            if words[start : start + len(phrase)] == phrase:
                yield start, start + len(phrase), meaning


def _tokens(message: str) -> Iterator[str]:
    clean = _LINK.sub(" ", vietnamese.nfc(message).lower())
    clean = _DOTTED.sub(_undotted, clean)
    for pattern, meant in _REGIONAL:
        clean = pattern.sub(meant, clean)
    yield from _TOKEN.findall(clean)


def _undotted(found: re.Match[str]) -> str:
    """Return a word that was cut by a dot to hide it; two words with a dot between them stay as they are."""
    head, rest = found.groups()
    one, two, both = (vietnamese.fold(part) for part in (head, rest, head + rest))
    return head + rest if is_syllable(both) and not (is_syllable(one) and is_syllable(two) and len(one) > 1) else found.group()


#: What is said in the Centre and the South, where a plain table would catch another word as well: a tooth is "răng", too.
_REGIONAL = tuple(
    (re.compile(pattern), meant)
    for pattern, meant in (
        (r"\b(mần|làm|tính|là|nên|thế|phải|bị)\s+răng\b(?!\s+(?:sứ|giả|khôn|hàm|cửa|sâu))", r"\1 sao"),
        (r"(?:^|(?<=[,.?!]))\s*răng\b(?!\s+(?:sứ|giả|khôn|hàm|cửa|sâu|em|tôi|tui))", " sao"),
        (r"\brăng\b(?=\s+(?:rứa|mà|chừ|lại|hè|hả|đây)\b)", "sao"),
        (r"(?<!quy )\bmô\b(?! hình)", "đâu"),
        (r"(?<!bao )\bnhiêu\b", "bao nhiêu"),
    )
)


@lru_cache(maxsize=16_384)
def _written_out(token: str) -> tuple[str, ...]:
    """Return the folded words that one ``token`` stands for."""
    short = abbreviations()
    if token in short:
        return short[token]
    folded = vietnamese.fold(token)
    if token == folded or not is_syllable(folded):
        if folded in short and not folded.isdigit():
            return short[folded]
        if unit := _UNIT.fullmatch(folded):
            amount, name, rest = unit.groups()
            return (amount, _UNITS.get(name, name), *((rest,) if rest else ()))
        squeezed = _LONG_RUN.sub(r"\1", folded)
        if squeezed in short:
            return short[squeezed]
        for candidate in (undo_typing(folded), undo_typing(squeezed), _DOUBLE.sub(r"\1", squeezed), folded.replace("0", "o")):
            if is_syllable(candidate):
                return (candidate,)
        return _apart(squeezed) or (_slipped(squeezed),)
    return (folded,)


@cache
def _common() -> frozenset[str]:
    """Return the syllables that our own tables use: what a slip of the finger was meant to be."""
    phrases = ",".join((*_tables()["synonyms"].values(), *_tables()["subjects"].values(), _tables()["plain"]["words"]))
    return frozenset(word for phrase in phrases.split(",") for word in phrase.split() if is_syllable(word))


_RUN_TOGETHER = 8


@lru_cache(maxsize=4096)
def _apart(token: str) -> tuple[str, ...]:
    """Return the words of ``token`` if it is several that were run together, else nothing.

    >>> _apart("bhxhthatnghiep"), _apart("insurance")
    (('bao', 'hiem', 'xa', 'hoi', 'that', 'nghiep'), ())
    """
    if len(token) < _RUN_TOGETHER or not token.isascii() or not token.isalpha():
        return ()
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(2, len(token) + 1):
        for start in range(max(0, end - 8), end - 1):
            part = token[start:end]
            if start in best and (part in _common() or (len(part) > 3 and part in abbreviations())):
                pieces = (*best[start], part)
                if end not in best or len(pieces) < len(best[end]):
                    best[end] = pieces
    found = best.get(len(token), ())
    if len(found) < 2 or len(token) < 3 * len(found) - 1:
        return ()
    return tuple(word for part in found for word in (abbreviations()[part] if part not in _common() else (part,)))


_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    key: {
        other
        for other_row, other_keys in enumerate(_ROWS)
        for at, other in enumerate(other_keys)
        if abs(other_row - row) <= 1 and abs(at - place) <= 1 and other != key
    }
    for row, keys in enumerate(_ROWS)
    for place, key in enumerate(keys)
}


@lru_cache(maxsize=4096)
def _slipped(token: str) -> str:
    """Return the one common syllable from which ``token`` is a swap, a missing, a double or a neighbouring key away, else ``token``.

    >>> _slipped("cogn"), _slipped("hiwm"), _slipped("vssid")
    ('cong', 'hiem', 'vssid')
    """
    if not 3 <= len(token) <= 7 or not token.isalpha() or is_syllable(token):
        return token
    cuts = [(token[:place], token[place:]) for place in range(len(token) + 1)]
    swaps = {one + two[1] + two[0] + two[2:] for one, two in cuts if len(two) > 1}
    keys = {one + key + two[1:] for one, two in cuts if two for key in _BESIDE.get(two[0], ())}
    drops = {one + two[1:] for one, two in cuts if two}
    for tried in (swaps, keys, drops):
        found = tried & _common()
        if len(found) == 1:
            return found.pop()
    return token


#: What goes before a question and asks nothing: greetings, whom one speaks to, "may I ask".
_OPENING = re.compile(
    r"^(?:(?:da|vang|thua|kinh|xin|em|minh|toi|con|chao|alo|alu|hello|hi|anh|chi|co|chu|bac|quy|ban|can bo|oi|a|nhe|nha|moi nguoi)\s)*"
    r"(?:cho|xin|nho)\s(?:(?:phep|em|minh|toi|con|chau|xin|duoc)\s)*"
    r"hoi\s(?:(?:chut|ti|xiu|voi|la|ve|them|tham|nhe|nha|a|ngu|cai|nay|moi nguoi|anh|chi)\s)*"
)
_CLOSING = re.compile(
    r"(?:\s(?:a|nhe|nha|nhi|voi|anh|chi|ad|(?:em|minh|toi|con)? ?(?:xin )?cam on(?: (?:a|nhieu|anh|chi|ban|anh chi|moi nguoi|can bo))*))+$"
)
#: What is left without its opening must still have so many words.
_LEFT = 2


def _bare(line: str) -> str:
    """Return ``line`` without what is said around a question for politeness.

    >>> _bare("em chao anh cho em hoi nghi thai san may thang a")
    'nghi thai san may thang'
    """
    left = _CLOSING.sub("", _OPENING.sub("", line + " ").strip())
    return left if len(left.split()) >= _LEFT else line


_FIXED = (
    (re.compile(r"\b1 lan\b"), "mot lan"),
    (re.compile(r"\bquen minh\b(?! )|\bquen minh(?= vssid| ung dung| dang nhap)"), "quen mat khau"),
    (re.compile(r"\bcong ti\b"), "cong ty"),
    (re.compile(r"\bnha thuong\b"), "benh vien"),
    (re.compile(r"\bbao bao nhieu\b"), "bao nhieu"),
)


def _is_english(tokens: list[str]) -> bool:
    """Tell whether the message is English: common English words outnumber what can only be Vietnamese."""
    if any(not token.isascii() for token in tokens):
        return False
    common = sum(token in _english_words() for token in tokens)
    termed = sum(token in _english_words() or (token in _english_terms() and not is_syllable(token)) for token in tokens)
    return (common >= 2 and common * 3 >= len(tokens)) or (termed >= 2 and termed * 2 > len(tokens))


def looks_vietnamese(text: str) -> bool:
    """Tell whether ``text`` has Vietnamese signs, or is long enough and written in Vietnamese syllables without them.

    >>> looks_vietnamese("mat so bao hiem"), looks_vietnamese("ok thanks"), looks_vietnamese("Sao Mai")
    (True, False, False)
    """
    if not text.isascii():
        return True
    words = [word for word in text.lower().split() if word.isalpha()]
    return len(words) >= 4 and sum(map(is_syllable, words)) * 4 >= len(words) * 3


@cache
def _english_terms() -> frozenset[str]:
    return frozenset(word for phrases in _tables()["english"].values() for word in phrases.replace(",", " ").split())


@cache
def _english_words() -> frozenset[str]:
    return frozenset(_tables()["english_words"]["common"].split())


def _translated(tokens: list[str]) -> tuple[str, ...]:
    """Return the Vietnamese words of the English terms in ``tokens``; what has no entry is kept."""
    words = tuple(tokens)
    out: list[str] = []
    taken = 0
    by_start: dict[int, tuple[int, str]] = {}
    for start, end, meaning in _matches(words, "english"):
        if start not in by_start or end > by_start[start][0]:
            by_start[start] = (end, meaning)
    for place, word in enumerate(words):
        if place < taken:
            continue
        if place in by_start:
            taken, meaning = by_start[place]
            out += meaning.split()
        elif word not in _english_words():
            out.append(word)
    return tuple(out)


@lru_cache(maxsize=16_384)
def normalise(message: str) -> Normal:
    """Return ``message`` in the one form in which messages and phrasings are compared.

    >>> normalise("cty k đóng bhxh 5th").text
    'cong ty khong dong bao hiem xa hoi 5 thang'
    """
    tokens = list(_tokens(message))
    is_english = _is_english(tokens)
    words = _translated(tokens) if is_english else tuple(word for token in tokens for word in _written_out(token))
    line = " ".join(words)
    for pattern, meant in _FIXED:
        line = pattern.sub(meant, line)
    words = tuple((line if is_english else _bare(line)).split())
    concepts = dict.fromkeys(meaning for _, _, meaning in _matches(words, "synonyms"))
    if is_english:
        concepts |= dict.fromkeys(f"en-{token}" for token in tokens if token not in _english_words())
    return Normal(words, tuple(concepts), is_english)


def subject(group: str, message: Normal) -> Normal:
    """Return ``message`` with the words that name ``group`` before it, for what leaves its subject out."""
    return normalise(f"{_tables()['subjects'].get(group, '')} {message.text}")
