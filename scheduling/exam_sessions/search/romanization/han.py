"""Family names in Han characters as their bearers write them: Mandarin ones otherwise than the same
character is read elsewhere, those of Hong Kong, Taiwan and Singapore, and Japanese ones.

Another spelling here needs `RULES` of `search/word_index.py` raised: names are indexed anew then.
"""

from __future__ import annotations

from collections.abc import Callable

from scheduling.exam_sessions.search.romanization.letter_tables import table

# Of one character: 陳 is Chen in Beijing, Chan in Hong Kong, Tan in Singapore.
_CHINESE = table(
    "曾 zeng tsang tseng; 解 xie; 翟 zhai; 吕 lv lyu lui; 呂 lv lyu lui; 单 shan; 單 shan;"
    "仇 qiu; 查 zha; 区 ou au; 區 ou au; 王 wong ong; 李 lee; 张 cheung chang teo;"
    "張 cheung chang teo; 刘 lau low; 劉 lau low; 陈 chan tan chin; 陳 chan tan chin;"
    "杨 yeung yeo; 楊 yeung yeo; 黄 wong hwang ng; 黃 wong hwang ng; 赵 chiu chao; 趙 chiu chao;"
    "吴 ng goh; 吳 ng goh; 周 chow chou chew; 徐 hsu tsui; 孙 suen; 孫 suen; 马 mah; 馬 mah;"
    "朱 chu; 胡 wu woo; 郭 kwok kuo; 何 ho; 林 lam lim; 罗 lo law; 羅 lo law; 高 ko kao;"
    "郑 cheng tay; 鄭 cheng tay; 梁 leung leong; 谢 hsieh tse; 謝 hsieh tse; 宋 sung soong;"
    "唐 tong; 许 hsu hui; 許 hsu hui; 韩 hon; 韓 hon; 邓 teng; 鄧 teng; 曹 tsao cho; 彭 pang;"
    "萧 hsiao siu; 蕭 hsiao siu; 肖 hsiao; 田 tien tin; 董 tung; 潘 poon; 袁 yuen;"
    "蔡 tsai choi chua; 蒋 chiang; 蔣 chiang; 余 yee; 杜 to tu; 叶 yip yeh; 葉 yip yeh; 程 ching;"
    "魏 ngai; 苏 so; 蘇 so; 丁 ting; 卢 lo; 盧 lo; 钟 chung; 鐘 chung; 鍾 chung; 姜 chiang keung;"
    "崔 tsui chui; 谭 tam; 譚 tam; 廖 liu; 汪 wong; 石 shek shih; 邱 yau chiu; 侯 hau;"
    "江 kong chiang; 白 pak pai; 洪 hung; 方 fong; 施 sze shih; 沈 shum; 关 kwan; 關 kwan;"
    "简 kan chien; 簡 kan chien; 莫 mok; 欧 au; 歐 au; 冯 fung; 馮 fung; 古 koo; 甘 kam; 伍 ng;"
    "金 chin kam"
)
_JAPANESE = table(
    "佐藤 sato; 鈴木 suzuki; 高橋 takahashi; 田中 tanaka; 伊藤 ito; 渡辺 watanabe; 渡邊 watanabe;"
    "山本 yamamoto; 中村 nakamura; 小林 kobayashi; 加藤 kato; 吉田 yoshida; 山田 yamada;"
    "佐々木 sasaki; 山口 yamaguchi; 松本 matsumoto; 井上 inoue; 木村 kimura; 斎藤 saito;"
    "齋藤 saito; 斉藤 saito; 清水 shimizu; 山崎 yamazaki yamasaki; 池田 ikeda; 橋本 hashimoto;"
    "阿部 abe; 石川 ishikawa; 山下 yamashita; 中島 nakajima nakashima; 前田 maeda; 藤田 fujita;"
    "小川 ogawa; 後藤 goto; 岡田 okada; 長谷川 hasegawa; 村上 murakami; 近藤 kondo; 石井 ishii;"
    "坂本 sakamoto; 遠藤 endo; 青木 aoki; 藤井 fujii; 西村 nishimura; 福田 fukuda; 太田 ota ohta;"
    "三浦 miura; 岡本 okamoto; 松田 matsuda; 中川 nakagawa; 中野 nakano; 原田 harada; 小野 ono;"
    "田村 tamura; 竹内 takeuchi; 金子 kaneko; 和田 wada; 中山 nakayama; 石田 ishida; 上田 ueda;"
    "森田 morita; 柴田 shibata; 酒井 sakai; 工藤 kudo; 横山 yokoyama; 宮崎 miyazaki; 内田 uchida;"
    "高木 takagi; 安藤 ando; 谷口 taniguchi; 大野 ono ohno; 丸山 maruyama; 今井 imai;"
    "高田 takada; 藤本 fujimoto; 武田 takeda; 村田 murata; 上野 ueno; 杉山 sugiyama; 増田 masuda;"
    "平野 hirano; 大塚 otsuka; 千葉 chiba; 久保 kubo; 松井 matsui; 小島 kojima; 岩崎 iwasaki;"
    "桜井 sakurai; 野口 noguchi; 松尾 matsuo; 野村 nomura; 木下 kinoshita; 菊地 kikuchi;"
    "佐野 sano; 大西 onishi ohnishi; 杉本 sugimoto; 新井 arai; 林 hayashi; 森 mori; 原 hara;"
    "菅 suga kan; 大谷 otani ohtani"
)
_ALL, _LONGEST = (_CHINESE, _JAPANESE), 3


def with_family(name: str, in_latin: Callable[[str], str]) -> set[str]:
    """A name whose family name comes first, as its bearers write that; what stands behind it is put
    `in_latin` letters.
    """
    sizes = range(1, min(_LONGEST, len(name)) + 1)
    known = [(size, families.get(name[:size], "")) for size in sizes for families in _ALL]
    return {family + in_latin(name[size:]) for size, said in known for family in said.split()}
