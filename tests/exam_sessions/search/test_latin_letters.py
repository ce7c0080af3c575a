"""Names of other scripts are found as they are typed by somebody who heard them."""

from __future__ import annotations

import pytest

from scheduling.exam_sessions.search.text_folding import is_meant, name_words


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("ivanov", "Иванов Пётр"),
        ("pyotr ivanov", "Иванов Пётр"),
        ("petr", "Иванов Пётр"),
        ("shevchenko", "Тарас Шевченко"),
        ("andrey", "Андрей Юрьевич Щукин"),
        ("andrei iurevich", "Андрей Юрьевич Щукин"),
        ("shchukin", "Андрей Юрьевич Щукин"),
        ("dostoevsky", "Фёдор Достоевский"),
        ("dostoyevsky", "Фёдор Достоевский"),
        ("yevgeny", "Евгений Ельцин"),
        ("evgeny yeltsin", "Евгений Ельцин"),
        ("zelenskyi", "Володимир Зеленський"),
        ("volodymyr", "Володимир Зеленський"),
        ("horbachova", "Оксана Горбачова"),
        ("jovanovic", "Ђорђе Јовановић"),
        ("djordje", "Ђорђе Јовановић"),
        ("papadopoulos", "Γιώργος Παπαδόπουλος"),
        ("giorgos", "Γιώργος Παπαδόπουλος"),
        ("hatzidakis", "Μάνος Χατζηδάκης"),
        ("evangelia", "Ευαγγελία Μπακογιάννη"),
        ("bakogianni", "Ευαγγελία Μπακογιάννη"),
        ("hakobyan", "Արամ Հակոբյան"),
        ("giorgi", "გიორგი მამარდაშვილი"),
        ("mamardashvili", "გიორგი მამარდაშვილი"),
        ("cohen", "משה כהן"),
        ("moshe kohen", "משה כהן"),
        ("david", "דוד לוי"),
        ("sarah levi", "שרה לוי"),
        ("mohammed", "محمد الرشيد"),
        ("muhammad rashid", "محمد الرشيد"),
        ("al-rashid", "محمد الرشيد"),
        ("ahmad", "أحمد عبدالله"),
        ("abdullah", "أحمد عبدالله"),
        ("khaled", "خالد يوسف"),
        ("sharma", "राजेश शर्मा"),
        ("rajesh", "राजेश शर्मा"),
        ("krishnan", "கிருஷ்ணன்"),
        ("haile", "ኃይሌ ገብረ"),
        ("tanaka", "タナカ ゆうき"),
        ("yuki", "タナカ ゆうき"),
        ("kim", "김민수"),
        ("park minsu", "박민수"),
        ("minsu", "박민수"),
        ("yu jaeseok", "유재석"),
        ("jaesuk", "유재석"),
        ("hwang bora", "황보라"),
        ("lee dongguk", "이동국"),
        ("lee dongkuk", "이동국"),
        ("yi dongguk", "이동국"),
        ("choi jiwoo", "최지우"),
        ("park jihoon", "박지훈"),
        ("park ji-hoon", "박 지훈"),
        ("cho hyunwoo", "조현우"),
        ("jo hyeonwoo", "조현우"),
        ("kyungsook", "신경숙"),
        ("younghee", "윤영희"),
        ("cheolsu", "안철수"),
        ("yulia", "Юлия Юрченко"),
        ("yuliya", "Юлия Юрченко"),
        ("iuliia", "Юлия Юрченко"),
        ("maria", "Мария"),
        ("yevhen", "Євген Шевчук"),
        ("ievgen", "Євген Шевчук"),
        ("evaggelos", "Ευάγγελος Ρήγας"),
        ("evangelos", "Ευάγγελος Ρήγας"),
        ("zhang xiuying", "张秀英"),
        ("Иванов", "Ivanov, Pyotr"),
        ("Шевченко", "Taras Shevchenko"),
        ("Παπαδόπουλος", "Giorgos Papadopoulos"),
        ("Смит", "Anna Smit"),
        ("ryo", "田中 りょう"),
        ("kyoko", "佐藤 きょうこ"),
        ("jun", "ジュン"),
        ("shota", "しょうた"),
        ("junko", "じゅんこ"),
        ("rikka", "りっか"),
        ("issei", "いっせい"),
        ("matcha", "まっちゃ"),
        ("tina", "ティナ"),
        ("fiona", "フィオナ"),
        ("sheri", "シェリー"),
        ("jeshika", "ジェシカ"),
        ("vikuta", "ヴィクター"),
        ("reza", "رضا کریمی"),
        ("alireza", "علی‌رضا محمدی"),
        ("ali reza", "علی‌رضا محمدی"),
        ("morteza", "مرتضی"),
        ("rida", "رضا"),
        ("qazi", "فیصل قاضی"),
        ("abdullah", "عبد الله حسن"),
        ("abdulaziz", "عبد العزيز"),
        ("abdul aziz", "عبد العزيز"),
        ("abdul rahman", "عبد الرحمن سالم"),
        ("abdurrahman", "عبد الرحمن سالم"),
        ("zulfiqar", "ذو الفقار"),
        ("nasrullah", "نصر الله"),
        ("saifuddin", "سيف الدين"),
        ("levon", "Լևոն Արոնյան"),
        ("gevorg", "Գևորգ"),
        ("sevak", "Սեւակ"),
        ("singh", "गुरप्रीत सिंह"),
        ("singh", "ਸਿੰਘ"),
        ("sanjay", "संजय कुमार"),
        ("anjali", "अंजलि शर्मा"),
        ("chandra", "चंद्र"),
        ("gangadhar", "गंगाधर"),
        ("sambhav", "संभव"),
        ("alexander", "Александр Попов"),
        ("aleksander", "Александр Попов"),
        ("alexandrov", "Александров"),
        ("ksenia", "Ксения Попова"),
        ("xenia", "Ксения Попова"),
        ("victor", "Виктор"),
        ("victoria", "Виктория"),
        ("zeng", "曾国藩"),
        ("zeng guofan", "曾国藩"),
        ("xie", "解缙"),
        ("zhai", "翟"),
        ("lv bu", "吕布"),
        ("lyu", "呂布"),
    ],
)
def test_a_name_is_found_as_it_is_heard(query: str, name: str) -> None:
    assert is_meant(query, name_words(name))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ሀይሌ", "ኃይሌ"),
        ("ሐይሌ", "ሀይሌ"),
        ("ዓለም", "አለም"),
        ("ሠላም", "ሰላም"),
        ("ፀሐይ", "ጸሀይ"),
        ("إبراهيم", "ابراهيم"),
        ("ليلى", "ليلي"),
        ("فاطمة", "فاطمه"),
        ("علاء", "علا"),
        ("כהנים", "כהנימ"),
        ("Семён", "Семен"),
        ("Іван", "Иван"),
        ("タナカ", "たなか"),
        ("ﾀﾅｶ", "タナカ"),
        ("\u1100\u1175\u11b7", "김"),
    ],
)
def test_letters_of_one_sound_find_each_other(one: str, other: str) -> None:
    assert is_meant(one, name_words(other))
    assert is_meant(other, name_words(one))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("petrov", "Иванов Пётр Сидоров"),
        ("levin", "משה כהן"),
        ("sara", "سليمان"),
        ("kim", "박민수"),
        ("marina", "Мирон"),
        ("anna", "محمد"),
        ("riyo", "りょう"),
        ("said", "عبد الله"),
    ],
)
def test_who_only_sounds_a_little_alike_is_not_found(query: str, name: str) -> None:
    assert not is_meant(query, name_words(name))


def test_a_name_in_latin_letters_has_no_words_of_other_scripts() -> None:
    assert name_words("Zoë Cohen") == {"zoe", "cohen", "zoecohen", "cohenzoe"}


def test_a_long_name_of_another_script_has_few_words() -> None:
    assert len(name_words("ו" * 200 + " " + "Щербаков" * 10)) < 60
