"""What this machine can do at most, measured in the run that the figures belong to."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

_ROWS = 64
"""Rows of eight numbers that every loop over a table reads: 4 KB, which stay in the first cache."""
_SECONDS = 1.0
"""Time in which each rate is sampled: long enough for a moment that nobody else disturbs."""
_ORDER = 384


def limits_job(threads: int, quick: bool) -> dict[str, float]:
    """`measure_limits` as a job of the catalogue."""
    return measure_limits(threads)


def measure_limits(threads: int) -> dict[str, float]:
    """Rates of all threads together, the best of many samples of each.

    Returns:
        multiply_add_gflops: additions and multiplications of fused multiply-adds, 1e9 a second.
        matrix_product_gflops: those of NumPy's matrix product.
        exp_ns, sigmoid_ns, normal_ns, word_ns: ns for one value by provcheck's own functions in
            loops of nothing else, and `numpy_exp_ns` for NumPy's.
    """
    from provcheck.compiled import peak

    numbers = np.linspace(-30.0, 30.0, _ROWS * peak.LANES).reshape(_ROWS, peak.LANES)
    rounds, passes, draws = 250_000, 5_000, 30_000  # about a ms: less than a time slice
    flat, out = numbers.ravel(), np.empty(numbers.size)

    def numpy_exp() -> None:
        for _ in range(passes // 20):
            np.exp(flat, out=out)

    def seconds(loop: Callable[..., object], *sizes: object, kind: type = float) -> float:
        return _best(_in_threads(threads, loop, *sizes, kind=kind)) / threads

    values, drawn = passes * numbers.size, 2 * peak.LANES * draws
    operations = 2 * peak.CHAINS * peak.LANES * rounds
    return {
        "multiply_add_gflops": operations / seconds(peak.multiply_adds, rounds) * 1e-9,
        "matrix_product_gflops": 2 * _ORDER**3 / _best(_matrix_product()) * 1e-9,
        "exp_ns": seconds(peak.exponentials, numbers, passes) / values * 1e9,
        "sigmoid_ns": seconds(peak.sigmoids, numbers, passes) / values * 1e9,
        "normal_ns": seconds(peak.normals, draws) / drawn * 1e9,
        "word_ns": seconds(peak.words, draws, kind=np.uint64) / drawn * 1e9,
        "numpy_exp_ns": _best(numpy_exp) / (passes // 20 * numbers.size) * 1e9,
    }


def _in_threads(
    threads: int, loop: Callable[..., object], *sizes: object, kind: type
) -> Callable[[], object]:
    """The loop in every thread at once, each with a row of its own."""
    rows = [np.zeros((1, 8), dtype=kind) for _ in range(threads)]
    if threads == 1:
        return lambda: loop(*sizes, rows[0])
    pool = ThreadPoolExecutor(threads)
    return lambda: list(pool.map(lambda row: loop(*sizes, row), rows))


def _matrix_product() -> Callable[[], object]:
    A = np.random.default_rng(0).normal(size=(_ORDER, _ORDER))
    B, out = A.T.copy(), np.empty((_ORDER, _ORDER))
    return lambda: np.matmul(A, B, out=out)


def _best(run: Callable[[], object]) -> float:
    """Seconds of the fastest sample: a limit is not what an average comes to."""
    run()
    least, until = float("inf"), time.perf_counter() + _SECONDS
    while time.perf_counter() < until:
        start = time.perf_counter()
        run()
        least = min(least, time.perf_counter() - start)
    return least
