"""How sure a share of a few deals is: the Wilson score interval.

Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
Journal of the American Statistical Association 22 (1927), pages 209-212.
"""

from math import sqrt

TWO_SIDED_95 = 1.96


def wilson_interval(k: int, n: int, z: float = TWO_SIDED_95) -> tuple[float, float] | None:
    """Between which fractions the true share lies, when `k` of `n` were seen.

    None when nothing was seen.
    """
    if n == 0:
        return None
    p = k / n
    scale = 1 + z * z / n
    centre = (p + z * z / (2 * n)) / scale
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale
    return max(0.0, centre - half), min(1.0, centre + half)
