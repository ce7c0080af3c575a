"""When an exam is to start, as a form asks it: typed times, the zone of an address, free starts.

How times are reckoned is in `scheduling/wall_time.py`; which starts are free is in
`scheduling/seats/free_starts.py`.
"""
