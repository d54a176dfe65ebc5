"""How the claims about nets with their data are put together."""

from provcheck.statement import (
    Activations,
    Claim,
    Derivation,
    Family,
    Kind,
    LossVanishesAlmostSurely,
    Nets,
    PositiveDefiniteAlmostSurely,
    Source,
    Space,
    line,
)

DEFINITE = PositiveDefiniteAlmostSurely()
VANISHES = LossVanishesAlmostSurely()


def net_claim(
    name: str,
    title: str,
    place: str,
    relation,
    *,
    family: Family = Family.ANY,
    activations: Activations = Activations.PIECEWISE_NONZERO,
    overparametrized: bool = True,
    quote: str = "",
    reading: str = "",
    expected: str = "REFUTED",
    derivations: tuple[Derivation, ...] = (),
    not_checked: str = "",
) -> Claim:
    """A claim about every net of a family with almost all parameters and inputs."""
    return Claim(
        name=f"jakhmola2025/{name}",
        title=title,
        source=Source("jakhmola2025", place, quote=quote),
        kind=Kind.EXISTENCE,
        space=Space((Nets(family, activations, overparametrized),)),
        relation=relation,
        expected=expected,
        derivations=derivations,
        reading=reading,
        not_checked=not_checked,
    )


def printed(*lines) -> tuple[Derivation, ...]:
    """The steps of a printed proof, each (id, statement, note)."""
    steps = (
        line(name, relation, "cited", note=note, printed=True) for name, relation, note in lines
    )
    return (Derivation("as printed", tuple(steps)),)
