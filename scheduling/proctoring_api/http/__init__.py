"""One exchange over HTTP: connections, TLS, deadlines, bodies read within bounds.

What is asked, and what an answer means, is the packages' around it.
"""
