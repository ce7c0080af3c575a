"""A week in figures: counted from the mirror and from the requests that were made here.

Not here: how a chart is drawn or a table is sent.
"""
