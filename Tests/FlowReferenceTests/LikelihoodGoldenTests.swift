import Derivatives
import FlowReference
import Foundation
import TestSupport
import Testing

/// Σ log p over all 4,096 events of `golden/events.safetensors`, with gradient and Hessian in ν.
@Suite(.enabled(if: ReferenceFolder.isAvailable, Comment(rawValue: ReferenceFolder.reason)))
struct LikelihoodGoldenTests {
    struct Point: Decodable {
        let nu: [Double]
        let loglik: Double
        let grad: [Double]
        let hessian: [[Double]]
    }

    @Test(
        .enabled(if: isOptimized, "one pass over 4,096 events takes minutes in a debug build"),
        arguments: ["step1.anchor", "step1.truth", "step1.zero"])
    func reproducesValueGradientAndHessian(name: String) throws {
        let points = try JSONDecoder().decode(
            [String: Point].self, from: ReferenceFolder.data("golden/likelihood.json"))
        let point = try #require(points[name])
        let mixture = try PublishedNetworks().mixture(withTransfer: true)
        let events = try ReferenceFolder.golden("events")
        let nuisances = SecondOrder2.variables(at: point.nu)
        let sum = try zip(rows(events, "x"), rows(events, "y"))
            .map { mixture.logDensity(x: $0, y: $1, nuisances: nuisances) }.sum

        #expect(abs(sum.value / point.loglik - 1) < 1e-11)
        for index in 0..<2 {
            #expect(abs(sum.gradient[index] / point.grad[index] - 1) < 1e-9)
        }
        let scale = point.hessian.joined().map(abs).max() ?? 0
        #expect(largestDifference(sum.hessianRows(2).flatMap { $0 }, point.hessian.flatMap { $0 }) < 1e-9 * scale)
    }
}

/// Whether this is an optimized build; a reference of thousands of scalar operations an event needs one.
let isOptimized: Bool = {
    #if DEBUG
        false
    #else
        true
    #endif
}()
