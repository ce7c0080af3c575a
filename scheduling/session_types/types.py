"""The ten session types: what each is, what it asks for, what booking it does. Nobody else knows
them.

A type is one class. Defining it registers it, and the form, the chooser, the command and the pages
follow from its attributes. *Must* and *may* are contract §4. What every type says to a learner
stands in `learner_sentences`; a type that says it otherwise does so here.
"""

from __future__ import annotations

from typing import ClassVar

from scheduling.models import Location
from scheduling.models.session_status import folded
from scheduling.session_types.booking_fields import (
    address,
    address_rule,
    appointment,
    contact,
    contact_there,
    details,
    external_booking,
    instructor_entry,
    location,
    message_thread,
    payment,
    position,
    register_blast_appointment,
)
from scheduling.session_types.learner_sentences import Booked, LearnerSentences
from scheduling.session_types.question_groups import QuestionGroup, Questions

AT_A_CENTER = "At a testing center"
ONLINE = "Online with a live proctor"
ONE_PERSON = "One person for one learner"
AUTOMATED = "Automated"
FAMILIES = (AT_A_CENTER, ONLINE, ONE_PERSON, AUTOMATED)

ON_SITE = frozenset({Location.Kind.TESTING_CENTER, Location.Kind.PARTNER})
OVER_THE_INTERNET = frozenset({Location.Kind.ONLINE})
ANYWHERE = frozenset(Location.Kind)

SESSION_TYPES: dict[str, type[SessionType]] = {}


class SessionType(Questions, LearnerSentences):
    """What varies with the type. A subclass with a wire name is registered by being defined."""

    do_not_call_in_templates: ClassVar[bool] = (
        True  # templates read the class and don't make an object of it
    )
    wire_name: ClassVar[str]  # as the API reference writes it
    label: ClassVar[str]  # as staff call it
    family: ClassVar[str]  # one of FAMILIES
    what: ClassVar[str]  # one sentence: what it is
    on_book: ClassVar[str]  # one sentence: what happens on Book
    on_move: ClassVar[str] = ""  # one sentence: what a person has to do elsewhere for a new time
    on_cancel: ClassVar[str] = ""  # the same for a cancellation
    told: ClassVar[str] = "This portal sends no email. SmarterProctoring may."  # who hears of it
    location_kinds: ClassVar[frozenset[str]] = (
        ANYWHERE  # the kinds of location (Location.Kind) that are offered by name
    )
    can_be_rescheduled: ClassVar[bool] = False  # whether the API's PUT names the type (contract §2)
    is_vetted: ClassVar[bool] = False  # whether staff answer for the person who proctors
    is_on_demand: ClassVar[bool] = False  # taken when the learner likes, whatever start is booked
    groups: ClassVar[tuple[QuestionGroup, ...]]
    number_label: ClassVar[str] = "Number in the other system"  # of the external appointment

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if "wire_name" in cls.__dict__:
            SESSION_TYPES[cls.wire_name] = cls

    @classmethod
    def is_at_a_center(cls) -> bool:
        """Whether learners come to a testing center for it, where somebody checks them in."""
        return cls.family == AT_A_CENTER

    @classmethod
    def is_over_the_internet(cls) -> bool:
        """Whether nobody comes to a place for it."""
        return cls.location_kinds == OVER_THE_INTERNET

    @classmethod
    def fits(cls, kind: str) -> bool:
        """Whether a place of this kind is one for the type; one whose kind nobody said is."""
        return not kind or kind in cls.location_kinds

    @classmethod
    def is_called_in(cls, place: str) -> bool:
        """Whether a place is called as the type: “RegisterBlast Duluth”; of a type that is for any
        place none is.
        """
        is_meant = folded(cls.label.split()[0]) in folded(place)
        return is_meant and cls.location_kinds != ANYWHERE

    @classmethod
    def expects(cls, kind: str) -> bool:
        """Whether a place of this kind is also what the type's heading leads to expect."""
        is_unexpected = cls.is_at_a_center() and kind == Location.Kind.ONLINE
        return cls.fits(kind) and not is_unexpected

    @classmethod
    def doubt_about_number(cls, number: str) -> str:
        """What speaks against the number of the external appointment; '' for nothing."""
        return ""

    @classmethod
    def no_location(cls) -> str:
        """What to do where no place that fits is known by name."""
        which = {ON_SITE: "No testing center", OVER_THE_INTERNET: "No online location"}.get(
            cls.location_kinds, "No location"
        )
        return f"{which} is set up. Paste a SID, or ask an administrator to add one."


class SmarterScheduling(SessionType):
    wire_name = "smarter-scheduling"
    label = "Testing center seat"
    family = AT_A_CENTER
    what = "A seat at a testing center, or with a live proctor, booked in SmarterProctoring."
    on_book = "Booking takes the seat at that location and time."
    can_be_rescheduled = True
    groups = (location.must(), appointment.must(), contact_there, payment, details)


