"""What an answer of the provider's says: strict JSON, rows read one by one, refusals in words, and
the outcome.

How it came over the wire is `http`'s; the records that are read out of it stand beside this.
"""
