"""Countries as feeds name them: ISO 3166 codes, and the names French platforms write."""

from __future__ import annotations

from missions.text import fold, squeeze

_CODES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD "
    "CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF "
    "GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
    "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA "
    "NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI "
    "SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
    "VN VU WF WS YE YT ZA ZM ZW"
)
_ALPHA2 = frozenset(_CODES.split())
_NAMES = {
    "france": "FR", "fra": "FR", "france metropolitaine": "FR", "republique francaise": "FR",
    "guadeloupe": "GP", "martinique": "MQ", "guyane": "GF", "guyane francaise": "GF", "la reunion": "RE", "reunion": "RE",
    "mayotte": "YT", "nouvelle-caledonie": "NC", "polynesie francaise": "PF", "saint-pierre-et-miquelon": "PM",
    "saint-barthelemy": "BL", "saint-martin": "MF", "wallis-et-futuna": "WF", "monaco": "MC",
    "belgique": "BE", "belgium": "BE", "suisse": "CH", "switzerland": "CH", "luxembourg": "LU", "allemagne": "DE",
    "germany": "DE", "espagne": "ES", "spain": "ES", "italie": "IT", "italy": "IT", "portugal": "PT", "royaume-uni": "GB",
    "united kingdom": "GB", "irlande": "IE", "ireland": "IE", "pays-bas": "NL", "netherlands": "NL", "autriche": "AT",
    "austria": "AT", "pologne": "PL", "poland": "PL", "grece": "GR", "greece": "GR", "roumanie": "RO", "romania": "RO",
    "bulgarie": "BG", "hongrie": "HU", "republique tcheque": "CZ", "tchequie": "CZ", "slovaquie": "SK", "slovenie": "SI",
    "croatie": "HR", "serbie": "RS", "albanie": "AL", "danemark": "DK", "suede": "SE", "norvege": "NO", "finlande": "FI",
    "islande": "IS", "estonie": "EE", "lettonie": "LV", "lituanie": "LT", "malte": "MT", "chypre": "CY", "ukraine": "UA",
    "moldavie": "MD", "georgie": "GE", "armenie": "AM", "turquie": "TR", "liban": "LB", "jordanie": "JO", "israel": "IL",
    "palestine": "PS", "maroc": "MA", "morocco": "MA", "algerie": "DZ", "tunisie": "TN", "egypte": "EG", "senegal": "SN",
    "mali": "ML", "mauritanie": "MR", "guinee": "GN", "cote d'ivoire": "CI", "burkina faso": "BF", "niger": "NE",
    "benin": "BJ", "togo": "TG", "ghana": "GH", "nigeria": "NG", "cameroun": "CM", "gabon": "GA", "congo": "CG", "tchad": "TD",
    "republique democratique du congo": "CD", "rwanda": "RW", "burundi": "BI", "kenya": "KE", "tanzanie": "TZ",
    "ouganda": "UG", "ethiopie": "ET", "djibouti": "DJ", "madagascar": "MG", "comores": "KM", "maurice": "MU",
    "afrique du sud": "ZA", "mozambique": "MZ", "etats-unis": "US", "united states": "US", "canada": "CA", "quebec": "CA",
    "mexique": "MX", "haiti": "HT", "republique dominicaine": "DO", "cuba": "CU", "colombie": "CO", "perou": "PE",
    "equateur": "EC", "bolivie": "BO", "bresil": "BR", "argentine": "AR", "chili": "CL", "uruguay": "UY", "guatemala": "GT",
    "inde": "IN", "india": "IN", "nepal": "NP", "sri lanka": "LK", "bangladesh": "BD", "thailande": "TH", "cambodge": "KH",
    "cambodia": "KH", "laos": "LA", "vietnam": "VN", "viet nam": "VN", "indonesie": "ID", "philippines": "PH", "chine": "CN",
    "japon": "JP", "japan": "JP", "coree du sud": "KR", "australie": "AU", "nouvelle-zelande": "NZ", "vanuatu": "VU",
}  # fmt: skip


FRENCH = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "NC", "PF", "PM", "BL", "MF", "WF"})


def country_code(value: str) -> str | None:
    """The ISO 3166 code of a code or a name; "FR" for nothing, None for a country nobody knows."""
    name = squeeze(value)
    if not name:
        return "FR"
    if name.upper() in _ALPHA2:
        return name.upper()
    return _NAMES.get(fold(name)) or _NAMES.get(fold(name).replace(" ", "-"))
