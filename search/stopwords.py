"""Words that say nothing of what is looked for, accents folded.

They are dropped from the question, not from the index: "savoir-être" and quoted phrases need them.
Grammar first, then what people wrap a question in.
"""

from __future__ import annotations

_FRENCH = """
    l d c j m n s t qu jusqu lorsqu puisqu quoiqu quelqu presqu
    le la les un une des du de au aux ce cet cette ces ca cela ceci celui celle ceux celles
    je tu il elle on nous vous ils elles me te se lui leur leurs y en moi toi eux
    mon ma mes ton ta tes son sa ses notre nos votre vos meme memes
    que qui quoi dont ou lequel laquelle lesquels lesquelles auquel auxquels duquel
    quel quelle quels quelles comment pourquoi quand combien
    et ni mais or donc car si comme puis alors ainsi aussi
    a dans par pour sur sous avec sans entre vers chez contre depuis pendant avant apres lors
    selon parmi malgre envers hors aupres dela jusque
    ne pas plus moins tres trop peu bien deja encore toujours jamais rien la ici
    tout toute tous toutes autre autres chaque quelque quelques certain certaine certains certaines
    suis es est sommes etes sont etait etaient etre ete serait sera seront soit soient
    ai as avons avez ont avait avaient avoir eu aurait aura auront ait aient
    fait faire fais font faut falloir peut peux peuvent puis
    dois doit doivent va vais vont aller
    bonjour bonsoir salut coucou merci svp stp plait beaucoup avance
    veux veut veulent voudrais voudrait vouloir aimerais aimerait souhaite souhaiterais
    sais sait savoir comprendre comprends expliquer explique cherche chercher trouver trouve
    chose choses truc trucs vraiment juste
    0 1 2 3 4 5 6 7 8 9
"""
_ENGLISH = """
    a an the this that these those
    i you he she it we they me him her us them my your his its our their mine yours myself
    yourself himself herself itself ourselves themselves
    who whom whose which what when where why how
    and or but nor if then than so because as while
    of at by for with about against between into through during before after above below to from
    up down in out on off over under again
    is am are was were be been being have has had having do does did doing done
    can could will would shall should may might must cannot
    not no only very too more most some any each both few other such same just here there all
    s t d ll m o re ve don isn aren wasn weren hasn haven hadn doesn didn won wouldn couldn shouldn
    hello hi hey thanks thank please
    want wants know find get looking need let
"""
STOPWORDS = {"fr": frozenset(_FRENCH.split()), "en": frozenset(_ENGLISH.split())}


def spoken(words: list[str], language: str) -> str:
    """The language these folded words seem to be in; `language` unless another clearly is.

    Two small words of the other are asked for: one may be a noun here ("but", "or", "an").
    """
    counts = {name: sum(word in stopwords for word in words) for name, stopwords in STOPWORDS.items()}
    other = max((name for name in counts if name != language), key=lambda name: counts[name])
    return other if counts[other] >= 2 and counts[other] > counts.get(language, 0) else language
