import FlowKernels
import Flows
import Foundation

extension Mixture {
    /// Sums over events of what the second derivatives of Σ w log p need.
    ///
    /// With l_c = log p of class c, r_c its posterior probability and m = log p of the mixture, along every direction:
    ///
    ///     m′ = Σ_c r_c l_c′        m″ = Σ_c r_c (l_c″ + l_c′²) − m′²
    ///
    /// A normalization θ moves ln f_c by φ_c: ∂m′/∂θ = Σ_c φ_c r_c (l_c′ − m′), and the curvature among θ is that of
    /// the covariance of φ under r. Where a yield may be 0, the share s_c = r_c/g_c stands in these sums for r_c
    /// (``ClassFractions``).
    struct TaylorSums: Sendable {
        var value = 0.0
        /// Σ w m′ and Σ w m″ of every direction.
        var first: [Double]
        var second: [Double]
        /// Σ w s_c.
        var classes: [Double]
        /// Σ w s_c (l_c′ − m′), [direction][class].
        var mixed: [[Double]]
        /// Σ w (δ_cd s_c − s_c s_d), [class][class].
        var covariance: [[Double]]

        init(directions: Int, classes: Int) {
            first = Array(repeating: 0, count: directions)
            second = first
            self.classes = Array(repeating: 0, count: classes)
            mixed = Array(repeating: self.classes, count: directions)
            covariance = Array(repeating: self.classes, count: classes)
        }

        mutating func add(_ other: TaylorSums) {
            func add(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map(+) }
            value += other.value
            first = add(first, other.first)
            second = add(second, other.second)
            classes = add(classes, other.classes)
            mixed = zip(mixed, other.mixed).map(add)
            covariance = zip(covariance, other.covariance).map(add)
        }
    }

    /// The sums over one chunk; the classes are summed in float64.
    ///
    /// - Parameters:
    ///   - weights: w, shape [1, events]; others as in
    ///     ``forward(_:classScores:classLogDet:nuisances:theta:weights:recorded:arena:)``.
    func taylorSums(
        x: Matrix, classScores: Matrix, classLogDet: Matrix, weights: Matrix, nuisances: Matrix, theta: [Double],
        directions: [[Float]], arena: Arena
    ) -> TaylorSums {
        let inputs = ClassColumns(x: x, classes: classes, arena: arena)
        let nuisances = ClassColumns.repeated(nuisances, classes: classes, arena: arena)
        let logDensity = TaylorMatrix(
            value: classLogDet,
            jets: directions.isEmpty
                ? nil : arena.zeros(rows: 1, columns: 2 * directions.count * classLogDet.columns))
        for (flow, v, conditions) in [
            (kinematics, inputs.x, Conditions(context: inputs.classContext, nuisances: nuisances)),
            (score, classScores, Conditions(context: inputs.context, nuisances: nuisances)),
        ] {
            arena.scope {
                _ = flow.logDensityTaylor(
                    TaylorMatrix(value: v, jets: nil), TaylorConditions(conditions, directions: directions),
                    into: logDensity, arena: arena)
            }
        }
        return ClassJets(logDensity, fractions: fractions(theta), events: x.columns).sums(weights: weights)
    }
}

/// log p of every class with its jets, and their mixture.
private struct ClassJets {
    let fractions: ClassFractions
    let events: Int
    /// Shape [classes, events] each.
    let values: Matrix
    let first: [Matrix]
    let second: [Matrix]

    init(_ logDensity: TaylorMatrix, fractions: ClassFractions, events: Int) {
        self.fractions = fractions
        self.events = events
        func byClass(_ row: Matrix) -> Matrix { row.reshaped(rows: fractions.logarithms.count, columns: events) }
        let directions = 0..<logDensity.directions
        values = byClass(logDensity.value)
        first = directions.compactMap { logDensity.first(row: 0, direction: $0).map(byClass) }
        second = directions.compactMap { logDensity.second(row: 0, direction: $0).map(byClass) }
    }

    func sums(weights: Matrix) -> Mixture.TaylorSums {
        let classes = fractions.logarithms.indices
        let factors = fractions.factors ?? classes.map { _ in 1 }
        var sums = Mixture.TaylorSums(directions: first.count, classes: classes.count)
        var terms = fractions.logarithms
        for event in 0..<events {
            let weight = Double(weights[0, event])
            for c in classes { terms[c] = Double(values[c, event]) + fractions.logarithms[c] }
            let (logDensity, shares) = ClassFractions.signedSum(terms, factors, isCounted: weight != 0)
            sums.value += weight * logDensity
            for c in classes {
                sums.classes[c] += weight * shares[c]
                for other in classes {
                    sums.covariance[c][other] += weight * shares[c] * ((c == other ? 1 : 0) - shares[other])
                }
            }
            for direction in first.indices {
                let (slopes, bends) = (first[direction], second[direction])
                var (slope, bend) = (0.0, 0.0)
                for c in classes { slope += factors[c] * shares[c] * Double(slopes[c, event]) }
                for c in classes {
                    // Σ r l′² − m′², summed so that nothing cancels.
                    let deviation = Double(slopes[c, event]) - slope
                    bend += factors[c] * shares[c] * (Double(bends[c, event]) + deviation * deviation)
                    sums.mixed[direction][c] += weight * shares[c] * deviation
                }
                sums.first[direction] += weight * slope
                sums.second[direction] += weight * bend
            }
        }
        return sums
    }
}
