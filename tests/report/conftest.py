"""Run documents made by hand, with the LaTeX that SymPy and the statement layer really print."""

import copy
import math
import random

import pytest
import sympy
from sympy import Abs, IndexedBase, Le, Rational, Sum, Symbol, latex, sqrt

from provcheck.statement.terms import Act, MaxOver, Norm, TendsToInfinity, define

i, j, k = sympy.symbols("i j k", integer=True, positive=True)
n, p, d = sympy.symbols("n p d", integer=True, positive=True)
a, W, x, y = (IndexedBase(name) for name in "aWxy")
lam, s, beta = (Symbol(name, positive=True) for name in ("lambda", "s", "beta"))
B_x, B_y, B_s, L_s = (Symbol(name, positive=True) for name in ("B_x", "B_y", "B_sigma", "L'_sigma"))
M_D, M2_D = Symbol("M_D", positive=True), Symbol("M'_D", positive=True)
norm_a, norm_W = Norm(a[j], (j, 1, p)), Norm(W[j, k], (j, 1, p), (k, 1, d))
pre = Sum(W[j, k] * x[i, k], (k, 1, d))
f = define("f", (i,), Sum(a[j] * Act(0, pre), (j, 1, p)), r"f_{<0>}(W)")
gradient = define("grad", (), Rational(1), r"\|\nabla\tilde{L}(W)\|")
laplacian = define("laplacian", (), Rational(1), r"\Delta\tilde{L}(W)")
lipschitz = define("gLip", (), Rational(1), r"\mathrm{gLip}(\tilde{L})")
V_s = define("V_s", (), Rational(1), r"V_s(W)")
c = Norm(Act(0, 0), (j, 1, p))

printed_lipschitz = sqrt(p) * (
    norm_a * B_x * B_y * L_s
    + sqrt(p) * norm_a**2 * M_D**2 * B_x**2
    + p * norm_a**2 * B_x**2 * M2_D * B_s
    + lam
)
sharp_lipschitz = (
    norm_a**2 * M_D**2 * B_x**2
    + MaxOver(Abs(a[j]), (j, 1, p)) * (B_y + Sum(Abs(a[j]), (j, 1, p)) * B_s) * M2_D * B_x**2
    + lam
)
lower = (
    lam**2 * norm_W**2
    - 2 * lam * M_D * L_s * B_x**2 * norm_a**2 * norm_W**2
    - 2 * lam * M_D * B_x * norm_a * (B_y + c * norm_a) * norm_W
)
entry = Sum(a[j] * (f(i) - y[i]) * Act(1, pre) * x[i, k], (i, 1, n)) / n + lam * W[j, k]


def line(name, relation, status="ok", by="", **more):
    """A derivation line as the runner writes it."""
    tex = relation if isinstance(relation, str) else latex(relation)
    plain = {"id": name, "relation": str(relation), "latex": tex, "status": status, "by": by}
    return {**plain, "reason": "", "printed": True, "derivation": "as printed", "note": "", **more}


def result(claim, title, verdict, statement, **more):
    """A result with every key that DESIGN.md names, and the extra ones given."""
    return {
        "claim": f"gopalani2025/{claim}",
        "title": title,
        "source": "gopalani2025 v2, Lemma 3.1, App. A",
        "verdict": verdict,
        "expected": "",
        "worst_ratio": None,
        "searched": 0,
        "seconds": 0.8,
        "witness": None,
        "lines": [],
        "trust": [],
        "amends": "",
        "amended_by": [],
        "reason": "",
        "statement_latex": statement if isinstance(statement, str) else latex(statement),
        **more,
    }


HYPOTHESES = [
    latex(Le(Norm(x[i, k], (k, 1, d)), B_x)),
    latex(Le(Abs(y[i]), B_y)),
    r"\forall t:\ " + latex(Le(Abs(Act(1, Symbol("t"))), M_D)),
]
TRUST = [
    "cited: Cauchy–Schwarz inequality (Steele 2004, ch. 1)",
    "cited: operator norm ≤ Frobenius norm",
    "python-flint 0.8.0 (Arb ball arithmetic)",
]


def _ratios(centre, spread, count=400):
    draw = random.Random(7)
    return [math.exp(draw.gauss(centre, spread)) for _ in range(count)]


