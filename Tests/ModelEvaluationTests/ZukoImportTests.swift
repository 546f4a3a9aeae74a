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
        func description(_ name: String) throws -> [BijectionDescription] {
            let map = try ZukoNetworks.model(name).flow.maps[0].bijection.description
            guard case .composition(let parts) = map else { return [map] }
            return parts
        }
        guard case .spline([0], 0, 5, 4, [], .relu, nil) = try description("one-alone")[0],
            case .spline([0], 2, 6, 5, [10, 7], .relu, nil) = try description("one")[1],
            case .spline(let five, 0, 4, 3, [12], .relu, _) = try description("five")[0],
            case .spline(let eight, 3, 4, 3, [24, 16], .relu, _?) = try description("eight")[1],
            case .spline(_, 2, 4, 3, [20, 16, 12], .relu, _?) = try description("made")[0],
            case .polynomialResidual(
                [0, 1, 2], 2, [0.25, -0.5, 0], [1, 0.5, 2], [NuisancePair(0, 2)], 0.1, 0.25, _, .relu, let networks) =
                try description("response")[0],
            case .permutation([2, 0, 1]) = try description("response")[1]
        else {
            Issue.record("an architecture is another one")
            return
        }
        #expect(five == [0, 1, 2, 3, 4])
        // The graph of make_checkpoints.py: each feature behind those that it depends on.
        #expect(eight == [1, 3, 0, 2, 5, 4, 6, 7])
        #expect(networks?.map(\.hidden) == [[6, 5], [9], [7, 4], [5]])
        #expect(try ZukoNetworks.model("transfer").fittedNuisances == [0.375, -0.625])
    }
}
