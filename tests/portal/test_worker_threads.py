"""A worker's threads: the one that was done last goes on, and nothing that is given is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event, get_ident

from portal.worker_threads import LastDoneFirst, new_threads
from tests.support.polling import until

THREADS = 4


def test_the_thread_that_was_done_last_takes_the_next_request() -> None:
    with new_threads(THREADS) as pool:
        gates = [Event() for _ in range(THREADS)]
        busy = [pool.submit(_ident_after, gate) for gate in gates]
        done = []
        for number in (1, 3, 0, 2):
            gates[number].set()
            done.append(busy[number].result())
            until(lambda: _waiting(pool) == len(done))
        follows = []
        for _ in range(3):
            follows.append(pool.submit(get_ident).result())
            until(lambda: _waiting(pool) == THREADS)
    assert len(set(done)) == THREADS
    assert follows == [done[-1]] * 3


def test_what_no_thread_is_free_for_is_done_in_turn_and_the_pool_ends() -> None:
    order: list[int] = []
    with new_threads(1) as pool:
        begun, gate = Event(), Event()
        pool.submit(lambda: (begun.set(), gate.wait()))
        begun.wait()
        left = [pool.submit(order.append, number) for number in range(100)]
        gate.set()
    assert order == list(range(100)) and all(one.done() for one in left)


def test_many_threads_do_all_that_they_are_given_once() -> None:
    with new_threads(THREADS) as pool:
        assert sorted(pool.map(abs, range(5_000))) == list(range(5_000))


def _ident_after(gate: Event) -> int:
    gate.wait()
    return get_ident()


def _waiting(pool: ThreadPoolExecutor) -> int:
    queue = pool._work_queue
    assert isinstance(queue, LastDoneFirst)
    return len(queue._waiting)
