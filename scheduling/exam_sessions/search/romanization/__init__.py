"""Names as somebody who hears them on the phone types them in Latin letters. A module for each
script, or kind of script; what a query means is read elsewhere.

Another spelling here needs `RULES` of `search/word_index.py` raised: names are indexed anew then.
"""
