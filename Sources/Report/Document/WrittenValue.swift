import Foundation

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
    /// Without a format, the uncertainty gets two significant digits and the value as many decimals.
    func written(_ find: (ArtifactPath) -> Value) -> WrittenValue {
        let best = find(path)
        switch uncertainty {
        case .none:
            return WrittenValue(best: best.formatted(format), uncertainty: .none)
        case .symmetric(let path):
            let sigma = find(path)
            let format = format ?? NumberFormat(matching: [sigma])
            return WrittenValue(best: best.formatted(format), uncertainty: .symmetric(sigma.formatted(format)))
        case .asymmetric(let upPath, let downPath):
            let (up, down) = (find(upPath), find(downPath))
            let format = format ?? NumberFormat(matching: [up, down])
            return WrittenValue(
                best: best.formatted(format),
                uncertainty: .asymmetric(
                    up: up.magnitude.formatted(format), down: down.magnitude.formatted(format)))
        }
    }
}

extension NumberFormat {
    /// As many decimals as give the smallest uncertainty two significant digits.
    init?(matching uncertainties: [Value]) {
        let sizes = uncertainties.compactMap { $0.double?.magnitude }.filter { $0.isFinite && $0 > 0 }
        guard let smallest = sizes.min() else { return nil }
        let exponent = Int(log10(smallest).rounded(.down))
        self.init(.decimals, min(max(0, 1 - exponent), 12))
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
