import Flows
import ModelEvaluation
import Testing

/// Networks that zuko made, of one feature and of eight, with masks of any kind.
@Suite struct ZukoImportTests {
    @Test(arguments: ZukoNetworks.all, Arithmetic.allCases)
    func reproducesNetworksOfZuko(_ name: String, arithmetic: Arithmetic) throws {
        let model = try ZukoNetworks.model(name)
        let results = try ZukoNetworks.evaluate(model, ZukoNetworks.events(name, of: model), arithmetic)
        let golden = try ZukoNetworks.file("\(name).golden")
        for (output, values) in results where golden.names.contains(output) {
            let expected = try golden.doubles(output)
            #expect(values.count == expected.count)
            for (value, expected) in zip(values, expected) {
                // float32 rounds at 6e-8 of numbers up to a hundred, carried through slopes of tens.
                let tolerance = arithmetic == .float32 ? 1e-4 * max(1, abs(expected)) : 1e-9
                #expect(abs(value - expected) < tolerance, "\(output)")
            }
        }
        #expect(!results.keys.filter(golden.names.contains).isEmpty)
    }

    @Test func findsArchitecturesAsTheyAre() throws {
        func part(_ name: String, _ index: Int = 0) throws -> any Bijection {
            try ZukoNetworks.model(name).flow.maps[0].parts[index].bijection
        }
        func spline(_ name: String, _ index: Int = 0) throws -> MaskedAutoregressiveSpline {
            try #require(try part(name, index) as? MaskedAutoregressiveSpline)
        }
        for (name, index, context, bins, hidden, isDealt) in [
            ("one-alone", 0, 0, 5, [], true), ("one", 1, 2, 6, [10, 7], true), ("five", 0, 0, 4, [12], nil),
            ("eight", 1, 3, 4, [24, 16], false), ("made", 0, 2, 4, [20, 16, 12], false),
        ] as [(String, Int, Int, Int, [Int], Bool?)] {
            let spline = try spline(name, index)
            let network = spline.conditioner.network
            #expect(
                network.contextCount == context && network.hidden == hidden && network.activation == .relu, "\(name)")
            #expect(spline.bins == bins && spline.derivatives == bins - 1, "\(name)")
            if let isDealt { #expect((network.unitsByDegree == nil) == isDealt, "\(name)") }
        }
        #expect(try spline("one-alone").conditioner.order == [0])
        #expect(try spline("one", 1).conditioner.order == [0])
        #expect(try spline("five").conditioner.order == [0, 1, 2, 3, 4])
        // The graph of make_checkpoints.py: each feature behind those that it depends on.
        #expect(try spline("eight", 1).conditioner.order == [1, 3, 0, 2, 5, 4, 6, 7])
        let residual = try #require(try part("response") as? PolynomialResidual)
        #expect(residual.order == [0, 1, 2] && residual.contextCount == 2)
        #expect(residual.centers == [0.25, -0.5, 0] && residual.scales == [1, 0.5, 2])
        #expect(residual.pairs == [NuisancePair(0, 2)] && residual.damping == 0.1 && residual.crossDamping == 0.25)
        let networks = (residual.nuisanceConditioners + residual.pairConditioners).map(\.network)
        #expect(networks.allSatisfy { $0.activation == .relu })
        #expect(networks.map(\.hidden) == [[6, 5], [9], [7, 4], [5]])
        #expect(try part("response", 1).description == .permutation(indices: [2, 0, 1]))
        #expect(try ZukoNetworks.model("transfer").fittedNuisances == [0.375, -0.625])
    }
}
