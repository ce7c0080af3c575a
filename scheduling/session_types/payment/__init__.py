"""What is paid: how an amount is read, and the rule that it keeps with what pays it.

The fields themselves are in `booking_fields`; the price list is `scheduling/price_list.py`.
"""
