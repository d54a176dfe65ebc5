"""How fast is provcheck beside its peers? The workloads of `provcheck bench`, one by one.

Every workload is measured with one thread and two, each in a process of its own, and printed as
the table of `provcheck bench`. Asserted: provcheck's form works, and no peer disagrees with it.
No time is asserted, because a test machine has other work to do; `provcheck bench` gates.

    pytest -m benchmark -s tests/benchmarks/test_speed.py -k "A or B"
"""

import pytest

from provcheck.benchmarks.accuracy import accuracy_job
from provcheck.benchmarks.catalogue import KEYS
from provcheck.benchmarks.processes import processors
from provcheck.benchmarks.run import Request, outcomes, run
from provcheck.benchmarks.table import exceeds, lines


@pytest.mark.benchmark
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("key", KEYS)
def test_a_workload_beside_its_peers(key, threads):
    if processors() < threads:
        pytest.skip(f"{threads} threads asked, {processors()} processors here")
    document = run(Request((key,), (threads,), quick=True))
    print("\n" + "\n".join(lines(document)))
    assert not {"disagrees", "failed by provcheck"} & set(outcomes(document))


@pytest.mark.benchmark
def test_no_error_seen_is_above_the_stated_bound():
    rows = accuracy_job(1, quick=True)
    assert rows and not [row for row in rows if exceeds(row)]
