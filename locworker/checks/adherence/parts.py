"""Parts of speech. In: an English word with what stands around it; out: whether it is a verb or an adjective there.

Glossary terms are nouns unless their entry says otherwise, and English uses most of them as verbs too. There is no
parser: a few words to both sides decide, and where they leave it open the word is the noun that the glossary means.
"""

from __future__ import annotations

import re

from locworker.checks.adherence import subjects
from locworker.checks.adherence.text import word_set

_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[{<%$€£&\d]+|[.,;:!?()]")
_STOPS = frozenset(".;:!?(")
_EARLIER = 8

_VERBS = word_set(
    "transfer balance budget deposit invoice price trade purchase exchange charge tax market bank fund credit",
    "debit bill",
    "hedge yield return share lease loan mortgage offer order default profit gain cost value discount bid cap",
    "rally rate",
    "interest audit forecast estimate issue list short split spread swap mine refund raise cut increase decrease rise",
    "fall drop finance process benchmark leverage pay report release target risk limit factor pool plan save",
    "record post",
    "close open call put float trust bond stock invest supply demand claim sanction pledge grant stake quote contract",
    "account outperform benefit advance auction underwrite consolidate address appreciate bear book boom concern",
    "cover crash deal draft exercise figure firm fine forward hold lead note peg support strike surge slump",
    "squeeze tender",
    "trend warrant work bet profit promise present produce range review round set settle lend borrow buy sell win lose",
    "import export subsidise subsidize tap top merge monitor pressure rebound recover repay ration reserve secure",
    "sponsor",
    "outsource broker board bail bounce brake cash check climb command compete decline delay dip ease hike house",
    "insure",
    "lift lower plunge pump question row service shore slide slow stall start stop switch test tip tour tumble",
    "vote wage",
    "average document feature fix function guarantee influence label log measure name object pilot project rank ship",
    "shop source state structure study subject surface survey view voice",
)
_IMPERATIVES = word_set("budget transfer deposit invoice exchange hedge fund mine trade")
_AUXILIARIES = word_set(
    "can could will would shall should may might must do does did cannot can't couldn't won't wouldn't don't doesn't",
    "didn't shouldn't mustn't let's please not can’t don’t doesn’t didn’t won’t i you we they who",
)
_INVERTED = word_set("can could will would should may might do does did can't won't don't doesn't didn't")
_INFINITIVES = word_set(
    "want wants wanted need needs needed able going used try tries tried trying fail fails failed allow allows allowed",
    "ability plan plans planned how decide decided decides you them us it required ready possible impossible easy way",
    "available",
    "funds category expected likely unable begin began start started continue forced wish money chance option options",
    "opportunity order like failure attempt attempts hard difficult aim aims hope hopes agreed agree agrees refuse",
    "refuses refused seek seeks sought threaten threatens threatened promised promises urged urge urges vowed vows",
    "offered offers bid bids power right rights pressure efforts effort continued continues reluctant willing",
    "eager set",
)
_HELPERS = word_set("help helps helped helping let lets")
_DETERMINERS = word_set(
    "the a an this that these those your my his her its our their all any some each every no existing it them us",
    "him me",
    "{ < % $ {{ ${",
)
_BEFORE_NOUNS = word_set("the a an this these those its his her our their my your of per")
_OBJECTS = _DETERMINERS | word_set("more less money value funds you ownership")
# After "to" these are verbs, for as nouns they want an article.
_COUNTABLE = word_set(
    "bid rally claim forecast estimate offer issue bet cap charge deposit draft drop float hedge invoice list",
    "loan order",
    "peg pledge plunge quote raise report sanction short split stake swap target transfer withdraw advance",
    "address cover",
    "cut gain grant increase decrease lease review round save tap top benefit board call figure merge squeeze",
    "surge bear",
    "contract deal exercise fine forward fund lead note produce rate strike support tender warrant switch fall rise",
)
_ADVERBS = word_set("also still even now then soon often never always not just already ever only")
_NO_ADVERBS = word_set(
    "monthly quarterly daily weekly yearly hourly early family supply assembly reply rally italy july monopoly anomaly",
    "elderly friendly costly orderly",
)
# After an intransitive verb; a noun would be followed by a verb or by "of".
_AFTER_INTRANSITIVES = word_set(
    "in on at by for to from with after before as amid despite behind against toward towards ahead further again",
    "sharply",
    "quickly fast every each when while if because since until and or but together back home . , ; ! ?",
)
_INTRANSITIVES = word_set(
    "rise fall drop rally gain climb surge slide plunge trade strike float yield benefit profit recover default return",
    "advance deal crash slump rebound decline boom bank account bid demand rest range settle lead squeeze tumble vote",
)
_ADJECTIVES = word_set(
    "fine firm short long current crude good sound fair liquid close present flat minute tender mature"
)
_BEING = word_set(
    "is are was were be been being isn't aren't wasn't it's that's they're we're i'm he's she's seem seems seemed feel",
    "feels felt look looks looked remain remains remained stay stays stayed stand stands stood sound sounds",
)
_DEGREES = word_set("very too so quite rather extremely really perfectly absolutely just all fairly relatively")
_AFTER_ADJECTIVES = word_set(". , ; : ! ? ) and but or with for to if when because as on in at now again enough than")
_BEFORE_ADJECTIVES = word_set(". , ; : ! ? ( for of in with and or some many several more most")


def is_verb(text: str, before: str, after: str) -> bool:
    """Say whether a word in small letters is a verb, by the texts before and after it."""
    earlier, following = _split(before, after)
    if text.endswith("ing"):
        return _word(earlier, -1).endswith("ly") and bool(following) and following[0].isalpha()
    if text in _VERBS:
        return _is_base(text, earlier, following) or subjects.has_plural(text, earlier, following)
    return (text[:-1] in _VERBS or text[:-2] in _VERBS) and subjects.has_singular(text, earlier, following)


def is_noun(before: str) -> bool:
    """Say whether a word that the glossary has as a verb is a noun, by the text before it: a rise, its claims."""
    previous = _WORDS.findall(before[-40:])[-1:]
    return bool(previous) and previous[0].lower() in _BEFORE_NOUNS


def is_adjective(text: str, before: str, after: str) -> bool:
    """Say whether a word in small letters is an adjective, by the texts before and after it: it is fine."""
    if text not in _ADJECTIVES:
        return False
    earlier, following = _split(before, after)
    follower = _word(following, 0)
    previous = _word(earlier, -1)
    if previous in _DEGREES:
        return True
    if previous in _ADVERBS or previous.endswith("ly"):
        previous = _word(earlier, -2)
    if previous in _BEING:
        return follower in _AFTER_ADJECTIVES and not (text in {"short", "long"} and follower in {"on", "in"})
    # "Fine wines": as a noun it would have an article.
    return (
        text == "fine" and previous in _BEFORE_ADJECTIVES and follower.isalpha() and follower not in _AFTER_ADJECTIVES
    )


def _split(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the words of the sentence before and after a place, as they are written; "." stands for its beginning."""
    earlier = _WORDS.findall(before)[-_EARLIER:]
    if before.rstrip().endswith(("'", "’", '"', "”", "-")):
        # "Investors' demand": the apostrophe is no letter of a word.
        earlier.append("'")
    start = max((number for number, word in enumerate(earlier) if word in _STOPS), default=-1)
    sentence = earlier[start + 1 :] if start >= 0 else earlier
    opened = start >= 0 or len(earlier) < _EARLIER
    return ([earlier[start] if start >= 0 else ".", *sentence] if opened else sentence), _WORDS.findall(after)[:4]


def _word(words: list[str], place: int) -> str:
    """Return a word in small letters, or a full stop beyond the ends."""
    return words[place].lower() if -len(words) <= place < len(words) else "."


def _is_base(text: str, earlier: list[str], following: list[str]) -> bool:
    """Say whether a word is an infinitive, or stands after an auxiliary, or is an order."""
    # "Can demand recover?": the noun is the subject.
    asks = len(earlier) == 2 and earlier[0] in _STOPS and _word(earlier, 1) in _INVERTED
    earlier = _drop_adverb(earlier)
    previous, follower = _word(earlier, -1), _word(following, 0)
    if previous == "to":
        takes = _word(earlier, -2) in _INFINITIVES or (text in _COUNTABLE and not _is_noun(follower))
        return follower in _OBJECTS or (len(earlier) >= 2 and takes)
    if previous in _AUXILIARIES:
        return not asks and earlier[-1] != "May"
    if previous in _HELPERS:
        return follower.isalpha()
    has_object = follower in _DETERMINERS
    if previous in {".", ":", "!", "?"}:
        return has_object and (follower.isalpha() or text in _IMPERATIVES)
    if previous in {"and", "or"}:
        return has_object and follower.isalpha() and follower not in {"that", "no", "all"}
    return text in _INTRANSITIVES and follower in _AFTER_INTRANSITIVES and subjects.is_bare_plural(earlier)


def _drop_adverb(earlier: list[str]) -> list[str]:
    previous = _word(earlier, -1)
    adverb = previous in _ADVERBS or (previous.endswith("ly") and previous not in _NO_ADVERBS)
    rest = earlier[:-1]
    # "Not" and the like tell of a verb themselves where nothing before them does.
    return rest if adverb and _word(rest, -1) in (_AUXILIARIES | {"to"}) else earlier


def _is_noun(word: str) -> bool:
    """Say whether a word after a term is likely the head of a compound: to bond investors."""
    return word.isalpha() and word not in _AFTER_INTRANSITIVES and word not in _OBJECTS and not word.endswith("ly")
