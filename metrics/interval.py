"""How sure a share of a few deals is (Wilson's interval), and a difference of two (Newcombe's).

Sources: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
Journal of the American Statistical Association 22 (1927), pages 209-212. R. G. Newcombe, "Interval
estimation for the difference between independent proportions", Statistics in Medicine 17 (1998),
pages 873-890, method 10.
"""

from math import sqrt

TWO_SIDED_95 = 1.96


def wilson_interval(k: float, n: float, z: float = TWO_SIDED_95) -> tuple[float, float] | None:
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


def newcombe_interval(
    now: tuple[float, float], before: tuple[float, float], z: float = TWO_SIDED_95
) -> tuple[float, float]:
    """Between which values the difference of two shares (now less before) lies.

    Args:
        now: So many of so many, at least one.
        before: The same for the earlier window.
        z: One-sided bound at each end.
    """
    p1, p0 = now[0] / now[1], before[0] / before[1]
    l1, u1 = wilson_interval(*now, z) or (0.0, 1.0)
    l0, u0 = wilson_interval(*before, z) or (0.0, 1.0)
    difference = p1 - p0
    low = difference - sqrt((p1 - l1) ** 2 + (u0 - p0) ** 2)
    high = difference + sqrt((u1 - p1) ** 2 + (p0 - l0) ** 2)
    return low, high
