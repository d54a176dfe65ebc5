"""The LaTeX commands that the report knows, by what they stand for."""

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "omicron": "ο", "pi": "π", "varpi": "ϖ",
    "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ",
    "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ",
    "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip

RELATIONS = {
    "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥", "lt": "<",
    "gt": ">", "ne": "≠", "neq": "≠", "equiv": "≡", "approx": "≈", "sim": "∼", "simeq": "≃",
    "cong": "≅", "propto": "∝", "ll": "≪", "gg": "≫", "in": "∈", "notin": "∉", "ni": "∋",
    "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "to": "→",
    "rightarrow": "→", "longrightarrow": "⟶", "leftarrow": "←", "Rightarrow": "⇒",
    "implies": "⇒", "Leftarrow": "⇐", "Leftrightarrow": "⇔", "iff": "⇔", "mapsto": "↦",
    "succeq": "⪰", "preceq": "⪯", "succ": "≻", "prec": "≺", "coloneqq": "≔", "mid": "∣",
    "perp": "⟂", "parallel": "∥", "uparrow": "↑", "downarrow": "↓", "leftrightarrow": "↔",
}  # fmt: skip

SYMBOLS = {
    **_GREEK,
    **RELATIONS,
    "cdot": "⋅", "times": "×", "pm": "±", "mp": "∓", "ast": "∗", "star": "⋆", "circ": "∘",
    "bullet": "∙", "div": "÷", "otimes": "⊗", "oplus": "⊕", "odot": "⊙", "wedge": "∧",
    "vee": "∨", "land": "∧", "lor": "∨", "neg": "¬", "lnot": "¬", "cap": "∩", "cup": "∪",
    "setminus": "∖", "exists": "∃", "nexists": "∄", "forall": "∀", "infty": "∞",
    "nabla": "∇", "partial": "∂", "ell": "ℓ", "hbar": "ℏ", "imath": "ı", "jmath": "ȷ",
    "Re": "ℜ", "Im": "ℑ", "emptyset": "∅", "varnothing": "∅", "top": "⊤", "bot": "⊥",
    "prime": "′", "dagger": "†", "intercal": "⊺", "angle": "∠", "triangle": "△",
    "ldots": "…", "dots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "colon": ":",
    "sum": "∑", "prod": "∏", "coprod": "∐", "int": "∫", "iint": "∬", "iiint": "∭",
    "oint": "∮", "bigcup": "⋃", "bigcap": "⋂", "bigoplus": "⨁", "bigotimes": "⨂",
    "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
    "lvert": "|", "rvert": "|", "vert": "|", "lVert": "‖", "rVert": "‖", "Vert": "‖",
    "|": "‖", "{": "{", "}": "}", "lbrace": "{", "rbrace": "}", "lbrack": "[",
    "rbrack": "]", "backslash": "∖", "%": "%", "#": "#", "$": "$", "&": "&", "_": "_",
}  # fmt: skip

CHARACTERS = {"-": "−", "*": "∗"}  # what a keyboard sign means in mathematics

SPACES = {
    ",": 0.167, ":": 0.222, ">": 0.222, ";": 0.278, "!": -0.167, " ": 0.25, "quad": 1.0,
    "qquad": 2.0, "enspace": 0.5, "thinspace": 0.167, "medspace": 0.222, "\n": 0.25,
    "\\": 0.5,
}  # fmt: skip

FUNCTIONS = {
    name: name
    for name in (
        "sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan exp log ln lg det dim "
        "ker deg gcd arg hom Pr max min sup inf lim"
    ).split()
} | {"limsup": "lim sup", "liminf": "lim inf"}
WITH_LIMITS = {"max", "min", "sup", "inf", "lim", "limsup", "liminf", "det", "gcd", "Pr"}

STYLES = {
    "mathrm": "upright", "mathup": "upright", "rm": "upright", "mathsf": "sans",
    "mathtt": "mono", "mathit": "italic", "mathbf": "bold", "boldsymbol": "bold", "bm": "bold",
    "mathbb": "bb", "mathcal": "cal", "mathscr": "cal", "mathfrak": "frak",
}  # fmt: skip

ACCENTS = {
    "hat": "hat", "widehat": "hat", "check": "caron", "tilde": "tilde", "widetilde": "tilde",
    "bar": "macron", "overline": "overline", "underline": "underline", "vec": "arrow",
    "dot": "dot", "ddot": "dot.double", "mathring": "circle",
}  # fmt: skip

IGNORED = tuple(
    rf"\{name}"
    for name in (
        "displaystyle textstyle scriptstyle scriptscriptstyle big Big bigg Bigg bigl bigr Bigl "
        "Bigr biggl biggr Biggl Biggr middle mathstrut nonumber"
    ).split()
)
