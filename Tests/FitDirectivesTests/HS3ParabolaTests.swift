import Foundation
import Inference
import Report
import Testing

@testable import FitDirectives

/// The parabola of a Hessian as HS3; `PublishedDocumentTests` has another program evaluate one.
@Suite struct HS3ParabolaTests {
    /// −ln L = (ν − ν̂)ᵀ H (ν − ν̂)/2 with ν̂ = (0.3, −0.1), differentiated at (0.2, 0).
    private func result(_ hessian: [[Double]], names: [String] = ["shift", "jet-scale"]) -> HessianDirective.Result {
        let (at, minimum) = ([0.2, 0.0], [0.3, -0.1])
        let step = zip(at, minimum).map { $0 - $1 }
        let gradient = hessian.map { row in zip(row, step).reduce(0) { $0 + $1.0 * $1.1 } }
        let member = MemberDerivatives(logLikelihood: 0, gradient: gradient, hessian: hessian)
        return HessianDirective.Result(
            EnsembleHessian(members: [member], combination: .rebasedBMA), of: [member], at: at, order: names,
            combination: .rebasedBMA, prior: false)
    }

    private func document(_ result: HessianDirective.Result) throws -> Value {
        try #require(HS3Parabola(result)).document
    }

    /// −2 ln L of the document by what HS3 says of its functions and laws, less that of its own minimum.
    private func deviance(_ document: Value, at point: [String: Double]) throws -> Double {
        var values: [String: Double] = [:]
        for parameter in document[path: "parameter_points.0.parameters"]?.array ?? [] {
            let name = try #require(parameter[path: "name"]?.string)
            values[name] = try #require(parameter[path: "value"]?.double)
        }
        values.merge(point) { $1 }
        for function in document[path: "functions"]?.array ?? [] {
            let name = try #require(function[path: "name"]?.string)
            let isSum = function[path: "type"] == "sum"
            let parts = try #require(function[path: isSum ? "summands" : "factors"]?.array).map {
                try #require($0.string.flatMap { values[$0] })
            }
            values[name] = isSum ? parts.reduce(0, +) : parts.reduce(1, *)
        }
        for data in document[path: "data"]?.array ?? [] {
            values[try #require(data[path: "axes.0.name"]?.string)] = data[path: "entries.0.0"]?.double
        }
        return try (document[path: "distributions"]?.array ?? []).reduce(0) { sum, law in
            #expect(law[path: "type"] == "gaussian_dist")
            func value(_ key: String) throws -> Double {
                try #require(law[path: key]?.string.flatMap { values[$0] })
            }
            let residual = try (value("x") - value("mean")) / value("sigma")
            return sum + residual * residual
        }
    }

    @Test func isTheParabolaItself() throws {
        let hessian = [[400.0, 120], [120, 90]]
        let document = try document(result(hessian))
        for (a, b) in [(0.0, 0.0), (0.05, 0), (0, -0.1), (0.03, 0.07)] {
            let expected = hessian[0][0] * a * a + 2 * hessian[0][1] * a * b + hessian[1][1] * b * b
            let found = try deviance(document, at: ["shift": 0.3 + a, "jet-scale": -0.1 + b])
            #expect(abs(found - expected) < 1e-9, "\(a), \(b): \(found)")
        }
        #expect(document[path: "metadata.description"]?.string?.contains("left out") == true)
        #expect(document[path: "analyses.0.parameters_of_interest"]?.array == ["shift", "jet-scale"])
    }

    /// No name of its own is one of a nuisance.
    @Test func leavesNuisancesTheirNames() throws {
        let names = ["parabola_mode_0", "b"]
        let document = try document(result([[4, 0], [0, 1]], names: names))
        let laws = document[path: "distributions"]?.array?.compactMap { $0[path: "name"]?.string } ?? []
        #expect(laws.count == 2 && Set(laws).isDisjoint(with: names))
        #expect(try abs(deviance(document, at: ["parabola_mode_0": 1.3, "b": -0.1]) - 4) < 1e-9)
    }

    @Test func withoutAMinimumThereIsNone() {
        #expect(HS3Parabola(result([[4, 0], [0, -1]])) == nil)
    }
}
