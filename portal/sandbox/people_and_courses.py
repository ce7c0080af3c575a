"""Names of people, courses and exams for the practice data, written by hand."""

from __future__ import annotations

# One line per tradition: given names | family names.
_PEOPLE = """
Maya Erik Astrid Björn Sigrid Åke Freja Östen Ingrid Nils|Lindqvist Söderberg Åkesson Öberg Sjöström Ek
Aoife Ciarán Niamh Oisín Saoirse Pádraig Siobhán Cormac|O’Brien Ó Súilleabháin Ní Dhomhnaill O’Shea Walsh
Zoë Thijs Anouk Daan Sanne Jeroen Lotte Maarten|van der Berg de Vries van ’t Hof Jansen Kuipers van Dijk
José María Lucía Íñigo Begoña Álvaro Inés Martín|García Márquez Núñez Peña Ibáñez de la Cruz Zúñiga Ruiz
João Conceição Tomás Beatriz Luís Inês Gonçalo Mafalda|Gonçalves da Silva Araújo Simões Brandão dos Santos
Chloé François Zoé Jérôme Hélène Théo Anaïs Loïc|Lefèvre Béranger Dubois d’Alembert Garçon Noël Côté
Jürgen Käthe Sören Hannelore Greta Bärbel Götz Anneliese|Müller Groß Weiß Schröder Köhler von Bülow Jäger
Łukasz Małgorzata Zbigniew Wojciech Żaneta Kinga|Wiśniewski Wójcik Kowalczyk Dąbrowski Zieliński Szczepańska
Ondřej Tereza Jiří Kateřina Matěj Eliška Řehoř Šárka|Dvořák Procházka Němcová Šťastný Růžička Kučera
Zoltán Ágnes László Erzsébet Győző Réka Ferenc Csilla|Nagy Kovács Szabó Tóth Horváth Győrffy
Ștefan Ioana Andrei Mădălina Răzvan Ileana Bogdan|Popescu Ionescu Dumitrescu Țepeș Stănescu Munteanu
Γιώργος Ελένη Νίκος Κατερίνα Δημήτρης Σοφία|Παπαδόπουλος Νικολάου Γεωργίου Οικονόμου Βασιλείου
Олена Тарас Ірина Богдан Соломія Андрій|Шевченко Коваленко Бондаренко Мельник Ткачук Ґалаґан
Анна Дмитрий Ольга Сергей Наталья Фёдор|Иванова Кузнецов Соколова Лебедев Новикова
Ayşe Mehmet Çiğdem Oğuz Şebnem İbrahim Gülşen Işıl|Yılmaz Öztürk Şahin Çelik Güneş Işık Doğan
محمد فاطمة عمر ليلى خالد نور|الحسيني العلي حداد خوري منصور
Yael Noam Shira Eitan Tamar Amit|Cohen Levi Mizrahi Peretz Ben-David Avraham
Parisa Dariush Shirin Kaveh Nasrin Arash|Hosseini Rahimi Tehrani Farahani Moradi
Aarav Priya Rohan Ananya Vikram Lakshmi Arjun Meenakshi|Sharma Patel Iyer Venkataraman Reddy Krishnamurthy
ਗੁਰਪ੍ਰੀਤ ਹਰਜੀਤ ਸਿਮਰਨ ਮਨਪ੍ਰੀਤ|ਸਿੰਘ ਕੌਰ ਗਿੱਲ ਧਾਲੀਵਾਲ
Bilal Ayesha Hamza Zainab Usman Hira|Qureshi Siddiqui Chaudhry Malik Butt
Tenzin Sunita Bishal Kamala Dorje Sabina|Sherpa Gurung Tamang Thapa Shrestha
Linh Đức Hương Tuấn Thảo Quỳnh Phượng Bảo|Nguyễn Trần Phạm Hoàng Đặng Bùi Huỳnh
สมชาย อรทัย ณัฐพล พิมพ์ชนก|ศรีสุวรรณ ทองดี วงศ์ใหญ่ จันทร์เพ็ญ
芳 伟 秀英 敏 静 磊|王 李 张 刘 陈 欧阳
美咲 翔太 さくら 健一 陽菜 大輔|佐藤 鈴木 高橋 渡辺 伊藤
민준 서연 지우 하은 도윤 수빈|김 이 박 최 정
Amara Chidi Ngozi Emeka Adaeze Ọlá Ṣadé Túndé|Okonkwo Adéyẹmí Nwosu Ọládélé Eze Balogun
Thabo Nomvula Sipho Zanele Lerato Bongani|Dlamini Nkosi Mokoena van Wyk Khumalo
Abeba Dawit Hana Yonas Selam Tesfaye|Bekele Tesfamariam Haile Gebremedhin Alemu
Wanjiru Kamau Achieng Otieno Njeri Kiprop|Mwangi Odhiambo Kimani Cheruiyot Wekesa
Leilani Kekoa Malia Ikaika Nohea|Kahananui Kealoha Ka‘ahumanu Nākoa
Mele Sione Ana Tevita|Tu‘ipulotu Fifita Taufa Vaka
Aiyana Chayton Winona Mato Kai|Begay Yazzie Tsosie Redcloud White Eagle
Emily Jack Olivia Noah Sophia Liam Grace Ethan|Smith Johnson Williams Brown Miller Nguyen-Parker St. John
Rosalind-Wilhelmina Maximilian-Alexander|Featherstonehaugh-Cholmondeley Wolfeschlegelsteinhausen
Guðrún Þórður Sæunn Ásgeir|Jónsdóttir Þorsteinsson Magnúsdóttir Ægisson
Gwenllian Rhys Llŷr Siân|Llywelyn ap Gruffudd Prŷs Wyn-Jones
Mihkel Kristiina Õie Ülle|Tamm Õunapuu Jõgi Käär
""".strip()

