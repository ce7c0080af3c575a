"""Which zones the regions of a country lie in, how people write them, and by which most live: what
the time zone database does not tell.
"""

from __future__ import annotations

# By country: zone → the regions in it, by their postal codes.
REGIONS = {
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
        "America/Goose_Bay": "LAB",
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
        "Australia/Sydney": "NSW ACT JBT",
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
    "BR": {
        "America/Sao_Paulo": "SP RJ MG ES PR SC RS GO DF",
        "America/Bahia": "BA",
        "America/Fortaleza": "CE MA PI RN PB",
        "America/Recife": "PE",
        "America/Belem": "PA AP",
        "America/Manaus": "AM",
        "America/Cuiaba": "MT",
        "America/Maceio": "AL SE",
        "America/Campo_Grande": "MS",
        "America/Porto_Velho": "RO",
        "America/Araguaina": "TO",
        "America/Rio_Branco": "AC",
        "America/Boa_Vista": "RR",
    },
}
# Zones by which about two in a hundred of a region, or fewer, live: they are offered after its own.
FEW = {
    "US": {
        "America/Denver": "AZ KS OR",  # Navajo Nation; four counties; Malheur
        "America/Menominee": "MI",
        "America/Adak": "AK",
    },
    "CA": {
        "America/Goose_Bay": "NL",
        "America/St_Johns": "LAB",
        "America/Blanc-Sablon": "QC",
        "America/Winnipeg": "ON",
        "America/Edmonton": "BC SK",
    },
    "AU": {"Australia/Broken_Hill": "NSW", "Australia/Lord_Howe": "NSW", "Australia/Eucla": "WA"},
    "MX": {"America/Bahia_Banderas": "NAY", "America/Matamoros": "NLE"},
    "BR": {"America/Eirunepe": "AM", "America/Santarem": "PA", "America/Noronha": "PE"},
}
NAMES = {
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
        "NL Newfoundland and Labrador;LAB Labrador;NS Nova Scotia;NT Northwest Territories;"
        "NU Nunavut;ON Ontario;PE Prince Edward Island;QC Quebec;SK Saskatchewan;YT Yukon;"
        "YT Yukon Territory;AB Alta;MB Man;NL Nfld;NL NF;NT NWT;ON Ont;PE PEI;QC Que;QC PQ;"
        "SK Sask;YT Yuk"
    ),
    "AU": (
        "NSW New South Wales;ACT Australian Capital Territory;VIC Victoria;QLD Queensland;"
        "TAS Tasmania;SA South Australia;NT Northern Territory;WA Western Australia;"
        "ACT Capital;ACT Capital Territory;ACT Canberra;JBT Jervis Bay;JBT Jervis Bay Territory"
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
    "BR": (
        "AC Acre;AL Alagoas;AP Amapa;AM Amazonas;BA Bahia;CE Ceara;DF Distrito Federal;"
        "DF Federal District;DF Brasilia;ES Espirito Santo;GO Goias;MA Maranhao;MT Mato Grosso;"
        "MS Mato Grosso do Sul;MG Minas Gerais;PA Para;PB Paraiba;PR Parana;PE Pernambuco;"
        "PI Piaui;RJ Rio de Janeiro;RJ Rio;RN Rio Grande do Norte;RS Rio Grande do Sul;"
        "RO Rondonia;RR Roraima;SC Santa Catarina;SP Sao Paulo;SE Sergipe;TO Tocantins"
    ),
}
# The same of countries whose regions go by their names, as people write them in Latin letters.
NAMED = {
    "CD": {
        "Africa/Kinshasa": "Kongo Central;Kwango;Kwilu;Mai-Ndombe;Equateur;Mongala;Tshuapa",
        "Africa/Lubumbashi": (
            "Haut-Katanga;Katanga;Lualaba;Tanganyika;North Kivu;Nord-Kivu;South Kivu;Sud-Kivu;"
            "Ituri;Tshopo;Maniema;Kasai;Kasai-Central;Kasai-Oriental;Lomami;Sankuru"
        ),
    },
    "CL": {
        "America/Santiago": (
            "Metropolitana;Region Metropolitana;Metropolitana de Santiago;RM;Valparaiso;Biobio;"
            "Maule;Araucania;O'Higgins;Los Lagos;Los Rios;Nuble;Coquimbo;Antofagasta;Atacama;"
            "Tarapaca;Arica y Parinacota"
        ),
        "America/Punta_Arenas": "Magallanes",
        "America/Coyhaique": "Aysen",
        "Pacific/Easter": "Easter Island;Isla de Pascua;Rapa Nui",
    },
    "CN": {
        "Asia/Shanghai": (
            "Anhui;Beijing;Chongqing;Fujian;Gansu;Guangdong;Guangxi;Guizhou;Hainan;Hebei;"
            "Heilongjiang;Henan;Hubei;Hunan;Inner Mongolia;Jiangsu;Jiangxi;Jilin;Liaoning;Ningxia;"
            "Qinghai;Shaanxi;Shandong;Shanxi;Sichuan;Tianjin;Tibet;Xizang;Yunnan;Zhejiang;Xinjiang"
        ),
        "Asia/Urumqi": "Xinjiang",
    },
    "EC": {"America/Guayaquil": "Guayas;Pichincha;Quito;Azuay;Manabi;Loja;El Oro;Tungurahua"},
    "ES": {
        "Europe/Madrid": (
            "Andalucia;Andalusia;Aragon;Asturias;Baleares;Illes Balears;Balearic Islands;Cantabria;"
            "Castilla y Leon;Castilla-La Mancha;Cataluna;Catalunya;Catalonia;Extremadura;Galicia;"
            "La Rioja;Comunidad de Madrid;Murcia;Navarra;Pais Vasco;Euskadi;Basque Country;"
            "Comunidad Valenciana;Valencia;Alicante;Barcelona;Sevilla;Seville;Malaga;Granada;"
            "Cordoba;Cadiz;Bizkaia;Vizcaya;Gipuzkoa;Zaragoza;Girona;Tarragona;A Coruna;Ceuta;"
            "Melilla"
        ),
        "Atlantic/Canary": (
            "Canarias;Islas Canarias;Canary Islands;Las Palmas;Gran Canaria;Tenerife;"
            "Santa Cruz de Tenerife;Lanzarote;Fuerteventura;La Palma;GC;TF"
        ),
    },
    "ID": {
        "Asia/Jakarta": (
            "DKI Jakarta;Java;West Java;Jawa Barat;Central Java;Jawa Tengah;East Java;Jawa Timur;"
            "Banten;Yogyakarta;DI Yogyakarta;Special Region of Yogyakarta;Aceh;Sumatra;"
            "North Sumatra;Sumatera Utara;West Sumatra;Sumatera Barat;South Sumatra;"
            "Sumatera Selatan;Riau;Riau Islands;Kepulauan Riau;Jambi;Bengkulu;Lampung;"
            "Bangka Belitung;Bangka Belitung Islands;Kepulauan Bangka Belitung"
        ),
        "Asia/Pontianak": ("West Kalimantan;Kalimantan Barat;Central Kalimantan;Kalimantan Tengah"),
        "Asia/Makassar": (
            "Bali;West Nusa Tenggara;Nusa Tenggara Barat;East Nusa Tenggara;Nusa Tenggara Timur;"
            "South Kalimantan;Kalimantan Selatan;East Kalimantan;Kalimantan Timur;"
            "North Kalimantan;Kalimantan Utara;Sulawesi;South Sulawesi;Sulawesi Selatan;"
            "Central Sulawesi;Sulawesi Tengah;North Sulawesi;Sulawesi Utara;West Sulawesi;"
            "Sulawesi Barat;Southeast Sulawesi;Sulawesi Tenggara;Gorontalo"
        ),
        "Asia/Jayapura": "Papua;West Papua;Papua Barat;Maluku;North Maluku;Maluku Utara",
    },
    "PT": {
        "Europe/Lisbon": (
            "Lisboa;Porto;Braga;Aveiro;Coimbra;Faro;Algarve;Setubal;Leiria;Santarem;Viseu;Evora;"
            "Beja;Alentejo;Guarda;Castelo Branco;Braganca;Vila Real;Viana do Castelo;Portalegre"
        ),
        "Atlantic/Azores": "Acores",
    },
    "RU": {
        "Europe/Moscow": (
            "Moskva;Moscow Oblast;Saint Petersburg;St Petersburg;Sankt-Peterburg;Leningrad;"
            "Nizhny Novgorod;Tatarstan;Krasnodar;Rostov;Stavropol;Voronezh;Belgorod;Bryansk;"
            "Vladimir;Vologda;Ivanovo;Kaluga;Kostroma;Kursk;Lipetsk;Murmansk;Novgorod;Orel;Oryol;"
            "Penza;Pskov;Ryazan;Smolensk;Tambov;Tver;Tula;Yaroslavl;Arkhangelsk;Karelia;Komi;"
            "Chuvashia;Mordovia;Mari El;Dagestan;Chechnya;Ingushetia;North Ossetia;Adygea;Kalmykia;"
            "Kabardino-Balkaria;Karachay-Cherkessia;Nenets"
        ),
        "Europe/Samara": "Udmurtia",
        "Asia/Yekaterinburg": (
            "Sverdlovsk;Ekaterinburg;Chelyabinsk;Perm;Tyumen;Orenburg;Kurgan;Bashkortostan;"
            "Khanty-Mansi;Yamalo-Nenets"
        ),
        "Asia/Krasnoyarsk": "Khakassia;Tuva;Tyva",
        "Asia/Novokuznetsk": "Kemerovo;Kuzbass",
        "Asia/Barnaul": "Altai",
        "Asia/Irkutsk": "Buryatia",
        "Asia/Yakutsk": "Sakha;Yakutia;Sakha (Yakutia);Amur",
        "Asia/Ust-Nera": "Sakha;Yakutia;Sakha (Yakutia)",
        "Asia/Srednekolymsk": "Sakha;Yakutia;Sakha (Yakutia)",
        "Asia/Chita": "Zabaykalsky;Zabaikalsky",
        "Asia/Vladivostok": "Primorsky;Primorye;Khabarovsk;Jewish",
        "Asia/Anadyr": "Chukotka",
    },
    "UA": {
        "Europe/Kyiv": (
            "Kyiv City;Kiev;Cherkasy;Chernihiv;Chernivtsi;Dnipro;Dnipropetrovsk;Donetsk;"
            "Ivano-Frankivsk;Kharkiv;Kharkov;Kherson;Khmelnytskyi;Kirovohrad;Luhansk;Lviv;Lvov;Mykolaiv;"
            "Odesa;Odessa;Poltava;Rivne;Sumy;Ternopil;Vinnytsia;Volyn;Zakarpattia;Zaporizhzhia;"
            "Zhytomyr"
        ),
        "Europe/Simferopol": "Crimea;Sevastopol",
    },
}
# The zones of countries by how many live by them, most first, where the database's own table has
# them otherwise; whatever is not here stands behind.
BY_PEOPLE = {
    "AU": "Sydney Melbourne Brisbane Perth Adelaide Hobart Darwin",
    "BR": "Sao_Paulo Bahia Fortaleza Recife Belem Manaus Maceio Cuiaba Campo_Grande Porto_Velho"
    " Araguaina Rio_Branco",
    "CA": "Toronto Vancouver Edmonton Winnipeg Halifax Regina Moncton St_Johns Whitehorse",
    "MX": "Mexico_City Monterrey Tijuana Mazatlan Hermosillo Chihuahua Merida Cancun Matamoros"
    " Ciudad_Juarez",
    "PS": "Hebron Gaza",
    "RU": "Moscow Yekaterinburg Krasnoyarsk Novosibirsk Samara Vladivostok Irkutsk Yakutsk Omsk"
    " Kaliningrad Sakhalin Kamchatka",
    "UA": "Kyiv Simferopol",
    "US": "New_York Chicago Los_Angeles Denver Phoenix Honolulu Anchorage",
    "UZ": "Tashkent Samarkand",
}
