"""Check of a form before its card becomes a token: a token pays once, so none is made for a form
that would come back. The browser asks by a word beside the answers; nothing is sent anywhere.
"""

from __future__ import annotations

from django.http import HttpResponse, QueryDict

from scheduling.access.middleware import PortalRequest
from scheduling.forms.booking.payment.card_fields import CardWays, card_fields_of
from scheduling.forms.booking.payment.payable_form import CARD_TOKEN, PayableForm
from scheduling.models import Institution

CHECK_FIRST = "check_first"
# Stands for the token that is still to be made, as far as the form's rules ask for one.
STAND_IN = "tok_made_after_this_check"


def is_asked(request: PortalRequest) -> bool:
    """Whether the form is to be checked alone, because a card stands in the browser."""
    return request.POST.get(CHECK_FIRST) == "yes"


def answers(request: PortalRequest) -> QueryDict:
    """What was posted, with something in the token's place where it is only checked."""
    if not is_asked(request):
        return request.POST
    data = request.POST.copy()
    data[CARD_TOKEN] = STAND_IN
    return data


def passed() -> HttpResponse:
    """Nothing was wrong: the browser may make the token, and send the form with it."""
    return HttpResponse(status=204)


def card_ways(request: PortalRequest, institution: Institution) -> CardWays:
    """How this person may pay by card here: administrators may paste a token besides."""
    may_paste = request.access.administers(institution.pk)
    return CardWays(card_fields_of(institution), may_paste, institution.name)


def make_ready(request: PortalRequest, form: PayableForm, institution: Institution) -> None:
    """Have the form take a card as its page does; a token that the page made itself is never shown
    on another.
    """
    form.card = card_ways(request, institution)
    if is_asked(request):
        form.token_in_browser = True
    if is_asked(request) or form.is_card_typed_here:
        form.forget_card_token()
