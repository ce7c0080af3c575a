"""What a query says besides words to search for: a command, a day and times, a place, a type.

Each module reads one kind of thing; finding sessions by words is next to this package.
"""
