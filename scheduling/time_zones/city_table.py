"""The big cities that their zone isn’t named after, by their zone: with a million people or more,
in the United States and Canada with 150 thousand, after GeoNames (geonames.org, CC BY 4.0).
"""

from __future__ import annotations

# By zone, as people write them in Latin letters; what was the name until lately among them.
CITIES = {
    "Africa/Accra": "Kumasi",
    "Africa/Blantyre": "Lilongwe",
    "Africa/Brazzaville": "Pointe-Noire",
    "Africa/Cairo": "Alexandria;Giza;Shubra al Khaymah",
    "Africa/Casablanca": "Fes;Rabat;Tangier",
    "Africa/Dakar": "Pikine;Saint-Louis;Touba",
    "Africa/Dar_es_Salaam": "Mwanza",
    "Africa/Douala": "Yaounde",
    "Africa/Johannesburg": "Cape Town;Durban;Gqeberha;Pretoria;Soweto",
    "Africa/Khartoum": "Omdurman",
    "Africa/Lagos": (
        "Aba;Abuja;Benin City;Ibadan;Ilorin;Jos;Kaduna;Kano;Maiduguri;Onitsha;Port Harcourt;Sokoto"
    ),
    "Africa/Lubumbashi": "Kananga;Kisangani;Mbuji-Mayi",
    "Africa/Maputo": "Matola",
    "Africa/Nairobi": "Kakamega;Mombasa",
    "America/Bahia": "Salvador",
    "America/Bogota": "Barranquilla;Cali;Medellin",
    "America/Caracas": "Barcelona;Barquisimeto;Maracaibo;Valencia",
    "America/Chicago": (
        "Amarillo;Arlington;Aurora;Austin;Baton Rouge;Birmingham;Brownsville;Clarksville;"
        "Corpus Christi;Cypress;Dallas;Des Moines;Fort Worth;Frisco;Garland;Grand Prairie;"
        "Houston;Huntsville;Irving;Jackson;Kansas City;Laredo;Lincoln;Little Rock;Lubbock;"
        "Madison;McKinney;Memphis;Milwaukee;Minneapolis;Mobile;Montgomery;Murfreesboro;"
        "Nashville;New Orleans;Oklahoma City;Omaha;Overland Park;Pasadena;Plano;Saint Paul;"
        "San Antonio;Shreveport;Sioux Falls;Springfield;St. Louis;Tulsa;Wichita"
    ),
    "America/Costa_Rica": "San Jose",
    "America/Denver": (
        "Albuquerque;Aurora;Colorado Springs;El Paso;Fort Collins;Lakewood;Salt Lake City"
    ),
    "America/Detroit": "Grand Rapids",
    "America/Edmonton": "Calgary",
    "America/Guayaquil": "Quito",
    "America/La_Paz": "Santa Cruz de la Sierra",
    "America/Lima": "Arequipa;Callao;Trujillo",
    "America/Los_Angeles": (
        "Anaheim;Bakersfield;Chula Vista;Corona;Elk Grove;Escondido;Eugene;Fontana;Fremont;"
        "Fresno;Garden Grove;Glendale;Hayward;Henderson;Hollywood;Huntington Beach;Irvine;"
        "Lancaster;Las Vegas;Long Beach;Modesto;Moreno Valley;North Las Vegas;Oakland;"
        "Oceanside;Oxnard;Palmdale;Pomona;Portland;Rancho Cucamonga;Reno;Riverside;Sacramento;"
        "Salem;Salinas;San Bernardino;San Diego;San Francisco;San Jose;Santa Ana;Santa Clarita;"
        "Santa Rosa;Seattle;Spokane;Stockton;Sunnyvale;Tacoma"
    ),
    "America/Mexico_City": (
        "Ciudad Nezahualcoyotl;Ecatepec de Morelos;Guadalajara;Leon;Leon de los Aldama;Puebla;"
        "Queretaro;Santiago de Queretaro;Zapopan"
    ),
    "America/New_York": (
        "Akron;Alexandria;Arlington;Astoria;Atlanta;Baltimore;Boston;Brooklyn;Buffalo;"
        "Cape Coral;Cary;Charlotte;Chattanooga;Chesapeake;Cincinnati;Cleveland;Columbus;Durham;"
        "Fayetteville;Fort Lauderdale;Greensboro;Hialeah;Jacksonville;Jersey City;Knoxville;"
        "Lexington;Manhattan;Miami;Newark;Newport News;Orlando;Pembroke Pines;Philadelphia;"
        "Pittsburgh;Port Saint Lucie;Portland;Providence;Queens;Raleigh;Richmond;Rochester;"
        "Springfield;"
        "St. Petersburg;Staten Island;Tallahassee;Tampa;The Bronx;Toledo;Virginia Beach;"
        "Washington;Washington DC;Winston-Salem;Worcester;Yonkers"
    ),
    "America/Phoenix": "Chandler;Gilbert;Glendale;Maryvale;Mesa;Peoria;Scottsdale;Tempe;Tucson",
    "America/Puerto_Rico": "Bayamon;San Juan",
    "America/Regina": "Saskatoon",
    "America/Santo_Domingo": "Santiago de los Caballeros",
    "America/Sao_Paulo": (
        "Belo Horizonte;Brasilia;Campinas;Curitiba;Goiania;Guarulhos;Porto Alegre;Rio de Janeiro"
    ),
    "America/Tijuana": "Mexicali",
    "America/Toronto": (
        "Brampton;Burlington;Etobicoke;Gatineau;Gloucester;Greater Sudbury;Hamilton;Kitchener;"
        "Laval;London;Longueuil;Markham;Mississauga;Nepean;Oakville;Oshawa;Ottawa;Quebec;"
        "Quebec City;Richmond Hill;Vaughan;Windsor"
    ),
    "America/Vancouver": "Burnaby;Richmond;Surrey;Victoria",
    "Asia/Aden": "Sanaa",
    "Asia/Almaty": "Astana;Shymkent",
    "Asia/Baghdad": "Basrah;Erbil;Karbala;Kirkuk;Mosul;Sadr City",
    "Asia/Bangkok": "Haiphong;Hanoi;Hue",
    "Asia/Damascus": "Aleppo",
    "Asia/Dhaka": "Chattogram;Gazipur;Khulna;Rangpur",
    "Asia/Dubai": "Abu Dhabi;Sharjah",
    "Asia/Ho_Chi_Minh": "Bien Hoa;Can Tho;Da Nang;Ho Chi Minh City",
    "Asia/Hong_Kong": "Kowloon",
    "Asia/Jakarta": (
        "Bandar Lampung;Bandung;Batam;Bekasi;Bogor;Depok;Medan;Palembang;Pekanbaru;Semarang;"
        "South Tangerang;Surabaya;Tangerang"
    ),
    "Asia/Karachi": "Faisalabad;Gujranwala;Hyderabad;Lahore;Multan;Peshawar;Quetta;Rawalpindi",
    "Asia/Kolkata": (
        "Ahmedabad;Bangalore;Bengaluru;Bhopal;Bombay;Chennai;Coimbatore;Delhi;Hyderabad;Indore;"
        "Jaipur;Kanpur;Lucknow;Ludhiana;Madras;Mumbai;Nagpur;Navi Mumbai;New Delhi;Patna;"
        "Pimpri-Chinchwad;Pune;Salem;Surat;Thane;Vadodara"
    ),
    "Asia/Manila": "Caloocan;Davao;Quezon City;Santa Rosa;Taguig;Toledo;Zamboanga",
    "Asia/Riyadh": "Dammam;Jeddah;Madinah;Makkah;Mecca;Medina",
    "Asia/Seoul": "Busan;Changwon;Daegu;Daejeon;Gwangju;Incheon;Suwon;Ulsan",
    "Asia/Shanghai": (
        "Beijing;Canton;Changchun;Chengdu;Dalian;Dongguan;Foshan;Fuzhou;Guangzhou;Hangzhou;"
        "Hefei;Jinan;Kunming;Nanjing;Nanning;Ningbo;Peking;Qingdao;Shantou;Shenyang;Shenzhen;"
        "Shijiazhuang;Suzhou;Taiyuan;Tianjin;Wuhan;Wuxi;Xi'an;Xiamen;Zhengzhou;Zhongshan"
    ),
    "Asia/Taipei": "Kaohsiung;New Taipei City;Taichung;Tainan",
    "Asia/Tehran": "Isfahan;Karaj;Mashhad;Shiraz;Tabriz",
    "Asia/Tokyo": (
        "Fukuoka;Hiroshima;Kawasaki;Kobe;Kyoto;Nagoya;Osaka;Saitama;Sapporo;Sendai;Yokohama"
    ),
    "Asia/Yangon": "Mandalay",
    "Asia/Yekaterinburg": "Chelyabinsk;Ufa",
    "Australia/Brisbane": "Gold Coast",
    "Europe/Berlin": (
        "Bremen;Cologne;Dortmund;Dresden;Duisburg;Dusseldorf;Essen;Frankfurt;Frankfurt am Main;"
        "Hamburg;Hannover;Koln;Leipzig;Munich;Nuremberg;Stuttgart"
    ),
    "Europe/Istanbul": "Adana;Ankara;Antalya;Bursa;Diyarbakir;Gaziantep;Izmir;Kayseri;Konya",
    "Europe/Kyiv": "Kharkiv;Odesa",
    "Europe/London": "Birmingham;Bristol;Edinburgh;Glasgow;Leeds;Liverpool;Manchester;Sheffield",
    "Europe/Madrid": "Barcelona;Malaga;Murcia;Sevilla;Valencia;Zaragoza",
    "Europe/Moscow": "Kazan;Nizhniy Novgorod;Rostov-on-Don;Saint Petersburg;Voronezh",
    "Europe/Paris": "Lyon;Marseille;Toulouse",
    "Europe/Rome": "Genoa;Milan;Naples;Palermo;Turin",
}
