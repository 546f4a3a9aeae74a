import Foundation
import Report

/// The parabola of a Hessian for programs that read HS3, the HEP Statistics Serialization Standard (version 0.2).
///
/// −2 ln L = Σ_k (d_k·ν − d_k·ν̂)²/σ_k² over the principal modes: an exact rewriting of the parabola into independent normal laws, whose
/// observations are where its minimum is along each mode. Every reader knows these; the multivariate normal law of the standard, which
/// would be one object, not all do.
extension HessianDirective {
    /// The file of a cell.
    static let hs3Name = "parabola.hs3.json"

    static func exports(_ options: Options, _ result: Result) throws -> [String: Data] {
        guard let parabola = HS3Parabola(result) else {
            throw CellFailure(
                "the second derivatives are those of no minimum, so that there is no parabola to write as HS3",
                advice: "Take the Hessian at the best fit of a scan.")
        }
        return [hs3Name: Data((parabola.document.prettyJSON + "\n").utf8)]
    }
}

/// −2 ln L of a Hessian as a document of HS3.
struct HS3Parabola {
    private let result: HessianDirective.Result
    private let modes: [HessianDirective.Mode]
    /// Of the parabola, and σ about it, in the order of the nuisances.
    private let minimum: [Double]
    private let sigmas: [Double]
    /// What the names of everything but the nuisances begin with.
    private let prefix: String

    /// - Returns: nil without a minimum.
    init?(_ result: HessianDirective.Result) {
        let nuisances = result.order.compactMap { result.nuisances[$0] }
        let minimum = nuisances.compactMap { nuisance in nuisance.newtonStep.map { nuisance.at + $0 } }
        let sigmas = nuisances.compactMap(\.sigma)
        let count = result.order.count
        guard let modes = result.modes?.values, [minimum.count, sigmas.count] == [count, count] else { return nil }
        self.result = result
        self.modes = modes
        self.minimum = minimum
        self.sigmas = sigmas
        var prefix = "parabola"
        while result.order.contains(where: { $0.hasPrefix(prefix) }) { prefix += "_" }
        self.prefix = prefix
    }

    private func named(_ what: String, _ mode: Int) -> String { "\(prefix)_\(what)_\(mode)" }

    private func component(_ mode: Int, _ nuisance: Int) -> Double {
        modes[mode].direction[result.order[nuisance]] ?? 0
    }

    /// Where the minimum is along a mode.
    private func observed(_ mode: Int) -> Double {
        minimum.indices.reduce(0) { $0 + component(mode, $1) * minimum[$1] }
    }

    var document: Value {
        [
            "metadata": [
                "hs3_version": "0.2",
                "description": .string(
                    "Second derivatives of -ln L at its minimum, as independent normal laws of its principal modes, written by "
                        + "Fiducial. Priors of the nuisances are \(result.prior ? "included" : "left out")."),
            ],
            "functions": .array(modes.indices.flatMap(functions)),
            "distributions": .array(modes.indices.map(distribution)),
            "data": .array(modes.indices.map(data)),
            "likelihoods": [
                [
                    "name": .string("\(prefix)_likelihood"),
                    "distributions": .array(modes.indices.map { .string(named("mode", $0)) }),
                    "data": .array(modes.indices.map { .string(named("data", $0)) }),
                ]
            ],
            "domains": [["name": .string("\(prefix)_domain"), "type": "product_domain", "axes": .array(axes)]],
            "parameter_points": [["name": .string("\(prefix)_minimum"), "parameters": .array(parameters)]],
            "analyses": [
                [
                    "name": .string("\(prefix)_analysis"), "likelihood": .string("\(prefix)_likelihood"),
                    "domains": [.string("\(prefix)_domain")], "init": .string("\(prefix)_minimum"),
                    "parameters_of_interest": .array(result.order.map { .string($0) }),
                ]
            ],
        ]
    }

    /// d_k·ν: a sum of products of nuisances and constants.
    private func functions(_ mode: Int) -> [Value] {
        let terms = result.order.indices.map { named("term_\($0)", mode) }
        let products: [Value] = result.order.indices.map { nuisance in
            [
                "name": .string(terms[nuisance]), "type": "product",
                "factors": [.string(result.order[nuisance]), .string(named("direction_\(nuisance)", mode))],
            ]
        }
        let sum: Value = [
            "name": .string(named("along", mode)), "type": "sum", "summands": .array(terms.map { .string($0) }),
        ]
        return products + [sum]
    }

    private func distribution(_ mode: Int) -> Value {
        [
            "name": .string(named("mode", mode)), "type": "gaussian_dist", "x": .string(named("observed", mode)),
            "mean": .string(named("along", mode)), "sigma": .string(named("sigma", mode)),
        ]
    }

    /// One observation. Readers integrate over its axis: so far that nothing of the law is lost, and no farther.
    private func data(_ mode: Int) -> Value {
        let (observed, reach) = (observed(mode), 10 * modes[mode].sigma)
        return [
            "name": .string(named("data", mode)), "type": "unbinned", "entries": [[.number(observed)]],
            "axes": [
                [
                    "name": .string(named("observed", mode)), "min": .number(observed - reach),
                    "max": .number(observed + reach),
                ]
            ],
        ]
    }

    private var axes: [Value] {
        result.order.indices.map { nuisance in
            [
                "name": .string(result.order[nuisance]), "min": .number(minimum[nuisance] - 5 * sigmas[nuisance]),
                "max": .number(minimum[nuisance] + 5 * sigmas[nuisance]),
            ]
        }
    }

    private var parameters: [Value] {
        let free: [Value] = result.order.indices.map {
            ["name": .string(result.order[$0]), "value": .number(minimum[$0])]
        }
        func constant(_ name: String, _ value: Double) -> Value {
            ["name": .string(name), "value": .number(value), "const": true]
        }
        return free
            + modes.indices.flatMap { mode in
                [constant(named("sigma", mode), modes[mode].sigma)]
                    + result.order.indices.map {
                        constant(named("direction_\($0)", mode), component(mode, $0))
                    }
            }
    }
}