# Words that begin a family name of several words.
_PARTICLES = {
    "van", "der", "de", "la", "da", "dos", "von", "’t", "Ó", "Ní", "Mac", "ap", "White", "St.",
}  # fmt: skip

_COURSES = """
CHEM 322|Organic Chemistry II|Dr. Harriet Osei|Final Exam,Midterm 2
NURS 410|Pharmacology for Nurses|Prof. Luis Ordóñez|Final Exam,Dosage Calculation Test
MATH 241|Linear Algebra|Dr. Wen-Li Zhao|Final Exam,Midterm
MATH 121|Calculus I|Dr. Wen-Li Zhao|Final Exam,Placement Retake
STAT 200|Introduction to Statistics|Prof. Bea Lindgren|Final Exam,Midterm
BIOL 130|Cell Biology|Dr. Samir Haddad|Final Exam,Lab Practical
PHYS 211|Mechanics|Prof. Ingeborg Dahl|Final Exam,Midterm
ACCT 201|Financial Accounting|Prof. Carol Whitfield|Final Exam,Midterm
ECON 302|Intermediate Microeconomics|Dr. Tunde Bakare|Final Exam,Midterm
PSYC 101|General Psychology|Dr. Ruth Feldman|Final Exam,Unit 3 Exam
HIST 210|The Atlantic World|Prof. Marguerite Okafor|Final Essay Exam
ENGL 345|Shakespeare|Dr. Alasdair Keith|Final Essay Exam
SPAN 202|Spanish, Fourth Semester|Prof. Pilar Aguirre|Oral Final,Written Final
JAPN 101|Elementary Japanese|Prof. Keiko Mori|Written Final,Midterm
CSCI 230|Data Structures|Dr. Anil Deshpande|Final Exam,Midterm
CSCI 340|Operating Systems|Dr. Petra Novotná|Final Exam
ENGR 220|Statics|Prof. Gus Halvorsen|Final Exam,Midterm
GEOL 105|Earth Materials|Dr. Noor Rahman|Final Exam
PHIL 150|Logic|Dr. Simone Achard|Final Exam
LAWS 330|Constitutional Law|Prof. Everett Boone|Final Exam
MKTG 310|Consumer Behavior|Prof. Dana Sørensen|Final Exam
EDUC 420|Assessment in the Classroom|Dr. Lorraine Begaye|Certification Exam
MUSC 112|Music Theory II|Prof. Étienne Roy|Final Exam
AVIA 180|Private Pilot Ground School|Capt. Joan Ferris|Written Knowledge Test
RADT 250|Radiographic Imaging|Prof. Omar Saleh|Registry Practice Exam,Final Exam
""".strip()


def traditions() -> list[tuple[list[str], list[str]]]:
    """Given names and family names that go together."""
    lines = [line.split("|") for line in _PEOPLE.splitlines()]
    return [(given.split(), _family_names(family.split())) for given, family in lines]


def courses() -> list[tuple[str, str, str, list[str]]]:
    """Code, name, instructor and the names of the exams."""
    rows = [line.split("|") for line in _COURSES.splitlines()]
    return [(code, name, instructor, exams.split(",")) for code, name, instructor, exams in rows]


def _family_names(words: list[str]) -> list[str]:
    names, open_name = [], ""
    for word in words:
        open_name = f"{open_name} {word}".strip()
        if word not in _PARTICLES:
            names.append(open_name)
            open_name = ""
    return names
