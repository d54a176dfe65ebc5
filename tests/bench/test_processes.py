"""A process for each measurement: its variables, and what it says when something ends it."""

import pytest

from provcheck.benchmarks.processes import environment, measure_apart
from provcheck.errors import EngineError

FAKES = "tests.bench.fakes"


def test_a_peer_that_kills_its_process_is_named_and_the_rest_measured():
    found = measure_apart("survives", 1, quick=True, module=FAKES)
    ours, fine, killer = found["forms"]
    assert (ours["status"], fine["status"], killer["status"]) == ("measured", "measured", "failed")
    assert killer["reason"] == "it ended its process with SIGKILL"


@pytest.mark.parametrize("name, says", [("dies", "SIGKILL"), ("broken", "RuntimeError: it is")])
def test_provcheck_s_own_failure_is_an_error(name, says):
    with pytest.raises(EngineError, match=rf"bench {name} with 1 thread.*{says}"):
        measure_apart(name, 1, module=FAKES)


def test_every_library_is_told_how_many_threads_it_has():
    chosen = environment(2, alone=False, base={"PYTHONPATH": "mine"})
    assert chosen["OPENBLAS_NUM_THREADS"] == chosen["NUMBA_NUM_THREADS"] == "2"
    assert "XLA_FLAGS" not in chosen and chosen["PYTHONPATH"].endswith("mine")
    chosen = environment(2, alone=True, base={})
    assert (chosen["OPENBLAS_NUM_THREADS"], chosen["OMP_NUM_THREADS"]) == ("1", "2")
    chosen = environment(1, alone=False, base={"XLA_FLAGS": "--mine"})
    assert chosen["XLA_FLAGS"].startswith("--mine --xla_cpu_multi_thread_eigen=false")
