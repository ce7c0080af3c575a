"""Time zones of an address: which ones its country and region have, by the database's own table and
a small one of regions.

A region lies in one zone, or nearly all who live there do (`_FEW` for the rest): then that zone is
proposed. Of several nothing is proposed: who books there says which.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from scheduling.time_zones import zone_data

# By country: zone → the regions in it, by their postal codes.
_REGIONS = {
    "US": {
        "America/New_York": "CT DC DE FL GA KY MA MD ME NC NH NJ NY OH PA RI SC TN VA VT WV",
        "America/Detroit": "MI",
        "America/Indiana/Indianapolis": "IN",
        "America/Chicago": "AL AR FL IA IL IN KS KY LA MN MO MS ND NE OK SD TN TX WI",
        "America/Denver": "CO MT ND NE NM SD TX UT WY",
        "America/Boise": "ID",
        "America/Phoenix": "AZ",
        "America/Los_Angeles": "CA ID NV OR WA",
        "America/Anchorage": "AK",
        "Pacific/Honolulu": "HI",
        "America/Puerto_Rico": "PR",
        "America/St_Thomas": "VI",
        "Pacific/Guam": "GU",
        "Pacific/Saipan": "MP",
        "Pacific/Pago_Pago": "AS",
    },
    "CA": {
        "America/St_Johns": "NL",
        "America/Halifax": "NS PE",
        "America/Moncton": "NB",
        "America/Toronto": "ON QC",
        "America/Iqaluit": "NU",
        "America/Winnipeg": "MB",
        "America/Rankin_Inlet": "NU",
        "America/Regina": "SK",
        "America/Edmonton": "AB",
        "America/Cambridge_Bay": "NU",
        "America/Inuvik": "NT",
        "America/Vancouver": "BC",
        "America/Whitehorse": "YT",
    },
    "AU": {
        "Australia/Sydney": "NSW ACT",
        "Australia/Melbourne": "VIC",
        "Australia/Brisbane": "QLD",
        "Australia/Hobart": "TAS",
        "Australia/Adelaide": "SA",
        "Australia/Darwin": "NT",
        "Australia/Perth": "WA",
    },
    "MX": {
        "America/Mexico_City": (
            "AGU CMX COL GRO GUA HID JAL MEX MIC MOR OAX PUE QUE SLP TAB TLA VER ZAC CHP"
        ),
        "America/Merida": "CAM YUC",
        "America/Cancun": "ROO",
        "America/Monterrey": "COA DUR NLE TAM",
        "America/Matamoros": "COA TAM",
        "America/Chihuahua": "CHH",
        "America/Ciudad_Juarez": "CHH",
        "America/Mazatlan": "BCS NAY SIN",
        "America/Hermosillo": "SON",
        "America/Tijuana": "BCN",
    },
}
# Zones by which about two in a hundred of a region, or fewer, live: they are offered after its own.
_FEW = {
    "US": {
        "America/Denver": "AZ KS OR",  # Navajo Nation; four counties; Malheur
        "America/Menominee": "MI",
        "America/Adak": "AK",
    },
    "CA": {
        "America/Goose_Bay": "NL",
        "America/Blanc-Sablon": "QC",
        "America/Winnipeg": "ON",
        "America/Edmonton": "BC SK",
    },
    "AU": {"Australia/Broken_Hill": "NSW", "Australia/Lord_Howe": "NSW", "Australia/Eucla": "WA"},
    "MX": {"America/Bahia_Banderas": "NAY", "America/Matamoros": "NLE"},
}
_NAMES = {
    "US": (
        "AL Alabama;AK Alaska;AZ Arizona;AR Arkansas;CA California;CO Colorado;CT Connecticut;"
        "DE Delaware;DC District of Columbia;DC Washington DC;FL Florida;GA Georgia;HI Hawaii;"
        "ID Idaho;IL Illinois;IN Indiana;IA Iowa;KS Kansas;KY Kentucky;LA Louisiana;ME Maine;"
        "MD Maryland;MA Massachusetts;MI Michigan;MN Minnesota;MS Mississippi;MO Missouri;"
        "MT Montana;NE Nebraska;NV Nevada;NH New Hampshire;NJ New Jersey;NM New Mexico;NY New York;"
        "NC North Carolina;ND North Dakota;OH Ohio;OK Oklahoma;OR Oregon;PA Pennsylvania;"
        "RI Rhode Island;SC South Carolina;SD South Dakota;TN Tennessee;TX Texas;UT Utah;"
        "VT Vermont;VA Virginia;WA Washington;WV West Virginia;WI Wisconsin;WY Wyoming;"
        "PR Puerto Rico;VI Virgin Islands;VI US Virgin Islands;GU Guam;MP Northern Mariana Islands;"
        "AS American Samoa;"
        "AL Ala;AZ Ariz;AR Ark;CA Calif;CA Cal;CO Colo;CT Conn;DE Del;FL Fla;IL Ill;IN Ind;KS Kan;"
        "KS Kans;MA Mass;MI Mich;MN Minn;MS Miss;MT Mont;NE Neb;NE Nebr;NV Nev;NM N Mex;NC N Car;"
        "ND N Dak;OK Okla;OR Ore;OR Oreg;PA Penn;PA Penna;SC S Car;SD S Dak;TN Tenn;TX Tex;"
        "WA Wash;WA Washington State;WV W Va;WI Wis;WI Wisc;WY Wyo"
    ),
    "CA": (
        "AB Alberta;BC British Columbia;MB Manitoba;NB New Brunswick;NL Newfoundland;"
        "NL Newfoundland and Labrador;NS Nova Scotia;NT Northwest Territories;NU Nunavut;"
        "ON Ontario;PE Prince Edward Island;QC Quebec;SK Saskatchewan;YT Yukon;YT Yukon Territory;"
        "AB Alta;MB Man;NL Nfld;NL NF;NT NWT;ON Ont;PE PEI;QC Que;QC PQ;SK Sask;YT Yuk"
    ),
    "AU": (
        "NSW New South Wales;ACT Australian Capital Territory;VIC Victoria;QLD Queensland;"
        "TAS Tasmania;SA South Australia;NT Northern Territory;WA Western Australia"
    ),
    "MX": (
        "AGU Aguascalientes;BCN Baja California;BCS Baja California Sur;CAM Campeche;CHP Chiapas;"
        "CHH Chihuahua;CMX Ciudad de Mexico;CMX CDMX;CMX Mexico City;COA Coahuila;COL Colima;"
        "DUR Durango;GUA Guanajuato;GRO Guerrero;HID Hidalgo;JAL Jalisco;MEX Estado de Mexico;"
        "MEX Mexico;MIC Michoacan;MOR Morelos;NAY Nayarit;NLE Nuevo Leon;OAX Oaxaca;PUE Puebla;"
        "QUE Queretaro;ROO Quintana Roo;SLP San Luis Potosi;SIN Sinaloa;SON Sonora;TAB Tabasco;"
        "TAM Tamaulipas;TLA Tlaxcala;VER Veracruz;YUC Yucatan;ZAC Zacatecas;"
        "AGU Ags;BCN BC;CHP Chis;CHH Chih;CMX DF;CMX Distrito Federal;COA Coah;"
        "COA Coahuila de Zaragoza;DUR Dgo;GUA Gto;HID Hgo;MEX Edomex;MEX Edo Mex;"
        "MIC Michoacan de Ocampo;NLE NL;QUE Qro;ROO Q Roo;TAM Tamps;TLA Tlax"
    ),
}
_NOT_IN_THE_TABLE = {"XK": ("Europe/Belgrade",)}  # Kosovo has no code of ISO 3166 yet
# Military mail tells no place at all: “AE”, “APO, A.P. 96601”, “Armed Forces Europe”.
_AFLOAT = {"US": re.compile(r"[adf]po(?:a[aep])?|a[aep]|armedforces[a-z]*")}
_HALF_A_YEAR = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class ZonesThere:
    """The zones of an address, likeliest first: one for each clock there at that time of year.

    `proposed` is the one that can be meant without asking, '' where that has to be asked.
    `every` are all that are right there, by whichever name.
    """

    zones: tuple[str, ...] = ()
    proposed: str = ""
    every: frozenset[str] = frozenset()

    def has_clock(self, zone: str, wall: datetime) -> bool:
        """Whether clocks there show what those of `zone` show at this naive wall time."""
        return _offset(zone, wall) in {_offset(one, wall) for one in self.every}


def zones_there(country: str, region: str, wall: datetime) -> ZonesThere:
    """What zones an address has at the time; none where the table knows none.

    `country` is its code of ISO 3166, `region` as people write it.
    """
    code = _region_code(country, region)
    own, few = _zones_of(_REGIONS, country, code), _zones_of(_FEW, country, code)
    if own:
        offered = _one_for_each_clock((*own, *few), wall)
        proposed = own[0] if len(_one_for_each_clock(own, wall)) == 1 else ""
        return ZonesThere(offered, proposed, frozenset((*own, *few)))
    if _is_afloat(country, region):
        return ZonesThere()
    every = _by_country().get(country, ())
    offered = _one_for_each_clock(every, wall)
    return ZonesThere(offered, offered[0] if len(offered) == 1 else "", frozenset(every))


def _is_afloat(country: str, region: str) -> bool:
    pattern = _AFLOAT.get(country)
    return bool(pattern and pattern.fullmatch(_letters(region)))


def is_there(country: str) -> bool:
    """Whether the table knows any zone of the country."""
    return country in _by_country()


def only_zone_of(country: str) -> str:
    """The zone of a country by its English name; '' for one of several, or none."""
    zones = _by_country().get(_country_codes().get(_letters(country), ""), ())
    return zones[0] if len(zones) == 1 else ""


@cache
def _country_codes() -> dict[str, str]:
    lines = (zone_data.PACKAGE / "iso3166.tab").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {_letters(name): code for code, name in rows}


def _zones_of(table: dict[str, dict[str, str]], country: str, code: str) -> tuple[str, ...]:
    rows = table.get(country, {}).items()
    return tuple(zone for zone, codes in rows if code and code in codes.split())


def _one_for_each_clock(zones: tuple[str, ...], wall: datetime) -> tuple[str, ...]:
    """The first zone of each clock: those that agree then and half a year later are one."""
    found: dict[tuple[timedelta | None, ...], str] = {}
    for zone in zones:
        found.setdefault((_offset(zone, wall), _offset(zone, wall + _HALF_A_YEAR)), zone)
    return tuple(found.values())


def _offset(zone: str, wall: datetime) -> timedelta | None:
    return wall.replace(tzinfo=ZoneInfo(zone)).utcoffset()


def _region_code(country: str, region: str) -> str:
    """“N.C.”, “nc” and “North Carolina” → “NC”; as it came where it is not known."""
    written = _letters(region)
    return _codes(country).get(written, written.upper())


@cache
def _codes(country: str) -> dict[str, str]:
    rows = [row.partition(" ") for row in _NAMES.get(country, "").split(";") if row]
    return {_letters(name): code for code, _, name in rows}


def _letters(text: str) -> str:
    """Letters alone, without their accents: “Nuevo León” → “nuevoleon”."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z]", "", plain)


@cache
def _by_country() -> dict[str, tuple[str, ...]]:
    """Country → its zones, the most populous first, as the database's own table has them."""
    found = dict(_NOT_IN_THE_TABLE)
    table = (zone_data.PACKAGE / "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found[country] = (*found.get(country, ()), zone)
    return found
