"""The admin site: what an institution is made of can be changed; what happened can only be read."""

from scheduling.admin import institutions, people, read_only, rules

__all__ = ["institutions", "people", "read_only", "rules"]
