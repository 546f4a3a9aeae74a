/// What characters are in LaTeX: signs that it reads as its own, and what stands in no font of text.
enum LaTeXSymbols {
    /// In text.
    static let texts: [Character: String] = [
        "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "%": "\\%", "_": "\\_",
        "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "\u{A0}": "~", "\u{202F}": "\\,", "\u{2009}": "\\,",
        "\u{2007}": "\\phantom{0}", "–": "--", "—": "---", "“": "``", "”": "''", "‘": "`", "’": "'", "…": "\\dots{}",
        "\"": "''", "§": "\\S{}", "✓": "\\checkmark{}", "\u{AD}": "\\-", "\u{200B}": "",
    ]

    /// In math.
    static let formulas: [Character: String] = greek.merging(signs) { $1 }

    /// Marks above a letter.
    static let accents: [UnicodeScalar: String] = [
        "\u{302}": "hat", "\u{303}": "tilde", "\u{304}": "bar", "\u{307}": "dot", "\u{20D7}": "vec",
    ]

    /// Raised and lowered digits and signs.
    static let raised = levels("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni")
    static let lowered = levels("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+-=()")

    private static let signs: [Character: String] = [
        "−": "-", "±": "\\pm", "∓": "\\mp", "×": "\\times", "·": "\\cdot", "÷": "\\div", "<": "<", ">": ">", "|": "|",
        "≤": "\\le", "≥": "\\ge", "≠": "\\ne", "≈": "\\approx", "≡": "\\equiv", "∝": "\\propto", "∼": "\\sim",
        "→": "\\to", "←": "\\leftarrow", "↔": "\\leftrightarrow", "↦": "\\mapsto", "⇒": "\\Rightarrow", "∞": "\\infty",
        "∂": "\\partial", "∇": "\\nabla", "∫": "\\int", "∑": "\\sum", "∏": "\\prod", "√": "\\surd", "∈": "\\in",
        "∉": "\\notin", "⊂": "\\subset", "∩": "\\cap", "∪": "\\cup", "∀": "\\forall", "∃": "\\exists", "⟨": "\\langle",
        "⟩": "\\rangle", "‖": "\\|", "°": "^{\\circ}", "′": "^{\\prime}", "ℓ": "\\ell", "†": "\\dagger", "∘": "\\circ",
        "⁄": "/", "∆": "\\Delta", "µ": "\\mu", "★": "\\star", "✗": "\\times", "½": "\\frac{1}{2}",
    ]

    private static let greek: [Character: String] = {
        let small = [
            "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta",
            "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
            "ρ": "rho", "σ": "sigma", "ς": "varsigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "ϕ": "phi",
            "χ": "chi", "ψ": "psi", "ω": "omega", "ϑ": "vartheta", "ϵ": "epsilon",
        ]
        let large = [
            "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma",
            "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
        ]
        // Those that look like Latin letters, which LaTeX has no names for.
        let alike = [
            "ο": "o", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N",
        ]
        let named = small.merging(large) { $1 }.mapValues { "\\\($0)" }.merging(alike) { $1 }
        return Dictionary(uniqueKeysWithValues: named.map { (Character($0.key), $0.value) })
    }()

    private static func levels(_ marks: String, _ plain: String) -> [Character: Character] {
        Dictionary(uniqueKeysWithValues: zip(marks, plain))
    }
}
