"""Names of symbols with their Greek letters, without SymPy: `lambda_c` reads `λ_c`."""

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η",
    "theta": "θ", "kappa": "κ", "lamda": "λ", "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "psi": "ψ", "xi": "ξ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ", "Omega": "Ω",
}  # fmt: skip


def symbol_text(name: str) -> str:
    """A symbol's name as people type it, every part of it that is a Greek letter's name."""
    return "_".join(GREEK.get(part, part) for part in name.split("_"))