def _tightness_plots():
    widths = [2**power for power in range(9)]
    radii = [10 ** (power / 4 - 2) for power in range(17)]
    return [
        {
            "title": "gLip bounds against width",
            "x_label": "number of gates $p$",
            "y_label": "bound / largest curvature found",
            "x": widths,
            "series": [
                {"label": "as printed", "y": [4 * width**1.5 for width in widths]},
                {"label": "sharp", "y": [1.3 + 0.1 * math.log(width) for width in widths]},
                {"label": "with a proof gap", "y": [2 * width for width in widths[:-2]] + [None]},
            ],
            "log_x": True,
            "log_y": True,
            "caption": "Sigmoid, β = 1, unit outer weights in all.",
        },
        {
            "title": "gLip bounds against data radius",
            "x_label": "data radius $B_x$",
            "y_label": "bound / largest curvature found",
            "x": radii,
            "series": [
                {"label": "as printed", "y": [3 + 5 / (1 + r) for r in radii]},
                {"label": "sharp", "y": [1.1 + 0.4 / (1 + r) for r in radii]},
            ],
            "log_x": True,
            "log_y": False,
            "caption": "p = 8.",
        },
    ]


def lemma_run():
    """A run over the smoothness-and-Poincaré lemma; the verdicts are made up."""
    results = [
        result(
            "lemma3_1/gradient_formula",
            "The gradient of the regularized loss, row by row",
            "PROVED",
            rf"\frac{{\partial \tilde{{L}}}}{{\partial W_{{j,k}}}} = {latex(entry)}",
            kind="identity",
            hypotheses=HYPOTHESES[:2],
            reason="every line of 'as printed' was accepted",
            trust=TRUST[2:],
            lines=[
                line("chain rule", sympy.Eq(Symbol("g"), entry), by="calculus"),
                line("collect", sympy.Eq(entry, entry.expand(), evaluate=False), by="algebra"),
            ],
        ),
        result(
            "lemma3_1/gradient_lower_bound",
            "The squared gradient grows at least quadratically, with a linear correction",
            "SUPPORTED",
            Le(lower, gradient() ** 2),
            kind="lower bound",
            hypotheses=HYPOTHESES,
            worst_ratio=0.99996,
            searched=20480,
            reading="‖c‖ is the Euclidean norm of (σ(0), …, σ(0)) ∈ R^p; the print leaves it open.",
            reason="no violation in 20480 settings, worst ratio 0.99996; line cross is not "
            "justified: no rule matches",
            ratios=_ratios(-3, 1.4) + [0.0, -2.0],
            lines=[
                line("square", Le(lam**2 * norm_W**2, gradient() ** 2 + lower), by="algebra"),
                line("cross", Le(lower, gradient() ** 2), "gap", "cited", reason="no rule matches"),
            ],
        ),
        result(
            "equation4",
            "The lower bound of Section 5 with m in the last term",
            "REFUTED",
            Le(lower, gradient() ** 2),
            kind="lower bound",
            expected="REFUTED",
            hypotheses=HYPOTHESES,
            worst_ratio=37.25,
            searched=512,
            reading="m is not introduced anywhere; read as any integer ≥ 1.",
            reason="a counterexample is certified; the first broken line is row-sum",
            ratios=_ratios(-1, 1.8) + [37.25],
            witness={
                "setting": {
                    "n": 1,
                    "p": 1,
                    "d": 1,
                    "a": ["1"],
                    "W": [["-1/2"]],
                    "x": [["1"]],
                    "y": ["0"],
                    "lambda": "1/4",
                    "m": 1,
                    "activation": "sigmoid",
                },
                "lhs": ["0.0312500000000000000000000001", "0.0312500000000000000000000002"],
                "rhs": ["0.000838926174496644295302013422", "0.000838926174496644295302013423"],
                "relation": "λ²·‖W‖_F² - 2·λ·M_D·L·B_x²·‖a‖²·‖W‖_F² ≤ ‖∇L̃(W)‖²",
                "command": "provcheck replay gopalani2025/equation4",
            },
            amended_by=["gopalani2025/lemma3_1/gradient_lower_bound"],
            trust=TRUST[2:],
            lines=[
                line("per neuron", Le(lower, norm_W**2), by="claim per_neuron_lower_bound"),
                line(
                    "row-sum",
                    Le(Sum(Norm(W[j, k], (k, 1, d)), (j, 1, p)), norm_W),
                    "broken",
                    "cited triangle",
                    reason="at p = 2, W = [[1], [1]]: 2 > 1.41421…",
                    note="the norms of the rows are summed, not their squares",
                ),
                line("collect", Le(lower, gradient() ** 2), "gap", "monotone", printed=False),
            ],
        ),
        result(
            "lemma3_1/gradient_lipschitz",
            "The gradient of the loss is Lipschitz with the printed constant",
            "SUPPORTED",
            Le(lipschitz(), printed_lipschitz),
            kind="Lipschitz bound",
            hypotheses=HYPOTHESES,
            worst_ratio=0.25,
            searched=4096,
            reason="no violation in 4096 settings, worst ratio 0.25",
            ratios=_ratios(-4, 1),
            plots=_tightness_plots(),
            amended_by=["gopalani2025/lemma3_1/gradient_lipschitz_sharp"],
            not_checked="The Lipschitz constant is compared with sampled Hessian norms only.",
            lines=[
                line("rows", Le(lipschitz(), sqrt(p) * Symbol("L_row")), by="cited concatenation"),
                line(
                    "product",
                    Le(Symbol("L_prod"), norm_a * M_D**2 * B_x),
                    "broken",
                    "cited",
                    reason="the second factor is missing",
                ),
                line("end", Le(lipschitz(), printed_lipschitz), "gap", "monotone"),
            ],
        ),
        result(
            "lemma3_1/gradient_lipschitz_sharp",
            "The Hessian is an average of rank-one and block-diagonal terms",
            "PROVED",
            Le(lipschitz(), sharp_lipschitz),
            kind="Lipschitz bound",
            hypotheses=HYPOTHESES,
            worst_ratio=0.9999999,
            searched=4096,
            amends="gopalani2025/lemma3_1/gradient_lipschitz",
            reason="every line of 'rank one plus blocks' was accepted",
            trust=TRUST,
            ratios=_ratios(-0.9, 0.4),
            lines=[
                line(
                    "split",
                    Le(lipschitz(), Symbol("A") + Symbol("B") + lam),
                    by="algebra",
                    printed=False,
                    derivation="rank one plus blocks",
                ),
                line(
                    "sum",
                    Le(lipschitz(), sharp_lipschitz),
                    by="monotone",
                    printed=False,
                    derivation="rank one plus blocks",
                ),
            ],
        ),
        result(
            "lemma3_1/critical_regularization",
            "Above the critical regularization the Villani condition holds",
            "PROVED",
            latex(TendsToInfinity(V_s(), W)),
            kind="limit",
            hypotheses=[latex(lam > 2 * M_D * L_s * B_x**2 * norm_a**2)],
            reason="every line of 'as printed' was accepted",
        ),
        result(
            "lemma3_1/laplacian_upper_bound",
            "The Laplacian grows at most linearly",
            "DOUBTED",
            Le(laplacian(), p * (M_D**2 * B_x**2 * norm_a**2 + lam * d)),
            worst_ratio=1.0000004,
            searched=4096,
            reason="a float violation was found but not certified: the balls overlap at 2048 bits",
        ),
        result(
            "lemma3_1/poincare",
            "The Gibbs measure satisfies a Poincaré-type inequality",
            "OPEN",
            r"\exists \lambda_s > 0:\ \mathrm{Var}_{\mu_s}(h) \le \tfrac{s}{2\lambda_s}\,"
            r"\mathbb{E}_{\mu_s}\|\nabla h\|^2,\ \mu_s \propto e^{-2 \tilde{L} / s}",
            reason="no value of λ_s is stated that could be searched",
        ),
    ]
    return {
        "schema": "provcheck.run/1",
        "papers": {
            "gopalani2025": {
                "title": "Global convergence of SGD on two layer neural nets",
                "authors": ["Pulkit Gopalani", "Anirbit Mukherjee"],
                "version": "v2",
                "url": "https://arxiv.org/abs/2210.11452",
            }
        },
        "results": results,
        "environment": {
            "provcheck": "0.1.0",
            "python": "3.11.7",
            "machine": "x86_64, 2 cores",
            "versions": {"sympy": "1.14.0", "python-flint": "0.8.0"},
        },
        "seed": 0,
        "budget": "standard",
        "command": "provcheck report lemma3_1 --html reports --budget standard --seed 0",
    }


