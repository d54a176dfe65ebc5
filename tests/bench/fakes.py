"""Workloads that cost nothing, for the tests of the harness; `job` makes this a catalogue."""

import os
import signal

from provcheck.benchmarks.workload import Form, Missing, Work, Workload


def fine(problem, threads):
    return lambda: problem


def wrong(problem, threads):
    return lambda: problem + 1e-3


def nan(problem, threads):
    return lambda: float("nan")


def missing(problem, threads):
    raise Missing("not installed; pip install nothing")


def broken(problem, threads):
    raise RuntimeError("it is\nbroken")


def tires(problem, threads):
    calls = []

    def run():
        calls.append(1)
        if len(calls) > 3:
            raise ValueError("tired")
        return problem

    return run


def crashes(problem, threads):
    os.kill(os.getpid(), signal.SIGKILL)


def workload(*peers, ours=fine, **changes):
    """The number 2, which every form should give."""
    facts = {
        "key": "X",
        "title": "the number two",
        "size": "2",
        "problem": lambda: 2.0,
        "ours": Form("provcheck", ours),
        "peers": tuple(peers),
        "difference": lambda mine, other: abs(mine() - other()),
        "tolerance": 1e-6,
        "work": lambda problem: Work(operations=problem),
    }
    return Workload(**facts | changes)


JOBS = {
    "survives": workload(Form("fine", fine, (1.0,)), Form("killer", crashes)),
    "dies": workload(ours=crashes),
    "broken": workload(ours=broken),
}


def job(name):
    return JOBS[name]


def form(name="provcheck", **changes):
    """A form's entry in a document."""
    entry = {
        "name": name,
        "status": "measured",
        "reason": "",
        "difference": 0.0,
        "median": 2e-3,
        "low": 1.9e-3,
        "high": 2.1234e-3,
        "rounds": 15,
        "ratio": None,
        "target": None,
        "gate": None,
        "within": None,
        "reached": None,
        "share_of_limit": 0.7,
    }
    return entry | changes


def document(*forms, status="measured", **changes):
    """A valid document with one run of these forms."""
    run = {"threads": 1, "status": status, "reason": "", "limit_seconds": 1.4e-3}
    run["reason"] = "" if status == "measured" else "it broke"
    run["forms"] = list(forms)
    limits = {
        name: 1.0
        for name in (
            "multiply_add_gflops",
            "matrix_product_gflops",
            "exp_ns",
            "sigmoid_ns",
            "normal_ns",
            "word_ns",
            "numpy_exp_ns",
        )
    }
    whole = {
        "schema": "provcheck.bench/1",
        "command": "provcheck bench X",
        "quick": False,
        "complete": True,
        "machine": {
            "provcheck": "0",
            "python": "3",
            "platform": "p",
            "processor": "a processor with quite a long name of its own @ 3.7 GHz",
            "processors": 2,
            "registers": "avx2",
            "load": 0.5,
            "versions": {"numpy": "2"},
        },
        "notes": ["8 threads asked, 2 processors here"],
        "limits": [{"threads": 1, **limits}],
        "workloads": [{"key": "X", "title": "the number two", "size": "2", "runs": [run]}],
        "accuracy": [],
        "search": [],
        "growth": [],
    }
    return whole | changes


ROWS = {
    "accuracy": [
        {
            "function": "laplacian_by_neuron",
            "inputs": 123456,
            "unit": "share of the bound",
            "largest": 0.00123,
            "at": "3",
            "bound": 1,
        }
    ],
    "search": [
        {
            "claim": "gopalani2025/lemma3_1/villani_every_lambda_softplus",
            "instances": 1000,
            "rate": 123456.7,
            "plain_rate": 1234.5,
            "ratio": 100.0,
            "target": 50.0,
            "reached": "target",
        }
    ],
    "growth": [
        {
            "axis": "nq",
            "title": "rows",
            "sizes": [40, 400, 4000],
            "seconds": [1e-3, 1e-1, 10.0],
            "bytes": [1, 2, None],
            "time_exponent": 2.0,
            "expected_time": 2.0,
            "memory_exponent": None,
            "expected_memory": 2.0,
            "reason": "",
        }
    ],
}
