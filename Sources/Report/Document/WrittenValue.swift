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

    /// On one line of plain text.
    var text: String {
        switch uncertainty {
        case .none: best
        case .symmetric(let sigma): "\(best) ± \(sigma)"
        case .asymmetric(let up, let down): "\(best) +\(up) −\(down)"
        }
    }
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
            if format == nil, let rounded = rounded(best, lower: sigma, upper: sigma), let error = rounded.upper {
                return WrittenValue(best: rounded.value, uncertainty: .symmetric(error))
            }
            return WrittenValue(best: best.formatted(format), uncertainty: .symmetric(sigma.formatted(format)))
        case .asymmetric(let upPath, let downPath):
            let (up, down) = (find(upPath), find(downPath))
            if format == nil, let rounded = rounded(best, lower: down, upper: up), let lower = rounded.lower,
                let upper = rounded.upper
            {
                return WrittenValue(best: rounded.value, uncertainty: .asymmetric(up: upper, down: lower))
            }
            return WrittenValue(
                best: best.formatted(format),
                uncertainty: .asymmetric(
                    up: up.magnitude.formatted(format), down: down.magnitude.formatted(format)))
        }
    }

    /// nil where there is no number that float64 holds, or no uncertainty that decides on digits.
    private func rounded(_ best: Value, lower: Value, upper: Value) -> PDGRounding? {
        if case .integer(let integer) = best, Double(exactly: integer) == nil { return nil }
        guard let best = best.double, let lower = lower.magnitude.double, let upper = upper.magnitude.double,
            [lower, upper].contains(where: { PDGRounding.decimals(forError: $0) != nil })
        else { return nil }
        return PDGRounding(best, lower: lower, upper: upper)
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
