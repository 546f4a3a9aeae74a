import Foundation
import Statistics
import Testing

@testable import Inference

/// Laws that every scan obeys, on surfaces of one to three nuisances.
@Suite struct MemberSurfaceTests {
    /// A correlated ln L with a cubic and a quartic term, maximal inside of the window.
    static func logLikelihood(_ point: [Double]) -> Double {
        let (a, b, c) = (point[0] - 0.2, point[1] + 0.4, point[2] - 0.1)
        return 7 - 4 * a * a - 3 * b * b - 2 * c * c + 3 * a * b - 1.5 * b * c + 0.8 * a * c - 0.3 * a * a * b
            - 0.5 * b * b * b * b
    }

    static let window: [ClosedRange<Double>] = [-1...1.5, -1.5...0.5, -1...1]
    static let names = ["shift", "squeeze", "rotation"]

    /// The scan with its nuisances in another order.
    static func scan(order: [Int] = [0, 1, 2]) -> MemberSurface {
        MemberSurface(
            nuisances: order.map { names[$0] },
            surface: ChebyshevSurface(window: order.map { window[$0] }, nodes: 6) { point in
                var original = [0.0, 0, 0]
                for (place, index) in order.enumerated() { original[index] = point[place] }
                return logLikelihood(original)
            })
    }

    static func grid(_ range: ClosedRange<Double>) -> [Double] {
        (0...12).map { range.lowerBound + Double($0) / 12 * 2 * range.halfWidth }
    }

    let scan = Self.scan()

    @Test func findsTheBestFit() {
        for (value, expected) in zip(scan.bestFit, [0.2, -0.4, 0.1]) { #expect(abs(value - expected) < 1e-7) }
        #expect(abs(scan.maximum - 7) < 1e-12)
        #expect(scan.converged)
        #expect(scan.atEdge.isEmpty)
    }

    @Test(arguments: 0..<3)
    func liesNowhereAboveTheSlice(_ index: Int) {
        for value in Self.grid(Self.window[index]) {
            let (profiled, slice) = (scan.profiled(index, at: value), scan.slice(index, at: value))
            #expect(profiled <= slice + 1e-12)
            #expect(profiled >= -1e-12)
        }
    }

    @Test(arguments: 0..<3)
    func vanishesAtTheBestFit(_ index: Int) {
        #expect(abs(scan.profiled(index, at: scan.bestFit[index])) < 1e-12)
        #expect(abs(scan.slice(index, at: scan.bestFit[index])) < 1e-12)
        let other = (index + 1) % 3
        #expect(abs(scan.profiled(index, other, at: (scan.bestFit[index], scan.bestFit[other]))) < 1e-12)
    }

    @Test(arguments: [[2, 0, 1], [1, 0, 2], [2, 1, 0]])
    func doesNotDependOnTheOrderOfNuisances(_ order: [Int]) {
        let other = Self.scan(order: order)
        for (place, index) in order.enumerated() {
            #expect(abs(other.bestFit[place] - scan.bestFit[index]) < 1e-7)
            for value in Self.grid(Self.window[index]) {
                #expect(abs(other.profiled(place, at: value) - scan.profiled(index, at: value)) < 1e-9)
                #expect(abs(other.slice(place, at: value) - scan.slice(index, at: value)) < 1e-6)
            }
        }
        let (first, second) = (order.firstIndex(of: 0) ?? 0, order.firstIndex(of: 2) ?? 0)
        #expect(abs(other.profiled(first, second, at: (0.9, -0.6)) - scan.profiled(0, 2, at: (0.9, -0.6))) < 1e-9)
    }

    @Test func readsAPlaneInEitherOrder() {
        #expect(abs(scan.profiled(0, 2, at: (0.9, -0.6)) - scan.profiled(2, 0, at: (-0.6, 0.9))) < 1e-9)
        let plane = MemberSurface(
            nuisances: ["a", "b"],
            surface: ChebyshevSurface(window: [-1...1, -2...2], nodes: 5) {
                -$0[0] * $0[0] - $0[0] * $0[1] - $0[1] * $0[1]
            })
        #expect(abs(plane.profiled(0, 1, at: (0.5, 1)) - 2 * (0.25 + 0.5 + 1)) < 1e-9)
        #expect(plane.profiled(0, 1, at: (0.5, 1)) == plane.profiled(1, 0, at: (1, 0.5)))
    }

    @Test func liesNowhereAboveThePlane() {
        for first in Self.grid(Self.window[0]) {
            for second in Self.grid(Self.window[1]) {
                #expect(scan.profiled(0, at: first) <= scan.profiled(0, 1, at: (first, second)) + 1e-9)
            }
        }
    }

    @Test func profilesAGaussianToItsMarginalWidth() throws {
        // Σ⁻¹ = [[4, 1], [1, 1]], so that Σ₀₀ = 1/3; with the other nuisance held the width is ½.
        let scan = MemberSurface(
            nuisances: ["a", "b"],
            surface: ChebyshevSurface(window: [-3...3, -4...4], nodes: 4) {
                -(4 * $0[0] * $0[0] + 2 * $0[0] * $0[1] + $0[1] * $0[1]) / 2
            })
        let interval = scan.interval(0, level: ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1))
        #expect(abs(try #require(interval.upper.value) - (1.0 / 3).squareRoot()) < 1e-7)
        #expect(abs(try #require(interval.lower.value) + (1.0 / 3).squareRoot()) < 1e-7)
        #expect(abs(scan.slice(0, at: 0.5) - 1) < 1e-9)
    }

    @Test func namesNuisancesAtTheEdge() {
        let scan = MemberSurface(
            nuisances: ["a", "b"],
            surface: ChebyshevSurface(window: [-1...1, -1...1], nodes: 4) { -($0[0] - 2) * ($0[0] - 2) - $0[1] * $0[1] }
        )
        #expect(scan.atEdge == ["a"])
        #expect(scan.bestFit[0] == 1)
        #expect(scan.interval(0, level: 1).upper == .open)
    }

    @Test func takesTheHighestOfSeveralMaxima() {
        let scan = MemberSurface(
            nuisances: ["a"],
            surface: ChebyshevSurface(window: [-1.5...1.5], nodes: 8) { point in
                let x = point[0]
                return -4 * (x * x - 1) * (x * x - 1) + 0.2 * x
            })
        #expect(abs(scan.bestFit[0] - 1) < 0.01)
        #expect(scan.profiled(0, at: -1) > 0)
    }
}
