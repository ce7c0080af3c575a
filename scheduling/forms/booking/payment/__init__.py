"""Price, voucher and card in the forms that book.

What Stripe's script and its key need is in `scheduling/card_payment/`.
"""
