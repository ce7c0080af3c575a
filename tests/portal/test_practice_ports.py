"""The ports of `make run`: a taken one is named before anything starts, with others to choose."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.practice_ports import PortsNotOpened, address, advice, open_ports
from tests.support.practice_processes import ended, free_port, own_environment, programs_in


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def test_each_port_is_opened_and_nobody_else_can_have_it() -> None:
    wanted = {"PORT": free_port(), "SANDBOX_PORT": free_port()}
    listeners = open_ports(wanted)
    with listeners["PORT"] as portal, listeners["SANDBOX_PORT"] as stand_in:
        assert address(portal) == f"http://127.0.0.1:{wanted['PORT']}"
        assert address(stand_in) == f"http://127.0.0.1:{wanted['SANDBOX_PORT']}"
        for number in wanted.values():
            with socket.socket() as late, pytest.raises(OSError, match=rf"{errno.EADDRINUSE}\]"):
                late.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                late.bind(("127.0.0.1", number))


@pytest.mark.parametrize(
    ("variable", "other"), [("PORT", "SANDBOX_PORT"), ("SANDBOX_PORT", "PORT")]
)
def test_a_taken_port_is_named_with_its_variable_and_the_other_is_closed_again(
    taken: int, variable: str, other: str
) -> None:
    free = free_port()
    with pytest.raises(PortsNotOpened) as refused:
        open_ports({other: free, variable: taken})
    first, second = str(refused.value).splitlines()
    assert first == f"Port {taken}, which {variable} chooses, is taken."
    assert second.startswith("Choose another: ")
    assert f"{other}={free}" in second.split(" ")
    assert second.endswith(" make run")
    with socket.socket() as again:
        again.bind(("127.0.0.1", free))


def test_the_command_line_names_only_what_has_to_be_chosen(taken: int) -> None:
    usual = {"PORT": 8000, "SANDBOX_PORT": 9000}
    assert advice(usual, []) == "make run"
    said = advice(usual | {"PORT": taken}, ["PORT"])
    name, number = said.removesuffix(" make run").split("=")
    assert name == "PORT"
    assert int(number) != taken
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", int(number)))


def test_what_is_offered_is_not_the_port_of_the_other(taken: int) -> None:
    offered = advice({"PORT": taken, "SANDBOX_PORT": taken + 1}, ["PORT"])
    assert f"SANDBOX_PORT={taken + 1} " in offered
    assert f" PORT={taken + 1} " not in f" {offered}"


@pytest.mark.parametrize("number", [-1, 65536, 70000])
def test_a_number_that_is_no_port_is_said_to_be_none(number: int) -> None:
    with pytest.raises(PortsNotOpened) as refused:
        open_ports({"PORT": number, "SANDBOX_PORT": free_port()})
    assert str(refused.value).startswith(f"PORT must be from 1 to 65535, and {number} is not.\n")


@pytest.mark.parametrize("variables", [["PORT"], ["SANDBOX_PORT"], ["PORT", "SANDBOX_PORT"]])
def test_where_a_port_is_taken_nothing_is_started_and_no_login_is_told(
    taken: int, variables: list[str], tmp_path: Path
) -> None:
    ports = {"PORT": str(free_port()), "SANDBOX_PORT": str(free_port())}
    ports |= dict.fromkeys(variables, str(taken))
    code, said = ended(own_environment(tmp_path, **ports))
    *named, choose, nothing = said.splitlines()
    assert named == [f"Port {taken}, which {one} chooses, is taken." for one in variables]
    assert choose.startswith("Choose another: ")
    assert (code, nothing) == (1, "Nothing was started.")
    assert not (tmp_path / "portal.sqlite3").exists()
    assert programs_in(tmp_path) == {}


@pytest.mark.parametrize("wrong", ["0", "eighty", "99999"])
def test_a_port_that_is_no_number_is_said_to_be_none(wrong: str, tmp_path: Path) -> None:
    code, said = ended(own_environment(tmp_path, SANDBOX_PORT=wrong))
    wanted = "set it to a whole number from 1 to 65535."
    assert code == 1
    assert said == f"The portal was not started. SANDBOX_PORT is “{wrong}”: {wanted}\n"