class RegisterBlast(SessionType):
    wire_name = "register-blast"
    label = "RegisterBlast center"
    family = AT_A_CENTER
    what = "An institution’s testing center that takes its bookings in RegisterBlast."
    on_book = (
        "Links an existing RegisterBlast appointment: enter its date and time as they stand there."
    )
    on_move = "Change the appointment in RegisterBlast first; enter its new time as it is there."
    on_cancel = "Cancel the appointment in RegisterBlast too: see there whether it still stands."
    location_kinds = ON_SITE
    can_be_rescheduled = True
    groups = (
        location.must(),
        appointment.must(),
        register_blast_appointment.must(),
        contact_there,
        payment,
        details,
    )
    number_label = "RegisterBlast number"

    @classmethod
    def doubt_about_number(cls, number: str) -> str:
        doubt = f"RegisterBlast numbers look like RB-100234. Check “{number}”."
        return doubt if number.isdigit() else ""

    @classmethod
    def to_read(cls, booked: Booked) -> str:
        said, number = super().to_read(booked), cls._number(booked)
        return f"{said} Your RegisterBlast number is {number}." if said and number else said

    @classmethod
    def how(cls, booked: Booked) -> str:
        number = cls._number(booked)
        return f"{super().how(booked)}, number {number}" if number else super().how(booked)

    @staticmethod
    def _number(booked: Booked) -> str:
        """That of the appointment at this time: after a move nobody knows whether it has it too."""
        return "" if booked.moved_from else booked.number


class LiveOnline(SessionType):
    wire_name = "b-virtual"
    label = "Live online"
    family = ONLINE
    what = "A partner’s proctor watches the learner live over the internet, by appointment."
    on_book = "Booking reserves the partner’s live proctor for that time."
    aloud = "live online with a proctor"
    location_kinds = OVER_THE_INTERNET
    can_be_rescheduled = True
    groups = (location.must(), appointment.must(), payment, details)


class ProctorU(SessionType):
    wire_name = "proctoru"
    label = "ProctorU"
    family = ONLINE
    what = "ProctorU watches over the internet, live or automated."
    on_book = "Booking reserves the appointment with ProctorU."
    aloud = "online with ProctorU"
    location_kinds = OVER_THE_INTERNET
    can_be_rescheduled = True
    groups = (location.must(), appointment.must(), payment, details)


class Examity(SessionType):
    wire_name = "examity"
    label = "Examity"
    family = ONLINE
    what = "Examity’s proctor watches live over the internet; few institutions still use it."
    on_book = "Booking reserves the appointment with Examity."
    aloud = "online with Examity"
    location_kinds = OVER_THE_INTERNET
    can_be_rescheduled = True
    groups = (location.must(), appointment.must(), payment, details)


class VirtualTestCenter(SessionType):
    wire_name = "vtc"
    label = "Virtual Test Center"
    family = ONLINE
    what = "Your institution’s own staff proctor online, in its Virtual Test Center."
    on_book = "Booking puts the exam on your Virtual Test Center’s schedule."
    aloud = "online in the Virtual Test Center"
    location_kinds = OVER_THE_INTERNET
    groups = (location.must(), appointment.must(), external_booking, details)


class AdHoc(SessionType):
    wire_name = "ad-hoc"
    label = "Individual proctor (ad-hoc)"
    family = ONE_PERSON
    what = (
        "Someone you have approved proctors this one learner, at a workplace, a base or another"
        " remote site."
    )
    on_book = "The proctor gets all exam details by email immediately, so check the address first."
    told = "The proctor gets all exam details by email immediately."
    can_be_rescheduled = True
    is_vetted = True
    groups = (
        appointment.must(),
        contact.must(),
        address.must("address1", "place", "country").held_to(address_rule),
        position,
        details,
    )

    @classmethod
    def how(cls, booked: Booked) -> str:
        return f"with {booked.person}" if booked.person else ""

    @classmethod
    def place(cls, booked: Booked) -> str:
        return booked.persons_address

    @classmethod
    def where(cls, booked: Booked) -> str:
        with_whom = f", with {booked.person}" if booked.person else ""
        return with_whom + (
            f". The address is {booked.persons_address}" if booked.persons_address else ""
        )


class InstructorAsProctor(SessionType):
    wire_name = "instructor-as-proctor"
    label = "Instructor"
    family = ONE_PERSON
    what = "The instructor proctors in person, at one of the places and times set on the exam."
    on_book = "Booking takes the instructor’s slot at that time."
    groups = (appointment.must(), instructor_entry.must(), details)

    @classmethod
    def how(cls, booked: Booked) -> str:
        """Only the course's own instructor is the learner's. An entry is a person's: it tells with
        whom, and no place, though its name may hold one.
        """
        who = "your instructor" if booked.is_own_instructor else "an instructor"
        return f"face to face with {who}" + (f": {booked.slot}" if booked.slot else "")

    @classmethod
    def where(cls, booked: Booked) -> str:
        is_told = booked.location.casefold() in booked.slot.casefold()
        location = "" if is_told else f", {booked.location}"
        said = f", {cls.how(booked)}{location}"
        return f"{said}. The address is {booked.address}" if booked.address else said


class Messaging(SessionType):
    wire_name = "messaging"
    label = "Message thread"
    family = ONE_PERSON
    what = (
        "A proctor from a message thread: the learner offered three times, the proctor confirmed"
        " one."
    )
    on_book = "Booking fixes the time that the proctor confirmed in the thread."
    aloud = "with the proctor from the message thread"
    groups = (appointment.must(), message_thread.must(), location, payment, details)


class Automated(SessionType):
    wire_name = "automated"
    label = "Automated"
    family = AUTOMATED
    what = (
        "Automated proctoring, no live proctor; the learner starts any time in the exam’s window."
    )
    on_book = "Booking lets the learner start on demand: no appointment is needed."
    aloud = "with automated proctoring"
    is_on_demand = True
    location_kinds = OVER_THE_INTERNET
    groups = (appointment, location, external_booking, payment, details)

    @classmethod
    def to_read(cls, booked: Booked) -> str:
        at_any_time = (
            f"You can take {booked.exam} at any time in its window. "
            "Proctoring is automated, no live proctor, and you need no appointment."
        )
        return super().to_read(booked) or at_any_time
