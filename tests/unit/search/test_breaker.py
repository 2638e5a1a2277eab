"""What does not answer is left alone for a while."""

from search.elastic.breaker import Breaker


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_it_opens_after_failures_in_a_row_and_tries_again_once_in_a_while():
    clock = Clock()
    breaker = Breaker(failures=2, pause=5, clock=clock)
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    clock.now += 5
    assert breaker.allows()
    assert not breaker.allows()  # One attempt at a time.
    breaker.failed()
    clock.now += 4.9
    assert not breaker.allows()
    clock.now += 0.1
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()


def test_failures_with_a_success_between_do_not_open_it():
    breaker = Breaker(failures=2, pause=5)
    for _ in range(5):
        breaker.failed()
        breaker.succeeded()
    assert breaker.allows()
