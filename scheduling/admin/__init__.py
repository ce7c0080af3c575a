"""Django's admin site as the portal's own: lists and forms of what an institution is made of, and
read-only views of what happened. No rule lives here that a page outside would need.

Left bare: the site is made when it is first asked for, which must not bring in the lists that
register with it. `scheduling/apps.py` brings them in.
"""
