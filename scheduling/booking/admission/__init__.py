"""Opening of an attempt: written down before anything is sent, or held back with the reason why.

What is sent then, and what comes of it, is in the folder above.
"""
