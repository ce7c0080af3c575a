"""Letters that are written in several forms which no normal form of Unicode joins, as one of them:
by keyboards, by scripts of one sound, by the reforms of Chinese characters.

Only what is the same letter to people who read it. Which form it becomes means nothing: text that
is searched and what is typed go the same way.
"""

from __future__ import annotations

# As they are typed on a plain keyboard.
_LATIN = (
    *("lłƚɫ", "dđðɖɗ", "oøɔɵ", "hħ", "tŧⱦ", "nŋɲ", "iıɨɩ", "bɓƀ", "kƙĸ", "yƴɏ", "aəⱥ", "eɛɇ"),
    *("gɣǥ", "vʋ", "fƒ", "uʉʊ", "cȼ", "jɉ", "rɍ", "zƶ"),
)
_LIGATURES = {"æ": "ae", "œ": "oe", "þ": "th"}
# Arabic, Persian and Urdu keyboards; the last of a name may stand for the one before.
_ARABIC = ("يیىےې", "كکڪ", "هہةھەۃ", "اٱ")
# The softness of a letter is told by an apostrophe in one tongue and by a sign in the next.
_UNWRITTEN = "ـьъء"
_CYRILLIC = ("гґ", "иіј", "еє")
_HEBREW = ("כך", "מם", "נן", "פף", "צץ")
# Letters of the Ethiopic script that sound alike since long, in each of their seven forms.
_AMHARIC_ROWS = ("ሀሐኀ", "አዐ", "ሰሠ", "ጸፀ")
_AMHARIC_FIRST_AND_FOURTH = ("ሀሃሓኃ", "አኣዓ")
_AMHARIC_FORMS = 7
# A consonant without a vowel, in one character or as the letter with a sign.
_MALAYALAM = ("ണൺ", "നൻ", "രർ", "ലൽ", "ളൾ", "കൿ", "മൔ", "യൕ", "ഴൖ")
# Frequent in names of Japan and China, in the forms of before and after each reform.
_HAN = """
高髙 崎﨑嵜碕 辺邉邊边 斎齋 斉齊齐 徳德 吉𠮷 沢澤泽 浜濱滨 広廣广 国國 恵惠 真眞
桜櫻樱 島嶋嶌岛 瀬瀨濑 条條 竜龍龙 栄榮荣 学學 実實实 寿壽 円圓圆 黒黑 浅淺
豊豐丰 弥彌 蔵藏 滝瀧 曽曾 槙槇 桧檜 塩鹽盐 万萬 来來 禄祿 関關关 厳嚴严 頼賴赖
応應应 楽樂乐 宝寶 渋澁 巣巢 横橫 戸戶户 亀龜龟 鉄鐵铁 静靜 穂穗 張张 陳陈 劉刘
楊杨 趙赵 黄黃 呉吳吴 孫孙 馬马 羅罗 鄭郑 許许 鄧邓 馮冯 葉叶 蒋蔣 蘇苏 盧卢
賈贾 韓韩 譚谭 鄒邹 陸陆 湯汤 龔龚 銭錢钱 顧顾 龐庞 謝谢 鍾钟 蕭萧 閻阎 聶聂
喬乔 賀贺 魯鲁 莊庄 欧歐 陽阳 諸诸 単單单 温溫 紀纪 項项 鮑鲍 畢毕 満滿满 藍蓝
華华 衛卫 駱骆 習习 蘭兰 婁娄 竇窦 車车 鳳凤 買买 麗丽 錫锡 範范 餘余 寧宁
偉伟 強强 軍军 傑杰 濤涛 艶豔艷艳 紅红 飛飞 鵬鹏 輝辉 暁曉晓 穎颖 潔洁 瑩莹
夢梦 嬌娇 瓊琼 蓮莲 雲云 貴贵 進进 遠远 達达 順顺 興兴 慶庆 賢贤 義义 漢汉
東东 維维 詩诗 語语 誠诚 謙谦 軒轩 銘铭 鋒锋 錦锦 鈺钰 韻韵 風风 嵐岚 鴻鸿
鶴鹤 長长 門门 開开 勝胜 業业 聖圣 爾尔 鑒鉴 縣县 陰阴 鄔邬 費费 岡冈 紹绍
經经 誌志
"""
KATAKANA = {chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)}


def _amharic() -> list[str]:
    """Each form of each row with those of the rows that sound like it."""
    forms = [
        "".join(chr(ord(letter) + at) for letter in row)
        for row in _AMHARIC_ROWS
        for at in range(_AMHARIC_FORMS)
    ]
    return [*forms, *_AMHARIC_FIRST_AND_FOURTH]


def _as_the_first(groups: tuple[str, ...] | list[str]) -> dict[str, str]:
    """Each other letter of a group as the group's first."""
    return {letter: group[0] for group in groups for letter in group[1:] if letter != group[0]}


ONE_FORM: dict[int, str] = str.maketrans(
    _as_the_first(_LATIN)
    | _LIGATURES
    | _as_the_first(_ARABIC)
    | dict.fromkeys(_UNWRITTEN, "")
    | _as_the_first(_CYRILLIC)
    | _as_the_first(_HEBREW)
    | _as_the_first(_amharic())
    | _as_the_first(_MALAYALAM)
    | _as_the_first(_HAN.split())
    | KATAKANA
)
