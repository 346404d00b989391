"""The colours: told apart by people who see no red or no green, and legible on paper."""

from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import pytest

from metrics.charts import style

Vector = npt.NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
SEEN_BY = {
    "everybody": np.eye(3),
    "protanopes": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopes": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopes": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# Colours that lie beside or on each other, and the contrast they need.
PAIRS = [
    (style.STRONG, style.SOFT, 3.0),  # the part on the whole
    (style.STRONG, style.MARK, 2.0),  # the finding among the others
    (style.MARK, style.SOFT, 1.7),  # the others and their rest
    (style.MARK, style.FAINT, 2.0),  # firm and small samples
    (style.STRONG, style.PAPER, 4.5),
    (style.MARK, style.PAPER, 2.5),
    (style.TARGET, style.PAPER, 4.5),
    (style.TOTAL, style.PAPER, 3.0),  # of a waterfall: where it starts and ends
    (style.LESS, style.PAPER, 3.0),
    (style.RANGE, style.PAPER, 4.5),
    (style.STRONG, style.BAND, 4.5),  # a level and its line on the range behind it
    (style.TARGET, style.BAND, 3.0),
]


def see(color: str, eyes: Vector) -> Vector:
    parts = np.array([int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    seen: Vector = np.clip(eyes @ linear, 0, 1)
    return seen


def measure_contrast(one: Vector, other: Vector) -> float:
    """WCAG 2: the ratio of relative luminances."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    dark, light = sorted(float(weights @ color) for color in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("eyes", SEEN_BY.values(), ids=SEEN_BY.keys())
@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_neighbours_keep_apart_for_everybody(
    one: str, other: str, least: float, eyes: Vector
) -> None:
    assert measure_contrast(see(one, eyes), see(other, eyes)) >= least


@pytest.mark.parametrize("eyes", SEEN_BY.values(), ids=SEEN_BY.keys())
@pytest.mark.parametrize("color", [style.INK, style.GREY, style.STRONG, style.TARGET])
def test_words_can_be_read_on_paper(color: str, eyes: Vector) -> None:
    assert measure_contrast(see(color, eyes), see(style.PAPER, eyes)) >= 4.5


@pytest.mark.parametrize("eyes", SEEN_BY.values(), ids=SEEN_BY.keys())
def test_the_blues_are_steps_of_lightness(eyes: Vector) -> None:
    steps = [see(color, eyes) for color in (style.STRONG, style.MARK, style.SOFT, style.FAINT)]
    lightness = [float(np.array([0.2126, 0.7152, 0.0722]) @ step) for step in steps]
    assert all(darker < lighter for darker, lighter in pairwise(lightness))


def test_the_target_is_no_mark() -> None:
    """It crosses blue bars, so it must differ from them in hue, not only in lightness."""
    for eyes in SEEN_BY.values():
        for color in (style.STRONG, style.MARK):
            assert np.abs(see(style.TARGET, eyes) - see(color, eyes)).max() > 0.15


def find_place(seen: Vector) -> Vector:
    """Where a colour lies in CIELAB, in which distances are those that are seen."""
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    parts = to_xyz @ seen / np.array([0.9505, 1.0, 1.089])
    x, y, z = np.where(parts > 0.008856, np.cbrt(parts), 7.787 * parts + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eyes", SEEN_BY.values(), ids=SEEN_BY.keys())
def test_the_bars_of_a_waterfall_and_its_two_lines_are_told_apart(eyes: Vector) -> None:
    bars = (style.TOTAL, style.MARK, style.STRONG, style.LESS)
    for one, other in (*combinations(bars, 2), (style.STRONG, style.TARGET)):
        distance = np.linalg.norm(find_place(see(one, eyes)) - find_place(see(other, eyes)))
        assert distance > 25, (one, other)
