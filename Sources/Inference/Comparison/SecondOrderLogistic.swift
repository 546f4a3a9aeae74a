import Foundation
import Statistics

/// The log odds of two samples as a polynomial of second order, by logistic regression with a small ridge.
///
/// Terms that pairs share altogether are left out: they say nothing.
struct SecondOrderLogistic {
    private let terms: [Term]
    /// The constant first.
    private let coefficients: [Double]

    /// A feature, or a product of two.
    private struct Term {
        let first: Int
        let second: Int?
    }

    /// With more terms products of different features are left out.
    private static let mostTerms = 120
    private static let iterations = 8

    /// - Parameter pairs: the pairs for training.
    init(_ samples: PairedRows, pairs: [Int]) {
        let (own, all) = (samples.own, samples.columns.count)
        var terms = (0..<own).flatMap { [Term(first: $0, second: nil), Term(first: $0, second: $0)] }
        let products = (0..<own).flatMap { first in
            (first + 1..<max(all, first + 1)).map { Term(first: first, second: $0) }
        }
        if terms.count + products.count <= Self.mostTerms { terms += products }
        self.terms = terms
        coefficients = Self.fitted(terms, samples, rows: pairs + pairs.map { $0 + samples.pairs })
    }

    /// ln p/(1 − p) of the first sample.
    func logOdds(_ samples: PairedRows, row: Int) -> Double {
        var sum = coefficients[0]
        for (index, term) in terms.enumerated() {
            sum += coefficients[index + 1] * Self.value(term, samples, row)
        }
        return sum
    }

    private static func value(_ term: Term, _ samples: PairedRows, _ row: Int) -> Double {
        let value = samples.columns[term.first][row]
        return term.second.map { value * samples.columns[$0][row] } ?? value
    }

    /// Newton's method from 0. The curvature is that of |w|, so that it is positive whatever the signs of weights.
    private static func fitted(_ terms: [Term], _ samples: PairedRows, rows: [Int]) -> [Double] {
        let count = terms.count + 1
        let scale = rows.reduce(0) { $0 + abs(samples.weight($1)) } / Double(max(1, rows.count))
        var coefficients = [Double](repeating: 0, count: count)
        var values = [Double](repeating: 1, count: count)
        for _ in 0..<iterations {
            var gradient = coefficients.map { -scale * $0 }
            var curvature = (0..<count).map { row in (0..<count).map { $0 == row ? scale : 0 } }
            for row in rows {
                for (index, term) in terms.enumerated() { values[index + 1] = value(term, samples, row) }
                var margin = 0.0
                for index in 0..<count { margin += coefficients[index] * values[index] }
                let probability = 1 / (1 + exp(-margin))
                let weight = samples.weight(row)
                let pull = weight * (samples.label(row) - probability)
                let bend = abs(weight) * probability * (1 - probability)
                for index in 0..<count {
                    gradient[index] += pull * values[index]
                    let own = bend * values[index]
                    for other in 0...index { curvature[index][other] += own * values[other] }
                }
            }
            guard let step = CholeskyFactor(curvature)?.solve(gradient) else { break }
            for index in 0..<count { coefficients[index] += step[index] }
            if step.allSatisfy({ abs($0) < 1e-4 }) { break }
        }
        return coefficients
    }
}
