"""What a coordinator reads or sends to the learner of a booking: the sentences that every session
type says, of which a type may say some otherwise (`types`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Booked:
    """A booking as a learner is told of it; a blank word is not known.

    `when` is “on Thursday … from … to …”, `moved_from` the same before a move, without “on”.
    """

    exam: str
    when: str = ""
    location: str = ""
    address: str = ""  # of the place
    person: str = ""
    persons_address: str = ""
    slot: str = ""  # an instructor's entry
    is_own_instructor: bool = False  # whether the entry is the course's own instructor's
    moved_from: str = ""
    moved_on: str = ""  # the day, where it is still the same: `moved_from` is only a time then
    number: str = ""  # of the appointment in another system
    is_online: bool = False  # whether the place is known to be one that nobody comes to
    no_longer: str = ""  # after a switch, what holds no more beside the time: “at Duluth”


class LearnerSentences:
    """How a booking of a type is told to its learner."""

    label: ClassVar[str] = ""  # as staff call the type; none of a type that nobody knows
    aloud: ClassVar[str] = ""  # how it is taken, as the learner is told: "online with ProctorU"

    @classmethod
    def is_over_the_internet(cls) -> bool:
        """Whether nobody comes to a place for it: the type knows."""
        raise NotImplementedError

    @classmethod
    def to_read(cls, booked: Booked) -> str:
        """What to read to the learner, in one or two sentences; '' while no time is known."""
        if not booked.when:
            return ""
        if booked.moved_on:
            now = booked.when.removeprefix(f"on {booked.moved_on} ")
            moved = f"Your booking for {booked.exam} on {booked.moved_on} was moved"
            return f"{moved} from {booked.moved_from}. It is now {now}{cls.where(booked)}."
        if booked.moved_from:
            when = booked.when.removeprefix("on ")
            moved = f"Your booking for {booked.exam} was moved from {booked.moved_from} to {when}"
            return f"{moved}{cls.where(booked)}."
        return f"You are booked for {booked.exam} {booked.when}{cls.where(booked)}."

    @classmethod
    def lacks_place(cls, booked: Booked) -> bool:
        """Whether it takes place somewhere and nothing known tells where."""
        return not cls.place(booked)

    @classmethod
    def where(cls, booked: Booked) -> str:
        """The end of that sentence: how, where and with whom it is taken. To what is taken online
        nobody has to come.
        """
        is_online = cls.is_over_the_internet()
        address = "" if is_online else booked.address
        taken = cls.aloud or cls.online_with(booked)
        is_elsewhere = is_online and booked.address
        location = "" if cls._says(booked, taken) or is_elsewhere else booked.location
        how = "".join(f", {part}" for part in (taken, location) if part)
        return f"{how}. The address is {address}" if address else how

    @classmethod
    def _says(cls, booked: Booked, taken: str) -> bool:
        """Whether the words for how it is taken are the location's name, or told by it: a name may
        stand in them by chance, as “Proctor” does.
        """
        if not cls.aloud and taken:  # “online with” the location
            return True
        names = {taken, cls.label}
        if cls.is_over_the_internet():
            names.add("online")
        return booked.location.casefold() in {name.casefold() for name in names if name}

    @classmethod
    def how(cls, booked: Booked) -> str:
        """How it is proctored, in a text for the learner; '' where that is not known."""
        return cls.aloud or cls.online_with(booked) or cls.label

    @classmethod
    def online_with(cls, booked: Booked) -> str:
        """That a type with its place of choice is taken online; '' where it is not."""
        return f"online with {booked.location}" if booked.is_online and booked.location else ""

    @classmethod
    def place(cls, booked: Booked) -> str:
        """Where it takes place, in whatever is sent to the learner; '' where that is not known."""
        if cls.is_over_the_internet() or cls.online_with(booked):
            return "online"
        return ", ".join(part for part in (booked.location, booked.address) if part)