def measured_run():
    """One experiment, with a heat map, a curve with its band, and two readings."""
    grid = [1e-5, 1e-3, 0.13]
    measured = result(
        "figure1",
        "Test loss over λ and width",
        "DOUBTED",
        r"\text{100\% of λ > λ\_c <b>}",
        kind="experiment",
        expected="DOUBTED",
        searched=1200,
        reason="test loss 0.61 at λ = 0.13; 1,200 runs, 3 tests",
        measurement={
            "outcome": "fails",
            "summary": "test loss 0.61 at λ = 0.13",
            "runs": 1200,
            "tests": 3,
            "confidence": 0.99,
            "false_alarm": 0.01,
            "effort": 1.0,
            "command": "provcheck verify gopalani2025/figure1 --fresh --budget standard --seed 0",
        },
        readings=[
            {"name": "deviation", "outcome": "fails", "summary": "0.5 <against> 0.1"},
            {"name": "with ½", "outcome": "holds", "summary": "0.2 against 0.1"},
            {},
        ],
        plots=[
            {"kind": "heat", "title": "h", "x": grid, "y": [5, 50], "value_label": "test loss",
             "values": [[0.2, 0.3, 0.6], [0.2, None, 0.6]]},
            {"kind": "curves", "title": "c", "x": grid, "log_x": True, "series": [
                {"label": "mean", "y": grid, "band": {"low": [0, 0, 0], "high": [1, 1, 1]}}]},
            {"kind": "heat"},
        ],
    )  # fmt: skip
    measured |= {"statement": "100% of λ > λ_c <b>"}
    return {"schema": "provcheck.run/1", "results": [measured]}


