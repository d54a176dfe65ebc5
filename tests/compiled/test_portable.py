"""Machines with narrower registers compute the same bits, in tiles of another shape."""

import os
import subprocess
import sys

import pytest
from llvmlite.binding import get_host_cpu_features

SCRIPT = """
import hashlib
import numpy as np
from provcheck.compiled import depth2, depth2_batched, matrix_free, ntk, tiles
from provcheck.reference import Activation
from provcheck.statement.network import dense, leaky_relu

rng = np.random.default_rng(7)
W, a, X, y = (rng.normal(size=shape) for shape in ((9, 9, 10), 9, (101, 10), 101))
rest = a, X, y, 0.3, 1.5
parts = [depth2.outputs(W[0], a, X, 1.5, Activation.SOFTPLUS)]
for activation in Activation:
    parts += depth2_batched.loss_gradient_laplacian_over_weights(W, *rest, activation)
net = dense(11, (30, 25, 7), leaky_relu())
given = net, rng.normal(size=net.parameters), rng.normal(size=(31, 11))
parts.append(ntk.gram_matrix(*given))
parts.append(matrix_free.gram_product(matrix_free.linearize(*given), rng.normal(size=(1, 31 * 7))))
print(tiles.COLUMNS, hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest())
"""
WIDE, NARROW = "x86-64-v4", "x86-64-v3"


def run_on(processor, folder):
    """Columns of a tile, and a digest of the results, compiled for a processor."""
    environment = os.environ | {"NUMBA_CPU_NAME": processor, "NUMBA_CACHE_DIR": str(folder)}
    environment["NUMBA_CPU_FEATURES"] = "+avx512f" if processor == WIDE else ""
    command = [sys.executable, "-c", SCRIPT]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=280)
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


@pytest.mark.slow
@pytest.mark.skipif(
    not get_host_cpu_features().get("avx512f"), reason="no wide registers to compare with"
)
def test_narrow_registers_give_the_bits_of_wide_ones(tmp_path):
    columns, digest = run_on(WIDE, tmp_path)
    others, same = run_on(NARROW, tmp_path)
    assert (columns, others) == ("5", "1")
    assert digest == same
