"""Opening of an attempt: written down before anything is sent, or held back with the reason why.

Held back is what is recorded as an event of its own kind; not opened is whatever has no attempt for
it; refused is SmarterProctoring's word. What is sent then, and what comes of it, is in the folder
above.
"""