def nasty_run():
    """Every verdict, with hostile text, missing keys, and a formula that never ends."""
    verdicts = "PROVED REFUTED SUPPORTED DOUBTED OPEN ERROR INCONSISTENT".split()
    hostile = '<script>alert("1")</script> & \\ #eval("x") $y$ `z` ]]> \x00\x0b 定理 𝔼 é “”'
    endless = " + ".join(
        rf"\frac{{{{a}}_{{{q}}}^{{2}}}}{{\left\|{{W}}_{{{q},k}}\right\|}}" for q in range(80)
    )
    results = [{"claim": f"nasty2026/{name}", "verdict": name} for name in verdicts]
    results.append(
        {
            "claim": "nasty2026/<b>&\"'",
            "verdict": "MADE-UP",
            "title": hostile,
            "source": hostile,
            "reason": hostile,
            "reading": hostile,
            "trust": [hostile],
            "not_checked": hostile,
            "hypotheses": [hostile, ""],
            "kind": hostile,
            "amends": "elsewhere/" + hostile,
            "amended_by": [hostile],
            "statement_latex": hostile,
            "ratios": [0, -1],
            "worst_ratio": "inf",
            "plots": [
                {
                    "title": hostile,
                    "x": [1, 2],
                    "x_label": hostile,
                    "series": [{"label": hostile, "y": [1, None]}],
                },
                {},
            ],
            "witness": {
                "setting": {hostile: hostile},
                "lhs": ["nan", "x"],
                "rhs": None,
                "command": hostile,
                "relation": hostile,
                "line": hostile,
            },
            "lines": [
                {
                    "id": hostile,
                    "relation": hostile,
                    "status": "broken",
                    "by": hostile,
                    "reason": hostile,
                    "note": hostile,
                }
            ],
        }
    )
    results.append(
        {
            "claim": "other2026/endless",
            "verdict": "OPEN",
            "statement_latex": endless,
            "lines": [
                {"id": "x" * 300, "latex": r"\left(" + endless + r"\right)", "status": "ok"},
                {},
            ],
        }
    )
    results.append(
        {
            "claim": "other2026/unbalanced",
            "verdict": "OPEN",
            "statement_latex": r"\frac{1 \left( \begin{cases} a & b \\ \text{x} ^ _ }",
        }
    )
    return {"schema": "provcheck.run/1", "results": results}


def empty_run():
    """A run that holds no results."""
    return {"schema": "provcheck.run/1", "results": [], "environment": {}, "seed": 0}


def net_run():
    """Two claims about nets, refuted by nets."""
    from tests.net_words.settings import CASES, witness

    results = [
        result(
            name.replace(" ", "_"),
            "A claim about nets",
            "REFUTED",
            latex(CASES[name][0]),
            expected="REFUTED",
            reason="a counterexample is certified",
            witness=copy.deepcopy(witness(name)),
        )
        for name in ("loss", "sliding", "smaller")
    ]
    return {"schema": "provcheck.run/1", "results": results}


@pytest.fixture(
    params=[lemma_run, measured_run, net_run, nasty_run, empty_run],
    ids=["lemma", "measured", "nets", "nasty", "empty"],
)
def any_run(request):
    return request.param()


@pytest.fixture
def run():
    return lemma_run()


@pytest.fixture
def measured():
    return measured_run()


@pytest.fixture
def hostile():
    return nasty_run()


@pytest.fixture
def nothing():
    return empty_run()


@pytest.fixture
def nets():
    return net_run()
