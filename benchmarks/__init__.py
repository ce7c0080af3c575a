"""The portal's figures, as ratios taken in one run: `python -m benchmarks`, or one by name.

Everything is real: gunicorn with production settings and an SQLite file of its own, the stand-in
API in a process of its own, clients over sockets.
"""
