"""Draws are found again by number, cover what single draws cover, and take no memory."""

import tracemalloc

import numpy as np
import pytest
import sympy
from sympy import Le

from provcheck.engines.draft import Draft, domain_of, is_allowed
from provcheck.engines.draw_batch import draw_batch
from provcheck.engines.draws import CLEAR, MOST_CLEAR, MOST_FAINT, Numbered, Record, score_draws
from provcheck.engines.objective import Objective
from provcheck.engines.objective_batch import BatchObjective, Scores
from provcheck.engines.sample import draw_draft
from provcheck.statement.space import Array, Real, Size, Space
from tests.engines.small_net import Net

x, y = sympy.symbols("x y", real=True)


def stream(number: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=[0, number]))


def same(left: Draft, right: Draft) -> bool:
    return all(np.array_equal(left.values[name], right.values[name]) for name in left.values)


def test_a_draft_is_found_again_by_its_number():
    drafts = Numbered(Net.space, [], 1000, stream)
    seen = [drafts.draft(number) for number in range(1000)]
    again = Numbered(Net.space, [], 1000, stream)
    for number in (999, 0, 500, 17, 998):
        assert same(again.draft(number), seen[number])
    assert not same(seen[0], seen[1])


def test_given_drafts_come_first_and_count():
    first = [Draft({"x": 1.0}), Draft({"x": 2.0}), Draft({"x": 3.0})]
    drafts = Numbered(Space((Real(x),)), first, 40, stream)
    assert [drafts.draft(k).values["x"] for k in range(3)] == [1.0, 2.0, 3.0]
    assert sum(drafts.batch(b).count for b in range(drafts.batches)) == 37
    assert same(drafts.draft(3), drafts.batch(0).draft(0)) and drafts.start(0) == 3
    assert drafts.block_of(2) is None and drafts.block_of(3) == 0
    assert Numbered(Space((Real(x),)), first, 2, stream).batches == 0


@pytest.mark.parametrize(
    "real",
    [
        Real(x),
        Real(x, low=0),
        Real(x, low=0, open_low=True),
        Real(x, high=0, open_high=True),
        Real(sympy.Symbol("x", real=True, nonzero=True)),
        Real(x, low=0, high=1),
        Real(x, low=0, high=1, open_low=True, open_high=True),
        Real(x, integer=True),
        Real(x, low=1, open_low=True, integer=True),
    ],
    ids=str,
)
def test_parameters_are_allowed_and_spread_as_single_ones_are(real):
    """Quantiles of 4000 draws either way: a difference of 0.05 has a chance below 1e-4."""
    space = Space((real,))
    many = draw_batch(space, np.random.default_rng(1), 4000).values["x"]
    rng = np.random.default_rng(2)
    single = np.array([draw_draft(space, rng).values["x"] for _ in range(4000)])
    assert all(is_allowed(real, t) for t in many), domain_of(real)
    grid = np.unique(np.concatenate([single, many]))
    shares = [np.searchsorted(np.sort(t), grid, side="right") / 4000 for t in (many, single)]
    assert np.max(np.abs(shares[0] - shares[1])) < 0.05


def test_arrays_have_every_shape_of_numbers():
    n, d = sympy.symbols("n d", integer=True, positive=True)
    space = Space((Size(n, low=3), Size(d, low=2), Array(sympy.IndexedBase("X"), (n, d))))
    arrays = np.moveaxis(draw_batch(space, np.random.default_rng(0), 2000).values["X"], -1, 0)
    zero = np.all(arrays == 0, axis=(1, 2))
    one = np.all(arrays == arrays[:, :1, :1], axis=(1, 2)) & ~zero
    rows = np.all(arrays == arrays[:, :1], axis=(1, 2)) & ~one & ~zero
    sparse = np.any(arrays == 0, axis=(1, 2)) & ~zero
    for share, least in ((zero, 0.05), (one, 0.05), (rows, 0.05), (sparse, 0.15)):
        assert least < np.mean(share) < 0.4
    sizes = np.abs(arrays[arrays != 0])
    assert sizes.min() < 1e-7 and sizes.max() > 1e7


def search(claim, count, best=100):
    objective = Objective(claim, claim.relation)
    batches = BatchObjective(objective, claim, claim.relation)
    record = Record(claim, count, best)
    drafts = Numbered(claim.space, [], count, stream)
    score_draws(drafts, record, objective, batches, lambda done: False)
    return record, drafts, objective


def test_the_best_scores_are_those_of_their_drafts(make_claim):
    claim = make_claim(Le(x * y, x**2 + y**2 + 1), Real(x), Real(y))
    record, drafts, objective = search(claim, 3000)
    assert record.drawn == record.admitted == 3000 and len(record.best()) == 100
    for score, number, _ in record.best()[::20]:
        assert objective(drafts.draft(number)) == pytest.approx(score, rel=1e-9)
    blocks = np.split(np.array([objective(drafts.draft(k)) for k in range(3000)]),
                      [drafts.start(block) for block in range(1, drafts.batches)])  # fmt: skip
    best = np.sort(np.concatenate([np.sort(scores)[-4:] for scores in blocks]))[:-101:-1]
    assert [score for score, _, _ in record.best()] == pytest.approx(best.tolist(), rel=1e-9)


def test_violations_are_counted_and_the_clearest_kept(make_claim):
    claim = make_claim(Le(x, 0), Real(x))
    record, drafts, objective = search(claim, 4000)
    scores = [objective(drafts.draft(k)) for k in range(4000)]
    assert record.violated == sum(score > 0 for score in scores)
    kept = [score for score, _ in record.violations()]
    assert MOST_CLEAR <= len(kept) <= 2 * MOST_CLEAR and kept[0] == pytest.approx(max(scores))
    first = [score for score in scores if score > 0][:MOST_CLEAR]
    assert all(any(score == pytest.approx(found) for found in kept) for score in first)


def test_of_the_faint_violations_the_worst_and_the_first_are_kept(make_claim, rng):
    claim = make_claim(Le(x, 0), Real(x))
    record, objective = Record(claim, 400, 0), Objective(claim, claim.relation)
    faint = CLEAR * rng.permutation(np.repeat(np.arange(1, 201), 2)) / 200
    yes = np.ones(40, dtype=bool)
    for start in range(0, 400, 40):
        found = Scores(faint[start : start + 40], np.full(40, np.nan), yes, yes)
        record.add(start, found, objective, {}, lambda k, start=start: Draft({"x": start + k}))
    order = sorted(range(400), key=lambda number: (-faint[number], number))[:MOST_FAINT]
    kept = [draft.values["x"] for _, draft in record.violations()]
    first = sorted(sorted(range(40), key=lambda number: faint[number])[-MOST_FAINT:])
    assert kept == order + [number for number in first if number not in order]


def test_numbers_are_often_powers_of_ten():
    space = Space((Real(sympy.Symbol("x", real=True, nonzero=True)),))
    sizes = np.log10(np.abs(draw_batch(space, np.random.default_rng(1), 4000).values["x"]))
    powers = sizes[np.isclose(sizes, np.round(sizes), atol=1e-12)]
    assert abs(len(powers) / 4000 - 0.3) < 0.03  # four standard deviations
    assert abs(np.mean(np.abs(powers) < 2.5) - (0.5 + 0.5 * 5 / 17)) < 0.06


def test_memory_is_flat_in_the_number_of_settings(make_claim):
    claim = make_claim(Le(x, y), Real(x), Real(y))
    peaks = []
    for count in (40_000, 160_000):
        tracemalloc.start()
        search(claim, count)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
