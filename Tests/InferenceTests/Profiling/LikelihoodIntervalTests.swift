import Foundation
import Statistics
import Testing

@testable import Inference

@Suite struct LikelihoodIntervalTests {
    let window = -5.0...5.0

    func value(_ bound: IntervalBound) throws -> Double { try #require(bound.value) }

    @Test(arguments: [
        ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1), ConfidenceLevel.twoSigma.deviance(degreesOfFreedom: 1),
        ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1),
    ])
    func isExactForAParabola(_ level: Double) throws {
        let interval = LikelihoodInterval(level: level, bestFit: 0.3, window: window) {
            ($0 - 0.3) * ($0 - 0.3) / 0.04
        }
        #expect(abs(try value(interval.lower) - (0.3 - 0.2 * level.squareRoot())) < 1e-8)
        #expect(abs(try value(interval.upper) - (0.3 + 0.2 * level.squareRoot())) < 1e-8)
    }

    @Test func findsUnequalSides() throws {
        let interval = LikelihoodInterval(level: 1, bestFit: 0, window: window) { x in
            x < 0 ? x * x / 4 : x * x / 0.25
        }
        #expect(abs(try value(interval.lower) + 2) < 1e-8)
        #expect(abs(try value(interval.upper) - 0.5) < 1e-8)
    }

    @Test func isOpenWhereTheWindowEndsFirst() throws {
        let interval = LikelihoodInterval(level: 1, bestFit: 4.5, window: window) { ($0 - 4.5) * ($0 - 4.5) }
        #expect(abs(try value(interval.lower) - 3.5) < 1e-8)
        #expect(interval.upper == .open)
        #expect(interval.upper.value == nil)
    }

    @Test func isOpenOnTheSideOfABestFitAtTheEdge() throws {
        let interval = LikelihoodInterval(level: 1, bestFit: 5, window: window) { 5 - $0 }
        #expect(interval.upper == .open)
        #expect(abs(try value(interval.lower) - 4) < 1e-8)
    }

    @Test func isOpenWhereTheCurveIsNotANumber() throws {
        let interval = LikelihoodInterval(level: 1, bestFit: 0, window: window) { $0 > 0.5 ? .nan : $0 * $0 }
        #expect(interval.upper == .open)
        #expect(abs(try value(interval.lower) + 1) < 1e-8)
    }

    @Test func isOpenWhereABisectionMeetsWhatIsNotANumber() {
        // Not a number just where the crossing lies, between two points of the walk outwards.
        let interval = LikelihoodInterval(level: 1.1, bestFit: 0, window: window) {
            (1.01...1.08).contains($0) ? .nan : $0 * $0
        }
        #expect(interval.upper == .open)
    }

    @Test func takesTheNearestOfSeveralCrossings() throws {
        let interval = LikelihoodInterval(level: 1, bestFit: 0, window: window) { 2 * sin($0) * sin($0) }
        #expect(abs(try value(interval.upper) - .pi / 4) < 1e-8)
        #expect(abs(try value(interval.lower) + .pi / 4) < 1e-8)
    }
}
