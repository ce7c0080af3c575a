"""The audit log: appending events, hashing them into one chain, verifying and exporting the chain.

What an event says about a booking is put together in `booking/`; how people search and read the
log is in `log/`.
"""
