import FlowKernels
import Flows
import Foundation
import Testing

/// Architectures that a file may describe and that cannot be built.
@Suite struct BijectionDescriptionTests {
    static func spline(
        order: [Int] = [0, 1], context: Int = 1, bins: Int = 4, derivatives: Int = 3, hidden: [Int] = [4]
    ) -> BijectionDescription {
        .spline(
            order: order, context: context, bins: bins, derivatives: derivatives, hidden: hidden, activation: .relu)
    }

    static func residual(
        centers: [Float] = [0, 0], scales: [Float] = [1, 1], pairs: [NuisancePair] = [], damping: Float = 0.1,
        crossDamping: Float = 0.1
    ) -> BijectionDescription {
        .polynomialResidual(
            order: [0, 1], context: 1, centers: centers, scales: scales, pairs: pairs, damping: damping,
            crossDamping: crossDamping, hidden: [4], activation: .elu)
    }

    static let invalid: [BijectionDescription] = [
        spline(order: []), spline(order: [0, 0]), spline(order: [1, 2]), spline(order: [-1, 0]),
        spline(context: -1), spline(context: .max), spline(hidden: [0]), spline(hidden: [-4]),
        spline(hidden: [.max]),
        spline(bins: 1, derivatives: 0), spline(bins: 0, derivatives: 0), spline(bins: -3, derivatives: -4),
        spline(bins: 65, derivatives: 64), spline(bins: .max, derivatives: .max), spline(bins: .min, derivatives: 0),
        spline(derivatives: 2), spline(derivatives: 6),
        residual(centers: [0]), residual(scales: [1, 0]), residual(scales: [1, .nan]),
        residual(centers: [0, .infinity]), residual(damping: .nan), residual(crossDamping: .infinity),
        residual(pairs: [NuisancePair(0, 0)]), residual(pairs: [NuisancePair(1, 0)]),
        residual(pairs: [NuisancePair(0, 2)]), residual(pairs: [NuisancePair(-1, 1)]),
        residual(pairs: [NuisancePair(0, 1), NuisancePair(0, 1)]),
        .spline(
            order: [0, 1], context: 1, bins: 4, derivatives: 3, hidden: [4], activation: .relu, unitsByDegree: [[2, 1]]),
        .spline(
            order: [0, 1], context: 1, bins: 4, derivatives: 3, hidden: [4], activation: .relu,
            unitsByDegree: [[5, -1]]),
        .spline(
            order: [0, 1], context: 1, bins: 4, derivatives: 3, hidden: [4], activation: .relu, unitsByDegree: []),
        .polynomialResidual(
            order: [0, 1], context: 1, centers: [0, 0], scales: [1, 1], pairs: [], damping: 0.1, crossDamping: 0.1,
            hidden: [4], activation: .elu, networks: [ConditionerShape(hidden: [4])]),
        .standardization(means: [], scales: []), .standardization(means: [0], scales: [1, 1]),
        .standardization(means: [0], scales: [0]), .standardization(means: [.nan], scales: [1]),
        .contextStandardized(spline(), means: [0, 0], scales: [1, 1]),
        .contextStandardized(spline(), means: [0], scales: [-1]),
        .contextStandardized(spline(), means: [.infinity], scales: [1]),
        .permutation(indices: []), .permutation(indices: [0, 2]), .permutation(indices: [1, 1]),
        .composition([]), .composition([.composition([])]),
        .composition([.permutation(indices: [0]), .permutation(indices: [1, 0])]),
    ]

    @Test(arguments: invalid) func refusesWhatMakesNoSense(_ description: BijectionDescription) {
        let error = #expect(throws: FlowError.self) { try description.makeBijection() }
        #expect(error?.description.hasPrefix("no flow can be built from") == true)
    }

    static func residual(_ pairs: [NuisancePair], _ crossOrder: CrossOrder) -> BijectionDescription {
        .polynomialResidual(
            order: [0, 1], context: 1, centers: [0, 0.5], scales: [1, 1], pairs: pairs, damping: 0.25,
            crossDamping: 0.5, crossOrder: crossOrder, hidden: [4], activation: .elu)
    }

    /// Files of before there was an order of cross terms have no key for it, and what they hold is written as it was.
    @Test(arguments: [
        ([], CrossOrder.second, "[]"), ([], .third, "[]"),
        ([NuisancePair(0, 1)], .second, #"[{"first":0,"second":1}]"#),
    ])
    func writesThePublishedTermsAsEver(pairs: [NuisancePair], crossOrder: CrossOrder, written: String) throws {
        let text =
            #"{"polynomialResidual":{"activation":"elu","centers":[0,0.5],"context":1,"crossDamping":0.5,"damping":0.25,"#
            + #""hidden":[4],"order":[0,1],"pairs":\#(written),"scales":[1,1]}}"#
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let map = try Self.residual(pairs, crossOrder).makeBijection()
        #expect(String(decoding: try encoder.encode(map.description), as: UTF8.self) == text)
        let read = try JSONDecoder().decode(BijectionDescription.self, from: Data(text.utf8))
        #expect(read == map.description)
        #expect((try read.makeBijection() as? PolynomialResidual)?.crossOrder == .second)
    }

    @Test func writesTheOrderOfCrossTermsBeyondThePublished() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let map = try Self.residual([NuisancePair(0, 1)], .third).makeBijection()
        let text = String(decoding: try encoder.encode(map.description), as: UTF8.self)
        #expect(text.contains(#""crossDamping":0.5,"crossOrder":3,"damping":0.25"#))
        let read = try JSONDecoder().decode(BijectionDescription.self, from: Data(text.utf8))
        #expect(read == map.description && read != Self.residual([NuisancePair(0, 1)], .second))
        for order in ["1", "4", "\"3\"", "2.5"] {
            let wrong = text.replacingOccurrences(of: #""crossOrder":3"#, with: #""crossOrder":\#(order)"#)
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(BijectionDescription.self, from: Data(wrong.utf8))
            }
        }
    }

    @Test func buildsWhatTheInvalidOnesDeviateFrom() throws {
        #expect(try Self.spline().makeBijection().features == 2)
        #expect(try Self.spline(bins: 64, derivatives: 63).makeBijection().features == 2)
        #expect(try Self.residual(pairs: [NuisancePair(0, 1)]).makeBijection().nuisanceCount == 2)
    }
}
