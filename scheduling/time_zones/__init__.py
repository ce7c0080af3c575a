"""Time zones as values: which edition of the zone data counts, which names are zones, what people
call them, and which an address may have.

Not here: times on a zone's clock (`wall_time`), nor how they are said (`spoken_time`).
"""
