/// A label as authors write it, `$p_T$`, in the markup of figures, `*p*_{T}`.
///
/// Of TeX the letters, scripts and words that labels of axes have: `_`, `^`, braces, Greek letters by their names,
/// `\mathrm`, `\text` and a few signs. What stands outside of `$…$` is taken as it is.
enum FigureLabel {
    static func markup(_ label: String) -> String {
        label.split(separator: "$", omittingEmptySubsequences: false).enumerated().map { index, part in
            var math = TeXMath(Array(part))
            return index.isMultiple(of: 2) ? String(part) : math.markup()
        }.joined()
    }
}

/// What stands between two dollars, read letter by letter.
private struct TeXMath {
    private let characters: [Character]
    private var place = 0

    init(_ characters: [Character]) { self.characters = characters }

    mutating func markup() -> String {
        var text = ""
        while place < characters.count {
            text += sequence(isItalic: true)
            // A brace that closes nothing.
            place += 1
        }
        return text
    }

    private mutating func sequence(isItalic: Bool) -> String {
        var text = ""
        while place < characters.count, characters[place] != "}" { text += atom(isItalic: isItalic) }
        return text
    }

    /// One letter, digit, command, script or group.
    private mutating func atom(isItalic: Bool) -> String {
        let character = characters[place]
        place += 1
        switch character {
        case "_", "^":
            guard place < characters.count else { return "" }
            return "\(character){\(atom(isItalic: false))}"
        case "{":
            let inner = sequence(isItalic: isItalic)
            place += 1
            return inner
        case "\\": return command(isItalic: isItalic)
        case " ": return ""
        case "'": return "′"
        case "-": return "−"
        default: return isItalic && character.isLetter ? "*\(character)*" : String(character)
        }
    }

    private mutating func command(isItalic: Bool) -> String {
        var name = ""
        while place < characters.count, characters[place].isASCII, characters[place].isLetter {
            name.append(characters[place])
            place += 1
        }
        if name.isEmpty {
            // `\,` and its like are spaces.
            place = min(place + 1, characters.count)
            return " "
        }
        if Self.fonts.contains(name) {
            while place < characters.count, characters[place] == " " { place += 1 }
            return place < characters.count ? atom(isItalic: false) : ""
        }
        guard let letter = Self.letters[name] else { return Self.signs[name] ?? name }
        return isItalic ? "*\(letter)*" : letter
    }

    private static let fonts: Set<String> = ["mathrm", "text", "mathsf", "mathbf", "operatorname", "textrm"]
    private static let signs = [
        "prime": "′", "times": "×", "pm": "±", "to": "→", "rightarrow": "→", "cdot": "·", "infty": "∞", "quad": " ",
        "qquad": " ", "Delta": "Δ", "sum": "Σ", "perp": "⊥", "parallel": "∥",
    ]
    private static let letters = [
        "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
        "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
        "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ",
        "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
        "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ",
    ]
}
