import Statistics

/// An inline value with its numbers in words.
struct WrittenValue: Equatable {
    enum Uncertainty: Equatable {
        case none
        case symmetric(String)
        case asymmetric(up: String, down: String)
    }

    let best: String
    let uncertainty: Uncertainty
    /// The shared power of ten of value and uncertainty, " × 10⁻⁷", which is written after brackets around both.
    var power = ""

    /// On one line of plain text.
    var text: String {
        switch uncertainty {
        case .none: best
        case .symmetric(let sigma): withPower("\(best) ± \(sigma)")
        case .asymmetric(let up, let down):
            switch (Self.isWord(up), Self.isWord(down)) {
            case (false, false): withPower("\(best) +\(up) −\(down)")
            case (true, false): withPower("\(best) −\(down)") + ", upper bound \(up)"
            case (false, true): withPower("\(best) +\(up)") + ", lower bound \(down)"
            case (true, true): up == down ? "\(best), both bounds \(up)" : "\(best), bounds \(up) and \(down)"
            }
        }
    }

    /// A text with value and uncertainty, and their shared power of ten.
    func withPower(_ text: String) -> String { power.isEmpty ? text : "(\(text))\(power)" }

    /// Whether a text is a word in place of a missing number.
    static func isWord(_ text: String) -> Bool { text.first?.isLowercase ?? false }
}

extension InlineValue {
    /// Without a format, value and uncertainty are rounded as the Particle Data Group does.
    func written(_ find: (ArtifactPath) -> Value) -> WrittenValue {
        let best = find(path)
        switch uncertainty {
        case .none:
            return WrittenValue(best: best.formatted(format), uncertainty: .none)
        case .symmetric(let path):
            let sigma = find(path)
            if let word = negative(sigma) {
                return WrittenValue(best: best.formatted(format), uncertainty: .symmetric(word))
            }
            if format == nil, let rounded = rounded(best, lower: sigma, upper: sigma), let error = rounded.upper {
                return WrittenValue(best: rounded.value, uncertainty: .symmetric(error), power: rounded.power)
            }
            return WrittenValue(best: best.formatted(format), uncertainty: .symmetric(sigma.formatted(format)))
        case .asymmetric(let upPath, let downPath):
            let (up, down) = (find(upPath), find(downPath))
            let word = negative(up)
            let rounded = format == nil ? rounded(best, lower: down, upper: word == nil ? up : .null) : nil
            return WrittenValue(
                best: rounded?.value ?? best.formatted(format),
                uncertainty: .asymmetric(
                    up: word ?? rounded?.upper ?? up.formatted(format),
                    down: rounded?.lower ?? down.magnitude.formatted(format)),
                power: rounded?.power ?? "")
        }
    }

    /// What stands in the place of an uncertainty below zero, which is none. The lower of two may be written with its sign.
    private func negative(_ sigma: Value) -> String? {
        guard let number = sigma.double, number < 0 else { return nil }
        return "negative (\(sigma.formatted(format)))"
    }

    /// nil where there is no number that float64 holds, or no uncertainty that decides on digits. An uncertainty that is a
    /// word has no digits.
    private func rounded(_ best: Value, lower: Value, upper: Value) -> PDGRounding? {
        if case .integer(let integer) = best, Double(exactly: integer) == nil { return nil }
        let errors = (lower: lower.magnitude.double, upper: upper.magnitude.double)
        guard let best = best.double,
            [errors.lower, errors.upper].contains(where: { $0.flatMap(PDGRounding.decimals(forError:)) != nil })
        else { return nil }
        return PDGRounding(best, lower: errors.lower, upper: errors.upper)
    }
}

extension Value {
    /// Without its sign, where it is a number.
    fileprivate var magnitude: Value {
        switch self {
        case .integer(let integer) where integer != .min: .integer(abs(integer))
        case .number(let number): .number(number.magnitude)
        default: self
        }
    }
}
