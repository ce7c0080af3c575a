"""The project: settings, addresses, middleware, health, serving, and practice on one machine.

The only part that reads the environment. What the portal does is in `scheduling/`.
"""
