"""The admin site: what a campus is made of can be changed; what happened can only be read."""

from scheduling.admin import campus, people, record, rules

__all__ = ["campus", "people", "record", "rules"]
