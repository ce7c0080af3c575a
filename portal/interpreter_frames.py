"""Decorator that gives all that a function calls one piece of memory for its frames.

CPython keeps the frames of a thread in pieces of 16 KB, asks the system for the next as a call
needs it, and gives it back as that call returns. Where a template is rendered just at the edge of
a piece, each of its nodes does both: of a form's page that was a third.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

# Places of 8 bytes. A frame for which 16 KB do not do gets a piece of the next power of two: this
# one takes half of a piece of 512 KB, never touched, and leaves the other to what is called.
ROOM = 2**15


def with_frame_room(act: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """The function, called from a frame that asks for more than it needs: hundreds of calls deep,
    nothing more is asked of the system, and one piece is given back at the end.
    """

    def roomy(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        return act(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=ROOM)
    return roomy
