"""The claims of the pack as the tests know them, and a witness of each false variant."""

from fractions import Fraction

from provcheck.statement import Setting
from tests.proofs.loading import built_in

PACK, CLAIMS = built_in("zhang2019")
NAMES = tuple(f"rms_norm/{name}" for name in ("bounded", "invariant", "jacobian", "jacobian_norm"))


def inputs(x, **more):
    """The input x with ε = 1/100."""
    vectors = {name: tuple(map(Fraction, more.pop(name))) for name in ("v",) if name in more}
    known = {"n": len(x), "epsilon": Fraction(1, 100), "x": tuple(map(Fraction, x))}
    return Setting({**known, **vectors, **more})


WITNESSES = {
    ("rms_norm/bounded", "nine_tenths"): inputs((1, 1)),
    ("rms_norm/invariant", "scaled"): inputs((1, 1), alpha=Fraction(2), k=1),
    ("rms_norm/jacobian", "one_term"): inputs((1, 1), v=(1, 0), k=1),
    ("rms_norm/jacobian_norm", "nine_tenths"): inputs((1, 1), v=(1, -1)),
}
