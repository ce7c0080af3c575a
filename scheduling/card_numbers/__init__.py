"""Payment card numbers in free text: found and taken out, so that they are neither shown nor kept;
how texts are written that come out of pages, addresses and programs.

Not here: what a form or a page says of one.
"""

from scheduling.card_numbers.finding_numbers import (
    contains_card_number,
    may_hold_card_number,
    remove_card_numbers,
)

__all__ = ["contains_card_number", "may_hold_card_number", "remove_card_numbers"]
