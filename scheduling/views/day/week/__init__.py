"""The week's page and its charts.

What they count is in `scheduling/week_figures/`; other pages about a day are in the folder above.
"""
